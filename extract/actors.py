"""Who has to act: the table of names, and the functions that find them in a sentence or in a table cell.

Three parties have names of their own in the JSON, "school", "district" and "ministry"; anybody else stands
as "other:<as printed>". `find_actors` reads running text and knows the three parties only, since there every
word could be a name. `actors_of_cell` reads a cell under a head such as ผู้รับผิดชอบ, where whatever is
printed is an actor.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from rapidfuzz import fuzz, process

OTHER = "other:"


class Mention(NamedTuple):
    """A party named in a text: text[start:end] is what is printed."""

    actor: str
    start: int
    end: int


# Order matters inside a party only where one name begins another. Spaces are allowed where typists put them.
_SCHOOL = (
    r"โรงเรียน",
    r"สถาน\s?ศึกษา",
    r"(?<![ก-๙.])รร\.?(?![ก-๙])",
    r"ศูนย์การศึกษาพิเศษ",
    r"ศูนย์พัฒนาเด็กเล็ก",
)
_DISTRICT = (
    r"สำนักงาน\s?เขต\s?พื้นที่(?:\s?การ\s?ศึกษา)?(?:\s?(?:ประถม|มัธยม)\s?ศึกษา)?",
    r"เขต\s?พื้นที่(?:\s?การ\s?ศึกษา)?(?:\s?(?:ประถม|มัธยม)\s?ศึกษา)?",
    r"สพท\s?\.?",
    r"สพป\s?\.?",
    r"สพม\s?\.?",
)
_MINISTRY = (
    r"สำนักงาน\s?คณะ\s?กรรมการ\s?การ\s?ศึกษา\s?ขั้น\s?พื้น\s?ฐาน",
    r"สำนักงาน\s?ปลัด\s?กระทรวง\s?ศึกษาธิการ",
    r"กระทรวง\s?ศึกษาธิการ",
    r"สพฐ\s?\.?",
    r"สป\s?\.?\s?ศธ\s?\.?",
    # Bureaus of OBEC by their short names: policy, technology, curriculum, testing, finance and so on.
    r"(?:สนผ|สทร|สวก|สทศ|สคส|สศศ|สบว|สมป)\s?\.(?!\s?สพ[ปม])",
    # A bureau (สำนัก…) but no office (สำนักงาน…): the office may be anybody's.
    r"สำนัก(?!งาน|พิมพ์|สงฆ์)[ก-๙]{3,60}",
    r"ศูนย์พัฒนาระบบข้อมูลทางการศึกษา",
)
_PATTERN = re.compile(
    "|".join(
        f"(?P<{party}>{'|'.join(names)})"
        for party, names in (("district", _DISTRICT), ("ministry", _MINISTRY), ("school", _SCHOOL))
    )
)
# "โรงเรียนในสังกัด สพฐ." names the school only, "ระบบ … ของ สป.ศธ." nobody: after these words stands an owner.
# The people of a party are the party: เจ้าหน้าที่ของโรงเรียน.
_PEOPLE = r"(?<!เจ้าหน้าที่)(?<!บุคลากร)(?<!ครู)(?<!ผู้บริหาร)(?<!กรรมการ)(?<!ผู้แทน)(?<!ผู้รับผิดชอบ)"
_OWNER_BEFORE = re.compile(rf"(?:ใน\s?สังกัด|สังกัด|{_PEOPLE}(?:ของ|ใน))\s*$")
# "ข้อมูลโรงเรียน", "ระบบโรงเรียน": the school is what the thing is about.
_THING_BEFORE = re.compile(r"(?:ข้อมูล|อาคาร|ชื่อ|รหัส|หลักสูตร|ห้อง|นัก|ระบบ|ประเภท|แผนที่)\s*$")

# Exact names for cells that a reader damaged; no short ones, since one letter makes them another's.
_CELL_NAMES = {
    "โรงเรียน": "school",
    "สถานศึกษา": "school",
    "ผู้อำนวยการโรงเรียน": "school",
    "ผู้บริหารสถานศึกษา": "school",
    "เจ้าหน้าที่โรงเรียน": "school",
    "เขตพื้นที่การศึกษา": "district",
    "สำนักงานเขตพื้นที่การศึกษา": "district",
    "สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน": "ministry",
    "กระทรวงศึกษาธิการ": "ministry",
}
_LEAST_LIKENESS = 85  # of 100: one wrong letter in โรงเรียน (8) passes, two do not

_SEPARATORS = re.compile(r"\s*(?:/|,|;|•|\n|\s[-–]\s|\sและ\s?|(?<=[.])\s?และ\s?)\s*")
_BULLET = re.compile(r"^\s*(?:[-–•*]|\(?[0-9๐-๙]{1,2}[.)])\s*")
# How a party begins that is none of the three. A fragment beside a known party counts only if it begins so.
_OTHER_BEGINS = re.compile(
    r"ผู้|นัก|ครู|คณะ|ฝ่าย|งาน|กลุ่ม|กอง|กรม|ศูนย์|สถาบัน|มหาวิทยาลัย|วิทยาลัย|บริษัท|องค์|เทศบาล|สมาคม|มูลนิธิ|"
    r"สำนักงาน|กระทรวง|จังหวัด|อำเภอ|เจ้าหน้าที่|บุคลากร|กรรมการ|ชมรม|สภา|ธนาคาร|ศธจ|ศธภ|สช\.|สอศ|สกร|กศน|กศจ|อปท|อบต|อบจ|"
    r"[A-Z]"
)


def find_mentions(text: str) -> list[Mention]:
    """The three parties wherever the text names them as themselves, in order of appearance.

    A party named only as an owner (ในสังกัด …, ของ …) or as what a thing is about (ข้อมูลโรงเรียน) is left out.
    """
    found = []
    for match in _PATTERN.finditer(text):
        before = text[: match.start()]
        if _OWNER_BEFORE.search(before) or _THING_BEFORE.search(before):
            continue
        party = match.lastgroup
        assert party is not None  # every alternative is named
        found.append(Mention(party, match.start(), match.end()))
    return found


def find_actors(text: str) -> list[str]:
    """The parties that a piece of running text names: "school", "district", "ministry"; each once, in order.

    >>> find_actors("แจ้งโรงเรียนในสังกัด สพฐ. ดำเนินการ")
    ['school']
    """
    return list(dict.fromkeys(mention.actor for mention in find_mentions(text)))


def actors_of_cell(text: str, *, issuer: str = "") -> list[str]:
    """The actors in a cell of an actor column, others as "other:<as printed>".

    issuer: the office that issued the circular. Its own name is the "ministry" of the contract where it is no
    district and no school: the department that set the calendar.

    >>> actors_of_cell("สพท. /สพฐ.")
    ['district', 'ministry']
    >>> actors_of_cell("โรงเรียน/ผู้ปกครอง")
    ['school', 'other:ผู้ปกครอง']
    """
    whole = " ".join(text.split())
    if not re.search(r"[ก-๙A-Za-z]", whole):
        return []
    known = bool(find_actors(whole)) or _is_issuer(whole, issuer)
    actors: list[str] = []
    for part in filter(None, (_BULLET.sub("", p).strip(" -–") for p in _SEPARATORS.split(whole))):
        actors += _actors_of_part(part, issuer) or (
            [OTHER + part] if not known or _OTHER_BEGINS.match(part) else []
        )
    return list(dict.fromkeys(actors)) or [OTHER + whole]


def _actors_of_part(part: str, issuer: str) -> list[str]:
    if _is_issuer(part, issuer):
        return ["ministry"]
    if found := find_actors(part):
        return found
    squeezed = part.replace(" ", "")
    best = process.extractOne(squeezed, _CELL_NAMES.keys(), scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS)
    return [_CELL_NAMES[best[0]]] if best else []


def _is_issuer(part: str, issuer: str) -> bool:
    name = issuer.replace(" ", "")
    if len(name) < 5 or find_actors(issuer) not in ([], ["ministry"]):
        return False
    return part.replace(" ", "") in (name, f"ผู้อำนวยการ{name}")
