"""Dates and moments on English pages: English months, the Buddhist era named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api import language
from api.date_field import read_date, typed_date
from api.wording import thai_date, thai_moment


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.choose("en")
    yield
    language.choose("th")


def test_dates_name_their_era() -> None:
    """2567 alone would be read as a year AD."""
    assert thai_date("2024-06-10") == "10 Jun 2567 BE"
    assert thai_moment("2024-06-10T01:30:00+00:00") == "10 Jun 2567 BE, 08.30"


def test_a_date_field_holds_what_it_can_read() -> None:
    """Whatever the language of the page."""
    assert read_date(typed_date("2024-06-10")) is not None
