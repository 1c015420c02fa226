"""Running text -> its deadlines: what is to be done or attended, by whom, and when.

A date is a deadline where its clause asks for something or announces something to attend. What is plainly
nobody's (effective dates, cited letters, laws, birthdays, what is over) is left out; what is not plain comes
as doubtful, never as sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from extract.actors import OTHER, find_actors, find_mentions
from extract.actors_of_action import actors_of_action
from extract.doubt_catalogue import KINDS, about_deadline
from extract.found import Found, Reason, certainty
from extract.models import BoxTuple, Deadline, DeadlineKind, Doubt
from extract.passage import Passage
from extract.prose_clauses import SHORTEST_ACTION, Clause, action_of, clause_under, clauses
from extract.prose_duties import (
    Judgement,
    first_verb,
    is_as_of,
    is_nobodys,
    is_replaced,
    judge,
    tells_of_the_past,
)
from extract.prose_lines import LocatedLine, paragraphs_of
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
_LONGEST_AHEAD = timedelta(days=3 * 366)  # a date further off than this from the letter's is doubted
_REFERENCE_FORMS = {"reference", "issued", "fiscal_year"}
_SINCE_EVENT = re.compile(r"(?:ระหว่าง|ตั้งแต่)[^\n]*(?:ให้|ส่ง|แล้ว|โดย|และ)")
_NARRATIVE = re.compile(r"^\s*(?:ตามที่|ตามหนังสือ|อนุสนธิ|อ้างถึง)")
_NOT_PROSE = re.compile(
    r"^(?:ที่ [ก-๎]{2}|เรื่อง\s|อ้างถึง|สิ่งที่ส่งมาด้วย|เรียน\s|ส่วนราชการ|โทร|\(\s?(?:นาย|นาง|น\.ส|ว่าที่|ดร|ศ\.)|"
    r"ลงชื่อ|ขอแสดงความนับถือ|สำเนาส่ง|เลขที่รับ|เลขรับ|รับที่)"
)
_AT_ONCE = re.compile(r"โดยด่วน(?:ที่สุด)?|โดยเร็ว(?:ที่สุด)?|โดยไม่ชักช้า|โดยพลัน|ในทันที|ทันที(?=\s|$)")
_ASKED = re.compile(r"(?:จึงขอให้|ขอให้|จึงขอความร่วมมือ|ขอความร่วมมือ|ให้(?=โรงเรียน|สถานศึกษา|สำนักงาน))[^ฯ]{4,220}$")


@dataclass(frozen=True)
class Setting:
    """What the letter says of itself.

    on: its date, from which missing years and the past are judged. addressee: whom it asks where a sentence
    names nobody. ink: (page, box) of stamps and handwriting that may lie over the text.
    """

    on: date | None = None
    addressee: str = ""
    issuer: str = ""
    ink: tuple[tuple[int, BoxTuple], ...] = ()


_NOTHING_KNOWN = Setting()


@dataclass(frozen=True)
class ProseReading:
    """Deadlines p1, p2 … in reading order and the doubts about them (by those ids)."""

    deadlines: list[Deadline] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


class _Made(NamedTuple):
    deadline: Deadline
    codes: list[str]


def find_deadlines(
    lines: Sequence[LocatedLine], setting: Setting = _NOTHING_KNOWN, *, body: bool = True
) -> ProseReading:
    """The deadlines in lines of running text, given in reading order."""
    return find_deadlines_in(paragraphs_of(lines), setting, body=body)


def find_deadlines_in(
    paragraphs: Sequence[Passage], setting: Setting = _NOTHING_KNOWN, *, body: bool = True, first: int = 1
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
            line, span, _Reading("ดำเนินการตามหนังสือนี้", span.kind, _addressed(setting), []), setting, "urgency"
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
            yield _made(paragraph, span, reading, setting, "body")
    if not paragraph.from_text_layer:
        yield from _unread(paragraph, spans, setting, body)
    if body:
        yield from _at_once(paragraph, spans, setting)


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
    action = clause.action
    judgement = judge(
        action if _says_something(action) else clause.whole, clause.whole, limit=_is_limit(span)
    )
    codes = _codes(span, clause, lead, judgement, setting)
    if codes is None:
        return None
    if not body and span.kind == "day" and (clause.under or not clause.before.strip()):
        codes = list(dict.fromkeys([*codes, "unclear_place"]))  # a heading or a list, no sentence
    asked = _Asked(clause, action, lead, judgement)
    return _Reading(action, _kind(span, judgement), _actors(asked, setting, body), codes)


def _says_something(action: str) -> bool:
    return first_verb(action)[0] != "unclear"


def _is_limit(span: DateSpan) -> bool:
    return span.kind in ("until", "relative")


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


def _codes(
    span: DateSpan, clause: Clause, lead: str, judgement: Judgement, setting: Setting
) -> list[str] | None:
    """What speaks against the deadline's being sure; None where it is none at all."""
    past = tells_of_the_past(clause.whole) or _NARRATIVE.match(lead) is not None
    wanted = judgement.role != "unclear" and judgement.request and _is_limit(span)
    over = _is_over(span, setting.on)
    if over and (past or not wanted):
        return None
    if judgement.role == "unclear" and not _may_be_kept(span, clause, setting.on):
        return None
    if span.kind == "day" and span.start == setting.on and not judgement.request and not span.start_time:
        return None  # the letter's own date
    codes = list(span.doubts)
    if over:
        codes.append("already_over")
    if _is_unclear(span, lead, judgement) or (setting.on is None and past and not wanted):
        codes.append("unclear_place")
    if _is_torn(span, lead, clause.after):
        codes.append("period_unread")
    if _is_far(span, setting.on):
        codes.append("implausible_year")
    return list(dict.fromkeys(codes))


