"""The letters of a circular: saved versions of the draft, and the issue that gives one its number.

A letter is issued in one transaction: its number is taken from the register, the pages are made with that
number and kept in the store, and the row that names both is written. A crash on the way gives the number back
and leaves at most a file that no row names; so there is never a number without its letter, nor a letter
without its number. From then on the letter is as it is: it may be cancelled (its number stays burned, with
the reason), and a later version may be issued as a letter of its own.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from api import registers
from api.database import insert_or, now
from api.letter import letter_docx, letter_pdf
from api.tables import documents, letters, new_id, register_entries
from extract.models import Circular

if TYPE_CHECKING:
    from generate.letter_wording import LetterText
    from generate.office import Office

Row = sa.Row[*tuple[Any, ...]]
LetterBook = Literal["circular", "sent"]
Keep = Callable[[bytes], str]
OPEN = re.compile("…+")


class LetterError(Exception):
    """What was asked is against the rules; the message is Thai."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class SavedMeanwhile(LetterError):
    """Somebody else saved a version after the one that was being worked on."""

    def __init__(self) -> None:
        super().__init__("stale", "มีผู้บันทึกหนังสือฉบับนี้หลังจากที่ท่านเปิดหน้า โปรดเปิดฉบับล่าสุด เทียบข้อความ แล้วบันทึกใหม่")


@dataclass(frozen=True)
class Issuing:
    """How a letter is to be issued.

    dated: the letter's date. book: "circular" (ว) or "sent". reserved: the id of a reserved entry of that
    book whose number it takes; None takes the next number. person: who registers it, as the register shows.
    """

    dated: date
    book: LetterBook = "circular"
    reserved: str | None = None
    person: str = ""


def versions(connection: sa.Connection, district_id: str, document_id: str) -> Sequence[Row]:
    """All versions of a circular's letter, the newest first."""
    query = sa.select(letters).where(_of(district_id, document_id))
    return connection.execute(query.order_by(letters.c.version.desc())).all()


def find(connection: sa.Connection, district_id: str, letter_id: str) -> Row | None:
    which = (letters.c.id == letter_id, letters.c.district_id == district_id)
    row: Row | None = connection.execute(sa.select(letters).where(*which)).one_or_none()
    return row


def in_force(connection: sa.Connection, district_id: str, document_id: str) -> Row | None:
    """The letter that schools go by: the newest that was issued and not cancelled."""
    query = sa.select(letters).where(_of(district_id, document_id), letters.c.state == "issued")
    row: Row | None = connection.execute(query.order_by(letters.c.version.desc()).limit(1)).one_or_none()
    return row


def of_entry(connection: sa.Connection, entry_id: str) -> Row | None:
    """The issued letter that a line of the register belongs to."""
    query = sa.select(letters).where(letters.c.entry_id == entry_id, letters.c.state == "issued")
    row: Row | None = connection.execute(query).one_or_none()
    return row


def lock_circular(connection: sa.Connection, district_id: str, document_id: str) -> Row | None:
    """(status, circular, version) of a circular that nobody else changes until the transaction ends."""
    same = documents.update().values(version=documents.c.version)
    which = (documents.c.id == document_id, documents.c.district_id == district_id)
    columns = (documents.c.status, documents.c.circular, documents.c.version)
    row: Row | None = connection.execute(same.where(*which).returning(*columns)).one_or_none()
    return row


def save(
    connection: sa.Connection,
    district_id: str,
    document_id: str,
    text: LetterText,
    *,
    after: int,
    draft: LetterText,
    by: str,
) -> Row:
    """A new version behind version `after` (0: there was none). The same text again makes no new version.

    draft: what the machine drafts of the circular now. Raises SavedMeanwhile where `after` is not the newest.
    """
    newest = next(iter(versions(connection, district_id, document_id)), None)
    if (newest.version if newest else 0) != after:
        raise SavedMeanwhile
    saved = text.model_dump(mode="json")
    if newest is not None and newest.state == "draft" and newest.text == saved:
        return newest
    values = {
        "id": new_id(),
        "district_id": district_id,
        "document_id": document_id,
        "version": after + 1,
        "text": saved,
        "draft_sha256": sealed(draft),
        "created_at": now(),
        "created_by": by,
        "state": "draft",
    }
    insert = insert_or(connection, letters).values(values).on_conflict_do_nothing()
    row: Row | None = connection.execute(insert.returning(letters)).one_or_none()
    if row is None:
        raise SavedMeanwhile
    return row


