"""The number of an official letter (ที่), brought to one form: "ศธ ๐๔๙๙๙ / ว ๑๒๓๔" is "ศธ 04999/ว1234".

Made of the owner's letters and number, "/", ว for a circular, and the running number (regulation on
correspondence B.E. 2526, annex 1). Colleges and schools write "0123/2568", orders "45/2559".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.thai_text import fold_digits

_PATTERN = re.compile(
    r"""
    (?P<letters> [ก-ฮ]{1,3}(?:\.?[ก-ฮ]{1,4}){0,3}\.? )?          # ศธ   นว   วท.กล.   กทม
    \s* (?P<branch> \(\s*[ก-ฮ.]{1,12}\s*\) )?                    # กค (กวจ)
    \s* (?P<owner> \d[\d.\s]{0,16} )?                            # 04006   0635.18   5200 7.3
    \s* (?P<unit> \(\s*[ก-ฮ.\d]{1,12}\s*\) )?                    # ตช 0001(ศฝร)
    \s* (?P<slash> [/∕⁄] )
    \s* (?P<mark> ว\.? )?
    \s* (?P<running> \d{1,6} (?:\s?[-–]\s?\d{1,6})? )?           # 1234   12-15
    (?P<year> \s?/\s?25\d\d )?                                   # school numbers may carry the year
    """,
    re.VERBOSE,
)
_AFTER = re.compile(r"\s*(?:\(?(?:ลับ|ลับมาก|ลับที่สุด)\)?)?\s*")


class OfficialNumber(NamedTuple):
    """text[:end] holds the number. `value` is None where the running number was left open."""

    value: str | None
    circular: bool
    letters: str
    end: int


def official_number(text: str) -> OfficialNumber | None:
    """The number that `text` (after the label ที่) begins with; None where it begins with none.

    >>> official_number("ศธ ๐๔๙๙๙ / ว ๑๗").value
    'ศธ 04999/ว17'
    >>> official_number("นว ๕๒๐๐๗.๓/").value is None
    True
    """
    match = _PATTERN.match(fold_digits(text))
    if match is None or not (match["owner"] or match["letters"] or match["running"]):
        return None
    letters = re.sub(r"\s", "", match["letters"] or "")
    if match["running"] is None:
        return OfficialNumber(None, match["mark"] is not None, letters, match.end())
    return OfficialNumber(_canonical(match, letters), match["mark"] is not None, letters, match.end())


def is_whole(text: str, number: OfficialNumber) -> bool:
    """Whether nothing but a secrecy word follows the number."""
    return _AFTER.fullmatch(text, number.end) is not None


def _canonical(match: re.Match[str], letters: str) -> str:
    branch = re.sub(r"\s", "", match["branch"] or "")
    owner = re.sub(r"\s", "", match["owner"] or "").rstrip(".") + re.sub(r"\s", "", match["unit"] or "")
    before = " ".join(part for part in (letters, branch, owner) if part)
    running = re.sub(r"\s", "", match["running"] or "").replace("–", "-")
    year = re.sub(r"\s", "", match["year"] or "")
    return f"{before}/{'ว' if match['mark'] else ''}{running}{year}"
