"""Tables of a scanned page: the lines found in their cells, in the order of the cells, and their marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ingest.cell_marks import bar_across, brightness, inside, mark_of
from ingest.document import Box, Cell, Line, Mark, Table
from ingest.ink import Ink, Mask
from ingest.layers import FoundLine
from ingest.line_finding import TextLine
from ingest.page_image import StraightPage
from ingest.reading_order import in_reading_order
from ingest.recogniser import Reading
from ingest.scanned_tables import ScannedGrid
from ingest.table_grid import GridCell


@dataclass(frozen=True)
class Placed:
    """A line, where it stands on the straight page, and the table and cell it stands in, if any."""

    line: FoundLine
    table: int | None = None
    cell: GridCell | None = None


def cell_borders(ink: Ink, grids: Sequence[ScannedGrid]) -> Mask:
    """Mask (0/1) of what no line of text crosses: upright rules, and cell borders that the scan lost."""
    borders = ink.upright.copy()
    for grid in grids:
        for cell in grid.grid.cells:
            a, b, c, d = (tuple(int(v) for v in corner) for corner in grid.corners(cell.box))
            cv2.line(borders, a, d, 1, 3)
            cv2.line(borders, b, c, 1, 3)
    return borders


def place_lines(lines: Sequence[FoundLine], grids: Sequence[ScannedGrid]) -> list[Placed]:
    """All lines in reading order; those of a table together, cell by cell, where the table begins."""
    loose: list[FoundLine] = []
    in_cells: list[dict[GridCell, list[FoundLine]]] = [{} for _ in grids]
    for line in lines:
        home = _home(line.place, grids)
        if home is None:
            loose.append(line)
        else:
            in_cells[home[0]].setdefault(home[1], []).append(line)
    placed = [Placed(line) for line in in_reading_order(loose)]
    for index in sorted(range(len(grids)), key=lambda i: -grids[i].grid.box.y0):
        block = [
            Placed(line, index, cell)
            for cell in sorted(in_cells[index], key=lambda cell: (cell.row, cell.col))
            for line in in_reading_order(in_cells[index][cell])
        ]
        top = grids[index].corners(grids[index].grid.box)[0][1]
        below = (i for i, p in enumerate(placed) if p.table is None and p.line.place.middle > top)
        at = next(below, len(placed))
        placed[at:at] = block
    return placed


def _home(place: TextLine, grids: Sequence[ScannedGrid]) -> tuple[int, GridCell] | None:
    x = (place.x0 + place.x1) / 2
    for index, grid in enumerate(grids):
        cell = grid.cell_at(x, place.middle_at(x))
        if cell is not None:
            return index, cell
    return None


def read_tables(
    page: StraightPage,
    ink: Ink,
    grids: Sequence[ScannedGrid],
    placed: Sequence[Placed],
    readings: Sequence[Reading],
    lines: Sequence[Line | None],
) -> list[Table]:
    """The tables with their cells' lines and marks. lines: as `placed`, None where nothing was read."""
    tables = []
    for index, grid in enumerate(grids):
        places = {cell: inside(grid, cell, page.grey.shape) for cell in grid.grid.cells}
        usual = float(np.median([brightness(page.shades, place) for place in places.values()]))
        cells = []
        for cell in grid.grid.cells:
            own = [i for i, p in enumerate(placed) if p.table == index and p.cell == cell]
            mark, confidence = mark_of(
                page.shades, ink, places[cell], [readings[i] for i in own if readings[i].text], usual
            )
            if mark in {None, "shaded"} and (across := bar_across(ink, grid.bars, places[cell])):
                mark, confidence = "bar", round(min(1.0, across + 0.2), 2)
            cells.append(_cell(page, grid, cell, [line for i in own if (line := lines[i])], mark, confidence))
        tables.append(
            Table(
                box=_box(page, grid, grid.grid.box),
                rows=grid.grid.rows,
                cols=grid.grid.cols,
                cells=tuple(cells),
            )
        )
    return tables


def _cell(
    page: StraightPage,
    grid: ScannedGrid,
    cell: GridCell,
    lines: Sequence[Line],
    mark: Mark | None,
    confidence: float,
) -> Cell:
    return Cell(
        row=cell.row,
        col=cell.col,
        row_span=cell.row_span,
        col_span=cell.col_span,
        box=_box(page, grid, cell.box),
        lines=tuple(lines),
        mark=mark,
        mark_confidence=confidence,
    )


def _box(page: StraightPage, grid: ScannedGrid, box: Box) -> Box:
    corners = page.to_points(np.array(grid.corners(box)))
    return Box(*(float(v) for v in (*corners.min(0), *corners.max(0))))
