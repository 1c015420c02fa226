"""Whatever people do in a review: the Circular stays one, and taking all back gives the machine's reading."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from api.changes import AnyChange
from api.corrections import correct, settle_all
from api.open_items import open_items
from api.problems import Problem
from api.review_draft import Draft
from api.review_parts import difference, parts_of, put_back, whole_of
from extract.schema import circular_schema
from tests.test_reviewing import sample

CHANGE: TypeAdapter[AnyChange] = TypeAdapter(AnyChange)
SCHEMA = Draft202012Validator(json.loads(circular_schema()))
BY = {"by": "สมศรี", "at": "2026-11-25T03:00:00+00:00"}

ids = st.sampled_from(["d1", "d2", "d3", "d4", "d5"])
words = st.sampled_from(["ส่งแบบรายงาน", "บันทึกข้อมูล ๒๕๗๐", "ก"])
days = st.dates().map(str) | st.sampled_from(["2027-06-10", "2027-06-19", "2072-06-10"])
paths = st.sampled_from(
    [
        "number", "date", "subject", "kind", "urgency", "issuer", "signatory.name", "contact.fax",
        "references.0", "references.1", "references.2", "attachments.0", "body.0", "body.2",
        "deadlines.d1", "deadlines.d2", "received.0.date", "nothing",
    ]
)  # fmt: skip
fields = st.fixed_dictionaries(
    {},
    optional={
        "action": words,
        "kind": st.sampled_from(["until", "window", "day", "from", "month", "event", "relative", "undated"]),
        "start": days,
        "end": days | st.none(),
        "end_time": st.sampled_from(["08:30", "16:30"]) | st.none(),
        "actors": st.lists(st.sampled_from(["school", "district", "other:กลุ่มแผน"])),
        "rule": st.just({"days": 7, "working_days": True, "from": "วันที่ได้รับ"}) | st.none(),
    },
)
parts = st.lists(fields, min_size=2, max_size=3)
changes = st.one_of(
    st.builds(lambda path, value: {"op": "set", "path": path, "value": value}, paths, words | days),
    st.builds(lambda op, path: {"op": op, "path": path}, st.sampled_from(["confirm", "absent"]), paths),
    st.builds(lambda value: {"op": "add", "field": "references", "value": value}, words),
    st.builds(lambda given, name: {"op": "edit_deadline", "id": name, **given}, fields, ids),
    st.builds(lambda given: {"op": "add_deadline", "action": "ส่ง", "kind": "undated", **given}, fields),
    st.builds(lambda name: {"op": "delete_deadline", "id": name}, ids),
    st.builds(lambda name, into: {"op": "split_deadline", "id": name, "into": into}, ids, parts),
    st.builds(lambda some: {"op": "merge_deadlines", "ids": some}, st.lists(ids, min_size=2, max_size=3)),
    st.just({"op": "confirm_sure"}),
    st.builds(lambda number: {"op": "settle", "doubt": f"b{number}"}, st.integers(1, 9)),
)  # fmt: skip


def carried_out(circular: dict[str, Any], checked: dict[str, Any], change: dict[str, Any]) -> Draft | None:
    """The draft after the change; None where it is refused."""
    draft = Draft.of(circular, checked, BY)
    try:
        correct(draft, [CHANGE.validate_python(change)])
    except Problem as refusal:
        assert any("ก" <= ch <= "๛" for ch in refusal.detail)
        return None
    return draft


@settings(max_examples=150, deadline=None)
@given(st.lists(changes, max_size=12))
def test_any_review_can_be_taken_back(asked: list[dict[str, Any]]) -> None:
    """Valid after each step; the machine's reading once all is undone; nothing open once all is settled."""
    reading = sample()
    circular, checked, steps = reading, {}, []
    for change in asked:
        draft = carried_out(circular, checked, change)
        if draft is None:
            continue
        SCHEMA.validate(draft.json)
        assert references_are_whole(draft.json)
        before, after = parts_of(circular, checked), parts_of(draft.json, draft.checked)
        old, new = difference(before, after)
        assert whole_of(put_back(before, new)) == (draft.json, draft.checked)
        steps.append(old)
        circular, checked = draft.json, draft.checked

    settled_or_refused(circular, checked)
    for old in reversed(steps):
        circular, checked = whole_of(put_back(parts_of(circular, checked), old))
    assert (circular, checked) == (reading, {})


def settled_or_refused(circular: dict[str, Any], checked: dict[str, Any]) -> None:
    draft = Draft.of(circular, checked, BY)
    try:
        settle_all(draft)
    except Problem:
        return
    SCHEMA.validate(draft.json)
    assert open_items(draft.json) == []


def references_are_whole(circular: dict[str, Any]) -> bool:
    """Ids are given once, and what is named is there."""
    names = [one["id"] for one in circular["deadlines"]]
    doubts = [one["id"] for one in circular["doubts"]]
    rows = [
        name for calendar in circular["calendars"] for row in calendar["rows"] for name in row["deadlines"]
    ]
    told = [name for one in circular["deadlines"] for name in one["doubts"]]
    about = [
        one["field"].partition(".")[2]
        for one in circular["doubts"]
        if (one["field"] or "").startswith("deadlines.")
    ]
    return (
        len(set(names)) == len(names)
        and len(set(doubts)) == len(doubts)
        and set(rows) <= set(names)
        and set(told) <= set(doubts)
        and set(about) <= set(names)
    )
