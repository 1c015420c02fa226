"""The JSON API of webhooks, for the district's administrator. What a receiver gets: docs/webhooks.md."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.acting import AtDesk
from api.etags import TaggedRoute

router = APIRouter(prefix="/api/v1/webhooks", route_class=TaggedRoute)


class NewWebhook(BaseModel):
    url: str = Field(max_length=2000, description="public https address that takes POST requests")
    events: list[str] = Field(description="any of `deadline.new`, `return.received`, `return.matched`")


@router.get("")
def listed(desk: AtDesk) -> dict[str, Any]:
    """The district's webhooks, without their secrets."""
    return {"webhooks": desk.webhooks.listed()}


@router.post("", status_code=201)
def add(new: NewWebhook, desk: AtDesk) -> dict[str, Any]:
    """Adds one. `secret` is shown this once: the receiver checks the signature with it."""
    return desk.webhooks.add(new.url, new.events)


@router.delete("/{webhook_id}", status_code=204)
def end(webhook_id: str, desk: AtDesk) -> Response:
    desk.webhooks.end(webhook_id)
    return Response(status_code=204)


@router.get("/{webhook_id}/deliveries")
def deliveries(webhook_id: str, desk: AtDesk) -> dict[str, Any]:
    """The newest 50: what was sent, how often it was tried, and the receiver's last answer."""
    return {"deliveries": desk.webhooks.deliveries(webhook_id)}
