"""A circular that was accepted is read once, whatever happens to the processes that read it."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.forkserver import _forkserver
from pathlib import Path

import pytest
import sqlalchemy as sa

from api import documents, read_process
from api.blobs import FolderBlobs, StoreAway, open_blobs
from api.database import make_engine
from api.documents import DEFAULT_DISTRICT
from api.jobs import Jobs, job_id
from api.leases import GONE_AFTER, Lease
from api.prepare import prepare
from api.reader import Reader
from api.service import Service
from api.settings import Settings
from api.supervise import Workers
from api.tables import leases

SAMPLE = (Path(__file__).parent.parent / "samples" / "dmc-circular.pdf").read_bytes()
SCAN = (Path(__file__).parent.parent / "samples" / "dmc-circular-scan.pdf").read_bytes()


@pytest.fixture
def service(database: str, tmp_path: Path) -> Iterator[Service]:
    """A prepared installation on either database, without workers."""
    settings = Settings(data=tmp_path / "data", database_url=database)
    prepare(settings)
    engine, jobs = make_engine(database), Jobs(database)
    yield Service(settings, engine, open_blobs(None, settings.data), jobs)
    jobs.close()
    engine.dispose()


def sent(service: Service, data: bytes = SAMPLE, district: str = DEFAULT_DISTRICT) -> documents.Row:
    return service.take(district, io.BytesIO(data), "เวียน.pdf").document


def reader_of(service: Service, folder: Path, **limits: int) -> Reader:
    folder.mkdir(exist_ok=True)
    settings = service.settings.model_copy(update=limits)
    return Reader(settings, service.engine, service.blobs, folder)


def until(true: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "not within the time"
        time.sleep(0.1)


def test_a_row_and_its_job_stand_or_fall_together(service: Service) -> None:
    """A transaction that is rolled back leaves neither; sending again makes no second job."""
    with pytest.raises(ZeroDivisionError), service.engine.begin() as connection:
        taken = documents.take(
            connection, DEFAULT_DISTRICT, sha256="0" * 64, name="a", size=1, media_type="application/pdf"
        )
        service.jobs.submit(connection, taken.document.id, 1)
        raise ZeroDivisionError
    assert service.listed(DEFAULT_DISTRICT) == []
    assert service.jobs.client.list_workflows() == []

    first, second = sent(service), sent(service)

    assert first.id == second.id
    assert [job.workflow_id for job in service.jobs.client.list_workflows()] == [job_id(first.id, 1)]


def test_districts_do_not_see_each_other(service: Service) -> None:
    """The same bytes in another district are another circular, and no function finds it from the first."""
    other = "b" * 32
    with service.engine.begin() as connection:
        connection.execute(
            sa.text("INSERT INTO districts (id, name, created_at) VALUES (:id, 'ข', '2026-01-01 00:00:00')"),
            {"id": other},
        )
    ours, theirs = sent(service), sent(service, district=other)

    assert ours.id != theirs.id
    assert [row.id for row in service.listed(other)] == [theirs.id]
    with service.engine.begin() as connection:
        assert documents.find(connection, DEFAULT_DISTRICT, theirs.id) is None
        assert documents.circular_json(connection, DEFAULT_DISTRICT, theirs.id) is None
        assert documents.cancel(connection, DEFAULT_DISTRICT, theirs.id) is None
        assert documents.read_again(connection, DEFAULT_DISTRICT, theirs.id) is None
        assert documents.listed(connection, DEFAULT_DISTRICT, after=theirs.id) == []


def test_what_an_old_attempt_says_changes_nothing(service: Service) -> None:
    """Cancelled or started anew: a worker that comes late is not heard."""
    row = sent(service)
    service.cancel(DEFAULT_DISTRICT, row.id)
    again = service.read_again(DEFAULT_DISTRICT, row.id)
    assert again.attempt == 2

    with service.engine.begin() as connection:
        assert documents.to_read(connection, row.id, 1) is None
        documents.set_progress(connection, row.id, 1, 3, 4)
        assert not documents.save_reading(connection, row.id, 1, {"subject": {"value": "เก่า"}}, 1)
        assert not documents.fail(connection, row.id, 1, "old", "เก่า")
        assert documents.save_reading(connection, row.id, 2, {"subject": {"value": "ใหม่"}}, 1)
        assert not documents.save_reading(connection, row.id, 2, {"subject": {"value": "อีกครั้ง"}}, 1)

    found = service.find(DEFAULT_DISTRICT, row.id)
    assert (found.subject, found.version, found.status) == ("ใหม่", 1, "review")


def test_killed_workers_lose_nothing(service: Service) -> None:
    """A worker killed while it reads: the circular is read by the one that comes after it."""
    row = sent(service, SCAN)
    workers = Workers(service.settings, 1)
    workers.start()
    try:
        until(lambda: service.find(DEFAULT_DISTRICT, row.id).status == "reading")
        workers.processes[0].kill()
        until(lambda: service.find(DEFAULT_DISTRICT, row.id).status == "review")
    finally:
        workers.stop()
    with service.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(leases)).scalar() == 0


def test_a_job_that_always_kills_its_worker_ends_with_a_reason(service: Service) -> None:
    """When the job engine has given up, the circular says so in Thai and can be read again."""
    row = sent(service)
    schema = "" if service.engine.dialect.name == "sqlite" else "dbos."
    with service.engine.begin() as connection:  # as after the last of many deaths
        connection.execute(
            sa.text(f"UPDATE {schema}workflow_status SET status = 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'")
        )
    workers = Workers(service.settings, 1)
    workers.start()
    try:
        until(lambda: service.find(DEFAULT_DISTRICT, row.id).status == "failed")
        assert "โปรด" in service.find(DEFAULT_DISTRICT, row.id).error_message
        service.read_again(DEFAULT_DISTRICT, row.id)
        until(lambda: service.find(DEFAULT_DISTRICT, row.id).status == "review")
    finally:
        workers.stop()


def test_a_job_that_broke_off_is_tried_again(service: Service) -> None:
    """An error that nobody expected, such as a session that the database ended, costs an attempt."""
    row = sent(service)
    schema = "" if service.engine.dialect.name == "sqlite" else "dbos."
    with service.engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE {schema}workflow_status SET status = 'ERROR'"))
    workers = Workers(service.settings, 1)
    workers.start()
    try:
        until(lambda: service.find(DEFAULT_DISTRICT, row.id).status == "review")
    finally:
        workers.stop()
    assert service.find(DEFAULT_DISTRICT, row.id).attempt == 2


def test_a_worker_that_hangs_is_replaced_and_ends_when_it_wakes(engine: sa.Engine, tmp_path: Path) -> None:
    """Its beat stands still: the others take its jobs and its row, and then it is told to end."""
    hung, other = Lease(engine, tmp_path), Lease(engine, tmp_path)
    hung.begin()
    other.begin()
    assert hung.beat()
    assert list(other.gone([hung.executor_id])) == []

    beat, since = other._seen[hung.executor_id]
    other._seen[hung.executor_id] = (beat, since - GONE_AFTER - 1)

    assert list(other.gone([hung.executor_id])) == [hung.executor_id]
    assert not hung.beat()
    assert other.beat()


def test_a_worker_that_died_is_seen_at_once(engine: sa.Engine, tmp_path: Path) -> None:
    """The kernel unlocks its file, and its unfinished files go with it; an unknown name is gone as well."""
    dead, other = Lease(engine, tmp_path), Lease(engine, tmp_path)
    dead.begin()
    other.begin()
    assert list(other.gone([])) == []

    dead._file.close()

    assert set(other.gone(["nobody-1"])) == {dead.executor_id, "nobody-1"}
    assert not dead.folder.exists()


def test_a_beat_that_moves_keeps_a_worker_of_another_machine(engine: sa.Engine, tmp_path: Path) -> None:
    """Locks cannot be seen there; the beat alone counts."""
    far, here = Lease(engine, tmp_path / "far"), Lease(engine, tmp_path / "here")
    far.begin()
    here.begin()
    for _ in range(3):
        assert list(here.gone([])) == []
        beat, since = here._seen[far.executor_id]
        here._seen[far.executor_id] = (beat, since - GONE_AFTER - 1)
        assert far.beat()

    assert list(here.gone([])) == []


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"read_seconds": 1}, "too_slow"),
        ({"max_pages": 1}, "too_large"),
        ({"max_megapixels": 1}, None),
        ({"read_output_mb": 0}, "reading_failed"),
    ],
)
def test_limits_cost_only_the_file(
    service: Service, tmp_path: Path, limits: dict[str, int], code: str | None
) -> None:
    """Time, pages, pixels and output: the file fails with a Thai reason, or its page is given up."""
    row = sent(service, SCAN)
    reader = reader_of(service, tmp_path / "work", **limits)

    outcome = asyncio.run(reader.read(row.id, 1))

    assert outcome.get("code") == code, outcome
    if code:
        assert "โปรด" in outcome["message"]
    assert list((tmp_path / "work").iterdir()) == []


def test_a_store_that_is_away_is_waited_for(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full or silent store fails nothing: reading goes on when it works again."""
    row = sent(service)
    calls = []
    get = FolderBlobs.get

    def sometimes(self: FolderBlobs, key: str) -> bytes:
        calls.append(key)
        if len(calls) == 1:
            raise StoreAway("no answer")
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return get(self, key)

    monkeypatch.setattr(FolderBlobs, "get", sometimes)

    outcome = asyncio.run(reader_of(service, tmp_path / "work").read(row.id, 1))

    assert outcome["pages"] == 2


