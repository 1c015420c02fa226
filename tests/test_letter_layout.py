"""The letter stands on the paper as the typing rules say: every number of docs/layout.md, within 0.3 mm."""

from __future__ import annotations

import io
from itertools import pairwise

import numpy as np
import pypdfium2
import pytest

from extract.models import Reading
from generate import forwarding_letter
from generate.letter_layout import STANDARD, LayoutProfile
from generate.typesetter import Style, text_width
from tests.circulars import circular, deadline
from tests.letters import DATE, EMBLEM, Sheet, office, sheets_of

TOLERANCE = 0.3
POINT = 25.4 / 72
LINE = 18.08 * POINT


def near(mm: float) -> object:
    return pytest.approx(mm, abs=TOLERANCE)


@pytest.fixture(scope="module")
def letter() -> bytes:
    """A one-page letter with an emblem and every part."""
    words = {
        "urgency": Reading(value="most_urgent", state="sure"),
        "secrecy": Reading(value="secret", state="sure"),
    }
    return forwarding_letter(circular(**words), office(emblem=EMBLEM), date=DATE)


@pytest.fixture(scope="module")
def sheet(letter: bytes) -> Sheet:
    (only,) = sheets_of(letter)
    return only


@pytest.fixture(scope="module")
def long_letter() -> list[Sheet]:
    """A letter of several pages."""
    duties = [
        deadline(n, action=f"ตรวจสอบรายการที่ {n} และบันทึกข้อมูลครุภัณฑ์ในระบบให้เป็นปัจจุบัน") for n in range(1, 41)
    ]
    secret = Reading(value="secret", state="sure")
    return sheets_of(forwarding_letter(circular(deadlines=duties, secrecy=secret), office(), date=DATE))


def test_paper_is_a4(sheet: Sheet) -> None:
    """Row 1: 21.0 x 29.7 cm."""
    assert (sheet.page.width * POINT, sheet.page.height * POINT) == (near(210), near(297))


def test_margins(sheet: Sheet) -> None:
    """Rows 2 and 4: text from 3 cm to 2 cm before the right edge, full lines reaching both."""
    body = [line for line in sheet.lines if line.size == pytest.approx(16)]
    assert min(line.left for line in body) == near(30)
    assert max(line.right for line in body) == near(190)


def test_nothing_below_the_bottom_margin(sheet: Sheet) -> None:
    """Row 3: the lowest line with its descenders ends 2 cm above the lower edge."""
    body = [line for line in sheet.lines if line.size == pytest.approx(16)]
    assert max(line.baseline for line in body) + 0.25 * 16 * POINT <= 277 + TOLERANCE


def test_type(sheet: Sheet) -> None:
    """Row 5: Sarabun at 16 points, black."""
    line = sheet.find("ตามที่")
    assert line.size == pytest.approx(16)
    assert "Sarabun" in line.font
    assert line.colour in {(0,), 0, (0, 0, 0)}


def test_line_spacing(sheet: Sheet) -> None:
    """Row 6: 18.08 points from line to line."""
    first = sheet.lines.index(next(line for line in sheet.lines if line.text.startswith("ตามที่")))
    assert sheet.lines[first + 1].baseline - sheet.lines[first].baseline == near(LINE)


def test_emblem(letter: bytes) -> None:
    """Rows 7 and 8: 3 cm high, 1.5 cm below the upper edge, in the middle."""
    picture = pypdfium2.PdfDocument(letter)[0].render(scale=300 / 72).to_numpy()
    dark = picture[..., :3].max(axis=2) < 128
    mm = 300 / 25.4
    window = dark[int(13 * mm) : int(60 * mm), int(80 * mm) : int(118 * mm)]
    rows, columns = np.nonzero(window)
    top, left, right = rows.min() / mm + 13, columns.min() / mm + 80, columns.max() / mm + 80
    assert top == near(15)
    assert (left + right) / 2 == near(105)
    assert right - left == near(15)
    assert rows.max() / mm + 13 - top == near(30)


def test_number_and_office(sheet: Sheet) -> None:
    """Rows 9 and 10: both level with the emblem's foot; the office 8.8 cm from the left margin."""
    number, name = sheet.find("ที่  ศธ"), sheet.find("สำนักงานเขตพื้นที่")
    assert (number.left, number.baseline) == (near(30), near(45))
    assert (name.left, name.baseline) == (near(118), near(45))


