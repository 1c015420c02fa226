"""The codes on a file of signed forms: the QR codes on its pages, else the codes printed in letters.

Only codes that are whole and whose check character fits are found (generate.form_code): a code is read
rightly or not at all. Needs no database; meant for a process of its own, as the file is a stranger's.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from generate.form_code import PATTERN, read_form_code
from ingest import page_picture, read_document
from ingest.document import Document, Line, Page
from ingest.errors import TooLarge
from ingest.files import ReadingLimits, file_kind
from ingest.pdf_pages import opened, page_count
from ingest.picture_files import count_pictures

log = logging.getLogger(__name__)
Picture = NDArray[np.uint8]

# A module of the code is 0.8 mm: 3 pixels at 100 dpi. More pixels help small copies and photos from afar.
RESOLUTIONS = (100, 150, 200, 300, 450)
# A pile without any QR code is no pile of our forms: reading all of it would keep the others waiting.
MOST_READ = 12  # pages
LIMITS = ReadingLimits(pages=50, pixels=60_000_000)
QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
# Readers of print take 0 for O and 1 for I or L, and lose points.
MISREAD = re.compile(r"W[1IL][.,]?([0-9A-FOIL]{8})[.,]?([0-9OIL]{10})[.,]?([A-Z])[.,]?([0-9A-Z*])")
LOOK_ALIKE = str.maketrans("OIL", "011")
BINARIZERS = (zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram)


@dataclass(frozen=True)
class FoundCodes:
    """codes: each code once with its first page (from 1), in page order. bare: pages without a code.

    unsure: codes read from print on which two readers did not agree, or that had to be mended (O to 0); their
    check character fits, but a person must look. pages: how many the file has.
    """

    codes: dict[str, int]
    bare: tuple[int, ...]
    unsure: dict[str, int] = field(default_factory=dict)
    pages: int = field(default=0, compare=False)


def find_codes(data: bytes, *, limits: ReadingLimits = LIMITS) -> FoundCodes:
    """Looks at every page of a PDF or picture file. Raises a DocumentError where it cannot be opened.

    Words are read, which takes seconds a page, only of a few pages of which none has a QR code.
    """
    pages = _count(data, limits)
    codes: dict[str, int] = {}
    bare: list[int] = []
    for number in range(1, pages + 1):
        found = _on_page(data, number)
        for code in found:
            codes.setdefault(code, number)
        if not found:
            bare.append(number)
    if codes or pages > MOST_READ:
        return FoundCodes(codes, tuple(bare), pages=pages)
    return printed_codes(read_document(data, limits=limits))


def printed_codes(document: Document) -> FoundCodes:
    """The codes printed in letters, where the reading found them."""
    sure: dict[str, int] = {}
    unsure: dict[str, int] = {}
    bare: list[int] = []
    for page in document.pages:
        found = _in_words(page)
        for code, is_sure in found.items():
            (sure if is_sure else unsure).setdefault(code, page.number)
        if not found:
            bare.append(page.number)
    left = {code: at for code, at in unsure.items() if code not in sure}
    return FoundCodes(sure, tuple(bare), left, len(document.pages))


def codes_in_picture(picture: Picture) -> list[str]:
    """All form codes in a picture (grey or RGB), in reading order; any quarter turn, tilt or slant."""
    grey = picture
    if picture.ndim == 3:
        grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    for version in (grey, _sharpened(grey)):
        for binarizer in BINARIZERS:
            found = zxingcpp.read_barcodes(np.ascontiguousarray(version), formats=QR, binarizer=binarizer)
            in_order = sorted(found, key=lambda barcode: barcode.position.top_left.y)
            if codes := list(dict.fromkeys(code for one in in_order if (code := whole_code(one.text)))):
                return codes
    return []


def whole_code(text: str) -> str | None:
    """The code in `text` in its one spelling, if it is whole and its check character fits."""
    for match in PATTERN.finditer(text.upper()):
        if read_form_code(match[0]):
            return match[0]
    return None


def _on_page(data: bytes, number: int) -> list[str]:
    for dpi in RESOLUTIONS:
        try:
            picture = page_picture(data, number, dpi=dpi)
        except TooLarge:
            return []  # a poster, or a file made to harm
        if codes := codes_in_picture(picture):
            return codes
    return []


def _sharpened(grey: Picture) -> Picture:
    """The grey picture with a soft focus undone, as far as that goes."""
    soft = cv2.GaussianBlur(grey, (0, 0), 3)
    return np.asarray(cv2.addWeighted(grey, 2.5, soft, -1.5, 0), dtype=np.uint8)


def _in_words(page: Page) -> dict[str, bool]:
    """Codes of a page, each with whether it is sure."""
    found: dict[str, bool] = {}
    for line in page.lines:
        text = re.sub(r"\s", "", line.text)
        if code := whole_code(text):
            found[code] = found.get(code, False) or _agreed(line, code)
        elif code := _mended_code(text) or _mended_code(re.sub(r"\s", "", line.second or "")):
            found.setdefault(code, False)
    return found


def _agreed(line: Line, code: str) -> bool:
    if line.source == "text_layer" or line.second is None:
        return True
    return whole_code(re.sub(r"\s", "", line.second)) == code


def _mended_code(text: str) -> str | None:
    """The code of a line in which letters stand where only digits can, or a point was lost."""
    for match in MISREAD.finditer(text.upper()):
        circular, school = match[1].translate(LOOK_ALIKE), match[2].translate(LOOK_ALIKE)
        if code := whole_code(f"W1.{circular}.{school}.{match[3]}.{match[4]}"):
            return code
    return None


def _count(data: bytes, limits: ReadingLimits) -> int:
    kind = file_kind(data, limits)
    if kind == "picture":
        count = count_pictures(data, limits)
    elif kind == "pdf":
        with opened(data) as pdf:
            count = page_count(pdf)
    else:
        from ingest.docx_file import docx_pages

        count = len(docx_pages(data, limits)[0])
    if count > limits.pages:
        raise TooLarge
    return count