def test_a_lost_original_is_said_in_thai(service: Service, tmp_path: Path) -> None:
    """Not waited for: it will not come back."""
    row = sent(service)
    for path in (service.settings.data / "blobs" / "originals").rglob("*"):
        if path.is_file():
            path.unlink()

    outcome = asyncio.run(reader_of(service, tmp_path / "work").read(row.id, 1))

    assert outcome["code"] == "file_lost"


@pytest.mark.parametrize("whom", ["the reader", "the process it was forked from"])
def test_a_killed_reader_is_started_again(service: Service, tmp_path: Path, whom: str) -> None:
    """A machine short of memory may kill the process that reads: that says nothing about the file."""
    read_process.warm_up()
    row = sent(service)
    reader = reader_of(service, tmp_path / "work")
    killed = []

    async def kill_the_first() -> None:
        while not killed:
            for process in reader.processes:
                victim = process if whom == "the reader" else _forkserver._forkserver_pid
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)
            await asyncio.sleep(0.001)

    async def both() -> dict[str, object]:
        _, outcome = await asyncio.gather(kill_the_first(), reader.read(row.id, 1))
        return dict(outcome)

    assert asyncio.run(both())["pages"] == 2


def test_what_the_reading_process_says_is_only_json() -> None:
    """Pickled objects, which could carry code, are refused."""
    from multiprocessing import Pipe

    ours, its = Pipe(duplex=False)
    its.send({"page": 1})  # pickled

    with pytest.raises(ValueError):
        read_process.told(ours)


def test_finished_jobs_are_forgotten_after_a_month(service: Service) -> None:
    """Old ones go, new ones stay."""
    rows = [sent(service), sent(service, SCAN)]
    schema = "" if service.engine.dialect.name == "sqlite" else "dbos."
    with service.engine.begin() as connection:
        for row, ended in zip(rows, (0, 40), strict=True):
            milliseconds = int((time.time() - ended * 86400) * 1000)
            connection.execute(
                sa.text(
                    f"UPDATE {schema}workflow_status SET status = 'SUCCESS', completed_at = :at, "
                    "created_at = :at, updated_at = :at WHERE workflow_uuid = :id"
                ),
                {"at": milliseconds, "id": job_id(row.id, 1)},
            )

    assert service.jobs.forget_finished() == 1
    assert [job.workflow_id for job in service.jobs.client.list_workflows()] == [job_id(rows[0].id, 1)]
