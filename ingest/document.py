"""What was read from a file: pages of lines and tables, each with its place and how sure the reader is.

All lengths are PDF points (1/72 inch) from the top-left corner of the *upright* page: the page as a person
would hold it, after its stored rotation or the quarter turn of a sideways scan. A photo or image without a
trustworthy resolution is taken as if its page were A4 wide (595 points, or 842 when lying).

The models are frozen: reading makes them once, nothing later changes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

PageSource = Literal["text_layer", "ocr", "unread"]
LineKind = Literal["print", "stamp", "handwriting"]
Mark = Literal["tick", "cross", "dot", "shaded", "bar"]


class Box(NamedTuple):
    """x0, y0, x1, y1 in points from the top-left corner of the upright page."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def center(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def union(self, other: Box) -> Box:
        return Box(
            min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1)
        )


def union_of(boxes: Iterator[Box] | list[Box] | tuple[Box, ...]) -> Box:
    """The smallest box round all of them. Raises ValueError when there is none."""
    rest = list(boxes)
    if not rest:
        raise ValueError("no boxes")
    return Box(
        min(b.x0 for b in rest), min(b.y0 for b in rest), max(b.x1 for b in rest), max(b.y1 for b in rest)
    )


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Word(Frozen):
    """A run of characters between blanks. Thai sets no blanks between words, so a Word may be a sentence."""

    text: str
    box: Box
    confidence: float


class Line(Frozen):
    """One printed line of one column.

    text: NFC, ำ never split, single spaces, no leading or trailing space, digits as printed.
    edges: len(text) + 1 rising x positions; character i lies between edges[i] and edges[i + 1]. Marks above
        and below share the edges of their base (zero width is allowed).
    confidences: one value in 0..1 a character; 1.0 throughout for a sound text layer.
    second: what the second reader made of this line where it disagreed, else None. Only where both readers'
        alphabets hold both answers.
    kind: "print", "stamp" (inside a rubber stamp) or "handwriting" (never to be taken as sure).
    size: height of the type in points (for a scan estimated from the line height), 0 where unknown.
    table: index into the page's tables when the line stands in a cell, else None.
    """

    text: str
    box: Box
    edges: tuple[float, ...]
    confidences: tuple[float, ...]
    source: PageSource
    kind: LineKind = "print"
    second: str | None = None
    size: float = 0.0
    bold: bool = False
    table: int | None = None

    @property
    def confidence(self) -> float:
        """The least certain character; 0.0 for an empty line."""
        return min(self.confidences, default=0.0)

    def box_of(self, start: int, end: int) -> Box:
        """The box of text[start:end]."""
        return Box(self.edges[start], self.box.y0, self.edges[max(start, end)], self.box.y1)

    def confidence_of(self, start: int, end: int) -> float:
        """The least certain character of text[start:end], blanks left out; 1.0 for an empty span."""
        return min(
            (c for ch, c in zip(self.text[start:end], self.confidences[start:end], strict=True) if ch != " "),
            default=1.0,
        )

    @property
    def words(self) -> tuple[Word, ...]:
        cuts = [-1, *(i for i, ch in enumerate(self.text) if ch == " "), len(self.text)]
        return tuple(
            Word(
                text=self.text[a + 1 : b],
                box=self.box_of(a + 1, b),
                confidence=self.confidence_of(a + 1, b),
            )
            for a, b in pairwise(cuts)
            if b > a + 1
        )


class Cell(Frozen):
    """A cell of a table. row and col count from 0; a merged cell stands once, at its top-left corner."""

    row: int
    col: int
    row_span: int = 1
    col_span: int = 1
    box: Box
    lines: tuple[Line, ...] = ()
    mark: Mark | None = None
    mark_confidence: float = 1.0

    @property
    def text(self) -> str:
        """The cell's lines joined. Thai wraps without blanks, so a blank is put only where a line ended in
        one script class that needs it; see `ingest.thai_text.join_lines`."""
        from ingest.thai_text import join_lines

        return join_lines([line.text for line in self.lines])


class Table(Frozen):
    """A grid of rows x columns. `ruled` is False where it was found by alignment alone.

    continues: True when it starts at the top of its page with the columns of the table that ended the page
    before, so that its rows belong to that table.
    """

    box: Box
    rows: int
    cols: int
    cells: tuple[Cell, ...]
    ruled: bool = True
    continues: bool = False

    def at(self, row: int, col: int) -> Cell | None:
        """The cell that covers (row, col), merged cells included."""
        for cell in self.cells:
            if cell.row <= row < cell.row + cell.row_span and cell.col <= col < cell.col + cell.col_span:
                return cell
        return None


class Page(Frozen):
    """One page.

    lines: every line of the page in reading order, those in table cells, stamps and handwriting included.
    turned: degrees (0, 90, 180, 270) clockwise by which the stored page was turned to stand upright, on top
        of what the file itself asks for.
    outline: corners of the sheet in a photo that was taken from aside, as fractions of its width and height,
        before it was turned: the page is the sheet seen from straight above (ingest/sheet_outline.py).
    stamps: boxes of the rubber stamps found, whether or not anything in them could be read.
    layer_damage: 0..1, how much of the page's text layer is unusable; None where there is none.
    """

    number: int
    width: float
    height: float
    source: PageSource
    lines: tuple[Line, ...] = ()
    tables: tuple[Table, ...] = ()
    stamps: tuple[Box, ...] = ()
    turned: int = 0
    outline: tuple[tuple[float, float], ...] | None = None
    layer_damage: float | None = None
    seconds: float = 0.0

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for line in self.lines for word in line.words)

    @property
    def text(self) -> str:
        """The page as plain text in reading order; `[unread]` where it was given up on."""
        if self.source == "unread":
            return "[unread]"
        return "\n".join(line.text for line in self.lines)


class Document(Frozen):
    """A file that was read. `name` is what the sender called it, `sha256` the hash of its bytes."""

    name: str
    sha256: str
    pages: tuple[Page, ...]

    @property
    def text(self) -> str:
        return "\f".join(page.text for page in self.pages)