def test_date(sheet: Sheet) -> None:
    """Row 11: on a line of its own, 6 points lower, from the middle of the paper."""
    written, above = sheet.find("๑๒ พฤษภาคม ๒๕๗๐"), sheet.find("จังหวัดตัวอย่าง")
    assert written.left == near(105)
    assert written.baseline - above.baseline == near(LINE + 6 * POINT)


def test_headings(sheet: Sheet) -> None:
    """Rows 12 and 26: each 6 points lower, words at the margin, two blanks before their text."""
    date, subject, to = sheet.find("๑๒ พฤษภาคม"), sheet.find("เรื่อง"), sheet.find("เรียนผู้")
    attached = sheet.find("สิ่งที่ส่งมาด้วย")
    assert [line.left for line in (subject, to, attached)] == [near(30)] * 3
    assert subject.baseline - date.baseline == near(LINE + 6 * POINT)
    assert to.baseline - subject.baseline == near(LINE + 6 * POINT)
    assert attached.baseline - to.baseline == near(LINE + 6 * POINT)
    blank = text_width("  ", Style())
    assert sheet.find("การจัดเก็บข้อมูล").left - subject.right == near(blank)


def test_paragraphs(sheet: Sheet) -> None:
    """Row 13: 6 points lower, the first line indented 2.5 cm, further lines from the margin."""
    for words in ("ตามที่", "ในการนี้", "จึงเรียน"):
        line = sheet.find(words)
        above = max(
            (other for other in sheet.lines if other.baseline < line.baseline - 1), key=lambda o: o.baseline
        )
        assert line.left == near(55)
        assert line.baseline - above.baseline == near(LINE + 6 * POINT)


def test_closing(sheet: Sheet) -> None:
    """Row 14: 12 points lower, from 7.5 cm right of the margin."""
    closing, purpose = sheet.find("ขอแสดงความนับถือ"), sheet.find("จึงเรียน")
    assert closing.left == near(105)
    assert closing.baseline - purpose.baseline == near(LINE + 12 * POINT)


def test_signature(sheet: Sheet) -> None:
    """Rows 15 and 16: room of three blank lines, name and posts centred on the closing."""
    closing, name = sheet.find("ขอแสดงความนับถือ"), sheet.find("(นางสาวสมมติ ใจดี)")
    own, other = sheet.find("รองผู้อำนวยการสำนักงาน"), sheet.lines
    posts = [line for line in other if line.baseline > name.baseline + 1][:2]
    assert name.baseline - closing.baseline == near(4 * LINE)
    assert [line.middle for line in (name, *posts)] == [near(closing.middle)] * 3
    assert own.baseline - name.baseline == near(LINE)


def test_owner() -> None:
    """Row 17: at the margin, one under another, four lines below the post where the page has room."""
    roomy = sheets_of(forwarding_letter(circular(deadlines=[]), office(), date=DATE))[0]
    post, unit = roomy.find("ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาสมมติ"), roomy.find("กลุ่มส่งเสริม")
    last_post = [line for line in roomy.lines if line.baseline < unit.baseline - 1][-1]
    assert post.baseline <= last_post.baseline
    assert unit.left == near(30)
    assert unit.baseline - last_post.baseline == near(4 * LINE)
    assert roomy.find("โทร.").baseline - unit.baseline == near(2 * LINE)


def test_red_words(sheet: Sheet) -> None:
    """Rows 22 and 22b: the speed word red, 32 points, above the number; the secrecy word centred."""
    speed = sheet.find("ด่วนที่สุด")
    secrecy = [line for line in sheet.lines if line.text == "ลับมาก"]
    assert speed.size >= 32
    assert speed.left == near(30)
    assert speed.baseline < 45 - LINE
    assert len(secrecy) == 2
    assert [line.middle for line in secrecy] == [near(105)] * 2
    for line in (speed, *secrecy):
        red, green, blue = line.colour
        assert red > 0.7
        assert green == blue == 0


def test_further_pages(long_letter: list[Sheet]) -> None:
    """Row 23: "- ๒ -" in the middle, 3 cm from the upper edge, on every page but the first."""
    assert len(long_letter) > 2
    for number, page in zip("๒๓๔๕", long_letter[1:], strict=False):
        line = page.find(f"- {number} -")
        assert line.middle == near(105)
        assert line.baseline == near(30)
    assert not any("- ๑ -" in line.text for line in long_letter[0].lines)


