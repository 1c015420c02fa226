"""A letter's fields, by its kind: which are looked for, where, and which it must have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extract import labels
from extract.attachments import FoundAttachment, attachments, references
from extract.contact import FoundContact, copies, find_contact
from extract.found import Found, missing
from extract.labels import label_at_start
from extract.letter_body import Stretch, paragraphs, stretches
from extract.letter_date import date_in, date_of
from extract.letter_header import Labelled, labelled_sections
from extract.letter_kind import Head
from extract.letter_top import OFFICE_COLUMN, Top, external_top, sealed_number
from extract.memo_header import memo_top
from extract.offices import begins_like_office
from extract.passage import Passage, spaced
from extract.sheet import Piece, Sheet
from extract.signature import SignatureBlock, find_signature
from extract.speed_and_secrecy import secrecy_word, speed_line, speed_word
from extract.titled_header import titled_head

Position = tuple[int, int]  # index of the sheet, row

_ISSUED = re.compile(r"(?:สั่ง|ประกาศ|ให้ไว้|ออกให้)?\s*ณ\s*วันที[่้]?\s*")
_HEAD_PART = 0.35  # of the page's height, above which number, office and date of a paper stand
_FOOT_ROWS = 9  # lines, at most, of a foot that stands on a page of its own,
_FOOT_PART = 0.4  # and the part of that page that they take
_STRAY_LETTERS = 3  # a line of no more is a speck or a scrap of a text layer
_SEAL_GAP = 2.0  # pitches under the text of a sealed letter, or of a memo, to what follows


@dataclass(frozen=True)
class Letter:
    """What a letter says of itself. None: this kind has no such field, or nothing suggests it."""

    head: Head
    urgency: Found | None = None
    secrecy: Found | None = None
    number: Found | None = None
    date: Found | None = None
    issuer: Found | None = None
    issuer_address: Found | None = None
    subject: Found | None = None
    addressee: Found | None = None
    references: list[Found] = field(default_factory=list)
    attachments: list[FoundAttachment] = field(default_factory=list)
    body: list[Found] = field(default_factory=list)
    closing: Found | None = None
    signature: SignatureBlock | None = None
    contact: FoundContact | None = None
    copies_to: list[Found] = field(default_factory=list)
    speed_line: Passage | None = None  # "ด่วนภายในวันที่ …", where it sets a day itself
    last_sheet: int = 0  # index of the page on which it ends


def read_letter(sheets: Sequence[Sheet], head: Head, end: int) -> Letter:
    """The letter that begins at `head`; `end` is the index of the first sheet that is not its own."""
    own = sheets[:end]
    match head.kind:
        case "memo":
            return _memo(own, head)
        case "stamped":
            return _sealed(own, head)
        case "order" | "announcement":
            return _titled(own, head)
        case "other":
            return _numbered_paper(own, head)
        case _:
            return _external(own, head)


def _external(sheets: Sequence[Sheet], head: Head) -> Letter:
    sheet = sheets[head.sheet]
    labelled = labelled_sections(sheet, 0)
    start = (head.sheet, labelled.body)
    closing = _closing(sheets, start)
    at, y, near_x = _under(sheets, start, closing)
    signature = find_signature(sheets, at, y, near_x)
    end = closing[0] if closing else _signature_row(sheets, signature) or (at, len(sheets[at].rows))
    last, below = (signature.sheet, signature.bottom) if signature else (at, y)
    return Letter(
        head,
        **_labelled_fields(labelled),  # type: ignore[arg-type]
        **_top_fields(external_top(sheet, labelled.first)),  # type: ignore[arg-type]
        urgency=speed_word(sheet, labelled.first),
        speed_line=speed_line(sheet, labelled.first),
        secrecy=secrecy_word(sheet, labelled.first),
        body=paragraphs(list(stretches(sheets, start, end))),
        closing=_closing_words(closing[1].passage) if closing else missing(),
        signature=signature or _no_signature(last),
        contact=_contact_of(sheets, last, below, signature),
        copies_to=_copies_of(sheets, last, below),
        last_sheet=last,
    )


def _memo(sheets: Sequence[Sheet], head: Head) -> Letter:
    sheet = sheets[head.sheet]
    labelled = labelled_sections(sheet, head.row)
    start = (head.sheet, labelled.body)
    signature = find_signature(sheets, head.sheet, _row_y(sheet, labelled.body), None)
    end = _signature_row(sheets, signature) or _gap_after(sheets, start)
    top = memo_top(sheet, head.row, labelled.first)
    return Letter(
        head,
        **_labelled_fields(labelled),  # type: ignore[arg-type]
        **_top_fields(top),  # type: ignore[arg-type]
        urgency=speed_word(sheet, labelled.first),
        speed_line=speed_line(sheet, labelled.first),
        secrecy=secrecy_word(sheet, labelled.first),
        body=paragraphs(list(stretches(sheets, start, end))),
        signature=signature or _no_signature(end[0]),
        contact=FoundContact(phone=top.phone) if top.phone else None,
        last_sheet=end[0],
    )


def _sealed(sheets: Sequence[Sheet], head: Head) -> Letter:
    sheet = sheets[head.sheet]
    labelled = labelled_sections(sheet, 0, sealed=True)
    start = (head.sheet, labelled.body)
    end = _seal_row(sheets, start) or _gap_after(sheets, start)
    last = sheets[end[0]]
    below = _row_y(last, end[1] - 1) + 2
    issuer, date = _seal(last, below)
    return Letter(
        head,
        **_labelled_fields(labelled, sealed=True),  # type: ignore[arg-type]
        number=sealed_number(sheet, labelled.first),
        date=date or missing(),
        issuer=issuer or missing(),
        urgency=speed_word(sheet, labelled.first),
        speed_line=speed_line(sheet, labelled.first),
        secrecy=secrecy_word(sheet, labelled.first),
        body=paragraphs(list(stretches(sheets, start, end))),
        contact=_contact_of(sheets, end[0], below, None),
        copies_to=_copies_of(sheets, end[0], below),
        last_sheet=end[0],
    )


def _titled(sheets: Sequence[Sheet], head: Head) -> Letter:
    sheet = sheets[head.sheet]
    fields = titled_head(sheet, head)
    start = (head.sheet, fields.body)
    issued = _issued(sheets, start)
    at, y = (issued[0][0], _row_y(sheets[issued[0][0]], issued[0][1])) if issued else (head.sheet, 0.0)
    signature = find_signature(sheets, at, y, None) if issued else _last_signature(sheets, start)
    end = issued[0] if issued else _signature_row(sheets, signature) or (head.sheet, len(sheet.rows))
    return Letter(
        head,
        number=fields.number,
        issuer=fields.issuer,
        subject=fields.subject,
        date=issued[1] if issued else missing(),
        body=paragraphs(list(stretches(sheets, start, end))),
        signature=signature or _no_signature(end[0]),
        last_sheet=signature.sheet if signature else end[0],
    )


def _numbered_paper(sheets: Sequence[Sheet], head: Head) -> Letter:
    """A certificate or the like: number and office as in a letter, date after ให้ไว้ ณ วันที่, signed."""
    sheet = sheets[head.sheet]
    above = sum(row.box.y0 < _HEAD_PART * sheet.height for row in sheet.rows)
    top = external_top(sheet, above)
    start = (head.sheet, head.row + 1)
    issued = _issued(sheets, start)
    at, y = (issued[0][0], _row_y(sheets[issued[0][0]], issued[0][1])) if issued else (head.sheet, 0.0)
    signature = find_signature(sheets, at, y, None)
    fields = _top_fields(top)
    fields["date"] = issued[1] if issued else top.date
    return Letter(
        head,
        **fields,  # type: ignore[arg-type]
        signature=signature,
        last_sheet=signature.sheet if signature else at,
    )


def _labelled_fields(labelled: Labelled, *, sealed: bool = False) -> dict[str, object]:
    sections = labelled.sections
    fields: dict[str, object] = {
        "subject": None if sealed else missing(),
        "addressee": missing(),
        "references": references(sections["references"].rows) if "references" in sections else [],
        "attachments": attachments(sections["attachments"].rows) if "attachments" in sections else [],
    }
    for name in ("subject", "addressee"):
        if name in sections:
            section = sections[name]
            found = Found(section.value) if section.value else missing(section.label)
            fields[name] = found.doubted("unclear_place") if section.damaged else found
    return fields


def _top_fields(top: Top) -> dict[str, Found | None]:
    return {
        "number": top.number,
        "date": top.date,
        "issuer": top.issuer,
        "issuer_address": top.issuer_address,
    }


def _closing(sheets: Sequence[Sheet], start: Position) -> tuple[Position, Piece] | None:
    """The closing words, from the text's first row on."""
    for index in range(start[0], len(sheets)):
        for number, row in enumerate(sheets[index].rows):
            if index == start[0] and number < start[1]:
                continue
            for piece in row.pieces:
                if piece.box.x0 > 0.25 * sheets[index].width and labels.is_label(
                    piece.text, labels.CLOSING, slack=1
                ):
                    return (index, number), piece
    return None


