"""Calendars set as plain lines: a date and what happens beside it, one below the other.

10. ระยะเวลาการรับสมัคร
    มีนาคม 69        แจ้งโรงเรียน …
    31 มี.ค. 69      หมดเขตส่งใบสมัคร …

1. แต่งตั้งคณะกรรมการ                 ๕ - ๙ ส.ค. ๒๕๗๐
2. ส่งรายงานการประเมินตนเอง           ๒๐ ส.ค. ๒๕๗๐
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from extract.calendar_columns import Columns
from extract.calendar_rows import DutyRow, ReadGrid
from extract.calendar_words import CALENDAR_WORDS, dates_in, is_mostly_date
from extract.passage import Passage, joined, spaced
from extract.prose_duties import first_verb
from extract.sheet import Piece, Row, outside_ruled_tables
from ingest.document import Box, Document, union_of

SAME_EDGE = 10.0  # points by which dates of one list may begin apart
LEAST_ROWS = 2  # under a title that announces dates; without one:
LEAST_ROWS_UNTITLED = 3
LINES_BETWEEN = 3  # lines of one entry below its date
TITLE_ABOVE = 2  # rows above the first date among which the title stands
LEAST_ACTION = 4  # letters
LEAST_DOING = 0.6  # of the actions of a list without a title must say what is done, where dates stand behind

_COLUMNS = Columns({0: "period", 1: "action"}, {}, ((), ()))
_BULLET = re.compile(r"^\s*(?:[-–•*●▪]|\(?[\d๐-๙]{1,2}[.)]|[\d๐-๙]{1,2}\.[\d๐-๙]{1,2}\.?)\s+")
# A day, a month or the word for it; asked first because it costs nothing.
_MAY_BEGIN = re.compile(
    r"^\W*(?:วัน|[\d๐-๙]{1,2}\s?[-–/ก-ฮเ]|[\d๐-๙]{1,2}\s|(?:ม|ก|มี|เม|พ|มิ|ส|ต|ธ)\s?\.|ภายใน|ระหว่าง|ตั้งแต่|"
    r"มกรา|กุมภา|มีนา|เมษา|พฤษภา|มิถุนา|กรกฎา|สิงหา|กันยา|ตุลา|พฤศจิกา|ธันวา|เดือน)"
)
_DATED = re.compile(r"[\d๐-๙]\s?(?:ม|ก|เม|พ|ส|ต|ธ|/)|(?:ม|ก|เม|พ|ส|ต|ธ)[ก-๎.]{1,9}\s?[\d๐-๙]|ทุก|เดือน")
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
    """An entry's date and action, the box of its first row, and where date and action begin."""

    date: Passage
    action: tuple[Passage, ...]
    row: Row
    left: float
    action_start: float


_Reader = Callable[[Row], _Entry | None]


def plain_lists(document: Document) -> Iterator[PlainList]:
    """The lists of every page, outside its ruled tables."""
    for page in document.pages:
        if sum(_DATED.search(line.text) is not None for line in page.lines) < LEAST_ROWS:
            continue
        rows = outside_ruled_tables(page).rows
        readers = [reads for reads, may in _READERS if sum(map(may, rows)) >= LEAST_ROWS]
        at = 0
        while at < len(rows):
            found = next((made for reads in readers if (made := _list_at(rows, at, reads))), None)
            if found is not None:
                entries, after, title = found
                yield _list(page.number, entries, rows[at:after], title)
                at = after
            else:
                at += 1


def _list_at(
    rows: Sequence[Row], at: int, reads: _Reader
) -> tuple[list[_Entry], int, tuple[Passage, ...]] | None:
    """The list that begins at rows[at]: its entries, the row after it, its title; None where none does."""
    entries, after = _entries(rows, at, reads)
    if len(entries) < LEAST_ROWS:
        return None
    title = _title(rows, at)
    if not title and (len(entries) < LEAST_ROWS_UNTITLED or (reads is _date_behind and not _says(entries))):
        return None
    return entries, after, title


def _says(entries: Sequence[_Entry]) -> bool:
    """Whether most entries say what is done: names and papers have dates behind them, too."""
    doing = sum(first_verb(spaced(entry.action).text)[0] != "unclear" for entry in entries)
    return doing >= LEAST_DOING * len(entries)


def _entries(rows: Sequence[Row], start: int, reads: _Reader) -> tuple[list[_Entry], int]:
    """The entries of a list that begins at rows[start], and the row after it."""
    entries: list[_Entry] = []
    at = begun = start
    while at < len(rows):
        longer = _continued(entries[-1], rows[at], rows[at - 1]) if entries else None
        entry, lines = (None, 1) if longer and _ends_open(entries[-1]) else _read(rows, at, reads)
        if entry is not None and (not entries or _in_line(entry, entries[0])):
            entries.append(entry)
        elif longer is not None and at - begun <= LINES_BETWEEN:
            entries[-1] = longer
            at += 1
            continue
        else:
            break
        begun = at
        at += lines
    return entries, at


