"""A calendar row as deadlines: its period text read as dates, or its ticks as whole months."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from extract.action_kind import is_event, is_last_day
from extract.actors import actors_of_cell
from extract.actors_of_action import actors_of_action
from extract.calendar_columns import Columns
from extract.calendar_months import YearOfAccount, first_day, last_day, runs_of
from extract.calendar_rows import DutyRow
from extract.calendar_words import dates_in
from extract.date_letters import decisive
from extract.doubt_catalogue import KINDS, about_deadline
from extract.found import Found, Reason, certainty
from extract.models import BoxTuple, Deadline, DeadlineKind, Doubt
from extract.passage import Passage, spaced, unprinted
from extract.systems import find_systems
from extract.thai_dates import DateSpan
from ingest.document import Box, union_of

LEAST_DRAWN_MARK = 0.7  # how sure a drawn tick, or how far into its month an arrow must be, to be sure,
LEAST_SCANNED_MARK = 0.9  # and a tick on a scan
_WHOLE_YEAR = 11  # months under one arrow that say "all year", no limit

_ALL_THE_TIME = re.compile(
    r"ตลอด|ทั้งปี|ทุกวัน(?!ที่)|ต่อเนื่อง|ทุกเดือน(?!ภายใน)|ทุกภาคเรียน|ทุกสัปดาห์|ตามความเหมาะสม|^\s*-+\s*$"
)
_CLOCK = re.compile(
    r"(?:(?:ภายใน|ก่อน|ไม่เกิน|ตั้งแต่|ระหว่าง)\s*)?เวลา\s*[\d๐-๙]{1,2}\s?[.:]\s?[\d๐-๙]{2}(?:\s*น\.)?"
    r"(?:\s*(?:-|–|ถึง)\s*(?:เวลา\s*)?[\d๐-๙]{1,2}\s?[.:]\s?[\d๐-๙]{2})?(?:\s*น\.?)?"
)
# What stands beside a date in a period and changes nothing: weekdays, brackets, "working hours".
_FILLER = re.compile(
    r"วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัสฯ|ศุกร์|เสาร์|อาทิตย์)?(?:ที่)?|เป็นต้นไป|(?:ใน)?(?:วันและ)?เวลาราชการ|เดือน|ปี|ครั้งที่\s*\S+|"
    r"รอบที่\s*\S+|ภาคเรียนที่\s*\S+|รุ่นที่\s*\S+|ระหว่าง|ภายใน|ตั้งแต่|ถึง|และ|พ\.ศ\.|เวลา(?!\s*\d)"
)
_BEGINS_PART = re.compile(r"^\s*(?:ครั้งที่|รอบที่|รุ่นที่|ภาคเรียนที่|ระยะที่|[-•*]|\(?\d{1,2}[.)]\s|[ก-ฮ].{2,40}:)")
_HALF_RANGE = re.compile(r"^\s*(?:[-–—]|ถึง|จนถึง)|(?:[-–—]|ถึง)\s*$")
_FIGURE = re.compile(r"[\d๐-๙]|เวลา|น\.")
_WORD = re.compile(r"[\d๐-๙]|เวลา|[ก-ฮ]{2}|น\.")
_CLOCK_WORD = " เวลา "
_TO = " - "


@dataclass(frozen=True)
class Context:
    """What a row needs to know of its calendar.

    account: the year that head or title names. on: the day from which a missing year is judged otherwise.
    first: the number of the next deadline.
    """

    columns: Columns
    account: YearOfAccount | None = None
    issuer: str = ""
    on: date | None = None
    ink: tuple[tuple[int, BoxTuple], ...] = ()
    first: int = 1
    days_under_months: bool = False  # figures under the months are days, since some are spans of days

    def numbered(self, already: int) -> Context:
        """The same with `already` deadlines of this calendar given out."""
        return replace(self, first=self.first + already)

    @property
    def starts_on(self) -> date | None:
        """The first day of the calendar's year, else `on`."""
        if self.columns.months:
            return date.fromisoformat(first_day(min(self.columns.months.values())))
        if self.account is not None:
            month = self.account.first_month or 1
            year = self.account.year_of(month) or self.account.printed - 543
            return date(year, month, 1)
        return self.on

    def year_of(self, month: int) -> int | None:
        """The year that this month has in the calendar; None where nothing tells."""
        years = {int(m[:4]) for m in self.columns.months.values() if int(m[5:]) == month}
        if len(years) == 1:
            return years.pop()
        return self.account.year_of(month) if self.account else None


