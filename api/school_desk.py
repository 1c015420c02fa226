"""One school's view: what it must do by when, its circulars, forms and calendar. Never more than its own.

The school is the actor's own, or, for the people of its district, one of their schools: they see what the
school sees, so that they can help by telephone.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from api import access, documents, letters, returns, school_register
from api.actor import Actor
from api.blobs import original_key
from api.database import now
from api.desk_part import DeskPart
from api.problems import not_found
from api.school_duties import UPCOMING, Duty, SchoolForm, deadlines_of, duties_of, school_forms
from api.school_register import as_school
from api.tables import deadlines as deadlines_table
from api.tables import districts, publications, schools
from api.tables import documents as documents_table
from api.tables import returns as returns_table
from extract.models import Circular, Deadline, Reading, Source, TextReading
from generate.form_descriptions import forms_asked

Row = sa.Row[*tuple[Any, ...]]
NOT_PUBLISHED = "ไม่พบหนังสือฉบับนี้ โปรดตรวจที่อยู่ หรือเปิดจากหน้าของโรงเรียน"
NO_LETTER = "สำนักงานเขตยังไม่ได้ออกหนังสือนำส่งของหนังสือฉบับนี้ โปรดดูหนังสือต้นเรื่อง"
NO_FORM = "ไม่มีแบบนี้สำหรับโรงเรียนนี้"
NO_FORMS = "ไม่มีแบบที่โรงเรียนต้องส่ง"
MOST_IN_FEED = 200  # circulars, the newest


@dataclass(frozen=True)
class SchoolCircular:
    """A circular as a school sees it. letter: the row of the letter in force, if one was issued."""

    row: documents.Row
    published_at: Any
    circular: Circular
    duties: list[Duty]
    forms: list[SchoolForm]
    letter: Row | None


@dataclass(frozen=True)
class SchoolDesk(DeskPart):
    def own(self) -> Row:
        """The actor's own school. Raises Problem 404 for one who has none."""
        access.require(self.actor, "school.read")
        with self.service.engine.connect() as connection:
            row: Row | None = connection.execute(
                sa.select(schools).where(
                    schools.c.id == self.actor.school_id, access.visible(self.actor, schools)
                )
            ).one_or_none()
        if row is None:
            raise not_found()
        return row

    def named(self, code: str) -> Row:
        """A school by its 10 digits: one's own, or one of the district. Raises Problem 404 for any other."""
        access.require(self.actor, "school.read")
        with self.service.engine.connect() as connection:
            found = access.rows(connection, self.actor, schools, schools.c.code == code)
        if not found:
            raise not_found("ไม่พบโรงเรียนนี้ โปรดตรวจรหัสโรงเรียน")
        return found[0]

    def office_name(self, school: Row) -> str:
        with self.service.engine.connect() as connection:
            query = sa.select(districts.c.name).where(districts.c.id == school.district_id)
            return str(connection.execute(query).scalar_one())

    def duties(self, school: Row, after: int = 0, most: int = UPCOMING) -> list[Duty]:
        """The nearest first, those without a day last; at most so many that are still to come."""
        access.require(self.actor, "document.read")
        with self.service.engine.connect() as connection:
            return duties_of(connection, school.id, after=after, most=most)

    def circulars(self, school: Row, most: int = 30, skip: int = 0) -> Sequence[Row]:
        """What was published to the school, the newest first."""
        access.require(self.actor, "document.read")
        columns = [documents_table.c[name] for name in ("id", "number", "subject", "name", "issuer", "dated")]
        query = (
            sa.select(*columns, publications.c.published_at, publications.c.seen_at)
            .join(publications, publications.c.document_id == documents_table.c.id)
            .where(publications.c.school_id == school.id)
            .order_by(publications.c.published_at.desc(), documents_table.c.id)
            .offset(skip)
            .limit(most)
        )
        with self.service.engine.connect() as connection:
            return connection.execute(query).all()

    def circular(self, school: Row, circular_id: str) -> SchoolCircular:
        """Marks it as seen where the school itself looks for the first time."""
        row = self._published(school, circular_id)
        circular = self.service.read_circular(row.district_id, row.id)
        with self.service.engine.begin() as connection:
            if row.seen_at is None and self.actor.school_id == school.id:
                mine = (publications.c.document_id == row.id, publications.c.school_id == school.id)
                connection.execute(
                    publications.update().where(*mine, publications.c.seen_at.is_(None)).values(seen_at=now())
                )
            own = deadlines_of(connection, row.id)
            return SchoolCircular(
                row,
                row.published_at,
                circular,
                duties_of(connection, school.id, document_id=row.id),
                [form for form, _ in school_forms(connection, school.id, {row.id: own})[row.id]],
                letters.in_force(connection, row.district_id, row.id),
            )

    def letter(self, school: Row, circular_id: str) -> bytes:
        """The issued letter, as PDF."""
        row = self._published(school, circular_id)
        with self.service.engine.begin() as connection:
            letter = letters.in_force(connection, row.district_id, row.id)
            if letter is None or letter.pdf_sha256 is None:
                raise not_found(NO_LETTER)
            self.trace(connection, "letter.download", f"document:{row.id}", {"school": school.code})
        return self.service.blobs.get(original_key(letter.pdf_sha256))

    def original(self, school: Row, circular_id: str) -> tuple[documents.Row, bytes]:
        row = self._published(school, circular_id)
        found, content = self.service.original(row.district_id, row.id)
        with self.service.engine.begin() as connection:
            self.trace_of("circular.download")(connection, found)
        return found, content

    def page_picture(self, school: Row, circular_id: str, number: int) -> bytes:
        row = self._published(school, circular_id)
        return self.service.page_picture(row.district_id, row.id, number)

    def form(self, school: Row, circular_id: str, form: str) -> bytes:
        from generate import certification_form

        access.require(self.actor, "form.read")
        row = self._published(school, circular_id)
        circular = self.service.read_circular(row.district_id, row.id)
        if form not in forms_asked(circular):
            raise not_found(NO_FORM)
        office = self.service.office_or_none(row.district_id)
        return certification_form(circular, as_school(school), form, office=office)

    def forms(self, school: Row, circular_id: str | None = None) -> bytes:
        """All forms of the school as one PDF: of a circular, or all that are still to be returned."""
        import pikepdf

        access.require(self.actor, "form.read")
        if circular_id is not None:
            return self._booklet(school, circular_id)
        wanted = self._missing(school)
        if not wanted:
            raise not_found(NO_FORMS)
        with pikepdf.new() as merged:
            for document_id, form in wanted:
                with pikepdf.open(io.BytesIO(self.form(school, document_id, form))) as one:
                    merged.pages.extend(one.pages)
            out = io.BytesIO()
            merged.save(out)
        return out.getvalue()

    def calendar(self, school: Row, circular_id: str) -> bytes:
        """The school's own deadlines of one circular, as a calendar file."""
        row = self._published(school, circular_id)
        with self.service.engine.connect() as connection:
            own = {duty.deadline.id for duty in duties_of(connection, school.id, document_id=row.id)}
        circular = self.service.read_circular(row.district_id, row.id)
        from generate import calendar_feed

        name = circular.subject.value if circular.subject and circular.subject.value else row.name
        return calendar_feed(name, [(circular, [d for d in circular.deadlines if d.id in own])])

    def returned(self, school: Row, most: int = 20) -> Sequence[Row]:
        """The files that came from the school, or were matched to it, the newest first."""
        access.require(self.actor, "return.read")
        with self.service.engine.connect() as connection:
            return returns.listed(
                connection,
                school.district_id,
                school_id=school.id,
                most=most,
                visible=access.visible(self.actor, returns_table),
            )

    def renew_secret(self, school: Row) -> str:
        """A new secret address of calendar and reading link; the old ones lead nowhere from now on."""
        access.require(self.actor, "feed.renew")
        with self.service.engine.begin() as connection:
            if not access.rows(connection, self.actor, schools, schools.c.id == school.id):
                raise not_found()
            secret = school_register.renew_feed_secret(connection, school.district_id, school.id)
            if secret is None:
                raise not_found()
            self.trace(connection, "feed.renew", f"school:{school.id}")
        return secret

    def links_open(self, school: Row) -> bool:
        with self.service.engine.connect() as connection:
            return school_register.links_open(connection, school.district_id)

    def _published(self, school: Row, circular_id: str) -> Row:
        """The circular's row with published_at and seen_at. Raises Problem 404 for one of others."""
        found = self.find(circular_id)
        query = sa.select(*documents.BRIEF, publications.c.published_at, publications.c.seen_at).join(
            publications, publications.c.document_id == documents_table.c.id
        )
        which = (documents_table.c.id == found.id, publications.c.school_id == school.id)
        with self.service.engine.connect() as connection:
            row: Row | None = connection.execute(query.where(*which)).one_or_none()
        if row is None:
            raise not_found(NOT_PUBLISHED)
        return row

    def _booklet(self, school: Row, circular_id: str) -> bytes:
        from generate import certification_booklet

        row = self._published(school, circular_id)
        circular = self.service.read_circular(row.district_id, row.id)
        if not forms_asked(circular):
            raise not_found(NO_FORMS)
        office = self.service.office_or_none(row.district_id)
        return certification_booklet(circular, [as_school(school)], office=office)

    def _missing(self, school: Row) -> list[tuple[str, str]]:
        """(circular, form) of what is still to be returned."""
        with self.service.engine.connect() as connection:
            return [
                (duty.document_id, form.form)
                for duty in duties_of(connection, school.id)
                for form in (*duty.forms, *duty.loose)
                if not form.is_back
            ]


