"""Thai text as a row of words for searching: the same for the text that is kept and for the question.

Thai sets no blanks between words, and databases cannot divide it. So words are divided here, once, by
pythainlp's newmm over a dictionary, and both databases get them with blanks between.

The dictionary holds no word that is made of others: with รายงานการประชุม as one word nobody would find it by
รายงาน, and one word would be divided now so, now otherwise (งบ|ประมาณการ for งบประมาณ|การ). A question is
divided in the same way, and the parts of its words must follow one another.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ingest.thai_text import fold_digits, normalise

if TYPE_CHECKING:
    from pythainlp.util import Trie

# Letters of Thai with their marks, digits, and letters of other scripts with theirs, each on its own:
# "ว812" is found as "ว 812" and the other way round. Everything else parts words.
_RUNS = re.compile(r"[ก-ฺเ-๎]+|[0-9]+|(?:(?![ก-๛0-9_])\w)+")
# No word begins after a vowel that is written before its consonant, nor with a mark that belongs to one.
_INSIDE = re.compile(r"[เ-ไ].|.[ะ-ฺๅ-๎]")
LONGEST = 60  # characters of a word; longer ones are no words
MOST_BYTES = 700_000  # of different words in one text; PostgreSQL's tsvector holds a megabyte


def words_of(text: str) -> list[str]:
    """The words of `text` in order: one spelling, lower case, ASCII digits, no punctuation."""
    words: list[str] = []
    for run in _RUNS.findall(fold_digits(normalise(text)).lower()):
        words += _divided(run) if run[0] >= "ก" and run[0] <= "๛" else [run]
    return [word[:LONGEST] for word in words]


def indexed_words(text: str) -> str:
    """The words with blanks between. A text with endless different words (hostile, or noise) is cut off."""
    words = words_of(text)
    seen: set[str] = set()
    size = 0
    for number, word in enumerate(words):
        if word not in seen:
            seen.add(word)
            size += len(word.encode()) + 8
            if size > MOST_BYTES:
                return " ".join(words[:number])
    return " ".join(words)


def phrases_of(question: str) -> list[list[str]]:
    """A question's parts between blanks, each as the words that must follow one another."""
    return [words for part in normalise(question).split(" ") if (words := words_of(part))]


def _divided(run: str) -> list[str]:
    from pythainlp.tokenize import word_tokenize

    # The safe variant takes long ambiguous stretches piece by piece: newmm alone can take minutes over them.
    words: list[str] = word_tokenize(run, engine="newmm-safe", custom_dict=_parts(), keep_whitespace=False)
    return words


@cache
def _parts() -> Trie:
    """The words of pythainlp's dictionary that are not made of shorter ones; takes half a second, once."""
    from pythainlp.corpus import thai_words
    from pythainlp.util import Trie

    kept: set[str] = set()
    for word in sorted(thai_words(), key=lambda word: (len(word), word)):
        if not _is_made_of(word, kept):
            kept.add(word)
    return Trie(kept)


def _is_made_of(word: str, parts: set[str]) -> bool:
    """Whether the word is a row of two or more of the parts, of two letters at least."""
    reached = {0}
    for start in range(len(word)):
        if start in reached and not (start and _INSIDE.match(word, start - 1)):
            reached |= {
                end
                for end in range(start + 2, len(word) + 1)
                if end - start < len(word) and word[start:end] in parts
            }
    return len(word) in reached
