"""What was written -> dates and doubts: eras, missing years and months, days that do not exist."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Literal

from extract.date_phrases import Part, Phrase, Year
from extract.thai_holidays import holiday_on

SpanKind = Literal["window", "day", "until", "from", "month", "relative", "recurring"]
SpanForm = Literal[
    "date", "range", "list", "limit", "after", "open_start", "reference", "issued", "month", "month_limit",
    "month_range", "fiscal_year", "year_end", "rule",
]  # fmt: skip

BE_OFFSET = 543
_PLAUSIBLE_BE = range(2400, 2700)
_PLAUSIBLE_CE = range(1900, 2200)
_OLDEST_SHORT_BE = 30  # 67 is 2567; 20 is as likely 2020 as 2520
_LARGEST_SHORT_CE = 43  # 24 in 28/1/24 is 2024: 2524 is long past; 43 is the year 2000 in both eras
# A date without a year lies rather ahead of the day it was written on than behind it.
_LONGEST_BEHIND = timedelta(days=90)
# Buddhist holidays move about the ends of these months.
_MONTHS_ENDING_IN_HOLIDAYS = {2, 5, 7}


@dataclass(frozen=True)
class Resolved:
    """Dates of one phrase or of one part of a list; as in `extract.thai_dates.DateSpan`."""

    kind: SpanKind
    form: SpanForm
    start: date | None = None
    end: date | None = None
    doubts: tuple[str, ...] = ()
    rule: dict[str, Any] | None = None


@dataclass(frozen=True)
class _Point:
    """A part with its year settled. year None: unknown, the doubts say why."""

    day: int
    month: int
    year: int | None
    doubts: tuple[str, ...] = ()
    joint: str = ""
    weekday: int | None = None

    @property
    def day_itself(self) -> date | None:
        if self.year is None or not self.month or not 1 <= self.day <= monthrange(self.year, self.month)[1]:
            return None
        return date(self.year, self.month, self.day)

    @property
    def last_of_month(self) -> date | None:
        return (self.year and date(self.year, self.month, monthrange(self.year, self.month)[1])) or None


def resolve(phrase: Phrase, on: date | None) -> list[Resolved]:
    """The dates of a phrase, one for each separate day or span of a list.

    on: the day from which a missing year is judged; without it such a date stays unknown.
    """
    if phrase.form == "last_working_day" and not phrase.parts:
        rule = {"every": "month", "day": "last", "working_days": not phrase.vague}
        return [Resolved("recurring", "rule", rule=rule)]
    if phrase.form in ("fiscal_year", "year_end"):
        return [_whole_years(phrase)]
    points = _settle(phrase, on)
    if phrase.yearly:
        return [_yearly(point, phrase) for point in points]
    if phrase.form == "days":
        return [_days(segment, phrase) for segment in _segments(points)]
    return [_months(segment, phrase) for segment in _month_segments(points)]


# Years


def _year_of(part: Part) -> tuple[int | None, tuple[str, ...]]:
    """The Gregorian year printed, None where there is none or it cannot be right."""
    year = part.year
    if year is None or year.this:
        return None, ("year_missing",)
    value = int(year.digits)
    if len(year.digits) == 2:
        return _short_year(value, year, part.english)
    if value in _PLAUSIBLE_BE and year.era != "ce":
        return value - BE_OFFSET, ()
    if value in _PLAUSIBLE_CE and year.era != "be":
        return value, ()
    wrong_era = value in _PLAUSIBLE_BE or value in _PLAUSIBLE_CE
    return None, ("era_unclear" if wrong_era else "implausible_year",)


def _short_year(value: int, year: Year, foreign: bool) -> tuple[int, tuple[str, ...]]:
    """foreign: numbers only or English names, where two digits may be of either era."""
    if year.era == "ce" or (foreign and year.era is None and value < _LARGEST_SHORT_CE):
        return 2000 + value, () if year.era else ("era_unclear",)
    doubts = ("era_unclear",) if value < _OLDEST_SHORT_BE and year.era is None else ()
    return 2500 + value - BE_OFFSET, doubts


def _settle(phrase: Phrase, on: date | None) -> list[_Point]:
    """Months and years filled in from the right, where Thai prints them once for the whole range."""
    points: list[_Point] = []
    known: _Point | None = None
    for part in reversed(phrase.parts):
        month = (known.month if known else 1) if part.month is None else part.month
        day = 1 if part.day is None else part.day
        doubts: tuple[str, ...] = ()
        if part.guessed or not month:
            doubts = ("month_misspelt" if month else "month_unclear",)
        if part.year is None and known is not None:
            year = known.year
            if year is not None and month > known.month:
                year -= 1
            doubts = (
                *doubts,
                *(
                    code
                    for code in known.doubts
                    if code in ("year_missing", "implausible_year", "era_unclear")
                ),
            )
        else:
            year, about_year = _year_of(part)
            doubts = (*doubts, *about_year)
        known = _Point(day, month, year, doubts, part.joint, part.weekday)
        points.append(known)
    points.reverse()
    return _with_missing_years(points, on)


def _with_missing_years(points: list[_Point], on: date | None) -> list[_Point]:
    """The year that stands on the left only, or the one nearest to `on`."""
    filled: list[_Point] = []
    for point in points:
        before = filled[-1] if filled else None
        if point.year is not None or "year_missing" not in point.doubts:
            filled.append(point)
        elif before is not None and before.year is not None:
            turned = point.month < before.month
            doubts = before.doubts if not turned else (*before.doubts, "year_missing")
            filled.append(replace(point, year=before.year + turned, doubts=tuple(dict.fromkeys(doubts))))
        elif on is not None:
            filled.append(replace(point, year=_nearest_year(point, on)))
        else:
            filled.append(point)
    return filled


def _nearest_year(point: _Point, on: date) -> int:
    for year in (on.year - 1, on.year):
        day = min(point.day or 1, monthrange(year, point.month)[1])
        if on - date(year, point.month, day) <= _LONGEST_BEHIND:
            return year
    return on.year + 1


# Days


def _segments(points: Sequence[_Point]) -> Iterator[list[_Point]]:
    """Ranges as two points, single days alone; a list of days that follow each other as one range."""
    groups: list[list[_Point]] = []
    for point in points:
        if point.joint == "range" and groups and len(groups[-1]) == 1:
            groups[-1].append(point)
        else:
            groups.append([point])
    if len(groups) > 1 and all(len(group) == 1 for group in groups) and _consecutive([g[0] for g in groups]):
        yield [groups[0][0], groups[-1][0]]
    else:
        yield from groups


def _consecutive(points: Sequence[_Point]) -> bool:
    days = [point.day_itself for point in points]
    return all(a and b and b - a == timedelta(days=1) for a, b in pairwise(days))


def _days(segment: list[_Point], phrase: Phrase) -> Resolved:
    first, last = segment[0], segment[-1]
    doubts = tuple(dict.fromkeys(code for point in segment for code in (*point.doubts, *_against(point))))
    form: SpanForm = "list" if len(phrase.parts) > len(segment) or last.joint == "list" else "date"
    known = all(point.day_itself for point in segment)
    if len(segment) == 2:
        form = "range" if form == "date" else form
        if not known:
            return Resolved("window", form, doubts=doubts)
        if first.day_itself and last.day_itself and last.day_itself < first.day_itself:
            doubts = (*doubts, "end_before_start")
        return Resolved("window", form, first.day_itself, last.day_itself, doubts)
    kind, form = _kind_of_day(phrase, form)
    if not known or first.day_itself is None:
        return Resolved(kind, form, doubts=doubts)
    day = first.day_itself
    if kind == "from":
        return Resolved(kind, form, day + timedelta(days=form == "after"), None, doubts)
    if kind == "until":
        return Resolved(kind, form, None, day - timedelta(days="before" in phrase.prefixes), doubts)
    return Resolved(kind, form, day, day, doubts)


# Words before a day and what they make of it; the first that stands there decides.
_MADE_BY: tuple[tuple[set[str], SpanKind, SpanForm], ...] = (
    ({"reference"}, "day", "reference"),
    ({"issued"}, "day", "issued"),
    ({"onwards", "not_before"}, "from", "open_start"),
    ({"within", "before", "to"}, "until", "limit"),
    ({"after"}, "from", "after"),
    ({"since"}, "from", "open_start"),
)


def _kind_of_day(phrase: Phrase, form: SpanForm) -> tuple[SpanKind, SpanForm]:
    words = phrase.prefixes | ({"onwards"} if phrase.onwards else set())
    return next(((kind, made) for before, kind, made in _MADE_BY if before & words), ("day", form))


def _against(point: _Point) -> Iterator[str]:
    """What speaks against a day that was printed."""
    if point.day == 0:
        yield "day_missing"
    elif not point.month:
        return
    elif point.year is None:
        if not 1 <= point.day <= monthrange(2000, point.month)[1]:
            yield "impossible_date"
    elif point.day_itself is None:
        yield "impossible_date"
    elif point.weekday is not None and point.day_itself.weekday() != point.weekday:
        yield "weekday_disagrees"


def _yearly(point: _Point, phrase: Phrase) -> Resolved:
    rule: dict[str, Any] = {"every": "year", "month": point.month}
    if phrase.form == "days":
        rule["day"] = point.day
    elif phrase.form != "months":
        rule["day"] = "last"
    doubts = tuple(code for code in point.doubts if code != "year_missing")
    return Resolved("recurring", "rule", rule=rule, doubts=doubts)


# Months and years


def _month_segments(points: Sequence[_Point]) -> Iterator[list[_Point]]:
    group: list[_Point] = []
    for point in points:
        if group and point.joint == "range" and len(group) == 1:
            group.append(point)
        else:
            if group:
                yield group
            group = [point]
    yield group


def _months(segment: list[_Point], phrase: Phrase) -> Resolved:
    first, last = segment[0], segment[-1]
    doubts = tuple(dict.fromkeys(code for point in segment for code in point.doubts))
    doubts += ("imprecise",) if phrase.vague else ()
    if phrase.form == "last_working_day":
        return _last_working_day(last, phrase, doubts)
    start, end = first.day_itself, last.last_of_month
    if start is None or end is None:
        start = end = None
    elif end < start:
        doubts = (*doubts, "end_before_start")
    if len(segment) == 2:
        return Resolved("window", "month_range", start, end, doubts)
    return _one_month(phrase, start, end, doubts)


def _one_month(phrase: Phrase, start: date | None, end: date | None, doubts: tuple[str, ...]) -> Resolved:
    kind, _ = _kind_of_day(phrase, "month")
    day_before = start - timedelta(days=1) if start and "before" in phrase.prefixes else None
    if phrase.form == "month_end" and kind == "until":
        return Resolved("until", "limit", None, end, doubts)
    if phrase.form == "month_end":
        return Resolved("day", "date", end, end, doubts)
    if kind == "until":
        return Resolved("until", "limit" if day_before else "month_limit", None, day_before or end, doubts)
    if kind == "from":
        return Resolved("from", "open_start", start, None, doubts)
    return Resolved("month", "month", start, end, doubts)


def _last_working_day(point: _Point, phrase: Phrase, doubts: tuple[str, ...]) -> Resolved:
    """Monday to Friday; where the month ends among holidays that move, with a doubt."""
    day = point.last_of_month
    while day is not None and (day.weekday() > 4 or holiday_on(day)):
        day -= timedelta(days=1)
    if day is not None and day.month in _MONTHS_ENDING_IN_HOLIDAYS:
        doubts = (*doubts, "holidays_unknown")
    if phrase.prefixes & {"within", "before", "to"}:
        return Resolved("until", "limit", None, day, doubts)
    return Resolved("day", "date", day, day, doubts)


def _whole_years(phrase: Phrase) -> Resolved:
    years = [_year_of(part) for part in (phrase.parts[0], phrase.parts[-1])]
    doubts = tuple(dict.fromkeys(code for _, about in years for code in about))
    (first, _), (last, _) = years
    within = bool(phrase.prefixes & {"within", "before", "to"})
    if phrase.form == "year_end":
        return Resolved("until", "year_end", None, date(last, 12, 31) if last else None, doubts)
    start = date(first - 1, 10, 1) if first and not within else None
    end = date(last, 9, 30) if last else None
    return Resolved("until" if within else "window", "fiscal_year", start, end, doubts)