def deadlines_of_row(row: DutyRow, context: Context) -> tuple[list[Deadline], list[Doubt]]:
    """The row's deadlines, numbered from context.first, and the doubts about them."""
    made = list(_made(row, context))
    deadlines, doubts = [], []
    for number, (deadline, reasons) in enumerate(made, context.first):
        named = deadline.model_copy(update={"id": f"c{number}"})
        deadlines.append(named)
        doubts += [about_deadline(named, reason) for reason in reasons]
    return deadlines, doubts


def _made(row: DutyRow, context: Context) -> Iterator[tuple[Deadline, list[str]]]:
    whole = _timed_periods(row, context)
    found = False
    for column, passage in whole:
        spans = _spans(passage, context)
        unclear = _left_over(passage, spans) or _may_be_a_count(passage, column, context)
        not_understood = ["unclear_place"] if unclear else []
        for span in spans:
            found = True
            more = tuple(dict.fromkeys((*span.doubts, *not_understood)))
            yield _from_span(row, context, column, passage, replace(span, doubts=more))
        if not spans and not row.marks and not _ALL_THE_TIME.search(passage.text):
            found = True
            yield _unread(row, passage, context)
    if not found and row.marks:
        yield from _from_marks(row, context)
    elif not whole and not row.marks and _should_have_a_date(row, context):
        yield _unread(row, None, context)


def _may_be_a_count(passage: Passage, column: int, context: Context) -> bool:
    """A lone figure under a month: the day, or how many."""
    lone = column in context.columns.months and len(_figures(passage)) <= 2
    return lone and not context.days_under_months


def _figures(passage: Passage) -> str:
    """What is printed in a month's column, without the month's name."""
    letters = zip(passage.text, passage.places, strict=True)
    return "".join(char for char, place in letters if place is not None)


def days_stand_under_months(rows: Sequence[DutyRow], columns: Columns) -> bool:
    """Whether the figures under the months are days: spans are among them (5 - 14), and no row has several,
    as a table of numbers would."""
    figures = [[_figures(text) for column, text in row.periods if column in columns.months] for row in rows]
    return all(len(own) <= 1 for own in figures) and any(len(text) > 2 for own in figures for text in own)


def _should_have_a_date(row: DutyRow, context: Context) -> bool:
    """A duty with its actor beside a grid of months: its tick or its date was overlooked."""
    return bool(row.action) and row.actor is not None and context.columns.dated


def _timed_periods(row: DutyRow, context: Context) -> list[tuple[int, Passage]]:
    """The row's date texts, start and end columns as one, each with the row's hours."""
    periods = list(row.periods) or ([(-1, row.day)] if row.day is not None else [])
    roles = context.columns.roles
    starts = [p for c, p in periods if roles.get(c) == "start"]
    ends = [p for c, p in periods if roles.get(c) == "end"]
    plain = [
        (column, part)
        for column, passage in periods
        if roles.get(column) not in ("start", "end")
        for part in _parts(passage)
    ]
    if starts and ends:
        plain.append((-1, starts[0] + unprinted(_TO) + ends[0]))
    else:
        plain += [(c, p) for c, p in periods if roles.get(c) in ("start", "end")]
    return [(column, _with_hours(passage, row)) for column, passage in plain]


def _parts(passage: Passage) -> list[Passage]:
    """The lines of a period, where each of them is a period of its own (ครั้งที่ 1 …, ครั้งที่ 2 …).

    On a scan that takes words that say so: between two bare days a dash may have been lost.
    """
    lines = [Passage.of_line(run.line, run.page, run.start, run.end) for run in passage.runs]
    own = len(lines) > 1 and all(_is_whole(line.text) for line in lines) and not _runs_on(passage)
    if own and (passage.from_text_layer or all(_BEGINS_PART.match(line.text) for line in lines)):
        return lines
    return [passage]


def _runs_on(passage: Passage) -> bool:
    """Whether a date reaches over the end of a line: "14 ธันวาคม 2570 - 3 / มกราคม 2571"."""
    ends = [n for n in range(1, len(passage.places)) if _line_at(passage, n - 1) is not _line_at(passage, n)]
    return any(span.start_index < end < span.end_index for span in dates_in(passage.text) for end in ends)


