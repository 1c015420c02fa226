"""`python -m training.evaluate`: measures an exported model on made-up lines that training never drew.

Reports character error, digits and date strings by font (two of them never trained on) and by damage, the
confusion of the ten digits in both sets, and how far the confidence of digit strings can be trusted.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from training.alphabet import THAI_DIGITS
from training.export import MODEL
from training.fonts import UNSEEN
from training.pages import PageMaker
from training.samples import Sample, SampleMaker

SEED = 900_000_000
"""Training seeds stay far below."""
LEVELS = ("clean", "light", "copy", "photo", "fax", "faint")
SARABUN = ("TH Sarabun New", "TH SarabunPSK", "Laksaman", "Sarabun")
FONTS = (*SARABUN, "TH Niramit AS", "Kinnari", "Noto Serif Thai", "Kanit", *UNSEEN)
DIGITS = "0123456789" + THAI_DIGITS
DIGIT_STRING = re.compile(r"[0-9๐-๙]+(?:[./,:\-–][0-9๐-๙]+)*")


@dataclass(frozen=True)
class Reading:
    """Text and the confidence of each character: the least probability over the steps that wrote it."""

    text: str
    confidences: tuple[float, ...]


@dataclass
class Tally:
    """Counts over a group of lines."""

    characters: int = 0
    errors: int = 0
    digits: int = 0
    digits_right: int = 0
    strings: int = 0
    strings_right: int = 0
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    edits: Counter[tuple[str, str]] = field(default_factory=Counter)
    confidence: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, truth: str, reading: Reading) -> None:
        self.characters += len(truth)
        place = [-1] * len(truth)
        for edit in Levenshtein.opcodes(truth, reading.text):
            if edit.tag == "equal":
                for i in range(edit.src_start, edit.src_end):
                    place[i] = edit.dest_start + i - edit.src_start
            else:
                self._count_edit(
                    truth[edit.src_start : edit.src_end], reading.text[edit.dest_start : edit.dest_end]
                )
        self.errors += Levenshtein.distance(truth, reading.text)
        self._count_digits(truth, reading, place)

    def _count_edit(self, wanted: str, got: str) -> None:
        self.edits[(wanted, got)] += 1
        if len(wanted) == len(got):
            for a, b in zip(wanted, got, strict=True):
                if a in DIGITS:
                    self.confusion[(a, b)] += 1
        else:
            for a in wanted:
                if a in DIGITS:
                    self.confusion[(a, "")] += 1

    def _count_digits(self, truth: str, reading: Reading, place: list[int]) -> None:
        for i, character in enumerate(truth):
            if character in DIGITS:
                self.digits += 1
                self.digits_right += place[i] >= 0
                if place[i] >= 0:
                    self.confusion[(character, character)] += 1
        for match in DIGIT_STRING.finditer(truth):
            self.strings += 1
            there = place[match.start() : match.end()]
            self.strings_right += all(p >= 0 for p in there) and there[-1] - there[0] == len(there) - 1
        back = {p for p in place if p >= 0}
        for match in DIGIT_STRING.finditer(reading.text):
            right = all(p in back for p in range(match.start(), match.end())) and match.group() in truth
            self.confidence.append((min(reading.confidences[match.start() : match.end()]), right))

    def row(self) -> str:
        error = 100 * self.errors / max(1, self.characters)
        digits = 100 * self.digits_right / max(1, self.digits)
        strings = 100 * self.strings_right / max(1, self.strings)
        return f"{error:6.2f} {digits:7.2f} {strings:7.2f} {self.characters:7d} {self.strings:6d}"


class Model:
    """An exported model on one thread."""

    def __init__(self, target: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(target.with_suffix(".onnx")), options)
        self.about = json.loads(target.with_suffix(".json").read_text(encoding="utf-8"))
        self.alphabet: list[str] = self.about["alphabet"]

    def read(self, picture: NDArray[np.uint8]) -> Reading:
        """Greedy reading of one normalised line."""
        height = self.about["height"]
        if picture.shape[0] != height:
            width = max(16, picture.shape[1] * height // picture.shape[0])
            picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
        wide = -(-picture.shape[1] // 32) * 32
        line = np.zeros((1, 1, height, wide), np.float32)
        line[0, 0, :, : picture.shape[1]] = picture / 255.0
        logits = self.session.run(None, {"x": line})[0][:, 0]
        return decode(logits, self.alphabet)


def decode(logits: NDArray[np.float32], alphabet: list[str]) -> Reading:
    """Best class of every step, repeats and blanks dropped."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances = shifted / shifted.sum(axis=1, keepdims=True)
    best = chances.argmax(axis=1)
    text: list[str] = []
    confidences: list[float] = []
    before = 0
    for step, number in enumerate(best):
        if number and number != before:
            text.append(alphabet[number])
            confidences.append(float(chances[step, number]))
        elif number:
            confidences[-1] = max(confidences[-1], float(chances[step, number]))
        before = number
    return Reading("".join(text), tuple(confidences))


