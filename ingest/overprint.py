"""Letters on the same place: words typed over dotted lines, and corrections laid over old words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.text_layer import GUESSED, Cluster, rows
from ingest.thai_text import SARA_AM

_LEADERS = frozenset("._…-")
_FEWEST_LEADERS = 4  # of the same sign one after the other
_ON_LEADER = 0.2  # of the sign's width under a letter
_OVERLAP = 0.6  # of the narrower letter's width
_AHEAD = 6  # letters to the right that may still overlap


def settled(letters: Sequence[Cluster]) -> list[Cluster]:
    """The letters in their order without dotted lines under words. Different letters on one place are both
    doubtful: one of them may have been covered up, which only the picture tells."""
    leaders = _leaders(letters)
    dropped: set[int] = set()
    for row in rows(letter for letter in letters if letter.text != " "):
        words = [letter for letter in row if id(letter) not in leaders]
        if len(words) < len(row):
            dropped |= _under_words([letter for letter in row if id(letter) in leaders], words)
        for letter, other in _overlapping(words):
            if not _share_a_place(letter, other):
                letter.confidence = other.confidence = GUESSED
    return [letter for letter in letters if id(letter) not in dropped] if dropped else list(letters)


def _leaders(letters: Sequence[Cluster]) -> set[int]:
    """Identities of the signs that make dotted lines."""
    runs = (list(run) for sign, run in groupby(letters, key=lambda c: c.text) if sign in _LEADERS)
    return {id(letter) for run in runs if len(run) >= _FEWEST_LEADERS for letter in run}


def _under_words(leaders: list[Cluster], words: list[Cluster]) -> set[int]:
    """Leaders from the first to the last that has a word on it; those in the blanks between words go too."""
    under = [
        leader
        for leader in leaders
        if any(_shared(leader, word) > _ON_LEADER * (leader.x1 - leader.x0) for word in words)
    ]
    if not under:
        return set()
    first, last = min(c.x0 for c in under), max(c.x1 for c in under)
    return {id(c) for c in leaders if c.x0 >= first and c.x1 <= last}


def _overlapping(row: list[Cluster]) -> Iterator[tuple[Cluster, Cluster]]:
    for at, letter in enumerate(row):
        for other in row[at + 1 : at + 1 + _AHEAD]:
            if other.x0 >= letter.x1:
                break
            if _shared(letter, other) > _OVERLAP * min(letter.x1 - letter.x0, other.x1 - other.x0) > 0:
                yield letter, other


def _shared(a: Cluster, b: Cluster) -> float:
    return min(a.x1, b.x1) - max(a.x0, b.x0)


def _share_a_place(a: Cluster, b: Cluster) -> bool:
    """Whether two letters overlap by right: ำ reaches over the letter before it, a ligature is one glyph, and
    boxes of the ink alone say little."""
    return b.text[0] == SARA_AM or (a.x0, a.x1) == (b.x0, b.x1) or a.tight or b.tight
