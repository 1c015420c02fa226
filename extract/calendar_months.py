"""Months in the head of a calendar table: which column is which month of which year.

A head of twelve columns says พ.ค. … เม.ย. or ต.ค. … ก.ย.; the year stands in a cell that spans its months
(ปี พ.ศ. 2567), beside each month (พ.ค. 67), or once for the whole year of account: ปีงบประมาณ 2568 runs from
October 2567 to September 2568, ปีการศึกษา 2567 from May 2567 to April 2568 (domain rules E).
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz, process

from extract.thai_months import FULL_NAMES, month_number
from ingest.thai_text import fold_digits

PLAUSIBLE = range(2450, 2700)  # Buddhist years that a calendar may be of
OCTOBER, MAY = 10, 5
LEAST_COLUMNS = 3  # fewer month names side by side are no grid

_LEAST_LIKENESS = 75
_FISCAL = re.compile(r"ปี\s?งบ\s?ประมาณ\s*(?:พ\s?\.?\s?ศ\s?\.?)?\s*(\d{4}|\d{2})(?!\d)")
_ACADEMIC = re.compile(r"ปี\s?การ\s?ศึกษา\s*(?:พ\s?\.?\s?ศ\s?\.?)?\s*(\d{4}|\d{2})(?!\d)")
_BE_YEAR = re.compile(r"(?<!\d)(2[45]\d{2})(?!\d)")
_MONTH_AND_YEAR = re.compile(r"^\s*([ก-๎.\s]+?)\s*(\d{4}|\d{2})?\s*$")


@dataclass(frozen=True, slots=True)
class YearOfAccount:
    """A Buddhist year as printed, and the month that it begins with (1, 5 or 10) where that is said."""

    printed: int
    first_month: int | None = None

    def year_of(self, month: int) -> int | None:
        """The Gregorian year in which this month of it lies."""
        if self.first_month is None:
            return None
        year = self.printed - 543
        if self.first_month == OCTOBER:
            return year - 1 if month >= OCTOBER else year
        return year + 1 if month < self.first_month else year


def year_of_account(text: str) -> YearOfAccount | None:
    """The year that a title or a head names, fiscal, academic or plain; None where there is none or two."""
    folded = fold_digits(text)
    for pattern, first in ((_FISCAL, OCTOBER), (_ACADEMIC, MAY)):
        match = pattern.search(folded)
        if match and full_year(int(match[1])) in PLAUSIBLE:
            return YearOfAccount(full_year(int(match[1])), first)
    years = set(_BE_YEAR.findall(folded))
    return YearOfAccount(int(years.pop())) if len(years) == 1 else None


def full_year(number: int) -> int:
    """The Buddhist year: 67 → 2567, 2024 → 2567, 2567 as it is."""
    if number < 100:
        return number + 2500
    return number + 543 if 1900 <= number < 2400 else number


def month_of(text: str) -> int | None:
    """The month that a head cell names, 1 to 12; one wrong letter in a full name is forgiven."""
    name = re.sub(r"[\s.,·:]", "", text)
    try:
        return month_number(name)
    except KeyError:
        best = process.extractOne(name, FULL_NAMES, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS)
        return FULL_NAMES.index(best[0]) + 1 if best and len(name) > 4 else None


def month_columns(heads: Sequence[Sequence[str]], title: str = "") -> dict[int, str]:
    """Column number → "YYYY-MM" for a grid of months, empty where the head names fewer than three.

    heads: for each column the distinct texts of its head cells from top to bottom.
    title: what stands above the table; its year counts where the head has none.
    A month that could not be read between two that could is filled in when the count fits.
    """
    named = {column: month for column, texts in enumerate(heads) if (month := named_month(texts)) is not None}
    months = _in_sequence(named)
    if len(months) < LEAST_COLUMNS:
        return {}
    years = _years(months, heads, title)
    return {column: f"{year:04d}-{months[column]:02d}" for column, year in years.items()}


def named_month(texts: Sequence[str]) -> int | None:
    """The month that the texts of a head cell name, with its year or without (พ.ค., พ.ค. 67)."""
    for text in reversed(texts):
        match = _MONTH_AND_YEAR.match(fold_digits(text))
        if match and (month := month_of(match[1])):
            return month
    return None


def _in_sequence(named: Mapping[int, int]) -> dict[int, int]:
    """The months of columns that follow each other, holes filled; columns out of step are left out.

    Every named column votes for the column in which the sequence's January would stand.
    """
    votes = Counter((month - column) % 12 for column, month in named.items())
    if not votes or votes.most_common(1)[0][1] < LEAST_COLUMNS:
        return {}
    shift = votes.most_common(1)[0][0]
    fitting = [column for column, month in named.items() if (month - column) % 12 == shift]
    return {c: (c + shift - 1) % 12 + 1 for c in range(min(fitting), max(fitting) + 1)}


def _years(months: Mapping[int, int], heads: Sequence[Sequence[str]], title: str) -> dict[int, int]:
    """The Gregorian year of each column; columns whose year nothing tells are left out."""
    columns = sorted(months)
    account = next(
        (found for c in columns for text in heads[c] if (found := _account(text)) and found.first_month), None
    )
    printed = _told_by_heads(columns, months, heads)
    if account is None and not printed:
        account = year_of_account(title)
    if account is not None:
        first = account.first_month or months[columns[0]]
        whole = YearOfAccount(account.printed, first)
        return {c: year for c in columns if (year := whole.year_of(months[c])) is not None}
    return _carried(columns, months, printed)


def _told_by_heads(
    columns: Sequence[int], months: Mapping[int, int], heads: Sequence[Sequence[str]]
) -> dict[int, int]:
    """The years that stand over the columns or in them.

    Where the rule between two years was lost, they stand over all columns: the first is of the first column
    then, the second of the last. A lone year over months that turn from December to January is that of the
    first, unless they begin in October: then it may be the fiscal year.
    """
    told = {c: years for c in columns if (years := _printed_years(heads[c]))}
    if any(len(years) > 1 for years in told.values()):
        first, last = told.get(columns[0], [0])[0], told.get(columns[-1], [0])[-1]
        printed = {columns[0]: first, columns[-1]: last}
        whole = _carried(columns, months, {columns[0]: first})
        return printed if first and whole[columns[-1]] == last else {}
    printed = {c: years[0] for c, years in told.items()}
    turned = ((a, b) for a, b in pairwise(columns) if a in printed and b in printed)
    if all(printed[b] == printed[a] + (months[b] < months[a]) for a, b in turned):
        return printed
    lone = len(set(printed.values())) == 1 and months[columns[0]] != OCTOBER
    return {columns[0]: printed[columns[0]]} if lone and columns[0] in printed else {}


def _account(text: str) -> YearOfAccount | None:
    return year_of_account(text) if "ปี" in text else None


def _printed_years(texts: Sequence[str]) -> list[int]:
    """The Gregorian years in the lowest head text that names any, in its order."""
    for text in reversed(texts):
        folded = fold_digits(text)
        if years := _BE_YEAR.findall(folded):
            return [int(year) - 543 for year in dict.fromkeys(years)]
        match = _MONTH_AND_YEAR.match(folded)
        if match and match[2] and month_of(match[1]):
            return [full_year(int(match[2])) - 543]
    return []


def _carried(columns: Sequence[int], months: Mapping[int, int], printed: Mapping[int, int]) -> dict[int, int]:
    """Each printed year counts for its column; from there years are carried over every turn of the year."""
    years = dict(printed)
    for before, after in pairwise(columns):
        if after not in years and before in years:
            years[after] = years[before] + (months[after] < months[before])
    for before, after in reversed(list(pairwise(columns))):
        if before not in years and after in years:
            years[before] = years[after] - (months[after] < months[before])
    return years


def first_day(month: str) -> str:
    """2024-05 → 2024-05-01."""
    return f"{month}-01"


def last_day(month: str) -> str:
    """2024-02 → 2024-02-29."""
    year, number = map(int, month.split("-"))
    return f"{month}-{calendar.monthrange(year, number)[1]:02d}"


def next_month(month: str) -> str:
    """2024-12 → 2025-01."""
    year, number = map(int, month.split("-"))
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"


def runs_of(months: Sequence[str]) -> list[tuple[str, str]]:
    """(first, last) of every unbroken run of months, in order."""
    runs: list[tuple[str, str]] = []
    for month in sorted(set(months)):
        if runs and next_month(runs[-1][1]) == month:
            runs[-1] = (runs[-1][0], month)
        else:
            runs.append((month, month))
    return runs


def months_between(start: str, end: str) -> list[str]:
    """Every month from the one of `start` to the one of `end`, both ISO dates; at most 240."""
    months: list[str] = []
    month = start[:7]
    while month <= end[:7] and len(months) < 240:
        months.append(month)
        month = next_month(month)
    return months
