"""Which way up a page is, and at what scale its letters are: the view of it that can be read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.ink import Ink, find_ink, lies_sideways
from ingest.line_crop import Crop, cut, taken_pieces
from ingest.line_finding import TextLine, find_lines
from ingest.page_image import StraightPage, straighten
from ingest.picture_tables import Placed, cell_borders, place_lines
from ingest.recogniser import reader
from ingest.scanned_tables import ScannedGrid, find_grids

LETTER = 18.5  # px: what a letter of 16 pt TH Sarabun measures at the working scale
READABLE = (12.0, 29.0)  # px: letters smaller or larger than this are brought to LETTER
SURE_UPRIGHT = 0.8  # mean confidence of the lines sampled: upside-down Thai reads at 0.6 at best
SAMPLE = 4  # lines
SAMPLE_WIDTH = (4, 40)  # letter heights


@dataclass(frozen=True)
class View:
    """A page one way up: straightened, with its ink, its tables and its lines in reading order."""

    page: StraightPage
    ink: Ink
    grids: list[ScannedGrid]
    placed: list[Placed]

    def crops(self, placed: list[Placed]) -> list[Crop]:
        taken = taken_pieces(self.ink, [p.line for p in self.placed])
        return [cut(self.page.grey, self.ink, p.line, taken) for p in placed]


def upright_view(picture: NDArray[np.uint8], dpi: float | None) -> View:
    """The view in which the lines read best. Most pages lie right and are looked at once."""
    page, ink = _looked_at(picture, dpi, 0)
    if lies_sideways(ink):
        quarter, three_quarters = (_view(*_looked_at(picture, dpi, turned)) for turned in (90, 270))
        return max((quarter, three_quarters), key=_reads)
    view = _view(page, ink)
    if _reads(view) >= SURE_UPRIGHT or not view.placed:
        return view
    turned = _view(*_looked_at(picture, dpi, 180))
    return turned if _reads(turned) > _reads(view) + 0.05 else view


def _looked_at(picture: NDArray[np.uint8], dpi: float | None, turned: int) -> tuple[StraightPage, Ink]:
    """The straight page and its ink, at a scale at which its letters are as large as they should be."""
    page = straighten(picture, dpi, turned=turned)
    ink = find_ink(page.grey)
    if ink.body and not READABLE[0] <= ink.body <= READABLE[1]:
        zoom = float(np.clip(LETTER / ink.body, 0.35, 3.0))
        page = straighten(picture, dpi, turned=turned, zoom=zoom)
        ink = find_ink(page.grey)
    return page, ink


def _view(page: StraightPage, ink: Ink) -> View:
    grids = find_grids(ink)
    return View(page, ink, grids, place_lines(find_lines(ink, cell_borders(ink, grids)), grids))


def _reads(view: View) -> float:
    """Mean confidence of a few lines of middling length."""
    lines = [p for p in view.placed if SAMPLE_WIDTH[0] <= _length(p.line) <= SAMPLE_WIDTH[1]]
    lines.sort(key=lambda p: -_length(p.line))
    readings = reader().read([crop.picture for crop in view.crops(lines[:SAMPLE])])
    values = [c for reading in readings for c in reading.confidences]
    return float(np.mean(values)) if values else 0.0


def _length(line: TextLine) -> float:
    return (line.x1 - line.x0) / max(line.letter, 1.0)
