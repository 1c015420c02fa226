"""Publishing: which schools see a circular, its letter and its forms. A letter must be in force first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from api import documents, letters, publications
from api.desk_part import DeskPart
from api.problems import Problem
from api.school_register import all_schools

NOT_ISSUED = "ยังไม่ได้ออกหนังสือฉบับนี้ โปรดออกเลขหนังสือก่อน"


@dataclass(frozen=True)
class PublicationDesk(DeskPart):
    """codes: those of schools, None for all. What is done gives the codes for which it changed something."""

    def published(self, circular_id: str) -> Sequence[publications.Row]:
        """(school_id, code, name, published_at, seen_at) of the schools that have it."""
        document = self.find(circular_id, "letter.read")
        with self.service.engine.connect() as connection:
            return publications.published(connection, document.district_id, document.id)

    def others(self, circular_id: str) -> Sequence[publications.Row]:
        """The open schools that do not have it, by name."""
        document = self.find(circular_id, "letter.issue")
        with self.service.engine.connect() as connection:
            have = {row.code for row in publications.published(connection, document.district_id, document.id)}
            every = all_schools(connection, document.district_id)
        return [school for school in every if school.code not in have]

    def publish(self, circular_id: str, codes: Collection[str] | None) -> list[str]:
        document = self.find(circular_id, "letter.issue")
        with self.service.engine.begin() as connection:
            letters.lock_circular(connection, document.district_id, document.id)
            if letters.in_force(connection, document.district_id, document.id) is None:
                raise Problem(409, "not_issued", NOT_ISSUED)
            fresh = self.publish_within(connection, document, codes)
            self.trace_publishing(connection, document, fresh)
            return fresh

    def withdraw(self, circular_id: str, codes: Collection[str] | None) -> list[str]:
        document = self.find(circular_id, "letter.issue")
        with self.service.engine.begin() as connection:
            gone = publications.withdraw(connection, document.district_id, document.id, codes)
            self.trace_withdrawing(connection, document, gone)
            return gone

    def publish_within(
        self, connection: sa.Connection, document: documents.Row, codes: Collection[str] | None
    ) -> list[str]:
        """As part of another deed, whose right was asked for already, and which leaves the trace."""
        try:
            return publications.publish(connection, document.district_id, document.id, codes)
        except KeyError as error:
            code = error.args[0]
            raise Problem(422, "school", f"ไม่มีโรงเรียนรหัส {code} ในเขตพื้นที่นี้ โปรดตรวจรหัส 10 หลัก") from None

    def trace_publishing(self, connection: sa.Connection, document: documents.Row, fresh: list[str]) -> None:
        if fresh:
            self.trace(connection, "letter.publish", f"document:{document.id}", {"schools": fresh})

    def trace_withdrawing(self, connection: sa.Connection, document: documents.Row, gone: list[str]) -> None:
        if gone:
            self.trace(connection, "letter.withdraw", f"document:{document.id}", {"schools": gone})
