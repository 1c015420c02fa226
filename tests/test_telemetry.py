"""Traces are sent where somebody asks for them, and hold no secret."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api import telemetry
from api.app import create_app
from api.settings import Settings


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """What is traced while the test runs."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    yield exporter


def test_nothing_is_traced_unless_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable, no exporter, no thread."""
    monkeypatch.delenv(telemetry.ENDPOINT, raising=False)
    assert telemetry.start_tracing() is False


def test_a_request_is_a_span_named_by_its_route(tmp_path: Path, spans: InMemorySpanExporter) -> None:
    """Secrets and ids of the address stand nowhere in it; the caller's trace goes on."""
    app = create_app(Settings(data=tmp_path, workers=0))
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    with TestClient(telemetry.Traced(app), base_url="http://localhost") as client:
        client.get("/circulars/geheim-1234?code=geheim", headers={"traceparent": parent})

    (span,) = spans.get_finished_spans()
    assert span.name == "GET /circulars/{circular_id}"
    assert span.attributes is not None
    assert span.attributes["http.response.status_code"] == 404
    assert f"{span.context.trace_id:032x}" == parent.split("-")[1]
    assert "geheim" not in span.to_json()


def test_spans_reach_the_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over OTLP and HTTP, to the address of the standard variable."""
    got = threading.Event()

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            got.set()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv(telemetry.ENDPOINT, f"http://127.0.0.1:{server.server_port}")
    kept: list[TracerProvider] = []
    monkeypatch.setattr(trace, "set_tracer_provider", kept.append)
    monkeypatch.setattr(trace, "get_tracer", lambda name: kept[0].get_tracer(name))  # noqa: PLW0108

    assert telemetry.start_tracing() is True
    with telemetry.span("read_circular", document="d"):
        pass
    kept[0].force_flush()
    assert got.wait(10)
    kept[0].shutdown()
    server.shutdown()
