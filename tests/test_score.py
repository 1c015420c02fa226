"""The score says of each expected thing whether it was right, flagged, or silently wrong."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from api.score import score_circular, silent_errors
from api.score_report import FileScore, as_json, samples_in, table_text
from api.score_rules import equal, folded


def reading(value: Any, state: str = "sure", **more: Any) -> dict[str, Any]:
    return {"value": value, "text": str(value or ""), "page": 1, "box": None, "state": state, **more}


def deadline(number: int, action: str, start: str | None, end: str | None, **more: Any) -> dict[str, Any]:
    base = {"id": f"d{number}", "action": action, "actors": ["school"], "kind": "window", "start": start}
    base |= {"end": end, "start_time": None, "end_time": None, "text": f"{start} - {end}", "page": 1}
    return {**base, "state": "sure", "doubts": [], **more}


def wanted(action: str, start: str | None, end: str | None, **more: Any) -> dict[str, Any]:
    return {
        "start": start,
        "end": end,
        "start_time": None,
        "end_time": None,
        "action_contains": action,
        **more,
    }


def outcomes(expected: dict[str, Any], circular: dict[str, Any]) -> dict[str, str]:
    return {item.path: item.outcome for item in score_circular(expected, circular)}


@pytest.mark.parametrize(
    ("want", "got", "outcome"),
    [
        ("ศธ 04999/ว7", reading("ศธ 04999/ว7"), "right"),
        ("ศธ 04999/ว7", reading("ศธ 04999/ว1"), "wrong"),
        ("ศธ 04999/ว7", reading("ศธ 04999/ว7", "doubtful"), "flagged"),
        ("ศธ 04999/ว7", reading(None, "missing"), "flagged"),
        ("ศธ 04999/ว7", None, "wrong"),
        (None, None, "right"),
        (None, reading("ศธ 1", "doubtful"), "flagged"),
        (None, reading(None, "missing"), "flagged"),
        (None, reading("ศธ 1"), "wrong"),
    ],
)
def test_each_outcome_of_a_field(want: Any, got: Any, outcome: str) -> None:
    """A field is right, flagged or wrong by its state and value, null counting as a claim."""
    assert outcomes({"number": want}, {"number": got}) == {"number": outcome}


def test_absent_keys_are_not_scored() -> None:
    """What the expected file does not settle is no item."""
    assert score_circular({"rendered": {"pages": 2}}, {"number": reading("x")}) == []


@pytest.mark.parametrize(
    ("got", "outcome"),
    [(reading("1"), "wrong"), (reading("1", "doubtful"), "flagged"), (None, "wrong")],
)
def test_unreadable_demands_a_flag(got: Any, outcome: str) -> None:
    """Where no careful person vouches for a value, only doubtful or missing is honest."""
    expected = {"unreadable": ["received.0.number"]}

    assert outcomes(expected, {"received": [{"number": got}]}) == {"received.0.number": outcome}


def test_group_expected_null_is_wrong_when_anything_in_it_is_sure() -> None:
    """A letter without a signatory must not get one."""
    sure = {"signatory": {"name": reading("นายสมมุติ ใจดี"), "position": None, "acting_for": None}}

    assert outcomes({"signatory": None}, sure) == {"signatory": "wrong"}
    assert outcomes({"signatory": None}, {"signatory": None}) == {"signatory": "right"}


def test_received_stamps_pair_by_position() -> None:
    """The second stamp is compared with the second, and a stamp that was not found is wrong throughout."""
    expected = {"received": [{"number": "1"}, {"number": "2", "time": None}]}

    assert outcomes(expected, {"received": [{"number": reading("2")}]}) == {
        "received.0.number": "wrong",
        "received.1.number": "wrong",
        "received.1.time": "right",
    }


def test_lists_pair_by_best_text() -> None:
    """Attachments in another order are right, a wrong quantity is wrong, a lost one is wrong."""
    expected = {
        "attachments": [
            {"value": "ปฏิทินการส่งข้อมูล", "quantity": 1, "unit": "ชุด"},
            {"value": "แบบสำรวจ", "quantity": 2, "unit": "ฉบับ"},
            {"value": "คู่มือ", "quantity": None, "unit": None},
        ]
    }
    found = [
        reading("แบบสำรวจ", quantity=1, unit="ฉบับ"),
        reading("ปฏิทินการส่งข้อมูล", quantity=1, unit="ชุด"),
    ]

    assert outcomes(expected, {"attachments": found}) == {
        "attachments.0": "right",
        "attachments.1": "wrong",
        "attachments.2": "wrong",
    }


def test_a_missing_reading_flags_a_list_item_without_a_pair() -> None:
    """A label without a value is the honest answer for an attachment that could not be read."""
    found = [reading(None, "missing", quantity=None, unit=None)]

    assert outcomes({"attachments": [{"value": "คู่มือ"}]}, {"attachments": found}) == {
        "attachments.0": "flagged"
    }


def test_an_empty_list_is_right_only_when_nothing_sure_stands_there() -> None:
    """A document without references must get none."""
    assert outcomes({"references": []}, {"references": []}) == {"references": "right"}
    assert outcomes({"references": []}, {"references": [reading("หนังสือ")]}) == {"references": "wrong"}


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        ([deadline(1, "ส่งรายงานผล", None, "2024-06-10")], "right"),
        ([deadline(1, "ส่งรายงานผล", None, "2024-06-10", state="doubtful")], "flagged"),
        ([deadline(1, "ส่งรายงานผล", None, "2024-06-11")], "wrong"),
        ([deadline(1, "ส่งรายงานผล", None, "2024-06-11", state="doubtful")], "flagged"),
        ([deadline(1, "ส่งรายงานผล", None, "2024-06-10", end_time="16:30")], "wrong"),
        ([deadline(1, "อบรมครู", None, "2024-06-10")], "lost"),
        ([], "lost"),
    ],
)
def test_each_outcome_of_a_deadline(found: list[Any], outcome: str) -> None:
    """Dates, times and words must all agree; the words alone make a wrong one, no words a lost one."""
    expected = {"deadlines": [wanted("รายงานผล", None, "2024-06-10")]}

    assert outcomes(expected, {"deadlines": found})["deadlines.0"] == outcome


def test_equal_deadlines_are_paired_before_look_alikes() -> None:
    """A look-alike with another date does not take the place of the equal one, whatever the order."""
    expected = {
        "deadlines": [
            wanted("ประชุม", "2024-06-01", "2024-06-01"),
            wanted("ประชุม", "2024-07-01", "2024-07-01"),
        ]
    }
    found = [
        deadline(1, "ประชุม", "2024-07-01", "2024-07-01"),
        deadline(2, "ประชุม", "2024-06-01", "2024-06-01"),
    ]

    assert outcomes(expected, {"deadlines": found}) == {"deadlines.0": "right", "deadlines.1": "right"}


def test_pairing_is_the_largest_one() -> None:
    """Two duties of one day: the more general wording does not rob the other of its only partner."""
    day = ("2024-06-01", "2024-06-01")
    expected = {"deadlines": [wanted("ประชุม", *day), wanted("ประชุมใหญ่", *day)]}
    found = [deadline(1, "ประชุมใหญ่", *day), deadline(2, "ประชุมย่อย", *day)]

    assert Counter(outcomes(expected, {"deadlines": found}).values()) == {"right": 2}


def test_also_accepted_is_as_good() -> None:
    """Another value named as equally good makes the deadline right."""
    want = wanted("แจ้ง", "2026-03-01", "2026-03-31", also_accepted=[{"start": None}])

    found = deadline(1, "แจ้งผล", None, "2026-03-31")

    assert outcomes({"deadlines": [want]}, {"deadlines": [found]}) == {"deadlines.0": "right"}


def test_a_repetition_is_right_once_or_twice() -> None:
    """Finding the duty at its other place counts, and finding both invents nothing."""
    want = wanted("สมัคร", None, "2026-03-31", also_at=[{"page": 7, "action_contains": "หมดเขต"}])
    expected = {"deadlines": [want], "deadlines_complete": True}
    there = deadline(1, "หมดเขตรับใบ", None, "2026-03-31")

    assert outcomes(expected, {"deadlines": [there]}) == {"deadlines.0": "right"}
    both = {"deadlines": [there, deadline(2, "สมัครเข้าร่วม", None, "2026-03-31")]}
    assert outcomes(expected, both) == {"deadlines.0": "right"}


def test_invented_only_where_the_list_is_complete_and_the_find_is_sure() -> None:
    """A left-over is invented unless doubtful, neutral, or the list does not claim to be complete."""
    extra = deadline(1, "อบรมครู", "2024-06-01", "2024-06-02")
    complete = {"deadlines": [], "deadlines_complete": True}

    assert outcomes(complete, {"deadlines": [extra]}) == {"found.d1": "invented"}
    assert outcomes(complete, {"deadlines": [{**extra, "state": "doubtful"}]}) == {}
    assert outcomes({"deadlines": []}, {"deadlines": [extra]}) == {}
    neutral = {**complete, "neutral": [wanted("อบรม", "2024-06-01", "2024-06-02")]}
    assert outcomes(neutral, {"deadlines": [extra]}) == {}


def test_a_printed_date_that_is_no_deadline_is_always_invented() -> None:
    """Even where the list is not complete."""
    expected = {"deadlines": [], "not_deadlines": ["๑๒ เมษายน ๒๕๕๓"]}
    found = deadline(1, "ประกาศ", "2010-04-12", "2010-04-12", text="ณ วันที่ 12 เมษายน 2553")

    assert outcomes(expected, {"deadlines": [found]}) == {"found.d1": "invented"}


@pytest.mark.parametrize(("code", "outcome"), [("unread_page", "flagged"), ("weekend_date", "lost")])
def test_a_lost_deadline_on_a_doubted_page_is_flagged(code: str, outcome: str) -> None:
    """A page that says it could not be read hides nothing silently."""
    expected = {"deadlines": [wanted("ส่ง", None, "2024-06-10", page=3)]}
    doubts = [{"id": "b1", "code": code, "field": None, "page": 3}]

    assert outcomes(expected, {"deadlines": [], "doubts": doubts}) == {"deadlines.0": outcome}


def test_kind_and_actors_are_rows_of_their_own() -> None:
    """They are scored of a paired deadline and are no silent errors of it."""
    want = wanted("ส่ง", None, "2024-06-10", kind="until", actors=["district", "school"])
    got = deadline(1, "ส่งแบบ", None, "2024-06-10", kind="day", actors=["school", "district"])

    items = score_circular({"deadlines": [want]}, {"deadlines": [got]})

    assert {i.path: i.outcome for i in items} == {
        "deadlines.0": "right",
        "deadlines.0.kind": "wrong",
        "deadlines.0.actors": "right",
    }
    assert silent_errors(items) == (0, 1)


@pytest.mark.parametrize(("field", "outcome"), [("deadlines.d1.start", "right"), ("number", "lost")])
def test_a_conflict_must_be_doubted(field: str, outcome: str) -> None:
    """Some doubt names the deadline that another place contradicts."""
    expected = {
        "deadlines": [wanted("ประชุม", None, "2024-06-10")],
        "conflicts": [{"page": 5, "text": "15 มิ.ย.", "against": "deadlines.0"}],
    }
    got = deadline(1, "ประชุม", None, "2024-06-10")
    doubts = [{"id": "b1", "code": "dates_disagree", "field": field, "page": 5}]

    items = score_circular(expected, {"deadlines": [got], "doubts": doubts})

    assert [i.outcome for i in items if i.row == "conflicts"] == [outcome]


def test_expected_doubts_are_counted_by_code() -> None:
    """A code that was not raised stands as lost in the row `doubts`."""
    expected = {"doubts_expected": ["ticks_disagree", "weekend_date"]}
    doubts = [{"id": "b1", "code": "ticks_disagree", "field": None, "page": 1}]

    assert outcomes(expected, {"doubts": doubts}) == {
        "doubts.ticks_disagree": "right",
        "doubts.weekend_date": "lost",
    }


def test_handwritten_is_scored_apart() -> None:
    """What is written by hand appears in the table but not in the last line."""
    expected = {"number": "1", "date": "2024-05-25", "handwritten": ["number"]}
    items = score_circular(expected, {"number": reading("2"), "date": reading("2024-05-25")})

    lines = table_text([FileScore("a.pdf", items)]).splitlines()

    assert lines[-1] == "silent: 0 of 1"
    assert lines[-2].split() == ["(counted)", "1", "1", "0", "0", "0", "0"]
    assert lines[-3].split() == ["number", "(handwritten)", "1", "0", "0", "1", "0", "0"]


@pytest.mark.parametrize(
    ("row", "want", "got", "same"),
    [
        ("subject", "การส่ง “ข้อมูล” ๑ - ๒", "การส่ง“ข้อมูล”1–2", True),
        ("subject", "เด็ก ๆ", "เด็กๆ", True),
        ("contact.phone", "๐ ๒๒๘๘-๕๐๐๐", "0 2288 5000", True),
        ("subject", "ก" * 100, "ก" * 98 + "ขข", True),
        ("subject", "ก" * 100, "ก" * 97 + "ขขข", False),
        ("subject", "ก" * 24, "ก" * 23 + "ข", False),
        ("number", "ศธ 04999/ว1", "ศธ 04999/ ว1", False),
        ("received.number", "123", "1 23", False),
        ("received.date", "2024-05-25", "2024-05-26", False),
    ],
)
def test_equality(row: str, want: str, got: str, same: bool) -> None:
    """Numbers and dates exactly; other text folded, with 2 % misread characters forgiven from 25 up."""
    assert equal(row, want, got) is same


def test_folding_keeps_sara_am() -> None:
    """NFC leaves ำ whole, so that a split one differs."""
    assert folded("คำ") == "คำ" != folded("คํา")


def test_json_holds_the_same_counts() -> None:
    """`--json` gives rows, files and the two figures of the last line."""
    items = score_circular({"number": "1"}, {"number": reading("2")})

    report = json.loads(json.dumps(as_json([FileScore("a.pdf", items)])))

    assert (report["silent"], report["of"]) == (1, 1)
    assert report["rows"]["number"]["wrong"] == 1
    assert report["files"][0]["items"][0]["path"] == "number"


def test_only_readable_files_with_an_expected_file_are_samples(tmp_path: Path) -> None:
    """Notes and files without an expected file are left out; `--only` narrows by name."""
    for name in (
        "a.pdf",
        "a.expected.json",
        "b.jpg",
        "b.expected.json",
        "c.pdf",
        "note.md",
        "note.expected.json",
    ):
        (tmp_path / name).write_bytes(b"{}")

    assert [path.name for path in samples_in(tmp_path)] == ["a.pdf", "b.jpg"]
    assert [path.name for path in samples_in(tmp_path, "b")] == ["b.jpg"]
