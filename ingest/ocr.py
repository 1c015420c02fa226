"""A picture of a page -> its lines and tables.

`read_picture` is the table of contents: straighten, find the ink, find the lines, read them, order them.

Scale of the confidences: see docs/reading.md. Below 0.9 a person should look; a digit at 0.98 or more is
wrong at most once in 2,000.
"""

from __future__ import annotations

from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from ingest.document import Box, Line, Page
from ingest.ink import find_ink
from ingest.line_crop import cut, taken_pieces
from ingest.line_finding import TextLine, find_lines
from ingest.page_image import StraightPage, straighten
from ingest.reading_order import in_reading_order
from ingest.recogniser import Reading, reader

LETTER_TO_TYPE = 2.45  # size of TH Sarabun type over the height of its letters


def read_picture(picture: NDArray[np.uint8], *, number: int, dpi: float | None) -> Page:
    """Read one page. picture: grey (H, W) or RGB (H, W, 3). dpi: px per inch of it, None where unknown.

    A page on which nothing can be read comes back with source "unread". Raises ToolMissing without a model.
    """
    started = perf_counter()
    page = straighten(picture, dpi)
    ink = find_ink(page.grey)
    found = in_reading_order(find_lines(ink, ink.upright))
    taken = taken_pieces(ink, found)
    crops = [cut(page.grey, ink, line, taken) for line in found]
    readings = reader().read([crop for crop, _ in crops])
    lines = [
        _line(page, line, reading, corner)
        for line, reading, (_, corner) in zip(found, readings, crops, strict=True)
        if reading.text
    ]
    return Page(
        number=number,
        width=page.width,
        height=page.height,
        source="ocr" if lines else "unread",
        lines=tuple(lines),
        turned=page.turned,
        seconds=perf_counter() - started,
    )


def _line(page: StraightPage, found: TextLine, reading: Reading, corner: tuple[float, float]) -> Line:
    x0 = corner[0]
    along = np.array([[x0 + edge, found.middle_at(x0 + edge)] for edge in reading.edges])
    edges = np.maximum.accumulate(page.to_points(along)[:, 0])
    half = 0.5 * found.letter
    outline = [
        [x, found.middle_at(x) + side]
        for x in (x0 + reading.edges[0], x0 + reading.edges[-1])
        for side in (-half - 0.9 * found.letter, half + 0.5 * found.letter)
    ]
    corners = page.to_points(np.array(outline))
    box = Box(float(edges[0]), float(corners[:, 1].min()), float(edges[-1]), float(corners[:, 1].max()))
    return Line(
        text=reading.text,
        box=box,
        edges=tuple(float(x) for x in edges),
        confidences=tuple(min(1.0, max(0.0, c)) for c in reading.confidences),
        source="ocr",
        size=round(found.letter * page.points_per_px * LETTER_TO_TYPE, 1),
    )
