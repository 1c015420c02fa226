"""Dates against dates: stamp and letter, years, weekdays, days that do not exist, ends before their start."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from extract.calendar_words import dates_in
from extract.doubt_catalogue import KINDS, about_deadline, about_reading
from extract.models import Circular, Deadline, Doubt, TextReading
from extract.thai_dates import DateSpan
from extract.thai_holidays import holiday_on
from ingest.document import Document
from ingest.thai_text import fold_digits

FAR_YEARS = 2  # a letter so many years from every other date of the file has a misprinted or misread year
LATEST_YEARS_AHEAD, EARLIEST_YEARS_BACK = 3, 1  # of a deadline, from its letter
LEAST_OVER = 2  # rows of a calendar, for it to have begun before its letter; one alone is an error
FAR_SUBJECT = 3  # years between the letter and the school year of its subject
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
SATURDAY = 5

_NUMBER_YEAR = re.compile(r"^\d{1,5}\s?/\s?(25\d\d)\s*$")  # behind letters it is a running number
_YEAR_OF_SUBJECT = re.compile(r"ปี\s?(?:การ\s?ศึกษา|งบ\s?ประมาณ)\s*(?:พ\s?\.?\s?ศ\s?\.?)?\s*(25\d\d)")
_OPEN_CLOCK = re.compile(r"(?<!ระยะ)(?<!กำหนด)(?<!ช่วง)เวลา\s*(?:[.…·_\s]*น\.|[.…·_]{3,}|$|[^\d๐-๙\s.…])")


def day_of(reading: TextReading | None) -> date | None:
    """The reading's value as a day; None where it is none."""
    try:
        return date.fromisoformat(reading.value) if reading and reading.value else None
    except ValueError:
        return None


def days_of(deadline: Deadline) -> list[date]:
    """The deadline's first and last day, as far as it has them."""
    return [date.fromisoformat(day) for day in (deadline.start, deadline.end) if day]


def received_before_issued(circular: Circular, _document: Document) -> Iterator[Doubt]:
    """Nothing is received before it was written."""
    issued = day_of(circular.date)
    for number, stamp in enumerate(circular.received):
        day = day_of(stamp.date)
        if issued and day and stamp.date and day < issued:
            path = f"received.{number}.date"
            words = {"received": stamp.date.text, "issued": circular.date and circular.date.text}
            yield about_reading(stamp.date, "received_before_issued", path, **words)


def implausible_years(circular: Circular, _document: Document) -> Iterator[Doubt]:
    """Years that stand far from all other dates of the file."""
    issued = day_of(circular.date)
    if issued is None or circular.date is None:
        return
    letter_is_off = _is_off(issued.year, _other_years(circular))
    if letter_is_off or _other_year_of_number(circular, issued):
        yield about_reading(circular.date, "implausible_year", "date")
        return
    for number, stamp in enumerate(circular.received):
        day = day_of(stamp.date)
        if day and stamp.date and abs(day.year - issued.year) >= FAR_YEARS:
            yield about_reading(stamp.date, "implausible_year", f"received.{number}.date")
    for deadline in circular.deadlines:
        years = [day.year - issued.year for day in days_of(deadline)]
        if years and (max(years) > LATEST_YEARS_AHEAD or min(years) < -EARLIEST_YEARS_BACK):
            yield about_deadline(deadline, "implausible_year")
    yield from _subject_year(circular, issued)


def _other_years(circular: Circular) -> list[int]:
    years = [day.year for stamp in circular.received if (day := day_of(stamp.date))]
    years += [day.year for deadline in circular.deadlines for day in days_of(deadline)]
    return years + _years_in_subject(circular)


def _years_in_subject(circular: Circular) -> list[int]:
    subject = fold_digits(circular.subject.value or "") if circular.subject else ""
    return [int(year) - 543 for year in _YEAR_OF_SUBJECT.findall(subject)]


def _is_off(year: int, others: list[int]) -> bool:
    """Far from every other year, while those stand together."""
    if not others or max(others) - min(others) > FAR_YEARS + 1:
        return False
    return min(abs(year - other) for other in others) >= (FAR_YEARS if len(others) > 1 else FAR_SUBJECT)


def _other_year_of_number(circular: Circular, issued: date) -> bool:
    """An order's number carries the year of its register: 541/2559 is of 2559."""
    match = _NUMBER_YEAR.search(circular.number.value or "") if circular.number else None
    return match is not None and int(match[1]) - 543 != issued.year


def _subject_year(circular: Circular, issued: date) -> Iterator[Doubt]:
    if circular.subject is None:
        return
    years = _years_in_subject(circular)
    if years and min(abs(year - issued.year) for year in years) >= FAR_SUBJECT:
        yield about_reading(circular.subject, "implausible_year", "subject", text=circular.subject.text)


