"""Tokens -> phrases: which expression begins at a token, with the limit words before and the suffixes behind.

Nothing is judged here. A `Phrase` keeps what is printed and what is missing; `extract.date_resolution` turns
it into dates and doubts.
"""

from __future__ import annotations

from dataclasses import replace

from extract.date_phrases import Phrase
from extract.date_tokens import MONTHS
from extract.day_phrases import days, english_days
from extract.month_phrases import fiscal_year, last_of_month, months, year_end
from extract.numeric_dates import numeric_days, numeric_month
from extract.token_reader import DAY_WORDS, RANGE, TokenReader

_PREFIXES = {
    "since_event", "within", "before", "not_before", "to", "after", "since", "between", "on", "of",
    "reference", "issued",
}  # fmt: skip
_BEGINNINGS = _PREFIXES | DAY_WORDS | MONTHS | {
    "number", "month_word", "month_part", "now", "last_working_day", "last_day", "fiscal_year", "year_end",
    "year_word", "era_be",
}  # fmt: skip


def read_phrase(reader: TokenReader, first: int) -> Phrase | None:
    """The phrase that begins with token `first`, its limit words included."""
    if reader.kinds[first] not in _BEGINNINGS:
        return None
    at, prefixes = _prefixes(reader, first)
    if at >= len(reader.tokens):
        return None
    found = _by_kind(reader, first, at, prefixes)
    if found is None:
        return None
    return _with_suffixes(reader, replace(found, first=first, prefixes=frozenset(prefixes) | found.prefixes))


def _by_kind(reader: TokenReader, first: int, at: int, prefixes: set[str]) -> Phrase | None:
    """What can begin with a token of this kind, the likelier first."""
    match reader.kind(at):
        case "number":
            return days(reader, at) or numeric_days(reader, first, at) or numeric_month(reader, at)
        case "day" | "weekday":
            return days(reader, at) or english_days(reader, at) or numeric_days(reader, first, at)
        case "now":
            return _open_start(reader, first, at, prefixes)
        case "last_working_day" | "last_day":
            return last_of_month(reader, at)
        case "fiscal_year" | "year_end" | "year_word" | "era_be":
            return fiscal_year(reader, at) or year_end(reader, at, prefixes)
        case _:
            return english_days(reader, at) or months(reader, at, prefixes) or numeric_month(reader, at)


def _prefixes(reader: TokenReader, first: int) -> tuple[int, set[str]]:
    """The limit words from token `first` on, and the first token behind them (past the end where none is)."""
    at, prefixes = first, set[str]()
    while reader.kind(at) in _PREFIXES and at - first < 6 and (at == first or reader.beside(at)):
        prefixes.add("within" if reader.kind(at) == "since_event" else reader.kind(at))
        at += 1
        if reader.beside(at, "colon"):
            at += 1
    if at > first and not reader.beside(at):
        return len(reader.tokens), prefixes
    return at, prefixes


def _with_suffixes(reader: TokenReader, phrase: Phrase) -> Phrase:
    """เป็นต้นไป, ของทุกปี, นี้ behind the phrase."""
    at = start = phrase.next
    while at - start < 4 and reader.beside(at, "this", "this_year", "onwards", "yearly", "monthly"):
        kind = reader.kind(at)
        phrase = replace(
            phrase,
            next=at + 1,
            onwards=phrase.onwards or kind == "onwards",
            yearly=phrase.yearly or kind == "yearly",
            monthly=phrase.monthly or kind == "monthly",
        )
        at += 1
    return phrase


def _open_start(reader: TokenReader, first: int, at: int, prefixes: set[str]) -> Phrase | None:
    """ตั้งแต่บัดนี้จนถึงวันที่ X: an until with nothing before it."""
    if reader.kind(at) != "now" or not reader.beside(at + 1, *RANGE):
        return None
    inner = read_phrase(reader, at + 2) if reader.beside(at + 2) else None
    prefixes.discard("since")
    prefixes.add("within")
    return replace(inner, first=first) if inner else None