def _closing_words(passage: Passage) -> Found:
    """The words as read; only the ones that letters really close with may be sure."""
    found = Found(passage)
    return found if passage.text in labels.CLOSING else found.doubted("low_confidence")


def _under(
    sheets: Sequence[Sheet], start: Position, closing: tuple[Position, Piece] | None
) -> tuple[int, float, float | None]:
    """Page, height and middle under which the name of the signer stands."""
    if closing is None:
        return start[0], _row_y(sheets[start[0]], start[1]), None
    (index, _), piece = closing
    return index, piece.box.y1, piece.box.center[0]


def _row_y(sheet: Sheet, number: int) -> float:
    rows = sheet.rows
    return rows[number].box.center[1] if 0 <= number < len(rows) else sheet.height


def _signature_row(sheets: Sequence[Sheet], signature: SignatureBlock | None) -> Position | None:
    """The row where the signature begins: that of ลงชื่อ where it is printed, else that of the name."""
    if signature is None:
        return None
    rows = sheets[signature.sheet].rows
    at = next((n for n, row in enumerate(rows) if row.box.y1 > signature.top + 1), len(rows))
    for number in range(max(at - 2, 0), at):
        if any(label_at_start(piece.text, labels.SIGNED) for piece in rows[number].pieces):
            return signature.sheet, number
    return signature.sheet, at


