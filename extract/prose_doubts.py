"""What speaks against a dated clause being a deadline, or against its being sure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from extract.prose_clauses import SHORTEST_ACTION, Clause
from extract.prose_duties import Judgement, is_as_of, tells_of_the_past
from extract.prose_setting import Setting
from extract.thai_dates import DateSpan

_LONGEST_AHEAD = timedelta(days=3 * 366)  # a date further off than this from the letter's is doubted
_NARRATIVE = re.compile(r"^\s*(?:ตามที่|ตามหนังสือ|อนุสนธิ|อ้างถึง)")
# Half of a range or a limit word stands beside the date, the rest of it could not be read.
_TORN_BEFORE = re.compile(
    r"(?:ระหว่าง|ตั้งแต่(?!บัดนี้))[^\n]{0,45}$|(?:ภายใน|ไม่เกิน|ก่อน|จนถึง)[^\s]{1,4}\s?$|[0-9๐-๙]\s?[-–]\s?$"
)
_CLOCK = re.compile(r"[0-9๐-๙]\s?[.:]\s?[0-9๐-๙]{2}")
_TORN_AFTER = re.compile(r"^\s?(?:[-–]|ถึง|จนถึง)\s?\S")
_PUT_OFF = re.compile(r"(?:จาก|ตาม)(?:ที่)?(?:กำหนด)?(?:เวลา)?เดิม(?:ที่)?(?:ต้อง|ให้|กำหนด)[ก-๎]{0,30}\s?$")
_TORN_YEAR = re.compile(r"\s*[2๒][5๕][0-9๐-๙]{2}\s")  # the year of the date above, left over
_SINCE_EVENT = re.compile(r"(?:ระหว่าง|ตั้งแต่)[^\n]*(?:ให้|ส่ง|แล้ว|โดย|และ)")


def codes_against(
    span: DateSpan, clause: Clause, lead: str, judgement: Judgement, setting: Setting
) -> list[str] | None:
    """What speaks against the deadline's being sure; None where it is none at all."""
    past = tells_of_the_past(clause.whole) or _NARRATIVE.match(lead) is not None
    wanted = judgement.role != "unclear" and judgement.request and is_limit(span)
    on = setting.on
    over = _is_over(span, on)
    if over and (past or not wanted) and (past or setting.on_sure):
        return None
    if judgement.role == "unclear" and not _may_be_kept(span, clause, on):
        return None
    if span.kind == "day" and span.start == on and not judgement.request and not span.start_time:
        return None  # the letter's own date
    codes = list(span.doubts)
    if over:
        codes.append("already_over")
    if _is_unclear(span, lead, clause.action, judgement) or (on is None and past and not wanted):
        codes.append("unclear_place")
    if _is_torn(span, lead, clause.after):
        codes.append("period_unread")
    if _is_far(span, on):
        codes.append("implausible_year")
    return list(dict.fromkeys(codes))


def _is_torn(span: DateSpan, lead: str, after: str) -> bool:
    """Whether a lone day or limit is likely the readable half of a range, or lost its limit word."""
    if (span.start_time or span.end_time) and _CLOCK.search(after[:30]):
        return True  # hours in two parts of which one was read
    if span.kind not in ("day", "until", "from"):
        return False
    if _TORN_AFTER.match(after) or (span.kind == "day" and span.text.startswith("ระหว่าง")):
        return True
    return span.kind != "from" and bool(_TORN_BEFORE.search(lead)) and not _SINCE_EVENT.search(lead[-45:])


def _is_unclear(span: DateSpan, lead: str, action: str, judgement: Judgement) -> bool:
    """Whether the sentence leaves open what the date is for."""
    if judgement.role == "unclear" or is_as_of(span.text, lead) or _TORN_YEAR.match(action):
        return True
    if span.form in ("month", "month_range") or span.kind == "from":
        return not (judgement.request and judgement.role == "duty")
    return span.form == "after" or _PUT_OFF.search(lead) is not None


def _may_be_kept(span: DateSpan, clause: Clause, on: date | None) -> bool:
    """Whether a date without a verb that says what it is for is worth a look: limits and what lies ahead."""
    if is_limit(span) or span.kind == "window":
        return True
    ahead = on is not None and span.start is not None and span.start > on
    return ahead and span.kind == "day" and len(clause.whole.strip()) >= SHORTEST_ACTION


def _is_over(span: DateSpan, on: date | None) -> bool:
    last = span.end or span.start
    return on is not None and last is not None and last < on


def _is_far(span: DateSpan, on: date | None) -> bool:
    last = span.end or span.start
    return on is not None and last is not None and last - on > _LONGEST_AHEAD


def is_limit(span: DateSpan) -> bool:
    """Whether the span is a latest day."""
    return span.kind in ("until", "relative")
