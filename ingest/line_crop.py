"""Cutting a found line out of the page the one way the recogniser was trained on.

The cut is tied to the band of the letters, not to the ink: a line without marks comes out at the same scale
as one with stacked marks. Ink that belongs to other lines, to rules and to specks is painted over with paper.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.ink import Ink
from ingest.line_finding import TextLine
from ingest.page_image import Grey

ROOM_ABOVE = 0.95  # letter heights kept over the band; two stacked marks need 1.1 and get it
ROOM_BELOW = 0.52  # and under it, for vowels below
ROOM_BESIDE = 0.45


@dataclass(frozen=True)
class Crop:
    """picture: grey, ink dark on white, levelled along the line's slope. left: x of its left edge.

    ink_reach: how far the line's ink goes above (negative) and below the middle of its band, px.
    middle: the row of the band's middle in the picture. letter: height of a letter in px.
    """

    picture: NDArray[np.uint8]
    left: float
    ink_reach: tuple[float, float]
    middle: float
    letter: float


def cut(grey: Grey, ink: Ink, line: TextLine, taken: NDArray[np.bool_]) -> Crop:
    """taken: per piece of ink, whether any line owns it (`taken_pieces`)."""
    highest, lowest = _ink_reach(ink, line)
    top, bottom = _room(line, highest, lowest)
    drop = abs(line.slope) * (line.x1 - line.x0) / 2
    x0, x1 = int(line.x0 - ROOM_BESIDE * line.letter), int(np.ceil(line.x1 + ROOM_BESIDE * line.letter))
    y0, y1 = int(top - drop) - 1, int(np.ceil(bottom + drop)) + 1
    picture = _own_ink(grey, ink, line, taken, (x0, y0, x1, y1))
    if line.slope:
        picture = _levelled(picture, line.slope)
        picture = picture[int(drop) : picture.shape[0] - int(drop)]
        y0 += int(drop)
    reach = highest - line.middle, lowest - line.middle
    return Crop(picture, float(x0), reach, line.middle - y0, line.letter)


def taken_pieces(ink: Ink, lines: list[TextLine]) -> NDArray[np.bool_]:
    """Pieces that some line owns, and specks too small to be a point: what no other line should show."""
    taken = ink.specks
    taken[0] = False
    for line in lines:
        taken[line.pieces] = True
    return taken


def _ink_reach(ink: Ink, line: TextLine) -> tuple[float, float]:
    """Top and bottom of the line's own ink, as at its middle, no further than marks can stand."""
    boxes = ink.boxes[line.pieces].astype(float)
    lift = line.slope * ((boxes[:, 0] + boxes[:, 2]) / 2 - (line.x0 + line.x1) / 2)
    highest = float((boxes[:, 1] - lift).min(initial=line.top))
    lowest = float((boxes[:, 3] - lift).max(initial=line.bottom))
    return max(highest, line.top - 1.55 * line.letter), min(lowest, line.bottom + 1.05 * line.letter)


def _room(line: TextLine, highest: float, lowest: float) -> tuple[float, float]:
    """Top and bottom of the crop at the line's middle: the usual room, more where its own marks need it."""
    top = min(line.top - ROOM_ABOVE * line.letter, highest - 1)
    return top, max(line.bottom + ROOM_BELOW * line.letter, lowest + 1)


def _own_ink(
    grey: Grey, ink: Ink, line: TextLine, taken: NDArray[np.bool_], box: tuple[int, int, int, int]
) -> NDArray[np.uint8]:
    x0, y0, x1, y1 = box
    height, width = grey.shape
    inner = (slice(max(0, y0), min(height, y1)), slice(max(0, x0), min(width, x1)))
    crop = np.full((y1 - y0, x1 - x0), 255, np.uint8)
    part, labels = grey[inner], ink.labels[inner]
    others = taken.astype(np.uint8)
    others[line.pieces] = 0
    foreign: NDArray[np.uint8] = others[labels] | ink.level[inner] | ink.upright[inner]
    if ink.left is not None:
        foreign |= ink.left[inner]
    if foreign.any():
        others[:], others[line.pieces] = 0, 1
        mine = others[labels]
        near = cv2.dilate(foreign, np.ones((3, 3), np.uint8))
        part = np.where((near > 0) & (mine == 0), np.uint8(252), part)
    top, left = max(0, -y0), max(0, -x0)
    crop[top : top + part.shape[0], left : left + part.shape[1]] = part
    return crop


def _levelled(crop: NDArray[np.uint8], slope: float) -> NDArray[np.uint8]:
    shear = np.array([[1, 0, 0], [slope, 1, -slope * crop.shape[1] / 2]], np.float64)
    return cv2.warpAffine(  # type: ignore[return-value]
        crop, shear, crop.shape[1::-1], flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT, borderValue=255,
    )  # fmt: skip
