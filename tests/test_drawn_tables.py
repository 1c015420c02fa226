"""Drawn tables: grids, merged cells, and what marks a cell."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest import read_document
from ingest.document import Table
from tests.drawn_pages import Draw, grid, pdf, text

XS = [85.0, 205.0, 235.0, 265.0, 295.0]
YS = [100.0, 130.0, 160.0, 190.0]


def tables(*pages: Draw) -> list[Table]:
    return [table for page in read_document(pdf(*pages)).pages for table in page.tables]


def marks(table: Table) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.col): cell.mark for cell in table.cells if cell.mark}


def calendar(c: Canvas) -> None:
    """A small calendar: an activity and three months."""
    grid(c, XS, YS)
    for x, words in zip(XS, ["กิจกรรม", "ม.ค.", "ก.พ.", "มี.ค."], strict=False):
        text(c, x + 3, 120, words)
    text(c, 88, 150, "สำรวจ")
    text(c, 88, 180, "รับรอง")


def test_a_grid_is_a_table_of_its_cells() -> None:
    """Rows, columns and the text of each cell, and the cells' lines stand among the page's lines."""
    page = read_document(pdf(calendar)).pages[0]
    table = page.tables[0]

    assert (table.rows, table.cols, len(table.cells)) == (3, 4, 12)
    assert [table.at(0, col).text for col in range(4)] == ["กิจกรรม", "ม.ค.", "ก.พ.", "มี.ค."]  # type: ignore[union-attr]
    assert table.at(2, 0).text == "รับรอง"  # type: ignore[union-attr]
    assert page.text.split("\n") == ["กิจกรรม", "ม.ค.", "ก.พ.", "มี.ค.", "สำรวจ", "รับรอง"]
    assert {line.table for line in page.lines} == {0}


def test_merged_cells_stand_once() -> None:
    """A heading over several columns and a cell over several rows carry their spans."""

    def merged(c: Canvas) -> None:
        h = 842
        for x in (85, 145, 265):
            c.line(x, h - 100, x, h - 190)
        c.line(205, h - 130, 205, h - 190)
        for y in (100, 190):
            c.line(85, h - y, 265, h - y)
        c.line(145, h - 130, 265, h - 130)
        c.line(145, h - 160, 265, h - 160)
        text(c, 88, 120, "ลำดับ")
        text(c, 150, 120, "ปี ๒๕๖๗")

    table = tables(merged)[0]

    heading, first = table.at(0, 1), table.at(0, 0)
    assert heading is not None
    assert first is not None
    assert (heading.col_span, heading.text) == (2, "ปี ๒๕๖๗")
    assert (first.row_span, first.text) == (3, "ลำดับ")
    assert table.at(2, 0) is first
    assert len(table.cells) == 6


def test_a_table_open_at_its_sides_is_closed() -> None:
    """Level rules that end alike are the sides of the table."""

    def open_sides(c: Canvas) -> None:
        for y in (100, 130, 160):
            c.line(85, 842 - y, 285, 842 - y)
        c.line(185, 842 - 100, 185, 842 - 160)
        text(c, 90, 120, "ชื่อ")
        text(c, 190, 120, "กำหนด")

    table = tables(open_sides)[0]

    assert (table.rows, table.cols) == (2, 2)
    assert table.at(0, 1).text == "กำหนด"  # type: ignore[union-attr]


def test_frames_and_underlines_are_no_tables() -> None:
    """A box round a stamp, a rule under a heading, a border round the page."""

    def ornaments(c: Canvas) -> None:
        c.rect(20, 20, 555, 802)
        c.rect(400, 700, 120, 60)
        text(c, 410, 120, "เลขรับ ๑๒")
        text(c, 85, 200, "ก่อนวันที่ ๓๐ เมษายน")
        c.line(85, 842 - 203, 240, 842 - 203)

    assert tables(ornaments) == []


@pytest.mark.parametrize(("sign", "mark"), [("/", "tick"), ("x", "cross"), ("•", "dot")])
def test_signs_set_as_characters_mark_cells(sign: str, mark: str) -> None:
    """A cell that holds nothing but a tick, cross or dot is marked."""

    def ticked(c: Canvas) -> None:
        calendar(c)
        text(c, 215, 150, sign)

    table = tables(ticked)[0]

    assert marks(table) == {(1, 1): mark}
    assert table.at(1, 1).text == sign  # type: ignore[union-attr]


def test_a_sign_beside_words_is_no_mark() -> None:
    """A ticked remark stays text."""

    def remark(c: Canvas) -> None:
        calendar(c)
        text(c, 125, 180, "/ แล้ว")

    assert marks(tables(remark)[0]) == {}


def test_signs_drawn_as_paths_mark_cells() -> None:
    """Ticks, crosses and dots drawn without text are told by their form."""

    def drawn(c: Canvas) -> None:
        calendar(c)
        tick = c.beginPath()
        tick.moveTo(215, 842 - 148)
        tick.lineTo(218, 842 - 152)
        tick.lineTo(225, 842 - 142)
        c.drawPath(tick)
        c.line(245, 842 - 140, 255, 842 - 150)
        c.line(245, 842 - 150, 255, 842 - 140)
        c.circle(280, 842 - 175, 4, stroke=0, fill=1)

    assert marks(tables(drawn)[0]) == {(1, 1): "tick", (1, 2): "cross", (2, 3): "dot"}


def test_shaded_cells_are_marked_and_headings_are_not() -> None:
    """A grey month is a mark; a grey heading row is not."""

    def shaded(c: Canvas) -> None:
        c.setFillGray(0.8)
        c.rect(85, 842 - 130, 210, 30, stroke=0, fill=1)
        c.rect(235, 842 - 160, 30, 30, stroke=0, fill=1)
        c.rect(265, 842 - 140, 30, 10, stroke=0, fill=1)
        c.rect(265, 842 - 159, 30, 19, stroke=0, fill=1)
        c.setFillGray(0)
        calendar(c)

    assert marks(tables(shaded)[0]) == {(1, 2): "shaded", (1, 3): "shaded"}


def test_a_bar_marks_the_cells_it_covers() -> None:
    """A bar over two months marks both, with less certainty where it ends inside a cell."""

    def barred(c: Canvas) -> None:
        calendar(c)
        c.rect(205, 842 - 148, 48, 6, stroke=0, fill=1)

    table = tables(barred)[0]

    assert marks(table) == {(1, 1): "bar", (1, 2): "bar"}
    assert table.at(1, 1).mark_confidence == 1.0  # type: ignore[union-attr]
    assert table.at(1, 2).mark_confidence < 0.9  # type: ignore[union-attr]


def test_an_arrow_marks_the_cells_it_crosses_and_cuts_none() -> None:
    """A line with heads at both ends is no rule, though it touches the rules."""

    def arrow(c: Canvas) -> None:
        calendar(c)
        y = 842 - 175
        c.line(205, y, 295, y)
        for tip, back in ((205, 211), (295, 289)):
            head = c.beginPath()
            head.moveTo(tip, y)
            head.lineTo(back, y + 3)
            head.lineTo(back, y - 3)
            head.close()
            c.drawPath(head, stroke=0, fill=1)

    table = tables(arrow)[0]

    assert len(table.cells) == 12
    assert marks(table) == {(2, 1): "bar", (2, 2): "bar", (2, 3): "bar"}


def test_a_table_goes_on_over_the_page() -> None:
    """A table at the head of a page with the columns of the one that ended the page before continues it."""

    def first(c: Canvas) -> None:
        text(c, 85, 80, "ปฏิทินการดำเนินงานประจำปีของโรงเรียน")
        calendar(c)

    def second(c: Canvas) -> None:
        text(c, 290, 50, "- ๒ -")
        calendar(c)

    def third(c: Canvas) -> None:
        text(c, 85, 80, "ตารางอีกชุดหนึ่งซึ่งมีหัวเรื่องของตัวเอง")
        calendar(c)

    assert [table.continues for table in tables(first, second, third)] == [False, True, False]


def test_the_same_columns_without_a_break_between_are_needed() -> None:
    """Other columns, or text after the first table, make a new table."""

    def narrow(c: Canvas) -> None:
        grid(c, [85, 285, 295], YS)
        text(c, 90, 120, "หัวข้อ")

    def followed(c: Canvas) -> None:
        calendar(c)
        text(c, 85, 250, "หมายเหตุ ให้ส่งรายงานภายในกำหนด")

    assert [table.continues for table in tables(calendar, narrow)] == [False, False]
    assert [table.continues for table in tables(followed, calendar)] == [False, False]


def test_dotted_rules_are_rules() -> None:
    """Borders drawn as rows of dots close their cells."""

    def dotted(c: Canvas) -> None:
        calendar(c)
        for x in XS:
            for y in range(190, 222, 2):
                c.rect(x - 0.4, 842 - y - 0.4, 0.8, 0.8, stroke=0, fill=1)
        for x in range(85, 297, 2):
            c.rect(x - 0.4, 842 - 220.4, 0.8, 0.8, stroke=0, fill=1)
        text(c, 215, 210, "x")

    table = tables(dotted)[0]

    assert table.rows == 4
    assert marks(table) == {(3, 1): "cross"}


def test_words_wider_than_their_cell_stay_whole() -> None:
    """A heading that runs over the border of its narrow column is not cut in two."""

    def wide(c: Canvas) -> None:
        grid(c, XS, YS)
        text(c, 197, 120, "เมษายนนี้")
        text(c, 88, 150, "งาน")

    table = tables(wide)[0]

    assert table.at(0, 1).text == "เมษายนนี้"  # type: ignore[union-attr]
    assert table.at(0, 0).text == ""  # type: ignore[union-attr]


def test_a_table_within_a_cell_keeps_its_words() -> None:
    """Words of an inner grid stand in its own cells, not in the outer one's."""

    def nested(c: Canvas) -> None:
        grid(c, [85, 185, 485], [100, 130, 300])
        text(c, 90, 120, "นอก")
        grid(c, [200, 300, 400], [150, 180, 210])
        text(c, 210, 170, "ใน")

    outer, inner = tables(nested)

    assert (outer.at(1, 1).text, inner.at(0, 0).text) == ("", "ใน")  # type: ignore[union-attr]
