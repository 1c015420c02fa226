"""The letter against the rules of correspondence, its attachments, and what must not be passed on.

Rules: regulation of the Prime Minister's Office on correspondence B.E. 2526 (ว for a text sent to many,
acting for another's post, attachments with their count), regulation on official secrets B.E. 2544.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from extract.doubt_catalogue import about_reading, doubt
from extract.models import Attachment, Circular, Doubt, TextReading
from extract.offices import KNOWN_LETTERS
from extract.official_number import is_whole, official_number
from ingest.document import Box, Document, Line, Page, union_of
from ingest.thai_text import fold_digits

SAME_POST = 92  # of 100, for two posts on a scan that was hard to read
HARD_TO_READ = 0.6  # confidence of a letter below which it may be any
LEAST_OVERLAP = 6.0  # points, both ways, by which a stamp lies over a field
LOST_LINES = 30.0  # points, for the lines of a stamp that ran into the letter's
_UNDER_STAMPS = ("number", "date", "issuer", "issuer_address", "subject", "addressee")
MOST_HARD = 0.12  # share of such letters from which a page may hide a date

_ALL = re.compile(r"ทุก(?!วัน|ครั้ง|ปี)|ทั้งหมด")
_PERSON = re.compile(r"(?:^|\s)(?:นาย|นาง(?:สาว)?|ดร\.|ว่าที่|พล|พัน|ร้อย)[ก-ฮเแโใไ]")
_ONE_SCHOOL = re.compile(
    r"โรงเรียน\s?(?!ใน|ทุก|สังกัด|ที่|และ|แกนนำ|ประถม|มัธยม|เอกชน|ขยาย|เป้าหมาย|นำร่อง|คุณภาพ|ขนาด|ตาม|ราย|ประจำ|กลุ่ม|"
    r"เครือข่าย|หรือ|ต้นแบบ|พื้นที่|ดังราย|ระดับ|ของ|เรียน)[ก-๎]{3,}"
)
_ONE_OFFICE = re.compile(
    r"เขต\s?(?:\d{1,2}|[๑-๙])\s*$|"
    r"(?:พื้นที่การศึกษา(?:ประถม|มัธยม)ศึกษา|จังหวัด)(?!ทุก|ใน|ที่|และ)[ก-ฮเแโใไ][ก-๎]{2,}\s*(?:เขต\s*[\d๐-๙]+)?\s*$"
)
_CIRCULAR_MARK = re.compile(r"/\s?ว\s?\.?\s?\d")
_SENT_OTHERWISE = re.compile(
    r"QR|คิวอาร์|[Ll]ink|ลิงก์|ลิ้งค์|https?:|www\.|ดาวน์โหลด|[Dd]ownload|เว็บไซต์|สแกน|ทางอีเมล"
)
_REFERS = re.compile(
    r"สิ่ง\s?ที่\s?ส่ง\s?มา\s?ด้วย\s*(?:หมายเลข|ลำดับที่|ที่)?\s*(\d{1,2})?(?:\s*(?:-|–|ถึง|และ|,)\s*(\d{1,2}))?"
)
# What is sent apart as a file of its own is the rule for manuals and lists; where dates may be, it matters.
_MAY_HOLD_DATES = re.compile(r"ปฏิทิน|กำหนดการ|ตาราง|แผน|ขั้นตอน|โครงการ|ประกาศ|คำสั่ง|สำเนาหนังสือ")
_PAGES = frozenset({"หน้า", "แผ่น"})
_ID = re.compile(r"(?<![\d.,/-])([1-8])[\s-]?(\d{4})[\s-]?(\d{5})[\s-]?(\d{2})[\s-]?(\d)(?![\d/])")


def printed_over(circular: Circular, document: Document) -> Iterator[Doubt]:
    """Fields of the head over which a program printed a received stamp: letters of both run together."""
    by_program = {page.number for page in document.pages if page.source == "text_layer"}
    for stamp in circular.received:
        parts = [part for part in (stamp.office, stamp.number, stamp.date, stamp.time) if part]
        boxes = [Box(*part.box) for part in parts if part.box and part.page in by_program]
        if not boxes:
            continue
        own = union_of(boxes)
        if any(part.state == "missing" for part in parts):  # what was not found of it stands below
            own = Box(own.x0, own.y0, own.x1, own.y1 + LOST_LINES)
        for name in _UNDER_STAMPS:
            reading = getattr(circular, name)
            under = reading is not None and reading.box and reading.page == parts[0].page
            if under and _overlap(Box(*reading.box), own):
                yield about_reading(reading, "stamped_over", name)


def _overlap(field: Box, stamp: Box) -> bool:
    wide = min(field.x1, stamp.x1) - max(field.x0, stamp.x0)
    high = min(field.y1, stamp.y1) - max(field.y0, stamp.y0)
    return wide > LEAST_OVERLAP and high > LEAST_OVERLAP


def delegates_to_itself(circular: Circular, _document: Document) -> Iterator[Doubt]:
    """Somebody signs for the post that he holds himself."""
    signatory = circular.signatory
    if signatory is None or signatory.position is None or signatory.acting_for is None:
        return
    position, acting_for = signatory.position.value, signatory.acting_for.value
    certain = signatory.position.state == signatory.acting_for.state == "sure"
    if position and acting_for and _same_post(_bare(position), _bare(acting_for), certain):
        path = "signatory.acting_for"
        yield about_reading(signatory.acting_for, "delegates_to_itself", path, text=position)


def _same_post(one: str, other: str, certain: bool) -> bool:
    """The same words; on a bad scan nearly so, yet never a post and its deputy's (รอง…)."""
    if certain or one == other:
        return one == other
    return len(one) > 15 and abs(len(one) - len(other)) < len("รอง") and fuzz.ratio(one, other) >= SAME_POST


