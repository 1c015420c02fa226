"""A picture of a page made ready for reading: upright, straight, evenly lit, at one working scale.

Scans lie askew, photos are taken from the side, paper bends, lamps shade. All of it is undone in one map
from the straightened page back to the picture, so that every box found on the straight page can be told in
points of the page as it was sent (`StraightPage.to_points`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.shading import SHADES, clear_shades

Grey = NDArray[np.uint8]
Floats = NDArray[np.float64]
AnyFloats = NDArray[np.floating[Any]]
AnyPicture = NDArray[Any]

WORKING_DPI = 200.0  # letters of TH Sarabun 16 pt are 14 px high here; more costs time and reads no better
A4_WIDTH, A4_HEIGHT = 595.276, 841.89  # points
TRUSTED_DPI = (60.0, 1300.0)
PAPER = (250.0, 1500.0)  # points: a side of a page shorter or longer than this is a wrong resolution

LAMP = 184  # px at the working scale, 2.3 cm: a head of three lines is darker over less
COLOURED = 42  # levels between the strongest and the weakest channel: more is no grey
MOSTLY_COLOURED = 0.45  # of the ink
LEAST_COLOURED = 0.00012  # of the page: two digits written with a pen
STEEPEST = 0.21  # rise over run of a text line, 12 degrees
DROPPED_BLOCK = 160  # px of the picture as it was sent: rows are lost over shorter or longer stretches
NARROW, WIDE = (
    0.036,
    0.12,
)  # how far slopes stray from the page's own: scans and photos, and photos from aside
BLOCK = 16  # px of the reduced picture: columns are summed in blocks before they are sheared


@dataclass(frozen=True)
class Bend:
    """How far text lines stray from the level: y of the source = y + along x of the integrated slope.

    slope(x, y) = a + b y + c x + d x y with x and y from the middle of the page in px; its integral over x is
    what a row of the straight page has to be shifted by.
    """

    coefficients: tuple[float, float, float, float]
    middle: tuple[float, float]

    def shift(self, x: AnyFloats, y: AnyFloats) -> AnyFloats:
        a, b, c, d = self.coefficients
        u, v = x - self.middle[0], y - self.middle[1]
        moved: AnyFloats = (a + b * v) * u + (c + d * v) * u * u / 2
        return moved

    @property
    def is_rotation(self) -> bool:
        """The lines are parallel and straight (to half a pixel or so): turning the page is enough."""
        _, b, c, d = self.coefficients
        half_width, half_height = self.middle
        bulge = abs(b) * half_height * half_width + abs(c) * half_width**2 / 2
        return bulge + abs(d) * half_height * half_width**2 / 2 < 2.0


@dataclass(frozen=True)
class StraightPage:
    """grey: straight and evenly lit, paper near 250, ink near 0, at about WORKING_DPI.

    shades: brightness of the paper, an eighth of the size: darker where cells are shaded or text is marked.
    tint: mask (0 or 1) of coloured ink (pens, stamps); None where the picture has none worth telling apart.
    width, height: of the upright page in points.
    turned: quarter turns (degrees clockwise) that made the picture upright.
    patch: 3 x 3, px of a part of the page cut out and set straight by itself -> px of the page; else None.
    """

    grey: Grey
    shades: Grey
    tint: NDArray[np.uint8] | None
    width: float
    height: float
    turned: int
    points_per_px: float
    rotation: Floats | None = None
    bend: Bend | None = None
    patch: Floats | None = None

    def to_points(self, xy: Floats) -> Floats:
        """(n, 2) px of the straight page -> (n, 2) points of the upright page as it was sent."""
        xy = np.asarray(xy, np.float64).reshape(-1, 2)
        if self.patch is not None:
            xy = cv2.perspectiveTransform(xy[None], self.patch)[0]
        if self.bend is not None:
            xy = np.stack([xy[:, 0], xy[:, 1] + self.bend.shift(xy[:, 0], xy[:, 1])], 1)
        elif self.rotation is not None:
            xy = xy @ self.rotation[:, :2].T + self.rotation[:, 2]
        return xy * self.points_per_px


def page_size(shape: tuple[int, ...], dpi: float | None) -> tuple[float, float]:
    """Width and height in points; without a believable resolution the page is taken to be A4 wide."""
    height, width = shape[:2]
    if dpi is not None and TRUSTED_DPI[0] <= dpi <= TRUSTED_DPI[1]:
        sides = width * 72 / dpi, height * 72 / dpi
        if PAPER[0] <= min(sides) and max(sides) <= PAPER[1]:
            return sides
    as_wide_as = A4_WIDTH if width <= height else A4_HEIGHT
    return as_wide_as, as_wide_as * height / width


def straighten(
    picture: NDArray[np.uint8], dpi: float | None, *, turned: int = 0, zoom: float = 1.0
) -> StraightPage:
    """Turn by `turned` degrees clockwise, scale (times `zoom`), light evenly, level the lines."""
    upright = np.rot90(picture, -turned // 90) if turned else picture
    width, height = page_size(upright.shape, dpi)
    scaled = _scaled(mend_dropped_rows(np.ascontiguousarray(upright)), width * WORKING_DPI / 72 * zoom)
    grey, shades = clear_shades(even_light(to_grey(scaled)))
    tint = tinted_ink(scaled) if scaled.ndim == 3 else None
    points_per_px = width / grey.shape[1]
    bend = find_bend(grey)
    page = StraightPage(grey, shades, tint, width, height, turned, points_per_px)
    if bend is None:
        return page
    if bend.is_rotation:
        rotation = _rotation(bend.coefficients[0], grey.shape)
        turned_tint = None if tint is None else _turn(tint, rotation)
        turned_shades = _turn(shades, _smaller(rotation, SHADES))
        return replace(
            page, grey=_turn(grey, rotation), shades=turned_shades, tint=turned_tint, rotation=rotation
        )
    unbent_tint = None if tint is None else _unbend(tint, bend)
    return replace(page, grey=_unbend(grey, bend), tint=unbent_tint, bend=bend)


def to_grey(picture: NDArray[np.uint8]) -> Grey:
    return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) if picture.ndim == 3 else picture  # type: ignore[return-value]


def mend_dropped_rows(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Fax and 1-bit scanners lose single rows of dots: fill those where most ink stops and goes on below."""
    black_and_white = (picture[::16] < 32) | (picture[::16] > 223)
    if picture.shape[0] < 200 or black_and_white.mean() < 0.99:
        return picture
    ink = (picture if picture.ndim == 2 else picture[:, :, 1]) < 128
    blocks = range(0, ink.shape[1], DROPPED_BLOCK)
    there = np.add.reduceat(ink, blocks, axis=1, dtype=np.int32)
    round_it = np.minimum(there[:-2], there[2:])
    dropped = (round_it >= 14) & (there[1:-1] <= 0.08 * round_it)
    if not dropped.any():
        return picture
    holes = ink[:-2] & ink[2:] & ~ink[1:-1]
    dropped &= np.add.reduceat(holes, blocks, axis=1, dtype=np.int32) >= 0.25 * round_it
    if not dropped.any():
        return picture
    mended = picture.copy()
    holes &= np.repeat(dropped, DROPPED_BLOCK, axis=1)[:, : ink.shape[1]]
    mended[1:-1][holes] = 0
    return mended


