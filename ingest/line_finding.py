"""Finding printed lines: pieces of ink -> lines, each with its letters' band and the pieces that are its own.

A line is found by its letters alone (no marks, no stamps): they stand side by side in one band. What else
touches the band, the marks above and below it and the punctuation, is then given to the nearest line. A stamp
or a signature beside or over a line therefore cannot swallow it. Large and small print are found in rounds of
their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.ink import Ink, Ints, Mask

LETTER = (
    0.62,
    1.45,
)  # heights, in body heights, of pieces that may start a line: a letter, or one with a mark
JOIN_LETTERS = 1.3  # body heights between letters of a run
JOIN_RUNS = 3.6  # and between the runs of one line: wider blanks part columns (about 24 pt in 16 pt type)
ABOVE, BELOW = 1.35, 0.85  # body heights from the band within which marks belong to a line
NEXT = 0.6  # letter heights between a line's end and the tall letters or digits next to it
DASH_BEFORE = 2.4  # body heights: a list's dash stands that far before its text
SCALES = (1.0, 2.2, 1.5, 0.65)  # body heights of the rounds: body text, headlines, subheads, small print


@dataclass
class TextLine:
    """A line of one column on the straight page, in px.

    band: y of the top and the bottom of its letters without marks at its middle; slope: rise over run.
    letter: height of a letter. x0, x1: where its ink begins and ends. pieces: the numbers of its ink.
    """

    x0: int
    x1: int
    top: float
    bottom: float
    slope: float
    letter: float
    pieces: list[int] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def middle_at(self, x: float) -> float:
        return self.middle + self.slope * (x - (self.x0 + self.x1) / 2)


def find_lines(ink: Ink, blocked: Mask | None = None) -> list[TextLine]:
    """All lines of the page, unordered. `blocked` (0/1) parts runs: table rules, the rims of stamps."""
    if ink.body == 0:
        return []
    free = ~ink.specks
    free[0] = False
    lines: list[TextLine] = []
    for scale in SCALES:
        body = ink.body * scale
        if body < 6:
            continue
        found = _lines_of_size(ink, body, free, blocked)
        for line in found:
            free[line.pieces] = False
        _claim(ink, found, free)
        lines += found
    lines = _absorb(ink, lines, blocked)
    return [line for line in lines if _is_text(ink, line)]


def _lines_of_size(ink: Ink, body: float, free: NDArray[np.bool_], blocked: Mask | None) -> list[TextLine]:
    heights, widths = ink.height, ink.width
    letters = free & (heights >= LETTER[0] * body) & (heights <= LETTER[1] * body)
    letters &= (widths >= 0.16 * body) & (widths <= 14 * body) & (ink.area >= 0.1 * body * body)
    numbers = np.flatnonzero(letters).astype(np.int32)
    if not len(numbers):
        return []
    runs = _runs(ink, numbers, body, blocked)
    return _join_runs(ink, [run for run in runs if _carries_text(ink, run, body)], body, blocked)


def _runs(ink: Ink, numbers: Ints, body: float, blocked: Mask | None) -> list[Ints]:
    """Letters drawn as thin bars at their middles and smeared sideways: bars that meet are one run."""
    shape = ((ink.labels.shape[0] + 1) // 2, (ink.labels.shape[1] + 1) // 2)
    bars = np.zeros(shape, np.uint8)
    middles = _middles(ink, numbers, body)
    half = max(1, round(body * 0.2 / 2))
    for (x0, _, x1, _), y in zip(ink.boxes[numbers], middles, strict=True):
        row = int(y) // 2
        bars[max(0, row - half) : row + half + 1, x0 // 2 : x1 // 2 + 1] = 1
    smeared = cv2.dilate(bars, np.ones((1, max(3, round(body * JOIN_LETTERS / 2) | 1)), np.uint8))
    if blocked is not None:
        smeared[
            cv2.resize(blocked, shape[::-1], interpolation=cv2.INTER_NEAREST)[: shape[0], : shape[1]] > 0
        ] = 0
    _, marks = cv2.connectedComponents(smeared, connectivity=8)
    x_middle = (ink.boxes[numbers, 0] + ink.boxes[numbers, 2]) // 4
    belongs = marks[middles.astype(int) // 2, x_middle]
    return [numbers[belongs == number] for number in np.unique(belongs) if number > 0]


def _middles(ink: Ink, numbers: Ints, body: float) -> NDArray[np.float64]:
    """The middle of a letter's band: pieces taller than a letter carry a mark, mostly above."""
    y0, y1 = ink.boxes[numbers, 1].astype(float), ink.boxes[numbers, 3].astype(float)
    middles: NDArray[np.float64] = np.where(y1 - y0 > 1.25 * body, y1 - 0.5 * body, (y0 + y1) / 2)
    return middles