def _read(rows: Sequence[Row], at: int, reads: _Reader) -> tuple[_Entry | None, int]:
    """The entry that begins at rows[at], and how many rows it was read from: a long date at the left may
    fill a line of its own and end in the next, before what happens."""
    entry = reads(rows[at])
    if entry is not None or reads is not _date_first or at + 1 >= len(rows):
        return entry, 1
    above, below = rows[at], rows[at + 1]
    if len(above.pieces) > 1 or len(below.pieces) < 2 or not _is_date_piece(above.pieces[0]):
        return None, 1
    date = spaced([above.passage, below.pieces[0].passage])
    near = abs(above.box.x0 - below.box.x0) < SAME_EDGE and below.box.y0 - above.box.y1 < above.box.height
    if not near or not _is_one_date(date.text, len(above.passage)):
        return None, 1
    return _entry(date, spaced(piece.passage for piece in below.pieces[1:]), below), 2


def _in_line(entry: _Entry, first: _Entry) -> bool:
    return abs(entry.left - first.left) < SAME_EDGE and (
        entry.left < entry.action_start or abs(entry.action_start - first.action_start) < SAME_EDGE
    )


def _date_first(row: Row) -> _Entry | None:
    """The row as date and action, where a date stands first and is set apart from words behind it."""
    if not _MAY_BEGIN.match(row.text):
        return None
    if len(row.pieces) >= 2 and is_mostly_date(_BULLET.sub("", row.pieces[0].text)):
        rest = joined([piece.passage for piece in row.pieces[1:]], lambda _a, _b: True)
        if len(rest) >= LEAST_ACTION:
            return _entry(row.pieces[0].passage, rest, row)
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
    return _entry(row.passage.cut(offset, end), rest, row)


def _date_behind(row: Row) -> _Entry | None:
    """The row as action and date, where a date stands last, in a column of its own."""
    *words, last = row.pieces
    if not words or not _is_date_piece(last) or not _has_words(words):
        return None
    action = spaced(piece.passage for piece in words)
    bullet = _BULLET.match(action.text)
    rest = action.cut(bullet.end()) if bullet else action
    if len(rest) < LEAST_ACTION or dates_in(rest.text):
        return None
    return _Entry(last.passage, (rest,), row, last.box.x0, words[0].box.x0)


def _has_words(words: Sequence[Piece]) -> bool:
    """Whether words stand there, and no leader dots or figures alone."""
    return sum(char.isalpha() for piece in words for char in piece.text) >= LEAST_ACTION


def _is_date_piece(piece: Piece) -> bool:
    return _MAY_BEGIN.match(piece.text) is not None and is_mostly_date(piece.text)


def _entry(date: Passage, action: Passage, row: Row) -> _Entry:
    left, start = (part.box.x0 if part.box else 0.0 for part in (date, action))
    return _Entry(date, (action,), row, left, start)


_READERS: tuple[tuple[_Reader, Callable[[Row], bool]], ...] = (
    (_date_first, lambda row: _MAY_BEGIN.match(row.text) is not None),
    (_date_behind, lambda row: len(row.pieces) > 1 and _MAY_BEGIN.match(row.pieces[-1].text) is not None),
)


def _continued(entry: _Entry, row: Row, before: Row) -> _Entry | None:
    """The entry with a line that goes on with it: its date, its action, or both, each under its own."""
    if row.box.y0 - before.box.y1 >= 0.9 * max(row.box.height, 8.0):
        return None
    dates = [piece for piece in row.pieces if abs(piece.box.x0 - entry.left) < 2 * SAME_EDGE]
    words = [piece for piece in row.pieces if abs(piece.box.x0 - entry.action_start) < 2 * SAME_EDGE]
    if len(dates) + len(words) != len(row.pieces) or len(dates) > 1 or any(p in words for p in dates):
        return None
    if dates:
        date = spaced([entry.date, dates[0].passage])
        if not _is_one_date(date.text, len(entry.date)):
            return None
        entry = replace(entry, date=date)
    return replace(entry, action=(*entry.action, *(piece.passage for piece in words)))


def _is_one_date(text: str, torn: int) -> bool:
    """Whether a date reaches over the place where its line ended."""
    return is_mostly_date(text) and any(s.start_index < torn < s.end_index - 1 for s in dates_in(text))


def _ends_open(entry: _Entry) -> bool:
    """Whether the date stops in the middle: after a dash, or with a month whose year is to come."""
    return re.search(r"(?:[-–—]|ถึง|และ|ที่|[ก-๎.])\s*$", entry.date.text) is not None


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
