"""Webhooks at the desk: who may add and end them, and what became of what they were sent."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from api import announce, webhooks
from api.desk_part import DeskPart
from api.problems import not_found
from api.tables import webhook_deliveries

NEWEST = 50


class WebhookDesk(DeskPart):
    def listed(self) -> list[dict[str, Any]]:
        district_id = self.district("settings.manage")
        with self.service.engine.connect() as connection:
            return [
                {
                    "id": hook.id,
                    "url": hook.url,
                    "events": hook.events,
                    "created_at": hook.created_at.isoformat(),
                }
                for hook in announce.live(connection, district_id)
            ]

    def add(self, url: str, events: list[str]) -> dict[str, Any]:
        """Its id and its secret, which is shown this once. Raises Problem for a bad address or event."""
        district_id = self.district("settings.manage")
        inside = self.service.settings.webhooks_inside
        with self.service.engine.begin() as connection:
            hook_id, secret = webhooks.add(connection, district_id, url, events, inside)
            self.trace(connection, "webhook.create", f"webhook:{hook_id}", {"url": url, "events": events})
        return {"id": hook_id, "url": url, "events": events, "secret": secret}

    def end(self, webhook_id: str) -> None:
        district_id = self.district("settings.manage")
        with self.service.engine.begin() as connection:
            if not webhooks.end(connection, district_id, webhook_id):
                raise not_found()
            self.trace(connection, "webhook.end", f"webhook:{webhook_id}")

    def deliveries(self, webhook_id: str) -> list[dict[str, Any]]:
        table = webhook_deliveries
        own = (table.c.district_id == self.district("settings.manage")) & (table.c.webhook_id == webhook_id)
        newest = sa.select(table).where(own).order_by(table.c.created_at.desc(), table.c.id).limit(NEWEST)
        with self.service.engine.connect() as connection:
            return [
                {
                    "id": row.id,
                    "event": row.event,
                    "state": row.state,
                    "tries": row.tries,
                    "last_answer": row.last_answer,
                    "created_at": row.created_at.isoformat(),
                }
                for row in connection.execute(newest)
            ]
