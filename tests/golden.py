"""Golden pictures: small renderings of pages that a person has looked at.

    UPDATE_GOLDEN=1 pytest tests/test_forwarding_letter.py

writes them anew; look at every one that changed before keeping it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

FOLDER = Path(__file__).parent / "pages"
DPI = 60
DARK = 96  # a difference in grey that the eye sees
MOST_DARK = 20  # pixels that another rasteriser may shade differently


def pages_that_differ(pdf: bytes, name: str) -> list[str]:
    """The golden files <name>-<page>.png that the pages of a PDF do not look like."""
    different = []
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), 1):
        picture = page.render(scale=DPI / 72, grayscale=True).to_pil()
        file = FOLDER / f"{name}-{number}.png"
        if os.environ.get("UPDATE_GOLDEN"):
            file.parent.mkdir(exist_ok=True)
            picture.quantize(16).save(file, optimize=True)
        if not _alike(picture, file):
            different.append(file.name)
    return different


def _alike(picture: Image.Image, file: Path) -> bool:
    with Image.open(file) as golden:
        if golden.size != picture.size:
            return False
        difference = ImageChops.difference(picture, golden.convert("L"))
    return sum(difference.histogram()[DARK:]) <= MOST_DARK
