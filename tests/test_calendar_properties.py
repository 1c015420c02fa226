"""Whatever the order of its columns, its digits and the form of its dates, a calendar gives back its days."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.calendar_table import read_calendars
from extract.thai_months import FULL_NAMES
from ingest.thai_text import thai_digits
from tests.tables import titled

SHORT = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]
HEADS = {
    "item": ("ที่", "ลำดับ", "ลำดับที่"),
    "action": ("กิจกรรม", "การดำเนินงาน", "รายการ", "ขั้นตอนการดำเนินงาน", "กิจกรรม/โครงการ"),
    "actor": ("ผู้รับผิดชอบ", "ผู้ดำเนินการ", "หน่วยงานที่รับผิดชอบ"),
    "period": ("ระยะเวลา", "วัน เดือน ปี", "กำหนดการ", "วันที่", "ว.ด.ป.", "ระยะเวลาดำเนินการ"),
    "remark": ("หมายเหตุ", "สถานที่"),
}
ACTIONS = ("ส่งแบบสำรวจห้องสมุด", "ตรวจนับครุภัณฑ์", "รายงานผลการใช้งาน", "ปรับปรุงทะเบียนหนังสือ", "จัดทำบัญชีสรุป")
ACTORS = {
    "โรงเรียน": ["school"],
    "สพท.": ["district"],
    "สพฐ.": ["ministry"],
    "สพท./สพฐ.": ["district", "ministry"],
}

days = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> tuple[str, str, str | None, str]:
    """(text, kind, start, end) of a period in one of the usual forms."""
    start = draw(days)
    end = start + timedelta(days=draw(st.integers(1, 60)))
    short = draw(st.booleans())

    def said(day: date, year: bool = True) -> str:
        be = day.year + 543
        name = SHORT[day.month - 1] if short else FULL_NAMES[day.month - 1]
        return f"{day.day} {name}" + (f" {be % 100 if short else be}" if year else "")

    form = draw(st.sampled_from(["day", "until", "within", "range", "between", "same year"]))
    if form == "day":
        return said(end), "day", f"{end}", f"{end}"
    if form in ("until", "within"):
        return f"{'ภายในวันที่' if form == 'until' else 'ไม่เกินวันที่'} {said(end)}", "until", None, f"{end}"
    if form == "same year" and start.year == end.year:
        dash = draw(st.sampled_from([" - ", " – ", "-", " ถึง "]))
        return f"{said(start, year=False)}{dash}{said(end)}", "window", f"{start}", f"{end}"
    if form == "between":
        return f"ระหว่างวันที่ {said(start)} ถึงวันที่ {said(end)}", "window", f"{start}", f"{end}"
    return f"{said(start)} - {said(end)}", "window", f"{start}", f"{end}"


@st.composite
def calendars(draw: st.DrawFn) -> tuple[list[list[str]], list[tuple[str, list[str], str, str | None, str]]]:
    """A table and what its rows say: (action, actors, kind, start, end)."""
    roles = draw(st.permutations(["action", "actor", "period", "remark"]))
    order = ["item", *roles]
    thai = draw(st.booleans())
    table = [[draw(st.sampled_from(HEADS[role])) for role in order]]
    said = []
    for number in range(1, draw(st.integers(2, 5)) + 1):
        text, kind, start, end = draw(periods())
        action, actor = draw(st.sampled_from(ACTIONS)), draw(st.sampled_from(sorted(ACTORS)))
        cells = {"item": str(number), "action": action, "actor": actor, "period": text, "remark": ""}
        table.append([thai_digits(cells[role]) if thai else cells[role] for role in order])
        said.append((action, ACTORS[actor], kind, start, end))
    return table, said


@settings(max_examples=150, deadline=None)
@given(calendars())
def test_every_row_comes_back(
    made: tuple[list[list[str]], list[tuple[str, list[str], str, str | None, str]]],
) -> None:
    """One deadline a row, with its action, actors, kind and days, and nothing doubted."""
    table, said = made
    reading = read_calendars(titled("ปฏิทินงานห้องสมุด", table, width=150))

    assert [(d.action, d.actors, d.kind, d.start, d.end) for d in reading.deadlines] == said
    assert {d.state for d in reading.deadlines} == {"sure"}
    assert reading.doubts == []


texts = st.text("กขคงมิย.พฤษภาคม ที่วันกิจกรรมระยะเวลาปีการศึกษา0123456789๐๑๒-–/<^#✓|ลำดับ", max_size=24)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.tuples(*[texts] * n), min_size=1, max_size=6)))
def test_no_table_breaks_the_reading(made: list[tuple[str, ...]]) -> None:
    """Whatever stands in a table, reading it ends, and every row's deadlines are there."""
    rows = [["" if cell.startswith(("#", "<", "^")) else cell for cell in row] for row in made]
    reading = read_calendars(titled("ปฏิทิน ปีการศึกษา 0000", rows))

    assert {name for c in reading.calendars for row in c.rows for name in row.deadlines} <= {
        deadline.id for deadline in reading.deadlines
    }
