"""The printed labels of official letters, found even where a reader lost their small marks.

A label is compared by its skeleton: no tone marks, one sign for all vowels above, no blanks. Values are never
touched by this.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

NUMBER = ("ที่",)
SUBJECT = ("เรื่อง",)
# Openings for officials, monks, the royal family and courts (annex 2 of the regulation on correspondence).
ADDRESSEE = ("เรียน", "กราบเรียน", "นมัสการ", "ขอประทานกราบทูล", "กราบทูล", "ทูล")
SEALED_ADDRESSEE = ("ถึง",)
REFERENCE = ("อ้างถึง",)
ATTACHMENTS = ("สิ่งที่ส่งมาด้วย", "สิ่งที่แนบมาด้วย", "เอกสารแนบ", "สิ่งที่ส่งมาพร้อมนี้")
OFFICE = ("ส่วนราชการ", "ส่วนงาน", "หน่วยงาน")
DATE = ("วันที่",)
MEMO_TITLE = ("บันทึกข้อความ",)
CLOSING = (
    "ขอแสดงความนับถืออย่างยิ่ง",
    "ขอแสดงความนับถือ",
    "ขอนมัสการด้วยความเคารพ",
    "ด้วยความเคารพอย่างยิ่ง",
    "ด้วยความเคารพ",
)
COPIES = ("สำเนาส่ง", "สำเนาเรียน")
SIGNED = ("ลงชื่อ", "(ลงชื่อ)", "ลงนาม")

EXACT = -9
_DROPPED = frozenset("่้๊๋์็ุู \u200b.…:")
# Letters that bad scans and small type make alike stand for each other.
_ALIKE = {
    **dict.fromkeys("ิีึืัํ", "ิ"),
    **dict.fromkeys("ดต", "ด"),
    **dict.fromkeys("ขชซ", "ข"),
    **dict.fromkeys("กภถ", "ก"),
    **dict.fromkeys("พฟฬ", "พ"),
    **dict.fromkeys("ผฝ", "ผ"),
    **dict.fromkeys("ฎฏ", "ฎ"),
    **dict.fromkeys("าำ", "า"),
}


class Label(NamedTuple):
    """text[:end] is the label (blanks and colon after it included); `name` its proper spelling.

    apart: whether a blank or nothing follows it. "เรียน" may also begin a line that goes on "เรียนรู้".
    """

    name: str
    end: int
    apart: bool


@lru_cache(maxsize=8192)
def skeleton(text: str) -> str:
    """The letters that survive bad reading: "สิ่งที่ส่งมาด้วย" and "สงทิสงมาดวย" come close to each other."""
    return "".join(_ALIKE.get(c, c) for c in text if c not in _DROPPED)


def label_at_start(text: str, names: Iterable[str], slack: int = 0) -> Label | None:
    """The label that `text` begins with, by the best of the names; None where it begins with none of them.

    slack: wrong letters forgiven beyond the usual, for where the place on the page speaks for a label; EXACT
        forgives none but lost marks, for text layers.
    """
    bones, ends = _indexed_skeleton(text)
    best: tuple[int, int, str, int] | None = None
    for name in names:
        wanted = skeleton(name)
        allowed = max(_errors_allowed(len(wanted)) + slack, 0)
        for length in range(max(1, len(wanted) - allowed), min(len(bones), len(wanted) + allowed) + 1):
            errors = Levenshtein.distance(bones[:length], wanted, score_cutoff=allowed)
            if errors <= allowed and (best is None or (errors, -len(wanted)) < best[:2]):
                best = (errors, -len(wanted), name, ends[length - 1])
    if best is None:
        return None
    errors, _, name, end = best
    end = _at_blank(text, end) if errors else end
    if text[end : end + 2].endswith(" ") and text[end : end + 1].strip():
        end += 1  # a last letter read twice
    end = _past_marks(text, end)
    return Label(name, end, apart=end == len(text) or text[end - 1] in " :.")


def is_label(text: str, names: Iterable[str], slack: int = 0) -> bool:
    """Whether the text is one of the labels and nothing else."""
    label = label_at_start(text, names, slack)
    return label is not None and len(text[label.end :].strip(" .:")) <= slack


def _errors_allowed(length: int) -> int:
    """None in short labels, where one letter makes another word (ที่ and ถึง)."""
    return 0 if length < 5 else 1 if length < 9 else 2 if length < 12 else 4


def _at_blank(text: str, end: int) -> int:
    """The blank nearest to where a damaged label seems to end, if one is near."""
    blanks = [i for i in range(max(end - 2, 1), min(end + 3, len(text))) if text[i] == " "]
    return min(blanks, key=lambda i: abs(i - end), default=end)


def _indexed_skeleton(text: str) -> tuple[str, list[int]]:
    """The skeleton of the first letters and, for each of them, the index after it in `text`."""
    bones, ends = [], []
    for index, char in enumerate(text[:60]):
        if char not in _DROPPED:
            bones.append(_ALIKE.get(char, char))
            ends.append(index + 1)
    return "".join(bones), ends


def _past_marks(text: str, end: int) -> int:
    while end < len(text) and text[end] in _DROPPED:
        end += 1
    return end
