"""Calendars in a document: tables of duties and plain lists of dates, as rows and as deadlines.

The text of a row's period is authoritative over its ticks (contract); where only ticks, bars or arrows exist,
the deadline is of kind `month`. The hours of a programme inside one event are rows without deadlines of their
own, and the event stands once for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from extract.actors import actors_of_cell
from extract.calendar_columns import Columns
from extract.calendar_deadlines import Context, days_stand_under_months, deadlines_of_row
from extract.calendar_events import programme_event, title_with_other_days
from extract.calendar_grid import Grid, grids_of
from extract.calendar_heads import columns_by_content, title_above
from extract.calendar_hours import plain_programmes
from extract.calendar_lists import plain_lists
from extract.calendar_months import LEAST_COLUMNS, YearOfAccount, named_month, year_of_account
from extract.calendar_programme import is_programme
from extract.calendar_rows import DutyRow, ReadGrid, read_grid
from extract.calendar_words import dates_in, is_mostly_date
from extract.doubt_catalogue import about_deadline, doubt
from extract.found import Found, reading
from extract.models import BoxTuple, Calendar, CalendarRow, Deadline, Doubt
from extract.passage import Passage, spaced
from ingest.document import Box, Document

LEAST_DATED_ROWS = 0.5  # of the rows of a table without rules or without a head, for it to be a calendar

_SOME_DAY = date(2024, 1, 1)  # a missing year is judged from it where only the months count
_TURN_OF_YEAR = 6  # months by which the next row would stand earlier in the year


@dataclass(frozen=True)
class CalendarReading:
    """What the calendars say.

    deadlines: with ids c1, c2 … in reading order, to which the calendars' rows refer.
    programmes: ids of the deadlines that stand for a whole programme (an event with its hours).
    regions: where the calendars and their titles stand, so that the same lines are not read as prose.
    """

    calendars: list[Calendar] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    programmes: frozenset[str] = frozenset()
    regions: tuple[tuple[int, Box], ...] = ()


@dataclass(frozen=True)
class Source:
    """One calendar before its rows are turned into deadlines."""

    page: int
    title: tuple[Passage, ...]
    read: ReadGrid
    places: tuple[tuple[int, Box], ...]

    @property
    def title_text(self) -> str:
        return " ".join(passage.text for passage in (*self.title, *self.read.above))


def read_calendars(document: Document, *, issuer: str = "", on: date | None = None) -> CalendarReading:
    """Every calendar of the document with its deadlines and the doubts about them.

    issuer: the office that issued the circular, for actors (see `extract.actors`).
    on: the day from which a missing year is judged where no head names one, best the letter's date.
    """
    grids = grids_of(document)
    sources = [*_tables(document, grids), *_lists(document)]
    sources.sort(key=lambda source: (source.page, source.places[0][1].y0))
    calendars: list[Calendar] = []
    deadlines: list[Deadline] = []
    doubts: list[Doubt] = []
    programmes: set[str] = set()
    ink = _ink(document)
    for source in sources:
        context = Context(source.read.columns, _account(source), issuer, on, ink, first=len(deadlines) + 1)
        if is_programme(source.read):
            calendar, found, raised = _programme(source, context)
            programmes.update(deadline.id for deadline in found)
        else:
            calendar, found, raised = _duties(source, context)
        calendars.append(calendar)
        deadlines += found
        doubts += raised
    doubts += _not_understood(grids, [source.places for source in sources])
    regions = tuple(region for source in sources for region in _regions(source))
    return CalendarReading(calendars, deadlines, doubts, frozenset(programmes), regions)


def _tables(document: Document, grids: Sequence[Grid]) -> Iterator[Source]:
    columns: Columns | None = None
    last_page = 0
    for grid in grids:
        title = title_above(document, grid.page, grid.places[0][1])
        text = " ".join(passage.text for passage in title)
        near = columns is not None and grid.page - last_page <= 1 and len(columns.heads) == grid.cols
        read = read_grid(grid, text, columns if near else None) or _by_content(grid, text)
        if read is None or not _is_calendar(read, grid):
            continue
        columns, last_page = read.columns, grid.places[-1][0]
        yield Source(grid.page, title, read, grid.places)


def _not_understood(grids: Sequence[Grid], read: Sequence[Sequence[tuple[int, Box]]]) -> Iterator[Doubt]:
    """Tables that were read as no calendar and look like one: headed by months, whose columns may have run
    together on a scan; with dates or ticks on the page after a calendar's, which may go on there."""
    known = {place for places in read for place in places}
    after = {places[-1][0] + 1 for places in read}
    for grid in grids:
        if grid.page in after and not known & set(grid.places) and _holds_dates(grid):
            page, box = grid.places[0]
            yield doubt("low_confidence", page=page, box=box, what=f"ตารางในหน้า {page} ")
            continue
        heads = [cell.text for row in grid.rows[:3] for cell in row.written]
        months = sum(named_month([text]) is not None for text in heads)
        if months >= LEAST_COLUMNS and not known & set(grid.places):
            page, box = grid.places[0]
            yield doubt("low_confidence", page=page, box=box, what=f"ตารางรายเดือนในหน้า {page} ")


