"""Times of day as they are printed beside dates: 08.30 น. - 16.30 น., ตั้งแต่เวลา 13.00 น., ก่อนเที่ยง."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.date_tokens import Token

_MIDNIGHT_AS_END = "23:59"  # "ภายในเที่ยงคืน": the last minute of the day named
_PREFIXES = {"within", "before", "since", "between", "hour_word", "after", "on", "to"}
_BEGINNINGS = _PREFIXES | {"clock", "number", "noon"}
_JOINTS = {"and", "slash", "hour_word", "since", "between"}


@dataclass(frozen=True)
class Hours:
    """text[start:end] (tokens[first:next]) names times. opening, closing: "HH:MM". limit: a lone time is a
    latest one.

    named: the words เวลา or ภาคเช้า stand with it, so it may belong to a date some words away.
    """

    start: int
    end: int
    opening: str | None
    closing: str | None
    limit: bool
    named: bool
    first: int = 0
    next: int = 0


@dataclass(frozen=True)
class _Time:
    value: str
    next: int
    marked: bool  # น., นาฬิกา, a colon or a word: surely a time, no decimal


def find_hours(text: str, tokens: Sequence[Token]) -> list[Hours]:
    """The times in a folded text. Hours in two parts (before and after noon) come as one: opening of the
    first part, close of the last."""
    found: list[Hours] = []
    at = 0
    while at < len(tokens):
        if tokens[at].kind not in _BEGINNINGS:
            at += 1
            continue
        hours, at = _read_hours(text, tokens, at)
        if hours:
            found.append(hours)
    return found


def _read_hours(text: str, tokens: Sequence[Token], first: int) -> tuple[Hours | None, int]:
    at, prefixes = first, set[str]()
    if tokens[first].kind == "number" and not (
        _beside(text, tokens, first + 1) and tokens[first + 1].kind == "oclock"
    ):
        return None, first + 1
    while at < len(tokens) and tokens[at].kind in _PREFIXES and at - first < 5:
        prefixes.add(tokens[at].kind)
        at += 1
        if not _beside(text, tokens, at):
            break
    if at >= len(tokens) or (at > first and not _beside(text, tokens, at)):
        return None, max(first + 1, at)
    named = "hour_word" in prefixes
    part = _read_part(text, tokens, at, named)
    if part is None:
        return None, max(first + 1, at)
    times, after = part
    while (more := _read_next_part(text, tokens, after, named)) is not None:
        times += more[0]
        after = more[1]
    limit = bool(prefixes & {"within", "before"}) or ("to" in prefixes and len(times) == 1)
    hours = Hours(
        start=tokens[first].start,
        end=tokens[after - 1].end,
        opening=None if limit and len(times) == 1 else times[0],
        closing=times[-1] if len(times) > 1 or limit else None,
        limit=limit,
        named=named,
        first=first,
        next=after,
    )
    return hours, after


def _read_next_part(text: str, tokens: Sequence[Token], at: int, named: bool) -> tuple[list[str], int] | None:
    """A further part of the same hours: "และ 13.00 - 16.30 น.", "/ ภาคบ่าย ตั้งแต่เวลา …"."""
    joints = 0
    while _beside(text, tokens, at) and tokens[at].kind in _JOINTS and joints < 5:
        at, joints = at + 1, joints + 1
    if not joints or not _beside(text, tokens, at):
        return None
    part = _read_part(text, tokens, at, named)
    return part if part and len(part[0]) == 2 else None


def _read_part(text: str, tokens: Sequence[Token], at: int, named: bool) -> tuple[list[str], int] | None:
    """One time or one range of times."""
    opening = _read_time(text, tokens, at)
    if opening is None:
        return None
    after = opening.next
    if _beside(text, tokens, after) and tokens[after].kind in ("dash", "to"):
        close_at = after + 1
        while _beside(text, tokens, close_at) and tokens[close_at].kind == "hour_word":
            close_at += 1
        closing = _read_time(text, tokens, close_at) if _beside(text, tokens, close_at) else None
        if closing and (opening.marked or closing.marked or named) and not closing.value.startswith("00"):
            return [opening.value, closing.value], closing.next
    return ([opening.value], after) if opening.marked or named else None


def _read_time(text: str, tokens: Sequence[Token], at: int) -> _Time | None:
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.kind == "noon":
        return _Time("12:00" if token.text != "เที่ยงคืน" else _MIDNIGHT_AS_END, at + 1, True)
    oclock = _beside(text, tokens, at + 1) and tokens[at + 1].kind == "oclock"
    if token.kind == "number" and not (oclock and token.text.isdigit() and len(token.text) in (1, 2, 4)):
        return None
    if token.kind not in ("number", "clock"):
        return None
    value = _hhmm(token.text, tokens[at + 1].text if oclock else "")
    if value is None:
        return None
    return _Time(value, at + 1 + oclock, oclock or ":" in token.text)


def _hhmm(printed: str, oclock: str) -> str | None:
    numbers = [int(n) for n in re.findall(r"\d+", printed)]
    if len(numbers) == 1:
        numbers = [numbers[0] // 100, numbers[0] % 100] if len(printed) == 4 else [numbers[0], 0]
    hour, minute = numbers[:2]
    if oclock.lower().startswith("p") and hour < 12:
        hour += 12
    if hour == 24 and minute == 0:
        return _MIDNIGHT_AS_END
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def _beside(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether token `at` exists and only blanks stand between it and the one before."""
    return 0 < at < len(tokens) and not text[tokens[at - 1].end : tokens[at].start].strip()
