"""`python -m bench.failing_lines PICTURE.png`: lines of made letters that are read wrong, as they look.

For docs/reading.md. Above each line stands what is printed, below it what was read.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

from bench.alignment import plain
from bench.letter_pages import letter_pages
from bench.made_pages import FONTS, damaged, installed
from ingest.recogniser import reader
from ingest.upright import upright_view

DPI = 200
SEEN = (
    ("sarabun", "copy"),
    ("sarabun", "photo"),
    ("norasi", "light"),
    ("norasi", "copy"),
    ("prompt", "copy"),
)
EACH = 2
ROW = 44
WIDTH = 940
LABELS = FONTS["sarabun"].regular


@dataclass(frozen=True)
class Failing:
    group: str
    picture: NDArray[np.uint8]
    printed: str
    read: str


def failing(font: str, level: str, documents: range) -> Iterator[Failing]:
    """Lines that were found whole and read with one to four letters wrong."""
    for number, page in enumerate(letter_pages(FONTS[font], DPI, documents)):
        view = upright_view(damaged(page.picture, level, DPI, number), DPI)
        crops = [placed.line.crop().picture for placed in view.placed]
        for crop, reading in zip(crops, reader().read(crops), strict=True):
            got = plain(reading.text)
            printed = min(page.truth, key=lambda text: Levenshtein.distance(plain(text), got))
            wrong = Levenshtein.distance(plain(printed), got)
            if 1 <= wrong <= 4 and len(got) > 12:
                yield Failing(f"{font}, {level}", crop, printed, reading.text)


def drawn(lines: list[Failing]) -> Image.Image:
    label = ImageFont.truetype(str(LABELS), 26, layout_engine=ImageFont.Layout.RAQM)
    sheet = Image.new("L", (WIDTH, len(lines) * 3 * ROW + 20), 255)
    pen = ImageDraw.Draw(sheet)
    for i, line in enumerate(lines):
        top = i * 3 * ROW + 10
        pen.text((10, top), f"{line.group}:  {line.printed}", font=label, fill=110)
        picture = Image.fromarray(line.picture)
        scale = min(ROW / picture.height, (WIDTH - 20) / picture.width)
        sheet.paste(
            picture.resize((round(picture.width * scale), round(picture.height * scale))), (10, top + ROW)
        )
        pen.text((10, top + 2 * ROW), f"อ่านว่า  {line.read}", font=label, fill=0)
    return sheet


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    options = parser.parse_args()
    lines: list[Failing] = []
    for font, level in SEEN:
        if installed(font):
            some = failing(font, level, range(5_000, 5_010))
            lines += [line for _, line in zip(range(EACH), some, strict=False)]
    drawn(lines).save(options.target, optimize=True)


if __name__ == "__main__":
    main()
