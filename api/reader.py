"""What a worker does with one circular: has it read in a process of its own, keeps what was read.

The reading process (read_process.py) is limited in time, memory and output: a file made to harm costs only
itself. What can be mended (a full disk, a store or database that is away) is waited for; what cannot is said
of the circular, in Thai.
"""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypedDict, TypeVar

import sqlalchemy as sa

from api import documents, read_process
from api.blobs import BlobMissing, Blobs, StoreAway, original_key, page_key, reading_key
from api.file_processes import FileProcesses
from api.search import index_circular
from api.settings import Settings

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

FILE_LOST = "ไม่พบไฟล์ต้นฉบับในที่เก็บ โปรดแจ้งผู้ดูแล แล้วส่งไฟล์อีกครั้ง"
# InternalError: the server ended a session that hung in a transaction.
DATABASE_AWAY = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.InternalError, sa.exc.TimeoutError)
LONGEST_WAIT = 15.0  # seconds between two tries


class Outcome(TypedDict, total=False):
    """What one reading gave: `reading` (key) and `pages`, or `code` and `message`; empty if not wanted."""

    reading: str
    pages: int
    code: str
    message: str


class Reader(FileProcesses):
    """Reads circulars one by one. `folder` takes unfinished work, on a local disk."""

    def __init__(self, settings: Settings, engine: sa.Engine, blobs: Blobs, folder: Path) -> None:
        super().__init__(settings)
        self.engine = engine
        self.blobs = blobs
        self.folder = folder

    async def read(self, document_id: str, attempt: int) -> Outcome:
        row = await patiently(self._with_database, documents.to_read, document_id, attempt)
        if row is None:
            return {}
        await patiently(self._with_database, documents.set_progress, document_id, attempt, 0, 0)
        try:
            return await patiently_async(self._read_file, document_id, attempt, row)
        except BlobMissing:
            log.error("the original of %s is missing", document_id)
            return {"code": "file_lost", "message": FILE_LOST}

    async def finish(self, document_id: str, attempt: int, outcome: Outcome) -> None:
        """One UPDATE, of which the second time changes nothing."""
        if "reading" in outcome:
            circular = json.loads(await patiently(self.blobs.get, outcome["reading"]))
            reading = (document_id, attempt, circular, outcome["pages"])
            await patiently(self._with_database, keep_reading, *reading)
        elif "code" in outcome:
            reason = (document_id, attempt, outcome["code"], outcome["message"])
            await patiently(self._with_database, documents.fail, *reason)

    async def _read_file(self, document_id: str, attempt: int, row: documents.Row) -> Outcome:
        data = await asyncio.to_thread(self.blobs.get, original_key(row.sha256))
        work = Path(await asyncio.to_thread(tempfile.mkdtemp, dir=self.folder))
        try:
            await asyncio.to_thread((work / "original").write_bytes, data)
            del data
            refusal = await self.open_file(
                read_process.main,
                str(work / "original"),
                row.name,
                str(work),
                what=document_id,
                hear=partial(self._tell, document_id, attempt),
            )
            if refusal:
                return {"code": refusal["code"], "message": refusal["message"]}
            return await asyncio.to_thread(self._publish, document_id, attempt, work)
        finally:
            await asyncio.to_thread(shutil.rmtree, work, ignore_errors=True)

    async def _tell(self, document_id: str, attempt: int, message: dict[str, Any]) -> None:
        with suppress(sa.exc.DBAPIError):  # progress is nothing to wait for
            page, pages = int(message["page"]), int(message["pages"])
            await asyncio.to_thread(
                self._with_database, documents.set_progress, document_id, attempt, page, pages
            )

    def _publish(self, document_id: str, attempt: int, work: Path) -> Outcome:
        """Keeps the pictures, then the reading. Keys carry the attempt: a new one never meets old files."""
        pictures = sorted((work / "pages").iterdir())
        for picture in pictures:
            self.blobs.put(page_key(document_id, attempt, int(picture.stem)), picture.read_bytes())
        key = reading_key(document_id, attempt)
        self.blobs.put(key, (work / "circular.json").read_bytes())
        return {"reading": key, "pages": len(pictures)}

    def _with_database(self, function: Callable[..., T], *arguments: Any) -> T:
        with self.engine.begin() as connection:
            return function(connection, *arguments)


def keep_reading(
    connection: sa.Connection, document_id: str, attempt: int, circular: dict[str, Any], pages: int
) -> None:
    """Into the row, and into the search."""
    district_id = documents.save_reading(connection, document_id, attempt, circular, pages)
    if district_id is not None:
        index_circular(connection, district_id, document_id, circular)


async def patiently(call: Callable[..., T], *args: Any) -> T:
    """Calls until it works, as long as what is in the way can pass."""

    async def in_thread() -> T:
        return await asyncio.to_thread(call, *args)

    return await patiently_async(in_thread)


async def patiently_async(call: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    wait = 0.5
    while True:
        try:
            return await call(*args, **kwargs)
        except FileNotFoundError:  # nothing that waiting brings back
            raise
        except (StoreAway, OSError, *DATABASE_AWAY) as error:
            log.warning("waiting: %s", error)
        await asyncio.sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT)
