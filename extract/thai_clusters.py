"""Thai letters with the marks that stand on or under them."""

from __future__ import annotations

import re

MARKS = frozenset("ัิีึืฺุู็่้๊๋์ํ")
_CLUSTER = re.compile(r".[ัิีึืฺุู็่้๊๋์ํ]*", re.DOTALL)


def clusters(text: str) -> list[tuple[int, int]]:
    """(start, end) of every letter with its marks, from left to right.

    >>> clusters("ที่นี่")
    [(0, 3), (3, 6)]
    """
    return [match.span() for match in _CLUSTER.finditer(text)]
