"""The bundled sample as read: every promise of the Document model holds on a whole file."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from ingest import page_picture, read_document
from ingest.document import Document, Line
from ingest.thai_text import fold_digits, normalise

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document((SAMPLES / "dmc-circular.pdf").read_bytes(), "dmc-circular.pdf")


def lines_of(document: Document) -> list[Line]:
    return [line for page in document.pages for line in page.lines]


def test_the_sample_is_read_from_its_layer(document: Document) -> None:
    """Both pages have sound layers and are sure throughout."""
    assert [page.source for page in document.pages] == ["text_layer", "text_layer"]
    assert all(page.layer_damage == 0.0 for page in document.pages)
    assert all(line.confidence == 1.0 for line in lines_of(document))


def test_lines_keep_the_promises_of_the_model(document: Document) -> None:
    """Text in one spelling, an edge more than characters, edges rising inside the box and the page."""
    for page in document.pages:
        for line in page.lines:
            assert line.text
            assert line.text == normalise(line.text)
            assert len(line.edges) == len(line.text) + 1 == len(line.confidences) + 1
            assert all(a <= b for a, b in pairwise(line.edges))
            assert 0 <= line.box.x0 <= line.edges[0] + 1
            assert line.edges[-1] <= line.box.x1 + 1 <= page.width + 1
            assert 0 <= line.box.y0 < line.box.y1 <= page.height


def test_lines_of_cells_are_lines_of_the_page(document: Document) -> None:
    """Every line of a cell stands among the page's lines and names its table; no other line does."""
    for page in document.pages:
        in_cells = [line for table in page.tables for cell in table.cells for line in cell.lines]
        assert {id(line) for line in in_cells} == {id(line) for line in page.lines if line.table is not None}
        for number, table in enumerate(page.tables):
            assert all(line.table == number for cell in table.cells for line in cell.lines)


def test_the_calendar_stands_as_drawn(document: Document) -> None:
    """Its cells tile the grid, and its ticks are where a person sees them."""
    table = document.pages[1].tables[0]

    places = [
        (cell.row + down, cell.col + across)
        for cell in table.cells
        for down in range(cell.row_span)
        for across in range(cell.col_span)
    ]
    assert sorted(places) == [(row, col) for row in range(table.rows) for col in range(table.cols)]
    assert {cell.mark for cell in table.cells} == {None, "tick"}


def test_what_a_person_read_is_there(document: Document) -> None:
    """Subject, addressee and the words of every deadline are in the text."""
    expected = json.loads((SAMPLES / "dmc-circular.expected.json").read_text(encoding="utf-8"))
    cells = "".join(cell.text for page in document.pages for table in page.tables for cell in table.cells)
    words = fold_digits("".join((document.text + cells).split()))
    wanted = [expected["subject"], expected["addressee"]]
    wanted += [deadline["action_contains"] for deadline in expected["deadlines"]]

    assert [text for text in wanted if fold_digits("".join(text.split())) not in words] == []


def test_boxes_hold_ink(document: Document) -> None:
    """On the page picture the box of every line has ink in it."""
    data = (SAMPLES / "dmc-circular.pdf").read_bytes()
    for page in document.pages:
        picture = page_picture(data, page.number, dpi=72, turned=page.turned)
        for line in page.lines:
            x0, y0, x1, y1 = (round(value) for value in line.box)
            assert picture[y0 : y1 + 1, x0 : x1 + 1].min() < 200, line.text
