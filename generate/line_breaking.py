"""Breaking Thai paragraphs into lines: between words, never inside what belongs together, evenly.

A text becomes *units*: strings that are never broken, and the places between them where a line may end. The
lines are then chosen for the whole paragraph at once (Knuth and Plass, "Breaking paragraphs into lines",
1981): the sum of squared slacks is least, with small penalties for ends that read badly.

Widths may be in any unit as long as it is one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from generate.thai_words import word_ends

DIGIT = "0-9๐-๙"
MONTHS = (
    "มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม"
    r"|ม\.ค\.|ก\.พ\.|มี\.ค\.|เม\.ย\.|พ\.ค\.|มิ\.ย\.|ก\.ค\.|ส\.ค\.|ก\.ย\.|ต\.ค\.|พ\.ย\.|ธ\.ค\."
)
UNITS = (
    "ล้านบาท|บาท|คน|ชุด|ฉบับ|แผ่น|หน้า|เล่ม|รายการ|วัน(?!ที่)|เดือน|ปี(?!การ|งบ|ที่)|ชั่วโมง|นาฬิกา|นาที"
    r"|น\.|ครั้ง|แห่ง|โรงเรียน|โรง|ห้อง|หลัง|ข้อ|ระบบ|รูป|เครื่อง|ตารางเมตร|ตารางวา|กิโลเมตร|เซนติเมตร|เมตร"
    "|กิโลกรัม|กรัม|ลิตร|ไร่|เปอร์เซ็นต์|ล้าน|แสน|หมื่น|พัน|ร้อย"
)
NUMBER = rf"[{DIGIT}]+(?:[.,:/-][{DIGIT}]+)*"
NUMBER_WORDS = "หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|ยี่สิบ|สิบ|เอ็ด|ร้อย|พัน|หมื่น|แสน|ล้าน"
BEFORE_NUMBERS = (
    "วันที่|ลำดับที่|เวลา|จำนวน|ข้อที่|ข้อ|ครั้งที่|ปีที่|ที่|เขต|หมายเลข|เลขที่|หมู่ที่|หมู่|ปีงบประมาณ|ปีการศึกษา|ภาคเรียนที่|ภาคเรียน"
    r"|ประจำปี|พ\.ศ\.|ค\.ศ\.|โทร\.|ต่อ|ระดับ|ฉบับที่|มาตรา|อายุ|ร้อยละ"
)
OPENING = "([{“‘«‹"
CLOSING = ")]}”’»›,.;:!?%ๆฯ๚๛…"
CLINGING = "ะัาำิีึืฺุูๅ็่้๊๋์ํ๎"  # vowels and marks that need a letter before them
# Stretches of text inside which no line ends, a real shape of each above it.
TOGETHER = [
    # ๑๐ มิถุนายน ๒๕๖๗ · 10 มิ.ย. 67 · มิถุนายน ๒๕๖๗ · ๑ - ๑๐ มิถุนายน
    rf"(?:[{DIGIT}]{{1,2}} ?(?:[-–] ?[{DIGIT}]{{1,2}} ?)?)?(?:{MONTHS})(?: ?(?:พ\.ศ\. ?)?[{DIGIT}]{{2,4}})?",
    # ๑๗ พฤษภาคม - ๑๐ มิถุนายน ๒๕๗๐
    rf"(?:{MONTHS})(?: ?[{DIGIT}]{{2,4}})? ?[-–] ?(?:[{DIGIT}]|{MONTHS})",
    # ๐๘.๓๐ - ๑๖.๓๐ น. · ๑,๒๕๐.๕๐ บาท · ๓ วัน · ๑๐/๖/๖๗ · ๑-๑๐
    rf"{NUMBER}(?: ?[-–] ?{NUMBER})?(?: ?(?:{UNITS}))?",
    # ยี่สิบสี่เดือน · เจ็ดวัน
    rf"(?:{NUMBER_WORDS})+(?:{UNITS})?",
    # ๐ ๒๐๐๐ ๐๔๕๖ · ๐๘ ๑๒๓๔ ๕๖๗๘ ต่อ ๑๒
    rf"[{DIGIT}]{{1,3}} [{DIGIT}]{{3,4}} [{DIGIT}]{{3,4}}",
    # ภายในวันที่ ๑๐ · เวลา ๐๘.๓๐ · พ.ศ. ๒๕๖๗ · เขต ๑ · จำนวน ๑
    rf"(?:ภายใน|ใน|ระหว่าง|ตั้งแต่|ถึง|(?<![ก-๙])ณ ?)?(?:{BEFORE_NUMBERS}) ?[{DIGIT}]",
    # ภายในเดือนมิถุนายน
    rf"(?:ภายใน|ใน|ระหว่าง|ตั้งแต่|ถึง)?เดือน ?(?:{MONTHS})",
    # ๑. บันทึก · ๒) ตรวจสอบ
    rf"(?<![{DIGIT}])[{DIGIT}]{{1,2}}[.)] ?[^ ]",
    # ศธ ๐๔๙๙๙/ว๑๒๓๔
    rf"(?:ที่ )?[ก-ฮ]{{2}} ?[{DIGIT}]{{4,6}}(?:\.[{DIGIT}]+)* ?/ ?ว? ?[{DIGIT}]+",
    # นั้น closes the sentence that ตามที่ opens; alone at a line start it reads as a new one
    r" นั้น(?![ก-๙])",
    # อื่น ๆ · กรุงเทพ ฯ · ฯลฯ · (Center : DMC) · พฤษภาคม - มิถุนายน
    r" (?:ๆ|ฯ|ฯลฯ|[-–:;,.!?)\]}”’»›%](?= |$))",
    # น. · ด.ช. · พ.ศ. · ผอ.: letters with full stops
    r"(?:[ก-ฮ]{1,3}\.)+(?:[ก-ฮ]{1,3}\.)",
    # นางสาวสมมติ ใจดี: no name is parted, nor left at a line end without its surname
    r"(?:นางสาว|นาย(?!ก|จ้าง|ทะเบียน|อำเภอ|แพทย์|หน้า|ทุน)|นาง|เด็กชาย|เด็กหญิง)[ก-๙]{2,20} [ก-๙]{2,25}",
    # ตำบลในเมือง · จังหวัดสมมติ · โรงเรียนบ้านหนองสมมติ
    r"(?:ตำบล|อำเภอ|จังหวัด|แขวง|โรงเรียน(?=บ้าน|วัด|ชุมชน|อนุบาล))[ก-๙]{2,20}(?= |$)",
]
TOGETHER_PATTERNS = [re.compile(pattern) for pattern in TOGETHER]
PARTS = re.compile(" +|[^ ]+")
AFTER_DASHES = re.compile("(?: +|(?:[^ ]| (?![-–] ))+(?: [-–](?= ))?)")
WEB_BREAK = re.compile(r"(?<=[/?&=_\-.@])(?=[0-9A-Za-z])")
WEB_ADDRESS = re.compile(r"[!-~]{16,}")
CLUSTER = re.compile(f"[เ-ไ]?[^{CLINGING}][{CLINGING}]*|.")
# Words that lead to the next one: a line that ends with one reads badly.
LEADS_ON = re.compile(
    "ใน|ของ|และ|หรือ|ที่|เพื่อ|โดย|กับ|แก่|แห่ง|ระหว่าง|ภายใน|ตาม|จาก|ซึ่ง|ให้|ณ|ด้วย|ตั้งแต่|จนถึง|ถึง"
    "|มี|เป็น|ได้|จะ|ต้อง|ไม่|ทุก|ขอให้|จึง|ว่า"
)
# Penalties stand beside squared slacks in percent of the line: 60 is worth a line 8 % short.
INSIDE_PHRASE = 6.0
AFTER_LEADING_WORD = 60.0
SHORT_LAST_LINE = 200.0


@dataclass(frozen=True)
class Line:
    """One line: its units, its natural width, the width it may fill; whether the paragraph ends with it."""

    units: tuple[str, ...]
    width: float
    available: float
    last: bool

    @property
    def text(self) -> str:
        return "".join(self.units)


def break_lines(
    text: str, width: float, measure: Callable[[str], float], *, first_indent: float = 0.0
) -> list[Line]:
    """Choose the lines of one paragraph.

    measure gives the width of an unbroken string. A unit wider than a whole line is cut between clusters: the
    only case in which a word is broken. An empty text is one empty line.
    """
    text = text.strip(" ")
    parts = parts_of(text)
    whole = sum(measure(part) for part in parts)
    if whole <= width - first_indent:
        return [Line(parts, whole, width - first_indent, True)]
    units = _fitting(list(units_of(text)), width - first_indent, measure)
    widths = [measure(unit) for unit in units]
    ends = _best_ends(units, widths, width, first_indent)
    lines = []
    for start, end in pairwise([0, *ends]):
        first, last = _trimmed(units, start, end)
        lines.append(
            Line(
                tuple(units[first:last]),
                sum(widths[first:last]),
                width - (first_indent if start == 0 else 0.0),
                end == len(units),
            )
        )
    return lines


def parts_of(text: str) -> tuple[str, ...]:
    """The parts of a text that is not to be broken: blanks and what is between them."""
    return tuple(PARTS.findall(text))


@lru_cache(maxsize=2048)
def units_of(text: str) -> tuple[str, ...]:
    """The unbreakable parts of a text, blanks as units of their own; joined they are the text."""
    joined = _joined(text)
    cuts = sorted({0, len(text)} | _blank_edges(text, joined) | _allowed_word_ends(text, joined))
    return tuple(text[a:b] for a, b in pairwise(cuts))


def _blank_edges(text: str, joined: set[int]) -> set[int]:
    edges: set[int] = set()
    for blank in re.finditer(" +", text):
        if joined.isdisjoint(range(blank.start(), blank.end() + 1)):
            edges |= {blank.start(), blank.end()}
    return edges


def _allowed_word_ends(text: str, joined: set[int]) -> set[int]:
    ends = (word_ends(text, joined) | _web_breaks(text)) - joined
    return {place for place in ends if _may_end_between(text[place - 1], text[place])}


def _joined(text: str) -> set[int]:
    """Positions that lie inside something that belongs together."""
    return {
        place
        for pattern in TOGETHER_PATTERNS
        for match in pattern.finditer(text)
        for place in range(match.start() + 1, match.end())
    }


def _web_breaks(text: str) -> set[int]:
    found: set[int] = set()
    for address in WEB_ADDRESS.finditer(text):
        found |= {address.start() + cut.start() for cut in WEB_BREAK.finditer(address.group())}
    return found


def _may_end_between(before: str, after: str) -> bool:
    return before not in OPENING and after not in CLOSING + CLINGING and before != " " and after != " "


def _fitting(units: list[str], width: float, measure: Callable[[str], float]) -> list[str]:
    """Cut every unit that is wider than a line: after its dashes (between two dates), else at its blanks,
    else between words, else between clusters."""
    for parts_of in (AFTER_DASHES.findall, PARTS.findall, _at_words, CLUSTER.findall):
        if all(measure(unit) <= width for unit in units):
            break
        units = [
            part
            for unit in units
            for part in ([unit] if measure(unit) <= width else _packed(parts_of(unit), width, measure))
        ]
    return units


def _at_words(unit: str) -> list[str]:
    ends = sorted({0, len(unit)} | {p for p in word_ends(unit) if _may_end_between(unit[p - 1], unit[p])})
    return [unit[a:b] for a, b in pairwise(ends)]


def _packed(parts: list[str], width: float, measure: Callable[[str], float]) -> list[str]:
    """Neighbouring parts joined as long as they fit; blanks stay apart, since a line may end there."""
    packed: list[str] = []
    for part in parts:
        blank = part.isspace() or (bool(packed) and packed[-1].isspace())
        if packed and not blank and measure(packed[-1] + part) <= width:
            packed[-1] += part
        else:
            packed.append(part)
    return packed


def _best_ends(units: list[str], widths: list[float], width: float, first_indent: float) -> list[int]:
    """Indices after which lines end, the last being len(units)."""
    count = len(units)
    before = [0.0, *accumulate(widths)]
    cost = [0.0] + [float("inf")] * count
    came_from = [0] * (count + 1)
    starts = [0]  # after how many units a line may begin
    for end in range(1, count + 1):
        if end < count and units[end].isspace():
            continue  # the blank goes to the line end with what stands before it
        stop = end - 1 if units[end - 1].isspace() else end
        penalty = _penalty(units, stop, end)
        best, came = float("inf"), 0
        # From the fullest line on: each later start leaves more slack, so that soon none can be the best.
        for start in starts[bisect_left(starts, before[stop] - width - 1e-6, key=before.__getitem__) :]:
            available = width if start else width - first_indent
            slack = available - (before[stop] - before[start])
            if start >= stop or slack < -1e-6:
                continue
            badness = penalty + (slack / available * 100) ** 2
            if end == count:
                badness = SHORT_LAST_LINE if stop - start == 1 and start else 0.0
            elif start and badness > best:
                break
            if cost[start] + badness <= best:
                best, came = cost[start] + badness, start
        cost[end], came_from[end] = best, came
        if best < float("inf"):
            starts.append(end)
    ends = [count]
    while came_from[ends[-1]]:
        ends.append(came_from[ends[-1]])
    return ends[::-1]


def _penalty(units: list[str], stop: int, end: int) -> float:
    """What it costs to end a line after units[stop - 1]."""
    if end == len(units):
        return 0.0
    leading = AFTER_LEADING_WORD if LEADS_ON.fullmatch(units[stop - 1]) else 0.0
    return leading + (INSIDE_PHRASE if stop == end else 0.0)


def _trimmed(units: list[str], start: int, end: int) -> tuple[int, int]:
    while end > start + 1 and units[end - 1].isspace():
        end -= 1
    return start, end
