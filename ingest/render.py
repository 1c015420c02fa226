"""Pictures of pages: what a person sees, on which the boxes of a Document fit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ingest.pdf_pages import PdfPage, open_page, opened

Picture = NDArray[np.uint8]


def page_picture(data: bytes, number: int, *, dpi: int = 100, turned: int = 0) -> Picture:
    """Page `number` (from 1) of a file as an RGB picture (height, width, 3), standing upright.

    A point (x, y) of the Document's page lies at pixel (x dpi / 72, y dpi / 72). `turned` is the `turned` of
    that page. Raises DocumentError where the file cannot be opened, IndexError for a page that is not there.
    """
    with opened(data) as pdf:
        if not 1 <= number <= len(pdf):
            raise IndexError(f"no page {number}")
        with open_page(pdf, number, turned) as page:
            return rendered(page, dpi)


def rendered(page: PdfPage, dpi: float) -> Picture:
    """An open page as an RGB picture."""
    bitmap = page.raw.render(scale=dpi / 72, rotation=page.turned, rev_byteorder=True)
    try:
        picture: Picture = np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
    finally:
        bitmap.close()
    return picture