def _seal_row(sheets: Sequence[Sheet], start: Position) -> Position | None:
    """The row of the office under the text, with the date right under it: the place of the seal."""
    sheet = sheets[start[0]]
    rows = sheet.rows
    for number in range(start[1] + 1, len(rows) - 1):
        office, day = rows[number], rows[number + 1]
        right = office.box.x0 > sheet.left_edge + 60 and day.box.x0 > sheet.left_edge + 60
        if right and begins_like_office(office.text) and date_of(day.passage) is not None:
            return start[0], number
    return None


def _gap_after(sheets: Sequence[Sheet], start: Position) -> Position:
    """The row after the text, under which a seal or a signature leaves a gap."""
    rows = sheets[start[0]].rows
    for number in range(start[1] + 1, len(rows)):
        step = rows[number].box.center[1] - rows[number - 1].box.center[1]
        if step > _SEAL_GAP * sheets[start[0]].pitch:
            return start[0], number
    return start[0], len(rows)


def _seal(sheet: Sheet, below: float) -> tuple[Found | None, Found | None]:
    """Office and date in or beside the seal under the text, right of the column of the owner's unit."""
    pieces = [p for p in sheet.pieces if p.box.y0 > below and p.box.center[0] > OFFICE_COLUMN * sheet.width]
    office = next((Found(p.passage) for p in pieces if begins_like_office(p.text)), None)
    date = next((found for p in pieces if (found := date_of(p.passage))), None)
    return office, date


