"""Text -> the words and numbers of which dates are made, each with its place in the text.

`fold` evens out what never matters (Thai digits, kinds of blanks and dashes) while it remembers where every
character came from; `tokenise` then cuts the folded text with one pattern. What is no part of a date stays
outside the tokens, so two tokens stand side by side exactly when only blanks lie between them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from extract import thai_months
from extract.thai_months import spaced

_DIGITS = {ord(thai): str(i) for i, thai in enumerate("๐๑๒๓๔๕๖๗๘๙")}
_DASHES = "‐‑‒–—―−﹣－~～"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_BREAKS = "\n\r\f\v\u2028\u2029"


@dataclass(frozen=True)
class Folded:
    """text: digits ASCII, dashes "-", runs of blanks one " " (one "\\n" where a line ended in them).
    places: for every character of `text` its index in the original, and the original's length at the end."""

    text: str
    places: tuple[int, ...]


def fold(text: str) -> Folded:
    """The text with everything evened out that never matters to a date.

    >>> fold("๒๕ –  พ.ค.").text
    '25 - พ.ค.'
    """
    chars: list[str] = []
    places: list[int] = []
    for place, original in enumerate(text):
        ch = _DIGITS.get(ord(original), original)
        if ch in _INVISIBLE or (ch == "\u0e4d" and text[place + 1 : place + 2] == "\u0e32"):
            continue
        if ch == "\u0e32" and text[place - 1 : place] == "\u0e4d":
            ch = "\u0e33"  # a split sara am
        elif ch in _DASHES:
            ch = "-"
        elif ch.isspace():
            ch = "\n" if ch in _BREAKS else " "
            if chars and chars[-1] in " \n":
                if ch == "\n":
                    chars[-1] = ch
                continue
        chars.append(ch)
        places.append(place)
    return Folded("".join(chars), (*places, len(text)))


class Token(NamedTuple):
    """kind: see _KINDS. value: number, month or weekday (Monday 0) where the kind has one."""

    kind: str
    text: str
    start: int
    end: int
    value: int = 0


WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
_ENGLISH_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _any(*words: str) -> str:
    return "|".join(spaced(word) for word in words)


_WEEKDAY = "|".join([*(spaced(day) for day in WEEKDAYS), "พฤหัส"])

