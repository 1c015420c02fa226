"""Received stamps: office, running number, day and hour at which an office took the letter in.

A stamp is a small block near the top (2.5 x 5 cm; annex, แบบที่ 12) with the labels รับ, วันที่ and เวลา under
each other or side by side. In scans its lines are found by their ink, in born-digital copies by their labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.calendar_unruled import unruled_tables
from extract.found import Found, missing
from extract.labels import EXACT, OFFICE, SUBJECT, label_at_start, skeleton
from extract.letter_date import date_in
from extract.offices import begins_like_office
from extract.passage import Passage, spaced
from extract.sheet import Piece, Row, Sheet
from ingest.document import Box, Page, union_of
from ingest.thai_text import fold_digits

# "เลขรับ", "เลขที่รับ", "รับที่", "เลขทะเบียนรับ", "รับเลขที่"; tone marks may be lost.
_NUMBER_LABEL = re.compile(
    r"(?:เลข\s?(?:ที[่้]?|ทะเบียน)?\s?รับ(?:ที[่้]?)?|(?:ลง)?รับ\s?(?:เลข)?\s?ที[่้]?|ทะเบียนรับ(?:ที[่้]?)?)\s*[.:…]*\s*"
)
_BARE_RECEPTION = re.compile(rf"{_NUMBER_LABEL.pattern}[0-9๐-๙]{{1,6}}(?:\s?/\s?[0-9๐-๙]{{1,4}})?")
_BARE_NUMBER_LABEL = re.compile(r"^(?:เลข)?ที[่้]?\s*[.:…]*\s*")  # inside a stamp's frame "ที่ ๑๒" is its number
_DATE_LABEL = re.compile(r"(?:ลง)?วันที[่้]?\s*[.:…]*\s*")
_TIME_LABEL = re.compile(r"เวลา\s*[.:…]*\s*")
_NUMBER = re.compile(r"(?:[A-Z]{1,3}\s?|ว\.?\s?)?\d{1,6}(?:\s?[/-]\s?\d{1,4})?")
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-3])\s?[.:]\s?([0-5]\d)(?!\d)")
_TICKS = re.compile(r"[☐☑□○●]")
SCRIBBLES = 4  # runs of handwriting in the corner that make a filled-in stamp likely
CORNER = 0.15  # of the page's height; over the head of the letter
CLOSE, LOOSE = 1.75, 2.6  # heights from line to line of a block; of stamps typed with wide lines
STAMP_PART = 0.34  # of the page's height; received stamps stand above


@dataclass(frozen=True)
class FoundStamp:
    office: Found | None
    number: Found | None
    date: Found | None
    time: Found | None
    lines: frozenset[int]  # ids of its lines


def received_stamps(page: Page) -> list[FoundStamp]:
    """The page's received stamps from top to bottom."""
    sheet = Sheet(page)
    groups = [*_framed(sheet), *_unframed(sheet)]
    stamps = [stamp for group in groups if (stamp := _read(group, sheet)) is not None]
    return _without_repeats(stamps) or (_unread_stamp(sheet) if page.number == 1 else [])


def _framed(sheet: Sheet) -> list[tuple[list[Piece], bool]]:
    """The pieces inside each stamp that was found by its ink or frame."""
    boxes = list(sheet.page.stamps)
    return [
        (inside, True) for box in boxes if (inside := [p for p in sheet.pieces if _inside(p.line.box, box)])
    ]


def _inside(box: Box, frame: Box) -> bool:
    x, y = box.center
    return frame.x0 - 2 < x < frame.x1 + 2 and frame.y0 - 2 < y < frame.y1 + 2


def _unframed(sheet: Sheet) -> list[tuple[list[Piece], bool]]:
    """Blocks round a line with a label of reception, by alignment alone."""
    groups = []
    for piece in sheet.pieces:
        if piece.box.y0 < STAMP_PART * sheet.height and _NUMBER_LABEL.match(piece.text):
            groups.append((_around(piece, sheet), False))
    return groups


def _around(label: Piece, sheet: Sheet) -> list[Piece]:
    """The label's row, the labelled rows close under it, and up to two rows over it (the office)."""
    rows = _rows_near(label, sheet)
    at = next((n for n, row in enumerate(rows) if label in row.pieces), None)
    if at is None:  # side by side with text that is no stamp's
        return [label]
    last = at
    for number in range(at + 1, min(at + 4, len(rows))):
        if not _follows(rows[number - 1], rows[number], LOOSE):
            break
        if _DATE_LABEL.search(rows[number].text) or _TIME_LABEL.search(rows[number].text):
            last = number
    first = at
    while first > max(at - 2, 0) and _follows(rows[first - 1], rows[first], LOOSE if first == at else CLOSE):
        if begins_letter_line(rows[first - 1].text):
            break
        first -= 1
    return [piece for row in rows[first : last + 1] for piece in row.pieces]


