"""Circulars that come by a watched folder or by mail: taken once, refused in Thai, nothing lost."""

from __future__ import annotations

import imaplib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import BinaryIO

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.inboxes import mailbox_of
from api.mailbox import Mailbox, MailboxAway
from api.problems import Problem
from api.settings import Settings
from api.watched_folder import WatchedFolder

SAMPLE = (Path(__file__).parent.parent / "samples" / "dmc-circular.pdf").read_bytes()
MAX = 1_000_000


class Desk:
    """Takes what is given; refuses what its name tells it to."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []

    def __call__(self, file: BinaryIO, name: str) -> None:
        if "broken" in name:
            raise Problem(400, "unknown", "ไฟล์นี้ไม่ใช่หนังสือ โปรดส่งไฟล์อื่น")
        if "later" in name:
            raise Problem(503, "away", "ฐานข้อมูลไม่ตอบ")
        self.taken.append((name, file.read()))


def put(folder: Path, name: str, content: bytes = b"x", age: float = 60) -> Path:
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_complete_files_are_taken_and_moved(tmp_path: Path) -> None:
    """What still grows stays; hidden files and links are nobody's circular; a second look finds nothing."""
    desk = Desk()
    put(tmp_path, "a.pdf", b"A")
    put(tmp_path, "growing.pdf", age=0)
    put(tmp_path, ".hidden.pdf")
    (tmp_path / "link.pdf").symlink_to("/etc/hostname")
    watched = WatchedFolder(tmp_path, desk, MAX)

    assert watched.look() == 1
    assert watched.look() == 0
    assert desk.taken == [("a.pdf", b"A")]
    assert (tmp_path / "done" / "a.pdf").read_bytes() == b"A"
    assert (tmp_path / "growing.pdf").exists()


def test_refused_files_say_why(tmp_path: Path) -> None:
    """The reason lies beside the file in Thai; too large is a reason too."""
    put(tmp_path, "broken.pdf")
    put(tmp_path, "large.pdf", b"x" * (MAX + 1))

    assert WatchedFolder(tmp_path, Desk(), MAX).look() == 2
    assert "โปรดส่งไฟล์อื่น" in (tmp_path / "refused" / "broken.pdf.txt").read_text()
    assert "ใหญ่เกิน" in (tmp_path / "refused" / "large.pdf.txt").read_text()


def test_what_may_work_later_stays(tmp_path: Path) -> None:
    """A store that is away is no fault of the file's, and holds up no other."""
    desk = Desk()
    put(tmp_path, "a-later.pdf")
    put(tmp_path, "b.pdf")

    assert WatchedFolder(tmp_path, desk, MAX).look() == 1
    assert (tmp_path / "a-later.pdf").exists()
    assert [name for name, _ in desk.taken] == ["b.pdf"]


def test_no_file_is_moved_over_another(tmp_path: Path) -> None:
    """A scanner that counts from 1 each day loses nothing."""
    watched = WatchedFolder(tmp_path, Desk(), MAX)
    for content in (b"monday", b"tuesday", b"wednesday"):
        put(tmp_path, "scan0001.pdf", content)
        watched.look()

    kept = {path.name: path.read_bytes() for path in (tmp_path / "done").iterdir()}
    assert kept == {"scan0001.pdf": b"monday", "scan0001-2.pdf": b"tuesday", "scan0001-3.pdf": b"wednesday"}


def test_two_services_do_not_take_the_same_file(tmp_path: Path) -> None:
    """While one looks, the other leaves the folder alone."""
    other = WatchedFolder(tmp_path, Desk(), MAX)
    looks: list[int] = []

    def take(_file: BinaryIO, _name: str) -> None:
        looks.append(other.look())

    put(tmp_path, "a.pdf")
    assert WatchedFolder(tmp_path, take, MAX).look() == 1
    assert looks == [0]


