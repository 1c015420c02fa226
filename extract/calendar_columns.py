"""What the columns of a calendar table are, told by their heads, tolerant of misread letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

from extract.calendar_months import month_columns, named_month, year_of_account

Role = Literal["item", "action", "actor", "period", "start", "end", "time", "place", "remark"]

# In this order a head is asked for each role: ผลการดำเนินงาน is a remark although it holds การดำเนินงาน.
HEADS: dict[Role, tuple[str, ...]] = {
    "remark": (
        "หมายเหตุ", "ผลการดำเนินงาน", "ผลการปฏิบัติ", "ผลที่คาดว่าจะได้รับ", "ข้อเสนอ", "ตัวชี้วัด", "งบประมาณ", "เป้าหมาย",
        "จำนวน", "วิทยากร", "ผลผลิต", "หลักฐาน", "ร่องรอย",
    ),
    "start": ("วันเริ่มต้น", "วันที่เริ่มต้น", "เริ่มต้น", "วันที่เริ่ม", "วันเริ่ม", "เริ่มวันที่", "ตั้งแต่วันที่"),
    "end": ("วันสิ้นสุด", "วันที่สิ้นสุด", "สิ้นสุด", "ถึงวันที่", "สิ้นสุดวันที่"),
    "period": (
        "ระยะเวลา", "ระยะเวลาดำเนินการ", "ระยะเวลาการดำเนินงาน", "วันเดือนปี", "วดป", "กำหนดการ", "กำหนดส่ง",
        "กำหนดเวลา", "กำหนดวัน", "ช่วงเวลา", "ห้วงเวลา", "ภายในวันที่", "วันเวลา", "วันที่", "กำหนดแล้วเสร็จ", "ปฏิทิน",
        "เวลาดำเนินการ", "ช่วงวันที่", "ระหว่างวันที่",
    ),
    "actor": (
        "ผู้ดำเนินการ", "ผู้รับผิดชอบ", "หน่วยงาน", "ผู้ปฏิบัติ", "หน่วยดำเนินการ", "ผู้เกี่ยวข้อง", "ผู้ที่เกี่ยวข้อง", "หน่วยปฏิบัติ",
        "หน่วยรับผิดชอบ", "ผู้ดำเนินงาน", "รับผิดชอบโดย", "ดำเนินการโดย",
    ),
    "action": (
        "การดำเนินงาน", "การดำเนินการ", "กิจกรรม", "รายการ", "ขั้นตอน", "ภารกิจ", "รายละเอียด", "หัวข้อ", "เรื่อง",
        "แผนงาน", "โครงการ", "สิ่งที่ต้องดำเนินการ", "สิ่งที่ดำเนินการ", "เนื้อหา", "แนวปฏิบัติ", "แนวทางการดำเนินงาน",
    ),
    "place": ("สถานที่", "อำเภอ", "ห้องประชุม"),
    "time": ("เวลา", "เวลาน"),
    "item": ("ลำดับ", "ลำดับที่", "ลำดับที", "ที่", "ข้อ", "ข้อที่", "ขั้นที่", "ครั้งที่"),
}  # fmt: skip
LONGEST_HEAD = 24  # letters; more is a sentence
_EXACT_ONLY = frozenset({"เวลา", "เวลาน", "ที่", "ข้อ", "ข้อที่", "เรื่อง", "ครั้งที่", "ขั้นที่", "อำเภอ"})
_WHOLE_WORDS = {
    "งาน": "action",
    "no": "item",
    "วัน": "period",
    "วันเดือน": "period",
    "เดือน": "period",
    "ประจำเดือน": "period",
}
_LEAST_LIKENESS = 80
_LIMIT = re.compile(r"ภายใน|กำหนดส่ง|สิ้นสุด|แล้วเสร็จ|ไม่เกิน")


@dataclass(frozen=True)
class Columns:
    """Column numbers by role, months by column ("YYYY-MM"), and the head texts of every column."""

    roles: dict[int, Role] = field(default_factory=dict)
    months: dict[int, str] = field(default_factory=dict)
    heads: tuple[tuple[str, ...], ...] = ()

    def of(self, role: Role) -> list[int]:
        return [column for column, its in sorted(self.roles.items()) if its == role]

    @property
    def dated(self) -> bool:
        """Whether rows of this table can have a date."""
        return bool(self.of("period") or self.of("start") or self.of("end") or self.months)

    @property
    def others(self) -> list[int]:
        """Columns without a role, such as the schools of a visiting schedule."""
        known = set(self.roles) | set(self.months)
        return [column for column in range(len(self.heads)) if column not in known]

    def label_of(self, column: int) -> str | None:
        """What sets a dated column apart from its fellows under one head: ภาคเรียนที่ 1, ระดับมัธยม."""
        heads = self.heads[column] if 0 <= column < len(self.heads) else ()
        return heads[-1] if len(heads) > 1 and role_of(heads[-1]) is None else None

    def is_limit(self, column: int) -> bool:
        """Whether the head says that the date is the last one (กำหนดส่ง, ภายในวันที่)."""
        return any(_LIMIT.search(text) for text in self.heads[column])


@lru_cache(maxsize=4096)
def role_of(head: str) -> Role | None:
    """The role that a head's wording gives its column; None where it is no word of ours.

    >>> role_of("ผู้รับผิดชอบ")
    'actor'
    >>> role_of("ระยะเวลาดําเนินการ")
    'period'
    """
    name = re.sub(r"[\s.,:;()/*\d๐-๙]", "", head).replace("ํา", "ำ").lower()
    if not name:
        return None
    if name in _WHOLE_WORDS:
        return _WHOLE_WORDS[name]  # type: ignore[return-value]
    for role, words in HEADS.items():
        if any(name == w or (w not in _EXACT_ONLY and name.startswith(w)) for w in words):
            return role
    best, of = 0.0, None
    for role, words in HEADS.items():
        for word in words:
            likeness = fuzz.ratio(name, word) if len(word) > 4 else 0.0
            if likeness > best:
                best, of = likeness, role
    if best >= _LEAST_LIKENESS:
        return of
    return "period" if "ระยะเวลา" in name and len(name) <= LONGEST_HEAD else None  # after scraps


def looks_like_head(texts: Sequence[str]) -> int:
    """How many of the distinct cell texts of a row are words of a head (roles, months, years)."""
    return sum(1 for text in texts if text and (role_of(text) or named_month([text]) or _is_year(text)))


def _is_year(text: str) -> bool:
    return len(text) < 40 and ("ปี" in text or "พ.ศ" in text) and year_of_account(text) is not None


def columns_of(heads: Sequence[Sequence[str]], title: str = "") -> Columns:
    """The columns of a table by the texts of its head.

    heads: for each column the distinct texts of its head cells from top to bottom.
    title: what stands above the table, for the year of a month grid.
    """
    months = month_columns(heads, title)
    roles: dict[int, Role] = {}
    for column, texts in enumerate(heads):
        if column in months:
            continue
        role = next((found for text in reversed(texts) if (found := role_of(text))), None)
        if role is not None:
            roles[column] = role
    return Columns(_settled(roles, heads), months, tuple(tuple(texts) for texts in heads))


def _settled(roles: dict[int, Role], heads: Sequence[Sequence[str]]) -> dict[int, Role]:
    """One item and one action column only: of two numbers or two actions the first one is meant."""
    settled = dict(roles)
    for role in ("item", "action"):
        for column in [c for c, its in sorted(settled.items()) if its == role][1:]:
            if heads[column] != heads[column - 1]:
                del settled[column]
    return settled
