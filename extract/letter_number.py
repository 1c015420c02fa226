"""ที่ and the number behind it, on a row of a page."""

from __future__ import annotations

import re

from extract import labels
from extract.found import Found, missing
from extract.labels import label_at_start
from extract.offices import KNOWN_LETTERS
from extract.official_number import is_whole, official_number
from extract.passage import Passage
from extract.sheet import Row

# A number that is damaged or not filled in: "ศธ ๐๔๙๙๙", "๑๒ /".
_LOOKS_LIKE_OWNER = re.compile(
    r"\S{1,4}\s*[0-9๐-๙]{2,}[0-9๐-๙.\s]*/|[ก-ฮ]{1,4}\.?\s*[0-9๐-๙]{2,}|[0-9๐-๙]{2,}\s*/"
)
# "ทศธ ๐๔๙๙๙/": the label in a scan that lost its marks and its blank.
_BARE_LABEL = re.compile(rf"ท\s?(?=(?:{'|'.join(sorted(KNOWN_LETTERS))})\s?[0-9๐-๙]{{2,}})")


def number_piece(row: Row) -> int | None:
    """Index of the piece with the label ที่ of an official number; None where none begins so."""
    for index, piece in enumerate(row.pieces):
        end = _label_end(piece.passage)
        if end is None:
            continue
        rest = piece.text[end:] or (row.pieces[index + 1].text if index + 1 < len(row.pieces) else "")
        number = official_number(rest)
        if not rest or (number is not None and "/" in rest[: number.end]) or _LOOKS_LIKE_OWNER.match(rest):
            return index
    return None


def number_after_label(passage: Passage) -> Found:
    """The number in "ที่ ศธ ๐๔๙๙๙/ว๑๗"; missing where the running number is not there (yet)."""
    rest = passage.cut(_label_end(passage) or 0)
    number = official_number(rest.text)
    if number is None:
        return Found(rest, exact=True, reason="number_malformed") if rest else missing(passage)
    if number.value is None:
        return missing(passage)
    found = Found(rest.cut(0, number.end), number.value, exact=True)
    if not is_whole(rest.text, number):
        return found.doubted("unclear_place")
    if number.letters and number.letters not in KNOWN_LETTERS and not rest.from_text_layer:
        return found.doubted("low_confidence")
    return found


def begins_with_number(text: str) -> bool:
    """Whether the text is ที่ and the number of a letter (an order's number has no letters before it)."""
    label = label_at_start(text, labels.NUMBER)
    number = official_number(text[label.end :]) if label else None
    return number is not None and bool(number.letters)


def _label_end(passage: Passage) -> int | None:
    label = label_at_start(passage.text, labels.NUMBER)
    if label is not None:
        return label.end
    bare = None if passage.from_text_layer else _BARE_LABEL.match(passage.text)
    return bare.end() if bare else None
