"""DOCX files: their paragraphs and tables on pages as Word would roughly lay them out.

A DOCX has no places: lines, breaks and columns come about when a program lays it out. So that everything
after reading works the same, each paragraph is one line on A4 sheets with the margins of an official letter,
runs of tabs and blanks part a line into columns, and a new sheet begins where the file says so or the sheet
is full. Texts and tables are exact; boxes only keep order and sides.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import docx
import docx.document
from docx.oxml.ns import qn
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph

from ingest.document import Box, Cell, Line, Page, Table
from ingest.docx_text import FORM_FEED, large_pictures, text_of
from ingest.errors import DamagedFile, TooLarge
from ingest.files import ReadingLimits
from ingest.thai_text import MARKS, normalise

WIDTH, HEIGHT = 595.0, 842.0  # points, A4
LEFT, RIGHT, TOP, BOTTOM = 85.0, 57.0, 71.0, 57.0  # margins, points
STEP = 18.0  # points from line to line
LETTER = 5.8  # points an average letter of 16 point type takes

_PARTING = re.compile(r"(\t| {3,})")
_TAB = 36.0  # points between Word's default tab stops
_APART = 40.0  # points of white that make two columns of a line


def docx_pages(data: bytes, limits: ReadingLimits) -> tuple[list[Page], dict[int, bytes]]:
    """The file's pages, and the picture files that make up some of them by page number.

    A large picture (a scan set into a letter) becomes an `unread` page of its own, to be read by its picture.
    Raises DamagedFile, TooLarge.
    """
    body = _opened(data)
    sheets = _Sheets()
    for block in body.iter_inner_content():
        if isinstance(block, Paragraph):
            _lay_paragraph(sheets, block)
            for relation in large_pictures(block._p):
                if relation in body.part.related_parts:
                    sheets.hang(body.part.related_parts[relation].blob)
        else:
            _lay_table(sheets, block)
    if len(sheets.done) >= limits.pages:
        raise TooLarge
    return sheets.pages(), sheets.pictures


def _opened(data: bytes) -> docx.document.Document:
    try:
        return docx.Document(io.BytesIO(data))
    except Exception as error:  # a broken archive or XML fails in a dozen ways inside the library
        raise DamagedFile from error


@dataclass
class _Sheets:
    """Sheets being filled from the top."""

    done: list[Page] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    y: float = TOP
    pictures: dict[int, bytes] = field(default_factory=dict)

    def room_for(self, height: float) -> None:
        if self.y > TOP and self.y + height > HEIGHT - BOTTOM:
            self.turn()

    def turn(self) -> None:
        """Begin a new sheet."""
        self.done.append(
            Page(
                number=len(self.done) + 1,
                width=WIDTH,
                height=HEIGHT,
                source="text_layer",
                lines=tuple(self.lines),
                tables=tuple(self.tables),
            )
        )
        self.lines, self.tables, self.y = [], [], TOP

    def hang(self, picture: bytes) -> None:
        """Give a picture the next page."""
        if self.lines or self.tables:
            self.turn()
        self.done.append(Page(number=len(self.done) + 1, width=WIDTH, height=HEIGHT, source="unread"))
        self.pictures[len(self.done)] = picture

    def pages(self) -> list[Page]:
        if self.lines or self.tables or not self.done:
            self.turn()
        return self.done


def _lay_paragraph(sheets: _Sheets, paragraph: Paragraph) -> None:
    for n, part in enumerate(text_of(paragraph._p).split(FORM_FEED)):
        if n and sheets.lines:
            sheets.turn()
        for row in part.split("\n"):
            sheets.room_for(STEP)
            sheets.lines += _row(row, sheets.y, paragraph)
            sheets.y += STEP


def _row(text: str, y: float, paragraph: Paragraph) -> list[Line]:
    """One line, parted into its columns where tabs or blanks lead far ahead."""
    columns = _columns(text, _tab_stops(paragraph))
    if len(columns) == 1:
        columns = [(_aligned(columns[0], str(paragraph.alignment)), columns[0][1])]
    lines = []
    for x, words in columns:
        shown = normalise(words)
        if shown:
            end = min(max(x + _width(shown), x + LETTER), WIDTH - 1)
            lines.append(_line(shown, Box(min(x, end - LETTER), y, end, y + STEP - 2)))
    return lines


def _columns(text: str, stops: list[float]) -> list[tuple[float, str]]:
    """x and words of each column: the pen goes on by the width of words, by tabs to their stops."""
    columns = [(LEFT, "")]
    pen = end = LEFT
    for piece in _PARTING.split(text):
        if piece == "\t":
            pen = next((x for x in stops if x > pen + 1), pen - (pen - LEFT) % _TAB + _TAB)
        elif _PARTING.fullmatch(piece):
            pen += _width(piece)
        elif piece:
            if pen - end > _APART and columns[-1][1].strip():
                columns.append((pen, ""))
            x, words = columns[-1]
            columns[-1] = (x if words else pen, f"{words} {piece}")
            pen = end = pen + _width(piece)
    return columns


def _tab_stops(paragraph: Paragraph) -> list[float]:
    """The paragraph's own tab stops in points from the left of the sheet."""
    stops = paragraph.paragraph_format.tab_stops
    return sorted(LEFT + stop.position.pt for stop in stops if stop.position is not None)


