"""The reminder letters' part of the desk: whom to remind, a look at the letters, their issue, their files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from api import documents, idempotency, letters, reminder_letters
from api.blobs import keep_original, original_key
from api.desk_part import DeskPart
from api.letter_desk import today
from api.problems import Problem, not_found
from api.registers import RegisterError
from api.reminder_letters import Row, issue, issued, merged, reminder_pdf
from api.return_board import Board, boards
from api.service import usable
from extract.models import Circular
from generate.form_descriptions import FORMS

if TYPE_CHECKING:
    from generate.office import Office
    from generate.reminder import SentLetter


@dataclass(frozen=True)
class Late:
    """What there is to remind of. schools: those that owe the form though its time is over, by name.

    Where the deadline is not certain no school is late by itself; then those that have not returned it stand
    here, and `is_certain` is False.
    """

    document: documents.Row
    circular: Circular
    board: Board
    schools: tuple[Row, ...]
    issued: Sequence[Row]
    letter: Row | None

    @property
    def is_certain(self) -> bool:
        return self.board.due is not None

    def reminded(self, school_id: str) -> Row | None:
        """The newest reminder that this school got."""
        return next((row for row in self.issued if row.school_id == school_id), None)


@dataclass(frozen=True)
class ReminderDesk(DeskPart):
    """form: "confirm", "certify" or "assets". codes: those of schools, None for all that are late."""

    def late(self, circular_id: str, form: str) -> Late:
        document = self.find(circular_id, "letter.read")
        circular = self.service.read_circular(document.district_id, circular_id)
        if form not in FORMS:
            raise not_found("ไม่มีแบบนี้")
        with self.service.engine.connect() as connection:
            (board,) = boards(connection, document.district_id, document.id, circular, [form])
            wanted = ("overdue",) if board.due is not None else ("waiting",)
            return Late(
                document,
                circular,
                board,
                tuple(line.school for line in board.schools if line.standing in wanted),
                issued(connection, document.district_id, document.id, form),
                letters.in_force(connection, document.district_id, document.id),
            )

    def preview(
        self, circular_id: str, form: str, codes: Collection[str] | None, dated: date | None
    ) -> bytes:
        """The letters as one PDF, their numbers still open."""
        late = self.late(circular_id, form)
        office, sent = self._office(late), _sent(late)
        day = dated or today()

        def made() -> list[bytes]:
            return [
                reminder_pdf(late.circular, office, school.name, form, sent=sent, dated=day)
                for school in _chosen(late, codes)
            ]

        return merged(usable(made))

    def issue(
        self,
        circular_id: str,
        form: str,
        codes: Collection[str] | None,
        dated: date | None,
        key: str | None = None,
    ) -> list[Row]:
        """A letter for each school, each in a transaction of its own.

        key: what was issued with it before is given again, so that a request which broke off half-way can be
        sent again.
        """
        self.find(circular_id, "letter.issue")
        late = self.late(circular_id, form)
        office = self._office(late)  # before the transactions, each of which holds a connection
        return [self._issue(late, office, school, dated or today(), key) for school in _chosen(late, codes)]

    def file(self, circular_id: str, letter_id: str) -> tuple[Row, bytes]:
        """One issued reminder."""
        document = self.find(circular_id, "letter.read")
        with self.service.engine.begin() as connection:
            row = reminder_letters.find(connection, document.district_id, document.id, letter_id)
            if row is None:
                raise not_found("ไม่พบหนังสือเตือนฉบับนี้")
            self._trace_file(connection, [row])
        return row, self.service.blobs.get(original_key(row.pdf_sha256))

    def files(self, circular_id: str, form: str, dated: str | None = None) -> bytes:
        """All issued reminders of a form (of one day) as one PDF, by number."""
        late = self.late(circular_id, form)
        rows = [row for row in reversed(late.issued) if dated in (None, row.dated)]
        if not rows:
            raise not_found("ยังไม่มีหนังสือเตือนที่ออกแล้ว")
        with self.service.engine.begin() as connection:
            self._trace_file(connection, rows)
        return merged([self.service.blobs.get(original_key(row.pdf_sha256)) for row in rows])

    def _issue(self, late: Late, office: Office, school: Row, dated: date, key: str | None) -> Row:
        of_school = f"{key}:{school.code}"[-idempotency.LONGEST :] if key else None
        asked = _hash_of(late.document.id, late.board.form, school.code, dated)
        try:
            with self.service.engine.begin() as connection:
                # The circular's row is locked: a second request with the same key waits for the answer.
                letters.lock_circular(connection, late.document.district_id, late.document.id)
                if of_school and (
                    answer := idempotency.answered(connection, self.actor.id, of_school, asked)
                ):
                    found = reminder_letters.find(
                        connection, late.document.district_id, late.document.id, answer["id"]
                    )
                    assert found is not None
                    return found
                row = usable(lambda: self._issued(connection, late, office, school, dated))
                if of_school:
                    idempotency.keep(connection, self.actor.id, of_school, asked, {"id": row.id})
                detail = {"number": row.number, "school": school.code, "document": late.document.id}
                self.trace(connection, "reminder.issue", f"reminder:{row.id}", detail)
                return row
        except RegisterError as error:
            raise Problem(409, "register", str(error)) from None

    def _issued(self, connection: sa.Connection, late: Late, office: Office, school: Row, dated: date) -> Row:
        return issue(
            connection,
            late.document.id,
            school,
            late.board.form,
            circular=late.circular,
            office=office,
            sent=_sent(late),
            dated=dated,
            keep=lambda data: keep_original(self.service.blobs, data),
            by=self.actor.signature,
            person=self.actor.name,
        )

    def _office(self, late: Late) -> Office:
        return self.service.office(late.document.district_id)

    def _trace_file(self, connection: sa.Connection, rows: Sequence[Row]) -> None:
        detail = {"numbers": [row.number for row in rows]}
        self.trace(connection, "reminder.download", f"document:{rows[0].document_id}", detail)


def _chosen(late: Late, codes: Collection[str] | None) -> list[Row]:
    chosen = [school for school in late.schools if codes is None or school.code in codes]
    if codes is not None and (unknown := set(codes) - {school.code for school in chosen}):
        raise Problem(
            422, "school", f"โรงเรียนรหัส {', '.join(sorted(unknown))} ไม่ได้ค้างส่งแบบนี้ โปรดเปิดรายการใหม่"
        )
    if not chosen:
        raise Problem(409, "nobody_late", "ไม่มีโรงเรียนที่ต้องเตือน หรือยังไม่ได้เลือกโรงเรียน")
    return chosen


def _sent(late: Late) -> SentLetter | None:
    from generate.reminder import SentLetter

    if late.letter is None:
        return None
    return SentLetter(late.letter.number, date.fromisoformat(late.letter.dated))


def _hash_of(*parts: object) -> str:
    content = json.dumps([str(part) for part in parts], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
