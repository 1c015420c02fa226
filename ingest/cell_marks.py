"""What marks a cell of a scanned table besides text: a tick, cross or dot, a shade, a bar drawn across."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.document import Mark
from ingest.ink import Ink, Segment
from ingest.page_image import Grey
from ingest.recogniser import Reading
from ingest.scanned_tables import ScannedGrid
from ingest.shading import SHADES
from ingest.table_grid import GridCell

TICK_TEXT = frozenset("✓✔√")
TYPED_TICK = "/"  # where the sign for a tick was not at hand
TICK_LIKE = frozenset("/vVyYJ√1ง")  # what a tick is taken for; believed only where the shape says tick
CROSS_SIGNS = frozenset("xX×✗✘")  # a cell holds nothing else
CROSS_TEXT = CROSS_SIGNS | {"*"}
DOT_SIGNS = frozenset("●•")
DOT_TEXT = DOT_SIGNS | frozenset("๏oO0๐.")
SHADE = 22  # grey levels darker than the table's usual cell
ARROW_HEAD = 24  # px beyond the shaft
BAR_COVERS = 0.35  # of a cell's width
SIDE = 16  # px: shapes are compared at this size

Place = tuple[int, int, int, int]


def mark_of(
    shades: Grey, ink: Ink, place: Place, readings: Sequence[Reading], usual: float
) -> tuple[Mark | None, float]:
    """The mark in the cell at `place` (x0, y0, x1, y1 px, rules left out) and how sure it is.

    shades: of the page. readings: the lines read in it. usual: `brightness` of the table's usual cell.
    """
    text = "".join(reading.text for reading in readings).strip()
    if len(text) > 2:
        return None, 1.0
    shape = _sign(ink, place)
    seen = _shape_mark(shape) if shape is not None else None
    if text:
        return _agreed(text, min(reading.mean_confidence for reading in readings), seen)
    if seen is not None:
        return seen, 0.9
    if shape is None and brightness(shades, place) < usual - SHADE:
        return "shaded", 0.95
    return None, 1.0


def brightness(shades: Grey, place: Place) -> float:
    """How bright the paper is in the middle of a cell."""
    x0, y0, x1, y1 = (v // SHADES for v in place)
    part = shades[y0 : y1 + 1, x0 : x1 + 1]
    return float(part.mean()) if part.size else 255.0


def inside(grid: ScannedGrid, cell: GridCell, shape: tuple[int, ...]) -> Place:
    """The cell without its rules in px of the straight page."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = grid.corners(cell.box)
    x0, y0, x1, y1 = max(ax, dx) + 5, max(ay, by) + 5, min(bx, cx) - 5, min(cy, dy) - 5
    height, width = shape[:2]
    x0, y0 = int(min(max(x0, 0), width)), int(min(max(y0, 0), height))
    return x0, y0, max(x0, int(min(x1, width))), max(y0, int(min(y1, height)))


def bar_across(ink: Ink, bars: Sequence[Segment], place: Place) -> float:
    """The share of the cell's width that a bar or an arrow drawn through it covers; 0 below BAR_COVERS."""
    x0, y0, x1, y1 = place
    if x1 <= x0:
        return 0.0
    margin = 0.12 * (y1 - y0)
    drawn = [((bar.y0 + bar.y1) / 2, bar.x0 - ARROW_HEAD, bar.x1 + ARROW_HEAD) for bar in bars]
    best = 0.0
    for middle, start, end in drawn + _thick_bars(ink, place):
        left, right, y = max(x0, int(start)), min(x1, int(end)), round(middle)
        if left < right and y0 + margin < y < y1 - margin:
            band = slice(y - 2, y + 3), slice(left, right)
            inked = int(((ink.labels[band] > 0) | (ink.level[band] > 0)).any(0).sum())
            best = max(best, inked / (x1 - x0))
    return best if best >= BAR_COVERS else 0.0