def test_a_running_service_takes_from_its_folder(tmp_path: Path) -> None:
    """From the folder to a circular that waits to be read; a broken file is refused there."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    put(inbox, "หนังสือ.pdf", SAMPLE)
    put(inbox, "no.pdf", b"not a pdf at all")
    settings = Settings(data=tmp_path / "data", workers=0, inbox_folder=inbox)

    with TestClient(create_app(settings), base_url="http://localhost") as client:
        until = time.monotonic() + 20
        while len(list(inbox.glob("*/*"))) < 3 and time.monotonic() < until:
            time.sleep(0.1)
        listed = client.get("/api/v1/circulars").json()["circulars"]

    assert [(one["name"], one["status"]) for one in listed] == [("หนังสือ.pdf", "received")]
    assert sorted(path.name for path in inbox.glob("*/*")) == ["no.pdf", "no.pdf.txt", "หนังสือ.pdf"]


@pytest.fixture(scope="module")
def mail_port() -> Iterator[int]:
    """A real IMAP server with an empty mailbox."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [str(Path(sys.executable).parent / "pymap"), "--host", "127.0.0.1", "--port", str(port)]
    options = ["--no-tls", "--no-service", "admin", "dict", "--demo-data"]
    server = subprocess.Popen([*program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield port
    server.terminate()
    server.wait(10)


@pytest.fixture
def mailbox(mail_port: int) -> Mailbox:
    """The server's mailbox; what was in it counts as seen."""
    box = Mailbox("127.0.0.1", mail_port, "demouser", "demopass", security="none")
    box.look(Desk(), MAX)
    return box


def send(mailbox: Mailbox, sender: str, *attachments: tuple[str, bytes]) -> None:
    """Puts a message into the mailbox, as a delivered mail."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "desk@example.org", "ขอส่งหนังสือเวียน"
    message.set_content("รายละเอียดตามแนบ")
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    with imaplib.IMAP4("127.0.0.1", mailbox.port) as server:
        server.login(mailbox.user, mailbox.password)
        assert server.append("INBOX", "", "", message.as_bytes())[0] == "OK"


def test_attachments_of_new_mail_are_taken_once(mailbox: Mailbox) -> None:
    """Thai names too; what cannot be a circular by its name is left out; a second look finds nothing."""
    desk = Desk()
    send(mailbox, "สพฐ. <saraban@example.org>", ("หนังสือเวียน.pdf", b"%PDF-1"), ("logo.gif", b"GIF"))

    assert mailbox.look(desk, MAX) == 1
    assert mailbox.look(desk, MAX) == 0
    assert desk.taken == [("หนังสือเวียน.pdf", b"%PDF-1")]


def test_a_bad_attachment_costs_only_itself(mailbox: Mailbox) -> None:
    """The others of the same mail are taken, and the mail is not looked at for ever."""
    desk = Desk()
    send(mailbox, "a@example.org", ("broken.pdf", b"x"), ("large.pdf", b"x" * (MAX + 1)), ("b.pdf", b"B"))

    assert mailbox.look(desk, MAX) == 1
    assert [name for name, _ in desk.taken] == ["b.pdf"]
    assert mailbox.look(desk, MAX) == 0


def test_mail_waits_while_the_service_cannot_keep_it(mailbox: Mailbox) -> None:
    """It stays unseen, and is taken with a later look."""
    send(mailbox, "a@example.org", ("later.pdf", b"x"))
    with pytest.raises(Problem):
        mailbox.look(Desk(), MAX)

    taken: list[str] = []
    assert mailbox.look(lambda _file, name: taken.append(name), MAX) == 1
    assert taken == ["later.pdf"]


def test_only_mail_of_the_named_senders_counts(mailbox: Mailbox) -> None:
    """An address or a whole domain; the name before the address proves nothing."""
    box = Mailbox(
        "127.0.0.1",
        mailbox.port,
        "demouser",
        "demopass",
        security="none",
        senders=frozenset({"obec.example", "head@example.org"}),
    )
    desk = Desk()
    send(box, "Saraban <x@OBEC.example>", ("a.pdf", b"A"))
    send(box, "head@example.org", ("b.pdf", b"B"))
    send(box, '"head@example.org" <stranger@example.net>', ("c.pdf", b"C"))

    box.look(desk, MAX)
    assert {name for name, _ in desk.taken} == {"a.pdf", "b.pdf"}


def test_a_server_that_is_away_or_refuses_is_said() -> None:
    """One error for the caller, who looks again later."""
    with pytest.raises(MailboxAway):
        Mailbox("127.0.0.1", 9, "u", "p", security="none").look(Desk(), MAX)


def test_a_wrong_password_is_said(mail_port: int) -> None:
    """As the same error."""
    with pytest.raises(MailboxAway):
        Mailbox("127.0.0.1", mail_port, "demouser", "wrong", security="none").look(Desk(), MAX)


def test_the_senders_of_the_settings() -> None:
    """A list with commas, blanks and capitals."""
    box = mailbox_of(Settings(mailbox_host="mail.example", mailbox_senders=" OBEC.example , a@b.example,"))
    assert box.senders == {"obec.example", "a@b.example"}