# In this order: the first that fits wins, so longer words stand before their beginnings.
_KINDS: tuple[tuple[str, str], ...] = (
    ("address", r"https?://[!-~]+|www\.[!-~]+|[A-Za-z0-9._+-]{1,64}@[!-~]+"),
    ("clock", r"(?<![\d.:/,])\d{1,2}(?:[.:]\d{2}(?::\d{2})?(?![.:/,]?\d)| ?[.:] ?\d{2}(?= ?น ?\.))"),
    ("amount", r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|(?<![\d.])\d+\.\d+(?![\d.])|\d{5,}"),
    ("number", r"\d+(?:st|nd|rd|th)?"),
    ("blank_day", r"\.{3,}|…+|_{2,}"),
    ("slash", r"/"),
    ("dash", r"-"),
    ("dot", r"\."),
    ("colon", r":"),
    ("every_day", rf"ทุก ?(?:ๆ ?)?(?:{spaced('วันที่')})"),
    ("every_weekday", rf"ทุก ?(?:ๆ ?)?วัน ?(?:{_WEEKDAY})"),
    ("every_month_end", r"ทุก ?(?:ๆ ?)?สิ้น ?เดือน|สิ้น ?เดือน ?(?:ของ ?)?ทุก ?(?:ๆ ?)?เดือน|ทุก ?(?:ๆ ?)?วันสิ้นเดือน"),
    ("yearly", r"(?:ของ ?)?ทุก ?(?:ๆ ?)?ปี|เป็นประจำทุกปี|(?:every|each) year"),
    (
        "monthly",
        r"(?:ของ ?)?(?:ทุก ?(?:ๆ ?)?|แต่ละ ?)เดือน|ของ ?เดือน ?(?:ถัดไป|ถัด ๆ ไป)|\b(?:of )?(?:each|every) month",
    ),
    ("reference", rf"{spaced('ลง')}(?= ?วัน ?ที ?่)|(?<![ก-๎])ลว\.?(?![ก-๎])|\bdated\b"),
    ("issued", rf"(?:{_any('ประกาศ', 'สั่ง', 'ให้ไว้', 'ออกให้')}) ?ณ(?= ?วัน ?ที ?่)"),
    ("last_working_day", rf"(?:ทุก ?)?{spaced('วันทำการสุดท้าย')}(?: ?ของ)?"),
    ("last_day", r"(?:ทุก ?)?วัน(?:ที่)?สุดท้าย(?: ?ของ)?(?= ?(?:ทุก ?)?เดือน)|วันสิ้น(?= ?เดือน)"),
    (
        "weekday",
        (
            rf"วัน ?(?:{_WEEKDAY})(?: ?ที่)?|(?:{_WEEKDAY}) ?ที่|"
            r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)?\b[.,]?"
        ),
    ),
    ("day", rf"(?:ของ ?)?(?:{spaced('วันที่')})|วันที(?= ?\d)"),
    ("year_end", r"(?:วัน)?สิ้น ?ปี ?(?:งบประมาณ|การศึกษา|ปฏิทิน)?"),
    ("month_part", r"สิ้น ?เดือน|(?:ต้น|กลาง|ปลาย) ?เดือน|สัปดาห์(?:ที่ ?\d|แรก|สุดท้าย) ?(?:ของ ?)?เดือน"),
    ("month_word", rf"(?:ของ|ประจำ|รอบ)? ?{spaced('เดือน')}"),
    ("fiscal_year", rf"(?:{spaced('ปีงบประมาณ')}|งบประมาณ(?:รายจ่าย)?(?:ประจำ)?ปี)"),
    ("other_year", r"ปีการศึกษา|ปี ?การ ?ผลิต|ปีบัญชี|ปีเพาะปลูก|ภาคเรียนที่"),
    ("this_year", r"ศก ?นี้|ปี ?นี้"),
    ("era_be", r"(?:ปี ?)?(?:พ ?\. ?ศ ?\.?|พศ\.?|พุทธศักราช)|\bb\.?e\b\.?"),
    ("era_ce", r"(?:ปี ?)?(?:ค ?\. ?ศ ?\.?|คศ\.?|คริสต์ศักราช)|\b(?:a\.?d|c\.?e)\b\.?"),
    ("year_word", r"(?:ของ|ใน)? ?ปี"),
    # ตั้งแต่วันเปิดรับสมัคร – 11 พ.ค.: from an event on, so only the end is a date
    ("since_event", r"ตั้งแต่ ?วัน(?!ที่ ?\d|จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์)[ก-๎]{2,40}? ?(?:-|จนถึง|ถึง)"),
    (
        "within",
        (
            rf"{_any('ภายใน')}|ไม่ ?เกิน(?:กว่า)?|อย่างช้า(?:ที่สุด|สุด)?(?:ไม่เกิน|ภายใน)?|ไม่ช้า(?:ไป)?กว่า|"
            r"หมดเขต|สิ้นสุด|(?<!เ)ปิดรับ(?:สมัคร)?|ครบกำหนด|"
            r"\b(?:no|not) later than|\bon or before|\bwithin\b|\bdeadline\b|\bby(?= )"
        ),
    ),
    ("not_before", r"ไม่ก่อน"),
    ("before", rf"{spaced('ก่อน')}(?:ถึง)?|\bbefore\b|\bprior to"),
    (
        "to",
        (
            rf"(?:ไป)?จน ?(?:{spaced('ถึง')})|(?<!อ้าง)(?<!หมาย)(?<!รวม)(?<!เข้า){spaced('ถึง')}|"
            r"\b(?:until|through|till|to)(?= )"
        ),
    ),
    ("after", r"ภายหลัง(?:จาก)?|หลัง(?:จาก)?|พ้น|\bafter\b"),
    (
        "since",
        (
            rf"นับ ?ตั้งแต่|{spaced('ตั้งแต่')}|นับ ?แต่|นับ ?จาก|เริ่ม ?(?:ตั้งแต่|แต่|จาก)?|"
            r"\bstarting\b|\bfrom\b|\bsince\b"
        ),
    ),
    (
        "between",
        rf"(?:ใน)?(?:ช่วง)?{spaced('ระหว่าง')}|(?:ใน)?(?:ช่วง(?!เช้า|บ่าย)|ห้วง)|\bbetween\b|\bduring\b",
    ),
    ("now", r"บัดนี้|วันนี้|\bnow\b"),
    ("onwards", r"เป็น ?ต้น ?(?:ไป|มา)|\bonwards?\b"),
    ("of", r"ของ"),
    ("this", r"นี้"),
    ("and", r"และ|กับ|หรือ|&|,|\band\b|\bor\b"),
    ("hour_word", r"เวลา|ภาค(?:เช้า|บ่าย)|ช่วง(?:เช้า|บ่าย)|รอบ(?:เช้า|บ่าย)|\bat(?= )"),
    ("on", r"ใน|ณ|เมื่อ|\bon(?= )|\bthe(?= )"),
    ("noon", r"เที่ยงคืน|เที่ยง(?:วัน(?! ?ที่))?"),
    ("full_month", thai_months.FULL),
    ("short_month", thai_months.SHORT),
    ("weak_month", thai_months.WEAK),
    ("english_month", rf"\b(?:{thai_months.ENGLISH})"),
    ("oclock", r"น ?\.(?! ?ส)|นาฬิกา|น(?![ก-๎])|\bhrs?\b\.?|\b[ap]\.?m\b\.?"),
)
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS), re.IGNORECASE)

