"""The registers as workbook and printed sheets: official columns, nothing cut off, cancelled rows shown."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pdfplumber
import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from api.database import now
from api.register_export import register_pdf, register_workbook, whole_register
from api.registers import cancel, register, reserve, year_of
from api.tables import districts, new_id
from generate.register_page import RegisterLine, register_page
from tests.pdf_text import letters

HEADS = ["เลขทะเบียนรับ", "ที่", "ลงวันที่", "จาก", "ถึง", "เรื่อง", "การปฏิบัติ", "หมายเหตุ"]
LONG = "ขอเชิญประชุมเชิงปฏิบัติการการจัดเก็บข้อมูลนักเรียนรายบุคคลและการรายงานข้อมูลสิ่งก่อสร้าง " * 6


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.begin() as connection:
        yield connection


@pytest.fixture
def district(connection: sa.Connection) -> str:
    district = new_id()
    connection.execute(districts.insert().values(id=district, name="สพป.ตัวอย่าง", created_at=now()))
    entry = {"reference": "ศธ 04999/ว812", "dated": "2027-05-10", "sender": "สพฐ.", "recipient": "ผอ.สพป."}
    register(
        connection, district, "received", subject="=HYPERLINK(1)", group="นโยบาย", person="นายก", **entry
    )
    wrong = register(connection, district, "received", subject="ลงผิด", dated="ไม่ปรากฏ")
    cancel(connection, wrong.id, "ลงทะเบียนซ้ำ")
    reserve(connection, district, "received")
    register(connection, district, "sent", subject="ทะเบียนอื่น")
    return district


@pytest.mark.parametrize("thai", [True, False])
def test_the_workbook_has_the_official_columns_and_the_four_added(
    connection: sa.Connection, district: str, thai: bool
) -> None:
    """In order, cancelled rows struck through with their reason, no text ever a formula."""
    rows = whole_register(connection, district, "received", year_of(now()))
    book = register_workbook(rows, "received", office="สพป.ตัวอย่าง", year=year_of(now()), thai=thai)
    sheet = load_workbook(io.BytesIO(book)).worksheets[0]
    values = list(sheet.iter_rows(values_only=True))
    assert values[0][0] == "ทะเบียนหนังสือรับ"
    assert list(values[3]) == [*HEADS, "ปี", "กลุ่ม", "ผู้ปฏิบัติ", "วันลงทะเบียน"]
    assert [row[0] for row in values[4:]] == (["๑", "๒", "๓"] if thai else [1, 2, 3])
    assert values[4][1:3] == (("ศธ ๐๔๙๙๙/ว๘๑๒", "๑๐ พ.ค. ๗๐") if thai else ("ศธ 04999/ว812", "10 พ.ค. 70"))
    assert values[4][9:11] == ("นโยบาย", "นายก")
    assert sheet["F5"].data_type == "s" and str(values[4][5]).startswith("=HYPERLINK")
    assert (values[5][2], values[5][7]) == ("ไม่ปรากฏ", "ยกเลิก: ลงทะเบียนซ้ำ")
    assert [sheet[f"F{row}"].font.strike for row in (5, 6, 7)] == [False, True, False]
    assert values[6][7] == "(จองเลข)"


def test_the_printed_register_reads_back(connection: sa.Connection, district: str) -> None:
    """Head, columns, entries in Thai digits, the reason of a cancelled number, and a line through it."""
    rows = whole_register(connection, district, "received", year_of(now()))
    pdf = register_pdf(rows, "received", office="สพป.ตัวอย่าง", year=year_of(now()))
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        (page,) = document.pages
        text = letters(page.extract_text())
        assert (round(page.width), round(page.height)) == (842, 595)
        strokes = [line for line in page.lines if abs(line["linewidth"] - 0.25 * 72 / 25.4) < 0.02]
    for part in (*HEADS, "ทะเบียนหนังสือรับ", "ว๘๑๒", "๑๐พ.ค.๗๐", "ยกเลิก:", "หน้า๑/๑"):
        assert part in text
    assert len(strokes) == 3  # its number, date and subject
    assert "ทะเบียนอื่น" not in text


def test_five_hundred_entries_stand_on_numbered_pages() -> None:
    """Every number once, in order, heads on each page, nothing below the foot."""
    lines = [RegisterLine(number, subject=f"เรื่องที่ {number}") for number in range(1, 501)]
    pdf = register_page("sent", "สพป.ตัวอย่าง", "ปี พ.ศ. 2570", lines, thai=False)
    numbers: list[int] = []
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        pages = len(document.pages)
        for at, page in enumerate(document.pages, start=1):
            text = page.extract_text()
            assert "เลขทะเบียนส่ง" in letters(text) and f"หน้า {at} / {pages}" in text
            numbers += [int(found) for found in re.findall(r"เรื่องที่ (\d+)", text)]
            assert max(char["bottom"] for char in page.chars) < page.height - 10
    assert numbers == list(range(1, 501)) and pages > 10


def test_long_subjects_wrap_within_their_column_and_over_pages() -> None:
    """All words are there; none reaches into the next column."""
    lines = [RegisterLine(1, subject=LONG), RegisterLine(2, subject=LONG * 12, note="ท้าย")]
    pdf = register_page("received", "สพป.ตัวอย่าง", "ปี พ.ศ. 2570", lines)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        left, right = ((12 + 157) * 72 / 25.4, (12 + 221) * 72 / 25.4)
        column = "".join(
            page.crop((left, 110, right, page.height - 45)).extract_text() for page in document.pages
        )
        outside = [
            char
            for page in document.pages
            for char in page.chars
            if 110 < char["top"] < page.height - 45 and char["x0"] < right - 1 < right + 1 < char["x1"]
        ]
        assert len(document.pages) > 1
    assert letters(column).count(letters("ประชุมเชิงปฏิบัติการการจัดเก็บ")) == 6 * 13
    assert outside == []
