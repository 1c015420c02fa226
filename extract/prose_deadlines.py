"""Running text -> its deadlines: what is to be done or attended, by whom, and when.

A date is a deadline where its clause asks for something or announces something to attend. What is plainly
nobody's (effective dates, cited letters, laws, birthdays, what is over) is left out; what is not plain comes
as doubtful, never as sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from extract.actors import find_actors
from extract.date_letters import decisive
from extract.doubt_catalogue import KINDS, about_deadline
from extract.found import Found, Reason, certainty
from extract.models import BoxTuple, Deadline, DeadlineKind, Doubt
from extract.passage import Passage
from extract.prose_actors import Asked, actors_of_clause, addressed
from extract.prose_clauses import SHORTEST_ACTION, Clause, action_of, clause_under, clauses
from extract.prose_doubts import codes_against, is_limit
from extract.prose_duties import Judgement, first_verb, is_nobodys, is_replaced, judge
from extract.prose_lines import LocatedLine, paragraphs_of
from extract.prose_setting import NOTHING_KNOWN, Setting
from extract.systems import find_systems
from extract.thai_dates import DateSpan, find_dates
from ingest.document import Box

__all__ = [
    "LocatedLine",
    "ProseReading",
    "Setting",
    "find_deadlines",
    "find_deadlines_in",
    "urgency_deadline",
]

_TITLE_LINES, _LONGEST_TITLE_LINE = 3, 110
_LEAD = 320  # letters before a date in which its subject is looked for
_REFERENCE_FORMS = {"reference", "issued", "fiscal_year"}
_NOT_PROSE = re.compile(
    r"^(?:ที่ [ก-๎]{2}|เรื่อง\s|อ้างถึง|สิ่งที่ส่งมาด้วย|เรียน\s|ส่วนราชการ|โทร|\(\s?(?:นาย|นาง|น\.ส|ว่าที่|ดร|ศ\.)|"
    r"ลงชื่อ|ขอแสดงความนับถือ|สำเนาส่ง|เลขที่รับ|เลขรับ|รับที่)"
)
_EFFECTIVE_FROM = re.compile(r"(?:^|\s)ทั้งนี้\s*(?:ให้มีผล)?\s*$")  # "from then on" at the end of an order
_CALENDARS_TITLE = re.compile(r"ป?ฏิทิน|กำหนดการ")
_AT_ONCE = re.compile(r"โดยด่วน(?:ที่สุด)?|โดยเร็ว(?:ที่สุด)?|โดยไม่ชักช้า|โดยพลัน|ในทันที|ทันที(?=\s|$)")
_ASKED = re.compile(r"(?:จึงขอให้|ขอให้|จึงขอความร่วมมือ|ขอความร่วมมือ|ให้(?=โรงเรียน|สถานศึกษา|สำนักงาน))[^ฯ]{4,220}$")


@dataclass(frozen=True)
class ProseReading:
    """Deadlines p1, p2 … in reading order and the doubts about them (by those ids)."""

    deadlines: list[Deadline] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


class _Made(NamedTuple):
    deadline: Deadline
    codes: list[str]


def find_deadlines(
    lines: Sequence[LocatedLine], setting: Setting = NOTHING_KNOWN, *, body: bool = True
) -> ProseReading:
    """The deadlines in lines of running text, given in reading order."""
    return find_deadlines_in(paragraphs_of(lines), setting, body=body)


def find_deadlines_in(
    paragraphs: Sequence[Passage], setting: Setting = NOTHING_KNOWN, *, body: bool = True, first: int = 1
) -> ProseReading:
    """The deadlines in paragraphs.

    body: the letter's own text, whose requests go to its addressee; False for attachments.
    first: the number of the first deadline's id.
    """
    made: list[_Made] = []
    for number, paragraph in enumerate(paragraphs):
        made += _in_paragraph(paragraph, _title_above(paragraphs, number), setting, body)
    return _numbered(made, first)


def _title_above(paragraphs: Sequence[Passage], number: int) -> str:
    """The text right above a paragraph; of a title in several lines those down from its first verb."""
    page, lines = paragraphs[number].page, list[str]()
    for above in reversed(paragraphs[max(0, number - _TITLE_LINES) : number]):
        if above.page != page or (lines and len(above.text) > _LONGEST_TITLE_LINE):
            break
        lines.insert(0, above.text)
        if first_verb(above.text)[0] != "unclear":
            return " ".join(lines)
    return lines[-1] if lines else ""


def urgency_deadline(line: Passage, setting: Setting) -> ProseReading:
    """The deadline in a speed line such as "ด่วนภายใน 5 มิ.ย. 67"."""
    made = [
        _made(
            line, span, _Reading("ดำเนินการตามหนังสือนี้", span.kind, addressed(setting), []), setting, "urgency"
        )
        for span in find_dates(line.text, on=setting.on)
        if span.form not in _REFERENCE_FORMS
    ]
    return _numbered(made, 1)


def _numbered(made: Sequence[_Made], first: int) -> ProseReading:
    deadlines, doubts = [], []
    for number, (deadline, codes) in enumerate(made, first):
        named = deadline.model_copy(update={"id": f"p{number}"})
        deadlines.append(named)
        doubts += [about_deadline(named, code) for code in codes]
    return ProseReading(deadlines, doubts)


# One paragraph


def _in_paragraph(paragraph: Passage, title: str, setting: Setting, body: bool) -> Iterator[_Made]:
    text = paragraph.text
    if _NOT_PROSE.match(text):
        return
    spans = find_dates(text, on=setting.on)
    for span, clause in zip(spans, clauses(text, spans), strict=True):
        lead = text[max(0, span.start_index - _LEAD) : span.start_index]
        under_title = bool(title) and _needs_title(clause, title)
        if under_title:
            lead = f"{title} {clause.before}".strip()[-_LEAD:]
        reading = _read(span, clause_under(lead) if under_title else clause, lead, setting, body)
        if reading is not None:
            if _joins_another(text, span, spans):
                reading = replace(reading, codes=list(dict.fromkeys([*reading.codes, "period_unread"])))
            yield _made(paragraph, span, reading, setting, "body")
    if not paragraph.from_text_layer:
        yield from _unread(paragraph, spans, setting, body)
    if body:
        yield from _at_once(paragraph, spans, setting)


def _joins_another(text: str, span: DateSpan, spans: Sequence[DateSpan]) -> bool:
    """Whether another date stands right beside this one: the dash of a range may have been lost."""
    return any(
        (left is span or right is span)
        and left.end_index <= right.start_index
        and not text[left.end_index : right.start_index].strip()
        for left, right in pairwise(spans)
    )


@dataclass(frozen=True)
class _Reading:
    """What a dated clause was understood to be; codes say what speaks against it."""

    action: str
    kind: DeadlineKind
    actors: list[str]
    codes: list[str]


def _read(span: DateSpan, clause: Clause, lead: str, setting: Setting, body: bool) -> _Reading | None:
    """None where the date is nobody's to keep. lead: what stands before it, further back than its clause."""
    if span.form in _REFERENCE_FORMS or (span.kind in ("relative", "recurring") and span.form != "limit"):
        return None
    if is_nobodys(lead, clause.whole, span.text) or is_replaced(lead, clause.after):
        return None
    if span.kind == "from" and _EFFECTIVE_FROM.search(lead):
        return None
    action = clause.action
    judgement = judge(action if _says_something(action) else clause.whole, clause.whole, limit=is_limit(span))
    codes = codes_against(span, clause, lead, judgement, setting)
    if codes is None:
        return None
    in_a_list = span.kind == "day" and (clause.under or not clause.before.strip())
    if not body and (in_a_list or _CALENDARS_TITLE.match(action)):  # no sentence; a calendar overlooked
        codes = list(dict.fromkeys([*codes, "unclear_place"]))
    asked = Asked(clause, action, lead, judgement)
    return _Reading(action, _kind(span, judgement), actors_of_clause(asked, setting, body), codes)


