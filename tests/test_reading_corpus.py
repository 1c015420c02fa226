"""Real documents beside the project, nothing of which is kept here: where they are missing the tests skip."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest import read_document
from ingest.document import Document
from ingest.thai_text import fold_digits

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "dev"
pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the real documents (../shared/corpus) are not here"
)

BORN_DIGITAL = ["f12", "f33", "f37", "f57", "seed-obec-calendar-chromium", "seed-obec-calendar-lo"]
TEXT_FIELDS = {
    "issuer",
    "issuer_address",
    "subject",
    "addressee",
    "closing",
    "name",
    "position",
    "acting_for",
}
TEXT_FIELDS |= {
    "unit",
    "phone",
    "fax",
    "email",
    "number",
    "action_contains",
    "value",
    "references",
    "copies_to",
}


def found(name: str) -> Path:
    return next(path for path in sorted(CORPUS.glob(f"{name}*.pdf")))


def bare(text: str) -> str:
    return fold_digits("".join(unicodedata.normalize("NFC", text).split()))


def printed(value: Any, key: str = "") -> Iterator[str]:
    """The texts in expected values that stand on the page as they are."""
    if isinstance(value, dict):
        for inner, item in value.items():
            yield from printed(item, inner)
    elif isinstance(value, list):
        for item in value:
            yield from printed(item, key)
    elif isinstance(value, str) and key in TEXT_FIELDS:
        yield value


def words_of(document: Document) -> str:
    """All words of the document, those of table cells joined."""
    cells = [cell.text for page in document.pages for table in page.tables for cell in table.cells]
    return bare(document.text + "".join(cells))


@pytest.mark.parametrize("name", BORN_DIGITAL)
def test_every_labelled_word_is_read(name: str) -> None:
    """Every text that a person read off a born-digital page is in its text layer as repaired."""
    path = found(name)
    expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    document = read_document(path.read_bytes())
    words = words_of(document)

    assert {page.source for page in document.pages} == {"text_layer"}
    assert [text for text in printed(expected) if bare(text) not in words] == []


@pytest.mark.parametrize("name", BORN_DIGITAL)
def test_layers_of_born_digital_pages_are_sound(name: str) -> None:
    """No born-digital page of the corpus is sent to be read from its picture."""
    pages = read_document(found(name).read_bytes()).pages

    assert all(page.layer_damage is not None and page.layer_damage < 0.01 for page in pages)
    assert all(line.confidence == 1.0 for page in pages for line in page.lines)


@pytest.mark.parametrize("name", ["seed-obec-calendar-chromium", "seed-obec-calendar-lo"])
def test_the_calendar_has_its_nine_ticks(name: str) -> None:
    """Ticks are found whether they are characters or drawn."""
    table = read_document(found(name).read_bytes()).pages[1].tables[0]

    assert (table.rows, table.cols) == (10, 16)
    assert sum(cell.mark == "tick" for cell in table.cells) == 9
    assert {cell.mark for cell in table.cells} == {None, "tick"}


def test_arrows_over_months_mark_them() -> None:
    """Every arrow of the plan marks a run of months without a gap, and the table goes on over its pages."""
    pages = read_document(found("f37").read_bytes()).pages

    assert [table.continues for page in pages for table in page.tables] == [False] + [True] * (len(pages) - 1)
    for table in (table for page in pages for table in page.tables):
        assert table.cols == 16
        for row in range(table.rows):
            months = sorted(cell.col for cell in table.cells if cell.row == row and cell.mark == "bar")
            assert months == list(range(months[0], months[-1] + 1)) if months else True
