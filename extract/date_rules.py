"""Dates that are rules: so many days from an event, the tenth of every month. They never become dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from extract.date_grammar import read_phrase
from extract.date_tokens import MONTHS
from extract.token_reader import TokenReader

_ONES = {"เอ็ด": 1, "หนึ่ง": 1, "สอง": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6, "เจ็ด": 7, "แปด": 8, "เก้า": 9}
_ONE = "|".join(_ONES)
_COUNT = rf"\d{{1,3}}(?![\d.,])|(?:หนึ่งร้อย|ร้อย)?(?:(?:ยี่|{_ONE})?สิบ)?(?:{_ONE})?"
_UNIT = (
    r"วัน ?ท(?:ำ|ํา) ?การ|วัน(?!ที่|จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์|หยุด|สำคัญ)|สัปดาห์|เดือน|ปี(?!งบ|การ)|ชั่วโมง|ชม\.|"
    r"(?:working |business )?days?\b|weeks?\b|months?\b|hours?\b"
)
_FROM = (
    r"นับ(?:ตั้ง)?แต่|นับ(?:ถัด)?จาก|นับถัด|ตั้งแต่|ภายหลัง(?:จาก)?|หลัง(?:จาก)?|ก่อน|ถัดจาก|"
    r"(?:from|after|of|before)(?= )"
)
_LIMIT = r"ภายใน|ไม่ ?เกิน(?:กว่า)?|อย่างช้า(?:ไม่เกิน|ภายใน)?|ไม่ช้ากว่า|ไม่น้อยกว่า|อย่างน้อย|within"
_RELATIVE = re.compile(
    rf"(?P<limit>{_LIMIT})? ?(?:(?:กำหนด)?(?:ระยะ)?เวลา|กำหนด)? ?(?:ไม่เกิน ?)?"
    rf"(?P<count>{_COUNT}) ?(?:\([^()\n]{{1,20}}\) ?)?(?P<unit>{_UNIT})(?: ?ทำการ)?"
    rf"(?P<base>[ \n]?(?:{_FROM}))?",
    re.IGNORECASE,
)
_AHEAD = re.compile(r"(?:ล่วงหน้า|ก่อน[ก-๎]{0,40}) ?$")
_BY_THE_SET_DATE = re.compile(
    r"(?:ให้)?(?:แล้ว)?เสร็จ(?:สิ้น)? ?(?:ตาม|ภายใน|ทัน)(?:ระยะ)?(?:เวลา)?(?:ที่)?กำหนด(?:เวลา)?(?!การ|[ก-๎])"
)
# The next matter begins there even where a line's end swallowed the blank before it.
_NEXT_MATTER = (
    r"(?<=[ก-๎])(?:ขอ)?ให้(?=โรงเรียน|สถานศึกษา|สำนักงาน|หน่วยงาน|ผู้|ส่ง|จัด|ราย|แจ้ง|กรอก|ปรับ|บันทึก|ตรวจ|ยืนยัน)|"
    r"(?<=[ก-๎])จะ(?=จัด|ดำเนิน|ประกาศ|ออก|เปิด|แจ้ง)|(?<=[ก-๎])และ(?:ขอ|ให้|ส่ง|แจ้ง)|(?<=[ก-๎])กำหนด(?=จัด|รับ|สอบ)"
)
_CLAUSE_END = re.compile(rf"[ \n,;()]|{_NEXT_MATTER}")
_LONGEST_BASE = 90


@dataclass(frozen=True)
class Rule:
    """text[start:end] says it. limit: whether a limit word (ภายใน) makes it a duty and not a duration."""

    kind: Literal["relative", "recurring"]
    start: int
    end: int
    rule: dict[str, Any]
    limit: bool


def find_rules(reader: TokenReader) -> list[Rule]:
    """The rules in a folded text, from left to right."""
    found = [*_relative(reader), *_by_the_set_date(reader), *_recurring(reader)]
    return sorted(found, key=lambda rule: (rule.start, -rule.end))


def _relative(reader: TokenReader) -> Iterator[Rule]:
    for match in _RELATIVE.finditer(reader.text):
        count = _count(match["count"])
        ahead = _AHEAD.search(reader.text[max(0, match.start() - 50) : match.start()])
        at_least = (match["limit"] or "") in ("ไม่น้อยกว่า", "อย่างน้อย")
        within = bool(match["limit"]) and not at_least
        if not count or not (match["base"] or (ahead and at_least) or match["limit"] in ("ภายใน", "within")):
            continue
        end, base = match.end(), ""
        if match["base"]:
            end = _end_of_base(reader, match.end("base"))
            base = " ".join(reader.text[match.start("base") : end].split())
        start = match.start() - (len(ahead.group()) if ahead and at_least else 0)
        if ahead and at_least:
            base = base or " ".join(ahead.group().split())
        lead = len(reader.text[start:end]) - len(reader.text[start:end].lstrip())
        yield Rule(
            "relative",
            start + lead,
            end,
            _rule(count, match["unit"], base),
            within or bool(ahead and at_least),
        )


def _rule(count: int, unit: str, base: str) -> dict[str, Any]:
    unit = unit.lower().replace(" ", "")
    for name, words in (
        ("months", ("เดือน", "month")),
        ("years", ("ปี",)),
        ("hours", ("ชั่วโมง", "ชม.", "hour")),
    ):
        if unit.startswith(words):
            return {name: count, "working_days": False, "from": base}
    days = count * 7 if unit.startswith(("สัปดาห์", "week")) else count
    working = "การ" in unit or unit.startswith(("working", "business"))
    return {"days": days, "working_days": working, "from": base}


def _count(printed: str) -> int:
    if printed.isdigit():
        return int(printed)
    hundred = re.match(r"(?:หนึ่ง)?ร้อย", printed)
    rest = printed[hundred.end() :] if hundred else printed
    tens, ten, ones = rest.partition("สิบ")
    if not ten:
        tens, ones = "", rest
    value = 100 if hundred else 0
    if ten:
        value += 10 * (2 if tens == "ยี่" else _ONES.get(tens, 1))
    return value + _ONES.get(ones, 0)


def _end_of_base(reader: TokenReader, at: int) -> int:
    """Where the words end that say from when the days count: at the next blank, a date taken whole."""
    text = reader.text
    limit = min(len(text), at + _LONGEST_BASE)
    start = at
    while at < limit:
        match = _CLAUSE_END.search(text, at, limit)
        if match is None:
            return limit if limit == len(text) else at if at > start else limit
        at = match.start()
        if (dated := _end_of_date(reader, at)) is not None:
            return dated
        said = text[start:at].strip()
        if match.group() not in " \n" or (len(said) > 5 and not said.endswith(("วันที่", "วัน"))):
            return at
        at += 1
    return limit


def _end_of_date(reader: TokenReader, at: int) -> int | None:
    for i in _tokens_near(reader, at):
        phrase = read_phrase(reader, i)
        if phrase is not None and phrase.form == "days":
            return reader.tokens[phrase.next - 1].end
    return None


def _tokens_near(reader: TokenReader, at: int) -> Iterator[int]:
    """The token that begins right behind text[at], and the one that ends there."""
    low, high = 0, len(reader.tokens)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if reader.tokens[middle].start < at else (low, middle)
    for i in (low - 1, low):
        if 0 <= i < len(reader.tokens) and (
            reader.tokens[i].end == at
            or (not reader.text[at : reader.tokens[i].start].strip() and reader.tokens[i].start >= at)
        ):
            yield i


def _by_the_set_date(reader: TokenReader) -> Iterator[Rule]:
    for match in _BY_THE_SET_DATE.finditer(reader.text):
        rule = {"days": None, "working_days": False, "from": match.group()}
        yield Rule("relative", match.start(), match.end(), rule, limit=False)


def _recurring(reader: TokenReader) -> Iterator[Rule]:
    at = 0
    while at < len(reader.tokens):
        start = reader.tokens[at].start
        limit = reader.kind(at) == "within" and reader.beside(at + 1)
        read = _recurring_at(reader, at + 1 if limit else at)
        if read is None:
            at += 1
            continue
        rules, after = read
        for rule in rules:
            yield Rule("recurring", start, reader.tokens[after - 1].end, rule, limit=True)
        at = after


def _recurring_at(reader: TokenReader, at: int) -> tuple[list[dict[str, Any]], int] | None:
    kind = reader.kind(at)
    if kind == "every_weekday":
        return [{"every": "week", "weekday": reader.tokens[at].value}], at + 1
    if kind == "every_month_end":
        return [{"every": "month", "day": "last"}], at + 1
    if kind == "last_working_day" and reader.beside(at + 1, "monthly"):
        return [{"every": "month", "day": "last", "working_days": True}], at + 2
    if kind in ("every_day", "day"):
        return _every_month(reader, at)
    return None


def _every_month(reader: TokenReader, first: int) -> tuple[list[dict[str, Any]], int] | None:
    """ทุกวันที่ 10 และ 25 ของเดือน, วันที่ 5 ของทุกเดือน, ทุกวันที่ 10 มิถุนายน."""
    days: list[int] = []
    at = first + 1
    while len(days) < 12 and reader.beside(at, "number") and 1 <= reader.tokens[at].value <= 31:
        days.append(reader.tokens[at].value)
        at += 1
        if reader.beside(at, "and", "slash", "dash", "to") and reader.beside(at + 1, "number", "day"):
            at += 1
        if reader.beside(at, "day"):
            at += 1
    if not days:
        return None
    if (
        reader.kind(first) == "every_day"
        and reader.beside(at, *MONTHS)
        and not reader.beside(at + 1, "number", "era_be")
    ):
        month = reader.tokens[at].value
        return [{"every": "year", "month": month, "day": day} for day in days], at + 1
    of_month = reader.beside(at, "monthly", "month_word") and not reader.beside(at + 1, *MONTHS)
    if not of_month and reader.kind(first) != "every_day":
        return None
    after = at + 1 if of_month else at
    if reader.beside(at, *MONTHS, "month_word") and not of_month:
        return None
    if of_month and reader.kind(first) == "day" and reader.tokens[at].text.strip() == "เดือน":
        return None  # "วันที่ 5 เดือน" with the month not read
    return [{"every": "month", "day": day} for day in days], after
