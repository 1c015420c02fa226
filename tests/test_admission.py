"""Strangers are turned away before their files are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api import accounts
from api.app import create_app
from api.documents import DEFAULT_DISTRICT
from api.settings import Settings

LARGE = 200_000


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(data=tmp_path, workers=0, accounts=True))) as client:
        client.base_url = client.base_url.copy_with(host="localhost")
        yield client


def post(client: TestClient, size: int, **headers: str) -> int:
    files = {"file": ("a.pdf", b"%PDF-1.4 " + b"x" * size)}
    return client.post("/api/v1/circulars", files=files, headers=headers).status_code


def test_a_stranger_is_refused_without_reading(client: TestClient) -> None:
    """Also one who does not say how much will come, and one with a key that is none."""
    assert post(client, LARGE) == 401
    assert post(client, LARGE, Authorization="Bearer wian_none") == 401
    assert client.post("/api/v1/circulars", content=iter([b"x" * 1000] * 200)).status_code == 401


def test_a_page_answers_in_thai(client: TestClient) -> None:
    """A form that was open when the session ended."""
    answer = client.post("/circulars", files={"files": ("a.pdf", b"x" * LARGE)}, follow_redirects=False)
    assert answer.status_code == 401
    assert "text/html" in answer.headers["content-type"]


def test_who_has_a_key_may_send(client: TestClient) -> None:
    """Small and large."""
    engine = client.app.state.service.engine  # type: ignore[attr-defined]
    with engine.begin() as connection:
        key = accounts.create_key(connection, "clerk", district_id=DEFAULT_DISTRICT)
    assert post(client, LARGE, Authorization=f"Bearer {key}") == 202
    assert post(client, 10, Authorization=f"Bearer {key}") == 202


def test_a_service_without_accounts_takes_from_everybody_here(tmp_path: Path) -> None:
    """The desk of one machine."""
    settings = Settings(data=tmp_path, workers=0)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        assert post(client, LARGE) == 202
