"""The wording of a letter as people send it: tidied, its digits as letters have them, nothing unprintable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from api.language import marked
from api.problems import Problem
from api.wording import SECRECY, URGENCY
from ingest.thai_text import normalise

if TYPE_CHECKING:
    from generate.letter_wording import LetterText
    from generate.office import Office

LINES = ("attachments", "duties")
PARAGRAPHS = ("subject", "addressee", "opening", "request", "purpose", "closing")
NAMES = {
    "urgency": marked("ชั้นความเร็ว"),
    "secrecy": marked("ชั้นความลับ"),
    "subject": marked("เรื่อง"),
    "addressee": marked("เรียน"),
    "attachments": marked("สิ่งที่ส่งมาด้วย"),
    "opening": marked("ย่อหน้าแรก (ตามที่ … นั้น)"),
    "request": marked("ย่อหน้าที่สอง (ในการนี้ …)"),
    "duties": marked("รายการที่ต้องดำเนินการ"),
    "purpose": marked("ย่อหน้าท้าย (จึงเรียนมา …)"),
    "closing": marked("คำลงท้าย"),
}
NEEDED = ("subject", "addressee", "closing")
WORDS = {"urgency": URGENCY, "secrecy": SECRECY}
LONGEST, MOST_LINES = 6000, 60


def letter_text(given: Mapping[str, Any], office: Office) -> LetterText:
    """The LetterText of what was sent. Lists come as lists, or as text with an item a line.

    Raises Problem 422, which names the part that cannot be printed, is too long, or is wanting.
    """
    from generate.letter_wording import LetterText

    if unknown := set(given) - set(NAMES):
        raise _refused(f"ไม่รู้จักส่วนของหนังสือ: {', '.join(sorted(map(str, unknown)))}")
    parts: dict[str, Any] = {name: _clean(name, given.get(name, ""), office) for name in PARAGRAPHS}
    parts |= {name: tuple(_lines(name, given.get(name, ()), office)) for name in LINES}
    for name, words in WORDS.items():
        parts[name] = given.get(name) or ""
        if parts[name] not in ("", *words.values()):
            raise _refused(f"{NAMES[name]}: เลือกได้เฉพาะ {' '.join(words.values())} หรือเว้นว่าง")
    for name in NEEDED:
        if not parts[name]:
            raise _refused(f"{NAMES[name]}: โปรดกรอก จะเว้นว่างไม่ได้")
    return LetterText(**parts)


def _lines(name: str, given: Any, office: Office) -> list[str]:
    if isinstance(given, str):
        given = given.splitlines()
    if not isinstance(given, list | tuple):
        raise _refused(f"{NAMES[name]}: ต้องเป็นรายการ")
    lines = [line for line in (_clean(name, one, office) for one in given) if line]
    if len(lines) > MOST_LINES:
        raise _refused(f"{NAMES[name]}: ใส่ได้ไม่เกิน {MOST_LINES} รายการ")
    return lines


def _clean(name: str, given: Any, office: Office) -> str:
    from generate.letter_text import letter_digits
    from generate.shaping import tidy, unprintable

    if not isinstance(given, str):
        raise _refused(f"{NAMES[name]}: ต้องเป็นข้อความ")
    if len(given) > LONGEST:
        raise _refused(f"{NAMES[name]}: ยาวเกิน {LONGEST} ตัวอักษร โปรดย่อข้อความ")
    text = tidy(normalise(given))
    if lacking := unprintable(text):
        listed = " ".join(f"{one if one.isprintable() else ''}(U+{ord(one):04X})" for one in lacking)
        raise _refused(f"{NAMES[name]}: มีอักขระที่พิมพ์ไม่ได้ {listed} โปรดลบหรือแก้")
    return letter_digits(text) if office.thai_digits else text


def _refused(detail: str) -> Problem:
    return Problem(422, "letter_text", detail)
