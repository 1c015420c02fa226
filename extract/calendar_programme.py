"""A programme: the hours of one event, day by day. Its lines are no deadlines of their own."""

from __future__ import annotations

import re
from collections import defaultdict

from extract.calendar_rows import DutyRow, ReadGrid
from extract.calendar_words import dates_in

_SESSION = re.compile(
    r"ลงทะเบียน(?:เข้าร่วม|และ|$|รับ|ผู้|คณะ|เจ้าหน้าที่)|พิธีเปิด|พิธีปิด|รับประทาน|พักรับ|พักเบรก|บรรยาย|รายงานตัวเข้าที่พัก|อภิปราย|ละลายพฤติกรรม|"
    r"ชี้แจงวัตถุประสงค์|แบ่งกลุ่ม|ภาคทฤษฎี|ภาคปฏิบัติ|ปิดการประชุม|ปิดประชุม|เดินทางกลับ"
)


def is_programme(read: ReadGrid) -> bool:
    """Whether the rows are hours of days: one day has several times, or the table has times and no dates.

    A schedule of visits, each day with the same hours for every school, is none.
    """
    timed = [row for row in read.rows if _hours(row)]
    if len(timed) < 2 or len(timed) < 0.5 * len(read.rows) or read.columns.months:
        return False
    if not any(row.periods for row in read.rows):
        return True
    hours_of_day: dict[str, set[str]] = defaultdict(set)
    for row in timed:
        hours_of_day[_day_of(row)].add(_hours(row))
    several = sum(len(hours) for hours in hours_of_day.values() if len(hours) > 1)
    sessions = sum(1 for row in read.rows if _SESSION.search(row.action.text))
    return several >= 0.5 * len(timed) or sessions >= max(2, 0.2 * len(read.rows))


def _hours(row: DutyRow) -> str:
    if row.time is not None:
        return row.time.text
    return next((t for _, passage in row.periods if (t := _hours_in(passage.text))), "")


def _hours_in(text: str) -> str:
    return next((f"{s.start_time}-{s.end_time}" for s in dates_in(text) if s.start_time or s.end_time), "")


def _day_of(row: DutyRow) -> str:
    if row.day is not None:
        return row.day.text
    for _, passage in row.periods:
        for span in dates_in(passage.text):
            if span.start or span.end:
                return f"{span.start or span.end}"
    return " ".join(passage.text for _, passage in row.periods)
