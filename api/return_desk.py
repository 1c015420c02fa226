"""Returned forms at the desk: taken in, looked at, matched by hand, accepted or not; who still owes one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import sqlalchemy as sa

from api import access, documents, returns
from api.announce import announce
from api.blobs import BlobMissing, keep_original, original_key, return_page_key
from api.desk_part import DeskPart
from api.matcher import tell_matched, told_of
from api.problems import Problem, not_found
from api.return_board import Board, board_workbook, boards
from api.returns import ReturnError, Row
from api.school_register import all_schools
from api.service import media_type, refused
from api.tables import deadlines as deadlines_table
from api.tables import documents as documents_table
from api.tables import publications
from api.tables import returns as returns_table
from api.tables import schools as schools_table
from extract.models import Deadline
from generate.form_descriptions import forms_among, forms_asked
from ingest.errors import DocumentError
from ingest.files import file_kind

NO_RETURN = "ไม่พบแบบที่ส่งคืนนี้ โปรดตรวจที่อยู่ หรือเปิดรายการแบบที่ส่งคืน"
NO_PICTURE = "ยังไม่มีภาพหน้านี้ โปรดรอสักครู่ หรือดาวน์โหลดไฟล์ที่ส่งมา"
NO_FORMS = "หนังสือฉบับนี้ไม่ได้ขอแบบยืนยันหรือแบบรับรอง"
OFFERED = 100  # circulars to choose from when matching by hand


@dataclass(frozen=True)
class ReturnDesk(DeskPart):
    def take(self, file: BinaryIO, name: str) -> Row:
        """Keeps a file of signed forms and has it matched: the file first, then its row and job at once.

        Raises Problem for what is certainly no scan or photo.
        """
        district_id = self.district("return.send")
        data = file.read()
        try:
            kind = file_kind(data, self.service.settings.limits)
        except DocumentError as error:
            raise refused(error) from None
        sha256 = keep_original(self.service.blobs, data)
        with self.service.engine.begin() as connection:
            taken = returns.take(
                connection,
                district_id,
                sha256=sha256,
                name=name,
                media_type=media_type(kind, data),
                by=self.actor.signature,
                school_id=self.actor.school_id,
            )
            if taken.fresh:
                self.service.jobs.match(connection, taken.row.id)
                self._tell_received(connection, taken.row)
        return taken.row

    def listed(
        self,
        status: str | None = None,
        circular_id: str | None = None,
        after: str | None = None,
        most: int = 50,
    ) -> Sequence[Row]:
        district_id = self.district("return.read")
        with self.service.engine.connect() as connection:
            return returns.listed(
                connection,
                district_id,
                status=status,
                document_id=circular_id,
                after=after,
                most=most,
                visible=access.visible(self.actor, returns_table),
            )

    def counts(self) -> dict[str, int]:
        access.require(self.actor, "board.read")
        with self.service.engine.connect() as connection:
            return returns.counts(connection, access.district_of(self.actor))

    def school_codes(self, rows: Sequence[Row]) -> dict[str, str]:
        """The codes of the schools that returns of the actor's own name, by id."""
        return {key: school.code for key, school in self.schools_of(rows).items()}

    def schools_of(self, rows: Sequence[Row]) -> dict[str, Row]:
        ids = {row.school_id for row in rows if row.school_id}
        query = sa.select(schools_table).where(schools_table.c.id.in_(ids))
        with self.service.engine.connect() as connection:
            return {row.id: row for row in connection.execute(query)}

    def circulars_of(self, rows: Sequence[Row]) -> dict[str, Row]:
        """Number, subject and name of the circulars that returns of the actor's own name, by id."""
        ids = {row.document_id for row in rows if row.document_id}
        columns = [documents_table.c[name] for name in ("id", "number", "subject", "name")]
        with self.service.engine.connect() as connection:
            found = connection.execute(sa.select(*columns).where(documents_table.c.id.in_(ids)))
            return {row.id: row for row in found}

    def find_return(self, return_id: str) -> Row:
        with self.service.engine.connect() as connection:
            return self._find(connection, return_id)

    def siblings(self, row: Row) -> Sequence[Row]:
        """Of a row that `find_return` gave: what else stands in its file."""
        if not self.may("return.settle"):
            return []
        with self.service.engine.connect() as connection:
            return returns.siblings(connection, row)

    def original(self, return_id: str) -> tuple[Row, bytes]:
        with self.service.engine.begin() as connection:
            row = self._find(connection, return_id)
            self._sees_whole_file(connection, row)
            self.trace(connection, "return.download", f"return:{row.id}", {"name": row.name})
        return row, self.service.blobs.get(original_key(row.sha256))

    def page_picture(self, return_id: str, number: int, small: bool = False) -> bytes:
        """JPEG of an upright page. A school sees of a file that holds others' forms its own page alone."""
        with self.service.engine.connect() as connection:
            row = self._find(connection, return_id)
            if number != row.page:
                self._sees_whole_file(connection, row)
        try:
            return self.service.blobs.get(
                return_page_key(row.sha256, f"{number}-small" if small else f"{number}")
            )
        except BlobMissing:
            raise not_found(NO_PICTURE) from None

    # What people decide

    def match(self, return_id: str, circular_id: str, school_code: str, form: str, note: str = "") -> Row:
        def decide(connection: sa.Connection, row: Row) -> Row:
            ids = self._meant(connection, circular_id, school_code)
            done = returns.match(
                connection, row.district_id, row.id, **ids, form=form, note=note, by=self.actor.signature
            )
            tell_matched(connection, self.service.jobs, done)
            return done

        return self._decide(return_id, "return.match", decide)

    def add_page(self, return_id: str, page: int, circular_id: str, school_code: str, form: str) -> Row:
        def decide(connection: sa.Connection, row: Row) -> Row:
            ids = self._meant(connection, circular_id, school_code)
            by = self.actor.signature
            done = returns.add_page(connection, row.district_id, row.id, page=page, **ids, form=form, by=by)
            tell_matched(connection, self.service.jobs, done)
            return done

        return self._decide(return_id, "return.add_page", decide)

    def accept(self, return_id: str, note: str = "") -> Row:
        def decide(connection: sa.Connection, row: Row) -> Row:
            return returns.accept(connection, row.district_id, row.id, note=note, by=self.actor.signature)

        return self._decide(return_id, "return.accept", decide)

    def accept_all(self, return_ids: Sequence[str]) -> int:
        """Those of the list that still wait to be accepted; gives how many."""
        done = 0
        for return_id in return_ids:
            try:
                self.accept(return_id)
                done += 1
            except Problem as problem:
                if problem.status != 409:
                    raise
        return done

    def reject(self, return_id: str, reason: str) -> Row:
        def decide(connection: sa.Connection, row: Row) -> Row:
            return returns.reject(connection, row.district_id, row.id, reason=reason, by=self.actor.signature)

        return self._decide(return_id, "return.reject", decide)

    def choices(self) -> list[tuple[documents.Row, list[str]]]:
        """The circulars that ask for forms, the newest first, each with its forms: to choose from by hand."""
        district_id = self.district("return.settle")
        with self.service.engine.connect() as connection:
            return circulars_with_forms(connection, district_id, OFFERED)

    def schools(self) -> Sequence[Row]:
        """The district's open schools by name."""
        district_id = self.district("return.settle")
        with self.service.engine.connect() as connection:
            return all_schools(connection, district_id)

    # Who owes what

    def boards(self, circular_id: str) -> tuple[documents.Row, list[Board]]:
        """One board for each form that the circular asks for."""
        row = self._of_board(circular_id)
        circular = self.service.read_circular(row.district_id, row.id)
        with self.service.engine.connect() as connection:
            asked = forms_asked(circular)
            return row, boards(connection, row.district_id, row.id, circular, asked)

    def board(self, circular_id: str, form: str) -> tuple[documents.Row, Board]:
        row, found = self.boards(circular_id)
        for one in found:
            if one.form == form:
                return row, one
        raise not_found(NO_FORMS)

    def is_published(self, circular_id: str) -> bool:
        """Whether schools were sent it; until then every open school is shown."""
        row = self._of_board(circular_id)
        query = sa.select(publications.c.school_id).where(publications.c.document_id == row.id).limit(1)
        with self.service.engine.connect() as connection:
            return connection.execute(query).first() is not None

    def workbook(self, circular_id: str, form: str) -> bytes:
        row, found = self.board(circular_id, form)
        reference = " ".join(filter(None, (f"ที่ {row.number}" if row.number else "", row.subject or row.name)))
        office = self.service.office_or_none(row.district_id)
        with self.service.engine.begin() as connection:
            self.trace(connection, "return.export", f"document:{row.id}", {"form": form})
        return board_workbook(found, office=office.name if office else "", reference=reference)

    def _of_board(self, circular_id: str) -> documents.Row:
        access.require(self.actor, "board.read")
        return self.find(circular_id)

    def _find(self, connection: sa.Connection, return_id: str) -> Row:
        access.require(self.actor, "return.read")
        own = access.visible(self.actor, returns_table)
        row: Row | None = connection.execute(
            sa.select(returns_table).where(returns_table.c.id == return_id, own)
        ).one_or_none()
        if row is None:
            raise not_found(NO_RETURN)
        return row

    def _sees_whole_file(self, connection: sa.Connection, row: Row) -> None:
        """Raises Problem 404 for a school where others' forms stand in the file, or another sent it."""
        if self.actor.role != "school":
            return
        # Only a file that this school sent by itself bears its id without any code.
        own_file = returns.return_id(row.district_id, row.sha256, sender=self.actor.school_id)
        query = sa.select(returns_table.c.id).where(returns_table.c.id == own_file)
        if connection.execute(query).first() is None:
            raise not_found(NO_PICTURE)

    def _decide(self, return_id: str, action: str, decide: Callable[[sa.Connection, Row], Row]) -> Row:
        access.require(self.actor, "return.settle")
        try:
            with self.service.engine.begin() as connection:
                row = decide(connection, self._find(connection, return_id))
                detail = {"school": returns.school_code(connection, row.school_id), "form": row.form}
                self.trace(connection, action, f"return:{row.id}", {**detail, "note": row.note})
        except ReturnError as error:
            raise Problem(409, "return", str(error)) from None
        return row

    def _meant(self, connection: sa.Connection, circular_id: str, school_code: str) -> dict[str, Any]:
        """The ids that a person chose. Raises ReturnError."""
        access.find_document(connection, self.actor, "document.read", circular_id)
        for school in all_schools(connection, access.district_of(self.actor)):
            if school.code == school_code:
                return {"document_id": circular_id, "school_id": school.id}
        raise ReturnError("ไม่มีโรงเรียนรหัสนี้ในเขตพื้นที่ โปรดเลือกโรงเรียน")

    def _tell_received(self, connection: sa.Connection, row: Row) -> None:
        self.trace(connection, "return.send", f"return:{row.id}", {"name": row.name, "sha256": row.sha256})
        announce(connection, self.service.jobs, row.district_id, "return.received", told_of(connection, row))


def circulars_with_forms(
    connection: sa.Connection, district_id: str, most: int
) -> list[tuple[documents.Row, list[str]]]:
    """The newest circulars that ask for a form, each with the forms, as they were confirmed last."""
    table = deadlines_table
    columns = [
        documents_table.c[name] for name in ("id", "number", "subject", "name", "dated", "received_at")
    ]
    recent = (
        sa.select(*columns)
        .where(
            documents_table.c.district_id == district_id,
            sa.exists().where(table.c.document_id == documents_table.c.id),
        )
        .order_by(documents_table.c.received_at.desc(), documents_table.c.id.desc())
        .limit(most * 5)
    )
    rows = {row.id: row for row in connection.execute(recent)}
    own: dict[str, list[Deadline]] = {}
    query = sa.select(table.c.document_id, table.c.deadline).where(table.c.document_id.in_(list(rows)))
    for row in connection.execute(query):
        own.setdefault(row.document_id, []).append(Deadline.model_validate(row.deadline))
    asked = {key: forms_among(own.get(key, [])) for key in rows}
    return [(row, asked[key]) for key, row in rows.items() if asked[key]][:most]
