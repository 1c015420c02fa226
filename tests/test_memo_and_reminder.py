"""The memo to the director and the sealed reminder: their own heads, the same exact text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from extract.models import Reading
from generate import SentLetter, draft_memo, draft_reminder, memo, reminder
from generate.letter_text import BLANK
from tests.circulars import ISSUER, circular, deadline, doubtful
from tests.golden import pages_that_differ
from tests.letters import DATE, EMBLEM, Sheet, office, sheets_of
from tests.pdf_tags import tags, untagged
from tests.pdf_text import READERS, letters

SENT = SentLetter("ศธ ๐๔๙๙๙/ว๒๓๐๕", date(2027, 5, 12))


def near(mm: float) -> object:
    return pytest.approx(mm, abs=0.3)


def a_memo() -> bytes:
    return memo(circular(urgency=Reading(value="urgent", state="sure")), office(emblem=EMBLEM), date=DATE)


def a_reminder() -> bytes:
    return reminder(
        circular(), office(emblem=EMBLEM), to="โรงเรียนบ้านหนองสมมติ", missing=("แบบยืนยันข้อมูล", "แบบรับรองข้อมูล"),
        sent=SENT, date=date(2027, 6, 20),
    )  # fmt: skip


@pytest.fixture(scope="module")
def page() -> Sheet:
    """The memo's page."""
    (only,) = sheets_of(a_memo())
    return only


def test_the_title(page: Sheet) -> None:
    """Row 18: bold 29 points, in the middle."""
    title = page.find("บันทึกข้อความ")
    assert (title.size, title.middle) == (pytest.approx(29), near(105))
    assert "Bold" in title.font


def test_the_labels(page: Sheet) -> None:
    """Row 19: bold 20 points at the margin, values 16 points."""
    for label in ("ส่วนราชการ", "ที่", "เรื่อง"):
        found = page.find(label)
        assert (found.size, found.left) == (pytest.approx(20), near(30))
        assert "Bold" in found.font
    assert page.find("การจัดเก็บข้อมูล").size == pytest.approx(16)


def test_the_date_stands_under_kho(page: Sheet) -> None:
    """Row 20: วันที่ begins under the ข of บันทึกข้อความ."""
    assert page.find("วันที่").left == near(page.find("ข้อความ").left)


def test_there_is_no_closing_word(page: Sheet) -> None:
    """A memo ends with name and post."""
    assert all("ขอแสดงความนับถือ" not in line.text for line in page.lines)


def test_the_memo_tells_both_duties() -> None:
    """What schools must do and what the office itself must do, and what is proposed."""
    text = draft_memo(circular(), office())
    assert text.addressee == "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาสมมติ เขต ๑"
    assert text.opening.startswith(f"ด้วย {ISSUER} แจ้งเรื่อง การจัดเก็บข้อมูล")
    assert len(text.duties) == 3
    assert text.own_duties == ("ตรวจรายชื่อนักเรียนที่ซ้ำซ้อนระหว่างโรงเรียน ระหว่างวันที่ ๑๗ พฤษภาคม - ๑๐ มิถุนายน ๒๕๗๐",)
    assert "โปรดลงนาม" in text.purpose


def test_nothing_doubtful_enters_the_memo() -> None:
    """As in the letter: blanks."""
    unsure = circular(subject=doubtful("อ่านผิด"), deadlines=[deadline(1, state="doubtful")])
    text = draft_memo(unsure, office())
    assert text.subject == BLANK
    assert text.duties[0].endswith(f"ภายใน{BLANK}")
    assert "อ่านผิด" not in text.model_dump_json()


def test_a_long_subject_takes_more_dotted_lines() -> None:
    """Nothing is cut off at the right edge."""
    long = draft_memo(circular(), office()).model_copy(
        update={"subject": "การดำเนินงานตามโครงการพัฒนาคุณภาพการศึกษา" * 6}
    )
    (sheet,) = sheets_of(memo(circular(), office(), paragraphs=long))
    assert max(line.right for line in sheet.lines) <= 190.3


def test_the_reminder() -> None:
    """Number, ถึง, what was sent and what is missing, the office where the seal goes, no subject line."""
    (sheet,) = sheets_of(a_reminder())
    assert sheet.find("ที่  ศธ ๐๔๙๙๙/").baseline == near(45)
    assert sheet.find("ถึงโรงเรียนบ้านหนองสมมติ").left == near(30)
    text = letters("".join(line.text for line in sheet.lines))
    for part in ("ที่ ศธ ๐๔๙๙๙/ว๒๓๐๕ ลงวันที่ ๑๒ พฤษภาคม ๒๕๗๐", "แบบยืนยันข้อมูล และแบบรับรองข้อมูล", "๒๐ มิถุนายน ๒๕๗๐"):
        assert letters(part) in text
    assert not any(line.text.startswith(("เรื่อง", "เรียน")) for line in sheet.lines)


def test_a_reminder_without_its_letter_has_blanks() -> None:
    """An unknown number and date are left open."""
    (sheet,) = sheets_of(reminder(circular(), office(), to="โรงเรียนสมมติ", missing=("แบบยืนยัน",)))
    assert letters(f"ที่ {BLANK} ลงวันที่ {BLANK}") in letters("".join(line.text for line in sheet.lines))


def test_each_paragraph_of_the_reminder_can_be_replaced() -> None:
    """What an officer wrote is printed as it is; the rest stays."""
    how = {"to": "โรงเรียนสมมติ", "missing": ("แบบยืนยัน",), "sent": SENT}
    text = draft_reminder(circular(), office(), **how)
    own = text.model_copy(update={"request": "จึงขอให้จัดส่งภายในวันที่ ๒๕ มิถุนายน ๒๕๗๐"})
    (sheet,) = sheets_of(reminder(circular(), office(), **how, paragraphs=own))
    said = letters("".join(line.text for line in sheet.lines))
    assert letters(own.request) in said
    assert letters(text.opening) in said
    assert letters(text.request) not in said


@pytest.mark.parametrize("make", [a_memo, a_reminder])
def test_both_are_tagged_archive_files(make: object, tmp_path: Path) -> None:
    """PDF/A-3b, every text tagged, the same bytes again."""
    pdf = make()  # type: ignore[operator]
    assert untagged(pdf) == []
    assert tags(pdf).count("Figure") == 1
    assert make() == pdf  # type: ignore[operator]
    pytest.importorskip("jsonschema", reason="the validator's own packages (pikepdf[pdfa]) are not installed")
    from pikepdf import pdfa

    file = tmp_path / "paper.pdf"
    file.write_bytes(pdf)
    assert pdfa.validate_written(file, "3b").passed


@pytest.mark.parametrize("reader", READERS)
def test_their_text_comes_back(reader: str) -> None:
    """Each paragraph whole, in every reader."""
    text = draft_memo(circular(), office())
    got = letters(READERS[reader](a_memo()))
    for part in (text.opening, *text.duties, *text.own_duties, text.purpose):
        assert letters(part) in got


@pytest.mark.parametrize(("name", "make"), [("memo", a_memo), ("reminder", a_reminder)])
def test_pages_look_as_they_did(name: str, make: object) -> None:
    """Each page looks like the picture that a person has approved."""
    assert pages_that_differ(make(), name) == []  # type: ignore[operator]
