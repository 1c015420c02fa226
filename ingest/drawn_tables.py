"""Tables of a born-digital page: grids from its drawn rules, letters in their cells, and what marks a cell.

A mark is a tick, cross or dot set as a character or drawn as a small path, a shade, or a bar or arrow drawn
across cells. Arrows are told from rules by their heads, so that they do not cut the cells they cross.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.document import Box, Cell, Line, Mark, Table
from ingest.pdf_content import Shape
from ingest.table_grid import Grid, GridCell, Rule, grids
from ingest.text_layer import Cluster, line_of, rows

THIN = 2.5  # points: a filled rectangle no thicker is a rule
_DOT_STEP, _FEWEST_DOTS = 4.0, 6  # points from dot to dot of a dotted rule, and how many make one
_BESIDE = 0.1  # type sizes between letters of one run
BAR = 14.0  # points: a filled rectangle no taller may be a bar
TICKS = frozenset("✓✔☑🗸√/ü")
CROSSES = frozenset("✗✘☒×xX✕✖")
DOTS = frozenset("●•⚫■◆★*๏○◉")
WHITE = 245  # of 255: paler fills are paper


@dataclass(slots=True)
class _Drawn:
    """What is drawn on the page besides text, sorted by what it does."""

    rules: list[Rule] = field(default_factory=list)
    arrows: list[Box] = field(default_factory=list)
    blocks: list[Box] = field(default_factory=list)  # filled rectangles as tall as a bar
    fills: list[Box] = field(default_factory=list)
    signs: list[Shape] = field(default_factory=list)
    dots: list[tuple[float, float]] = field(default_factory=list)


def drawn_tables(
    letters: Sequence[Cluster], shapes: Sequence[Shape], sheet: Box
) -> tuple[list[Table], list[Cluster]]:
    """The ruled tables of a page, and the letters that stand in none of them."""
    drawn = _sorted_out(shapes, sheet)
    found = grids(drawn.rules)
    owned, rest = _by_grid(found, letters)
    tables: list[Table] = []
    for grid, inside in zip(found, owned, strict=True):
        if inside or drawn.signs:
            table, left = _table(grid, inside, drawn, len(tables))
            tables.append(table)
            rest += left
    return tables, rest


def _by_grid(found: list[Grid], letters: Sequence[Cluster]) -> tuple[list[list[Cluster]], list[Cluster]]:
    """The letters in each grid, a grid within a cell of another before that other; and those in none."""
    inner_first = sorted(range(len(found)), key=lambda i: found[i].box.width * found[i].box.height)
    owned: list[list[Cluster]] = [[] for _ in found]
    rest: list[Cluster] = []
    if not found:
        return owned, list(letters)
    for run in _runs(letters):
        owners = [next((i for i in inner_first if _holds(found[i].box, c.middle)), None) for c in run]
        owner = max(owners, key=owners.count)
        (rest if owner is None else owned[owner]).extend(run)
    return owned, rest


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box.x0 <= point[0] < box.x1 and box.y0 <= point[1] < box.y1


def _sorted_out(shapes: Sequence[Shape], sheet: Box) -> _Drawn:
    drawn = _Drawn()
    heads = [s.box for s in shapes if _is_arrow_head(s)]
    for shape in shapes:
        box = shape.box
        if _is_sheet(box, sheet):
            continue
        if _is_long_arrow(shape) or (_is_level(box) and any(_at_end(head, box) for head in heads)):
            drawn.arrows.append(box)
        elif _is_rectangle(shape):
            _sort_rectangle(shape, drawn)
        elif (lines := _straight(shape)) and not shape.filled:
            drawn.rules += lines
        elif 2 <= box.width <= 20 and 2 <= box.height <= 20 and box not in heads:
            drawn.signs.append(shape)
    drawn.rules += _dotted(drawn.dots, upright=True) + _dotted(drawn.dots, upright=False)
    return drawn


def _dotted(dots: list[tuple[float, float]], *, upright: bool) -> list[Rule]:
    """Rules drawn as rows of dots."""
    across, along = (0, 1) if upright else (1, 0)
    rules: list[Rule] = []
    row: list[tuple[float, float]] = []
    for dot in [*sorted(dots, key=lambda d: (round(d[across]), d[along])), (math.inf, math.inf)]:
        if row and (abs(dot[across] - row[-1][across]) > 0.5 or dot[along] - row[-1][along] > _DOT_STEP):
            if len(row) >= _FEWEST_DOTS:
                rules.append(Rule(upright, row[0][across], row[0][along], row[-1][along]))
            row = []
        row.append(dot)
    return rules


def _is_sheet(box: Box, sheet: Box) -> bool:
    return box.width > 0.97 * sheet.width and box.height > 0.97 * sheet.height


def _is_level(box: Box) -> bool:
    return box.height <= THIN and box.width > 10


def _is_long_arrow(shape: Shape) -> bool:
    """A shaft and its heads in one outline."""
    box = shape.box
    return shape.filled and len(shape.points) > 6 and 2 <= box.height <= 14 and box.width > 3 * box.height


def _is_arrow_head(shape: Shape) -> bool:
    """A small filled triangle."""
    corners = {(round(x), round(y)) for x, y in shape.points}
    return (
        shape.filled
        and 3 <= len(corners) <= 4
        and not _is_rectangle(shape)
        and 2 <= shape.box.width <= 14
        and 2 <= shape.box.height <= 14
    )


def _at_end(head: Box, shaft: Box) -> bool:
    x, y = head.center
    near = head.width
    return abs(y - shaft.center[1]) < head.height / 2 + 0.5 and (
        abs(x - shaft.x0) <= near or abs(x - shaft.x1) <= near
    )


def _is_rectangle(shape: Shape) -> bool:
    return (
        4 <= len(shape.points) <= 6
        and not shape.curved
        and all(abs(a[0] - b[0]) < 0.3 or abs(a[1] - b[1]) < 0.3 for a, b in pairwise(shape.points))
        and len({(round(x, 1), round(y, 1)) for x, y in shape.points}) >= 4
    )


def _sort_rectangle(shape: Shape, drawn: _Drawn) -> None:
    box = shape.box
    if min(box.width, box.height) <= THIN:
        if max(box.width, box.height) > THIN:
            drawn.rules.append(_middle_line(box))
        else:
            drawn.dots.append(box.center)
        return
    if shape.stroked:
        drawn.rules += [
            Rule(True, box.x0, box.y0, box.y1),
            Rule(True, box.x1, box.y0, box.y1),
            Rule(False, box.y0, box.x0, box.x1),
            Rule(False, box.y1, box.x0, box.x1),
        ]
    if shape.filled and min(shape.colour) < WHITE:
        drawn.fills.append(box)
        if box.height <= BAR and box.width > box.height:
            drawn.blocks.append(box)


def _middle_line(box: Box) -> Rule:
    x, y = box.center
    return Rule(True, x, box.y0, box.y1) if box.height > box.width else Rule(False, y, box.x0, box.x1)


def _straight(shape: Shape) -> list[Rule]:
    """The rules of a path drawn with a pen, empty where it is anything but level and upright lines."""
    lines = []
    for (xa, ya), (xb, yb) in pairwise(shape.points):
        if abs(xa - xb) < 0.5 and abs(ya - yb) > 2:
            lines.append(Rule(True, (xa + xb) / 2, min(ya, yb), max(ya, yb)))
        elif abs(ya - yb) < 0.5 and abs(xa - xb) > 2:
            lines.append(Rule(False, (ya + yb) / 2, min(xa, xb), max(xa, xb)))
        elif abs(xa - xb) > 0.5 or abs(ya - yb) > 0.5:
            return []
    return [] if shape.curved else lines


def _table(grid: Grid, letters: list[Cluster], drawn: _Drawn, index: int) -> tuple[Table, list[Cluster]]:
    inside_of, left = _by_cell(grid, letters)
    cells = []
    shades = _shades(grid, drawn)
    for cell in grid.cells:
        inside = inside_of.get((cell.row, cell.col), [])
        lines = [line for row in rows(inside) if (line := line_of(row, index)) is not None]
        mark, confidence = _mark(cell, lines, drawn, shades)
        cells.append(
            Cell(
                row=cell.row,
                col=cell.col,
                row_span=cell.row_span,
                col_span=cell.col_span,
                box=cell.box,
                lines=tuple(lines),
                mark=mark,
                mark_confidence=confidence,
            )
        )
    return Table(box=grid.box, rows=grid.rows, cols=grid.cols, cells=tuple(cells)), left


def _by_cell(
    grid: Grid, letters: list[Cluster]
) -> tuple[dict[tuple[int, int], list[Cluster]], list[Cluster]]:
    """Letters by the (row, col) of their cell, and those that stand in none."""
    corner = {
        (cell.row + down, cell.col + across): (cell.row, cell.col)
        for cell in grid.cells
        for down in range(cell.row_span)
        for across in range(cell.col_span)
    }
    found: dict[tuple[int, int], list[Cluster]] = {}
    left = []
    for run in _runs(letters):
        places = [corner.get(place) if (place := grid.place(c.middle)) else None for c in run]
        place = max(places, key=places.count)
        if place is not None:
            found.setdefault(place, []).extend(run)
        else:
            left += run
    return found, left


def _runs(letters: Sequence[Cluster]) -> list[list[Cluster]]:
    """Letters set side by side in one go: they belong to one cell, also where they run over its border."""
    runs: list[list[Cluster]] = []
    last: Cluster | None = None
    for letter in letters:
        beside = (
            last is not None
            and letter.baseline == last.baseline
            and letter.text != " "
            and abs(letter.x0 - last.x1) < _BESIDE * letter.size
        )
        if beside:
            runs[-1].append(letter)
        else:
            runs.append([letter])
        last = letter
    return runs


def _mark(
    cell: GridCell, lines: list[Line], drawn: _Drawn, shades: set[tuple[int, int]]
) -> tuple[Mark | None, float]:
    """What marks the cell, and how sure that is."""
    text = "".join(line.text for line in lines)
    if text and (sign := _sign_of(text)):
        return sign, 1.0
    bars = drawn.arrows if text or (cell.row, cell.col) in shades else drawn.arrows + drawn.blocks
    across = max((_across(bar, cell.box) for bar in bars), default=0.0)
    if across >= 0.35:
        return "bar", 1.0 if across >= 0.75 else round(across, 2)
    if text:
        return None, 1.0
    signs = [shape for shape in drawn.signs if _holds(cell.box, shape.box.center)]
    if signs:
        return _drawn_sign(signs), 1.0
    return ("shaded" if (cell.row, cell.col) in shades else None), 1.0


def _sign_of(text: str) -> Mark | None:
    marks: list[tuple[frozenset[str], Mark]] = [(TICKS, "tick"), (CROSSES, "cross"), (DOTS, "dot")]
    return next((mark for signs, mark in marks if set(text) <= signs), None)


def _across(bar: Box, cell: Box) -> float:
    """The share of the cell's width that a bar lying in it covers."""
    if not cell.y0 <= bar.center[1] < cell.y1 or bar.height > 0.7 * cell.height:
        return 0.0
    return (min(bar.x1, cell.x1) - max(bar.x0, cell.x0)) / cell.width


