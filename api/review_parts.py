"""A review in parts: what one change touched, so that it can be told, and taken back.

A part is a deadline ("deadlines.d3"), a doubt ("doubts.b2"), the order of either ("deadlines"), what people
vouch for of one thing ("checked.number"), or any other field of the Circular JSON ("number", "signatory").
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
# Lists whose elements carry an id and come and go.
BY_ID = ("deadlines", "doubts")
CHECKED = "checked."


def parts_of(circular: Json, checked: Json) -> Json:
    """Everything by its part. What is not there has no part."""
    parts = {name: value for name, value in circular.items() if name not in BY_ID}
    for name in BY_ID:
        items = circular.get(name) or []
        parts[name] = [item["id"] for item in items]
        parts |= {f"{name}.{item['id']}": item for item in items}
    return parts | {f"{CHECKED}{path}": mark for path, mark in checked.items()}


def whole_of(parts: Json) -> tuple[Json, Json]:
    """The Circular JSON and what is vouched for, from all parts."""
    circular = {name: value for name, value in parts.items() if "." not in name}
    for name in BY_ID:
        circular[name] = [parts[f"{name}.{item}"] for item in parts.get(name) or []]
    checked = {name.removeprefix(CHECKED): mark for name, mark in parts.items() if name.startswith(CHECKED)}
    return circular, checked


def difference(before: Json, after: Json) -> tuple[Json, Json]:
    """The parts that differ, as they were and as they are; None for one that was or is not there."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}


def put_back(parts: Json, kept: Json) -> Json:
    """The parts with those of `kept` in their place."""
    changed = parts | kept
    # A field of the circular may be null; an element of a list or a mark that is null was not there.
    return {name: value for name, value in changed.items() if value is not None or "." not in name}
