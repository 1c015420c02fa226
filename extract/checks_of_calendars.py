"""A calendar against itself: text against ticks, days against phase, doer against column, rows twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from rapidfuzz import fuzz

from extract.actors_of_action import actors_named_as_doing
from extract.calendar_months import YearOfAccount, last_day, months_between, year_of_account
from extract.calendar_words import dates_in
from extract.doubt_catalogue import about_deadline, doubt
from extract.models import CalendarRow, Circular, Deadline, Doubt
from extract.thai_months import FULL_NAMES
from ingest.document import Document
from ingest.thai_text import fold_digits, join_lines

BEFORE_YEAR = timedelta(days=150)  # pupils are enrolled, plans are made in the months before their year,
MARGIN = timedelta(days=62)  # reports come some weeks after it
SAME_ACTION = 92  # of 100, from which two actions are the same
OTHER_OFFICE = 85  # of 100, below which two names are of two offices

_TERM = re.compile(r"ภาค\s?เรียน\s?ที่\s*([12])\D{0,30}?ปี\s?การ\s?ศึกษา\s*(25\d\d)")
# First and last month of a term of the school year, margins included.
_TERM_MONTHS = {"1": (4, 11), "2": (10, 17)}
_PARTIES = frozenset({"school", "district", "ministry"})


def ticks_disagree(circular: Circular, _document: Document) -> Iterator[Doubt]:
    """Ticks in months that the row's text does not name; fewer ticks than months are only worth a note."""
    for row, deadlines in _rows(circular):
        dated = [d for d in deadlines if (d.start or d.end) and row.period is not None]
        if not row.ticks or not dated:
            continue
        months = {month for deadline in dated for month in _months_of(deadline)}
        strange = set(row.ticks) - months
        if not strange and set(row.ticks) == months:
            continue
        for deadline in dated:
            ticked = ", ".join(_in_thai(month) for month in row.ticks)
            severity = "warning" if strange else "note"
            yield about_deadline(deadline, "ticks_disagree", severity=severity, ticked=ticked)


def _months_of(deadline: Deadline) -> list[str]:
    return months_between(deadline.start or deadline.end or "", deadline.end or deadline.start or "")


def _in_thai(month: str) -> str:
    return f"{FULL_NAMES[int(month[5:]) - 1]} {int(month[:4]) + 543}"


def _rows(circular: Circular) -> Iterator[tuple[CalendarRow, list[Deadline]]]:
    by_id = {deadline.id: deadline for deadline in circular.deadlines}
    for calendar in circular.calendars:
        for row in calendar.rows:
            yield row, [by_id[name] for name in row.deadlines if name in by_id]


def outside_phase(circular: Circular, _document: Document) -> Iterator[Doubt]:
    """Days outside the time that the phase, or the calendar's title, says it covers."""
    by_id = {deadline.id: deadline for deadline in circular.deadlines}
    for calendar in circular.calendars:
        title = calendar.title.text if calendar.title else ""
        for row in calendar.rows:
            bounds = [(text, span) for text in (row.phase, title) if text and (span := _bounds(text))]
            for name in row.deadlines:
                deadline = by_id.get(name)
                text = deadline and next((t for t, span in bounds if _outside(deadline, span)), None)
                if deadline and text:
                    yield about_deadline(deadline, "outside_phase", phase=text)


def _bounds(text: str) -> tuple[date, date] | None:
    """The days that a heading covers: those it states, else its term's or its year's with a margin."""
    spans = [s for s in dates_in(text) if s.kind in ("window", "month") and s.form != "fiscal_year"]
    stated = [(s.start, s.end) for s in spans if s.start and s.end and not s.doubts]
    if stated:
        return min(start for start, _ in stated), max(end for _, end in stated)
    if term := _TERM.search(fold_digits(text)):
        first, last = _TERM_MONTHS[term[1]]
        year = int(term[2]) - 543
        end = last_day(f"{year + (last - 1) // 12:04d}-{(last - 1) % 12 + 1:02d}")
        return date(year, first, 1), date.fromisoformat(end)
    account = year_of_account(text)
    return _whole_year(account) if account and account.first_month else None


def _whole_year(account: YearOfAccount) -> tuple[date, date]:
    first = account.first_month or 1
    year = account.year_of(first) or account.printed - 543
    return date(year, first, 1) - BEFORE_YEAR, date(year + 1, first, 1) + MARGIN


def _outside(deadline: Deadline, bounds: tuple[date, date]) -> bool:
    days = [date.fromisoformat(day) for day in (deadline.start, deadline.end) if day]
    return any(not bounds[0] <= day <= bounds[1] for day in days)


def owner_disagrees(circular: Circular, document: Document) -> Iterator[Doubt]:
    """The column of actors names one party, the action another as doing it; or two letters two owners."""
    for row, deadlines in _rows(circular):
        doing = set(actors_named_as_doing(row.action.text)) & _PARTIES
        named = set(row.actors) & _PARTIES
        if doing and named and not doing & named:
            for deadline in deadlines:
                words = {"one": ", ".join(sorted(named)), "other": ", ".join(sorted(doing))}
                yield about_deadline(deadline, "owner_disagrees", **words)
    yield from _owners_of_letters(document)


_OPENING = re.compile(
    r"ตาม\s?ที่\s*(สำนัก[ก-๎]{3,80}?|กรม[ก-๎]{3,40}?)\s*(?=โดย|ได้|แจ้ง|กำหนด|ขอ|มี|\s)(.{60,600})", re.DOTALL
)


def _owners_of_letters(document: Document) -> Iterator[Doubt]:
    """The same opening sentence in two letters of the file, with another office as its subject."""
    openings = []
    for page in document.pages:
        text = join_lines([line.text for line in page.lines if line.kind == "print"])
        openings += [(page.number, match[1], match[2]) for match in _OPENING.finditer(text)]
    for (_, one, rest), (number, other, again) in combinations(openings, 2):
        length = min(len(rest), len(again), 200)
        same_matter = fuzz.ratio(rest[:length], again[:length]) >= 75
        if same_matter and fuzz.ratio(one, other) < OTHER_OFFICE and not _begins(one, other):
            yield doubt("owner_disagrees", field="body", page=number, one=one, other=other)


def _begins(one: str, other: str) -> bool:
    """One name may be cut short by a blank inside it."""
    return one.startswith(other) or other.startswith(one)


def duplicate_deadlines(circular: Circular, _document: Document) -> Iterator[Doubt]:
    """The same duty of the same actors on the same days, listed twice."""
    same_days: dict[tuple[object, ...], list[Deadline]] = defaultdict(list)
    for deadline in circular.deadlines:
        earlier = same_days[_key(deadline)]
        again = next((one for one in earlier if one.text and _same_action(one.action, deadline.action)), None)
        if again is not None:
            yield about_deadline(deadline, "duplicate_deadline", other=again.id, text=again.action[:80])
        earlier.append(deadline)


def _same_action(one: str, other: str) -> bool:
    """Nearly the same words and the same figures: "ชั้น ป.1" and "ชั้น ป.2" are two duties."""
    figures = [re.findall(r"\d+", fold_digits(text)) for text in (one, other)]
    return figures[0] == figures[1] and fuzz.ratio(one, other) >= SAME_ACTION


def _key(deadline: Deadline) -> tuple[object, ...]:
    return deadline.kind, deadline.start, deadline.end, deadline.start_time, tuple(sorted(deadline.actors))
