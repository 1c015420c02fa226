"""Reminders: each once, only to schools that still have something to do, never lost for a failing mail."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
import sqlalchemy as sa

from api.database import now
from api.form_codes import FoundCodes
from api.mail import MailServer, mail, open_mail, reminder_mail, send_by
from api.reminders import MailError, Reminder, due_reminders, recorded, remind, subject_of, text_of
from api.reminding import remind_all
from api.returns import settle, take
from api.school_register import all_schools, import_schools
from api.settings import Settings
from api.tables import deadlines, districts, documents, new_id, publications, reminders, schools
from extract.models import Deadline
from generate.form_code import write_form_code
from tests.circulars import circular

LIST = "code,name\n1099000001,โรงเรียนก\n1099000002,โรงเรียนข\n1099000003,โรงเรียนค\n"
SHA = circular().source.sha256


@pytest.fixture
def district(engine: sa.Engine) -> str:
    """Three schools, of which the third was not sent the circular; the first has an address."""
    district, document = new_id(), new_id()
    found = circular()
    with engine.begin() as connection:
        connection.execute(districts.insert().values(id=district, name="สพป.ตัวอย่าง", created_at=now()))
        import_schools(connection, district, LIST.encode(), "SCHOOLS.csv")
        first, second, _ = all_schools(connection, district)
        connection.execute(schools.update().where(schools.c.id == first.id).values(email="a@school.example"))
        values: dict[str, Any] = {
            "id": document, "district_id": district, "sha256": SHA, "name": "ว812.pdf", "size": 1,
            "media_type": "application/pdf", "status": "confirmed", "received_at": now(),
            "number": "ศธ 04999/ว812", "subject": "การจัดเก็บข้อมูล",
            "circular": found.model_dump(mode="json", by_alias=True),
        }  # fmt: skip
        connection.execute(documents.insert().values(values))
        for school in (first, second):
            row = {"document_id": document, "school_id": school.id, "district_id": district}
            connection.execute(publications.insert().values(published_at=now(), **row))
        for deadline in found.deadlines:
            connection.execute(deadlines.insert().values(_row(district, document, deadline)))
    return district


def _row(district: str, document: str, deadline: Deadline) -> dict[str, Any]:
    return {
        "district_id": district, "document_id": document, "deadline_id": deadline.id, "kind": deadline.kind,
        "start": deadline.start, "end": deadline.end, "action": deadline.action, "actors": deadline.actors,
        "systems": deadline.systems, "deadline": deadline.model_dump(mode="json", by_alias=True),
    }  # fmt: skip


def due(engine: sa.Engine, district: str, day: date, **options: Any) -> list[tuple[str, str, int]]:
    with engine.connect() as connection:
        found = due_reminders(connection, district, on=day, **options)
    return [(reminder.school, reminder.deadline.id, reminder.days_before) for reminder in found]


def test_each_school_is_reminded_once_a_step(engine: sa.Engine, district: str) -> None:
    """A week, three days, a day before, and on the day; not the district's own duties, nobody twice."""
    sent: list[Reminder] = []

    def send(reminder: Reminder) -> bool:
        sent.append(reminder)
        return False

    assert due(engine, district, date(2027, 6, 2)) == []
    for day in (3, 3, 4, 7, 9, 10, 11):
        remind(engine, district, send, on=date(2027, 6, day))
    until_tenth = [r for r in sent if r.deadline.end == "2027-06-10"]
    assert {r.school for r in sent} == {"โรงเรียนก", "โรงเรียนข"}
    assert {r.deadline.id for r in until_tenth} == {"d1", "d3", "d4"}
    assert len(until_tenth) == 3 * 2 * 4 and len({r.key for r in sent}) == len(sent)
    with engine.connect() as connection:
        rows = recorded(connection, district, sent[0].school_id)
    assert {row.channel for row in rows} == {"page"} and len(rows) == len(sent) // 2


def test_a_standstill_sends_only_the_latest(engine: sa.Engine, district: str) -> None:
    """Off for a week: one reminder two days before, not those of the days gone by; none after the end."""
    assert {step for _, _, step in due(engine, district, date(2027, 6, 8))} == {3}
    remind(engine, district, lambda _: False, on=date(2027, 6, 10))
    assert [found for found in due(engine, district, date(2027, 6, 10)) if found[2] == 0] == []
    assert all(found[1] not in ("d1", "d3", "d4") for found in due(engine, district, date(2027, 6, 11)))


def test_who_returned_the_form_is_left_in_peace(engine: sa.Engine, district: str) -> None:
    """Only of the deadline by which that form was due; a rejected or unmatched file does not count."""
    with engine.begin() as connection:
        row = take(connection, district, sha256="0" * 64, name="a.pdf", media_type="application/pdf").row
        code = write_form_code(SHA, "1099000001", "confirm")
        settle(connection, row.id, FoundCodes({code: 1}, ()))
    left = due(engine, district, date(2027, 6, 10))
    assert ("โรงเรียนก", "d3", 0) not in left and ("โรงเรียนข", "d3", 0) in left
    assert ("โรงเรียนก", "d4", 0) in left and ("โรงเรียนก", "d1", 0) in left
    with engine.connect() as connection:
        found = due_reminders(connection, district, on=date(2027, 6, 10))
    assert {r.missing for r in found if r.deadline.id == "d4"} == {("certify",)}


def test_a_circular_opened_for_corrections_still_reminds(engine: sa.Engine, district: str) -> None:
    """As it was confirmed last: no school misses a day because the office looks again."""
    before = due(engine, district, date(2027, 6, 10))
    with engine.begin() as connection:
        connection.execute(documents.update().values(status="review"))
    assert due(engine, district, date(2027, 6, 10)) == before != []


