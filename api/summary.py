"""The table that `wian process` ends with: what was read, what was made, what a person must still check."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from api.process import Made
from api.wording import SIGNS, STATES, Check, fields_of, to_check, when, who
from extract.models import Circular
from generate.thai_words import word_ends

WIDTH = 110  # columns, where no terminal says how wide it is
BESIDE_VALUE, BESIDE_ACTION, BESIDE_CHECK = 44, 78, 14  # columns that the rest of each table needs
NARROWEST = 24
DOCUMENTS = {
    "circular.json": "ผลการอ่าน",
    "forwarding-letter.pdf": "หนังสือแจ้งต่อ",
    "deadlines.ics": "ปฏิทินกำหนดเวลา",
    "timeline.pdf": "แผนภาพกำหนดเวลา",
}


def print_summary(circular: Circular, made: Made, out: Path, more_to_check: list[str]) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDTH)
    console.print(what_was_read(circular, console.width))
    console.print(deadlines(circular, console.width))
    console.print(what_was_made(made, out))
    console.print(what_to_check(circular, more_to_check, console.width))


def what_was_read(circular: Circular, width: int) -> RenderableType:
    table = titled(f"อ่านแล้ว: {circular.source.name} ({circular.source.pages} หน้า)", "รายการ", "ค่า", "ผล")
    for field in fields_of(circular):
        state = field.reading.state
        table.add_row(
            field.label, wrapped(field.shown, width - BESIDE_VALUE), f"{SIGNS[state]} {STATES[state]}"
        )
    return table


def deadlines(circular: Circular, width: int) -> RenderableType:
    if not circular.deadlines:
        return Text("ไม่พบกำหนดเวลาในหนังสือฉบับนี้")
    table = titled(f"กำหนดเวลา {len(circular.deadlines)} รายการ", "เมื่อใด", "ใคร", "ทำอะไร", "หน้า", "ผล")
    for item in circular.deadlines:
        state = f"{SIGNS[item.state]} {STATES[item.state]}"
        action = wrapped(item.action, width - BESIDE_ACTION)
        table.add_row(Text(when(item)), Text(who(item)), action, str(item.page), state)
    return table


def what_was_made(made: Made, out: Path) -> RenderableType:
    table = titled("ทำแล้ว", "เอกสาร", "ไฟล์")
    forms = [name for name in made.files if name.startswith("forms/")]
    for name in [name for name in made.files if name not in forms]:
        table.add_row(DOCUMENTS[name], Text(str(out / name)))
    if forms:
        table.add_row(f"แบบยืนยัน/รับรอง {len(forms)} ไฟล์", Text(str(out / "forms")))
    for document, reason in made.not_made.items():
        table.add_row(document, Text(reason))
    return table


def what_to_check(circular: Circular, more: list[str], width: int) -> RenderableType:
    checks = [(str(check.page or "–"), sentence(check)) for check in to_check(circular)]
    checks += [("–", message) for message in more]
    if not checks:
        return Text("ไม่มีรายการที่ต้องตรวจ")
    table = titled(f"คนต้องตรวจ {len(checks)} เรื่อง", "หน้า", "เรื่อง")
    for page, message in checks:
        table.add_row(page, wrapped(message, width - BESIDE_CHECK))
    return table


def sentence(check: Check) -> str:
    return f"{check.message} (อ่านว่า “{check.read}”)" if check.read else check.message


def titled(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading, overflow="fold")  # a clipped duty would be a lost one
    return table


def wrapped(text: str, width: int) -> Text:
    """Thai has no blanks to break at: lines of at most `width` columns, broken between words."""
    cuts = [0, *sorted(word_ends(text)), len(text)]
    lines = [""]
    for start, end in pairwise(cuts):
        word = text[start:end]
        if lines[-1] and cell_len(lines[-1] + word) > max(width, NARROWEST):
            lines.append("")
            word = word.lstrip()
        lines[-1] += word
    return Text("\n".join(lines))
