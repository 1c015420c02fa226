"""Who signed: the name in brackets, the post under it, and for whom the signer acts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.found import Found, missing
from extract.labels import SIGNED, label_at_start
from extract.letter_date import looks_like_date
from extract.offices import RANK, TITLES
from extract.passage import Passage, joined, spaced
from extract.sheet import CLOSE_LINES, Piece, Sheet

# Delegated power, an empty or vacant post (regulation on acting officers): words between the two posts.
ACTING = re.compile(
    r"\s*(?:ปฏิบัติ(?:ราช)?การ(?:ใน)?แทน|ปฏิบัติงานแทน|ป[ฏฎ]ิบัติร[าำ]ชก[าำ]รแทน|รักษาราชการแทน|รักษาการในตำแหน่ง|รักษาการแทน|รักษาการ|ปฏิบัติหน้าที่(?:แทน)?|ทำการแทน|"
    r"ลงนามแทน|ในฐานะ)\s*"
)
# As readers damage them: compared without marks.
_ACTING_BONES = ("ปฏบตราชการแทน", "รกษาราชการแทน", "รกษาการในตาแหนง")
_NAME = re.compile(r"^(?P<open>\()?\s*(?P<name>[^()0-9๐-๙]{4,70}?)\s*(?P<close>\))?$")
# "ว่าที่ร้อยตรี (สมมติ ใจดี)", "ผศ.ดร. (…)": rank or degree before the bracket.
_RANKED = re.compile(
    rf"^(?P<rank>(?:{RANK.pattern}|(?:ผศ\.|รศ\.|ศ\.|ดร\.|ผู้ช่วยศาสตราจารย์|รองศาสตราจารย์|ศาสตราจารย์|ว่าที่)\s?)+)\s*"
    r"\(\s*(?P<name>[^()0-9๐-๙]{4,70}?)\s*\)$"
)
_NO_NAME = re.compile(
    r"[./:…]{2,}|ลายมือ|ลงชื่อ|ตัวบรรจง|ตำแหน่ง|ประทับ|ตามบัญชี|แนบ|เอกสาร|ฉบับ|วัน(?:ที่|ราชการ)|โรงเรียน"
)
_DEPUTIES = ("รอง", "ผู้ช่วย")
# What posts begin with; on a scan, another beginning has lost its first letters.
_POST = re.compile(
    r"ผู้|รอง|ปลัด|เลขา|อธิ|ศึกษาธิการ|หัวหน้า|รัฐมนตรี|ประธาน|นาย(?:ก|อำเภอ|ทะเบียน|แพทย์)|คณบดี|ครู|นัก|เจ้า|กรรมการ|"
    r"ที่ปรึกษา|พนักงาน|ท้องถิ่น|วัฒนธรรม|เกษตร|สาธารณสุข|พัฒนาการ|คลัง|แรงงาน|ข้าราชการ|อาจารย์|ศาสตราจารย์"
)
_NUMBER_LOST = re.compile(r"เขต$")  # "… ประถมศึกษาตัวอย่าง เขต": its number is missing
_POST_LINES = 4
_FOOT = 0.84  # of the page's height; a block that begins under it may go on overleaf
UNDER_CLOSING = 190.0  # points: the name stands three or four lines under the closing words


@dataclass(frozen=True)
class SignatureBlock:
    """rows of the page from top to bottom: name in brackets and the lines under it."""

    name: Found
    position: Found
    acting_for: Found | None
    sheet: int
    top: float  # y where the block begins
    bottom: float


def find_signature(
    sheets: Sequence[Sheet], index: int, below: float, near_x: float | None
) -> SignatureBlock | None:
    """The first name in brackets under y `below` on page `index`, else at the top of the page after it.

    near_x: x about which the block is centred (that of the closing words), None where unknown.
    """
    for at, y in ((index, below), (index + 1, 0.0)):
        if at >= len(sheets):
            break
        sheet = sheets[at]
        reach = y + UNDER_CLOSING if near_x is not None else sheet.height
        under = sorted((p for p in sheet.pieces if y < p.box.y0 < reach), key=lambda p: p.box.y0)
        names = [piece for piece in under if _is_name(piece, sheet, near_x)]
        if names:
            return _block(sheet, at, names[0], sheets[at + 1] if at + 1 < len(sheets) else None)
    return None


def _is_name(piece: Piece, sheet: Sheet, near_x: float | None) -> bool:
    match = _NAME.match(piece.text)
    if match is None or _NO_NAME.search(match["name"]):
        return _RANKED.match(piece.text) is not None
    centre = piece.box.center[0]
    if near_x is not None and abs(centre - near_x) > 0.2 * sheet.width:
        return False
    titled = match["name"].startswith(TITLES) or RANK.match(match["name"]) is not None
    if not (match["open"] and match["close"]):  # a bracket lost in a scan
        bracket = bool(match["open"] or match["close"])
        if near_x is not None:
            return bracket or titled
        return bracket and titled and centre > 0.4 * sheet.width
    return (titled or " " in match["name"]) and centre > 0.3 * sheet.width


def _block(sheet: Sheet, index: int, name_piece: Piece, over: Sheet | None) -> SignatureBlock:
    posts = _post_lines(sheet, name_piece)
    rest = _posts_overleaf(sheet, over, name_piece) if over is not None and len(posts) < 2 else []
    position, acting_for = split_posts([piece.passage for piece in (*posts, *rest)])
    bottom = posts[-1].box.y1 if posts else name_piece.box.y1
    return SignatureBlock(_name(sheet, name_piece), position, acting_for, index, name_piece.box.y0, bottom)


def _posts_overleaf(sheet: Sheet, over: Sheet, name: Piece) -> list[Piece]:
    """The rest of a block that the foot of its page cut: centred lines at the head of the next page."""
    below = [p for p in sheet.pieces if p.printed and p.box.center[1] > name.box.center[1] + 2]
    if len(below) > 1 or name.box.y1 < _FOOT * sheet.height or not over.pieces:
        return []
    lines: list[Piece] = []
    for piece in sorted(over.pieces, key=lambda p: p.box.y0):
        near = not lines or piece.box.center[1] - lines[-1].box.center[1] < CLOSE_LINES * over.pitch
        if not near or not _centred_on(piece, name) or piece.box.y0 > (1 - _FOOT) * over.height:
            break
        lines.append(piece)
    return lines[:_POST_LINES]


def _name(sheet: Sheet, piece: Piece) -> Found:
    """The name without its brackets; a rank printed beside the place of the signature belongs to it."""
    if ranked := _RANKED.match(piece.text):
        parts = (piece.passage.cut(*ranked.span("rank")), piece.passage.cut(*ranked.span("name")))
        return Found(spaced(parts))
    match = _NAME.match(piece.text)
    assert match is not None
    inside = piece.passage.cut(match.start("name"), match.end("name"))
    if not (match["open"] and match["close"]):
        return Found(inside, reason="low_confidence")
    if inside.text.startswith(TITLES) or RANK.match(inside.text):
        return Found(inside)
    rank = _rank_above(sheet, piece)
    if rank is not None:
        return Found(spaced([rank, inside]))
    return Found(inside)


def _rank_above(sheet: Sheet, name: Piece) -> Passage | None:
    for piece in sheet.pieces:
        up = name.box.y0 - piece.box.center[1]
        if 0 < up < 4.5 * name.height and RANK.fullmatch(piece.text) and piece.box.x1 > name.box.x0 - 150:
            return piece.passage
    return None


def _post_lines(sheet: Sheet, name: Piece) -> list[Piece]:
    """The lines under the name that are centred on it, until a gap, a date or another name."""
    lines: list[Piece] = []
    under = sorted(
        (p for p in sheet.pieces if p.box.center[1] > name.box.center[1] + 2), key=lambda p: p.box.y0
    )
    last = name
    for piece in under:
        step = piece.box.center[1] - last.box.center[1]
        if step > CLOSE_LINES * sheet.pitch or len(lines) == _POST_LINES:
            break
        if not _centred_on(piece, name) or step < 0.4 * last.height:
            continue
        if looks_like_date(piece.text) or piece.text.startswith("(") or label_at_start(piece.text, SIGNED):
            break
        if re.match(r"[“\"]|(?:โทร|วันที่|ความ(?:คิด)?เห็น)", piece.text):
            break
        lines.append(piece)
        last = piece
    return lines


def _centred_on(piece: Piece, name: Piece) -> bool:
    return (
        piece.box.x0 < name.box.center[0] < piece.box.x1
        and abs(piece.box.center[0] - name.box.center[0]) < 75
    )


def split_posts(lines: Sequence[Passage]) -> tuple[Found, Found | None]:
    """The signer's own post, and the post acted for (None where the signer acts for nobody)."""
    whole = joined(lines)
    if not whole:
        return missing(), missing()
    word = ACTING.search(whole.text)
    if word is None:
        # A second line may be the post acted for, its word lost in the scan; a deputy signs for somebody,
        # whose line may be lost altogether: no silence about that.
        hidden = len(lines) > 1 or whole.text.startswith(_DEPUTIES) or _hides_acting_word(whole.text)
        unsure = hidden and not whole.from_text_layer
        found = _post(whole)
        return (found.doubted("unclear_place") if unsure else found), (missing() if unsure else None)
    own, other = whole.cut(0, word.start()), whole.cut(word.end())
    return _post(own) if own else missing(whole), _post(other) if other else missing(whole)


def _post(passage: Passage) -> Found:
    """The post, doubted where a scan shows no more than a part of it."""
    found = Found(passage)
    whole = _POST.match(passage.text) and not _NUMBER_LOST.search(passage.text)
    return found if whole or passage.from_text_layer else found.doubted("low_confidence")


def _hides_acting_word(text: str) -> bool:
    from rapidfuzz import fuzz

    bones = re.sub(r"[ั-ฺ็-๎ำ]", "", text)
    return any(fuzz.partial_ratio(word, bones) > 70 for word in _ACTING_BONES)
