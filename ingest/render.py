"""Pictures of pages: what a person sees, on which the boxes of a Document fit."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.errors import TooLarge
from ingest.files import FileKind, ReadingLimits, file_kind
from ingest.page_image import page_size
from ingest.pdf_pages import PdfPage, open_page, opened, page_count
from ingest.picture_files import count_pictures, picture
from ingest.sheet_outline import Outline, flattened

Picture = NDArray[np.uint8]


def page_picture(
    data: bytes,
    number: int,
    *,
    dpi: int = 100,
    turned: int = 0,
    outline: Sequence[tuple[float, float]] | None = None,
) -> Picture:
    """Page `number` (from 1) of a file as an RGB picture (height, width, 3), standing upright.

    A point (x, y) of the Document's page lies at pixel (x dpi / 72, y dpi / 72). `turned` and `outline` are
    those of that page. A DOCX has no looks of its own: its lines are shown as grey bars in their places.

    Raises DocumentError where the file cannot be opened or the picture would be too large, IndexError for a
    page that is not there.
    """
    kind = file_kind(data, ReadingLimits())
    if outline is not None:
        return _sheet(data, kind, number, dpi, turned, Outline(*outline))
    if kind == "pdf":
        return _pdf_picture(data, number, dpi, turned)
    draw = _scan_picture if kind == "picture" else _docx_picture
    return draw(data, number, dpi, turned)


def _pdf_picture(data: bytes, number: int, dpi: int, turned: int) -> Picture:
    with opened(data) as pdf:
        _check(number, page_count(pdf))
        with open_page(pdf, number, turned) as page:
            if page.width * page.height * (dpi / 72) ** 2 > ReadingLimits().pixels:
                raise TooLarge
            return rendered(page, dpi)


def _sheet(data: bytes, kind: FileKind, number: int, dpi: int, turned: int, outline: Outline) -> Picture:
    """The sheet on a photo, from straight above."""
    from ingest.page_source import PagesFile, page_source

    if kind == "docx":
        from ingest.docx_file import docx_pages

        data, number = docx_pages(data, ReadingLimits())[1][number], 1
    with page_source(PagesFile(data, "pdf" if kind == "pdf" else "picture", ReadingLimits())) as source:
        photo, _, _ = source.picture(number, 0)
    upright = np.ascontiguousarray(np.rot90(flattened(photo, outline), -turned // 90))
    return _as_large_as_a_page(upright, dpi)


def _scan_picture(data: bytes, number: int, dpi: int, turned: int) -> Picture:
    _check(number, count_pictures(data, ReadingLimits()))
    return _as_large_as_a_page(np.ascontiguousarray(np.rot90(picture(data, number), -turned // 90)), dpi)


def _as_large_as_a_page(upright: Picture, dpi: int) -> Picture:
    width, height = page_size(upright.shape, None)
    across, down = round(width * dpi / 72), round(height * dpi / 72)
    smaller = across < upright.shape[1]
    scaled = cv2.resize(
        upright, (across, down), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    )
    return np.asarray(scaled, dtype=np.uint8)


def _docx_picture(data: bytes, number: int, dpi: int, turned: int) -> Picture:
    from ingest.docx_file import docx_pages

    pages, pictures = docx_pages(data, ReadingLimits())
    _check(number, len(pages))
    if number in pictures:
        return _scan_picture(pictures[number], 1, dpi, turned)
    page = pages[number - 1]
    scale = dpi / 72
    sheet = np.full((round(page.height * scale), round(page.width * scale), 3), 255, dtype=np.uint8)
    for line in page.lines:
        x0, y0, x1, y1 = (round(v * scale) for v in line.box)
        sheet[y0:y1, x0:x1] = 200
    return sheet


def _check(number: int, pages: int) -> None:
    if not 1 <= number <= pages:
        raise IndexError(f"no page {number}")


def rendered(page: PdfPage, dpi: float) -> Picture:
    """An open page as an RGB picture."""
    bitmap = page.raw.render(scale=dpi / 72, rotation=page.turned, rev_byteorder=True)
    try:
        picture: Picture = np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
    finally:
        bitmap.close()
    return picture