def _line_at(passage: Passage, index: int) -> object:
    place = passage.places[index]
    return place.line if place is not None else None


def _is_whole(text: str) -> bool:
    """Whether the line has a date of its own and is not one end of a range."""
    spans = dates_in(text)
    return bool(spans) and not any(span.doubts for span in spans) and not _HALF_RANGE.search(text)


def _with_hours(passage: Passage, row: DutyRow) -> Passage:
    """The date text, and behind it the hours of the time column or those that the action names."""
    if row.time is not None:
        word = unprinted(" " if "เวลา" in row.time.text else _CLOCK_WORD)
        return passage + word + row.time
    clocks = [match.span() for match in _CLOCK.finditer(row.action.text)]
    if len(clocks) != 1 or re.search(r"เวลา|[\d๐-๙][.:][\d๐-๙]{2}", passage.text):
        return passage
    return spaced([passage, row.action.cut(*clocks[0])])


def _spans(passage: Passage, context: Context) -> list[DateSpan]:
    spans = dates_in(passage.text, on=context.starts_on)
    kept = [placed(span, context) for span in spans if span.form not in ("reference", "issued")]
    return [_with_lost_dash(*kept)] if len(kept) == 2 and _lost_dash(passage, *kept) else kept


def _lost_dash(passage: Passage, first: DateSpan, second: DateSpan) -> bool:
    """Two days of a scan with nothing between them: the dash of a range was too faint to be read."""
    between = passage.text[first.end_index : second.start_index]
    days = first.kind == second.kind == "day" and not between.strip()
    return days and not passage.from_text_layer


def _with_lost_dash(first: DateSpan, second: DateSpan) -> DateSpan:
    doubts = dict.fromkeys((*first.doubts, *second.doubts, "unclear_place"))
    return replace(
        first, kind="window", end=second.end, end_index=second.end_index, end_time=second.end_time,
        text=f"{first.text} {second.text}", doubts=tuple(doubts),
    )  # fmt: skip


def _left_over(passage: Passage, spans: Sequence[DateSpan]) -> bool:
    """Whether something of the period was not understood: figures beside the dates, on a scan any word."""
    kept = list(passage.text)
    for span in spans:
        kept[span.start_index : span.end_index] = " " * (span.end_index - span.start_index)
    rest = _FILLER.sub("", "".join(kept))
    strange = _FIGURE if passage.from_text_layer else _WORD
    return bool(spans) and strange.search(rest) is not None


def placed(span: DateSpan, context: Context) -> DateSpan:
    """A date without a year is given the one that the calendar's head gives its month."""
    if "year_missing" not in span.doubts:
        return span
    days = [day and _in_year_of(day, context) for day in (span.start, span.end)]
    if any(new is None for new, old in zip(days, (span.start, span.end), strict=True) if old is not None):
        return span
    if not any(days):
        return span
    rest = tuple(code for code in span.doubts if code != "year_missing")
    return replace(span, start=days[0], end=days[1], doubts=rest)


def _in_year_of(day: date, context: Context) -> date | None:
    year = context.year_of(day.month)
    try:
        return day.replace(year=year) if year is not None else None
    except ValueError:  # 29 February of another year
        return None


def _from_span(
    row: DutyRow, context: Context, column: int, passage: Passage, span: DateSpan
) -> tuple[Deadline, list[str]]:
    printed = passage.cut(span.start_index, span.end_index)
    limit = span.kind == "day" and (
        (column >= 0 and context.columns.heads[column : column + 1] and context.columns.is_limit(column))
        or is_last_day(row.action.text)
        or context.columns.roles.get(column) == "end"
    )
    codes = list(span.doubts)
    if row.time is not None and span.start_time is None and span.end_time is None:
        codes.append("period_unread")
    kind: DeadlineKind = "until" if limit else _kind(row, span, context)
    start_time, end_time = span.start_time, span.end_time
    if kind == "until" and end_time is None:
        start_time, end_time = None, start_time
    label = context.columns.label_of(column) if row.phase is None else None
    return made_deadline(
        row, context, printed, codes,
        label=label,
        kind=kind,
        start=None if limit or span.start is None else span.start.isoformat(),
        end=None if span.end is None else span.end.isoformat(),
        start_time=start_time,
        end_time=end_time,
        rule=span.rule,
    )  # fmt: skip


