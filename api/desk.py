"""What one actor may do at the service: each method asks access.py first and leaves its trace in the audit.

Pages and JSON API reach circulars through a Desk alone, never through the Service itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import sqlalchemy as sa

from api import access, audit, documents, idempotency
from api.board_desk import BoardDesk
from api.desk_part import DeskPart
from api.letter_desk import LetterDesk
from api.publication_desk import PublicationDesk
from api.queue_desk import QueueDesk
from api.register_desk import RegisterDesk
from api.reminder_desk import ReminderDesk
from api.return_desk import ReturnDesk
from api.review_desk import ReviewDesk
from api.school_desk import SchoolDesk
from api.settings_desk import SettingsDesk
from api.tables import audit as audit_table
from api.tables import documents as documents_table
from api.webhook_desk import WebhookDesk
from extract.models import Circular


@dataclass(frozen=True)
class Desk(DeskPart):
    """Circulars and the files made of them. The other parts of the desk hang below it."""

    @property
    def board(self) -> BoardDesk:
        return BoardDesk(self.service, self.actor)

    @property
    def returns(self) -> ReturnDesk:
        return ReturnDesk(self.service, self.actor)

    @property
    def schools(self) -> SchoolDesk:
        return SchoolDesk(self.service, self.actor)

    @property
    def letters(self) -> LetterDesk:
        return LetterDesk(self.service, self.actor)

    @property
    def publications(self) -> PublicationDesk:
        return PublicationDesk(self.service, self.actor)

    @property
    def queue(self) -> QueueDesk:
        return QueueDesk(self.service, self.actor)

    @property
    def reminders(self) -> ReminderDesk:
        return ReminderDesk(self.service, self.actor)

    @property
    def registers(self) -> RegisterDesk:
        return RegisterDesk(self.service, self.actor)

    @property
    def review(self) -> ReviewDesk:
        return ReviewDesk(self.service, self.actor)

    @property
    def settings(self) -> SettingsDesk:
        return SettingsDesk(self.service, self.actor)

    @property
    def webhooks(self) -> WebhookDesk:
        return WebhookDesk(self.service, self.actor)

    def take(self, file: BinaryIO, name: str) -> documents.Row:
        district, trace = self.district("document.upload"), self.trace_of("circular.upload")
        return self.service.take(district, file, name, self.actor.signature, trace).document

    def take_once(self, file: BinaryIO, name: str, key: str | None) -> tuple[dict[str, Any], bool]:
        """The answer to an upload, and whether it is an earlier one's (the same Idempotency-Key)."""
        district = self.district("document.upload")
        trace = self.trace_of("circular.upload")
        if key is None:
            new = self.service.take(district, file, name, self.actor.signature, trace)
            return {**taken(new.document), "known": not new.fresh}, False
        asked = hashlib.sha256(f"{district}\n{name}\n".encode() + file.read()).hexdigest()
        file.seek(0)
        with self.service.engine.connect() as connection:
            if answer := idempotency.answered(connection, self.actor.id, key, asked):
                return answer, True

        def keep(connection: sa.Connection, row: documents.Row) -> None:
            idempotency.keep(connection, self.actor.id, key, asked, taken(row))
            trace(connection, row)

        return taken(self.service.take(district, file, name, self.actor.signature, keep).document), False

    def listed(
        self, status: str | Sequence[str] | None = None, after: str | None = None, most: int = 50
    ) -> Sequence[documents.Row]:
        access.require(self.actor, "document.read")
        visible = access.visible(self.actor, documents_table)
        return self.service.listed(access.district_of(self.actor), status, after, most, visible)

    def circular_json(self, row: documents.Row) -> dict[str, Any] | None:
        """Of a row that `find` gave."""
        return self.service.circular_json(row.district_id, row.id)

    def read_circular(self, circular_id: str) -> Circular:
        return self.service.read_circular(self.find(circular_id).district_id, circular_id)

    def cancel(self, circular_id: str) -> documents.Row:
        row = self.find(circular_id, "document.upload")
        return self.service.cancel(row.district_id, row.id, self.trace_of("circular.cancel"))

    def read_again(self, circular_id: str) -> documents.Row:
        row = self.find(circular_id, "document.upload")
        return self.service.read_again(row.district_id, row.id, self.trace_of("circular.read_again"))

    def original(self, circular_id: str) -> tuple[documents.Row, bytes]:
        found = self.find(circular_id)
        row, content = self.service.original(found.district_id, circular_id)
        with self.service.engine.begin() as connection:
            self.trace_of("circular.download")(connection, row)
        return row, content

    def page_picture(self, circular_id: str, number: int) -> bytes:
        return self.service.page_picture(self.find(circular_id).district_id, circular_id, number)

    def letter(self, circular_id: str) -> bytes:
        """The issued letter; before the issue, for the desk alone, the draft as it stands."""
        return self.letters.file_or_draft(circular_id, "pdf")

    def letter_docx(self, circular_id: str) -> bytes:
        return self.letters.file_or_draft(circular_id, "docx")

    def timeline(self, circular_id: str) -> bytes:
        return self.service.timeline(self.find(circular_id).district_id, circular_id)

    def calendar(self, circular_id: str) -> bytes:
        return self.service.calendar(self.find(circular_id).district_id, circular_id)

    def form(self, circular_id: str, school_code: str, form: str) -> bytes:
        row = self.find(circular_id, "form.read")
        with self.service.engine.connect() as connection:
            access.own_school(connection, self.actor, school_code)
        return self.service.form(row.district_id, circular_id, school_code, form)

    def all_forms(self, circular_id: str) -> bytes:
        return self.service.all_forms(self.find(circular_id, "forms.read").district_id, circular_id)

    def audit(self, before: int | None, most: int) -> list[sa.Row[Any]]:
        """The newest rows of the actor's own audit trail first, from below a number."""
        access.require(self.actor, "audit.read")
        query = sa.select(audit_table).where(access.visible(self.actor, audit_table))
        if before is not None:
            query = query.where(audit_table.c.number < before)
        with self.service.engine.connect() as connection:
            return list(connection.execute(query.order_by(audit_table.c.number.desc()).limit(most)).all())

    def audit_break(self) -> int | None:
        """The number of the first row of the trail that was tampered with."""
        access.require(self.actor, "audit.read")
        with self.service.engine.connect() as connection:
            return audit.first_break(connection)


def taken(row: documents.Row) -> dict[str, str]:
    return {"id": row.id, "status": row.status, "sha256": row.sha256}
