"""A letter as one picture, page below page, to be looked at beside its wording."""

from __future__ import annotations

import io

from PIL import Image

DPI = 108  # 893 x 1263 pixels a page: sharp at the width that the page gives it
GAP = 12  # pixels between two pages
DESK = 0xCD  # the grey between them


def letter_picture(pdf: bytes) -> tuple[bytes, int]:
    """The PNG of all pages, in greys unless a word is red, and how many there are."""
    from ingest import page_picture
    from ingest.pdf_pages import opened, page_count

    with opened(pdf) as document:
        count = page_count(document)
    pages = [Image.fromarray(page_picture(pdf, number, dpi=DPI)) for number in range(1, count + 1)]
    height = sum(page.height for page in pages) + GAP * (count - 1)
    whole = Image.new("RGB", (pages[0].width, height), (DESK, DESK, DESK))
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height + GAP
    out = io.BytesIO()
    whole.quantize(32, method=Image.Quantize.FASTOCTREE).save(out, "PNG")
    return out.getvalue(), count
