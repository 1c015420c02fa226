"""What stands above the labelled lines of a letter: number, issuing office, date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.found import Found, missing
from extract.letter_date import date_of, looks_like_date
from extract.letter_number import number_after_label, number_piece
from extract.offices import address_start, begins_like_office
from extract.passage import joined, spaced
from extract.sheet import CLOSE_LINES, Piece, Row, Sheet

_SPECKS = re.compile(r"(?:\S{1,3}\s){1,2}")
# A figure inside or right behind a word: a stamp's letters run together with those of the office.
_OVERPRINTED = re.compile(r"[ก-๎](?<!เขต)(?<!ที่)[0-9๐-๙]|[0-9๐-๙][ก-๎]|[0-9๐-๙]\s?(?:[ก-ฮเ][ก-๎]?\.\s?[คยพ]\.?)")
_CLOCK = re.compile(r"เวลา\s*[\d๐-๙]|[\d๐-๙]\s*น\.")
_ODD_FIRST = re.compile(r"[0-9๐-๙]{1,4}\s+(?!ถนน|ถ\.|หมู่|ม\.|ซอย|ตำบล|ต\.|แขวง|อาคาร|ชั้น)")
CLOSE = 25.0  # points before a date in which a figure written by hand may stand
OFFICE_COLUMN = 0.40  # of the page's width: the issuing office stands to the right of it


@dataclass(frozen=True)
class Top:
    number: Found | None = None
    date: Found | None = None
    issuer: Found | None = None
    issuer_address: Found | None = None
    phone: Found | None = None  # memos print it beside the office


def external_top(sheet: Sheet, first: int) -> Top:
    """ที่ at the left, the office in two or three lines at the right, the date under the emblem.

    first: row of the first labelled line (เรื่อง).
    """
    above = sheet.rows[:first]
    number_row = _number_row(above)
    number = _number_of(above[number_row], sheet) if number_row is not None else missing()
    date_piece = _date_piece(above)
    date = _date_at(date_piece, above) if date_piece else None
    office = _office_pieces(sheet, above, number_row, date_piece)
    issuer, address = split_office(office)
    if not _level_with_number(office, above, number_row):
        issuer, address = issuer.doubted("unclear_place"), address.doubted("unclear_place")
    return Top(number, date or missing(), issuer, address)


def sealed_number(sheet: Sheet, first: int) -> Found:
    """The number of a sealed letter; its office and date stand in the seal under the text."""
    above = sheet.rows[:first]
    row = _number_row(above)
    return _number_of(above[row], sheet) if row is not None else missing()


def _number_row(rows: Sequence[Row]) -> int | None:
    """The last row above the labels that begins with ที่ and goes on like a number."""
    for at in range(len(rows) - 1, -1, -1):
        if number_piece(rows[at]) is not None:
            return at
    return None


def _number_of(row: Row, sheet: Sheet) -> Found:
    index = number_piece(row) or 0
    pieces = [row.pieces[index]]
    for piece in row.pieces[index + 1 :]:
        if piece.box.x0 > OFFICE_COLUMN * sheet.width or begins_like_office(piece.text):
            break
        pieces.append(piece)
    return number_after_label(spaced(piece.passage for piece in pieces))


def _date_piece(rows: Sequence[Row]) -> Piece | None:
    """The lowest line above the labels that is a date, or at least looks like one."""
    pieces = [piece for row in reversed(rows) for piece in row.pieces]
    whole = [Piece(row.passage, row.box, row.pieces[0].line, row.page) for row in reversed(rows)]
    for piece in [*pieces, *whole]:
        if looks_like_date(piece.text) and (found := date_of(piece.passage)) and not found.missing:
            return piece
    return next((piece for piece in [*whole, *pieces] if date_of(piece.passage)), None)


def _date_at(piece: Piece, above: Sequence[Row]) -> Found | None:
    """The date on that piece; with something unread close before it, its day may have lost a figure."""
    found = date_of(piece.passage)
    if found is None or piece.line.source == "text_layer":
        return found
    close = (
        other
        for row in above
        for other in row.pieces
        if -2 < piece.box.x0 - other.box.x1 < CLOSE
        and abs(other.box.center[1] - piece.box.center[1]) < piece.height
    )
    return found.doubted("unclear_place") if next(close, None) is not None else found


def _office_pieces(
    sheet: Sheet, above: Sequence[Row], number_row: int | None, date_piece: Piece | None
) -> list[Piece]:
    """The lines at the right from the height of the number on, down to the date."""
    right = [p for row in above for p in row.pieces if p.box.x0 > OFFICE_COLUMN * sheet.width]
    right = [p for p in right if p is not date_piece and date_of(p.passage) is None]
    if number_row is not None:
        top = above[number_row].box
        right = [p for p in right if p.box.center[1] > top.center[1] - 1.5 * above[number_row].height]
    if date_piece is not None:
        right = [p for p in right if p.box.center[1] < date_piece.box.center[1] + 2]
    right = [_without_specks(piece) for piece in right]
    start = next((n for n, p in enumerate(right) if p.printed and begins_like_office(p.text)), None)
    return _block(right[start:], sheet.pitch) if start is not None else []


def _without_specks(piece: Piece) -> Piece:
    """The piece without up to two short runs before the office's name: ink of the emblem, read as letters."""
    specks = _SPECKS.match(piece.text)
    rest = piece.after(specks.end()) if specks and piece.line.source == "ocr" else None
    return rest if rest is not None and begins_like_office(rest.text) else piece


def _level_with_number(office: Sequence[Piece], above: Sequence[Row], number_row: int | None) -> bool:
    """Whether the office begins at the height of ที่, as it must; in a scan its first line may be lost."""
    if not office or office[0].line.source == "text_layer":
        return True
    if number_row is None:
        return False
    index = number_piece(above[number_row]) or 0
    return (
        abs(office[0].box.center[1] - above[number_row].pieces[index].box.center[1]) < 0.7 * office[0].height
    )


def _block(pieces: Sequence[Piece], pitch: float) -> list[Piece]:
    """The lines that go on under the first one, at its left edge or its middle, without a gap."""
    block = [pieces[0]]
    for piece in pieces[1:]:
        last = block[-1]
        step = piece.box.center[1] - last.box.center[1]
        aligned = min(abs(piece.box.x0 - last.box.x0), abs(piece.box.center[0] - last.box.center[0])) < 30
        if piece.printed and aligned and 0.4 * last.height < step < CLOSE_LINES * pitch:
            block.append(piece)
    return block


def split_office(pieces: Sequence[Piece]) -> tuple[Found, Found]:
    """The office's name and its address."""
    if not pieces:
        return missing(), missing()
    whole = spaced(piece.passage for piece in pieces)
    start = address_start(whole.text)
    name_parts, address_parts, at = [], [], 0
    for piece in pieces:
        length = len(piece.text)
        cut = min(max(start - at, 0), length)
        name_parts.append(piece.passage.cut(0, cut))
        address_parts.append(piece.passage.cut(cut))
        at += length + 1
    name = joined(part for part in name_parts if part)
    address = spaced(part for part in address_parts if part)
    issuer = Found(name).doubted("unclear_place") if _OVERPRINTED.search(name.text) else Found(name)
    if not address:
        return issuer, missing()
    # Such figures at its beginning are none of the address: something was printed over the head.
    odd = _ODD_FIRST.match(address.text) or _CLOCK.search(address.text)
    return issuer, Found(address).doubted("unclear_place") if odd else Found(address)
