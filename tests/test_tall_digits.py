"""Digits that are taller than the letters of their line stay its end."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.ink import find_ink
from ingest.line_finding import find_lines

LETTERS, STEP = 30, 16


def page(digits: int) -> NDArray[np.uint8]:
    """Three lines of 16 px letters; the second ends with digits half as tall again."""
    grey = np.full((300, 1400), 250, np.uint8)
    for top in (60, 140, 220):
        for k in range(LETTERS):
            put(grey, 100 + k * STEP, top, 12, 16)
    for k in range(digits):
        put(grey, 100 + LETTERS * STEP + k * 18, 132, 14, 24)
    return grey


def put(grey: NDArray[np.uint8], x: int, y: int, width: int, height: int) -> None:
    """An arch: two stems and a bow."""
    for a, b, c, d in ((0, 0, 3, height), (width - 3, 0, width, height), (0, 0, width, 3)):
        grey[y + b : y + d, x + a : x + c] = 0


@pytest.mark.parametrize("digits", [1, 2, 3, 4])
def test_the_last_tall_digit_is_not_cut_off(digits: int) -> None:
    """A year that loses its last digit is another year, and nothing would say so."""
    lines = sorted(find_lines(find_ink(page(digits))), key=lambda line: line.middle)
    assert len(lines) == 3
    assert lines[1].x1 >= 100 + LETTERS * STEP + (digits - 1) * 18 + 13
