"""The ways in besides the browser, both off by default: a watched folder and a mailbox.

A thread of the web process looks every some seconds. What it takes goes the way of an upload: kept first, its
trace in the audit, read by a worker.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import BinaryIO

import sqlalchemy as sa

from api import audit, documents
from api.actor import Actor
from api.blobs import StoreAway
from api.mailbox import Mailbox, MailboxAway
from api.problems import Problem
from api.service import Service
from api.settings import Settings
from api.tables import districts
from api.watched_folder import Take, WatchedFolder

log = logging.getLogger(__name__)
LOOK_EVERY = 5.0  # seconds, into the folder
MEGABYTE = 1024 * 1024
AWAY = (OSError, MailboxAway, StoreAway, Problem, sa.exc.SQLAlchemyError)


class Inboxes:
    """Looks until it is stopped. `start` does nothing where no way in is set."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.stopping = threading.Event()
        settings = service.settings
        looks: list[tuple[str, float, Callable[[], int]]] = []
        max_bytes = settings.max_upload_mb * MEGABYTE
        if settings.inbox_folder:
            folder = WatchedFolder(settings.inbox_folder, self._taker("folder", "โฟลเดอร์รับเข้า"), max_bytes)
            looks.append((f"inbox folder {settings.inbox_folder}", LOOK_EVERY, folder.look))
        if settings.mailbox_host:
            mailbox, take = mailbox_of(settings), self._taker("mail", "กล่องจดหมาย")
            looks.append(("mailbox", settings.mailbox_seconds, lambda: mailbox.look(take, max_bytes)))
        self.threads = [threading.Thread(target=self._keep_looking, args=look, daemon=True) for look in looks]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(timeout=10)

    def _keep_looking(self, what: str, every: float, look: Callable[[], int]) -> None:
        while not self.stopping.is_set():
            try:
                if taken := look():
                    log.info("%s: %d file(s) taken", what, taken)
            except AWAY as error:
                log.warning("%s: %s", what, error)
            except Exception:  # a bug costs one look, and not all that come after it
                log.exception("%s", what)
            self.stopping.wait(every)

    def _taker(self, source: str, name: str) -> Take:
        def take(file: BinaryIO, file_name: str) -> documents.Taken:
            actor = Actor(source, name, "clerk", self._district(), by="system")

            def trace(connection: sa.Connection, row: documents.Row) -> None:
                target, detail = f"document:{row.id}", {"name": row.name, "sha256": row.sha256}
                audit.record(connection, actor, "circular.upload", target, detail)

            assert actor.district_id is not None
            return self.service.take(
                actor.district_id, file, file_name, actor.signature, trace, source=source
            )

        return take

    def _district(self) -> str:
        """The district for which things come in: the one that the settings name, or the first."""
        named = self.service.settings.inbox_district
        query = sa.select(districts.c.id).order_by(districts.c.created_at, districts.c.id)
        if named:
            query = query.where(sa.or_(districts.c.id == named, districts.c.short_name == named))
        with self.service.engine.connect() as connection:
            found = connection.execute(query.limit(1)).scalar()
        if found is None:
            raise Problem(500, "inbox_district", f"ไม่มีเขตพื้นที่ {named} โปรดแก้ WIAN_INBOX_DISTRICT")
        return str(found)


def mailbox_of(settings: Settings) -> Mailbox:
    senders = frozenset(one.strip().lower() for one in settings.mailbox_senders.split(",") if one.strip())
    return Mailbox(
        host=settings.mailbox_host,
        port=settings.mailbox_port,
        user=settings.mailbox_user,
        password=settings.mailbox_password,
        folder=settings.mailbox_folder,
        security=settings.mailbox_security,
        senders=senders,
    )
