"""`wian dates`: the dates of one line of text as the contract's JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from extract.thai_dates import DateSpan, find_dates


def dates_of_line(line: str, on: date | None = None) -> list[dict[str, Any]]:
    return [date_json(span) for span in find_dates(line.strip(), on=on)]


def date_json(span: DateSpan) -> dict[str, Any]:
    return {
        "text": span.text,
        "kind": span.kind,
        "start": span.start.isoformat() if span.start else None,
        "end": span.end.isoformat() if span.end else None,
        "start_time": span.start_time,
        "end_time": span.end_time,
        "rule": span.rule,
        "doubts": list(span.doubts),
    }
