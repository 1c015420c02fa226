"""The tables that `bench.reading` prints: a row a group, the goals, the digits, what confidence is worth."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bench.alignment import SURE, Tally

if TYPE_CHECKING:
    from bench.reading import Result

Found = dict[str, dict[str, "Result"]]
THAI_DIGITS, ASCII_DIGITS = "๐๑๒๓๔๕๖๗๘๙", "0123456789"
STEPS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.01)
AS_WRONG = 0.33  # share of ocrmypdf's character error that ours may be
AS_FAST = 4.0  # times ocrmypdf


def percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else float("nan")


def error(text: Tally) -> float:
    return percent(text.errors, text.characters)


class _Row:
    head = (
        "| pages | n | error % | digits % | numbers | dates | references | sure, wrong | grids | cells "
        "| CPU s a page |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|"
    )

    def __call__(self, name: str, result: Result) -> str:
        text, tables = result.text, result.tables
        return (
            f"| {name} | {result.pages} | {error(text):.2f} | {percent(text.digits_right, text.digits):.2f} "
            f"| {text.numbers_right}/{text.numbers} | {text.dates_right}/{text.dates} "
            f"| {text.references_right}/{text.references} | {text.sure_numbers}, {text.sure_wrong} "
            f"| {tables.grids_right}/{tables.tables} | {tables.cells_right}/{tables.cells} "
            f"| {result.seconds / max(1, result.pages):.2f} |"
        )


row = _Row()


def together(found: Found, *parts: str) -> Result | None:
    """All groups of these parts as one, None where nothing was measured."""
    from bench.reading import Result

    whole = Result()
    for part in parts:
        for result in found.get(part, {}).values():
            whole.add(result)
    return whole if whole.pages else None


def goals(everything: dict[str, Found]) -> str:
    """What is asked for, what was measured, and whether that is enough."""
    own = everything["own"]
    lines = ["| goal | measured | reached |", "|---|---|---|"]

    def say(what: str, measured: str, reached: bool) -> None:
        lines.append(f"| {what} | {measured} | {'yes' if reached else 'no'} |")

    for part, most, least in (("scans", 0.5, 99.9), ("photos", 1.5, 99.5), ("unseen", 2.0, 99.5)):
        if whole := together(own, part):
            text = whole.text
            digits = percent(text.digits_right, text.digits)
            say(f"{part}: error ≤ {most} %", f"{error(text):.2f} %", error(text) <= most)
            say(f"{part}: digits ≥ {least} %", f"{digits:.2f} % of {text.digits}", digits >= least)
    if whole := together(own, "scans"):
        right = whole.text.dates_right + whole.text.references_right
        share = percent(right, whole.text.dates + whole.text.references)
        say("scans: dates and references ≥ 99.5 %", f"{share:.2f} %", share >= 99.5)
    if whole := together(own, "real"):
        numbers = percent(whole.text.numbers_right, whole.text.numbers)
        say("real scans: error ≤ 2 %", f"{error(whole.text):.2f} %", error(whole.text) <= 2)
        say("real scans: numbers ≥ 98 %", f"{numbers:.1f} % of {whole.text.numbers}", numbers >= 98)
    if whole := together(own, *own):
        text = whole.text
        say(
            f"numbers at {SURE} or more wrong ≤ 1 in 2,000",
            f"{text.sure_wrong} of {text.sure_numbers}",
            text.sure_wrong * 2000 <= text.sure_numbers,
        )
    if whole := together(own, "scans"):
        rate = (whole.pages - whole.calendars) / (whole.seconds - whole.calendar_seconds)
        say("letters: ≥ 3 pages a second and core", f"{rate:.1f}", rate >= 3)
    if whole and whole.calendars:
        rate = whole.calendars / whole.calendar_seconds
        say("calendars: ≥ 1 page a second and core", f"{rate:.1f}", rate >= 1)
        grids = percent(whole.tables.grids_right, whole.tables.tables)
        cells = percent(whole.tables.cells_right, whole.tables.cells)
        say("tables on scans: grids ≥ 99.5 %", f"{grids:.1f} % of {whole.tables.tables}", grids >= 99.5)
        say("tables on scans: cells ≥ 95 %", f"{cells:.1f} % of {whole.tables.cells}", cells >= 95)
    lines += _beside_ocrmypdf(everything)
    return "\n".join(lines)


def _beside_ocrmypdf(everything: dict[str, Found]) -> list[str]:
    lines = []
    peer = everything.get("ocrmypdf", {})
    for part in peer:
        ours, theirs = together(everything["own"], part), together(peer, part)
        if ours and theirs:
            times = theirs.seconds / ours.seconds
            share = error(ours.text) / error(theirs.text)
            lines.append(
                f"| {part}: ≥ 4 × ocrmypdf at under a third of its error "
                f"| {times:.1f} ×, {share:.2f} of {error(theirs.text):.2f} % "
                f"| {'yes' if times >= AS_FAST and share < AS_WRONG else 'no'} |"
            )
    return lines


def confusion_table(text: Tally) -> str:
    """A row a digit printed, a column a digit read; what else was read for it; how often it was lost."""
    parts = []
    for digits in (THAI_DIGITS, ASCII_DIGITS):
        lines = [f"| printed | {' | '.join(digits)} | other | lost |", "|---" * (len(digits) + 3) + "|"]
        for a in digits:
            counts: dict[str, Any] = {b: n for (c, b), n in text.confusions.items() if c == a}
            others = {b: n for b, n in counts.items() if b and b not in digits}
            cells = ["·" if a == b else str(counts.get(b, "")) for b in digits]
            other = " ".join(f"{b}×{n}" for b, n in sorted(others.items(), key=lambda pair: -pair[1])[:4])
            lines.append(
                f"| {a} | {' | '.join(cells)} | {other.replace('|', chr(92) + '|')} | {counts.get('', '')} |"
            )
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def reliability(text: Tally) -> str:
    """Numbers by how sure the reader said to be, and how many of them were right."""
    lines = ["| confidence | numbers | right % | wrong |", "|---|---|---|---|"]
    for low, high in pairwise(STEPS):
        judged = [right for sure, right in text.judged if low <= sure < high]
        share = f"{percent(sum(judged), len(judged)):.2f}" if judged else ""
        lines.append(f"| {low} to {min(high, 1.0)} | {len(judged)} | {share} | {len(judged) - sum(judged)} |")
    return "\n".join(lines)
