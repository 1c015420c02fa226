"""The order in which a person reads the lines of a page: rows from the top, within a row from the left."""

from __future__ import annotations

from ingest.line_finding import TextLine


def in_reading_order(lines: list[TextLine]) -> list[TextLine]:
    """Lines level with each other make a row; rows come from the top, their lines from the left."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        row = next((row for row in rows[-4:] if _same_row(row[0], line)), None)
        if row is None:
            rows.append([line])
        else:
            row.append(line)
    rows.sort(key=lambda row: min(line.middle for line in row))
    return [line for row in rows for line in sorted(row, key=lambda line: line.x0)]


def _same_row(one: TextLine, other: TextLine) -> bool:
    x = (one.x0 + one.x1 + other.x0 + other.x1) / 4
    return abs(one.middle_at(x) - other.middle_at(x)) < 0.6 * min(one.letter, other.letter)
