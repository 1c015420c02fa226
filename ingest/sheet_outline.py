"""The outline of a sheet of paper in a photo, and the sheet as if photographed from straight above.

A phone sees a sheet from the side: lines converge, columns lean, cells are no rectangles. Where the sheet
lies whole and bright on something darker, its four corners tell how to undo that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Floats = NDArray[np.float64]

_LONG_SIDE = 640  # px of the reduced picture in which the sheet is looked for
_RING = 0.02  # of the long side: what is round the sheet shows along the picture's edge
_DARKER = 0.8  # of the paper's brightness: so dark at most is what it lies on
_LEAST, _MOST = (
    0.25,
    0.97,
)  # of the picture: a sheet smaller is something on a page, larger is the page itself
_SHADOWS = (1.0, 0.8, 0.65)  # of the threshold between paper and what it lies on
_LEVEL = 0.012  # of the side: corners that stray less from a rectangle's are left as they are
_A4 = 2**0.5
_LIKE_A4 = (1.1, 1.9)  # long side over short side as a phone sees an A4 sheet


class Outline(NamedTuple):
    """Corners of a sheet, from top left clockwise, as fractions (x, y) of the picture's width and height."""

    top_left: tuple[float, float]
    top_right: tuple[float, float]
    bottom_right: tuple[float, float]
    bottom_left: tuple[float, float]

    def corners(self, width: int, height: int) -> Floats:
        """(4, 2) px of a picture of that size."""
        return np.array(self, np.float64) * (width, height)


def find_sheet(picture: Picture) -> Outline | None:
    """The sheet that was photographed from aside; None for scans, close-ups and what lies straight.

    picture: RGB (H, W, 3).
    """
    height, width = picture.shape[:2]
    scale = _LONG_SIDE / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    some = picture[:: max(1, round(0.3 / scale)), :: max(1, round(0.3 / scale))]
    small = cv2.resize(some, size, interpolation=cv2.INTER_AREA).min(axis=2)
    if not _lies_on_something_darker(small):
        return None
    for mask in _bright(small):
        corners = _quadrilateral(mask)
        if corners is not None and _stands_out(small, corners):
            return None if _is_level(corners) else _outline(corners, size)
    return None


def _outline(corners: Floats, size: tuple[int, int]) -> Outline:
    top_left, top_right, bottom_right, bottom_left = (
        (float(x / size[0]), float(y / size[1])) for x, y in _clockwise(corners)
    )
    return Outline(top_left, top_right, bottom_right, bottom_left)


def flattened(picture: Picture, outline: Outline) -> Picture:
    """The sheet alone, seen from straight above, at about the resolution it has in the picture."""
    height, width = picture.shape[:2]
    corners = outline.corners(width, height)
    across, down = _flat_size(corners)
    flat = np.array([[0, 0], [across, 0], [across, down], [0, down]], np.float32)
    way = cv2.getPerspectiveTransform(corners.astype(np.float32), flat)
    straight = cv2.warpPerspective(
        picture, way, (across, down), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(straight, np.uint8)


def _flat_size(corners: Floats) -> tuple[int, int]:
    """Width and height in px. What looks like A4 from aside is taken for A4."""
    top, right, bottom, left = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    across, down = max(top, bottom), max(left, right)
    ratio = max(across, down) / min(across, down)
    if _LIKE_A4[0] <= ratio <= _LIKE_A4[1]:
        if across > down:
            down = across / _A4
        else:
            across = down / _A4
    return max(1, round(across)), max(1, round(down))


def _lies_on_something_darker(small: Picture) -> bool:
    """Whether enough of the picture's edge is darker than the paper."""
    ring = max(2, round(_RING * _LONG_SIDE))
    edge = np.concatenate(
        [small[:ring].ravel(), small[-ring:].ravel(), small[:, :ring].ravel(), small[:, -ring:].ravel()]
    )
    paper = np.percentile(small, 90)
    return bool((edge < _DARKER * paper).mean() > 0.4)


def _bright(small: Picture) -> Iterator[Picture]:
    """Masks (0 or 255) of the bright part, its print filled in; then with shadows that fall on the sheet."""
    smooth = cv2.GaussianBlur(small, (5, 5), 0)
    otsu, _ = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    for part in _SHADOWS:
        _, mask = cv2.threshold(smooth, part * otsu, 255, cv2.THRESH_BINARY)
        opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
        yield np.asarray(cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), np.uint8)


