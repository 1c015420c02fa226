"""Received stamps: found by labels or frame, with their values, and kept out of the letter's own."""

from __future__ import annotations

import pytest

from extract import extract_circular
from extract.models import Circular
from ingest.document import Box, Line
from tests.documents import document, line, page
from tests.drawn_letters import EXTERNAL, MEMO


def stamped(*stamp: Line, drawing: str = EXTERNAL, stamps: tuple[Box, ...] = (), **how: object) -> Circular:
    """The letter with these lines over it."""
    return extract_circular(document(page(drawing, more=stamp, **how).model_copy(update={"stamps": stamps})))


def block(*texts: str, x: float = 430, y: float = 12, **how: object) -> list[Line]:
    """Small lines under each other, as in a stamp 2.5 cm high."""
    return [line(text, x, y + 14 * n, size=12, **how) for n, text in enumerate(texts)]  # type: ignore[arg-type]


STAMP = ("กลุ่มตัวอย่าง", "เลขรับ..... ๓๒๑", "วันที่..... ๖ ม.ค. ๒๕๗๐", "เวลา..... ๐๙.๓๐ น.")


def values(circular: Circular, number: int = 0) -> tuple[str | None, ...]:
    stamp = circular.received[number]
    readings = (stamp.office, stamp.number, stamp.date, stamp.time)
    return tuple(reading.value if reading else None for reading in readings)


def test_printed_stamp_is_sure() -> None:
    """Office, number in ASCII digits, day and hour; the letter keeps its own number and date."""
    circular = stamped(*block(*STAMP))

    assert values(circular) == ("กลุ่มตัวอย่าง", "321", "2027-01-06", "09:30")
    assert circular.received[0].number is not None
    assert circular.received[0].number.state == "sure"
    assert circular.number is not None
    assert circular.number.value == "ศธ 04999/ว17"
    assert circular.date is not None
    assert circular.date.value == "2027-01-04"


@pytest.mark.parametrize("label", ["เลขที่รับ", "เลขทะเบียนรับ", "รับที่", "เลขรับที่", "รับเลขที่"])
def test_names_of_the_number(label: str) -> None:
    """The number goes by several names."""
    circular = stamped(*block("กลุ่มตัวอย่าง", f"{label} ๓๒๑/๒๕๗๐", "วันที่ ๖ ม.ค. ๒๕๗๐", "เวลา ๙.๓๐ น."))

    assert values(circular) == ("กลุ่มตัวอย่าง", "321/2570", "2027-01-06", "09:30")


def test_stamp_by_hand_is_doubtful() -> None:
    """What is written by hand into the stamp is doubtful, with its place."""
    circular = stamped(
        *block(*STAMP, kind="stamp", source="ocr", confidence=0.99), source="ocr", confidence=0.99
    )

    number = circular.received[0].number
    assert number is not None
    assert (number.value, number.state) == ("321", "doubtful")
    assert number.box is not None


def test_stamp_line_without_a_value_is_missing() -> None:
    """A label with nothing after it is a missing value."""
    circular = stamped(*block("กลุ่มตัวอย่าง", "เลขรับ ๓๒๑", "วันที่ ๖ ม.ค. ๒๕๗๐", "เวลา.................น."))

    time = circular.received[0].time
    assert time is not None
    assert (time.value, time.state) == (None, "missing")


def test_stamp_without_a_line_for_the_hour() -> None:
    """A stamp that has no เวลา has no hour."""
    circular = stamped(*block("กลุ่มตัวอย่าง", "เลขรับ ๓๒๑", "วันที่ ๖ ม.ค. ๒๕๗๐"))

    assert circular.received[0].time is None


def test_stamp_with_labels_side_by_side() -> None:
    """Number, day and hour may stand on one line."""
    circular = stamped(*block("สำนักงานตัวอย่าง", "เลขที่รับ ๓๒๑ วันที่ ๖ ม.ค. ๒๕๗๐ เวลา ๙.๓๐ น.", x=290, y=14))

    assert values(circular) == ("สำนักงานตัวอย่าง", "321", "2027-01-06", "09:30")


def test_framed_stamp_with_a_bare_label() -> None:
    """Inside a stamp's frame "ที่ ๑๒" is its number, and not that of the memo."""
    texts = ("งานตัวอย่าง", "ที่ ๑๒/๒๕๗๐", "วันที่ ๙ ม.ค. ๗๐", "เวลา")
    circular = stamped(
        *block(*texts, kind="stamp", source="ocr", confidence=0.99),
        drawing=MEMO,
        stamps=(Box(420, 2, 560, 66),),
        source="ocr",
        confidence=0.99,
    )

    assert values(circular) == ("งานตัวอย่าง", "12/2570", "2027-01-09", None)
    assert circular.number is not None
    assert circular.number.value == "ศธ 04999.2/58"


def test_two_stamps() -> None:
    """Each office that took the letter in left its stamp."""
    circular = stamped(
        *block(*STAMP), *block("งานสารบรรณ", "เลขรับ ๗", "วันที่ ๗ ม.ค. ๒๕๗๐", "เวลา ๑๐.๐๐ น.", x=80, y=8)
    )

    assert sorted(values(circular, n)[1] or "" for n in range(2)) == ["321", "7"]


def test_letter_without_stamp() -> None:
    """No stamp, no entry."""
    assert stamped().received == []


def test_scanned_stamp_of_which_only_a_label_was_read() -> None:
    """A stamp nobody could read is there, and nothing in it is sure."""
    circular = stamped(
        *block("กฟฟ", "เลขทีรบ", "ะ", "วบท", "เวลา", source="ocr", confidence=0.6),
        source="ocr",
        confidence=0.99,
    )

    [stamp] = circular.received
    for reading in (stamp.office, stamp.number, stamp.date, stamp.time):
        assert reading is not None
        assert reading.state != "sure"


def test_stamp_drawn_by_a_program_is_sure() -> None:
    """A slanted stamp of a born-digital page is read from its text layer: nothing is by hand in it."""
    circular = stamped(*block(*STAMP, kind="stamp"), stamps=(Box(420, 2, 560, 66),))

    assert values(circular) == ("กลุ่มตัวอย่าง", "321", "2027-01-06", "09:30")
    assert circular.received[0].number is not None
    assert circular.received[0].number.state == "sure"


def test_a_calendar_at_the_top_of_a_scan_is_no_stamp() -> None:
    """Its column of dates begins where stamps stand, with วันที่ in it; nothing was received there."""
    rows = [("ที่", "กิจกรรม", "กำหนดส่ง"), ("1", "ส่งแบบสำรวจหนังสือ", "15 กันยายน 2570"),
            ("2", "ตรวจแบบสำรวจหนังสือ", "วันที่ 29 กันยายน 2570"), ("3", "ประกาศผล", "4 ตุลาคม 2570")]  # fmt: skip
    lines = [
        line(text, x, 60 + 18 * n, size=12, source="ocr", confidence=0.99)
        for n, row in enumerate(rows)
        for text, x in zip(row, (100, 130, 330), strict=True)
    ]
    made = page("", source="ocr", more=tuple(lines))

    assert extract_circular(document(made)).received == []
