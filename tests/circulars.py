"""Fictional circulars for the tests of letters, forms and calendars."""

from __future__ import annotations

from typing import Any

from extract.models import Attachment, Calendar, CalendarRow, Circular, Deadline, Reading, Source, TextReading

ISSUER = "สำนักงานคณะกรรมการการศึกษาสมมติ"
SUBJECT = "การจัดเก็บข้อมูลนักเรียนรายบุคคล ภาคเรียนที่ ๑ ปีการศึกษา ๒๕๗๐"


def sure(value: str, page: int = 1) -> TextReading:
    """A reading that may be used unreviewed."""
    return TextReading(
        value=value, text=value, page=page, box=(72, 72, 300, 90), state="sure", confidence=0.99
    )


def doubtful(value: str, page: int = 1) -> TextReading:
    """A reading that a person must look at."""
    return sure(value, page).model_copy(update={"state": "doubtful", "confidence": 0.4})


def deadline(number: int, **changes: Any) -> Deadline:
    """A sure duty of the schools, to be done until 18 June 2027; anything can be changed."""
    values: dict[str, Any] = {
        "id": f"d{number}",
        "action": "บันทึกข้อมูลนักเรียนรายบุคคลในระบบ DMC ให้ครบถ้วนและถูกต้อง",
        "actors": ["school"],
        "systems": ["DMC"],
        "kind": "until",
        "start": None,
        "end": "2027-06-18",
        "origin": "calendar",
        "text": "ภายในวันที่ 18 มิถุนายน 2570",
        "page": 2,
        "box": (72, 200, 300, 220),
        "state": "sure",
        "confidence": 0.99,
    }
    return Deadline(**{**values, **changes})


DEADLINES = [
    deadline(
        1, kind="window", start="2027-05-17", end="2027-06-10", text="17 พฤษภาคม - 10 มิถุนายน 2570", item="1"
    ),
    deadline(
        2,
        action="ตรวจรายชื่อนักเรียนที่ซ้ำซ้อนระหว่างโรงเรียน",
        actors=["district"],
        kind="window",
        start="2027-05-17",
        end="2027-06-10",
        item="2",
    ),
    deadline(
        3,
        action="ยืนยันจำนวนนักเรียนที่มาเรียนจริงทุกชั้น โดยผู้ดูแลข้อมูลของโรงเรียน",
        kind="day",
        start="2027-06-10",
        end="2027-06-10",
        start_time="08:30",
        end_time="16:30",
        item="3",
    ),
    deadline(
        4,
        action="รับรองจำนวนนักเรียนที่ยืนยันแล้ว โดยผู้บริหารของโรงเรียน",
        kind="day",
        start="2027-06-10",
        end="2027-06-10",
        start_time="08:30",
        end_time="16:30",
        item="4",
    ),
]

BODY = [
    (
        f"ด้วย {ISSUER} ได้ปรับปรุงระบบ DMC (Data Management Center) ให้โรงเรียนบันทึกได้สะดวกขึ้น และจะใช้"
        "จำนวนนักเรียนที่บันทึกไว้คำนวณเงินอุดหนุนของแต่ละโรงเรียน นั้น"
    ),
    (
        f"ในการนี้ {ISSUER} ขอให้สำนักงานเขตพื้นที่การศึกษาแจ้งโรงเรียนในสังกัดดำเนินการตามปฏิทินที่กำหนด "
        "และกำกับติดตามให้แล้วเสร็จ รายละเอียดตามสิ่งที่ส่งมาด้วย"
    ),
    "จึงเรียนมาเพื่อทราบและดำเนินการ",
]


def circular(**changes: Any) -> Circular:
    """A plain circular with a calendar; every field can be changed."""
    values: dict[str, Any] = {
        "source": Source(
            name="circular.pdf", sha256="c0ffee" * 10 + "cafe", pages=2, pages_by=["text_layer"] * 2
        ),
        "kind": Reading(value="external", text="", page=1, state="sure", confidence=0.99),
        "number": sure("ศธ 04999/ว812"),
        "date": TextReading(
            value="2027-05-10", text="๑๐ พฤษภาคม ๒๕๗๐", page=1, state="sure", confidence=0.99
        ),
        "issuer": sure(ISSUER),
        "subject": sure(SUBJECT),
        "addressee": sure("ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาทุกเขต"),
        "attachments": [
            Attachment(
                value="ปฏิทินการจัดเก็บข้อมูลนักเรียนรายบุคคล ปีการศึกษา ๒๕๗๐",
                text="ปฏิทินการจัดเก็บข้อมูลนักเรียนรายบุคคล ปีการศึกษา ๒๕๗๐ จำนวน ๑ ชุด",
                page=1,
                state="sure",
                confidence=0.99,
                quantity=1,
                unit="ชุด",
            )
        ],
        "body": [sure(paragraph) for paragraph in BODY],
        "calendars": [
            Calendar(
                title=sure("ปฏิทินการจัดเก็บข้อมูลนักเรียนรายบุคคล ปีการศึกษา ๒๕๗๐", 2),
                year=2570,
                page=2,
                rows=[
                    CalendarRow(item=d.item, action=sure(d.action, 2), actors=d.actors, deadlines=[d.id])
                    for d in DEADLINES
                ],
            )
        ],
        "deadlines": DEADLINES,
    }
    return Circular(**{**values, **changes})
