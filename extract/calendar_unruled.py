"""Calendar tables set without rules: a line of heads, and under it what stands in columns.

    ที่   กิจกรรม                     กำหนดเวลา              ผู้รับผิดชอบ
    1    ส่งแบบสำรวจ                 ภายใน 15 มิ.ย. 70       โรงเรียน
         พร้อมภาพถ่าย
    2    ตรวจแบบสำรวจ                16 - 20 มิ.ย. 70        สพท.

Between two heads the columns part where the fewest words would be cut. A row begins where a number, or a
date, stands in its column; lines without go on with the row before.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.calendar_columns import Role, role_of
from extract.calendar_words import is_mostly_date
from extract.sheet import Piece, Row, outside_ruled_tables
from ingest.document import Box, Cell, Line, Page, Table, union_of
from ingest.thai_text import fold_digits

LEAST_HEADS = 2
END_GAP = 2.6  # line heights without print that end the table
LEAST_ROWS = 2
NEAR_CUT = 14.0  # points from a column's side within which two texts that ran together are parted

_DATED: frozenset[Role | None] = frozenset({"period", "start", "end"})
_ITEM = re.compile(r"^\s*\(?\d{1,2}(?:\.\d{1,2})*[.)]?\s*$")
_NUMBERED = re.compile(r"^\s*\(?\d{1,2}(?:\.\d{1,2})*[.)]\s*\S")
_DATE_BEGINS = re.compile(
    r"^\W*(?:วัน|\d{1,2}\s?[-–/,]|\d{1,2}\s?(?:ม|ก|พ|เม|มิ|มี|ส|ต|ธ)|ภายใน|ก่อน|ไม่เกิน|ระหว่าง|ตั้งแต่|ทุก|ณ|เดือน|"
    r"(?:ม|ก|มี|เม|พ|มิ|ส|ต|ธ)\s?\.)"
)
_ENDS = re.compile(r"^\s*(?:[*]*\s*หมายเหตุ|ลงชื่อ|\(?\s*(?:นาย|นาง)|จึงเรียน|ขอแสดง)")


def unruled_tables(page: Page) -> list[Table]:
    """The calendar tables of a page that no rules draw, lines of ruled tables left alone."""
    if not any(role_of(part) in _DATED for line in page.lines for part in _parts(line)):
        return []
    rows = outside_ruled_tables(page).rows
    found: list[Table] = []
    at = 0
    while at < len(rows):
        body = _body(rows, at + 1) if _is_head(rows[at]) else []
        table = _table(rows[at], body) if body else None
        if table is not None:
            found.append(table)
            at += len(body)
        at += 1
    return found


def _parts(line: Line) -> list[str]:
    return [line.text] if len(line.text) < 40 else [part for part in line.text.split(" ") if len(part) < 30]


def _is_head(row: Row) -> bool:
    """Several pieces, most of them words of a head, a dated column and an action or a doer among them."""
    roles = [role_of(piece.text) for piece in row.pieces]
    known = [role for role in roles if role is not None]
    return (
        len(known) >= LEAST_HEADS
        and len(known) >= 0.6 * len(roles)
        and any(role in _DATED for role in known)
        and any(role in ("action", "actor", "item") for role in known)
    )


def _body(rows: Sequence[Row], start: int) -> list[Row]:
    """The rows under the head, up to a wide gap or to what plainly ends a table."""
    body: list[Row] = []
    above = rows[start - 1]
    for row in rows[start:]:
        height = max(row.box.height, 8.0)
        if row.box.y0 - above.box.y1 > END_GAP * height or _ENDS.match(row.text) or _is_head(row):
            break
        body.append(row)
        above = row
    return body


def _table(head: Row, body: Sequence[Row]) -> Table | None:
    cuts = _cuts(head, body)
    roles = [role_of(piece.text) for piece in head.pieces]
    body = [_divided(row, cuts) for row in body]
    grouped = _grouped(body, cuts, roles)
    if len(grouped) < LEAST_ROWS:
        return None
    box = union_of([row.box for row in (head, *body)])
    rows = [[head], *grouped]
    cells = [cell for number, lines in enumerate(rows) for cell in _cells(lines, cuts, number, box)]
    return Table(box=box, rows=len(grouped) + 1, cols=len(cuts) + 1, cells=tuple(cells), ruled=False)


def _cuts(head: Row, body: Sequence[Row]) -> list[float]:
    """Between every two heads the x at which the fewest pieces of the body would be cut.

    Where none is cut, the middle of what is free; else the last blank, since columns begin at one x more
    often than they end at one.
    """
    cuts = []
    for left, right in pairwise(head.pieces):
        low, high = left.box.center[0], right.box.center[0]
        places = [low + (high - low) * step / 40 for step in range(41)]
        crossed = [_crossed(x, (head, *body)) for x in places]
        least = [x for x, number in zip(places, crossed, strict=True) if number == min(crossed)]
        cuts.append(least[len(least) // 2] if min(crossed) == 0 else least[-1])
    return cuts


def _crossed(x: float, rows: Sequence[Row]) -> float:
    """How many pieces x would cut; half for one that has a blank there."""
    pieces = (piece for row in rows for piece in row.pieces if piece.box.x0 < x - 1 < x + 1 < piece.box.x1)
    return sum(0.5 if _is_blank_at(piece, x) else 1.0 for piece in pieces)


def _is_blank_at(piece: Piece, x: float) -> bool:
    line = piece.line
    at = bisect_right(line.edges, x) - 1
    return 0 <= at < len(line.text) and line.text[at] == " "


def _divided(row: Row, cuts: Sequence[float]) -> Row:
    """The row with the pieces cut that run over a column's side, at the blank next to it."""
    pieces = list(row.pieces)
    for x in cuts:
        pieces = [part for piece in pieces for part in _divided_at(piece, x)]
    return Row(tuple(pieces), row.page)


