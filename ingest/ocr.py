"""A picture of a page -> its lines and tables.

`read_picture` is the table of contents: bring the page upright and find its lines and tables, read them,
and tell all of it in points of the page as it was sent.

Scale of the confidences: see docs/reading.md. Below 0.9 a person should look; a digit at 0.98 or more is
wrong at most once in 2,000.
"""

from __future__ import annotations

from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from ingest.document import Box, Line, Page
from ingest.handwriting import doubt_penned_digits, kind_of, trusted
from ingest.line_crop import Crop
from ingest.page_image import StraightPage
from ingest.picture_tables import Placed, read_tables
from ingest.recogniser import reader
from ingest.second_look import Look, checked
from ingest.second_opinion import with_second_opinion
from ingest.stamps import Corners
from ingest.upright import upright_view

LETTER_TO_TYPE = 2.45  # size of TH Sarabun type over the height of its letters


def read_picture(picture: NDArray[np.uint8], *, number: int, dpi: float | None) -> Page:
    """Read one page. picture: grey (H, W) or RGB (H, W, 3). dpi: px per inch of it, None where unknown.

    A page on which nothing can be read comes back with source "unread". Raises ToolMissing without a model.
    """
    started = perf_counter()
    view = upright_view(picture, dpi)
    crops = [placed.line.crop() for placed in view.placed]
    pictures = [crop.picture for crop in crops]
    looks = doubt_penned_digits(crops, checked(pictures, reader().read(pictures)))
    printed = [placed.line.layer.kind == "print" for placed in view.placed]
    looks = with_second_opinion(pictures, looks, printed)
    lines = [_line(*found) for found in zip(view.placed, looks, crops, strict=True)]
    readings = [reading for reading, _ in looks]
    tables = read_tables(view.page, view.ink, view.grids, view.placed, readings, lines)
    return Page(
        number=number,
        width=view.page.width,
        height=view.page.height,
        source="ocr" if any(lines) else "unread",
        lines=tuple(line for line in lines if line),
        tables=tuple(tables),
        stamps=tuple(_stamp_box(view.page, frame) for frame in view.stamps),
        turned=view.page.turned,
        seconds=perf_counter() - started,
    )


def _line(placed: Placed, looks: Look, crop: Crop) -> Line | None:
    """The line in points of the page as it was sent; None where nothing was read."""
    reading, second = looks
    if not reading.text:
        return None
    kind = kind_of(placed.line, reading)
    page, found = placed.line.layer.page, placed.line.line
    xs = [crop.left + edge for edge in reading.edges]
    edges = page.to_points(np.array([[x, found.middle_at(x)] for x in xs]))[:, 0]
    corners = page.to_points(
        np.array([[x, found.middle_at(x) + y] for x in (xs[0], xs[-1]) for y in crop.ink_reach])
    )
    return Line(
        text=reading.text,
        box=Box(float(edges[0]), float(corners[:, 1].min()), float(edges[-1]), float(corners[:, 1].max())),
        edges=tuple(float(x) for x in np.maximum.accumulate(edges)),
        confidences=tuple(trusted(c, kind) for c in reading.confidences),
        source="ocr",
        kind=kind,
        second=second,
        size=round(found.letter * page.points_per_px * LETTER_TO_TYPE, 1),
        table=placed.table,
    )


def _stamp_box(page: StraightPage, frame: Corners) -> Box:
    corners = page.to_points(frame)
    return Box(*(float(v) for v in (*corners.min(0), *corners.max(0))))
