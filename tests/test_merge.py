"""The same duty in letter and calendar is one deadline with both places; contradictions are named."""

from __future__ import annotations

from typing import Any

from extract.calendar_table import CalendarReading
from extract.doubt_catalogue import doubt
from extract.merge import likeness, merge
from extract.models import Calendar, CalendarRow, Deadline, TextReading
from ingest.document import Box

ACTION = "ส่งแบบสำรวจหนังสือในห้องสมุดที่ลงนามแล้ว"


def made(name: str, origin: str = "calendar", **changes: Any) -> Deadline:
    """A deadline of 10 June 2027; the calendar is on page 2, the letter on page 1."""
    values: dict[str, Any] = {
        "id": name,
        "action": ACTION,
        "actors": ["school"] if origin == "calendar" else [],
        "kind": "until",
        "end": "2027-06-10",
        "from": origin,
        "text": "ภายในวันที่ 10 มิถุนายน 2570",
        "page": 2 if origin == "calendar" else 1,
        "box": (100.0, 200.0, 200.0, 214.0),
        "state": "sure",
    }
    return Deadline.model_validate({**values, **changes})


def calendar_of(*deadlines: Deadline, **more: Any) -> CalendarReading:
    """A calendar with a row for each of them."""
    rows = [
        CalendarRow(action=TextReading(value=d.action, text=d.action), deadlines=[d.id]) for d in deadlines
    ]
    return CalendarReading([Calendar(page=2, rows=rows)], list(deadlines), **more)


def test_letter_and_calendar_are_one() -> None:
    """Both places are kept, the letter's comes first, and the calendar's row names the merged deadline."""
    row = made("c1", item="3", phase="ระยะที่ 1")
    said = made("p1", "body", action=f"ในการนี้ ขอให้โรงเรียน{ACTION} ไปยังสำนักงาน", end_time="16:30")
    merged = merge(calendar_of(row), [said])

    [one] = merged.deadlines
    assert (one.id, one.page, one.item, one.phase, one.actors) == ("d1", 1, "3", "ระยะที่ 1", ["school"])
    assert one.end_time == "16:30"
    assert [place.page for place in one.also_at] == [2]
    assert merged.calendars[0].rows[0].deadlines == ["d1"]
    assert merged.doubts == []


def test_a_sure_place_confirms_a_doubtful_one() -> None:
    """A date that lies under a stamp in the letter is sure when the calendar prints it again."""
    merged = merge(calendar_of(made("c1")), [made("p1", "body", state="doubtful")])

    assert [d.state for d in merged.deadlines] == ["sure"]


def test_rows_of_one_calendar_stay_apart() -> None:
    """Two rows with the same days are two duties, however alike they read."""
    rows = [made("c1", action="ยืนยันข้อมูลหนังสือ"), made("c2", action="รับรองข้อมูลหนังสือ")]

    assert [d.id for d in merge(calendar_of(*rows), []).deadlines] == ["d1", "d2"]


def test_a_window_and_its_end_are_one() -> None:
    """The letter names only the last day of a time that the calendar gives whole."""
    row = made("c1", kind="window", start="2027-05-17")
    [one] = merge(calendar_of(row), [made("p1", "body")]).deadlines

    assert (one.kind, one.start, one.end) == ("window", "2027-05-17", "2027-06-10")


def test_other_days_for_the_same_duty_are_a_contradiction() -> None:
    """Both stay, and a doubt names each with the other."""
    merged = merge(calendar_of(made("c1")), [made("p1", "body", end="2027-06-15", text="15 มิถุนายน 2570")])

    assert [d.end for d in merged.deadlines] == ["2027-06-15", "2027-06-10"]
    assert [(d.code, d.field) for d in merged.doubts] == [
        ("calendar_disagrees", "deadlines.d1"),
        ("calendar_disagrees", "deadlines.d2"),
    ]


def test_other_duties_on_other_days_are_none() -> None:
    """What merely stands in the same circular contradicts nothing."""
    other = made("p1", "body", action="ประชุมชี้แจงผู้รับผิดชอบทางไกล", end="2027-06-15")

    assert merge(calendar_of(made("c1")), [other]).doubts == []


def test_lines_of_a_calendar_are_not_read_twice() -> None:
    """A date found in the prose of a calendar's own lines is dropped, with the doubts about it."""
    reading = calendar_of(made("c1"), regions=((2, Box(50, 50, 500, 500)),))
    again = made("p1", "body", page=2, action="กำหนดการ", kind="day", start="2027-06-10")
    merged = merge(reading, [again], [doubt("low_confidence", field="deadlines.p1")])

    assert len(merged.deadlines) == 1
    assert merged.doubts == []


def test_a_programme_belongs_to_the_event_of_the_letter() -> None:
    """The event is the letter's; days that differ from it are a contradiction."""
    event = made("p1", "body", kind="event", start="2027-07-25", end="2027-07-28", action="ประชุมคณะทำงาน")
    hours = made(
        "c1", kind="event", start="2027-07-25", end="2027-07-28", action="ตารางการประชุม", state="doubtful"
    )
    other = hours.model_copy(update={"start": "2027-07-24"})

    agreed = merge(calendar_of(hours, programmes=frozenset({"c1"})), [event])
    differing = merge(calendar_of(other, programmes=frozenset({"c1"})), [event])

    assert [(d.page, d.state) for d in agreed.deadlines] == [(1, "sure")]
    assert [place.page for place in agreed.deadlines[0].also_at] == [2]
    assert {d.code for d in differing.doubts} == {"calendar_disagrees"}


def test_deadlines_are_numbered_in_reading_order() -> None:
    """d1 is the first one on the first page."""
    rows = [made("c1", action="หนึ่งสองสามสี่ห้าหก"), made("c2", action="เจ็ดแปดเก้าสิบ", end="2027-07-01")]
    said = made("p1", "body", action="ตอบแบบตอบรับทางไปรษณีย์", end="2027-05-30")
    merged = merge(calendar_of(*rows), [said])

    assert [(d.id, d.end) for d in merged.deadlines] == [
        ("d1", "2027-05-30"),
        ("d2", "2027-06-10"),
        ("d3", "2027-07-01"),
    ]


def test_likeness_ignores_blanks_and_filler() -> None:
    """The shorter action is looked for in the longer one."""
    assert likeness("ส่งแบบ สำรวจหนังสือ", "ให้โรงเรียนดำเนินการส่งแบบสำรวจหนังสือโดยพร้อมเพรียง") == 100
    assert likeness("รายงานผลการแข่งขันกีฬา", "สำรวจหนังสือในห้องสมุด") < 45


def test_an_event_with_two_first_days_is_a_contradiction() -> None:
    """The letter says 25 to 28 July, a heading of its attachment 15 to 28: a person must ask."""
    action = "ประชุมคณะทำงานห้องสมุด"
    letter = made("p1", "body", kind="event", start="2027-07-25", end="2027-07-28", action=action)
    heading = letter.model_copy(update={"id": "p2", "page": 3, "start": "2027-07-15"})
    group = letter.model_copy(update={"id": "p2", "page": 3, "start": "2027-07-26", "end": "2027-07-27"})

    assert {d.field for d in merge(CalendarReading(), [letter, heading]).doubts} == {
        "deadlines.d1",
        "deadlines.d2",
    }
    assert merge(CalendarReading(), [letter, group]).doubts == []
