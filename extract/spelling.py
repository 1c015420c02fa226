"""Whether a line of Thai is made of words: what a reader dropped leaves no confidence behind, but odd words.

A lost vowel, a doubled or a swapped letter ("ศีกษา", "พืนท", "รับรองง") almost always leaves a piece that is no
word, or a short one that hardly anybody writes. Words are those of pythainlp's dictionary with its names of
provinces and people, their frequency that of the Thai National Corpus, both part of pythainlp.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from extract.offices import COMMON_TEXTS, SHORT_NAMES

# Occurrences in the corpus's 33 million words below which a piece of so many letters is rare.
RARE = {1: 4000, 2: 3500, 3: 1000, 4: 1000}

NEARLY = 92  # likeness of 100 from which a text is a well-known one misread; two other words come to 89
MOST_SLIPS = 2  # letters; with three it is another word (ทุกแห่ง, ทุกโรง)
LEAST_NAME = 14  # letters

THAI_RUN = re.compile(r"[ก-๎]+")
# Letters of a short name: "ก.พ.", "พ.ศ.", "(สพฐ.)", "สพป"; nothing to look up.
SHORT_NAME = re.compile(
    r"(?:(?<![ก-๎])(?:[ก-ฮ]{1,5}\.\s?)+|(?:[ก-ฮ]\.\s?){2,})(?:[ก-ฮ]{1,3}(?![ก-๎]))?|\(\s*[ก-ฮ]{1,6}\s*\)|[ๆฯ]|(?<![ก-๎])ว(?=\s?[\d๐-๙])|(?<![ก-๎])(?:"
    + "|".join(sorted(re.escape(name.rstrip(".")) for name in SHORT_NAMES))
    + r")(?![ก-๎])"
)


def odd_letters(text: str) -> int:
    """How many letters of the text stand in pieces that are no words; 0 for good Thai.

    >>> odd_letters("สำนักงานเขตพื้นที่การศึกษา"), odd_letters("สำนักงานเขตพืนทการศึกษา")
    (0, 4)
    """
    return sum(len(word) for word in _pieces_of_text(text) if not is_word(word))


def rare_letters(text: str) -> int:
    """How many letters stand in short pieces that are words, but hardly ever written.

    >>> rare_letters("เอกสารคำรับรองของผู้ปกครอง"), rare_letters("เอกสารคำรับรองงของผู้ปกครอง")
    (0, 2)
    """
    return sum(len(word) for word in _pieces_of_text(text) if frequency(word) < RARE.get(len(word), 0))


def nearly_well_known(text: str) -> bool:
    """Whether a well-known name or post stands in the text with a letter or two changed.

    >>> nearly_well_known("เลขาธิการคณะกรรมการการศึกษาขั้นพ้นฐาน")
    True
    >>> nearly_well_known("รองเลขาธิการคณะกรรมการการศึกษาขั้นพื้นฐาน")
    False
    """
    text = text.replace(" ", "")
    likeness = process.extract(
        text, _long_names(), scorer=fuzz.partial_ratio, score_cutoff=NEARLY, limit=None, processor=None
    )
    return any(
        len(name) <= len(text) + 2 and _slips(name, text) and not _part_of_known(name, text)
        for name, _, _ in likeness
    )


def _slips(name: str, text: str) -> bool:
    """Whether the place in the text that is most like the name differs from it by a letter or two."""
    found = fuzz.partial_ratio_alignment(text, name)
    if found is None:
        return False
    return 0 < Levenshtein.distance(text[found.src_start : found.src_end], name) <= MOST_SLIPS


def _part_of_known(name: str, text: str) -> bool:
    """Whether what looks like `name` is another well-known name that does stand in the text."""
    known = [other for other in _long_names() if other in text]
    return any(fuzz.partial_ratio(name, other) >= NEARLY for other in known)


@lru_cache(maxsize=1)
def _long_names() -> tuple[str, ...]:
    long = (name.replace(" ", "") for name in COMMON_TEXTS if len(name) >= LEAST_NAME)
    return tuple(sorted(set(long)))


def _pieces_of_text(text: str) -> list[str]:
    plain = SHORT_NAME.sub(" ", text)
    return [word for run in THAI_RUN.findall(plain) for word in pieces_of(run)]


@lru_cache(maxsize=4096)
def pieces_of(run: str) -> tuple[str, ...]:
    """A run of Thai letters cut into words, and what is left between them."""
    from pythainlp.tokenize import word_tokenize

    return tuple(word_tokenize(run, engine="newmm", keep_whitespace=False))


@lru_cache(maxsize=1)
def words() -> frozenset[str]:
    from pythainlp import corpus

    lists = (
        corpus.thai_words(),
        corpus.provinces(),
        corpus.thai_family_names(),
        corpus.thai_female_names(),
        corpus.thai_male_names(),
    )
    return frozenset(str(word) for words in lists for word in words if len(word) > 1) | {"ณ"}


def is_word(piece: str) -> bool:
    return piece in words()


def frequency(word: str) -> int:
    """Occurrences in the corpus's 33 million words."""
    return _frequencies().get(word, 0)


@lru_cache(maxsize=1)
def _frequencies() -> dict[str, int]:
    from pythainlp.corpus import tnc

    return {str(word): int(count) for word, count in tnc.unigram_word_freqs().items()}
