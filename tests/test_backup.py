"""A backup holds everything, fits both databases, and goes only where nothing is overwritten."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from api import documents
from api.actor import SYSTEM
from api.audit import first_break, record
from api.backup import TABLES, backup
from api.blobs import keep_original, open_blobs, original_key
from api.database import make_engine, now
from api.documents import DEFAULT_DISTRICT
from api.errors import InputError
from api.jobs import Jobs
from api.prepare import prepare
from api.registers import register
from api.restore import restore
from api.settings import Settings
from api.tables import new_id, reviews

FILES = [b"%PDF-1.4 one", b"%PDF-1.4 two", b"%PDF-1.4 three"]


@pytest.fixture
def full(database: str, tmp_path: Path) -> Iterator[Settings]:
    """An installation on either database with three circulars: one reviewed, one failed, one waiting."""
    settings = Settings(data=tmp_path / "full", database_url=database)
    prepare(settings)
    engine, blobs = make_engine(database), open_blobs(None, settings.data)
    shas = [keep_original(blobs, data) for data in FILES]
    with engine.begin() as connection:
        ids = [take(connection, sha256) for sha256 in shas]
        circular = {"subject": {"value": "เรื่อง ก"}, "number": {"value": "ศธ 04999/ว1"}}
        documents.save_reading(connection, ids[0], 1, circular, 2)
        documents.fail(connection, ids[1], 1, "damaged_file", "ไฟล์เสียหาย")
        register(connection, DEFAULT_DISTRICT, "received", subject="เรื่อง ก", document_id=ids[0])
        record(connection, SYSTEM, "circular.confirm", f"document:{ids[0]}", {"ใคร": "ผู้ตรวจ"})
        values = {"id": new_id(), "document_id": ids[0], "version": 2, "action": "correct", "path": "number"}
        connection.execute(
            reviews.insert().values(**values, attempt=1, before=None, after="ก", user="u", at=now())
        )
    yield settings
    engine.dispose()


def take(connection: sa.Connection, sha256: str) -> str:
    taken = documents.take(
        connection, DEFAULT_DISTRICT, sha256=sha256, name="ก.pdf", size=9, media_type="application/pdf"
    )
    document_id: str = taken.document.id
    return document_id


def contents(url: str) -> dict[str, list[tuple[object, ...]]]:
    with make_engine(url).connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for table in TABLES
        }


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_a_backup_comes_back_whole_on_either_database(
    full: Settings, target: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Every row and file is the same afterwards; what waited to be read has a job again."""
    file, empty = tmp_path / "wian.zip", tmp_path / "empty"
    backup(full, file)
    url = f"sqlite:///{empty}/wian.db" if target == "sqlite" else fresh_postgres(request)
    settings = Settings(data=empty, database_url=url)

    restore(settings, file)

    assert full.database_url is not None
    assert contents(url) == contents(full.database_url)
    blobs = open_blobs(None, empty)
    for data in FILES:
        assert blobs.get(original_key(hashlib.sha256(data).hexdigest())) == data
    with make_engine(url).connect() as connection:
        assert first_break(connection) is None
        (waiting,) = documents.unfinished(connection)
        null = connection.execute(sa.select(sa.func.count()).where(reviews.c.before.is_(None))).scalar()
    assert null == 1
    jobs = Jobs(url)
    (job,) = jobs.client.list_workflows(status="ENQUEUED")
    assert job.workflow_id == f"read-{waiting.id}-1"
    jobs.close()


def fresh_postgres(request: pytest.FixtureRequest) -> str:
    server: str = request.getfixturevalue("postgres_url")
    name = f"r{abs(hash(request.node.nodeid))}"
    with sa.create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    return server.rsplit("/", 1)[0] + f"/{name}"


def test_a_backup_goes_only_into_an_empty_installation(full: Settings, tmp_path: Path) -> None:
    """Restoring where circulars are is refused, and changes nothing."""
    backup(full, tmp_path / "wian.zip")
    assert full.database_url is not None
    before = contents(full.database_url)

    with pytest.raises(InputError) as refused:
        restore(full, tmp_path / "wian.zip")

    assert refused.value.code == "not_empty"
    assert contents(full.database_url) == before


@pytest.mark.parametrize("harm", ["cut", "changed", "other"])
def test_a_damaged_backup_is_refused_before_anything_is_written(harm: str, tmp_path: Path) -> None:
    """Cut short, with a changed entry, or no backup at all."""
    settings = Settings(data=tmp_path / "full")
    url = prepare(settings)
    sha256 = keep_original(open_blobs(None, settings.data), FILES[0])
    with make_engine(url).begin() as connection:
        take(connection, sha256)
    file = tmp_path / "wian.zip"
    backup(settings, file)
    harmed = tmp_path / "harmed.zip"
    if harm == "cut":
        harmed.write_bytes(file.read_bytes()[:-40])
    elif harm == "changed":
        harmed.write_bytes(file.read_bytes().replace(b"%PDF-1.4 one", b"%PDF-1.4 two"))
    else:
        with zipfile.ZipFile(harmed, "w") as packed:
            packed.writestr("readme", "hello")

    with pytest.raises(InputError):
        restore(Settings(data=tmp_path / "empty"), harmed)

    assert not (tmp_path / "empty").exists()


def test_a_backup_is_of_one_moment(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A circular taken in while the tables are being written is in none of them."""
    settings = Settings(data=tmp_path, database_url=database)
    prepare(settings)
    engine = make_engine(database)

    import api.backup

    lines = api.backup._lines

    def meanwhile(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
        if table.name == "documents":
            with engine.begin() as other:
                take(other, "0" * 64)
        return lines(connection, table)

    monkeypatch.setattr(api.backup, "_lines", meanwhile)
    backup(settings, tmp_path / "wian.zip")

    with zipfile.ZipFile(tmp_path / "wian.zip") as packed:
        assert packed.read("tables/documents.jsonl") == b""
    with engine.connect() as connection:
        assert len(documents.unfinished(connection)) == 1
