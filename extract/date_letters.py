"""Which letters of a printed date decide it, so that a faint dot or a worn month does not make it doubtful.

A wrong figure makes another date. A wrong letter in มิถุนายน or ภายในวันที่ makes no other month and no other
word, and the date would not have been understood; but ก.ค., ก.ย. and ต.ค. are one letter apart.
"""

from __future__ import annotations

import re

from extract.passage import Passage
from extract.spelling import THAI_RUN, is_word, pieces_of
from extract.thai_months import FULL_NAMES, guess_month

LEAST_WORD = 3  # letters; a short month without its dots (มค, กย) is no word
_WORDS = re.compile(
    "|".join(FULL_NAMES)
    + r"|ภายใน|ไม่เกิน|ระหว่าง|ตั้งแต่|จนถึง|ถึง|ก่อน|เวลา|เดือน|ทุก|ของ|และ|พ\.\s?ศ\.|น\.|ณ|เป็นต้นไป|"
    r"วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|ศุกร์|เสาร์|อาทิตย์)?(?:ที่)?"
)
_THAI = re.compile(r"[ก-ฮ\u0e30-\u0e4e]{5,}")  # a month one letter away from its name is that month, too
_LETTER = re.compile(r"[^\W_]|[\u0e30-\u0e4e]")


def decisive(passage: Passage) -> Passage:
    """The figures of a date and the letters of short month names; the whole where there is nothing of it.

    Words that were read as words, blanks, dots and dashes are left out.
    """
    words = {index for match in _WORDS.finditer(passage.text) for index in range(*match.span())}
    misread = (match for match in _THAI.finditer(passage.text) if guess_month(match.group()) is not None)
    words |= {index for match in misread for index in range(*match.span())}
    words |= _of_other_words(passage)
    kept = [n for n, char in enumerate(passage.text) if n not in words and _LETTER.match(char)]
    if not kept:
        return passage
    return Passage("".join(passage.text[n] for n in kept), tuple(passage.places[n] for n in kept))


def _of_other_words(passage: Passage) -> set[int]:
    """Places of letters in words of a scan that are no month: ภาคเช้า, อย่างช้า."""
    if passage.from_text_layer:
        return set()
    places: set[int] = set()
    for run in THAI_RUN.finditer(passage.text):
        at = run.start()
        for piece in pieces_of(run.group()):
            if len(piece) >= LEAST_WORD and is_word(piece):
                places.update(range(at, at + len(piece)))
            at += len(piece)
    return places
