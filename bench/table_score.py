"""How well the ruled tables of a picture were found: grids, and cells whose text is exact."""

from __future__ import annotations

from dataclasses import dataclass

from bench.alignment import plain
from ingest.document import Table

Wanted = dict[tuple[int, int], str]


@dataclass
class TableTally:
    """Counts over any number of tables; cells: those with text."""

    tables: int = 0
    grids_right: int = 0
    cells: int = 0
    cells_right: int = 0

    def add(self, other: TableTally) -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def score_tables(wanted: list[Wanted], found: tuple[Table, ...]) -> TableTally:
    """Tables are compared in their order down the page. A grid is right where every cell stands at its place
    and no other does; a cell where its text is the one printed, blanks aside."""
    tally = TableTally()
    for i, cells in enumerate(wanted):
        table = found[i] if i < len(found) else None
        tally.tables += 1
        tally.grids_right += table is not None and {(c.row, c.col) for c in table.cells} == set(cells)
        for (row, column), text in cells.items():
            if plain(text):
                cell = table.at(row, column) if table else None
                tally.cells += 1
                tally.cells_right += cell is not None and plain(cell.text) == plain(text)
    return tally
