"""The connected pieces of ink on a straight page, and the long straight lines among them.

Everything that looks for text, tables or stamps starts from this one labelling of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.page_image import Grey, two_inks_of

Ints = NDArray[np.int32]
Mask = NDArray[np.uint8]

LONG_RULE = 90  # px at the working scale (11 mm): no stroke of a letter is level that far
TALL_RULE = 64  # px: and none of body text runs upright that far
THICKEST_RULE = 11  # px, with the pixel it is grown by on either side: thicker runs are letters that touch
GAP = 5  # px: more would join letters
BROKEN, DOTTED = 0.6, 0.35  # of a rule's length that is ink, where the scanner broke it or it was dotted
MOST_SHORT_RULES = 150  # more than any table has: the rough edge of a photographed sheet
SPECK = 0.012  # of the square of a letter's height: 4 px at the working scale, where a full stop has 9
SHORT_RULE = 26  # px: between two level rules an upright one may be that short


class Segment(NamedTuple):
    """The middle of a ruled line from its left (upper) to its right (lower) end, px of the straight page."""

    upright: bool
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def length(self) -> float:
        return self.y1 - self.y0 if self.upright else self.x1 - self.x0


@dataclass(frozen=True)
class Ink:
    """labels: the number of the piece each pixel belongs to, 0 for paper and for ruled lines.

    boxes: (pieces, 4) x0, y0, x1, y1 in px, row 0 (the paper) all zero. area: px of ink of each piece.
    level, upright: masks of the ruled lines taken out of the labelling; rules: the same as segments.
    faint: ink and what is nearly ink. left: mask of what was not looked at, None where all was.
    body: height in px of a letter without marks, the commonest on the page; 0 on a page without letters.
    """

    labels: Ints
    boxes: Ints
    area: Ints
    level: Mask
    upright: Mask
    rules: tuple[Segment, ...]
    body: float
    faint: Mask
    left: Mask | None = None

    @property
    def specks(self) -> NDArray[np.bool_]:
        """Pieces too small to be a point of this type."""
        return (self.area < SPECK * self.body**2) & (self.height < 0.16 * self.body)

    @property
    def height(self) -> Ints:
        return self.boxes[:, 3] - self.boxes[:, 1]

    @property
    def width(self) -> Ints:
        return self.boxes[:, 2] - self.boxes[:, 0]


def find_ink(grey: Grey, *, leave: Mask | None = None) -> Ink:
    """leave: mask (0 or 1) of what is not to be looked at: ink of another colour, the frames of stamps."""
    ink, faint = two_inks_of(grey)
    if leave is not None:
        ink[leave > 0], faint[leave > 0] = 0, 0
    upright, more = _rules_along(faint, ink, TALL_RULE, upright=True, inked=DOTTED)
    # Dots in a row are leaders under what is to be filled in, except where dots go down the page too.
    dotted = len(more) >= 2
    level, rules = _rules_along(faint, ink, LONG_RULE, upright=False, inked=DOTTED if dotted else BROKEN)
    if len(rules) >= 3:
        more += _short_uprights(faint, level, upright)
    ink[(level | upright) > 0] = 0
    labels, boxes, area = _pieces(ink)
    return Ink(
        labels,
        boxes,
        area,
        level,
        upright,
        (*rules, *more),
        _body_height(boxes),
        faint,
        leave,
    )


def _pieces(ink: Mask) -> tuple[Ints, Ints, Ints]:
    """labels, boxes and area of `Ink`; OpenCV's own statistics take five times as long as its labels."""
    count, marked = cv2.connectedComponents(ink, connectivity=8, ltype=cv2.CV_32S)
    labels: Ints = marked.astype(np.int32, copy=False)
    boxes = np.zeros((count, 4), np.int32)
    inked = np.flatnonzero(ink.view(np.bool_))
    piece = labels.ravel()[inked]
    y, x = np.divmod(inked.astype(np.int32), np.int32(ink.shape[1]))
    boxes[piece[::-1], 1] = y[::-1]  # rows ascend: the one set last is the first, and below the last
    boxes[piece, 3] = y + 1
    boxes[1:, 0] = ink.shape[1]
    np.minimum.at(boxes[:, 0], piece, x)
    np.maximum.at(boxes[:, 2], piece, x + 1)
    return labels, boxes, np.bincount(piece, minlength=count).astype(np.int32)


