"""Programmes set as plain lines: hours, what happens beside them, headings that name the day.

    วันที่ ๑๐ กันยายน ๒๕๗๐
    ๐๘.๐๐ - ๐๙.๐๐ น.     ลงทะเบียน
    ๐๙.๐๐ - ๑๒.๐๐ น.     ประชุมคณะทำงาน

Their days are those of one event and not deadlines of their own; the place is kept so that nobody reads them
as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.calendar_columns import Columns
from extract.calendar_rows import DutyRow, ReadGrid
from extract.calendar_words import dates_in
from extract.passage import Passage
from extract.sheet import Row, Sheet
from ingest.document import Box, Document, union_of

LEAST_HOURS = 3  # rows with hours on one page
ROWS_BETWEEN = 6  # rows without hours that a programme may have in a row
LONGEST_HEADING = 110  # letters

_COLUMNS = Columns({0: "time", 1: "action"}, {}, ((), ()))
_HOURS = re.compile(
    r"^\W*(?:เวลา\s*)?[\d๐-๙]{1,2}\s?[.:]\s?[\d๐-๙]{2}\s*(?:น\.?)?\s*(?:[-–—]|ถึง)\s*"
    r"[\d๐-๙]{1,2}\s?[.:]\s?[\d๐-๙]{2}\s*(?:น\.?)?"
)


@dataclass(frozen=True)
class Hours:
    """A programme on one page, read as rows of hours and what happens."""

    page: int
    box: Box
    read: ReadGrid


def plain_programmes(document: Document) -> Iterator[Hours]:
    """The programmes of every page, outside its tables."""
    for page in document.pages:
        if sum(1 for line in page.lines if _HOURS.match(line.text)) < LEAST_HOURS:
            continue
        in_tables = frozenset(id(line) for line in page.lines if line.table is not None)
        rows = Sheet(page, in_tables).rows
        for start, end in _stretches(rows):
            yield _read(page.number, rows[start:end])


def _stretches(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """(first, after the last) row of every run of rows with hours, with the heading above the first one."""
    timed = [number for number, row in enumerate(rows) if _HOURS.match(row.text)]
    runs: list[list[int]] = []
    for number in timed:
        if runs and number - runs[-1][-1] <= ROWS_BETWEEN:
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        if len(run) >= LEAST_HOURS:
            first = next((n for n in range(run[0] - 1, max(run[0] - 3, -1), -1) if _days_of(rows[n])), run[0])
            yield first, run[-1] + 1


def _days_of(row: Row) -> list[str]:
    """The days that a heading names; empty where the row is no heading of a day."""
    if len(row.text) > LONGEST_HEADING or _HOURS.match(row.text):
        return []
    days = (span for span in dates_in(row.text) if span.kind == "day")
    return [span.text for span in days if span.form in ("date", "list")]


def _read(page: int, rows: Sequence[Row]) -> Hours:
    duties: list[DutyRow] = []
    day: Passage | None = None
    for row in rows:
        hours = _HOURS.match(row.text)
        if hours is not None:
            time, action = row.passage.cut(0, hours.end()), row.passage.cut(hours.end())
            duties.append(DutyRow(page=page, action=action, day=day, time=time))
        elif days := _days_of(row):
            # A heading of two groups' days ("รุ่นที่ 1 วันที่ 7 และรุ่นที่ 2 วันที่ 9") says no single one.
            day = row.passage if len(days) == 1 else None
    return Hours(page, union_of([row.box for row in rows]), ReadGrid(_COLUMNS, tuple(duties)))
