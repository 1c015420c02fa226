"""What a page was told to say, to be compared with what readers get back from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from generate.typesetter import Typesetter
from tests.pdf_text import letters


@contextmanager
def noted_texts() -> Iterator[list[str]]:
    """Collects every text that typesetters draw meanwhile, in the order of drawing."""
    texts: list[str] = []
    draw: Callable[..., None] = Typesetter._draw

    def noting(sheets: Typesetter, run: Any, x: float, y: float) -> None:
        texts.append(run.text)
        draw(sheets, run, x, y)

    Typesetter._draw = noting  # type: ignore[method-assign]
    try:
        yield texts
    finally:
        Typesetter._draw = draw  # type: ignore[method-assign]


def lost_characters(texts: list[str], got: str) -> int:
    """Letters of texts that a reader did not give back whole; texts of one line may come in any order."""
    whole = letters(got)
    return sum(len(letters(text)) for text in texts if letters(text) not in whole)


def lost_blanks(texts: list[str], got: str) -> int:
    """Texts given back whole, but with blanks invented or lost. Several blanks in a row count as one."""
    said, whole = _folded(got), letters(got)
    return sum(_folded(text) not in said for text in texts if letters(text) in whole)


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
