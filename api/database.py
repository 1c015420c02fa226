"""Engines for SQLite (embedded default) and PostgreSQL (several machines): same tables, same code.

SQLite runs in WAL mode with synchronous=FULL, so that what is committed survives a power cut. Its
transactions begin at the first write, and then IMMEDIATE: two writers queue there instead of failing
half-way. So a row that must not change under us is first written (or locked by an UPDATE), then read.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.types import TypeDecorator

BUSY_SECONDS = 30
# A server that went away is noticed within seconds, and a machine that hangs in a transaction holds its locks
# no longer than that, so that the others go on.
POSTGRES = {
    "pool_size": 10,
    "max_overflow": 10,
    "pool_pre_ping": True,
    "connect_args": {
        "connect_timeout": 5,
        "keepalives_idle": 5,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        "options": "-c idle_in_transaction_session_timeout=15s",
    },
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets time zones, so naive values are refused and UTC is put back."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def database_url(data: Path, configured: str | None) -> str:
    """The configured database, or a SQLite file in the data folder."""
    if not configured:
        return f"sqlite:///{(data / 'wian.db').absolute()}"
    return configured.replace("postgres://", "postgresql://", 1)


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def make_engine(url: str) -> sa.Engine:
    """An engine of its own for each user of the database: the job engine changes isolation levels on its
    connections, so it never shares a pool with the tables of the application."""
    options: dict[str, Any] = {} if is_sqlite(url) else POSTGRES
    engine = sa.create_engine(url, json_serializer=_json, **options)
    if is_sqlite(url):
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _json(value: Any) -> str:
    # Thai as it is: escaped, SQLite's LIKE and FTS would not find it.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = "IMMEDIATE"
    for pragma in (
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def insert_or(connection: sa.Connection, table: sa.Table) -> Any:
    """An INSERT that knows ON CONFLICT, in the database's own dialect."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def now() -> datetime:
    """The one clock of the service (UTC), so that tests can set it."""
    return datetime.now(UTC)
