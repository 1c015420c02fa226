"""What a worker does with one returned form: its codes are looked for, its pages drawn, and it is settled."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
import tempfile
from pathlib import Path
from typing import Any, TypedDict

import sqlalchemy as sa

from api import return_process, returns
from api.announce import Sends, announce
from api.blobs import BlobMissing, Blobs, original_key, return_page_key
from api.file_processes import BROKE_OFF, FileProcesses
from api.form_codes import FoundCodes
from api.reader import FILE_LOST, patiently, patiently_async
from api.settings import Settings

log = logging.getLogger(__name__)


class Match(TypedDict, total=False):
    """What was found on a file (form_codes.FoundCodes as JSON), or why not; empty where it is settled."""

    codes: dict[str, int]
    unsure: dict[str, int]
    bare: list[int]
    pages: int
    message: str


class Matcher(FileProcesses):
    """Looks at returns one by one. `folder` takes unfinished work, on a local disk."""

    def __init__(
        self, settings: Settings, engine: sa.Engine, blobs: Blobs, folder: Path, jobs: Sends
    ) -> None:
        super().__init__(settings)
        self.engine = engine
        self.blobs = blobs
        self.folder = folder
        self.jobs = jobs

    async def find(self, return_id: str) -> Match:
        sha256 = await patiently(self._to_match, return_id)
        if sha256 is None:
            return {}
        try:
            return await patiently_async(self._find_in_file, return_id, sha256)
        except BlobMissing:
            log.error("the file of return %s is missing", return_id)
            return {"message": FILE_LOST}

    async def settle(self, return_id: str, match: Match) -> None:
        """Of which the second time changes nothing."""
        if match:
            await patiently(self._settle, return_id, match)

    async def _find_in_file(self, return_id: str, sha256: str) -> Match:
        data = await asyncio.to_thread(self.blobs.get, original_key(sha256))
        work = Path(await asyncio.to_thread(tempfile.mkdtemp, dir=self.folder))
        try:
            await asyncio.to_thread((work / "original").write_bytes, data)
            del data
            refusal = await self.open_file(
                return_process.main, str(work / "original"), str(work), what=f"return {return_id}"
            )
            if refusal:
                return {"message": refusal["message"]}
            return await asyncio.to_thread(self._publish, sha256, work)
        finally:
            await asyncio.to_thread(shutil.rmtree, work, ignore_errors=True)

    def _publish(self, sha256: str, work: Path) -> Match:
        for picture in sorted((work / "pages").iterdir()):
            self.blobs.put(return_page_key(sha256, picture.stem), picture.read_bytes())
        match: Match = json.loads((work / "codes.json").read_text(encoding="utf-8"))
        return match

    def _to_match(self, return_id: str) -> str | None:
        with self.engine.connect() as connection:
            return returns.to_match(connection, return_id)

    def _settle(self, return_id: str, match: Match) -> None:
        with self.engine.begin() as connection:
            settle_match(connection, self.jobs, return_id, match)


def settle_match(connection: sa.Connection, jobs: Sends, return_id: str, match: Match) -> None:
    if "message" in match:
        returns.unreadable(connection, return_id, match["message"])
        return
    found = FoundCodes(match["codes"], tuple(match["bare"]), match["unsure"], match["pages"])
    for row in returns.settle(connection, return_id, found):
        if row.status == "matched":
            tell_matched(connection, jobs, row)


def give_up(connection: sa.Connection, return_id: str) -> None:
    """A job that broke off for a reason nobody expected: a person looks at the file."""
    returns.unreadable(connection, return_id, BROKE_OFF)


def tell_matched(connection: sa.Connection, jobs: Sends, row: returns.Row) -> None:
    announce(connection, jobs, row.district_id, "return.matched", told_of(connection, row))


def told_of(connection: sa.Connection, row: returns.Row) -> dict[str, Any]:
    """What a webhook is told of a return (docs/webhooks.md)."""
    return {
        "return": row.id,
        "circular": row.document_id,
        "school": returns.school_code(connection, row.school_id),
        "form": row.form,
    }
