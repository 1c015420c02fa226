"""All SQL of circulars: taken in, read, failed, cancelled, read again, listed.

Every function takes the district: a circular of another district is not found. The functions for workers
take the attempt instead: what a worker says of an attempt that is no longer the present one (cancelled,
started anew) changes nothing, so that each may be called twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

import sqlalchemy as sa

from api.database import insert_or, now
from api.tables import districts, documents, new_id

Status = Literal["received", "reading", "review", "confirmed", "failed", "cancelled"]
UNFINISHED = ("received", "reading")
# The district of an installation that has not been told of any other.
DEFAULT_DISTRICT = "0" * 31 + "1"
LARGE = {"reading", "circular", "checked"}
BRIEF = [column for column in documents.c if column.name not in LARGE]
Row = sa.Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Taken:
    """A circular that was sent. `fresh`: this sending made a job necessary, for `document.attempt`."""

    document: Row
    fresh: bool


def ensure_district(connection: sa.Connection, name: str) -> None:
    """Makes the default district where there is none at all."""
    if connection.execute(sa.select(districts.c.id).limit(1)).first():
        return
    row = insert_or(connection, districts).values(id=DEFAULT_DISTRICT, name=name, created_at=now())
    connection.execute(row.on_conflict_do_nothing())


def take(
    connection: sa.Connection,
    district_id: str,
    *,
    sha256: str,
    name: str,
    size: int,
    media_type: str,
    source: str = "upload",
    by: str = "",
) -> Taken:
    """The row of a file that is already durable: a new one, or that of the same bytes sent before.

    A circular that had failed or was cancelled is started anew.
    """
    values = {
        "id": new_id(),
        "district_id": district_id,
        "sha256": sha256,
        "name": shown_name(name),
        "size": size,
        "media_type": media_type,
        "source": source,
        "status": "received",
        "uploaded_by": by,
        "received_at": now(),
    }
    insert = insert_or(connection, documents).values(values).on_conflict_do_nothing()
    if row := connection.execute(insert.returning(*BRIEF)).one_or_none():
        return Taken(row, fresh=True)
    same = (documents.c.district_id == district_id) & (documents.c.sha256 == sha256)
    if row := _start_anew(connection, same, ("failed", "cancelled")):
        return Taken(row, fresh=True)
    return Taken(connection.execute(sa.select(*BRIEF).where(same)).one(), fresh=False)


def find(connection: sa.Connection, district_id: str, document_id: str) -> Row | None:
    """Everything but the two large columns."""
    return connection.execute(sa.select(*BRIEF).where(_one(district_id, document_id))).one_or_none()


def circular_json(connection: sa.Connection, district_id: str, document_id: str) -> dict[str, Any] | None:
    """The Circular as it stands now, corrections included."""
    return connection.execute(
        sa.select(documents.c.circular).where(_one(district_id, document_id))
    ).scalar_one_or_none()


def listed(
    connection: sa.Connection,
    district_id: str,
    *,
    status: str | Sequence[str] | None = None,
    after: str | None = None,
    most: int = 50,
    visible: sa.ColumnElement[bool] | None = None,
) -> Sequence[Row]:
    """The newest first. `after` is the id of the last one seen; an unknown one gives nothing.

    status: one, or several. visible: leaves only what one actor may see (access.py).
    """
    query = sa.select(*BRIEF).where(documents.c.district_id == district_id)
    if visible is not None:
        query = query.where(visible)
    if status:
        query = query.where(documents.c.status.in_([status] if isinstance(status, str) else status))
    return newest_first(connection, query, district_id, after, most)


def newest_first(
    connection: sa.Connection, query: sa.Select[Any], district_id: str, after: str | None, most: int
) -> Sequence[Row]:
    """A page of a query over circulars, behind the one whose id is `after`; none where that id is unknown."""
    if after:
        seen = find(connection, district_id, after)
        if seen is None:
            return []
        place = sa.tuple_(documents.c.received_at, documents.c.id)
        query = query.where(place < sa.tuple_(sa.literal(seen.received_at), sa.literal(seen.id)))
    ordered = query.order_by(documents.c.received_at.desc(), documents.c.id.desc())
    return connection.execute(ordered.limit(most)).all()


def cancel(connection: sa.Connection, district_id: str, document_id: str) -> Row | None:
    """Ends one that is waiting or being read; None where it is neither."""
    unfinished = _one(district_id, document_id) & documents.c.status.in_(UNFINISHED)
    return connection.execute(
        documents.update().where(unfinished).values(status="cancelled").returning(*BRIEF)
    ).one_or_none()


def read_again(connection: sa.Connection, district_id: str, document_id: str) -> Row | None:
    """Starts a new attempt; None where one is under way or the circular is confirmed."""
    return _start_anew(connection, _one(district_id, document_id), ("failed", "cancelled", "review"))


# What workers say ---------------------------------------------------------------------------------------


def to_read(connection: sa.Connection, document_id: str, attempt: int) -> Row | None:
    """The row whose file is to be read; None where this attempt is no longer wanted."""
    query = sa.select(documents.c.sha256, documents.c.name).where(_wanted(document_id, attempt))
    row: Row | None = connection.execute(query).one_or_none()
    return row


def set_progress(connection: sa.Connection, document_id: str, attempt: int, page: int, pages: int) -> None:
    values = {"status": "reading", "page": page, "pages": pages}
    connection.execute(documents.update().where(_wanted(document_id, attempt)).values(values))


def save_reading(
    connection: sa.Connection, document_id: str, attempt: int, circular: dict[str, Any], pages: int
) -> str | None:
    """Keeps what the machine read, for people to review. Its district; None where the attempt is no longer
    wanted."""
    values = {
        "status": "review",
        "page": pages,
        "pages": pages,
        "error_code": None,
        "error_message": None,
        "read_attempt": attempt,
        "reading": circular,
        "circular": circular,
        "checked": {},
        "version": documents.c.version + 1,
        **columns_of(circular),
    }
    saved = documents.update().where(_wanted(document_id, attempt)).values(values)
    district_id = connection.execute(saved.returning(documents.c.district_id)).scalar_one_or_none()
    return cast("str | None", district_id)


def columns_of(circular: dict[str, Any]) -> dict[str, Any]:
    """What boards and filters need of a Circular JSON: the values of four of its readings."""
    names = {"number": "number", "subject": "subject", "issuer": "issuer", "dated": "date"}
    return {column: (circular.get(field) or {}).get("value") for column, field in names.items()}


def fail(connection: sa.Connection, document_id: str, attempt: int, code: str, message: str) -> bool:
    """Says why a file could not be read; `message` is Thai."""
    values = {"status": "failed", "error_code": code, "error_message": message}
    failed = connection.execute(documents.update().where(_wanted(document_id, attempt)).values(values))
    return failed.rowcount == 1


def try_again(connection: sa.Connection, document_id: str, attempt: int) -> Row | None:
    """A new attempt in the place of one that broke off; None where it is no longer wanted."""
    return _start_anew(connection, _wanted(document_id, attempt), UNFINISHED)


def unfinished(connection: sa.Connection) -> Sequence[Row]:
    """(id, attempt) of all that wait or are being read, in all districts."""
    query = sa.select(documents.c.id, documents.c.attempt).where(documents.c.status.in_(UNFINISHED))
    return list(connection.execute(query).all())


def _one(district_id: str, document_id: str) -> sa.ColumnElement[bool]:
    return (documents.c.id == document_id) & (documents.c.district_id == district_id)


def _wanted(document_id: str, attempt: int) -> sa.ColumnElement[bool]:
    return (
        (documents.c.id == document_id)
        & (documents.c.attempt == attempt)
        & documents.c.status.in_(UNFINISHED)
    )


def _start_anew(
    connection: sa.Connection, which: sa.ColumnElement[bool], states: tuple[str, ...]
) -> Row | None:
    values = {
        "status": "received",
        "attempt": documents.c.attempt + 1,
        "page": 0,
        "pages": 0,
        "error_code": None,
        "error_message": None,
    }
    started = documents.update().where(which, documents.c.status.in_(states)).values(values)
    return connection.execute(started.returning(*BRIEF)).one_or_none()


def shown_name(name: str) -> str:
    """The sender's file name for people: no folders, no control characters; never used as a path."""
    last = re.split(r"[\\/]", name)[-1]
    return "".join(ch for ch in last if ch.isprintable()).strip()[:200] or "ไม่มีชื่อ"
