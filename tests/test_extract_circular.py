"""The circular as a whole: letter, calendars and prose together, on any input, in time."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract import extract_circular
from tests.documents import document, page, scan
from tests.drawn_letters import ANNOUNCEMENT, EXTERNAL, MEMO, ORDER, SEALED

LETTERS = (EXTERNAL, MEMO, SEALED, ORDER, ANNOUNCEMENT)


def test_deadline_of_the_letter() -> None:
    """A limit in the letter's text is a deadline with its place; its own date and the cited one are none."""
    circular = extract_circular(document(EXTERNAL))

    [deadline] = circular.deadlines
    assert (deadline.id, deadline.kind, deadline.end) == ("d1", "until", "2027-01-25")
    assert deadline.origin == "body"
    assert deadline.state == "sure"
    assert deadline.page == 1


def test_deadline_of_an_attachment() -> None:
    """A duty on a page behind the letter is found as well."""
    behind = """
                              แนวทางการสำรวจ
    ๑. ให้โรงเรียนบันทึกข้อมูลในระบบตัวอย่าง ภายในวันที่ ๑๘ มกราคม ๒๕๗๐
    """
    circular = extract_circular(document(EXTERNAL, behind))

    assert [(d.end, d.page) for d in circular.deadlines] == [("2027-01-25", 1), ("2027-01-18", 2)]


def test_speed_line_that_sets_a_day() -> None:
    """ "ด่วนภายในวันที่ …" over a letter is a deadline of its own."""
    circular = extract_circular(document(f"\nด่วนภายในวันที่ ๖ มกราคม ๒๕๗๐\n{EXTERNAL.lstrip()}"))

    assert ("urgency", "2027-01-06") in {(d.origin, d.end) for d in circular.deadlines}


def test_source_says_how_each_page_was_read() -> None:
    """Name, hash, number of pages, and the way each page was read."""
    source = extract_circular(document(page(EXTERNAL), page(number=2, source="ocr"))).source

    assert (source.name, source.pages, source.pages_by) == ("test.pdf", 2, ["text_layer", "ocr"])


def test_the_same_document_gives_the_same_circular() -> None:
    """Reading twice changes nothing."""
    assert extract_circular(document(EXTERNAL)) == extract_circular(document(EXTERNAL))


_WORDS = st.sampled_from(
    [
        *("ที่", "เรื่อง", "เรียน", "ถึง", "อ้างถึง", "สิ่งที่ส่งมาด้วย", "บันทึกข้อความ", "ส่วนราชการ", "วันที่", "ประกาศ"),
        *("คำสั่ง", "ขอแสดงความนับถือ", "(นายสมมติ ใจดี)", "ลงชื่อ", "โทร.", "โทรสาร", "เลขรับ", "เวลา"),
        *("จำนวน ๑ ชุด", "๑.", "ศธ", "๐๔๙๙๙/ว๑", "๔ มกราคม ๒๕๗๐", "ภายใน", "สั่ง ณ วันที่", "ปฏิบัติราชการแทน"),
        *("สำเนาส่ง", "ด่วนที่สุด", "ลับ", "....", "/", "(", ")", ""),
    ]
)
_ROWS = st.lists(st.lists(_WORDS, max_size=5).map("   ".join), max_size=14).map("\n".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawing=_ROWS, scanned=st.booleans())
def test_no_page_makes_it_fail(drawing: str, scanned: bool) -> None:
    """Whatever labels stand wherever, a circular comes out, and what is missing has no value."""
    circular = extract_circular(scan(drawing) if scanned else document(drawing))

    for name in ("number", "date", "issuer", "subject", "addressee", "closing"):
        reading = getattr(circular, name)
        assert reading is None or (reading.state == "missing") == (reading.value is None)


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(st.text(alphabet="ก่าเ้ิ๑๒0/.() ว", max_size=60), max_size=12))
def test_no_text_makes_it_fail(lines: list[str]) -> None:
    """Nor does any text."""
    extract_circular(document("\n".join(lines)))


@pytest.mark.timeout(120)  # a pattern that backtracks would take hours; `make bench` gives the figures
def test_long_lines_are_read_to_the_end() -> None:
    """100 KB of letters, figures and brackets on one page do not stop the reading."""
    long = "ที่ ศธ ๐๔๙๙๙" + "/ว๑ (๑,๒-๓." * 900
    many = "\n".join(f"โทร. {'๐ ๒๐๐๐ ' * 12}" for _ in range(60))

    for drawing in (long, many, "เรียน " + "ก" * 20_000):
        assert extract_circular(document(drawing)).kind.value
