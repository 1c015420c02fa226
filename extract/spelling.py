"""Whether a line of Thai is made of words: what a reader dropped leaves no confidence behind, but odd words.

A lost vowel or a swapped letter ("ศีกษา", "พืนท") almost always leaves a piece that is no word. Words are those
of pythainlp's dictionary with its names of provinces and people; it breaks unknown names into syllables.
"""

from __future__ import annotations

import re
from functools import lru_cache

_THAI = re.compile(r"[ก-๎]+")
# Letters of a short name: "ก.พ.", "พ.ศ.", "(สพฐ.)", "รร."; nothing to look up.
_SHORT_NAME = re.compile(r"(?:[ก-ฮ]{1,4}\.\s?)+[ก-ฮ]{0,3}|\(\s*[ก-ฮ]{1,6}\s*\)|[ๆฯ]")


def odd_letters(text: str) -> int:
    """How many letters of the text stand in pieces that are no words; 0 for good Thai.

    >>> odd_letters("สำนักงานเขตพื้นที่การศึกษา"), odd_letters("สำนักงานเขตพืนทการศึกษา")
    (0, 5)
    """
    plain = _SHORT_NAME.sub(" ", text)
    return sum(_odd_in(run) for run in _THAI.findall(plain))


@lru_cache(maxsize=4096)
def _odd_in(run: str) -> int:
    from pythainlp.tokenize import word_tokenize

    words = word_tokenize(run, engine="newmm", keep_whitespace=False)
    return sum(len(word) for word in words if word not in _words())


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    from pythainlp import corpus

    lists = (
        corpus.thai_words(),
        corpus.provinces(),
        corpus.thai_family_names(),
        corpus.thai_female_names(),
        corpus.thai_male_names(),
    )
    return frozenset(str(word) for words in lists for word in words)
