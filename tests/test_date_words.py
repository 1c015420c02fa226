"""Dates in the words of official papers."""

from __future__ import annotations

from typing import Any

import pytest

from extract.models import Deadline
from generate.date_words import when
from ingest.thai_text import thai_digits

D = "2027-06-10"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "until", "end": D, "end_time": "16:30"}, "ภายในวันที่ 10 มิถุนายน 2570 เวลา 16.30 น."),
        ({"kind": "day", "start": D, "end": D}, "วันที่ 10 มิถุนายน 2570"),
        ({"kind": "window", "start": "2027-06-01", "end": D}, "ระหว่างวันที่ 1 - 10 มิถุนายน 2570"),
        ({"kind": "window", "start": "2027-05-17", "end": D}, "ระหว่างวันที่ 17 พฤษภาคม - 10 มิถุนายน 2570"),
        (
            {"kind": "window", "start": "2026-12-15", "end": "2027-01-10"},
            "ระหว่างวันที่ 15 ธันวาคม 2569 - 10 มกราคม 2570",
        ),
        ({"kind": "month", "start": "2027-06-01", "end": "2027-06-30"}, "ภายในเดือนมิถุนายน 2570"),
        ({"kind": "month", "start": "2026-11-01", "end": "2027-01-31"}, "เดือนพฤศจิกายน 2569 - มกราคม 2570"),
        ({"kind": "from", "start": D}, "ตั้งแต่วันที่ 10 มิถุนายน 2570"),
        (
            {"kind": "day", "start": D, "end": D, "start_time": "08:30", "end_time": "16:30"},
            "วันที่ 10 มิถุนายน 2570 เวลา 08.30 - 16.30 น.",
        ),
        ({"kind": "relative", "rule": {"days": 7}}, ""),
        ({"kind": "undated", "end_time": "16:30"}, ""),
    ],
)
def test_a_deadline_is_told_as_a_letter_tells_it(fields: dict[str, Any], words: str) -> None:
    """Shared months and years stand once; without a date there are no words."""
    base = {"id": "d1", "action": "", "text": "", "page": 1, "from": "body"}
    assert when(Deadline.model_validate(base | fields)) == words


def test_thai_digits_change_nothing_else() -> None:
    """Letters and dots stay."""
    assert thai_digits("08.30 น. ป.6") == "๐๘.๓๐ น. ป.๖"
