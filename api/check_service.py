"""The part of `wian check` that looks at what the service reaches over the network, where that is set.

Each thing is tried as the service would use it; nothing is changed there but a probe in the file store, which
is removed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from api.blobs import StoreAway, open_blobs
from api.check_finding import Finding
from api.database import database_url, is_sqlite, make_engine, now
from api.errors import InputError
from api.inboxes import mailbox_of
from api.mailbox import MailboxAway
from api.oidc import provider_of
from api.problems import Problem
from api.settings import Settings

PROBE = "probe/check"


def reached(settings: Settings) -> Iterator[Finding]:
    """One finding for each of database, file store, mail, mailbox, folder and sign-in that is in use."""
    url = database_url(settings.data, settings.database_url)
    if not is_sqlite(url) or Path(sa.make_url(url).database or "").exists():
        yield tried("ฐานข้อมูล (WIAN_DATABASE_URL)", lambda: ask_database(url), "ตรวจที่อยู่และเครื่องฐานข้อมูล")
    if settings.storage:
        yield tried("ที่เก็บไฟล์ (WIAN_STORAGE)", lambda: use_store(settings), "ตรวจที่อยู่ กุญแจ และสิทธิ์เขียน")
    if settings.mail_host:
        yield tried("เครื่องส่งอีเมล (WIAN_MAIL_…)", lambda: reach_mail(settings), "ตรวจชื่อเครื่อง พอร์ต และรหัสผ่าน")
    if settings.mailbox_host:
        yield tried(
            "กล่องจดหมายรับเข้า (WIAN_MAILBOX_…)",
            mailbox_of(settings).reach,
            "ตรวจชื่อเครื่อง พอร์ต รหัสผ่าน และชื่อโฟลเดอร์",
        )
    if settings.inbox_folder:
        good = settings.inbox_folder.is_dir()
        yield Finding(good, f"โฟลเดอร์รับเข้า {settings.inbox_folder}", "สร้างโฟลเดอร์ หรือแก้ WIAN_INBOX_FOLDER")
    if provider := provider_of(settings):
        yield tried(
            "ระบบบัญชีหน่วยงาน (WIAN_OIDC_…)", provider.reach, "ตรวจ WIAN_OIDC_ISSUER ให้ตรงกับที่ผู้ให้บริการแจ้ง"
        )


def tried(what: str, use: Callable[[], object], remedy: str) -> Finding:
    try:
        use()
    except (OSError, StoreAway, MailboxAway, Problem, InputError, sa.exc.SQLAlchemyError) as error:
        said = " ".join(str(getattr(error, "orig", None) or error).split())[:200]
        return Finding(False, what, f"{remedy} ({said})")
    return Finding(True, what)


def ask_database(url: str) -> None:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
    finally:
        engine.dispose()


def use_store(settings: Settings) -> None:
    blobs = open_blobs(settings.storage, settings.data)
    blobs.put(PROBE, b"wian check")
    blobs.get(PROBE)
    blobs.delete(PROBE, now() + timedelta(days=1))


def reach_mail(settings: Settings) -> None:
    from api.mail import open_mail
    from api.reminders import MailError
    from api.reminding import mail_server

    server = mail_server(settings)
    assert server is not None
    try:
        with open_mail(server):
            pass
    except MailError as error:
        raise OSError(str(error)) from error
