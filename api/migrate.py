"""The database's changes from release to release, by Alembic, one file each in migrations/versions/.

A release adds a revision and never changes one that was released. After a change to tables.py:

    python -m api.migrate "what changed"

writes the revision, to be read and corrected by hand.
"""

from __future__ import annotations

import fcntl
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from api.database import make_engine

FOLDER = Path(__file__).parent / "migrations"
LOCK = 0x71A4  # of PostgreSQL's advisory locks


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    """Brings the tables to a revision. For processes that start at once, call it under `one_at_a_time`."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":  # else only rows, not tables, would be of one transaction
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        command.upgrade(_config(connection), revision)


@contextmanager
def one_at_a_time(engine: sa.Engine) -> Iterator[None]:
    """Lets one process of the installation in: the others wait."""
    if engine.dialect.name == "sqlite":
        with Path(f"{engine.url.database}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Asked again and again: a session that waits inside the server would keep CREATE INDEX CONCURRENTLY,
        # which the job engine uses, waiting for its snapshot, and so for ever.
        while not connection.execute(sa.text(f"SELECT pg_try_advisory_lock({LOCK})")).scalar():
            time.sleep(0.2)
        try:
            yield
        finally:
            connection.execute(sa.text(f"SELECT pg_advisory_unlock({LOCK})"))


def revisions() -> list[str]:
    """All revisions, the oldest first."""
    scripts = ScriptDirectory.from_config(_config(None)).walk_revisions()
    return [script.revision for script in reversed(list(scripts))]


def revision_of(connection: sa.Connection) -> str | None:
    """The revision that a database is at."""
    from alembic.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def differences(engine: sa.Engine) -> list[object]:
    """How the tables of a database differ from tables.py; empty where they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from api.tables import metadata

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        return list(compare_metadata(context, metadata))


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leaves out the tables of the job engine and of the full-text index, which look after themselves."""
    from api.tables import metadata

    return name != "search_index" and (kind != "table" or name in metadata.tables)


def _config(connection: sa.Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def write_revision(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/wian.db")
        upgrade(engine)
        number = f"{len(revisions()) + 1:04d}"
        with engine.begin() as connection:
            command.revision(_config(connection), message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    os.umask(0o022)
    write_revision(" ".join(sys.argv[1:]))
