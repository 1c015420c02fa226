"""Webhooks: announced with what happened, signed, tried again, and never sent into our own network."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import sqlalchemy as sa

from api import announce, webhooks
from api.database import now
from api.problems import Problem
from api.tables import districts, webhook_deliveries

DISTRICT = "d" * 32


class Sender:
    """Stands for the job engine: remembers what it was asked to send."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int, float]] = []

    def deliver(self, _connection: sa.Connection, delivery_id: str, attempt: int, after: float = 0) -> None:
        self.asked.append((delivery_id, attempt, after))


@contextmanager
def receiver(status: int) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A server on this machine that answers every POST with `status`, and what it was sent."""
    got: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/told", got
    finally:
        server.shutdown()


def announced(engine: sa.Engine, url: str, jobs: Sender) -> tuple[str, str]:
    """(delivery id, the webhook's secret) of one event for one webhook."""
    with engine.begin() as connection:
        connection.execute(districts.insert().values(id=DISTRICT, name="เขต", created_at=now()))
        _, secret = webhooks.add(connection, DISTRICT, url, ["deadline.new"], inside=True)
        assert announce.announce(connection, jobs, DISTRICT, "return.received", {}) == 0
        assert announce.announce(connection, jobs, DISTRICT, "deadline.new", {"action": "ส่งแบบ"}) == 1
    return jobs.asked[-1][0], secret


def state_of(engine: sa.Engine, delivery_id: str) -> sa.Row[Any]:
    table = webhook_deliveries
    with engine.connect() as connection:
        return connection.execute(sa.select(table).where(table.c.id == delivery_id)).one()


def test_the_receiver_can_check_the_signature(engine: sa.Engine) -> None:
    """What arrives is the event, sealed over its id, its time and its body."""
    jobs = Sender()
    with receiver(204) as (url, got):
        delivery_id, secret = announced(engine, url, jobs)
        webhooks.deliver(engine, jobs, delivery_id, 1, inside=True)

    (headers, body) = got[0]
    assert json.loads(body)["data"] == {"action": "ส่งแบบ"}
    assert headers["webhook-id"] == delivery_id
    sealed = f"{delivery_id}.{headers['webhook-timestamp']}.{body.decode()}".encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, sealed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert state_of(engine, delivery_id).state == "delivered"


@pytest.mark.parametrize("status", [302, 404, 503])
def test_a_refused_delivery_is_tried_again_until_it_is_given_up(engine: sa.Engine, status: int) -> None:
    """Each failure asks for the next try, later than the last; a redirect is no success and not followed."""
    jobs = Sender()
    with receiver(status) as (url, got):
        delivery_id, _ = announced(engine, url, jobs)
        for attempt in range(1, 8):
            webhooks.deliver(engine, jobs, delivery_id, attempt, inside=True)

    waits = [after for _, _, after in jobs.asked[1:]]
    assert [attempt for _, attempt, _ in jobs.asked] == [1, 2, 3, 4, 5, 6, 7]
    assert waits == sorted(waits)
    assert 20 * 3600 < sum(waits) < 30 * 3600
    assert len(got) == 7
    assert state_of(engine, delivery_id).state == "given_up"
    assert str(status) in state_of(engine, delivery_id).last_answer


def test_a_step_that_runs_twice_sends_once_more_at_most(engine: sa.Engine) -> None:
    """The same attempt again, after its outcome was kept, sends nothing."""
    jobs = Sender()
    with receiver(500) as (url, got):
        delivery_id, _ = announced(engine, url, jobs)
        webhooks.deliver(engine, jobs, delivery_id, 1, inside=True)
        webhooks.deliver(engine, jobs, delivery_id, 1, inside=True)

    assert len(got) == 1


def test_our_own_network_is_not_called(engine: sa.Engine) -> None:
    """A name that points to this machine is found out when something is sent, and given no request."""
    jobs = Sender()
    with receiver(200) as (url, got):
        delivery_id, _ = announced(engine, url, jobs)
        webhooks.deliver(engine, jobs, delivery_id, 1)

    assert got == []
    assert "NotPublic" in state_of(engine, delivery_id).last_answer


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.8/x",
        "https://169.254.169.254/latest",
        "https://user:word@example.org/",
        "https://example.org:notaport/",
        "ftp://example.org/",
        "https:///nothing",
        "",
    ],
)
def test_addresses_that_cannot_be(engine: sa.Engine, url: str) -> None:
    """Refused when added, with a Thai sentence."""
    with engine.begin() as connection, pytest.raises(Problem, match="https://"):
        webhooks.add(connection, DISTRICT, url, ["deadline.new"])


def test_an_ended_webhook_is_told_nothing(engine: sa.Engine) -> None:
    """Neither what waits nor what comes."""
    jobs = Sender()
    with receiver(200) as (url, got):
        delivery_id, _ = announced(engine, url, jobs)
        with engine.begin() as connection:
            hook = announce.live(connection, DISTRICT)[0]
            assert webhooks.end(connection, "e" * 32, hook.id) is False
            assert webhooks.end(connection, DISTRICT, hook.id) is True
            assert announce.announce(connection, jobs, DISTRICT, "deadline.new", {}) == 0
        webhooks.deliver(engine, jobs, delivery_id, 1, inside=True)

    assert got == []
    assert state_of(engine, delivery_id).state == "given_up"