def lies_sideways(ink: Ink) -> bool:
    """Text runs down the picture: most letters have their nearest neighbour above or below, not beside."""
    longer = np.maximum(ink.height, ink.width)
    letters = np.flatnonzero(
        (longer >= 0.6 * ink.body) & (longer <= 1.6 * ink.body) & (ink.area > 0.1 * ink.body**2)
    )
    if len(letters) < 20:
        return False
    boxes = ink.boxes[letters].astype(np.float32)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    asked = np.arange(0, len(letters), max(1, len(letters) // 300))
    dx, dy = np.abs(x - x[asked, None]), np.abs(y - y[asked, None])
    apart = dx + dy
    rows = np.arange(len(asked))
    apart[rows, asked] = np.inf
    nearest = apart.argmin(1)
    dx, dy = dx[rows, nearest], dy[rows, nearest]
    return bool((dy > 2 * dx).sum() > (dx > 2 * dy).sum())


def _rules_along(
    faint: Mask, ink: Mask, length: int, *, upright: bool, inked: float
) -> tuple[Mask, list[Segment]]:
    """Mask (0 or 1) of level or upright rules, grown by a pixel so that no rim is left, and the rules.

    A rule that wavers by a pixel still counts: the ink is thickened across the direction looked along.
    """
    down = faint if upright else _on_its_side(faint)  # OpenCV looks down columns twice as fast as along rows
    thick = cv2.dilate(down, np.ones((1, 3), np.uint8))
    closed = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((GAP, 1), np.uint8))
    runs = _on_its_side(cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8)))  # type: ignore[arg-type]
    rules: list[Segment] = []
    if runs.any():
        along, solid = (_on_its_side(m) if upright else m for m in (faint, ink))
        runs, found = _without_letters(runs, along, solid, inked)
        rules = [_segment(*ends, upright=upright) for ends in found]
    return _on_its_side(runs) if upright else runs, rules


def _on_its_side(mask: Mask) -> Mask:
    return cv2.transpose(mask)  # type: ignore[return-value]


def _short_uprights(ink: Mask, level: Mask, upright: Mask) -> list[Segment]:
    """Upright rules that end on level ones at both ends; they are added to the mask `upright`."""
    rows = np.flatnonzero(level.any(1))
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    closed = cv2.morphologyEx(ink[top:bottom], cv2.MORPH_CLOSE, np.ones((5, 1), np.uint8))
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((SHORT_RULE, 1), np.uint8))
    runs[upright[top:bottom] > 0] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8, ltype=cv2.CV_32S)
    kept = np.zeros(len(stats), np.uint8)
    found = []
    for number, (x, y, w, h, _) in enumerate(stats[1:], 1):
        ends = (level[max(0, top + e - 6) : top + e + 7, x : x + w] for e in (y, y + h - 1))
        if w <= 12 and h >= 2 * w and all(end.any() for end in ends):
            kept[number] = 1
            found.append(Segment(True, x + w / 2, float(top + y), x + w / 2, float(top + y + h)))
    if len(found) > MOST_SHORT_RULES:
        return []
    part: Mask = kept[labels]
    upright[top:bottom] |= cv2.dilate(part, np.ones((1, 3), np.uint8)).astype(np.uint8)
    return found


def _without_letters(
    runs: Mask, faint: Mask, ink: Mask, inked: float
) -> tuple[Mask, list[tuple[float, float, float, float]]]:
    """Keep the runs that are drawn lines: close-set letters make level runs too, but ragged ones.

    A line's ink is unbroken and one side of it is blank; a broken line has both sides blank and at least the
    share `inked` of its length in ink. Soft letters join in the faint ink, never in the solid.
    """
    kept = np.zeros_like(runs)
    padded = np.pad(faint, ((9, 9), (0, 0)))
    found = []
    contours, _ = cv2.findContours(runs, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for x, y, w, h in map(cv2.boundingRect, contours):
        if h > 0.2 * w + 12:
            continue  # a black area
        own = runs[y : y + h, x : x + w]
        columns = np.flatnonzero(own.any(0))
        top = y + own.argmax(0)[columns]
        bottom = y + h - 1 - own[::-1].argmax(0)[columns]
        covered = float((faint[y : y + h, x : x + w] & own).max(0).mean())
        solid = float((ink[y : y + h, x : x + w] & own).max(0).mean())
        columns += x
        above = float(np.mean([padded[top + 9 - k, columns] for k in (3, 4, 5, 6)]))
        below = float(np.mean([padded[bottom + 9 + k, columns] for k in (3, 4, 5, 6)]))
        thin = np.median(bottom - top) < THICKEST_RULE
        drawn = solid > 0.94 or max(above, below) < 0.2
        unbroken = drawn and covered > 0.94 and min(above, below) < 0.08
        if thin and (unbroken or (covered > inked and max(above, below) < 0.14)):
            kept[y : y + h, x : x + w] |= own
            slope, start = np.polyfit(columns - x, (top + bottom) / 2, 1)
            found.append((float(x), float(start), float(x + w), float(start + slope * w)))
    return kept, found


def _segment(x0: float, y0: float, x1: float, y1: float, *, upright: bool) -> Segment:
    return Segment(True, y0, x0, y1, x1) if upright else Segment(False, x0, y0, x1, y1)


def _body_height(boxes: Ints) -> float:
    """The height most letters have, by the share of width they take: marks and dots count little."""
    heights, widths = boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]
    letters = (heights >= 6) & (heights <= 90) & (widths >= 0.25 * heights) & (widths <= 4 * heights)
    if letters.sum() < 8:
        return 0.0
    counts = np.bincount(heights[letters], weights=widths[letters].clip(max=40), minlength=100).astype(float)
    smooth = np.convolve(counts, [0.25, 0.5, 1.0, 0.5, 0.25], "same")
    return float(np.argmax(smooth[:95]))