def _carries_text(ink: Ink, run: Ints, body: float) -> bool:
    """One narrow piece alone is a letter (1, l) only at a letter's full height; else it is a scratch."""
    return len(run) > 1 or bool(ink.width[run[0]] >= 0.35 * body or ink.height[run[0]] >= 0.75 * body)


def _join_runs(ink: Ink, runs: list[Ints], body: float, blocked: Mask | None) -> list[TextLine]:
    """Runs in one row with no more than JOIN_RUNS between them are one line."""
    pieces = sorted((_line_of(ink, run, body) for run in runs), key=lambda line: line.x0)
    joined: list[TextLine] = []
    for piece in pieces:
        best, best_gap = None, JOIN_RUNS * body
        for line in joined:
            gap = piece.x0 - line.x1
            if not -body < gap < best_gap or _parted(line, piece, blocked):
                continue
            if _level(line, piece, body) or _covers(ink, line, piece, body):
                best, best_gap = line, gap
        if best is None:
            joined.append(piece)
        else:
            merged = _line_of(ink, np.array(best.pieces + piece.pieces, np.int32), body)
            joined[joined.index(best)] = merged
    return joined


def _level(line: TextLine, piece: TextLine, body: float) -> bool:
    x = (line.x1 + piece.x0) / 2
    return abs(line.middle_at(x) - piece.middle_at(x)) < 0.42 * body


def _covers(ink: Ink, line: TextLine, piece: TextLine, body: float) -> bool:
    """A run of a few letters with tails or marks, whose own band cannot be told, over the line's band."""
    short, long = sorted((line, piece), key=lambda run: len(run.pieces))
    if len(short.pieces) > 4 or len(long.pieces) < 3:
        return False
    boxes = ink.boxes[short.pieces]
    middle = long.middle_at((short.x0 + short.x1) / 2)
    over = bool(boxes[:, 1].min() < middle - 0.2 * body) and bool(boxes[:, 3].max() > middle + 0.2 * body)
    inside = boxes[:, 1].min() > middle - 1.3 * body and boxes[:, 3].max() < middle + 1.3 * body
    return over and bool(inside)


def _parted(line: TextLine, piece: TextLine, blocked: Mask | None) -> bool:
    if blocked is None or piece.x0 <= line.x1:
        return False
    y = int(line.middle_at(line.x1))
    return bool(blocked[max(0, y - 3) : y + 4, line.x1 : piece.x0].max(0).any())


def _line_of(ink: Ink, run: Ints, body: float) -> TextLine:
    boxes = ink.boxes[run].astype(float)
    x_middle = (boxes[:, 0] + boxes[:, 2]) / 2
    heights = boxes[:, 3] - boxes[:, 1]
    plain = heights <= 1.25 * body if (heights <= 1.25 * body).sum() >= 2 else np.ones(len(run), bool)
    x0, x1 = int(boxes[:, 0].min()), int(boxes[:, 2].max())
    slope = _slope(x_middle[plain], boxes[plain, 3], body)
    lift = slope * (x_middle - (x0 + x1) / 2)
    bottom = float(np.median((boxes[:, 3] - lift)[plain]))
    letter = float(np.median(heights[plain])) if plain.sum() >= 3 else body
    return TextLine(x0, x1, bottom - letter, bottom, slope, letter, [int(n) for n in run])


def _slope(x: NDArray[np.float64], y: NDArray[np.float64], body: float) -> float:
    """Rise over run of the feet of the letters; 0 for short lines, where it would be noise."""
    if len(x) < 6 or np.ptp(x) < 8 * body:
        return 0.0
    keep = np.ones(len(x), bool)
    slope = offset = 0.0
    for _ in range(3):
        slope, offset = np.polyfit(x[keep], y[keep], 1)
        errors = np.abs(y - slope * x - offset)
        keep = errors <= max(1.5, 2 * float(np.median(errors)))
        if keep.sum() < 6:
            break
    return float(slope) if abs(slope) < 0.03 else 0.0


