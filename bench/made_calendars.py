# ruff: noqa: E501 - sentences stand on one line, as they are printed
"""Calendars of the made circulars: the layouts that offices draw, each with the deadlines that its rows set."""

from __future__ import annotations

import calendar as days_of
import random
from collections.abc import Callable
from datetime import date, timedelta

from bench.fictional_circulars import SHORT_NAMES
from bench.made_duties import Duty, duty
from bench.made_sheets import Block, Cell, Grid, NewPage, Text
from bench.made_words import Pen, working_day

WORK = (
    ("ประชุมชี้แจงแนวทางการดำเนินงาน", "สพท.", "district"),
    ("แต่งตั้งคณะกรรมการระดับโรงเรียน", "โรงเรียน", "school"),
    ("รับสมัครสถานศึกษาเข้าร่วมโครงการ", "สพท.", "district"),
    ("กรอกข้อมูลพื้นฐานในระบบ", "โรงเรียน", "school"),
    ("ตรวจสอบความถูกต้องของข้อมูล", "สพท.", "district"),
    ("ส่งรายงานการประเมินตนเอง", "โรงเรียน", "school"),
    ("ประเมินเชิงประจักษ์ ณ สถานศึกษา", "คณะกรรมการ", "other"),
    ("ประกาศผลการคัดเลือก", "สพฐ.", "ministry"),
    ("ปรับปรุงข้อมูลตามข้อเสนอแนะ", "โรงเรียน", "school"),
    ("สรุปผลและจัดทำรูปเล่ม", "สพท.", "district"),
    ("จัดเก็บข้อมูลนักเรียนรายบุคคล", "โรงเรียน", "school"),
    ("รับรองความถูกต้องของข้อมูลโดยผู้อำนวยการ", "โรงเรียน", "school"),
)
MEETING = WORK[0][0]
Made = tuple[list[Block], list[Duty]]
Row = tuple[str, str, str, date, date]  # action, printed actor, canonical actor, first day, last day


def made_rows(rng: random.Random, issued: date, count: int) -> list[Row]:
    rows, day = [], working_day(issued + timedelta(days=rng.randint(7, 20)))
    for action, actor, canonical in rng.sample(WORK, count):
        end = day if rng.random() < 0.35 else working_day(day + timedelta(days=rng.randint(3, 24)))
        rows.append((action, actor, canonical, day, end))
        day = working_day(end + timedelta(days=rng.randint(1, 15)))
    return rows


def expected(row: Row, page: int, *, with_actor: bool = True) -> Duty:
    """A row's deadline. Whether a day of work is an event or a duty is left open where both are fair."""
    action, _, canonical, start, end = row
    made = duty(action, "window" if end > start else "day", start, end, page=page)
    if action == MEETING or action.startswith("ประเมินเชิง"):
        del made["kind"]
    if with_actor and canonical != "other":
        made["actors"] = [canonical]
    return made


def period(rng: random.Random, pen: Pen, row: Row) -> str:
    start, end = row[3], row[4]
    if start == end:
        return rng.choice(("", "วันที่ ")) + pen.date(start)
    return pen.span(start, end, rng.choice((" - ", "-", " – ", " ถึง ")))


def head(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(text, bold=True, center=True) for text in texts)


def title_of(rng: random.Random, matter: str, year: str) -> str:
    return rng.choice(
        (f"ปฏิทิน{matter} ปีการศึกษา {year}", f"ปฏิทินการดำเนินงาน{matter}", f"กำหนดการ{matter} ประจำปี {year}")
    )


def dates_first(rng: random.Random, pen: Pen, issued: date, matter: str, page: int) -> Made:
    """วัน เดือน ปี | กิจกรรม | ผู้รับผิดชอบ, with or without a leading number."""
    rows = made_rows(rng, issued, rng.randint(5, 9))
    numbered = rng.random() < 0.5
    lines = [
        head(
            *(["ที่"] if numbered else []),
            rng.choice(("วัน เดือน ปี", "วัน/เดือน/ปี", "ระยะเวลา")),
            "กิจกรรม",
            "ผู้รับผิดชอบ",
        )
    ]
    for n, row in enumerate(rows, 1):
        first = [Cell(pen.figures(str(n)), center=True)] if numbered else []
        lines.append((*first, Cell(period(rng, pen, row)), Cell(row[0]), Cell(row[1], center=True)))
    widths = (*([12.0] if numbered else []), 48.0, 68.0, 32.0)
    return with_title(rng, pen, issued, matter, Grid(tuple(lines), widths)), [expected(r, page) for r in rows]


