"""The changes of a review carried out on a Circular JSON: pure, no database, no clock.

What the machine read is never touched here: it is kept apart (documents.reading). A value that a person gives
is sure, and then judged by the same rules as a printed one: if the rules have something against it, that is
a doubt like any other, which a second look settles.
"""

from __future__ import annotations

from api.changes import (
    AddDeadline,
    AddField,
    AnyChange,
    Confirm,
    ConfirmSure,
    DeleteDeadline,
    EditDeadline,
    MarkAbsent,
    MergeDeadlines,
    SetField,
    SettleDoubt,
    SplitDeadline,
)
from api.correct_deadlines import (
    add_deadline,
    confirm_deadline,
    delete_deadline,
    edit_deadline,
    merge_deadlines,
    split_deadline,
)
from api.correct_fields import add_field, confirm_field, mark_absent, readings_of, set_field
from api.problems import Problem
from api.review_draft import Draft, Json
from extract.doubt_catalogue import KINDS
from extract.models import Circular, Doubt
from extract.recheck import doubts_of_values


def correct(draft: Draft, changes: list[AnyChange]) -> None:
    """Carries out all, in their order. Raises Problem for one that cannot be, and then all are void."""
    before = _found(draft.json)
    for change in changes:
        _carry_out(draft, change)
    _judge_anew(draft, before)
    Circular.model_validate(draft.json)


def _carry_out(draft: Draft, change: AnyChange) -> None:
    match change:
        case SetField():
            set_field(draft, change)
        case Confirm():
            confirm(draft, change.path)
        case MarkAbsent():
            mark_absent(draft, change.path)
        case AddField():
            add_field(draft, change)
        case EditDeadline():
            edit_deadline(draft, change)
        case AddDeadline():
            add_deadline(draft, change)
        case DeleteDeadline():
            delete_deadline(draft, change.id)
        case SplitDeadline():
            split_deadline(draft, change)
        case MergeDeadlines():
            merge_deadlines(draft, change)
        case ConfirmSure():
            confirm_sure(draft)
        case SettleDoubt():
            settle(draft, change.doubt)


def confirm(draft: Draft, path: str) -> None:
    kind, _, name = path.partition(".")
    if kind == "deadlines":
        confirm_deadline(draft, name)
    else:
        confirm_field(draft, path)


def confirm_sure(draft: Draft) -> None:
    """Vouches for all that is sure and that no doubt speaks of, as far as nobody did yet."""
    doubted = {doubt["field"] for doubt in draft.json["doubts"]}
    items = [*readings_of(draft.json), *((f"deadlines.{one['id']}", one) for one in draft.json["deadlines"])]
    for path, item in items:
        if item["state"] == "sure" and path not in doubted and path not in draft.checked:
            draft.vouch(path, "confirmed")


def settle(draft: Draft, doubt_id: str) -> None:
    """The doubt is gone; where it was the last one about something, that stands as it is."""
    doubt = next((one for one in draft.json["doubts"] if one["id"] == doubt_id), None)
    if doubt is None:
        raise Problem(409, "no_doubt", "เรื่องนี้มีผู้ตรวจไปแล้ว โปรดโหลดหน้าใหม่")
    draft.drop_doubts([doubt])
    draft.checked[f"doubts.{doubt_id}"] = {"how": "settled", **draft.mark}
    path = doubt["field"]
    if path == "body":
        _settle_paragraphs(draft, doubt["page"])
    elif path and path in _items(draft) and not draft.doubts_about(path):
        confirm(draft, path)


def settle_all(draft: Draft) -> None:
    """Everything that is left is looked into and right: what is missing is not in the letter."""
    while doubt := next(iter(draft.json["doubts"]), None):
        settle(draft, doubt["id"])
    # The last ones first: confirming that one of a list is not there moves those behind it.
    for path, item in reversed(list(_items(draft).items())):
        if item["state"] != "sure":
            confirm(draft, path)


def _items(draft: Draft) -> dict[str, Json]:
    found = dict(readings_of(draft.json))
    return found | {f"deadlines.{one['id']}": one for one in draft.json["deadlines"]}


def _settle_paragraphs(draft: Draft, page: int | None) -> None:
    """The doubt about the text of a page stands for all its paragraphs."""
    for path, item in readings_of(draft.json):
        if path.startswith("body.") and item["page"] == page and not draft.doubts_about(path):
            confirm_field(draft, path)


Key = tuple[str, str | None]


def _found(circular: Json) -> dict[Key, Doubt]:
    found = doubts_of_values(Circular.model_validate(circular))
    return {(doubt.code, doubt.field): doubt for doubt in found}


def _judge_anew(draft: Draft, before: dict[Key, Doubt]) -> None:
    """Doubts that a correction removed go; those that it raised come."""
    if not draft.changed:
        return
    after = _found(draft.json)
    draft.drop_doubts(
        [
            doubt
            for doubt in draft.json["doubts"]
            if (doubt["code"], doubt["field"]) in before.keys() - after.keys()
        ]
    )
    there = {(doubt["code"], doubt["field"]) for doubt in draft.json["doubts"]}
    for key, doubt in after.items():
        if key not in there and (key not in before or key[1] in draft.changed):
            _raise_doubt(draft, doubt)


def _raise_doubt(draft: Draft, doubt: Doubt) -> None:
    new = doubt.model_copy(update={"id": draft.new_id("b")}).model_dump(mode="json", by_alias=True)
    draft.json["doubts"].append(new)
    path, questions = doubt.field or "", KINDS[doubt.code].questions_value
    item = _items(draft).get(path)
    if item is None:
        return
    if questions:
        item["state"] = "doubtful"
    if path.startswith("deadlines."):
        item["doubts"] = [*item["doubts"], new["id"]]
