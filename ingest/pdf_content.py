"""What a PDF page draws inside its borders: characters, ruled lines and fills, pictures."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium_c

from ingest.document import Box
from ingest.pdf_glyphs import Glyph, glyphs_of
from ingest.pdf_objects import WHITE, PageObject, bounds, colour, matrix_of, page_objects
from ingest.pdf_pages import Matrix, PdfPage

_MAX_SEGMENTS = 1000  # a path of more is a drawing, not the rules of a table ...
_MAX_CURVED = 64  # ... and so is a curved one of more than this


@dataclass(frozen=True, slots=True)
class Shape:
    """A piece of a drawn path. points: its corners in points (curves by end and control points), none for one
    of very many."""

    box: Box
    points: tuple[tuple[float, float], ...]
    filled: bool
    stroked: bool
    colour: tuple[int, int, int]
    curved: bool


@dataclass(frozen=True, slots=True)
class PageContent:
    glyphs: tuple[Glyph, ...]
    shapes: tuple[Shape, ...]
    pictures: tuple[Box, ...]


def page_content(page: PdfPage) -> PageContent:
    """Everything that `page` draws inside its borders."""
    objects = page_objects(page)
    sheet = Box(0, 0, page.width, page.height)
    glyphs = glyphs_of(page, [o for o in objects if o.kind == pdfium_c.FPDF_PAGEOBJ_TEXT])
    paths = [o for o in objects if o.kind == pdfium_c.FPDF_PAGEOBJ_PATH]
    shapes = [s for o in paths for s in _shapes(o) if _touches(s.box, sheet)]
    placed = [bounds(o) for o in objects if o.kind == pdfium_c.FPDF_PAGEOBJ_IMAGE]
    pictures = [box for box in placed if box is not None and _touches(box, sheet)]
    dark = [*pictures, *(s.box for s in shapes if s.filled and min(s.colour) < WHITE)]
    return PageContent(
        tuple(_on_paper(g, dark) if g.white else g for g in glyphs if _touches(g.box, sheet)),
        tuple(shapes),
        tuple(pictures),
    )


def _on_paper(glyph: Glyph, dark: list[Box]) -> Glyph:
    """A white letter shows only on something dark."""
    return glyph if any(_touches(glyph.box, box) for box in dark) else glyph._replace(visible=False)


def _touches(box: Box, sheet: Box) -> bool:
    """Whether the middle of `box` lies on `sheet`."""
    x0, y0, x1, y1 = box
    return sheet.x0 <= (x0 + x1) / 2 <= sheet.x1 and sheet.y0 <= (y0 + y1) / 2 <= sheet.y1


def _shapes(item: PageObject) -> list[Shape]:
    """A path as its pieces drawn without lifting the pen; a long curved one as a whole."""
    count = pdfium_c.FPDFPath_CountSegments(item.raw)
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(item.raw, mode, stroke)
    filled, stroked = bool(mode.value), bool(stroke.value)
    if count < 2 or not (filled or stroked):
        return []
    ink = colour(item.raw, filled=filled)
    pieces = _pieces(item.raw, count, matrix_of(item.raw).then(item.placed))
    if pieces is None:
        box = bounds(item)
        return [Shape(box, (), filled, stroked, ink, curved=True)] if box else []
    return [
        Shape(_box_of(points), tuple(points), filled, stroked, ink, curved)
        for points, curved in pieces
        if len(points) > 1
    ]


def _box_of(points: list[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _pieces(raw: Any, count: int, placed: Matrix) -> list[tuple[list[tuple[float, float]], bool]] | None:
    """Points on the upright page of each piece and whether it has curves; None for a drawing."""
    if count > _MAX_SEGMENTS:
        return None
    x, y = ctypes.c_float(), ctypes.c_float()
    pieces: list[tuple[list[tuple[float, float]], bool]] = []
    for at in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(raw, at)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO or not pieces:
            pieces.append(([], False))
        points, curved = pieces[-1]
        if kind == pdfium_c.FPDF_SEGMENT_BEZIERTO:
            if count > _MAX_CURVED:
                return None
            curved = True
        points.append(placed.point(x.value, y.value))
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
        pieces[-1] = (points, curved)
    return pieces
