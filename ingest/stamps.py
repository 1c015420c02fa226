"""Rubber stamps on a scanned page: framed, often slanted and blue or red, often over other text.

Colour tells a stamp (or a pen) from print where the scan has colour; on grey and 1-bit scans the frame does:
two straight parallel lines a few centimetres long and a side that joins them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.ink import Ink, Mask
from ingest.line_finding import TextLine
from ingest.page_image import Grey
from ingest.scanned_tables import ScannedGrid

FRAME_WIDTH = (190, 760)  # px at the working scale: 2.4 to 9.7 cm
FRAME_HEIGHT = (70, 480)
MOST_SLANT = 0.36  # rise over run, 20 degrees
SLANTED = 0.012  # rise over run from which the text in a frame is read by itself
FRAME_LINE = 9  # px thick at most
Corners = NDArray[np.float64]
Lines = NDArray[np.float64]


def find_stamps(ink: Ink, grids: Sequence[ScannedGrid]) -> list[Corners]:
    """The frames of stamps: four corners each in px of the straight page, clockwise from the top left."""
    mask = _large_ink(ink, grids)
    half = cv2.resize(
        cv2.dilate(mask, np.ones((2, 2), np.uint8)), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_NEAREST
    )
    segments = cv2.HoughLinesP(half, 1, np.pi / 360, 40, None, 30, 8)
    if segments is None:
        return []
    ends = segments.reshape(-1, 4).astype(np.float64) * 2
    frames = _frames(_level_ones(ends), _upright_ones(ends))
    return _without_overlaps([frame for frame in frames if np.ptp(frame[:, 0]) > 1.15 * np.ptp(frame[:, 1])])


def holds(frame: Corners, line: TextLine) -> bool:
    """The middle of the line lies in the frame."""
    x = (line.x0 + line.x1) / 2
    return cv2.pointPolygonTest(frame.astype(np.float32), (x, line.middle_at(x)), False) >= 0


def slant(frame: Corners) -> float:
    """Rise over run of its upper and lower sides."""
    top, bottom = frame[1] - frame[0], frame[2] - frame[3]
    return float((top[1] + bottom[1]) / max(1.0, top[0] + bottom[0]))


def frame_lines(frames: Sequence[Corners], shape: tuple[int, ...]) -> Mask:
    """Mask (0 or 1) of the sides of the frames."""
    mask = np.zeros(shape[:2], np.uint8)
    cv2.polylines(mask, [np.rint(frame).astype(np.int32) for frame in frames], True, 1, FRAME_LINE)
    return mask


def cut_out(grey: Grey, frame: Corners) -> tuple[Grey, NDArray[np.float64]]:
    """The inside of a frame set straight, and the 3 x 3 map of its px to px of the page."""
    sides = np.linalg.norm(np.roll(frame, -1, axis=0) - frame, axis=1)
    width, height = round(max(sides[0], sides[2])), round(max(sides[1], sides[3]))
    straight = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    to_page = cv2.getPerspectiveTransform(straight, frame.astype(np.float32))
    inside = cv2.warpPerspective(
        grey, to_page, (width, height), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderValue=255
    )
    edge = FRAME_LINE // 2 + 1
    rim = np.full_like(inside, 255)
    rim[edge:-edge, edge:-edge] = inside[edge:-edge, edge:-edge]
    return rim, to_page.astype(np.float64)  # type: ignore[return-value]


def _large_ink(ink: Ink, grids: Sequence[ScannedGrid]) -> Mask:
    """Rules and pieces larger than letters, tables left out."""
    large = ((ink.width > 150) | (ink.height > 90)) & (ink.width < 1100) & (ink.area > 150)
    large[0] = False
    mask: Mask = large.astype(np.uint8)[ink.labels] | ink.level | ink.upright
    for grid in grids:
        corners = np.array(grid.corners(grid.grid.box), np.int32)
        cv2.fillPoly(mask, [corners + np.array([[-6, -6], [6, -6], [6, 6], [-6, 6]], np.int32)], 0)
    return mask


def _level_ones(ends: Lines) -> Lines:
    """Nearly level segments, left end first."""
    ends = np.where((ends[:, 0] > ends[:, 2])[:, None], ends[:, [2, 3, 0, 1]], ends)
    run, rise = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
    return ends[(run > 0.45 * FRAME_WIDTH[0]) & (np.abs(rise) < MOST_SLANT * run)]


def _upright_ones(ends: Lines) -> Lines:
    """Nearly upright segments, upper end first."""
    ends = np.where((ends[:, 1] > ends[:, 3])[:, None], ends[:, [2, 3, 0, 1]], ends)
    run, rise = ends[:, 3] - ends[:, 1], ends[:, 2] - ends[:, 0]
    return ends[(run > 0.6 * FRAME_HEIGHT[0]) & (np.abs(rise) < MOST_SLANT * run)]


def _frames(level: Lines, upright: Lines) -> list[Corners]:
    """Three sides make a frame: two level lines and one upright, or one level line and two uprights.

    Faint sides are filled up: opposite sides are as long as the longer of them shows.
    """
    level = _longest(level)
    found = []
    for top, bottom in combinations(sorted(level.tolist(), key=lambda line: line[1] + line[3]), 2):
        if _parallel(top, bottom) and (frame := _between(top, bottom, upright)) is not None:
            found.append(frame)
    for line in level.tolist():
        found += _hung_on(line, upright)
    return found


def _between(top: list[float], bottom: list[float], upright: Lines) -> Corners | None:
    """The frame of two parallel lines that an upright joins at their left or their right ends."""
    for end, other in ((0, 2), (2, 0)):
        near = abs(top[end] - bottom[end]) < 60
        if near and any(_joins(u, top[end : end + 2], bottom[end : end + 2]) for u in upright):
            run = [top[other] - top[end], bottom[other] - bottom[end]]
            longest = max(run, key=abs)
            slope = (bottom[3] - bottom[1]) / (bottom[2] - bottom[0])
            ends = [[line[end] + longest, line[end + 1] + slope * longest] for line in (top, bottom)]
            corners = [top[end : end + 2], ends[0], ends[1], bottom[end : end + 2]]
            return np.array(corners if end == 0 else [corners[1], corners[0], corners[3], corners[2]])
    return None


def _hung_on(line: list[float], upright: Lines) -> list[Corners]:
    """Frames of a level line and two uprights that start at its ends and go the same way as far."""
    found = []
    for way in (1, 3):  # the uprights begin (1) or end (3) at the line
        left = [u for u in upright if abs(u[way] - line[1]) < 14 and abs(u[way - 1] - line[0]) < 14]
        right = [u for u in upright if abs(u[way] - line[3]) < 14 and abs(u[way - 1] - line[2]) < 14]
        if not left or not right:
            continue
        one, other = (max(side, key=lambda u: float(u[3] - u[1])) for side in (left, right))
        heights = one[3] - one[1], other[3] - other[1]
        if max(heights) < 1.6 * min(heights) and FRAME_HEIGHT[0] <= max(heights) <= FRAME_HEIGHT[1]:
            found.append(np.array([one[:2], other[:2], other[2:], one[2:]]))
    return found


def _longest(level: Lines) -> Lines:
    """Segments along one line taken together; then those of a frame's length, forty at most."""
    joined: list[list[float]] = []
    for x0, y0, x1, y1 in sorted(level.tolist(), key=lambda line: line[0]):
        for other in joined:
            slope = (other[3] - other[1]) / max(1.0, other[2] - other[0])
            on_line = abs(other[3] + slope * (x0 - other[2]) - y0) < 7
            if on_line and x0 - other[2] < 40 and abs((y1 - y0) / (x1 - x0) - slope) < 0.05:
                if x1 > other[2]:
                    other[2:] = [x1, y1]
                break
        else:
            joined.append([x0, y0, x1, y1])
    fitting = [line for line in joined if FRAME_WIDTH[0] <= line[2] - line[0] <= FRAME_WIDTH[1]]
    return np.array(sorted(fitting, key=lambda line: line[0] - line[2])[:40]).reshape(-1, 4)


