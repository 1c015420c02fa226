"""The audit trail: append-only rows, each sealed with a hash over its content and the row before it.

Whoever changes, removes or inserts a row later breaks the chain from there on; `first_break` finds the place.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from api.actor import Actor
from api.database import insert_or, now
from api.tables import audit, audit_head

START = "0" * 64


def record(
    connection: sa.Connection, actor: Actor, action: str, target: str, detail: dict[str, Any] | None = None
) -> None:
    """Adds a row in the caller's transaction, so that a change and its trace stand or fall together.

    action: verb.noun in English ("circular.confirm"); target: what it was done to ("document:<id>").
    """
    number, previous = _head(connection)
    row: dict[str, Any] = {
        "number": number + 1,
        "district_id": actor.district_id,
        "at": now(),
        "actor": actor.signature,
        "action": action,
        "object": target,
        "detail": detail or {},
        "previous_hash": previous,
    }
    row["hash"] = _seal(row)
    connection.execute(audit.insert().values(row))
    connection.execute(audit_head.update().values(number=row["number"], hash=row["hash"]))


def first_break(connection: sa.Connection) -> int | None:
    """The number of the first row that does not fit the chain; None where the whole chain holds."""
    previous, expected = START, 1
    for row in connection.execute(sa.select(audit).order_by(audit.c.number)).mappings():
        if row["number"] != expected or row["previous_hash"] != previous or row["hash"] != _seal(dict(row)):
            return expected
        previous, expected = row["hash"], expected + 1
    head = connection.execute(sa.select(audit_head.c.number, audit_head.c.hash)).one_or_none()
    return None if head is None or tuple(head) == (expected - 1, previous) else expected


def _head(connection: sa.Connection) -> tuple[int, str]:
    """The newest number and hash, locked until the transaction ends.

    The lock is taken by a write: SQLite begins its transaction only there, and a plain SELECT ... FOR UPDATE
    would let two writers read the same head.
    """
    lock = (
        audit_head.update()
        .values(number=audit_head.c.number)
        .returning(audit_head.c.number, audit_head.c.hash)
    )
    head = connection.execute(lock).one_or_none()
    if head is None:
        first = insert_or(connection, audit_head).values(id=1, number=0, hash=START)
        connection.execute(first.on_conflict_do_nothing())
        head = connection.execute(lock).one()
    return head.number, head.hash


def _seal(row: dict[str, Any]) -> str:
    at: datetime = row["at"]
    content = [
        row["number"],
        row["district_id"],
        at.isoformat(timespec="microseconds"),
        row["actor"],
        row["action"],
        row["object"],
        row["detail"],
        row["previous_hash"],
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
