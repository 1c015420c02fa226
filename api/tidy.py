"""What is cleared away at night: expired secrets, answers nobody asks for again, files without a row.

A file is kept before the row that names it (blobs.py), so a crash between the two leaves a file that nobody
knows. It is removed once it is two days old and still no row names it. Who sends just those bytes again makes
the file young before its row is written, so that it is not taken away in between.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa

from api.blobs import Blobs, original_key
from api.database import now
from api.tables import (
    idempotency_keys,
    invitations,
    login_sessions,
    metadata,
    oidc_requests,
    webhook_deliveries,
)

log = logging.getLogger(__name__)
# A row is written within seconds of its file; two days leave room for any clock.
UNNAMED_FOR = timedelta(days=2)
ANSWERS_KEPT = timedelta(days=3)  # for a client that sends a request again
DELIVERIES_KEPT = timedelta(days=90)
INVITATIONS_KEPT = timedelta(days=90)  # after their end, so that an old link is told from an unknown one
AT_ONCE = 500


def expire(connection: sa.Connection) -> int:
    """Removes rows that no longer mean anything; gives how many."""
    moment = now()
    ended = (
        login_sessions.delete().where(login_sessions.c.expires_at < moment),
        oidc_requests.delete().where(oidc_requests.c.expires_at < moment),
        invitations.delete().where(invitations.c.expires_at < moment - INVITATIONS_KEPT),
        idempotency_keys.delete().where(idempotency_keys.c.at < moment - ANSWERS_KEPT),
        webhook_deliveries.delete().where(webhook_deliveries.c.settled_at < moment - DELIVERIES_KEPT),
    )
    return sum(connection.execute(statement).rowcount for statement in ended)


def sweep(engine: sa.Engine, blobs: Blobs) -> int:
    """Removes files that no row names; gives how many."""
    removed, before = 0, now() - UNNAMED_FOR
    for keys in _batches(blobs.old("originals/", before)):
        with engine.connect() as connection:
            unnamed = keys - {original_key(sha256) for sha256 in _named(connection, keys)}
        for key in sorted(unnamed):
            if blobs.delete(key, before):
                log.info("a file without a row was removed: %s", key)
                removed += 1
    return removed


def naming_columns() -> list[sa.Column[str]]:
    """Every column that names a file by its hash."""
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("sha256")
    ]


def _named(connection: sa.Connection, keys: set[str]) -> Iterator[str]:
    hashes = [key.rpartition("/")[2] for key in keys]
    for column in naming_columns():
        yield from connection.execute(sa.select(column).where(column.in_(hashes))).scalars()


def _batches(keys: Iterator[str]) -> Iterator[set[str]]:
    batch: set[str] = set()
    for key in keys:
        batch.add(key)
        if len(batch) == AT_ONCE:
            yield batch
            batch = set()
    if batch:
        yield batch
