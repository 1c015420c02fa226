"""Ruled tables of scanned pages: rules -> a grid, and the cell every line of text stands in.

Rules of a scan waver, break and lean. They are first leaned back (photos show tables as trapezia), bridged
where the scanner dropped a few millimetres, and then handed to the same grid finder that reads drawn tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ingest.document import Box
from ingest.ink import Ink, Segment
from ingest.table_grid import Grid, GridCell, Rule, grids

POINTS = 72 / 200  # points a px of the working scale, for the tolerances of the grid finder
BRIDGE = 26  # px: a gap in a rule no wider than this (3 mm) was dropped by the scanner
FAINT = 0.45  # of a wider gap's length that must still show ink to be bridged
WIDEST_GAP = 300  # px
SMALL_GAP, MOST_GROWTH = 12, 160  # px: how a rule's ink is followed beyond its ends
OVERHANG = 22  # px: a rule of a table ends at a crossing one; a scratch, an arrow or a fold runs on
COLLINEAR = 5  # px apart at most are two pieces of one rule
LEAST_SIDES = (2.7, 0.45)  # inches wide and high: a smaller grid is the frame of a stamp
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lean:
    """How rules of one direction lean: rise over run = a + b * (place across, from the middle)."""

    a: float = 0.0
    b: float = 0.0
    middle: tuple[float, float] = (0.0, 0.0)

    def shift(self, across: float, along: float) -> float:
        return (self.a + self.b * (across - self.middle[0])) * (along - self.middle[1])


@dataclass(frozen=True)
class ScannedGrid:
    """A grid in leaned-back points, with the leans that lead back to px of the straight page.

    bars: level lines that are no rules of a table (shafts of arrows), in px of the straight page.
    """

    grid: Grid
    level: Lean
    upright: Lean
    bars: tuple[Segment, ...] = ()

    def place(self, x: float, y: float) -> tuple[float, float]:
        """px of the straight page -> leaned-back points."""
        return (x - self.upright.shift(x, y)) * POINTS, (y - self.level.shift(y, x)) * POINTS

    def back(self, x: float, y: float) -> tuple[float, float]:
        """Leaned-back points -> px of the straight page."""
        x, y = x / POINTS, y / POINTS
        return x + self.upright.shift(x, y), y + self.level.shift(y, x)

    def corners(self, box: Box) -> list[tuple[float, float]]:
        """The corners of a box of the grid in px of the straight page, clockwise from the top left."""
        x0, y0, x1, y1 = box
        return [self.back(x, y) for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]

    def cell_at(self, x: float, y: float) -> GridCell | None:
        """The cell round a place given in px of the straight page."""
        u, v = self.place(x, y)
        for cell in self.grid.cells:
            if cell.box.x0 <= u < cell.box.x1 and cell.box.y0 <= v < cell.box.y1:
                return cell
        return None


def find_grids(ink: Ink) -> list[ScannedGrid]:
    """The tables of the page from the top."""
    height, width = ink.labels.shape
    level = [rule for rule in ink.rules if not rule.upright]
    upright = [rule for rule in ink.rules if rule.upright]
    if len(level) < 2 or len(upright) < 2:
        return []
    level_lean = _lean([(r.y0, r.x0, r.y1, r.x1) for r in level], (height / 2, width / 2))
    upright_lean = _lean([(r.x0, r.y0, r.x1, r.y1) for r in upright], (width / 2, height / 2))
    rules = [_leaned_back(rule, level_lean, upright_lean) for rule in _going_on(ink.rules)]
    evidence = _Evidence(ink, level_lean, upright_lean, tuple(rules))
    whole = _grown(_bridged(rules, evidence), evidence)
    true_rules = _ending_on_others(whole + _closed_sides(whole))
    found = grids(_in_points(rule) for rule in true_rules)
    bars = [rule for rule in whole if not rule.upright and rule not in true_rules]
    bars = [_leaned_back(bar, level_lean, upright_lean, way=-1) for bar in bars]
    return [ScannedGrid(grid, level_lean, upright_lean, tuple(bars)) for grid in found if _is_table(grid)]


def _lean(rules: Sequence[tuple[float, float, float, float]], middle: tuple[float, float]) -> Lean:
    """rules: (across, along) of both ends. The long ones decide."""
    ends = np.array(rules)
    lengths = ends[:, 3] - ends[:, 1]
    long = lengths >= 0.5 * np.percentile(lengths, 90)
    slopes = (ends[long, 2] - ends[long, 0]) / lengths[long]
    across = (ends[long, 0] + ends[long, 2]) / 2 - middle[0]
    if long.sum() >= 4 and np.ptp(across) > 200 and np.ptp(slopes) > 0.004:
        b, a = np.polyfit(across, slopes, 1, w=lengths[long])
        if np.median(np.abs(b * across + a - slopes)) < 0.5 * np.median(np.abs(np.median(slopes) - slopes)):
            return Lean(float(a), float(b), middle)
    return Lean(float(np.median(slopes)), 0.0, middle)


def _going_on(rules: Sequence[Segment]) -> list[Segment]:
    """Pieces that meet end to end as one rule, before they are leaned back: a rule of a photo bends, and its
    pieces would come to stand beside each other."""
    joined: list[Segment] = []
    for rule in sorted(rules, key=lambda r: (r.upright, r.y0 if r.upright else r.x0)):
        for i, other in enumerate(joined):
            if other.upright == rule.upright and _meet_end_to_end(other, rule):
                joined[i] = Segment(rule.upright, other.x0, other.y0, rule.x1, rule.y1)
                break
        else:
            joined.append(rule)
    return joined


def _meet_end_to_end(one: Segment, other: Segment) -> bool:
    along, across = other.x0 - one.x1, other.y0 - one.y1
    if one.upright:
        along, across = across, along
    return -4 <= along <= BRIDGE and abs(across) <= COLLINEAR


def _leaned_back(rule: Segment, level: Lean, upright: Lean, *, way: int = 1) -> Segment:
    """The rule straight up or level, at the mean of its ends; the reverse where way is -1."""
    x0, x1 = (x - way * upright.shift(x, y) for x, y in ((rule.x0, rule.y0), (rule.x1, rule.y1)))
    y0, y1 = (y - way * level.shift(y, x) for x, y in ((rule.x0, rule.y0), (rule.x1, rule.y1)))
    if rule.upright:
        return Segment(True, (x0 + x1) / 2, y0, (x0 + x1) / 2, y1)
    return Segment(False, x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)


@dataclass(frozen=True)
class _Evidence:
    """Whether ink still shows in the gap between two pieces of one faint rule."""

    ink: Ink
    level: Lean
    upright: Lean
    rules: tuple[Segment, ...]  # leaned back

    def between(self, one: Segment, other: Segment) -> bool:
        start, end, at = (one.y1, other.y0, one.x0) if one.upright else (one.x1, other.x0, one.y0)
        if end - start > WIDEST_GAP:
            return False
        if min(one.length, other.length) > 4 * (end - start) and not self._between_crossings(one, start, end):
            return True
        shown = self._shown(one.upright, at, np.arange(start, end))
        ends = np.flatnonzero(np.diff(np.concatenate([[True], shown, [True]])))
        longest_blank = int(np.diff(ends).max(initial=0)) if len(ends) > 1 else 0
        return float(shown.mean()) >= FAINT and longest_blank <= BRIDGE

    def grown(self, rule: Segment) -> Segment:
        """The rule as far as its ink goes on beyond its ends, over small gaps."""
        at = _at(rule)
        start, end = (rule.y0, rule.y1) if rule.upright else (rule.x0, rule.x1)
        start -= self._reach(rule.upright, at, np.arange(start - 1, start - 1 - MOST_GROWTH, -1))
        end += self._reach(rule.upright, at, np.arange(end, end + MOST_GROWTH))
        return Segment(True, at, start, at, end) if rule.upright else Segment(False, start, at, end, at)

    def _reach(self, upright: bool, at: float, along: Floats) -> int:
        shown = self._shown(upright, at, along)
        inked = np.flatnonzero(shown)
        gaps = np.flatnonzero(np.diff(inked, prepend=-1) > SMALL_GAP)
        if len(gaps):
            inked = inked[: gaps[0]]
        far = int(inked[-1]) + 1 if len(inked) else 0
        return far if far and shown[:far].mean() > 0.7 else 0

    def _shown(self, upright: bool, at: float, along: Floats) -> NDArray[np.bool_]:
        """Where along a rule, at most two px beside it, there is ink."""
        lean, other = (self.upright, self.level) if upright else (self.level, self.upright)
        middle = float(along[0] + along[-1]) / 2
        across = at + lean.shift(at, middle)
        along = along + other.shift(middle, at)
        shown = np.zeros(len(along), bool)
        height, width = self.ink.labels.shape
        inside = (along >= 0) & (along < (height if upright else width))
        for k in range(-2, 3):
            places = np.full(len(along), round(across) + k)
            y, x = (along.astype(int), places) if upright else (places, along.astype(int))
            y, x = y.clip(0, height - 1), x.clip(0, width - 1)
            shown |= (self.ink.faint[y, x] > 0) & inside
        return shown

    def _between_crossings(self, rule: Segment, start: float, end: float) -> bool:
        """The gap is a cell that spans rows or columns: upright rules stand at both its ends."""
        at = [_at(other) for other in self.rules if other.upright != rule.upright]
        return all(any(abs(a - place) <= 10 for a in at) for place in (start, end))


def _grown(rules: list[Segment], evidence: _Evidence) -> list[Segment]:
    """The rules as far as ink shows them; one that would run on into letters beside the table stays."""
    whole = [evidence.grown(rule) for rule in rules]
    longest = _longest(whole)
    for i, (found, grown) in enumerate(zip(rules, whole, strict=True)):
        if not _ends_on_others(grown, whole, longest) and _ends_on_others(found, whole, longest):
            whole[i] = found
    return whole


def _ending_on_others(rules: list[Segment]) -> list[Segment]:
    """Without the rules that run on past the outermost rule they cross, or cross none."""
    longest = _longest(rules)
    return [rule for rule in rules if _ends_on_others(rule, rules, longest)]


def _longest(rules: list[Segment]) -> dict[bool, float]:
    """Length of the longest upright (True) and level rule."""
    return {way: max((r.length for r in rules if r.upright == way), default=0.0) for way in (True, False)}


def _ends_on_others(rule: Segment, rules: list[Segment], longest: dict[bool, float]) -> bool:
    """A long rule may stop short inside its table, where the scanner lost the rest; a short one may not."""
    others = [_at(other) for other in rules if other.upright != rule.upright]
    crossed = [_at(other) for other in rules if other.upright != rule.upright and _crosses(rule, other)]
    if not crossed:
        return False
    start, end = (rule.y0, rule.y1) if rule.upright else (rule.x0, rule.x1)
    stops = others if rule.length >= 0.5 * longest[rule.upright] else crossed
    return min(stops) - start <= OVERHANG and end - max(stops) <= OVERHANG


def _closed_sides(rules: list[Segment]) -> list[Segment]:
    """The frame of a table pales first: close the sides of a row that an upright rule inside it proves."""
    level = sorted((rule for rule in rules if not rule.upright), key=lambda rule: rule.y0)
    upright = [rule for rule in rules if rule.upright]
    sides = []
    for one, other in pairwise(level):
        alike = abs(one.x0 - other.x0) <= 10 and abs(one.x1 - other.x1) <= 10
        if alike and any(_spans(rule, one, other) for rule in upright):
            sides += [Segment(True, x, one.y0, x, other.y0) for x in (one.x0, one.x1)]
    return sides


def _spans(rule: Segment, above: Segment, below: Segment) -> bool:
    inside = above.x0 - 10 <= rule.x0 <= above.x1 + 10
    return inside and rule.y0 <= above.y0 + 8 and rule.y1 >= below.y0 - 8


def _at(rule: Segment) -> float:
    return rule.x0 if rule.upright else rule.y0


def _crosses(one: Segment, other: Segment) -> bool:
    upright, level = (one, other) if one.upright else (other, one)
    near = 8
    return (
        upright.y0 - near <= level.y0 <= upright.y1 + near
        and level.x0 - near <= upright.x0 <= level.x1 + near
    )


def _bridged(rules: list[Segment], evidence: _Evidence) -> list[Segment]:
    """Pieces of one rule with no more than BRIDGE between them, or with faint ink, as one."""
    joined: list[Segment] = []
    for rule in sorted(rules, key=lambda r: (r.upright, r.y0 if r.upright else r.x0)):
        for i, other in enumerate(joined):
            if other.upright == rule.upright and _continues(other, rule, evidence):
                joined[i] = _union(other, rule)
                break
        else:
            joined.append(rule)
    return joined


def _continues(one: Segment, other: Segment, evidence: _Evidence) -> bool:
    if abs(_at(one) - _at(other)) > COLLINEAR:
        return False
    gap = other.y0 - one.y1 if one.upright else other.x0 - one.x1
    return gap <= BRIDGE or evidence.between(one, other)


def _union(one: Segment, other: Segment) -> Segment:
    if one.upright:
        at = (one.x0 * one.length + other.x0 * other.length) / (one.length + other.length)
        return Segment(True, at, min(one.y0, other.y0), at, max(one.y1, other.y1))
    at = (one.y0 * one.length + other.y0 * other.length) / (one.length + other.length)
    return Segment(False, min(one.x0, other.x0), at, max(one.x1, other.x1), at)


def _in_points(rule: Segment) -> Rule:
    if rule.upright:
        return Rule(True, rule.x0 * POINTS, rule.y0 * POINTS, rule.y1 * POINTS)
    return Rule(False, rule.y0 * POINTS, rule.x0 * POINTS, rule.x1 * POINTS)


def _is_table(grid: Grid) -> bool:
    return grid.box.width >= LEAST_SIDES[0] * 72 and grid.box.height >= LEAST_SIDES[1] * 72
