"""The head of an order (คำสั่ง) or announcement (ประกาศ): title and office, ที่, เรื่อง, a line of dots."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract import labels
from extract.found import Found, missing
from extract.labels import label_at_start
from extract.letter_header import INDENT
from extract.letter_kind import Head
from extract.letter_number import number_after_label, number_piece
from extract.passage import joined, spaced
from extract.sheet import Row, Sheet

_OPENING = re.compile(r"(?:ด้วย|ตามที่|ตามคำสั่ง|โดยที่|อาศัย|เนื่อง|เพื่อ(?:ให้|เป็น)|ในการ|อนุสนธิ|สืบเนื่อง|๑\.|1\.)")
_DATED_NUMBER = re.compile(r"/\s?(?:25|๒๕)[0-9๐-๙]{2}\s*$")  # "๑๒/๒๕๗๐" with its label unread
_TITLE_WORDS = ("คำสั่ง", "ประกาศ")


@dataclass(frozen=True)
class TitledHead:
    number: Found | None
    issuer: Found
    subject: Found
    body: int  # row where the text begins


def titled_head(sheet: Sheet, head: Head) -> TitledHead:
    """The fields over the text; an announcement has a number only where one is printed."""
    rows = sheet.rows
    subject_row = _subject_row(rows, head.row)
    over = rows[head.row : subject_row]
    number_rows = [row for row in over[1:] if number_piece(row) is not None or _DATED_NUMBER.search(row.text)]
    names = [row for row in over if row not in number_rows]
    number = _number(number_rows[0]) if number_rows else (missing() if head.kind == "order" else None)
    body = _body_row(sheet, subject_row)
    return TitledHead(number, _issuer(names), _subject(rows[subject_row:body]), body)


def _subject_row(rows: Sequence[Row], start: int) -> int:
    for number in range(start + 1, min(start + 7, len(rows))):
        if label_at_start(rows[number].text, labels.SUBJECT):
            return number
    return start + 1


def _number(row: Row) -> Found:
    at = number_piece(row)
    number = number_after_label(spaced(piece.passage for piece in row.pieces[at or 0 :]))
    return number if at is not None else number.doubted("unclear_place")


def _issuer(rows: Sequence[Row]) -> Found:
    title = joined(row.passage for row in rows)
    label = label_at_start(title.text, _TITLE_WORDS)
    name = title.cut(label.end if label else 0)
    return Found(name) if name else missing(title)


def _subject(rows: Sequence[Row]) -> Found:
    whole = spaced([])
    parts = []
    for number, row in enumerate(rows):
        printed = row.printed or row
        label = label_at_start(printed.text, labels.SUBJECT) if number == 0 else None
        parts.append(printed.passage.cut(label.end if label else 0))
    whole = joined(parts)
    return Found(whole) if whole else missing(rows[0].passage)


def _body_row(sheet: Sheet, subject_row: int) -> int:
    """The row after เรื่อง and its further lines.

    The text begins after the line of dots where one is printed, else with an opening word or one row before
    the first that starts at the left edge (the first line of a paragraph is indented).
    """
    rows = sheet.rows
    rule = sheet.first_leader_line_below(rows[subject_row].box.y1)
    for number in range(subject_row + 1, min(subject_row + 9, len(rows))):
        row = rows[number]
        if rule is not None and rule < rows[number].box.center[1]:
            return number
        if _OPENING.match(row.text) or _returns_left(sheet, subject_row, number):
            return number
        below = rows[number + 1] if number + 1 < len(rows) else None
        if rule is None and below is not None and _returns_left(sheet, subject_row, number + 1):
            return number
    return min(subject_row + 1, len(rows))


def _returns_left(sheet: Sheet, subject_row: int, number: int) -> bool:
    """Whether the row is one of running text: from the left edge, where เรื่อง itself stands or left of it."""
    row, subject = sheet.rows[number].box, sheet.rows[subject_row].box
    return row.x0 < sheet.left_edge + INDENT and row.x0 < subject.x0 + INDENT
