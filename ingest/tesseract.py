"""Tesseract, the independent second reader. The only file that names it.

Its Thai alphabet (tha 4.1, 109 signs) lacks ๔ ๖ ๗ ๘ ๙ and ฌ, so it is never asked about those; with `eng` it
knows Latin letters well. Lines go to it together, under each other on one sheet: a call costs a tenth of a
second before the first letter is read.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

LANGUAGES = "tha+eng"
UNKNOWN = frozenset("๔๖๗๘๙ฌฃฅ๚๛")  # what it cannot answer
LINE_HEIGHT = 56  # px, letters about 19 high: 16 pt at 200 dpi
GAP = 28  # px of paper between lines
SECONDS_A_LINE = 4.0


def read_lines(crops: Sequence[NDArray[np.uint8]]) -> list[tuple[str, float]]:
    """Text and mean confidence (0..1) of each grey crop, ("", 0.0) where nothing came back.

    A missing, crashing or hanging Tesseract answers nothing; reading goes on without it.
    """
    nothing = [("", 0.0)] * len(crops)
    if not crops or not is_installed():
        return nothing
    import pytesseract

    sheet, tops = _sheet(crops)
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # its threads burn 2.7 times the CPU for the same page
    try:
        words = pytesseract.image_to_data(
            sheet,
            lang=LANGUAGES,
            config="--psm 6 --dpi 200",
            timeout=5 + SECONDS_A_LINE * len(crops),
            output_type=pytesseract.Output.DICT,
        )
    except (RuntimeError, OSError, ValueError, pytesseract.TesseractError) as error:
        log.warning("tesseract gave no answer: %s", error)
        return nothing
    return _by_line(words, tops)


@cache
def is_installed() -> bool:
    """Whether the program and both languages are on this machine."""
    import pytesseract

    try:
        return set(LANGUAGES.split("+")) <= set(pytesseract.get_languages())
    except (pytesseract.TesseractError, OSError, RuntimeError):
        return False


def _sheet(crops: Sequence[NDArray[np.uint8]]) -> tuple[NDArray[np.uint8], list[int]]:
    """The crops at one height under each other, and the y of each line's top."""
    lines = [_at_height(crop) for crop in crops]
    width = max(line.shape[1] for line in lines) + 2 * GAP
    sheet = np.full((GAP + len(lines) * (LINE_HEIGHT + GAP), width), 255, np.uint8)
    tops = [GAP + i * (LINE_HEIGHT + GAP) for i in range(len(lines))]
    for line, top in zip(lines, tops, strict=True):
        sheet[top : top + LINE_HEIGHT, GAP : GAP + line.shape[1]] = line
    return sheet, tops


def _at_height(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    width = max(1, round(crop.shape[1] * LINE_HEIGHT / crop.shape[0]))
    return cv2.resize(crop, (width, LINE_HEIGHT), interpolation=cv2.INTER_AREA)  # type: ignore[return-value]


def _by_line(words: dict[str, list[str]], tops: list[int]) -> list[tuple[str, float]]:
    texts: list[list[str]] = [[] for _ in tops]
    sure: list[list[float]] = [[] for _ in tops]
    for text, confidence, top, height in zip(
        words["text"], words["conf"], words["top"], words["height"], strict=True
    ):
        index = int((float(top) + float(height) / 2 - GAP / 2) // (LINE_HEIGHT + GAP))
        if text.strip() and 0 <= index < len(tops):
            texts[index].append(text.strip())
            sure[index].append(max(0.0, float(confidence)) / 100)
    return [(" ".join(t), float(np.mean(s)) if s else 0.0) for t, s in zip(texts, sure, strict=True)]