def _issued(sheets: Sequence[Sheet], start: Position) -> tuple[Position, Found] | None:
    """สั่ง ณ วันที่ … or ประกาศ ณ วันที่ … under the text."""
    for index in range(start[0], len(sheets)):
        for number, row in enumerate(sheets[index].rows):
            words = _ISSUED.match(row.text) if (index, number) >= start else None
            if words is not None and row.box.x0 > sheets[index].left_edge + 12:
                written = row.passage.cut(words.end())
                date = date_of(written) or date_in(written) if written else None
                return (index, number), date or missing(row.passage)
    return None


def _last_signature(sheets: Sequence[Sheet], start: Position) -> SignatureBlock | None:
    """Without a line of issue the signature is the first block under the text that has a post under it."""
    return find_signature(sheets, start[0], _row_y(sheets[start[0]], start[1]), None)


def _no_signature(sheet: int) -> SignatureBlock:
    return SignatureBlock(missing(), missing(), missing(), sheet, 0.0, 0.0)


def _contact_of(
    sheets: Sequence[Sheet], index: int, below: float, signature: SignatureBlock | None
) -> FoundContact | None:
    """The block under the signature, or beside it. A scan that shows none has lost it."""
    top = signature.top if signature else below
    found = find_contact(sheets[index], top)
    over = _foot_overleaf(sheets, index)
    if over is not None and (found is None or found.phone is None or found.phone.missing):
        found = _under_unit(found, find_contact(over, 0.0))
    elif over is not None and found is not None:
        found = _with_numbers(found, find_contact(over, 0.0))
    if found is not None or sheets[index].page.source == "text_layer":
        return found
    return FoundContact(missing(), missing())


def _under_unit(unit: FoundContact | None, numbers: FoundContact | None) -> FoundContact | None:
    """The unit at the foot of one page, its numbers at the top of the next."""
    if numbers is None or unit is None or unit.unit is None or unit.unit.missing:
        return numbers or unit
    if numbers.unit is None or numbers.unit.missing:
        return replace(numbers, unit=replace(unit.unit, reason=None))
    return replace(numbers, unit=Found(spaced([unit.unit.passage, numbers.unit.passage])))


def _with_numbers(found: FoundContact, more: FoundContact | None) -> FoundContact:
    """The block with the fax and the mail that stand on the next page."""
    if more is None:
        return found
    return replace(found, fax=found.fax or more.fax, email=found.email or more.email)


def _copies_of(sheets: Sequence[Sheet], index: int, below: float) -> list[Found]:
    over = _foot_overleaf(sheets, index)
    return copies(sheets[index], below) or (copies(over, 0.0) if over is not None else [])


def _foot_overleaf(sheets: Sequence[Sheet], index: int) -> Sheet | None:
    """The next page where it holds nothing but a few lines: the foot of a letter that did not fit."""
    if index + 1 >= len(sheets):
        return None
    over = sheets[index + 1]
    rows = [row for row in over.rows if row.printed is not None and len(row.text) > _STRAY_LETTERS]
    short = 0 < len(rows) <= _FOOT_ROWS and rows[-1].box.y1 < _FOOT_PART * over.height
    return over if short and not over.page.tables else None


def doubted(letter: Letter) -> Letter:
    """The same letter with nothing in it sure: pages before it could not be told what they are."""
    names = ("number", "date", "issuer", "issuer_address", "subject", "addressee", "closing")
    changed = {
        name: value.doubted("unclear_place") for name in names if (value := getattr(letter, name)) is not None
    }
    return replace(letter, **changed)


def text_of(letter: Letter) -> list[Passage]:
    """The paragraphs as passages."""
    return [found.passage for found in letter.body]


__all__ = ["Letter", "Stretch", "doubted", "read_letter", "text_of"]