def _parallel(top: list[float], bottom: list[float]) -> bool:
    height = (bottom[1] + bottom[3] - top[1] - top[3]) / 2
    slopes = [(line[3] - line[1]) / (line[2] - line[0]) for line in (top, bottom)]
    return FRAME_HEIGHT[0] <= height <= FRAME_HEIGHT[1] and abs(slopes[0] - slopes[1]) < 0.04


def _joins(upright: NDArray[np.float64], top: list[float], bottom: list[float]) -> bool:
    """The upright segment runs near the straight line from `top` to `bottom` for half of its length."""
    length = bottom[1] - top[1]
    covered = min(upright[3], bottom[1] + 10) - max(upright[1], top[1] - 10)
    middle = (upright[1] + upright[3]) / 2
    x = top[0] + (bottom[0] - top[0]) * (middle - top[1]) / max(1.0, length)
    return bool(covered >= 0.5 * length and abs((upright[0] + upright[2]) / 2 - x) < 25)


def _without_overlaps(frames: list[Corners]) -> list[Corners]:
    """Of frames within each other the largest: lines for number, date and hour make smaller ones."""
    kept: list[Corners] = []
    for frame in sorted(frames, key=lambda f: -cv2.contourArea(f.astype(np.float32))):
        middle = (float(frame[:, 0].mean()), float(frame[:, 1].mean()))
        if all(cv2.pointPolygonTest(k.astype(np.float32), middle, False) < 0 for k in kept):
            kept.append(frame)
    return kept
