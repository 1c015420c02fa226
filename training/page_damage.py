"""What scanners, photocopiers and phones do to a whole page, with where every point of it comes to lie.

Pages are grey, paper 255. Strengths are given for 200 px per inch and scaled to the page's own resolution.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Soft = NDArray[np.float32]
Shape = NDArray[np.float64]


class PageDamage:
    """Draws damage of whole pages from streams of random numbers."""

    def __init__(self, random_: random.Random, noise: np.random.Generator) -> None:
        self.random, self.noise = random_, noise
        self.levels: dict[str, tuple[float, Callable[[Grey, float], tuple[Grey, Shape]]]] = {
            "clean": (14, self.clean),
            "light": (28, self.light),
            "copy": (32, self.copy),
            "photo": (20, self.photo),
            "faint": (6, self.faint),
        }

    def apply(self, page: Grey, dpi: float, level: str | None = None) -> tuple[Grey, Shape]:
        """The damaged page, and the 3 x 3 matrix from its px before to its px after."""
        names = list(self.levels)
        chosen = level or self.random.choices(names, [self.levels[name][0] for name in names])[0]
        return self.levels[chosen][1](page, dpi / 200)

    def clean(self, page: Grey, scale: float) -> tuple[Grey, Shape]:
        return self._blurred(page, 0.0, 0.5, scale), np.eye(3)

    def light(self, page: Grey, scale: float) -> tuple[Grey, Shape]:
        """A scanner: a little askew, soft, grey paper, grain."""
        turned, shape = self._turned(self._weighed(page), 1.5)
        soft = self._blurred(turned, 0.2, 0.9, scale).astype(np.float32)
        low, high = self.random.uniform(0, 60), self.random.uniform(215, 255)
        return self._pressed(self._grained(low + soft * ((high - low) / 255), 2, 14), 0.5, 25), shape

    def copy(self, page: Grey, scale: float) -> tuple[Grey, Shape]:
        """A photocopy, sometimes of a copy: black and white, specks, holes, strokes thinned or swollen."""
        turned, shape = self._turned(self._weighed(page), 2.2)
        black = self._black(self._blurred(turned, 0.4, 1.1, scale), 8, 28)
        if self.random.random() < 0.25:
            black = self._black(self._blurred(black, 0.3, 0.8, scale), 2, 18)
        self._speckle(black)
        return self._pressed(black, 0.6, 30), shape

    def photo(self, page: Grey, scale: float) -> tuple[Grey, Shape]:
        """A phone: from aside, shaded, with glare, soft, pressed as JPEG."""
        pad = int(0.04 * page.shape[1])
        padded = cv2.copyMakeBorder(page, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=255)
        height, width = padded.shape
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        inward = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
        moves = inward * self.noise.uniform(0.0, 0.035, (4, 2)) * (width, height)
        way = cv2.getPerspectiveTransform(corners, (corners + moves).astype(np.float32))
        seen = cv2.warpPerspective(padded, way, (width, height), flags=cv2.INTER_LINEAR, borderValue=120)
        soft = self._blurred(seen, 0.5, 1.6, scale).astype(np.float32) * self._light(height, width)  # type: ignore[arg-type]
        moved = np.array([[1, 0, pad], [0, 1, pad], [0, 0, 1]], np.float64)
        return self._pressed(self._grained(soft, 2, 9), 1.0, 50), way @ moved

    def faint(self, page: Grey, scale: float) -> tuple[Grey, Shape]:
        """Hardly any toner."""
        turned, shape = self._turned(page, 1.5)
        soft = self._blurred(turned, 0.3, 0.9, scale).astype(np.float32)
        depth = self.random.uniform(0.25, 0.6) + 0.12 * self._slow_field(page.shape)
        paper = self.random.uniform(200, 250)
        return self._grained(paper - np.clip(depth, 0.15, 1) * (255 - soft), 1, 7), shape

    def _blurred(self, page: Grey, low: float, high: float, scale: float) -> Grey:
        sigma = self.random.uniform(low, high) * scale
        return cv2.GaussianBlur(page, (0, 0), sigma) if sigma > 0.15 else page  # type: ignore[return-value]

    def _grained(self, soft: Soft, low: float, high: float) -> Grey:
        grain = self.noise.standard_normal(soft.shape, dtype=np.float32) * self.random.uniform(low, high)
        return np.clip(soft + grain, 0, 255).astype(np.uint8)

    def _black(self, page: Grey, low: float, high: float) -> Grey:
        grained = self._grained(page.astype(np.float32), low, high)
        return np.where(grained < self.random.uniform(110, 205), np.uint8(0), np.uint8(255))

    def _weighed(self, page: Grey) -> Grey:
        """Toner that spread or failed to: strokes swollen or thinned by about half a pixel."""
        kind = self.random.random()
        if kind > 0.4:
            return page
        way = cv2.erode if kind < 0.22 else cv2.dilate
        share = self.random.uniform(0.2, 0.8)
        return cv2.addWeighted(way(page, np.ones((2, 2), np.uint8)), share, page, 1 - share, 0)  # type: ignore[return-value]

    def _speckle(self, black: Grey) -> None:
        """Specks of a pixel or two and holes in strokes, in place."""
        height, width = black.shape
        count = int(black.size * self.random.choice((0, 1 / 12000, 1 / 4000)))
        for y, x in zip(
            self.noise.integers(0, height - 3, count), self.noise.integers(0, width - 3, count), strict=True
        ):
            size = int(self.noise.integers(1, 3))
            black[y : y + size, x : x + size] = 0
        holes = self.random.choice((0.0, 0.005, 0.015))
        if holes:
            black[self.noise.random(black.shape, dtype=np.float32) < holes] = 255

    def _turned(self, page: Grey, most: float) -> tuple[Grey, Shape]:
        height, width = page.shape
        way = cv2.getRotationMatrix2D((width / 2, height / 2), self.random.uniform(-most, most), 1)
        turned = cv2.warpAffine(page, way, (width, height), flags=cv2.INTER_LINEAR, borderValue=255)
        return turned, np.vstack([way, [0, 0, 1]])  # type: ignore[return-value]

    def _light(self, height: int, width: int) -> Soft:
        """Light that falls off to one side, and a shadow."""
        y, x = np.mgrid[0:height:8, 0:width:8].astype(np.float32)
        y, x = y / height - 0.5, x / width - 0.5
        angle, spot = self.random.uniform(0, 6.28), self.noise.uniform(-0.3, 0.3, 2)
        light = self.random.uniform(0.65, 0.95) + self.random.uniform(0, 0.45) * (
            x * np.cos(angle) + y * np.sin(angle)
        )
        light -= self.random.uniform(0, 0.3) * np.exp(-((x - spot[0]) ** 2 + (y - spot[1]) ** 2) / 0.06)
        return cv2.resize(np.clip(light, 0.28, 1).astype(np.float32), (width, height))  # type: ignore[return-value]

    def _slow_field(self, shape: tuple[int, ...]) -> Soft:
        coarse = self.noise.standard_normal((12, 9), dtype=np.float32)
        return cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)  # type: ignore[return-value]

    def _pressed(self, page: Grey, chance: float, least: int) -> Grey:
        if self.random.random() >= chance:
            return page
        packed = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, self.random.randint(least, 92)])[1]
        return cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)  # type: ignore[return-value]