def _drawn_sign(signs: list[Shape]) -> Mark:
    """A tick's lowest point lies inside its width; a cross has ink in all four corners; a dot is round."""
    points = [point for shape in signs for point in shape.points]
    if not points or all(shape.curved and shape.filled for shape in signs):
        return "dot"
    x0, x1 = min(x for x, _ in points), max(x for x, _ in points)
    y0, y1 = min(y for _, y in points), max(y for _, y in points)
    near = 0.25 * max(x1 - x0, y1 - y0)
    corners = [(x, y) for x in (x0, x1) for y in (y0, y1)]
    met = sum(any(abs(px - x) < near and abs(py - y) < near for px, py in points) for x, y in corners)
    return "cross" if met == 4 else "tick"


def _shades(grid: Grid, drawn: _Drawn) -> set[tuple[int, int]]:
    """(row, col) of the cells whose fill sets them apart: no heading row, stripe or tinted column."""
    filled = {(cell.row, cell.col): cell for cell in grid.cells if _fill(cell.box, drawn)}
    plain = [cell for cell in grid.cells if (cell.row, cell.col) not in filled]
    return {
        place
        for place, cell in filled.items()
        if any(other.row <= cell.row < other.row + other.row_span for other in plain)
        and any(other.col <= cell.col < other.col + other.col_span for other in plain)
    }


def _fill(cell: Box, drawn: _Drawn) -> bool:
    """Whether fills that are no paper lie over most of the cell; Word paints a cell in strips."""
    covered = 0.0
    for box in drawn.fills:
        across = min(box.x1, cell.x1) - max(box.x0, cell.x0)
        down = min(box.y1, cell.y1) - max(box.y0, cell.y0)
        covered += max(0.0, across) * max(0.0, down)
    return covered > 0.5 * cell.width * cell.height
