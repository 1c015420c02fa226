"""The head of a memo (บันทึกข้อความ): ส่วนราชการ … โทร., ที่, วันที่."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract import labels
from extract.found import Found, missing
from extract.labels import label_at_start
from extract.letter_date import date_in, date_of
from extract.letter_number import number_after_label
from extract.letter_top import Top
from extract.passage import Passage, joined, spaced
from extract.sheet import Row, Sheet

# "โทร ๐ ๒๙๙๙ ๑๒๓๔" behind the office's name; โทร never ends a name.
PHONE_LABEL = re.compile(r"[\s(]*(?:หมายเลข)?โทร(?:ศัพท[์]?|\.)?\s*(?:ภายใน)?\s*[.:]?\s*(?=[0-9๐-๙(+]|ต่อ|$)")
_DATE_LABEL = re.compile(r"วันที[่้]?")


def memo_top(sheet: Sheet, start: int, first: int) -> Top:
    """Office, number and date in the rows from `start` to `first` (the row of เรื่อง)."""
    rows = sheet.rows[start:first]
    office_at = _row_with(rows, labels.OFFICE)
    number_at = _number_row(rows, office_at)
    issuer, phone = _office(rows, office_at, number_at)
    number, date = _number_and_date(rows[number_at:] if number_at is not None else [])
    return Top(number or missing(), date or missing(), issuer, None, phone)


def _row_with(rows: Sequence[Row], names: Sequence[str]) -> int | None:
    return next((n for n, row in enumerate(rows) if _piece_with(row, names) is not None), None)


def _piece_with(row: Row, names: Sequence[str]) -> int | None:
    pieces = enumerate(row.pieces)
    return next((n for n, piece in pieces if label_at_start(piece.text, names)), None)


def _number_row(rows: Sequence[Row], office_at: int | None) -> int | None:
    """The row of ที่, or that of วันที่ where ที่ was not read."""
    below = range((office_at + 1) if office_at is not None else 0, len(rows))
    for names in (labels.NUMBER, labels.DATE):
        for number in below:
            if _piece_with(rows[number], names) is not None:
                return number
    return None


def _office(rows: Sequence[Row], office_at: int | None, number_at: int | None) -> tuple[Found, Found | None]:
    if office_at is None:
        return missing(), None
    label_piece = _piece_with(rows[office_at], labels.OFFICE) or 0
    first = _from_label(rows[office_at], label_piece, labels.OFFICE)
    end = number_at if number_at is not None else office_at + 1
    value = joined([first, *(row.passage for row in rows[office_at + 1 : end])])
    phone = PHONE_LABEL.search(value.text)
    if phone is None:
        return (Found(value), None) if value else (missing(rows[office_at].passage), None)
    office, number = value.cut(0, phone.start()), value.cut(phone.end())
    return (
        Found(office) if office else missing(rows[office_at].passage),
        Found(number, exact=True) if number else missing(value.cut(phone.start())),
    )


def _from_label(row: Row, index: int, names: Sequence[str]) -> Passage:
    label = label_at_start(row.pieces[index].text, names)
    first = row.pieces[index].passage.cut(label.end if label else 0)
    return spaced(part for part in [first, *(p.passage for p in row.pieces[index + 1 :])] if part)


def _number_and_date(rows: Sequence[Row]) -> tuple[Found | None, Found | None]:
    """From "ที่ ศธ ๐๔๙๙๙/๑๗ วันที่ ๒ มกราคม ๒๕๖๘", on one row or two."""
    if not rows:
        return None, None
    index = _piece_with(rows[0], labels.NUMBER)
    whole = spaced(row.passage for row in rows)
    begins = 0 if index is None else len(spaced(p.passage for p in rows[0].pieces[:index]).text)
    line = whole.cut(begins)
    date_label = _DATE_LABEL.search(line.text)
    number = (
        number_after_label(line.cut(0, date_label.start() if date_label else None))
        if index is not None
        else None
    )
    if date_label is None:
        return number, None
    written = line.cut(date_label.end())
    date = date_of(written) or date_in(written) if written else None
    return number, date or missing(line.cut(date_label.start(), date_label.end()))
