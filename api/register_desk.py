"""The registers' part of the desk: look through a book, enter, reserve, fill, correct, cancel, export.

A line that belongs to an issued letter says what the letter says: only the columns about what is done with it
may be corrected, and it is cancelled together with its letter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from api import access, documents, idempotency, letters, registers
from api.database import now
from api.desk_part import DeskPart
from api.letter_desk import LetterDesk
from api.problems import Problem, not_found
from api.register_export import register_pdf, register_workbook, whole_register
from api.registers import Book, RegisterError, year_of
from extract.models import Circular
from ingest.thai_text import fold_digits, normalise

if TYPE_CHECKING:
    from generate.office import Office

Row = sa.Row[*tuple[Any, ...]]
Entering = Literal["used", "reserved"]
BOOKS: tuple[Book, ...] = ("received", "sent", "circular")
COLUMNS = ("reference", "dated", "sender", "recipient", "subject", "action", "note", "group", "person")
OF_A_LETTER = ("action", "note", "group", "person")  # what may change of a line whose letter went out
LONGEST = 2000
FILE_TYPES = ("xlsx", "pdf")


@dataclass(frozen=True)
class BookPage:
    """Some lines of a book. following: the number below which the next page begins, None at the end."""

    book: Book
    year: int
    years: list[int]
    rows: Sequence[Row]
    following: int | None
    next_number: int
    reserved: int

    @property
    def is_this_year(self) -> bool:
        return self.year == year_of(now())


@dataclass(frozen=True)
class Prefilled:
    """A circular's line in ทะเบียนหนังสือรับ: the one it has, or what was read of it.

    unsure: the columns whose reading is doubtful. stamped: what received stamps on the letter say.
    """

    document: documents.Row
    entry: Row | None
    columns: dict[str, str]
    unsure: frozenset[str]
    stamped: tuple[str, ...]


@dataclass(frozen=True)
class RegisterDesk(DeskPart):
    """Raises Problem as every part of the desk; for what is against the rules of registers, 409."""

    def page(
        self,
        book: Book,
        year: int | None = None,
        *,
        words: str = "",
        before: int | None = None,
        most: int = 50,
    ) -> BookPage:
        district = self.district("register.read")
        asked = year or year_of(now())
        with self.service.engine.connect() as connection:
            rows = registers.entries(
                connection, district, book, asked, words=words, before=before, most=most + 1
            )
            return BookPage(
                book,
                asked,
                registers.years(connection, district, book),
                rows[:most],
                rows[most - 1].number if len(rows) > most else None,
                registers.next_number(connection, district, book),
                len(registers.reserved(connection, district, book, asked)),
            )

    def reserved(self, book: Book) -> Sequence[Row]:
        """This year's numbers of a book that wait for their letter."""
        district = self.district("register.read")
        with self.service.engine.connect() as connection:
            return registers.reserved(connection, district, book, year_of(now()))

    def next_number(self, book: Book) -> int:
        district = self.district("register.read")
        with self.service.engine.connect() as connection:
            return registers.next_number(connection, district, book)

    def entry(self, entry_id: str) -> tuple[Row, Row | None]:
        """A line and the issued letter it belongs to."""
        with self.service.engine.connect() as connection:
            row = self._entry(connection, entry_id, "register.read")
            return row, letters.of_entry(connection, entry_id)

    def enter(
        self, book: Book, state: Entering, given: Mapping[str, Any], key: str | None = None
    ) -> tuple[Row, bool]:
        """A new line with the next number, and whether an earlier request with the same key had made it."""
        district = self.district(self._right(book))
        columns = _columns(given)
        if state == "used" and not columns.get("subject"):
            raise Problem(422, "register_columns", "โปรดกรอกเรื่องของหนังสือ")
        asked = _hash_of(district, book, state, columns)
        make = registers.register if state == "used" else registers.reserve
        office = self._office(book)
        try:
            with self.service.engine.begin() as connection:
                entry = make(connection, district, book, **columns)
                # Behind the counter's lock the second of two equal requests sees the first one's answer.
                if key is not None:
                    if answer := idempotency.answered(connection, self.actor.id, key, asked):
                        raise _Answered(answer["id"])
                    idempotency.keep(connection, self.actor.id, key, asked, {"id": entry.id})
                entry = self._referenced(connection, entry, office)
                self._trace_entry(connection, f"register.{'enter' if state == 'used' else 'reserve'}", entry)
                return entry, False
        except _Answered as answered:
            return self.entry(answered.entry_id)[0], True

    def start_at(self, book: Book, number: int) -> None:
        """Where this year's numbers of a book begin."""
        district = self.district(self._right(book))
        with self.service.engine.begin() as connection, _in_our_words():
            registers.start_at(connection, district, book, number)
            target = f"register:{book}/{year_of(now())}"
            self.trace(connection, "register.start", target, {"number": number})

    def fill(self, entry_id: str, given: Mapping[str, Any]) -> Row:
        """The columns of a reserved number, which is used then."""
        columns = _columns(given)
        office = self._office(self.entry(entry_id)[0].book)
        with self.service.engine.begin() as connection, _in_our_words():
            row = self._writable(connection, entry_id)
            entry = self._referenced(connection, registers.use(connection, row.id, **columns), office)
            self._trace_entry(connection, "register.use", entry)
            return entry

    def amend(self, entry_id: str, given: Mapping[str, Any], seen: str | None = None) -> Row:
        """seen: the `state_of` of the line as the writer saw it; 409 where it has changed since."""
        columns = _columns(given)
        with self.service.engine.begin() as connection, _in_our_words():
            row = self._writable(connection, entry_id)
            if seen is not None and seen != state_of(row):
                raise Problem(409, "stale", "มีผู้แก้รายการนี้หลังจากที่ท่านเปิดหน้า โปรดเปิดใหม่ แล้วแก้อีกครั้ง")
            changed = {
                name: value for name, value in columns.items() if (value or "") != (getattr(row, name) or "")
            }
            if letters.of_entry(connection, entry_id) is not None and set(changed) - set(OF_A_LETTER):
                raise Problem(
                    409, "of_a_letter", "รายการนี้เป็นของหนังสือที่ออกแล้ว แก้ได้เฉพาะการปฏิบัติ หมายเหตุ กลุ่ม และผู้ปฏิบัติ"
                )
            entry = registers.amend(connection, row.id, **changed) if changed else row
            if changed:
                before = {name: getattr(row, name) for name in changed}
                self._trace_entry(connection, "register.amend", entry, before=before, after=changed)
            return entry

    def cancel(self, entry_id: str, reason: str) -> Row:
        """Burns a number; a letter that went out with it is cancelled too."""
        with self.service.engine.begin() as connection, _in_our_words():
            row = self._writable(connection, entry_id)
            if letter := letters.of_entry(connection, entry_id):
                access.require(self.actor, "letter.issue")
                letters.lock_circular(connection, letter.district_id, letter.document_id)
                LetterDesk(self.service, self.actor).cancel_within(connection, letter, reason)
            else:
                registers.cancel(connection, row.id, reason)
            self._trace_entry(connection, "register.cancel", row, reason=reason.strip())
            return self._entry(connection, entry_id, "register.read")

    def export(self, book: Book, year: int, kind: str) -> bytes:
        """A whole year as "xlsx" or "pdf"."""
        district = self.district("register.read")
        office = self.service.office(district)
        with self.service.engine.begin() as connection:
            rows = whole_register(connection, district, book, year)
            detail = {"file": kind, "rows": len(rows)}
            self.trace(connection, "register.export", f"register:{book}/{year}", detail)
        make = register_workbook if kind == "xlsx" else register_pdf
        return make(rows, book, office=office.name, year=year)

    def prefilled(self, circular_id: str) -> Prefilled:
        """What the line of a circular in ทะเบียนหนังสือรับ is or would be."""
        document = self.find(circular_id, "register.read")
        with self.service.engine.connect() as connection:
            entry = registers.received_entry(connection, document.id)
        circular = self.service.read_circular(document.district_id, circular_id)
        read = {
            "reference": circular.number,
            "dated": circular.date,
            "sender": circular.issuer,
            "recipient": circular.addressee,
            "subject": circular.subject,
        }
        columns = {name: (reading.value if reading else None) or "" for name, reading in read.items()}
        unsure = frozenset(name for name, reading in read.items() if reading and reading.state != "sure")
        return Prefilled(document, entry, columns, unsure, _stamps(circular))

    def receive(self, circular_id: str, given: Mapping[str, Any]) -> Row:
        """Enters a circular in ทะเบียนหนังสือรับ; one that stands there keeps its line."""
        document = self.find(circular_id, "register.receive")
        columns = _columns(given)
        if not columns.get("subject"):
            raise Problem(422, "register_columns", "โปรดกรอกเรื่องของหนังสือ")
        with self.service.engine.begin() as connection:
            entry = registers.receive(connection, document.district_id, document.id, **columns)
            self._trace_entry(connection, "register.receive", entry)
            return entry

    # Parts ----------------------------------------------------------------------------------------------

    def _right(self, book: str) -> access.Action:
        return "register.receive" if book == "received" else "register.write"

    def _entry(self, connection: sa.Connection, entry_id: str, action: access.Action) -> Row:
        row = registers.find(connection, access.district_of(self.actor), entry_id)
        if row is None or not self.may("register.read"):
            raise not_found("ไม่พบรายการนี้ในทะเบียน โปรดเปิดจากหน้าทะเบียน")
        access.require(self.actor, action)
        return row

    def _writable(self, connection: sa.Connection, entry_id: str) -> Row:
        row = self._entry(connection, entry_id, "register.read")
        access.require(self.actor, self._right(row.book))
        return row

    def _office(self, book: str) -> Office | None:
        """Whose numbers a book of our own letters has; asked before a transaction takes a connection."""
        return None if book == "received" else self.service.office_or_none(access.district_of(self.actor))

    def _referenced(self, connection: sa.Connection, entry: Row, office: Office | None) -> Row:
        """A letter of our own that was entered without its ที่ gets the office's, with the number it took."""
        if office is None or entry.state != "used" or entry.reference:
            return entry
        number = letters.number_of(office, entry.book, entry.number)
        return registers.amend(connection, entry.id, reference=number)

    def _trace_entry(self, connection: sa.Connection, action: str, entry: Row, **more: Any) -> None:
        detail = {"book": entry.book, "year": entry.year, "number": entry.number, **more}
        self.trace(connection, action, f"entry:{entry.id}", detail)