def _quadrilateral(mask: Picture) -> Floats | None:
    """The four corners (4, 2) of the largest bright shape, where four straight sides make up its hull."""
    shapes, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not shapes:
        return None
    shape = max(shapes, key=cv2.contourArea)
    hull = cv2.convexHull(shape)
    area = cv2.contourArea(hull)
    if not _LEAST <= area / mask.size <= _MOST or cv2.contourArea(shape) < 0.93 * area:
        return None
    around = cv2.arcLength(hull, True)
    for rough in (0.01, 0.015, 0.02, 0.03):
        corners = cv2.approxPolyDP(hull, rough * around, True)
        if len(corners) == 4:
            return _refined(corners[:, 0].astype(np.float64), _hull_points(hull), area)
    return None


def _hull_points(hull: NDArray[Any]) -> Floats:
    """Points along the hull, one a px."""
    points = [hull[:, 0].astype(np.float64)]
    ends = np.roll(points[0], -1, axis=0)
    for start, end in zip(points[0], ends, strict=True):
        steps = int(np.linalg.norm(end - start))
        if steps > 1:
            points.append(start + (end - start) * (np.arange(1, steps) / steps)[:, None])
    return np.concatenate(points)


def _refined(corners: Floats, outline: Floats, area: float) -> Floats | None:
    """Each side as the line through the outline beside it, each corner where two sides meet."""
    sides = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        length = float(np.linalg.norm(end - start))
        if length < 40:
            return None
        along = (end - start) / length
        offsets = outline - start
        place, off = offsets @ along, np.abs(offsets @ np.array([-along[1], along[0]]))
        beside = outline[(place > 0.1 * length) & (place < 0.9 * length) & (off < 6)]
        if len(beside) < 0.5 * length:
            return None
        x, y, x0, y0 = cv2.fitLine(beside.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
        sides.append((np.array([x0, y0], np.float64), np.array([x, y], np.float64)))
    met = np.array([_meeting(sides[i - 1], sides[i]) for i in range(4)])
    if not np.isfinite(met).all():
        return None
    grown = cv2.contourArea(met.astype(np.float32)) / area
    return met if 0.97 <= grown <= 1.05 else None


def _meeting(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> Floats:
    (p, u), (q, v) = one, other
    crossed = u[0] * v[1] - u[1] * v[0]
    if abs(crossed) < 0.3:  # sides of a sheet meet at something like a right angle
        return np.array([np.nan, np.nan])
    step = ((q[0] - p[0]) * v[1] - (q[1] - p[1]) * v[0]) / crossed
    met: Floats = p + step * u
    return met


def _stands_out(small: Picture, corners: Floats) -> bool:
    """Darker beside each of its sides, outside the sheet, than just within it."""
    middle = corners.mean(axis=0)
    height, width = small.shape
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = start + (end - start) * np.linspace(0.1, 0.9, 60)[:, None]
        outwards = (along - middle) / np.linalg.norm(along - middle, axis=1)[:, None]
        inside, outside = (along + outwards * step for step in (-7.0, 7.0))
        seen = (outside >= 0).all(axis=1) & (outside[:, 0] < width) & (outside[:, 1] < height)
        if seen.sum() < 20:  # this side lies along the picture's edge: the sheet is not whole
            return False
        within, beyond = (_levels(small, points[seen]) for points in (inside, outside))
        if np.median(beyond) > _DARKER * np.median(within):
            return False
    return True


def _levels(small: Picture, points: Floats) -> Picture:
    x = np.clip(np.rint(points[:, 0]).astype(int), 0, small.shape[1] - 1)
    y = np.clip(np.rint(points[:, 1]).astype(int), 0, small.shape[0] - 1)
    return np.asarray(small[y, x], np.uint8)


def _is_level(corners: Floats) -> bool:
    """Whether the sheet is an upright rectangle already: cutting it out would gain nothing."""
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    rectangle = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
    strays = np.abs(_clockwise(corners) - rectangle).max(axis=0)
    return bool((strays < _LEVEL * np.array([x1 - x0, y1 - y0])).all())


def _clockwise(corners: Floats) -> Floats:
    """From the corner nearest to the picture's own top left, clockwise on the page."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    ordered = corners[np.argsort(angles)]
    first = int(np.argmin(ordered.sum(axis=1)))
    return np.roll(ordered, -first, axis=0)
