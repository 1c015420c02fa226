"""ทะเบียนหนังสือรับ and ทะเบียนหนังสือส่ง as printed sheets: A4 lying, ruled, as many pages as it takes.

Heads and columns are those of forms 13 and 14 of the regulation of correspondence (2526, ข้อ 38 and 44). A
cancelled number keeps its line: struck through, with the reason in หมายเหตุ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from generate.typesetter import Line, Style, Typesetter
from ingest.thai_text import thai_digits

Book = Literal["received", "sent", "circular"]
TITLES: dict[Book, str] = {
    "received": "ทะเบียนหนังสือรับ",
    "sent": "ทะเบียนหนังสือส่ง",
    "circular": "ทะเบียนหนังสือส่ง (หนังสือเวียน)",
}
NUMBER_HEADS: dict[Book, str] = {
    "received": "เลขทะเบียนรับ", "sent": "เลขทะเบียนส่ง", "circular": "เลขทะเบียนส่ง",
}  # fmt: skip

# Millimetres from the top-left corner of the lying sheet.
SIZE = (297.0, 210.0)
LEFT, TOP, FOOT = 12.0, 14.0, 196.0
# Heads after the number's, and widths of all; together 273.
HEADS = ("ที่", "ลงวันที่", "จาก", "ถึง", "เรื่อง", "การปฏิบัติ", "หมายเหตุ")
WIDTHS = (25.0, 34.0, 22.0, 38.0, 38.0, 64.0, 25.0, 27.0)
PADDING = 1.2
MOST_LINES = 24  # of one cell on one page; the rest of a longer text goes on below, over the page

TITLE = Style("Bold", 20)
SUBTITLE = Style("Regular", 16)
HEAD = Style("Bold", 14)
CELL = Style("Regular", 14)
PAGE = Style("Regular", 14)


@dataclass(frozen=True)
class RegisterLine:
    """One entry. dated: as it is to be printed. reason: of a cancelled number, None for one that stands."""

    number: int
    reference: str = ""
    dated: str = ""
    sender: str = ""
    recipient: str = ""
    subject: str = ""
    action: str = ""
    note: str = ""
    reason: str | None = None


def register_page(
    book: Book, office: str, period: str, lines: Sequence[RegisterLine], *, thai: bool = True
) -> bytes:
    """The register as PDF. period: as the form's head has it, "วันที่ 1 เดือน มกราคม พ.ศ. 2570" or a year.

    thai: all digits as Thai ones, except in web and e-mail addresses. Nothing is cut off: long texts wrap.
    """
    return _Sheets(book, office, period, thai).printed(lines)


class _Sheets:
    """The pages being written. They are counted first, so that each can say of how many it is."""

    def __init__(self, book: Book, office: str, period: str, thai: bool) -> None:
        self.book, self.office, self.period, self.thai = book, office, period, thai
        self.sheet = Typesetter(title=f"{TITLES[book]} {office}", author=office, size=SIZE)

    def printed(self, lines: Sequence[RegisterLine]) -> bytes:
        rows = [part for line in lines for part in self._parts(line)]
        pages = self._pages(rows)
        for number, page in enumerate(pages, start=1):
            if number > 1:
                self.sheet.new_page()
            self._page(page, number, len(pages))
        return self.sheet.finish()

    def _pages(self, rows: list[_Row]) -> list[list[_Row]]:
        pages: list[list[_Row]] = [[]]
        y = self._body_top()
        for row in rows:
            if y + row.height > FOOT and pages[-1]:
                pages.append([])
                y = self._body_top()
            pages[-1].append(row)
            y += row.height
        return pages

    def _parts(self, line: RegisterLine) -> list[_Row]:
        """An entry as rows that each fit on a page: nearly always one."""
        note = line.note
        if line.reason is not None:
            note = " ".join(filter(None, (note, f"ยกเลิก: {line.reason}")))
        texts = (
            str(line.number), line.reference, line.dated, line.sender, line.recipient, line.subject,
            line.action, note,
        )  # fmt: skip
        cells = [
            self.sheet.lines(self._digits(text), width - 2 * PADDING, CELL)
            for text, width in zip(texts, WIDTHS, strict=True)
        ]
        most = max(len(cell) for cell in cells)
        struck = line.reason is not None
        return [
            _Row([cell[start : start + MOST_LINES] for cell in cells], struck)
            for start in range(0, max(most, 1), MOST_LINES)
        ]

    def _page(self, rows: list[_Row], number: int, pages: int) -> None:
        sheet = self.sheet
        middle = SIZE[0] / 2
        sheet.text(middle, TOP + 4, TITLES[self.book], TITLE, align="center")
        sheet.text(LEFT, TOP + 12, self._digits(self.office), SUBTITLE)
        right = LEFT + sum(WIDTHS)
        sheet.text(right, TOP + 12, self._digits(self.period), SUBTITLE, align="right")
        top = TOP + 16
        bottom = self._body_top()
        ys = [top, bottom]
        for x, width, lines in zip(_lefts(), WIDTHS, self._heads(), strict=True):
            # Heads stand in the middle of their row, whatever the number of their lines.
            y = top + (bottom - top - len(lines) * HEAD.leading) / 2 + HEAD.ascent
            for line in lines:
                sheet.draw_line(line, x + width / 2 - line.available / 2, y, HEAD, align="center")
                y += HEAD.leading
        for row in rows:
            self._row(row, ys[-1])
            ys.append(ys[-1] + row.height)
        sheet.grid([*_lefts(), right], ys, line=0.2)
        page = self._digits(f"หน้า {number} / {pages}")
        sheet.text(right, FOOT + 7, page, PAGE, align="right")

    def _row(self, row: _Row, y: float) -> None:
        for column, (x, width, lines) in enumerate(zip(_lefts(), WIDTHS, row.cells, strict=True)):
            # The note tells the reason, so it stays legible.
            struck = row.struck and column < len(WIDTHS) - 1
            for number, line in enumerate(lines):
                baseline = y + PADDING / 2 + number * CELL.leading + CELL.ascent
                start = x + (width - line.width) / 2 if column == 0 else x + PADDING
                self.sheet.draw_line(line, start, baseline, CELL, align="left")
                if struck and line.width > 0:
                    height = baseline - CELL.ascent * 0.3
                    self.sheet.line(start, height, start + line.width, height, width=0.25)

    def _heads(self) -> list[list[Line]]:
        heads = (NUMBER_HEADS[self.book], *HEADS)
        return [
            self.sheet.lines(text, width - 2 * PADDING, HEAD)
            for text, width in zip(heads, WIDTHS, strict=True)
        ]

    def _body_top(self) -> float:
        return TOP + 16 + max(len(lines) for lines in self._heads()) * HEAD.leading + PADDING

    def _digits(self, text: str) -> str:
        if not self.thai:
            return text
        parts = text.split(" ")
        return " ".join(part if "@" in part or "://" in part else thai_digits(part) for part in parts)


class _Row:
    """The lines of each cell of one row."""

    def __init__(self, cells: list[list[Line]], struck: bool) -> None:
        self.cells = cells
        self.struck = struck

    @property
    def height(self) -> float:
        return max(1, *(len(lines) for lines in self.cells)) * CELL.leading + PADDING


def _lefts() -> list[float]:
    return [LEFT + sum(WIDTHS[:number]) for number in range(len(WIDTHS))]
