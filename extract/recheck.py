"""The rules that need no page, for what people correct: a slip of the pen is doubted like a misprint."""

from __future__ import annotations

from collections.abc import Iterator

from extract.checks_of_calendars import duplicate_deadlines, outside_phase, ticks_disagree
from extract.checks_of_dates import already_over, implausible_years, received_before_issued, weekend_dates
from extract.checks_of_letters import circular_mark, delegates_to_itself, number_malformed
from extract.cross_checks import Rule
from extract.models import Circular, Doubt
from ingest.document import Document

RULES_OF_VALUES: tuple[Rule, ...] = (
    received_before_issued,
    implausible_years,
    already_over,
    ticks_disagree,
    outside_phase,
    duplicate_deadlines,
    delegates_to_itself,
    number_malformed,
    circular_mark,
    weekend_dates,
)
_NO_PAGES = Document(name="", sha256="", pages=())


def doubts_of_values(circular: Circular) -> Iterator[Doubt]:
    """What its values have against each other, not yet numbered."""
    for rule in RULES_OF_VALUES:
        yield from rule(circular, _NO_PAGES)