def measure(model: Model, samples: list[Sample]) -> Tally:
    tally = Tally()
    for sample in samples:
        tally.add(sample.label, model.read(sample.picture))
    return tally


def lines(
    count: int, *, family: str | None = None, level: str | None = None, longest: int = 60
) -> list[Sample]:
    maker = SampleMaker(SEED + sum(map(ord, f"{family}{level}")), family=family, level=level, longest=longest)
    return [maker.make() for _ in range(count)]


def letter_lines(count: int, family: str, level: str) -> list[Sample]:
    """Lines of prose with dates and numbers as an ordinary letter has them: no clutter, no odd setting."""
    maker = SampleMaker(SEED + 7 + sum(map(ord, family + level)), family=family, level=level, plain=True)
    return [maker.make(maker.writer.number_line()) for _ in range(count)]


def page_lines(count: int, family: str, level: str) -> list[Sample]:
    """Lines full of numbers that the reading path cut out of damaged pages."""
    seed = SEED + 13 + sum(map(ord, family + level))
    maker = PageMaker(seed, numbers=True, family=family, level=level, as_found=True)
    return [maker.make() for _ in range(count)]


def thresholds(tally: Tally) -> list[str]:
    """Wrong digit strings above a confidence."""
    found = []
    for least in (0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9995):
        kept = [right for confidence, right in tally.confidence if confidence >= least]
        wrong = len(kept) - sum(kept)
        share = len(kept) / max(1, len(tally.confidence))
        found.append(
            f"{least:7.4f} kept {100 * share:6.2f} % wrong {wrong} of {len(kept)} "
            f"= 1 in {len(kept) / max(1, wrong):.0f}"
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", type=Path, default=MODEL / "reader")
    parser.add_argument("--lines", type=int, default=200, help="lines in each group")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    model = Model(options.target)
    print(f"version {model.about['version']} step {model.about['trained']}")
    print(f"{'group':28s}    CER  digits strings   chars strings")
    for family in ("TH Sarabun New", "TH SarabunPSK", *UNSEEN):
        for level in LEVELS[:4]:
            row = measure(model, letter_lines(options.lines, family, level)).row()
            print(f"{'letter ' + family + ', ' + level:28s} {row}")
            row = measure(model, page_lines(options.lines, family, level)).row()
            print(f"{'page ' + family + ', ' + level:28s} {row}", flush=True)
    total = Tally()
    for level in LEVELS:
        tally = Tally()
        for family in SARABUN[:2]:
            for sample in lines(options.lines, family=family, level=level):
                reading = model.read(sample.picture)
                for one in (tally, total):
                    one.add(sample.label, reading)
        print(f"{'TH Sarabun, ' + level:28s} {tally.row()}")
    for family in FONTS:
        print(f"{family:28s} {measure(model, lines(options.lines, family=family)).row()}")
    print(f"{'mixed, up to 100':28s} {measure(model, lines(options.lines, longest=100)).row()}")
    print("\n".join(thresholds(total)))
    print(
        "digits taken for others:", [(a, b, n) for (a, b), n in total.confusion.most_common() if a != b][:25]
    )
    print("commonest edits:", total.edits.most_common(30))


if __name__ == "__main__":
    main()
