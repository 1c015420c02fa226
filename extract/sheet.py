"""One page as rows: what stands side by side at one height, cut where a wide gap separates two columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from extract.models import BoxTuple
from extract.passage import Passage, spaced
from ingest.document import Box, Line, Page

# A blank this many times the size of the type separates columns; justified Thai stretches its blanks to
# little more than one size.
COLUMN_GAP = 1.6
CLOSE_LINES = 1.6  # pitches, at most, between two lines of one block
_SHARE_AT_EDGE = 0.25  # of the votes of the x that most rows start at, to count as the edge
LEAST_TILT = 0.006  # points down for each point to the right; below, rows are found all the same
LEAST_LONG_LINES = 5
_LEADERS = re.compile(r"(?:[.…·_]\s?){4,}|…+|[-–—=*]{4,}")  # "เวลา......................น."
_RULE = re.compile(r"[\s.…·_=*–—-]{4,}")  # the line under the title of an announcement


@dataclass(frozen=True)
class Piece:
    """A run of text without a wide gap in it, on one line of one page.

    box: its place on the page set level; `passage.box` is that on the page as it is.
    """

    passage: Passage
    box: Box
    line: Line
    page: int

    @property
    def text(self) -> str:
        return self.passage.text

    @property
    def printed(self) -> bool:
        return self.line.kind == "print"

    @property
    def height(self) -> float:
        """Of the type, not of the ink: "น." and "ที่" stand on the same line."""
        return max(self.box.height, size_of(self.line))

    def after(self, end: int) -> Piece | None:
        """What follows text[:end]; None where nothing does."""
        rest = self.passage.cut(end)
        if not rest or rest.box is None or self.passage.box is None:
            return None
        moved = self.box._replace(x0=self.box.x0 + rest.box.x0 - self.passage.box.x0)
        return Piece(rest, moved, self.line, self.page)


@dataclass(frozen=True)
class Row:
    """Pieces at one height of the page set level, from left to right."""

    pieces: tuple[Piece, ...]
    page: int

    @cached_property
    def box(self) -> Box:
        box = self.pieces[0].box
        for piece in self.pieces[1:]:
            box = box.union(piece.box)
        return box

    @cached_property
    def passage(self) -> Passage:
        return spaced(piece.passage for piece in self.pieces)

    @property
    def text(self) -> str:
        return self.passage.text

    @property
    def height(self) -> float:
        return max(piece.height for piece in self.pieces)

    @property
    def printed(self) -> Row | None:
        """The row without stamps and handwriting; None where nothing else is in it."""
        pieces = tuple(piece for piece in self.pieces if piece.printed)
        return Row(pieces, self.page) if pieces else None


@dataclass(frozen=True)
class Sheet:
    """A page's rows from top to bottom, without the lines that were set aside (received stamps)."""

    page: Page
    set_aside: frozenset[int] = frozenset()  # ids of lines

    @property
    def number(self) -> int:
        return self.page.number

    @property
    def width(self) -> float:
        return self.page.width

    @property
    def height(self) -> float:
        return self.page.height

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        lines = (line for line in self.page.lines if id(line) not in self.set_aside and line.text)
        tilt = tilt_of(self.page)
        return tuple(
            _level(piece, self.page, tilt) for line in lines for piece in pieces_of(line, self.number)
        )

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(_rows(self.pieces, self.number))

    @cached_property
    def pitch(self) -> float:
        """From line to line, in points: the middle of all steps between rows, within what type allows."""
        pairs = list(pairwise(self.rows))
        steps = sorted(below.box.center[1] - above.box.center[1] for above, below in pairs)
        heights = sorted(row.height for row in self.rows)
        if not steps:
            return heights[0] * 1.2 if heights else 20.0
        usual = heights[len(heights) // 2]
        return min(max(steps[len(steps) // 2], 1.05 * usual), 2.4 * usual)

    @cached_property
    def left_edge(self) -> float:
        """Where full lines begin: the leftmost x that a good part of the printed rows start at, wide ones
        counting more. Where paragraphs are short, more rows begin indented than not."""
        votes: Counter[int] = Counter()
        for row in self.rows:
            if (printed := row.printed) is not None:
                votes[round(printed.box.x0 / 6)] += 1 + 2 * (printed.box.width > 0.55 * self.width)
        if not votes:
            return 0.0
        return 6.0 * min(x for x, n in votes.items() if n >= _SHARE_AT_EDGE * max(votes.values()))

    @cached_property
    def right_edge(self) -> float:
        """Where full lines end."""
        ends = sorted(row.box.x1 for row in self.rows if row.box.width > 0.55 * self.width)
        return ends[len(ends) // 2] if ends else self.width

    def first_leader_line_below(self, y: float) -> float | None:
        """Middle of the first line below y that is nothing but dots or dashes; near y only."""
        lines = [line for line in self.page.lines if _RULE.fullmatch(line.text)]
        heights = [line.box.center[1] for line in lines if y - 2 < line.box.center[1] < y + 130]
        return min(heights, default=None)

    @cached_property
    def ink(self) -> tuple[tuple[int, BoxTuple], ...]:
        """(page, box) of stamps and handwriting that may lie over print."""
        written = [line.box for line in self.page.lines if line.kind != "print"]
        return tuple((self.number, (*box,)) for box in [*self.page.stamps, *written])


def size_of(line: Line) -> float:
    """Height of the type in points, guessed from the box where it is not known."""
    return line.size or 0.62 * line.box.height or 10.0


def pieces_of(line: Line, page: int) -> Iterator[Piece]:
    """The line cut at its wide gaps and at dotted leaders."""
    size, start = size_of(line), 0
    gaps = [m.span() for m in _LEADERS.finditer(line.text)]
    gaps += [
        (i, i + 1)
        for i, char in enumerate(line.text)
        if char == " " and line.edges[i + 1] - line.edges[i] > COLUMN_GAP * size
    ]
    for gap_start, gap_end in [*sorted(gaps), (len(line.text), len(line.text))]:
        if gap_start >= start:
            yield from _piece(line, page, start, gap_start)
        start = max(start, gap_end)


def _piece(line: Line, page: int, start: int, end: int) -> Iterator[Piece]:
    passage = Passage.of_line(line, page, start, end).cut(0)
    if (box := passage.box) is not None:
        yield Piece(passage, box, line, page)


def tilt_of(page: Page) -> float:
    """How far the page's lines fall for each point to the right; 0.0 where they are level.

    The box of a long tilted line is higher than its type, by tilt x width; to which side it leans shows at
    the left edge, which leans as much.
    """
    long = [line for line in page.lines if line.source == "ocr" and line.box.width > 0.5 * page.width]
    if len(long) < LEAST_LONG_LINES:
        return 0.0
    leans = sorted((line.box.height - size_of(line)) / line.box.width for line in long)
    lean = leans[len(leans) // 2]
    edge = _edge_slope(long)
    if lean < LEAST_TILT or abs(edge) < 0.4 * lean:
        return 0.0
    return -lean if edge > 0 else lean


def _edge_slope(lines: Sequence[Line]) -> float:
    """How far the left edge goes to the right for each point down, by the middle of all pairs of lines."""
    slopes = sorted(
        (b.box.x0 - a.box.x0) / (b.box.center[1] - a.box.center[1])
        for n, a in enumerate(lines)
        for b in lines[n + 1 :]
        if b.box.center[1] - a.box.center[1] > 3 * size_of(a)
    )
    return slopes[len(slopes) // 2] if slopes else 0.0


def _level(piece: Piece, page: Page, tilt: float) -> Piece:
    """The piece where it would stand on the level page."""
    if not tilt:
        return piece
    (x, y), line = piece.line.box.center, piece.line
    rise = tilt * (x - page.width / 2)
    shift = tilt * (y - page.height / 2)
    half = max(line.box.height - abs(tilt) * line.box.width, size_of(line)) / 2
    box = Box(piece.box.x0 + shift, y - rise - half, piece.box.x1 + shift, y - rise + half)
    return Piece(piece.passage, box, line, piece.page)


def _rows(pieces: Iterable[Piece], page: int) -> Iterator[Row]:
    """Pieces whose middles are at one height, give or take a third of the type."""
    row: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: p.box.center[1]):
        if row and piece.box.center[1] - row[0].box.center[1] > _tolerance(row[0], piece):
            yield Row(tuple(sorted(row, key=lambda p: p.box.x0)), page)
            row = []
        row.append(piece)
    if row:
        yield Row(tuple(sorted(row, key=lambda p: p.box.x0)), page)


def _tolerance(first: Piece, second: Piece) -> float:
    return 0.35 * min(first.height, second.height)


class _Same:
    """A page that equals only itself: to compare two pages letter by letter costs more than to read them."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.page is self.page

    def __hash__(self) -> int:
        return id(self.page)


def outside_ruled_tables(page: Page) -> Sheet:
    """The page without the lines of its ruled tables; several readers of calendars ask for it."""
    return _outside_ruled_tables(_Same(page))


@lru_cache(maxsize=256)
def _outside_ruled_tables(same: _Same) -> Sheet:
    ruled = {index for index, table in enumerate(same.page.tables) if table.ruled}
    return Sheet(same.page, frozenset(id(line) for line in same.page.lines if line.table in ruled))
