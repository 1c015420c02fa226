"""Rules drawn on a page -> grids of cells.

A grid is found where rules touch each other. Its lines divide it into small units; units with no rule between
them are one cell, so merged cells come out by themselves and a stray line inside a cell divides nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pdfplumber.table import merge_edges

from ingest.document import Box

SNAP = 2.5  # points: double rules and borders drawn cell by cell are one line
SHORTEST_RULE = 5.0  # points
COVERED = 0.9  # of a unit's side must be ruled to part it from the next


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: upright at x = at from start to end, or level at y = at."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class GridCell:
    row: int
    col: int
    row_span: int
    col_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    box: Box
    rows: int
    cols: int
    cells: tuple[GridCell, ...]
    xs: tuple[float, ...]  # left edges of the columns, and the right edge
    ys: tuple[float, ...]

    def place(self, point: tuple[float, float]) -> tuple[int, int] | None:
        """(row, col) of a point, None outside the grid."""
        row, col = bisect_right(self.ys, point[1]) - 1, bisect_right(self.xs, point[0]) - 1
        return (row, col) if 0 <= row < self.rows and 0 <= col < self.cols else None


def grids(rules: Iterable[Rule]) -> list[Grid]:
    """The tables that `rules` draw, from the top. A frame of one cell or one column is no table."""
    found = [_grid(group) for group in _touching(_joined(rules))]
    tables = [grid for grid in found if grid is not None and grid.cols > 1 and len(grid.cells) > 2]
    return sorted(tables, key=lambda grid: (grid.box.y0, grid.box.x0))


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Rules that continue each other as one."""
    edges = [_as_edge(rule) for rule in rules]
    if not edges:
        return []
    merged = [_as_rule(edge) for edge in merge_edges(edges, SNAP, SNAP, SNAP, SNAP)]
    return [rule for rule in merged if rule.end - rule.start >= SHORTEST_RULE]


def _as_edge(rule: Rule) -> dict[str, float | str]:
    """A rule as pdfplumber's dictionary."""
    x0, x1 = (rule.at, rule.at) if rule.upright else (rule.start, rule.end)
    top, bottom = (rule.start, rule.end) if rule.upright else (rule.at, rule.at)
    return {
        "object_type": "line",
        "orientation": "v" if rule.upright else "h",
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "doctop": top,
        "y0": -bottom,
        "y1": -top,
        "width": x1 - x0,
        "height": bottom - top,
    }


def _as_rule(edge: dict[str, float]) -> Rule:
    if edge["x0"] == edge["x1"]:
        return Rule(True, edge["x0"], edge["top"], edge["bottom"])
    return Rule(False, edge["top"], edge["x0"], edge["x1"])


