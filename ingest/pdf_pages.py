"""Opening PDFs with pdfium: the file, its pages, and where a page's points lie when it stands upright.

pdfium is not thread-safe: `opened` and `open_page` hold its lock while they call it, and a page is open only
while the lock is held.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.document import Box
from ingest.errors import DamagedFile, EncryptedFile

_PDFIUM = threading.RLock()
_GRID = 100_000  # pdfium maps pages to whole pixels only; a fine grid keeps the rounding below 0.01 point


class Matrix(NamedTuple):
    """(x, y) -> (a x + c y + e, b x + d y + f), the order of ISO 32000-1, 8.3.3."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def then(self, other: Matrix) -> Matrix:
        """First this one, then `other`."""
        if other[:4] == (1, 0, 0, -1):  # an upright page: only turned over
            return Matrix(self.a, -self.b, self.c, -self.d, self.e + other.e, other.f - self.f)
        return Matrix(
            self.a * other.a + self.b * other.c,
            self.a * other.b + self.b * other.d,
            self.c * other.a + self.d * other.c,
            self.c * other.b + self.d * other.d,
            self.e * other.a + self.f * other.c + other.e,
            self.e * other.b + self.f * other.d + other.f,
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The upright box round a rectangle after mapping."""
        xa, ya = self.point(left, bottom)
        xb, yb = self.point(right, top)
        if self.b or self.c:
            xc, yc = self.point(left, top)
            xd, yd = self.point(right, bottom)
            return Box(min(xa, xb, xc, xd), min(ya, yb, yc, yd), max(xa, xb, xc, xd), max(ya, yb, yc, yd))
        return Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))


@dataclass(frozen=True)
class PdfPage:
    """An open page. width, height: points of the upright page; upright: the page's own space -> points from
    the top-left corner of the upright page."""

    raw: pdfium.PdfPage
    number: int
    width: float
    height: float
    upright: Matrix
    turned: int = 0


@contextmanager
def opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    """The PDF in `data`, open while the context lasts. Raises EncryptedFile or DamagedFile."""
    with _PDFIUM:
        try:
            pdf = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise _opening_error() from error
    try:
        if page_count(pdf) == 0:
            raise DamagedFile
        yield pdf
    finally:
        with _PDFIUM:
            pdf.close()


def page_count(pdf: pdfium.PdfDocument) -> int:
    with _PDFIUM:
        return len(pdf)


def _opening_error() -> DamagedFile | EncryptedFile:
    needs_password = pdfium_c.FPDF_GetLastError() in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
    return EncryptedFile() if needs_password else DamagedFile()


@contextmanager
def open_page(pdf: pdfium.PdfDocument, number: int, turned: int = 0) -> Iterator[PdfPage]:
    """Page `number` (from 1), turned clockwise by `turned` degrees on top of its stored rotation.

    What is written into form fields and notes becomes part of the page, as it is when printed.
    """
    with _PDFIUM:
        raw = pdf[number - 1]
        try:
            if pdfium_c.FPDFPage_GetAnnotCount(raw) > 0:
                pdfium_c.FPDFPage_Flatten(raw, pdfium_c.FLAT_NORMALDISPLAY)
                raw.close()
                raw = pdf[number - 1]
            yield _placed(raw, number, turned)
        finally:
            raw.close()


def _placed(raw: pdfium.PdfPage, number: int, turned: int) -> PdfPage:
    width, height = raw.get_size()
    if turned % 180:
        width, height = height, width
    x0, y0 = _on_grid(raw, 0, 0, turned)
    xa, ya = _on_grid(raw, 1000, 0, turned)
    xb, yb = _on_grid(raw, 0, 1000, turned)
    sx, sy = width / _GRID, height / _GRID
    upright = Matrix(
        *_clean((xa - x0) * sx / 1000, (ya - y0) * sy / 1000),
        *_clean((xb - x0) * sx / 1000, (yb - y0) * sy / 1000),
        x0 * sx,
        y0 * sy,
    )
    return PdfPage(raw, number, width, height, upright, turned)


def _on_grid(raw: pdfium.PdfPage, x: float, y: float, turned: int) -> tuple[int, int]:
    across, down = pdfium_c.c_int(), pdfium_c.c_int()
    pdfium_c.FPDF_PageToDevice(raw, 0, 0, _GRID, _GRID, turned // 90, x, y, across, down)
    return across.value, down.value


def _clean(along: float, across: float) -> tuple[float, float]:
    """A direction of a quarter turn without the grid's rounding: pages are never scaled."""
    return float(round(along)), float(round(across))