def _divided_at(piece: Piece, x: float) -> list[Piece]:
    if not piece.box.x0 < x - 1 < x + 1 < piece.box.x1:
        return [piece]
    run = next(iter(piece.passage.runs))
    edges = run.line.edges
    blanks = [i for i in range(run.start + 1, run.end - 1) if run.line.text[i] == " "]
    nearest = min(blanks, key=lambda i: abs((edges[i] + edges[i + 1]) / 2 - x), default=None)
    if nearest is None or not edges[nearest] - NEAR_CUT <= x <= edges[nearest + 1] + NEAR_CUT:
        return [piece]
    parts = (piece.passage.cut(0, nearest - run.start), piece.passage.cut(nearest - run.start))
    return [Piece(part, box, piece.line, piece.page) for part in parts if (box := part.box) is not None]


def _column(piece: Piece, cuts: Sequence[float]) -> int:
    return sum(1 for cut in cuts if piece.box.center[0] > cut)


def _grouped(body: Sequence[Row], cuts: Sequence[float], roles: Sequence[Role | None]) -> list[list[Row]]:
    """The lines of each row of the table together."""
    groups: list[list[Row]] = []
    for row in body:
        if groups and not _begins(row, groups[-1], cuts, roles):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _begins(row: Row, before: Sequence[Row], cuts: Sequence[float], roles: Sequence[Role | None]) -> bool:
    texts = _texts([row], cuts)
    numbered = [texts[n] for n, role in enumerate(roles) if role == "item"]
    if numbered and numbered[0]:
        return bool(_ITEM.match(fold_digits(numbered[0])))
    if numbered:  # a number that a scan lost: everything else of a row is there
        return all(texts[1:]) and _dated(texts, roles) and _dated(_texts(before, cuts), roles)
    actions = [texts[n] for n, role in enumerate(roles) if role == "action"]
    if any(_NUMBERED.match(fold_digits(text)) for text in actions):
        return True
    if any(_NUMBERED.match(fold_digits(text)) for text in _texts(before[:1], cuts)):
        return False
    return _dated(texts, roles)


def _dated(texts: Sequence[str], roles: Sequence[Role | None]) -> bool:
    """Whether a date begins in a column of dates and fills it."""
    dates = [texts[n] for n, role in enumerate(roles) if role in _DATED]
    return any(_DATE_BEGINS.match(fold_digits(text)) and is_mostly_date(text) for text in dates)


def _texts(rows: Sequence[Row], cuts: Sequence[float]) -> list[str]:
    texts = [""] * (len(cuts) + 1)
    for row in rows:
        for piece in row.pieces:
            at = _column(piece, cuts)
            texts[at] = f"{texts[at]} {piece.text}".strip()
    return texts


def _cells(rows: Sequence[Row], cuts: Sequence[float], number: int, table: Box) -> Iterator[Cell]:
    sides = [table.x0, *cuts, table.x1]
    top = min(row.box.y0 for row in rows)
    bottom = max(row.box.y1 for row in rows)
    for column in range(len(cuts) + 1):
        pieces = [piece for row in rows for piece in row.pieces if _column(piece, cuts) == column]
        box = Box(sides[column], top, sides[column + 1], bottom)
        yield Cell(row=number, col=column, box=box, lines=tuple(map(_cut_line, pieces)))


def _cut_line(piece: Piece) -> Line:
    """The piece as a line of its own, with the places and confidences of its letters."""
    line = piece.line
    run = next(iter(piece.passage.runs))
    start, end = run.start, run.end
    if end - start == len(line.text):
        return line
    return line.model_copy(
        update={
            "text": line.text[start:end],
            "box": line.box_of(start, end),
            "edges": line.edges[start : end + 1],
            "confidences": line.confidences[start:end],
        }
    )
