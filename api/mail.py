"""Mail by SMTP, with the standard library; encrypted unless the server is told to be plain."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal

from api.database import now
from api.reminders import MailError, Reminder, Send, subject_of, text_of

SECONDS = 30


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in. security: "starttls" (usually port 587), "tls" (465) or "none" (25)."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    security: Literal["starttls", "tls", "none"] = "starttls"


@contextmanager
def open_mail(server: MailServer) -> Iterator[Callable[[EmailMessage], None]]:
    """A function that sends over one connection. It and the opening raise MailError."""
    try:
        connection = _connect(server)
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(f"{server.host}: {error}") from error

    def send(message: EmailMessage) -> None:
        try:
            connection.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(f"{server.host}: {error}") from error

    try:
        yield send
    finally:
        connection.close()


def mail(
    server: MailServer, to: str, subject: str, text: str, *, name: str = "", key: str = ""
) -> EmailMessage:
    """A plain text mail. key: makes the Message-ID, so that the same mail sent again is known as the same.

    Raises MailError for an address that is none.
    """
    message = EmailMessage(policy=SMTP)
    try:
        sender, recipient = Address(addr_spec=server.sender), Address(addr_spec=to.strip())
    except Exception as error:  # the parser raises IndexError and others for what is no address
        raise MailError(f"not an address: {to!r}") from error
    message["From"] = Address(_one_line(name), addr_spec=server.sender)
    message["To"] = recipient
    message["Subject"] = _one_line(subject)
    message["Date"] = format_datetime(now())
    if key:
        message["Message-ID"] = f"<{key}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def reminder_mail(server: MailServer, reminder: Reminder, office: str, link: str = "") -> EmailMessage:
    """A reminder as mail; the school must have an address."""
    text = text_of(reminder, office, link)
    return mail(server, reminder.email or "", subject_of(reminder), text, name=office, key=reminder.key)


def send_by(
    server: MailServer, send: Callable[[EmailMessage], None], office: str, link: Callable[[Reminder], str]
) -> Send:
    """How `remind` sends: by mail to schools with an address, to the others in the page alone."""

    def send_reminder(reminder: Reminder) -> bool:
        if not reminder.email:
            return False
        send(reminder_mail(server, reminder, office, link(reminder)))
        return True

    return send_reminder


def _connect(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=SECONDS, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        if server.security == "starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _one_line(text: str) -> str:
    return " ".join(text.split())
