"""What the pages say against each other: every rule in one list, and their doubts put into the circular.

Each rule is a pure function of the circular and its document. A doubt changes no value; where it questions
one, that value is not sure any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from extract.checks_of_calendars import duplicate_deadlines, outside_phase, owner_disagrees, ticks_disagree
from extract.checks_of_dates import (
    already_over,
    doubts_in_text,
    implausible_years,
    missing_times,
    received_before_issued,
    weekend_dates,
)
from extract.checks_of_letters import (
    attachments,
    circular_mark,
    delegates_to_itself,
    number_malformed,
    personal_data,
    printed_over,
    secret_document,
    unread_pages,
)
from extract.doubt_catalogue import KINDS
from extract.models import Circular, Deadline, Doubt, Frozen, Reading, Severity
from ingest.document import Document

# What the reader was not certain of; the pages may be in order.
ABOUT_READING = frozenset(
    {"handwritten", "stamped_over", "readers_disagree", "low_confidence", "unclear_place"}
)

WELL_READ = 0.9  # confidence of a number from which its form is the page's and not the reader's
_AGAINST_THE_LETTERS_DATE = frozenset({"received_before_issued", "already_over", "implausible_year"})

Rule = Callable[[Circular, Document], Iterator[Doubt]]

RULES: tuple[Rule, ...] = (
    unread_pages,
    secret_document,
    personal_data,
    received_before_issued,
    implausible_years,
    doubts_in_text,
    already_over,
    ticks_disagree,
    outside_phase,
    owner_disagrees,
    duplicate_deadlines,
    printed_over,
    delegates_to_itself,
    number_malformed,
    circular_mark,
    attachments,
    missing_times,
    weekend_dates,
)


def find_doubts(circular: Circular, document: Document) -> list[Doubt]:
    """Everything that the rules have against the circular, not yet numbered."""
    return [found for rule in RULES for found in rule(circular, document)]


def _gentler(each: Doubt, badly_read: set[str]) -> Doubt:
    """One step less grave where the value itself was not read for certain: the page may well be right."""
    rests_on = {each.field or "", *(["date"] if each.code in _AGAINST_THE_LETTERS_DATE else [])}
    if each.code in ABOUT_READING or not rests_on & badly_read:
        return each
    lower: Severity = "warning" if each.severity == "error" else "note"
    return each.model_copy(update={"severity": lower})


def checked(circular: Circular, document: Document) -> Circular:
    """The circular with its own doubts and those of the rules, numbered, and nothing questioned still sure.

    Doubts already in `circular.doubts` are kept; the same doubt about the same thing stands once.
    """
    badly_read = {each.field for each in circular.doubts if each.field and each.code in ABOUT_READING}
    if circular.number is not None and circular.number.value and circular.number.confidence < WELL_READ:
        badly_read.add("number")  # what no register gives may just as well be a misread figure
    raised = [*circular.doubts, *find_doubts(circular, document)]
    found = _once(_gentler(each, badly_read) for each in raised)
    found.sort(key=lambda each: (each.page or 0, each.box[1] if each.box else 0.0))
    doubts = [each.model_copy(update={"id": f"b{number}"}) for number, each in enumerate(found, 1)]
    return _with_doubts(circular, doubts)


def _once(doubts: Iterable[Doubt]) -> list[Doubt]:
    """One doubt for each code and field; of pages without a field one each.

    Paragraphs that were not read for certain stand once a page: what counts in them has doubts of its own.
    """
    first: dict[tuple[object, ...], Doubt] = {}
    for each in doubts:
        field = each.field
        if each.code in ABOUT_READING and (field or "").startswith("body."):
            field = "body"
        key = (each.code, field, each.page if field in (None, "body") else None)
        first.setdefault(key, each.model_copy(update={"field": field}))
    return list(first.values())


def _with_doubts(circular: Circular, doubts: list[Doubt]) -> Circular:
    about: dict[str, list[Doubt]] = defaultdict(list)
    for each in doubts:
        about[each.field or ""].append(each)
    questioned = {path for path, its in about.items() if any(KINDS[d.code].questions_value for d in its)}
    changed: dict[str, Any] = {name: _unsure(getattr(circular, name), name, questioned) for name in _FIELDS}
    changed["deadlines"] = [_deadline(deadline, about, questioned) for deadline in circular.deadlines]
    return circular.model_copy(update={**changed, "doubts": doubts})


_NO_FIELDS = ("schema_", "source", "calendars", "deadlines", "doubts")
_FIELDS = tuple(name for name in Circular.model_fields if name not in _NO_FIELDS)


def _unsure(value: Any, path: str, questioned: set[str]) -> Any:
    """The value with every reading under it that is questioned made doubtful."""
    if isinstance(value, list):
        return [_unsure(item, f"{path}.{n}", questioned) for n, item in enumerate(value)]
    if isinstance(value, Reading):
        return _doubtful(value) if path in questioned and value.state == "sure" else value
    if isinstance(value, Frozen):
        names = type(value).model_fields
        return value.model_copy(
            update={name: _unsure(getattr(value, name), f"{path}.{name}", questioned) for name in names}
        )
    return value


def _doubtful(reading: Reading[Any]) -> Reading[Any]:
    return reading.model_copy(update={"state": "doubtful"})


def _deadline(deadline: Deadline, about: dict[str, list[Doubt]], questioned: set[str]) -> Deadline:
    path = f"deadlines.{deadline.id}"
    ids = [each.id for each in about.get(path, [])]
    state = "doubtful" if path in questioned else deadline.state
    return deadline.model_copy(update={"doubts": [*deadline.doubts, *ids], "state": state})