def action_first(rng: random.Random, pen: Pen, issued: date, matter: str, page: int) -> Made:
    """ที่ | รายการ | กำหนดเวลา, a remark behind it, nobody named."""
    rows = made_rows(rng, issued, rng.randint(5, 10))
    lines = [
        head("ที่", rng.choice(("รายการ", "กิจกรรม/การดำเนินงาน", "ขั้นตอนการดำเนินงาน")), "กำหนดเวลา", "หมายเหตุ")
    ]
    made = []
    for n, row in enumerate(rows, 1):
        when, due = period(rng, pen, row), expected(row, page, with_actor=False)
        if row[3] == row[4] and rng.random() < 0.5 and "kind" in due:
            when, due = f"ภายในวันที่ {pen.date(row[4])}", {**due, "start": None, "kind": "until"}
        lines.append((Cell(pen.figures(str(n)), center=True), Cell(row[0]), Cell(when), Cell()))
        made.append(due)
    return with_title(rng, pen, issued, matter, Grid(tuple(lines), (12, 70, 52, 26))), made


def shared_actor(rng: random.Random, pen: Pen, issued: date, matter: str, page: int) -> Made:
    """The cell of actors reaches over two or three rows."""
    rows = made_rows(rng, issued, 6)
    lines, made = [head("ลำดับที่", "การดำเนินงาน", "ระยะเวลา", "ผู้ดำเนินการ")], []
    for n, row in enumerate(rows):
        leader = rows[n // 2 * 2]
        last = (Cell(leader[1], down=2, center=True),) if n % 2 == 0 else ()
        lines.append(
            (Cell(pen.figures(str(n + 1)), center=True), Cell(row[0]), Cell(period(rng, pen, row)), *last)
        )
        made.append(expected((row[0], leader[1], leader[2], row[3], row[4]), page))
    return with_title(rng, pen, issued, matter, Grid(tuple(lines), (16, 64, 50, 30))), made


def shared_date(rng: random.Random, pen: Pen, issued: date, matter: str, page: int) -> Made:
    """One date cell over two pieces of work."""
    rows = made_rows(rng, issued, 6)
    lines, made = [head("วันที่", "รายการ", "ผู้รับผิดชอบ")], []
    for n, row in enumerate(rows):
        leader = rows[n // 2 * 2]
        first = (Cell(period(rng, pen, leader), down=2),) if n % 2 == 0 else ()
        lines.append((*first, Cell(f"{pen.figures(str(n + 1))}. {row[0]}"), Cell(row[1], center=True)))
        made.append(expected((*row[:3], leader[3], leader[4]), page))
    return with_title(rng, pen, issued, matter, Grid(tuple(lines), (50, 78, 32))), made


def plain_list(rng: random.Random, pen: Pen, issued: date, matter: str, page: int) -> Made:
    """No table at all: a date, a gap, the work."""
    rows = made_rows(rng, issued, rng.randint(5, 8))
    lines: list[Block] = []
    for row in rows:
        lines.append(Text(f"{period(rng, pen, row)}\t{row[0]}", tab=58, before=3))
    title = Text(title_of(rng, matter, pen.figures(str(issued.year + 543))), align="center", bold=True)
    return [NewPage(), title, *lines], [expected(row, page, with_actor=False) for row in rows]


def numbered_list(rng: random.Random, pen: Pen, issued: date, matter: str, page: int) -> Made:
    """๑. work …… date, the date at the end of the line."""
    rows = made_rows(rng, issued, rng.randint(5, 8))
    lines: list[Block] = []
    for n, row in enumerate(rows, 1):
        lines.append(Text(f"{pen.figures(str(n))}. {row[0]}\t{period(rng, pen, row)}", tab=92, before=3))
    title = Text(title_of(rng, matter, pen.figures(str(issued.year + 543))), align="center", bold=True)
    return [NewPage(), title, *lines], [expected(row, page, with_actor=False) for row in rows]


def year_in_head(rng: random.Random, pen: Pen, issued: date, matter: str, page: int) -> Made:
    """The year stands once, in the head of the column."""
    rows = [row for row in made_rows(rng, issued, 7) if row[4].year == issued.year]
    year = pen.figures(str(issued.year + 543))
    lines = [head("ที่", "รายการปฏิบัติ", f"วันที่ดำเนินการ (พ.ศ. {year})", "ผู้รับผิดชอบ")]
    for n, row in enumerate(rows, 1):
        day = pen.figures(str(row[3].day))
        last = f"{pen.figures(str(row[4].day))} {pen.month(row[4])}"
        same = row[3].month == row[4].month
        when = last if row[3] == row[4] else f"{day}{'' if same else ' ' + pen.month(row[3])} - {last}"
        lines.append(
            (Cell(pen.figures(str(n)), center=True), Cell(row[0]), Cell(when), Cell(row[1], center=True))
        )
    grid = Grid(tuple(lines), (12, 66, 52, 30))
    return with_title(rng, pen, issued, matter, grid), [expected(row, page) for row in rows]


def months_grid(rng: random.Random, _pen: Pen, issued: date, matter: str, page: int, mark: str = "") -> Made:
    """Twelve month columns with shaded cells, arrows or ticks and no date in words."""
    mark = mark or rng.choice(("shaded", "arrow", "tick"))
    fiscal = rng.random() < 0.5
    first = 10 if fiscal else 5
    be = issued.year + 543
    start_year = issued.year - (issued.month < first)
    months = [(start_year + (first - 1 + n) // 12, (first - 1 + n) % 12 + 1) for n in range(12)]
    split = 13 - first
    years = (Cell(f"พ.ศ. {start_year + 543}", across=split, center=True, bold=True),
             Cell(f"พ.ศ. {start_year + 544}", across=12 - split, center=True, bold=True))  # fmt: skip
    tops = tuple(Cell(text, down=2, bold=True, center=True) for text in ("ที่", "กิจกรรม", "ผู้รับผิดชอบ"))
    lines = [(*tops, *years), tuple(Cell(SHORT_NAMES[m - 1], center=True) for _, m in months)]
    made = []
    for n, (action, actor, canonical) in enumerate(rng.sample(WORK, 7), 1):
        at = rng.randint(0, 10)
        length = rng.randint(1, min(3, 12 - at))
        cells = mark_cells(at, length, mark)
        lines.append((Cell(str(n), center=True), Cell(action), Cell(actor, center=True), *cells))
        (y1, m1), (y2, m2) = months[at], months[at + length - 1]
        end = date(y2, m2, days_of.monthrange(y2, m2)[1])
        due = duty(action, "month", date(y1, m1, 1), end, page=page)
        if canonical != "other":
            due["actors"] = [canonical]
        made.append(due)
    kind = "งบประมาณ" if fiscal else "การศึกษา"
    title = Text(
        f"ปฏิทินปฏิบัติงาน{matter} ปี{kind} {be + (fiscal and issued.month >= 10)}", align="center", bold=True
    )
    widths = (10.0, 70.0, 30.0, *[12.5] * 12)
    return [NewPage(landscape=True), title, Grid(tuple(lines), widths, head_rows=2, size=0.8)], made


def mark_cells(at: int, length: int, mark: str) -> list[Cell]:
    if mark == "arrow":
        return [*[Cell()] * at, Cell(across=length, arrow=True), *[Cell()] * (12 - at - length)]
    marked = Cell(shaded=True) if mark == "shaded" else Cell("✓", center=True)
    return [marked if at <= n < at + length else Cell() for n in range(12)]


def days_in_months(rng: random.Random, _pen: Pen, issued: date, matter: str, page: int) -> Made:
    """Month columns in whose cells the days stand."""
    be = issued.year + 543
    months = range(5, 11)
    lines = [(*head("ที่", "กิจกรรม"), *head(*(f"{SHORT_NAMES[m - 1]} {be % 100}" for m in months)))]
    made = []
    for n, (action, *_rest) in enumerate(rng.sample(WORK, 6), 1):
        month = rng.choice(list(months))
        start = working_day(date(issued.year, month, rng.randint(1, 12)))
        end = start if rng.random() < 0.4 else working_day(start + timedelta(days=rng.randint(2, 10)))
        text = str(start.day) if start == end else f"{start.day}-{end.day}"
        cells = [Cell(text if m == month else "", center=True) for m in months]
        lines.append((Cell(str(n), center=True), Cell(action), *cells))
        made.append(expected((action, "", "other", start, end), page))
    title = Text(f"ปฏิทินปฏิบัติงาน{matter} ปีการศึกษา {be}", align="center", bold=True)
    return [NewPage(landscape=True), title, Grid(tuple(lines), (12, 95, *[22] * 6))], made


def with_phases(rng: random.Random, pen: Pen, issued: date, matter: str, page: int) -> Made:
    """Spanning rows that open a phase."""
    rows = made_rows(rng, issued, 8)
    lines = [head("ที่", "กิจกรรม", "ผู้รับผิดชอบ", "ระยะเวลา")]
    for n, row in enumerate(rows, 1):
        if n in (1, 5):
            label = pen.figures(f"ระยะที่ {1 if n == 1 else 2}")
            lines.append(
                (Cell(f"{label} {'การเตรียมการ' if n == 1 else 'การดำเนินการ'}", across=4, bold=True),)
            )
        lines.append(
            (
                Cell(pen.figures(str(n)), center=True),
                Cell(row[0]),
                Cell(row[1], center=True),
                Cell(period(rng, pen, row)),
            )
        )
    return with_title(rng, pen, issued, matter, Grid(tuple(lines), (12, 66, 30, 52))), [
        expected(r, page) for r in rows
    ]


def with_title(rng: random.Random, pen: Pen, issued: date, matter: str, grid: Grid) -> list[Block]:
    title = Text(title_of(rng, matter, pen.figures(str(issued.year + 543))), align="center", bold=True)
    return [NewPage(), title, Text("", size=0.5), grid]


CALENDARS: tuple[Callable[..., Made], ...] = (
    dates_first, action_first, shared_actor, shared_date, plain_list, numbered_list, year_in_head,
    months_grid, days_in_months, with_phases, dates_first, action_first,
)  # fmt: skip