def issue(
    connection: sa.Connection,
    letter: Row,
    circular: Circular,
    office: Office,
    order: Issuing,
    *,
    keep: Keep,
    by: str,
) -> Row:
    """Gives a saved draft its number, date and files. keep: puts bytes into the store and gives their hash.

    Raises LetterError where it is no draft any more or its date is not of the register's year, RegisterError
    for a reserved number that is gone.
    """
    from generate.letter_wording import LetterText

    text = LetterText.model_validate(letter.text)
    claimed = _change(connection, letter.id, "draft", {"state": "issued"})
    if claimed is None:
        raise LetterError("issued", "หนังสือฉบับนี้ออกเลขหรือยกเลิกไปแล้ว โปรดเปิดหน้าหนังสือใหม่")
    entry = _entry(connection, claimed, text, office, order)
    if entry.year != order.dated.year + 543:
        raise LetterError("other_year", f"วันที่ของหนังสือต้องอยู่ในปี พ.ศ. {entry.year} ซึ่งเป็นปีของทะเบียน โปรดแก้วันที่")
    as_issued = office.model_copy(update={"next_number": entry.number, "circular": order.book == "circular"})
    number = number_of(office, order.book, entry.number)
    registers.amend(connection, entry.id, reference=number)
    values = {
        "book": order.book,
        "entry_id": entry.id,
        "number": number,
        "dated": order.dated.isoformat(),
        "office": as_issued.model_dump(mode="json", exclude={"emblem"}),
        "pdf_sha256": keep(letter_pdf(circular, as_issued, order.dated, text)),
        "docx_sha256": keep(letter_docx(circular, as_issued, order.dated, text)),
        "issued_at": now(),
        "issued_by": by,
    }
    changed = _change(connection, letter.id, "issued", values)
    assert changed is not None  # claimed above, in this transaction
    return changed


def cancel(connection: sa.Connection, letter: Row, reason: str) -> Row:
    """Ends an issued letter and burns its number. Raises LetterError, and RegisterError without a reason."""
    cancelled = _change(connection, letter.id, "issued", {"state": "cancelled", "cancelled_at": now()})
    if cancelled is None:
        raise LetterError("not_issued", "หนังสือฉบับนี้ยังไม่ได้ออกหรือยกเลิกไปแล้ว จึงยกเลิกไม่ได้")
    registers.cancel(connection, cancelled.entry_id, reason)
    return cancelled


def number_of(office: Office, book: str, number: int) -> str:
    """ศธ 04998/ว2305, as the contract writes numbers: ASCII digits, one space after the letters."""
    return f"{office.number_prefix}/{'ว' if book == 'circular' else ''}{number}"


def reason_of(connection: sa.Connection, letter: Row) -> str:
    """Why a letter was cancelled, from the register."""
    query = sa.select(register_entries.c.reason).where(register_entries.c.id == letter.entry_id)
    return connection.execute(query).scalar() or ""


def open_places(text: LetterText) -> int:
    """How many blanks (……) the letter still has."""
    parts = [*text.attachments, *text.duties]
    parts += [text.subject, text.addressee, text.opening, text.request, text.purpose, text.closing]
    return sum(len(OPEN.findall(part)) for part in parts)


def sealed(text: LetterText) -> str:
    """A hash of a wording, to see whether it is another one later."""
    content = json.dumps(text.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _entry(
    connection: sa.Connection, letter: Row, text: LetterText, office: Office, order: Issuing
) -> sa.Row[Any]:
    columns = {
        "dated": order.dated.isoformat(),
        "sender": office.short_name or office.name,
        "recipient": text.addressee,
        "subject": text.subject,
        "group": " ".join(office.unit),
        "person": order.person,
        "document_id": letter.document_id,
    }
    if order.reserved is None:
        return registers.register(connection, letter.district_id, order.book, **columns)
    which = (register_entries.c.id == order.reserved, register_entries.c.district_id == letter.district_id)
    book = connection.execute(sa.select(register_entries.c.book).where(*which)).scalar_one_or_none()
    if book != order.book:
        raise LetterError("no_such_number", "ไม่มีเลขที่จองไว้นี้ในทะเบียนที่เลือก โปรดเลือกเลขใหม่")
    return registers.use(connection, order.reserved, **columns)


def _change(connection: sa.Connection, letter_id: str, state: str, values: dict[str, Any]) -> Row | None:
    """One UPDATE that hits the letter in this state, or none: then somebody was first."""
    which = (letters.c.id == letter_id, letters.c.state == state)
    change = letters.update().where(*which).values(values).returning(letters)
    row: Row | None = connection.execute(change).one_or_none()
    return row


def _of(district_id: str, document_id: str) -> sa.ColumnElement[bool]:
    return (letters.c.district_id == district_id) & (letters.c.document_id == document_id)
