"""The order in which a person reads the lines of a page: rows from the top, within a row from the left."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.layers import FoundLine


def in_reading_order(lines: Iterable[FoundLine]) -> list[FoundLine]:
    """Lines level with each other make a row; rows come from the top, their lines from the left."""
    rows: list[list[FoundLine]] = []
    for line in sorted(lines, key=lambda line: line.place.middle):
        row = next((row for row in rows[-4:] if _same_row(row[0], line)), None)
        if row is None:
            rows.append([line])
        else:
            row.append(line)
    rows.sort(key=lambda row: min(line.place.middle for line in row))
    return [line for row in rows for line in sorted(row, key=lambda line: line.place.x0)]


def _same_row(one: FoundLine, other: FoundLine) -> bool:
    a, b = one.place, other.place
    x = (a.x0 + a.x1 + b.x0 + b.x1) / 4
    return abs(a.middle_at(x) - b.middle_at(x)) < 0.6 * min(a.letter, b.letter)
