"""What tells a calendar from other tables and lists: the words of its title, and texts that are dates."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from extract.thai_dates import DateSpan, find_dates

CALENDAR_WORDS = re.compile(
    r"ป?ฏิทิน|กำหนดการ|แผน(?:การ|งาน|ปฏิบัติ)|กำหนดเวลา|กำหนดวัน|ระยะเวลา|ตาราง|ขั้นตอน|ไทม์ไลน์|[Tt]imeline"
)


@lru_cache(maxsize=4096)
def dates_in(text: str, *, on: date | None = None) -> tuple[DateSpan, ...]:
    """`extract.thai_dates.find_dates`, remembered: a period is asked for its dates by several rules."""
    return tuple(find_dates(text, on=on))


def is_mostly_date(text: str) -> bool:
    """Whether the text is a date and little else.

    >>> is_mostly_date("ภายใน 15 มิ.ย. 70"), is_mostly_date("ส่งแบบ 15 มิ.ย. 70 ให้ครบทุกข้อ")
    (True, False)
    """
    spans = [s for s in dates_in(text) if s.start or s.end or s.rule or s.doubts]
    return sum(s.end_index - s.start_index for s in spans) >= 0.6 * len(text.strip())
