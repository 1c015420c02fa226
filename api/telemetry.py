"""Traces for OpenTelemetry, if somebody wants them: one span a request, one for each file that is read.

Off unless the standard variable OTEL_EXPORTER_OTLP_ENDPOINT is set and the packages of the extra
`wian[telemetry]` are there. All else (sampling, headers, the service's name) is set by OpenTelemetry's own
variables. Spans hold routes, states and ids; no names, texts or addresses of people.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import propagate, trace
from opentelemetry.trace import SpanKind, Status, StatusCode
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


def start_tracing() -> bool:
    """Whether spans are sent from this process from now on."""
    if not os.environ.get(ENDPOINT):
        return False
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        log.warning("%s is set, but the packages of wian[telemetry] are not installed", ENDPOINT)
        return False
    # What OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME say wins over this name.
    name = os.environ.get("OTEL_SERVICE_NAME", "wian")
    provider = TracerProvider(resource=Resource.create({"service.name": name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return True


@contextmanager
def span(name: str, **attributes: str | int) -> Iterator[None]:
    """One piece of work; nothing at all where nobody traces."""
    with trace.get_tracer("wian").start_as_current_span(name, attributes=attributes):
        yield


class Traced:
    """ASGI middleware: a span for each request, below the caller's own (W3C Trace Context)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        caller = propagate.extract(dict(Headers(scope=scope)))
        method = scope["method"]
        tracer = trace.get_tracer("wian")
        with tracer.start_as_current_span(method, context=caller, kind=SpanKind.SERVER) as request:

            async def told(message: Message) -> None:
                if message["type"] == "http.response.start":
                    # The pattern of the route: addresses hold ids and secrets.
                    route, status = getattr(scope.get("route"), "path", "other"), message["status"]
                    request.update_name(f"{method} {route}")
                    request.set_attributes({"http.route": route, "http.response.status_code": status})
                    if status >= 500:
                        request.set_status(Status(StatusCode.ERROR))
                await send(message)

            await self.app(scope, receive, told)
