"""Corrections of deadlines: edit, add, delete, split, merge, and whether one can stand as it is."""

from __future__ import annotations

from calendar import monthrange
from typing import Any

from api.changes import AddDeadline, EditDeadline, MergeDeadlines, SplitDeadline
from api.problems import Problem
from api.review_draft import Draft, Json

DATED = ("window", "day", "until", "from", "month", "event")
# What each kind keeps of the two days.
WITHOUT_START, WITHOUT_END = ("until",), ("from",)
TIMES = ("start_time", "end_time")


def edit_deadline(draft: Draft, change: EditDeadline) -> None:
    old = draft.deadline(change.id)
    new = edited(old, change.given())
    draft.replace_deadline(change.id, new)
    same = {**new, "confidence": old["confidence"], "state": old["state"]} == old
    draft.vouch(f"deadlines.{change.id}", "confirmed" if same else "corrected")
    if not same:
        draft.changed.add(f"deadlines.{change.id}")


def confirm_deadline(draft: Draft, deadline_id: str) -> None:
    deadline = draft.deadline(deadline_id)
    require_sound(deadline)
    draft.replace_deadline(deadline_id, deadline | {"state": "sure"})
    draft.vouch(f"deadlines.{deadline_id}", "confirmed")


def add_deadline(draft: Draft, change: AddDeadline) -> None:
    if change.action is None or change.kind is None:
        raise Problem(422, "deadline_incomplete", "โปรดกรอกว่าต้องทำอะไร และเลือกชนิดของกำหนดเวลา")
    if change.page > max(1, draft.json["source"]["pages"]):
        raise Problem(422, "no_page", f"หนังสือฉบับนี้ไม่มีหน้า {change.page} โปรดตรวจเลขหน้า")
    blank: Json = {
        "id": draft.new_id("d"), "action": "", "actors": [], "systems": [], "kind": change.kind,
        "start": None, "end": None, "start_time": None, "end_time": None, "rule": None, "phase": None,
        "item": None, "from": "body", "text": "", "page": change.page, "box": None, "state": "sure",
        "confidence": 1.0, "doubts": [], "also_at": [],
    }  # fmt: skip
    new = edited(blank, change.given())
    draft.json["deadlines"].append(new)
    draft.vouch(f"deadlines.{new['id']}", "added")
    draft.changed.add(f"deadlines.{new['id']}")


def delete_deadline(draft: Draft, deadline_id: str) -> None:
    draft.deadline(deadline_id)
    draft.replace_deadline(deadline_id)
    draft.vouch(f"deadlines.{deadline_id}", "deleted")
    draft.changed.add("deadlines")


def split_deadline(draft: Draft, change: SplitDeadline) -> None:
    old = draft.deadline(change.id)
    parts = []
    for number, fields in enumerate(change.into):
        name = change.id if number == 0 else draft.new_id("d", more=number - 1)
        parts.append(edited(old | {"id": name}, fields.given()) | {"doubts": []})
    draft.replace_deadline(change.id, *parts)
    for part in parts:
        draft.vouch(f"deadlines.{part['id']}", "split")
        draft.changed.add(f"deadlines.{part['id']}")


def merge_deadlines(draft: Draft, change: MergeDeadlines) -> None:
    ids = list(dict.fromkeys(change.ids))
    if len(ids) < 2:
        raise Problem(422, "merge_of_one", "โปรดเลือกกำหนดเวลาอย่างน้อยสองรายการที่จะรวมกัน")
    merged = [draft.deadline(one) for one in ids]
    first, *others = ids
    draft.merge_into(edited(_together(merged), change.given()), others)
    for one in ids:
        draft.vouch(f"deadlines.{one}", "merged")
    draft.changed |= {f"deadlines.{first}", "deadlines"}


def _together(merged: list[Json]) -> Json:
    """The first with the days, actors, systems and places of all."""
    first, *others = merged
    places = [{name: one[name] for name in ("page", "box", "text")} for one in others]
    return {
        **first,
        **_days_together(first["kind"], merged),
        "actors": list(dict.fromkeys(actor for one in merged for actor in one["actors"])),
        "systems": list(dict.fromkeys(system for one in merged for system in one["systems"])),
        "also_at": [*first["also_at"], *places, *(place for one in others for place in one["also_at"])],
        "doubts": [],
    }


def _days_together(kind: str, merged: list[Json]) -> Json:
    """From the first to the last day; of last days alone the earliest, which nobody then misses."""
    starts = [one["start"] for one in merged if one["start"]]
    ends = [one["end"] for one in merged if one["end"]]
    if kind not in DATED or not (starts or ends):
        return {}
    if not starts:
        return {"end": min(ends)}
    if not ends:
        return {"start": min(starts)}
    start, end = min(starts), max(ends)
    if kind in ("event", "month") or (kind == "day" and start == end):
        return {"start": start, "end": end}
    return {"kind": "window", "start": start, "end": end}


