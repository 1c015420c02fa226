"""Requests that may be sent twice: the header Idempotency-Key (an IETF draft) and the answer it had.

A client that got no answer sends the same request with the same key again and gets the first one's answer.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from api.database import insert_or, now
from api.problems import Problem
from api.tables import idempotency_keys

LONGEST = 200
ACCEPTED = 202


def answered(connection: sa.Connection, owner: str, key: str, request_hash: str) -> dict[str, Any] | None:
    """The answer that the owner's request with this key had. Raises Problem where it asked something else."""
    if not 0 < len(key) <= LONGEST:
        raise Problem(400, "idempotency_key", f"Idempotency-Key ต้องยาว 1 ถึง {LONGEST} ตัวอักษร โปรดแก้แล้วส่งใหม่")
    table = idempotency_keys
    query = sa.select(table).where(table.c.key == key, table.c.owner == owner)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if row.request_hash != request_hash:
        raise Problem(422, "idempotency_key", "Idempotency-Key นี้ใช้กับคำขออื่นไปแล้ว โปรดใช้ค่าใหม่")
    body: dict[str, Any] = row.body
    return body


def keep(connection: sa.Connection, owner: str, key: str, request_hash: str, body: dict[str, Any]) -> None:
    """In the transaction of what was asked. Raises Problem where another request took the key meanwhile."""
    row = {
        "key": key,
        "owner": owner,
        "request_hash": request_hash,
        "status": ACCEPTED,
        "body": body,
        "at": now(),
    }
    kept = insert_or(connection, idempotency_keys).values(row).on_conflict_do_nothing()
    if connection.execute(kept).rowcount == 0:
        answered(connection, owner, key, request_hash)
