"""The labelled lines over a letter's text (เรื่อง, เรียน or ถึง, อ้างถึง, สิ่งที่ส่งมาด้วย) and where it begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extract import labels
from extract.attachments import begins_item, has_quantity
from extract.labels import EXACT, label_at_start
from extract.passage import Passage, joined
from extract.sheet import Row, Sheet

LABEL_COLUMN = 30.0  # points; labels of one letter begin at one x, give or take a skewed scan
INDENT = 18.0  # points from the left edge, at least, of a paragraph's first line
DAMAGED_LABEL = 1  # wrong letters more than usual, in the labels' column between labels read well
HANGING = 14.0  # points; a continued value begins where its first line does

# How a letter's first paragraph begins (first contact: ด้วย, เนื่องจาก; a known matter: ตามที่, อนุสนธิ).
_OPENING = re.compile(
    r"(?:ด้วย|ตาม(?!าตร)|เนื่อง|อนุสนธิ|โดยที่|สืบเนื่อง|อาศัย|เพื่อ(?:ให้|เป็น)|ใน(?:การ|โอกาส|ฐานะ|ปี)|บัดนี้|ขอ(?:เรียน|แจ้ง)|"
    r"ข้าพเจ้า|กระผม|ดิฉัน|จึงเรียน|เรื่องเดิม|ความเป็นมา|ข้อเท็จจริง|๑\.\s*(?:เรื่องเดิม|ความเป็นมา|ต้นเรื่อง))"
)


@dataclass(frozen=True)
class Section:
    """A label and the rows of its value (without the label)."""

    label: Passage
    rows: tuple[Row, ...] = ()
    damaged: bool = False  # whether its label was read badly, so that the place is a guess

    @property
    def value(self) -> Passage:
        return joined(row.passage for row in self.rows)


@dataclass(frozen=True)
class Labelled:
    """The sections of a letter's head by name ("subject", "addressee", "references", "attachments").

    first: row of the first label; body: row where the text begins.
    """

    sections: dict[str, Section] = field(default_factory=dict)
    first: int = 0
    body: int = 0


@dataclass(frozen=True)
class _At:
    row: int
    piece: int
    end: int
    x: float
    damaged: bool = False


class _Search(NamedTuple):
    """How to look for labels. slack: see `labels.label_at_start`; apart: only with a blank behind them."""

    slack: int
    apart: bool


_NAMES: tuple[tuple[str, Sequence[str]], ...] = (
    ("subject", labels.SUBJECT),
    ("addressee", (*labels.ADDRESSEE, *labels.SEALED_ADDRESSEE)),
    ("references", labels.REFERENCE),
    ("attachments", labels.ATTACHMENTS),
)


def labelled_sections(sheet: Sheet, start: int, *, sealed: bool = False) -> Labelled:
    """The labelled lines from row `start` on. A sealed letter has ถึง and no เรื่อง."""
    found = _positions(sheet.rows, start, sealed)
    if not found:
        return Labelled(first=start, body=start)
    ordered = sorted(found.items(), key=lambda item: item[1].row)
    ends = [at.row for _, at in ordered[1:]]
    body = _body_row(sheet, ordered[-1][1], items=ordered[-1][0] in ("references", "attachments"))
    sections = {
        name: _section(sheet.rows, at, end) for (name, at), end in zip(ordered, [*ends, body], strict=True)
    }
    return Labelled(sections, first=ordered[0][1].row, body=body)


def _positions(rows: Sequence[Row], start: int, sealed: bool) -> dict[str, _At]:
    """Where each label stands: first those read well, then between them those run together or damaged."""
    found: dict[str, _At] = {}
    for search in (_Search(0, apart=True), _Search(0, apart=False), _Search(DAMAGED_LABEL, apart=False)):
        after = start
        for name, names in _NAMES:
            wanted = _names_of(name, names, sealed)
            if name not in found and wanted and (found or not search.slack):
                column = min((at.x for at in found.values()), default=None)
                before = len(rows) if search.apart else _end_of_gap(found, name, rows)
                at = _find(rows[:before], wanted, after, column, search)
                if at is not None:
                    found[name] = at
            if name in found and name in ("subject", "addressee"):
                after = found[name].row + 1
    return found


def _end_of_gap(found: dict[str, _At], name: str, rows: Sequence[Row]) -> int:
    """The row before which a label not found yet must stand: that of the next one, or a few rows on."""
    order = [known for known, _ in _NAMES]
    later = [at.row for known, at in found.items() if order.index(known) > order.index(name)]
    earlier = [at.row for known, at in found.items() if order.index(known) < order.index(name)]
    return min([*later, max(earlier, default=0) + 5, len(rows)])


def _names_of(name: str, names: Sequence[str], sealed: bool) -> Sequence[str]:
    if sealed and name == "subject":
        return ()
    if name == "addressee":
        return labels.SEALED_ADDRESSEE if sealed else labels.ADDRESSEE
    return names


def _find(
    rows: Sequence[Row], names: Sequence[str], start: int, column: float | None, search: _Search
) -> _At | None:
    """The first printed piece from row `start` on that begins with one of the labels, in their column."""
    for number in range(start, len(rows)):
        for index, piece in enumerate(rows[number].pieces):
            sound = piece.line.source == "text_layer"
            slack = EXACT if sound else search.slack
            label = label_at_start(piece.text, names, slack) if piece.printed else None
            if label is None or (search.apart and not label.apart):
                continue
            if column is None or abs(piece.box.x0 - column) <= LABEL_COLUMN:
                return _At(number, index, label.end, piece.box.x0, damaged=slack > 0)
        if label_at_start(rows[number].text, labels.CLOSING):
            return None
    return None


def _section(rows: Sequence[Row], at: _At, end: int) -> Section:
    first = rows[at.row]
    label_piece = first.pieces[at.piece]
    value_rows = [_value_row(first, at)]
    value_rows += [row.printed for row in rows[at.row + 1 : end]]
    return Section(
        label_piece.passage.cut(0, at.end), tuple(row for row in value_rows if row is not None), at.damaged
    )


def _value_row(row: Row, at: _At) -> Row | None:
    """What stands to the right of the label, print alone where there is any."""
    label_piece = row.pieces[at.piece]
    rest = label_piece.after(at.end)
    pieces = [*([rest] if rest else []), *row.pieces[at.piece + 1 :]]
    printed = [piece for piece in pieces if piece.printed] or pieces
    return Row(tuple(printed), row.page) if printed else None


def _body_row(sheet: Sheet, last: _At, *, items: bool) -> int:
    """The row after the last label where its value ends and the letter's text begins."""
    rows = sheet.rows
    value = _value_row(rows[last.row], last)
    value_x = value.box.x0 if value else last.x + 40
    for number in range(last.row + 1, len(rows)):
        row = rows[number].printed
        if row is not None and not (
            (items and _is_item(row))
            or (_hangs(row, last.x, value_x, items) and not _first_of_paragraph(rows, number, last.x))
        ):
            return number
    return len(rows)


def _is_item(row: Row) -> bool:
    return has_quantity(row.text) or begins_item(row.text)


def _hangs(row: Row, left: float, value_x: float, items: bool) -> bool:
    """Whether the row stands under the value that began at value_x, and does not open the text."""
    x = row.box.x0
    if x < left + INDENT or _OPENING.match(row.text):
        return False
    return abs(x - value_x) < HANGING or (items and 0 < x - value_x < 3 * HANGING)


def _first_of_paragraph(rows: Sequence[Row], number: int, left: float) -> bool:
    """Whether the next row returns to the left edge, as within a paragraph of running text."""
    below = next((printed for row in rows[number + 1 :] if (printed := row.printed) is not None), None)
    return below is not None and below.box.x0 < left + INDENT and not _is_any_label(below.text)


def _is_any_label(text: str) -> bool:
    return label_at_start(text, [label for _, names in _NAMES for label in names]) is not None
