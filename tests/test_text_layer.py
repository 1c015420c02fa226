"""Text layers: what the page shows, in reading order, each thing in its place."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest import read_document
from ingest.document import Box, Page
from ingest.layer_repair import repaired
from ingest.pdf_glyphs import Glyph
from tests.drawn_pages import pdf, text


def read(*pages: object) -> Page:
    return read_document(pdf(*pages)).pages[0]  # type: ignore[arg-type]


def glyph(char: str, font: str = "THSarabunPSK") -> Glyph:
    return Glyph(char, Box(0, 0, 8, 16), 12, 16, font)


def test_a_line_is_read_as_written() -> None:
    """Stacked marks, ำ, digits and blanks come out as they were set."""
    words = "ที่ ศธ ๐๔๐๐๖/ว๑๘ น้ำใจผู้ใหญ่ 16.30 น. (DMC)"

    page = read(lambda c: text(c, 85, 100, words))

    assert [line.text for line in page.lines] == [words]
    assert page.source == "text_layer"
    assert page.layer_damage == 0.0


def test_every_character_has_its_place() -> None:
    """Edges rise, enclose the line, and a mark shares the place of its letter."""
    line = read(lambda c: text(c, 85, 100, "ผู้ใด ๑")).lines[0]

    assert len(line.edges) == len(line.text) + 1
    assert list(line.edges) == sorted(line.edges)
    assert line.edges[0] == pytest.approx(85, abs=0.5)
    assert line.box.y0 < 100 < line.box.y1
    blank = line.text.index(" ")
    assert line.edges[blank + 1] - line.edges[blank] == pytest.approx(3.5, abs=1.5)


def test_both_sides_of_a_letterhead_are_lines_of_their_own() -> None:
    """What stands level but far apart is two lines, the left one first."""

    def letterhead(c: Canvas) -> None:
        text(c, 330, 100.8, "สำนักงานเขต")
        text(c, 85, 101, "ที่ ศธ ๐๑")
        text(c, 330, 120, "ถนนใหญ่")

    assert read(letterhead).text == "ที่ ศธ ๐๑\nสำนักงานเขต\nถนนใหญ่"


def test_what_is_drawn_twice_is_read_once() -> None:
    """Bold made by printing over again, and shadows, do not double the text."""

    def twice(c: Canvas) -> None:
        text(c, 85, 100, "ด่วนที่สุด")
        text(c, 85.3, 100, "ด่วนที่สุด")

    assert read(twice).text == "ด่วนที่สุด"


def test_repeated_letters_side_by_side_stay() -> None:
    """Dotted leaders and double letters are not taken for overprinting."""
    assert read(lambda c: text(c, 85, 100, "ธรรม......๑๑๑")).text == "ธรรม......๑๑๑"


def test_marks_drawn_after_their_line_find_their_letters() -> None:
    """Marks are tied to letters by place where the file draws them apart."""

    def apart(c: Canvas) -> None:
        text(c, 85, 100, "ทาน")
        c.drawString(85 + c.stringWidth("ท") - 0.1, 742, "\u0e48")

    assert read(apart).text == "ท่าน"


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_drawn_on_its_side_is_turned(angle: int) -> None:
    """Boxes are those of the upright page, and `turned` says by how much."""

    def sideways(c: Canvas) -> None:
        c.translate(300, 400)
        c.rotate(-angle)
        c.drawString(0, 0, "หนังสือราชการ ๑๒๓")

    page = read(sideways)

    assert page.text == "หนังสือราชการ ๑๒๓"
    assert page.turned == (360 - angle) % 360
    assert (page.width > page.height) == (angle % 180 == 90)
    assert page.lines[0].box.width > page.lines[0].box.height


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_stored_rotation_is_followed(rotation: int) -> None:
    """A page stored sideways with /Rotate stands upright; nothing more has to be turned."""

    def stored(c: Canvas) -> None:
        c.setPageRotation(rotation)
        c.translate(300, 400)
        c.rotate(rotation)
        c.drawString(0, 0, "ประกาศรับสมัคร")

    page = read(stored)

    assert page.text == "ประกาศรับสมัคร"
    assert page.turned == 0
    assert page.lines[0].box.width > page.lines[0].box.height


def test_upright_words_in_a_level_page_are_read_too() -> None:
    """A heading set upright beside a table is a line with a tall box."""

    def mixed(c: Canvas) -> None:
        text(c, 85, 100, "ข้อความตามแนวนอนที่ยาวกว่า")
        c.translate(50, 500)
        c.rotate(90)
        c.drawString(0, 0, "แนวตั้ง")

    page = read(mixed)

    tall = next(line for line in page.lines if line.text == "แนวตั้ง")
    assert tall.box.height > tall.box.width
    assert tall.box.center[1] == pytest.approx(842 - 500 - tall.box.height / 2, abs=2)
    assert page.turned == 0


def test_a_tilted_stamp_is_a_stamp() -> None:
    """Text set a few degrees askew on a level page is marked as a stamp, line by line."""

    def stamped(c: Canvas) -> None:
        text(c, 85, 300, "ข้อความของหนังสือที่ตั้งตรง")
        c.translate(400, 750)
        c.rotate(3)
        c.drawString(0, 0, "เลขรับ ๑๒๓ วันที่ ๔")
        c.drawString(0, -18, "เวลา ๑๐.๐๐ น.")

    page = read(stamped)

    assert [line.text for line in page.lines if line.kind == "stamp"] == ["เลขรับ ๑๒๓ วันที่ ๔", "เวลา ๑๐.๐๐ น."]
    assert len(page.stamps) == 1


def test_text_that_nobody_sees_is_left_out() -> None:
    """White words on white paper are not on the page."""

    def hidden(c: Canvas) -> None:
        text(c, 85, 100, "เห็นได้")
        c.setFillGray(1)
        text(c, 85, 200, "ร่าง พิมพ์ ทาน")

    assert read(hidden).text == "เห็นได้"


def test_white_text_on_a_dark_heading_is_seen() -> None:
    """White words on a dark bar are read."""

    def heading(c: Canvas) -> None:
        c.setFillGray(0.2)
        c.rect(80, 730, 300, 24, stroke=0, fill=1)
        c.setFillGray(1)
        text(c, 85, 105, "หัวตาราง")

    assert read(heading).text == "หัวตาราง"


def test_blank_pages_are_read_as_blank() -> None:
    """A page with nothing on it was read: it is not given up on."""
    page = read(lambda _: None)

    assert page.source == "text_layer"
    assert page.text == ""


@pytest.mark.parametrize(
    "name",
    [
        "THSarabunIT๙",
        "TH SarabunIT\u00f9,Bold",
        "THSarabunIT9-Bold",
        "THNiramitIT๙",
        "TH SarabunIT",
        "THSarabunIT-Bold",
    ],
)
def test_it_fonts_draw_thai_digits(name: str) -> None:
    """In fonts named IT๙ the codes of ASCII digits are drawn as Thai digits."""
    assert [g.text for g in repaired([glyph("2"), glyph("ก"), glyph("5")])] == ["2", "ก", "5"]
    assert [g.text for g in repaired([glyph(c, name) for c in "2ก5"])] == ["๒", "ก", "๕"]


def test_private_codes_and_invisible_characters_are_resolved() -> None:
    """Shifted marks get their letter's code, zero-width characters go."""
    assert "".join(g.text for g in repaired([glyph(c) for c in "ป\uf702\u200bก"])) == "ปีก"


