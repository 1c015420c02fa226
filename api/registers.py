"""ทะเบียนหนังสือรับ and ทะเบียนหนังสือส่ง: numbers from 1 each calendar year, without gap or double.

A number is taken by one UPDATE of its counter inside the transaction that writes the entry: the counter's row
stays locked until that transaction ends, and a rollback gives the number back. So fifty clerks get fifty
neighbouring numbers, and a crash leaves no hole. max()+1 without a lock, as peers do it, gives doubles.

Books: "received", "sent", and "circular" (ว letters, which have a sequence of their own; regulation 2526).
A cancelled number stays burned with its reason; nothing is ever deleted or renumbered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from api.database import insert_or, now
from api.tables import documents, new_id, register_counters, register_entries
from ingest.thai_text import fold_digits, thai_digits

Book = Literal["received", "sent", "circular"]
BANGKOK = ZoneInfo("Asia/Bangkok")
# What a clerk may write into an entry; everything else is the register's own.
WRITABLE = frozenset(
    {
        "reference",
        "dated",
        "sender",
        "recipient",
        "subject",
        "action",
        "note",
        "group",
        "person",
        "document_id",
    }
)
# Where a search looks.
SEARCHED = ("subject", "reference", "sender", "recipient", "action", "note", "group", "person")


class RegisterError(Exception):
    """What was asked is against the rules of the register; the message is Thai."""


def year_of(moment: datetime) -> int:
    """The calendar year (B.E.) in Bangkok that a moment belongs to."""
    return moment.astimezone(BANGKOK).year + 543


def register(connection: sa.Connection, district_id: str, book: Book, **columns: Any) -> sa.Row[Any]:
    """A new entry with the next number, inside the caller's transaction. columns: see WRITABLE."""
    return _new_entry(connection, district_id, book, "used", columns)


def reserve(connection: sa.Connection, district_id: str, book: Book, **columns: Any) -> sa.Row[Any]:
    """Takes the next number for a letter yet to be written."""
    return _new_entry(connection, district_id, book, "reserved", columns)


def use(connection: sa.Connection, entry_id: str, **columns: Any) -> sa.Row[Any]:
    """Fills a reserved number. Raises RegisterError when it is used or cancelled already."""
    return _change(connection, entry_id, "reserved", {"state": "used", **_allowed(columns)})


def amend(connection: sa.Connection, entry_id: str, **columns: Any) -> sa.Row[Any]:
    """Corrects the columns of an entry in use; its number never changes."""
    return _change(connection, entry_id, "used", _allowed(columns))


def cancel(connection: sa.Connection, entry_id: str, reason: str) -> sa.Row[Any]:
    """Burns a number for good, used or reserved; a reason must be given."""
    if not reason.strip():
        raise RegisterError("โปรดระบุเหตุผลที่ยกเลิกเลขทะเบียน")
    states = ("reserved", "used")
    return _change(connection, entry_id, states, {"state": "cancelled", "reason": reason.strip()})


def receive(connection: sa.Connection, district_id: str, document_id: str, **columns: Any) -> sa.Row[Any]:
    """Enters a circular in ทะเบียนหนังสือรับ. One that stands there already keeps its line, which is given."""
    # The row is locked first: two clerks at once must not make two lines of one letter.
    same = documents.update().values(version=documents.c.version)
    own = (documents.c.id == document_id, documents.c.district_id == district_id)
    connection.execute(same.where(*own))
    if entry := received_entry(connection, document_id):
        return entry
    return register(connection, district_id, "received", document_id=document_id, **columns)


def received_entry(connection: sa.Connection, document_id: str) -> sa.Row[Any] | None:
    """The line of a circular in ทะเบียนหนังสือรับ."""
    table = register_entries
    which = (table.c.document_id == document_id, table.c.book == "received", table.c.state == "used")
    return connection.execute(sa.select(table).where(*which).order_by(table.c.number)).first()


def start_at(connection: sa.Connection, district_id: str, book: Book, number: int) -> None:
    """Lets this year's numbers begin here, where an office goes on from a register on paper.

    Raises RegisterError once the year's first number was taken.
    """
    if number < 1:
        raise RegisterError("เลขแรกต้องเป็น 1 ขึ้นไป")
    year = year_of(now())
    counter = _counter(district_id, book, year)
    insert = insert_or(connection, register_counters)
    first = insert.values(district_id=district_id, book=book, year=year, next=1).on_conflict_do_nothing()
    connection.execute(first)
    # Locked by the change before we look: whoever takes a number now waits, and counts from here.
    connection.execute(register_counters.update().where(*counter).values(next=register_counters.c.next))
    table = register_entries
    of_year = (table.c.district_id == district_id, table.c.book == book, table.c.year == year)
    if connection.execute(sa.select(table.c.id).where(*of_year).limit(1)).first():
        raise RegisterError("ทะเบียนปีนี้มีเลขแล้ว จึงตั้งเลขแรกไม่ได้")
    connection.execute(register_counters.update().where(*counter).values(next=number))


