"""What a clause with a date in it is about: a duty, an event, or nothing that anybody has to keep.

Tables of words, each with the reason why it stands there; `judge` weighs them.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Role = Literal["duty", "event", "unclear", "nothing"]

# Compounds that name people or papers; the verbs inside them say nothing of what is to be done.
_NOUNS = re.compile(
    r"(?:สิ่ง|เอกสาร)ที่(?:ได้)?(?:ส่งมาด้วย|แนบมา)|ผู้(?:ที่)?(?:ประสงค์|สนใจ)(?:จะ)?(?:สมัคร|เข้าร่วม)?|ผู้(?:มีสิทธิ์?|ผ่านการ|ได้รับการ|ได้รับ|เข้ารับการ|เข้าร่วม|เข้า|สมัคร|รับสมัคร)"
    r"(?:(?:เข้า)?(?:รับการ|ร่วม)?(?:การ)?(?:สอบ(?:ข้อเขียน|สัมภาษณ์)?|คัดเลือก|สรรหา|ประเมิน(?:ความเหมาะสม|สมรรถนะ)?|ประชุม|อบรม|สัมมนา|แข่งขัน|ประกวด|กิจกรรม|ทุน))*|"
    r"(?:คณะ)?กรรมการ[ก-๎]{0,12}(?:สอบ|ประเมิน|คัดเลือก)|(?:ห้อง|หอ|รายงานการ|มติที่|ระเบียบวาระการ|ศูนย์)ประชุม|ค่าสมัคร|ใบสมัคร(?=สอบ)|"
    r"สนามสอบ|ข้อสอบ|ที่นั่งสอบ|ห้องสอบ|รอบ(?:การ)?ประเมิน|สถาบันพัฒนา|หนังสือรับรอง|คู่มือ(?:การ)?[ก-๎]{0,20}"
)
_DUTY = re.compile(
    r"จัดส่ง|นำส่ง|ส่ง(?!เสริม|ผลกระทบ|เสียง)|ยื่น|รายงาน|กรอก|บันทึก(?!ข้อความ)|จัดเก็บ|เก็บข้อมูล|รับสมัคร|สมัคร|ลงทะเบียน|"
    r"แจ้ง(?!ให้ทราบ|ว่า|เวียน)|ตอบรับ|ตอบแบบ|ยืนยัน|รับรอง|ประกาศ(?:ราย)?(?:ชื่อ|ผล)|ชำระ|เบิกจ่าย|ตรวจสอบ|ปรับปรุง|จัดทำ|สำรวจ|คัดเลือก|"
    r"แต่งตั้ง|ขอรับ|เสนอ|โอนเงิน|คืน(?:เงิน|เอกสาร)|ทำสัญญา|มอบตัว|ดาวน์โหลด|อัป?โหลด|นำเข้าข้อมูล|เผยแพร่|จัดซื้อ|จอง|ปิดระบบ|เปิดระบบ|"
    r"ประเมินตนเอง|ขอความอนุเคราะห์|รวบรวม|แก้ไข|เปิดรับ|รับทราบ|ลงนาม|หมดเขต|(?<!เ)ปิดรับ|วางแผน|กำกับ|"
    r"submi|appl(?:y|ic)|regist|nominat|deadline|closing date|return|send",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"ประชุม|อบรม|สัมมนา|สอบ(?!ถาม|สวน|ทาน|เทียบ)|แข่งขัน|ประกวด|ค่าย|ปฐมนิเทศ|ปัจฉิมนิเทศ|ทัศนศึกษา|ศึกษาดูงาน|เปิดภาคเรียน|ปิดภาคเรียน|"
    r"เปิดเรียน|นิทรรศการ|พิธี|จัดงาน|งานวัน|ตรวจเยี่ยม|ออกตรวจ|ลงพื้นที่|นิเทศ|ตรวจติดตาม|ตรวจราชการ|เข้าร่วม|เข้ารับการ|วิทยากร|จัดกิจกรรม|"
    r"ร่วมกิจกรรม|กิจกรรม|(?<!ร่าง)โครงการ|ทดสอบ|ประเมินความเหมาะสม|สัมภาษณ์|มหกรรม|กีฬา|camp|training|meeting|workshop|competition|contest|conference|seminar",
    re.IGNORECASE,
)
_TRANSPARENT = re.compile(r"ดำเนินการ|ประชาสัมพันธ์")
# Sending people to something, or telling them to go, is about the thing they go to.
_SENDS_TO_EVENT = re.compile(
    r"(?:ส่ง|แจ้ง(?:ให้)?|อนุญาต(?:ให้)?|มอบหมาย(?:ให้)?|นำ|เชิญ|ให้|คัดเลือก)(?!ราย|ใบ|เอกสาร|แบบ|ข้อมูล|ผล)"
    r"(?P<whom>[^\n]{0,200}?)"
    r"(?:เข้าร่วม|เข้ารับการ|เข้าประชุม|ไปประชุม|เป็นวิทยากร|เข้าค่าย|ไปราชการ|ร่วมประชุม)"
)
_LAST_DAY = re.compile(
    r"หมดเขต|วันสุดท้าย|(?<!เ)ปิดรับ|สิ้นสุดการ(?:รับ|ส่ง|สมัคร|ลงทะเบียน)|deadline|closing date|last date|\bdue\b",
    re.IGNORECASE,
)

# What stands right before a date that nobody has to keep.
_NOT_BEFORE = re.compile(
    r"(?:มีผล(?:ใช้)?(?:บังคับ)?(?:ใช้)?|ใช้บังคับ|ถือปฏิบัติ|เกิด(?:เมื่อ)?|อายุ[^ ]{0,30}|นับ(?:อายุ)?ถึง|นับแต่|"
    r"เมื่อ|ประจำ(?:เดือน)?|ราชกิจจานุเบกษา[^ ]{0,40}|(?<!สม)มติ[^ ]{0,60}|ครั้งที่ ?[0-9๐-๙]+/[0-9๐-๙]+|"
    r"(?<!จัด)(?<!ค่า)(?<!ลูก)(?<!ทำสัญญา)(?<!ลงนามสัญญา)(?<!ลงนามในสัญญา)จ้าง(?:ต่อ)?(?:ไป)?|"
    r"สัญญา(?:จ้าง)?(?:นี้)?(?:มีผล|สิ้นสุด|มีกำหนด)[^ ]*|"
    r"หมดอายุ|พ้นจากตำแหน่ง|เกษียณ[^ ]{0,20}|วาระ[^ ]{0,20}|รอบ(?:การ)?ประเมิน[^ ]{0,20}|"
    r"ได้รับ(?:หนังสือ|แจ้ง)[^ ]{0,20}|จะขอบคุณยิ่ง|ขอแสดงความนับถือ|dated?|born)"
    r"\s*(?:ณ|ใน|ตั้งแต่|จน|วันที่|ตั้งแต่วันที่)?\s*[(\"“]?\s*$"
)
_FISCAL_PERIOD = re.compile(r"(?:ปีงบประมาณ|ปีการศึกษา)\s*(?:พ\.ศ\.\s*)?[0-9๐-๙]{4}\s*[(\[]\s*$")
_NOT_IN_CLAUSE = re.compile(
    r"มีผลใช้บังคับ|มีผลบังคับใช้|ให้ใช้บังคับ|พระราชบัญญัติ|พระราชกฤษฎีกา|กฎกระทรวง|ราชกิจจานุเบกษา|เป็นครั้งแรก|ประวัติความเป็นมา|"
    r"จ้างต่อ|ระยะเวลา(?:การ)?จ้าง|ปฏิบัติงานครบ|(?<!ทำ)(?<!ลงนาม)(?<!ลงนามใน)สัญญาจ้าง(?!ภายใน)|ทดลองปฏิบัติงาน|ครบวาระ|ดำรงตำแหน่ง|"
    r"อายุ(?:ไม่|ครบ|ตั้งแต่|ต้อง|ระหว่าง)|เกิดวันที่|วันเดือนปีเกิด"
)
# จากเดิมภายในวันที่ … เป็นภายในวันที่ …: the first date no longer counts.
_REPLACED_BEFORE = re.compile(
    r"(?:จาก(?:กำหนด)?(?:การ)?เดิม[^\n]{0,60}|จาก|เดิม)\s?(?:ที่)?(?:กำหนด(?:ไว้|การ)?)?\s?$"
)
_REPLACED_AFTER = re.compile(r"^\s?(?:ให้)?(?:ขยาย|เลื่อน|เปลี่ยน)?(?:ออกไป)?เป็น(?!ต้น|ประจำ|การ)")
_AS_OF = re.compile(r"(?:ข้อมูล|จำนวน|ยอด|สถานะ|อายุ)[^\n]{0,60}$")
_EFFECTIVE = re.compile(r"^\s*(?:ทั้งนี้)?\s*(?:ให้มีผล)?\s*$")
_HAPPENED = re.compile(
    r"(?:ได้(?!รับคัดเลือก|แก่|รับการ|ที่|ภายใน|ตั้งแต่|ทาง|จาก|รับเงิน)|ซึ่งได้|เคย)[^ ]*[ก-๎ ]{0,160}(?:แล้ว|นั้น|เรียบร้อย)|"
    r"ที่ผ่านมา|เป็นครั้งแรก"
)
_REQUEST = re.compile(
    r"ขอความร่วมมือ|ขอความอนุเคราะห์|ขอเชิญ|ขอให้|แจ้งให้|ให้(?!ทราบ|แล้วเสร็จ|เสร็จ|ทัน|ถูกต้อง|เป็นไป|มี|ครบ|ถึง|กับ|แก่|การ|ได้|บริการ)|"
    r"กรุณา|โปรด(?!ทราบ|พิจารณา)|ต้อง|สามารถ|จะ(?=ดำเนินการ|จัด|ประกาศ|รับสมัคร|เปิด|ประชุม|ออก)|กำหนด(?=จัด|ให้|รับ|เปิด|ส่ง|ประชุม|อบรม)|"
    r"เห็นสมควร(?=จัด|ให้)|โดย(?=จัด|ยื่น|ส่ง|แจ้ง|ให้|รับ|ประกาศ)|พร้อม(?=ส่ง|ทั้งส่ง|จัด|แจ้ง|นำ)|และ(?=ส่ง|รายงาน|จัดส่ง|แจ้ง|ยืนยัน|บันทึก|ยื่น)|"
    r"please|must|should|shall|to be"
)


_ASKS_READER = re.compile(
    r"กรุณา|โปรด(?!ทราบ|พิจารณา)|ขอให้ท่าน|ขอความ(?:ร่วมมือ|อนุเคราะห์)(?:จาก)?ท่าน|ขอให้(?=ส่ง|แจ้ง|รายงาน|ตอบ)"
)


class Judgement(NamedTuple):
    """role of the clause; whether it asks somebody to act, and asks the reader himself (กรุณา, ขอให้ท่าน);
    whether its date ends something (หมดเขต)."""

    role: Role
    request: bool
    asks_reader: bool
    last_day: bool


def masked(text: str) -> str:
    """The text with names of people and papers blotted out, as long as before."""
    return _NOUNS.sub(lambda match: "ฯ" * len(match.group()), text)


def first_verb(text: str) -> tuple[Role, int]:
    """The role of the first verb in the clause and where it begins; "unclear" where there is none."""
    plain = masked(text)
    duty, event = _DUTY.search(plain), _EVENT.search(plain)
    found: list[tuple[int, Role]] = []
    if duty:
        found.append((duty.start(), "duty"))
    if event:
        found.append((event.start(), "event"))
    if not found and (transparent := _TRANSPARENT.search(plain)):
        found = [(transparent.start(), "duty")]
    start, role = min(found, default=(len(text), "unclear"))
    return role, start


def judge(action: str, clause: str, *, limit: bool) -> Judgement:
    """What a clause makes of its date.

    action: the clause from its asking words on. limit: the date is a latest one (ภายใน); taking place is then
    not what it is about.
    """
    role, _ = first_verb(action)
    if not limit and _is_sent_to_event(masked(clause)):
        role = "event"
    if limit and role == "event":
        role = "duty"
    last_day = _LAST_DAY.search(clause) is not None
    if last_day and role == "unclear":
        role = "duty"
    request, reader = _REQUEST.search(clause), _ASKS_READER.search(clause)
    return Judgement(role, request is not None, reader is not None, last_day)


def _is_sent_to_event(clause: str) -> bool:
    """ส่งนักเรียนเข้าร่วม…, but not ให้ครูลงทะเบียนเข้ารับการอบรม: there the registering is what is asked."""
    return any(not _DUTY.search(match["whom"]) for match in _SENDS_TO_EVENT.finditer(clause))


def is_nobodys(before: str, clause: str, printed: str = "") -> bool:
    """Whether the words before the date, or its clause, make it one that nobody has to keep: effective dates,
    laws, birthdays, terms of employment, cited events. printed: the date with its own words (เมื่อวันที่ …)."""
    return bool(
        printed.startswith("เมื่อ")
        or _NOT_BEFORE.search(before[-90:])
        or _FISCAL_PERIOD.search(before)
        or _is_something_else(clause)
        or (before.strip() and _EFFECTIVE.fullmatch(before))
    )


def _is_something_else(clause: str) -> bool:
    """The clause speaks of a law, of somebody's age or employment, and no verb of doing follows."""
    last = max((match.end() for match in _NOT_IN_CLAUSE.finditer(clause)), default=None)
    return last is not None and first_verb(clause[last:])[0] == "unclear"


def is_replaced(lead: str, after: str) -> bool:
    """Whether the date is the old one of two."""
    return bool(_REPLACED_BEFORE.search(lead) and _REPLACED_AFTER.match(after))


def is_as_of(printed: str, lead: str) -> bool:
    """ข้อมูลนักเรียน ณ วันที่ 10 มิ.ย.: the day that figures are taken of."""
    return re.match(r"ณ\s?วันที่", printed) is not None and bool(_AS_OF.search(lead))


def tells_of_the_past(clause: str) -> bool:
    """Whether the clause tells what has happened."""
    return _HAPPENED.search(clause) is not None


def request_starts(text: str) -> list[int]:
    """Where in the text somebody begins to be asked or something begins to be arranged."""
    return [match.start() for match in _REQUEST.finditer(text)]