def _says_something(action: str) -> bool:
    return first_verb(action)[0] != "unclear"


def _needs_title(clause: Clause, title: str) -> bool:
    """Whether a date stands near the beginning of its paragraph and nothing there says what it is for."""
    before, after = (part.strip(" ()-–:.,") for part in (clause.before, clause.after))
    if len(before + after) < SHORTEST_ACTION:
        return True
    return (
        len(before) < _LONGEST_TITLE_LINE // 2
        and not _says_something(clause.whole)
        and _says_something(title)
    )


def _kind(span: DateSpan, judgement: Judgement) -> DeadlineKind:
    if span.form == "month_limit":
        return "month"
    if span.kind == "day" and judgement.last_day:
        return "until"
    if span.kind in ("day", "window") and judgement.role == "event":
        return "event"
    return span.kind


# A date that was printed and not read

_LIKE_A_DATE = re.compile(
    r"(?P<limit>ภายใน|ไม่เกิน|ระหว่าง|ก่อน|ตั้งแต่|จนถึง|ใน)?\s?[ก-ฮ]?ันที[่้]?\s?"
    r"[0-9๐-๙ตsSoOlI]{1,2}(?![0-9๐-๙])[^\n]{0,24}?[0-9๐-๙]{2,4}"
)
_CITED = re.compile(r"(?:ลง|เมื่อ|ณ|สั่ง|ประกาศ)\s?$")


