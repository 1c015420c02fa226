"""Dates and times that people type into forms, read as Thai offices write them.

A date needs its day, month and year: "10 มิ.ย. 67", "๑๐/๖/๒๕๖๗", "10 มิถุนายน 2567", also "2024-06-10" (as
programs write). Nothing is guessed: what is not certain is refused, with a sentence that says what to
write. The form shows what was understood, always in the Buddhist era.
"""

from __future__ import annotations

import re
from datetime import date

from api.language import gettext as _
from api.problems import Problem
from extract.thai_dates import find_dates
from generate.date_words import SHORT_NAMES
from ingest.thai_text import fold_digits

EARLIEST, LATEST = 1900, 2200  # years AD; beyond lies a slip of the pen
TIME = re.compile(r"(?:เวลา\s*)?(\d{1,2})[.:](\d{2})(?:[.:]00)?\s*(?:น\.?|นาฬิกา)?")
DOTTED = re.compile(r"\s*(\d{1,2})\s*\.\s*(\d{1,2})\s*\.\s*(\d{2,4})\s*")


class DateFieldError(ValueError):
    """The text is no date or time; the message is in the reader's language and says how to write one."""


def read_date(text: str) -> date | None:
    """The one date that was typed; None for an empty field. Raises DateFieldError."""
    typed = fold_digits(text).strip()
    if not typed:
        return None
    typed = DOTTED.sub(r"\1/\2/\3", typed)
    found = find_dates(typed)
    if (
        len(found) != 1
        or found[0].kind != "day"
        or found[0].form != "date"
        or _has_more(typed, found[0].text)
    ):
        raise DateFieldError(_("อ่าน “%(text)s” เป็นวันที่ไม่ได้ โปรดเขียนเช่น 10 มิ.ย. 2567", text=text.strip()))
    span = found[0]
    if "year_missing" in span.doubts:
        raise DateFieldError(_("“%(text)s” ยังไม่มีปี โปรดใส่ปี พ.ศ. เช่น 10 มิ.ย. 2567", text=text.strip()))
    if "weekday_disagrees" in span.doubts:
        raise DateFieldError(_("วันในสัปดาห์ไม่ตรงกับวันที่ใน “%(text)s” โปรดตรวจ", text=text.strip()))
    if span.start is None:
        raise DateFieldError(_("ไม่มีวันที่ “%(text)s” ในปฏิทิน โปรดตรวจวัน เดือน และปี", text=text.strip()))
    if span.doubts or not EARLIEST <= span.start.year <= LATEST:
        raise DateFieldError(_("ปีของ “%(text)s” ไม่น่าใช่ โปรดใส่ปี พ.ศ. สี่หลัก", text=text.strip()))
    return span.start


def day_of_form(text: str) -> date | None:
    """The same for the field `dated` of a form: Problem 422 in place of DateFieldError."""
    try:
        return read_date(text)
    except DateFieldError as error:
        raise Problem(422, "dated", str(error)) from None


def read_time(text: str) -> str | None:
    """ "16.30 น." as "16:30"; None for an empty field. Raises DateFieldError."""
    typed = fold_digits(text).strip()
    if not typed:
        return None
    found = TIME.fullmatch(typed)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise DateFieldError(_("อ่าน “%(text)s” เป็นเวลาไม่ได้ โปรดเขียนเช่น 16.30", text=text.strip()))
    return f"{int(found[1]):02d}:{found[2]}"


def typed_date(value: date | str | None) -> str:
    """What a date field holds: a date as 10 มิ.ย. 2567, what was typed and refused as it was typed."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return str(value)
    return f"{value.day} {SHORT_NAMES[value.month - 1]} {value.year + 543}" if value else ""


def typed_time(value: str | None) -> str:
    return value.replace(":", ".") if value and re.fullmatch(r"\d\d:\d\d", value) else value or ""


def _has_more(typed: str, found: str) -> bool:
    """Whether other words than the date's own stand in the field."""
    rest = typed.replace(found, "", 1)
    return bool(re.sub(r"วันที่|วัน|พ\.ศ\.?|[\s,.]", "", rest))
