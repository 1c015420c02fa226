"""When Tesseract is asked about a line, and what its answer changes.

It is asked about print that our reader is unsure of. Where it is surer, and the line has no digits, its
answer is taken; otherwise a different answer is kept beside ours, where both readers know all signs in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.handwriting import READS_AS_PRINT
from ingest.recogniser import Reading
from ingest.second_look import DIGIT, Look
from ingest.tesseract import UNKNOWN, read_lines
from ingest.thai_text import normalise

UNSURE_LINE = 0.72  # mean confidence below which a line is asked about
UNSURE_LATIN = 0.7  # the same for its Latin letters
SURER = 0.08  # Tesseract must be that much surer than we are ...
SURE = 0.82  # ... and this sure of the line
SHORTEST, MOST_LINES = 6, 6  # characters; lines a page, the least sure first
TAKEN = 0.85  # the most an answer of the second reader alone is trusted
LATIN = re.compile(r"[A-Za-z]")


def with_second_opinion(
    crops: Sequence[NDArray[np.uint8]], looks: Sequence[Look], asked: Sequence[bool]
) -> list[Look]:
    """The readings and second texts after Tesseract's word; `asked`: which lines are print at all."""
    results = list(looks)
    doubtful = [i for i, may in enumerate(asked) if may and _is_unsure(looks[i][0])]
    doubtful = sorted(doubtful, key=lambda i: looks[i][0].mean_confidence)[:MOST_LINES]
    answers = read_lines([crops[i] for i in doubtful])
    for i, (text, confidence) in zip(doubtful, answers, strict=True):
        results[i] = _weighed(*looks[i], normalise(text), confidence)
    return results


def _is_unsure(reading: Reading) -> bool:
    if len(reading.text) < SHORTEST or reading.mean_confidence < READS_AS_PRINT:
        return False
    pairs = list(zip(reading.text, reading.confidences, strict=True))
    latin = [c for ch, c in pairs if LATIN.match(ch)]
    return reading.mean_confidence < UNSURE_LINE or (len(latin) >= 3 and float(np.mean(latin)) < UNSURE_LATIN)


def _weighed(reading: Reading, second: str | None, text: str, confidence: float) -> Look:
    if not text or text == reading.text:
        return reading, second
    has_digits = bool(DIGIT.search(reading.text) or DIGIT.search(text))
    surer = confidence >= SURE and confidence > reading.mean_confidence + SURER
    if surer and not has_digits and _alike(reading.text, text):
        return _spread(reading, text, min(TAKEN, confidence)), reading.text
    if UNKNOWN & set(reading.text):
        return reading, second
    return reading, second or text


def _alike(one: str, other: str) -> bool:
    """Two readings of the same ink have about the same length."""
    return 0.6 < len(other) / max(1, len(one)) < 1.6


def _spread(reading: Reading, text: str, confidence: float) -> Reading:
    """The other reader's text over the same stretch; it does not say where its letters stand."""
    edges = np.linspace(reading.edges[0], reading.edges[-1], len(text) + 1)
    return Reading(text, (confidence,) * len(text), tuple(float(x) for x in edges))