def doubts_in_text(circular: Circular, _document: Document) -> Iterator[Doubt]:
    """What the date reader has against dates of fields and deadlines: 31 June, wrong weekdays."""
    named = [("date", circular.date)]
    named += [(f"received.{n}.date", stamp.date) for n, stamp in enumerate(circular.received)]
    for path, reading in named:
        if reading is not None:
            for span in dates_in(reading.text):
                yield from _against(span, reading, path)
    by_ticks = _read_from_ticks(circular)
    for deadline in circular.deadlines:
        text = "" if deadline.id in by_ticks else deadline.text
        codes = {code for span in dates_in(text) for code in span.doubts}
        known = sorted(code for code in codes - {"year_missing"} if code in KINDS)
        yield from (about_deadline(deadline, code) for code in known)
        if deadline.start and deadline.end and deadline.start > deadline.end:
            yield about_deadline(deadline, "end_before_start")
    for number, paragraph in enumerate(circular.body):
        yield from _in_paragraph(circular, paragraph, f"body.{number}")


def _read_from_ticks(circular: Circular) -> set[str]:
    """Deadlines whose text are the heads of months, which are no dates."""
    rows = (row for calendar in circular.calendars for row in calendar.rows if row.period is None)
    return {name for row in rows for name in row.deadlines}


def _in_paragraph(circular: Circular, paragraph: TextReading, path: str) -> Iterator[Doubt]:
    """Impossible days and wrong weekdays of the text that no deadline stands for."""
    taken = [deadline.text for deadline in circular.deadlines]
    for span in dates_in(paragraph.value or ""):
        hard = {"impossible_date", "end_before_start", "weekday_disagrees"} & set(span.doubts)
        if hard and not any(span.text in text or text in span.text for text in taken):
            for code in sorted(hard):
                yield about_reading(paragraph, code, path, text=span.text)


def _against(span: DateSpan, reading: TextReading, path: str) -> Iterator[Doubt]:
    for code in span.doubts:
        if code in KINDS and code != "year_missing":
            yield about_reading(reading, code, path, text=span.text)


def already_over(circular: Circular, _document: Document) -> Iterator[Doubt]:
    """A duty whose last day lay before the letter was written."""
    issued = day_of(circular.date)
    if issued is None or circular.date is None:
        return
    over = {deadline.id for deadline in circular.deadlines if _is_over(deadline, issued)}
    under_way = [own for own in _plans(circular) if len(own & over) >= LEAST_OVER and own - over]
    for deadline in circular.deadlines:
        plan = next((own for own in under_way if deadline.id in own), None)
        if deadline.id in over and plan is None:
            yield about_deadline(deadline, "already_over", issued=circular.date.text)
        elif deadline.id in over:
            yield about_deadline(deadline, "plan_under_way", issued=circular.date.text)


def _is_over(deadline: Deadline, issued: date) -> bool:
    end = date.fromisoformat(deadline.end) if deadline.end else None
    near = end is not None and end.year >= issued.year - EARLIEST_YEARS_BACK
    return end is not None and near and end < issued and deadline.kind != "month"


def _plans(circular: Circular) -> list[set[str]]:
    """The deadlines of each calendar: a plan for a year may be sent when parts of it are over."""
    return [{name for row in calendar.rows for name in row.deadlines} for calendar in circular.calendars]


def weekend_dates(circular: Circular, _document: Document) -> Iterator[Doubt]:
    """A letter dated, or a duty due, on a weekend or a fixed holiday. Events are often held on them."""
    issued = day_of(circular.date)
    if circular.date and issued and (name := _day_off(issued)):
        yield about_reading(circular.date, "weekend_date", "date", weekday=name)
    for deadline in circular.deadlines:
        due = date.fromisoformat(deadline.end) if deadline.end else None
        if due and deadline.kind in ("day", "until", "window") and (name := _day_off(due)):
            yield about_deadline(deadline, "weekend_date", weekday=name)


def _day_off(day: date) -> str | None:
    """The name of a day on which offices are closed, without the word วัน; None for a working day."""
    return WEEKDAYS[day.weekday()] if day.weekday() >= SATURDAY else holiday_on(day)


def missing_times(circular: Circular, _document: Document) -> Iterator[Doubt]:
    """The word เวลา with no hour behind it."""
    periods = {
        name: row.period.text
        for calendar in circular.calendars
        for row in calendar.rows
        for name in row.deadlines
        if row.period is not None
    }
    body = " ".join(paragraph.value or "" for paragraph in circular.body)
    for deadline in circular.deadlines:
        if deadline.start_time or deadline.end_time:
            continue
        at = body.find(deadline.text) if deadline.text else -1
        behind = body[at + len(deadline.text) :][:30] if at >= 0 else ""
        said = [periods.get(deadline.id, deadline.text) if deadline.kind != "month" else ""]
        said += [behind] if re.match(r"\s*(?:ตั้งแต่|ก่อน|ภายใน)?\s*เวลา", behind) else []
        if any(_OPEN_CLOCK.search(fold_digits(text)) for text in said):
            yield about_deadline(deadline, "time_missing")
