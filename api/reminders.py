"""Reminders before a deadline: to each school the circular was published to, and that still has it to do.

Nothing here watches the clock: a job calls `remind` some times a day. A day on which the service stood still
is made up for: what was due meanwhile is due until it is recorded, or until the deadline has passed.

A reminder is recorded once it was sent. A crash between the two sends it again, with the same Message-ID, by
which mail programs know it; the other order could lose it, and with it the deadline.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from api.database import insert_or, now
from api.registers import BANGKOK
from api.returns import COUNTED
from api.school_duties import deadlines_of
from api.tables import deadlines, documents, publications, reminders, returns, schools
from extract.models import Deadline
from generate.date_words import when
from generate.form_descriptions import FORMS, deadline_among, forms_among
from generate.letter_duties import is_duty_of_schools

log = logging.getLogger(__name__)
Row = sa.Row[*tuple[Any, ...]]
DAYS_BEFORE = (7, 3, 1, 0)


@dataclass(frozen=True)
class Reminder:
    """One school, one deadline, one time before it. missing: the forms it has not returned, by their keys."""

    district_id: str
    document_id: str
    school_id: str
    days_before: int
    days_left: int
    school: str
    email: str | None
    deadline: Deadline
    number: str
    subject: str
    missing: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same reminder, whenever it is made: for job ids and Message-IDs."""
        parts = (self.document_id, self.deadline.id, self.school_id, str(self.days_before))
        return hashlib.sha256("/".join(parts).encode()).hexdigest()[:32]


# Gives False where this reminder goes into the page alone (no address, no mail server); raises MailError.
Send = Callable[[Reminder], bool]


class MailError(Exception):
    """A mail could not be sent now; it may work later."""


@dataclass(frozen=True)
class Reminded:
    """How many went by mail, how many into the page alone, and which will be tried again."""

    mailed: int
    shown: int
    failed: tuple[Reminder, ...]


def today() -> date:
    return now().astimezone(BANGKOK).date()


def due_reminders(
    connection: sa.Connection,
    district_id: str,
    *,
    on: date | None = None,
    days_before: Sequence[int] = DAYS_BEFORE,
) -> list[Reminder]:
    """What is to be sent on a day (Bangkok), the nearest deadline first.

    Only of confirmed circulars, only deadlines of schools, only to open schools the circular was published
    to. A deadline by which forms are to be returned concerns only the schools of which one is missing.
    """
    day = on or today()
    found: list[Reminder] = []
    for row in _coming_deadlines(connection, district_id, day):
        left = (date.fromisoformat(row.end) - day).days
        # The latest time that has come: after a standstill no school gets all the earlier ones at once.
        step = min((days for days in days_before if days >= left), default=None)
        if step is not None:
            found += _of_deadline(connection, row, step, left)
    return found


def remind(
    engine: sa.Engine,
    district_id: str,
    send: Send,
    *,
    on: date | None = None,
    days_before: Sequence[int] = DAYS_BEFORE,
) -> Reminded:
    """Sends and records what is due. No transaction is open while mail is sent."""
    with engine.connect() as connection:
        due = due_reminders(connection, district_id, on=on, days_before=days_before)
    mailed = shown = 0
    failed: list[Reminder] = []
    for reminder in due:
        try:
            by_mail = send(reminder)
        except MailError as error:
            log.warning("a reminder to school %s waits: %s", reminder.school_id, error)
            failed.append(reminder)
            continue
        with engine.begin() as connection:
            record(connection, reminder, "mail" if by_mail else "page")
        mailed, shown = mailed + by_mail, shown + (not by_mail)
    return Reminded(mailed, shown, tuple(failed))


def record(connection: sa.Connection, reminder: Reminder, channel: str) -> bool:
    """Keeps that a reminder went out ("mail" or "page"); False where that was recorded before."""
    insert = insert_or(connection, reminders).values(
        document_id=reminder.document_id,
        deadline_id=reminder.deadline.id,
        school_id=reminder.school_id,
        days_before=reminder.days_before,
        district_id=reminder.district_id,
        channel=channel,
        sent_at=now(),
    )
    recorded = connection.execute(insert.on_conflict_do_nothing().returning(reminders.c.days_before))
    return recorded.first() is not None


def recorded(
    connection: sa.Connection, district_id: str, school_id: str, *, since: datetime | None = None
) -> Sequence[Row]:
    """A school's reminders for its page, the newest first."""
    table = reminders.c
    query = sa.select(reminders).where(table.district_id == district_id, table.school_id == school_id)
    if since:
        query = query.where(table.sent_at >= since)
    return connection.execute(query.order_by(table.sent_at.desc(), table.deadline_id)).all()


# Words --------------------------------------------------------------------------------------------------


