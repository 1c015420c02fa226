"""Fictional pages and calendar tables written as lists of rows, for the tests of calendars.

In a row "<" is covered by the cell at its left, "^" by the cell above, "" is empty, "#tick", "#bar" and
"#shaded" are marks, and "|" in a text is a line break inside the cell.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.document import Box, Cell, Document, Line, Mark, Page, PageSource, Table

LETTER = 6.0  # points a character
LINE = 14.0  # points a line
ROW = 44.0  # points a row of a table


def line(
    text: str,
    x: float,
    y: float,
    *,
    confidence: float = 1.0,
    source: PageSource = "text_layer",
    bold: bool = False,
    table: int | None = None,
    second: str | None = None,
) -> Line:
    """A line of type with its upper left corner at (x, y)."""
    return Line(
        text=text,
        box=Box(x, y, x + LETTER * len(text), y + LINE),
        edges=tuple(x + LETTER * i for i in range(len(text) + 1)),
        confidences=(confidence,) * len(text),
        source=source,
        size=10.0,
        bold=bold,
        table=table,
        second=second,
    )


def table(
    rows: Sequence[Sequence[str]],
    *,
    x: float = 40.0,
    y: float = 120.0,
    width: float = 100.0,
    ruled: bool = True,
    continues: bool = False,
    confidence: float = 1.0,
    source: PageSource = "text_layer",
) -> Table:
    """A table of equally wide columns."""
    cells = [
        _cell(rows, (r, c), (x + width * c, y + ROW * r, width), confidence, source)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if text not in ("<", "^")
    ]
    cols = len(rows[0])
    box = Box(x, y, x + width * cols, y + ROW * len(rows))
    return Table(box=box, rows=len(rows), cols=cols, cells=tuple(cells), ruled=ruled, continues=continues)


def _cell(
    rows: Sequence[Sequence[str]],
    at: tuple[int, int],
    place: tuple[float, float, float],
    confidence: float,
    source: PageSource,
) -> Cell:
    (r, c), (left, top, width) = at, place
    across, down = 1, 1
    while c + across < len(rows[r]) and rows[r][c + across] == "<":
        across += 1
    while r + down < len(rows) and rows[r + down][c] == "^":
        down += 1
    text = rows[r][c]
    mark: Mark | None = text[1:] if text.startswith("#") else None  # type: ignore[assignment]
    lines = [
        line(part, left + 2, top + 2 + LINE * n, confidence=confidence, source=source, table=0)
        for n, part in enumerate(text.split("|"))
        if part and mark is None
    ]
    box = Box(left, top, left + width * across, top + ROW * down)
    return Cell(row=r, col=c, row_span=down, col_span=across, box=box, lines=tuple(lines), mark=mark)


def page(
    number: int = 1, *, lines: Sequence[Line] = (), tables: Sequence[Table] = (), landscape: bool = True
) -> Page:
    """A page with these lines and the lines of its tables."""
    width, height = (842.0, 595.0) if landscape else (595.0, 842.0)
    in_cells = [each for made in tables for cell in made.cells for each in cell.lines]
    return Page(
        number=number,
        width=width,
        height=height,
        source=in_cells[0].source if in_cells else "text_layer",
        lines=(*lines, *in_cells),
        tables=tuple(tables),
    )


def document(*pages: Page) -> Document:
    """A file of these pages."""
    return Document(name="calendar.pdf", sha256="0" * 64, pages=pages)


def titled(title: str, rows: Sequence[Sequence[str]], **options: object) -> Document:
    """One page with a centred title above one table."""
    made = table(rows, **options)  # type: ignore[arg-type]
    middle = made.box.center[0]
    return document(
        page(lines=[line(title, middle - LETTER * len(title) / 2, made.box.y0 - 1.6 * LINE)], tables=[made])
    )
