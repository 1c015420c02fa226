"""Small rules of letter text: digits, blanks to be filled in, characters that cannot be printed."""

from __future__ import annotations

import re

from generate.shaping import tidy, unprintable
from ingest.thai_text import thai_digits

BLANK = "……………"
# Web and e-mail addresses and names in foreign letters keep their digits (cabinet, 2 May 2543).
FOREIGN = re.compile(r"[!-~]*[A-Za-z][!-~]*(?: [0-9]+(?![0-9๐-๙./,:]))?")


def letter_digits(text: str) -> str:
    """Thai digits everywhere except in web addresses and foreign words."""
    parts, end = [], 0
    for foreign in FOREIGN.finditer(text):
        parts += [thai_digits(text[end : foreign.start()]), foreign.group()]
        end = foreign.end()
    return "".join([*parts, thai_digits(text[end:])])


def printed_words(text: str) -> str:
    """The text with Thai digits, and … for each character that the fonts lack: for papers nobody edits."""
    return without_unprintable(letter_digits(text), [])


def without_unprintable(text: str, points: list[str]) -> str:
    """Put … for each character that the fonts lack, and note it once."""
    text = tidy(text)
    lacking = unprintable(text)
    for character in lacking:
        text = text.replace(character, "…")
    if lacking:
        listed = " ".join(f"{c if c.isprintable() else ''}(U+{ord(c):04X})" for c in lacking)
        note = f"อักขระที่พิมพ์ไม่ได้ {listed} แทนด้วย … ใน “{text[:40]}” โปรดแก้ข้อความ"
        if note not in points:
            points.append(note)
    return text