def subject_of(reminder: Reminder) -> str:
    return f"เตือนกำหนด{_left(reminder)}: {reminder.deadline.action}"


def text_of(reminder: Reminder, office: str, link: str = "") -> str:
    """The reminder's text, one paragraph a line. link: the circular's address for this school."""
    deadline = reminder.deadline
    circular = " ".join(filter(None, (f"ที่ {reminder.number}" if reminder.number else "", reminder.subject)))
    lines = [
        f"เรียน ผู้อำนวยการ{_named(reminder.school)}",
        "",
        f"หนังสือ {circular}" if circular else "",
        f"สิ่งที่ต้องดำเนินการ: {deadline.action}",
        f"กำหนด: {when(deadline) or deadline.text} ({_left(reminder)})",
    ]
    if reminder.missing:
        titles = " และ".join(FORMS[form].title for form in reminder.missing)
        lines.append(f"ยังไม่ได้รับจากโรงเรียน: {titles}")
    if deadline.state != "sure":
        lines.append(f"กำหนดนี้อ่านได้ไม่แน่ชัด ข้อความในหนังสือคือ “{deadline.text}” โปรดดูหนังสือต้นฉบับ")
    if link:
        lines.append(f"ดูหนังสือและแบบ: {link}")
    lines += ["หากดำเนินการแล้ว ขออภัยและขอขอบคุณ", "", office]
    return "\n".join(lines)


def _left(reminder: Reminder) -> str:
    words = {0: "วันนี้", 1: "พรุ่งนี้"}
    return words.get(reminder.days_left, f"เหลืออีก {reminder.days_left} วัน")


def _named(school: str) -> str:
    return school if school.startswith("โรงเรียน") else f"โรงเรียน{school}"


# What is due --------------------------------------------------------------------------------------------


def _coming_deadlines(connection: sa.Connection, district_id: str, day: date) -> Sequence[Row]:
    """Deadlines of schools that have not passed, each with its circular's number and subject."""
    columns = (documents.c.number, documents.c.subject)
    query = (
        sa.select(deadlines, *columns)
        .join(documents, documents.c.id == deadlines.c.document_id)
        .where(
            deadlines.c.district_id == district_id,
            deadlines.c.end >= day.isoformat(),
        )
        .order_by(deadlines.c.end, deadlines.c.document_id, deadlines.c.deadline_id)
    )
    rows = connection.execute(query).all()
    return [row for row in rows if is_duty_of_schools(Deadline.model_validate(row.deadline))]


def _of_deadline(connection: sa.Connection, row: Row, step: int, left: int) -> list[Reminder]:
    deadline = Deadline.model_validate(row.deadline)
    forms = _forms_until(connection, row.document_id, row.deadline_id)
    returned = _returned(connection, row.document_id, forms)
    found: list[Reminder] = []
    for school in _to_be_reminded(connection, row, step):
        missing = tuple(form for form in forms if (school.id, form) not in returned)
        if forms and not missing:
            continue
        found.append(
            Reminder(
                district_id=row.district_id,
                document_id=row.document_id,
                school_id=school.id,
                days_before=step,
                days_left=left,
                school=school.name,
                email=school.email,
                deadline=deadline,
                number=row.number or "",
                subject=row.subject or "",
                missing=missing,
            )
        )
    return found


def _forms_until(connection: sa.Connection, document_id: str, deadline_id: str) -> list[str]:
    """The forms that are to be back by this deadline."""
    own = deadlines_of(connection, document_id)
    by_form = {form: deadline_among(own, FORMS[form]) for form in forms_among(own)}
    return [form for form, due in by_form.items() if due is not None and due.id == deadline_id]


def _returned(connection: sa.Connection, document_id: str, forms: list[str]) -> set[tuple[str, str]]:
    """(school, form) of what is back."""
    table = returns.c
    query = sa.select(table.school_id, table.form).where(
        table.document_id == document_id, table.form.in_(forms), table.status.in_(COUNTED)
    )
    return {(row.school_id, row.form) for row in connection.execute(query)}


def _to_be_reminded(connection: sa.Connection, row: Row, step: int) -> Sequence[Row]:
    """Schools that have the circular and no reminder of this step or a later one."""
    published = sa.select(publications.c.school_id).where(publications.c.document_id == row.document_id)
    reminded = sa.select(reminders.c.school_id).where(
        reminders.c.document_id == row.document_id,
        reminders.c.deadline_id == row.deadline_id,
        reminders.c.days_before <= step,
    )
    query = sa.select(schools).where(
        schools.c.district_id == row.district_id,
        schools.c.closed_at.is_(None),
        schools.c.id.in_(published),
        schools.c.id.not_in(reminded),
    )
    return connection.execute(query.order_by(schools.c.name, schools.c.id)).all()
