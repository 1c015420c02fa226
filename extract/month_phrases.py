"""Whole months and years: เดือนมิถุนายน 2567, ต.ค. 66 - มี.ค. 67, วันทำการสุดท้ายของเดือน…, ปีงบประมาณ 2568."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from extract.date_phrases import Part, Phrase, Year
from extract.date_tokens import MONTHS
from extract.day_phrases import behind_joint, is_counter
from extract.token_reader import LIST, RANGE, TokenReader
from extract.year_reading import read_year

_MOST_MONTHS = 12


def months(reader: TokenReader, first: int, prefixes: set[str]) -> Phrase | None:
    """One month, a range or a list of them, with or without the word เดือน."""
    if first < reader.barren_months and not prefixes:
        return None
    parts: list[Part] = []
    at, joint, worded, vague, month_end = first, "", False, False, False
    end = at
    while len(parts) < _MOST_MONTHS:
        if reader.kind(at) == "day":  # วันที่ before a month is a blank day, read elsewhere
            break
        if reader.kind(at) in ("month_word", "month_part") and reader.beside(at + 1, *MONTHS):
            month_end = month_end or reader.tokens[at].text.startswith("สิ้น")
            vague = vague or (reader.kind(at) == "month_part" and not month_end)
            worded, at = True, at + 1
        if reader.kind(at) not in MONTHS:
            break
        token = reader.tokens[at]
        year, after = read_year(reader, at + 1)
        parts.append(
            Part(month=token.value, year=year, joint=joint, english=token.kind == "english_month")  # type: ignore[arg-type]
        )
        end = after
        if not reader.beside(after, *RANGE, *LIST):
            break
        joint, at = reader.joint(after), behind_joint(reader, after + 1)
        if not reader.beside(at):
            break
    limited = worded or bool(prefixes & {"within", "before", "since", "between"})
    if not parts or not _are_months(reader, slice(first, end), parts[-1].year, limited):
        reader.barren_months = max(reader.barren_months, end)
        return None
    form: Literal["month_end", "months"] = "month_end" if month_end else "months"
    return Phrase(form, tuple(parts), first, end, vague=vague)


def _are_months(reader: TokenReader, where: slice, year: Year | None, limited: bool) -> bool:
    """Whether these names stand for months: with a year, or behind เดือน or a limit word; "may" and "มค" only
    with a year."""
    kinds = {token.kind for token in reader.tokens[where] if token.kind in MONTHS}
    if _day_before(reader, where.start) or ("weak_month" in kinds and year is None):
        return False
    if kinds == {"english_month"}:
        return year is not None and len(year.digits) == 4
    return year is not None or limited


def _day_before(reader: TokenReader, first: int) -> bool:
    """A number right before the month that was no possible day (a counter, a third digit)."""
    return (
        reader.beside(first, *MONTHS)
        and reader.kind(first - 1) == "number"
        and not is_counter(reader, first - 1)
    )


def last_of_month(reader: TokenReader, at: int) -> Phrase | None:
    """วันทำการสุดท้ายของเดือนกันยายน 2567; with no month, or of every month, a rule."""
    if reader.kind(at) not in ("last_working_day", "last_day"):
        return None
    working = reader.kind(at) == "last_working_day"
    every = reader.tokens[at].text.startswith("ทุก") and reader.beside(at + 1, "month_word")
    if (every or reader.beside(at + 1, "monthly")) and not reader.beside(at + 2, *MONTHS):
        return Phrase("last_working_day", (), at, at + 2, monthly=True, vague=not working)
    named = months(reader, at + 1, {"within"}) if reader.beside(at + 1) else None
    if named is None:
        return None
    form: Literal["last_working_day", "month_end"] = "last_working_day" if working else "month_end"
    return replace(named, form=form, first=at)


def fiscal_year(reader: TokenReader, first: int) -> Phrase | None:
    """ปีงบประมาณ 2568, a span of them, or its end (สิ้นปีงบประมาณ 2568)."""
    at = first
    ending = reader.kind(at) == "year_end" and "งบประมาณ" in reader.tokens[at].text
    if not ending and reader.kind(at) != "fiscal_year":
        return None
    year, after = read_year(reader, at + 1)
    if year is None or year.this:
        return None
    parts = [Part(year=year)]
    if reader.beside(after, *RANGE) and reader.beside(after + 1, "number"):
        last, last_after = read_year(reader, after + 1)
        if last and len(last.digits) == len(year.digits):
            parts, after = [*parts, Part(year=last, joint="range")], last_after
    return Phrase("fiscal_year", tuple(parts), first, after, frozenset({"within"} if ending else ()))


def year_end(reader: TokenReader, at: int, prefixes: set[str]) -> Phrase | None:
    """ภายในสิ้นปี 2568 and ภายในปี 2568; a year without a limit is no date."""
    calendar_year = reader.kind(at) == "year_end" and "การศึกษา" not in reader.tokens[at].text
    if not calendar_year and not ("within" in prefixes and reader.kind(at) in ("year_word", "era_be")):
        return None
    year, after = read_year(reader, at if reader.kind(at) == "era_be" else at + 1)
    if year is None or year.this or len(year.digits) != 4:
        return None
    return Phrase("year_end", (Part(year=year),), at, after, frozenset({"within"}))
