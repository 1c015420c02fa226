"""Fixtures that more than one test module needs: the tables on both databases, and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, sync_playwright

from api.database import make_engine
from api.tables import metadata
from tests.browsing import CHROMIUM
from tests.servers import has_postgres, postgres


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window (tests/browsing.py)."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server for the whole run; each test gets a database of its own in it."""
    if not has_postgres():
        pytest.skip("PostgreSQL is not installed here")
    with postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once for SQLite and once for PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'wian.db'}"
        return
    server = request.getfixturevalue("postgres_url")
    name = f"t{abs(hash(request.node.nodeid))}"
    with sa.create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    yield server.rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture
def engine(database: str) -> Iterator[sa.Engine]:
    """An engine on an empty database with all tables."""
    engine = make_engine(database)
    metadata.create_all(engine)
    yield engine
    engine.dispose()
