"""Days in words: 10 มิ.ย. 67, 10 - 12 และ 15 มิถุนายน 2567, วันศุกร์ที่ 14 …, August 10-12, 2015."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from extract.date_phrases import Part, Phrase
from extract.date_tokens import MONTHS
from extract.thai_months import guess_month
from extract.token_reader import DAY_WORDS, LIST, RANGE, TokenReader
from extract.year_reading import read_year

MOST_PARTS = 40  # days in one list; keeps any text linear
# After these a bare number counts something and is no day.
_COUNTER_BEFORE = re.compile(
    r"(?:ครั้งที่|ข้อ(?:ที่)?|รุ่นที่|ลำดับ(?:ที่)?|ฉบับที่|รอบที่|ระยะที่|หมู่(?:ที่)?|มาตรา|ภาคเรียนที่|เลขที่|"
    r"ห้อง|อาคาร|หน้า|งวดที่|กลุ่มที่|วาระที่|จำนวน|ชุดที่|เขต|ปีที่|ชั้น|โทร\.?|ตอนที่|บทที่|กิจกรรมที่|สิ่งที่ส่งมาด้วย|[ปม]\.) ?$"
)
# What stands where a month must stand: between a day and a year.
_ODD_MONTH = re.compile(
    r"[ \n]?(?:เดือน ?)?(?P<word>(?!พ\.? ?ศ|ค\.? ?ศ)[ก-๎.]{2,14})[ \n]?(?:พ\.ศ\. ?)?(?P<year>2[456]\d\d)(?!\d)"
)
_LIKE_A_MONTH = re.compile(r"[ก-ฮเ][ก-๎]{0,2}\.[ก-ฮ]{1,2}\.?|[ก-๎]{3,}(?:คม|ยน|พันธ์)")


def days(reader: TokenReader, first: int) -> Phrase | None:
    if first < reader.barren:
        return None
    parts: list[Part] = []
    at, joint, best = first, "", 0
    ends: list[int] = []
    while len(parts) < MOST_PARTS:
        read = _day_part(reader, at)
        if read is None:
            break
        part, at = read
        parts.append(replace(part, joint=joint) if joint else part)  # type: ignore[arg-type]
        ends.append(at)
        if part.month is not None:
            best = len(parts)
        at = _over_hours(reader, at)
        if (
            at in reader.hours
            and reader.kind(at) == "to"
            and reader.beside(reader.hours[at], "day", "weekday")
        ):
            joint, at = "range", reader.hours[at]  # "ถึง 16.30 น. วันที่ 12"
            continue
        if not _joins(reader, at, parts[-1]):
            break
        joint = "range" if reader.kind(at) in RANGE else "list"
        at = behind_joint(reader, at + 1)
        if not reader.beside(at):
            break
    if not best:
        reader.barren = max(reader.barren, at)  # whatever begins inside would end here as well
        return None
    if not parts[0].worded and is_counter(reader, first):
        return None
    return Phrase("days", tuple(parts[:best]), first, ends[best - 1])


def _over_hours(reader: TokenReader, at: int) -> int:
    """Behind the hours of a day that begins a range: "10 มิ.ย. เวลา 08.30 น. ถึงวันที่ 12 มิ.ย."."""
    behind = reader.hours.get(at, at)
    return behind if reader.beside(at) and reader.beside(behind, *RANGE) else at


def _joins(reader: TokenReader, at: int, part: Part) -> bool:
    """Whether token `at` joins this part to a further one. A dash that begins a line is a bullet, unless
    what stands before it is plainly a date."""
    if not reader.beside(at, *RANGE, *LIST):
        return False
    bullet = reader.kind(at) == "dash" and "\n" in reader.gap(at)
    return not bullet or part.worded


def behind_joint(reader: TokenReader, at: int) -> int:
    """Skips the second joint of "จนถึง" written apart, "และใน", "ถึง ณ"."""
    start = at
    while at - start < 3 and reader.beside(at, "to", "on"):
        at += 1
    return at


def _day_part(reader: TokenReader, at: int) -> tuple[Part, int] | None:
    worded, weekday, start = False, None, at
    weekdays = 0
    while reader.kind(at) in DAY_WORDS and at - start < 5 and (at == start or reader.beside(at)):
        if reader.kind(at) == "weekday":
            weekdays += 1
            weekday = reader.tokens[at].value if weekdays == 1 else None
        worded = True
        at += 1
        if weekdays == 1 and reader.beside(at, "dash", "and") and reader.beside(at + 1, "weekday"):
            at += 1  # วันเสาร์-อาทิตย์ที่ 1 - 2: two weekdays before the days, neither is checked
    if at > start and not reader.beside(at):
        return None
    if worded and reader.kind(at) in ("blank_day", *MONTHS, "month_word"):
        return _blank_day(reader, at)
    if reader.kind(at) != "number" or not 1 <= len(reader.tokens[at].text.rstrip("sthnrd")) <= 2:
        return None
    month_at = at + 1
    part = Part(day=reader.tokens[at].value, weekday=weekday, worded=worded)
    return _with_month(reader, part, month_at)


def _blank_day(reader: TokenReader, at: int) -> tuple[Part, int] | None:
    """วันที่ ..... กันยายน 2568: a form not filled in."""
    if reader.kind(at) == "blank_day":
        at += 1
        if not reader.beside(at):
            return None
    part, after = _with_month(reader, Part(day=0, worded=True), at)
    return (part, after) if part.month else None


def is_counter(reader: TokenReader, at: int) -> bool:
    start = reader.tokens[at].start
    return bool(_COUNTER_BEFORE.search(reader.text[max(0, start - 20) : start]))


def _with_month(reader: TokenReader, part: Part, at: int) -> tuple[Part, int]:
    month_at = at
    if reader.beside(month_at, "month_word"):
        month_at += 1
    if reader.beside(month_at, *MONTHS):
        token = reader.tokens[month_at]
        part = replace(part, month=token.value, english=token.kind == "english_month")
        year, after = read_year(reader, month_at + 1)
        return replace(part, year=year), after
    if (
        reader.beside(at, "month_word")
        and reader.beside(at + 1, "number")
        and reader.tokens[at + 1].value in range(1, 13)
    ):
        year, after = read_year(reader, at + 2)  # วันที่ 3 เดือน 6 พ.ศ. 2567
        if year and len(year.digits) == 4:
            return replace(part, month=reader.tokens[at + 1].value, year=year), after
    return _with_guessed_month(reader, part, at)


def _with_guessed_month(reader: TokenReader, part: Part, at: int) -> tuple[Part, int]:
    """A day and a four-digit year with a misspelt word between them. month 0: it could be any."""
    odd = _ODD_MONTH.match(reader.text, reader.tokens[at - 1].end) if part.day else None
    if odd is None:
        return part, at
    month, year_at = guess_month(odd["word"]), at
    if month is None and not _LIKE_A_MONTH.fullmatch(odd["word"]):
        return part, at
    while year_at < at + 8 and reader.kind(year_at) and reader.tokens[year_at].start < odd.start("year"):
        year_at += 1
    year, after = read_year(reader, year_at, near=False)
    return (replace(part, month=month or 0, year=year, guessed=True), after) if year else (part, at)


def english_days(reader: TokenReader, first: int) -> Phrase | None:
    """August 17, 2015 and August 10-12, 2015."""
    at = first
    weekday = reader.tokens[at].value if reader.kind(at) == "weekday" else None
    if weekday is not None:
        at += 1
    if reader.kind(at) != "english_month" or not reader.beside(at + 1, "number"):
        return None
    month, at = reader.tokens[at].value, at + 1
    days = [reader.tokens[at].value]
    joint: Literal["range", "list"] = "range"
    if (
        reader.beside(at + 1, *RANGE, "and")
        and reader.beside(at + 2, "number")
        and reader.tokens[at + 2].value <= 31
    ):
        joint = "range" if reader.kind(at + 1) in RANGE else "list"
        days.append(reader.tokens[at + 2].value)
        at += 2
    if max(days) > 31:
        return None
    year, after = read_year(reader, at + 1)
    if year is None and reader.kind(first) != "weekday" and len(reader.tokens[at].text.rstrip("sthnrd")) > 2:
        return None
    parts = [Part(day, month, year, english=True, joint=joint if i else "") for i, day in enumerate(days)]
    parts[0] = replace(parts[0], weekday=weekday)
    return Phrase("days", tuple(parts), first, after)
