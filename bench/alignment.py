"""How far a reading is from the truth, whatever order its lines came in.

Every line of the truth is looked for in the whole text read, best match first, at the place where it differs
least (Sellers, J. Algorithms 1, 1980); a place found is used up, so nothing counts twice. A line that was
not read costs all its characters. Text beyond the truth costs nothing: stamps
and handwriting are not in it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from ingest.document import Line
from ingest.thai_text import normalise

USED = "\0"
SHORT = 5
WITHIN_A_LINE = 3  # errors: lines of a letter repeat each other's words, but seldom whole lines
MONTHS = (
    "มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม|"
    r"ม\.ค\.|ก\.พ\.|มี\.ค\.|เม\.ย\.|พ\.ค\.|มิ\.ย\.|ก\.ค\.|ส\.ค\.|ก\.ย\.|ต\.ค\.|พ\.ย\.|ธ\.ค\."
)
REFERENCE = re.compile(r"[ก-ฮ]{2}[0-9๐-๙][0-9๐-๙.]{3,}/ว?[0-9๐-๙]+")
DATE = re.compile(rf"[0-9๐-๙]{{1,2}}(?:{MONTHS})(?:พ\.ศ\.)?[0-9๐-๙]{{2,4}}")
NUMBER = re.compile(r"[0-9๐-๙](?:[0-9๐-๙.,/:-]*[0-9๐-๙])?")
DIGIT = re.compile(r"[0-9๐-๙]")
SURE = 0.98  # confidence from which a number counts as said to be sure
SAME = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "…": "."})
NOT_TEXT = re.compile(r"[\s○☐☑□❑•●✓_]|\.{2,}")


@dataclass
class Tally:
    """Counts over any number of pages; numbers and dates: right, all; sure: said at SURE or more.

    confusions: (character, what was read for it, "" for nothing). judged: (confidence, right) of a number.
    """

    characters: int = 0
    errors: int = 0
    numbers: int = 0
    numbers_right: int = 0
    digits: int = 0
    digits_right: int = 0
    dates: int = 0
    dates_right: int = 0
    references: int = 0
    references_right: int = 0
    sure_numbers: int = 0
    sure_wrong: int = 0
    flagged_wrong: int = 0
    confusions: dict[tuple[str, str], int] = field(default_factory=dict)
    worst: list[tuple[int, str, str]] = field(default_factory=list)
    wrong_numbers: list[tuple[str, str, float]] = field(default_factory=list)
    judged: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name, value in vars(other).items():
            if isinstance(value, int):
                setattr(self, name, getattr(self, name) + value)
            elif isinstance(value, list):
                getattr(self, name).extend(value)
        for pair, count in other.confusions.items():
            self.confusions[pair] = self.confusions.get(pair, 0) + count


def plain(text: str) -> str:
    """What is compared: one spelling, no blanks, no leader dots, one kind of quote and dash."""
    return NOT_TEXT.sub("", normalise(unicodedata.normalize("NFC", text)).translate(SAME))


def compare(truth: list[str], lines: list[Line] | tuple[Line, ...]) -> Tally:
    """truth: its lines or cells, stamps and handwriting left out."""
    read = _joined(lines)
    tally = Tally()
    left = [segment for segment in map(plain, truth) if segment]
    tally.characters = sum(map(len, left))
    while left:
        taken: list[tuple[int, int]] = []
        unplaced = []
        for segment, start, end in _best_first(left, read):
            if any(start < b and a < end for a, b in taken):
                unplaced.append(segment)
                continue
            taken.append((start, end))
            _count(segment, read, start, end, tally)
        for start, end in taken:
            read.text = read.text[:start] + USED * (end - start) + read.text[end:]
        left = unplaced
    return tally


def _best_first(segments: list[str], read: Read) -> list[tuple[str, int, int]]:
    """Each segment with its best place, those with the most text found there first."""
    places = [(segment, *_find(segment, read)) for segment in segments]

    def found(place: tuple[str, int, int]) -> int:
        segment, start, end = place
        return len(segment) - 3 * Levenshtein.distance(segment, read.text[start:end])

    return sorted(places, key=found, reverse=True)


@dataclass
class Read:
    """All that was read, as `plain` makes it. starts: where a line begins."""

    text: str
    confidences: NDArray[np.float64]
    starts: set[int]


def _joined(lines: list[Line] | tuple[Line, ...]) -> Read:
    text, confidences = "", []
    starts = set()
    for line in lines:
        starts.add(len(text))
        changed = line.text.translate(SAME)
        keep = [not NOT_TEXT.fullmatch(ch) for ch in changed]
        for dots in re.finditer(r"\.{2,}", changed):
            keep[dots.start() : dots.end()] = [False] * len(dots.group())
        text += "".join(ch for ch, kept in zip(changed, keep, strict=True) if kept)
        confidences += [c for c, kept in zip(line.confidences, keep, strict=True) if kept]
    return Read(text, np.array(confidences), starts)


def _find(segment: str, read: Read) -> tuple[int, int]:
    text = read.text
    if len(segment) <= SHORT and (whole := _whole_line(segment, read)) is not None:
        return whole
    borders = np.zeros(len(text) + 1, np.int64) + WITHIN_A_LINE
    borders[[*read.starts, len(text)]] = 0
    start, end = _span(segment, text, borders)
    near = text[start:end]  # chosen for its line; now only what fits
    inner_start, inner_end = _span(segment, near, np.zeros(len(near) + 1, np.int64))
    return start + inner_start, start + inner_end


def _span(segment: str, text: str, borders: NDArray[np.int64]) -> tuple[int, int]:
    end = _best_end(segment, text, borders)
    return end - _best_end(segment[::-1], text[:end][::-1], borders[: end + 1][::-1]), end


def _whole_line(segment: str, read: Read) -> tuple[int, int] | None:
    """A short text stands in many lines; a line that is nothing else is the one meant."""
    starts = sorted(read.starts)
    for start, end in pairwise([*starts, len(read.text)]):
        if read.text[start:end] == segment:
            return start, end
    return None


def _best_end(segment: str, text: str, borders: NDArray[np.int64]) -> int:
    """Where in `text` the best match of `segment` ends; `borders`: what ending at each place costs."""
    codes = np.array([ord(ch) for ch in text], np.int64)
    places = np.arange(len(text) + 1)
    row = np.zeros(len(text) + 1, np.int64)
    for ch in segment:
        step = row + 1
        step[1:] = np.minimum(step[1:], row[:-1] + (codes != ord(ch)) + 10**6 * (codes == 0))
        row = np.minimum.accumulate(step - places) + places
        row[1:][codes == 0] = 10**6
    return int(np.argmin(row + borders))


def _count(segment: str, read: Read, start: int, end: int, tally: Tally) -> None:
    text = read.text
    found = text[start:end]
    operations = Levenshtein.opcodes(segment, found)
    distance = Levenshtein.distance(segment, found)
    tally.errors += distance
    if distance:
        tally.worst.append((distance, segment, found))
    for op in operations:
        _count_characters(segment[op.src_start : op.src_end], found[op.dest_start : op.dest_end], tally)
    place = _places(operations, len(segment))

    def right(match: re.Match[str]) -> bool:
        return found[place[match.start()] : place[match.end()]] == match.group()

    for match in DATE.finditer(segment):
        tally.dates += 1
        tally.dates_right += right(match)
    for match in REFERENCE.finditer(segment):
        tally.references += 1
        tally.references_right += right(match)
    for match in NUMBER.finditer(segment):
        a, b = start + place[match.start()], start + place[match.end()]
        while a not in read.starts and a < b and DIGIT.match(text[a - 1]) and DIGIT.match(text[a]):
            a -= 1
        while b < len(text) and b > a and b not in read.starts and DIGIT.match(text[b]):
            b += 1
        _count_number(match.group(), text[a:b], read.confidences[a:b], tally)


def _count_characters(wanted: str, got: str, tally: Tally) -> None:
    """wanted and got: one stretch of the alignment, equal or replaced or lost."""
    alike = len(wanted) == len(got)
    for i, a in enumerate(wanted):
        b = got[i] if alike else ""
        if a != b:
            tally.confusions[a, b] = tally.confusions.get((a, b), 0) + 1
        if DIGIT.match(a):
            tally.digits += 1
            tally.digits_right += a == b


def _count_number(expected: str, read: str, confidences: NDArray[np.float64], tally: Tally) -> None:
    right = read == expected
    least = float(confidences.min(initial=1.0)) if read else 0.0
    tally.numbers += 1
    tally.numbers_right += right
    tally.sure_numbers += least >= SURE
    tally.sure_wrong += least >= SURE and not right
    tally.flagged_wrong += least < SURE and not right
    tally.judged.append((least, right))
    if not right:
        tally.wrong_numbers.append((expected, read, round(least, 3)))


def _places(operations: object, length: int) -> list[int]:
    """For each position of the truth (and its end) the position in what was read."""
    place = [0] * (length + 1)
    for op in operations:  # type: ignore[attr-defined]
        span = op.src_end - op.src_start
        for k in range(span):
            place[op.src_start + k] = min(op.dest_start + k, op.dest_end)
        if span:
            place[op.src_end] = op.dest_end
    return place
