"""Month names as they are printed in Thai (and English) official papers, and the patterns that find them.

The table lists what a month is called; the patterns allow what printing and reading do to a name: dots left
out or misplaced ("มิย.", "ม.ิย"), blanks inside ("มี นาคม", a common fault of text layers) and the usual
misspellings.
"""

from __future__ import annotations

import re

FULL_NAMES = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)

# Spellings that are wrong and yet leave no doubt which month is meant; many of them are seen daily.
_MISSPELT = {
    "กุมภาพันธ": 2,
    "กุมพาพันธ์": 2,
    "กุมภาพันธุ์": 2,
    "มีนาคน": 3,
    "เมษยน": 4,
    "พฤศภาคม": 5,
    "พฤกษภาคม": 5,
    "มิถุยายน": 6,
    "กรกฏาคม": 7,
    "กรกฎคม": 7,
    "กรกดาคม": 7,
    "สิงหาคน": 8,
    "กันยยน": 9,
    "พฤษจิกายน": 11,
    "พฤศจิกายย": 11,
    "พฤษศจิกายน": 11,
    "ธันวามคม": 12,
}

# The spoken forms without the ending; they count only beside a day or a year ("5 เมษา 67").
_STEMS = (
    "มกรา",
    "กุมภา",
    "มีนา",
    "เมษา",
    "พฤษภา",
    "มิถุนา",
    "กรกฎา",
    "สิงหา",
    "กันยา",
    "ตุลา",
    "พฤศจิกา",
    "ธันวา",
)

# The letters of the short forms, without dots.
_SHORT_LETTERS = ("มค", "กพ", "มีค", "เมย", "พค", "มิย", "กค", "สค", "กย", "ตค", "พย", "ธค")
_VOWELS = "ิี"

_ENGLISH = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def spaced(word: str) -> str:
    """A pattern for `word` that lets a single blank stand between any two of its characters."""
    return "[ \n]?".join(re.escape(ch) for ch in word)


def _dotted(letters: str) -> str:
    """A pattern for a short form with at least one dot, wherever it fell: มิ.ย. มิ.ย มิย. ม.ิย and มิ. ย."""
    gap = r"[. ]{0,3}"
    body = gap.join(re.escape(ch) for ch in letters)
    with_inner_dot = body.replace(gap, r" ?\. ?", 1) + r"(?: ?\.)?"
    if len(letters) > 2:  # a vowel sign or เ lies between: the inner dot may stand before or after it
        head, tail = letters[:-1], letters[-1]
        if head[0] == "เ":
            with_inner_dot = rf"{head} ?\. ?{tail}(?: ?\.)?"
        else:
            with_inner_dot = rf"{head[0]}(?: ?\. ?{head[1]}|{head[1]} ?\.)(?: ?\.)? ?{tail}(?: ?\.)?"
    return rf"(?:{with_inner_dot}|{letters} ?\.)"


def _numbered(forms: dict[str, int]) -> dict[str, int]:
    return {re.sub(r"[ \n.]", "", form): month for form, month in forms.items()}


_NUMBER_OF = _numbered(
    {name: i for i, name in enumerate(FULL_NAMES, 1)}
    | _MISSPELT
    | {stem: i for i, stem in enumerate(_STEMS, 1)}
    | {letters: i for i, letters in enumerate(_SHORT_LETTERS, 1)}
    | {name: i for i, name in enumerate(_ENGLISH, 1)}
    | {name[:3]: i for i, name in enumerate(_ENGLISH, 1)}
    | {"sept": 9}
)

FULL = "|".join(spaced(name) for name in sorted([*FULL_NAMES, *_MISSPELT], key=len, reverse=True))
SHORT = "|".join(_dotted(letters) for letters in _SHORT_LETTERS)
# Without a dot these are also parts of words and names of offices: they need a day before or a year behind.
WEAK = "|".join(
    [
        *(rf"{stem}(?=นี้|[^ก-ฺเ-๎]|$)" for stem in sorted(_STEMS, key=len, reverse=True)),
        *(rf"{letters}(?![ก-ฺเ-๎.])" for letters in _SHORT_LETTERS),
    ]
)
ENGLISH = "|".join(
    [
        *(rf"{name}\b" for name in _ENGLISH),
        r"sept\b\.?",
        *(rf"{name[:3]}\b\.?" for name in _ENGLISH if name != "may"),
    ]
)


def month_number(printed: str) -> int:
    """The month (1-12) that a printed name means. Raises KeyError for anything else.

    >>> month_number("มิย."), month_number("ม.ิย"), month_number("มี นาคม"), month_number("Sept.")
    (6, 6, 3, 9)
    """
    return _NUMBER_OF[re.sub(r"[ \n.]", "", printed).lower()]


def guess_month(word: str) -> int | None:
    """The one month whose full name is one change away from `word`, or two in a long name, else None.

    >>> guess_month("กันยายม"), guess_month("พษภาคม"), guess_month("กันทร")
    (9, 5, None)
    """
    for most in (1, 2):
        near = [
            number
            for number, name in enumerate(FULL_NAMES, 1)
            if len(name) > 3 * most and _changes(word, name, most) <= most
        ]
        if near:
            return near[0] if len(near) == 1 else None
    return None


def _changes(a: str, b: str, most: int) -> int:
    """How many characters must be added, dropped or changed to turn a into b; most + 1 for more than most."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        above, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (left != right))
    return row[-1]