def test_an_unconfirmed_circular_reminds_nobody(engine: sa.Engine, district: str) -> None:
    """It has no deadlines yet. Nor does another district's."""
    with engine.begin() as connection:
        connection.execute(deadlines.delete())
    assert due(engine, district, date(2027, 6, 10)) == []
    assert due(engine, new_id(), date(2027, 6, 10)) == []


def test_a_mail_that_fails_is_tried_again(engine: sa.Engine, district: str) -> None:
    """Not recorded, so still due; the other schools' reminders go out."""

    def failing(reminder: Reminder) -> bool:
        if reminder.email:
            raise MailError("down")
        return False

    result = remind(engine, district, failing, on=date(2027, 6, 10))
    assert (result.mailed, {r.school for r in result.failed}) == (0, {"โรงเรียนก"})
    assert {school for school, _, _ in due(engine, district, date(2027, 6, 10))} == {"โรงเรียนก"}
    assert remind(engine, district, lambda r: bool(r.email), on=date(2027, 6, 10)).mailed == len(
        result.failed
    )
    assert due(engine, district, date(2027, 6, 10)) == []


@pytest.mark.usefixtures("district")
def test_the_hourly_job_sends_each_once(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """By mail to who has an address, on the page to the others; run again it sends nothing; a server that is
    away keeps back its mails alone, for the next hour."""
    monkeypatch.setattr("api.reminders.today", lambda: date(2027, 6, 10))
    away = Settings(
        mail_host="127.0.0.1", mail_port=1, mail_sender="wian@office.example", mail_security="none"
    )
    first = remind_all(engine, away)
    with smtp() as (port, arrived):
        there = away.model_copy(update={"mail_port": port, "address": "https://wian.example/"})
        second, third = remind_all(engine, there), remind_all(engine, there)
    assert (first, second, third) == (3, 3, 0)  # three deadlines, two schools
    texts = [message_from_bytes(data, policy=default).get_content() for data in arrived]
    assert len(texts) == 3 and all("https://wian.example/circulars/" in text for text in texts)
    with engine.connect() as connection:
        channels = connection.execute(sa.select(reminders.c.channel)).scalars().all()
    assert sorted(channels) == ["mail"] * 3 + ["page"] * 3


# Words and mail -----------------------------------------------------------------------------------------

DEADLINE = circular().deadlines[2]
REMINDER = Reminder(
    district_id="d",
    document_id="doc",
    school_id="school",
    days_before=1,
    days_left=1,
    school="บ้านสมมติ",
    email="a@school.example",
    deadline=DEADLINE,
    number="ศธ 04999/ว812",
    subject="การจัดเก็บข้อมูล",
    missing=("confirm",),
)


def test_the_text_says_what_until_when_and_what_is_missing() -> None:
    """A deadline that is not sure says so with its printed text."""
    text = text_of(REMINDER, "สพป.ตัวอย่าง", "https://wian.example/x")
    for part in ("เรียน ผู้อำนวยการโรงเรียนบ้านสมมติ", "ว812", "10 มิถุนายน 2570", "พรุ่งนี้", "แบบยืนยัน", "https://"):
        assert part in text
    assert subject_of(REMINDER).startswith("เตือนกำหนดพรุ่งนี้: ยืนยันจำนวน")
    assert "ไม่แน่ชัด" not in text
    unsure = Reminder(**{**vars(REMINDER), "deadline": DEADLINE.model_copy(update={"state": "doubtful"})})
    assert "ไม่แน่ชัด" in text_of(unsure, "สพป.ตัวอย่าง")


def test_mail_goes_out_over_smtp() -> None:
    """Thai subject and text arrive whole, the same reminder with the same Message-ID."""
    with smtp() as (port, arrived):
        server = MailServer("127.0.0.1", port, "wian@office.example", security="none")
        with open_mail(server) as send:
            by_mail = send_by(server, send, "สพป.ตัวอย่าง", lambda _: "")
            assert by_mail(REMINDER) and by_mail(REMINDER)
            assert not by_mail(Reminder(**{**vars(REMINDER), "email": None}))
    first, second = (message_from_bytes(data, policy=default) for data in arrived)
    assert first["Subject"] == subject_of(REMINDER)
    assert first.get_content().replace("\r\n", "\n").strip() == text_of(REMINDER, "สพป.ตัวอย่าง").strip()
    assert first["Message-ID"] == second["Message-ID"] == f"<{REMINDER.key}@office.example>"
    assert first["To"] == "a@school.example"


def test_a_mail_server_that_is_away_is_told() -> None:
    """And an address that is none never becomes a header of its own."""
    with pytest.raises(MailError), open_mail(MailServer("127.0.0.1", 1, "a@b.example", security="none")):
        pass
    server = MailServer("127.0.0.1", 25, "wian@office.example")
    for wrong in ("", "nobody", "a@b.example\nBcc: c@d.example"):
        with pytest.raises(MailError):
            mail(server, wrong, "เรื่อง", "ข้อความ")
    assert "Bcc" not in mail(server, "a@b.example", "เรื่อง\nBcc: c@d.example", "ข้อความ")
    assert reminder_mail(server, REMINDER, "ชื่อ\r\nX: y")["X"] is None


@contextmanager
def smtp() -> Iterator[tuple[int, list[bytes]]]:
    """A server that takes every mail."""
    arrived: list[bytes] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 ready\r\n")
            for line in self.rfile:
                if line.upper().startswith(b"DATA"):
                    self.wfile.write(b"354 go on\r\n")
                    arrived.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.wfile.write(b"250 well\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], arrived
        server.shutdown()
