"""The table that `wian process` ends with: what was read, what was made, what a person must still check."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from api.process import Made
from api.wording import SIGNS, STATES, fields_of, to_check, when, who
from extract.models import Circular

WIDTH = 110  # columns, where no terminal says how wide it is


def print_summary(circular: Circular, made: Made, out: Path, more_to_check: list[str]) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDTH)
    console.print(
        Group(
            what_was_read(circular),
            deadlines(circular),
            what_was_made(made, out),
            what_to_check(circular, more_to_check),
        )
    )


def what_was_read(circular: Circular) -> RenderableType:
    table = Table(title=f"อ่านแล้ว: {circular.source.name} ({circular.source.pages} หน้า)", title_justify="left")
    for heading in ("รายการ", "ค่า", "ผล"):
        table.add_column(heading)
    for field in fields_of(circular):
        state = field.reading.state
        table.add_row(field.label, Text(field.shown), f"{SIGNS[state]} {STATES[state]}")
    return table


def deadlines(circular: Circular) -> RenderableType:
    if not circular.deadlines:
        return Text("ไม่พบกำหนดเวลาในหนังสือฉบับนี้")
    table = Table(title=f"กำหนดเวลา {len(circular.deadlines)} รายการ", title_justify="left")
    for heading in ("เมื่อใด", "ใคร", "ทำอะไร", "หน้า", "ผล"):
        table.add_column(heading)
    for item in circular.deadlines:
        state = f"{SIGNS[item.state]} {STATES[item.state]}"
        table.add_row(Text(when(item)), Text(who(item)), Text(item.action), str(item.page), state)
    return table


def what_was_made(made: Made, out: Path) -> RenderableType:
    table = Table(title="ทำแล้ว", title_justify="left", show_header=False)
    forms = [name for name in made.files if name.startswith("forms/")]
    for name in [name for name in made.files if name not in forms]:
        table.add_row(Text(str(out / name)))
    if forms:
        table.add_row(Text(f"{out / 'forms'}: แบบยืนยัน/รับรอง {len(forms)} ไฟล์"))
    for reason in made.not_made:
        table.add_row(Text(reason))
    return table


def what_to_check(circular: Circular, more_to_check: list[str]) -> RenderableType:
    checks = to_check(circular)
    if not checks and not more_to_check:
        return Text("ไม่มีรายการที่ต้องตรวจ")
    table = Table(title="คนต้องตรวจ", title_justify="left")
    table.add_column("หน้า")
    table.add_column("เรื่อง")
    for check in checks:
        table.add_row(str(check.page or "–"), Text(check.message))
    for problem in more_to_check:
        table.add_row("–", Text(problem))
    return table
