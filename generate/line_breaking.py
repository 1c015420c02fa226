"""Breaking Thai paragraphs into lines: between words, never inside what belongs together, evenly.

A text becomes *units*: strings that are never broken, and the places between them where a line may end. The
lines are then chosen for the whole paragraph at once (Knuth and Plass, "Breaking paragraphs into lines",
1981): the sum of squared slacks is least, with small penalties for ends that read badly.

Widths may be in any unit as long as it is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from generate.thai_words import word_ends

DIGIT = "0-9๐-๙"
MONTHS = (
    "มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม"
    "|ม\\.ค\\.|ก\\.พ\\.|มี\\.ค\\.|เม\\.ย\\.|พ\\.ค\\.|มิ\\.ย\\.|ก\\.ค\\.|ส\\.ค\\.|ก\\.ย\\.|ต\\.ค\\.|พ\\.ย\\.|ธ\\.ค\\."
)
UNITS = (
    "บาท|คน|ชุด|ฉบับ|แผ่น|หน้า|เล่ม|รายการ|วัน|เดือน|ปี|ชั่วโมง|นาฬิกา|น\\.|นาที|ครั้ง|แห่ง|โรงเรียน|โรง|ห้อง|หลัง|ข้อ|ระบบ|รูป|ตัว|เครื่อง"
    "|กิโลเมตร|เมตร|เซนติเมตร|มิลลิเมตร|กิโลกรัม|กรัม|ลิตร|ไร่|งาน|ตารางวา|ตารางเมตร|เปอร์เซ็นต์|ล้านบาท|ล้าน|แสน|หมื่น|พัน|ร้อย"
)
OPENING = "([{“‘«‹"
CLOSING = ")]}”’»›,.;:!?%ๆฯ๚๛…"
# Stretches of text inside which no line ends. Each has a real shape of it above.
TOGETHER = [
    # ๑๐ มิถุนายน ๒๕๖๗ · 10 มิ.ย. 67 · มิถุนายน ๒๕๖๗
    (
        rf"(?:[{DIGIT}]{{1,2}} ?(?:[-–] ?[{DIGIT}]{{1,2}} ?)?)?(?:{MONTHS})"
        rf"(?: ?(?:พ\.ศ\. ?)?[{DIGIT}]{{2,4}}(?![{DIGIT}]))?"
    ),
    # ๐๘.๓๐ - ๑๖.๓๐ น. · ๑,๒๕๐.๕๐ บาท · ๓ วัน · ๐ ๒๐๐๐ ๐๔๕๖ · ๑๐/๖/๖๗ · ๑-๑๐
    rf"[{DIGIT}]+(?:[.,:/-][{DIGIT}]+)*(?: ?[-–] ?[{DIGIT}]+(?:[.,:/][{DIGIT}]+)*)?(?: ?(?:{UNITS}))?",
    rf"[{DIGIT}]{{1,2}} [{DIGIT}]{{4}} [{DIGIT}]{{4}}(?:[{DIGIT}])?",
    # วันที่ ๑๐ · เวลา ๐๘.๓๐ · พ.ศ. ๒๕๖๗ · จำนวน ๑ · ข้อ ๒ · ชั้นประถมศึกษาปีที่ ๖ · ครั้งที่ ๒/๒๕๖๗
    rf"(?:วันที่|เวลา|พ\.ศ\.|จำนวน|ข้อ|ที่|เขต|ปี|หมายเลข|เลขที่|หมู่|ปีงบประมาณ|ปีการศึกษา|ภาคเรียน) ?(?=[{DIGIT}])",
    # ศธ ๐๔๙๙๙/ว๑๒๓๔
    rf"[ก-ฮ]{{2}} ?[{DIGIT}]{{4,6}}(?:\.[{DIGIT}]+)* ?/ ?ว? ?[{DIGIT}]+",
    # นั้น closes the sentence that ตามที่ opens; alone at a line start it reads as a new one
    r"(?<=[ก-๙]) นั้น(?![ก-๙])",
    # คำ ๆ · กรุงเทพฯ · ฯลฯ
    r" ?ๆ",
    r" ?ฯลฯ",
    # น. ศ. ด.ช. พ.ศ. ผอ.: letters with full stops
    r"(?:[ก-ฮ]{1,3}\.)+",
    # data@example.go.th, https://example.go.th/a: broken only where _web_breaks allows
    r"[!-~]+",
]
WEB_BREAK = re.compile(r"(?<=[/?&=_\-.@])(?=[0-9A-Za-z])")
WEB_MIN = 16
CLUSTER = re.compile("[เ-ไ]?[^\u0e31\u0e33-\u0e3a\u0e47-\u0e4e][\u0e31\u0e33-\u0e3a\u0e47-\u0e4eะาๅ]*")
INSIDE_PHRASE = 6.0
BEFORE_SHORT_LAST = 200.0


@dataclass(frozen=True)
class Line:
    """One line: its text, its natural width, the width it may fill and whether the paragraph ends with it."""

    text: str
    width: float
    available: float
    last: bool


def break_lines(
    text: str, width: float, measure: Callable[[str], float], *, first_indent: float = 0.0
) -> list[Line]:
    """Choose the lines of one paragraph.

    measure gives the width of an unbroken string. A unit wider than a whole line is cut between clusters: the
    only case in which a word is broken. An empty text is one empty line.
    """
    units = _fitting(_units(text), width - first_indent, measure)
    if not units:
        return [Line("", 0.0, width - first_indent, True)]
    widths = [measure(unit) for unit in units]
    ends = _best_ends(units, widths, width, first_indent)
    lines = []
    for start, end in pairwise([0, *ends]):
        first, last = _trimmed(units, start, end)
        lines.append(
            Line(
                "".join(units[first:last]),
                sum(widths[first:last]),
                width - (first_indent if start == 0 else 0.0),
                end == len(units),
            )
        )
    return lines


@lru_cache(maxsize=4096)
def units_of(text: str) -> tuple[str, ...]:
    """The unbreakable parts of a text, blanks as units of their own; joined they are the text."""
    cuts = sorted({0, len(text)} | _blank_edges(text) | set(_allowed_word_ends(text)))
    return tuple(text[a:b] for a, b in pairwise(cuts))


def _units(text: str) -> list[str]:
    return list(units_of(text.strip(" ")))


def _blank_edges(text: str) -> set[int]:
    joined = _joined(text)
    edges = set()
    for blank in re.finditer(" +", text):
        if not any(place in joined for place in range(blank.start(), blank.end() + 1)):
            edges |= {blank.start(), blank.end()}
    return edges


def _allowed_word_ends(text: str) -> set[int]:
    joined = _joined(text)
    ends = {place for place in _word_ends(text) if place not in joined}
    ends |= _web_breaks(text)
    return {place for place in ends if _may_end_between(text[place - 1], text[place])}


def _word_ends(text: str) -> set[int]:
    """Word ends of each stretch between blanks, as positions in the whole text."""
    found: set[int] = set()
    for part in re.finditer("[^ ]+", text):
        found |= {part.start() + end for end in word_ends(part.group())}
    return found


def _joined(text: str) -> set[int]:
    """Positions that lie inside something that belongs together."""
    inside: set[int] = set()
    for pattern in _TOGETHER_EACH:
        for match in pattern.finditer(text):
            reach = match.end() + (1 if match.re is _LEADS_TO_NUMBER else 0)
            inside.update(range(match.start() + 1, reach))
            if match.group().startswith(" "):
                inside.add(match.start())
    return inside


_TOGETHER_EACH = [re.compile(p) for p in TOGETHER]
_LEADS_TO_NUMBER = _TOGETHER_EACH[3]


def _web_breaks(text: str) -> set[int]:
    found: set[int] = set()
    for address in re.finditer(rf"[!-~]{{{WEB_MIN},}}", text):
        found |= {address.start() + cut.start() for cut in WEB_BREAK.finditer(address.group())}
    return found


def _may_end_between(before: str, after: str) -> bool:
    return before not in OPENING and after not in CLOSING and before != " " and after != " "


def _fitting(units: list[str], width: float, measure: Callable[[str], float]) -> list[str]:
    """Cut every unit that is wider than a line into pieces that fit, between clusters."""
    fitting: list[str] = []
    for unit in units:
        if measure(unit) <= width:
            fitting.append(unit)
            continue
        piece = ""
        for cluster in CLUSTER.findall(unit):
            if piece and measure(piece + cluster) > width:
                fitting.append(piece)
                piece = ""
            piece += cluster
        fitting.append(piece)
    return fitting


def _best_ends(units: list[str], widths: list[float], width: float, first_indent: float) -> list[int]:
    """Indices after which lines end, the last being len(units)."""
    count = len(units)
    before = [0.0]
    for unit_width in widths:
        before.append(before[-1] + unit_width)
    cost = [0.0] + [float("inf")] * count
    came_from = [0] * (count + 1)
    for end in range(1, count + 1):
        if end < count and units[end].isspace():
            continue  # the blank goes to the line end with what stands before it
        stop = end - 1 if units[end - 1].isspace() else end
        penalty = 0.0 if end == count or stop < end else INSIDE_PHRASE
        for start in range(stop - 1, -1, -1):
            available = width - (first_indent if start == 0 else 0.0)
            slack = available - (before[stop] - before[start])
            if slack < -1e-6:
                break
            if cost[start] == float("inf"):
                continue
            badness = penalty + (slack / available * 100) ** 2
            if end == count:
                badness = BEFORE_SHORT_LAST if stop - start == 1 and start else 0.0
            if cost[start] + badness < cost[end]:
                cost[end], came_from[end] = cost[start] + badness, start
    ends = [count]
    while came_from[ends[-1]]:
        ends.append(came_from[ends[-1]])
    return ends[::-1]


def _trimmed(units: list[str], start: int, end: int) -> tuple[int, int]:
    while end > start + 1 and units[end - 1].isspace():
        end -= 1
    return start, end
