"""ด่วน … and ลับ …: the words over a letter that say how fast and how secretly it is to be handled.

Speed stands in red, 32 points and more, over the number or beside a memo's title; secrecy in the middle of
the head and the foot of each page (regulations B.E. 2526, ข้อ 28, and 2544).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from extract import labels
from extract.found import Found
from extract.labels import skeleton
from extract.letter_date import looks_like_date
from extract.passage import Passage
from extract.sheet import Piece, Sheet

URGENCY = {"ด่วนที่สุด": "most_urgent", "ด่วนมาก": "very_urgent", "ด่วน": "urgent"}
SECRECY = {"ลับที่สุด": "top_secret", "ลับมาก": "secret", "ลับ": "confidential"}
HEAD_OR_FOOT = 0.10  # of the page's height, where secrecy is printed
LARGE = 24.0  # points; speed words are set larger than anything else but a memo's title
LEAST_LIKENESS = 55  # of 100, for large letters of a scan to be a damaged speed word

_TITLE = re.compile(rf"\s*{labels.MEMO_TITLE[0]}\s*$")


def speed_word(sheet: Sheet, before: int) -> Found | None:
    """The speed word above row `before`, also beside a memo's title."""
    pieces = [piece for row in sheet.rows[: before + 1] for piece in row.pieces]
    return _word(pieces, URGENCY) or _damaged(pieces)


def speed_line(sheet: Sheet, before: int) -> Passage | None:
    """ "ด่วนภายในวันที่ ๕ มิถุนายน ๒๕๗๐": a speed line that sets a day, as a passage."""
    for row in sheet.rows[:before]:
        if row.text.startswith("ด่วน") and looks_like_date(row.text):
            return row.passage
    return None


def secrecy_word(sheet: Sheet, before: int) -> Found | None:
    """The secrecy word at the head or the foot of the page, or above row `before`."""
    foot = [row for row in sheet.rows if row.box.y0 > (1 - HEAD_OR_FOOT) * sheet.height]
    return _word((piece for row in [*sheet.rows[:before], *foot] for piece in row.pieces), SECRECY)


def _word(pieces: Iterable[Piece], values: dict[str, str]) -> Found | None:
    for piece in pieces:
        text = _TITLE.sub("", piece.text)
        for word, value in values.items():
            if labels.is_label(text, (word,)):
                exact = skeleton(text) == skeleton(word)
                passage = piece.passage.cut(0, len(text))
                return Found(passage, value, reason=None if exact else "low_confidence")
    return None


def _damaged(pieces: Iterable[Piece]) -> Found | None:
    """Large letters of a scan that look like a speed word, or stand where only a speed word can."""
    for piece in pieces:
        text = _TITLE.sub("", piece.text)
        beside_title = text != piece.text and len(text) > 2
        if piece.line.source == "text_layer" or not (beside_title or piece.height > LARGE):
            continue
        likeness = {word: fuzz.ratio(skeleton(text), skeleton(word)) for word in URGENCY}
        best = max(likeness, key=lambda word: likeness[word])
        if likeness[best] >= LEAST_LIKENESS:
            return Found(piece.passage.cut(0, len(text)), URGENCY[best], reason="low_confidence")
    return None
