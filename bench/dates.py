"""Scores the date library and its peers on a list of date expressions with expected values.

    python bench/dates.py [LIST.jsonl] [--wrong]

LIST defaults to ../shared/corpus/dev-dates.jsonl. Peers (bench/dates-peers.txt) are left out where they are
not installed. right: sure and equal (or equal with a doubt, where the list says that the source is wrong);
flagged: a doubt says so; nothing: no answer; wrong: sure and different.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from extract.thai_dates import DateSpan, find_dates

LIST = Path(__file__).parents[2] / "shared" / "corpus" / "dev-dates.jsonl"
KINDS = {
    "range": {"window"},
    "list": {"window", "day"},
    "month-range": {"window"},
    "fiscal-year": {"window"},
    "point": {"day"},
    "reference": {"day"},
    "deadline": {"until"},
    "open-start": {"from"},
    "month": {"month"},
    "relative": {"relative"},
    "recurring": {"recurring"},
}
Outcome = str
Dates = tuple[str | None, str | None]


def judge_ours(item: dict[str, Any]) -> Outcome:
    spans = find_dates(item["expression"])
    kind = item["kind"]
    if kind == "not-a-date":
        return "right" if not spans else "flagged" if all(s.doubts for s in spans) else "wrong"
    if kind in ("invalid", "incomplete"):
        return "right" if spans and all(s.doubts and not s.start and not s.end for s in spans) else "wrong"
    if not spans:
        return "wrong"
    if _equal(spans, item):
        asked_for = "SOURCE ERROR" in item.get("note", "")
        return "right" if asked_for == any(s.doubts for s in spans) else "flagged"
    return "flagged" if any(s.doubts for s in spans) else "wrong"


def _equal(spans: list[DateSpan], item: dict[str, Any]) -> bool:
    first, last = spans[0], spans[-1]
    if any(s.kind not in KINDS[item["kind"]] for s in spans) or (len(spans) > 1 and item["kind"] != "list"):
        return False
    if (_iso(first.start), _iso(last.end)) != (item["start"], item["end"]):
        return False
    return _times_equal(first, item)


def _times_equal(span: DateSpan, item: dict[str, Any]) -> bool:
    """Times count where the expression prints them."""
    if not item.get("time") or not any(mark in item["expression"] for mark in (":", "น.", "น ")):
        return span.start_time is None and span.end_time is None
    times = [t[:5] for part in item["time"].split(",") for t in part.split("-")]
    ours = [t for t in (span.start_time, span.end_time) if t]
    return ours == ([times[0], times[-1]] if len(times) > 1 else times)


def _iso(value: Any) -> str | None:
    return value.isoformat() if value else None


def judge_peer(read: Callable[[str], Dates | None], item: dict[str, Any]) -> Outcome:
    """Peers give no doubts and mostly no ranges: every date right counts, silence is what they can do best
    where nothing is to be read."""
    try:
        dates = read(item["expression"])
    except Exception:
        dates = None
    nothing = item["kind"] in ("not-a-date", "invalid", "incomplete", "relative", "recurring")
    if dates is None:
        return "right" if nothing else "nothing"
    if nothing:
        return "wrong"
    expected = {item["start"], item["end"]} - {None}
    return "right" if {d for d in dates if d} == expected else "wrong"


def pythainlp_reader() -> Callable[[str], Dates | None]:
    from pythainlp.util import thai_strptime

    formats = ("%d %B %Y", "%d %b %Y", "%d %b %y", "%d/%m/%Y")

    def read(text: str) -> Dates | None:
        for form in formats:
            try:
                day = thai_strptime(text.strip(), form).date().isoformat()
                return day, day
            except Exception:
                continue
        return None

    return read


def dateparser_reader() -> Callable[[str], Dates | None]:
    from dateparser.search import search_dates

    def read(text: str) -> Dates | None:
        days = [day.date().isoformat() for _, day in search_dates(text, languages=["th"]) or []]
        return (min(days), max(days)) if days else None

    return read


def thai_date_extractor_reader() -> Callable[[str], Dates | None]:
    import thai_date_extractor as peer

    def read(text: str) -> Dates | None:
        days = [str(day)[:10] for day in peer.extract_dates(text)]
        return (min(days), max(days)) if days else None

    return read


PEERS = {
    "pythainlp": pythainlp_reader,
    "dateparser": dateparser_reader,
    "thai_date_extractor": thai_date_extractor_reader,
}


def score(
    items: list[dict[str, Any]], judge: Callable[[dict[str, Any]], Outcome]
) -> tuple[Counter[str], float]:
    started = time.perf_counter()
    outcomes = Counter(judge(item) for item in items)
    return outcomes, time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("list", nargs="?", type=Path, default=LIST)
    parser.add_argument("--wrong", action="store_true", help="print what is wrong or flagged")
    arguments = parser.parse_args()
    if not arguments.list.exists():
        raise SystemExit(f"{arguments.list} is not there")
    items = [json.loads(line) for line in arguments.list.read_text("utf-8").splitlines() if line.strip()]
    print(f"{'reader':22}{'n':>6}{'right':>8}{'flagged':>9}{'nothing':>9}{'wrong':>7}{'ms each':>10}")
    judges: dict[str, Callable[[dict[str, Any]], Outcome]] = {"wian": judge_ours}
    for name, make in PEERS.items():
        if importlib.util.find_spec(name):
            read = make()
            judges[name] = lambda item, read=read: judge_peer(read, item)  # type: ignore[misc]
    for name, judge in judges.items():
        counts, seconds = score(items, judge)
        row = [counts[key] for key in ("right", "flagged", "nothing", "wrong")]
        figures = "".join(f"{count:{width}}" for count, width in zip(row, (8, 9, 9, 7), strict=True))
        print(f"{name:22}{len(items):6}{figures}{1000 * seconds / len(items):10.2f}")
    if arguments.wrong:
        for item in items:
            if (outcome := judge_ours(item)) != "right":
                print(outcome, item["id"], repr(item["expression"]), item["start"], item["end"], item["kind"])
                for span in find_dates(item["expression"]):
                    print("      ", span)


if __name__ == "__main__":
    main()
