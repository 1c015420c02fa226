"""A review changes a circular step by step, keeps what the machine read, and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import TypeAdapter

from api import documents, reviewing, search
from api.changes import AnyChange
from api.database import now
from api.open_items import open_items
from api.problems import Problem
from api.reviewing import Conflict, Review
from api.tables import deadlines as deadline_rows
from api.tables import documents as table
from extract.models import Calendar, CalendarRow, Doubt, Received
from tests.circulars import circular, deadline, doubtful, sure

DISTRICT, DOCUMENT = documents.DEFAULT_DISTRICT, "d" * 32
SOMSRI, PRASERT = "user:somsri สมศรี", "user:prasert ประเสริฐ"
CHANGES: TypeAdapter[list[AnyChange]] = TypeAdapter(list[AnyChange])


def sample(**changes: Any) -> dict[str, Any]:
    """A letter with a doubtful number, no fax, and two doubtful deadlines."""
    doubts = [
        Doubt(id="b1", code="low_confidence", severity="note", field="number", message="อ่านเลขที่ไม่ชัด", page=1),
        Doubt(id="b2", code="low_confidence", severity="note", field="deadlines.d2", message="ไม่ชัด", page=2),
        Doubt(id="b3", code="unread_page", severity="error", message="อ่านหน้า 2 ไม่ได้", page=2),
    ]
    unsure = {"state": "doubtful", "confidence": 0.5}
    values: dict[str, Any] = {
        "number": doubtful("ศธ 04999/ว872"),
        "references": [sure("หนังสือ ก"), doubtful("หนังสือ ข"), sure("หนังสือ ค")],
        "deadlines": [deadline(1), deadline(2, **unsure, doubts=["b2"]), deadline(3, **unsure)],
        "doubts": doubts,
        "calendars": [
            Calendar(
                page=2,
                rows=[
                    CalendarRow(action=sure("บันทึก", 2), deadlines=["d1", "d2"]),
                    CalendarRow(action=sure("ส่ง", 2), deadlines=["d3"]),
                ],
            )
        ],
    }
    read = circular(**{**values, **changes})
    kept: dict[str, Any] = json.loads(read.to_json())
    return kept


def keep(connection: sa.Connection, read: dict[str, Any]) -> None:
    documents.ensure_district(connection, "เขต")
    values = {"id": DOCUMENT, "district_id": DISTRICT, "sha256": "0", "name": "a.pdf", "size": 1}
    connection.execute(
        table.insert().values(**values, media_type="application/pdf", status="reading", received_at=now())
    )
    documents.save_reading(connection, DOCUMENT, 1, read, 2)


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A database with one circular that waits for review, version 1."""
    with engine.begin() as connection:
        search.create_search_index(connection)
        keep(connection, sample())
    with engine.connect() as connection:
        yield connection


def do(connection: sa.Connection, *changes: dict[str, Any], by: str = SOMSRI) -> Review:
    """The changes on the version that stands."""
    version = seen(connection).row.version
    review = reviewing.change(
        connection, DISTRICT, DOCUMENT, version, CHANGES.validate_python(list(changes)), by
    )
    connection.commit()
    return review


def seen(connection: sa.Connection) -> Review:
    review = reviewing.load(connection, DISTRICT, DOCUMENT)
    assert review is not None
    return review


def of(review: Review, deadline_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in review.circular["deadlines"] if one["id"] == deadline_id)
    return found


def test_a_corrected_field_is_sure_and_the_reading_stays(connection: sa.Connection) -> None:
    """The new value in place, the machine's beside it, summary and search current, who said so kept."""
    review = do(connection, {"op": "set", "path": "number", "value": "ศธ ๐๔๙๙๙ / ว๘๑๒"})

    assert review.circular["number"]["value"] == "ศธ 04999/ว812"
    assert review.circular["number"]["text"] == "ศธ ๐๔๙๙๙/ว๘๑๒"
    assert review.circular["number"]["state"] == "sure"
    assert review.circular["number"]["box"] == review.reading["number"]["box"]
    assert review.reading == sample()
    assert review.row.number == "ศธ 04999/ว812"
    assert review.checked["number"]["how"] == "corrected"
    assert review.checked["number"]["by"] == "สมศรี"
    assert "b1" not in [doubt["id"] for doubt in review.circular["doubts"]]
    assert [row.id for row in search.search(connection, DISTRICT, "ว812")] == [DOCUMENT]
    assert search.search(connection, DISTRICT, "ว872") == []


