"""The forms of the review page, turned into changes. Dates and times come as people type them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from api.changes import AddDeadline, AddField, AnyChange, DeadlineFields, EditDeadline, SetField
from api.date_field import DateFieldError, read_date, read_time
from api.language import gettext as _
from api.problems import Problem
from api.wording import ACTORS
from extract.systems import find_systems
from ingest.thai_text import fold_digits

LISTS = ("references", "attachments", "copies_to")
ANY: TypeAdapter[AnyChange] = TypeAdapter(AnyChange)
Form = Mapping[str, Any]


def field_change(path: str, form: Form) -> AnyChange:
    """The change that a field's form asks for by its button: save, confirm, absent, or no stamp at all."""
    deed = form.get("deed", "save")
    if deed == "no_stamp":
        return checked({"op": "absent", "path": ".".join(path.split(".")[:2])})
    if deed in ("confirm", "absent"):
        return checked({"op": deed, "path": path})
    given: dict[str, Any] = {"op": "set", "path": path, "value": _value(path, str(form.get("value", "")))}
    if "unit" in form:
        given |= {
            "quantity": _count(str(form.get("quantity", ""))),
            "unit": str(form["unit"]).strip() or None,
        }
    change = checked(given)
    assert isinstance(change, SetField)
    return change


def added_field(path: str, form: Form) -> AnyChange:
    """One more of a list, or a field that was not found."""
    if path not in LISTS:
        return field_change(path, {"value": form.get("value", "")})
    change = checked({"op": "add", "field": path, "value": _value(path, str(form.get("value", "")))})
    assert isinstance(change, AddField)
    return change


def edited_deadline(deadline_id: str, form: Form) -> AnyChange:
    change = checked({"op": "edit_deadline", "id": deadline_id, **deadline_fields(form)})
    assert isinstance(change, EditDeadline)
    return change


def added_deadline(form: Form) -> AnyChange:
    page = fold_digits(str(form.get("page", "1"))).strip() or "1"
    if not page.isdigit():
        raise Problem(422, "no_page", _("โปรดกรอกเลขหน้าเป็นตัวเลข"))
    change = checked({"op": "add_deadline", "page": int(page), **deadline_fields(form)})
    assert isinstance(change, AddDeadline)
    return change


def split_into(form: Form) -> list[DeadlineFields]:
    """The parts of a split: fields named `0-action`, `1-action` …; parts without an action are left out."""
    parts = []
    for number in range(20):
        own = {name.partition("-")[2]: form[name] for name in form if name.startswith(f"{number}-")}
        if str(own.get("action", "")).strip():
            fields = {name: value for name, value in deadline_fields(own).items() if name in own}
            parts.append(DeadlineFields.model_validate(fields))
    if len(parts) < 2:
        raise Problem(422, "split_of_one", _("โปรดกรอกอย่างน้อยสองรายการ"))
    return parts


def deadline_fields(form: Form) -> dict[str, Any]:
    """What the form of a deadline says, in the words of a change. Raises Problem for what cannot be read."""
    text = {name: str(form.get(name, "")).strip() for name in ("action", "kind", "other_actors", "systems")}
    if not text["action"]:
        raise Problem(422, "no_action", _("โปรดกรอกว่าต้องทำอะไร"))
    given: dict[str, Any] = {"action": text["action"]}
    if text["kind"]:
        given["kind"] = text["kind"]
    try:
        given |= {name: _day(str(form[name])) for name in ("start", "end") if name in form}
        given |= {name: read_time(str(form[name])) for name in ("start_time", "end_time") if name in form}
    except DateFieldError as error:
        raise Problem(422, "not_a_date", str(error)) from None
    if "other_actors" in form:
        others = [f"other:{one}" for one in _separate(text["other_actors"])]
        given["actors"] = [name for name in ACTORS if form.get(f"actor_{name}")] + others
    if "systems" in form:
        given["systems"] = list(dict.fromkeys(_canonical(one) for one in _separate(text["systems"])))
    if "text" in form and str(form["text"]).strip():
        given["text"] = str(form["text"])
    if text["kind"] in ("relative", "recurring"):
        given["rule"] = _rule(text["kind"], form)
    return given


def _rule(kind: str, form: Form) -> dict[str, Any] | None:
    if kind == "relative":
        days = _count(str(form.get("rule_days", "")))
        if days is None:
            return None
        working = bool(form.get("rule_working"))
        return {"days": days, "working_days": working, "from": str(form.get("rule_from", "")).strip()}
    rule: dict[str, Any] = {"every": str(form.get("rule_every", "month"))}
    day = fold_digits(str(form.get("rule_day", ""))).strip()
    return rule | ({"day": int(day) if day.isdigit() else day} if day else {})


def _day(typed: str) -> str | None:
    day = read_date(typed)
    return day.isoformat() if day else None


def _value(path: str, typed: str) -> str:
    last = path.rsplit(".", 1)[-1]
    if not typed.strip():
        raise Problem(422, "empty", _("โปรดกรอกค่า หรือกด “ไม่มีในหนังสือ”"))
    try:
        if last == "date":
            return _day(typed) or ""
        return (read_time(typed) or "") if last == "time" else typed
    except DateFieldError as error:
        raise Problem(422, "not_a_date", str(error)) from None


def _count(typed: str) -> int | None:
    digits = fold_digits(typed).strip()
    if digits and not digits.isdigit():
        raise Problem(422, "not_a_number", _("โปรดกรอกจำนวนเป็นตัวเลข"))
    return int(digits) if digits else None


def _separate(typed: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,\n]", typed) if part.strip()]


def _canonical(system: str) -> str:
    """A system by the one name it goes by, where it is known."""
    known = find_systems(system)
    return known[0] if len(known) == 1 else system


def checked(change: dict[str, Any]) -> AnyChange:
    try:
        return ANY.validate_python(change)
    except ValidationError:
        raise Problem(422, "bad_form", _("ข้อมูลในแบบไม่ครบหรือยาวเกินไป โปรดตรวจ แล้วบันทึกอีกครั้ง")) from None
