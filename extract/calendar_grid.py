"""Tables as grids of passages: the pages of one calendar together, merged cells wherever they cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.calendar_unruled import unruled_tables
from extract.passage import Passage, joined
from ingest.document import Box, Cell, Document, Mark, Page, Table

SAME_COLUMN = 0.6  # of the narrower one must overlap for two columns on two pages to be one
SAME_SIDE = 18.0  # points by which the sides of a table may shift from page to page


@dataclass(frozen=True, eq=False)
class GridCell:
    """A cell with what is printed in it."""

    passage: Passage
    mark: Mark | None
    mark_confidence: float
    page: int
    box: Box

    @property
    def text(self) -> str:
        return self.passage.text


@dataclass(frozen=True)
class Row:
    """One row of a grid: for each column the cell that covers it."""

    page: int
    cells: tuple[GridCell | None, ...]
    first_on_page: bool = False

    @property
    def distinct(self) -> list[GridCell]:
        """The cells of the row, each once, from left to right."""
        seen: dict[int, GridCell] = {id(cell): cell for cell in self.cells if cell is not None}
        return list(seen.values())

    @property
    def written(self) -> list[GridCell]:
        """Those with text."""
        return [cell for cell in self.distinct if cell.text]

    def columns_of(self, cell: GridCell) -> int:
        """How many columns the cell covers in this row."""
        return sum(1 for other in self.cells if other is cell)


@dataclass(frozen=True)
class Grid:
    """A table, over all its pages."""

    rows: tuple[Row, ...]
    cols: int
    ruled: bool
    places: tuple[tuple[int, Box], ...] = field(default=())

    @property
    def page(self) -> int:
        return self.places[0][0]


def grids_of(document: Document) -> list[Grid]:
    """Every table of the document; a table that goes on over a page break is one grid."""
    grids: list[Grid] = []
    last: tuple[int, Table] | None = None
    for page in document.pages:
        for index, table in enumerate(_in_order(page)):
            goes_on = (
                last is not None
                and index == 0
                and last[0] == page.number - 1
                and (table.continues or _same_shape(last[1], table) or _fits(grids[-1], table))
            )
            if goes_on and grids:
                grids[-1] = _extended(grids[-1], table, page.number)
            else:
                grids.append(_grid(table, page.number))
            last = (page.number, table)
    return grids


def _in_order(page: Page) -> list[Table]:
    """The page's ruled tables and those that only stand in columns, from top to bottom."""
    ruled = [table for table in page.tables if table.ruled]
    return sorted([*ruled, *unruled_tables(page)], key=lambda table: table.box.y0)


def _same_shape(before: Table, after: Table) -> bool:
    """The same columns at the same places: what a table looks like that just goes on."""
    return (
        before.cols == after.cols >= 3
        and abs(before.box.x0 - after.box.x0) < SAME_SIDE
        and abs(before.box.x1 - after.box.x1) < SAME_SIDE
        and all(
            abs(a - b) < SAME_SIDE for a, b in zip(_column_starts(before), _column_starts(after), strict=True)
        )
    )


def _fits(grid: Grid, table: Table) -> bool:
    """Whether a table of fewer columns has all its sides where the grid has some: in the few rows that a
    page break left, cells are merged in all of them, so that columns are missing."""
    ours = sorted({side for span in _spans_of_grid(grid) for side in span})
    theirs = sorted({side for cell in table.cells for side in (cell.box.x0, cell.box.x1)})
    return (
        3 <= table.cols < grid.cols
        and table.ruled
        and abs(ours[-1] - theirs[-1]) < SAME_SIDE
        and abs(min(x for x in ours if x) - theirs[0]) < SAME_SIDE
        and all(min(abs(x - y) for y in ours) < SAME_SIDE / 2 for x in theirs)
    )


def _column_starts(table: Table) -> list[float]:
    """The left side of every column, where it can be told from the cells; else evenly spaced."""
    starts = [table.box.x0 + table.box.width * c / max(table.cols, 1) for c in range(table.cols)]
    for cell in table.cells:
        if cell.col < table.cols:
            starts[cell.col] = cell.box.x0
    return starts


def _grid(table: Table, page: int) -> Grid:
    rows = _rows(table, page, [[n] for n in range(table.cols)], table.cols)
    return Grid(tuple(rows), table.cols, table.ruled, ((page, table.box),))


def _extended(grid: Grid, table: Table, page: int) -> Grid:
    columns = (
        [[n] for n in range(grid.cols)]
        if table.cols == grid.cols
        else _matching_columns(_spans_of_grid(grid), _spans_of_table(table))
    )
    rows = _rows(table, page, columns, grid.cols)
    return Grid((*grid.rows, *rows), grid.cols, grid.ruled and table.ruled, (*grid.places, (page, table.box)))


def _rows(table: Table, page: int, columns: Sequence[Sequence[int]], cols: int) -> list[Row]:
    """columns: for each column of the table those of the grid that it covers."""
    matrix: list[list[GridCell | None]] = [[None] * cols for _ in range(table.rows)]
    for cell in table.cells:
        ours = _grid_cell(cell, page)
        for row in range(cell.row, min(cell.row + cell.row_span, table.rows)):
            for col in range(cell.col, min(cell.col + cell.col_span, table.cols)):
                for at in columns[col]:
                    if at < cols and matrix[row][at] is None:
                        matrix[row][at] = ours
    return [Row(page, tuple(cells), first_on_page=index == 0) for index, cells in enumerate(matrix)]


def _grid_cell(cell: Cell, page: int) -> GridCell:
    passage = joined(Passage.of_line(line, page) for line in cell.lines if line.text)
    return GridCell(passage, cell.mark, cell.mark_confidence, page, cell.box)


def _spans_of_grid(grid: Grid) -> list[tuple[float, float]]:
    spans: list[tuple[float, float]] = [(0.0, 0.0)] * grid.cols
    for row in grid.rows:
        for column, cell in enumerate(row.cells):
            if cell is not None and row.columns_of(cell) == 1:
                spans[column] = (cell.box.x0, cell.box.x1)
    return spans


def _spans_of_table(table: Table) -> list[tuple[float, float]]:
    spans: list[tuple[float, float]] = [(0.0, 0.0)] * table.cols
    for cell in table.cells:
        if cell.col_span == 1 and cell.col < table.cols:
            spans[cell.col] = (cell.box.x0, cell.box.x1)
    return spans


def _matching_columns(
    ours: Sequence[tuple[float, float]], theirs: Sequence[tuple[float, float]]
) -> list[list[int]]:
    """For each column of the new page those of ours that it covers, else the one that it overlaps most."""

    def overlap(column: int, span: tuple[float, float]) -> float:
        return min(ours[column][1], span[1]) - max(ours[column][0], span[0])

    def covered(span: tuple[float, float]) -> list[int]:
        inside = [n for n, own in enumerate(ours) if span[0] < (own[0] + own[1]) / 2 < span[1]]
        return inside or [max(range(len(ours)), key=lambda column: overlap(column, span))]

    return [covered(span) for span in theirs]
