"""The text of a letter: from below its head to its closing words, over as many pages as it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.found import Found
from extract.passage import joined
from extract.sheet import Row, Sheet

PARAGRAPH_INDENT = 16.0  # points from the left edge
# "- ๒ -", "/๒. โรงเรียน…", "“เรียนดี มีความสุข”", the mark of a scanning app: no part of the text.
_FURNITURE = re.compile(
    r"^\s*(?:[-–]\s?[0-9๐-๙]{1,3}\s?[-–]|หน้า(?:ที่)?\s?[0-9๐-๙]{1,3}|[0-9๐-๙]{1,3}|/\s?\S.{0,40}|"
    r"[“\"].{2,40}[”\"]|"
    r"(?:สแกนด้วย|Scanned with)\s.*)\s*$"
)
_NEW_PARAGRAPH = re.compile(
    r"^(?:\(?[0-9๐-๙ก-ฮ]{1,2}[.)]|[0-9๐-๙]{1,2}(?:\.[0-9๐-๙]{1,2})+|[-–•]\s|"
    r"จึง(?:เรียน|ประกาศ|สั่ง)|ทั้งนี้|ในการนี้|อนึ่ง|ด้วย|ตามที่|สั่ง ณ|ประกาศ ณ)"
)
_NUMBERED = re.compile(r"^[0-9๐-๙]{1,2}[.)]\s?(?=[ก-ฮเ-ไ])")  # an item begins wherever it stands


@dataclass(frozen=True)
class Stretch:
    """Rows of one page that belong to the text."""

    sheet: Sheet
    rows: tuple[Row, ...]


def stretches(sheets: Sequence[Sheet], start: tuple[int, int], end: tuple[int, int]) -> Iterator[Stretch]:
    """The text's rows page by page; start and end are (index of the sheet, row), the end not included."""
    for index in range(start[0], min(end[0], len(sheets) - 1) + 1):
        sheet = sheets[index]
        first = start[1] if index == start[0] else 0
        last = end[1] if index == end[0] else len(sheet.rows)
        rows = [row for row in sheet.rows[first:last] if not _is_furniture(row, sheet)]
        printed = [p for row in rows if (p := row.printed) is not None and not _in_grid(p, sheet)]
        yield Stretch(sheet, tuple(printed))


def paragraphs(parts: Sequence[Stretch]) -> list[Found]:
    """The text's paragraphs: an indented line begins one, a line from the left edge goes on."""
    groups: list[list[Row]] = []
    for part in parts:
        above: Row | None = None
        for row in part.rows:
            if not groups or _begins(row, above, part.sheet):
                groups.append([])
            groups[-1].append(row)
            above = row
    passages = (joined(row.passage for row in group) for group in groups)
    return [Found(passage) for passage in passages if passage]


def _begins(row: Row, above: Row | None, sheet: Sheet) -> bool:
    if row.box.x0 < sheet.left_edge + PARAGRAPH_INDENT:
        return _NUMBERED.match(row.text) is not None
    if above is None or _NEW_PARAGRAPH.match(row.text):
        return True
    hangs = abs(row.box.x0 - above.box.x0) < 8 and above.box.x1 > sheet.right_edge - 40
    tall = row.box.center[1] - above.box.center[1] > 1.45 * sheet.pitch
    return tall or not hangs


def _is_furniture(row: Row, sheet: Sheet) -> bool:
    """Page numbers at the head, catchwords and slogans at the foot."""
    head, foot = row.box.y1 < 0.12 * sheet.height, row.box.y0 > 0.8 * sheet.height
    return (head or foot) and _FURNITURE.match(row.text) is not None


def _in_grid(row: Row, sheet: Sheet) -> bool:
    """Whether the row stands in a table of several rows and columns."""
    tables = [sheet.page.tables[piece.line.table] for piece in row.pieces if piece.line.table is not None]
    return any(table.rows > 1 and table.cols > 1 for table in tables)
