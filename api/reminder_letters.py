"""Reminders to schools that have not returned a form, as sealed letters with a number each.

A sealed letter differs from school to school, so each has a number of its own from the register of sent
letters, taken in the transaction that keeps its PDF: a crash between two schools leaves whole letters only.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from api import registers
from api.database import now
from api.letter import printed
from api.tables import new_id, reminder_letters, schools
from extract.models import Circular
from generate.form_descriptions import FORMS

if TYPE_CHECKING:
    from generate.office import Office
    from generate.reminder import SentLetter

Row = sa.Row[*tuple[Any, ...]]


def reminder_pdf(
    circular: Circular,
    office: Office,
    school: str,
    form: str,
    *,
    sent: SentLetter | None,
    dated: date | None,
    number: int | None = None,
) -> bytes:
    """One school's letter. sent: the forwarding letter it follows. number: None leaves it open."""
    from generate import reminder

    missing = (FORMS[form].title,)
    return printed(
        lambda: reminder(circular, office, to=school, missing=missing, sent=sent, date=dated, number=number)
    )


def issue(
    connection: sa.Connection,
    document_id: str,
    school: Row,
    form: str,
    *,
    circular: Circular,
    office: Office,
    sent: SentLetter | None,
    dated: date,
    keep: Callable[[bytes], str],
    by: str,
    person: str,
) -> Row:
    """Takes a number, makes the letter and keeps it. Raises RegisterError for a date of another year."""
    entry = registers.register(
        connection,
        school.district_id,
        "sent",
        dated=dated.isoformat(),
        sender=office.short_name or office.name,
        recipient=school.name,
        subject=f"เตือนการส่ง{FORMS[form].title}",
        action="หนังสือประทับตรา",
        group=" ".join(office.unit),
        person=person,
        document_id=document_id,
    )
    if entry.year != dated.year + 543:
        raise registers.RegisterError(f"วันที่ของหนังสือต้องอยู่ในปี พ.ศ. {entry.year} ซึ่งเป็นปีของทะเบียน โปรดแก้วันที่")
    number = f"{office.number_prefix}/{entry.number}"
    registers.amend(connection, entry.id, reference=number)
    pdf = reminder_pdf(circular, office, school.name, form, sent=sent, dated=dated, number=entry.number)
    values = {
        "id": new_id(),
        "district_id": school.district_id,
        "document_id": document_id,
        "school_id": school.id,
        "forms": [form],
        "entry_id": entry.id,
        "number": number,
        "dated": dated.isoformat(),
        "pdf_sha256": keep(pdf),
        "issued_at": now(),
        "issued_by": by,
    }
    return connection.execute(reminder_letters.insert().values(values).returning(reminder_letters)).one()


def issued(connection: sa.Connection, district_id: str, document_id: str, form: str) -> Sequence[Row]:
    """The reminders of a form with `name` and `code` of their school, the newest number first."""
    table = reminder_letters
    joined = table.join(schools, schools.c.id == table.c.school_id)
    query = sa.select(table, schools.c.name, schools.c.code).select_from(joined)
    own = query.where(table.c.district_id == district_id, table.c.document_id == document_id)
    rows = connection.execute(own.order_by(table.c.issued_at.desc(), schools.c.name)).all()
    return [row for row in rows if form in row.forms]


def find(connection: sa.Connection, district_id: str, document_id: str, letter_id: str) -> Row | None:
    table = reminder_letters
    own = (table.c.id == letter_id, table.c.district_id == district_id, table.c.document_id == document_id)
    row: Row | None = connection.execute(sa.select(table).where(*own)).one_or_none()
    return row


def merged(pdfs: Sequence[bytes]) -> bytes:
    """All of them as one PDF to print."""
    import pikepdf

    with pikepdf.new() as whole:
        for pdf in pdfs:
            with pikepdf.open(io.BytesIO(pdf)) as one:
                whole.pages.extend(one.pages)
        out = io.BytesIO()
        whole.save(out)
    return out.getvalue()
