"""`wian restore FILE`: puts a backup into an installation that is still empty, also while it runs.

Everything is checked before anything is written. Files come first, then in one transaction all rows and the
jobs for what was not finished: after a crash in between the installation is still empty, and the same command
can be given again.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from api import documents
from api.backup import AT_ONCE, FORMAT, TABLES
from api.blobs import Blobs, open_blobs
from api.database import UtcDateTime, make_engine
from api.errors import InputError
from api.jobs import LATER, Jobs
from api.migrate import revisions
from api.prepare import prepare
from api.settings import Settings
from api.tables import audit, audit_head, districts, invitations

# What a fresh installation makes by itself; the backup's takes its place.
OF_A_FRESH_ONE = {table.name for table in (districts, invitations, audit, audit_head)}
CHUNK = 1 << 20


def restore(settings: Settings, file: Path) -> None:
    """Raises InputError for a file that is damaged or no backup, and where the installation is in use."""
    try:
        with zipfile.ZipFile(file) as packed:
            entries = checked(packed)
            _put_back(settings, packed, entries)
    except (OSError, zipfile.BadZipFile) as error:
        raise InputError("bad_backup", f"เปิดไฟล์สำรอง {file} ไม่ได้ ({error})") from None


def checked(packed: zipfile.ZipFile) -> list[str]:
    """The names of all entries, each of which is what was once written."""
    try:
        manifest = json.loads(packed.read("manifest.json"))
    except (KeyError, ValueError):
        manifest = {}
    if manifest.get("format") != FORMAT:
        raise InputError("bad_backup", "ไฟล์นี้ไม่ใช่ไฟล์สำรองของ wian หรือสำรองไว้ไม่ครบ")
    if manifest["revision"] not in revisions():
        raise InputError("newer_backup", "ไฟล์สำรองนี้มาจาก wian รุ่นใหม่กว่า โปรดปรับรุ่น wian แล้วสั่งอีกครั้ง")
    for name, told in manifest["entries"].items():
        if _hash(packed, name) != told["sha256"]:
            raise InputError("bad_backup", f"ไฟล์สำรองเสียหายที่ {name} โปรดใช้ไฟล์สำรองอื่น")
    return list(manifest["entries"])


def _hash(packed: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with packed.open(name) as entry:
            while part := entry.read(CHUNK):
                digest.update(part)
    except (KeyError, zipfile.BadZipFile):
        return ""
    return digest.hexdigest()


def _put_back(settings: Settings, packed: zipfile.ZipFile, entries: list[str]) -> None:
    url = prepare(settings)
    engine, jobs = make_engine(url), Jobs(url)
    with engine.connect() as connection:
        refuse_if_used(connection)
    put_files(open_blobs(settings.storage, settings.data), packed, entries)
    with engine.begin() as connection:
        empty(connection)
        refuse_if_used(connection)
        for table in TABLES:
            if f"tables/{table.name}.jsonl" in entries:
                insert_rows(connection, packed, table)
        for row in documents.unfinished(connection):
            jobs.submit(connection, row.id, row.attempt, LATER)
    jobs.close()
    engine.dispose()


def put_files(blobs: Blobs, packed: zipfile.ZipFile, entries: list[str]) -> None:
    for name in entries:
        if name.startswith("files/"):
            blobs.put(name.removeprefix("files/"), packed.read(name))


def empty(connection: sa.Connection) -> None:
    """Takes away what a fresh installation made, and with it the lock that keeps others from writing."""
    for table in reversed(TABLES):
        if table.name in OF_A_FRESH_ONE:
            connection.execute(table.delete())


def refuse_if_used(connection: sa.Connection) -> None:
    for table in TABLES:
        if table.name in OF_A_FRESH_ONE:
            continue
        if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
            raise InputError("not_empty", "ระบบนี้มีข้อมูลอยู่แล้ว กู้คืนได้เฉพาะระบบที่ว่าง โปรดตั้ง WIAN_DATA หรือฐานข้อมูลใหม่")


def insert_rows(connection: sa.Connection, packed: zipfile.ZipFile, table: sa.Table) -> None:
    some: list[dict[str, Any]] = []
    for row in rows_of(packed, table):
        some.append(row)
        if len(some) == AT_ONCE:
            connection.execute(table.insert(), some)
            some = []
    if some:
        connection.execute(table.insert(), some)


def rows_of(packed: zipfile.ZipFile, table: sa.Table) -> Iterator[dict[str, Any]]:
    """The rows as Python values. Columns that are younger than the backup take their defaults."""
    moments = {column.name for column in table.c if isinstance(column.type, UtcDateTime)}
    with packed.open(f"tables/{table.name}.jsonl") as lines:
        for line in lines:
            row = json.loads(line)
            yield {
                name: datetime.fromisoformat(value) if value and name in moments else value
                for name, value in row.items()
                if name in table.c
            }
