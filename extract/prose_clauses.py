"""Which words of a sentence belong to a date in it, and how they read as an action.

Thai sets no full stops. A clause ends where the next date's words begin, or at one of the words with which
official sentences turn to the next matter; within it the action begins where somebody is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.prose_duties import first_verb, request_starts
from extract.thai_dates import DateSpan

LONGEST_ACTION = 240  # letters
SHORTEST_ACTION = 8
_LONGEST_AFTER = 160
_DATE_FIRST = 14  # letters before the first date of a line of the kind "31 มี.ค. 69  หมดเขตส่งใบสมัคร"

# Where a new matter begins. A reason (เพื่อ…) or a manner (โดย…) goes on with the old one.
_TURN = re.compile(
    r"(?:(?<=\s)|^)(?:ทั้งนี้|อนึ่ง|จึง(?=ขอ|แจ้ง|กำหนด|ให้|ประกาศ)|ในการนี้|สำหรับ(?=[ก-๎])|หาก(?=[ก-๎])|กรณี|โดย(?=ขอ|มีกำหนด)|ซึ่ง(?=มี|จะ|สามารถ))|"
    r"(?<=\sนั้น)\s|(?<=แล้ว)\s(?=จึง|สำนักงาน|โรงเรียน)|[;•]"
)
_PLACE_FIRST = re.compile(r"^\s*ณ\s?[^\s]{3,60}\s(?=\S)")  # where the matter before took place
_STOP_AFTER = re.compile(
    r"\s(?:ทั้งนี้|อนึ่ง|จึง|ในการนี้|หาก|สอบถาม|รายละเอียด|ติดต่อ)|[;•]|(?:\s|^)(?:ภายใน|ระหว่าง|ตั้งแต่|ก่อน|ใน)?\s?วันที่|$"
)
_LEADING = re.compile(
    r"^(?:[\s,:;()–-]|ณ\s|ทั้งนี้|ในการนี้|จึง|ขอความร่วมมือ|ขอความอนุเคราะห์|ขอเชิญ|ขอให้|ขอได้โปรด|แจ้งให้|กรุณา|โปรด|โดย(?=จัด|ยื่น|ส่ง|แจ้ง|ให้|รับ|ประกาศ)|"
    r"พร้อม(?:ทั้ง)?(?=ส่ง|จัด|แจ้ง|นำ)|และ|ให้(?!ข้อมูล|บริการ)|นั้น(?=\s)|จะ|ต้อง|ท่าน(?=[ก-๎])|ดังนี้|"
    r"\(?[0-9๐-๙]{1,2}[.)](?![0-9๐-๙])|[0-9๐-๙]{1,2}(?:\.[0-9๐-๙]{1,2})+(?=\s))+"
)
_TRAILING = re.compile(
    r"(?:[\s,():;–-]|(?:ขยาย|เลื่อน|เปลี่ยน)?(?:ออกไป)?เป็น|จากเดิม|ให้แล้วเสร็จ|ให้เสร็จสิ้น|ให้ทราบ|ขึ้น|ณ|และ|ใน|ตั้งแต่|ระหว่าง|โดย|จำนวน|ดังนี้|ได้(?=$|\s)|รวมทั้ง)+$"
)
_SAYS_ITSELF = re.compile(r"(?:ปิดรับ(?:สมัคร)?|หมดเขต|submission deadline|deadline)", re.IGNORECASE)
_EMPTY = re.compile(r"\s*\(\s*\)\s*|\s{2,}")  # what is left of a bracket whose date was taken out
_COUNTED = re.compile(r"\s?(?:ครั้ง|รุ่น|กลุ่ม|ระยะ|รอบ)ที่\s?\S{1,4}$")
_CONTENT = re.compile(r"[ก-๎A-Za-z]{3,}")


@dataclass(frozen=True)
class Clause:
    """before, after: what belongs to the date on its left and right. action: how it reads as a thing to do.

    whole: everything that is looked at to judge it. inherited: the verb stands with an earlier date.
    """

    before: str
    after: str
    action: str
    whole: str
    inherited: bool = False
    under: bool = False  # the words stand in the paragraph above, as a title or an unfinished sentence


def clauses(text: str, spans: Sequence[DateSpan]) -> list[Clause]:
    """The clause of each date of a paragraph, in the same order."""
    date_first = bool(spans) and _is_date_first(text, spans[0])
    found: list[Clause] = []
    places = sorted({(span.start_index, span.end_index) for span in spans if span.form != "fiscal_year"})
    for span in spans:
        if span.form == "fiscal_year":  # part of what is said, no date of its own
            found.append(Clause("", "", "", ""))
            continue
        at = places.index((span.start_index, span.end_index))
        left = places[at - 1][1] if at else 0
        right = places[at + 1][0] if at + 1 < len(places) else len(text)
        between = text[left : span.start_index]
        before = _since_turn(_PLACE_FIRST.sub(" ", between) if at else between)
        after = _until_stop(text[span.end_index : right])
        turned = len(before) < len(between) or not at
        if limit := _SAYS_ITSELF.match(span.text):
            before += limit.group()
        found.append(_clause(before, after, _last(found) if not turned else None, date_first))
    return found


def clause_under(above: str) -> Clause:
    """The clause of a date that stands alone under `above`."""
    before = _since_turn(above)
    return Clause(before, "", action_of(before), before, under=True)


def _last(found: Sequence[Clause]) -> Clause | None:
    return next((clause for clause in reversed(found) if clause.whole), None)


def _is_date_first(text: str, first: DateSpan) -> bool:
    lead = text[: first.start_index]
    return len(lead) <= _DATE_FIRST and first_verb(lead)[0] == "unclear"


def _clause(before: str, after: str, previous: Clause | None, date_first: bool) -> Clause:
    said_before = first_verb(before)[0] != "unclear"
    said_after = first_verb(after)[0] != "unclear"
    if said_before and not (date_first and said_after):
        return Clause(before, after, action_of(before), before)
    if previous is not None and not said_after and not date_first:
        action = _shortened(f"{_COUNTED.sub('', previous.action)} {_polished(before)}".strip())
        return Clause(before, after, action, f"{previous.whole} {before}", inherited=True)
    if said_after or date_first:
        lead = _LEADING.sub("", before).strip()
        action = _shortened_right(_LEADING.sub("", f"{lead} {after}".strip()).strip())
        return Clause(before, after, action, f"{before} {after}")
    return Clause(before, after, action_of(before) or _shortened_right(after.strip()), f"{before} {after}")


def action_of(before: str) -> str:
    """The words before a date as an action: from where somebody is asked, without the asking words.

    >>> action_of("จึงขอให้โรงเรียนในสังกัดส่งแบบรายงานให้แล้วเสร็จ")
    'โรงเรียนในสังกัดส่งแบบรายงาน'
    """
    whole = _TRAILING.sub("", before)
    for start in reversed(request_starts(whole)):
        action = _polished(whole[start:])
        if len(action) >= SHORTEST_ACTION and first_verb(action)[0] != "unclear":
            return _shortened(_with_subject(whole, start, action))
    return _shortened(_polished(whole))


_SUBJECT = re.compile(r"(?:^|\s)((?:ผู้|โรงเรียน|สถานศึกษา|นักเรียน|ครู|บุคลากร)[ก-๎]{0,40})\s?$")


def _with_subject(whole: str, start: int, action: str) -> str:
    """ผู้ประสงค์จะสมัคร ให้ยื่น…: who is asked stands before the asking word."""
    subject = _SUBJECT.search(whole[:start])
    return f"{subject[1]} {action}" if subject else action


def _polished(text: str) -> str:
    text = _EMPTY.sub(" ", text)
    return _TRAILING.sub("", _LEADING.sub("", text.strip())).strip()


def _shortened(text: str) -> str:
    """The end of it, from a blank on."""
    if len(text) <= LONGEST_ACTION:
        return text
    cut = text.find(" ", len(text) - LONGEST_ACTION)
    return text[cut + 1 :] if 0 <= cut < len(text) - SHORTEST_ACTION else text[-LONGEST_ACTION:]


def _shortened_right(text: str) -> str:
    if len(text) <= _LONGEST_AFTER:
        return text
    cut = text.rfind(" ", 0, _LONGEST_AFTER)
    return text[:cut] if cut > SHORTEST_ACTION else text[:_LONGEST_AFTER]


def _since_turn(before: str) -> str:
    """What follows the last turn to a new matter that leaves something to say."""
    for match in reversed(list(_TURN.finditer(before))):
        rest = before[match.start() :]
        if _CONTENT.search(_LEADING.sub("", rest)) and first_verb(rest)[0] != "unclear":
            return rest
    return before


def _until_stop(after: str) -> str:
    match = _STOP_AFTER.search(after)
    return after[: match.start()] if match else after
