"""Lines end between words, never inside what belongs together, and as evenly as can be."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generate.line_breaking import break_lines, units_of
from generate.shaping import face
from generate.thai_words import word_ends

LIST = Path(__file__).parent / "line_ends.txt"
WIDTHS = (62, 66, 70, 80, 95, 110)  # mm
UNITS_A_MM = 1000 / 16 * 72 / 25.4


def checked_texts() -> list[tuple[str, set[int]]]:
    """Each text of the list and the places where a line may end (before the blank where there is one)."""
    texts = []
    for marked in LIST.read_text(encoding="utf-8").splitlines()[1:]:
        text, places = "", set()
        for character in marked:
            if character == "|":
                places.add(len(text))
            elif character == "_":
                places.add(len(text))
                text += " "
            else:
                text += character
        texts.append((text, places))
    return texts


def line_ends(text: str, width_mm: float) -> set[int]:
    """Where the lines of a text end at this width, the last one left out."""
    ends, place = set(), 0
    for line in break_lines(text, width_mm * UNITS_A_MM, face().width)[:-1]:
        place = text.index(line.text, place) + len(line.text)
        ends.add(place)
    return ends


def test_no_line_ends_inside_a_word() -> None:
    """Of more than 300 different line ends on the hand-checked list, none parts a word."""
    seen = {(text, end) for text, _ in checked_texts() for width in WIDTHS for end in line_ends(text, width)}
    allowed = {(text, place) for text, places in checked_texts() for place in places}
    assert len(seen) >= 300
    assert [text[:end] for text, end in seen - allowed] == []


def test_most_places_where_a_line_may_end_are_found() -> None:
    """Caution does not go so far that lines become ragged: nine of ten places are offered."""
    found = allowed = 0
    for text, places in checked_texts():
        units = units_of(text)
        cuts = {sum(map(len, units[:n])) for n in range(1, len(units))}
        found += len(cuts & places)
        allowed += len(places)
    assert found / allowed > 0.9


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("กำหนดส่งวันที่ ๑๐ มิถุนายน ๒๕๗๐ นี้", "วันที่ ๑๐ มิถุนายน ๒๕๗๐"),
        ("ส่งภายใน 10 มิ.ย. 70 เท่านั้น", "10 มิ.ย. 70"),
        ("ระหว่าง ๑ - ๑๐ มิถุนายน ๒๕๗๐ นี้", "๑ - ๑๐ มิถุนายน ๒๕๗๐"),
        ("ช่วง ๑๗ พฤษภาคม - ๑๐ มิถุนายน ๒๕๗๐ นี้", "๑๗ พฤษภาคม - ๑๐ มิถุนายน ๒๕๗๐"),
        ("ช่วง พฤษภาคม ๒๕๗๐ - มีนาคม ๒๕๗๑ นี้", "พฤษภาคม ๒๕๗๐ - มีนาคม ๒๕๗๑"),
        ("เปิดเวลา ๐๘.๓๐ - ๑๖.๓๐ น. ทุกวัน", "เวลา ๐๘.๓๐ - ๑๖.๓๐ น."),
        ("รวมเป็นเงิน ๑,๒๕๐.๕๐ บาท ถ้วน", "๑,๒๕๐.๕๐ บาท"),
        ("ภายใน ๗ วัน นับแต่บัดนี้", "๗ วัน"),
        ("โทร. ๐ ๒๐๐๐ ๐๔๕๖ ต่อ ๑๒ ทุกวัน", "โทร. ๐ ๒๐๐๐ ๐๔๕๖"),
        ("สพป.ตัวอย่าง เขต ๑ แจ้งว่า", "เขต ๑"),
        ("ตามหนังสือ ที่ ศธ ๐๔๙๙๙/ว ๘๑๒ นั้น", "ที่ ศธ ๐๔๙๙๙/ว ๘๑๒"),
        ("งานอื่น ๆ ที่เกี่ยวข้อง", "อื่น ๆ"),
        ("วัสดุ ครุภัณฑ์ ฯลฯ ในห้อง", "ครุภัณฑ์ ฯลฯ"),
        ("ชาวกรุงเทพฯ ทุกคน", "กรุงเทพฯ"),
        ("ระบบ (Center : DMC) นี้", "(Center :"),
        ("ความทราบแล้ว นั้น", "แล้ว นั้น"),
        ("ประธานคือ นายสมมติ ตั้งใจดี เป็นผู้", "นายสมมติ ตั้งใจดี"),
        ("ใช้เวลายี่สิบสี่เดือน", "ยี่สิบสี่เดือน"),
        ("ใน พ.ศ. ๒๕๗๐ นั้น", "พ.ศ. ๒๕๗๐"),
        ("๑. บันทึกข้อมูล", "๑. บันทึก"),
        ("กล่าวว่า “เรียนดี” เสมอ", "“เรียน"),
    ],
)
def test_what_belongs_together_stays_together(text: str, whole: str) -> None:
    """Numbers, dates, units, names, marks: one unit holds all of it."""
    assert any(whole in unit for unit in units_of(text)), units_of(text)


@pytest.mark.parametrize("text", ["ตาม(ก)", "เด็ก, ครู; พ่อ: แม่!", "ครบ ๕๐%", "กำไร “ดี” 'มาก'"])
def test_no_mark_begins_or_ends_a_line_wrongly(text: str) -> None:
    """No line begins with a closing mark or ends with an opening one, however narrow."""
    for line in break_lines(text, 1800, face().width):
        assert line.text[0] not in ")]}”’,.;:!?%ๆฯ"
        assert line.text[-1] not in "([{“‘"


def test_the_two_divisions_must_agree() -> None:
    """แนวทางการ is แนวทาง|การ and ดำเนินการ stays whole, where the stock engine cuts both wrongly."""
    text = "ให้เป็นไปตามแนวทางการตรวจสอบและดำเนินการตามนั้น"
    parts = [text[a:b] for a, b in pairwise(sorted({0, len(text)} | word_ends(text)))]
    assert "แนวทาง" in parts
    assert any("ดำเนินการ" in part for part in parts)


def test_names_unknown_to_the_list_are_not_cut() -> None:
    """Where a name begins and ends cannot be known, so no line ends in or beside it."""
    assert word_ends("โดยเจนจิราภาวิดา") <= {3}


def widths(units: list[str]) -> list[float]:
    return [face().width(unit) for unit in units]


def cost(units: list[str], ends: tuple[int, ...], width: float) -> float:
    """Total squared slack in percent of all lines but the last; infinite where a line is too long."""
    total = 0.0
    for start, end in pairwise((0, *ends, len(units))):
        wide = sum(widths(units[start:end]))
        if wide > width:
            return float("inf")
        if end < len(units):
            total += ((width - wide) / width * 100) ** 2
    return total


def test_lines_are_the_evenest_possible() -> None:
    """No other choice of line ends has less total slack, penalties being equal."""
    units = [
        unit for unit in units_of("ตรวจสอบรายชื่อนักเรียนโรงเรียนหมู่บ้านธนาคารเว็บไซต์ครุภัณฑ์สิ่งก่อสร้างสมาชิก") if unit
    ]
    width = 7500.0
    lines = break_lines("".join(units), width, face().width)
    ours, place = [], 0
    for line in lines[:-1]:
        place += len(line.text)
        ours.append(next(n for n in range(len(units)) if sum(map(len, units[:n])) == place))
    count = len(lines) - 1
    best = min(cost(units, ends, width) for ends in combinations(range(1, len(units)), count))
    assert cost(units, tuple(ours), width) == pytest.approx(best)


def test_a_word_wider_than_the_line_is_cut_between_clusters() -> None:
    """The only case in which a word is broken; no mark loses its letter."""
    lines = break_lines("ปู่" * 100, 3000, face().width)
    assert all(line.width <= 3000 for line in lines)
    assert all(len(line.text) % 3 == 0 for line in lines)


def test_long_web_addresses_break_after_slashes() -> None:
    """An address longer than the line breaks where a reader sees it go on."""
    text = "https://portal.example.go.th/manual/files/dmc2570/download"
    lines = break_lines(text, 9000, face().width)
    assert "".join(line.text for line in lines) == text
    assert all(line.text[-1] in "/.-=&?_@" for line in lines[:-1])


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="กขคงจนมเแโใไะาิีุู่้์ำๆฯ๐๑๒ (“)”.,/abc", max_size=120), st.integers(2000, 20000))
def test_any_text_is_kept_whole(text: str, width: int) -> None:
    """Whatever the text and width: nothing lost but blanks at line ends, no line too wide."""
    lines = break_lines(text, float(width), face().width)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    assert all(line.width <= width + 1e-6 for line in lines)
