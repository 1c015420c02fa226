"""One made-up training line: text, drawn, cut out, damaged, normalised."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from training import drawing
from training.alphabet import encode, label_of
from training.clutter import Clutter, Place
from training.damage import Damage
from training.line_image import normalise
from training.text import Writer


@dataclass(frozen=True)
class Sample:
    """`picture` is normalised, (HEIGHT, W) uint8 with ink 255; `classes` are the label's."""

    picture: NDArray[np.uint8]
    label: str
    classes: list[int]


class SampleMaker:
    """Makes samples from one seed.

    `family` and `level` fix the font or the damage, for measuring; `numbers` writes mostly dates and numbers;
    `plain` sets and cuts lines as an ordinary letter at 150 to 300 dpi gives them, with nothing over or
    beside the text.
    """

    def __init__(
        self,
        seed: int,
        *,
        family: str | None = None,
        level: str | None = None,
        longest: int = 60,
        numbers: bool = False,
        plain: bool = False,
    ) -> None:
        drawing.require_shaping()
        self.random = random.Random(seed)
        self.writer = Writer(self.random, numbers=numbers)
        self.damage = Damage(seed + 1)
        self.clutter = Clutter(self.damage.random, self.damage.noise)
        self.family, self.level, self.longest, self.plain = family, level, longest, plain

    def make(self, text: str | None = None) -> Sample:
        """A sample of the given text, or of one that the writer makes up."""
        text = text or self.writer.line(self.longest)
        label = label_of(text)
        return Sample(normalise(self.scan(text)), label, encode(label))

    def scan(self, text: str) -> NDArray[np.uint8]:
        """The text drawn, cut out and damaged: a grey line as the line finder would hand it over."""
        return self.damage.apply(self._scanned(text), self.level)

    def _scanned(self, text: str) -> NDArray[np.uint8]:
        """The line cut out of its page, at the scan's resolution."""
        look = drawing.choose_look(self.random, self.family)
        if self.plain:
            look = replace(look, spread=0.0, gap=0.0, stretch=1.0, slant=0.0, latin=None)
            return self._resampled(drawing.crop(drawing.draw_strip(text, look), self.random, by_letters=True))
        strip = drawing.draw_strip(text, look)
        if self.random.random() < 0.3:
            above, below = (self.writer.prose() if self.random.random() < 0.8 else "" for _ in "ab")
            drawing.add_neighbours(strip, above, below, look, self.random.uniform(1.0, 1.6))
        self.clutter.draw(strip.page, Place(strip.baseline, strip.left, strip.right, strip.em))
        drawing.bend(strip, self.random, look)
        cut = drawing.crop(strip, self.random)
        return self._resampled(cut)

    def _resampled(self, cut: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Scanned at 100 to 300 dpi: the line is 16 to 84 pixels high; x and y may differ a little."""
        low, high = (42, 84) if self.plain else self.random.choice(((24, 60), (34, 70), (16, 84)))
        wanted = self.random.uniform(low, high)
        scale = wanted / cut.shape[0]
        aspect = self.random.choice((1.0, 1.0, self.random.uniform(0.94, 1.06)))
        size = (max(8, int(cut.shape[1] * scale * aspect)), max(8, int(wanted)))
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        return cv2.resize(cut, size, interpolation=way)  # type: ignore[return-value]
