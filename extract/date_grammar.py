"""Tokens -> what was written: days, months and years as printed, joined to ranges and lists.

Nothing is judged here. A `Phrase` keeps what is printed and what is missing; `extract.thai_dates` turns it into
dates and doubts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from extract.date_tokens import MONTHS, Token
from extract.thai_months import guess_month

_MOST_PARTS = 40  # days in one list; keeps any text linear
_PREFIXES = {
    "since_event",
    "within",
    "before",
    "not_before",
    "to",
    "after",
    "since",
    "between",
    "on",
    "of",
    "reference",
    "issued",
}
_DAY_WORDS = {"day", "weekday", "colon"}
_RANGE = {"dash", "to"}
_LIST = {"and", "slash"}
_SIGNS = {"slash", "dash", "dot", "number"}  # between the numbers of 15/07/2565
_BEGINNINGS = _PREFIXES | _DAY_WORDS | MONTHS | {
    "number", "month_word", "month_part", "now", "last_working_day", "last_day", "fiscal_year", "year_end",
    "year_word", "era_be",
}  # fmt: skip
# After these a bare number counts something and is no day.
_COUNTER_BEFORE = re.compile(
    r"(?:ครั้งที่|ข้อ(?:ที่)?|รุ่นที่|ลำดับ(?:ที่)?|ฉบับที่|รอบที่|ระยะที่|หมู่(?:ที่)?|มาตรา|ภาคเรียนที่|เลขที่|"
    r"ห้อง|อาคาร|หน้า|งวดที่|กลุ่มที่|วาระที่|จำนวน|ชุดที่|เขต|ปีที่|ชั้น|โทร\.?|ตอนที่|บทที่|กิจกรรมที่|สิ่งที่ส่งมาด้วย|[ปม]\.) ?$"
)
_COUNTED_BEHIND = re.compile(
    r" ?(?:คน|ราย|บาท|โรง|แห่ง|วัน(?!ที่)|ชุด|ฉบับ|น ?\.|นาฬิกา|ชั่วโมง|ปี|เดือน|เครื่อง|หน่วย|ทุน|ข้อ|ครั้ง|"
    r"ท่าน|%|รายการ|เล่ม|หน้า|นาที|สัปดาห์|อัตรา|รุ่น|ตำแหน่ง|คะแนน|เขต|จังหวัด|ทีม|ห้อง)"
)
# What stands where a month must stand: between a day and a year.
_ODD_MONTH = re.compile(
    r"[ \n]?(?:เดือน ?)?(?P<word>(?!พ\.? ?ศ|ค\.? ?ศ)[ก-๎.]{2,14})[ \n]?(?:พ\.ศ\. ?)?(?P<year>2[456]\d\d)(?!\d)"
)
_LIKE_A_MONTH = re.compile(r"[ก-ฮเ][ก-๎]{0,2}\.[ก-ฮ]{1,2}\.?|[ก-๎]{3,}(?:คม|ยน|พันธ์)")

Era = Literal["be", "ce"]


@dataclass(frozen=True)
class Year:
    """digits: as printed; era: where a word says which; relative: 0 for "this year" in words."""

    digits: str = ""
    era: Era | None = None
    this: bool = False


@dataclass(frozen=True)
class Part:
    """One day or month of a phrase. day None: a whole month. day 0: the space for the day was left blank."""

    day: int | None = None
    month: int | None = None
    year: Year | None = None
    weekday: int | None = None
    worded: bool = False  # วันที่ or a weekday stands before it
    guessed: bool = False  # the month is misspelt beyond the known ways
    english: bool = False
    joint: Literal["range", "list", ""] = ""  # how it hangs on the part before


@dataclass(frozen=True)
class Phrase:
    """tokens[first:next] name these parts. form: what kind of expression it is."""

    form: Literal["days", "months", "fiscal_year", "year_end", "month_end", "last_working_day"]
    parts: tuple[Part, ...]
    first: int
    next: int
    prefixes: frozenset[str] = frozenset()
    onwards: bool = False
    yearly: bool = False
    monthly: bool = False
    vague: bool = False  # ต้นเดือน, สัปดาห์ที่ 2 ของเดือน


@dataclass
class Reader:
    """Reads phrases off the tokens of one folded text."""

    text: str
    tokens: Sequence[Token]
    hours: dict[int, int] = field(default_factory=dict)  # first token of some hours -> token behind them
    _barren: int = 0  # days that begin before this token lead to no month
    _barren_months: int = 0

    def __post_init__(self) -> None:
        self._kinds = [token.kind for token in self.tokens]
        ends = [0, *(token.end for token in self.tokens)]
        self._beside = [
            at > 0 and (end == token.start or not self.text[end : token.start].strip())
            for at, (end, token) in enumerate(zip(ends, self.tokens, strict=False))
        ]

    def kind(self, at: int) -> str:
        return self._kinds[at] if 0 <= at < len(self._kinds) else ""

    def gap(self, at: int) -> str:
        """What stands between token at - 1 and token at."""
        return self.text[self.tokens[at - 1].end : self.tokens[at].start]

    def beside(self, at: int, *kinds: str) -> bool:
        """Whether token `at` follows its forerunner with only blanks between (and is of one of the kinds)."""
        return 0 < at < len(self._kinds) and self._beside[at] and (not kinds or self._kinds[at] in kinds)

    def phrase(self, first: int) -> Phrase | None:
        """The phrase that begins with token `first`, its limit words included."""
        if self._kinds[first] not in _BEGINNINGS:
            return None
        at, prefixes = self._prefixes(first)
        if at >= len(self.tokens):
            return None
        found = self._by_kind(first, at, prefixes)
        if found is None:
            return None
        return self._with_suffixes(replace(found, first=first, prefixes=frozenset(prefixes) | found.prefixes))

    def _by_kind(self, first: int, at: int, prefixes: set[str]) -> Phrase | None:
        kind = self.kind(at)
        if kind == "number":
            return self._days(at) or self._numeric_days(first, at) or self._numeric_month(at)
        if kind in ("day", "weekday"):
            return (
                self._days(at)
                or self._english_days(at)
                or self._numeric_days(first, at)
                or self._numeric_month(at)
            )
        if kind in MONTHS or kind in ("month_word", "month_part"):
            return self._english_days(at) or self._months(at, prefixes) or self._numeric_month(at)
        if kind == "now":
            return self._open_start(first, at, prefixes)
        if kind in ("last_working_day", "last_day"):
            return self._last_of_month(at)
        if kind in ("fiscal_year", "year_end", "year_word", "era_be"):
            return self._fiscal_year(at) or self._year_end(at, prefixes)
        return None

    # Words round the dates

    def _prefixes(self, first: int) -> tuple[int, set[str]]:
        at, prefixes = first, set[str]()
        if self._kinds[first] not in _PREFIXES:
            return first, prefixes
        while self.kind(at) in _PREFIXES and at - first < 6 and (at == first or self.beside(at)):
            prefixes.add("within" if self.kind(at) == "since_event" else self.kind(at))
            at += 1
            if self.beside(at, "colon"):
                at += 1
        if at > first and not self.beside(at):
            return len(self.tokens), prefixes
        return at, prefixes

    def _with_suffixes(self, phrase: Phrase) -> Phrase:
        at = start = phrase.next
        while at - start < 4 and self.beside(at, "this", "this_year", "onwards", "yearly", "monthly"):
            kind = self.kind(at)
            phrase = replace(
                phrase,
                next=at + 1,
                onwards=phrase.onwards or kind == "onwards",
                yearly=phrase.yearly or kind == "yearly",
                monthly=phrase.monthly or kind == "monthly",
            )
            at += 1
        return phrase

    def _open_start(self, first: int, at: int, prefixes: set[str]) -> Phrase | None:
        """ตั้งแต่บัดนี้จนถึงวันที่ X: an until with nothing before it."""
        if self.kind(at) != "now" or not self.beside(at + 1, *_RANGE):
            return None
        inner = self.phrase(at + 2) if self.beside(at + 2) else None
        prefixes.discard("since")
        prefixes.add("within")
        return replace(inner, first=first) if inner else None

    # Days

    def _days(self, first: int) -> Phrase | None:
        if first < self._barren:
            return None
        parts: list[Part] = []
        at, joint, best = first, "", 0
        ends: list[int] = []
        while len(parts) < _MOST_PARTS:
            read = self._day_part(at)
            if read is None:
                break
            part, at = read
            parts.append(replace(part, joint=joint) if joint else part)  # type: ignore[arg-type]
            ends.append(at)
            if part.month is not None:
                best = len(parts)
            at = self._over_hours(at)
            if at in self.hours and self.kind(at) == "to" and self.beside(self.hours[at], "day", "weekday"):
                joint, at = "range", self.hours[at]  # "ถึง 16.30 น. วันที่ 12"
                continue
            if not self._joins(at, parts[-1]):
                break
            joint = "range" if self.kind(at) in _RANGE else "list"
            at = self._after_joint(at + 1)
            if not self.beside(at):
                break
        if not best:
            self._barren = max(self._barren, at)  # whatever begins inside would end here as well
            return None
        if not parts[0].worded and self._is_counter(first):
            return None
        return Phrase("days", tuple(parts[:best]), first, ends[best - 1])

    def _over_hours(self, at: int) -> int:
        """Behind the hours of a day that begins a range: "10 มิ.ย. เวลา 08.30 น. ถึงวันที่ 12 มิ.ย."."""
        behind = self.hours.get(at, at)
        return behind if self.beside(at) and self.beside(behind, *_RANGE) else at

    def _joins(self, at: int, part: Part) -> bool:
        """Whether token `at` joins this part to a further one. A dash that begins a line is a bullet, unless
        what stands before it is plainly a date."""
        if not self.beside(at, *_RANGE, *_LIST):
            return False
        bullet = self.kind(at) == "dash" and "\n" in self.gap(at)
        return not bullet or part.worded

    def _after_joint(self, at: int) -> int:
        """Skips the second joint of "จนถึง" written apart, "และใน", "ถึง ณ"."""
        start = at
        while at - start < 3 and self.beside(at, "to", "on"):
            at += 1
        return at

    def _day_part(self, at: int) -> tuple[Part, int] | None:
        worded, weekday, start = False, None, at
        weekdays = 0
        while self.kind(at) in _DAY_WORDS and at - start < 5 and (at == start or self.beside(at)):
            if self.kind(at) == "weekday":
                weekdays += 1
                weekday = self.tokens[at].value if weekdays == 1 else None
            worded = True
            at += 1
            if weekdays == 1 and self.beside(at, "dash", "and") and self.beside(at + 1, "weekday"):
                at += 1  # วันเสาร์-อาทิตย์ที่ 1 - 2: two weekdays before the days, neither is checked
        if at > start and not self.beside(at):
            return None
        if worded and self.kind(at) in ("blank_day", *MONTHS, "month_word"):
            return self._blank_day(at)
        if self.kind(at) != "number" or not 1 <= len(self.tokens[at].text.rstrip("sthnrd")) <= 2:
            return None
        month_at = at + 1
        part = Part(day=self.tokens[at].value, weekday=weekday, worded=worded)
        return self._with_month(part, month_at)

    def _blank_day(self, at: int) -> tuple[Part, int] | None:
        """วันที่ ..... กันยายน 2568: a form not filled in."""
        if self.kind(at) == "blank_day":
            at += 1
            if not self.beside(at):
                return None
        part, after = self._with_month(Part(day=0, worded=True), at)
        return (part, after) if part.month else None

    def _is_counter(self, at: int) -> bool:
        start = self.tokens[at].start
        return bool(_COUNTER_BEFORE.search(self.text[max(0, start - 20) : start]))

    def _with_month(self, part: Part, at: int) -> tuple[Part, int]:
        month_at = at
        if self.beside(month_at, "month_word"):
            month_at += 1
        if self.beside(month_at, *MONTHS):
            token = self.tokens[month_at]
            part = replace(part, month=token.value, english=token.kind == "english_month")
            year, after = self._year(month_at + 1, token.value)
            return replace(part, year=year), after
        if (
            self.beside(at, "month_word")
            and self.beside(at + 1, "number")
            and self.tokens[at + 1].value in range(1, 13)
        ):
            year, after = self._year(at + 2, 1)  # วันที่ 3 เดือน 6 พ.ศ. 2567
            if year and len(year.digits) == 4:
                return replace(part, month=self.tokens[at + 1].value, year=year), after
        return self._with_guessed_month(part, at)

    def _with_guessed_month(self, part: Part, at: int) -> tuple[Part, int]:
        """A day and a four-digit year with a misspelt word between them. month 0: it could be any."""
        odd = _ODD_MONTH.match(self.text, self.tokens[at - 1].end) if part.day else None
        if odd is None:
            return part, at
        month, year_at = guess_month(odd["word"]), at
        if month is None and not _LIKE_A_MONTH.fullmatch(odd["word"]):
            return part, at
        while year_at < at + 8 and self.kind(year_at) and self.tokens[year_at].start < odd.start("year"):
            year_at += 1
        year, after = self._year(year_at, month or 1, near=False)
        return (replace(part, month=month or 0, year=year, guessed=True), after) if year else (part, at)

    # Years

    def _year(self, at: int, month: int, near: bool = True) -> tuple[Year | None, int]:
        start, era = at, None
        if near and not self.beside(at):
            return None, start
        while self.kind(at) in ("era_be", "era_ce", "year_word", "and", "this_year", "of") and at - start < 4:
            if self.kind(at) == "this_year":
                return Year(this=True), at + 1
            if self.kind(at) == "and" and self.tokens[at].text != ",":
                return None, start
            era = {"era_be": "be", "era_ce": "ce"}.get(self.kind(at), era)
            at += 1
            if not self.beside(at):
                return None, start
        digits, after = self._year_digits(at, worded=era is not None)
        return (Year(digits, era), after) if digits else (None, start)  # type: ignore[arg-type]

    def _year_digits(self, at: int, worded: bool) -> tuple[str, int]:
        if self.kind(at) not in ("number", "amount") or not self.tokens[at].text.isdigit():
            return "", at
        digits = self.tokens[at].text
        if self.kind(at) == "amount":
            return (digits.lstrip("0"), at + 1) if digits.startswith("0") and len(digits) == 5 else ("", at)
        if len(digits) in (1, 2, 3) and (whole := self._split_year(at)):
            return whole, at + 2
        if len(digits) == 3 or len(digits) == 4:
            return digits, at + 1
        if len(digits) == 2 and (worded or not self._is_no_year(at)):
            return digits, at + 1
        return "", at

    def _split_year(self, at: int) -> str:
        """The four digits of a year with one blank among them ("25 67")."""
        if not self.beside(at + 1, "number") or self.gap(at + 1) != " ":
            return ""
        whole = self.tokens[at].text + self.tokens[at + 1].text
        return whole if re.fullmatch(r"2[456]\d\d", whole) else ""

    def _is_no_year(self, at: int) -> bool:
        """Two digits behind a month that count something or are the day of the next date."""
        token = self.tokens[at]
        if _COUNTED_BEHIND.match(self.text, token.end) or self.beside(
            at + 1, "oclock", *MONTHS, "month_word"
        ):
            return True
        if self.beside(at + 1, "slash") and self.beside(at + 2, "number"):
            return True
        joined = (
            self.beside(at + 1, *_RANGE, "and")
            and self.beside(at + 2, "number")
            and self.beside(at + 3, *MONTHS)
        )
        return joined and 1 <= token.value <= 31 and token.value < 40

    # Other ways to write a day

    def _english_days(self, first: int) -> Phrase | None:
        """August 17, 2015 and August 10-12, 2015."""
        at = first
        weekday = self.tokens[at].value if self.kind(at) == "weekday" else None
        if weekday is not None:
            at += 1
        if self.kind(at) != "english_month" or not self.beside(at + 1, "number"):
            return None
        month, at = self.tokens[at].value, at + 1
        days = [self.tokens[at].value]
        joint: Literal["range", "list"] = "range"
        if (
            self.beside(at + 1, *_RANGE, "and")
            and self.beside(at + 2, "number")
            and self.tokens[at + 2].value <= 31
        ):
            joint = "range" if self.kind(at + 1) in _RANGE else "list"
            days.append(self.tokens[at + 2].value)
            at += 2
        if max(days) > 31:
            return None
        year, after = self._year(at + 1, month)
        if year is None and self.kind(first) != "weekday" and len(self.tokens[at].text.rstrip("sthnrd")) > 2:
            return None
        parts = [Part(day, month, year, english=True, joint=joint if i else "") for i, day in enumerate(days)]
        parts[0] = replace(parts[0], weekday=weekday)
        return Phrase("days", tuple(parts), first, after)

    def _numeric_days(self, first: int, at: int) -> Phrase | None:
        """15/07/2565, 15-07-2565, 15.07.2565, 2025-06-30, and 15 07 2565 where a date must stand."""
        start, weekday = at, None
        while self.kind(at) in _DAY_WORDS and at - start < 5 and (at == start or self.beside(at)):
            weekday = self.tokens[at].value if self.kind(at) == "weekday" else weekday
            at += 1
        worded = at > first
        parts: list[Part] = []
        end = at
        while len(parts) < _MOST_PARTS and (read := self._numeric_day(at, worded)):
            part, end = read
            parts.append(replace(part, worded=worded, joint=_joint_of(self.kind(at - 1)) if parts else ""))
            if not self.beside(end, *_RANGE, "and"):
                break
            at = self._after_joint(end + 1)
            if self.beside(at, "day"):
                at += 1
            if not self.beside(at):
                break
        if not parts:
            return None
        parts[0] = replace(parts[0], weekday=weekday)
        return Phrase("days", tuple(parts), start, end)

    def _numeric_day(self, at: int, worded: bool) -> tuple[Part, int] | None:
        numbers, end, sign = self._numbers_apart(at)
        if len(numbers) != 3:
            return None
        if (
            re.fullmatch(r"(?:19|2\d)\d\d", numbers[0])
            and sign == "dash"
            and len(numbers[1]) == len(numbers[2]) == 2
        ):
            numbers.reverse()
        day, month = int(numbers[0]), int(numbers[1])
        if not (1 <= day <= 31 and 1 <= month <= 12 and len(numbers[0]) <= 2 and len(numbers[1]) <= 2):
            return None
        long_year = re.fullmatch(r"(?:2[456]|19|20)\d\d", numbers[2]) is not None
        if not long_year and len(numbers[2]) != 2:
            return None
        if not self._stands_as_date(at, end, sign, worded, long_year):
            return None
        return Part(day, month, Year(numbers[2]), english=not long_year), end

    def _numbers_apart(self, at: int) -> tuple[list[str], int, str]:
        """Three numbers with one sign between them, tokens read and the sign."""
        if self.kind(at) == "clock" and "." in self.tokens[at].text:
            return [], at, ""
        if self.kind(at) != "number" or not self.tokens[at].text.isdigit():
            return [], at, ""
        numbers, sign = [self.tokens[at].text], self.kind(at + 1) if self.beside(at + 1) else ""
        last = at + (2 if sign == "number" else 4)
        if sign not in _SIGNS or self.kind(last) != "number" or len(self.tokens[last].text) not in (2, 4):
            return [], at, ""
        while len(numbers) < 3:
            step = 1 if sign == "number" else 2
            if not (self.beside(at + 1, sign) and self.beside(at + step, "number")):
                return [], at, ""
            if any(self.gap(i) for i in range(at + 1, at + step + 1)) != (sign == "number"):
                return [], at, ""
            at += step
            if not self.tokens[at].text.isdigit():
                return [], at, ""
            numbers.append(self.tokens[at].text)
        return numbers, at + 1, sign

    def _stands_as_date(self, at: int, end: int, sign: str, worded: bool, long_year: bool) -> bool:
        if self.beside(end, sign) and sign in ("slash", "dash", "dot") and self.beside(end + 1, "number"):
            return False  # 10/11/12/13, telephone numbers
        start, stop = self.tokens[at].start, self.tokens[end - 1].end
        if start and re.match(r"[\w/.\-]", self.text[start - 1]) and not worded:
            return False
        if worded or (long_year and sign in ("slash", "dash")):
            return True
        behind = self.text[stop : stop + 12]
        alone = not self._line_before(start).strip(" ,;0123456789/()") and bool(
            re.match(r"\s*(?:$|[\n,;)]|\d{1,2}[:.]\d\d|น\.|เวลา)", behind)
        )
        return alone and (long_year or sign == "slash")

    def _line_before(self, start: int) -> str:
        """The end of what stands on the same line before text[start]; enough to see whether anything does."""
        return self.text[max(0, start - 80) : start].rsplit("\n", 1)[-1]

    # Months and years

    def _months(self, first: int, prefixes: set[str]) -> Phrase | None:
        if first < self._barren_months and not prefixes:
            return None
        parts: list[Part] = []
        at, joint, worded, vague, month_end = first, "", False, False, False
        end = at
        while len(parts) < 12:
            if self.kind(at) == "day":  # วันที่ before a month is a blank day, read elsewhere
                break
            if self.kind(at) in ("month_word", "month_part") and self.beside(at + 1, *MONTHS):
                month_end = month_end or self.tokens[at].text.startswith("สิ้น")
                vague = vague or (self.kind(at) == "month_part" and not month_end)
                worded, at = True, at + 1
            if self.kind(at) not in MONTHS:
                break
            token = self.tokens[at]
            year, after = self._year(at + 1, token.value)
            parts.append(
                Part(month=token.value, year=year, joint=joint, english=token.kind == "english_month")  # type: ignore[arg-type]
            )
            end = after
            if not self.beside(after, *_RANGE, *_LIST):
                break
            joint, at = _joint_of(self.kind(after)), self._after_joint(after + 1)
            if not self.beside(at):
                break
        if not parts or not self._are_months(first, end, parts, worded, prefixes):
            self._barren_months = max(self._barren_months, end)
            return None
        form: Literal["month_end", "months"] = "month_end" if month_end else "months"
        return Phrase(form, tuple(parts), first, end, vague=vague)

    def _numeric_month(self, at: int) -> Phrase | None:
        """11/2567 as a month: only where เดือน stands before it or it stands alone, since 2/2567 is otherwise
        the second meeting or term of that year."""
        worded = self.kind(at) == "month_word"
        first, at = at, at + worded
        if not (self.kind(at) == "number" and self.beside(at + 1, "slash") and self.beside(at + 2, "number")):
            return None
        month, year = self.tokens[at], self.tokens[at + 2]
        if not (
            len(month.text) <= 2 and 1 <= month.value <= 12 and re.fullmatch(r"2[456]\d\d|20\d\d", year.text)
        ):
            return None
        before, behind = self._line_before(month.start), self.text[year.end : year.end + 2]
        alone = not before.strip(" (") and re.match(r" ?(?:$|[\n)])", behind)
        if not (alone or worded) or self.beside(at + 3, "slash"):
            return None
        plain = worded or month.value > 3 or len(month.text) == 2
        part = Part(month=month.value, year=Year(year.text))
        return Phrase("months", (part,), first, at + 3, vague=not plain)

    def _are_months(self, first: int, end: int, parts: list[Part], worded: bool, prefixes: set[str]) -> bool:
        printed = [token for token in self.tokens[first:end] if token.kind in MONTHS]
        if self._day_before(first) or (
            any(t.kind == "weak_month" for t in printed) and parts[-1].year is None
        ):
            return False
        if all(t.kind == "english_month" for t in printed) and not re.fullmatch(
            r"\d{4}", parts[-1].year.digits if parts[-1].year else ""
        ):
            return False
        if parts[-1].year is not None:
            return True
        return worded or bool(prefixes & {"within", "before", "since", "between"})

    def _day_before(self, first: int) -> bool:
        """A number right before the month that was no possible day (a counter, a third digit)."""
        return (
            self.beside(first, *MONTHS)
            and self.kind(first - 1) == "number"
            and not self._is_counter(first - 1)
        )

    def _last_of_month(self, at: int) -> Phrase | None:
        """วันทำการสุดท้ายของเดือนกันยายน 2567; with no month, or of every month, a rule."""
        if self.kind(at) not in ("last_working_day", "last_day"):
            return None
        working = self.kind(at) == "last_working_day"
        every = self.tokens[at].text.startswith("ทุก") and self.beside(at + 1, "month_word")
        if (every or self.beside(at + 1, "monthly")) and not self.beside(at + 2, *MONTHS):
            return Phrase("last_working_day", (), at, at + 2, monthly=True, vague=not working)
        months = self._months(at + 1, {"within"}) if self.beside(at + 1) else None
        if months is None:
            return None
        form: Literal["last_working_day", "month_end"] = "last_working_day" if working else "month_end"
        return replace(months, form=form, first=at)

    def _fiscal_year(self, first: int) -> Phrase | None:
        at = first
        ending = self.kind(at) == "year_end" and "งบประมาณ" in self.tokens[at].text
        if not ending and self.kind(at) != "fiscal_year":
            return None
        year, after = self._year(at + 1, 1)
        if year is None or year.this:
            return None
        parts = [Part(year=year)]
        if self.beside(after, *_RANGE) and self.beside(after + 1, "number"):
            last, last_after = self._year(after + 1, 1)
            if last and len(last.digits) == len(year.digits):
                parts, after = [*parts, Part(year=last, joint="range")], last_after
        return Phrase("fiscal_year", tuple(parts), first, after, frozenset({"within"} if ending else ()))

    def _year_end(self, at: int, prefixes: set[str]) -> Phrase | None:
        """ภายในสิ้นปี 2568 and ภายในปี 2568; a year without a limit is no date."""
        calendar_year = self.kind(at) == "year_end" and "การศึกษา" not in self.tokens[at].text
        if not calendar_year and not ("within" in prefixes and self.kind(at) in ("year_word", "era_be")):
            return None
        year, after = self._year(at if self.kind(at) == "era_be" else at + 1, 1)
        if year is None or year.this or len(year.digits) != 4:
            return None
        return Phrase("year_end", (Part(year=year),), at, after, frozenset({"within"}))


def _joint_of(kind: str) -> Literal["range", "list"]:
    return "range" if kind in _RANGE else "list"
