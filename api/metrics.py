"""/metrics for Prometheus: requests by route and status, how long they took, circulars by state."""

from __future__ import annotations

import time
from collections.abc import Iterator

import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import access
from api.acting import Acting, Running
from api.tables import documents

router = APIRouter(include_in_schema=False)
SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
# One process, one registry: the counts since it started.
REGISTRY = CollectorRegistry()
REQUESTS = Counter("wian_requests", "Requests answered", ["method", "route", "status"], registry=REGISTRY)
TOOK = Histogram(
    "wian_request_seconds", "Until the answer began", ["route"], buckets=SECONDS, registry=REGISTRY
)


@router.get("/metrics")
def metrics(service: Running, actor: Acting) -> Response:
    """For a key of the system's administrator, or for the desk of a service without accounts."""
    if actor is not access.DESK:
        access.require(actor, "metrics.read")
    with service.engine.connect() as connection:
        query = sa.select(documents.c.status, sa.func.count().label("number")).group_by(documents.c.status)
        counted = CollectorRegistry()
        counted.register(Circulars({row.status: row.number for row in connection.execute(query)}))
    return Response(generate_latest(REGISTRY) + generate_latest(counted), media_type=CONTENT_TYPE_LATEST)


class Circulars(Collector):
    """How many circulars are in each state, in all districts."""

    def __init__(self, by_status: dict[str, int]) -> None:
        self.by_status = by_status

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily("wian_circulars", "Circulars by state", labels=["status"])
        for status, number in self.by_status.items():
            family.add_metric([status], number)
        yield family


class Measured:
    """ASGI middleware that counts. Routes are named by their pattern: addresses hold ids, without end."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "other")
                REQUESTS.labels(scope["method"], route, str(message["status"])).inc()
                TOOK.labels(route).observe(time.monotonic() - began)
            await send(message)

        await self.app(scope, receive, counting)
