"""Whether a dated action is an event to attend or a duty to do, by the word that the action begins with.

`event` is what takes place and is attended or opens (a meeting, a training, an examination); publishing a
list, registering people and reporting are duties even where the word "examination" follows.
"""

from __future__ import annotations

import re

_NUMBER = re.compile(r"^\s*(?:ข้อ\s*|ข้อที่\s*)?[-–•*(]*\s*(?:[\d๐-๙]{1,2}(?:\.[\d๐-๙]{1,2})*\s*[.)]?)?\s*")
_LEADING = re.compile(
    r"^(?:วัน|การ|ขอเชิญ|เชิญ|เข้าร่วม|ร่วม|เข้ารับ|เข้า|จัด|ดำเนินการ|กำหนด(?!การ|วัน|เวลา|ให้)|พิธี|เริ่ม|\s)+"
)
_EVENT = re.compile(
    r"ประชุม|อบรม|สัมมนา|สอบ(?!ถาม|สวน|ทาน|เทียบ)|แข่งขัน|ประกวด|ค่าย|ปฐมนิเทศ|ปัจฉิมนิเทศ|ทัศนศึกษา|ศึกษาดูงาน|เปิดภาคเรียน|"
    r"ปิดภาคเรียน|เปิดเรียน|นิทรรศการ|พิธี|งานวัน|ตรวจเยี่ยม|ออกตรวจ|ลงพื้นที่|นิเทศ|ตรวจติดตามและประเมินผล|ประเมินความเหมาะสม|"
    r"เปิดงาน|เปิดการ(?:ประชุม|แข่งขัน|อบรม)|สาธิต|ทดสอบ(?:ระดับ|ทาง|ความ|ภาค|O-?NET|RT|NT)|คัดเลือกตัวแทน"
)
_DUTY_DESPITE = re.compile(
    r"^(?:ประกาศ|รับสมัคร|แจ้ง|ส่ง|รายงาน|บันทึก|เตรียม|จัดทำ|จัดส่ง|ลงทะเบียน|สมัคร|ตอบรับ|ยืนยัน|สรุป)"
)
_LAST_DAY = re.compile(r"หมดเขต|วันสุดท้าย|ปิดรับ|สิ้นสุดการ(?:รับ|ส่ง|สมัคร|ลงทะเบียน)|ภายในเวลา|เสร็จสิ้นภายใน|ไม่เกินเวลา")


def is_event(action: str) -> bool:
    """Whether the action names something that takes place.

    >>> is_event("3. สอบข้อเขียน"), is_event("ประกาศรายชื่อผู้มีสิทธิสอบ"), is_event("รับสมัครสอบ")
    (True, False, False)
    """
    head = _NUMBER.sub("", action, count=1)
    if _DUTY_DESPITE.match(head):
        return False
    return _EVENT.match(_LEADING.sub("", head)) is not None


def is_last_day(action: str) -> bool:
    """Whether the action says that its day is the end of a time that began before (หมดเขตส่งใบสมัคร)."""
    return _LAST_DAY.search(action) is not None
