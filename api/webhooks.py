"""Sending what was announced: signed, to public https addresses, again and again for a day.

Signed as the Standard Webhooks specification says (https://www.standardwebhooks.com): the headers
`webhook-id`, `webhook-timestamp` and `webhook-signature`, the last `v1,` and the base64 of an HMAC-SHA256
over `id.timestamp.body`. The id is the same at every try, so that a receiver knows what it has seen.

An address is chosen by people of a district and called from inside the service's network: so it must be
public (no loopback, no private network), is resolved once and called at just that address, and redirects
are not followed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import secrets
import socket
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import sqlalchemy as sa

from api.announce import EVENTS, Sends
from api.database import now
from api.problems import Problem
from api.tables import new_id, webhook_deliveries, webhooks

SECRET_PREFIX = "whsec_"
SECONDS = 15.0
# Minutes until the next try after the first, second … failure; then it is given up.
TRY_AGAIN_AFTER = (1, 5, 30, 120, 360, 960)


class NotPublic(Exception):
    """The address leads into a network of our own."""


def add(
    connection: sa.Connection, district_id: str, url: str, events: list[str], inside: bool = False
) -> tuple[str, str]:
    """(id, secret) of a new webhook. Raises Problem for an address or an event that cannot be."""
    if not events or not set(events) <= set(EVENTS):
        raise Problem(400, "events", f"โปรดเลือกเหตุการณ์อย่างน้อยหนึ่งจาก: {', '.join(EVENTS)}")
    if not usable(url, inside):
        raise Problem(400, "url", "ที่อยู่ต้องขึ้นต้นด้วย https:// และเป็นเครื่องบนอินเทอร์เน็ต โปรดแก้ที่อยู่")
    hook_id, secret = new_id(), SECRET_PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()
    connection.execute(
        webhooks.insert().values(
            id=hook_id, district_id=district_id, url=url, secret=secret, events=events, created_at=now()
        )
    )
    return hook_id, secret


def end(connection: sa.Connection, district_id: str, hook_id: str) -> bool:
    """Sends nothing more there. False where the district has no such webhook."""
    own = (webhooks.c.id == hook_id) & (webhooks.c.district_id == district_id)
    ended = webhooks.update().where(own, webhooks.c.ended_at.is_(None)).values(ended_at=now())
    return connection.execute(ended).rowcount == 1


def usable(url: str, inside: bool) -> bool:
    parts = urlsplit(url)
    schemes = ("https", "http") if inside else ("https",)
    if parts.scheme not in schemes or not parts.hostname or parts.username or len(url) > 2000:
        return False
    try:
        _ = parts.port
        return inside or ipaddress.ip_address(parts.hostname).is_global
    except ValueError as error:
        # A name, which is looked up when something is sent; or a port that is none.
        return "Port" not in str(error)


def deliver(engine: sa.Engine, jobs: Sends, delivery_id: str, attempt: int, inside: bool = False) -> None:
    """Sends one delivery; a failure is followed by the next attempt's job, until it is given up.

    inside: the service's own networks may be called too, also by plain http.
    """
    row = _waiting(engine, delivery_id, attempt)
    if row is None:
        return
    accepted, answer = (False, "ended") if row.ended_at else _send(row, inside)
    wait = None if accepted or row.ended_at else _wait_after(attempt)
    state = "delivered" if accepted else "given_up" if wait is None else "waiting"
    settled = None if state == "waiting" else now()
    values = {"tries": attempt, "last_answer": answer[:300], "state": state, "settled_at": settled}
    with engine.begin() as connection:
        mine = webhook_deliveries.update().where(webhook_deliveries.c.id == delivery_id)
        connection.execute(mine.values(values))
        if wait is not None:
            jobs.deliver(connection, delivery_id, attempt + 1, after=wait)


def _waiting(engine: sa.Engine, delivery_id: str, attempt: int) -> sa.Row[Any] | None:
    """The delivery with its webhook; None where this attempt was made before, or it is settled."""
    table = webhook_deliveries
    query = (
        sa.select(table, webhooks.c.url, webhooks.c.secret, webhooks.c.ended_at)
        .join(webhooks, webhooks.c.id == table.c.webhook_id)
        .where(table.c.id == delivery_id, table.c.state == "waiting", table.c.tries == attempt - 1)
    )
    with engine.connect() as connection:
        return connection.execute(query).one_or_none()


def signed(secret: str, delivery_id: str, moment: datetime, body: str) -> dict[str, str]:
    """The three headers by which the receiver knows that it was us, and that nothing was changed."""
    stamp = str(int(moment.timestamp()))
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    seal = hmac.new(key, f"{delivery_id}.{stamp}.{body}".encode(), hashlib.sha256).digest()
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(seal).decode()}",
    }


def _send(row: sa.Row[Any], inside: bool) -> tuple[bool, str]:
    """Whether the receiver took it, and its answer in a few words."""
    import httpx

    headers = {"Content-Type": "application/json", **signed(row.secret, row.id, now(), row.body)}
    try:
        url, host = _at_address(row.url, inside)
        with httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as client:
            request = client.build_request(
                "POST",
                url,
                content=row.body.encode(),
                headers={**headers, "Host": urlsplit(row.url).netloc},
                extensions={"sni_hostname": host},
            )
            response = client.send(request, stream=True)  # its body is none of our business
            response.close()
    except (httpx.HTTPError, OSError, NotPublic, ValueError) as error:
        return False, f"{type(error).__name__}: {error}"
    return response.is_success, f"HTTP {response.status_code}"


def _at_address(url: str, inside: bool) -> tuple[str, str]:
    """The URL with the host's address in its place, and the host. Raises OSError and NotPublic."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not inside and not all(ipaddress.ip_address(one).is_global for one in found):
        raise NotPublic(f"{host} is not a public address")
    address = min(found, key=lambda one: (":" in one, one))  # IPv4 first: not every host has more
    netloc = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    return urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, "")), host


def _wait_after(attempt: int) -> float | None:
    return TRY_AGAIN_AFTER[attempt - 1] * 60.0 if attempt <= len(TRY_AGAIN_AFTER) else None
