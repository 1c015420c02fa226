"""Things over and beside the text: underlines, table rules, stamps, signatures, shading, marker pen.

Everything is drawn in place on a grey page with paper 255, before the line is cut out and damaged.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]


@dataclass(frozen=True)
class Place:
    """Where the text stands on its piece of page, in pixels."""

    baseline: int
    left: int
    right: int
    em: int


class Clutter:
    """Draws clutter from the streams of random numbers that it is given."""

    def __init__(self, random_: random.Random, noise: np.random.Generator) -> None:
        self.random, self.noise = random_, noise
        self._kinds = (
            (0.09, self._underline),
            (0.10, self._rules),
            (0.06, self._stamp),
            (0.04, self._signature),
            (0.05, self._shade),
            (0.05, self._marker),
        )

    def draw(self, page: Grey, place: Place) -> None:
        """Each kind of clutter with its own small chance."""
        for chance, kind in self._kinds:
            if self._chance(chance):
                kind(page, place)

    def _chance(self, p: float) -> bool:
        return self.random.random() < p

    def _ems(self, place: Place, low: float, high: float) -> int:
        """A random length in pixels, given in em."""
        return int(place.em * self.random.uniform(low, high))

    def _thickness(self, place: Place) -> int:
        return self.random.randint(1, max(1, place.em // 18))

    def _somewhere(self, place: Place, margin: int = 0) -> int:
        return self.random.randint(place.left - margin, max(place.left, place.right) + margin)

    def _underline(self, page: Grey, place: Place) -> None:
        y, thick = place.baseline + self._ems(place, 0.06, 0.24), self._thickness(place)
        a, b = place.left, place.right
        if self._chance(0.4):
            a, b = sorted((self._somewhere(place), self._somewhere(place)))
        if self._chance(0.75):
            cv2.line(page, (a, y), (b, y), 0, thick)
        else:
            page[y : y + thick, a : max(a, b) : self.random.randint(4, 9)] = 0

    def _rules(self, page: Grey, place: Place) -> None:
        """Rules of a table cell around the line; any of the four sides."""
        height, width = page.shape
        tone, thick = self.random.choice((0, 0, 0, self.random.randint(0, 120))), self._thickness(place)
        top = place.baseline - self._ems(place, 0.85, 1.15)
        bottom = place.baseline + self._ems(place, 0.33, 0.55)
        for y in (top, bottom):
            if self._chance(0.5):
                cv2.line(page, (0, y), (width, y + self.random.randint(-1, 1)), tone, thick)
        left, right = place.left - self._ems(place, 0.1, 0.4), place.right + self._ems(place, 0.1, 0.4)
        for x in (left, right):
            if self._chance(0.4):
                cv2.line(page, (x, 0), (x, height), tone, thick)

    def _stamp(self, page: Grey, place: Place) -> None:
        """A ring or box of a rubber stamp crossing part of the line; its ink is lighter than print."""
        layer = np.full_like(page, 255)
        tone, thick = self.random.randint(70, 190), self.random.randint(1, 4)
        x, y = self._somewhere(place), place.baseline + self._ems(place, -2, 1)
        if self._chance(0.6):
            radius = self._ems(place, 1.0, 3.5)
            cv2.circle(layer, (x, y), radius, tone, thick)
            cv2.circle(layer, (x, y), int(radius * 0.8), tone, self.random.randint(1, 2))
        else:
            corner = (x - self._ems(place, 1, 4), y - self._ems(place, 0, 2))
            opposite = (x + self._ems(place, 1, 4), y + self._ems(place, 0, 2))
            cv2.rectangle(layer, corner, opposite, tone, thick)
        np.minimum(page, layer, out=page)

    def _signature(self, page: Grey, place: Place) -> None:
        """Pen strokes through part of the line."""
        steps = self.noise.normal(0, place.em * 0.45, (self.random.randint(4, 9), 2))
        curve = cv2.resize(
            np.cumsum(steps, axis=0).astype(np.float32), (2, 60), interpolation=cv2.INTER_CUBIC
        )
        curve += (self._somewhere(place), place.baseline - self._ems(place, -0.4, 1.2))
        tone, thick = self.random.randint(20, 150), self.random.randint(1, 4)
        cv2.polylines(page, [curve.astype(np.int32)], False, tone, thick)

    def _shade(self, page: Grey, _: Place) -> None:
        """A shaded cell: even grey, or the dots a 1-bit scan makes of it."""
        if self._chance(0.6):
            np.minimum(page, np.uint8(self.random.randint(170, 240)), out=page)
            return
        step, dots = self.random.randint(4, 7), np.full_like(page, 255)
        dots[::step, ::step] = self.random.randint(0, 120)
        dots[step // 2 :: step, step // 2 :: step] = self.random.randint(0, 120)
        np.minimum(page, dots, out=page)

    def _marker(self, page: Grey, place: Place) -> None:
        """A text marker's band over part of the line: grey, or what a 1-bit scan makes of it."""
        a, b = sorted((self._somewhere(place, place.em), self._somewhere(place, place.em)))
        top, bottom = (
            place.baseline - self._ems(place, 0.5, 1.1),
            place.baseline + self._ems(place, -0.1, 0.4),
        )
        band = page[max(0, top) : bottom, max(0, a) : b]
        if not band.size:
            return
        if self._chance(0.5):
            np.minimum(band, np.uint8(self.random.randint(150, 235)), out=band)
        else:
            share = self.random.uniform(0.08, 0.4)
            band[self.noise.random(band.shape, dtype=np.float32) < share] = self.random.randint(0, 140)
