"""Every doubt there is: its code, how grave it is, and what it asks the clerk to do.

Severity: "error" where something on the pages is certainly wrong or was not read at all, "warning" where the
pages contradict themselves and a person has to decide, "note" for what is worth a look. A doubt whose
`questions_value` is set keeps the value it names from being sure; the others leave a value that was read
cleanly as it is. docs/doubts.md explains each with an example.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from extract.models import BoxTuple, Deadline, Doubt, Reading, Severity


class DoubtKind(NamedTuple):
    """message: a Thai sentence with places for named words, always {what}: the field in Thai."""

    severity: Severity
    message: str
    questions_value: bool = False


KINDS: dict[str, DoubtKind] = {
    # What could not be read, or not with certainty.
    "unread_page": DoubtKind("error", "อ่านหน้า {page} ไม่ได้ โปรดเปิดหน้านี้อ่านเอง และตรวจว่ามีกำหนดการหรือไม่"),
    "handwritten": DoubtKind("note", "{what}เขียนด้วยลายมือหรือเป็นตรายาง โปรดเทียบกับต้นฉบับ", True),
    "stamped_over": DoubtKind("note", "{what}มีตราหรือลายมือทับอยู่ โปรดเทียบกับต้นฉบับ", True),
    "readers_disagree": DoubtKind("note", "อ่าน{what}ได้ไม่ตรงกันสองครั้ง โปรดเทียบกับต้นฉบับ", True),
    "low_confidence": DoubtKind("note", "อ่าน{what}ได้ไม่ชัด โปรดเทียบกับต้นฉบับ", True),
    "unclear_place": DoubtKind("note", "ไม่แน่ใจว่าข้อความส่วนใดเป็น{what} โปรดเทียบกับต้นฉบับ", True),
    "field_missing": DoubtKind("warning", "ไม่พบ{what} โปรดดูในต้นฉบับแล้วกรอกเอง"),
    "period_unread": DoubtKind(
        "warning", "อ่านกำหนดเวลา “{text}” ของ {what} ไม่ออก โปรดดูในต้นฉบับแล้วกรอกวันเอง", True
    ),
    # Dates that cannot be, or that are not whole.
    "impossible_date": DoubtKind("error", "{what} “{text}” ไม่มีอยู่จริงในปฏิทิน โปรดสอบถามผู้ออกหนังสือ", True),
    "implausible_year": DoubtKind(
        "warning", "ปีของ{what} ({text}) ห่างจากวันอื่นในหนังสือมากผิดปกติ โปรดตรวจปี พ.ศ. ในต้นฉบับ", True
    ),
    "year_missing": DoubtKind("warning", "{what} “{text}” ไม่ระบุปี พ.ศ. ที่ใช้เป็นการคาดคะเน โปรดตรวจปี", True),
    "weekday_disagrees": DoubtKind("note", "{what} “{text}” ระบุชื่อวันไม่ตรงกับวันที่ โปรดสอบถามว่าวันใดถูก"),
    "weekend_date": DoubtKind("note", "{what} ({text}) ตรงกับวัน{weekday} ซึ่งเป็นวันหยุด โปรดตรวจว่าวันที่ถูกต้อง"),
    "time_missing": DoubtKind("note", "{what} “{text}” มีคำว่าเวลาแต่ไม่มีเวลา โปรดดูในต้นฉบับ"),
    "end_before_start": DoubtKind("error", "{what} “{text}” สิ้นสุดก่อนเริ่ม โปรดสอบถามผู้ออกหนังสือ", True),
    "already_over": DoubtKind(
        "warning", "{what} “{text}” ผ่านไปแล้วก่อนวันที่ของหนังสือ ({issued}) โปรดตรวจวันที่ทั้งสองแห่ง", True
    ),
    "plan_under_way": DoubtKind(
        "note", "{what} “{text}” ผ่านไปแล้วก่อนวันที่ของหนังสือ ({issued}) ปฏิทินนี้เริ่มก่อนออกหนังสือ"
    ),
    "day_missing": DoubtKind("warning", "{what} “{text}” ไม่มีเลขวัน โปรดดูในต้นฉบับ", True),
    "month_unclear": DoubtKind("warning", "อ่านชื่อเดือนของ{what} “{text}” ไม่ชัด โปรดดูในต้นฉบับ", True),
    # One letter away from one month only, so that the value stands.
    "month_misspelt": DoubtKind("note", "ชื่อเดือนของ{what} “{text}” สะกดผิด โปรดตรวจว่าเป็นเดือนใด"),
    "era_unclear": DoubtKind("warning", "ปีของ{what} “{text}” อาจเป็น พ.ศ. หรือ ค.ศ. โปรดตรวจปี", True),
    "imprecise": DoubtKind("note", "{what} “{text}” ไม่ระบุวันแน่นอน โปรดสอบถามผู้ออกหนังสือ", True),
    "holidays_unknown": DoubtKind("note", "{what} “{text}” ขึ้นกับวันหยุดราชการ โปรดตรวจวันทำการสุดท้าย", True),
    # The pages against themselves.
    "received_before_issued": DoubtKind(
        "error", "ตรารับลงวันที่ {received} ก่อนวันที่ของหนังสือ {issued} โปรดตรวจวันที่ทั้งสองแห่ง"
    ),
    "ticks_disagree": DoubtKind(
        "warning", "ข้อความกำหนด “{text}” แต่เครื่องหมายในตารางอยู่เดือน {ticked} ใช้ตามข้อความ โปรดยืนยันกับผู้ออกหนังสือ"
    ),
    "outside_phase": DoubtKind("warning", "กำหนด “{text}” อยู่นอกช่วงของ “{phase}” โปรดตรวจว่าวันหรือช่วงใดถูก"),
    "calendar_disagrees": DoubtKind(
        "warning",
        "“{text}” (หน้า {page}) ไม่ตรงกับ “{other}” (หน้า {other_page}) ในเรื่องเดียวกัน โปรดตรวจว่าวันใดถูก",
        True,
    ),
    "owner_disagrees": DoubtKind("note", "ผู้รับผิดชอบไม่ตรงกัน: “{one}” กับ “{other}” โปรดตรวจว่าใครเป็นเจ้าของเรื่อง"),
    "delegates_to_itself": DoubtKind(
        "warning", "ผู้ลงนามตำแหน่ง “{text}” ลงนามแทนตำแหน่งเดียวกัน โปรดตรวจตำแหน่งของผู้ลงนาม"
    ),
    "duplicate_deadline": DoubtKind("note", "กำหนดนี้ซ้ำกับ {other}: “{text}” โปรดตรวจว่าเป็นเรื่องเดียวกันหรือไม่"),
    # The letter against the rules of correspondence.
    "circular_mark_missing": DoubtKind(
        "note", "หนังสือส่งถึง “{text}” ทุกแห่ง แต่เลขที่ {number} ไม่มี ว โปรดตรวจเลขที่หนังสือ"
    ),
    "circular_mark_unexpected": DoubtKind(
        "note", "เลขที่ {number} เป็นหนังสือเวียน (ว) แต่เรียนถึง “{text}” แห่งเดียว โปรดตรวจเลขที่หรือผู้รับ"
    ),
    "number_malformed": DoubtKind("warning", "เลขที่หนังสือ “{text}” ผิดรูปแบบ โปรดเทียบกับต้นฉบับ", True),
    "attachment_missing": DoubtKind("warning", "หนังสือแจ้งว่ามี “{text}” แต่ไม่พบในไฟล์นี้ โปรดขอเอกสารให้ครบ"),
    "attachment_count": DoubtKind("warning", "จำนวนสิ่งที่ส่งมาด้วยไม่ตรงกัน: {text} โปรดนับเอกสารอีกครั้ง"),
    "secret_document": DoubtKind(
        "error", "หนังสือนี้มีชั้นความลับ “{text}” โปรดหยุดใช้ระบบนี้กับหนังสือ และดำเนินการตามระเบียบความลับของทางราชการ"
    ),
    "personal_data": DoubtKind("warning", "หน้า {page} มีเลขประจำตัวประชาชน โปรดปิดทับก่อนส่งต่อหรือเผยแพร่"),
    "several_letters": DoubtKind("note", "ไฟล์นี้มีหนังสือหลายฉบับ อ่านฉบับแรกเป็นหลัก โปรดดูหนังสือที่หน้า {page} ด้วย"),
}

FIELD_NAMES = {
    "kind": "ชนิดของหนังสือ", "urgency": "ชั้นความเร็ว", "secrecy": "ชั้นความลับ", "number": "เลขที่หนังสือ",
    "date": "วันที่ของหนังสือ", "issuer": "ชื่อส่วนราชการ", "issuer_address": "ที่อยู่ส่วนราชการ", "subject": "ชื่อเรื่อง",
    "addressee": "ผู้รับ (เรียน)", "references": "อ้างถึง", "attachments": "สิ่งที่ส่งมาด้วย", "body": "เนื้อความ",
    "closing": "คำลงท้าย", "signatory.name": "ชื่อผู้ลงนาม", "signatory.position": "ตำแหน่งผู้ลงนาม",
    "signatory.acting_for": "ตำแหน่งที่ปฏิบัติราชการแทน", "contact.unit": "ส่วนราชการเจ้าของเรื่อง",
    "contact.phone": "โทรศัพท์", "contact.fax": "โทรสาร", "contact.email": "อีเมล", "copies_to": "สำเนาส่ง",
    "received.office": "หน่วยงานในตรารับ", "received.number": "เลขรับ", "received.date": "วันที่รับ",
    "received.time": "เวลารับ", "deadlines": "กำหนดการ", "calendars": "ปฏิทิน", "": "ข้อความ",
}  # fmt: skip


def field_name(path: str | None) -> str:
    """What a field is called in Thai.

    >>> field_name("received.0.date"), field_name("deadlines.d3")
    ('วันที่รับ', 'กำหนดการ')
    """
    parts = [part for part in (path or "").split(".") if not part.isdigit()]
    for length in range(len(parts), 0, -1):
        if name := FIELD_NAMES.get(".".join(parts[:length])):
            return name
    return FIELD_NAMES[""]


def doubt(
    code: str,
    *,
    field: str | None = None,
    page: int | None = None,
    box: BoxTuple | None = None,
    severity: Severity | None = None,
    **words: object,
) -> Doubt:
    """A doubt of that code, not yet numbered. Words fill the places in its message; absent ones become "–".

    severity: where this one is less or more grave than its kind. Raises KeyError for an unknown code.
    """
    kind = KINDS[code]
    filled = _Words({"what": field_name(field), "page": page if page is not None else "–", **words})
    return Doubt(
        id="",
        code=code,
        severity=severity or kind.severity,
        field=field,
        message=kind.message.format_map(filled),
        page=page,
        box=box,
    )


def about_reading(reading: Reading[Any], code: str, path: str, **words: Any) -> Doubt:
    """A doubt about a value read from the page, with its place and its text."""
    return doubt(code, field=path, page=reading.page, box=reading.box, **{"text": reading.text, **words})


def about_deadline(deadline: Deadline, code: str, **words: Any) -> Doubt:
    """A doubt about a deadline, with its place; it is called by its action."""
    known = {"what": f"กำหนดของ “{deadline.action[:60]}”", "text": deadline.text}
    path = f"deadlines.{deadline.id}"
    return doubt(code, field=path, page=deadline.page, box=deadline.box, **{**known, **words})


class _Words(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "–"
