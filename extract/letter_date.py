"""The date of a letter, an order or a stamp: one day, written alone on its line or after วันที่."""

from __future__ import annotations

import re
from typing import get_args

from extract.found import Found, Reason, missing
from extract.passage import Passage
from extract.thai_dates import DateSpan, find_dates

# A line is a date when little else stands on it ("วันที่", a dot, a stroke of the pen).
_MOST_OTHER_LETTERS = 4
_MONTH = (
    r"(?:มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม|"
    r"(?:ม\.?ค|ก\.?พ|มี\.?ค|เม\.?ย|พ\.?ค|มิ\.?ย|ก\.?ค|ส\.?ค|ก\.?ย|ต\.?ค|พ\.?ย|ธ\.?ค)\.?)"
)
# "       สิงหาคม ๒๕๖๘": the day is left to be written by hand.
_DAY_OPEN = re.compile(rf"^\W*(?:วันที่)?\W*{_MONTH}\s*(?:พ\.?\s?ศ\.?)?\s*[0-9๐-๙]{{4}}\W*$")
_MONTH_NAME = re.compile(_MONTH)


def date_of(passage: Passage) -> Found | None:
    """The one day that the passage states; missing where only its month stands; None where it is no date."""
    days = [span for span in find_dates(passage.text) if _is_day(span)]
    if len(days) == 1 and _fills(days[0], passage.text):
        return _found(passage, days[0])
    return missing(passage) if _DAY_OPEN.match(passage.text) else None


def date_in(passage: Passage) -> Found | None:
    """The first day stated in the passage, whatever else stands there."""
    days = [span for span in find_dates(passage.text) if _is_day(span)]
    return _found(passage, days[0]) if days else None


def looks_like_date(text: str) -> bool:
    """Whether a month's name and a figure stand in it, read well or badly."""
    return _MONTH_NAME.search(text) is not None and re.search(r"\d", text) is not None


def _is_day(span: DateSpan) -> bool:
    return span.start is not None and span.end in (None, span.start) and span.rule is None


def _fills(span: DateSpan, text: str) -> bool:
    others = text[: span.start_index] + text[span.end_index :]
    return len(re.sub(r"วันที[่้]?|พ\.ศ\.|[^ก-๙A-Za-z0-9]", "", others)) <= _MOST_OTHER_LETTERS


def _found(passage: Passage, span: DateSpan) -> Found:
    printed = passage.cut(span.start_index, span.end_index)
    assert span.start is not None
    reason: Reason | None = next((d for d in get_args(Reason) if d in span.doubts), None)
    if reason is None and span.doubts:
        reason = "low_confidence"
    return Found(printed, value=span.start.isoformat(), exact=True, reason=reason)
