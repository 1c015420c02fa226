"""Which way up a page is, and at what scale its letters are: the view of it that can be read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.ink import Ink, lies_sideways
from ingest.layers import FoundLine, print_ink, take_apart
from ingest.page_image import StraightPage, straighten
from ingest.picture_tables import Placed, cell_borders, place_lines
from ingest.recogniser import reader
from ingest.scanned_tables import ScannedGrid, find_grids
from ingest.stamps import Corners

LETTER = 18.5  # px: what a letter of 16 pt TH Sarabun measures at the working scale
READABLE = (12.0, 29.0)  # px: letters smaller or larger than this are brought to LETTER
SURE_UPRIGHT = 0.8  # mean confidence of the lines sampled: upside-down Thai reads at 0.6 at best
SAMPLE = 4  # lines
SAMPLE_WIDTH = (4, 40)  # letter heights


@dataclass(frozen=True)
class View:
    """A page the right way up: straightened, with its tables, its stamps and its lines in reading order."""

    page: StraightPage
    ink: Ink
    grids: list[ScannedGrid]
    stamps: list[Corners]
    placed: list[Placed]


def upright_view(picture: NDArray[np.uint8], dpi: float | None) -> View:
    """The view in which the lines read best. Most pages lie right and are looked at once."""
    page, ink = _looked_at(picture, dpi, 0)
    if lies_sideways(ink):
        quarter, three_quarters = (_view(*_looked_at(picture, dpi, turned)) for turned in (90, 270))
        return max((quarter, three_quarters), key=_reads)
    view = _view(page, ink)
    if not view.placed or (reads := _reads(view)) >= SURE_UPRIGHT:
        return view
    turned = _view(*_looked_at(picture, dpi, 180))
    return turned if _reads(turned) > reads + 0.05 else view


def _looked_at(picture: NDArray[np.uint8], dpi: float | None, turned: int) -> tuple[StraightPage, Ink]:
    """The straight page and its print, at a scale at which its letters are as large as they should be."""
    page = straighten(picture, dpi, turned=turned)
    ink = print_ink(page)
    if ink.body and not READABLE[0] <= ink.body <= READABLE[1]:
        zoom = float(np.clip(LETTER / ink.body, 0.35, 3.0))
        page = straighten(picture, dpi, turned=turned, zoom=zoom)
        ink = print_ink(page)
    return page, ink


def _view(page: StraightPage, ink: Ink) -> View:
    grids = find_grids(ink)
    lines, stamps = take_apart(page, ink, grids, cell_borders(ink, grids))
    return View(page, ink, grids, stamps, place_lines(lines, grids))


def _reads(view: View) -> float:
    """Mean confidence of a few long lines of print."""
    lines = [p.line for p in view.placed if p.line.layer.kind == "print"]
    lines = [line for line in lines if SAMPLE_WIDTH[0] <= _length(line) <= SAMPLE_WIDTH[1]]
    lines.sort(key=lambda line: -_length(line))
    readings = reader().read([line.crop().picture for line in lines[:SAMPLE]])
    values = [c for reading in readings for c in reading.confidences]
    return float(np.mean(values)) if values else 0.0


def _length(line: FoundLine) -> float:
    """In letter heights."""
    return (line.line.x1 - line.line.x0) / max(line.line.letter, 1.0)