# Half of a range or a limit word stands beside the date, the rest of it could not be read.
_TORN_BEFORE = re.compile(
    r"(?:ระหว่าง|ตั้งแต่)[^\n]{0,45}$|(?:ภายใน|ไม่เกิน|ก่อน|จนถึง)[^\s]{1,4}\s?$|[0-9๐-๙]\s?[-–]\s?$"
)
_CLOCK = re.compile(r"[0-9๐-๙]\s?[.:]\s?[0-9๐-๙]{2}")
_TORN_AFTER = re.compile(r"^\s?(?:[-–]|ถึง|จนถึง)\s?\S")


def _is_torn(span: DateSpan, lead: str, after: str) -> bool:
    """Whether a lone day or limit is likely the readable half of a range, or lost its limit word."""
    if (span.start_time or span.end_time) and _CLOCK.search(after[:30]):
        return True  # hours in two parts of which one was read
    if span.kind not in ("day", "until", "from"):
        return False
    if _TORN_AFTER.match(after) or (span.kind == "day" and span.text.startswith("ระหว่าง")):
        return True
    return span.kind != "from" and bool(_TORN_BEFORE.search(lead)) and not _SINCE_EVENT.search(lead[-45:])


def _is_unclear(span: DateSpan, lead: str, judgement: Judgement) -> bool:
    """Whether the sentence leaves open what the date is for."""
    if judgement.role == "unclear" or is_as_of(span.text, lead):
        return True
    if span.form in ("month", "month_range") or span.kind == "from":
        return not (judgement.request and judgement.role == "duty")
    return span.form == "after"


def _may_be_kept(span: DateSpan, clause: Clause, on: date | None) -> bool:
    """Whether a date without a verb that says what it is for is worth a look: limits and what lies ahead."""
    if _is_limit(span) or span.kind == "window":
        return True
    ahead = on is not None and span.start is not None and span.start > on
    return ahead and span.kind == "day" and len(clause.whole.strip()) >= SHORTEST_ACTION


