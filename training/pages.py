"""Training lines as the reading path cuts them: pages are made up, damaged, straightened and taken apart.

`ingest` finds the lines; each is given the text that was drawn at its place. Lines that were found in pieces,
run together or not at all are left out.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.layers import print_ink
from ingest.line_crop import Crop, cut, taken_pieces
from ingest.line_finding import TextLine, find_lines
from ingest.page_image import StraightPage, straighten
from training import drawing
from training.alphabet import encode, label_of
from training.clutter import Clutter, Place
from training.line_image import normalise
from training.page_damage import PageDamage
from training.samples import Sample
from training.text import Writer

Grey = NDArray[np.uint8]
DRAWN_AT = 300  # px per inch
SHEET = (8.27, 11.69)  # inches
LETTERS = (18, 36)  # px at DRAWN_AT: TH Sarabun of 11 to 21 pt
BINS = 64
TAKEN_AT = (150, 200, 200, 200, 300)  # px per inch of the scan


@dataclass(frozen=True)
class Drawn:
    """A line on the sheet, in px of DRAWN_AT.

    middle: half-way up its letters. shows: which of BINS parts of its width have ink.
    """

    text: str
    left: int
    right: int
    middle: float
    letter: float
    shows: NDArray[np.bool_]


class PageMaker:
    """Makes samples from one seed, a page of them at a time.

    `level` fixes the damage, `family` the font; `as_found` leaves every cut as the line finder made it.
    """

    def __init__(
        self,
        seed: int,
        *,
        numbers: bool = False,
        family: str | None = None,
        level: str | None = None,
        as_found: bool = False,
    ) -> None:
        drawing.require_shaping()
        self.random = random.Random(f"pages {seed}")
        self.noise = np.random.default_rng(seed)
        self.writer = Writer(self.random, numbers=numbers)
        self.clutter = Clutter(self.random, self.noise)
        self.damage = PageDamage(self.random, self.noise)
        self.family, self.level, self.as_found = family, level, as_found
        self.waiting: list[tuple[str, Grey]] = []

    def make(self) -> Sample:
        text, picture = self.line()
        label = label_of(text)
        return Sample(normalise(picture), label, encode(label))

    def line(self) -> tuple[str, Grey]:
        """The text of a line and its picture as the reading path would hand it to the recogniser."""
        while not self.waiting:
            self.waiting = self._page()
            self.random.shuffle(self.waiting)
        text, picture = self.waiting.pop()
        return text, self._cut_otherwise(picture)

    def _cut_otherwise(self, picture: Grey) -> Grey:
        """Half of the lines a little tighter and stretched, as the second look has them."""
        if self.as_found or self.random.random() < 0.5:
            return picture
        height, width = picture.shape
        top, bottom = (int(height * self.random.uniform(0, share)) for share in (0.07, 0.05))
        part = picture[top : height - bottom]
        return cv2.resize(part, (max(8, int(width * self.random.uniform(0.94, 1.08))), part.shape[0]))  # type: ignore[return-value]

    def _page(self) -> list[tuple[str, Grey]]:
        sheet, drawn = self._sheet()
        dpi = self.random.choice(TAKEN_AT)
        size = round(SHEET[0] * dpi), round(SHEET[1] * dpi)
        scan, shape = self.damage.apply(reduced(sheet, size), dpi, self.level)
        page = straighten(scan, dpi)
        ink = print_ink(page)
        lines = find_lines(ink)
        taken = taken_pieces(ink, lines)
        found = []
        for line, own in matched(drawn, lines, page, shape, dpi):
            crop = cut(page.grey, ink, own, taken)
            if min(crop.picture.shape) >= 8 and whole(line, own, crop):
                found.append((line.text, crop.picture))
        return found

    def _sheet(self) -> tuple[Grey, list[Drawn]]:
        """Lines of one face from the head of the sheet to its foot; on half of the sheets with clutter."""
        sheet = np.full((round(SHEET[1] * DRAWN_AT), round(SHEET[0] * DRAWN_AT)), 255, np.uint8)
        look, drawn = self._look(), []
        letter = self.random.uniform(*LETTERS)
        pitch = letter * self.random.uniform(2.9, 4.2)
        crowded = self.random.random() < 0.5
        y = 0.8 * DRAWN_AT
        while y < sheet.shape[0] - 0.8 * DRAWN_AT:
            line = self._draw(sheet, replace(look), letter, y, crowded)
            if line:
                drawn.append(line)
            y += pitch
        return sheet, drawn

    def _look(self) -> drawing.Look:
        look = drawing.choose_look(self.random, self.family)
        return replace(look, slant=0.0, stretch=1.0, spread=min(look.spread, 0.08), gap=min(look.gap, 0.3))

    def _draw(self, sheet: Grey, look: drawing.Look, letter: float, y: float, crowded: bool) -> Drawn | None:
        """A line with its feet at y, or None where it would run over the edge."""
        em = max(12, round(letter / drawing.letter_height(look.face.path, 100) * 100))
        text = self.writer.line(60)
        strip = drawing.draw_strip(text, replace(look, em=em))
        x = round(self.random.choice((0.8, 0.8, self.random.uniform(0.5, 4.0))) * DRAWN_AT)
        if x + strip.page.shape[1] > sheet.shape[1] - 60:
            x = max(60, sheet.shape[1] - 60 - strip.page.shape[1])
            if x + strip.page.shape[1] > sheet.shape[1] - 20:
                return None
        if crowded:
            self.clutter.draw(strip.page, Place(strip.baseline, strip.left, strip.right, em))
        columns = np.flatnonzero(strip.main.min(axis=0) < 128)
        top = round(y) - strip.baseline
        height, width = strip.page.shape
        if not len(columns) or top < 0 or top + height > sheet.shape[0]:
            return None
        part = sheet[top : top + height, x : x + width]
        np.minimum(part, strip.page, out=part)
        band = strip.main[strip.baseline - round(letter) : strip.baseline, columns[0] : columns[-1] + 1] < 128
        return Drawn(text, x + int(columns[0]), x + int(columns[-1]), y - letter / 2, letter, in_bins(band))


def reduced(sheet: Grey, size: tuple[int, int]) -> Grey:
    return cv2.resize(sheet, size, interpolation=cv2.INTER_AREA)  # type: ignore[return-value]


def in_bins(band: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which of BINS equal parts of the band's width show ink."""
    columns = band.any(axis=0)
    edges = np.linspace(0, len(columns), BINS + 1).astype(int)
    return np.array([columns[a : max(b, a + 1)].any() for a, b in pairwise(edges)])


