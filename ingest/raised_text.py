"""Small raised or lowered letters (H2O, 5th, notes) put back into the line they belong to."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.text_layer import Cluster

_SMALLER = 0.87  # of the line's type size
_SHIFT = 0.6  # type sizes of the line from baseline to baseline
_TOUCH = 0.25  # type sizes of the line from the letter before


def with_raised(rows: list[list[Cluster]]) -> list[list[Cluster]]:
    """Rows from the top, each from the left; raised letters join the row of the letter they follow.

    After a digit they stay apart: a note's number run together with a year would make another number.
    """
    kept = [list(row) for row in rows]
    for at, row in enumerate(rows):
        for beside in (at + 1, at - 1):
            if 0 <= beside < len(rows) and _may_hold(rows[beside], row):
                _move(kept[at], kept[beside])
    return [sorted(row, key=lambda c: (c.x0, c.x1)) for row in kept if row]


def _may_hold(line: list[Cluster], row: list[Cluster]) -> bool:
    size = max(c.size for c in line)
    first, other = line[0], row[0]
    return (
        (first.angle, first.tilt) == (other.angle, other.tilt)
        and abs(first.baseline - other.baseline) < _SHIFT * size
        and max(c.size for c in row) <= _SMALLER * size
    )


def _move(row: list[Cluster], line: list[Cluster]) -> None:
    for run in _runs([c for c in row if c.text != " "]):
        reach = _TOUCH * max(c.size for c in line)
        before = [c for c in line if -reach < run[0].x0 - c.x1 < reach and c.text != " "]
        if before and not before[-1].text[-1].isdigit():
            line += run
            for letter in run:
                row.remove(letter)


def _runs(letters: list[Cluster]) -> list[list[Cluster]]:
    runs = [letters[:1]] if letters else []
    for last, letter in pairwise(letters):
        if letter.x0 - last.x1 < _TOUCH * letter.size:
            runs[-1].append(letter)
        else:
            runs.append([letter])
    return runs
