"""The district's board and the search: what is due, who owes what, and where something stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api import access, documents
from api.deadline_board import PAGE, BoardLine, FormProgress, form_progress, open_deadlines, systems_named
from api.desk_part import DeskPart
from api.search import search
from api.tables import documents as documents_table


@dataclass(frozen=True)
class BoardDesk(DeskPart):
    def deadlines(
        self, actor: str = "", system: str = "", after: int = 0, most: int = PAGE
    ) -> list[BoardLine]:
        """The open ones, the nearest first."""
        district_id = self.district("board.read")
        with self.service.engine.connect() as connection:
            return open_deadlines(connection, district_id, actor=actor, system=system, after=after, most=most)

    def systems(self) -> list[str]:
        district_id = self.district("board.read")
        with self.service.engine.connect() as connection:
            return systems_named(connection, district_id)

    def forms(self) -> list[FormProgress]:
        """The forms that schools still owe, the nearest day first."""
        district_id = self.district("board.read")
        with self.service.engine.connect() as connection:
            return form_progress(connection, district_id)

    def search(
        self,
        question: str = "",
        *,
        status: str | None = None,
        actor: str | None = None,
        since: str | None = None,
        until: str | None = None,
        after: str | None = None,
        most: int = 50,
    ) -> Sequence[documents.Row]:
        """The actor's own circulars that fit, the newest first (search.py says what fits)."""
        district_id = self.district("document.read")
        with self.service.engine.connect() as connection:
            return search(
                connection,
                district_id,
                question,
                status=status,
                actor=actor,
                since=since,
                until=until,
                after=after,
                most=most,
                visible=access.visible(self.actor, documents_table),
            )
