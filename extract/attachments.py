"""สิ่งที่ส่งมาด้วย and อ้างถึง: numbered or single items, with how many of each are sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extract.found import Found, certainty, missing
from extract.passage import Passage, joined
from extract.sheet import Row
from ingest.thai_text import fold_digits

# "๑. " "๒) " "(๓) " "- " before an item; "๑.๑" is part of a title.
ITEM_MARK = re.compile(r"^\s*(?:\(?[0-9๐-๙]{1,2}[.):;](?![0-9๐-๙])\s*|[-–•]\s+)")
MOST_ITEMS = 12  # a higher number is a misread one
_UNITS = (
    "ชุด|ฉบับ|แผ่น|หน้า|เล่ม|รายการ|ใบ|ไฟล์|เรื่อง|โครงการ|ชิ้น|อัน|กล่อง|แฟ้ม|ซอง|ม้วน|ภาพ|รูป|ราย|คู่|ห่อ|ตัว|เครื่อง|ป้าย|คน|ข้อ"
)
# "จำนวน ๑ ชุด" with any unit; without จำนวน the unit must be a known one: "แบบตอบรับ ๑ ชุด".
_QUANTITY = re.compile(
    rf"\s*[(\[]?\s*(?:จ[ำํา]*นวน\s*(?P<n1>\d{{1,4}})\s*(?P<u1>[ก-๎]{{1,12}})|(?<=\s)(?P<n2>\d{{1,4}})\s*(?P<u2>{_UNITS}))"
    r"\s*[)\]]?\s*[.,]?\s*(?P<how>\([^()]{1,60}\))?\s*$"  # "จำนวน ๑ ชุด (ส่งทางระบบ AMSS++)"
)


@dataclass(frozen=True, slots=True)
class FoundAttachment:
    """An item: its title, and how many of what unit."""

    title: Found
    quantity: int | None = None
    unit: str | None = None


def references(rows: Sequence[Row]) -> list[Found]:
    """The letters referred to; an unnumbered อ้างถึง is one reference, however many letters it names."""
    items = _items(rows, ends_item=lambda _: False)
    return [*(Found(item) for item in items), *[missing()] * _lost(rows, len(items))]


def attachments(rows: Sequence[Row]) -> list[FoundAttachment]:
    """The things sent along."""
    items = _items(rows, ends_item=lambda text: _QUANTITY.search(fold_digits(text)) is not None)
    lost = [FoundAttachment(missing())] * _lost(rows, len(items))
    return [*(_counted(item) for item in items), *lost]


def _lost(rows: Sequence[Row], found: int) -> int:
    """How many items lost their numbers in a scan: who numbers has two, or as many as the last says."""
    passages = [row.passage for row in rows if row.passage]
    marks = [ITEM_MARK.match(fold_digits(passage.text)) for passage in passages]
    numbers = [int(figures) for mark in marks if mark and (figures := re.sub(r"\D", "", mark.group()))]
    if not numbers or all(passage.from_text_layer for passage in passages):
        return 0
    return max(min(max(*numbers, 2), MOST_ITEMS) - found, 0)


def begins_item(text: str) -> bool:
    return ITEM_MARK.match(text) is not None


def has_quantity(text: str) -> bool:
    """Whether the text ends in "จำนวน ๑ ชุด" or the like."""
    return _QUANTITY.search(fold_digits(" " + text)) is not None


def _items(rows: Sequence[Row], ends_item: Callable[[str], bool]) -> list[Passage]:
    """The rows' text cut where a number begins an item; where none is numbered, after each quantity."""
    texts = [row.passage for row in rows if row.passage]
    numbered = sum(begins_item(text.text) for text in texts) > 0
    items: list[list[Passage]] = []
    for text in texts:
        mark = ITEM_MARK.match(text.text)
        begins = mark is not None if numbered else not items or ends_item(joined(items[-1]).text)
        if begins or not items:
            items.append([])
        items[-1].append(text.cut(mark.end()) if mark else text)
    return [item for parts in items if (item := joined(parts))]


def _counted(item: Passage) -> FoundAttachment:
    match = _QUANTITY.search(fold_digits(item.text))
    if match is None:
        return FoundAttachment(Found(item))
    number, unit = match["n1"] or match["n2"], match["u1"] or match["u2"]
    title = Found(item.cut(0, match.start()))
    span = match.span("n1") if match["n1"] else match.span("n2")
    known_unit = re.fullmatch(_UNITS, unit) is not None or item.from_text_layer
    if certainty(Found(item.cut(*span), exact=True))[0] != "sure" or not known_unit:
        title = title.doubted("low_confidence")
    return FoundAttachment(title, int(number), unit)