def _kind(row: DutyRow, span: DateSpan, context: Context) -> DeadlineKind:
    schedule = not context.columns.of("action") and row.time is not None
    if span.kind in ("day", "window") and (schedule or is_event(row.action.text)):
        return "event"
    return span.kind


def _unread(row: DutyRow, passage: Passage | None, context: Context) -> tuple[Deadline, list[str]]:
    printed = passage or row.action
    deadline, codes = made_deadline(row, context, printed, ["period_unread"], kind="undated")
    return deadline.model_copy(update={"text": passage.text if passage else ""}), codes


def made_deadline(
    row: DutyRow,
    context: Context,
    printed: Passage,
    codes: list[str],
    *,
    kind: DeadlineKind,
    label: str | None = None,
    start: str | None = None,
    end: str | None = None,
    start_time: str | None = None,
    end_time: str | None = None,
    rule: dict[str, object] | None = None,
) -> tuple[Deadline, list[str]]:
    """The deadline, without its number, and everything that speaks against its being sure."""
    own: Reason | None = "unclear_place" if row.inherited else None
    _, confidence, reason = certainty(Found(decisive(printed), exact=True, reason=own), context.ink)
    reason = reason or _against_words(row, context)
    reasons = list(dict.fromkeys([*codes, *([reason] if reason else [])]))
    in_question = [code for code in reasons if KINDS[code].questions_value]
    if row.actor is not None:
        actors = actors_of_cell(row.actor.text, issuer=context.issuer)
    else:
        actors = actors_of_action(row.action.text, issuer=context.issuer)
    deadline = Deadline.model_validate(
        {
            "id": "",
            "action": row.action.text,
            "actors": actors,
            "systems": find_systems(row.action.text),
            "kind": kind,
            "start": start,
            "end": end,
            "start_time": start_time,
            "end_time": end_time,
            "rule": rule,
            "phase": row.phase.text if row.phase else label,
            "item": row.item,
            "from": "calendar",
            "text": printed.text,
            "page": printed.page or row.page,
            "box": _tuple(printed.box),
            "state": "doubtful" if in_question else "sure",
            "confidence": round(confidence, 3),
        }
    )
    return deadline, reasons


def _against_words(row: DutyRow, context: Context) -> Reason | None:
    """A deadline is sure only where it is certain, too, what has to be done and by whom."""
    passages = [row.action, *([row.actor] if row.actor is not None else [])]
    reasons = (certainty(Found(passage), context.ink)[2] for passage in passages if passage)
    return next((reason for reason in reasons if reason is not None), None)


def _tuple(box: Box | None) -> BoxTuple | None:
    return (round(box.x0, 2), round(box.y0, 2), round(box.x1, 2), round(box.y1, 2)) if box else None


def _from_marks(row: DutyRow, context: Context) -> Iterator[tuple[Deadline, list[str]]]:
    """One deadline of kind `month` for every unbroken run of ticked months, none for one over all year."""
    months = len(context.columns.months)
    if len(row.marks) >= min(_WHOLE_YEAR, months) and months > 6:
        return
    least = LEAST_DRAWN_MARK if row.action.from_text_layer else LEAST_SCANNED_MARK
    for first, last in runs_of(list(row.marks)):
        cells = [mark for month, mark in row.marks.items() if first <= month <= last]
        unsure = ["low_confidence"] if min(mark.confidence for mark in cells) < least else []
        deadline, codes = made_deadline(
            row, context, row.action, unsure, kind="month", start=first_day(first), end=last_day(last)
        )
        box = union_of([mark.box for mark in cells])
        yield (
            deadline.model_copy(
                update={"text": _months_as_printed(context.columns, first, last), "box": _tuple(box)}
            ),
            codes,
        )


def _months_as_printed(columns: Columns, first: str, last: str) -> str:
    """The heads of the first and the last month, with what stands over them: พ.ค. – มิ.ย. ปี พ.ศ. 2567."""
    heads = {month: columns.heads[column] for column, month in columns.months.items()}
    names = list(dict.fromkeys((heads[first][-1], heads[last][-1])))
    over = [text for month in (first, last) for text in heads[month][:-1] if any(map(str.isdigit, text))]
    return " ".join([" – ".join(names), *dict.fromkeys(over)])
