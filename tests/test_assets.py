"""What pages load: kept by browsers for good, under addresses that change with the content."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from fontTools.ttLib import TTFont

from api import assets
from api.app import create_app
from api.settings import Settings

FONTS = Path(__file__).parent.parent / "generate" / "fonts"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(data=tmp_path, workers=0)), base_url="http://localhost") as client:
        yield client


@pytest.mark.parametrize("face", assets.FACES)
def test_the_typeface_comes_small_and_whole(face: str) -> None:
    """Every table of the TrueType file is in the WOFF file, of two thirds of its size at most."""
    source = (FONTS / f"WianSarabun-{face}.ttf").read_bytes()
    packed = assets.woff(face)

    whole, original = TTFont(io.BytesIO(packed)), TTFont(io.BytesIO(source))
    assert whole.flavor == "woff"
    for tag in original.reader.tables:
        assert whole.reader[tag] == original.reader[tag]
    assert len(packed) < len(source) * 2 / 3


def test_pages_name_the_version_of_what_they_load(client: TestClient) -> None:
    """Style and typeface are kept for good; their address changes with them."""
    page = client.get("/").text
    address = assets.asset("static/wian.css")
    assert address in page

    kept = client.get(address)

    assert "immutable" in kept.headers["cache-control"]
    assert "max-age" in client.get("/fonts/Regular.woff").headers["cache-control"]
    assert "cache-control" not in client.get("/static/wian.css").headers
    assert client.get("/fonts/Italic.woff").status_code == 404


def test_pages_come_compressed(client: TestClient) -> None:
    """Text is packed for who can unpack it."""
    answer = client.get("/", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in answer.headers["vary"].lower()
