"""What an installation needs before anything starts: folders, tables, the default district."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from api import documents, jobs
from api.database import database_url, make_engine
from api.errors import MACHINE_LACKS, InputError
from api.migrate import one_at_a_time, upgrade
from api.offices import first_schools
from api.settings import Settings

DISTRICT_NAME = "สำนักงานของเรา"


class DatabaseAway(InputError):
    exit_code = MACHINE_LACKS


def prepare(settings: Settings) -> str:
    """Makes or updates what is kept, and gives the database's URL. Processes that start at once take turns.

    Raises InputError where the data folder or the database cannot be used.
    """
    usable_folder(settings.data)
    url = database_url(settings.data, settings.database_url)
    engine = make_engine(url)
    try:
        with one_at_a_time(engine):
            _speak_less()
            upgrade(engine)
            jobs.prepare(url)
            with engine.begin() as connection:
                documents.ensure_district(connection, DISTRICT_NAME)
                first_schools(connection, settings)
    except (sa.exc.OperationalError, sa.exc.InterfaceError) as error:
        raise DatabaseAway(
            "database", f"ต่อฐานข้อมูลไม่ได้ โปรดตรวจ WIAN_DATABASE_URL และเครื่องฐานข้อมูล ({error.orig})"
        ) from None
    finally:
        engine.dispose()
    return url


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keeps the data folder for one `wian serve`; its workers may be many. Raises InputError."""
    usable_folder(folder)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                "data_folder_in_use",
                f"มี wian serve อื่นใช้โฟลเดอร์ข้อมูล {folder} อยู่ โปรดปิดก่อนหรือตั้ง WIAN_DATA ใหม่",
            ) from None
        yield


def _speak_less() -> None:
    """The libraries tell every step of what they do."""
    for name in ("alembic", "dbos"):
        logging.getLogger(name).setLevel(logging.WARNING)


def usable_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "workers").mkdir(exist_ok=True)
    except OSError as error:
        raise InputError(
            "data_folder",
            f"ใช้โฟลเดอร์ข้อมูล {folder} ไม่ได้ ({error.strerror}) โปรดตรวจสิทธิ์หรือตั้ง WIAN_DATA ใหม่",
        ) from None
