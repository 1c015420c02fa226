"""Tables as .xlsx files that open well: Thai font, heads repeated on every printed page, text as text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

FONT = "TH Sarabun New"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Characters that XML cannot hold; a cell with one would make the whole file unreadable.
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


@dataclass(frozen=True)
class SheetRow:
    """One row; `struck` rows are struck through (cancelled). Text is never a formula."""

    cells: Sequence[str | int | None]
    struck: bool = False


def workbook(
    name: str, title: Sequence[str], columns: Sequence[tuple[str, float]], rows: Iterable[SheetRow]
) -> bytes:
    """One sheet, A4 lying, one page wide. title: lines above; columns: head and width in characters."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = name[:31]
    for number, line in enumerate(title, start=1):
        _write(sheet, number, 1, line).font = Font(name=FONT, size=18 if number == 1 else 16, bold=True)
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(columns))
        sheet.cell(number, 1).alignment = Alignment(horizontal="center")
    head = len(title) + 1
    looks: _Looks = {}
    _write_row(sheet, head, SheetRow([text for text, _ in columns]), looks, bold=True)
    for number, row in enumerate(rows, start=head + 1):
        _write_row(sheet, number, row, looks)
    for number, (_, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    _prepare_printing(sheet, head)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class _Look(NamedTuple):
    bold: bool
    struck: bool
    across: str


# The first cell of each look is dressed, the others take over its style: that is six times faster.
_Looks = dict[_Look, Cell]


def _write_row(sheet: Worksheet, number: int, row: SheetRow, looks: _Looks, *, bold: bool = False) -> None:
    for column, value in enumerate(row.cells, start=1):
        cell = _write(sheet, number, column, value)
        look = _Look(bold, row.struck, "center" if bold or isinstance(value, int) else "left")
        if look in looks:
            cell._style = copy(looks[look]._style)  # type: ignore[attr-defined]  # not in the stubs
        else:
            looks[look] = _dressed(cell, look)


def _dressed(cell: Cell, look: _Look) -> Cell:
    edge = Side(style="thin")
    cell.font = Font(name=FONT, size=16, bold=look.bold, strike=look.struck)
    cell.border = Border(left=edge, right=edge, top=edge, bottom=edge)
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=look.across)
    return cell


def _write(sheet: Worksheet, row: int, column: int, value: str | int | None) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    if isinstance(value, str):
        # openpyxl takes "=1+1" for a formula: a sender's subject must never be one.
        cell.value = value.translate(_FORBIDDEN)
        cell.data_type = "s"
    elif value is not None:
        cell.value = value
    return cell


def _prepare_printing(sheet: Worksheet, head: int) -> None:
    sheet.freeze_panes = f"A{head + 1}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = "หน้า &P / &N"