def _thick_bars(ink: Ink, place: Place) -> list[tuple[float, float, float]]:
    """Middle, left and right of solid level pieces of ink too thick for a rule; upright rules cut them."""
    x0, y0, x1, y1 = place
    found = []
    for number in np.unique(ink.labels[y0:y1, x0:x1]):
        left, top, right, bottom = ink.boxes[number].tolist()
        width, height = right - left, bottom - top
        solid = ink.area[number] > 0.8 * width * height
        if solid and width >= 0.3 * (x1 - x0) and width > 1.5 * height and 5 <= height < 0.6 * (y1 - y0):
            found.append(((top + bottom) / 2, float(left), float(right)))
    return found


def _agreed(text: str, confidence: float, seen: Mark | None) -> tuple[Mark | None, float]:
    """What the letters read and the shape say together."""
    letters = set(text)
    if letters <= TICK_TEXT:
        return "tick", max(confidence, 0.97 if seen == "tick" else 0.0)
    unsure = confidence < 0.6
    if text == TYPED_TICK or (seen == "tick" and (letters <= TICK_LIKE or unsure)):
        return "tick", 0.9
    if letters <= CROSS_SIGNS or (seen == "cross" and letters <= CROSS_TEXT):
        return "cross", max(0.9, confidence)
    if letters <= DOT_SIGNS or (seen == "dot" and (letters <= DOT_TEXT or unsure)):
        return "dot", 0.9
    return None, 1.0


def _sign(ink: Ink, place: Place) -> NDArray[np.uint8] | None:
    """The ink of the one sign in the cell, None where there is none or much more than one."""
    x0, y0, x1, y1 = place
    labels = ink.labels[y0:y1, x0:x1]
    numbers, counts = np.unique(labels[labels > 0], return_counts=True)
    least = 0.05 * ink.body**2
    numbers = numbers[(counts >= least) & (counts >= 0.8 * ink.area[numbers])]
    if not 1 <= len(numbers) <= 3:
        return None
    boxes = ink.boxes[numbers]
    left, top, right, bottom = boxes[:, 0].min(), boxes[:, 1].min(), boxes[:, 2].max(), boxes[:, 3].max()
    if not (
        0.35 * ink.body <= bottom - top <= 2.8 * ink.body and 0.3 * ink.body <= right - left <= 3 * ink.body
    ):
        return None
    return np.isin(ink.labels[top:bottom, left:right], numbers).astype(np.uint8)


def _shape_mark(shape: NDArray[np.uint8]) -> Mark | None:
    """Tick, cross or dot by where the ink lies in its box."""
    height, width = shape.shape
    if shape.mean() > 0.6 and 0.7 <= width / height <= 1.4:
        return "dot"
    small = cv2.resize(shape * np.uint8(255), (SIDE, SIDE), interpolation=cv2.INTER_AREA) > 60
    corner = SIDE // 3
    top_left, top_right = small[:corner, :corner].mean(), small[:corner, -corner:].mean()
    low_left, low_right = small[-corner:, :corner].mean(), small[-corner:, -corner:].mean()
    middle = small[corner:-corner, corner:-corner].mean()
    if _is_tick(small) and top_right > 0.12 and low_right < 0.12 and top_left < 0.2:
        return "tick"
    sides = (small[:3, 6:10].mean(), small[-3:, 6:10].mean(), small[6:10, :3].mean(), small[6:10, -3:].mean())
    if min(top_left, top_right, low_left, low_right) > 0.15 and middle > 0.25 and max(sides) < 0.25:
        return "cross"
    return None


def _is_tick(small: NDArray[np.bool_]) -> bool:
    """The lowest point stands left of the middle; from there one stroke climbs to the upper right corner.

    Many write the stroke alone.
    """
    columns = np.flatnonzero(small.any(0))
    lowest = SIDE - 1 - small[::-1].argmax(0)
    foot = int(columns[np.argmax(lowest[columns])])
    if foot > 0.65 * SIDE or small[:, foot:].any(0).mean() < 0.9:
        return False
    climb = small[:, foot:].argmax(0)
    return bool(climb[0] - climb[-1] >= 0.45 * SIDE and np.mean(np.diff(climb) <= 1) > 0.8)
