"""`python -m training.calibrate`: how far the confidence of digits can be trusted.

Uses the shipped reading code (ingest.recogniser, ingest.second_look) on made-up pages full of dates and
numbers, damaged and cut out by the reading path, some in fonts that were never trained on. Prints, by
temperature, how many digit strings said to be so sure were wrong (a string is as sure as its least sure
character, and wrong where the line as read does not hold it at its place), and for single digits on which
both looks agree what their common doubt is worth: it sets AGREED and WORTH of ingest/second_look.py.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from ingest import second_look
from ingest.recogniser import Reading, Recogniser, load_recogniser
from training.alphabet import label_of
from training.evaluate import DIGIT_STRING
from training.export import MODEL
from training.fonts import UNSEEN
from training.pages import PageMaker

SEED = 950_000_000
LEVELS = ("clean", "light", "copy", "photo", "faint")
FAMILIES = (None, None, "TH Sarabun New", *UNSEEN)
TEMPERATURES = (1.0, 1.3, 1.6)
LEVELS_OF_TRUST = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995)
DOUBTS = (0.0, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.12, 0.25, 0.5, 1.0)
Picture = NDArray[np.uint8]
Judged = tuple[float, bool]


@dataclass(frozen=True)
class Judgement:
    """Of one reading: whether each of its characters is right, and every digit string with its confidence."""

    right: tuple[bool, ...]
    strings: tuple[Judged, ...]


def number_lines(count: int) -> tuple[list[Picture], list[str]]:
    """Grey crops and their labels."""
    kinds = [(family, level) for family in FAMILIES for level in LEVELS]
    makers = [
        PageMaker(SEED + i, numbers=True, family=family, level=level, as_found=True)
        for i, (family, level) in enumerate(kinds)
    ]
    lines = [makers[i % len(makers)].line() for i in range(count)]
    return [picture for _, picture in lines], [label_of(text) for text, _ in lines]


def judged(label: str, reading: Reading) -> Judgement:
    """Blanks are left out of the comparison."""
    truth, got = label.replace(" ", ""), reading.text
    kept = [i for i, character in enumerate(got) if character != " "]
    dense = "".join(got[i] for i in kept)
    edits = Levenshtein.opcodes(truth, dense)
    right = {i for e in edits if e.tag == "equal" for i in range(e.dest_start, e.dest_end)}
    joints = {e.dest_start for e in edits if e.tag != "equal"}
    strings = []
    for match in DIGIT_STRING.finditer(dense):
        span = range(match.start(), match.end())
        sure = min(reading.confidences[kept[i]] for i in span)
        strings.append((sure, all(i in right for i in span) and not any(i in joints for i in span[1:])))
    places = {kept[i] for i in right}
    return Judgement(tuple(i in places for i in range(len(got))), tuple(strings))


def table(name: str, found: Iterable[Judgement]) -> str:
    pairs = [one for judgement in found for one in judgement.strings]
    cells = []
    for least in LEVELS_OF_TRUST:
        kept = [right for sure, right in pairs if sure >= least]
        cells.append(f">={least}: {len(kept) - sum(kept)} wrong of {len(kept)}")
    return f"{name}: " + "; ".join(cells)


def looked_twice(
    crops: list[Picture], model: Recogniser, scale: tuple[tuple[float, ...], tuple[float, ...]]
) -> list[second_look.Look]:
    """The second look by this model, its agreement told on another scale."""
    before = second_look.AGREED, second_look.WORTH
    try:
        second_look.AGREED, second_look.WORTH = scale
        return second_look.checked(crops, model.read(crops), model)
    finally:
        second_look.AGREED, second_look.WORTH = before


def worth_of_doubts(labels: list[str], looks: list[second_look.Look]) -> list[str]:
    """Wrong digits by the common doubt of two looks that agree; the looks must be told one to one."""
    digits: list[tuple[float, bool]] = []
    for label, (reading, _) in zip(labels, looks, strict=True):
        right = judged(label, reading).right
        for i, character in enumerate(reading.text):
            if second_look.DIGIT.match(character) and reading.confidences[i] != second_look.DISPUTED:
                digits.append((1.0 - reading.confidences[i], right[i]))
    lines = []
    for low, high in pairwise(DOUBTS):
        some = [right for doubt, right in digits if low <= doubt < high or (high == 1.0 and doubt == 1.0)]
        wrong = len(some) - sum(some)
        lines.append(f"doubt {low} to {high}: {wrong} wrong of {len(some)}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--target", type=Path, default=MODEL / "reader")
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--show", type=float, default=2.0, help="print wrong strings at least this sure")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    crops, labels = number_lines(options.lines)
    shipped = load_recogniser(options.target.with_suffix(".onnx"))
    for temperature in TEMPERATURES:
        model = replace(shipped, temperature=temperature)
        readings = model.read(crops)
        found = [judged(label, reading) for label, reading in zip(labels, readings, strict=True)]
        print(table(f"temperature {temperature}, first look", found))
        plain = looked_twice(crops, model, ((0.0, 1.0), (0.0, 1.0)))
        print("\n".join(worth_of_doubts(labels, plain)), flush=True)
    looks = looked_twice(crops, shipped, (second_look.AGREED, second_look.WORTH))
    found = [judged(label, look) for label, (look, _) in zip(labels, looks, strict=True)]
    print(table("as shipped, both looks", found))
    for label, (look, _), one in zip(labels, looks, found, strict=True):
        if any(sure >= options.show and not right for sure, right in one.strings):
            print(label, "|", look.text)


if __name__ == "__main__":
    main()
