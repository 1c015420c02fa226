"""What a worker does beside reading: sends webhooks, and clears away at night. By the real job engine."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from api import accounts, webhooks
from api.announce import announce
from api.blobs import FolderBlobs, keep_original, open_blobs, original_key
from api.database import make_engine, now
from api.documents import DEFAULT_DISTRICT
from api.jobs import TIDYING, VERSION, Jobs
from api.prepare import prepare
from api.service import Service
from api.settings import Settings
from api.supervise import Workers
from api.tables import login_sessions, users, webhook_deliveries
from tests.test_jobs import until
from tests.test_webhooks import receiver


@pytest.fixture
def service(database: str, tmp_path: Path) -> Iterator[Service]:
    """An installation on either database with one worker process."""
    settings = Settings(data=tmp_path / "data", database_url=database, webhooks_inside=True)
    prepare(settings)
    engine, jobs, workers = make_engine(database), Jobs(database), Workers(settings, 1)
    workers.start()
    yield Service(settings, engine, open_blobs(None, settings.data), jobs)
    workers.stop()
    jobs.close()
    engine.dispose()


def test_a_worker_sends_what_was_announced(service: Service) -> None:
    """Once, after the commit; a rolled back event is told to nobody."""
    with receiver(204) as (url, got):
        with service.engine.begin() as connection:
            webhooks.add(connection, DEFAULT_DISTRICT, url, ["deadline.new"], inside=True)
        with pytest.raises(ZeroDivisionError), service.engine.begin() as connection:
            announce(connection, service.jobs, DEFAULT_DISTRICT, "deadline.new", {"number": "ยกเลิก"})
            raise ZeroDivisionError
        with service.engine.begin() as connection:
            announce(connection, service.jobs, DEFAULT_DISTRICT, "deadline.new", {"number": "ศธ 04999/ว1"})

        def states() -> list[str]:
            with service.engine.connect() as connection:
                return list(connection.execute(sa.select(webhook_deliveries.c.state)).scalars())

        until(lambda: states() == ["delivered"])

    assert len(got) == 1
    assert "ศธ 04999/ว1" in got[0][1].decode()


def test_the_night_clears_away(service: Service) -> None:
    """Ended sessions and files without a row; what is in use stays."""
    assert isinstance(service.blobs, FolderBlobs)
    leftover = original_key(keep_original(service.blobs, b"left over"))
    old = time.time() - 3 * 86400
    os.utime(service.blobs.root / leftover, (old, old))
    with service.engine.begin() as connection:
        user = {"id": "u", "role": "system-admin", "login": "a", "name": "ก", "created_at": now()}
        connection.execute(users.insert().values(user))
        live, ended = (accounts.open_session(connection, "u") for _ in range(2))
        mine = login_sessions.c.token_hash == accounts.hashed(ended)
        connection.execute(login_sessions.update().where(mine).values(expires_at=now() - timedelta(hours=1)))

    service.jobs.client.enqueue(
        {"queue_name": TIDYING, "workflow_name": "tidy", "app_version": VERSION}, None, None
    )

    until(lambda: not service.blobs.has(leftover))
    with service.engine.begin() as connection:
        assert accounts.session_actor(connection, live)
        kept = connection.execute(sa.select(login_sessions.c.token_hash)).scalars().all()
    assert kept == [accounts.hashed(live)]