def test_a_field_that_was_not_found_can_be_given(connection: sa.Connection) -> None:
    """Also inside a part that is null as a whole."""
    review = do(
        connection,
        {"op": "set", "path": "signatory.name", "value": "นางสาวสมมติ ใจดี"},
        {"op": "set", "path": "urgency", "value": "very_urgent"},
    )

    assert review.circular["signatory"]["name"]["value"] == "นางสาวสมมติ ใจดี"
    assert review.circular["urgency"]["text"] == "ด่วนมาก"
    assert review.row.version == 2


def test_confirming_settles_the_doubts(connection: sa.Connection) -> None:
    """A deadline that a person vouches for is sure; nothing is said against it any more."""
    review = do(connection, {"op": "confirm", "path": "deadlines.d2"})

    assert of(review, "d2")["state"] == "sure"
    assert of(review, "d2")["doubts"] == []
    assert review.checked["deadlines.d2"]["how"] == "confirmed"


def test_what_is_not_there_goes(connection: sa.Connection) -> None:
    """From a list it is taken out, and the marks of the others move with them."""
    do(connection, {"op": "confirm", "path": "references.2"})

    review = do(connection, {"op": "absent", "path": "references.1"}, {"op": "absent", "path": "number"})

    assert [one["value"] for one in review.circular["references"]] == ["หนังสือ ก", "หนังสือ ค"]
    assert review.checked["references.1"]["how"] == "confirmed"
    assert "references.2" not in review.checked
    assert review.circular["number"] is None


def test_a_whole_stamp_can_go(connection: sa.Connection) -> None:
    """What was taken for a received stamp was none."""
    with connection.begin_nested():
        stamped = sample(received=[Received(office=sure("กลุ่มอำนวยการ")), Received(office=sure("ข"))])
        connection.execute(table.update().values(circular=stamped, reading=stamped))
    connection.commit()

    review = do(connection, {"op": "absent", "path": "received.0"})

    assert [one["office"]["value"] for one in review.circular["received"]] == ["ข"]


def test_deadlines_are_edited_added_and_deleted(connection: sa.Connection) -> None:
    """Days follow the kind; a new one gets an id that never was."""
    edited = do(connection, {"op": "edit_deadline", "id": "d1", "kind": "day", "end": "2027-06-17"})
    assert (of(edited, "d1")["start"], of(edited, "d1")["end"]) == ("2027-06-17", "2027-06-17")

    added = do(
        connection,
        {"op": "add_deadline", "action": "ส่งแบบรายงาน", "kind": "month", "end": "2027-07-09", "page": 2},
    )
    assert (of(added, "d4")["start"], of(added, "d4")["end"]) == ("2027-07-01", "2027-07-31")
    assert added.checked["deadlines.d4"]["how"] == "added"

    gone = do(connection, {"op": "delete_deadline", "id": "d4"})
    assert [one["id"] for one in gone.circular["deadlines"]] == ["d1", "d2", "d3"]
    again = do(connection, {"op": "add_deadline", "action": "ส่ง", "kind": "undated"})
    assert again.circular["deadlines"][-1]["id"] == "d5"


def test_deadlines_are_split_and_merged(connection: sa.Connection) -> None:
    """Parts stand where the whole stood; several together keep the earliest end, and all places."""
    split = do(
        connection,
        {
            "op": "split_deadline",
            "id": "d1",
            "into": [{"action": "ขั้นแรก", "end": "2027-06-01"}, {"action": "ขั้นสอง"}],
        },
    )
    assert [(one["id"], one["action"]) for one in split.circular["deadlines"]][:2] == [
        ("d1", "ขั้นแรก"),
        ("d4", "ขั้นสอง"),
    ]
    assert of(split, "d4")["end"] == "2027-06-18"

    merged = do(connection, {"op": "merge_deadlines", "ids": ["d1", "d4", "d2"]})
    assert [one["id"] for one in merged.circular["deadlines"]] == ["d1", "d3"]
    one = of(merged, "d1")
    assert (one["kind"], one["start"], one["end"]) == ("until", None, "2027-06-01")
    assert len(one["also_at"]) == 2
    assert "b2" not in [doubt["id"] for doubt in merged.circular["doubts"]]


REFUSED: list[dict[str, Any]] = [
    {"op": "edit_deadline", "id": "d1", "kind": "window", "start": "2027-07-01", "end": "2027-06-01"},
    {"op": "edit_deadline", "id": "d1", "kind": "until", "start": "2027-06-01", "end": "2027-06-02"},
    {"op": "edit_deadline", "id": "d1", "kind": "window"},
    {"op": "edit_deadline", "id": "d1", "kind": "relative"},
    {"op": "add_deadline", "action": "ส่ง", "kind": "until"},
    {"op": "add_deadline", "action": "ส่ง", "kind": "undated", "page": 9},
    {"op": "absent", "path": "kind"},
    {"op": "set", "path": "date", "value": "10 มิ.ย."},
    {"op": "set", "path": "source.name", "value": "x"},
    {"op": "set", "path": "references.9", "value": "x"},
    {"op": "set", "path": "kind", "value": "letter"},
    {"op": "confirm", "path": "deadlines.d9"},
    {"op": "settle", "doubt": "b9"},
]


