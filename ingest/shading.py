"""Paper that is not white: shaded cells, marked text, and dark heads of tables with light letters.

All of it is made white paper with dark letters before anything is looked for, so that rules and letters are
found there like elsewhere. How bright the paper was is kept: a shaded cell means something.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Mask = NDArray[np.uint8]

SHADES = 8  # times smaller than the page is the picture of its shades
# Sizes in px of the page at half its size, high and wide:
STROKE = (15, 15)  # white paper shows at least as near to every letter, however bold and soft
LEAST_SHADE = (13, 13)
STRAIGHT, STRAIGHT_SHARE = (17, 17), 0.7  # and how much of a shade is at least as wide and high as that
STRIP = (4, 9)  # what a dark head shows at least above and below its letters
LETTERS_BETWEEN, GAPS_BETWEEN = (25, 3), (1, 15)  # what lies between the strips
LEAST_FILL = (12, 20)  # smaller is a bar, a dot or a heavy letter
BLANK = (10, 10)  # no stroke of a letter covers that

SHADED = 226  # grey level
DARK = 140  # grey level: darker paper may carry light letters
DARKEST = 115  # grey level: half of a dark fill is darker
RASTER = (25, 110)  # grey levels of a 1-bit scan: nothing can be read on them, but they are not black
FULL = 0.8  # of the smallest rectangle round it: heads and cells are rectangles, emblems are not
LYING = 1.2  # times as wide as high is what carries letters; QR codes and photos are not
LETTERS = (0.008, 0.4)  # of the fill covered by light letters
OUTLINE = 7  # px of the page, twice the width of the rule that a fill is left with
BEYOND = np.arange(8, 26)  # px beyond a fill in which rules show that part its columns
WIDEST_RULE = 12  # px


def clear_shades(grey: Grey) -> tuple[Grey, Grey]:
    """The page with white paper wherever it was shaded, and its brightness, an eighth of the size.

    The raster dots of a 1-bit scan are blurred into the grey they stand for; between letters on white paper
    some white always shows, so text itself is no shade.
    """
    soft = _half(grey)
    paper = _paper(soft)
    size = (grey.shape[1] // SHADES, grey.shape[0] // SHADES)
    shades = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    shades = cv2.morphologyEx(shades, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    fills = list(_fills(soft))
    if fills:
        grey = grey.copy()
        for fill in fills:
            _clear(grey, fill)
            if fill.light:
                small = cv2.resize(fill.mask, shades.shape[::-1], interpolation=cv2.INTER_NEAREST)
                shades[small > 0] = 250
        paper = _paper(_half(grey))
    shaded = _shaded(paper)
    for fill in fills:
        if fill.light:
            shaded[fill.mask > 0] = 0
    return _whitened(grey, shaded, paper) if shaded.any() else grey, shades  # type: ignore[return-value]


def _half(grey: Grey) -> Grey:
    half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return cv2.GaussianBlur(half, (0, 0), 1.2)  # type: ignore[return-value]


def _paper(soft: Grey) -> Grey:
    return cv2.morphologyEx(soft, cv2.MORPH_CLOSE, np.ones(STROKE, np.uint8))  # type: ignore[return-value]


def _shaded(paper: Grey) -> Mask:
    """Where the paper is shaded: cells and words marked over have straight sides, emblems have not."""
    shaded = cv2.morphologyEx(
        (paper < SHADED).astype(np.uint8), cv2.MORPH_OPEN, np.ones(LEAST_SHADE, np.uint8)
    )
    if not shaded.any():
        return shaded  # type: ignore[return-value]
    straight = cv2.morphologyEx(shaded, cv2.MORPH_OPEN, np.ones(STRAIGHT, np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(shaded)
    kept = np.bincount(labels[straight > 0], minlength=count) >= STRAIGHT_SHARE * stats[:, cv2.CC_STAT_AREA]
    kept |= (stats[:, 0] == 0) | (stats[:, 0] + stats[:, 2] == shaded.shape[1])  # shadows at the page's sides
    kept |= (stats[:, 1] == 0) | (stats[:, 1] + stats[:, 3] == shaded.shape[0])
    kept[0] = False
    return kept.astype(np.uint8)[labels]  # type: ignore[no-any-return]


def _whitened(grey: Grey, shaded: Mask, paper: Grey) -> Grey:
    size = (grey.shape[1], grey.shape[0])
    mask = cv2.resize(cv2.dilate(shaded, np.ones((7, 7), np.uint8)), size, interpolation=cv2.INTER_NEAREST)
    darkest = cv2.GaussianBlur(cv2.erode(paper, np.ones((5, 5), np.uint8)), (0, 0), 1.2)  # to the very edge
    level = cv2.resize(np.maximum(darkest, 40), size, interpolation=cv2.INTER_LINEAR)
    cleared = cv2.divide(cv2.GaussianBlur(grey, (0, 0), 0.9), level, scale=250)
    if _is_black_and_white(grey):
        cleared[(level > RASTER[0]) & (level < RASTER[1])] = 250
    return np.where(mask > 0, cleared, grey)


def _is_black_and_white(grey: Grey) -> bool:
    sample = grey[::16]
    return bool(((sample < 32) | (sample > 223)).mean() > 0.97)


@dataclass(frozen=True)
class _Fill:
    """A dark rectangle. mask: of the half-sized page. dark, light: levels of its paper and of its letters,
    light None where there are none. slope: rise over run of its long side."""

    mask: Mask
    dark: float
    light: float | None
    slope: float


def _fills(soft: Grey) -> Iterator[_Fill]:
    dark = (soft < DARK).astype(np.uint8)
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(STRIP, np.uint8))
    if not solid.any():
        return
    for gap in (LETTERS_BETWEEN, GAPS_BETWEEN):
        solid = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones(gap, np.uint8))
    solid = cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones(LEAST_FILL, np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    for number, (x, y, w, h, _) in enumerate(stats[1:].tolist(), 1):
        inside = x > 0 and y > 0 and x + w < soft.shape[1] and y + h < soft.shape[0]
        place = slice(y, y + h), slice(x, x + w)
        own = (labels[place] == number).astype(np.uint8)
        contour = max(cv2.findContours(own, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0], key=len)
        (_, (width, height), angle) = cv2.minAreaRect(contour)
        if not inside or cv2.contourArea(contour) < FULL * max(1.0, width * height):
            continue
        mask = np.zeros_like(soft)
        cv2.drawContours(mask, [contour], -1, 1, cv2.FILLED, offset=(x, y))
        levels = _levels(soft[place], mask[place] > 0, lying=w > LYING * h)
        if levels[0] > DARKEST:
            continue
        yield _Fill(mask, *levels, float(np.tan(np.radians((angle + 45) % 90 - 45))))


def _levels(part: Grey, within: NDArray[np.bool_], *, lying: bool) -> tuple[float, float | None]:
    """The level of the paper, and of the letters where there are light ones."""
    dark = float(np.median(part[within]))
    light = float(np.percentile(part[within], 99.5))
    if not lying or light < dark + 60:
        return dark, None
    letters = ((part > (dark + light) / 2) & within).astype(np.uint8)
    share = float(letters.sum() / within.sum())
    blank = cv2.morphologyEx(letters, cv2.MORPH_OPEN, np.ones(BLANK, np.uint8))
    return dark, light if LETTERS[0] < share < LETTERS[1] and not blank.any() else None


def _clear(grey: Grey, fill: _Fill) -> None:
    """Make the fill white paper in a frame, with its letters dark, and part it where its columns part."""
    size = (grey.shape[1], grey.shape[0])
    mask: Mask = cv2.resize(fill.mask, size, interpolation=cv2.INTER_NEAREST)  # type: ignore[assignment]
    inner = cv2.erode(mask, np.ones((OUTLINE, OUTLINE), np.uint8)) > 0
    rules = [*_parting(grey, mask, fill.slope, below=True), *_parting(grey, mask, fill.slope, below=False)]
    levels = np.arange(256)
    turned = (
        np.full(256, 250.0) if fill.light is None else 250 * (fill.light - levels) / (fill.light - fill.dark)
    )
    grey[inner] = np.clip(turned, 0, 250).astype(np.uint8)[grey[inner]]
    grey[(mask > 0) & ~inner] = 0
    for top, bottom in rules:
        _draw_where_free(grey, top, bottom)


Point = tuple[int, int]


def _parting(grey: Grey, mask: Mask, slope: float, *, below: bool) -> Iterator[tuple[Point, Point]]:
    """Upper and lower ends, within the fill, of the rules that meet it from below or from above."""
    columns = np.flatnonzero(mask.any(0))
    tops = mask.argmax(0)[columns]
    bottoms = mask.shape[0] - 1 - mask[::-1].argmax(0)[columns]
    steps = (BEYOND if below else -BEYOND)[:, None]
    ys = ((bottoms if below else tops) + steps).clip(0, mask.shape[0] - 1)
    xs = np.rint(columns - slope * steps).astype(int).clip(0, mask.shape[1] - 1)
    ruled = (grey[ys, xs] < DARK).mean(0) > 0.9
    edges = np.flatnonzero(np.diff(np.concatenate([[False], ruled, [False]]).astype(np.int8)))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start > WIDEST_RULE:
            continue
        middle = (start + end) // 2
        top, bottom, x = int(tops[middle]), int(bottoms[middle]), int(columns[middle])
        lean = round(slope * (bottom - top))
        ends = ((x + lean, top), (x, bottom)) if below else ((x, top), (x - lean, bottom))
        yield ends


def _draw_where_free(grey: Grey, top: Point, bottom: Point) -> None:
    """The rule, where it would not run through letters."""
    rim = OUTLINE // 2 + 1
    ys = np.arange(top[1] + rim, max(top[1] + rim + 1, bottom[1] - rim))
    xs = np.rint(np.interp(ys, (top[1], bottom[1]), (top[0], bottom[0]))).astype(int)
    near = np.stack([grey[ys, (xs + k).clip(0, grey.shape[1] - 1)] for k in (-3, 0, 3)])
    if (near < DARK).any(0).mean() < 0.06:
        cv2.line(grey, top, bottom, 0, 3)
