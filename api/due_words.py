"""How long there is until a deadline, in the words people use; days and hours are Bangkok's."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from api.database import now
from api.language import gettext as _
from api.language import language
from api.registers import BANGKOK
from extract.models import Deadline
from extract.thai_months import FULL_NAMES
from generate.date_words import SHORT_NAMES
from ingest.thai_text import thai_digits


def bangkok_today() -> date:
    return now().astimezone(BANGKOK).date()


def moment_of(deadline: Deadline | None) -> datetime | None:
    """The last moment in time: its hour, or the end of its last day, in Bangkok."""
    if deadline is None or deadline.end is None:
        return None
    day = date.fromisoformat(deadline.end)
    if deadline.end_time:
        # The minute that is named is still in time.
        hour = datetime.combine(day, time.fromisoformat(deadline.end_time), BANGKOK)
        return hour + timedelta(minutes=1)
    return datetime.combine(day + timedelta(days=1), time(), BANGKOK)


def days_left(deadline: Deadline, on: date) -> int | None:
    """Days until its last day (its first, where it has no last); None without any day of its own."""
    day = deadline.end or deadline.start
    return (date.fromisoformat(day) - on).days if day else None


def left_in_words(deadline: Deadline, at: datetime) -> str:
    """ "อีก ๓ วัน", "พรุ่งนี้", "วันนี้ ภายใน ๑๖.๓๐ น.", "เลยมา ๒ วัน"; "" without any day of its own."""
    local = at.astimezone(BANGKOK)
    left = days_left(deadline, local.date())
    if left is None:
        return ""
    if deadline.end is None:  # only "from" a day on
        return _("เริ่มแล้ว") if left <= 0 else _("เริ่มอีก %(n)s วัน", n=digits(left))
    if left > 1:
        return _("อีก %(n)s วัน", n=digits(left))
    if left == 1:
        return _("พรุ่งนี้")
    if left < 0:
        return _("เลยมา %(n)s วัน", n=digits(-left))
    return _today(deadline, at)


def _today(deadline: Deadline, at: datetime) -> str:
    if not deadline.end_time:
        return _("วันนี้")
    hour = digits(deadline.end_time.replace(":", "."))
    due = moment_of(deadline)
    if due is not None and at >= due:
        return _("เลยเวลา %(hour)s น. แล้ว", hour=hour)
    return _("วันนี้ ภายใน %(hour)s น.", hour=hour)


def digits(value: object) -> str:
    """Numbers as the pages show them: Thai digits to who reads Thai."""
    return thai_digits(str(value)) if language() == "th" else str(value)


def short_month(day: date) -> str:
    """มิ.ย."""
    return SHORT_NAMES[day.month - 1] if language() == "th" else f"{day:%b}"


def long_month(day: date) -> str:
    """มิถุนายน ๒๕๗๐"""
    if language() != "th":
        return f"{day:%B} {day.year}"
    return digits(f"{FULL_NAMES[day.month - 1]} {day.year + 543}")
