"""The desk's queue: sending files, several at once, and seeing what became of each."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

import sqlalchemy as sa

from api import access, documents
from api.desk_part import DeskPart
from api.documents import UNFINISHED
from api.photos import one_pdf
from api.problems import Problem
from api.service import refused
from api.tables import documents as documents_table
from ingest.errors import DocumentError

PHOTOS = "ภาพถ่ายหนังสือ.pdf"


@dataclass(frozen=True)
class Sent:
    """What became of one file: its circular, known when the same bytes had come before, or the problem."""

    name: str
    row: documents.Row | None = None
    known: bool = False
    problem: Problem | None = None


class QueueDesk(DeskPart):
    def send(self, file: BinaryIO, name: str) -> Sent:
        """Never raises for what is wrong with the file: one bad file loses none of the others."""
        district = self.district("document.upload")
        try:
            taken = self.service.take(
                district, file, name, self.actor.signature, self.trace_of("circular.upload")
            )
        except Problem as problem:
            return Sent(documents.shown_name(name), problem=problem)
        return Sent(documents.shown_name(name), taken.document, known=not taken.fresh)

    def send_together(self, pictures: Sequence[bytes]) -> Sent:
        """Photos of the pages of one circular, in their order, as one file."""
        self.district("document.upload")
        try:
            pdf = one_pdf(pictures, self.service.settings.limits)
        except Problem as problem:
            return Sent(PHOTOS, problem=problem)
        except DocumentError as error:
            return Sent(PHOTOS, problem=refused(error))
        return self.send(io.BytesIO(pdf), PHOTOS)

    def counts(self) -> dict[str, int]:
        """How many of the actor's circulars are in each status."""
        table = documents_table
        query = (
            sa.select(table.c.status, sa.func.count())
            .where(self._own())
            .group_by(table.c.district_id, table.c.status)
        )
        with self.service.engine.connect() as connection:
            return {str(status): int(count) for status, count in connection.execute(query)}

    def unfinished(self) -> list[tuple[str, str, int]]:
        """(id, status, page) of all that wait or are being read, for who waits for a change of them."""
        table = documents_table
        query = sa.select(table.c.id, table.c.status, table.c.page).where(
            self._own(), table.c.status.in_(UNFINISHED)
        )
        with self.service.engine.connect() as connection:
            return sorted((str(row.id), str(row.status), int(row.page)) for row in connection.execute(query))

    def _own(self) -> sa.ColumnElement[bool]:
        access.require(self.actor, "document.read")
        return access.visible(self.actor, documents_table)
