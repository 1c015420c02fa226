"""Everything outside the letter's own text that may name a duty: attachments, cells of tables, foot notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.letter import Letter
from extract.passage import Passage, joined
from extract.prose_lines import LocatedLine, paragraphs_of
from extract.sheet import Sheet
from ingest.document import Line, Page


def paragraphs_outside(sheets: Sequence[Sheet], letter: Letter | None) -> list[Passage]:
    """The paragraphs of the other pages and of table cells, in reading order.

    Of the letter's own pages only what is printed under the signature counts, and only where a text layer
    tells print from the notes that clerks write there.
    """
    outside: list[Passage] = []
    for index, sheet in enumerate(sheets):
        outside += paragraphs_of(list(_lines(sheet, index, letter)))
        outside += _cells(sheet.page)
    return outside


def _lines(sheet: Sheet, index: int, letter: Letter | None) -> Iterator[LocatedLine]:
    below = _lower_edge(sheet, index, letter)
    for line in sheet.page.lines:
        if (
            not line.box.width
            or id(line) in sheet.set_aside
            or _in_grid(line, sheet.page)
            or line.box.center[1] < below
        ):
            continue
        yield LocatedLine(sheet.number, line)


def _lower_edge(sheet: Sheet, index: int, letter: Letter | None) -> float:
    """The y from which the page's text is none of the letter's: 0.0 on other pages, the foot on its own."""
    if letter is None or not letter.head.sheet <= index <= letter.last_sheet:
        return 0.0
    signature = letter.signature
    if signature is not None and signature.bottom and signature.sheet == index:
        return signature.bottom if sheet.page.source == "text_layer" else sheet.height
    return sheet.height


def _cells(page: Page) -> Iterator[Passage]:
    """The text of each cell of the page's tables."""
    for table in page.tables:
        if table.rows > 1 and table.cols > 1:
            cells = (cell.lines for cell in table.cells)
            yield from (
                joined(Passage.of_line(line, page.number) for line in lines) for lines in cells if lines
            )


def _in_grid(line: Line, page: Page) -> bool:
    if line.table is None:
        return False
    table = page.tables[line.table]
    return table.rows > 1 and table.cols > 1
