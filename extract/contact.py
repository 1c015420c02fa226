"""Whom to ask: the unit at the foot of a letter with its telephone, fax and mail; and who gets copies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract import labels
from extract.found import Found, missing
from extract.labels import label_at_start
from extract.offices import begins_like_office
from extract.passage import Passage, spaced
from extract.sheet import CLOSE_LINES, Piece, Row, Sheet

_PHONE = re.compile(r"^(?:หมายเลข)?โทร(?:ศัพท[์]?)?\s*(?:มือถือ|สำนักงาน)?\s*[.:]*\s*(?![ก-ฮ])")
_PHONE_INSIDE = re.compile(r"(?<=\s)โทร(?:ศัพท์)?\s*[.:]*\s*(?=[0-9๐-๙(])")
_FAX = re.compile(r"^(?:หมายเลข)?(?:โทรสาร|แฟ[กซ]+[์]?|Fax)\s*[.:]*\s*", re.IGNORECASE)
_BOTH = re.compile(r"^โทร(?:ศัพท[์]?)?\s*\.?\s*(?:/|และ|,)\s*(?:โทรสาร|แฟกซ์|Fax)\s*[.:]*\s*", re.IGNORECASE)
_FAX_INSIDE = re.compile(r"[\s,/]*(?:โทรสาร|แฟ[กซ]+[์]?|Fax)\s*[.:]*\s*", re.IGNORECASE)
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+\s?@\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
# Between two numbers stands a comma: a dot there is one that a scan cut short.
_LONE_DOT = re.compile(r"[0-9๐-๙]\.\s+[0-9๐-๙]")
_MAIL_LABEL = re.compile(r"^(?:ไปรษณีย์อิเล็กทรอนิกส์|อีเมล[์]?|E-?\s?mail)\s*[.:]*\s*", re.IGNORECASE)
# Telephone numbers as printed: figures with blanks, dashes, dots; several with , / "และ"; "ต่อ ๑๒๓".
_NUMBERS = re.compile(r"[(+]?[0-9๐-๙][0-9๐-๙\s()./,–-]*(?:(?:ต่อ|และ|หรือ|ถึง)\s*[0-9๐-๙][0-9๐-๙\s()./,–-]*)*")
_DIGIT = re.compile(r"[0-9๐-๙]")
_NO_UNIT = re.compile(r"^[“\"(]|^(?:สแกนด้วย|ระบบรับ|QR)|^\W*$|^(?:ทราบ|เห็นควร|เรียน|มอบ)")
_UNIT_LINES = 4


@dataclass(frozen=True)
class FoundContact:
    unit: Found | None = None
    phone: Found | None = None
    fax: Found | None = None
    email: Found | None = None


def find_contact(sheet: Sheet, below: float) -> FoundContact | None:
    """The block at the left edge under y `below`; None where no telephone, fax or mail is printed there.

    Its lines come in this order: unit (one line or more), telephone, fax, mail.
    """
    column = list(_left_rows(sheet, below))
    column = [part for row in column for part in _unit_and_number(row)]
    numbered = [(n, found) for n, row in enumerate(column) if (found := _numbers_of(row)) is not None]
    if not numbered:
        return _unit_alone(column)
    merged = _merged([found for _, found in numbered])
    unit = _unit(column, numbered[0][0], sheet.pitch)
    return FoundContact(unit, merged.phone or missing(), merged.fax, merged.email)


def _left_rows(sheet: Sheet, below: float) -> list[Row]:
    """Rows of the left part of the page, each without what stands far to its right."""
    rows = []
    for row in sheet.rows:
        if row.box.center[1] <= below:
            continue
        pieces = [piece for piece in row.pieces if piece.printed and piece.box.x0 < 0.42 * sheet.width]
        pieces = [p for p in pieces if p.box.x0 > sheet.left_edge - 24]
        if pieces:
            rows.append(Row(tuple(_near(pieces)), row.page))
    return rows


def _near(pieces: Sequence[Piece]) -> list[Piece]:
    """The first pieces, as far as they follow on each other."""
    near = [pieces[0]]
    for piece in pieces[1:]:
        if piece.box.x0 - near[-1].box.x1 > 90:
            break
        near.append(piece)
    return near


def _unit_and_number(row: Row) -> list[Row]:
    """The row, cut in two where a telephone follows the unit on the same line."""
    for number, piece in enumerate(row.pieces):
        inside = _PHONE_INSIDE.search(piece.text)
        if inside is not None and begins_like_office(row.text):
            rest = piece.after(inside.start())
            before = Piece(piece.passage.cut(0, inside.start()), piece.box, piece.line, piece.page)
            if rest is not None:
                return [
                    Row((*row.pieces[:number], before), row.page),
                    Row((rest, *row.pieces[number + 1 :]), row.page),
                ]
        if number and _PHONE.match(piece.text) and begins_like_office(row.text):
            return [Row(row.pieces[:number], row.page), Row(row.pieces[number:], row.page)]
    return [row]


def _numbers_of(row: Row) -> FoundContact | None:
    """What the row says of telephone, fax and mail; None where it says nothing of them."""
    readers = (_mail, _telephones, _damaged_numbers)
    return next((found for read in readers if (found := read(row)) is not None), None)


def _mail(row: Row) -> FoundContact | None:
    if mail := _MAIL.search(row.text):
        address = row.passage.cut(mail.start(), mail.end())
        found = Found(address, value=address.text.replace(" ", ""), exact=True)
        return FoundContact(
            email=found.doubted("unclear_place") if _cut_off(row.text[: mail.start()]) else found
        )
    if label := _MAIL_LABEL.match(row.text):
        return FoundContact(email=missing(row.passage.cut(0, label.end())))
    return None


def _cut_off(before: str) -> bool:
    """Whether an address begins too late: a scan lost the dot or stroke inside it ("kor noy@example.com")."""
    rest = _MAIL_LABEL.sub("", before).rstrip()
    return bool(before and before[-1] not in " :") or bool(re.search(r"[A-Za-z0-9._-]$", rest))


def _telephones(row: Row) -> FoundContact | None:
    if both := _BOTH.match(row.text):
        value = _telephone(row.passage, both.end())
        return FoundContact(phone=value, fax=value)
    if label := _FAX.match(row.text):
        return FoundContact(fax=_telephone(row.passage, label.end()))
    phone = _PHONE.match(row.text)
    if phone is None:
        return None
    inside = _FAX_INSIDE.search(row.text, phone.end())
    number = _telephone(row.passage.cut(0, inside.start() if inside else None), phone.end())
    fax = _telephone(row.passage, inside.end()) if inside else _second_number(row.passage, number)
    return FoundContact(phone=number, fax=fax)


def _second_number(passage: Passage, phone: Found) -> Found | None:
    """A fax behind the telephone whose label a scan lost: figures after what was taken for the number."""
    if passage.from_text_layer:
        return None
    at = passage.text.find(phone.text) + len(phone.text)
    rest = passage.cut(at) if phone.text else passage
    return missing(rest) if len(_DIGIT.findall(rest.text)) >= 5 else None


def _damaged_numbers(row: Row) -> FoundContact | None:
    """A line of a scan whose label was not read: figures are a telephone's, Latin letters those of mail."""
    if row.passage.from_text_layer:
        return None
    if len(_DIGIT.findall(row.text)) >= 6 and len(re.findall(r"[ก-ฮ]", row.text)) <= 8:
        number = _NUMBERS.search(row.text)
        value = row.passage.cut(number.start(), number.end()) if number else row.passage
        found = Found(value, exact=True, reason="low_confidence")
        return FoundContact(fax=found) if "สา" in row.text else FoundContact(phone=found)
    if label_at_start(row.text, _MAIL_NAMES) or re.search(r"@|^(?!www|http|LINE|Line)[A-Za-z]{4}", row.text):
        return FoundContact(email=missing(row.passage))
    return None