def _bare(text: str) -> str:
    return re.sub(r"\s|ปฏิบัติราชการแทน|รักษาราชการแทน|รักษาการในตำแหน่ง", "", fold_digits(text))


def circular_mark(circular: Circular, _document: Document) -> Iterator[Doubt]:
    """ว stands before the running number of what is sent to many, and only there."""
    number, addressee = circular.number, circular.addressee
    if number is None or addressee is None or not number.value or not addressee.value:
        return
    if circular.kind.value not in ("external", "stamped", "memo"):
        return
    to_all = _ALL.search(addressee.value) is not None
    marked = _CIRCULAR_MARK.search(number.value) is not None
    words = {"text": addressee.value, "number": number.value}
    if to_all and not marked:
        yield about_reading(number, "circular_mark_missing", "number", **words)
    elif marked and not to_all and _is_one(addressee.value):
        yield about_reading(number, "circular_mark_unexpected", "number", **words)


def _is_one(addressee: str) -> bool:
    """Whether a single person, school or office is addressed by name."""
    return any(
        pattern.search(addressee) for pattern in (_PERSON, _ONE_SCHOOL, _ONE_OFFICE)
    ) and not re.search(r"ทั้งหมด|ตามบัญชี|ตามรายชื่อ|ดังรายชื่อ|ในสังกัด|และ|,", addressee)


def number_malformed(circular: Circular, _document: Document) -> Iterator[Doubt]:
    """A number that no register gives; a note for letters of no ministry or province."""
    number = circular.number
    if number is None or not number.value:
        return
    parsed = official_number(number.value)
    whole = parsed is not None and parsed.value == number.value and is_whole(number.value, parsed)
    if parsed is None or not whole or _ownerless(circular, number.value, parsed.letters):
        yield about_reading(number, "number_malformed", "number")
    elif len(parsed.letters) == 2 and parsed.letters not in KNOWN_LETTERS:
        yield about_reading(number, "number_malformed", "number", severity="note")


def _ownerless(circular: Circular, number: str, letters: str) -> bool:
    """A ministry's letters without its office's number, or that number without letters."""
    owner = number.partition("/")[0].removeprefix(letters)
    if circular.kind.value != "external":
        return False
    return (letters in KNOWN_LETTERS and not owner.strip()) or (not letters and "/25" not in number)