def next_number(connection: sa.Connection, district_id: str, book: Book) -> int:
    """What the next entry of this year will get, unless somebody is first."""
    counter = _counter(district_id, book, year_of(now()))
    return connection.execute(sa.select(register_counters.c.next).where(*counter)).scalar() or 1


def find(connection: sa.Connection, district_id: str, entry_id: str) -> sa.Row[Any] | None:
    which = (register_entries.c.id == entry_id, register_entries.c.district_id == district_id)
    return connection.execute(sa.select(register_entries).where(*which)).one_or_none()


def years(connection: sa.Connection, district_id: str, book: Book) -> list[int]:
    """The years (B.E.) of a book, this one always among them, the newest first."""
    which = (register_entries.c.district_id == district_id, register_entries.c.book == book)
    kept = connection.execute(sa.select(register_entries.c.year).where(*which).distinct()).scalars()
    return sorted({*kept, year_of(now())}, reverse=True)


def reserved(connection: sa.Connection, district_id: str, book: Book, year: int) -> Sequence[sa.Row[Any]]:
    """The numbers that wait for their letter, the lowest first."""
    table = register_entries
    which = (table.c.district_id == district_id, table.c.book == book, table.c.year == year)
    query = sa.select(table).where(*which, table.c.state == "reserved")
    return connection.execute(query.order_by(table.c.number)).all()


def entries(
    connection: sa.Connection,
    district_id: str,
    book: Book,
    year: int,
    *,
    words: str = "",
    before: int | None = None,
    most: int = 50,
) -> Sequence[sa.Row[Any]]:
    """Entries of a book and year, newest number first; `before` pages on, `words` looks in the columns.

    Every word must stand in some column, its digits Thai or not; a word of digits is also a number's own.
    """
    table = register_entries
    query = sa.select(table).where(
        table.c.district_id == district_id, table.c.book == book, table.c.year == year
    )
    if before is not None:
        query = query.where(table.c.number < before)
    for word in words.split():
        query = query.where(_with_word(word))
    return connection.execute(query.order_by(table.c.number.desc()).limit(most)).all()


def _with_word(word: str) -> sa.ColumnElement[bool]:
    ascii_word = fold_digits(word)
    found = [
        register_entries.c[column].contains(written, autoescape=True)
        for column in SEARCHED
        for written in {ascii_word, thai_digits(ascii_word)}
    ]
    if ascii_word.isascii() and ascii_word.isdigit() and len(ascii_word) < 10:
        found.append(register_entries.c.number == int(ascii_word))
    return sa.or_(*found)


def _counter(district_id: str, book: str, year: int) -> tuple[sa.ColumnElement[bool], ...]:
    table = register_counters
    return (table.c.district_id == district_id, table.c.book == book, table.c.year == year)


def _new_entry(
    connection: sa.Connection, district_id: str, book: Book, state: str, columns: dict[str, Any]
) -> sa.Row[Any]:
    moment = now()
    year = year_of(moment)
    values = {
        "id": new_id(),
        "district_id": district_id,
        "book": book,
        "year": year,
        "number": _take_number(connection, district_id, book, year),
        "state": state,
        "registered_at": moment,
        **_allowed(columns),
    }
    statement = register_entries.insert().values(values).returning(register_entries)
    return connection.execute(statement).one()


def _take_number(connection: sa.Connection, district_id: str, book: str, year: int) -> int:
    insert = insert_or(connection, register_counters)
    statement = insert.values(district_id=district_id, book=book, year=year, next=2).on_conflict_do_update(
        index_elements=["district_id", "book", "year"], set_={"next": register_counters.c.next + 1}
    )
    following: int = connection.execute(statement.returning(register_counters.c.next)).scalar_one()
    return following - 1


def _change(
    connection: sa.Connection, entry_id: str, states: str | tuple[str, ...], values: dict[str, Any]
) -> sa.Row[Any]:
    """One UPDATE that hits exactly the entry in one of these states, or none: then somebody was first."""
    allowed = (states,) if isinstance(states, str) else states
    table = register_entries
    statement = table.update().where(table.c.id == entry_id, table.c.state.in_(allowed)).values(values)
    changed = connection.execute(statement.returning(table)).one_or_none()
    if changed is None:
        raise RegisterError("เลขทะเบียนนี้ถูกใช้หรือยกเลิกไปแล้ว โปรดเปิดทะเบียนใหม่อีกครั้ง")
    return changed


def _allowed(columns: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(columns) - WRITABLE:
        raise TypeError(f"not columns a clerk may write: {sorted(unknown)}")
    return columns
