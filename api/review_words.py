"""The history of a review in Thai: what was done to what, by whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.documents import Row
from api.wording import CODES, thai_date, thai_moment, when
from extract.doubt_catalogue import field_name
from extract.models import Deadline

Json = dict[str, Any]
ACTIONS = {
    "set": "แก้",
    "confirm": "ยืนยัน",
    "absent": "ระบุว่าไม่มี",
    "add": "เพิ่ม",
    "edit_deadline": "แก้",
    "add_deadline": "เพิ่ม",
    "delete_deadline": "ลบ",
    "split_deadline": "แยก",
    "merge_deadlines": "รวม",
    "confirm_sure": "ยืนยันทุกข้อที่แน่ใจ",
    "settle": "ตรวจข้อสังเกต",
    "several": "แก้หลายรายการ",
    "undo": "เลิกทำ",
    "confirm_rest": "ยืนยันเรื่องที่เหลือ",
}
WHOLE = {"close": "ยืนยันหนังสือทั้งฉบับ", "reopen": "เปิดแก้ไขอีกครั้ง"}


def told(rows: Sequence[Row]) -> str:
    """What others did, in one sentence; the newest change of each thing."""
    if not rows:
        return "มีผู้สั่งอ่านหนังสือฉบับนี้ใหม่"
    shown = [
        f"{name_of(row.user)} {sentence(row)} เมื่อ {thai_moment(row.at.isoformat())}" for row in rows[-3:]
    ]
    more = f" และการแก้ไขก่อนหน้านั้นอีก {len(rows) - 3} ครั้ง" if len(rows) > 3 else ""
    return ", ".join(shown) + more


def sentence(row: Row) -> str:
    """ "แก้เลขที่หนังสือ เป็น “ศธ 04999/ว12” (เดิม “ศธ 04999/ว72”)" """
    if not row.path:
        return str(WHOLE.get(row.action) or ACTIONS.get(row.action, row.action))
    before, after = _shown(row.path, row.before or {}), _shown(row.path, row.after or {})
    name = _thing(row.path, row.before or {}, row.after or {})
    words = f"{ACTIONS.get(row.action, row.action)}{name}"
    if row.action in ("set", "edit_deadline", "undo", "several") and after and after != before:
        words += f" เป็น “{after}”"
    if before and before != after:
        words += f" (เดิม “{before}”)"
    return words


def _thing(path: str, before: Json, after: Json) -> str:
    kind = path.partition(".")[0]
    if kind == "deadlines":
        part = after.get(path) or before.get(path)
        if path == "deadlines":  # one that was added: the only one that is new
            part = next((one for name, one in after.items() if name.startswith("deadlines.") and one), None)
        return f"กำหนดของ “{part['action'][:60]}”" if part else "กำหนดเวลา"
    if kind == "doubts":
        doubt = before.get(path) or after.get(path)
        return f" “{doubt['message'][:80]}”" if doubt else ""
    return field_name(path)


def _shown(path: str, parts: Json) -> str:
    """The value of that path among the parts, as a clerk reads it; "" for what is no single thing."""
    part = parts.get(path)
    if path.startswith("deadlines."):
        return when(Deadline.model_validate(part)) if part else ""
    if part is None and "." in path:
        name, *rest = path.split(".")
        part = _inside(parts.get(name), rest)
    if not isinstance(part, dict) or not isinstance(part.get("value"), str):
        return ""
    value = str(part["value"])
    if path in CODES:
        return CODES[path].get(value, value)
    return thai_date(value) if path.rsplit(".", 1)[-1] == "date" else value[:120]


def _inside(part: Any, rest: list[str]) -> Any:
    for key in rest:
        if isinstance(part, list):
            part = part[int(key)] if key.isdigit() and int(key) < len(part) else None
        elif isinstance(part, dict):
            part = part.get(key)
        else:
            return None
    return part


def name_of(signature: str) -> str:
    """The person's name in an actor's signature ("user:<id> <name>")."""
    return signature.partition(" ")[2] or signature
