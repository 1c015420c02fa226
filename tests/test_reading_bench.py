"""The measuring of pages read from pictures counts what it says it counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import features

from bench.alignment import compare
from bench.kept import Kept
from bench.letter_pages import letter_pages
from bench.made_pages import FONTS, damaged
from bench.reading_figures import confusion_table, reliability
from bench.table_score import score_tables
from ingest.document import Box, Cell, Line, Table

BOX = Box(0, 0, 1, 1)


def line(text: str, confidence: float = 0.99) -> Line:
    return Line(
        text=text,
        box=BOX,
        edges=(0.0,) * (len(text) + 1),
        confidences=(confidence,) * len(text),
        source="ocr",
    )


def test_digits_references_and_dates_are_counted_one_by_one() -> None:
    """One wrong digit of a date costs one digit, one number and the date, and stands in the confusions."""
    tally = compare(
        ["ที่ ศธ ๐๔๑๙๙/ว๑๒๓", "วันที่ ๑๕ มีนาคม ๒๕๖๙"], [line("ที่ ศธ ๐๔๑๙๙/ว๑๒๓"), line("วันที่ ๑๕ มีนาคม ๒๔๖๙")]
    )
    assert (tally.digits_right, tally.digits) == (13, 14)
    assert (tally.references_right, tally.references) == (1, 1)
    assert (tally.dates_right, tally.dates) == (0, 1)
    assert tally.confusions == {("๕", "๔"): 1}
    assert (tally.sure_wrong, tally.sure_numbers) == (1, 4)
    assert "| ๕ |  |  |  |  | 1 | · |" in confusion_table(tally)


def test_a_lost_digit_is_no_right_digit() -> None:
    """A digit that was not read is counted as lost, and its number as wrong and said at its confidence."""
    tally = compare(["จำนวน ๑๒๓ คน"], [line("จำนวน ๑๓ คน", 0.6)])
    assert (tally.digits_right, tally.digits) == (2, 3)
    assert tally.confusions == {("๒", ""): 1}
    assert tally.judged == [(0.6, False)]
    assert "| 0.5 to 0.7 | 1 | 0.00 | 1 |" in reliability(tally)


def test_a_cell_in_another_column_is_a_wrong_grid_and_a_wrong_cell() -> None:
    """Grids are compared place by place, cells by their printed text."""

    def table(second: tuple[int, int]) -> Table:
        cells = [
            Cell(row=r, col=c, box=BOX, lines=(line(text),))
            for (r, c), text in (((0, 0), "ที่"), (second, "กิจกรรม"))
        ]
        return Table(box=BOX, rows=2, cols=2, cells=tuple(cells))

    wanted = [{(0, 0): "ที่", (0, 1): "กิจกรรม"}]
    right, wrong = score_tables(wanted, (table((0, 1)),)), score_tables(wanted, (table((1, 0)),))
    assert (right.grids_right, right.cells_right, right.cells) == (1, 2, 2)
    assert (wrong.grids_right, wrong.cells_right, wrong.cells) == (0, 1, 2)
    assert score_tables(wanted, ()).tables == 1


@pytest.mark.skipif(not features.check("raqm"), reason="Pillow without Raqm")
def test_made_letters_say_what_they_show() -> None:
    """A made calendar is read back: its table is in the truth, and the reader finds it on the picture."""
    from ingest.ocr import read_picture

    pages = [page for page in letter_pages(FONTS["sarabun"], 200, range(5_000, 5_008)) if page.tables]
    page = pages[0]
    assert all(
        any(text in "".join(page.truth) for text in (cell, cell[:8])) for cell in page.tables[0].values()
    )
    read = read_picture(damaged(page.picture, "clean", 200, 0), number=1, dpi=200)
    tally = compare(page.truth, read.lines)
    assert tally.errors <= 0.02 * tally.characters
    tables = score_tables(page.tables, read.tables)
    assert tables.cells_right >= 0.9 * tables.cells  # the drawing is what is tested here, not the reader


def test_kept_results_are_not_measured_again(tmp_path: Path) -> None:
    """A stopped measurement goes on where it was."""
    path = tmp_path / "kept.jsonl"
    assert Kept(path).get("a", lambda: {"n": 1}) == {"n": 1}
    assert Kept(path).get("a", lambda: {"n": 2}) == {"n": 1}
    assert Kept(None).get("a", lambda: {"n": 2}) == {"n": 2}
