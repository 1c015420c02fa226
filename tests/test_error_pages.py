"""What a page says when something cannot be done: a heading, why, and the next step."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api import accounts, documents
from api.app import create_app
from api.blobs import StoreAway
from api.settings import Settings

BASE = "http://localhost"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(data=tmp_path_factory.mktemp("errors"), workers=0, max_upload_mb=1)
    with TestClient(create_app(settings), base_url=BASE, raise_server_exceptions=False) as client:
        yield client


def test_not_found(client: TestClient) -> None:
    """404: an unknown address, and an unknown circular; the first page is one press away."""
    for path in ("/nowhere", "/circulars/" + "0" * 32):
        page = client.get(path)
        assert page.status_code == 404
        assert "ไม่พบหน้านี้" in page.text
        assert "กลับไปหน้าแรก" in page.text


def test_too_large(client: TestClient) -> None:
    """413 before the body is read."""
    page = client.post("/circulars", content=b"", headers={"content-length": "999999999"})
    assert page.status_code == 413
    assert "ไฟล์ใหญ่เกินไป" in page.text
    assert "แยกเป็นไฟล์ย่อย" in page.text


def test_another_site(client: TestClient) -> None:
    """403 for a form that another page posts."""
    page = client.post("/circulars", headers={"origin": "https://elsewhere.example"})
    assert page.status_code == 403
    assert "ทำสิ่งนี้ไม่ได้" in page.text


def test_the_store_is_away(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """503: nothing was done, and the same page can be asked for again."""

    def away(*_: object, **__: object) -> None:
        raise StoreAway("no answer")

    monkeypatch.setattr("api.documents.listed", away)
    page = client.get("/")
    assert page.status_code == 503
    assert "ระบบยังไม่พร้อม" in page.text
    assert 'href="/">ลองอีกครั้ง' in page.text


def test_who_is_signed_in_stays_on_an_error_page(client: TestClient) -> None:
    """The head of the page leads to the places of the service, as on every other."""
    service = client.app.state.service  # type: ignore[attr-defined]
    with service.engine.begin() as connection:
        secret = accounts.invite(connection, "officer", district_id=documents.DEFAULT_DISTRICT)
        user_id = accounts.accept(connection, secret, "somchai", "สมชาย", "long enough password")
        client.cookies["wian_session"] = accounts.open_session(connection, user_id)

    page = client.get("/nowhere").text
    client.cookies.clear()

    assert "สมชาย" in page
    assert 'href="/board"' in page
