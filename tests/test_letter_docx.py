"""The letter as .docx: the same words, set in Thai that Word understands."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from extract.models import Reading
from generate import draft_letter, letter_docx
from generate.letter_parts import LetterParts
from tests.circulars import circular
from tests.letters import DATE, EMBLEM, office


@pytest.fixture(scope="module")
def letter() -> docx.document.Document:
    """A letter with an emblem and red words, opened again."""
    words = {
        "urgency": Reading(value="urgent", state="sure"),
        "secrecy": Reading(value="confidential", state="sure"),
    }
    return docx.Document(io.BytesIO(letter_docx(circular(**words), office(emblem=EMBLEM), date=DATE)))


def test_it_says_what_the_pdf_says(letter: docx.document.Document) -> None:
    """Every part of the letter, in order."""
    parts = LetterParts(draft_letter(circular(), office()), office(), DATE)
    text = " ".join(paragraph.text for paragraph in letter.paragraphs).replace("\t", " ")
    expected = [
        "ลับ", "ด่วน", parts.number, *parts.office_lines, parts.date_line,
        *(line for word, lines in parts.headings for line in (word, *lines)),
        *(body for _, body in parts.body), parts.text.closing, parts.name_line,
        *parts.posts, *parts.owner_lines,
    ]  # fmt: skip
    place = 0
    for line in expected:
        place = text.find(line, place)
        assert place >= 0, line


def test_every_run_is_thai(letter: docx.document.Document) -> None:
    """Complex-script font, size and language on each run, the Latin ones alike."""
    for paragraph in letter.paragraphs:
        for run in paragraph.runs:
            if not run.text:
                continue
            properties = run._r.rPr
            assert (
                properties.rFonts.get(qn("w:cs")) == properties.rFonts.get(qn("w:ascii")) == "TH SarabunPSK"
            )
            assert properties.find(qn("w:szCs")).get(qn("w:val")) == properties.find(qn("w:sz")).get(
                qn("w:val")
            )
            assert properties.find(qn("w:lang")).get(qn("w:bidi")) == "th-TH"
            assert properties.find(qn("w:cs")) is not None


def test_run_properties_stand_in_the_order_of_the_schema(letter: docx.document.Document) -> None:
    """Word refuses files whose run properties are out of order (ECMA-376, CT_RPr)."""
    order = ["rFonts", "b", "bCs", "color", "sz", "szCs", "cs", "lang"]
    for properties in letter.element.iter(qn("w:rPr")):
        names = [child.tag.rpartition("}")[2] for child in properties]
        assert names == [name for name in order if name in names]


def test_sizes_and_colours(letter: docx.document.Document) -> None:
    """16 points, the red words 32 and bold."""
    sizes = {
        run.text: run.font.size.pt for paragraph in letter.paragraphs for run in paragraph.runs if run.text
    }
    assert sizes["ลับ"] == sizes["ด่วน"] == 32
    assert {size for text, size in sizes.items() if text not in ("ลับ", "ด่วน")} == {16}
    (red,) = [run for paragraph in letter.paragraphs for run in paragraph.runs if run.text == "ด่วน"]
    assert (str(red.font.color.rgb), red.font.bold, red.font.cs_bold) == ("CC0000", True, True)


def test_paragraphs_are_laid_out_by_the_profile(letter: docx.document.Document) -> None:
    """Margins, indents and Thai justification as in the PDF."""
    section = letter.sections[0]
    opening = next(p for p in letter.paragraphs if p.text.startswith("ตามที่"))
    assert round(section.left_margin.mm, 1) == 30
    assert round(section.right_margin.mm, 1) == 20
    assert round(opening.paragraph_format.first_line_indent.mm, 1) == 25
    assert opening.alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.THAI_JUSTIFY


def test_further_pages_are_numbered_in_thai(letter: docx.document.Document) -> None:
    """A field that Word counts, not on the first page."""
    header = letter.sections[0].header._element.xml
    assert letter.sections[0].different_first_page_header_footer
    assert "PAGE \\* ThaiArabic" in header


def test_the_emblem_floats(letter: docx.document.Document) -> None:
    """It moves no line, in the middle, 15 mm below the upper edge and 30 mm high."""
    (anchor,) = letter.element.iter(qn("wp:anchor"))
    assert int(anchor.find(qn("wp:extent")).get("cy")) == pytest.approx(30 * 36000, abs=100)
    assert int(anchor.find(qn("wp:positionV")).find(qn("wp:posOffset")).text) == 15 * 36000


def test_bytes_repeat() -> None:
    """The same letter twice is the same file, its archive carrying no time of day."""
    first, second = (letter_docx(circular(), office(), date=DATE) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {2000}
