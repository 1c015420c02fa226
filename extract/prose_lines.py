"""Lines of running text as paragraphs: what a sentence may run through, over line ends and pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extract.passage import Passage, joined
from ingest.document import Line

_INDENT = 16.0  # points by which the first line of a paragraph stands in
_WIDE_GAP = 1.9  # heights of a line; more room than this above a line begins a new paragraph
_SHORT = 0.6  # of the text's width; a line that ends before this ended its paragraph
_BEGINS = re.compile(
    r"^(?:\(?[0-9๐-๙]{1,2}[.)](?![0-9๐-๙]{2}\s*น)|[0-9๐-๙]{1,2}(?:\.[0-9๐-๙]{1,2})+\s|[-–•●*]\s?(?=[^0-9๐-๙\s])|"
    r"ทั้งนี้|ในการนี้|อนึ่ง|ด้วย(?!ตน|วิธี|ความ|กัน|การ)|ตามที่|จึงเรียน|จึงประกาศ|สั่ง ณ|ประกาศ ณ|หมายเหตุ|ขอแสดงความนับถือ|"
    r"เรื่อง\s|เรียน\s|อ้างถึง|สิ่งที่ส่งมาด้วย|ส่วนราชการ|ที่ [ก-๙]{2}\s|ระยะที่|กิจกรรมที่|"
    r"หน้าที่\s)"
)
_MONTH = (
    r"(?:ม\.?ค\.?|ก\.?พ\.?|มี\.?ค\.?|เม\.?ย\.?|พ\.?ค\.?|มิ\.?ย\.?|ก\.?ค\.?|ส\.?ค\.?|ก\.?ย\.?|ต\.?ค\.?|พ\.?ย\.?|ธ\.?ค\.?|"
    r"[ก-๎]{3,9}(?:คม|ยน|พันธ์))"
)
# A line of a list that begins with its date, unless the line above stopped in the middle of one.
_BEGINS_WITH_DATE = re.compile(
    rf"^(?:วัน[ก-๎]{{0,10}}ที่\s?)?(?:[0-9๐-๙]{{1,2}}\s?(?:[-–]\s?[0-9๐-๙]{{1,2}}\s?)?)?{_MONTH}\s?[0-9๐-๙]{{2,4}}(?![0-9๐-๙])"
)
_IN_THE_MIDDLE = re.compile(r"(?:วันที่|ระหว่าง|ภายใน|ตั้งแต่|ถึง|เดือน|และ|ก่อน|ไม่เกิน|ใน|ณ|เมื่อ|[-–,/(]|[0-9๐-๙])$")
_FURNITURE = re.compile(
    r"^\s*(?:[-–]\s?[0-9๐-๙]{1,3}\s?[-–]|หน้า(?:ที่)?\s?[0-9๐-๙]{1,3}|[0-9๐-๙]{1,3}|/\s?\S.{0,40}|[“\"].{2,40}[”\"])\s*$"
)


class LocatedLine(NamedTuple):
    """A line and the number of its page, counted from 1."""

    page: int
    line: Line


def paragraphs_of(lines: Sequence[LocatedLine]) -> list[Passage]:
    """The printed lines, in reading order, as paragraphs; page numbers and catchwords are left out."""
    groups: list[list[Passage]] = []
    above: LocatedLine | None = None
    edges = _edges(lines)
    for located in lines:
        if located.line.kind != "print" or not located.line.text or _FURNITURE.match(located.line.text):
            continue
        if not groups or _begins(located, above, edges):
            groups.append([])
        groups[-1].append(Passage.of_line(located.line, located.page))
        above = located
    return [joined(group) for group in groups]


def _edges(lines: Sequence[LocatedLine]) -> dict[int, tuple[float, float]]:
    """Left and right edge of the text of each page: where its wide lines begin and end."""
    pages: dict[int, list[Line]] = {}
    for page, line in lines:
        pages.setdefault(page, []).append(line)
    return {page: _edges_of(own) for page, own in pages.items()}


def _edges_of(lines: Sequence[Line]) -> tuple[float, float]:
    widest = max(line.box.width for line in lines)
    wide = sorted((line.box.x0, line.box.x1) for line in lines if line.box.width > 0.7 * widest)
    return wide[0][0], max(x1 for _, x1 in wide)


def _begins(located: LocatedLine, above: LocatedLine | None, edges: dict[int, tuple[float, float]]) -> bool:
    if above is None or _BEGINS.match(located.line.text):
        return True
    if _IN_THE_MIDDLE.search(above.line.text):
        return False
    if _BEGINS_WITH_DATE.match(located.line.text):
        return True
    left, right = edges[located.page]
    indented = located.line.box.x0 - left > _INDENT
    if located.page != above.page:
        return indented
    gap = located.line.box.y0 - above.line.box.y1
    if gap > _WIDE_GAP * located.line.box.height:
        return True
    above_in = above.line.box.x0 - left > _INDENT
    ended = above.line.box.x1 < left + _SHORT * (right - left)
    return (indented and not above_in) or ended