def _width(text: str) -> float:
    """A guess at the width in points: letters alike, marks none, blanks a little more than half."""
    return sum(0.6 * LETTER if c == " " else LETTER for c in text if c not in MARKS)


def _aligned(column: tuple[float, str], alignment: str) -> float:
    x, words = column
    room = max(0.0, WIDTH - RIGHT - x - _width(normalise(words)))
    return x + (room / 2 if "CENTER" in alignment else room if "RIGHT" in alignment else 0.0)


def _line(text: str, box: Box, table: int | None = None) -> Line:
    step = box.width / len(text)
    return Line(
        text=text,
        box=box,
        edges=tuple(box.x0 + step * i for i in range(len(text) + 1)),
        confidences=(1.0,) * len(text),
        source="text_layer",
        table=table,
    )


def _lay_table(sheets: _Sheets, table: DocxTable) -> None:
    rows = [list(_cells(row)) for row in table._tbl.tr_lst]
    cols = max((col + span for row in rows for _, col, span, _ in row), default=0)
    if not cols:
        return
    index = len(sheets.tables)
    heights = [STEP * max((len(_cell_texts(tc)) for tc, _, _, _ in row), default=1) or STEP for row in rows]
    sheets.room_for(min(sum(heights), HEIGHT / 2))
    index = len(sheets.tables)
    tops = [sheets.y + sum(heights[:n]) for n in range(len(heights) + 1)]
    width = (WIDTH - LEFT - RIGHT) / cols
    cells = []
    for r, row in enumerate(rows):
        for tc, col, span, merged in row:
            if merged:
                continue
            down = _rows_below(rows, r, col)
            box = Box(LEFT + col * width, tops[r], LEFT + (col + span) * width, tops[r + down])
            lines = [
                _line(text, Box(box.x0, box.y0 + n * STEP, box.x1, box.y0 + (n + 1) * STEP - 2), index)
                for n, text in enumerate(_cell_texts(tc))
            ]
            cells.append(Cell(row=r, col=col, row_span=down, col_span=span, box=box, lines=tuple(lines)))
    sheets.lines += [line for cell in cells for line in cell.lines]
    frame = Box(LEFT, tops[0], WIDTH - RIGHT, tops[-1])
    sheets.tables.append(Table(box=frame, rows=len(rows), cols=cols, cells=tuple(cells)))
    sheets.y = tops[-1] + STEP / 2


def _cells(row: Any) -> Iterator[tuple[Any, int, int, bool]]:
    """Each cell element of a row with its column, columns covered, and whether it goes on from above."""
    col = row.grid_before
    for tc in row.tc_lst:
        yield tc, col, tc.grid_span, tc.vMerge == "continue"
        col += tc.grid_span


def _rows_below(rows: list[list[tuple[Any, int, int, bool]]], row: int, col: int) -> int:
    """Rows that the cell at (row, col) covers."""
    down = 1
    while row + down < len(rows) and any(c == col and merged for _, c, _, merged in rows[row + down]):
        down += 1
    return down


def _cell_texts(tc: Any) -> list[str]:
    texts = (normalise(part) for p in tc.iter(qn("w:p")) for part in text_of(p).split("\n"))
    return [text for text in texts if text]
