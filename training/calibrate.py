"""`python -m training.calibrate`: how far the confidence of a digit string can be trusted, by temperature.

Uses the shipped reading code (ingest.recogniser) on made-up lines with dates and numbers, cut by the band
of their letters. A string's confidence is that of its least certain character. A string counts as wrong where
the line as read does not hold it at its place.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from ingest.recogniser import Reading, Recogniser, load_recogniser, reader
from ingest.second_look import checked
from training import drawing
from training.alphabet import label_of
from training.evaluate import DIGIT_STRING
from training.export import MODEL
from training.samples import SampleMaker

SEED = 950_000_000
LEVELS = ("clean", "light", "light", "copy", "photo", "faint")
TEMPERATURES = (1.0, 1.3, 1.6, 2.0)
LEVELS_OF_TRUST = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995)
Picture = NDArray[np.uint8]
Judged = tuple[float, bool]


def number_lines(count: int) -> tuple[list[Picture], list[str]]:
    """Grey crops and their labels."""
    drawing.CUT_WEIGHTS = (1, 0, 0, 0, 0)
    makers = [SampleMaker(SEED + i, level=level) for i, level in enumerate(LEVELS)]
    texts = [makers[i % len(makers)].writer.number_line() for i in range(count)]
    crops = [makers[i % len(makers)].scan(text) for i, text in enumerate(texts)]
    return crops, [label_of(text) for text in texts]


def judged(label: str, reading: Reading) -> list[Judged]:
    """(confidence, right) of every digit string that was read."""
    truth, got = label.replace(" ", ""), reading.text
    kept = [i for i, character in enumerate(got) if character != " "]
    dense = "".join(got[i] for i in kept)
    right = set()
    for edit in Levenshtein.opcodes(truth, dense):
        if edit.tag == "equal":
            right |= set(range(edit.dest_start, edit.dest_end))
    joints = {
        e.dest_start for e in Levenshtein.opcodes(truth, dense) if e.tag in ("delete", "insert", "replace")
    }
    found = []
    for match in DIGIT_STRING.finditer(dense):
        span = range(match.start(), match.end())
        sure = min(reading.confidences[kept[i]] for i in span)
        found.append((sure, all(i in right for i in span) and not any(i in joints for i in span[1:])))
    return found


def table(name: str, found: Iterable[Judged]) -> str:
    pairs = list(found)
    cells = []
    for least in LEVELS_OF_TRUST:
        kept = [right for sure, right in pairs if sure >= least]
        cells.append(f">={least}: {len(kept) - sum(kept)} wrong of {len(kept)}")
    return f"{name}: " + "; ".join(cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", type=Path, default=MODEL / "reader")
    parser.add_argument("--lines", type=int, default=1200)
    parser.add_argument("--show", type=float, default=2.0, help="print wrong strings at least this sure")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    crops, labels = number_lines(options.lines)
    model: Recogniser = load_recogniser(options.target.with_suffix(".onnx"))
    for temperature in TEMPERATURES:
        readings = replace(model, temperature=temperature).read(crops)
        pairs = [judged(label, reading) for label, reading in zip(labels, readings, strict=True)]
        print(table(f"temperature {temperature}", (one for some in pairs for one in some)))
        if temperature == 1.0:
            for label, reading, some in zip(labels, readings, pairs, strict=True):
                if any(sure >= options.show and not right for sure, right in some):
                    print(label, "|", reading.text)
    looks = checked(crops, reader().read(crops))
    pairs = [judged(label, look) for label, (look, _) in zip(labels, looks, strict=True)]
    print(table("shipped model after its second look", (one for some in pairs for one in some)))


if __name__ == "__main__":
    main()