def _claim(ink: Ink, lines: list[TextLine], free: NDArray[np.bool_]) -> None:
    """Give each loose piece (mark, point, tall or touching letters) to the line it is nearest to."""
    if not lines:
        return
    numbers = np.flatnonzero(free)
    boxes = ink.boxes[numbers].astype(float)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    height, width = boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]
    nearest, least = np.full(len(numbers), -1), np.full(len(numbers), np.inf)
    for index, line in enumerate(lines):
        body = line.letter
        lift = line.slope * (x - (line.x0 + line.x1) / 2)
        top, bottom = line.top + lift, line.bottom + lift
        off = np.maximum(np.maximum(top - y, y - bottom), 0) / body
        dash = (np.abs(y - (top + bottom) / 2) < 0.35 * body) & (height < 0.4 * body) & (width < body)
        inside = (x > line.x0 - np.where(dash, DASH_BEFORE, 1.3) * body) & (x < line.x1 + 1.6 * body)
        inside &= (boxes[:, 1] > top - (ABOVE + 0.25) * body) & (boxes[:, 3] < bottom + (BELOW + 0.25) * body)
        inside &= (height < 3.2 * body) & (width < 10 * body)
        off = np.where(y < top, off, off * 1.35)  # Thai has more marks above than below
        better = inside & (off < least)
        nearest[better], least[better] = index, off[better]
    for number, index in zip(numbers, nearest, strict=True):
        if index >= 0:
            lines[index].pieces.append(int(number))
            free[number] = False
    for line in lines:
        _widen(ink, line)


def _absorb(ink: Ink, lines: list[TextLine], blocked: Mask | None) -> list[TextLine]:
    """Give what lies within the reach of a longer or larger line to it, unless a rule stands between.

    Stacked marks are as tall as letters, and a headline's marks as large as body text. A tick in a cell is as
    large as a headline, and the heads above it are not its marks.
    """
    kept: list[TextLine] = []
    for line in sorted(lines, key=lambda line: -line.letter * (line.x1 - line.x0)):
        near = [large for large in kept if _within_reach(line, large) or _is_its_end(ink, line, large)]
        home = next((large for large in near if not _walled(ink, blocked, line, large)), None)
        if home is None:
            kept.append(line)
        else:
            home.pieces += line.pieces
            _widen(ink, home)
    return kept


def _within_reach(line: TextLine, large: TextLine) -> bool:
    middle = (line.x0 + line.x1) / 2
    if not large.x0 - 1.3 * large.letter < middle < large.x1 + 1.3 * large.letter:
        return False
    off = line.middle - large.middle_at(middle)
    over_one_letter = -1.65 < off / large.letter < -0.8 and line.x1 - line.x0 < 1.6 * large.letter
    if line.x1 - line.x0 > 0.6 * (large.x1 - large.x0) and not over_one_letter:
        return False
    if abs(off) < 0.55 * large.letter:
        return line.letter < 1.3 * large.letter
    return -1.65 * large.letter < off < 1.25 * large.letter and line.letter < 1.35 * large.letter


def _is_its_end(ink: Ink, line: TextLine, large: TextLine) -> bool:
    """Whether a few pieces are the last (or first) letters of a line whose other letters are less tall.

    They were found in a round of larger print: the digits of many a bold face are half as tall again as its
    letters. One left out of a year would make another year.
    """
    boxes = ink.boxes[line.pieces]
    height = int(boxes[:, 3].max() - boxes[:, 1].min())
    gap = max(line.x0 - large.x1, large.x0 - line.x1)
    middle = float(boxes[:, 1].min() + boxes[:, 3].max()) / 2
    off = abs(middle - large.middle_at((line.x0 + line.x1) / 2))
    return (
        len(line.pieces) <= 4
        and -NEXT < gap / large.letter < NEXT
        and 0.8 < height / large.letter < 1.7
        and off < 0.4 * large.letter
    )


def _walled(ink: Ink, blocked: Mask | None, line: TextLine, large: TextLine) -> bool:
    """A rule, or a side of a cell, lies on the way from the line to the other."""
    x = (line.x0 + line.x1) / 2
    there = min(max(x, large.x0), large.x1)
    steps = np.linspace(0, 1, 2 + int(abs(x - there) + abs(line.middle - large.middle_at(there))))
    xs = np.rint(x + steps * (there - x)).astype(int).clip(0, ink.labels.shape[1] - 1)
    ys = np.rint(line.middle + steps * (large.middle_at(there) - line.middle)).astype(int)
    ys = ys.clip(0, ink.labels.shape[0] - 1)
    walls = ink.level[ys, xs] if blocked is None else ink.level[ys, xs] | blocked[ys, xs]
    return bool(walls.any())


def _widen(ink: Ink, line: TextLine) -> None:
    """Marks and specks do not make a line longer; letters and points at its ends do."""
    boxes = ink.boxes[line.pieces]
    own = (boxes[:, 3] > line.top) & (boxes[:, 1] < line.bottom + 0.3 * line.letter)
    if own.any():
        line.x0, line.x1 = int(boxes[own, 0].min()), int(boxes[own, 2].max())


def _is_text(ink: Ink, line: TextLine) -> bool:
    """Specks and scratches make no line: it needs the ink of at least one letter."""
    return (
        bool(ink.area[line.pieces].sum() > 0.15 * line.letter**2) and line.x1 - line.x0 >= 0.3 * line.letter
    )