def _touching(rules: list[Rule]) -> list[list[Rule]]:
    """Groups of rules that meet, directly or through others."""
    group = list(range(len(rules)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    level = sorted((rule.at, j) for j, rule in enumerate(rules) if not rule.upright)
    for i, rule in enumerate(rules):
        if not rule.upright:
            continue
        first, last = bisect_left(level, (rule.start - SNAP, -1)), bisect_right(level, (rule.end + SNAP,))
        for _, j in level[first:last]:
            if _meet(rule, rules[j]):
                group[root(i)] = root(j)
    groups: dict[int, list[Rule]] = {}
    for i, rule in enumerate(rules):
        groups.setdefault(root(i), []).append(rule)
    return list(groups.values())


def _meet(upright: Rule, level: Rule) -> bool:
    return (
        upright.start - SNAP <= level.at <= upright.end + SNAP
        and level.start - SNAP <= upright.at <= level.end + SNAP
    )


def _grid(rules: list[Rule]) -> Grid | None:
    upright = [rule for rule in rules if rule.upright]
    level = [rule for rule in rules if not rule.upright]
    if not upright or len(level) < 2:
        return None
    upright += _open_sides(upright, level)
    xs, ys = _places(upright), _places(level)
    if len(xs) < 2 or len(ys) < 2:
        return None
    return _compact(_regions(xs, ys, upright, level), xs, ys)


def _open_sides(upright: list[Rule], level: list[Rule]) -> list[Rule]:
    """Tables are often set without rules at their left and right: closed where the level rules end alike."""
    top, bottom = min(rule.at for rule in level), max(rule.at for rule in level)
    sides = []
    for ends in ([rule.start for rule in level], [rule.end for rule in level]):
        for x in (min(ends), max(ends)):
            alike = sum(abs(end - x) < 2 * SNAP for end in ends)
            if alike >= max(2, len(ends) * 0.6) and all(abs(rule.at - x) > 2 * SNAP for rule in upright):
                sides.append(Rule(True, x, top, bottom))
    return sides


def _places(rules: list[Rule]) -> list[float]:
    """Distinct positions, those within the tolerance taken together."""
    places: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not places or at - places[-1] > SNAP:
            places.append(at)
    return places


def _regions(
    xs: list[float], ys: list[float], upright: list[Rule], level: list[Rule]
) -> list[set[tuple[int, int]]]:
    """Sets of units (row, col) with no rule between them, those open to the outside left out."""
    walls = {(r, c) for c, r in _ruled(xs, ys, upright)}  # to the left of unit (row, col)
    floors = set(_ruled(ys, xs, level))  # above unit (row, col)
    rows, cols = len(ys) - 1, len(xs) - 1
    regions, seen = [], set()
    for start in ((r, c) for r in range(rows) for c in range(cols)):
        if start in seen:
            continue
        region, open_ends, closed = {start}, [start], True
        while open_ends:
            r, c = open_ends.pop()
            ways = (
                ((r, c - 1), (r, c) in walls),
                ((r, c + 1), (r, c + 1) in walls),
                ((r - 1, c), (r, c) in floors),
                ((r + 1, c), (r + 1, c) in floors),
            )
            for unit, shut in ways:
                if shut or unit in region:
                    continue
                if not (0 <= unit[0] < rows and 0 <= unit[1] < cols):
                    closed = False
                    continue
                region.add(unit)
                open_ends.append(unit)
        seen |= region
        if closed:
            regions.append(region)
    return regions


def _ruled(places: list[float], steps: list[float], rules: list[Rule]) -> Iterator[tuple[int, int]]:
    """(place, step) for every stretch between two steps that is ruled at a place."""
    for p, at in enumerate(places):
        here = [rule for rule in rules if abs(rule.at - at) <= SNAP]
        for s, (start, end) in enumerate(pairwise(steps)):
            if _covers(here, start, end):
                yield p, s


def _covers(rules: list[Rule], start: float, end: float) -> bool:
    """Whether the rules together cover the stretch but for the tolerance."""
    covered = sum(max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in rules)
    return covered >= min(COVERED * (end - start), end - start - SNAP)


def _compact(regions: list[set[tuple[int, int]]], xs: list[float], ys: list[float]) -> Grid | None:
    """Cells of the regions that are rectangles, counted by the lines that really part cells."""
    blocks = [block for region in regions if (block := _block(region)) is not None]
    if not blocks:
        return None
    tops = sorted({block[0] for block in blocks} | {block[2] for block in blocks})
    lefts = sorted({block[1] for block in blocks} | {block[3] for block in blocks})
    row_of, col_of = ({line: i for i, line in enumerate(lines)} for lines in (tops, lefts))
    cells = tuple(
        GridCell(
            row_of[r0],
            col_of[c0],
            row_of[r1] - row_of[r0],
            col_of[c1] - col_of[c0],
            Box(xs[c0], ys[r0], xs[c1], ys[r1]),
        )
        for r0, c0, r1, c1 in sorted(blocks)
    )
    box = Box(xs[lefts[0]], ys[tops[0]], xs[lefts[-1]], ys[tops[-1]])
    return Grid(
        box, len(tops) - 1, len(lefts) - 1, cells, tuple(xs[c] for c in lefts), tuple(ys[r] for r in tops)
    )


def _block(region: set[tuple[int, int]]) -> tuple[int, int, int, int] | None:
    """top, left, bottom, right line of a region that is a rectangle."""
    r0, r1 = min(r for r, _ in region), max(r for r, _ in region) + 1
    c0, c1 = min(c for _, c in region), max(c for _, c in region) + 1
    return (r0, c0, r1, c1) if len(region) == (r1 - r0) * (c1 - c0) else None
