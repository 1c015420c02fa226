"""The connected pieces of ink on a straight page, and the long straight lines among them.

Everything that looks for text, tables or stamps starts from this one labelling of the page.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.page_image import Grey, ink_of

Ints = NDArray[np.int32]
Mask = NDArray[np.uint8]

LONG_RULE = 90  # px at the working scale (11 mm): no stroke of a letter runs level that far
TALL_RULE = 64  # px: and none of body text runs upright that far


@dataclass(frozen=True)
class Ink:
    """labels: the number of the piece each pixel belongs to, 0 for paper and for ruled lines.

    boxes: (pieces, 4) x0, y0, x1, y1 in px, row 0 (the paper) all zero. area: px of ink of each piece.
    level, upright: masks of the ruled lines taken out of the labelling.
    body: height in px of a letter without marks, the commonest on the page; 0 on a page without letters.
    """

    labels: Ints
    boxes: Ints
    area: Ints
    level: Mask
    upright: Mask
    body: float

    @property
    def height(self) -> Ints:
        return self.boxes[:, 3] - self.boxes[:, 1]

    @property
    def width(self) -> Ints:
        return self.boxes[:, 2] - self.boxes[:, 0]


def find_ink(grey: Grey) -> Ink:
    ink = ink_of(grey)
    level, upright = ruled_lines(ink)
    ink[(level | upright) > 0] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    boxes: Ints = stats[:, :4].astype(np.int32)
    boxes[:, 2:] += boxes[:, :2]  # width and height -> x1 and y1
    boxes[0] = 0
    area: Ints = stats[:, cv2.CC_STAT_AREA].astype(np.int32)
    area[0] = 0
    return Ink(labels.astype(np.int32, copy=False), boxes, area, level, upright, _body_height(boxes))


def ruled_lines(ink: Mask) -> tuple[Mask, Mask]:
    """Masks (0 or 1) of level and upright rules, grown by a pixel so that no rim of them is left behind.

    A rule that wavers by a pixel still counts: the ink is thickened across the direction looked along.
    """
    return _rules_along(ink, LONG_RULE, 0), _rules_along(ink, TALL_RULE, 1)


def _rules_along(ink: Mask, length: int, axis: int) -> Mask:
    across = ink if axis == 0 else np.ascontiguousarray(ink.T)
    closed = cv2.morphologyEx(
        cv2.dilate(across, np.ones((3, 1), np.uint8)), cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8)
    )
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    if runs.any():
        runs = _without_letters(runs, across)  # type: ignore[arg-type]
    return np.ascontiguousarray(runs if axis == 0 else runs.T)


def _without_letters(runs: Mask, ink: Mask) -> Mask:
    """Keep the runs that are drawn lines: close-set letters make level runs too, but ragged ones.

    A line's ink is unbroken and one side of it is blank; a broken line has both sides blank.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8, ltype=cv2.CV_32S)
    kept = np.zeros(len(stats), np.uint8)
    padded = np.pad(ink, ((9, 9), (0, 0)))
    for number, (x, y, w, h, _) in enumerate(stats[1:], 1):
        if h > 0.2 * w + 12:
            continue  # a black area
        own = labels[y : y + h, x : x + w] == number
        columns = np.arange(x, x + w)
        top = y + own.argmax(0) + 9  # row in the padded picture
        bottom = y + h - 1 - own[::-1].argmax(0) + 9
        covered = float((ink[y : y + h, x : x + w] * own).max(0).mean())
        above = float(np.mean([padded[top - k, columns] for k in (3, 4, 5, 6)]))
        below = float(np.mean([padded[bottom + k, columns] for k in (3, 4, 5, 6)]))
        unbroken = covered > 0.94 and min(above, below) < 0.08 and np.median(bottom - top) < 14
        kept[number] = unbroken or (covered > 0.6 and max(above, below) < 0.14)
    rules: Mask = kept[labels]
    return rules


def _body_height(boxes: Ints) -> float:
    """The height most letters have, by the share of width they take: marks and dots count little."""
    heights, widths = boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]
    letters = (heights >= 6) & (heights <= 90) & (widths >= 0.25 * heights) & (widths <= 4 * heights)
    if letters.sum() < 8:
        return 0.0
    counts = np.bincount(heights[letters], weights=widths[letters].clip(max=40), minlength=100).astype(float)
    smooth = np.convolve(counts, [0.25, 0.5, 1.0, 0.5, 0.25], "same")
    return float(np.argmax(smooth[:95]))
