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
from api.tables import new_id, register_counters, register_entries

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
    """Entries of a book and year, newest number first; `before` pages on, `words` looks in the columns."""
    table = register_entries
    query = sa.select(table).where(
        table.c.district_id == district_id, table.c.book == book, table.c.year == year
    )
    if before is not None:
        query = query.where(table.c.number < before)
    for word in words.split():
        columns = (table.c.subject, table.c.reference, table.c.sender, table.c.recipient, table.c.note)
        query = query.where(sa.or_(*(column.contains(word, autoescape=True) for column in columns)))
    return connection.execute(query.order_by(table.c.number.desc()).limit(most)).all()


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
