"""What is left for a person to look at: one item for each thing, with all that is said against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from api.correct_fields import readings_of
from extract.doubt_catalogue import field_name
from extract.models import Severity

Json = dict[str, Any]
GRAVITY: dict[str, int] = {"error": 0, "warning": 1, "note": 2}


@dataclass
class OpenItem:
    """path: of the reading or deadline ("number", "deadlines.d3"), or of the doubt itself where it is about
    neither ("doubts.b2"). state: of the reading or deadline, else doubtful. box: points, page from 1."""

    path: str
    state: str
    severity: Severity
    page: int | None
    box: list[float] | None
    messages: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    @property
    def message(self) -> str:
        return self.messages[0]

    @property
    def is_doubt(self) -> bool:
        return self.path.startswith("doubts.")


def open_items(circular: Json) -> list[OpenItem]:
    """The gravest first, then as the pages have them."""
    things = dict(readings_of(circular))
    things |= {f"deadlines.{one['id']}": one for one in circular["deadlines"]}
    items: dict[str, OpenItem] = {}
    for doubt in circular["doubts"]:
        path = doubt["field"] if doubt["field"] in things else f"doubts.{doubt['id']}"
        _add(items, path, things.get(path), doubt)
    spoken_for = {doubt["page"] for doubt in circular["doubts"] if doubt["field"] == "body"}
    for path, thing in things.items():
        covered = path.startswith("body.") and thing["page"] in spoken_for
        if thing["state"] != "sure" and path not in items and not covered:
            _add(items, path, thing, None)
    return sorted(items.values(), key=_order)


def _add(items: dict[str, OpenItem], path: str, thing: Json | None, doubt: Json | None) -> None:
    source = doubt or thing or {}
    place = thing if thing and thing["box"] else source
    state = thing["state"] if thing else "doubtful"
    item = items.setdefault(path, OpenItem(path, state, "note", place["page"], place["box"]))
    if doubt is None:
        item.messages.append(_plainly(path, state))
        item.severity = "warning"
        return
    if doubt["message"] not in item.messages:
        item.messages.append(doubt["message"])
    item.doubts.append(doubt["id"])
    item.codes.append(doubt["code"])
    if GRAVITY[doubt["severity"]] < GRAVITY[item.severity]:
        item.severity = doubt["severity"]


def _plainly(path: str, state: str) -> str:
    if state == "missing":
        return f"ไม่พบ{field_name(path)} โปรดดูในต้นฉบับแล้วกรอกเอง"
    return f"อ่าน{field_name(path)}ได้ไม่ชัด โปรดเทียบกับต้นฉบับ"


def _order(item: OpenItem) -> tuple[int, int, float]:
    return GRAVITY[item.severity], item.page or 0, item.box[1] if item.box else 0.0