_MAIL_NAMES = ("ไปรษณีย์อิเล็กทรอนิกส์",)


def _telephone(passage: Passage, start: int) -> Found:
    value = passage.cut(start)
    match = _NUMBERS.match(value.text)
    if match is None:
        return Found(value, exact=True, reason="low_confidence") if value else missing(passage)
    number = value.cut(0, len(match.group().rstrip(" ,/.-–(")))
    found = Found(number, exact=True)
    digits = len(_DIGIT.findall(number.text))
    if digits < 4 or len(value.text) - len(number.text) > 2:
        return found.doubted("unclear_place")
    if not number.from_text_layer and _LONE_DOT.search(number.text):
        return found.doubted("low_confidence")
    return found


def _merged(parts: Sequence[FoundContact]) -> FoundContact:
    def first(name: str) -> Found | None:
        return next((value for part in parts if (value := getattr(part, name)) is not None), None)

    return FoundContact(None, _all_phones(parts), first("fax"), first("email"))


def _all_phones(parts: Sequence[FoundContact]) -> Found | None:
    phones = [part.phone for part in parts if part.phone is not None]
    if len(phones) < 2:
        return phones[0] if phones else None
    return phones[0].doubted("unclear_place")  # two telephones: a person says which


def _unit(column: Sequence[Row], number_row: int, pitch: float) -> Found:
    """The lines right above the first number, at its left edge, without a gap."""
    lines: list[Row] = []
    below = column[number_row]
    edge = below.box.x0
    for row in reversed(column[:number_row]):
        step = below.box.center[1] - row.box.center[1]
        if abs(step) < 0.5 * row.height:  # the unit stands on the line of its number
            edge = row.box.x0
        if abs(row.box.x0 - edge) > 16 or step > CLOSE_LINES * pitch or len(lines) == _UNIT_LINES:
            break
        if _NO_UNIT.match(row.text):
            break
        lines.insert(0, row)
        below = row
    # Notes written over the block by hand may have been read as print: the unit begins like an office.
    begins = next((n for n, row in enumerate(lines) if begins_like_office(row.text)), 0)
    unit = spaced(row.passage for row in lines[begins:])
    return Found(unit) if unit else missing()


def _unit_alone(column: Sequence[Row]) -> FoundContact | None:
    """A unit without any number: its lines at the left edge under the signature."""
    for number, row in enumerate(column):
        if re.match(r"(?:สำนัก|กลุ่ม|กอง|ฝ่าย|งาน|ศูนย์|ส่วน|หน่วย)", row.text):
            lines = [row]
            for more in column[number + 1 : number + _UNIT_LINES]:
                step = more.box.center[1] - lines[-1].box.center[1]
                if abs(more.box.x0 - row.box.x0) > 16 or step > 2 * row.height or _NO_UNIT.match(more.text):
                    break
                lines.append(more)
            unit = spaced(line.passage for line in lines)
            return FoundContact(Found(unit).doubted("unclear_place"), missing())
    return None


def copies(sheet: Sheet, below: float) -> list[Found]:
    """Who gets a copy: what follows สำเนาส่ง at the foot of the page."""
    rows = [row for row in sheet.rows if row.box.center[1] > below]
    for number, row in enumerate(rows):
        label = label_at_start(row.text, labels.COPIES)
        if label is None:
            continue
        first = row.passage.cut(label.end)
        parts = [first] if first else []
        x = first.box.x0 if first and first.box else row.box.x0
        for more in rows[number + 1 :]:
            if abs(more.box.x0 - x) > 25:
                break
            parts.append(more.passage)
        return [Found(part) for part in parts] or [missing(row.passage)]
    return []
