"""A date as it was printed, before anything is judged: days, months and years, with what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Era = Literal["be", "ce"]


@dataclass(frozen=True)
class Year:
    """digits: as printed; era: where a word says which; this: "this year" in words."""

    digits: str = ""
    era: Era | None = None
    this: bool = False


@dataclass(frozen=True)
class Part:
    """One day or month of a phrase. day None: a whole month. day 0: the space for the day was left blank."""

    day: int | None = None
    month: int | None = None
    year: Year | None = None
    weekday: int | None = None
    worded: bool = False  # วันที่ or a weekday stands before it
    guessed: bool = False  # the month is misspelt beyond the known ways
    english: bool = False
    joint: Literal["range", "list", ""] = ""  # how it hangs on the part before


@dataclass(frozen=True)
class Phrase:
    """tokens[first:next] name these parts. form: what kind of expression it is."""

    form: Literal["days", "months", "fiscal_year", "year_end", "month_end", "last_working_day"]
    parts: tuple[Part, ...]
    first: int
    next: int
    prefixes: frozenset[str] = frozenset()
    onwards: bool = False
    yearly: bool = False
    monthly: bool = False
    vague: bool = False  # ต้นเดือน, สัปดาห์ที่ 2 ของเดือน
