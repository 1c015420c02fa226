"""The same words printed several times in a file, read otherwise in one place: there a letter was misread.

A letter's subject stands again in its attachments and over its calendar. Where all letters about one are the
same and it alone differs (ครูดีในดวงใจ, ครูตีในดวงใจ), the reading that is in the minority is not to be trusted,
and where neither is, none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from extract.thai_clusters import clusters
from ingest.document import Box, Document, Line, Page

ABOUT = 4  # letters on both sides that must be the same
OUTVOTED = 0.3  # how far the reading of the fewer is trusted, at most
LEAST_YEAR = 0.6  # a figure less certain, or one that a second reader saw otherwise, is not helped
CERTAIN_YEAR = 0.95
_YEAR = re.compile(r"(?<![\d๐-๙])(?:25[4-9]\d|๒๕[๔-๙][๐-๙])(?![\d๐-๙])")
LEAST_SHARE = 0.7  # of the summed confidences, for a reading to be that of the most


class _Seen(NamedTuple):
    """A letter with its marks: where it stands, and how far it was trusted."""

    line: int
    start: int
    end: int
    letter: str
    confidence: float


def with_outvoted_doubted(document: Document) -> Document:
    """The document with less trust in letters that stand otherwise where the same words are printed again."""
    lines = [line for page in document.pages for line in page.lines if _is_asked(line)]
    low = _outvoted(lines)
    if not low:
        return document
    changed = {id(lines[n]): _with_less_trust(lines[n], places) for n, places in low.items()}
    same = {(line.text, line.box): changed[id(line)] for line in lines if id(line) in changed}
    return document.model_copy(update={"pages": tuple(_changed_page(page, same) for page in document.pages)})


def with_known_years(document: Document) -> Document:
    """The document with more trust in faint figures of a year that stands elsewhere for certain, and twice.

    Nearly all dates of a circular lie in one year or two, and a misread year is rarely one of them.
    """
    lines = [line for page in document.pages for line in page.lines if _is_asked(line)]
    known = Counter(
        match.group()
        for line in lines
        for match in _YEAR.finditer(line.text)
        if min(line.confidences[match.start() : match.end()]) >= CERTAIN_YEAR
    )
    changed = {
        (line.text, line.box): new
        for line in lines
        if (new := _with_years(line, {year for year, times in known.items() if times > 1})) is not line
    }
    if not changed:
        return document
    return document.model_copy(
        update={"pages": tuple(_changed_page(page, changed) for page in document.pages)}
    )


def _with_years(line: Line, known: set[str]) -> Line:
    confidences = list(line.confidences)
    for match in _YEAR.finditer(line.text):
        own = confidences[match.start() : match.end()]
        if match.group() in known and LEAST_YEAR < min(own) < CERTAIN_YEAR:
            confidences[match.start() : match.end()] = [max(c, CERTAIN_YEAR) for c in own]
    if tuple(confidences) == line.confidences:
        return line
    return line.model_copy(update={"confidences": tuple(confidences)})


def _is_asked(line: Line) -> bool:
    return line.source == "ocr" and line.kind == "print"


def _outvoted(lines: Sequence[Line]) -> dict[int, list[tuple[int, int]]]:
    """Index of the line → the stretches of it that are in the minority."""
    by_context: dict[tuple[str, str], list[_Seen]] = defaultdict(list)
    for number, line in enumerate(lines):
        for context, seen in _letters(number, line):
            by_context[context].append(seen)
    low: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for group in by_context.values():
        for seen in _minority(group):
            low[seen.line].append((seen.start, seen.end))
    return low


def _letters(number: int, line: Line) -> Iterator[tuple[tuple[str, str], _Seen]]:
    found = clusters(line.text)
    for at in range(ABOUT, len(found) - ABOUT):
        start, end = found[at]
        letter = line.text[start:end]
        before = line.text[found[at - ABOUT][0] : start]
        after = line.text[end : found[at + ABOUT][1]]
        if letter[0].isalpha() and " " not in before + after:
            yield (before, after), _Seen(number, start, end, letter, min(line.confidences[start:end]))


def _minority(group: Sequence[_Seen]) -> list[_Seen]:
    if len({seen.letter for seen in group}) < 2:
        return []
    weights: dict[str, float] = defaultdict(float)
    for seen in group:
        weights[seen.letter] += seen.confidence
    most = max(weights, key=lambda letter: weights[letter])
    sure = weights[most] >= LEAST_SHARE * sum(weights.values())
    return [seen for seen in group if not sure or seen.letter != most]


def _with_less_trust(line: Line, places: Sequence[tuple[int, int]]) -> Line:
    low = {at for start, end in places for at in range(start, end)}
    confidences = (min(c, OUTVOTED) if n in low else c for n, c in enumerate(line.confidences))
    return line.model_copy(update={"confidences": tuple(confidences)})


def _changed_page(page: Page, same: Mapping[tuple[str, Box], Line]) -> Page:
    def new(line: Line) -> Line:
        return same.get((line.text, line.box), line)

    tables = (
        table.model_copy(
            update={
                "cells": tuple(
                    cell.model_copy(update={"lines": tuple(map(new, cell.lines))}) for cell in table.cells
                )
            }
        )
        for table in page.tables
    )
    return page.model_copy(update={"lines": tuple(map(new, page.lines)), "tables": tuple(tables)})
