"""Deadlines of letter and calendars brought together: each duty once, with every place it stands at.

The same duty with the same days at two places is one deadline; one reading confirms the other, so it is sure
where either is. The same duty with different days stays two deadlines, and a doubt names both.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations

from rapidfuzz import fuzz

from extract.calendar_table import CalendarReading
from extract.doubt_catalogue import about_deadline
from extract.models import Calendar, Deadline, Doubt, Place
from ingest.document import Box
from ingest.thai_text import fold_digits

# Likeness of two actions, 0..100, from which they are the same duty …
SAME_SPAN = 25  # … when first and last day agree,
SAME_DAY = 40  # … when one day does, which several duties may share,
SAME_END = 60  # … when only the last of them does,
OTHER_DAYS = 80  # … when the days differ: high, since the doubt accuses somebody.
AMONG_PROSE = 10  # more is asked of two sentences than of a sentence and a row
LEAST_ACTION = 10  # letters; below, likeness says little
LONGEST_ACTION = 400  # letters; what comes later does not make it another duty
LEAST_RUN = 4  # letters in common that count
HARDLY_ALIKE = 30  # of 100, by a quick measure, below which the slow one is not asked
LETTERS_DEADLINES = 60  # of the letter are held against its calendars; a letter has no more

_FILLER = re.compile(
    r"[\s.,:;()\-–/“”\"']|ดำเนินการ|ดังกล่าว|โรงเรียน|สถานศึกษา|สำนักงานเขตพื้นที่การศึกษา|นักเรียน|ข้อมูล|ในระบบ"
)


@dataclass(frozen=True)
class Merged:
    """Deadlines d1, d2 … in reading order; calendars and doubts name them so."""

    calendars: list[Calendar] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def merge(reading: CalendarReading, prose: Sequence[Deadline], doubts: Iterable[Doubt] = ()) -> Merged:
    """One list of deadlines out of the calendars' and the prose's.

    prose: deadlines of the letter's and the attachments' running text; those taken from lines that belong to
    a calendar are dropped. Their ids must differ from each other and from the calendars' (c1, c2 …).
    doubts: those about prose deadlines, by the same ids.
    """
    kept = [deadline for deadline in prose if not _inside(deadline, reading.regions)]
    groups = _grouped([*reading.deadlines, *kept], reading)
    raised = [*reading.doubts, *doubts, *_conflicts(groups, reading.programmes)]
    groups.sort(key=lambda group: _position(group.best))
    names: dict[str, str] = {}
    deadlines = []
    for number, group in enumerate(groups, 1):
        names.update(dict.fromkeys((member.id for member in group.members), f"d{number}"))
        deadlines.append(group.merged(f"d{number}"))
    return Merged(
        [_renamed_calendar(calendar, names) for calendar in reading.calendars],
        deadlines,
        _once(_renamed(each, names) for each in raised if _still_there(each, names)),
    )


@dataclass
class _Group:
    """Deadlines that are one; the first one is the first that was found."""

    members: list[Deadline]

    @property
    def best(self) -> Deadline:
        """A sure one rather than a doubtful one, the earliest of them."""
        return min(self.members, key=lambda d: (d.state != "sure", _position(d)))

    def merged(self, name: str) -> Deadline:
        best = self.best
        others = [member for member in self.members if member is not best]
        calendar = next((m for m in self.members if m.origin == "calendar"), best)
        places = [Place(page=m.page, box=m.box, text=m.text) for m in others]
        return best.model_copy(
            update={
                "id": name,
                "kind": _finest_kind(self.members, best),
                "start": best.start or next((m.start for m in others if m.start), None),
                "start_time": best.start_time or next((m.start_time for m in others if m.start_time), None),
                "end_time": best.end_time or next((m.end_time for m in others if m.end_time), None),
                "actors": calendar.actors or best.actors or next((m.actors for m in others if m.actors), []),
                "systems": list(dict.fromkeys(s for m in [best, *others] for s in m.systems)),
                "phase": best.phase or calendar.phase,
                "item": best.item or calendar.item,
                "also_at": [*best.also_at, *places],
            }
        )


def _finest_kind(members: Sequence[Deadline], best: Deadline) -> str:
    """A window tells more than its end alone."""
    if best.kind == "until" and any(m.kind == "window" for m in members):
        return "window"
    return best.kind


def _position(deadline: Deadline) -> tuple[int, float, float]:
    box = deadline.box or (0.0, 0.0, 0.0, 0.0)
    return deadline.page, box[1], box[0]


def _inside(deadline: Deadline, regions: Iterable[tuple[int, Box]]) -> bool:
    if deadline.box is None:
        return False
    x, y = Box(*deadline.box).center
    return any(
        page == deadline.page and box.x0 - 2 <= x <= box.x1 + 2 and box.y0 - 2 <= y <= box.y1 + 2
        for page, box in regions
    )


def _grouped(deadlines: Sequence[Deadline], reading: CalendarReading) -> list[_Group]:
    tables = {
        name: number
        for number, calendar in enumerate(reading.calendars)
        for row in calendar.rows
        for name in row.deadlines
    }
    groups: list[_Group] = []
    by_day: dict[str, list[_Group]] = defaultdict(list)  # only the same day can be the same duty
    programmes = reading.programmes
    rows_first = sorted(deadlines, key=lambda d: (d.id in programmes, d.origin != "calendar", _position(d)))
    for deadline in rows_first:
        near = groups if deadline.id in programmes else by_day[_key(deadline)]
        fits = [(_fit(group, deadline, programmes, tables), group) for group in near]
        best, group = max(fits, key=lambda fit: fit[0], default=(0.0, None))
        if group is not None and best > 0:
            group.members.append(deadline)
        else:
            groups.append(_Group([deadline]))
            by_day[_key(deadline)].append(groups[-1])
    return groups


def _key(deadline: Deadline) -> str:
    return deadline.end or deadline.start or f"{deadline.kind} {deadline.rule}"


def _fit(group: _Group, deadline: Deadline, programmes: frozenset[str], tables: dict[str, int]) -> float:
    """How well the deadline belongs to the group, 0 for not at all. Two rows of one calendar never do."""
    head = group.members[0]
    if deadline.id in programmes:
        return 100.0 if head.kind == "event" and _within(deadline, head) else 0.0
    table = tables.get(deadline.id)
    if table is not None and table in {tables.get(member.id) for member in group.members}:
        return 0.0
    return max(_same_duty(member, deadline) for member in group.members)


def _within(inner: Deadline, outer: Deadline) -> bool:
    if not (inner.start and inner.end and outer.start and outer.end):
        return False
    return outer.start <= inner.start and inner.end <= outer.end


def _same_duty(one: Deadline, other: Deadline) -> float:
    """Their likeness where it is enough for the same days of the same duty, else 0."""
    if not _times_agree(one, other):
        return 0.0
    events = (one.kind == "event") + (other.kind == "event")
    several_days = one.start is not None and one.start != one.end
    if not (one.end or one.start):
        same = one.kind == other.kind and one.rule == other.rule and not (other.end or other.start)
        least = 90 if same and events != 1 else None
    elif _days(one) == _days(other):
        least = SAME_SPAN if several_days else SAME_DAY if events != 1 else None
    elif one.end == other.end and "until" in (one.kind, other.kind) and not events:
        least = SAME_END
    else:
        least = None
    if least is None:
        return 0.0
    if events == 2 and several_days:
        least = 0  # two events on the very same run of days are one, whatever they are called
    elif one.end_time is not None and one.end_time == other.end_time:
        least = min(least, SAME_SPAN)  # the same hour, too
    elif one.origin == other.origin == "body":
        least += AMONG_PROSE
    found = likeness(one.action, other.action)
    return max(found, 1.0) if found >= least else 0.0


def _days(deadline: Deadline) -> tuple[str | None, str | None]:
    """A day and `until` that day are the same limit."""
    if deadline.kind == "until" or (deadline.start is not None and deadline.start == deadline.end):
        return None, deadline.end
    return deadline.start, deadline.end


def _times_agree(one: Deadline, other: Deadline) -> bool:
    return all(
        a is None or b is None or a == b
        for a, b in ((one.start_time, other.start_time), (one.end_time, other.end_time))
    )


def likeness(one: str, other: str) -> float:
    """How alike two actions are, 0..100: the part of the shorter one that stands in the longer one, too.

    Runs of four letters and more count; words that stand everywhere (ข้อมูล, โรงเรียน) do not.
    """
    a, b = sorted((_FILLER.sub("", fold_digits(text))[:LONGEST_ACTION] for text in (one, other)), key=len)
    if not a or fuzz.partial_ratio(a, b) < HARDLY_ALIKE:
        return 0.0
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    common = sum(block.size for block in blocks if block.size >= min(LEAST_RUN, len(a)))
    return 100.0 * common / len(a)


def _conflicts(groups: Sequence[_Group], programmes: frozenset[str]) -> list[Doubt]:
    """The same duty with other days in the letter and in a calendar, neither confirmed at another place."""
    lone = [group.members[0] for group in groups if len(group.members) == 1]
    rows = [d for d in lone if d.origin == "calendar" and (d.start or d.end)]
    first_row = min((row.page for row in rows), default=0)
    prose = [d for d in lone if d.origin == "body" and (d.start or d.end) and d.page <= first_row]
    found: list[Doubt] = []
    for deadline in prose[:LETTERS_DEADLINES]:
        for row in rows:
            if _contradict(deadline, row, row.id in programmes):
                found += [_conflict(deadline, row), _conflict(row, deadline)]
    return found + _events_at_odds(groups)


def _events_at_odds(groups: Sequence[_Group]) -> list[Doubt]:
    """One event whose first or last day differs between two pages (25 - 28 July, 15 - 28 July)."""
    events = [group.best for group in groups if group.best.kind == "event" and group.best.origin == "body"]
    found: list[Doubt] = []
    for one, other in combinations(events[:LETTERS_DEADLINES], 2):
        several_days = one.start != one.end and other.start != other.end
        one_end_shared = (one.start == other.start) != (one.end == other.end)
        if one.page == other.page or not several_days or not one_end_shared:
            continue
        if likeness(one.action, other.action) >= SAME_END:
            found += [_conflict(one, other), _conflict(other, one)]
    return found


def _contradict(deadline: Deadline, row: Deadline, programme: bool) -> bool:
    if programme:
        return deadline.kind == "event" and _overlap(deadline, row)
    if (deadline.kind == "event") != (row.kind == "event") or deadline.end == row.end:
        return False
    if min(len(deadline.action), len(row.action)) < LEAST_ACTION or deadline.kind == "month":
        return False
    return likeness(deadline.action, row.action) >= OTHER_DAYS


def _overlap(one: Deadline, other: Deadline) -> bool:
    if not (one.start and one.end and other.start and other.end):
        return False
    return one.start <= other.end and other.start <= one.end


def _conflict(named: Deadline, other: Deadline) -> Doubt:
    return about_deadline(named, "calendar_disagrees", other=other.text, other_page=other.page)


def _renamed_calendar(calendar: Calendar, names: dict[str, str]) -> Calendar:
    rows = [
        row.model_copy(update={"deadlines": list(dict.fromkeys(names[name] for name in row.deadlines))})
        for row in calendar.rows
    ]
    return calendar.model_copy(update={"rows": rows})


def _still_there(each: Doubt, names: dict[str, str]) -> bool:
    """A doubt about a deadline that was dropped with its lines says nothing any more."""
    parts = (each.field or "").split(".")
    return parts[0] != "deadlines" or len(parts) < 2 or parts[1] in names


def _renamed(each: Doubt, names: dict[str, str]) -> Doubt:
    parts = (each.field or "").split(".")
    if parts[0] != "deadlines" or len(parts) < 2:
        return each
    return each.model_copy(update={"field": ".".join(["deadlines", names[parts[1]], *parts[2:]])})


def _once(doubts: Iterable[Doubt]) -> list[Doubt]:
    return list({(each.code, each.field, each.message): each for each in doubts}.values())
