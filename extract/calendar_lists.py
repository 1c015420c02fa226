"""Calendars set as plain lines: a date at the left, what happens beside it, one below the other.

10. ระยะเวลาการรับสมัคร
    มีนาคม 69        แจ้งโรงเรียน …
    31 มี.ค. 69      หมดเขตส่งใบสมัคร …
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.calendar_columns import Columns
from extract.calendar_rows import DutyRow, ReadGrid
from extract.calendar_words import CALENDAR_WORDS, dates_in, is_mostly_date
from extract.passage import Passage, joined
from extract.sheet import Row, Sheet
from ingest.document import Box, Document, union_of

SAME_EDGE = 10.0  # points by which dates of one list may begin apart
LEAST_ROWS = 2  # under a title that announces dates; without one:
LEAST_ROWS_UNTITLED = 3
LINES_BETWEEN = 3  # lines of one entry below its date
TITLE_ABOVE = 2  # rows above the first date among which the title stands
LEAST_ACTION = 4  # letters

_COLUMNS = Columns({0: "period", 1: "action"}, {}, ((), ()))
_BULLET = re.compile(r"^\s*(?:[-–•*●▪]|\(?[\d๐-๙]{1,2}[.)]|[\d๐-๙]{1,2}\.[\d๐-๙]{1,2}\.?)\s+")
# A day, a month or the word for it; asked first because it costs nothing.
_MAY_BEGIN = re.compile(
    r"^\W*(?:วัน|[\d๐-๙]{1,2}\s?[-–/ก-ฮเ]|[\d๐-๙]{1,2}\s|(?:ม|ก|มี|เม|พ|มิ|ส|ต|ธ)\s?\.|ภายใน|ระหว่าง|ตั้งแต่|"
    r"มกรา|กุมภา|มีนา|เมษา|พฤษภา|มิถุนา|กรกฎา|สิงหา|กันยา|ตุลา|พฤศจิกา|ธันวา|เดือน)"
)
_PROSE = re.compile(r"^(?:เป็นต้นไป|นั้น|นี้|และ|หรือ|ที่|ซึ่ง|ถึง|ของ|ให้|เรื่อง|ณ)")


@dataclass(frozen=True)
class PlainList:
    """A list of dates on a page, read as rows of two columns."""

    page: int
    box: Box
    title: tuple[Passage, ...]
    read: ReadGrid


@dataclass(frozen=True)
class _Entry:
    """An entry's date and action, the box of its first row, and where its action begins."""

    date: Passage
    action: tuple[Passage, ...]
    row: Row
    action_start: float

    @property
    def left(self) -> float:
        box = self.date.box
        return box.x0 if box else 0.0


def plain_lists(document: Document) -> Iterator[PlainList]:
    """The lists of every page, outside its ruled tables."""
    for page in document.pages:
        if sum(1 for line in page.lines if _MAY_BEGIN.match(line.text)) < LEAST_ROWS:
            continue
        ruled = {index for index, table in enumerate(page.tables) if table.ruled}
        in_tables = frozenset(id(line) for line in page.lines if line.table in ruled)
        rows = Sheet(page, in_tables).rows
        at = 0
        while at < len(rows):
            entries, after = _entries(rows, at)
            title = _title(rows, at)
            if len(entries) >= (LEAST_ROWS if title else LEAST_ROWS_UNTITLED):
                yield _list(page.number, entries, rows[at:after], title)
                at = after
            else:
                at += 1


def _entries(rows: Sequence[Row], start: int) -> tuple[list[_Entry], int]:
    """The entries of a list that begins at rows[start], and the row after it."""
    entries: list[_Entry] = []
    at, after = start, start
    while at < len(rows):
        entry = _entry(rows[at])
        if entry is not None and (not entries or abs(entry.left - entries[0].left) < SAME_EDGE):
            entries.append(entry)
            after = at + 1
        elif entries and at - after < LINES_BETWEEN and _continues(entries[-1], rows[at], rows[at - 1]):
            last = entries[-1]
            entries[-1] = _Entry(last.date, (*last.action, rows[at].passage), last.row, last.action_start)
            after = at + 1
        else:
            break
        at += 1
    return entries, after


def _entry(row: Row) -> _Entry | None:
    """The row as date and action, where a date stands first and is set apart from words behind it."""
    if not _MAY_BEGIN.match(row.text):
        return None
    if len(row.pieces) >= 2 and is_mostly_date(_BULLET.sub("", row.pieces[0].text)):
        rest = joined([piece.passage for piece in row.pieces[1:]], lambda _a, _b: True)
        if len(rest) >= LEAST_ACTION:
            return _Entry(row.pieces[0].passage, (rest,), row, row.pieces[1].box.x0)
        return None
    bullet = _BULLET.match(row.text)
    offset = bullet.end() if bullet else 0
    spans = [s for s in dates_in(row.text[offset:]) if s.form not in ("reference", "issued", "rule")]
    if not spans or row.text[offset : offset + spans[0].start_index].strip():
        return None
    end = offset + spans[0].end_index
    rest = row.passage.cut(end)
    if len(rest) < LEAST_ACTION or _PROSE.match(rest.text) or not row.text[end : end + 1].isspace():
        return None
    return _Entry(row.passage.cut(offset, end), (rest,), row, rest.box.x0 if rest.box else 0.0)


def _continues(entry: _Entry, row: Row, before: Row) -> bool:
    """A line of the same entry: it begins where the action began, right below."""
    near = row.box.y0 - before.box.y1 < 0.9 * max(row.box.height, 8.0)
    return near and abs(row.box.x0 - entry.action_start) < 2 * SAME_EDGE


def _title(rows: Sequence[Row], start: int) -> tuple[Passage, ...]:
    for row in reversed(rows[max(0, start - TITLE_ABOVE) : start]):
        if CALENDAR_WORDS.search(row.text) and len(row.text) < 120:
            return (row.passage,)
    return ()


def _list(page: int, entries: Sequence[_Entry], rows: Sequence[Row], title: tuple[Passage, ...]) -> PlainList:
    duties = tuple(
        DutyRow(page=page, action=joined(entry.action), periods=((0, entry.date),)) for entry in entries
    )
    return PlainList(page, union_of([row.box for row in rows]), title, ReadGrid(_COLUMNS, duties))
