"""A second reading of lines with numbers, and what agreement or disagreement says about every digit.

A wrong digit looks as plausible as a right one, so no dictionary is asked. The line is cut and scaled another
way (or read by a model trained apart, where one is shipped) and must come out with the same digits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from ingest.recogniser import Reading, Recogniser, reader, second_reader

DIGIT = re.compile(r"[0-9๐-๙]")
NUMBER = re.compile(r"[0-9๐-๙][0-9๐-๙.,:/*-]*")
TRIMMED = (0.04, 0.03)  # of the crop's height cut off above and below
STRETCHED = 1.05
AGREED = (0.0, 0.8, 0.9, 0.95, 0.98, 0.992, 1.0)
WORTH = (0.0, 0.6, 0.82, 0.9, 0.95, 0.98, 1.0)
Look = tuple[Reading, str | None]  # a reading, and what a second reader made of the line where it disagrees
DISPUTED = 0.5  # the most a digit is trusted that the second reading has otherwise


def checked(
    crops: Sequence[NDArray[np.uint8]], readings: Sequence[Reading], model: Recogniser | None = None
) -> list[Look]:
    """The readings with the digits' confidences after the second look, and its text where digits differ.

    model: whose readings these are, where it is not the shipped one.
    """
    asked = [i for i, reading in enumerate(readings) if DIGIT.search(reading.text)]
    second = None if model else second_reader()
    if second is None:
        again = (model or reader()).read([_cut_otherwise(crops[i]) for i in asked])
    else:
        again = second.read([crops[i] for i in asked])
    results: list[Look] = [(reading, None) for reading in readings]
    for i, other in zip(asked, again, strict=True):
        results[i] = _compared(readings[i], other)
    return results


def _cut_otherwise(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = crop.shape
    part = crop[int(TRIMMED[0] * height) : height - int(TRIMMED[1] * height)]
    size = (round(width * STRETCHED), part.shape[0])
    return cv2.resize(part, size, interpolation=cv2.INTER_LINEAR)  # type: ignore[return-value]


def _compared(first: Reading, other: Reading) -> Look:
    """Blanks are left out: they are narrow within numbers, and one more or less changes no digit."""
    confidences = list(first.confidences)
    ours, own_places = _without_blanks(first.text)
    theirs, their_places = _without_blanks(other.text)
    counterpart = _counterparts(ours, theirs)
    disputed = False
    for match in NUMBER.finditer(ours):
        start, end = match.span()
        places = [own_places[k] for k in range(start, end)]
        if _number_at(theirs, counterpart[start], counterpart[end]) == match.group():
            for k, place in enumerate(places):
                again = other.confidences[their_places[counterpart[start] + k]]
                confidences[place] = both_say(first.confidences[place], again)
        else:
            disputed = True
            for place in places:
                confidences[place] = min(confidences[place], DISPUTED)
    return replace(first, confidences=tuple(confidences)), other.text if disputed else None


def _without_blanks(text: str) -> tuple[str, list[int]]:
    """The text and for each character its place in the text with blanks."""
    places = [i for i, character in enumerate(text) if character != " "]
    return "".join(text[i] for i in places), places


def both_say(one: float, other: float) -> float:
    """What two looks that agree are worth: the mean of their doubts, on the measured scale below.

    The looks are no independent witnesses; the scale comes from made-up pages, fonts that were never trained
    among them (`bench.reading --hard`).
    """
    doubt = ((1.0 - one) * (1.0 - other)) ** 0.5
    return float(np.interp(1.0 - doubt, AGREED, WORTH))


def _counterparts(text: str, other: str) -> list[int]:
    """For each position of `text` (and its end) the position in `other`."""
    places = [0] * (len(text) + 1)
    for op in Levenshtein.opcodes(text, other):
        for k in range(op.src_end - op.src_start):
            places[op.src_start + k] = min(op.dest_start + k, op.dest_end)
        places[op.src_end] = op.dest_end
    return places


def _number_at(text: str, start: int, end: int) -> str:
    """text[start:end] with the digits that go on beyond it: one digit more is another number."""
    while start > 0 and DIGIT.match(text[start - 1]):
        start -= 1
    while end < len(text) and DIGIT.match(text[end]):
        end += 1
    return text[start:end]
