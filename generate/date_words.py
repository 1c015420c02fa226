"""Dates, hours and deadlines in the words of Thai official papers (Buddhist era, no "พ.ศ.": rules 2526)."""

from __future__ import annotations

from datetime import date

from extract.models import Deadline
from extract.thai_months import FULL_NAMES

SHORT_NAMES = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")


def long_date(day: date) -> str:
    """10 มิถุนายน 2570"""
    return f"{day.day} {FULL_NAMES[day.month - 1]} {day.year + 543}"


def short_date(day: date) -> str:
    """10 มิ.ย. 70"""
    return f"{day.day} {SHORT_NAMES[day.month - 1]} {(day.year + 543) % 100:02d}"


def long_span(start: date, end: date) -> str:
    """The parts both days share stand once: 1 - 10 พฤศจิกายน 2570."""
    if start == end:
        return long_date(end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} - {long_date(end)}"
    if start.year == end.year:
        return f"{start.day} {FULL_NAMES[start.month - 1]} - {long_date(end)}"
    return f"{long_date(start)} - {long_date(end)}"


def clock(time: str) -> str:
    """08.30 น. from "08:30"."""
    return f"{time.replace(':', '.')} น."


def hours(start: str | None, end: str | None) -> str:
    """เวลา 08.30 - 16.30 น.; empty where there is no time."""
    if start and end:
        return f"เวลา {start.replace(':', '.')} - {clock(end)}"
    return f"เวลา {clock(start or end or '')}" if start or end else ""


def when(deadline: Deadline) -> str:
    """The deadline in words, ASCII digits: "ภายในวันที่ 18 มิถุนายน 2570 เวลา 16.30 น."

    Empty where it has no date (relative, recurring, undated): then only its printed text says when.
    """
    start = date.fromisoformat(deadline.start) if deadline.start else None
    end = date.fromisoformat(deadline.end) if deadline.end else None
    words = _days(deadline.kind, start, end)
    time = hours(deadline.start_time, deadline.end_time)
    return " ".join(part for part in (words, time) if part) if words else ""


def _days(kind: str, start: date | None, end: date | None) -> str:
    if kind == "month" and start and end:
        return _months(start, end)
    if start and end:
        return f"วันที่ {long_date(end)}" if start == end else f"ระหว่างวันที่ {long_span(start, end)}"
    if end:
        return f"ภายในวันที่ {long_date(end)}"
    return f"ตั้งแต่วันที่ {long_date(start)}" if start else ""


def _months(start: date, end: date) -> str:
    last = f"{FULL_NAMES[end.month - 1]} {end.year + 543}"
    if (start.year, start.month) == (end.year, end.month):
        return f"ภายในเดือน{last}"
    year = "" if start.year == end.year else f" {start.year + 543}"
    return f"เดือน{FULL_NAMES[start.month - 1]}{year} - {last}"
