"""Files whose pages can be had as pictures, one at a time so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from ingest.files import FileKind, ReadingLimits
from ingest.pdf_pages import open_page, opened
from ingest.picture_files import picture
from ingest.render import rendered

READING_DPI = 200  # more costs time and reads no better
MOST_PIXELS = 30_000_000  # of a rendered page (A1 at 200 dpi); larger sheets are rendered coarser

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class PagesFile:
    """A PDF or picture file and what is too much for it."""

    data: bytes
    kind: FileKind
    limits: ReadingLimits


class PageSource(Protocol):
    def picture(self, number: int, turned: int) -> tuple[Picture, float | None, tuple[float, float] | None]:
        """Page `number`: RGB picture, its dpi, and its size in points, the last two None where unknown."""
        ...


@contextmanager
def page_source(file: PagesFile) -> Iterator[PageSource]:
    """The file, open while the context lasts. Raises DocumentError."""
    if file.kind == "pdf":
        with opened(file.data) as pdf:
            yield PdfPictures(pdf)
    else:
        yield PictureFile(file.data)


class PdfPictures:
    def __init__(self, pdf: pdfium.PdfDocument) -> None:
        self._pdf = pdf

    def picture(self, number: int, turned: int) -> tuple[Picture, float | None, tuple[float, float] | None]:
        with open_page(self._pdf, number, turned) as page:
            inches = page.width / 72 * (page.height / 72)
            dpi = min(READING_DPI, (MOST_PIXELS / max(inches, 1e-6)) ** 0.5)
            return rendered(page, dpi), dpi, (page.width, page.height)


class PictureFile:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def picture(self, number: int, turned: int) -> tuple[Picture, float | None, tuple[float, float] | None]:
        return np.rot90(picture(self._data, number), -turned // 90), None, None
