"""Thai text -> the dates, deadlines, times and rules written in it.

A library of its own: it needs nothing but a text and knows nothing of letters. `find_dates` reads every form
of docs/dates.md; whatever it cannot turn into a date with certainty comes back with a doubt, not a guess.

>>> [span] = find_dates("ส่งภายในวันที่ ๓๐ เมษายน ๒๕๖๙ เวลา ๑๖.๐๐ น.")
>>> span.kind, span.start, str(span.end), span.end_time
('until', None, '2026-04-30', '16:00')
>>> [span] = find_dates("ระหว่างวันที่ 15 ธ.ค. - 10 ม.ค. 68")
>>> span.kind, str(span.start), str(span.end)
('window', '2024-12-15', '2025-01-10')
>>> [span] = find_dates("ภายใน ๗ วัน นับแต่วันที่ได้รับหนังสือ")
>>> span.kind, span.end, span.rule
('relative', None, {'days': 7, 'working_days': False, 'from': 'นับแต่วันที่ได้รับหนังสือ'})
>>> [span] = find_dates("31 มิ.ย. 67")
>>> span.start, span.doubts
(None, ('impossible_date',))
>>> find_dates("ครั้งที่ 2/2563 ข้อมูล 1/67 พ.ศ. ๒๕๒๖")
[]
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from extract.clock_times import Hours, find_hours
from extract.date_grammar import read_phrase
from extract.date_phrases import Phrase
from extract.date_resolution import Resolved, SpanForm, SpanKind, resolve
from extract.date_rules import Rule, find_rules
from extract.date_tokens import Folded, fold, tokenise
from extract.token_reader import TokenReader

__all__ = ["DateSpan", "SpanForm", "SpanKind", "find_dates"]

# Between a date and its hours: words that say nothing else, or a short bracket.
_FILLER = re.compile(
    r"(?:[ \n,;:]|\([^()\n]{0,60}\)|นี้|ของ|ใน|ทุกวัน|ใน?วันและเวลาราชการ|ในวันราชการ|วันราชการ|"
    r"(?:ยก)?เว้นวันหยุด(?:ราชการ|นักขัตฤกษ์)?|ตลอด|ณ|เริ่ม|เป็นต้นไป)*\(?"
)
_LONGEST_GAP = 90  # folded characters to hours that say เวลา
_FILLED_GAP = 120
_OTHER_MATTER = re.compile(r"สอบถาม|ติดต่อ|โทร|พัก|รายละเอียด|หมายเหตุ|เปิดทำการ")
_TIMES_BEFORE = re.compile(r"[ \n,]*(?:ของ|ใน|ประจำ)?[ \n]*")
# "ที่ส่งหลังวันที่ … จะไม่รับ" sets a last day.
_REFUSED = re.compile(r"[^\n]{0,30}?(?:ไม่รับ|ไม่พิจารณา|ไม่อนุญาต|ไม่สามารถ|ถือว่า|ตัดสิทธิ|หมดสิทธิ|สละสิทธิ)")


@dataclass(frozen=True)
class DateSpan:
    """text = original[start_index:end_index].

    kind: window (start and end), day (start = end), until (end alone), from (start alone), month (its first
        and last day), relative and recurring (dates None, `rule` says how).
    start, end: Gregorian; None where the kind has none or a doubt forbids it.
    start_time, end_time: "HH:MM". Hours in two parts are the opening of the first and the close of the last.
    rule: {"days", "working_days", "from"} (also "months", "years", "hours" for "days") or {"every", "day"}.
    doubts: codes of docs/dates.md; a span without any is safe to use.
    form: what was written, finer than `kind`: a reference (ลงวันที่) is a day, a month limit an until.
    """

    text: str
    start_index: int
    end_index: int
    kind: SpanKind
    start: date | None = None
    end: date | None = None
    start_time: str | None = None
    end_time: str | None = None
    rule: dict[str, Any] | None = None
    doubts: tuple[str, ...] = ()
    form: SpanForm = "date"


@dataclass
class _Found:
    """Dates found at folded text[start:end], before hours are attached."""

    start: int
    end: int
    dates: list[Resolved]
    hours: list[Hours] = field(default_factory=list)
    split: bool = False  # hours stand with the first day of a range; those of its last day may follow


def find_dates(text: str, *, on: date | None = None) -> list[DateSpan]:
    """The dates, deadlines, times and rules in a text, in the order they are printed.

    on: the day from which a missing year is judged; `year_missing` stays among the doubts. Without it such a
        date has no start and no end.

    Days of a list that do not follow each other come as several spans with the same text.
    """
    folded = fold(text)
    tokens = tokenise(folded.text)
    hours = find_hours(folded.text, tokens)
    reader = TokenReader(folded.text, tokens, {each.first: each.next for each in hours})
    found = list(_in_order(reader, find_rules(reader), on))
    _attach(folded.text, found, hours)
    return [span for each in found for span in _spans(text, folded, each)]


def _in_order(reader: TokenReader, rules: Sequence[Rule], on: date | None) -> Iterator[_Found]:
    """Phrases and rules from left to right, none over another."""
    at, taken, waiting = 0, 0, deque(rules)
    while at < len(reader.tokens) or waiting:
        if waiting and (at >= len(reader.tokens) or waiting[0].start <= reader.tokens[at].start):
            rule = waiting.popleft()
            same = [rule]
            while waiting and (waiting[0].start, waiting[0].end) == (rule.start, rule.end):
                same.append(waiting.popleft())  # ทุกวันที่ 1 และ 16: two rules, one text
            if rule.start >= taken:
                taken = rule.end
                yield _Found(rule.start, rule.end, [_of_rule(each) for each in same])
        elif reader.tokens[at].start < taken or (phrase := read_phrase(reader, at)) is None:
            at += 1
        else:
            start, end = reader.tokens[at].start, reader.tokens[phrase.next - 1].end
            taken, at = end, phrase.next
            yield _Found(start, end, _refused(reader.text, phrase, end, resolve(phrase, on)))


def _of_rule(rule: Rule) -> Resolved:
    return Resolved(rule.kind, "limit" if rule.limit else "rule", rule=rule.rule)


def _refused(text: str, phrase: Phrase, end: int, dates: list[Resolved]) -> list[Resolved]:
    if "after" not in phrase.prefixes or not _REFUSED.match(text, end):
        return dates
    return [
        replace(each, kind="until", form="limit", start=None, end=each.start - timedelta(days=1))
        if each.form == "after" and each.start
        else each
        for each in dates
    ]


def _attach(text: str, found: Sequence[_Found], hours: Sequence[Hours]) -> None:
    """Gives hours to the range they stand in, to the date right before them, else to the one right behind."""
    dated = [each for each in found if any(d.kind not in ("relative", "recurring") for d in each.dates)]
    at = 0
    for each in hours:
        while at < len(dated) and dated[at].end <= each.start:
            at += 1
        before = dated[at - 1] if at else None
        behind = dated[at] if at < len(dated) else None
        if behind and behind.start <= each.start < behind.end:
            behind.hours.append(each)
            behind.split = True
        elif before and (before.split or not before.hours) and _belongs(text, before, each):
            before.hours.append(each)
            before.split = False
        elif behind and not behind.hours and _TIMES_BEFORE.fullmatch(text, each.end, behind.start):
            behind.hours.append(each)
            behind.start = each.start


def _belongs(text: str, date_found: _Found, hours: Hours) -> bool:
    gap = hours.start - date_found.end
    if gap <= _FILLED_GAP and _FILLER.fullmatch(text, date_found.end, hours.start):
        opened = text[hours.start - 1] == "("
        date_found.end = hours.end + (opened and text[hours.end : hours.end + 1] == ")")
        return True
    between = text[date_found.end : hours.start] if gap <= _LONGEST_GAP else ""
    return hours.named and gap <= _LONGEST_GAP and not _OTHER_MATTER.search(between)


def _spans(text: str, folded: Folded, found: _Found) -> Iterator[DateSpan]:
    start = folded.places[found.start]
    end = folded.places[found.end - 1] + 1
    for each in found.dates:
        opening, closing = _times(each.kind, found.hours)
        limited = each.kind == "day" and closing is not None and opening is None
        yield DateSpan(
            text=text[start:end],
            start_index=start,
            end_index=end,
            kind="until" if limited else each.kind,
            start=None if limited else each.start,
            end=each.end,
            start_time=opening,
            end_time=closing,
            rule=each.rule,
            doubts=each.doubts,
            form="limit" if limited else each.form,
        )


def _times(kind: SpanKind, hours: Sequence[Hours]) -> tuple[str | None, str | None]:
    """Opening and close. A lone time closes an until and opens everything else, unless it is a latest one."""
    if not hours:
        return None, None
    first, last = hours[0], hours[-1]
    if len(hours) > 1:
        return first.opening or first.closing, last.closing or last.opening
    if kind == "until" and first.closing is None:
        return None, first.opening
    return first.opening, first.closing
