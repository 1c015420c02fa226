"""Every kind of contradiction is found where it is planted, and none is seen where everything agrees."""

from __future__ import annotations

import pytest

from bench.contradictions import PLANTERS, alarms, found, variant
from bench.fictional_circulars import clean_plan, document_of
from extract.circular import extract_circular
from extract.doubt_catalogue import KINDS


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("code", sorted(PLANTERS))
def test_a_planted_contradiction_is_found(code: str, number: int) -> None:
    """The doubt of that code is raised, and names what it was planted in."""
    assert found(code, number)


@pytest.mark.parametrize("number", range(12))
def test_a_clean_circular_raises_nothing(number: int) -> None:
    """No error, no warning, and every deadline sure."""
    circular = extract_circular(document_of(clean_plan(number)))

    assert alarms(circular) == []
    assert {deadline.state for deadline in circular.deadlines} == {"sure"}


def test_every_code_has_a_planter() -> None:
    """A new code needs a contradiction that raises it."""
    assert set(KINDS) == set(PLANTERS)


def test_doubts_are_numbered_and_known_to_their_deadlines() -> None:
    """b1, b2 … once each; a deadline lists the doubts that name it."""
    circular = extract_circular(variant("ticks_disagree", 0))
    [doubt] = [doubt for doubt in circular.doubts if doubt.code == "ticks_disagree"]
    [named] = [deadline for deadline in circular.deadlines if doubt.field == f"deadlines.{deadline.id}"]

    assert [each.id for each in circular.doubts] == [f"b{n}" for n in range(1, len(circular.doubts) + 1)]
    assert doubt.id in named.doubts
    assert named.state == "sure"  # the text of a row is authoritative over its ticks


def test_a_questioned_value_is_not_sure() -> None:
    """A day that does not exist is never sure, in a calendar or in the letter's head."""
    circular = extract_circular(variant("impossible_date", 0))
    named = {doubt.field for doubt in circular.doubts if doubt.code == "impossible_date"}

    assert named
    assert all(d.state == "doubtful" for d in circular.deadlines if f"deadlines.{d.id}" in named)
