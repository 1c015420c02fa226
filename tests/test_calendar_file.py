"""deadlines.ics: what a school's calendar shows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar

from extract.models import Circular, Deadline, Reading, Source
from generate.calendar_file import deadlines_ics, open_deadlines


def deadline(**fields: Any) -> Deadline:
    base = {
        "id": "d1",
        "action": "ส่งแบบรับรอง",
        "text": "๑๐ มิ.ย. ๗๐",
        "page": 1,
        "from": "body",
        "state": "sure",
    }
    return Deadline.model_validate(base | fields)


def circular(*deadlines: Deadline) -> Circular:
    return Circular(
        source=Source(name="a.pdf", sha256="0" * 64, pages=1, pages_by=["text_layer"]),
        kind=Reading(value="external"),
        date=Reading(value="2027-05-12", state="sure"),
        deadlines=list(deadlines),
    )


def events(*deadlines: Deadline) -> list[Any]:
    return list(Calendar.from_ical(deadlines_ics(circular(*deadlines))).walk("VEVENT"))


def test_a_last_day_is_a_whole_day_with_alarms_at_eight() -> None:
    """The event ends where the next day begins; the alarms ring 7 days and 1 day before, at 08:00 Bangkok."""
    (event,) = events(deadline(kind="until", end="2027-06-18", end_time="16:30"))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2027, 6, 18), date(2027, 6, 19))
    rings = [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
    assert rings == [datetime(2027, 6, d, 1, tzinfo=UTC) for d in (11, 17)]


def test_hours_on_one_day_make_a_timed_event_in_bangkok() -> None:
    """08:30 to 16:30 in Bangkok is 01:30 to 09:30 UTC."""
    (event,) = events(
        deadline(kind="day", start="2027-06-10", end="2027-06-10", start_time="08:30", end_time="16:30")
    )
    assert event.decoded("dtstart").astimezone(UTC) == datetime(2027, 6, 10, 1, 30, tzinfo=UTC)
    assert event.decoded("dtend").astimezone(UTC) == datetime(2027, 6, 10, 9, 30, tzinfo=UTC)


def test_what_is_not_settled_stays_out_and_is_named() -> None:
    """Doubtful and relative deadlines are no events; open_deadlines lists them."""
    doubtful = deadline(kind="day", start="2027-06-10", end="2027-06-10", state="doubtful")
    relative = deadline(id="d2", kind="relative", rule={"days": 7})
    assert events(doubtful, relative) == []
    assert [d.id for d in open_deadlines(circular(doubtful, relative))] == ["d1", "d2"]


def test_a_corrected_date_keeps_its_uid() -> None:
    """The same duty on another day moves in the calendar; equal duties stay apart."""
    before = events(deadline(kind="until", end="2027-06-18"))
    after = events(
        deadline(kind="until", end="2027-06-21"), deadline(id="d2", kind="until", end="2027-11-10")
    )
    assert before[0]["uid"] == after[0]["uid"] != after[1]["uid"]


def test_same_input_same_bytes() -> None:
    """No clock goes in."""
    one = circular(deadline(kind="from", start="2027-06-18"))
    assert deadlines_ics(one) == deadlines_ics(one)
