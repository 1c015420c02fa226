"""What the parts of the score share: outcomes, and when two values count as equal."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Literal

from rapidfuzz.distance import Levenshtein

from ingest.thai_text import fold_digits

Json = dict[str, Any]
Outcome = Literal["right", "flagged", "wrong", "lost", "invented"]
# (row of the table, place in the expected file, outcome, expected, got)
Scored = tuple[str, str, Outcome, Any, Any]

EXACT = {"kind", "urgency", "secrecy", "number", "date", "time"}
LONG_TEXT = 25  # characters from which a small share of misread ones is forgiven
FORGIVEN = 0.02
SIGNS = re.compile(r"[\sๆ.\"'–\-]")


def equal(row: str, want: Any, got: Any) -> bool:
    """Numbers, dates, times and kinds exactly; other text folded, long text with few misread characters."""
    if not (isinstance(want, str) and isinstance(got, str)) or row.rsplit(".", 1)[-1] in EXACT:
        return bool(want == got)
    wanted, given = folded(want), folded(got)
    if len(wanted) < LONG_TEXT:
        return wanted == given
    return Levenshtein.distance(wanted, given) <= FORGIVEN * len(wanted)


def folded(text: str | None) -> str:
    """NFC, ASCII digits, without white space and the signs ๆ . " ' – -"""
    return SIGNS.sub("", fold_digits(unicodedata.normalize("NFC", text or "")))