def test_what_cannot_be_is_refused_in_thai(connection: sa.Connection) -> None:
    """Nothing of it is kept, nor of what came with it."""
    for change in REFUSED:
        with pytest.raises(Problem, match=r"[ก-๛]"):
            do(connection, {"op": "confirm", "path": "subject"}, change)
        connection.rollback()

    assert seen(connection).row.version == 1
    assert seen(connection).checked == {}


def test_a_slip_of_the_pen_is_doubted(connection: sa.Connection) -> None:
    """A day in a year far away, or a Sunday, comes up as a doubt; confirming it settles that."""
    slipped = do(connection, {"op": "edit_deadline", "id": "d1", "end": "2072-06-19"})
    codes = {doubt["code"] for doubt in slipped.circular["doubts"] if doubt["field"] == "deadlines.d1"}
    assert codes == {"implausible_year", "weekend_date"}
    assert of(slipped, "d1")["state"] == "doubtful"

    meant = do(connection, {"op": "confirm", "path": "deadlines.d1"})
    assert of(meant, "d1")["state"] == "sure"
    assert not [doubt for doubt in meant.circular["doubts"] if doubt["field"] == "deadlines.d1"]


def test_a_doubt_that_a_correction_removes_goes(connection: sa.Connection) -> None:
    """The letter's date put right, the deadline is not before it any more."""
    late = do(connection, {"op": "set", "path": "date", "value": "2027-06-21"})
    assert "already_over" in {doubt["code"] for doubt in late.circular["doubts"]}

    right = do(connection, {"op": "set", "path": "date", "value": "2027-05-10"})
    assert "already_over" not in {doubt["code"] for doubt in right.circular["doubts"]}


def test_what_is_sure_is_confirmed_at_once(connection: sa.Connection) -> None:
    """Everything but what is in doubt; no value changes."""
    review = do(connection, {"op": "confirm_sure"})

    assert review.circular == review.reading
    assert {"subject", "deadlines.d1", "body.0"} <= set(review.checked)
    assert not {"number", "deadlines.d2", "deadlines.d3"} & set(review.checked)


def test_undo_goes_back_step_by_step(connection: sa.Connection) -> None:
    """The newest first, down to the machine's reading; what was undone is not undone twice."""
    do(connection, {"op": "set", "path": "number", "value": "ศธ 1/ว1"})
    do(connection, {"op": "delete_deadline", "id": "d2"})
    do(connection, {"op": "confirm", "path": "deadlines.d3"})
    do(connection, {"op": "settle", "doubt": "b3"})

    for version in (5, 6):
        reviewing.undo(connection, DISTRICT, DOCUMENT, version, PRASERT)
    assert of(seen(connection), "d3")["state"] == "doubtful"
    thrice = reviewing.undo(connection, DISTRICT, DOCUMENT, 7, PRASERT)
    assert [one["id"] for one in thrice.circular["deadlines"]] == ["d1", "d2", "d3"]
    assert thrice.circular["number"]["value"] == "ศธ 1/ว1"
    last = reviewing.undo(connection, DISTRICT, DOCUMENT, 8, PRASERT)
    assert last.circular == last.reading
    assert last.checked == {}
    assert last.row.number == "ศธ 04999/ว872"
    with pytest.raises(Problem, match="เลิกทำ"):
        reviewing.undo(connection, DISTRICT, DOCUMENT, 9, PRASERT)


def test_the_second_save_is_refused_and_told_why(connection: sa.Connection) -> None:
    """Who changed what to what, in Thai; the first one's change stands."""
    do(connection, {"op": "set", "path": "number", "value": "ศธ 04999/ว812"})

    late = CHANGES.validate_python([{"op": "set", "path": "number", "value": "ศธ 04999/ว813"}])
    with pytest.raises(Conflict) as refused:
        reviewing.change(connection, DISTRICT, DOCUMENT, 1, late, PRASERT)

    connection.rollback()
    assert "สมศรี แก้เลขที่หนังสือ เป็น “ศธ 04999/ว812” (เดิม “ศธ 04999/ว872”)" in refused.value.detail
    assert refused.value.version == 2
    assert seen(connection).circular["number"]["value"] == "ศธ 04999/ว812"


