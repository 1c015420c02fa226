"""What stands above a calendar table, and the columns of a table that has no head of its own."""

from __future__ import annotations

from extract.calendar_columns import Columns, Role
from extract.calendar_grid import Grid
from extract.calendar_words import CALENDAR_WORDS, is_mostly_date
from extract.passage import Passage
from ingest.document import Box, Document, Line

TITLE_LINES = 6
TITLE_GAP = 2.4  # line heights between two lines of one title, and from it to its table
OFF_CENTRE = 0.12  # of the table's width, for a centred line
LEAST_DATED = 0.6  # of the cells of a column, for it to be the column of dates


def title_above(document: Document, page: int, table: Box) -> tuple[Passage, ...]:
    """The centred lines right above a table, from top to bottom; lines of other tables end them."""
    lines = next(p for p in document.pages if p.number == page).lines
    above = [line for line in lines if line.box.center[1] < table.y0 and line.text and line.table is None]
    title: list[Line] = []
    floor = table.y0
    for line in sorted(above, key=lambda line: -line.box.y1):
        height = max(line.box.height, 8.0)
        if floor - line.box.y1 > TITLE_GAP * height or len(title) == TITLE_LINES:
            break
        if line.kind == "print":
            if not _is_title(line, table):
                break
            title.append(line)
        floor = line.box.y0
    return tuple(Passage.of_line(line, page) for line in reversed(title))


def _is_title(line: Line, table: Box) -> bool:
    centred = abs(line.box.center[0] - table.center[0]) < OFF_CENTRE * table.width
    narrow = line.box.width < 0.9 * table.width
    return (centred and (narrow or line.bold)) or (
        CALENDAR_WORDS.search(line.text) is not None and line.box.width < 0.95 * table.width
    )


def columns_by_content(grid: Grid, title: str) -> Columns | None:
    """Roles told by what the cells hold: a column of dates and the widest column of words beside it.

    Only under a title that announces a calendar: lists of persons and of letters have columns of dates, too.
    """
    if len(grid.rows) < 2 or grid.cols < 2 or not CALENDAR_WORDS.search(title):
        return None
    texts = [[row.cells[c].text for row in grid.rows if row.cells[c] is not None] for c in range(grid.cols)]  # type: ignore[union-attr]
    dated = [c for c in range(grid.cols) if _share_dated(texts[c]) >= LEAST_DATED]
    if not dated:
        return None
    letters = {c: sum(map(len, texts[c])) for c in range(grid.cols) if c not in dated}
    if not letters:
        return None
    action = max(letters, key=lambda c: letters[c])
    roles: dict[int, Role] = {dated[0]: "period", action: "action"}
    return Columns(roles, {}, tuple(() for _ in range(grid.cols)))


def _share_dated(texts: list[str]) -> float:
    written = [text for text in texts if text.strip()]
    if len(written) < 2:
        return 0.0
    return sum(1 for text in written if is_mostly_date(text)) / len(written)
