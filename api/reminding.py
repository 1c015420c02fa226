"""The hourly job of reminders: those of every district, by mail where a server is set, else on the pages."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from api.mail import MailServer, open_mail, send_by
from api.reminders import MailError, Reminder, Send, remind
from api.settings import Settings
from api.tables import districts

log = logging.getLogger(__name__)


def remind_all(engine: sa.Engine, settings: Settings) -> int:
    """Sends and records what is due today; gives how many reminders went out."""
    with engine.connect() as connection:
        found = connection.execute(sa.select(districts.c.id, districts.c.name)).all()
    sent = 0
    for district in found:
        with sending(settings, district.name) as send:
            done = remind(engine, district.id, send)
        sent += done.mailed + done.shown
        if done.failed:
            log.warning("%d reminders of %s wait for the mail server", len(done.failed), district.name)
    return sent


@contextmanager
def sending(settings: Settings, office: str) -> Iterator[Send]:
    """How a district's reminders go out. The server is called for the first mail alone."""
    server = mail_server(settings)
    if server is None:
        yield _on_the_page
        return
    with _Post(server, settings.address, office) as post:
        yield post.send


def mail_server(settings: Settings) -> MailServer | None:
    """None where no server is set."""
    if not (settings.mail_host and settings.mail_sender):
        return None
    return MailServer(
        settings.mail_host,
        settings.mail_port,
        settings.mail_sender,
        settings.mail_user,
        settings.mail_password,
        settings.mail_security,
    )


def circular_link(address: str, document_id: str) -> str:
    """The circular's page as a school opens it, for a mail; "" where the service's address is not set."""
    return f"{address.rstrip('/')}/circulars/{document_id}" if address else ""


def _on_the_page(_reminder: Reminder) -> bool:
    return False


class _Post:
    """One connection to the mail server, opened for the first mail; one that fails is not tried again now."""

    def __init__(self, server: MailServer, address: str, office: str) -> None:
        self.server, self.address, self.office = server, address, office
        self.opening = open_mail(server)
        self.by_mail: Send | None = None
        self.away: MailError | None = None

    def __enter__(self) -> _Post:
        return self

    def __exit__(self, *_: object) -> None:
        if self.by_mail is not None:
            self.opening.__exit__(None, None, None)

    def send(self, reminder: Reminder) -> bool:
        if not reminder.email:
            return False
        if self.away is not None:
            raise self.away
        if self.by_mail is None:
            self.by_mail = self._open()
        return self.by_mail(reminder)

    def _open(self) -> Send:
        try:
            send = self.opening.__enter__()
        except MailError as error:
            self.away = error
            raise
        return send_by(self.server, send, self.office, lambda r: circular_link(self.address, r.document_id))
