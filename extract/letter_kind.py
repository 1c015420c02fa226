"""Which kind of letter begins on a page, told by its title or labels (regulation on correspondence, ข้อ 9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extract import labels
from extract.labels import EXACT, label_at_start, skeleton
from extract.letter_number import begins_with_number, number_piece
from extract.models import Kind
from extract.offices import begins_like_office
from extract.passage import Passage
from extract.sheet import Piece, Row, Sheet

_ISSUERS = re.compile(r"หัวหน้า|นายก|ผู้ว่าราชการ|ผู้อำนวยการ|รัฐมนตรี|อธิการบดี|อำเภอ|ตำบล|ศึกษาธิการ|คณะ|อบ[ตจ]\.")
TOP_PART = 0.42  # of the page; titles and the first labels stand above
_FORM = re.compile(r"เขียนที[่้]?|แบบฟอร์ม|แบบคำ|คำร้อง|ใบสมัคร|ใบลา|^\(?ตัวอย่าง")


@dataclass(frozen=True)
class Head:
    """The beginning of a letter.

    sheet: index of its page among the sheets; title: what told the kind; row: index of the first row of it.
    certain: whether more than one sign of this kind was found.
    """

    kind: Kind
    sheet: int
    row: int
    title: Passage
    certain: bool


def find_heads(sheets: Sequence[Sheet]) -> list[Head]:
    """The letters that begin on these pages, at most one a page."""
    heads = (_head(sheet, index) for index, sheet in enumerate(sheets))
    return [head for head in heads if head is not None]


def _head(sheet: Sheet, index: int) -> Head | None:
    finders: tuple[Callable[[Sheet, int], Head | None], ...] = (_memo, _titled, _letter)
    return next((head for find in finders if (head := find(sheet, index)) is not None), None)


def _top_rows(sheet: Sheet) -> list[tuple[int, Row]]:
    return [(n, row) for n, row in enumerate(sheet.rows) if row.box.y0 < TOP_PART * sheet.height]


def _memo(sheet: Sheet, index: int) -> Head | None:
    """บันทึกข้อความ as title, or the label ส่วนราชการ above ที่ and เรื่อง where the title was not read."""
    title = office = None
    for number, row in _top_rows(sheet):
        for piece in row.pieces:
            if _is_memo_title(piece.text):
                title = (number, piece.passage)
            elif office is None and _is_office_label(piece):
                office = (number, piece.passage)
    if title is None and (office is None or not _has_label(sheet, labels.SUBJECT)):
        return None
    row_number, passage = title or office or (0, Passage())
    return Head("memo", index, row_number, passage, certain=office is not None)


def _is_office_label(piece: Piece) -> bool:
    """ส่วนราชการ, as printed in a text layer, and not an addressee much like it (ผู้ว่าราชการ)."""
    slack = EXACT if piece.line.source == "text_layer" else 0
    label = label_at_start(piece.text, ("ส่วนราชการ",), slack)
    return label is not None and not piece.text.startswith("ผู้")


def _is_memo_title(text: str) -> bool:
    """Also "ด่วนที่สุด บันทึกข้อความ" on one line."""
    bones, wanted = skeleton(text), skeleton(labels.MEMO_TITLE[0])
    return 0.8 < len(bones) / len(wanted) < 2.2 and fuzz.partial_ratio(bones, wanted, score_cutoff=80) > 0


def _titled(sheet: Sheet, index: int) -> Head | None:
    """คำสั่ง or ประกาศ over the office's name in the middle of the page, เรื่อง below it."""
    top = _top_rows(sheet)
    for at, (number, row) in enumerate(top[:14]):
        printed = row.printed
        if printed is None:
            continue
        if _begins_letter(printed):
            return None
        kind = _title_kind(printed, sheet)
        below = [next_row for _, next_row in top[at + 1 : at + 5]]
        if kind is not None and any(label_at_start(r.text, labels.SUBJECT) for r in below):
            return Head(kind, index, number, printed.passage, certain=True)
    return None


def _title_kind(row: Row, sheet: Sheet) -> Kind | None:
    if not _is_centred(row, sheet):
        return None
    for kind, word in (("order", "คำสั่ง"), ("announcement", "ประกาศ")):
        label = label_at_start(row.text, (word,))
        rest = row.text[label.end :].strip() if label else ""
        if (
            label
            and (not rest or begins_like_office(rest) or _ISSUERS.match(rest))
            and "ณ วันที่" not in row.text
        ):
            return kind  # type: ignore[return-value]
    return None


def _is_centred(row: Row, sheet: Sheet) -> bool:
    return abs(row.box.center[0] - sheet.width / 2) < 0.12 * sheet.width


def _begins_letter(row: Row) -> bool:
    """Whether the row belongs to the head of a letter, so that what follows is its text."""
    return label_at_start(row.text, labels.ADDRESSEE) is not None or begins_with_number(row.text)


def _letter(sheet: Sheet, index: int) -> Head | None:
    """ที่ …/…, then เรียน (external) or ถึง (sealed); on the first page also without its number."""
    signs = {
        "number": _first_row(sheet, lambda row: number_piece(row) is not None),
        "subject": _first(sheet, lambda text: label_at_start(text, labels.SUBJECT) is not None),
        "to": _first(sheet, lambda text: label_at_start(text, labels.ADDRESSEE) is not None),
        "sealed": _first(sheet, lambda text: label_at_start(text, labels.SEALED_ADDRESSEE) is not None),
        "closing": _first(sheet, lambda text: label_at_start(text, labels.CLOSING) is not None, part=1.0),
    }
    found = {name for name, row in signs.items() if row is not None}
    if _FORM.search(" ".join(row.text for _, row in _top_rows(sheet))) and "number" not in found:
        return None
    first = min((row for row in signs.values() if row is not None), key=lambda row: row[0], default=None)
    if first is None:
        return None
    if "number" in found and "sealed" in found and "to" not in found:
        return Head("stamped", index, first[0], first[1].passage, certain="subject" not in found)
    if len(found & {"number", "subject", "to"}) >= 2 or {"to", "closing"} <= found:
        return Head("external", index, first[0], first[1].passage, certain="to" in found)
    return _numbered_paper(sheet) if index == 0 else None


def _numbered_paper(sheet: Sheet) -> Head | None:
    """A paper with a letter's number, but addressed to nobody: a certificate, minutes."""
    for number, row in _top_rows(sheet):
        if any(begins_with_number(piece.text) for piece in row.pieces):
            return Head("other", 0, number, row.passage, certain=sheet.page.source == "text_layer")
    return None


def _first(sheet: Sheet, fits: Callable[[str], bool], part: float = 0.5) -> tuple[int, Row] | None:
    for number, row in enumerate(sheet.rows):
        if row.box.y0 < part * sheet.height and any(fits(piece.text) for piece in row.pieces):
            return number, row
    return None


def _first_row(sheet: Sheet, fits: Callable[[Row], bool]) -> tuple[int, Row] | None:
    rows = ((n, row) for n, row in _top_rows(sheet) if fits(row))
    return next(rows, None)


def _has_label(sheet: Sheet, names: Sequence[str]) -> bool:
    return _first(sheet, lambda text: label_at_start(text, names) is not None) is not None
