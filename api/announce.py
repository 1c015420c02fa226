"""Telling other programs what happened: a row for each webhook that wants to know, and its job.

Rows and jobs are written in the transaction of what happened, so that nothing is announced that was rolled
back and nothing is forgotten that was kept.
"""

from __future__ import annotations

import json
from typing import Any, Literal, Protocol

import sqlalchemy as sa

from api.database import now
from api.tables import new_id, webhook_deliveries, webhooks

Event = Literal["deadline.new", "return.received", "return.matched"]
EVENTS: tuple[Event, ...] = ("deadline.new", "return.received", "return.matched")


class Sends(Protocol):
    """What can have a delivery sent: jobs.Jobs."""

    def deliver(
        self, connection: sa.Connection, delivery_id: str, attempt: int, after: float = 0
    ) -> None: ...


def announce(
    connection: sa.Connection, jobs: Sends, district_id: str, event: Event, data: dict[str, Any]
) -> int:
    """Has `data` sent to each webhook of the district that wants this event; gives how many there are."""
    moment = now()
    hooks = [hook for hook in live(connection, district_id) if event in hook.events]
    body = json.dumps(
        {"type": event, "timestamp": moment.isoformat(), "data": data}, ensure_ascii=False, sort_keys=True
    )
    for hook in hooks:
        delivery_id = new_id()
        connection.execute(
            webhook_deliveries.insert().values(
                id=delivery_id,
                district_id=district_id,
                webhook_id=hook.id,
                event=event,
                body=body,
                state="waiting",
                created_at=moment,
            )
        )
        jobs.deliver(connection, delivery_id, attempt=1)
    return len(hooks)


def live(connection: sa.Connection, district_id: str) -> list[sa.Row[Any]]:
    """The webhooks of a district that have not been ended."""
    own = (webhooks.c.district_id == district_id) & webhooks.c.ended_at.is_(None)
    return list(connection.execute(sa.select(webhooks).where(own).order_by(webhooks.c.created_at)).all())
