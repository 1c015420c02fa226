"""A stretch of text that still knows, letter by letter, where on the pages it was printed.

Fields, paragraphs and dates are cut out of lines and put together again over line breaks; whatever is cut,
its box, its confidence and the kind of writing can be asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from ingest.document import Box, Line, LineKind, union_of
from ingest.thai_text import join_lines


class Place(NamedTuple):
    """line.text[at] on page number `page`."""

    page: int
    line: Line
    at: int


class Run(NamedTuple):
    """line.text[start:end] on page number `page`."""

    page: int
    line: Line
    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """Text and the place of each of its letters; None for a blank that stands for a line break."""

    text: str = ""
    places: tuple[Place | None, ...] = ()

    @staticmethod
    def of_line(line: Line, page: int, start: int = 0, end: int | None = None) -> Passage:
        end = len(line.text) if end is None else end
        return Passage(line.text[start:end], tuple(Place(page, line, i) for i in range(start, end)))

    def __bool__(self) -> bool:
        return bool(self.text)

    def __len__(self) -> int:
        return len(self.text)

    def __add__(self, other: Passage) -> Passage:
        return Passage(self.text + other.text, self.places + other.places)

    def cut(self, start: int, end: int | None = None) -> Passage:
        """text[start:end] without the blanks at its ends."""
        part = Passage(self.text[start:end], self.places[start:end])
        left = len(part.text) - len(part.text.lstrip())
        right = len(part.text.rstrip())
        return Passage(part.text[left:right], part.places[left:right])

    def without(self, pattern: re.Pattern[str]) -> Passage:
        """What is left when every match is taken out."""
        kept, at = Passage(), 0
        for match in pattern.finditer(self.text):
            kept += Passage(self.text[at : match.start()], self.places[at : match.start()])
            at = match.end()
        return (kept + Passage(self.text[at:], self.places[at:])).cut(0)

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The pieces of lines that the passage is made of, in its order."""
        runs: list[Run] = []
        for place in self.places:
            if place is None:
                continue
            page, line, at = place
            if runs and runs[-1].line is line and runs[-1].end == at:
                runs[-1] = Run(page, line, runs[-1].start, at + 1)
            else:
                runs.append(Run(page, line, at, at + 1))
        return tuple(runs)

    @property
    def page(self) -> int | None:
        return next((place.page for place in self.places if place is not None), None)

    @cached_property
    def box(self) -> Box | None:
        """Round all of it that stands on its first page."""
        boxes = [run.line.box_of(run.start, run.end) for run in self.runs if run.page == self.page]
        return union_of(boxes) if boxes else None

    @property
    def kinds(self) -> set[LineKind]:
        return {run.line.kind for run in self.runs}

    @property
    def from_text_layer(self) -> bool:
        return all(run.line.source == "text_layer" for run in self.runs)

    @property
    def confidences(self) -> list[float]:
        """One value for each printed letter, blanks left out."""
        return [
            place.line.confidences[place.at]
            for place in self.places
            if place is not None and place.line.text[place.at] != " "
        ]

    @property
    def disputed(self) -> list[bool]:
        """For each letter whether the second reader made something else of it."""
        return [place is not None and place.at in _disputed(place.line) for place in self.places]


@lru_cache(maxsize=4096)
def _disputed_letters(first: str, second: str) -> frozenset[int]:
    letters: set[int] = set()
    for step in Levenshtein.opcodes(first, second):
        ours, theirs = first[step.src_start : step.src_end], second[step.dest_start : step.dest_end]
        if step.tag == "equal" or not (ours + theirs).strip(" .…·"):
            continue  # blanks and leader dots are nobody's business
        # What the other reader saw in between belongs to the letters on both sides.
        start, end = step.src_start, step.src_end
        letters.update(range(start, end) if start < end else (max(start - 1, 0), start))
    return frozenset(letters)


def _disputed(line: Line) -> frozenset[int]:
    return frozenset() if line.second is None else _disputed_letters(line.text, line.second)


def joined(parts: Iterable[Passage], blank: Callable[[str, str], bool] | None = None) -> Passage:
    """The parts as one text, with a blank between two of them where Thai typography needs one.

    blank: (text before, text after) -> whether to put a blank; by default as `ingest.thai_text.join_lines`.
    """
    whole = Passage()
    for part in parts:
        if whole and part and (blank or _blank_between)(whole.text, part.text):
            whole += Passage(" ", (None,))
        whole += part
    return whole


def unprinted(text: str) -> Passage:
    """Text that stands nowhere on the pages by itself, such as the month of a column."""
    return Passage(text, (None,) * len(text))


def spaced(parts: Iterable[Passage]) -> Passage:
    """The parts as one text with a blank between any two."""
    return joined(parts, lambda _before, _after: True)


def _blank_between(before: str, after: str) -> bool:
    return len(join_lines([before[-1:], after[:1]])) > len(before[-1:]) + len(after[:1])
