"""A circular while it is being corrected: the working copy that each change of a review is carried out on."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from api.problems import Problem
from extract.models import Circular

Json = dict[str, Any]
SINGLE = (
    "kind", "urgency", "secrecy", "number", "date", "issuer", "issuer_address", "subject", "addressee",
    "closing",
)  # fmt: skip
GROUPS = {
    "signatory": ("name", "position", "acting_for"),
    "contact": ("unit", "phone", "fax", "email"),
}
LISTS = ("references", "attachments", "body", "copies_to")
STAMP = ("office", "number", "date", "time")


def unknown(path: str) -> Problem:
    return Problem(422, "unknown_field", f"ไม่มีรายการ “{path}” ในหนังสือฉบับนี้ โปรดโหลดหน้าใหม่ แล้วลองอีกครั้ง")


@dataclass
class Draft:
    """json: the Circular; checked: what people vouch for; mark: who does it and when ({"by", "at"}).

    changed: the paths that got another value, to be judged anew. reserved: ids never to be given again.
    """

    json: Json
    checked: Json
    mark: Json
    reserved: frozenset[str] = frozenset()
    changed: set[str] = field(default_factory=set)

    @staticmethod
    def of(circular: Json, checked: Json, mark: Json, reserved: frozenset[str] = frozenset()) -> Draft:
        """A copy: what is given stays as it is."""
        whole = Circular.model_validate(circular).model_dump(mode="json", by_alias=True)
        return Draft(whole, copy.deepcopy(checked), mark, reserved)

    # Readings -------------------------------------------------------------------------------------------

    def place(self, path: str) -> tuple[Any, str | int]:
        """Where the reading of that path stands: its container, and its key there. Raises Problem."""
        name, *rest = path.split(".")
        if name in SINGLE and not rest:
            return self.json, name
        if name in GROUPS and len(rest) == 1 and rest[0] in GROUPS[name]:
            if self.json[name] is None:
                self.json[name] = dict.fromkeys(GROUPS[name])
            return self.json[name], rest[0]
        if name in (*LISTS, "received") and rest and rest[0].isdigit():
            items, index = self.json[name], int(rest[0])
            if index < len(items):
                if name != "received" and len(rest) == 1:
                    return items, index
                if name == "received" and len(rest) == 2 and rest[1] in STAMP:
                    return items[index], rest[1]
        raise unknown(path)

    def reading(self, path: str) -> Json | None:
        container, key = self.place(path)
        found: Json | None = container[key]
        return found

    def put(self, path: str, reading: Json | None) -> None:
        container, key = self.place(path)
        container[key] = reading

    def remove(self, name: str, index: int) -> None:
        """Takes an element out of a list; doubts and marks of the following ones move with them."""
        del self.json[name][index]
        self.json["doubts"] = [
            doubt | {"field": moved}
            for doubt in self.json["doubts"]
            if (moved := _moved(doubt["field"], name, index)) is not None or doubt["field"] is None
        ]
        marks = ((_moved(path, name, index), mark) for path, mark in self.checked.items())
        self.checked = {path: mark for path, mark in marks if path is not None}

    # Deadlines ------------------------------------------------------------------------------------------

    def deadline(self, deadline_id: str) -> Json:
        """Raises Problem 409 where somebody took it away."""
        for found in self.json["deadlines"]:
            if found["id"] == deadline_id:
                return dict(found)
        raise Problem(409, "no_deadline", "กำหนดเวลานี้ถูกลบหรือรวมกับกำหนดอื่นไปแล้ว โปรดโหลดหน้าใหม่")

    def replace_deadline(self, deadline_id: str, *others: Json) -> None:
        """Others in the place of one; calendars name them in its place too."""
        ids = [other["id"] for other in others]
        self.json["deadlines"] = [
            each
            for one in self.json["deadlines"]
            for each in (others if one["id"] == deadline_id else (one,))
        ]
        for row in self.calendar_rows():
            row["deadlines"] = list(
                dict.fromkeys(
                    each for one in row["deadlines"] for each in (ids if one == deadline_id else [one])
                )
            )

    def merge_into(self, new: Json, others: list[str]) -> None:
        """`new` in the place of the one with its id; the others are gone, calendars name the new one."""
        kept = [one for one in self.json["deadlines"] if one["id"] not in others]
        self.json["deadlines"] = [new if one["id"] == new["id"] else one for one in kept]
        for row in self.calendar_rows():
            row["deadlines"] = list(
                dict.fromkeys(new["id"] if one in others else one for one in row["deadlines"])
            )

    def calendar_rows(self) -> Iterator[Json]:
        for calendar in self.json["calendars"]:
            yield from calendar["rows"]

    def new_id(self, letter: str, more: int = 0) -> str:
        """The next free id ("d12", "b5"), `more` beyond it."""
        name = "deadlines" if letter == "d" else "doubts"
        used = self.reserved | {item["id"] for item in self.json[name]}
        used |= {path.partition(".")[2] for path in self.checked if path.startswith(f"{name}.")}
        numbers = [int(one[1:]) for one in used if one[:1] == letter and one[1:].isdigit()]
        return f"{letter}{max(numbers, default=0) + 1 + more}"

    # Doubts ---------------------------------------------------------------------------------------------

    def doubts_about(self, path: str) -> list[Json]:
        return [doubt for doubt in self.json["doubts"] if doubt["field"] == path]

    def drop_doubts(self, dropped: list[Json]) -> None:
        ids = {doubt["id"] for doubt in dropped}
        self.json["doubts"] = [doubt for doubt in self.json["doubts"] if doubt["id"] not in ids]
        for deadline in self.json["deadlines"]:
            deadline["doubts"] = [one for one in deadline["doubts"] if one not in ids]

    def vouch(self, path: str, how: str) -> None:
        """Notes who says so; what was in doubt there is not any more."""
        self.drop_doubts(self.doubts_about(path))
        self.checked[path] = {"how": how, **self.mark}


def _moved(path: str | None, name: str, index: int) -> str | None:
    """The path once element `index` of list `name` is gone; None where it led into that one."""
    parts = (path or "").split(".")
    if parts[0] != name or len(parts) < 2 or int(parts[1]) < index:
        return path
    return None if int(parts[1]) == index else ".".join([name, str(int(parts[1]) - 1), *parts[2:]])
