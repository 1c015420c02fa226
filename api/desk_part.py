"""What every part of the desk shares: who acts, at which service, and the trace that each deed leaves.

A part is a group of deeds on one kind of thing (reviews, letters, registers, returns …), in a module of its
own, `<kind>_desk.py`. Each of its methods asks access.py first and records itself in the audit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from api import access, audit, documents
from api.access import Action
from api.actor import Actor
from api.service import Also, Service


@dataclass(frozen=True)
class DeskPart:
    """An actor at the service. Every method raises Problem for what is not the actor's own or too much."""

    service: Service
    actor: Actor

    def may(self, action: Action) -> bool:
        return access.allows(self.actor, action)

    def find(self, circular_id: str, action: Action = "document.read") -> documents.Row:
        with self.service.engine.connect() as connection:
            return access.find_document(connection, self.actor, action, circular_id)

    def district(self, action: Action) -> str:
        """The actor's own district, once the action is allowed."""
        access.require(self.actor, action)
        return access.district_of(self.actor)

    def trace(
        self, connection: sa.Connection, action: str, target: str, detail: dict[str, Any] | None = None
    ) -> None:
        """The audit row of a deed ("letter.issue" on "letter:<id>"), in the transaction of the deed."""
        audit.record(connection, self.actor, action, target, detail)

    def trace_of(self, action: str) -> Also:
        """The same for a deed on a circular that the service carries out."""

        def trace(connection: sa.Connection, row: documents.Row) -> None:
            self.trace(connection, action, f"document:{row.id}", {"name": row.name, "sha256": row.sha256})

        return trace
