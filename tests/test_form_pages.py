"""Certification forms: what is known is printed, what is not is left to the hand, nothing is cut off."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pdfplumber
import pypdfium2
import pytest
import zxingcpp

from extract.models import Circular, Deadline, Reading, Source
from generate.form_code import FormCode, read_form_code
from generate.form_counts import count_rows, totals
from generate.form_descriptions import FORMS, forms_asked
from generate.form_pages import certification_form
from generate.schools import LevelCount, School, read_schools
from generate.timeline_page import timeline
from tests.golden import pages_that_differ
from tests.pdf_tags import untagged

SAMPLE = Path(__file__).parent.parent / "samples" / "schools.csv"
SCHOOLS = read_schools(SAMPLE.read_bytes(), "schools.csv")[0]


def sure(value: str) -> Any:
    return Reading(value=value, text=value, state="sure", confidence=1.0)


def deadline(action: str, **fields: Any) -> Deadline:
    base = {
        "id": "d1", "action": action, "actors": ["school"], "kind": "day", "start": "2027-06-10",
        "end": "2027-06-10", "start_time": "08:30", "end_time": "16:30", "from": "calendar", "text": "x",
        "page": 1, "state": "sure",
    }  # fmt: skip
    return Deadline.model_validate(base | fields)


def circular(*deadlines: Deadline) -> Circular:
    return Circular(
        source=Source(name="a.pdf", sha256="3f2a9c1b" + "0" * 56, pages=1, pages_by=["text_layer"]),
        kind=sure("external"),
        number=sure("ศธ 04999/ว123"),
        date=sure("2027-05-12"),
        issuer=sure("สำนักงานตัวอย่าง"),
        subject=sure("การสำรวจข้อมูล"),
        deadlines=list(deadlines),
    )


ASKS = circular(deadline("ยืนยันจำนวนนักเรียน", systems=["DMC"]), deadline("รับรองจำนวนนักเรียน", id="d2"))


def text_of(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return "\n".join(page.extract_text() for page in document.pages)


@pytest.mark.parametrize(
    ("deadlines", "forms"),
    [
        ([deadline("บันทึกข้อมูล", systems=["DMC"])], ["confirm", "certify"]),
        ([deadline("รับรองข้อมูลการมีตัวตนของนักเรียน")], ["confirm", "certify"]),
        ([deadline("ปรับปรุงข้อมูลอาคาร", systems=["OBEC-Asset"])], ["assets"]),
        ([deadline("รับรองเอกสารการเบิกจ่าย")], []),
        ([], []),
    ],
)
def test_a_circular_asks_for_the_forms_its_deadlines_name(
    deadlines: list[Deadline], forms: list[str]
) -> None:
    """DMC or the certification of pupils: both pupil forms; OBEC-Asset: buildings; else none."""
    assert forms_asked(circular(*deadlines)) == forms


@pytest.mark.parametrize("form", sorted(FORMS))
def test_every_form_leads_back_by_its_qr_code(form: str) -> None:
    """A scanner reads school, form and circular off the printed page; the letters beside it say the same."""
    pdf = certification_form(ASKS, SCHOOLS[0], form)
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72, grayscale=True).to_numpy()
    (symbol,) = zxingcpp.read_barcodes(np.ascontiguousarray(page.reshape(page.shape[:2])))
    expected = FormCode("3F2A9C1B", SCHOOLS[0].code, form)
    assert read_form_code(symbol.text) == expected == read_form_code(text_of(pdf))


def test_the_window_is_printed_only_when_it_is_sure() -> None:
    """A doubtful deadline leaves the window open."""
    words = "วันที่ ๑๐ มิถุนายน ๒๕๗๐ เวลา ๐๘.๓๐ - ๑๖.๓๐ น."
    assert words in text_of(certification_form(ASKS, SCHOOLS[0], "certify"))
    doubtful = circular(deadline("รับรองจำนวนนักเรียน", state="doubtful"))
    assert "มิถุนายน" not in text_of(certification_form(doubtful, SCHOOLS[0], "certify"))


def test_names_are_printed_and_a_missing_one_is_left_open() -> None:
    """School nine of the sample names no data officer."""
    text = text_of(certification_form(ASKS, SCHOOLS[8], "confirm"))
    assert f"({SCHOOLS[8].director})" in text
    assert "()" not in text


def test_sums_are_sums_of_what_is_printed() -> None:
    """A level the school does not offer is a dash; one with half its numbers blanks every sum it enters."""
    school = School(
        code="1099000001",
        name="ก",
        counts={"p1": LevelCount(male=3, female=4, rooms=1), "p2": LevelCount(male=5)},
    )
    rows = {row.cells[0]: row.cells[1:] for row in count_rows(school)}
    assert rows["ป.1"] == ("3", "4", "7", "1")
    assert rows["ป.2"] == ("5", "", "", "")
    assert rows["ม.1"] == rows["รวมก่อนประถมศึกษา"] == ("-",) * 4
    assert rows["รวมประถมศึกษา"] == rows["รวมทั้งสิ้น"] == ("8", "", "", "")
    assert totals(school) == (None, 8, None)
    assert {row.cells[1:] for row in count_rows(School(code="1099000001", name="ก"))} == {("",) * 4}


def test_a_very_long_name_is_printed_whole() -> None:
    """300 characters wrap; the signatures move to a second page rather than over the code."""
    name = "โรงเรียน" + "บ้านตัวอย่างที่มีชื่อยาวมาก" * 11
    pdf = certification_form(ASKS, SCHOOLS[0].model_copy(update={"name": name, "director": name}), "certify")
    text = text_of(pdf).replace("\n", "").replace(" ", "")
    assert text.count(name.removeprefix("โรงเรียน")) >= 2
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            assert max(char["x1"] for char in page.chars) < 200 / 25.4 * 72


def test_the_timeline_shows_sure_dates_and_holds_back_the_rest() -> None:
    """A sure deadline is told in words, a doubtful one waits, forty go on to further sheets."""
    text = text_of(timeline(circular(deadline("รับรอง"), deadline("ส่งรายงาน", id="d2", state="doubtful"))))
    assert "วันที่ ๑๐ มิถุนายน ๒๕๗๐" in text
    assert "รอตรวจสอบ" in text
    many = circular(*(deadline(f"งานที่ {n}", id=f"d{n}") for n in range(1, 41)))
    pages = pdfplumber.open(io.BytesIO(timeline(many))).pages
    assert len(pages) > 1
    assert all(f"งานที่ {n} " in text_of(timeline(many)) for n in ("๑", "๔๐"))


def test_the_timeline_is_as_large_as_its_sheet_allows() -> None:
    """Few deadlines in large letters, many in smaller ones; no date is parted but between two dates."""
    span = {"kind": "window", "start": "2027-05-17", "start_time": None, "end_time": None}
    few = pdfplumber.open(io.BytesIO(timeline(circular(deadline("รับรอง", **span))))).pages[0]
    many = circular(*(deadline(f"งานที่ {n}", id=f"d{n}", **span) for n in range(1, 14)))
    assert {round(char["size"]) for char in few.chars} >= {20, 26}
    small = pdfplumber.open(io.BytesIO(timeline(many))).pages[0]
    assert {round(char["size"]) for char in small.chars} >= {12, 18}
    assert "๑๐ มิถุนายน ๒๕๗๐" in few.extract_text()
    assert "๑๗ พฤษภาคม -" in few.extract_text()


@pytest.mark.parametrize("count", [1, 12])
def test_timelines_look_as_they_did(count: int) -> None:
    """Each sheet looks like the picture that a person has approved."""
    rows = [
        deadline(
            f"บันทึกข้อมูลนักเรียนรายบุคคลของปีการศึกษา 2570 รายการที่ {n}",
            id=f"d{n}", kind="window", start=f"2027-{5 + n // 10:02}-{1 + n % 20:02}",
            end=f"2027-{6 + n // 8:02}-{3 + n % 20:02}", phase=f"ระยะที่ {1 + n // 6}", item=str(n),
        )
        for n in range(count)
    ]  # fmt: skip
    assert pages_that_differ(timeline(circular(*rows)), f"timeline-{count}") == []


def test_the_timeline_is_tagged() -> None:
    """Every text is tagged or an artifact, also on further sheets."""
    assert untagged(timeline(circular(*(deadline(f"งานที่ {n}", id=f"d{n}") for n in range(1, 41))))) == []


def test_a_circular_without_deadlines_says_so() -> None:
    """No axis, one sentence."""
    assert "ไม่พบกำหนดการ" in text_of(timeline(circular()))


def test_same_input_same_bytes() -> None:
    """Nothing of the clock or of chance goes in."""
    assert certification_form(ASKS, SCHOOLS[0], "certify") == certification_form(ASKS, SCHOOLS[0], "certify")
    assert timeline(ASKS) == timeline(ASKS)
