"""A register as a workbook and as printed sheets.

The workbook has the official columns of forms 13 and 14 (regulation of correspondence 2526) and the four
that districts add: ปี, กลุ่ม, ผู้ปฏิบัติ and วันลงทะเบียน. The printed sheets have the official ones alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from api.registers import BANGKOK, Book
from api.tables import register_entries
from api.workbooks import SheetRow, workbook
from generate.date_words import clock, short_date
from generate.register_page import HEADS, NUMBER_HEADS, TITLES, RegisterLine, register_page
from ingest.thai_text import thai_digits

Row = sa.Row[*tuple[Any, ...]]
NUMBER_WIDTH = 10.0
OFFICIAL = tuple(zip(HEADS, (20.0, 14.0, 28.0, 28.0, 50.0, 20.0, 28.0), strict=True))
ADDED = (("ปี", 8.0), ("กลุ่ม", 20.0), ("ผู้ปฏิบัติ", 20.0), ("วันลงทะเบียน", 20.0))


def whole_register(connection: sa.Connection, district_id: str, book: Book, year: int) -> Sequence[Row]:
    """All entries of a book and year (B.E.), number 1 first."""
    table = register_entries
    which = (table.c.district_id == district_id, table.c.book == book, table.c.year == year)
    return connection.execute(sa.select(table).where(*which).order_by(table.c.number)).all()


def register_workbook(rows: Sequence[Row], book: Book, *, office: str, year: int, thai: bool = True) -> bytes:
    """The register as .xlsx. Numbers are numbers, to be sorted by; with `thai` they are text in Thai digits.

    A cancelled number is struck through, its reason in หมายเหตุ.
    """
    columns = ((NUMBER_HEADS[book], NUMBER_WIDTH), *OFFICIAL, *ADDED)
    cells = [SheetRow(_cells(row, thai), struck=row.state == "cancelled") for row in rows]
    return workbook(TITLES[book], (TITLES[book], office, _period(year, thai)), columns, cells)


def register_pdf(rows: Sequence[Row], book: Book, *, office: str, year: int, thai: bool = True) -> bytes:
    """The register as A4 sheets to print."""
    return register_page(book, office, _period(year, thai), [_line(row) for row in rows], thai=thai)


def _cells(row: Row, thai: bool) -> list[str | int | None]:
    line = _line(row)
    at = row.registered_at.astimezone(BANGKOK)
    note = " ".join(filter(None, (line.note, f"ยกเลิก: {line.reason}" if line.reason is not None else "")))
    texts = (
        line.reference, line.dated, line.sender, line.recipient, line.subject, line.action, note,
    )  # fmt: skip
    added = (row.group, row.person, f"{short_date(at.date())} {clock(f'{at:%H:%M}')}")
    if not thai:
        return [line.number, *texts, row.year, *added]
    return [thai_digits(str(cell)) for cell in (line.number, *texts, row.year, *added)]


def _line(row: Row) -> RegisterLine:
    return RegisterLine(
        number=row.number,
        reference=row.reference,
        dated=_day(row.dated),
        sender=row.sender,
        recipient=row.recipient,
        subject=row.subject,
        action=row.action,
        note=" ".join(filter(None, (row.note, "(จองเลข)" if row.state == "reserved" else ""))),
        reason=row.reason if row.state == "cancelled" else None,
    )


def _day(dated: str | None) -> str:
    """A date column is ISO; whatever else stands there is shown as it is."""
    try:
        return short_date(date.fromisoformat(dated)) if dated else ""
    except ValueError:
        return dated or ""


def _period(year: int, thai: bool) -> str:
    text = f"ปี พ.ศ. {year}"
    return thai_digits(text) if thai else text
