# ruff: noqa: E501 - sentences stand on one line, as they are printed
"""More calendars of the made circulars: without rules, with hours, with two columns of dates, whole programmes."""

from __future__ import annotations

import random
from datetime import date, timedelta

from bench.made_calendars import Made, expected, head, made_rows, period, with_title
from bench.made_duties import Duty
from bench.made_sheets import Block, Cell, Grid, NewPage, Text
from bench.made_words import Pen, working_day

HOURS = (("08:30", "16:30"), ("09:00", "12:00"), ("13:00", "16:00"))


def unruled(rng: random.Random, pen: Pen, issued: date, matter: str, page: int) -> Made:
    """Columns without a line drawn."""
    rows = made_rows(rng, issued, rng.randint(4, 7))
    heads = rng.choice((("ที่", "กิจกรรม", "กำหนดส่ง", "ผู้รับผิดชอบ"), ("ลำดับ", "ภารกิจ", "ช่วงเวลา", "หน่วยปฏิบัติ")))
    lines = [head(*heads)]
    for n, row in enumerate(rows, 1):
        when = (Cell(period(rng, pen, row)), Cell(row[1], center=True))
        lines.append((Cell(pen.figures(str(n)), center=True), Cell(row[0]), *when))
    made = [expected(row, page) for row in rows]
    if heads[2] == "กำหนดส่ง":
        for due in made:
            _as_limit(due)
    grid = Grid(tuple(lines), (14, 66, 52, 30), ruled=False)
    return with_title(rng, pen, issued, matter, grid), made


def _as_limit(due: Duty) -> None:
    if due.get("kind") == "day":
        due |= {"kind": "until", "start": None}
    elif "kind" not in due and due["start"] == due["end"]:
        due["start"] = None


def first_and_last_day(rng: random.Random, pen: Pen, issued: date, matter: str, page: int) -> Made:
    """วันเริ่มต้น | วันสิ้นสุด, in columns of their own."""
    rows = made_rows(rng, issued, rng.randint(4, 8))
    lines = [head("ที่", "ขั้นตอน", "วันเริ่มต้น", "วันสิ้นสุด", "ผู้ปฏิบัติ")]
    made = []
    for n, row in enumerate(rows, 1):
        days = (Cell(pen.date(row[3])), Cell(pen.date(row[4])))
        lines.append((Cell(pen.figures(str(n)), center=True), Cell(row[0]), *days, Cell(row[1], center=True)))
        due = expected(row, page)
        due.pop("kind", None)
        made.append(due)
    return with_title(rng, pen, issued, matter, Grid(tuple(lines), (12, 58, 34, 34, 24))), made


def with_hours(rng: random.Random, pen: Pen, issued: date, matter: str, page: int) -> Made:
    """A column of hours beside that of days."""
    rows = [row for row in made_rows(rng, issued, 8) if row[3] == row[4]] or made_rows(rng, issued, 2)[:1]
    lines = [head("ที่", "วัน เดือน ปี", "เวลา", "รายการ", "ผู้เกี่ยวข้อง")]
    made = []
    for n, row in enumerate(rows, 1):
        opens, closes = rng.choice(HOURS)
        hours = f"{pen.hour(opens)} - {pen.hour(closes)} น."
        lines.append(
            (
                Cell(pen.figures(str(n)), center=True),
                Cell(period(rng, pen, row)),
                Cell(hours),
                Cell(row[0]),
                Cell(row[1], center=True),
            )
        )
        due = expected(row, page)
        due.pop("kind", None)
        made.append({**due, "start_time": opens, "end_time": closes})
    return with_title(rng, pen, issued, matter, Grid(tuple(lines), (12, 40, 34, 56, 24))), made


def programme(rng: random.Random, pen: Pen, issued: date, matter: str, page: int) -> Made:
    """The hours of a training, its days as headings; the event stands once, for a person to confirm."""
    first = working_day(issued + timedelta(days=rng.randint(14, 40)))
    days = [first + timedelta(days=n) for n in range(rng.randint(1, 5 - first.weekday()))]
    lines = [head(rng.choice(("เวลา", "ช่วงเวลา")), rng.choice(("กิจกรรม", "หัวข้อ", "รายการ")))]
    for number, day in enumerate(days, 1):
        label = f"วันที่ {pen.figures(str(number))} " if rng.random() < 0.4 and len(days) > 1 else ""
        lines.append((Cell(f"{label}วัน{pen.date(day, weekday=True)}", across=2, bold=True),))
        for (opens, closes), what in zip((("08:30", "09:00"), ("09:00", "12:00"), ("13:00", "16:30")),
                                         ("ลงทะเบียนและรับเอกสาร", f"บรรยาย เรื่อง {matter}", "แบ่งกลุ่มฝึกปฏิบัติ"), strict=True):  # fmt: skip
            lines.append((Cell(f"{pen.hour(opens)} - {pen.hour(closes)} น."), Cell(what)))
    title: list[Block] = [NewPage(), Text(f"กำหนดการอบรม{matter}", align="center", bold=True)]
    due = {
        "action_contains": "", "start": days[0].isoformat(), "end": days[-1].isoformat(),
        "start_time": None, "end_time": None, "page": page, "kind": "event",
    }  # fmt: skip
    return [*title, Text("", size=0.5), Grid(tuple(lines), (42, 118))], [due]


OTHER_CALENDARS = (unruled, first_and_last_day, with_hours, programme)
