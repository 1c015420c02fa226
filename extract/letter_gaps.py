"""Whether a scanned text has room for a letter that the reader left out.

A letter that was dropped altogether ("สำนักหน่วยงาน" for "สำนัก/หน่วยงาน") leaves no confidence behind and may
leave good words, but its width stays: the letters on both sides share it.
"""

from __future__ import annotations

import re
from itertools import pairwise

from extract.passage import Passage, Run

# Two neighbours as wide as three usual letters. On clean scans two letters of Thai come to 2.7 at most.
ROOM_FOR_THREE = 3.0
LEAST_LETTERS = 6  # in a run; fewer have no usual width

_THAI = re.compile(r"[ก-๎]+")  # Latin letters are as wide as they like: m, w, @


def has_room_for_a_letter(passage: Passage) -> bool:
    """Whether two letters side by side, no blank near them, take the room of three."""
    return any(_has_room(run) for run in passage.runs if run.line.source == "ocr")


def _has_room(run: Run) -> bool:
    text, edges = run.line.text, run.line.edges
    widths = [
        (at, edges[at + 1] - edges[at]) for at in range(run.start, run.end) if edges[at + 1] > edges[at]
    ]
    letters = sorted(width for at, width in widths if text[at] != " ")
    if len(letters) < LEAST_LETTERS:
        return False
    usual = letters[len(letters) // 2]
    return any(
        first + second >= ROOM_FOR_THREE * usual and at > run.start and _THAI.fullmatch(text[at : after + 2])
        for (at, first), (after, second) in pairwise(widths)
    )
