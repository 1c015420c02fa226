"""Stamps and pens over print: the print is still read, the stamp told apart, neither mixed into the other."""

from __future__ import annotations

import pytest
from rapidfuzz.distance import Levenshtein

from ingest.document import Page
from ingest.ocr import read_picture
from tests.drawn_scans import DPI, LETTER, Sheet, copied

BLUE = "#2a3fb0"
STAMP = ("โรงเรียนบ้านตัวอย่าง", "เลขที่รับ ๒๓๑", "วันที่ ๑๘ ม.ค. ๒๕๗๐", "เวลา ๑๐.๒๐ น.")


def stamp(ink: str) -> Sheet:
    """A received stamp in the top left corner of a sheet of its own."""
    sheet = Sheet()
    for x0, y0, x1, y1 in ((4, 4, 174, 4), (174, 4, 174, 92), (174, 92, 4, 92), (4, 92, 4, 4)):
        sheet.rule(x0, y0, x1, y1, ink=ink, width=4)
    for number, line in enumerate(STAMP):
        sheet.text(14, 24 + 20 * number, line, size=14, ink=ink)
    return sheet


def page_with_stamp(ink: str, degrees: float, *, over_text: bool = False) -> Sheet:
    sheet = Sheet()
    sheet.letter()
    y = 150 if over_text else 12
    sheet.paste(stamp(ink), degrees, 330, y, (0, 0, 180, 98))
    return sheet


def read(sheet: Sheet, *, black: bool = False) -> Page:
    return read_picture(copied(sheet.picture) if black else sheet.picture, number=1, dpi=DPI)


@pytest.mark.parametrize(
    ("ink", "degrees"), [(BLUE, 0), (BLUE, 5), ("black", 0), ("black", 6), ("black", -4)]
)
def test_framed_stamp_is_found(ink: str, degrees: float) -> None:
    """A framed stamp, slanted or not, blue or black, is a region of its own and its lines say so."""
    page = read(page_with_stamp(ink, degrees), black=ink == "black")

    assert len(page.stamps) == 1
    box = page.stamps[0]
    assert 325 <= box.x0 <= 345
    assert 495 <= box.x1 <= 525
    stamped = " ".join(line.text for line in page.lines if line.kind == "stamp")
    assert "รับ" in stamped
    assert "๒๓๑" in stamped


def test_letter_beside_a_stamp_is_whole() -> None:
    """No line of the letter is lost or becomes part of the stamp."""
    page = read(page_with_stamp("black", 6), black=True)

    printed = [line.text for line in page.lines if line.kind == "print"]
    for line in LETTER:
        assert min(Levenshtein.normalized_distance(line, text) for text in printed) < 0.08, line


def test_coloured_stamp_over_text_leaves_the_text_readable() -> None:
    """Blue ink over black print is taken away before the print is read."""
    page = read(page_with_stamp(BLUE, 4, over_text=True))

    printed = "".join("".join(line.text.split()) for line in page.lines if line.kind == "print")
    lost = sum("".join(line.split()) not in printed for line in LETTER)
    assert lost <= 2
    assert "๑๕กุมภาพันธ์" in printed


def test_pen_numbers_are_never_sure() -> None:
    """A number written in blue into a printed line is not taken for print."""
    sheet = Sheet()
    sheet.letter()
    sheet.text(200, 60, "ประกาศ ณ วันที่")
    sheet.text(285, 62, "๙๗", size=24, ink=BLUE)
    sheet.text(320, 60, "มกราคม พ.ศ. ๒๕๗๐")
    page = read(sheet)

    for line in page.lines:
        for character, confidence in zip(line.text, line.confidences, strict=True):
            if character in "๙๗" and 280 < line.box.x0 < 300:
                assert line.kind != "print"
                assert confidence < 0.9


def test_bold_pen_digits_within_print_are_doubted() -> None:
    """Digits with much thicker strokes than the print round them lose their confidence."""
    sheet = Sheet()
    sheet.letter()
    for dx in (0, 0.7, 1.4):
        for dy in (0, 0.7, 1.4):
            sheet.text(140 + dx, 400 + dy, "๑๗")
    sheet.text(172, 400, "มกราคม พ.ศ. ๒๕๗๐")
    line = next(line for line in read(sheet).lines if "มกราคม" in line.text)

    assert line.confidence_of(0, line.text.index("มกราคม")) < 0.9
    assert line.confidence_of(line.text.index("๒๕๗๐"), len(line.text)) > 0.9