def edited(old: Json, given: dict[str, Any]) -> Json:
    """The deadline with what is given, sure, and as its kind wants it. Raises Problem where it cannot be."""
    new: Json = old | {k: v for k, v in given.items() if v is not None or k in _MAY_BE_EMPTY}
    new |= {"state": "sure", "confidence": 1.0}
    new = _as_its_kind(new, given)
    if new["rule"] and new["rule"] != old["rule"] and "text" not in given:
        new["text"] = rule_words(new["rule"])  # what papers print of a deadline without a date
    require_sound(new)
    return new


_MAY_BE_EMPTY = ("start", "end", "start_time", "end_time", "rule", "phase", "item")


def _as_its_kind(deadline: Json, given: dict[str, Any]) -> Json:
    """An until has no first day, a from no last one, a day is one, a month has all of its own."""
    kind, start, end = deadline["kind"], deadline["start"], deadline["end"]
    both = bool(given.get("start") and given.get("end"))
    if kind in (*WITHOUT_START, *WITHOUT_END, "day") and both and given["start"] != given["end"]:
        raise Problem(422, "one_day", "ชนิดนี้มีวันเดียว โปรดลบวันใดวันหนึ่ง หรือเลือกชนิด “ช่วงวันที่”")
    if kind in WITHOUT_START:
        start, end = None, given.get("end") or given.get("start") or end or start
    elif kind in WITHOUT_END:
        start, end = given.get("start") or given.get("end") or start or end, None
    elif kind == "day":
        start = end = given.get("start") or given.get("end") or end or start
    elif kind == "event":
        start, end = start or end, end or start
    elif kind == "month" and (start or end):
        start, end = _first_day(start or end), _last_day(end or start)
    elif kind not in DATED:
        start = end = None
    rule = deadline["rule"] if kind in ("relative", "recurring") else None
    times = dict.fromkeys(TIMES) if kind not in DATED else {}
    return deadline | {"start": start, "end": end, "rule": rule} | times


def rule_words(rule: Json) -> str:
    """ภายใน 7 วันทำการ นับแต่วันที่ได้รับหนังสือ; ทุกเดือน วันที่ 10"""
    if "days" in rule:
        unit = "วันทำการ" if rule.get("working_days") else "วัน"
        return f"ภายใน {rule['days']} {unit} {rule.get('from') or ''}".strip()
    every = {"week": "ทุกสัปดาห์", "month": "ทุกเดือน", "year": "ทุกปี"}.get(rule.get("every", ""), "เป็นประจำ")
    day = rule.get("day")
    return every if not day else f"{every} วันสิ้นเดือน" if day == "last" else f"{every} วันที่ {day}"


def _first_day(day: str) -> str:
    return f"{day[:7]}-01"


def _last_day(day: str) -> str:
    return f"{day[:7]}-{monthrange(int(day[:4]), int(day[5:7]))[1]:02d}"


def require_sound(deadline: Json) -> None:
    """Raises Problem for a deadline that no calendar could hold."""
    name = f"“{deadline['action'][:60]}”"
    start, end = deadline["start"], deadline["end"]
    if not deadline["action"]:
        raise Problem(422, "no_action", "โปรดกรอกว่าต้องทำอะไร")
    if deadline["kind"] in DATED and not (start or end):
        raise Problem(422, "no_day", f"กำหนดของ {name} ยังไม่มีวันที่ โปรดกรอกวันที่ หรือเลือกชนิด “ไม่ระบุวัน”")
    if deadline["kind"] == "window" and not (start and end):
        raise Problem(422, "half_window", f"กำหนดของ {name} เป็นช่วงเวลา โปรดกรอกทั้งวันเริ่มและวันสิ้นสุด")
    if start and end and end < start:
        raise Problem(422, "end_before_start", f"กำหนดของ {name} สิ้นสุดก่อนเริ่ม โปรดตรวจวันทั้งสอง")
    times = [deadline[one] for one in TIMES]
    if start == end and all(times) and times[1] < times[0]:
        raise Problem(422, "end_before_start", f"เวลาของ {name} สิ้นสุดก่อนเริ่ม โปรดตรวจเวลาทั้งสอง")
    if deadline["kind"] == "relative" and not deadline["rule"]:
        raise Problem(422, "no_rule", f"กำหนดของ {name} นับจากวันอื่น โปรดกรอกจำนวนวัน")
