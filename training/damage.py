"""How a picture of a line is taken, and what that does to it: scanner, photocopier, phone, fax.

All levels work on grey pictures with paper 255, at the resolution of the scan.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Soft = NDArray[np.float32]


class Damage:
    """Draws damage from one stream of random numbers."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.noise = np.random.default_rng(seed)
        self.levels: dict[str, tuple[float, Callable[[Soft], Soft]]] = {
            "clean": (19, self.clean),
            "light": (34, self.light),
            "copy": (23, self.photocopy),
            "photo": (14, self.photo),
            "fax": (4, self.fax),
            "faint": (6, self.faint),
        }

    def _chance(self, p: float) -> bool:
        return self.random.random() < p

    def _between(self, low: float, high: float) -> float:
        return self.random.uniform(low, high)

    def apply(self, grey: Grey, level: str | None = None) -> Grey:
        """Damages a line by one level (drawn by weight where none is named)."""
        names = list(self.levels)
        chosen = level or self.random.choices(names, [self.levels[name][0] for name in names])[0]
        soft = self.levels[chosen][1](grey.astype(np.float32))
        picture = np.clip(soft, 0, 255).astype(np.uint8)
        quality = {"clean": 0.15, "photo": 0.8}.get(chosen, 0.35)
        return self._jpeg(picture) if self._chance(quality) else picture

    def _jpeg(self, grey: Grey) -> Grey:
        packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, self.random.randint(22, 90)])[1]
        return cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)  # type: ignore[return-value]

    def _blur(self, soft: Soft, low: float, high: float) -> Soft:
        """Blur in proportion to the line's height: a blur that spares tall letters drowns small ones."""
        sigma = self._between(low, high) * soft.shape[0] / 48
        return cv2.GaussianBlur(soft, (0, 0), sigma) if sigma > 0.15 else soft  # type: ignore[return-value]

    def _grain(self, soft: Soft, low: float, high: float) -> Soft:
        """Noise of the sensor; small lines get less, or nobody could read them."""
        strength = self._between(low, high) * min(1.0, soft.shape[0] / 36)
        return soft + self.noise.standard_normal(soft.shape, dtype=np.float32) * strength

    def _slow_field(self, shape: tuple[int, ...], cells: float) -> Soft:
        """Smooth random field about 0 with deviation about 1, `cells` lumps in a line's height."""
        rows = max(2, int(cells) + 1)
        columns = max(2, int(cells * shape[1] / shape[0]) + 1)
        coarse = self.noise.standard_normal((rows, columns), dtype=np.float32)
        return cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)  # type: ignore[return-value]

    def _weight(self, soft: Soft) -> Soft:
        """Bolder or thinner strokes: toner spread, worn drum."""
        kind = self.random.random()
        if kind < 0.12 and soft.shape[0] > 34:
            size = 3 if soft.shape[0] > 58 and self._chance(0.5) else 2
            return cv2.erode(soft, np.ones((size, size), np.uint8))  # type: ignore[return-value]
        if kind < 0.2 and soft.shape[0] > 44:
            return cv2.dilate(soft, np.ones((2, 2), np.uint8))  # type: ignore[return-value]
        if kind < 0.3:
            return 255 * (soft / 255) ** self._between(0.5, 2.2)  # type: ignore[no-any-return]
        return soft

    def clean(self, soft: Soft) -> Soft:
        return self._blur(soft, 0.0, 0.6)

    def light(self, soft: Soft) -> Soft:
        soft = self._blur(self._weight(soft), 0.2, 1.0)
        low, high = self._between(0, 60), self._between(215, 255)
        soft = self._grain(low + soft * (high - low) / 255, 1, 11)
        return self._threshold(soft, 0.0) if self._chance(0.2) else soft

    def photocopy(self, soft: Soft) -> Soft:
        soft = self._blur(self._weight(soft), 0.3, 1.25)
        if self._chance(0.5):
            soft = soft + self._slow_field(soft.shape, self._between(1, 5)) * self._between(5, 40) * (
                soft < 200
            )
        soft = self._threshold(self._grain(soft, 3, 28), self._between(0, 20))
        soft = self._specks(soft)
        if self._chance(0.2):
            soft = self._threshold(self._grain(self._blur(soft, 0.4, 1.0), 2, 20), self._between(0, 12))
        return self._blur(soft, 0.2, 0.8) if self._chance(0.6) else soft

    def _threshold(self, soft: Soft, wobble: float) -> Soft:
        ink, paper = np.percentile(soft[::2, ::3], (2, 80))
        share = self._between(0.26, 0.4) if self._chance(0.1) else self._between(0.38, 0.78)
        level = float(ink) + share * float(paper - ink)
        edge = level + self._slow_field(soft.shape, 1) * wobble if wobble else level
        return np.where(soft < edge, np.float32(0), np.float32(255))

    def _specks(self, soft: Soft) -> Soft:
        """Pepper (dust, of one to a few pixels) and dropouts (white holes in strokes)."""
        soft = soft.copy()
        height, width = soft.shape
        for _ in range(self.random.randint(0, 1 + height * width // 2500)):
            x, y, size = (
                self.random.randrange(width),
                self.random.randrange(height),
                self.random.choice((1, 1, 1, 2, 3)),
            )
            soft[y : y + size, x : x + size] = self.random.choice((0, 0, 255))
        share = self._between(0, 0.02) if self._chance(0.5) else 0.0
        if share:
            soft[self.noise.random(soft.shape, dtype=np.float32) < share] = 255
        return soft

    def photo(self, soft: Soft) -> Soft:
        height, width = soft.shape
        soft = self._perspective(soft) if self._chance(0.5) else soft
        soft = self._motion(soft) if self._chance(0.2) else self._blur(soft, 0.4, 1.7)
        low, high = self._between(10, 90), self._between(130, 255)
        soft = low + soft * (high - low) / 255
        ramp = np.linspace(self._between(0.7, 1), self._between(0.7, 1), width, dtype=np.float32)[None]
        fall = np.linspace(self._between(0.88, 1), self._between(0.88, 1), height, dtype=np.float32)[:, None]
        return self._grain(soft * ramp * fall, 2, 15)

    def _motion(self, soft: Soft) -> Soft:
        length = max(2, int(self._between(0.05, 0.13) * soft.shape[0]))
        kernel = np.eye(length, dtype=np.float32) if self._chance(0.5) else np.ones((1, length), np.float32)
        return cv2.filter2D(soft, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE)  # type: ignore[return-value]

    def _perspective(self, soft: Soft) -> Soft:
        """A small keystone: the line is taller at one end."""
        height, width = soft.shape
        left, right = (self._between(0, 0.07) * height for _ in "lr")
        before = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        after = np.array([[0, left], [width, right], [width, height - right], [0, height - left]], np.float32)
        shape = cv2.getPerspectiveTransform(before, after)
        return cv2.warpPerspective(soft, shape, (width, height), borderMode=cv2.BORDER_REPLICATE)  # type: ignore[return-value]

    def fax(self, soft: Soft) -> Soft:
        """Coarse 1-bit rows, grown back: about 100 x 200 dpi."""
        height, width = soft.shape
        rows = max(14, int(height * self._between(0.45, 0.8)))
        small = cv2.resize(self._blur(soft, 0.2, 0.7), (width, rows), interpolation=cv2.INTER_AREA)
        bits = self._threshold(self._grain(small, 2, 18), 0.0)  # type: ignore[arg-type]
        return cv2.resize(bits, (width, height), interpolation=cv2.INTER_LINEAR)  # type: ignore[return-value]

    def faint(self, soft: Soft) -> Soft:
        """Hardly any toner: low contrast, strokes that fade in places."""
        soft = self._blur(soft, 0.3, 1.1)
        fade = np.clip(0.55 + 0.25 * self._slow_field(soft.shape, self._between(0.5, 4)), 0.15, 1)
        paper = self._between(175, 250)
        depth = self._between(40, 150)
        return self._grain(paper - depth * fade * (255 - soft) / 255, 1, 9)
