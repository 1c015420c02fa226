"""The typesetter: exact text in every reader, right places, the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from pathlib import Path

import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generate.shaping import FaceName, tidy
from generate.typesetter import RED, Style, Typesetter
from tests.pdf_tags import untagged
from tests.pdf_text import READERS, wrong_blanks, wrong_characters

CONSONANTS = "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
HARD = (
    "ที่ นี้ ปั๊ม ป้ำ ฟ้า ฝั่ง ปู่ ฐานะ ญี่ปุ่น กตัญญู น้ำ จำนวน เก้าอี้ เปี๊ยะ แป๊ะ โต๊ะ ใหญ่ ไม้ ฤๅษี ฯลฯ อื่น ๆ ฿ "
    "๐๑๒๓๔๕๖๗๘๙ office fi fl AVATAR (DMC) 08.30-16.30"
)
PARAGRAPH = (
    "ในการนี้ เพื่อให้การจัดเก็บข้อมูลนักเรียนรายบุคคลเป็นไปด้วยความถูกต้อง ครบถ้วน และตรงตามกำหนด ขอให้โรงเรียนในสังกัด"
    "ดำเนินการตรวจสอบ ปรับปรุง และยืนยันข้อมูลในระบบ (Data Management Center : DMC) ให้เป็นไปตามแนวทางการตรวจสอบ "
    "ภายในวันที่ ๑๘ มิถุนายน ๒๕๗๐ เวลา ๑๖.๓๐ น. ทั้งนี้ โรงเรียนบ้านน้ำปู่ ฝั่งแดง กตัญญูวิทยา ฐานทัพ และญี่ปุ่นพัฒนา "
    "ได้ดำเนินการแล้ว"
)


def stress_lines() -> list[str]:
    """Every consonant with every vowel and tone, and hard words."""
    lines = []
    for consonant in CONSONANTS:
        for vowels in (["", "ั", "ิ", "ี"], ["ึ", "ื", "ุ", "ู"], ["ำ", "า", "็", "์"]):
            words = []
            for vowel in vowels:
                for tone in [""] if vowel in "็์" and vowel else ["", "่", "้", "๊", "๋"]:
                    words.append(consonant + (tone + vowel if vowel in ("ำ", "า") else vowel + tone))
            lines.append(" ".join(words))
    return [*lines, HARD]


def stress_sheets(style: Style) -> bytes:
    sheets = Typesetter(title="ทดสอบ", size=(330, 297))
    y = 12.0
    for line in stress_lines():
        sheets.text(10, y, line, style)
        y += 8
        if y > 290:
            sheets.new_page()
            y = 12.0
    return sheets.finish()


@pytest.mark.parametrize("name", ["Regular", "Bold", "Italic", "BoldItalic"])
@pytest.mark.parametrize("reader", READERS)
def test_every_reader_gets_the_stress_set_back(reader: str, name: FaceName) -> None:
    """No wrong character and no wrong blank, in any style."""
    got = READERS[reader](_stress(name))
    expected = "\n".join(stress_lines())
    assert (wrong_characters(expected, got), wrong_blanks(expected, got)) == (0, 0)


_made: dict[str, bytes] = {}


def _stress(name: FaceName) -> bytes:
    if name not in _made:
        _made[name] = stress_sheets(Style(name, 14))
    return _made[name]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("width", [70.0, 110.0, 160.0])
def test_every_reader_gets_justified_paragraphs_back(reader: str, width: float) -> None:
    """Stretched lines gain no blanks between letters and lose none between words."""
    sheets = Typesetter(title="ทดสอบ", tagged=True)
    sheets.paragraph(25, 20, width, PARAGRAPH, Style(), first_indent=25)
    got = READERS[reader](sheets.finish())
    assert (wrong_characters(PARAGRAPH, got), wrong_blanks(PARAGRAPH, got)) == (0, 0)


def test_lines_fill_their_width_and_never_exceed_it() -> None:
    """Every line ends at or before the right edge; justified ones reach it or their stretch's limit."""
    sheets = Typesetter(title="ทดสอบ")
    bottom = sheets.paragraph(30, 20, 160, PARAGRAPH, Style(), first_indent=25)
    with pdfplumber.open(io.BytesIO(sheets.finish())) as document:
        lines = document.pages[0].extract_text_lines()
    edges = [line["x1"] * 25.4 / 72 for line in lines]
    assert max(edges) <= 190.05
    assert min(edges[:-1]) > 180
    assert lines[0]["x0"] * 25.4 / 72 == pytest.approx(55, abs=0.3)
    assert bottom == pytest.approx(20 + len(lines) * 6.378, abs=0.01)


def test_text_stands_where_it_was_put() -> None:
    """Left, middle and right alignment and the baseline, within a hundredth of a millimetre."""
    sheets = Typesetter(title="ทดสอบ")
    for y, align in ((30.0, "left"), (40.0, "center"), (50.0, "right")):
        sheets.text(100, y, "กกก", Style(), align=align)  # type: ignore[arg-type]
    width = sheets.width("กกก", Style())
    with pdfplumber.open(io.BytesIO(sheets.finish())) as document:
        lines = document.pages[0].extract_text_lines()
    lefts = [line["x0"] * 25.4 / 72 for line in lines]
    assert lefts == pytest.approx([100, 100 - width / 2, 100 - width], abs=0.01)
    baselines = [297 - line["chars"][0]["matrix"][5] * 25.4 / 72 for line in lines]
    assert baselines == pytest.approx([30, 40, 50], abs=0.01)


