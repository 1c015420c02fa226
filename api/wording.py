"""Thai words for what a circular holds: labels, states, dates as people write them. For pages and tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from api.language import gettext as _
from api.language import language
from extract.models import Circular, Deadline, Reading, State
from generate.date_words import SHORT_NAMES

FIELDS = {
    "kind": "ชนิดหนังสือ",
    "urgency": "ชั้นความเร็ว",
    "secrecy": "ชั้นความลับ",
    "number": "ที่",
    "date": "ลงวันที่",
    "issuer": "ส่วนราชการเจ้าของหนังสือ",
    "issuer_address": "ที่อยู่",
    "subject": "เรื่อง",
    "addressee": "เรียน",
    "references": "อ้างถึง",
    "attachments": "สิ่งที่ส่งมาด้วย",
    "closing": "คำลงท้าย",
    "signatory.name": "ผู้ลงนาม",
    "signatory.position": "ตำแหน่ง",
    "signatory.acting_for": "ปฏิบัติราชการแทน",
    "contact.unit": "หน่วยงานที่ติดต่อ",
    "contact.phone": "โทรศัพท์",
    "contact.fax": "โทรสาร",
    "contact.email": "อีเมล",
    "copies_to": "สำเนาส่ง",
    "received.office": "รับโดย",
    "received.number": "เลขรับ",
    "received.date": "วันที่รับ",
    "received.time": "เวลารับ",
}
KINDS = {
    "external": "หนังสือภายนอก",
    "memo": "บันทึกข้อความ",
    "stamped": "หนังสือประทับตรา",
    "order": "คำสั่ง",
    "announcement": "ประกาศ",
    "other": "อื่น ๆ",
}
URGENCY = {"urgent": "ด่วน", "very_urgent": "ด่วนมาก", "most_urgent": "ด่วนที่สุด"}
SECRECY = {"confidential": "ลับ", "secret": "ลับมาก", "top_secret": "ลับที่สุด"}
CODES = {"kind": KINDS, "urgency": URGENCY, "secrecy": SECRECY}
ACTORS = {"school": "โรงเรียน", "district": "เขตพื้นที่", "ministry": "สพฐ./ส่วนกลาง"}
STATES: dict[State, str] = {"sure": "แน่ใจ", "doubtful": "ต้องตรวจ", "missing": "ไม่พบค่า"}
SIGNS: dict[State, str] = {"sure": "✓", "doubtful": "?", "missing": "!"}
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
BANGKOK = ZoneInfo("Asia/Bangkok")


class Field(NamedTuple):
    """One reading with its path in the Circular and its Thai label."""

    path: str
    label: str
    reading: Reading[str]

    @property
    def shown(self) -> str:
        """The value as a clerk reads it: codes in Thai, dates in the Buddhist era."""
        value = self.reading.value
        if value is None:
            return "–"
        if self.path in CODES:
            return CODES[self.path].get(value, value)
        return thai_date(value) if self.path.rsplit(".", 1)[-1] == "date" else value


def fields_of(circular: Circular) -> Iterator[Field]:
    """The readings of the letter itself, in a letter's order; paragraphs and calendars are left out."""
    for path, label in FIELDS.items():
        name, _, part = path.partition(".")
        node = getattr(circular, name)
        for index, item in enumerate(node if isinstance(node, list) else [node]):
            reading = getattr(item, part, None) if part else item
            if isinstance(reading, Reading):
                place = f"{name}.{index}" if isinstance(node, list) else name
                yield Field(f"{place}.{part}" if part else place, label, reading)


def thai_date(iso: str) -> str:
    """`2024-06-10` as 10 มิ.ย. 2567, in English 10 Jun 2567 BE; anything else as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    if language() == "en":
        return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year + 543} BE"
    return f"{day.day} {SHORT_NAMES[day.month - 1]} {day.year + 543}"


def thai_moment(iso: str) -> str:
    """`2024-06-10T01:30:00+00:00` as 10 มิ.ย. 2567 เวลา 08.30 น. (Thai time)."""
    local = datetime.fromisoformat(iso).astimezone(BANGKOK)
    day = thai_date(local.date().isoformat())
    return _("%(day)s เวลา %(hours)s น.", day=day, hours=f"{local:%H.%M}")


def when(deadline: Deadline) -> str:
    """The deadline's days and hours in words; the printed text where it has no date of its own."""
    start, end = (thai_date(value) if value else "" for value in (deadline.start, deadline.end))
    if not (start or end):
        return deadline.text
    days = (
        start
        if start == end
        else f"{start} – {end}"
        if start and end
        else _("ภายใน %(day)s", day=end)
        if end
        else _("ตั้งแต่ %(day)s", day=start)
    )
    hours = "–".join(time.replace(":", ".") for time in (deadline.start_time, deadline.end_time) if time)
    return _("%(day)s เวลา %(hours)s น.", day=days, hours=hours) if hours else days


def who(deadline: Deadline) -> str:
    return ", ".join(_(ACTORS.get(actor, actor.removeprefix("other:"))) for actor in deadline.actors)


class Check(NamedTuple):
    """Something a person must look at. `read` is the unsure value read there, else ""; `path` is that of the
    doubt, reading or deadline in the Circular."""

    message: str
    read: str
    page: int | None
    path: str
    has_place: bool


def to_check(circular: Circular) -> list[Check]:
    """The doubts, then what is not sure although no doubt speaks of it."""
    fields = {field.path: field for field in fields_of(circular)}
    deadlines = {f"deadlines.{deadline.id}": deadline for deadline in circular.deadlines}
    read = {path: field.shown for path, field in fields.items() if field.reading.state == "doubtful"}
    read |= {path: f"{when(d)} {d.action}" for path, d in deadlines.items() if d.state == "doubtful"}
    spoken_of = {doubt.field for doubt in circular.doubts}
    checks = [
        Check(
            doubt.message, read.get(doubt.field or "", ""), doubt.page, f"doubts.{doubt.id}", bool(doubt.box)
        )
        for doubt in circular.doubts
    ]
    for path, field in fields.items():
        if field.reading.state != "sure" and path not in spoken_of:
            message = f"{field.label}: {STATES[field.reading.state]}"
            checks.append(
                Check(message, read.get(path, ""), field.reading.page, path, bool(field.reading.box))
            )
    for path, deadline in deadlines.items():
        if deadline.state != "sure" and not deadline.doubts and path not in spoken_of:
            message = f"กำหนดเวลา: {STATES['doubtful']}"
            checks.append(Check(message, read[path], deadline.page, path, bool(deadline.box)))
    return checks
