"""Circulars in Thai words for clerks: dates, times, and what must be looked at."""

from __future__ import annotations

from typing import Any

import pytest

from api.wording import fields_of, thai_date, thai_moment, to_check, when
from extract.models import Circular, Deadline


def deadline(**more: Any) -> dict[str, Any]:
    base = {"id": "d1", "action": "ส่งรายงาน", "kind": "until", "from": "body", "text": "ตามที่พิมพ์", "page": 1}
    return {**base, "box": (10, 10, 90, 30), "state": "sure", **more}


def circular(**more: Any) -> Circular:
    source = {"name": "a.pdf", "sha256": "0", "pages": 1, "pages_by": ["text_layer"]}
    kind = {"value": "external", "state": "sure"}
    return Circular.model_validate({"source": source, "kind": kind, **more})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"end": "2027-06-10"}, "ภายใน 10 มิ.ย. 2570"),
        ({"end": "2027-06-10", "end_time": "16:30"}, "ภายใน 10 มิ.ย. 2570 เวลา 16.30 น."),
        ({"start": "2027-06-10"}, "ตั้งแต่ 10 มิ.ย. 2570"),
        ({"start": "2027-06-10", "end": "2027-06-10"}, "10 มิ.ย. 2570"),
        ({"start": "2027-05-17", "end": "2027-06-10"}, "17 พ.ค. 2570 – 10 มิ.ย. 2570"),
        (
            {"start": "2027-06-10", "end": "2027-06-10", "start_time": "08:30", "end_time": "16:30"},
            "10 มิ.ย. 2570 เวลา 08.30–16.30 น.",
        ),
        ({"kind": "relative", "text": "ภายใน 7 วัน นับแต่วันที่ได้รับ"}, "ภายใน 7 วัน นับแต่วันที่ได้รับ"),
    ],
)
def test_when(given: dict[str, Any], words: str) -> None:
    """Buddhist years; what has no date of its own stays as printed."""
    assert when(Deadline.model_validate(deadline(**given))) == words


def test_dates_and_moments() -> None:
    """Years of the Buddhist era, hours of Thailand; what is no date stays as it is."""
    assert thai_date("2024-02-29") == "29 ก.พ. 2567"
    assert thai_date("วันศุกร์") == "วันศุกร์"
    assert thai_moment("2026-12-31T18:05:00+00:00") == "1 ม.ค. 2570 เวลา 01.05 น."


def test_fields_come_in_the_order_of_a_letter_with_their_paths() -> None:
    """Lists are numbered as in the JSON, codes are told in Thai."""
    read = circular(
        urgency={"value": "most_urgent", "state": "sure"},
        references=[{"value": "หนังสือ ก", "state": "sure"}, {"value": "หนังสือ ข", "state": "sure"}],
        received=[{"date": {"value": "2027-05-12", "state": "doubtful"}}],
    )

    assert [(field.path, field.shown) for field in fields_of(read)] == [
        ("kind", "หนังสือภายนอก"),
        ("urgency", "ด่วนที่สุด"),
        ("references.0", "หนังสือ ก"),
        ("references.1", "หนังสือ ข"),
        ("received.0.date", "12 พ.ค. 2570"),
    ]


def test_nothing_unsure_goes_unsaid() -> None:
    """Doubts come first; every unsure field or deadline that no doubt speaks of follows, none twice."""
    read = circular(
        number={"value": "ศธ 1/ว2", "state": "doubtful", "page": 1},
        date={"value": None, "state": "missing"},
        subject={"value": "เรื่องหนึ่ง", "state": "sure"},
        deadlines=[deadline(), deadline(id="d2", state="doubtful", end="2027-06-10")],
        doubts=[
            {
                "id": "b1",
                "code": "readers_disagree",
                "severity": "error",
                "field": "number",
                "message": "เลขที่",
            },
            {"id": "b2", "code": "unread_page", "severity": "error", "message": "หน้า 2 อ่านไม่ได้", "page": 2},
        ],
    )

    assert [(check.path, check.read) for check in to_check(read)] == [
        ("doubts.b1", "ศธ 1/ว2"),
        ("doubts.b2", ""),
        ("date", ""),
        ("deadlines.d2", "ภายใน 10 มิ.ย. 2570 ส่งรายงาน"),
    ]
