"""Where Thai words begin and end."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=20_000)
def word_ends(text: str) -> frozenset[int]:
    """Positions in `text` between two words on which both engines agree."""
    import thaibreak  # type: ignore[import-untyped]
    from pythainlp.tokenize.newmm import segment

    first, place = set(), 0
    for word in segment(text):
        place += len(word)
        first.add(place)
    return frozenset(first & set(thaibreak.boundaries(text)) - {0, len(text)})
