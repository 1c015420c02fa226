"""Whether the word alone says which letter stands at a place, so that a faint one need not be doubted.

A reader that is not certain of the ก in สำนักงาน has seen it all the same: no other letter of like shape makes
a word there. In ครูดี it may be ดี or ตี, in จาง a mark may be lost: there only the reader can tell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

from extract.spelling import RARE, SHORT_NAME, THAI_RUN, frequency, is_word, pieces_of
from extract.thai_clusters import MARKS

# Letters that readers take for each other.
ALIKE = ("ดตค", "ขชซ", "ใไ", "กถภ", "บปม", "ทห", "พผฟฝ", "ธรฐ", "ฏฎ", "ณญ", "ศส", "อฮ", "งจ", "นม",
         "ลส", "เแ")  # fmt: skip


def decided_letters(text: str, places: Iterable[int]) -> frozenset[int]:
    """Those of the places where a letter stands in a word and could be no other letter, nor be missing.

    >>> sorted(decided_letters("สำนักงาน", range(3))), sorted(decided_letters("ครูดี", [3]))
    ([0, 1, 2], [])
    """
    blank = SHORT_NAME.sub(lambda match: " " * len(match.group()), text)
    asked = frozenset(places)
    return frozenset(
        at
        for match in THAI_RUN.finditer(blank)
        for at in asked
        if match.start() <= at < match.end() and _is_decided(match.group(), at - match.start())
    )


def _is_decided(run: str, at: int) -> bool:
    """Asked of the word with the words beside it."""
    pieces = pieces_of(run)
    cuts = list(accumulate(map(len, pieces), initial=0))
    own = bisect_right(cuts, at) - 1
    start, end = cuts[max(0, own - 1)], cuts[min(len(pieces), own + 2)]
    return _is_decided_in(run[start:end], at - start)


@lru_cache(maxsize=16384)
def _is_decided_in(run: str, at: int) -> bool:
    if not _is_spelled(run):
        return False
    most = len(pieces_of(run))  # a rival does not fall into more words
    return not any(_is_spelled(other) and len(pieces_of(other)) <= most for other in _others(run, at))


def _others(run: str, at: int) -> Iterator[str]:
    """What else the letter at that place could have been: another of its like, or none."""
    letter, before, after = run[at], run[:at], run[at + 1 :]
    if letter in MARKS:
        yield from (before + other + after for other in (*MARKS - {letter}, ""))
    else:
        likes = {other for group in ALIKE if letter in group for other in group} - {letter}
        yield from (before + other + after for other in likes)


def _is_spelled(run: str) -> bool:
    return all(is_word(piece) and frequency(piece) >= RARE.get(len(piece), 0) for piece in pieces_of(run))
