"""Compares a read circular with what a person read by eye: the contract's score, rule by rule.

Both sides are plain JSON (`dict`): the expected file as it stands, the circular as `wian read` prints it.
The first law is measured here: `wrong`, `lost` and `invented` are the silent errors, `flagged` is honest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from api.score_deadlines import score_deadlines, score_doubts
from api.score_rules import Json, Outcome, Scored, equal, folded

SCALARS = (
    "kind", "urgency", "secrecy", "number", "date",
    "issuer", "issuer_address", "subject", "addressee", "closing",
)  # fmt: skip
GROUPS = ("signatory", "contact")
LISTS = ("references", "attachments", "body", "copies_to")
# Rows that say how good a found deadline is, or whether a contradiction was noticed: shown, but no item of M.
COUNTED_APART = {"deadlines.kind", "deadlines.actors", "doubts", "conflicts"}


@dataclass(frozen=True, slots=True)
class Item:
    """One scored thing. `row` is its line of the table, `path` its place in the expected file."""

    row: str
    path: str
    outcome: Outcome
    handwritten: bool
    expected: Any = None
    got: Any = None

    @property
    def counts(self) -> bool:
        return self.row not in COUNTED_APART and not self.handwritten


def score_circular(expected: Json, circular: Json) -> list[Item]:
    """Every field and deadline of the expected file with its outcome, then what was invented."""
    by_hand = expected.get("handwritten") or []
    scored = [
        *score_fields(expected, circular),
        *score_lists(expected, circular),
        *score_unreadable(expected, circular),
        *score_deadlines(expected, circular),
        *score_doubts(expected, circular),
    ]
    return [
        Item(row, path, outcome, is_handwritten(path, by_hand), want, got)
        for row, path, outcome, want, got in scored
    ]


def silent_errors(items: list[Item]) -> tuple[int, int]:
    """(N, M): silent errors and expected items, both outside `handwritten`."""
    counted = [item for item in items if item.counts]
    silent = sum(item.outcome in ("wrong", "lost", "invented") for item in counted)
    return silent, sum(item.outcome != "invented" for item in counted)


def is_handwritten(path: str, by_hand: list[str]) -> bool:
    return any(path == name or path.startswith(name + ".") for name in by_hand)


# Fields ------------------------------------------------------------------------------------------------


def score_fields(expected: Json, circular: Json) -> Iterator[Scored]:
    for path, want in leaves(expected):
        node = at(circular, path)
        yield row_of(path), path, field_outcome(row_of(path), want, node), want, brief(node)


def leaves(expected: Json) -> Iterator[tuple[str, Any]]:
    """(dotted path, plain value) of the fields that the expected file settles, lists of readings apart."""
    for name in SCALARS:
        if name in expected:
            yield name, expected[name]
    for name in GROUPS:
        if name in expected:
            yield from group_leaves(name, expected[name])
    if "received" in expected:
        stamps = expected["received"]
        if not stamps:
            yield "received", None
        for index, stamp in enumerate(stamps or []):
            yield from group_leaves(f"received.{index}", stamp)


def group_leaves(name: str, group: Json | None) -> Iterator[tuple[str, Any]]:
    if group is None:
        yield name, None
    for key, value in (group or {}).items():
        yield f"{name}.{key}", value


def field_outcome(row: str, want: Any, node: Any) -> Outcome:
    """`node` is a reading, null, or (where nothing is expected) a whole group or list of readings."""
    if want is None:
        return nothing_outcome(node)
    if node is None:
        return "wrong"  # null says that the document has none
    if node["state"] != "sure":
        return "flagged"
    return "right" if equal(row, want, node["value"]) else "wrong"


def nothing_outcome(node: Any) -> Outcome:
    states = {reading["state"] for reading in readings_in(node)}
    if not states:
        return "right"
    return "wrong" if "sure" in states else "flagged"


def score_unreadable(expected: Json, circular: Json) -> Iterator[Scored]:
    """No careful person vouches for a value here: a flag is honest, null and sure both claim to know."""
    for path in expected.get("unreadable") or []:
        node = at(circular, path)
        states = {reading["state"] for reading in readings_in(node)}
        outcome: Outcome = "flagged" if states and "sure" not in states else "wrong"
        yield row_of(path), path, outcome, "(unreadable)", brief(node)


def score_lists(expected: Json, circular: Json) -> Iterator[Scored]:
    for name in LISTS:
        if name not in expected:
            continue
        found = circular.get(name) or []
        if not expected[name]:
            yield name, name, nothing_outcome(found), [], brief(found)
            continue
        wanted = [want if isinstance(want, dict) else {"value": want} for want in expected[name]]
        for index, (want, reading) in enumerate(zip(wanted, best_texts(wanted, found), strict=True)):
            yield name, f"{name}.{index}", list_item_outcome(want, reading), want, brief(reading)


def list_item_outcome(want: Json, reading: Json | None) -> Outcome:
    if reading is None:
        return "wrong"
    if reading["state"] != "sure":
        return "flagged"
    same = all(
        equal(key, want[key], reading.get(key)) for key in ("value", "quantity", "unit") if key in want
    )
    return "right" if same else "wrong"


def best_texts(wanted: list[Json], found: list[Json]) -> list[Json | None]:
    """For each wanted item the found one with the most similar text, one to one; a valueless one if none."""
    pairs = sorted(
        (
            (fuzz.ratio(folded(want["value"]), folded(reading["value"])), -i, -j)
            for i, want in enumerate(wanted)
            for j, reading in enumerate(found)
            if reading["value"] is not None
        ),
        reverse=True,
    )
    taken: dict[int, int] = {}
    for similarity, i, j in pairs:
        if similarity > 0 and -i not in taken and -j not in taken.values():
            taken[-i] = -j
    valueless = iter([reading for reading in found if reading["value"] is None])
    return [found[taken[i]] if i in taken else next(valueless, None) for i in range(len(wanted))]


# Places -------------------------------------------------------------------------------------------------


def at(node: Any, path: str) -> Any:
    for key in path.split("."):
        if isinstance(node, list):
            node = node[int(key)] if int(key) < len(node) else None
        elif isinstance(node, dict):
            node = node.get(key)
    return node


def row_of(path: str) -> str:
    return ".".join(part for part in path.split(".") if not part.isdigit())


def readings_in(node: Any) -> Iterator[Json]:
    if isinstance(node, dict) and "state" in node:
        yield node
    elif isinstance(node, dict):
        for child in node.values():
            yield from readings_in(child)
    elif isinstance(node, list):
        for child in node:
            yield from readings_in(child)


def brief(node: Any) -> Any:
    """What to show of a reading, or of several."""
    found = [f"{reading['value']} ({reading['state']})" for reading in readings_in(node)]
    return None if not found else found[0] if len(found) == 1 else found
