"""The year of a date: in either era, with two or four digits, with a blank among them, or in words."""

from __future__ import annotations

import re

from extract.date_phrases import Year
from extract.date_tokens import MONTHS
from extract.token_reader import RANGE, TokenReader

_COUNTED_BEHIND = re.compile(
    r" ?(?:คน|ราย|บาท|โรง|แห่ง|วัน(?!ที่)|ชุด|ฉบับ|น ?\.|นาฬิกา|ชั่วโมง|ปี|เดือน|เครื่อง|หน่วย|ทุน|ข้อ|ครั้ง|"
    r"ท่าน|%|รายการ|เล่ม|หน้า|นาที|สัปดาห์|อัตรา|รุ่น|ตำแหน่ง|คะแนน|เขต|จังหวัด|ทีม|ห้อง)"
)


def read_year(reader: TokenReader, at: int, near: bool = True) -> tuple[Year | None, int]:
    """The year at token `at` and the first token behind it; None and `at` where there is none.

    near: it must follow its forerunner with only blanks between.
    """
    start, era = at, None
    if near and not reader.beside(at):
        return None, start
    while reader.kind(at) in ("era_be", "era_ce", "year_word", "and", "this_year", "of") and at - start < 4:
        if reader.kind(at) == "this_year":
            return Year(this=True), at + 1
        if reader.kind(at) == "and" and reader.tokens[at].text != ",":
            return None, start
        era = {"era_be": "be", "era_ce": "ce"}.get(reader.kind(at), era)
        at += 1
        if not reader.beside(at):
            return None, start
    digits, after = _year_digits(reader, at, worded=era is not None)
    return (Year(digits, era), after) if digits else (None, start)  # type: ignore[arg-type]


def _year_digits(reader: TokenReader, at: int, worded: bool) -> tuple[str, int]:
    if reader.kind(at) not in ("number", "amount") or not reader.tokens[at].text.isdigit():
        return "", at
    digits = reader.tokens[at].text
    if reader.kind(at) == "amount":
        return (digits.lstrip("0"), at + 1) if digits.startswith("0") and len(digits) == 5 else ("", at)
    if len(digits) in (1, 2, 3) and (whole := _split_year(reader, at)):
        return whole, at + 2
    if len(digits) == 3 or len(digits) == 4:
        return digits, at + 1
    if len(digits) == 2 and (worded or not _is_no_year(reader, at)):
        return digits, at + 1
    return "", at


def _split_year(reader: TokenReader, at: int) -> str:
    """The four digits of a year with one blank among them ("25 67")."""
    if not reader.beside(at + 1, "number") or reader.gap(at + 1) != " ":
        return ""
    whole = reader.tokens[at].text + reader.tokens[at + 1].text
    return whole if re.fullmatch(r"2[456]\d\d", whole) else ""


def _is_no_year(reader: TokenReader, at: int) -> bool:
    """Two digits behind a month that count something or are the day of the next date."""
    token = reader.tokens[at]
    if _COUNTED_BEHIND.match(reader.text, token.end) or reader.beside(
        at + 1, "oclock", *MONTHS, "month_word"
    ):
        return True
    if reader.beside(at + 1, "slash") and reader.beside(at + 2, "number"):
        return True
    joined = (
        reader.beside(at + 1, *RANGE, "and")
        and reader.beside(at + 2, "number")
        and reader.beside(at + 3, *MONTHS)
    )
    return joined and 1 <= token.value <= 31 and token.value < 40