def _holds_dates(grid: Grid) -> bool:
    cells = [cell for row in grid.rows for cell in row.distinct]
    return any(cell.mark is not None or (cell.text and is_mostly_date(cell.text)) for cell in cells)


def _by_content(grid: Grid, title: str) -> ReadGrid | None:
    columns = columns_by_content(grid, title)
    return read_grid(grid, title, columns) if columns is not None else None


def _is_calendar(read: ReadGrid, grid: Grid) -> bool:
    """Dated columns beside something that happens; without rules most rows must have dates, too."""
    columns = read.columns
    if not read.rows or not (columns.dated or is_programme(read)):
        return False
    if not (columns.of("action") or columns.others):
        return False
    dated = sum(1 for row in read.rows if row.periods or row.marks or row.day)
    return dated > 0 and (grid.ruled or dated >= LEAST_DATED_ROWS * len(read.rows))


def _lists(document: Document) -> Iterator[Source]:
    for found in plain_lists(document):
        yield Source(found.page, found.title, found.read, ((found.page, found.box),))
    for hours in plain_programmes(document):
        yield Source(hours.page, (), hours.read, ((hours.page, hours.box),))


def _account(source: Source) -> YearOfAccount | None:
    columns = source.read.columns
    texts = [text for heads in columns.heads for text in heads]
    heads = " ".join(text for text in texts if re.search(r"ปี|พ\.ศ", text))
    account = year_of_account(heads)
    if account is not None and account.first_month is None and _stays_in_one_year(source.read):
        dated = {*columns.of("period"), *columns.of("start"), *columns.of("end")}
        over_dates = " ".join(text for column in dated for text in columns.heads[column])
        if year_of_account(over_dates) == account:
            return YearOfAccount(account.printed, 1)
    return account or year_of_account(source.title_text)


def _stays_in_one_year(read: ReadGrid) -> bool:
    """Whether the rows' months go on without a turn of the year (ธ.ค., then ม.ค.)."""
    texts = [passage.text for row in read.rows for _, passage in row.periods]
    starts = [span.start.month for text in texts for span in dates_in(text, on=_SOME_DAY) if span.start]
    return all(after - before > -_TURN_OF_YEAR for before, after in pairwise(starts))


def _duties(source: Source, context: Context) -> tuple[Calendar, list[Deadline], list[Doubt]]:
    rows: list[CalendarRow] = []
    deadlines: list[Deadline] = []
    doubts: list[Doubt] = []
    seen: dict[tuple[object, ...], int] = {}
    context = replace(context, days_under_months=days_stand_under_months(source.read.rows, context.columns))
    for row in source.read.rows:
        key = (row.cells, tuple(id(p.places[0].line) for _, p in row.periods if p.places and p.places[0]))
        if row.cells and row.periods and not row.marks and key in seen:
            continue  # cells merged over several rows that differ in nothing we keep
        seen[key] = len(rows)
        found, raised = deadlines_of_row(row, context.numbered(len(deadlines)))
        rows.append(_calendar_row(row, context, [deadline.id for deadline in found]))
        deadlines += found
        doubts += raised
    return _calendar(source, context, rows), deadlines, doubts


def _programme(source: Source, context: Context) -> tuple[Calendar, list[Deadline], list[Doubt]]:
    event = programme_event(source.read.rows, source.title, context)
    rows = [_calendar_row(row, context, []) for row in source.read.rows]
    if event is None:
        return _calendar(source, context, rows), [], []
    other_days = title_with_other_days(event, source.title, context)
    doubts = [
        about_deadline(event, "calendar_disagrees", other=text, other_page=source.page) for text in other_days
    ]
    return _calendar(source, context, rows), [event], doubts


def _calendar(source: Source, context: Context, rows: list[CalendarRow]) -> Calendar:
    title = spaced(source.title or source.read.above)
    year = context.account.printed if context.account else _first_year(source.read.columns)
    return Calendar(
        title=reading(Found(title), context.ink) if title else None, year=year, page=source.page, rows=rows
    )


def _first_year(columns: Columns) -> int | None:
    return min((int(month[:4]) for month in columns.months.values()), default=-543) + 543 or None


def _calendar_row(row: DutyRow, context: Context, ids: Sequence[str]) -> CalendarRow:
    period = spaced(filter(None, [*(passage for _, passage in row.periods), row.time]))
    return CalendarRow(
        phase=row.phase.text if row.phase else None,
        item=row.item,
        action=reading(Found(row.action), context.ink),
        actors=actors_of_cell(row.actor.text, issuer=context.issuer) if row.actor else [],
        period=reading(Found(period, exact=True), context.ink) if period else None,
        ticks=sorted(row.marks),
        deadlines=list(ids),
    )


def _ink(document: Document) -> tuple[tuple[int, BoxTuple], ...]:
    return tuple(
        (page.number, (box.x0, box.y0, box.x1, box.y1))
        for page in document.pages
        for box in (*page.stamps, *(line.box for line in page.lines if line.kind != "print"))
    )


def _regions(source: Source) -> Iterator[tuple[int, Box]]:
    yield from source.places
    for passage in source.title:
        if passage.box is not None:
            yield source.page, passage.box
