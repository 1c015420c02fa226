"""Dates and times as people type them."""

from __future__ import annotations

from datetime import date

import pytest

from api.date_field import DateFieldError, read_date, read_time, typed_date, typed_time

JUNE_10 = date(2024, 6, 10)


@pytest.mark.parametrize(
    "text",
    [
        "10 มิ.ย. 67",
        "๑๐/๖/๒๕๖๗",
        "10 มิถุนายน 2567",
        "10 มิถุนายน พ.ศ. 2567",
        "วันที่ ๑๐ มิถุนายน ๒๕๖๗",
        "วันจันทร์ที่ 10 มิถุนายน 2567",
        "10/6/67",
        "10-06-2567",
        "10.6.2567",
        "10มิย67",
        " 2024-06-10 ",
        "10/06/2024",
    ],
)
def test_ways_to_write_a_date(text: str) -> None:
    """All of them are 10 June 2567."""
    assert read_date(text) == JUNE_10


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("10 มิ.ย.", "ปี"),
        ("31 ก.พ. 67", "ปฏิทิน"),
        ("29 ก.พ. 2566", "ปฏิทิน"),
        ("มิถุนายน 2567", "10 มิ.ย. 2567"),
        ("10 - 12 มิ.ย. 67", "10 มิ.ย. 2567"),
        ("ภายในวันที่ 10 มิ.ย. 67", "10 มิ.ย. 2567"),
        ("10 มิ.ย. 67 และ 11 มิ.ย. 67", "10 มิ.ย. 2567"),
        ("พรุ่งนี้", "10 มิ.ย. 2567"),
        ("10 มิ.ย. 67 เช้า", "10 มิ.ย. 2567"),
        ("วันศุกร์ที่ 10 มิถุนายน 2567", "สัปดาห์"),
        ("10/6/9999", "10 มิ.ย. 2567"),
        ("10/13/2567", "10 มิ.ย. 2567"),
    ],
)
def test_what_is_not_one_date_is_refused(text: str, word: str) -> None:
    """With a sentence that names what was typed and says what to do; nothing is guessed."""
    with pytest.raises(DateFieldError) as refused:
        read_date(text)
    assert text in str(refused.value)
    assert word in str(refused.value)


def test_an_empty_field_is_no_date() -> None:
    """And no time."""
    assert read_date("  ") is None
    assert read_time("") is None


@pytest.mark.parametrize("text", ["8.30", "08:30", "๐๘.๓๐ น.", "เวลา 8.30 น.", "08:30:00"])
def test_ways_to_write_a_time(text: str) -> None:
    """With point or colon, as a person or a program writes it."""
    assert read_time(text) == "08:30"


@pytest.mark.parametrize("text", ["24.30", "9.75", "เช้า", "830", "8"])
def test_what_is_no_time_is_refused(text: str) -> None:
    """With an example."""
    with pytest.raises(DateFieldError, match=r"16\.30"):
        read_time(text)


def test_what_the_field_shows() -> None:
    """The Buddhist era, whatever way the date came; a refused text as it was typed."""
    assert typed_date(JUNE_10) == typed_date("2024-06-10") == "10 มิ.ย. 2567"
    assert typed_date("10 มิ.ย.") == "10 มิ.ย."
    assert typed_date(None) == typed_date("") == ""
    assert read_date(typed_date(JUNE_10)) == JUNE_10
    assert typed_time("08:30") == "08.30"
    assert typed_time("เช้า") == "เช้า"