def whole(line: Drawn, found: TextLine, crop: Crop) -> bool:
    """Whether the crop shows ink wherever the line was drawn with ink: parts can be lost to other lines."""
    left, right = (round(x - crop.left) for x in (found.x0, found.x1))
    half = crop.letter / 2
    rows = slice(max(0, round(crop.middle - half)), round(crop.middle + half) + 1)
    band = crop.picture[rows, max(0, left) : right]
    if not band.size:
        return False
    dark, light = np.percentile(crop.picture, (1, 95))
    shows = in_bins(band < light - 0.3 * (light - dark))
    near = shows | np.roll(shows, 1) | np.roll(shows, -1)
    return not bool((line.shows & ~near).any())


def matched(
    drawn: list[Drawn], lines: list[TextLine], page: StraightPage, shape: NDArray[np.float64], dpi: float
) -> list[tuple[Drawn, TextLine]]:
    """(line drawn, line found at its place). shape: from px of the page before damage to px after it."""
    if not drawn or not lines:
        return []
    scale = dpi / DRAWN_AT
    ends = np.array([[[line.left, line.middle], [line.right, line.middle]] for line in drawn]) * scale
    places = cv2.perspectiveTransform(ends.reshape(1, -1, 2), shape)[0].reshape(-1, 2, 2)
    corners = [[[a.x0, a.middle_at(a.x0)], [a.x1, a.middle_at(a.x1)]] for a in lines]
    to_px = page.grey.shape[1] * page.points_per_px and dpi / 72
    found = (page.to_points(np.array(corners, np.float64).reshape(-1, 2)) * to_px).reshape(-1, 2, 2)
    pairs = []
    for line, place in zip(drawn, places, strict=True):
        away = np.abs(found - place)
        near = (away[:, :, 1].max(1) < 0.5 * line.letter * scale) & (
            away[:, :, 0].max(1) < 0.8 * line.letter * scale
        )
        if near.sum() == 1:
            pairs.append((line, lines[int(near.argmax())]))
    return pairs
