"""A mailbox (IMAP, RFC 3501) from which attached circulars are taken, with the standard library.

Messages that were not seen are looked at; every attachment that may be a circular is taken as an upload, then
the message is marked as seen. It is marked last, so a crash looks at it again at worst. Nothing is answered,
deleted or run, and a message's text is not read.
"""

from __future__ import annotations

import email
import email.policy
import imaplib
import io
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any, Literal

from api.problems import Problem
from api.watched_folder import Take

log = logging.getLogger(__name__)
SECONDS = 30
MOST_MESSAGES = 50  # in one look; the others come with the next
SUFFIXES = (".pdf", ".docx", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp")


class MailboxAway(Exception):
    """The server does not answer, or refuses what it was asked."""


@dataclass(frozen=True)
class Mailbox:
    """Where mail is fetched. senders: addresses or domains whose mail counts; empty: everybody's."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    security: Literal["tls", "starttls", "none"] = "tls"
    senders: frozenset[str] = frozenset()

    def look(self, take: Take, max_bytes: int) -> int:
        """Takes what is new; gives the number of files taken. Raises MailboxAway."""
        with self._opened() as server:
            numbers = _answer(server.uid("SEARCH", "UNSEEN"))[0].split()[:MOST_MESSAGES]
            return sum(self._take_from(server, number.decode(), take, max_bytes) for number in numbers)

    def reach(self) -> None:
        """Opens the folder, for `wian check`. Raises MailboxAway."""
        with self._opened():
            pass

    def _take_from(self, server: imaplib.IMAP4, number: str, take: Take, max_bytes: int) -> int:
        # PEEK: fetching alone does not mark it as seen.
        data = _answer(server.uid("FETCH", number, "(BODY.PEEK[])"))
        raw = next((part[1] for part in data if isinstance(part, tuple)), b"")
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        taken = 0
        if self.listens_to(str(message.get("From", ""))):
            for name, content in attachments(message, max_bytes):
                taken += _taken(take, name, content)
        _answer(server.uid("STORE", number, "+FLAGS", r"(\Seen)"))
        return taken

    def listens_to(self, sender: str) -> bool:
        address = parseaddr(sender)[1].lower()
        return not self.senders or bool({address, address.rpartition("@")[2]} & self.senders)

    @contextmanager
    def _opened(self) -> Iterator[imaplib.IMAP4]:
        try:
            server = self._connected()
            try:
                server.login(self.user, self.password)
                _answer(server.select(f'"{self.folder}"'))
                yield server
            finally:
                server.shutdown()
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailboxAway(f"{self.host}: {error}") from error

    def _connected(self) -> imaplib.IMAP4:
        context = ssl.create_default_context()
        if self.security == "tls":
            return imaplib.IMAP4_SSL(self.host, self.port, ssl_context=context, timeout=SECONDS)
        server = imaplib.IMAP4(self.host, self.port, timeout=SECONDS)
        if self.security == "starttls":
            server.starttls(context)
        return server


def attachments(message: EmailMessage, max_bytes: int) -> Iterator[tuple[str, bytes]]:
    """(name, content) of what may be a circular: by its name here, by its content when it is taken."""
    for part in message.walk():
        name = part.get_filename() or ""
        if part.is_multipart() or not name.lower().endswith(SUFFIXES):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and 0 < len(content) <= max_bytes:
            yield name, content
        else:
            log.warning("an attachment is left out, empty or too large: %s", name)


def _taken(take: Take, name: str, content: bytes) -> bool:
    """Raises Problem only for what may work later: then the message stays unseen."""
    try:
        take(io.BytesIO(content), name)
    except Problem as problem:
        if problem.status >= 500:
            raise
        log.warning("an attachment is no circular: %s (%s)", name, problem.detail)
        return False
    return True


def _answer(answer: tuple[str, list[Any]]) -> list[Any]:
    """The data of what a server answered. Raises imaplib's error where it refused."""
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(str(data))
    return data