def attachments(circular: Circular, document: Document) -> Iterator[Doubt]:
    """What the letter says it sends, against the pages of the file and against its own numbering."""
    if circular.kind.value not in ("external", "stamped"):
        return
    text = fold_digits(" ".join(paragraph.value or "" for paragraph in circular.body))
    listed = [item for item in circular.attachments if item.value]
    yield from _referred(circular, listed, text)
    last = _last_page_of_letter(circular)
    behind = len(document.pages) - last
    if not listed or last == 0 or _SENT_OTHERWISE.search(text) or _sent_otherwise(listed):
        return
    if behind < len(listed):
        names = "; ".join(item.value or "" for item in listed[behind:])
        dated = _MAY_HOLD_DATES.search(names) is not None or behind > 0
        yield about_reading(
            listed[behind], "attachment_missing", f"attachments.{behind}",
            severity="warning" if dated else "note", text=names,
        )  # fmt: skip
    elif len(listed) == 1 and listed[0].unit in _PAGES and listed[0].quantity not in (None, behind):
        stated = f"หนังสือระบุ {listed[0].quantity} {listed[0].unit} ในไฟล์มี {behind} หน้า"
        yield about_reading(listed[0], "attachment_count", "attachments.0", text=stated)


def _referred(circular: Circular, listed: list[Attachment], text: str) -> Iterator[Doubt]:
    """Numbers of attachments that the text names, against the list under สิ่งที่ส่งมาด้วย."""
    references = list(_REFERS.finditer(text))
    if not references:
        return
    place = circular.body[0] if circular.body else None
    highest = max((int(n) for match in references for n in match.groups() if n), default=0)
    if not listed and not circular.attachments:
        if place is not None:
            yield about_reading(place, "attachment_missing", "attachments", text="สิ่งที่ส่งมาด้วย")
    elif highest > max(len(listed), 1) and place is not None:
        stated = f"เนื้อความอ้างสิ่งที่ส่งมาด้วย {highest} แต่ระบุไว้ {len(listed)} รายการ"
        yield about_reading(place, "attachment_count", "attachments", text=stated)


def _sent_otherwise(listed: list[Attachment]) -> bool:
    return any(_SENT_OTHERWISE.search(item.text) for item in listed)


def _last_page_of_letter(circular: Circular) -> int:
    """The page with the letter's end: closing, signature, unit; 0 where nothing of it was found."""
    ends: list[TextReading | None] = [circular.closing, *circular.body[-1:]]
    if circular.signatory is not None:
        ends += [circular.signatory.name, circular.signatory.position]
    if circular.contact is not None:
        ends += [circular.contact.unit, circular.contact.phone]
    return max((reading.page or 0 for reading in ends if reading is not None), default=0)


def secret_document(circular: Circular, _document: Document) -> Iterator[Doubt]:
    """A secrecy word stands on the letter."""
    if circular.secrecy is not None and circular.secrecy.value:
        yield about_reading(circular.secrecy, "secret_document", "secrecy")


def personal_data(_circular: Circular, document: Document) -> Iterator[Doubt]:
    """National identity numbers: thirteen digits whose last one checks the others. One doubt a page."""
    for page in document.pages:
        line = next((line for line in page.lines if _has_identity_number(line)), None)
        if line is not None:
            box = (line.box.x0, line.box.y0, line.box.x1, line.box.y1)
            yield doubt("personal_data", page=page.number, box=box)


def _has_identity_number(line: Line) -> bool:
    return any(is_identity_number("".join(match.groups())) for match in _ID.finditer(fold_digits(line.text)))


def is_identity_number(digits: str) -> bool:
    """Whether 13 digits are a national identity number: the last is (11 - Σ digit·weight mod 11) mod 10.

    >>> is_identity_number("1234567890121"), is_identity_number("1234567890123")
    (True, False)
    """
    weighted = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=False))
    return len(digits) == 13 and (11 - weighted % 11) % 10 == int(digits[12])


def unread_pages(_circular: Circular, document: Document) -> Iterator[Doubt]:
    """Pages that were given up on, and pages whose letters were guesses in part: dates may be lost there."""
    for page in document.pages:
        if page.source == "unread":
            yield doubt("unread_page", page=page.number)
        elif _is_hard_to_read(page):
            yield doubt("low_confidence", page=page.number, what=f"บางส่วนของหน้า {page.number} ")


def _is_hard_to_read(page: Page) -> bool:
    confidences = [c for line in page.lines if line.kind == "print" for c in line.confidences]
    hard = sum(1 for c in confidences if c < HARD_TO_READ)
    return page.source == "ocr" and bool(confidences) and hard > MOST_HARD * len(confidences)
