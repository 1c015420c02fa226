"""What happens to a line between the printer and our reader.

Two steps: `clutter` puts things over and beside the text (rules, underlines, stamps, signatures, shading);
the `LEVELS` are ways a picture is taken (scanner, photocopier, phone, fax). All work on grey pictures with
paper 255, at the resolution of the scan.
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
            "clean": (17, self.clean),
            "light": (29, self.light),
            "copy": (22, self.photocopy),
            "photo": (17, self.photo),
            "fax": (6, self.fax),
            "faint": (9, self.faint),
        }

    def _chance(self, p: float) -> bool:
        return self.random.random() < p

    def _between(self, low: float, high: float) -> float:
        return self.random.uniform(low, high)

    # -- things on the page --------------------------------------------------------------------------------

    def clutter(self, page: Grey, baseline: int, left: int, right: int, em: int) -> None:
        """Draws in place, at drawing scale."""
        thick = self.random.randint(1, max(1, em // 18))
        tone = self.random.choice((0, 0, 0, self.random.randint(0, 120)))
        if self._chance(0.09):
            self._underline(page, baseline, left, right, em, thick)
        if self._chance(0.10):
            self._edges(page, baseline, left, right, em, thick, tone)
        if self._chance(0.06):
            self._stamp(page, baseline, left, right, em)
        if self._chance(0.04):
            self._signature(page, baseline, left, right, em)
        if self._chance(0.05):
            self._shade(page, em)
        if self._chance(0.05):
            self._marker(page, baseline, left, right, em)

    def _underline(self, page: Grey, baseline: int, left: int, right: int, em: int, thick: int) -> None:
        y = baseline + int(em * self._between(0.06, 0.24))
        a, b = (left, right) if self._chance(0.6) else sorted(self.random.randint(left, max(left, right)) for _ in "ab")
        if self._chance(0.75):
            cv2.line(page, (a, y), (b, y), 0, thick)
        else:
            step = self.random.randint(4, 9)
            page[y : y + max(1, thick), a : max(a, b) : step] = 0

    def _edges(self, page: Grey, baseline: int, left: int, right: int, em: int, thick: int, tone: int) -> None:
        """Rules of a table cell around the line; any of the four sides."""
        height, width = page.shape
        if self._chance(0.5):
            y = baseline - int(em * self._between(0.85, 1.15))
            cv2.line(page, (0, y), (width, y + self.random.randint(-1, 1)), tone, thick)
        if self._chance(0.5):
            y = baseline + int(em * self._between(0.33, 0.55))
            cv2.line(page, (0, y), (width, y + self.random.randint(-1, 1)), tone, thick)
        if self._chance(0.4):
            x = left - int(em * self._between(0.1, 0.4))
            cv2.line(page, (x, 0), (x, height), tone, thick)
        if self._chance(0.4):
            x = right + int(em * self._between(0.1, 0.4))
            cv2.line(page, (x, 0), (x, height), tone, thick)

    def _stamp(self, page: Grey, baseline: int, left: int, right: int, em: int) -> None:
        """A ring or box of a rubber stamp crossing part of the line; ink of a stamp is lighter than print."""
        layer = np.full_like(page, 255)
        tone = self.random.randint(70, 190)
        centre = (self.random.randint(left, max(left, right)), baseline + self.random.randint(-2 * em, em))
        if self._chance(0.6):
            radius = int(em * self._between(1.0, 3.5))
            cv2.circle(layer, centre, radius, tone, self.random.randint(1, 4))
            cv2.circle(layer, centre, int(radius * 0.8), tone, self.random.randint(1, 2))
        else:
            a = (centre[0] - int(em * self._between(1, 4)), centre[1] - int(em * self._between(0, 2)))
            b = (centre[0] + int(em * self._between(1, 4)), centre[1] + int(em * self._between(0, 2)))
            cv2.rectangle(layer, a, b, tone, self.random.randint(1, 4))
        np.minimum(page, layer, out=page)

    def _signature(self, page: Grey, baseline: int, left: int, right: int, em: int) -> None:
        """Pen strokes through part of the line."""
        start = self.random.randint(left, max(left, right))
        points = np.cumsum(self.noise.normal(0, em * 0.45, (self.random.randint(4, 9), 2)), axis=0)
        curve = cv2.resize(points.astype(np.float32), (2, 60), interpolation=cv2.INTER_CUBIC)
        curve += (start, baseline - em * self._between(-0.4, 1.2))
        cv2.polylines(page, [curve.astype(np.int32)], False, self.random.randint(20, 150), self.random.randint(1, 4))

    def _shade(self, page: Grey, em: int) -> None:
        """A shaded cell: even grey, or the dots a 1-bit scan makes of it."""
        tone = self.random.randint(170, 240)
        if self._chance(0.6):
            np.minimum(page, np.uint8(tone), out=page)
            return
        step = self.random.randint(4, 7)
        dots = np.full_like(page, 255)
        dots[::step, ::step] = self.random.randint(0, 120)
        dots[step // 2 :: step, step // 2 :: step] = self.random.randint(0, 120)
        np.minimum(page, dots, out=page)

    def _marker(self, page: Grey, baseline: int, left: int, right: int, em: int) -> None:
        """A text marker's band over part of the line: grey, or what a 1-bit scan makes of it."""
        a, b = sorted(self.random.randint(left - em, max(left, right) + em) for _ in "ab")
        top, bottom = baseline - int(em * self._between(0.5, 1.1)), baseline + int(em * self._between(-0.1, 0.4))
        band = page[max(0, top) : bottom, max(0, a) : b]
        if not band.size:
            return
        tone = self.random.randint(150, 235)
        if self._chance(0.5):
            np.minimum(band, np.uint8(tone), out=band)
        else:
            share = self._between(0.08, 0.4)
            band[self.noise.random(band.shape, dtype=np.float32) < share] = self.random.randint(0, 140)

    # -- ways a picture is taken ---------------------------------------------------------------------------

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
            soft = soft + self._slow_field(soft.shape, self._between(1, 5)) * self._between(5, 40) * (soft < 200)
        soft = self._threshold(self._grain(soft, 3, 28), self._between(0, 20))
        soft = self._specks(soft)
        return self._blur(soft, 0.2, 0.8) if self._chance(0.6) else soft

    def _threshold(self, soft: Soft, wobble: float) -> Soft:
        ink, paper = np.percentile(soft[::2, ::3], (2, 80))
        level = float(ink) + self._between(0.38, 0.76) * float(paper - ink)
        edge = level + self._slow_field(soft.shape, 1) * wobble if wobble else level
        return np.where(soft < edge, np.float32(0), np.float32(255))

    def _specks(self, soft: Soft) -> Soft:
        """Pepper (dust, of one to a few pixels) and dropouts (white holes in strokes)."""
        soft = soft.copy()
        height, width = soft.shape
        for _ in range(self.random.randint(0, 1 + height * width // 2500)):
            x, y, size = self.random.randrange(width), self.random.randrange(height), self.random.choice((1, 1, 1, 2, 3))
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