def test_thai_from_before_unicode_is_decoded() -> None:
    """Fonts whose codes are TIS-620 come out as Thai, accented Western text stays Western."""
    old = "โรงเรียนวัดใหญ่".encode("cp874").decode("latin-1")

    assert "".join(g.text for g in repaired([glyph(c, "AngsanaUPC") for c in old])) == "โรงเรียนวัดใหญ่"
    assert "".join(g.text for g in repaired([glyph(c, "Arial") for c in "café à Genève"])) == "café à Genève"


@pytest.mark.parametrize(
    ("font", "code", "sign"),
    [
        ("Wingdings", "\uf0fc", "✓"),
        ("Wingdings-Regular", "ü", "✓"),
        ("Wingdings2", "P", "✓"),
        ("Wingdings", "l", "●"),
    ],
)
def test_symbol_fonts_draw_ticks(font: str, code: str, sign: str) -> None:
    """Ticks set in the symbol fonts of Windows are ticks, not letters."""
    assert repaired([glyph(code, font)])[0].text == sign


@pytest.mark.parametrize(
    "name", ["THSarabunPSK", "TH Sarabun New", "ITCGaramond", "TH Baijam", "DigitalIT Sans"]
)
def test_other_fonts_draw_the_digits_of_their_codes(name: str) -> None:
    """Letters IT elsewhere in a name change no digits."""
    assert repaired([glyph("2", name)])[0].text == "2"


def test_raised_letters_join_their_line() -> None:
    """Small raised and lowered letters stand in the text; after a digit they stay apart."""

    def raised(c: Canvas) -> None:
        text(c, 85, 100, "พื้นที่ ตร.ม.")
        end = 85 + c.stringWidth("พื้นที่ ตร.ม.")
        text(c, 85, 140, "ปี ๒๕๖๘")
        year_end = 85 + c.stringWidth("ปี ๒๕๖๘")
        c.setFont("Thai", 10)
        text(c, end, 95, "2")
        text(c, year_end, 135, "๑")

    lines = [line.text for line in read(raised).lines]

    assert lines[0] == "พื้นที่ ตร.ม.2"
    assert set(lines[1:]) == {"ปี ๒๕๖๘", "๑"}


def test_words_typed_over_dotted_lines_stay_whole() -> None:
    """Dots under typed words are not read into them; dots beside them stay."""

    def form(c: Canvas) -> None:
        text(c, 85, 100, "วันที่" + "." * 30)
        text(c, 118, 99, "๑๕ มกราคม")

    line = read(form).lines[0]

    assert line.text.startswith("วันที่")
    assert "๑๕" in line.text
    assert "มกราคม" in line.text
    assert line.text.endswith("....")
    assert line.confidence == 1.0


def test_a_correction_over_old_words_is_doubtful() -> None:
    """A date whited out and set anew leaves both in the layer: neither is taken as sure."""

    def corrected(c: Canvas) -> None:
        text(c, 85, 100, "ภายในวันที่ ๑๕ มิถุนายน")
        c.setFillGray(1)
        c.rect(84, 738, 200, 22, stroke=0, fill=1)
        c.setFillGray(0)
        text(c, 86.5, 100, "ภายในวันที่ ๒๘ กรกฎาคม")
        for y in range(150, 800, 20):
            text(c, 85, y, "ขอให้โรงเรียนในสังกัดดำเนินการตามที่กำหนดและรายงานผล")

    page = read(corrected)

    first = [line for line in page.lines if line.box.y0 < 110]
    assert all(line.confidence < 0.9 for line in first)
    assert all(line.confidence == 1.0 for line in page.lines if line.box.y0 > 120)
