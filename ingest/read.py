"""A file of any readable kind becomes a Document: page by page from its text layer or its picture."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable

import pypdfium2 as pdfium

from ingest.document import Box, Document, Page
from ingest.drawn_tables import drawn_tables
from ingest.pdf_content import page_content
from ingest.pdf_pages import open_page, opened
from ingest.text_layer import clusters, free_lines, in_reading_order

log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]


def read_document(data: bytes, name: str = "", *, progress: Progress | None = None) -> Document:
    """Read a file. `progress` is called with (pages done, pages in all).

    Raises a DocumentError where the whole file is unreadable; a page that cannot be read is `unread`.
    """
    pages = []
    with opened(data) as pdf:
        for number in range(1, len(pdf) + 1):
            pages.append(_pdf_page(pdf, number))
            if progress is not None:
                progress(number, len(pdf))
    return Document(name=name, sha256=hashlib.sha256(data).hexdigest(), pages=tuple(pages))


def _pdf_page(pdf: pdfium.PdfDocument, number: int) -> Page:
    start = time.perf_counter()
    with open_page(pdf, number) as page:
        content = page_content(page)
        letters = clusters(content.glyphs)
        tables, rest = drawn_tables(letters, content.shapes, Box(0, 0, page.width, page.height))
        lines = in_reading_order(free_lines(rest), tables)
        return Page(
            number=number,
            width=page.width,
            height=page.height,
            source="text_layer" if lines else "unread",
            lines=tuple(lines),
            tables=tuple(tables),
            seconds=time.perf_counter() - start,
        )
