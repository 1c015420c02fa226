"""Days and months in numbers only: 15/07/2565, 2025-06-30, 11/2567; taken only where a date must stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extract.date_phrases import Part, Phrase, Year
from extract.day_phrases import MOST_PARTS, behind_joint
from extract.token_reader import DAY_WORDS, RANGE, TokenReader

_SIGNS = {"slash", "dash", "dot", "number"}  # between the numbers of 15/07/2565


def numeric_days(reader: TokenReader, first: int, at: int) -> Phrase | None:
    """15/07/2565, 15-07-2565, 15.07.2565, 2025-06-30, and 15 07 2565 where a date must stand."""
    start, weekday = at, None
    while reader.kind(at) in DAY_WORDS and at - start < 5 and (at == start or reader.beside(at)):
        weekday = reader.tokens[at].value if reader.kind(at) == "weekday" else weekday
        at += 1
    worded = at > first
    parts: list[Part] = []
    end = at
    while len(parts) < MOST_PARTS and (read := _numeric_day(reader, at, worded)):
        part, end = read
        parts.append(replace(part, worded=worded, joint=reader.joint(at - 1) if parts else ""))
        if not reader.beside(end, *RANGE, "and"):
            break
        at = behind_joint(reader, end + 1)
        if reader.beside(at, "day"):
            at += 1
        if not reader.beside(at):
            break
    if not parts:
        return None
    parts[0] = replace(parts[0], weekday=weekday)
    return Phrase("days", tuple(parts), start, end)


@dataclass(frozen=True)
class _Numbers:
    """tokens[first:next] are three numbers with one sign between them."""

    numbers: tuple[str, str, str]
    sign: str
    first: int
    next: int

    @property
    def in_order(self) -> tuple[str, str, str]:
        """Day, month, year: 2025-06-30 is turned round."""
        a, b, c = self.numbers
        backwards = self.sign == "dash" and len(a) == 4 and len(b) == len(c) == 2
        return (c, b, a) if backwards else (a, b, c)


def _numeric_day(reader: TokenReader, at: int, worded: bool) -> tuple[Part, int] | None:
    found = _numbers_apart(reader, at)
    if found is None:
        return None
    day, month, year = found.in_order
    if not (len(day) <= 2 and len(month) <= 2 and 1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return None
    long_year = re.fullmatch(r"(?:2[456]|19|20)\d\d", year) is not None
    if not (long_year or len(year) == 2) or not _stands_as_date(reader, found, worded, long_year):
        return None
    return Part(int(day), int(month), Year(year), english=not long_year), found.next


def _numbers_apart(reader: TokenReader, first: int) -> _Numbers | None:
    sign = reader.kind(first + 1) if reader.beside(first + 1) else ""
    step = 1 if sign == "number" else 2
    places = (first, first + step, first + 2 * step)
    if sign not in _SIGNS or reader.kind(places[2]) != "number" or reader.kind(first) != "number":
        return None
    texts = [reader.tokens[place].text for place in places]
    if not all(map(str.isdigit, texts)) or len(texts[2]) not in (2, 4):
        return None
    between = range(first + 1, places[2] + 1)
    apart = [reader.gap(place) for place in between]
    in_row = all(reader.beside(place) for place in between) and reader.kind(places[2] - 1) == sign
    spaced_right = all(apart) if sign == "number" else not any(apart)
    if not in_row or reader.kind(places[1]) != "number" or not spaced_right:
        return None
    return _Numbers((texts[0], texts[1], texts[2]), sign, first, places[2] + 1)


def _stands_as_date(reader: TokenReader, found: _Numbers, worded: bool, long_year: bool) -> bool:
    """Whether a date must stand here: behind a date word, with a whole year, or alone on its line."""
    if (
        found.sign != "number"
        and reader.beside(found.next, found.sign)
        and reader.beside(found.next + 1, "number")
    ):
        return False  # 10/11/12/13, telephone numbers
    start, stop = reader.tokens[found.first].start, reader.tokens[found.next - 1].end
    if start and re.match(r"[\w/.\-]", reader.text[start - 1]) and not worded:
        return False
    if worded or (long_year and found.sign in ("slash", "dash")):
        return True
    behind = re.match(r"\s*(?:$|[\n,;)]|\d{1,2}[:.]\d\d|น\.|เวลา)", reader.text[stop : stop + 12])
    alone = not reader.line_before(start).strip(" ,;0123456789/()") and behind is not None
    return alone and (long_year or found.sign == "slash")


def numeric_month(reader: TokenReader, at: int) -> Phrase | None:
    """11/2567 as a month: only where เดือน stands before it or it stands alone, since 2/2567 is otherwise
    the second meeting or term of that year."""
    worded = reader.kind(at) == "month_word"
    first, at = at, at + worded
    if not (
        reader.kind(at) == "number" and reader.beside(at + 1, "slash") and reader.beside(at + 2, "number")
    ):
        return None
    month, year = reader.tokens[at], reader.tokens[at + 2]
    if not (
        len(month.text) <= 2 and 1 <= month.value <= 12 and re.fullmatch(r"2[456]\d\d|20\d\d", year.text)
    ):
        return None
    before, behind = reader.line_before(month.start), reader.text[year.end : year.end + 2]
    alone = not before.strip(" (") and re.match(r" ?(?:$|[\n)])", behind)
    if not (alone or worded) or reader.beside(at + 3, "slash"):
        return None
    plain = worded or month.value > 3 or len(month.text) == 2
    part = Part(month=month.value, year=Year(year.text))
    return Phrase("months", (part,), first, at + 3, vague=not plain)
