"""Ruled tables on scans: the grid, merged cells, the text of cells and what marks them."""

from __future__ import annotations

from functools import cache

import pytest

from ingest.document import Table
from ingest.ocr import read_picture
from tests.drawn_scans import DPI, Picture, Sheet, copied, skewed

XS = [60, 100, 300, 400, 430, 460, 490, 520]
YS = [150, 175, 200, 235, 270, 305]
ROWS = ["กรอกข้อมูลนักเรียน", "ตรวจสอบความถูกต้อง", "รับรองข้อมูล"]
DATES = ["๑ - ๑๐ มิ.ย. ๒๕๗๐", "๑๑ มิ.ย. ๒๕๗๐", "๓๐ มิ.ย. ๒๕๗๐"]


def calendar() -> Sheet:
    """A small calendar: two heading rows, the year spans four months, ticks, a shaded cell, an arrow."""
    sheet = Sheet()
    sheet.text(200, 120, "ปฏิทินการจัดเก็บข้อมูล ปีการศึกษา ๒๕๗๐")
    for x in XS[:4]:
        sheet.rule(x, YS[0], x, YS[-1])
    sheet.rule(XS[3], YS[0], XS[3], YS[-1])
    for x in XS[4:-1]:
        sheet.rule(x, YS[1], x, YS[-1])
    sheet.rule(XS[-1], YS[0], XS[-1], YS[-1])
    for y in (YS[0], *YS[2:]):
        sheet.rule(XS[0], y, XS[-1], y)
    sheet.rule(XS[3], YS[1], XS[-1], YS[1])
    sheet.text(66, 180, "ที่")
    sheet.text(150, 180, "การดำเนินงาน")
    sheet.text(310, 180, "ระยะเวลา")
    sheet.text(425, 168, "ปี พ.ศ. ๒๕๗๐")
    for x, month in zip(XS[3:], ("พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค."), strict=False):
        sheet.text(x + 4, 193, month, size=14)
    for number, (row, date) in enumerate(zip(ROWS, DATES, strict=True)):
        y = YS[2 + number] + 22
        sheet.text(76, y, "๑๒๓"[number])
        sheet.text(106, y, row)
        sheet.text(304, y, date, size=13)
    sheet.tick(445, 217)
    sheet.tick(475, 217)
    sheet.fill(432, 237, 458, 268, "#c9c9c9")
    return sheet


def plain(text: str) -> str:
    """Without blanks: those within a date are narrow on the page."""
    return text.replace(" ", "")


@cache
def damaged(how: str) -> Table:
    picture = calendar().picture
    return read({"clean": picture, "copied": copied(picture), "skewed": skewed(picture, 1.5)}[how])


def read(picture: Picture) -> Table:
    tables = read_picture(picture, number=1, dpi=DPI).tables
    assert len(tables) == 1
    return tables[0]


@pytest.mark.parametrize("damage", ["clean", "copied", "skewed"])
def test_grid_and_merged_cells(damage: str) -> None:
    """Rows, columns and cells that span several come out as drawn."""
    table = damaged(damage)

    assert (table.rows, table.cols) == (5, 7)
    year = table.at(0, 3)
    assert year is not None
    assert (year.row_span, year.col_span) == (1, 4)
    assert plain(year.text) == "ปีพ.ศ.๒๕๗๐"
    heading = table.at(1, 1)
    assert heading is not None
    assert (heading.row, heading.row_span) == (0, 2)


def test_text_of_cells() -> None:
    """Each cell holds its own text, small columns too."""
    table = damaged("clean")

    for number, (row, date) in enumerate(zip(ROWS, DATES, strict=True)):
        cells = [table.at(2 + number, column) for column in range(3)]
        assert [plain(cell.text) for cell in cells if cell] == ["๑๒๓"[number], row, plain(date)]


def test_lines_of_a_table_know_it() -> None:
    """The page's lines name the table they stand in and come row by row; others stand outside."""
    page = read_picture(calendar().picture, number=1, dpi=DPI)

    title = page.lines[0]
    assert title.table is None
    rows = [plain(line.text) for line in page.lines if line.table == 0]
    assert rows.index(ROWS[0]) < rows.index(plain(DATES[0])) < rows.index(ROWS[1]) < rows.index(ROWS[2])


@pytest.mark.parametrize("damage", ["clean", "copied", "skewed"])
def test_ticks(damage: str) -> None:
    """Ticks are found in their cells and nowhere else."""
    table = damaged(damage)

    ticked = {(cell.row, cell.col) for cell in table.cells if cell.mark == "tick"}
    assert ticked == {(2, 4), (2, 5)}


def test_shaded_cell() -> None:
    """A cell filled with grey is marked, its white neighbours are not."""
    table = damaged("clean")

    assert {(cell.row, cell.col) for cell in table.cells if cell.mark == "shaded"} == {(3, 4)}


def test_bar_across_cells() -> None:
    """A line drawn through the middle of cells marks them and divides none of them."""
    sheet = calendar()
    sheet.rule(408, 287, 482, 287, width=5)
    table = read(sheet.picture)

    assert (table.rows, table.cols) == (5, 7)
    assert {(cell.row, cell.col) for cell in table.cells if cell.mark == "bar"} == {(4, 3), (4, 4), (4, 5)}


def test_stray_line_through_the_page_divides_nothing() -> None:
    """A scratch that runs out of the table is no rule of it."""
    sheet = calendar()
    sheet.rule(240, 260, 240, 700, width=2)

    assert read(sheet.picture).cols == 7


def test_faint_broken_rules() -> None:
    """Rules that the scanner broke into pieces still make the grid."""
    sheet = calendar()
    for y in YS:
        for x in range(70, 520, 47):
            sheet.fill(x, y - 1, x + 3, y + 1, "white")

    table = read(sheet.picture)
    assert (table.rows, table.cols) == (5, 7)


def test_frame_of_a_stamp_is_no_table() -> None:
    """A small framed box is not taken for a table."""
    sheet = Sheet()
    sheet.letter()
    sheet.grid([400, 450, 520], [60, 80, 100])

    assert read_picture(sheet.picture, number=1, dpi=DPI).tables == ()
