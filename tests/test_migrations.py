"""The tables of an installation are those of the code, from whatever release it comes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.database import make_engine
from api.migrate import differences, revision_of, revisions, upgrade
from api.prepare import prepare
from api.settings import Settings
from api.tables import documents, metadata

ROOT = Path(__file__).parent.parent
START_TOGETHER = "import sys; from api.settings import Settings; from api.prepare import prepare; \
prepare(Settings(data=sys.argv[1], database_url=sys.argv[2] or None))"


def test_migrations_make_the_tables_of_the_code(database: str) -> None:
    """An upgraded database has exactly the tables, columns and indexes of tables.py, on both databases."""
    engine = make_engine(database)
    upgrade(engine)

    assert differences(engine) == []
    assert set(metadata.tables) <= set(sa.inspect(engine).get_table_names())


def test_a_difference_would_be_seen(database: str) -> None:
    """The comparison above is not blind."""
    engine = make_engine(database)
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE documents DROP COLUMN subject"))

    assert differences(engine) != []


@pytest.mark.parametrize("revision", revisions())
def test_every_release_can_be_raised_to_this_one(database: str, revision: str, tmp_path: Path) -> None:
    """From each revision up, with the job engine's tables beside ours and rows inside."""
    engine = make_engine(database)
    upgrade(engine, revision)
    with engine.begin() as connection:
        connection.execute(
            sa.text("INSERT INTO districts (id, name, created_at) VALUES ('d', 'เขต', '2026-01-01 00:00:00')")
        )

    prepare(Settings(data=tmp_path, database_url=database))

    with engine.connect() as connection:
        assert revision_of(connection) == revisions()[-1]
        assert connection.execute(sa.text("SELECT name FROM districts")).scalars().all() == ["เขต"]
        assert connection.execute(sa.select(sa.func.count()).select_from(documents)).scalar() == 0
    assert differences(engine) == []


def test_processes_that_start_at_once_take_turns(database: str, tmp_path: Path) -> None:
    """Three first starts of one installation at the same moment all succeed, and it is set up once."""
    command = [sys.executable, "-c", START_TOGETHER, str(tmp_path), database]
    started = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(3)]
    complaints = [process.communicate(timeout=120)[1].decode() for process in started]

    assert [process.returncode for process in started] == [0, 0, 0], complaints
    with make_engine(database).connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM districts")).scalar() == 1
