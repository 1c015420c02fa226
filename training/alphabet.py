"""What the recogniser can write: class 0 is the blank of CTC, class i is ALPHABET[i].

Labels are NFC with SARA AM as one character and marks in the order consonant, vowel below or above, tone.
A run of three or more dots (a dotted leader, an ellipsis) is one '…': counting dots helps nobody.
"""

from __future__ import annotations

import re
import string
import unicodedata
from itertools import pairwise

THAI = [chr(code) for code in range(0x0E01, 0x0E3B)] + [chr(code) for code in range(0x0E3F, 0x0E5C)]
SIGNS = list("–—“”‘’…✓•●○□→×°")
CHARACTERS = list(
    dict.fromkeys([" ", *THAI, *string.digits, *string.ascii_letters, *string.punctuation, *SIGNS])
)
ALPHABET = ["", *CHARACTERS]
CLASS_OF = {character: number for number, character in enumerate(ALPHABET) if number}

THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
TO_THAI_DIGITS = str.maketrans(string.digits, THAI_DIGITS)
TO_ASCII_DIGITS = str.maketrans(THAI_DIGITS, string.digits)

LEADER = re.compile(r"\.{3,}|…(?:[.…]|(?<=…)\s(?=…))*")
SAME_LOOK = str.maketrans(
    {"✔": "✓", "√": "✓", "☑": "✓", "☐": "□", "\u00a0": " ", "−": "-", "‐": "-", "‑": "-"}
)


def label_of(text: str) -> str:
    """The label of a drawn text: NFC, white space folded, leaders as one '…', one sign per look."""
    text = unicodedata.normalize("NFC", text).translate(SAME_LOOK).replace("ํา", "ำ").replace("เเ", "แ")
    text = LEADER.sub("…", text)
    return " ".join(text.split())


def encode(label: str) -> list[int]:
    """Classes of a label. Raises KeyError for a character outside the alphabet."""
    return [CLASS_OF[character] for character in label]


def steps_needed(classes: list[int]) -> int:
    """Time steps that CTC needs at least: one for each character and one blank between equal neighbours."""
    return len(classes) + sum(a == b for a, b in pairwise(classes))
