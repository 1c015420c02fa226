"""Who acts, told by the action itself, where no column says it."""

from __future__ import annotations

import re

from extract.actors import OTHER, find_actors, find_mentions

_BY = re.compile(r"โดย(?!เฉพาะ|เร็ว|ด่วน|ประมาณ|พลัน|วิธี|ใช้|ให้|มี|การ|ไม่|ทั่ว|ตรง)\s*")
_NUMBER = re.compile(r"^\s*(?:ข้อ\s*)?[-–•*(]*\s*(?:[\d๐-๙]{1,2}(?:\.[\d๐-๙]{1,2})*\s*[.)]?)?\s*")
_PERSONS = re.compile(
    r"(ผู้(?!อำนวยการ|บริหาร|รับจ้าง)[ก-๎]{2,40}?)(?=รายงานตัว|ยื่น|ส่ง(?!เสริม)|สมัคร|ลงทะเบียน|ชำระ|ทำสัญญา|มารายงาน|เข้ารับ|เข้าสอบ|เข้าร่วม)"
)
_PUBLISHES = re.compile(r"ประกาศ(?:ราย)?(?:ชื่อ|ผล)|แจ้งผล")
_LOCAL = re.compile(r"โรงเรียน|วิทยาลัย|มหาวิทยาลัย|เขตพื้นที่|เทศบาล|องค์การบริหาร|สถาบัน|อำเภอ|จังหวัด")
_NEAR = 30  # letters after โดย within which the actor must be named


def actors_named_as_doing(action: str) -> list[str]:
    """The parties that stand after โดย ("รับรองข้อมูล โดยผู้อำนวยการโรงเรียน")."""
    for match in _BY.finditer(action):
        if found := find_actors(action[match.end() : match.end() + _NEAR]):
            return found
    return []


def actors_of_action(action: str, *, issuer: str = "") -> list[str]:
    """The actors that an action names: after โดย, as its first word, or by what only the issuer does.

    >>> actors_of_action("รับรองข้อมูล โดยผู้อำนวยการโรงเรียน")
    ['school']
    >>> actors_of_action("7. ผู้ได้รับคัดเลือกรายงานตัวเพื่อทำสัญญา")
    ['other:ผู้ได้รับคัดเลือก']
    """
    if doing := actors_named_as_doing(action):
        return doing
    head = _NUMBER.sub("", action, count=1)
    if (mentions := find_mentions(head)) and mentions[0].start == 0:
        return [mentions[0].actor]
    if persons := _PERSONS.match(head):
        return [OTHER + persons[1].strip()]
    if _PUBLISHES.match(head) and issuer and not _LOCAL.search(issuer):
        return ["ministry"]
    return []
