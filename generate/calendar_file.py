"""deadlines.ics: one event a deadline, for the calendars of schools and officers (RFC 5545).

Only what is settled goes in: a deadline without a date (relative, recurring, undated) or one that a person
must still look at would stand in a calendar as if it were certain; `open_deadlines` names those instead.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone

from extract.models import Circular, Deadline, DeadlineKind

BANGKOK = ZoneInfo("Asia/Bangkok")
ALARM_DAYS = (7, 1)
ASKED_AGAIN = timedelta(hours=4)  # how often a calendar program should look for changes
WORDS: dict[DeadlineKind, str] = {
    "until": "ครบกำหนด",
    "window": "ดำเนินการ",
    "month": "ภายในเดือน",
    "from": "เริ่ม",
    "day": "ดำเนินการ",
    "event": "กำหนดการ",
}


def settled(deadline: Deadline) -> bool:
    """Whether it may stand in a calendar: sure, and with a day."""
    return deadline.state == "sure" and deadline.kind in WORDS and bool(deadline.start or deadline.end)


def open_deadlines(circular: Circular) -> list[Deadline]:
    """Those left out of the calendar because a person must look at them first."""
    return [deadline for deadline in circular.deadlines if not settled(deadline)]


def deadlines_ics(circular: Circular) -> bytes:
    """An iCalendar file, times in Asia/Bangkok; UIDs stay the same when it is read or corrected again.

    A span of days is an all-day event; times make it a timed one only on a single day. Alarms ring at 08:00
    seven days and one day before the last day. DTSTAMP is the circular's own date, not the clock's: same
    input, same bytes.
    """
    calendar = _calendar(circular.subject.value if circular.subject else circular.source.name)
    _add_events(calendar, circular, list(circular.deadlines))
    data: bytes = calendar.to_ical()
    return data


def calendar_feed(name: str, circulars: Iterable[tuple[Circular, list[Deadline]]]) -> bytes:
    """One calendar of many circulars, which phones keep up to date: of each its deadlines that concern the
    reader. name: of the calendar.

    An event has the same UID as in the file of its circular, so that no calendar shows it twice.
    """
    calendar = _calendar(name)
    calendar.add("refresh-interval", ASKED_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{ASKED_AGAIN.seconds // 3600}H")
    for circular, wanted in circulars:
        _add_events(calendar, circular, wanted)
    data: bytes = calendar.to_ical()
    return data


def _calendar(name: str | None) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//wian//deadlines//TH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Bangkok")
    calendar.add_component(Timezone.from_tzinfo(BANGKOK, first_date=date(2020, 1, 1)))
    return calendar


def _add_events(calendar: Calendar, circular: Circular, wanted: list[Deadline]) -> None:
    stamp = _stamp(circular)
    seen: Counter[str] = Counter()
    for deadline in circular.deadlines:
        key = _key(deadline)
        seen[key] += 1
        if settled(deadline) and deadline in wanted:
            calendar.add_component(_event(circular, deadline, f"{key}-{seen[key]}", stamp))


def _stamp(circular: Circular) -> datetime:
    value = circular.date.value if circular.date else None
    day = date.fromisoformat(value) if value else date(2000, 1, 1)
    return datetime.combine(day, time(), UTC)


def _key(deadline: Deadline) -> str:
    """What makes the duty itself, without its date: a calendar then moves a corrected deadline."""
    words = "|".join([deadline.phase or "", deadline.item or "", deadline.action])
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _event(circular: Circular, deadline: Deadline, key: str, stamp: datetime) -> Event:
    event = Event()
    start, end, last_day = _span(deadline)
    event.add("uid", f"{circular.source.sha256[:24]}-{key}@wian")
    event.add("dtstamp", stamp)
    event.add("summary", f"{WORDS[deadline.kind]}: {deadline.action}")
    event.add("description", _description(circular, deadline))
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("transp", "TRANSPARENT")
    for before in ALARM_DAYS:
        event.add_component(_alarm(deadline.action, last_day - timedelta(days=before)))
    return event


def _span(deadline: Deadline) -> tuple[date, date, date]:
    """DTSTART, DTEND (exclusive for whole days, RFC 5545 3.6.1) and the last day."""
    first = date.fromisoformat(deadline.start or deadline.end or "")
    last = date.fromisoformat(deadline.end or deadline.start or "")
    if deadline.kind == "until":
        first = last
    if first == last and deadline.start_time and deadline.end_time:
        return _at(first, deadline.start_time), _at(last, deadline.end_time), last
    return first, last + timedelta(days=1), last


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), BANGKOK)


def _alarm(action: str, day: date) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", action)
    alarm.add("trigger", datetime.combine(day, time(8), BANGKOK).astimezone(UTC))
    return alarm


def _description(circular: Circular, deadline: Deadline) -> str:
    number = circular.number.value if circular.number else None
    parts = [deadline.text, deadline.phase, f"หนังสือที่ {number}" if number else None, f"หน้า {deadline.page}"]
    return "\n".join(part for part in parts if part)
