"""A letter's found values in the contract's form, each with the doubt that its state calls for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from extract.contact import FoundContact
from extract.doubt_catalogue import doubt
from extract.found import Found, certainty, missing, reading
from extract.letter import Letter
from extract.letter_kind import Head
from extract.models import (
    Attachment,
    BoxTuple,
    Contact,
    Doubt,
    Kind,
    Reading,
    Received,
    Severity,
    Signatory,
    TextReading,
)
from extract.offices import begins_like_office
from extract.received_stamp import FoundStamp
from extract.sheet import Sheet
from extract.signature import SignatureBlock

SURE_KIND, UNSURE_KIND = 0.99, 0.6
READABLE_PAGE = 0.9  # mean confidence of a scanned page from which its lack of any head counts

_YEAR_WORDS = re.compile(r"\s*(?:ประจำ|ปีการศึกษา|ปีงบประมาณ|ปี\s?พ|ภาคเรียน|[0-9๐-๙]{4})")
_SCALARS = (
    "urgency",
    "secrecy",
    "number",
    "date",
    "issuer",
    "issuer_address",
    "subject",
    "addressee",
    "closing",
)


class FieldWriter:
    """Turns found values into readings and collects a doubt for each that is not sure.

    ink: (page, box) of stamps and handwriting on all pages.
    scanned: whether pages were read from pictures, where a field that is not found may just be unread.
    """

    def __init__(self, ink: Sequence[tuple[int, BoxTuple]], *, scanned: bool) -> None:
        self.ink = ink
        self.scanned = scanned
        self.doubts: list[Doubt] = []

    def field(self, path: str, found: Found | None, *, in_ink: bool = False) -> TextReading | None:
        """The reading at that dotted path; None stays None.

        in_ink: whether it belongs to a stamp itself, so that the stamp does not lie over it.
        """
        if found is None:
            return None
        ink = () if in_ink else self.ink
        read = reading(found, ink)
        _, _, reason = certainty(found, ink)
        if reason is not None:
            text = found.text or found.passage.text
            grave: Severity | None = "note" if reason == "field_missing" and self.scanned else None
            self.doubts.append(
                doubt(reason, field=path, page=read.page, box=read.box, severity=grave, text=text)
            )
        return read

    def plan_fields(self, sheets: Sequence[Sheet]) -> dict[str, Any]:
        """The fields of a plan or calendar that comes without a letter.

        Where the first page could not be read well enough to say that it is no letter, a letter's fields are
        missing, not absent.
        """
        issuer = issuer_of_plan(sheets[0]) if sheets else None
        if sheets and _readable(sheets[0]):
            return {"issuer": self.field("issuer", issuer)}
        self.doubts.append(doubt("unclear_place", field="kind", page=1))
        lost = reading(missing())
        return {
            **dict.fromkeys(("number", "date", "issuer", "subject", "addressee", "closing"), lost),
            "signatory": Signatory(name=lost, position=lost, acting_for=lost),
            "contact": Contact(unit=lost, phone=lost, fax=lost, email=lost),
        }

    def letter_fields(self, letter: Letter) -> dict[str, Any]:
        """The fields of Circular that come from the letter itself."""
        fields: dict[str, Any] = {name: self.field(name, getattr(letter, name)) for name in _SCALARS}
        for name in ("references", "body", "copies_to"):
            found = getattr(letter, name)
            fields[name] = [self.field(f"{name}.{n}", item) for n, item in enumerate(found)]
        fields["attachments"] = [
            self._attachment(f"attachments.{n}", item.title, item.quantity, item.unit)
            for n, item in enumerate(letter.attachments)
        ]
        fields["signatory"] = self._signatory(letter.signature)
        fields["contact"] = self._contact(letter.contact)
        return fields

    def received(self, number: int, stamp: FoundStamp) -> Received:
        path = f"received.{number}"
        return Received(
            office=self.field(f"{path}.office", stamp.office, in_ink=True),
            number=self.field(f"{path}.number", stamp.number),
            date=self.field(f"{path}.date", stamp.date),
            time=self.field(f"{path}.time", stamp.time),
        )

    def other_letters(self, sheets: Sequence[Sheet], heads: Sequence[Head]) -> list[Doubt]:
        """A note for each further letter in the file."""
        return [
            doubt("several_letters", page=sheets[head.sheet].number, box=_box(head)) for head in heads[1:]
        ]

    def _attachment(self, path: str, found: Found, quantity: int | None, unit: str | None) -> Attachment:
        read = self.field(path, found)
        assert read is not None
        return Attachment(**read.model_dump(), quantity=quantity, unit=unit)

    def _signatory(self, block: SignatureBlock | None) -> Signatory | None:
        if block is None:
            return None
        return Signatory(
            name=self.field("signatory.name", block.name),
            position=self.field("signatory.position", block.position),
            acting_for=self.field("signatory.acting_for", block.acting_for),
        )

    def _contact(self, contact: FoundContact | None) -> Contact | None:
        if contact is None:
            return None
        names = ("unit", "phone", "fax", "email")
        return Contact(**{name: self.field(f"contact.{name}", getattr(contact, name)) for name in names})


def kind_reading(sheets: Sequence[Sheet], head: Head | None) -> Reading[Kind]:
    """What kind of document it is; without any head "other", surely so only where the page is readable."""
    if head is None:
        sure = bool(sheets) and _readable(sheets[0])
        return _kind("other", "", None, None, sure)
    return _kind(head.kind, head.title.text, head.title.page, _box(head), head.certain)


def _kind(kind: Kind, text: str, page: int | None, box: BoxTuple | None, sure: bool) -> Reading[Kind]:
    return Reading[Kind](
        value=kind,
        text=text,
        page=page,
        box=box,
        state="sure" if sure else "doubtful",
        confidence=SURE_KIND if sure else UNSURE_KIND,
    )


def _readable(sheet: Sheet) -> bool:
    if sheet.page.source == "unread":
        return False
    confidences = [c for line in sheet.page.lines for c in line.confidences]
    return bool(confidences) and sum(confidences) / len(confidences) >= READABLE_PAGE


def _box(head: Head) -> BoxTuple | None:
    box = head.title.box
    return (box.x0, box.y0, box.x1, box.y1) if box is not None else None


def issuer_of_plan(sheet: Sheet) -> Found | None:
    """The office in the title of a plan or calendar without a letter: "โรงเรียนตัวอย่าง ประจำปี ๒๕๗๐"."""
    above = min((table.box.y0 for table in sheet.page.tables), default=0.25 * sheet.height)
    for row in sheet.rows:
        if row.box.y1 < above + 2 and begins_like_office(row.text):
            end = _YEAR_WORDS.search(row.text)
            return Found(row.passage.cut(0, end.start() if end else None))
    return None
