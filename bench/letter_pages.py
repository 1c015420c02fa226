"""Pictures of made letters and calendars with their text and tables known, drawn line by line.

The words are those of `bench.made_letters` (offices, matters and days that do not exist), not those of the
training lines. Layout is plain, without justification; lengths are in millimetres, type sizes in points.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from bench.made_letters import KINDS
from bench.made_sheets import PAGE_LEFT, Cell, Grid, NewPage, Sheet, Text, cell_places
from training.text import clusters

PAPER = (210.0, 297.0)
TOP, BOTTOM, RIGHT = 20.0, 18.0, 190.0
ROW = 1.32  # height of a row of type, in type sizes of TH Sarabun
CELL_ROOM = 1.3  # mm beside the text of a cell
FINER = 2  # drawn that much larger and reduced: edges as grey as a scanner's
Picture = NDArray[np.uint8]


@dataclass
class LetterPage:
    """truth: every line and every line of a cell. tables: text of each cell by (row, column)."""

    picture: Picture
    truth: list[str] = field(default_factory=list)
    tables: list[dict[tuple[int, int], str]] = field(default_factory=list)


@dataclass(frozen=True)
class Type:
    """A family in two weights; `size`: points that look as large as TH Sarabun at 16."""

    regular: Path
    bold: Path
    size: float


def letter_pages(type_: Type, dpi: int, documents: range) -> Iterator[LetterPage]:
    """All pages of the made documents with these numbers, white and sharp."""
    for number in documents:
        sheet = KINDS[number % len(KINDS)](random.Random(number)).sheet
        yield from Press(type_, dpi).print(sheet)


class Press:
    """Prints one sheet's blocks."""

    def __init__(self, type_: Type, dpi: int) -> None:
        self.type, self.dpi = type_, dpi
        self.done: list[LetterPage] = []
        self.wide = False
        self._turn_page(wide=False)

    def print(self, sheet: Sheet) -> list[LetterPage]:
        for block in sheet.blocks:
            if isinstance(block, NewPage):
                self._turn_page(wide=block.landscape)
            elif isinstance(block, Grid):
                self._table(block)
            elif isinstance(block, Text):
                self._text(block)
        self._finish()
        return self.done

    def _px(self, mm: float) -> int:
        return round(mm / 25.4 * self.dpi * FINER)

    def _row(self, size: float = 1.0) -> float:
        """Millimetres from one line to the next."""
        return ROW * 16 * size * 25.4 / 72

    def _turn_page(self, *, wide: bool) -> None:
        self._finish()
        self.wide = wide
        width, height = PAPER[::-1] if wide else PAPER
        self.right, self.foot = width - (PAPER[0] - RIGHT), height - BOTTOM
        self.sheet = Image.new("L", (self._px(width), self._px(height)), 255)
        self.pen = ImageDraw.Draw(self.sheet)
        self.page = LetterPage(np.zeros((0, 0), np.uint8))
        self.y = TOP

    def _finish(self) -> None:
        if getattr(self, "page", None) and self.page.truth:
            size = self.sheet.width // FINER, self.sheet.height // FINER
            self.page.picture = np.asarray(self.sheet.resize(size, Image.Resampling.BOX), np.uint8).copy()
            self.done.append(self.page)

    def _text(self, block: Text) -> None:
        self.y += block.before * 25.4 / 72
        font = self._font(block.size, block.bold)
        left, right = PAGE_LEFT + block.left, self.right - block.right
        head, _, rest = block.text.partition("\t") if block.tab else ("", "", block.text)
        first = True
        for line in wrapped(
            rest, font, *(self._px(right - left - x) for x in (block.tab + block.indent, block.tab))
        ):
            if self.y + self._row(block.size) > self.foot:
                self._turn_page(wide=self.wide)
            if first and head.strip():
                self._write(head, left, font, block.size)
            x = left + block.tab + (block.indent if first else 0.0)
            if block.align == "center":
                x = (left + right) / 2 - font.getlength(line) / self._px(1000) * 1000 / 2
            self._write(line, x, font, block.size)
            self.y += self._row(block.size)
            first = False

    def _write(self, text: str, x: float, font: ImageFont.FreeTypeFont, size: float) -> None:
        baseline = self.y + self._row(size) * 0.72
        self.pen.text((self._px(x), self._px(baseline)), text, font=font, fill=0, anchor="ls")
        if any(map(str.isalnum, text)):  # a row of dashes is a rule, not text
            self.page.truth.append(text)

    def _table(self, grid: Grid) -> None:
        places = cell_places(grid.rows)
        edges = np.cumsum([PAGE_LEFT if not self.wide else 15.0, *grid.widths])
        rows = max(r + cell.down for (r, _), cell in places.items())
        lines = {at: self._cell_lines(cell, edges, at, grid.size) for at, cell in places.items()}
        heights = [
            max([len(lines[at]) for at, cell in places.items() if at[0] == r and cell.down == 1] or [1])
            * self._row(grid.size) + 2.0
            for r in range(rows)
        ]  # fmt: skip
        first = 0
        while first < rows:
            last = self._rows_that_fit(heights, first)
            self._rows(grid, places, lines, edges, heights, first, last)
            first = last
            if first < rows:
                self._turn_page(wide=self.wide)

    def _rows_that_fit(self, heights: list[float], first: int) -> int:
        y, last = self.y, first
        while last < len(heights) and y + heights[last] < self.foot:
            y += heights[last]
            last += 1
        return max(last, first + 1)

    def _cell_lines(
        self, cell: Cell, edges: NDArray[np.float64], at: tuple[int, int], size: float
    ) -> list[str]:
        width = self._px(float(edges[at[1] + cell.across] - edges[at[1]]) - 2 * CELL_ROOM)
        font = self._font(size, cell.bold)
        return [line for part in cell.text.split("\n") for line in wrapped(part, font, width, width)]

    def _rows(
        self, grid: Grid, places: dict[tuple[int, int], Cell], lines: dict[tuple[int, int], list[str]],
        edges: NDArray[np.float64], heights: list[float], first: int, last: int,
    ) -> None:  # fmt: skip
        tops = self.y + np.cumsum([0.0, *heights[first:last]])
        table: dict[tuple[int, int], str] = {}
        for (r, c), cell in places.items():
            if not first <= r < last:
                continue
            top, bottom = tops[r - first], tops[min(r + cell.down, last) - first]
            left, right = edges[c], edges[c + cell.across]
            if grid.ruled:
                box = [self._px(v) for v in (left, top, right, bottom)]
                self.pen.rectangle(box, outline=0, width=max(2, self._px(0.2)))
            font, self.y = self._font(grid.size, cell.bold), top + 0.7
            for line in lines[r, c]:
                room = right - left - font.getlength(line) / self._px(1000) * 1000
                self._write(line, left + (room / 2 if cell.center else CELL_ROOM), font, grid.size)
                self.y += self._row(grid.size)
            table[r - first, c] = cell.text
        self.y = float(tops[-1]) + 2.0
        if grid.ruled:
            self.page.tables.append(table)

    def _font(self, size: float, bold: bool) -> ImageFont.FreeTypeFont:
        px = round(self.type.size * size * self.dpi * FINER / 72)
        return _font(self.type.bold if bold else self.type.regular, px)


@lru_cache(maxsize=64)
def _font(path: Path, px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), px, layout_engine=ImageFont.Layout.RAQM)


def wrapped(text: str, font: ImageFont.FreeTypeFont, first: int, width: int) -> list[str]:
    """Lines of at most `width` px (the first one `first` px), broken at a blank where one is near, else
    between letters."""
    lines: list[str] = []
    line, room = "", first
    for cluster in clusters(text):
        if font.getlength(line + cluster) > room and line.strip():
            cut = line.rfind(" ") if line.rfind(" ") > 0.6 * len(line) else len(line)
            lines.append(line[:cut].strip())
            line, room = line[cut:].lstrip(), width
        line += cluster
    return [each for each in (*lines, line.strip()) if each]