MONTHS = {"full_month", "short_month", "weak_month", "english_month"}
_LETTER = re.compile(r"[ก-๎A-Za-z]")
# สำนักงาน ก.พ., อ.ก.ค.ศ.: commissions whose short names look like those of months.
_COMMISSION_BEFORE = re.compile(
    r"(?:สำนักงาน|เลขาธิการ|คณะกรรมการ|กรรมการ|มติ|กฎ|ระเบียบ|หลักสูตร|ข้าราชการ|[ก-ฮ]\.) ?$"
)


def tokenise(text: str) -> list[Token]:
    """The tokens of a folded text, from left to right."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind in MONTHS and _is_something_else(text, kind, match, tokens):
            continue
        start, end = match.span()
        tokens.append(Token(kind, match.group(), start, end, _value(kind, match.group())))
    return tokens


def _is_something_else(text: str, kind: str, match: re.Match[str], tokens: list[Token]) -> bool:
    """A month's short name inside a word or as the short name of an office."""
    if kind in ("full_month", "english_month"):
        return False
    start, end = match.span()
    if re.match(r"ศ|[ก-๎]\.", text[end : end + 2]):  # ก.ค.ศ., พ.ย.ท.
        return True
    if tokens and tokens[-1].end == start:
        return False
    if start and (_LETTER.match(text[start - 1]) or text[start - 1] == "."):
        return True
    beside_day = bool(tokens) and tokens[-1].kind == "number" and not text[tokens[-1].end : start].strip()
    return not beside_day and bool(_COMMISSION_BEFORE.search(text[max(0, start - 12) : start]))


def _value(kind: str, printed: str) -> int:
    if kind in MONTHS:
        return thai_months.month_number(printed)
    if kind == "number":
        return int(re.sub(r"\D", "", printed))
    if kind in ("weekday", "every_weekday"):
        return _weekday(printed)
    return 0


def _weekday(printed: str) -> int:
    plain = printed.replace(" ", "").replace("\n", "")
    for number, (thai, english) in enumerate(zip(WEEKDAYS, _ENGLISH_WEEKDAYS, strict=True)):
        if thai[:4] in plain or plain.lower().startswith(english):
            return number
    raise KeyError(printed)