def _rows_near(label: Piece, sheet: Sheet) -> list[Row]:
    """The rows cut to the width that a stamp can have round its label."""
    left, right = label.box.x0 - 45, max(label.box.x1, label.box.x0 + 60) + 90
    cut = [Row(inside, row.page) for row in sheet.rows if (inside := _between(row, left, right))]
    return [row for row in cut if row.box.width < right - left]


def _between(row: Row, left: float, right: float) -> tuple[Piece, ...]:
    return tuple(p for p in row.pieces if left < p.box.center[0] < right and p.box.x0 > left - 10)


def _follows(above: Row, below: Row, most: float) -> bool:
    """Whether the row stands at most so many heights below the other."""
    return below.box.center[1] - above.box.center[1] < most * max(above.height, below.height)


def _read(group: tuple[list[Piece], bool], sheet: Sheet) -> FoundStamp | None:
    pieces, framed = group
    rows = [inside for row in sheet.rows if (inside := _part(row, pieces)) is not None]
    if not rows or not (_is_reception(rows, framed) or _is_torn(rows, sheet)):
        return _empty(pieces) if framed and rows and _at_the_top(rows, sheet) else None
    number_row = _number_row(rows, framed)
    office = _office(rows[: number_row if number_row is not None else 1])
    number = _number(rows[number_row], framed) if number_row is not None else missing()
    date = _date(rows)
    whole = _from_text_layer(pieces) and _is_reception(rows, False) and date is not None and not date.missing
    whole = whole and not _clock_below(pieces, sheet)
    return FoundStamp(
        office or missing(),
        number,
        date,
        _time(rows) or (None if whole else missing()),
        frozenset(id(piece.line) for piece in pieces if not begins_letter_line(piece.text)),
    )


def _clock_below(pieces: Sequence[Piece], sheet: Sheet) -> bool:
    """Whether เวลา stands in a line of the letter right under the stamp: the two ran into each other."""
    box = union_of([piece.box for piece in pieces])
    below = (p for p in sheet.pieces if 0 < p.box.center[1] - box.y1 < 2 * p.height and p.box.x1 > box.x0)
    return any(_TIME_LABEL.search(piece.text) and _TIME.search(fold_digits(piece.text)) for piece in below)


def _at_the_top(rows: Sequence[Row], sheet: Sheet) -> bool:
    """Whether a scan's stamp stands where received stamps do, in the upper right, and is no speed word."""
    text = skeleton("".join(row.text for row in rows))
    is_scan = not _from_text_layer([piece for row in rows for piece in row.pieces])
    box = union_of([row.box for row in rows])
    upper_right = box.y0 < 2 * CORNER * sheet.height and box.center[0] > 0.5 * sheet.width
    return is_scan and upper_right and skeleton("ด่วน") not in text


def _empty(pieces: Sequence[Piece]) -> FoundStamp:
    """A stamp in which nothing could be told apart."""
    place = missing(spaced(piece.passage for piece in pieces))
    own = frozenset(id(piece.line) for piece in pieces if not piece.printed)
    return FoundStamp(place, place, place, place, own)


def _from_text_layer(pieces: Sequence[Piece]) -> bool:
    return all(piece.line.source == "text_layer" for piece in pieces)


def begins_letter_line(text: str) -> bool:
    """Whether a line that a stamp touches is one of the letter's own."""
    return re.match(r"ที[่้]?\s*[ก-ฮ]{2}\s*[0-9๐-๙]|เรื่อง|เรียน|กระทรวง", text) is not None


def _part(row: Row, pieces: Sequence[Piece]) -> Row | None:
    inside = tuple(piece for piece in row.pieces if any(piece is other for other in pieces))
    return Row(inside, row.page) if inside else None


def _is_reception(rows: Sequence[Row], framed: bool) -> bool:
    text = " ".join(row.text for row in rows)
    signs = [bool(pattern.search(text)) for pattern in (_NUMBER_LABEL, _DATE_LABEL, _TIME_LABEL)]
    if framed and not signs[0]:
        return signs[1] and (signs[2] or any(_BARE_NUMBER_LABEL.match(row.text) for row in rows))
    return signs[0] and (framed or signs[1] or signs[2])


def _is_torn(rows: Sequence[Row], sheet: Sheet) -> bool:
    """An office and under it its running number, in the right half: the rest was printed over the head."""
    return (
        len(rows) > 1
        and rows[0].box.x0 > 0.5 * sheet.width
        and begins_like_office(rows[0].text)
        and any(_BARE_RECEPTION.fullmatch(row.text) for row in rows[1:])
    )


def _number_row(rows: Sequence[Row], framed: bool) -> int | None:
    for at, row in enumerate(rows):
        if _NUMBER_LABEL.search(row.text):
            return at
    bare = [at for at, row in enumerate(rows) if framed and _BARE_NUMBER_LABEL.match(row.text)]
    return bare[0] if bare else None