def link_actor(connection: sa.Connection, secret: str) -> Actor:
    """Whoever holds a school's secret link: reads what is the school's. Raises Problem 404 where the link is
    not (or no longer) one, or the district does not allow such links."""
    school = school_register.school_by_feed_secret(connection, secret)
    if school is None or not school_register.links_open(connection, school.district_id):
        raise not_found("ลิงก์นี้ใช้ไม่ได้ อาจมีการออกลิงก์ใหม่แล้ว โปรดขอลิงก์จากสำนักงานเขตพื้นที่")
    return Actor(
        f"school-{school.code}", school.name, "school", school.district_id, school.id, "link", ("read",)
    )


def feed(connection: sa.Connection, secret: str) -> bytes:
    """The calendar of a school by its secret address. Raises Problem 404 where there is none."""
    from generate import calendar_feed

    school = school_register.school_by_feed_secret(connection, secret)
    if school is None:
        raise not_found("ที่อยู่ปฏิทินนี้ใช้ไม่ได้แล้ว โปรดขอที่อยู่ใหม่จากหน้าของโรงเรียน")
    return calendar_feed(f"กำหนดส่งงาน {school.name}", _feed_circulars(connection, school.id))


def _feed_circulars(connection: sa.Connection, school_id: str) -> list[tuple[Circular, list[Deadline]]]:
    from generate.letter_duties import is_duty_of_schools

    newest = (
        sa.select(publications.c.document_id)
        .where(publications.c.school_id == school_id)
        .order_by(publications.c.published_at.desc())
        .limit(MOST_IN_FEED)
        .subquery()
    )
    table, document = deadlines_table.c, documents_table.c
    query = (
        sa.select(table.document_id, table.deadline, document.sha256, document.name, document.number,
                  document.dated, document.pages)
        .join(documents_table, document.id == table.document_id)
        .where(table.document_id.in_(sa.select(newest.c.document_id)))
        .order_by(document.received_at, document.id, sa.func.length(table.deadline_id), table.deadline_id)
    )  # fmt: skip
    rows: dict[str, tuple[Row, list[Deadline]]] = {}
    for row in connection.execute(query):
        rows.setdefault(row.document_id, (row, []))[1].append(Deadline.model_validate(row.deadline))
    return [
        (_stub(row, own), [deadline for deadline in own if is_duty_of_schools(deadline)])
        for row, own in rows.values()
    ]


def _stub(row: Row, own: list[Deadline]) -> Circular:
    """As much of a circular as a calendar tells: the whole JSON would be read for nothing."""

    def read(value: str | None) -> TextReading | None:
        return TextReading(value=value, text=value, state="sure", page=1, confidence=1) if value else None

    return Circular(
        source=Source(name=row.name, sha256=row.sha256, pages=row.pages, pages_by=[]),
        kind=Reading(value="other", text="", page=1, state="sure", confidence=1),
        number=read(row.number),
        date=read(row.dated),
        deadlines=own,
    )