def _is_over(span: DateSpan, on: date | None) -> bool:
    last = span.end or span.start
    return on is not None and last is not None and last < on


def _is_far(span: DateSpan, on: date | None) -> bool:
    last = span.end or span.start
    return on is not None and last is not None and last - on > _LONGEST_AHEAD


def _kind(span: DateSpan, judgement: Judgement) -> DeadlineKind:
    if span.form == "month_limit":
        return "month"
    if span.kind == "day" and judgement.last_day:
        return "until"
    if span.kind in ("day", "window") and judgement.role == "event":
        return "event"
    return span.kind


# Who


class _Asked(NamedTuple):
    """What is known of a dated clause when its actors are looked for."""

    clause: Clause
    action: str
    lead: str
    judgement: Judgement


def _actors(asked: _Asked, setting: Setting, body: bool) -> list[str]:
    """The party named as asked or as acting, else the addressee of a letter that asks."""
    if party := _asked_party(asked.clause.whole):
        return party
    if named := actors_of_action(asked.action, issuer=setting.issuer):
        return named
    if asked.judgement.role != "event" and (subject := _subject(asked.lead, setting)):
        return subject
    if asked.judgement.asks_reader or (body and asked.judgement.request):
        return _addressed(setting)
    return []


_ASKS = re.compile(r"(?:ขอให้|แจ้งให้|แจ้ง|ให้|ขอเชิญ|ขอความร่วมมือ|ขอความอนุเคราะห์)\s?")
_PERSONS = re.compile(r"(?:^|\s)(ผู้(?:ประสงค์|สนใจ|สมัคร|ได้รับ|มีสิทธิ|ผ่าน)[ก-๎]*)\s?(?:ให้|ต้อง|จะต้อง|สามารถ)")
_BEGINS_SUBJECT = re.compile(r"(?:^|\s|โดย|ให้|แจ้ง)$")


def _asked_party(lead: str) -> list[str]:
    """Who stands right behind the last words of asking before the date."""
    for match in reversed(list(_ASKS.finditer(lead))):
        mentions = find_mentions(lead[match.end() : match.end() + 60])
        if mentions and mentions[0].start < 3 and mentions[0].actor != "ministry":
            return [mentions[0].actor]
        if persons := _PERSONS.search(lead[max(0, match.start() - 50) : match.end()]):
            return [OTHER + persons[1]]
    return []


def _subject(lead: str, setting: Setting) -> list[str]:
    """The last party that begins a phrase before the date, the issuer itself left out."""
    for mention in reversed(find_mentions(lead)):
        itself = setting.issuer and lead[mention.start :].startswith(setting.issuer[:30])
        if _BEGINS_SUBJECT.search(lead[: mention.start]) and not itself and mention.actor != "ministry":
            return [mention.actor]
    return []


def _addressed(setting: Setting) -> list[str]:
    return find_actors(setting.addressee)[:1]


# A date that was printed and not read

_LIKE_A_DATE = re.compile(
    r"(?P<limit>ภายใน|ไม่เกิน|ระหว่าง|ก่อน|ตั้งแต่|จนถึง|ใน)?\s?[ก-ฮ]?ันที[่้]?\s?[0-9๐-๙ตsSoOlI]{1,2}(?![0-9๐-๙])[^\n]{0,24}?[0-9๐-๙]{2,4}"
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
        actors = _actors(_Asked(Clause(before, "", action, before), action, before, judgement), setting, body)
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
        actors = find_actors(action)[:1] or _addressed(setting)
        yield _made(paragraph, span, _Reading(action, "undated", actors, []), setting, "body")


# The deadline


def _made(paragraph: Passage, span: DateSpan, reading: _Reading, setting: Setting, origin: str) -> _Made:
    printed = paragraph.cut(span.start_index, span.end_index)
    _, confidence, own_reason = certainty(Found(printed, exact=True), setting.ink)
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
