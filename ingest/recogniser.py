"""The line recogniser: pictures of lines -> their text, with a confidence and a place for every character.

A convolutional network trained by us (`training/`) names, for every narrow frame of a line, the character
it shows or none (connectionist temporal classification: Graves et al., ICML 2006). All that is particular to
one model stands in `model/reader.json`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.errors import ToolMissing
from ingest.thai_text import MARKS, normalised

MODEL_FOLDER = Path(__file__).parent / "model"
LARGEST_BATCH = 12_000  # px of width in all: bounds the memory one run takes
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Reading:
    """text: normalised. confidences: one a character. edges: len(text) + 1 rising x in px of the crop."""

    text: str
    confidences: tuple[float, ...]
    edges: tuple[float, ...]

    @property
    def mean_confidence(self) -> float:
        return float(np.mean(self.confidences)) if self.confidences else 0.0


@dataclass(frozen=True)
class Recogniser:
    """One loaded model. alphabet[0] is the blank; stride: px of the scaled line a frame covers."""

    session: Any
    alphabet: tuple[str, ...]
    height: int
    stride: int
    temperature: float

    def read(self, crops: Sequence[NDArray[np.uint8]]) -> list[Reading]:
        """Grey crops, one line each, ink dark. Batched by width; answers come in the order of the crops."""
        prepared = [self._prepare(crop) for crop in crops]
        readings: list[Reading | None] = [None] * len(crops)
        for batch in _batches([line.shape[1] for line in prepared]):
            width = -(-max(prepared[i].shape[1] for i in batch) // 16) * 16
            stack = np.zeros((len(batch), 1, self.height, width), np.float32)
            for row, i in enumerate(batch):
                stack[row, 0, :, : prepared[i].shape[1]] = prepared[i]
            logits = self.session.run(None, {self.session.get_inputs()[0].name: stack})[0]
            for row, i in enumerate(batch):
                frames = -(-prepared[i].shape[1] // self.stride)
                px = crops[i].shape[1] / prepared[i].shape[1] * self.stride
                readings[i] = self._decode(logits[:frames, row], px, crops[i].shape[1])
        return [reading for reading in readings if reading is not None]

    def _prepare(self, crop: NDArray[np.uint8]) -> Floats:
        width = max(16, round(crop.shape[1] * self.height / crop.shape[0]))
        how = cv2.INTER_AREA if crop.shape[0] > self.height else cv2.INTER_CUBIC
        line: NDArray[np.uint8] = cv2.resize(crop, (width, self.height), interpolation=how)  # type: ignore[assignment]
        dark, light = _percentiles(line, (0.01, 0.95))
        levels = np.clip((light - np.arange(256)) / max(light - dark, 20.0), 0, 1).astype(np.float32)
        return levels[line]  # type: ignore[no-any-return]

    def _decode(self, logits: Floats, px: float, width: int) -> Reading:
        """Best path; px: px of the crop a frame covers."""
        chances = _softmax(logits / self.temperature)
        runs = _runs(chances)
        characters = [self.alphabet[symbol] for symbol, _, _ in runs]
        confidences = _confidences(chances, runs)
        return _tidy(characters, confidences, _edges(characters, runs, px, width))


@cache
def reader() -> Recogniser:
    """The model of this package, loaded once a process. Raises ToolMissing."""
    return load_recogniser(MODEL_FOLDER / "reader.onnx")


@cache
def second_reader() -> Recogniser | None:
    """A model trained apart, where one is shipped."""
    path = MODEL_FOLDER / "second.onnx"
    return load_recogniser(path) if path.exists() else None


def load_recogniser(path: Path) -> Recogniser:
    import onnxruntime

    card = path.with_suffix(".json")
    if not path.exists() or not card.exists():
        raise ToolMissing
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # pages run side by side in processes
    options.enable_cpu_mem_arena = False  # the arena keeps the widest batch's memory for good
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    about = json.loads(card.read_text("utf-8"))
    return Recogniser(
        session,
        tuple(about["alphabet"]),
        int(about["height"]),
        int(about["stride"]),
        float(about.get("temperature", 1.0)),
    )


def _batches(widths: list[int]) -> list[list[int]]:
    """Lines of like width together: a batch is as wide as its widest line."""
    batches: list[list[int]] = []
    for i in sorted(range(len(widths)), key=lambda i: widths[i]):
        if batches:
            first = widths[batches[-1][0]]
            if widths[i] <= first * 1.25 + 32 and widths[i] * (len(batches[-1]) + 1) <= LARGEST_BATCH:
                batches[-1].append(i)
                continue
        batches.append([i])
    return batches


def _percentiles(line: NDArray[np.uint8], shares: tuple[float, ...]) -> list[float]:
    """As `numpy.percentile`, by counting the 256 levels: sorting a line takes as long as reading it."""
    counts = np.cumsum(cv2.calcHist([line], [0], None, [256], (0, 256)).ravel().astype(np.int64))
    values = []
    for share in shares:
        place = share * (line.size - 1)
        below, above = np.searchsorted(counts, (int(place), min(int(place) + 1, line.size - 1)), "right")
        values.append(float(below + (above - below) * (place - int(place))))
    return values


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(1, keepdims=True))
    return raised / raised.sum(1, keepdims=True)  # type: ignore[no-any-return]


def _runs(chances: Floats) -> list[tuple[int, int, int]]:
    """(symbol, first frame, frame after the last) of every character on the best path."""
    best = chances.argmax(1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(starts[1:], len(best))
    return [(int(best[a]), int(a), int(b)) for a, b in zip(starts, ends, strict=True) if best[a] != 0]


def _confidences(chances: Floats, runs: list[tuple[int, int, int]]) -> list[float]:
    """The best frame of each character, less what its neighbourhood says for another one.

    A character that was missed or read twice shows as a frame between two characters where some third symbol
    nearly won; both neighbours of such a frame are less certain for it.
    """
    if not runs:
        return []
    doubts = _greatest(_rivals(chances), _gaps(runs, len(chances)))
    sure = _greatest(chances.max(1), [(a, b) for _, a, b in runs])
    return [min(s, 1.0 - max(doubts[i], doubts[i + 1])) for i, s in enumerate(sure)]


def _greatest(values: Floats, spans: list[tuple[int, int]]) -> list[float]:
    """The greatest value within each span, 0.0 in empty ones."""
    ends = np.array(spans)
    greatest = np.maximum.reduceat(np.append(values, np.float32(0)), ends.ravel())[::2]
    return np.where(ends[:, 1] > ends[:, 0], greatest, 0).tolist()  # type: ignore[no-any-return]


def _gaps(runs: list[tuple[int, int, int]], frames: int) -> list[tuple[int, int]]:
    ends = [0, *(b for _, _, b in runs)]
    starts = [*(a for _, a, _ in runs), frames]
    return list(zip(ends, starts, strict=True))


def _rivals(chances: Floats) -> Floats:
    """For each frame how near a symbol came to being read there: the best chance that peaks at the frame."""
    symbols = chances[:, 1:]
    best = np.zeros(len(chances), np.float32)
    if len(chances) >= 3:
        peaks = (symbols[1:-1] > symbols[:-2]) & (symbols[1:-1] > symbols[2:])
        best[1:-1] = (symbols[1:-1] * peaks).max(1)
    return best


def _edges(characters: list[str], runs: list[tuple[int, int, int]], px: float, width: int) -> list[float]:
    """Borders half-way between characters that stand on the line; marks have no width of their own."""
    standing = [i for i, character in enumerate(characters) if character not in MARKS]
    edges = [0.0] * (len(characters) + 1)
    edges[len(characters)] = float(width)
    if not standing:
        return [0.0, *([float(width)] * len(characters))] if characters else [0.0]
    borders = [max(0.0, (runs[standing[0]][1] - 1) * px)]
    borders += [(runs[i][2] + runs[j][1]) / 2 * px for i, j in pairwise(standing)]
    borders.append(min(float(width), (max(b for _, _, b in runs) + 1) * px))
    count = 0
    for i in range(len(characters)):
        edges[i] = borders[count]
        if characters[i] not in MARKS:
            count += 1
    edges[len(characters)] = borders[-1]
    return list(np.maximum.accumulate(edges))


def _tidy(characters: list[str], confidences: list[float], edges: list[float]) -> Reading:
    """Normalise the text; a character folded out of several is as sure as the least of them."""
    text, came_from = normalised("".join(characters))
    if not text:
        return Reading("", (), (edges[0],))
    ordered = sorted(came_from)
    before = dict(zip(ordered, [-1, *ordered[:-1]], strict=True))
    kept = tuple(min(confidences[before[i] + 1 : i + 1]) for i in came_from)
    places = np.maximum.accumulate([*(edges[i] for i in came_from), edges[ordered[-1] + 1]])
    return Reading(text, kept, tuple(float(x) for x in places))
