"""A page taken apart into what lies over each other: print, coloured ink (pens, stamps), framed stamps.

Each layer has its own ink, so that a stamp over a line of print neither swallows the line nor is mixed into
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.ink import Ink, Mask, find_ink
from ingest.line_crop import Crop, cut, taken_pieces
from ingest.line_finding import TextLine, find_lines
from ingest.page_image import StraightPage
from ingest.scanned_tables import ScannedGrid
from ingest.stamps import SLANTED, Corners, cut_out, find_stamps, frame_lines, holds, slant

EMBLEM = (105, 340)  # px a side: 1.3 to 4.3 cm
LayerKind = Literal["print", "coloured", "stamp"]


@dataclass(frozen=True)
class Layer:
    """Lines that share one ink. page: of the whole page, or of a stamp cut out of it and set straight."""

    kind: LayerKind
    page: StraightPage
    ink: Ink
    lines: list[TextLine]

    def found(self) -> list[FoundLine]:
        if not self.lines:
            return []
        taken = taken_pieces(self.ink, self.lines)
        return [FoundLine(self, line, taken, _on_page(self.page, line)) for line in self.lines]


@dataclass(frozen=True)
class FoundLine:
    """A line of a layer; place: the same line in px of the straight page."""

    layer: Layer
    line: TextLine
    taken: NDArray[np.bool_]
    place: TextLine

    def crop(self) -> Crop:
        return cut(self.layer.page.grey, self.layer.ink, self.line, self.taken)


def print_ink(page: StraightPage) -> Ink:
    """The ink of the print: all that is not coloured."""
    return find_ink(page.grey, leave=page.tint)


def take_apart(
    page: StraightPage, ink: Ink, grids: Sequence[ScannedGrid], borders: Mask
) -> tuple[list[FoundLine], list[Corners]]:
    """The lines of all layers, unordered, and the frames of the stamps in px of the straight page.

    ink: `print_ink` of the page. borders: what no line of print crosses.
    """
    coloured = None if page.tint is None else _coloured_layer(page, page.tint)
    frames = find_stamps(ink, grids)
    if coloured is not None:
        frames += [_moved(coloured.page, frame) for frame in find_stamps(coloured.ink, ())]
    slanted = [frame for frame in frames if abs(slant(frame)) > SLANTED]
    if slanted:
        ink = _without_frames(page, slanted)
    layers = [Layer("print", page, ink, _without_emblem(ink, find_lines(ink, borders)))]
    if coloured is not None:
        layers.append(coloured)
    layers = [_outside(layer, slanted) for layer in layers]
    level = [frame for frame in frames if abs(slant(frame)) <= SLANTED]
    layers = [part for layer in layers for part in (_outside(layer, level), _inside(layer, level))]
    layers += [_stamp(page, frame) for frame in slanted]
    return [line for layer in layers for line in layer.found()], frames


def _without_emblem(ink: Ink, lines: list[TextLine]) -> list[TextLine]:
    """Without what looks like lines within the emblem at the head of the page.

    The emblem is one large dense piece, about as wide as high.
    """
    width, height = ink.width.clip(1), ink.height.clip(1)
    large = (width > EMBLEM[0]) & (width < EMBLEM[1]) & (height > EMBLEM[0]) & (height < EMBLEM[1])
    shape = (width < 1.5 * height) & (height < 1.5 * width) & (ink.area > 0.14 * width * height)
    emblems = ink.boxes[large & shape & (ink.boxes[:, 3] < 0.36 * ink.labels.shape[0])]
    return [line for line in lines if not any(_lies_in(line, box) for box in emblems)]


def _lies_in(line: TextLine, box: NDArray[np.int32]) -> bool:
    inner = min(line.x1, int(box[2])) - max(line.x0, int(box[0]))
    return bool(inner > 0.7 * (line.x1 - line.x0) and box[1] < line.middle < box[3])


def _coloured_layer(page: StraightPage, tint: Mask) -> Layer | None:
    """The coloured ink by itself, on the part of the page that has any."""
    columns, rows = np.flatnonzero(tint.any(0)), np.flatnonzero(tint.any(1))
    if not len(rows):
        return None
    x, y = int(columns[0]), int(rows[0])
    part = (slice(y, int(rows[-1]) + 1), slice(x, int(columns[-1]) + 1))
    there = replace(page, grey=page.grey[part], patch=np.array([[1.0, 0, x], [0, 1, y], [0, 0, 1]]))
    ink = find_ink(there.grey, leave=1 - tint[part])
    return Layer("coloured", there, ink, find_lines(ink, ink.upright))


def _moved(page: StraightPage, frame: Corners) -> Corners:
    """A frame found on a part of the page, in px of the page."""
    if page.patch is None:
        return frame
    moved: Corners = cv2.perspectiveTransform(frame[None], page.patch)[0].astype(np.float64)
    return moved


def _without_frames(page: StraightPage, frames: Sequence[Corners]) -> Ink:
    leave = frame_lines(frames, page.grey.shape)
    return find_ink(page.grey, leave=leave if page.tint is None else leave | page.tint)


def _outside(layer: Layer, frames: Sequence[Corners]) -> Layer:
    lines = [
        line for line in layer.lines if not any(holds(frame, _on_page(layer.page, line)) for frame in frames)
    ]
    return replace(layer, lines=lines)


def _inside(layer: Layer, frames: Sequence[Corners]) -> Layer:
    """The lines of a layer that stand in level frames, as those of stamps."""
    outside = {id(line) for line in _outside(layer, frames).lines}
    return replace(layer, kind="stamp", lines=[line for line in layer.lines if id(line) not in outside])


def _stamp(page: StraightPage, frame: Corners) -> Layer:
    grey, to_page = cut_out(page.grey, frame)
    inside = replace(page, grey=grey, tint=None, patch=to_page)
    ink = find_ink(grey)
    return Layer("stamp", inside, ink, find_lines(ink, ink.upright))


def _on_page(page: StraightPage, line: TextLine) -> TextLine:
    if page.patch is None:
        return line
    ends = np.array([[[line.x0, line.middle_at(line.x0)], [line.x1, line.middle_at(line.x1)]]], np.float64)
    (x0, y0), (x1, y1) = cv2.perspectiveTransform(ends, page.patch)[0]
    half, middle = line.letter / 2, (y0 + y1) / 2
    rise = (y1 - y0) / max(1.0, x1 - x0)
    return TextLine(int(x0), int(x1), middle - half, middle + half, rise, line.letter)