def _number(row: Row, framed: bool) -> Found:
    label = _NUMBER_LABEL.search(row.text) or (_BARE_NUMBER_LABEL.match(row.text) if framed else None)
    start = label.end() if label else 0
    date = _DATE_LABEL.search(row.text, start)
    value = row.passage.cut(start, date.start() if date else None)
    match = _NUMBER.search(fold_digits(value.text))
    if match is None:
        return missing(row.passage.cut(label.start() if label else 0, start))
    printed = value.cut(match.start(), match.end())
    found = Found(printed, value=_spaced_number(fold_digits(printed.text)), exact=True)
    others = value.text[: match.start()] + value.text[match.end() :]
    return found.doubted("unclear_place") if re.search(r"[0-9๐-๙ก-๎A-Za-z]", others) else found


def _spaced_number(text: str) -> str:
    return re.sub(r"\s*([/-])\s*", r"\1", text)


def _office(rows: Sequence[Row]) -> Found | None:
    """The lines over the number; the label's own line when the office stands before it."""
    texts = [row.passage.without(_TICKS) for row in rows if not _DATE_LABEL.match(row.text)]
    texts = [text for text in texts if text and re.search(r"[ก-๎A-Za-z]{2}", text.text)]
    if not texts:
        return None
    office = spaced(texts)
    return Found(office) if len(texts) < 4 or begins_like_office(office.text) else Found(texts[-1])


def _date(rows: Sequence[Row]) -> Found | None:
    for row in rows:
        if label := _DATE_LABEL.search(row.text):
            time = _TIME_LABEL.search(row.text, label.end())
            value = row.passage.cut(label.end(), time.start() if time else None)
            return date_in(value) or missing(row.passage.cut(label.start(), label.end()))
    whole: Passage = spaced(row.passage for row in rows)
    return date_in(whole) or missing()


def _time(rows: Sequence[Row]) -> Found | None:
    for row in rows:
        if label := _TIME_LABEL.search(row.text):
            value = row.passage.cut(label.end())
            match = _TIME.search(fold_digits(value.text))
            if match is None:
                return missing(row.passage.cut(label.start(), label.end()))
            printed = value.cut(match.start(), match.end())
            return Found(printed, value=f"{int(match[1]):02d}:{match[2]}", exact=True)
    return next((found for row in rows if (found := _bare_time(row)) is not None), None)


def _bare_time(row: Row) -> Found | None:
    """An hour whose label was printed over, for a person to look at."""
    match = _TIME.search(fold_digits(row.text))
    if match is None or not re.match(r"\s?น\.?", row.text[match.end() :]):
        return None
    printed = row.passage.cut(match.start(), match.end())
    value = f"{int(match[1]):02d}:{match[2]}"
    return Found(printed, value=value, exact=True, reason="unclear_place")


_CORNER_LABELS = ("เลขรับ", "เลขที่รับ", "เลขทะเบียนรับ", "เวลา")


def _unread_stamp(sheet: Sheet) -> list[FoundStamp]:
    """A stamp in the upper right corner of a scan of which a label at most could be read.

    Nothing else stands there: the emblem is in the middle, the office at the height of its foot.
    """
    if sheet.page.source != "ocr":
        return []
    corner = Box(0.5 * sheet.width, 0.0, sheet.width, min(CORNER * sheet.height, _head_top(sheet)))
    pieces = [piece for piece in sheet.pieces if _inside(piece.box, corner)]
    by_hand = sum(piece.line.kind == "handwriting" for piece in pieces) >= SCRIBBLES
    if len(pieces) < 3 or not (by_hand or any(_is_corner_label(piece.text) for piece in pieces)):
        return []
    tables = (*sheet.page.tables, *unruled_tables(sheet.page))
    if any(_inside(piece.box, table.box) for piece in pieces for table in tables):
        return []  # a calendar that begins at the top of its page
    rows = [inside for row in sheet.rows if (inside := _part(row, pieces)) is not None]
    rows = [row for row in rows if not begins_letter_line(row.text)]
    whole = spaced(row.passage for row in rows)
    number_row = _number_row(rows, framed=False)
    number = _number(rows[number_row], framed=False) if number_row is not None else missing(whole)
    date = _date(rows) or missing(whole)
    time = _time(rows) or missing(whole)
    return [
        FoundStamp(
            missing(whole), number, date.doubted("unclear_place"), time.doubted("unclear_place"), frozenset()
        )
    ]


def _is_corner_label(text: str) -> bool:
    return bool(label_at_start(text, _CORNER_LABELS, slack=1) or label_at_start(text, ("วันที่", "รับที่"), EXACT))


def _head_top(sheet: Sheet) -> float:
    """The y at which a memo's labels begin; the page's height where none is read."""
    tops = (p.box.y0 for p in sheet.pieces if label_at_start(p.text, (*OFFICE, *SUBJECT)))
    return min(tops, default=sheet.height)


def _without_repeats(stamps: Sequence[FoundStamp]) -> list[FoundStamp]:
    """One of those that share lines; the one with more lines."""
    kept: list[FoundStamp] = []
    for stamp in sorted(stamps, key=lambda s: -len(s.lines)):
        if not any(stamp.lines & other.lines for other in kept):
            kept.append(stamp)
    return kept