def _unread(paragraph: Passage, spans: Sequence[DateSpan], setting: Setting, body: bool) -> Iterator[_Made]:
    """What looks like a date in a sentence that asks for something, where no date could be read."""
    text, end = paragraph.text, 0
    for match in _LIKE_A_DATE.finditer(text):
        start, stop = match.span()
        if _CITED.search(text[:start]) or any(s.start_index < stop and start < s.end_index for s in spans):
            continue
        before = text[max(end, start - _LEAD) : start]
        end = stop
        action = action_of(before)
        judgement = judge(action, before, limit=True)
        if (
            judgement.role == "unclear"
            or is_nobodys(before, before)
            or not (match["limit"] or judgement.request)
        ):
            continue
        span = DateSpan(match.group(), start, stop, "until")
        actors = actors_of_clause(
            Asked(Clause(before, "", action, before), action, before, judgement), setting, body
        )
        yield _made(paragraph, span, _Reading(action, "undated", actors, ["period_unread"]), setting, "body")


# Without a date


def _at_once(paragraph: Passage, spans: Sequence[DateSpan], setting: Setting) -> Iterator[_Made]:
    """A plain request to act without delay."""
    for match in _AT_ONCE.finditer(paragraph.text):
        asked = _ASKED.search(paragraph.text[: match.start()])
        if asked is None or any(asked.start() < span.start_index < match.end() for span in spans):
            continue
        span = DateSpan(match.group(), match.start(), match.end(), "until")
        action = paragraph.text[asked.start() : match.end()]
        action = re.sub(r"^(?:จึง)?(?:ขอให้|ขอความร่วมมือ|ให้)", "", action).strip()
        actors = find_actors(action)[:1] or addressed(setting)
        yield _made(paragraph, span, _Reading(action, "undated", actors, []), setting, "body")


# The deadline


def _made(paragraph: Passage, span: DateSpan, reading: _Reading, setting: Setting, origin: str) -> _Made:
    printed = paragraph.cut(span.start_index, span.end_index)
    _, confidence, own_reason = certainty(Found(decisive(printed), exact=True), setting.ink)
    reason = own_reason or _about_words(paragraph, span, reading.action, setting)
    codes = [*reading.codes, *([reason] if reason and reason not in reading.codes else [])]
    start = span.start
    if span.form == "month_limit" and span.end is not None:
        start = span.end.replace(day=1)
    if reading.kind == "until":
        start = None
    in_question = [code for code in codes if KINDS[code].questions_value]
    start_time, end_time = span.start_time, span.end_time
    if reading.kind == "until" and end_time is None:
        start_time, end_time = None, start_time
    deadline = Deadline.model_validate(
        {
            "id": "",
            "action": reading.action,
            "actors": reading.actors,
            "systems": find_systems(reading.action),
            "kind": reading.kind,
            "start": start.isoformat() if start else None,
            "end": span.end.isoformat() if span.end else None,
            "start_time": start_time,
            "end_time": end_time,
            "rule": span.rule,
            "from": origin,
            "text": printed.text,
            "page": printed.page or paragraph.page or 1,
            "box": _tuple(printed.box),
            "state": "doubtful" if in_question else "sure",
            "confidence": round(confidence, 3),
        }
    )
    return _Made(deadline, codes)


def _about_words(paragraph: Passage, span: DateSpan, action: str, setting: Setting) -> Reason | None:
    """What the reader had against the words of the action: a duty that cannot be read is not known."""
    at = paragraph.text.find(action)
    if at < 0:
        at = max(0, span.start_index - len(action))
    _, _, reason = certainty(Found(paragraph.cut(at, at + len(action))), setting.ink)
    return reason


def _tuple(box: Box | None) -> BoxTuple | None:
    return (round(box.x0, 2), round(box.y0, 2), round(box.x1, 2), round(box.y1, 2)) if box else None
