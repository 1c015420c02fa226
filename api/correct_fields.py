"""Corrections of readings: another value, right as it is, not there at all, one more of a list."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from api.changes import AddField, SetField
from api.problems import Problem
from api.review_draft import LISTS, Draft, Json
from api.wording import CODES
from generate.date_words import long_date
from ingest.thai_text import fold_digits, thai_digits

TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def set_field(draft: Draft, change: SetField) -> None:
    """The value is another one. Its place stays; what was printed is what the person reads there."""
    value = stored(change.path, change.value)
    old = draft.reading(change.path)
    if old is None:
        old = {"value": None, "text": "", "page": None, "box": None, "confidence": 0.0}
    new = {**old, "state": "sure"}
    if value != old["value"]:
        new |= {"value": value, "text": printed(change.path, value), "confidence": 1.0}
    if change.path.startswith("attachments."):
        counted = {"quantity", "unit"} & change.model_fields_set
        new |= {name: getattr(change, name) for name in counted}
    draft.put(change.path, new)
    same = all(new.get(name) == old.get(name) for name in ("value", "quantity", "unit"))
    draft.vouch(change.path, "confirmed" if same else "corrected")
    if not same:
        draft.changed.add(change.path)


def confirm_field(draft: Draft, path: str) -> None:
    reading = draft.reading(path)
    if reading is None or reading["value"] is None:
        mark_absent(draft, path)
        return
    draft.put(path, {**reading, "state": "sure"})
    draft.vouch(path, "confirmed")


def mark_absent(draft: Draft, path: str) -> None:
    """The letter has none. The kind of a letter is always something."""
    name, _, rest = path.partition(".")
    if path == "kind":
        raise Problem(422, "kind_needed", "หนังสือทุกฉบับมีชนิด โปรดเลือกชนิดหนังสือ หรือเลือก “อื่น ๆ”")
    if re.fullmatch(r"received\.\d+", path) and int(rest) < len(draft.json["received"]):
        draft.remove(name, int(rest))
        draft.changed.add(name)
        return
    draft.place(path)
    if name in LISTS:
        draft.remove(name, int(rest))
    else:
        draft.put(path, None)
        draft.vouch(path, "absent")
    draft.changed.add(name)


def add_field(draft: Draft, change: AddField) -> None:
    new: dict[str, Any] = {"value": change.value, "text": change.value, "state": "sure", "confidence": 1.0}
    if change.field == "attachments":
        new |= {"quantity": change.quantity, "unit": change.unit}
    draft.json[change.field].append(new)
    path = f"{change.field}.{len(draft.json[change.field]) - 1}"
    draft.vouch(path, "added")
    draft.changed.add(path)


def stored(path: str, value: str) -> str:
    """The value as a Circular keeps it. Raises Problem where it cannot be one."""
    last = path.rsplit(".", 1)[-1]
    if path in CODES:
        if value not in CODES[path]:
            raise Problem(422, "not_a_choice", "ค่านี้ไม่มีในรายการให้เลือก โปรดเลือกใหม่")
        return value
    if last == "date":
        return _day(value)
    if last == "time" and not TIME.fullmatch(value):
        raise Problem(422, "not_a_time", f"“{value}” ไม่ใช่เวลา โปรดเขียนเช่น 16:30")
    if path == "number":  # as the contract writes it: ASCII digits, nothing round the slash
        return re.sub(r"\s*/\s*", "/", fold_digits(value))
    return value


def printed(path: str, value: str) -> str:
    """How the page words that value."""
    last = path.rsplit(".", 1)[-1]
    if path in CODES:
        return CODES[path][value]
    if last == "date":
        return thai_digits(long_date(date.fromisoformat(value)))
    return thai_digits(value) if path == "number" else value


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise Problem(422, "not_a_date", f"“{value}” ไม่ใช่วันที่ โปรดเขียนเช่น 10 มิ.ย. 2567") from None


def readings_of(circular: Json) -> list[tuple[str, Json]]:
    """Every reading of the letter with its path, paragraphs included, calendars not."""
    found: list[tuple[str, Json]] = []
    for name, part in circular.items():
        if name not in ("source", "calendars", "deadlines", "doubts"):
            found += _under(name, part)
    return found


def _under(path: str, part: Any) -> list[tuple[str, Json]]:
    if isinstance(part, dict) and "value" in part:
        return [(path, part)]
    if isinstance(part, dict):
        return [one for name, inner in part.items() for one in _under(f"{path}.{name}", inner)]
    if isinstance(part, list):
        return [one for index, inner in enumerate(part) for one in _under(f"{path}.{index}", inner)]
    return []
