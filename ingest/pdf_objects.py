"""The objects a PDF page is drawn with, those of nested forms in their place."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

from ingest.document import Box
from ingest.pdf_pages import Matrix, PdfPage

WHITE = 245  # of 255: paler is not told from paper


class PageObject(NamedTuple):
    """kind: FPDF_PAGEOBJ_...; placed: from its surroundings to the upright page; address: its identity."""

    raw: Any
    address: int
    kind: int
    placed: Matrix


def page_objects(page: PdfPage) -> list[PageObject]:
    """Everything on the page in drawing order."""
    return list(
        _objects(page.raw.raw, page.upright, pdfium_c.FPDFPage_CountObjects, pdfium_c.FPDFPage_GetObject)
    )


def _objects(parent: Any, placed: Matrix, count: Any, get: Any) -> Iterator[PageObject]:
    kind_of, form = pdfium_c.FPDFPageObj_GetType, pdfium_c.FPDF_PAGEOBJ_FORM
    for at in range(count(parent)):
        raw = get(parent, at)
        kind = kind_of(raw)
        if kind == form:
            inner = matrix_of(raw).then(placed)
            yield from _objects(raw, inner, pdfium_c.FPDFFormObj_CountObjects, pdfium_c.FPDFFormObj_GetObject)
        else:
            yield PageObject(raw, ctypes.addressof(raw.contents), kind, placed)


# pdfium is called under a lock, so one place to answer into is enough; made once, as it is asked very often.
_matrix = pdfium_c.FS_MATRIX()
_matrix_ref = ctypes.byref(_matrix)
_channels = tuple(ctypes.c_uint() for _ in range(4))
_channel_refs = tuple(ctypes.byref(channel) for channel in _channels)
_sides = tuple(ctypes.c_float() for _ in range(4))
_side_refs = tuple(ctypes.byref(side) for side in _sides)


def matrix_of(raw: Any) -> Matrix:
    m = _matrix
    pdfium_c.FPDFPageObj_GetMatrix(raw, _matrix_ref)
    return Matrix(m.a, m.b, m.c, m.d, m.e, m.f)


def bounds(item: PageObject) -> Box | None:
    """The box of the object's ink on the upright page; None where it has none."""
    left, bottom, right, top = _sides
    if not pdfium_c.FPDFPageObj_GetBounds(item.raw, *_side_refs):
        return None
    return item.placed.box(left.value, bottom.value, right.value, top.value)


def colour(raw: Any, *, filled: bool) -> tuple[int, int, int]:
    """Red, green, blue (0..255) of an object's fill or stroke as it shows on white paper."""
    red, green, blue, alpha = _channels
    ask: Any = pdfium_c.FPDFPageObj_GetFillColor if filled else pdfium_c.FPDFPageObj_GetStrokeColor
    if not ask(raw, *_channel_refs):
        return 0, 0, 0
    if alpha.value == 255:
        return red.value, green.value, blue.value
    opaque = alpha.value / 255
    return (
        round(255 - (255 - red.value) * opaque),
        round(255 - (255 - green.value) * opaque),
        round(255 - (255 - blue.value) * opaque),
    )