def test_drawings_stand_where_they_were_put() -> None:
    """Lines, boxes and grids, read back in millimetres."""
    sheets = Typesetter(title="ทดสอบ", tagged=True)
    sheets.line(20, 30, 80, 30)
    sheets.box(100, 40, 30, 10)
    sheets.new_page()
    sheets.grid([20, 50, 90], [100, 110, 120, 130])
    with pdfplumber.open(io.BytesIO(sheets.finish())) as document:
        first, second = document.pages
        (line,), (box,) = first.lines, first.rects
        rules = second.lines
    assert [v * 25.4 / 72 for v in (line["x0"], line["x1"], line["top"])] == pytest.approx(
        [20, 80, 30], abs=0.01
    )
    edges = [v * 25.4 / 72 for v in (box["x0"], box["top"], box["x1"], box["bottom"])]
    assert edges == pytest.approx([100, 40, 130, 50], abs=0.01)
    assert len(rules) == 7
    assert sorted({round(rule["top"] * 25.4 / 72) for rule in rules}) == [100, 110, 120, 130]


def test_a_code_of_cells_is_drawn_cell_by_cell() -> None:
    """Dark cells are black, the others white, in their square."""
    import pypdfium2

    sheets = Typesetter(title="ทดสอบ")
    rows = [[True, False, True, True], [False] * 4, [True] * 4, [False, True, False, False]]
    sheets.modules(50, 60, 40, rows)
    picture = pypdfium2.PdfDocument(sheets.finish())[0].render(scale=4).to_numpy()[..., 0]
    mm = 4 * 72 / 25.4
    seen = [
        [
            bool(picture[int((60 + 10 * down + 5) * mm), int((50 + 10 * right + 5) * mm)] < 128)
            for right in range(4)
        ]
        for down in range(4)
    ]
    assert seen == rows


def test_pages_may_be_empty() -> None:
    """A blank page between others upsets neither tags nor text."""
    sheets = Typesetter(title="ทดสอบ", tagged=True)
    sheets.text(30, 30, "หนึ่ง", Style())
    sheets.new_page()
    sheets.new_page()
    sheets.text(30, 30, "สาม", Style())
    pdf = sheets.finish()
    assert untagged(pdf) == []
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        assert [page.extract_text() for page in document.pages] == ["หนึ่ง", "", "สาม"]
        assert {round(page.width * 25.4 / 72, 2) for page in document.pages} == {210.0}


def test_nothing_is_nothing() -> None:
    """Empty texts, lines and paragraphs draw nothing and harm nothing."""
    sheets = Typesetter(title="", tagged=True, archive=True)
    assert sheets.text(30, 30, "", Style()) == 0
    assert sheets.text(30, 30, "\u200b\x00", Style(), align="center") == 0
    (line,) = sheets.lines(" ", 100, Style())
    sheets.draw_line(line, 30, 40, Style())
    assert sheets.paragraph(30, 20, 160, "", Style()) == pytest.approx(20 + Style().leading)
    with pdfplumber.open(io.BytesIO(sheets.finish())) as document:
        assert document.pages[0].chars == []


def test_single_spacing_is_that_of_the_rules() -> None:
    """18.08 points from line to line at 16 points."""
    assert Style().leading == pytest.approx(18.08 * 25.4 / 72, abs=0.001)


def test_the_same_calls_give_the_same_bytes_in_two_processes() -> None:
    """Nothing of time, chance or history enters a file."""
    code = (
        "import hashlib; from tests.test_typesetter import stress_sheets, Style;"
        "print(hashlib.sha256(stress_sheets(Style('Bold', 14))).hexdigest())"
    )
    root = Path(__file__).parent.parent
    printed = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout.decode().strip()
        for seed in ("1", "2")
    ]  # fmt: skip
    Typesetter(title="อื่น").text(1, 1, "ประวัติของกระบวนการ office", Style())
    assert printed == [hashlib.sha256(stress_sheets(Style("Bold", 14))).hexdigest()] * 2


def test_fonts_are_embedded_subsets_of_the_glyphs_used() -> None:
    """A line of text costs a few kilobytes, not a font."""
    sheets = Typesetter(title="ทดสอบ")
    sheets.text(30, 30, "เรียน ผู้อำนวยการโรงเรียน", Style())
    data = sheets.finish()
    assert len(data) < 7_000
    with pdfplumber.open(io.BytesIO(data)) as document:
        names = {char["fontname"] for char in document.pages[0].chars}
    assert [name[7:] for name in names] == ["WianSarabun-Regular"]


def test_colour_is_only_where_asked() -> None:
    """Red words do not stain what follows."""
    sheets = Typesetter(title="ทดสอบ")
    sheets.text(30, 30, "ด่วน", Style("Bold", 32, RED))
    sheets.text(30, 50, "ดำ", Style())
    with pdfplumber.open(io.BytesIO(sheets.finish())) as document:
        colours = {char["text"]: char["non_stroking_color"] for char in document.pages[0].chars}
    assert colours["ด"] in {(0.8, 0, 0), (0,), 0}
    assert colours["ำ"] in {(0,), 0, (0, 0, 0)}
    assert colours["น"] == (0.8, 0, 0)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(alphabet=CONSONANTS + "ะาิีึืุูเแโใไ่้๊๋์ำๆฯ๐๑๒123abcDEF.,()/-", min_size=1, max_size=25),
        min_size=1,
        max_size=30,
    )
)
def test_random_thai_is_set_whole(words: list[str]) -> None:
    """Whatever is typed: no exception, no line beyond its width, all text there in order."""
    text = tidy(" ".join(words))
    sheets = Typesetter(title="ทดสอบ")
    lines = sheets.lines(text, 60, Style())
    assert all(line.width <= line.available + 0.001 for line in lines)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        sheets.draw_line(line, 30, 50, Style())
    assert sheets.finish().startswith(b"%PDF")
