"""Letters issued by processes that are killed: no gap, no double, no letter without its file."""

from __future__ import annotations

import io
import multiprocessing
import random
import time
from pathlib import Path
from typing import Any, cast

import pdfplumber
import sqlalchemy as sa

from api.blobs import FolderBlobs, original_key
from api.database import make_engine
from api.jobs import Jobs
from api.letter_desk import IssueOrder
from api.problems import Problem
from api.service import Service
from api.settings import Settings
from api.tables import letters, register_entries
from tests.desks import add_circular, desk, service_on
from tests.pdf_text import letters as glyphs

LETTERS, KILLS, WRITERS = 20, 6, 3
# Forked, so that a writer is at work as soon as it is started; each opens the database itself.
FORK = multiprocessing.get_context("fork")


def issue_all(url: str, folder: Path, ids: list[str]) -> None:
    service = Service(
        Settings(data=folder), make_engine(url), FolderBlobs(folder / "blobs"), cast(Jobs, None)
    )
    for circular_id in ids:
        try:
            order = IssueOrder(after=0, publish=True)
            desk(service).letters.issue(circular_id, order, f"key-{circular_id}")
        except Problem as problem:
            if problem.code not in ("issued", "stale"):
                raise


def test_killed_officers_leave_no_number_without_its_letter(
    engine: sa.Engine, database: str, tmp_path: Path
) -> None:
    """Three processes issue the same twenty letters and are killed six times; then one goes through."""
    service = service_on(engine, tmp_path)
    ids = [add_circular(service) for _ in range(LETTERS)]
    chance = random.Random(7)
    engine.dispose()  # no connection is shared with the writers

    def start() -> Any:
        shuffled = chance.sample(ids, len(ids))
        writer = FORK.Process(target=issue_all, args=(database, tmp_path, shuffled))
        writer.start()
        return writer

    writers = [start() for _ in range(WRITERS)]
    for turn in range(KILLS):
        time.sleep(chance.uniform(0.05, 0.4))
        killed = writers[turn % WRITERS]
        killed.kill()
        killed.join()
        writers[turn % WRITERS] = start()
    for writer in writers:
        writer.join(timeout=120)

    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    with engine.connect() as connection:
        issued = connection.execute(sa.select(letters).where(letters.c.state == "issued")).all()
        entries = connection.execute(sa.select(register_entries)).all()
    assert len(issued) == len({row.document_id for row in issued}) == LETTERS
    assert sorted(entry.number for entry in entries) == list(range(1, LETTERS + 1))
    assert {entry.state for entry in entries} == {"used"}
    assert {row.entry_id for row in issued} == {entry.id for entry in entries}
    for row in issued:
        pdf = service.blobs.get(original_key(row.pdf_sha256))
        with pdfplumber.open(io.BytesIO(pdf)) as document:
            text = glyphs(document.pages[0].extract_text())
        running = row.number.split("/")[1].translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
        assert f"๐๔๙๙๙/{running}ส" in text  # the office's name follows the number on its line