def test_continuation_words(long_letter: list[Sheet]) -> None:
    """Row 24: at the right edge three lines below the last one, and what it says begins the next page."""
    for page, following in pairwise(long_letter):
        word = next(line for line in page.lines if line.text.startswith("/"))
        above = max((o for o in page.lines if o.baseline < word.baseline - 1), key=lambda o: o.baseline)
        first = next(line for line in following.lines if line.baseline > 31)
        assert word.right == near(190)
        assert word.baseline - above.baseline == near(3 * LINE)
        said = word.text.removeprefix("/").removesuffix("...").replace(" ", "")
        assert first.text.replace(" ", "").startswith(said)


def test_last_page_has_text_before_the_closing(long_letter: list[Sheet]) -> None:
    """Row 25: at least two lines of the letter stand above the closing."""
    last = long_letter[-1]
    closing = last.find("ขอแสดงความนับถือ")
    assert len([line for line in last.lines if 31 < line.baseline < closing.baseline - 1]) >= 2


def test_room_for_the_received_stamp(letter: bytes) -> None:
    """Row 27: 5 x 2.5 cm at the upper right stay white."""
    picture = pypdfium2.PdfDocument(letter)[0].render(scale=150 / 72).to_numpy()
    mm = 150 / 25.4
    left, top = STANDARD.stamp_left, STANDARD.stamp_top
    window = picture[int(top * mm) : int((top + 25) * mm), int(left * mm) : int((left + 50) * mm)]
    assert window.min() == 255


def test_the_space_of_the_emblem_stays_free_on_printed_paper() -> None:
    """Without an emblem nothing is printed above the number, and nothing else moves."""
    bare = forwarding_letter(circular(), office(), date=DATE)
    full = forwarding_letter(circular(), office(emblem=EMBLEM), date=DATE)
    assert sheets_of(bare)[0].lines[0].baseline == near(45)
    assert [line.baseline for line in sheets_of(bare)[0].lines] == [
        line.baseline for line in sheets_of(full)[0].lines
    ]


def test_an_office_may_differ() -> None:
    """A profile of the office's own moves what it names and nothing else."""
    own = LayoutProfile(paragraph_indent=30, office_from_margin=80)
    page = sheets_of(forwarding_letter(circular(), office(layout=own), date=DATE))[0]
    assert page.find("ตามที่").left == near(60)
    assert page.find("สำนักงานเขตพื้นที่").left == near(110)
    assert page.find("เรื่อง").left == near(30)


def ink_near_the_top(letter: bytes) -> tuple[float, float, float, float]:
    """Left, top, right and bottom (mm) of what stands where the emblem belongs."""
    picture = pypdfium2.PdfDocument(letter)[0].render(scale=150 / 72).to_numpy()[..., :3].min(axis=2)
    mm = 150 / 25.4
    rows, columns = np.nonzero(picture[: int(48 * mm), int(80 * mm) : int(117 * mm)] < 100)
    return columns.min() / mm + 80, rows.min() / mm, columns.max() / mm + 80, rows.max() / mm


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "PDF"])
@pytest.mark.parametrize("margin", [0, 100])
def test_emblems_of_other_kinds(kind: str, margin: int) -> None:
    """A picture or a PDF page serves too, as high and as centred, whatever white it has around it."""
    from PIL import Image

    sheet = Image.new("RGB", (120 + 3 * margin, 240 + margin), "white")
    sheet.paste(Image.new("RGB", (120, 240), "black"), (margin, margin))
    out = io.BytesIO()
    sheet.save(out, kind)
    left, top, right, bottom = ink_near_the_top(
        forwarding_letter(circular(), office(emblem=out.getvalue()), date=DATE)
    )
    assert (top, bottom) == (near(15), near(45))
    assert (left + right) / 2 == near(105)


@pytest.mark.parametrize("colour", ["#a00000", "#A00", "black", "#000000"])
def test_an_emblem_keeps_its_colour(colour: str) -> None:
    """One colour, given as SVG gives it, by attribute or style, itself or inherited."""
    wanted = (160 if "a0" in colour else 170 if "A0" in colour else 0, 0, 0)
    for svg in (
        f"<svg><path fill='{colour}' d='M0 0h10v20h-10z'/></svg>",
        f"<svg><g style='fill:{colour};stroke:none'><path d='M0 0h10v20h-10z'/></g></svg>",
    ):
        letter = forwarding_letter(circular(), office(emblem=svg.encode()), date=DATE)
        picture = pypdfium2.PdfDocument(letter)[0].render(scale=1, rev_byteorder=True).to_numpy()
        assert tuple(int(part) for part in picture[85, 297, :3]) == pytest.approx(wanted, abs=2)
