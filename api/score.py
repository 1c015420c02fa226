"""Compares a read circular with what a person read by eye: the contract's score, rule by rule.

Both sides are plain JSON (`dict`): the expected file as it stands, the circular as `wian read` prints it.
The first law is measured here: `wrong`, `lost` and `invented` are the silent errors, `flagged` is honest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

Json = dict[str, Any]
Outcome = Literal["right", "flagged", "wrong", "lost", "invented"]

SCALARS = (
    "kind", "urgency", "secrecy", "number", "date",
    "issuer", "issuer_address", "subject", "addressee", "closing",
)  # fmt: skip
GROUPS = ("signatory", "contact")
LISTS = ("references", "attachments", "body", "copies_to")
EXACT = {"kind", "urgency", "secrecy", "number", "date", "time"}
# Rows that say how good a found deadline is, or whether a contradiction was noticed: shown, but no item of M.
COUNTED_APART = {"deadlines.kind", "deadlines.actors", "doubts", "conflicts"}

LONG_TEXT = 25  # characters from which a small share of misread ones is forgiven
FORGIVEN = 0.02
SIGNS = re.compile(r"[\sๆ.\"'–\-]")
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
WHEN = ("start", "end", "start_time", "end_time")


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


Scored = tuple[str, str, Outcome, Any, Any]


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


# Deadlines ---------------------------------------------------------------------------------------------


def score_deadlines(expected: Json, circular: Json) -> Iterator[Scored]:
    if "deadlines" not in expected:
        return
    wanted: list[Json] = expected["deadlines"]
    found: list[Json] = circular.get("deadlines") or []
    exact = pair_up(wanted, found, same_duty)
    rest = [j for j in range(len(found)) if j not in exact.values()]
    loose = pair_up(wanted, [found[j] for j in rest], want_contains, leave_out=set(exact))
    pairs = exact | {i: rest[j] for i, j in loose.items()}
    for i, want in enumerate(wanted):
        got = found[pairs[i]] if i in pairs else None
        yield from deadline_items(f"deadlines.{i}", want, got, i in exact, circular)
    for conflict in expected.get("conflicts") or []:
        yield conflict_item(conflict, pairs, found, circular)
    for j in range(len(found)):
        if j not in pairs.values() and is_invented(found[j], expected):
            yield "deadlines", f"found.{found[j]['id']}", "invented", None, brief_deadline(found[j])


def deadline_items(path: str, want: Json, got: Json | None, exact: bool, circular: Json) -> Iterator[Scored]:
    if got is None:
        outcome: Outcome = "flagged" if page_is_doubted(want.get("page"), circular) else "lost"
        yield "deadlines", path, outcome, brief_deadline(want), None
        return
    sure = got["state"] == "sure"
    yield "deadlines", path, verdict(sure, exact), brief_deadline(want), brief_deadline(got)
    if "kind" in want:
        kinds = {want["kind"], *(also.get("kind", want["kind"]) for also in want.get("also_accepted") or [])}
        yield "deadlines.kind", f"{path}.kind", verdict(sure, got["kind"] in kinds), want["kind"], got["kind"]
    if "actors" in want:
        same = {folded(a) for a in want["actors"]} == {folded(a) for a in got["actors"]}
        yield "deadlines.actors", f"{path}.actors", verdict(sure, same), want["actors"], got["actors"]


def verdict(sure: bool, same: bool) -> Outcome:
    if not sure:
        return "flagged"
    return "right" if same else "wrong"


def pair_up(
    wanted: list[Json],
    found: list[Json],
    fits: Callable[[Json, Json], bool],
    leave_out: set[int] | None = None,
) -> dict[int, int]:
    """The largest one-to-one pairing, wanted index -> found index (augmenting paths), sure ones first."""
    order = sorted(range(len(found)), key=lambda j: found[j]["state"] != "sure")
    holder: dict[int, int] = {}

    def place(i: int, tried: set[int]) -> bool:
        for j in order:
            if j in tried or not fits(wanted[i], found[j]):
                continue
            tried.add(j)
            if j not in holder or place(holder[j], tried):
                holder[j] = i
                return True
        return False

    for i in range(len(wanted)):
        if i not in (leave_out or set()):
            place(i, set())
    return {i: j for j, i in holder.items()}


def same_duty(want: Json, got: Json) -> bool:
    return same_time(want, got) and want_contains(want, got)


def same_time(want: Json, got: Json) -> bool:
    """Start, end and times equal, or equal to a value that is as good."""
    accepted = [want, *({**want, **also} for also in want.get("also_accepted") or [])]
    return any(all(value.get(key) == got.get(key) for key in WHEN) for value in accepted)


def want_contains(want: Json, got: Json) -> bool:
    """The words of the duty, or those of another place where it stands again, are in the found one."""
    return any(contains(place, got) for place in (want, *(want.get("also_at") or [])))


def contains(place: Json, got: Json) -> bool:
    needle = folded(place.get("action_contains"))
    return needle in folded(got["action"]) or needle in folded(got["text"])


def is_invented(got: Json, expected: Json) -> bool:
    """Left over and sure: invented unless it is neutral or a repetition; a printed non-deadline always is."""
    if got["state"] != "sure":
        return False
    text = folded(got["text"])
    if any(folded(printed) in text for printed in expected.get("not_deadlines") or []):
        return True
    if not expected.get("deadlines_complete"):
        return False
    neutral = any(same_duty(place, got) for place in expected.get("neutral") or [])
    again = any(want.get("also_at") and same_duty(want, got) for want in expected["deadlines"])
    return not (neutral or again)


def page_is_doubted(page: int | None, circular: Json) -> bool:
    return page is not None and any(
        doubt["page"] == page and doubt["code"] in ("unread_page", "low_confidence")
        for doubt in circular.get("doubts") or []
    )


def conflict_item(conflict: Json, pairs: dict[int, int], found: list[Json], circular: Json) -> Scored:
    """A place contradicts a deadline: some doubt must name that deadline."""
    path = str(conflict["against"])
    index = int(path.removeprefix("deadlines."))
    noticed = False
    if index in pairs:
        got = found[pairs[index]]
        name = f"deadlines.{got['id']}"
        fields = [doubt["field"] or "" for doubt in circular.get("doubts") or []]
        noticed = bool(got["doubts"]) or any(f == name or f.startswith(name + ".") for f in fields)
    return "conflicts", path, "right" if noticed else "lost", conflict.get("text"), None


def score_doubts(expected: Json, circular: Json) -> Iterator[Scored]:
    raised = {doubt["code"] for doubt in circular.get("doubts") or []}
    for code in expected.get("doubts_expected") or []:
        yield "doubts", f"doubts.{code}", "right" if code in raised else "lost", code, None


# Equality and places -----------------------------------------------------------------------------------


def equal(row: str, want: Any, got: Any) -> bool:
    """Numbers, dates, times and kinds exactly; other text folded, long text with few misread characters."""
    if not (isinstance(want, str) and isinstance(got, str)) or row.rsplit(".", 1)[-1] in EXACT:
        return bool(want == got)
    wanted, given = folded(want), folded(got)
    if len(wanted) < LONG_TEXT:
        return wanted == given
    return Levenshtein.distance(wanted, given) <= FORGIVEN * len(wanted)


def folded(text: str | None) -> str:
    """NFC, ASCII digits, without white space and the signs ๆ . " ' – -"""
    return SIGNS.sub("", unicodedata.normalize("NFC", text or "").translate(THAI_DIGITS))


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


def brief_deadline(deadline: Json) -> str:
    times = "-".join(deadline.get(key) or "" for key in ("start_time", "end_time")).strip("-")
    what = deadline.get("action_contains") or deadline.get("action")
    state = f" ({deadline['state']})" if "state" in deadline else ""
    return f"{deadline.get('start')}..{deadline.get('end')} {times} {what}{state} p.{deadline.get('page')}"
