"""The deadlines' part of the score: pairing one to one, what was lost, what was invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from api.score_rules import Json, Outcome, Scored, folded

WHEN = ("start", "end", "start_time", "end_time")


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


def verdict(sure: bool, same: bool) -> Outcome:
    if not sure:
        return "flagged"
    return "right" if same else "wrong"


def brief_deadline(deadline: Json) -> str:
    times = "-".join(deadline.get(key) or "" for key in ("start_time", "end_time")).strip("-")
    what = deadline.get("action_contains") or deadline.get("action")
    state = f" ({deadline['state']})" if "state" in deadline else ""
    return f"{deadline.get('start')}..{deadline.get('end')} {times} {what}{state} p.{deadline.get('page')}"