def state_of(entry: Row) -> str:
    """A hash of what a line says, to see whether it was changed meanwhile."""
    content = [entry.state, *(getattr(entry, name) for name in COLUMNS)]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:16]


def _columns(given: Mapping[str, Any]) -> dict[str, str | None]:
    """What may be written, tidied. Raises Problem 422 for an unknown column or a date that is none."""
    if unknown := set(given) - set(COLUMNS):
        raise Problem(422, "register_columns", f"ไม่มีช่องนี้ในทะเบียน: {', '.join(sorted(map(str, unknown)))}")
    columns: dict[str, str | None] = {}
    for name, value in given.items():
        if not isinstance(value, str) or len(value) > LONGEST:
            raise Problem(422, "register_columns", f"ข้อความในช่อง {name} ต้องยาวไม่เกิน {LONGEST} ตัวอักษร")
        columns[name] = normalise(value)
    if reference := columns.get("reference"):
        columns["reference"] = fold_digits(reference)
    if "dated" in columns:
        columns["dated"] = _iso_day(columns["dated"] or "")
    return columns


def _iso_day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        raise Problem(422, "register_columns", "วันที่ต้องเขียนแบบ 2024-06-10") from None


def _stamps(circular: Circular) -> tuple[str, ...]:
    """เลขรับ of each received stamp that was read, as a note."""
    said = []
    for stamp in circular.received:
        number = stamp.number.value if stamp.number else None
        office = stamp.office.value if stamp.office else None
        if number:
            said.append(f"{office or 'ตรารับ'} เลขรับ {number}")
    return tuple(said)


class _Answered(Exception):
    """Ends a transaction whose request had its answer before: the number it took goes back."""

    def __init__(self, entry_id: str) -> None:
        super().__init__(entry_id)
        self.entry_id = entry_id


class _in_our_words:  # noqa: N801 - reads as a statement: with …, _in_our_words():
    """Turns the register's refusals into problems, and so rolls back what was begun."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, RegisterError | letters.LetterError):
            raise Problem(409, "register", str(error)) from None


def _hash_of(district: str, book: str, state: str, columns: Mapping[str, str | None]) -> str:
    content = [district, book, state, dict(columns)]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