def test_of_two_at_once_one_wins(connection: sa.Connection) -> None:
    """Both save the same version at the same moment: one change, one refusal, nothing mixed."""
    ready, outcomes = Barrier(2), []

    def save(value: str) -> None:
        with connection.engine.connect() as own:
            ready.wait()
            try:
                changes = CHANGES.validate_python([{"op": "set", "path": "number", "value": value}])
                reviewing.change(own, DISTRICT, DOCUMENT, 1, changes, SOMSRI)
                own.commit()
                outcomes.append(value)
            except Conflict:
                outcomes.append("refused")

    threads = [Thread(target=save, args=(value,)) for value in ("ศธ 1/ว1", "ศธ 2/ว2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count("refused") == 1
    kept = next(value for value in outcomes if value != "refused")
    assert seen(connection).circular["number"]["value"] == kept
    assert seen(connection).row.version == 2


def test_confirming_wants_nothing_left_in_doubt(connection: sa.Connection) -> None:
    """Or the word of the person that the rest was looked at; then its deadlines are rows."""
    with pytest.raises(Problem, match="ยังมี 5 เรื่อง"):
        reviewing.confirm(connection, DISTRICT, DOCUMENT, 1, SOMSRI)
    connection.rollback()

    review = reviewing.confirm(connection, DISTRICT, DOCUMENT, 1, SOMSRI, rest_checked=True)
    connection.commit()

    assert open_items(review.circular) == []
    assert review.row.status == "confirmed"
    assert review.row.confirmed_by == SOMSRI
    rows = connection.execute(sa.select(deadline_rows).order_by(deadline_rows.c.deadline_id)).all()
    assert [(row.deadline_id, row.end) for row in rows] == [(f"d{n}", "2027-06-18") for n in (1, 2, 3)]
    with pytest.raises(Problem, match="ยืนยันแล้ว"):
        do(connection, {"op": "confirm", "path": "subject"})


def test_reopened_it_is_corrected_and_confirmed_anew(connection: sa.Connection) -> None:
    """The rows of its deadlines stay until then; undo reaches behind the confirmation."""
    reviewing.confirm(connection, DISTRICT, DOCUMENT, 1, SOMSRI, rest_checked=True)
    opened = reviewing.reopen(connection, DISTRICT, DOCUMENT, 3, SOMSRI)
    assert (opened.row.status, opened.row.confirmed_by) == ("review", None)
    connection.commit()

    do(connection, {"op": "delete_deadline", "id": "d1"})
    count = sa.select(sa.func.count()).select_from(deadline_rows)
    assert connection.execute(count).scalar() == 3
    reviewing.confirm(connection, DISTRICT, DOCUMENT, 5, SOMSRI)
    assert connection.execute(count).scalar() == 2

    reviewing.reopen(connection, DISTRICT, DOCUMENT, 6, SOMSRI)
    reviewing.undo(connection, DISTRICT, DOCUMENT, 7, SOMSRI)
    back = reviewing.undo(connection, DISTRICT, DOCUMENT, 8, SOMSRI)
    assert back.circular == back.reading


def test_reading_again_begins_a_new_review(connection: sa.Connection) -> None:
    """What was corrected in the old reading is not undone into the new one."""
    do(connection, {"op": "set", "path": "number", "value": "ศธ 1/ว1"})
    assert documents.read_again(connection, DISTRICT, DOCUMENT)
    documents.save_reading(connection, DOCUMENT, 2, sample(), 2)
    connection.commit()

    assert seen(connection).checked == {}
    assert reviewing.history(connection, DOCUMENT, 2) == []
    with pytest.raises(Problem, match="เลิกทำ"):
        reviewing.undo(connection, DISTRICT, DOCUMENT, seen(connection).row.version, SOMSRI)
    connection.rollback()
    with pytest.raises(Conflict, match="อ่านหนังสือฉบับนี้ใหม่"):
        reviewing.change(
            connection,
            DISTRICT,
            DOCUMENT,
            2,
            CHANGES.validate_python([{"op": "confirm", "path": "subject"}]),
            SOMSRI,
        )


def test_another_districts_circular_is_not_found(connection: sa.Connection) -> None:
    """Neither looked at nor changed."""
    deeds: list[Callable[[], Any]] = [
        lambda: reviewing.undo(connection, "e" * 32, DOCUMENT, 1, SOMSRI),
        lambda: reviewing.confirm(connection, "e" * 32, DOCUMENT, 1, SOMSRI, rest_checked=True),
    ]
    assert reviewing.load(connection, "e" * 32, DOCUMENT) is None
    for deed in deeds:
        with pytest.raises(Problem) as refused:
            deed()
        assert refused.value.status == 404
    assert seen(connection).row.version == 1
