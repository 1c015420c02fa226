"""What is cleared away at night, and what never is."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from api import accounts, documents, tidy
from api.blobs import Blobs, FolderBlobs, keep_original, open_blobs, original_key
from api.database import now
from api.tables import idempotency_keys, login_sessions, new_id, returns, users
from tests.test_blobs import bucket  # noqa: F401


def aged(blobs: FolderBlobs, data: bytes, days: float) -> str:
    """A file of the store that was put some days ago; gives its key."""
    key = original_key(keep_original(blobs, data))
    moment = time.time() - days * 86400
    os.utime(blobs.root / key, (moment, moment))
    return key


@pytest.fixture
def blobs(tmp_path: Path) -> Iterator[FolderBlobs]:
    yield FolderBlobs(tmp_path / "blobs")


def named(engine: sa.Engine, key: str) -> None:
    sha256 = key.rpartition("/")[2]
    with engine.begin() as connection:
        documents.ensure_district(connection, "เขต")
        documents.take(
            connection, documents.DEFAULT_DISTRICT, sha256=sha256, name="a", size=1, media_type="x"
        )


def test_a_file_that_no_row_names_is_removed_after_two_days(engine: sa.Engine, blobs: FolderBlobs) -> None:
    """Young ones may still get their row; named ones stay for ever."""
    leftover, young, kept = aged(blobs, b"a", 3), aged(blobs, b"b", 1), aged(blobs, b"c", 300)
    named(engine, kept)

    assert tidy.sweep(engine, blobs) == 1
    assert not blobs.has(leftover)
    assert blobs.has(young)
    assert blobs.has(kept)


def test_a_returned_form_is_named_too(engine: sa.Engine, blobs: FolderBlobs) -> None:
    """A file is named by whatever table holds its hash."""
    key = aged(blobs, b"form", 30)
    with engine.begin() as connection:
        documents.ensure_district(connection, "เขต")
        connection.execute(
            returns.insert().values(
                id=new_id(),
                district_id=documents.DEFAULT_DISTRICT,
                sha256=key.rpartition("/")[2],
                name="a",
                media_type="x",
                status="received",
                received_at=now(),
            )
        )
    assert tidy.sweep(engine, blobs) == 0
    assert blobs.has(key)


def test_a_file_that_is_sent_again_is_young_again(blobs: FolderBlobs) -> None:
    """So its row, which comes a moment later, finds it there."""
    key = aged(blobs, b"again", 30)
    before = now() - tidy.UNNAMED_FOR
    assert list(blobs.old("originals/", before)) == [key]

    keep_original(blobs, b"again")
    assert list(blobs.old("originals/", before)) == []
    assert not blobs.delete(key, before)


def test_every_hash_of_a_file_is_looked_at() -> None:
    """Columns are found by their name, so that a new table is not forgotten."""
    names = {f"{column.table.name}.{column.name}" for column in tidy.naming_columns()}
    assert {"documents.sha256", "returns.sha256", "letters.pdf_sha256"} <= names


def test_more_files_than_one_look(
    engine: sa.Engine, blobs: FolderBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked through in parts, none left out."""
    monkeypatch.setattr(tidy, "AT_ONCE", 3)
    keys = [aged(blobs, f"{n}".encode(), 5) for n in range(10)]
    named(engine, keys[4])

    assert tidy.sweep(engine, blobs) == 9
    assert [key for key in keys if blobs.has(key)] == [keys[4]]


def test_in_a_bucket_too(engine: sa.Engine, bucket: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """Old by the server's word."""
    monkeypatch.setattr(tidy, "UNNAMED_FOR", timedelta(seconds=-60))
    leftover, kept = (original_key(keep_original(bucket, data)) for data in (b"left over", b"kept"))
    named(engine, kept)

    tidy.sweep(engine, bucket)
    assert not bucket.has(leftover)
    assert bucket.has(kept)


def test_expired_rows_go_and_live_ones_stay(engine: sa.Engine) -> None:
    """A session that can still be used is not ended by tidying."""
    with engine.begin() as connection:
        user = {"id": "u", "role": "system-admin", "login": "a", "name": "ก", "created_at": now()}
        connection.execute(users.insert().values(user))
        live, ended = (accounts.open_session(connection, "u") for _ in range(2))
        mine = login_sessions.c.token_hash == accounts.hashed(ended)
        connection.execute(
            login_sessions.update().where(mine).values(expires_at=now() - timedelta(seconds=1))
        )
        for key, age in (("old", 4), ("new", 1)):
            row = {"key": key, "owner": "o", "request_hash": "h", "status": 202, "body": {}}
            connection.execute(idempotency_keys.insert().values(**row, at=now() - timedelta(days=age)))
        link = accounts.invite(connection, "system-admin")

        assert tidy.expire(connection) == 2
        assert accounts.session_actor(connection, live)
        assert accounts.invitation(connection, link)
        assert connection.execute(sa.select(idempotency_keys.c.key)).scalars().all() == ["new"]


def test_the_store_of_the_settings_can_be_swept(tmp_path: Path, engine: sa.Engine) -> None:
    """Nothing in it yet is no error."""
    assert tidy.sweep(engine, open_blobs(None, tmp_path)) == 0