def even_light(grey: Grey) -> Grey:
    """Divide by the paper's own brightness, taken from a picture an eighth of the size.

    What is darker over less than LAMP was printed so; lamps shade wider stretches.
    """
    small = cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 21)
    if paper.min() >= 246:
        return grey
    paper = cv2.morphologyEx(paper, cv2.MORPH_CLOSE, np.ones((LAMP // 8, LAMP // 8), np.uint8))
    paper = cv2.resize(np.maximum(paper, 20), (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, paper, scale=250)  # type: ignore[return-value]


def ink_of(grey: Grey) -> NDArray[np.uint8]:
    """1 where there is ink, 0 on paper: Otsu's threshold (IEEE Trans. SMC 9, 1979), kept off the extremes."""
    threshold, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return (grey < min(max(threshold, 90.0), 215.0)).astype(np.uint8)


def two_inks_of(grey: Grey) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The ink, and the faint ink: 1 also where thin lines have paled to grey.

    That is most of the way from Otsu's threshold to the paper.
    """
    threshold, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    solid, faint = min(max(threshold, 90.0), 215.0), min(threshold + 0.6 * (250 - threshold), 222.0)
    return (grey < solid).astype(np.uint8), (grey < faint).astype(np.uint8)


def find_bend(grey: Grey) -> Bend | None:
    """The slopes of the text lines over the page; None where they are level already."""
    small = _half_ink(grey, 2)
    height, width = small.shape
    coarse = small[: height // 2 * 2, : width // 2 * 2].reshape(height // 2, 2, width // 2, 2).sum((1, 3))
    candidates = np.arange(-STEEPEST, STEEPEST + 1e-9, 0.006)
    overall = _best_slope(_block_profiles(coarse, 0, width // 2), candidates, 0.0)
    observed = _tile_slopes(small, overall, NARROW)
    if len(observed) and (np.abs(observed[:, 2] - overall) > 0.8 * NARROW).mean() > 0.1:
        observed = _tile_slopes(small, overall, WIDE)
    middle = (grey.shape[1] / 2, grey.shape[0] / 2)
    coefficients = _fit_slopes(observed, middle)
    bend = Bend(coefficients, middle)
    if bend.is_rotation and abs(coefficients[0]) * grey.shape[1] < 2.0:
        return None
    return bend


def _scaled(picture: NDArray[np.uint8], width: float) -> NDArray[np.uint8]:
    factor = width / picture.shape[1]
    if abs(factor - 1) < 0.02:
        return picture
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    size = (max(1, round(width)), max(1, round(picture.shape[0] * factor)))
    return cv2.resize(picture, size, interpolation=how)  # type: ignore[return-value]


def tinted_ink(picture: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Mask (0 or 1) of ink whose channels differ, measured against the paper's own tint.

    None on grey pictures, and where most of the ink is tinted: that is the scanner's colour, or a poster.
    """
    small = cv2.resize(picture, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = np.percentile(small[::2, ::2].reshape(-1, 3), 80, axis=0).clip(60, 255)
    if (_spread(small, paper) > COLOURED).mean() < LEAST_COLOURED:
        return None
    dark = small.min(2) < 0.75 * paper.min()
    if (_spread(small, paper)[dark] > COLOURED).mean() > MOSTLY_COLOURED:
        return None
    mask = (_spread(picture, paper) > COLOURED).astype(np.uint8)
    return cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))  # type: ignore[return-value]


def _spread(picture: AnyPicture, paper: Floats) -> NDArray[np.uint8]:
    """Strongest less weakest channel after the paper is made white."""
    table = np.clip(np.arange(256)[:, None] * (250 / paper), 0, 255).astype(np.uint8)
    red, green, blue = (cv2.LUT(np.ascontiguousarray(picture[:, :, i]), table[:, i]) for i in range(3))
    most, least = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    return cv2.subtract(most, least)  # type: ignore[return-value]


def _half_ink(grey: Grey, divisor: int) -> NDArray[np.float32]:
    size = (max(1, grey.shape[1] // divisor), max(1, grey.shape[0] // divisor))
    ink = ink_of(cv2.resize(grey, size, interpolation=cv2.INTER_AREA))  # type: ignore[arg-type]
    edge_x, edge_y = int(0.03 * size[0]), int(0.03 * size[1])  # shadows of the scanner's lid
    ink[:edge_y], ink[-edge_y or None :], ink[:, :edge_x], ink[:, -edge_x or None :] = 0, 0, 0, 0
    return ink.astype(np.float32)


def _block_profiles(ink: NDArray[np.float32], left: int, right: int) -> NDArray[np.float32]:
    count = max(1, (right - left) // BLOCK)
    part = ink[:, left : left + count * BLOCK]
    if part.shape[1] < count * BLOCK:
        part = np.pad(part, ((0, 0), (0, count * BLOCK - part.shape[1])))
    sums: NDArray[np.float32] = part.reshape(ink.shape[0], count, BLOCK).sum(2).T
    return sums


def _best_slope(profiles: NDArray[np.float32], candidates: Floats, otherwise: float) -> float:
    """The slope at which the block profiles, shifted along it, add up to the sharpest rows."""
    count, height = profiles.shape
    if profiles.sum() < 40:
        return otherwise
    offsets = (np.arange(count) - (count - 1) / 2) * BLOCK
    shifts = np.rint(offsets * candidates[:, None]).astype(int)
    reach = int(np.abs(shifts).max(initial=0))
    padded = np.pad(profiles, ((0, 0), (reach, reach)), "edge")
    shifted = np.lib.stride_tricks.sliding_window_view(padded, height, axis=1)
    totals = shifted[np.arange(count), shifts + reach].sum(1)
    scores = (np.diff(totals, axis=1) ** 2).sum(1)
    good = scores >= 0.99 * scores.max()  # slopes too close together to tell score the same
    return float(candidates[good].mean())


def _tile_slopes(small: NDArray[np.float32], overall: float, spread: float) -> Floats:
    """(n, 4): x, y in px of the full picture, slope, weight, over a grid of overlapping tiles."""
    height, width = small.shape
    found = []
    wide = width // 2
    for left in (0, width // 4, width // 2):
        for k in range(6):
            top, bottom = int(height * k / 7), int(height * (k + 2) / 7)
            tile = _block_profiles(small[top:bottom], left, left + wide)
            weight = float(tile.sum())
            if weight < 0.004 * wide * (bottom - top):
                continue
            near = _best_slope(tile, overall + np.arange(-spread, spread + 1e-9, 0.006), overall)
            near = _best_slope(tile, near + np.arange(-0.005, 0.0051, 0.001), near)
            found.append((left * 2 + wide, top + bottom, near, weight**0.5))
    return np.array(found, np.float64).reshape(-1, 4)


def _fit_slopes(observed: Floats, middle: tuple[float, float]) -> tuple[float, float, float, float]:
    """Least squares for slope = a + b y + c x + d x y, without tiles that stand apart (emblems, signatures).

    The terms beyond a are kept only where they explain the slopes clearly better than one slope does: a
    scanned page is flat.
    """
    if len(observed) < 4:
        slope = float(np.median(observed[:, 2])) if len(observed) else 0.0
        return slope, 0.0, 0.0, 0.0
    slopes, weights = observed[:, 2], observed[:, 3]
    level = _weighted_median(slopes, weights)
    flat_error = _weighted_median(np.abs(slopes - level), weights)
    u, v = observed[:, 0] - middle[0], observed[:, 1] - middle[1]
    terms = np.stack([np.ones_like(u), v, u, u * v], 1)
    scale = np.abs(terms).max(0)
    scale[scale == 0] = 1
    keep = np.ones(len(u), bool)
    solution = np.zeros(4)
    for _ in range(4):
        if keep.sum() < 8:
            return level, 0.0, 0.0, 0.0
        w = weights[keep, None]
        solution, *_ = np.linalg.lstsq(terms[keep] / scale * w, slopes[keep] * w[:, 0], rcond=None)
        errors = np.abs(terms / scale @ solution - slopes)
        keep = errors <= max(0.003, 2.5 * _weighted_median(errors, weights))
    bent_error = _weighted_median(np.abs(terms / scale @ solution - slopes), weights)
    if flat_error < 0.0025 or bent_error > 0.5 * flat_error or keep.mean() < 0.6:
        return level, 0.0, 0.0, 0.0
    a, b, c, d = solution / scale
    return float(a), float(b), float(c), float(d)


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])


def _rotation(slope: float, shape: tuple[int, ...]) -> Floats:
    """2 x 3: px of the straight page -> px of the page before turning."""
    middle = (shape[1] / 2, shape[0] / 2)
    return cv2.getRotationMatrix2D(middle, -float(np.degrees(np.arctan(slope))), 1.0)  # type: ignore[return-value]


def _smaller(rotation: Floats, divisor: int) -> Floats:
    """The same turn of a picture reduced in size."""
    return np.column_stack([rotation[:, :2], rotation[:, 2] / divisor])


def _turn(picture: NDArray[np.uint8], rotation: Floats) -> NDArray[np.uint8]:
    return cv2.warpAffine(  # type: ignore[return-value]
        picture,
        rotation,
        picture.shape[1::-1],
        flags=_way(picture) | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )


def _unbend(picture: NDArray[np.uint8], bend: Bend) -> NDArray[np.uint8]:
    height, width = picture.shape
    xs = np.arange(width, dtype=np.float32)[None, :]
    ys = np.arange(height, dtype=np.float32)[:, None]
    source_x = np.broadcast_to(xs, (height, width)).astype(np.float32)
    source_y = (ys + bend.shift(xs, ys)).astype(np.float32)
    return cv2.remap(  # type: ignore[return-value]
        picture, source_x, source_y, _way(picture), borderMode=cv2.BORDER_REPLICATE
    )


def _way(picture: NDArray[np.uint8]) -> int:
    """Masks are not blended."""
    return cv2.INTER_NEAREST if picture.max(initial=0) <= 1 else cv2.INTER_CUBIC
