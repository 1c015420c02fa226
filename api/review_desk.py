"""What one actor may do with the review of a circular: look, correct, undo, confirm, open again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from api import documents, reviewing
from api.access import Action
from api.announce import announce
from api.changes import AnyChange
from api.desk_part import DeskPart
from api.problems import Problem
from api.reviewing import Review

Deed = Callable[[sa.Connection, str], Review]


class ReviewDesk(DeskPart):
    """Clerks correct and confirm single things; officers confirm the circular and open it again."""

    def look(self, circular_id: str) -> Review:
        """Raises Problem while there is no reading. Schools see what was published, not its review."""
        row = self.find(circular_id, self._seeing())
        with self.service.engine.connect() as connection:
            review = reviewing.load(connection, row.district_id, row.id)
        if review is None:
            raise Problem(409, "not_read", "หนังสือฉบับนี้ยังอ่านไม่เสร็จหรืออ่านไม่ได้ โปรดดูสถานะก่อน")
        return review

    def history(self, circular_id: str) -> list[documents.Row]:
        """Every change to the present reading, the oldest first."""
        row = self.find(circular_id, self._seeing())
        with self.service.engine.connect() as connection:
            return reviewing.history(connection, row.id, row.read_attempt)

    def standing(self, row: documents.Row) -> reviewing.Standing:
        """Of a row that `look` gave."""
        with self.service.engine.connect() as connection:
            return reviewing.standing(connection, row.id, row.read_attempt)

    def change(self, circular_id: str, version: int, changes: list[AnyChange]) -> Review:
        def deed(connection: sa.Connection, district_id: str) -> Review:
            return reviewing.change(
                connection, district_id, circular_id, version, changes, self.actor.signature
            )

        what = [{"op": one.op, "path": reviewing.path_of(one)} for one in changes]
        return self._do(circular_id, "document.review", "circular.correct", deed, {"changes": what})

    def undo(self, circular_id: str, version: int) -> Review:
        def deed(connection: sa.Connection, district_id: str) -> Review:
            return reviewing.undo(connection, district_id, circular_id, version, self.actor.signature)

        return self._do(circular_id, "document.review", "circular.undo", deed)

    def confirm(self, circular_id: str, version: int, *, rest_checked: bool = False) -> Review:
        """Its deadlines are announced to the district's webhooks."""

        def deed(connection: sa.Connection, district_id: str) -> Review:
            by = self.actor.signature
            review = reviewing.confirm(
                connection, district_id, circular_id, version, by, rest_checked=rest_checked
            )
            if found := review.circular["deadlines"]:
                told = {"circular": review.row.id, "number": review.row.number, "subject": review.row.subject}
                announce(
                    connection, self.service.jobs, district_id, "deadline.new", told | {"deadlines": found}
                )
            return review

        return self._do(
            circular_id, "document.confirm", "circular.confirm", deed, {"rest_checked": rest_checked}
        )

    def reopen(self, circular_id: str, version: int) -> Review:
        def deed(connection: sa.Connection, district_id: str) -> Review:
            return reviewing.reopen(connection, district_id, circular_id, version, self.actor.signature)

        return self._do(circular_id, "document.confirm", "circular.reopen", deed)

    def _seeing(self) -> Action:
        return "document.review" if self.actor.role == "school" else "document.read"

    def _do(
        self,
        circular_id: str,
        action: Action,
        name: str,
        deed: Deed,
        detail: dict[str, Any] | None = None,
    ) -> Review:
        """The deed and its trace in one transaction."""
        row = self.find(circular_id, action)
        with self.service.engine.begin() as connection:
            review = deed(connection, row.district_id)
            self.trace(
                connection,
                name,
                f"document:{row.id}",
                {"version": review.row.version, **(detail or {})},
            )
        return review
