"""Ruled tables on scans: the grid, merged cells, the text of cells and what marks them."""

from __future__ import annotations

from functools import cache

import pytest
from rapidfuzz.distance import Levenshtein

from ingest.document import Table
from ingest.ocr import read_picture
from tests.drawn_scans import DPI, Picture, Sheet, copied, photographed, skewed

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


def with_head(paper: str, letters: str) -> Sheet:
    """The calendar of duties below a filled head."""
    sheet = Sheet()
    sheet.fill(60, 100, 520, 132, paper)
    for x, words in ((66, "ลำดับ"), (150, "กิจกรรม"), (320, "กำหนดเวลา"), (440, "ผู้รับผิดชอบ")):
        sheet.text(x, 121, words, ink=letters)
    sheet.grid([60, 110, 310, 430, 520], [132, 165, 198, 231])
    for number, (row, date) in enumerate(zip(ROWS, DATES, strict=True)):
        y = 154 + 33 * number
        for x, words in ((80, "๑๒๓"[number]), (116, row), (316, date), (440, "โรงเรียน")):
            sheet.text(x, y, words)
    return sheet


@pytest.mark.parametrize("damage", ["clean", "copied", "skewed", "photographed"])
@pytest.mark.parametrize("paper", ["black", "#5f5f5f"])
def test_dark_head_with_light_letters(paper: str, damage: str) -> None:
    """White letters on a dark head are read, and the head has the columns of the rows below it."""
    picture = with_head(paper, "white").picture
    ways = {"clean": picture, "copied": copied(picture), "skewed": skewed(picture, 1.5)}
    table = read(ways[damage] if damage in ways else photographed(picture))

    assert (table.rows, table.cols) == (4, 4)
    heads = [table.at(0, column) for column in range(4)]
    for cell, words in zip(heads, ("ลำดับ", "กิจกรรม", "กำหนดเวลา", "ผู้รับผิดชอบ"), strict=True):
        assert cell is not None
        assert Levenshtein.normalized_distance(plain(cell.text), words) < 0.2


def test_pale_head_of_two_rows() -> None:
    """Grey paper as high as two rows is no shadow: the rules on it are found."""
    sheet = with_head("#d2d2d2", "black")
    sheet.fill(60, 60, 520, 100, "#d2d2d2")
    sheet.text(200, 86, "ปฏิทินการดำเนินงาน")
    sheet.grid([60, 520], [60, 100, 132])
    for x in (110, 310, 430):
        sheet.rule(x, 100, x, 132)
    table = read(photographed(sheet.picture))

    assert (table.rows, table.cols) == (5, 4)
    assert not [cell for cell in table.cells if cell.mark]


def test_shade_that_leaves_a_rim_adds_no_rows() -> None:
    """The sides of a fill that does not reach the rules of its cell are no rules."""
    sheet = calendar()
    sheet.fill(463, 273, 487, 302, "#969696")
    table = read(sheet.picture)

    assert (table.rows, table.cols) == (5, 7)
    assert {(cell.row, cell.col) for cell in table.cells if cell.mark == "shaded"} == {(3, 4), (4, 5)}


def test_thick_bars_and_arrows() -> None:
    """A bar too thick for a rule, and the cell that holds an arrow's head, are marked."""
    sheet = calendar()
    sheet.rule(404, 287, 486, 287, width=14)
    table = read(sheet.picture)

    assert (table.rows, table.cols) == (5, 7)
    assert {(cell.row, cell.col) for cell in table.cells if cell.mark == "bar"} == {(4, 3), (4, 4), (4, 5)}


def test_typed_marks() -> None:
    """A stroke alone in a cell is a tick, a multiplication sign a cross."""
    sheet = calendar()
    sheet.text(441, 292, "/")
    sheet.text(501, 257, "×")
    table = read(sheet.picture)

    marks = {(cell.row, cell.col): cell.mark for cell in table.cells if cell.mark in ("tick", "cross")}
    assert marks == {(2, 4): "tick", (2, 5): "tick", (4, 4): "tick", (3, 6): "cross"}


def test_dotted_rules() -> None:
    """Rules of dots make the grid; leaders in a letter without upright rules make none."""
    sheet = Sheet()
    xs, ys = [60, 110, 310, 430], [100, 133, 166, 199]
    for x0, y0, x1, y1 in [(x, ys[0], x, ys[-1]) for x in xs] + [(xs[0], y, xs[-1], y) for y in ys]:
        for step in range(0, int(max(x1 - x0, y1 - y0) * 10), 26):
            at = step / 10
            x, y = (x0, y0 + at) if x0 == x1 else (x0 + at, y0)
            sheet.fill(x - 0.5, y - 0.5, x + 0.5, y + 0.5, "black")
    for number, row in enumerate(ROWS):
        sheet.text(116, 122 + 33 * number, row)
    table = read(sheet.picture)
    leaders = Sheet()
    leaders.letter(("ชื่อ .......................................... ตำแหน่ง ....................",) * 4)

    assert (table.rows, table.cols) == (3, 3)
    assert read_picture(leaders.picture, number=1, dpi=DPI).tables == ()


def test_merged_cells_of_a_photo() -> None:
    """A rule that leans as in a photo meets the ends of the rules beside it, also where cells are merged."""
    sheet = calendar()
    sheet.fill(62, 202, 98, 303, "white")
    assert (read(photographed(sheet.picture)).rows, read(photographed(sheet.picture)).cols) == (5, 7)


def test_large_tick_takes_nothing_from_the_cell_above() -> None:
    """A tick as tall as a headline does not swallow the month over it."""
    sheet = calendar()
    sheet.fill(434, 204, 456, 232, "white")
    for ends in ((437, 211, 442, 218), (442, 218, 453, 203)):
        sheet.rule(*ends, width=6)
    table = read(sheet.picture)

    month, cell = table.at(1, 4), table.at(2, 4)
    assert month is not None
    assert plain(month.text) == "มิ.ย."
    assert cell is not None
    assert cell.mark == "tick"


def test_a_title_close_above_takes_no_column_away() -> None:
    """A letter that hangs down right above a rule of the head, over a row without columns."""
    sheet = Sheet()
    xs, ys = [60, 100, 300, 400, 520], [150, 175, 200, 225, 250, 275]
    for y in ys:
        sheet.rule(xs[0], y, xs[-1], y)
    for x in (xs[0], xs[-1]):
        sheet.rule(x, ys[0], x, ys[-1])
    for x in xs[1:-1]:
        sheet.rule(x, ys[0], x, ys[1])
        sheet.rule(x, ys[2], x, ys[-1])
        sheet.rule(x, 136, x, 147.5)  # the stem of a ฎ or ฤ of the title
    for x, head in zip(xs, ("ที่", "กิจกรรม", "ผู้รับผิดชอบ", "ระยะเวลา"), strict=False):
        sheet.text(x + 6, 168, head)
    sheet.text(66, 193, "ระยะที่ ๑ การเตรียมการ")

    table = read(sheet.picture)

    assert (table.rows, table.cols) == (5, 4)
    assert [plain(cell.text) for cell in table.cells if cell.row == 0] == [
        plain(head) for head in ("ที่", "กิจกรรม", "ผู้รับผิดชอบ", "ระยะเวลา")
    ]
