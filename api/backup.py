"""`wian backup FILE`: the whole state of the service in one ZIP file, while it runs.

    tables/<table>.jsonl   one row a line, all of one moment (a snapshot of the database)
    files/<key>            every file of the store
    manifest.json          last: format, revision of the tables, SHA-256 and size of every entry

Rows are written before files: a file is always kept before the row that names it, so every file named by a
row of the snapshot is there. What is taken in meanwhile may be in it as a file without a row, which does no
harm. The file fits SQLite and PostgreSQL alike. Jobs are not in it: `wian restore` makes new ones for what
was not finished.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from api.blobs import open_blobs
from api.database import database_url, is_sqlite, make_engine, now
from api.errors import InputError
from api.migrate import revision_of
from api.settings import Settings
from api.tables import leases, metadata

FORMAT = "wian-backup/1"
TABLES = [table for table in metadata.sorted_tables if table is not leases]
AT_ONCE = 500  # rows


def backup(settings: Settings, file: Path) -> None:
    """Writes the file whole or not at all. Raises InputError where there is nothing to keep, or no room."""
    url = database_url(settings.data, settings.database_url)
    if is_sqlite(url) and not Path(sa.make_url(url).database or "").exists():
        raise InputError("no_data", f"ไม่พบข้อมูลใน {settings.data} โปรดตรวจ WIAN_DATA")
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("wb") as raw:
            _write(settings, url, raw)
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(file)
    except OSError as error:
        raise InputError("cannot_write", f"เขียนไฟล์ {file} ไม่ได้ ({error.strerror})") from error
    finally:
        part.unlink(missing_ok=True)


def _write(settings: Settings, url: str, raw: Any) -> None:
    engine = make_engine(url)
    with zipfile.ZipFile(raw, "w") as packed:
        entries: dict[str, dict[str, Any]] = {}
        with snapshot(engine) as connection:
            revision = revision_of(connection)
            for table in TABLES:
                name = f"tables/{table.name}.jsonl"
                entries[name] = _add(packed, name, _lines(connection, table), zipfile.ZIP_DEFLATED)
        blobs = open_blobs(settings.storage, settings.data)
        for key in blobs.keys():  # noqa: SIM118 - not a dict
            entries[f"files/{key}"] = _add(packed, f"files/{key}", [blobs.get(key)], zipfile.ZIP_STORED)
        manifest = {"format": FORMAT, "revision": revision, "made_at": now().isoformat(), "entries": entries}
        packed.writestr("manifest.json", json.dumps(manifest, indent=1))
    engine.dispose()


@contextmanager
def snapshot(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees the database as it is now, whatever others write meanwhile."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")  # without it, each SELECT would see another moment
            yield connection
        return
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield connection


def _lines(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    rows = connection.execution_options(yield_per=AT_ONCE).execute(sa.select(table)).mappings()
    for row in rows:
        yield json.dumps(dict(row), ensure_ascii=False, default=_moment).encode() + b"\n"


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value)}")


def _add(packed: zipfile.ZipFile, name: str, parts: Iterable[bytes], packing: int) -> dict[str, Any]:
    """Writes an entry and gives its hash and size."""
    info = zipfile.ZipInfo(name, now().timetuple()[:6])
    info.compress_type = packing
    digest, size = hashlib.sha256(), 0
    with packed.open(info, "w", force_zip64=True) as entry:
        for part in parts:
            entry.write(part)
            digest.update(part)
            size += len(part)
    return {"sha256": digest.hexdigest(), "size": size}
