"""Print, stamp or handwriting: what wrote a line, by its layer and by how well it reads.

The reader knows print. What it reads badly was not printed, or is too damaged to be trusted: both are told
apart from sound print, never passed off as it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ingest.document import LineKind
from ingest.layers import FoundLine
from ingest.line_crop import Crop
from ingest.recogniser import Reading
from ingest.second_look import Look

READS_AS_PRINT = 0.62  # mean confidence of a line: below it nothing printed is recognised
COLOURED_PRINT = 0.85  # coloured ink that reads that well was stamped, not written
THICKER = 1.75  # times the strokes round it: a pen among print
PALER = 60  # levels paler or darker than the print round it
LOWER = 0.3  # letter heights below the line on which printed digits stand
PENNED = 0.6  # the most a digit is trusted that does not look printed
LETTERS_FOR_A_REFERENCE = 6
DIGIT = re.compile(r"[0-9๐-๙]")
MOST_TRUST = {"print": 1.0, "stamp": 0.9, "handwriting": 0.6}


def kind_of(found: FoundLine, reading: Reading) -> LineKind:
    if found.layer.kind == "stamp":
        return "stamp"
    confidence = reading.mean_confidence
    if found.layer.kind == "coloured":
        return "stamp" if confidence >= COLOURED_PRINT and len(reading.text) > 3 else "handwriting"
    return "print" if confidence >= READS_AS_PRINT else "handwriting"


def trusted(confidence: float, kind: LineKind) -> float:
    """A confidence as far as this kind of writing deserves it: the model learnt print alone."""
    return min(1.0, max(0.0, confidence)) * MOST_TRUST[kind]


@dataclass(frozen=True)
class _Strokes:
    """One character's ink: half its thickest stroke (px), its grey, how far its foot is under the line.

    The last is in letter heights.
    """

    thickness: float
    grey: float
    foot: float


def doubt_penned_digits(crops: Sequence[Crop], looks: Sequence[Look]) -> list[Look]:
    """Trust digits less that differ in stroke, ink or stand from the print round them.

    Numbers and days are written by hand into printed lines, and read with ease as the wrong digit.
    """
    strokes = [_strokes(crop, reading) for crop, (reading, _) in zip(crops, looks, strict=True)]
    page = _reference([s for line in strokes for s in line.values()])
    return [
        (_doubted(reading, line, page), second)
        for (reading, second), line in zip(looks, strokes, strict=True)
    ]


def _doubted(reading: Reading, strokes: dict[int, _Strokes], page: _Strokes | None) -> Reading:
    reference = page
    if len(strokes) >= LETTERS_FOR_A_REFERENCE:
        reference = _reference(list(strokes.values()))
    confidences = list(reading.confidences)
    for i, character in enumerate(reading.text):
        if not DIGIT.match(character):
            continue
        penned = reference is not None and i in strokes and _differs(strokes[i], reference)
        if penned or _mixes_numerals(reading.text, i):
            confidences[i] = min(confidences[i], PENNED)
    return replace(reading, confidences=tuple(confidences))


def _strokes(crop: Crop, reading: Reading) -> dict[int, _Strokes]:
    """The strokes of each character of a line that has digits, by its index; marks and blanks have none."""
    if not DIGIT.search(reading.text):
        return {}
    ink = (crop.picture < 160).astype(np.uint8)
    band = slice(max(0, round(crop.middle - 0.9 * crop.letter)), None)
    depths = cv2.distanceTransform(ink, cv2.DIST_L2, 3)[band].max(0)
    greys = crop.picture[band].min(0)
    feet = ink.shape[0] - ink[::-1].argmax(0)
    inked = ink[band].max(0) > 0
    baseline = crop.middle + 0.5 * crop.letter
    found = {}
    for i, character in enumerate(reading.text):
        columns = slice(round(reading.edges[i]), round(reading.edges[i + 1]))
        if columns.stop - columns.start < 3 or not character.isalnum() or not inked[columns].any():
            continue
        foot = float(feet[columns][inked[columns]].max())
        found[i] = _Strokes(
            float(depths[columns].max()), float(greys[columns].min()), (foot - baseline) / crop.letter
        )
    return found


def _reference(strokes: list[_Strokes]) -> _Strokes | None:
    if not strokes:
        return None
    return _Strokes(
        float(np.median([s.thickness for s in strokes])), float(np.median([s.grey for s in strokes])), 0.0
    )


def _differs(one: _Strokes, print_: _Strokes) -> bool:
    return (
        one.thickness > THICKER * max(print_.thickness, 1.0)
        or abs(one.grey - print_.grey) > PALER
        or one.foot > LOWER
    )


def _mixes_numerals(text: str, index: int) -> bool:
    """An Arabic digit beside a Thai one: no typist changes numerals within a number."""
    start = end = index
    while start > 0 and DIGIT.match(text[start - 1]):
        start -= 1
    while end < len(text) and DIGIT.match(text[end]):
        end += 1
    return len({digit.isascii() for digit in text[start:end]}) > 1
