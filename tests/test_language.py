"""Thai pages, and English ones for who chooses them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from markupsafe import Markup

from api import language
from api.app import create_app
from api.language import gettext, ngettext
from api.settings import Settings

SKIP_TH, SKIP_EN = "ข้ามไปที่เนื้อหา", "Skip to the content"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(data=tmp_path, workers=0)), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def english() -> Iterator[None]:
    language.choose("en")
    yield
    language.choose("th")


def test_thai_unless_chosen(client: TestClient) -> None:
    """Also for a browser that asks for English: most do in Thai offices."""
    page = client.get("/", headers={"accept-language": "en-US,en;q=0.9"}).text

    assert SKIP_TH in page
    assert '<html lang="th"' in page


def test_a_choice_is_kept(client: TestClient) -> None:
    """?lang=en turns this page and all later ones, ?lang=th turns them back; nothing else does."""
    assert SKIP_EN in client.get("/?lang=en").text
    page = client.get("/").text
    assert SKIP_EN in page
    assert '<html lang="en"' in page
    assert SKIP_EN in client.get("/?lang=xx").text
    assert SKIP_TH in client.get("/?lang=th").text
    assert SKIP_TH in client.get("/").text


def test_an_error_page_speaks_it_too(client: TestClient) -> None:
    """The frame of a page that the guard or the framework refuses."""
    assert SKIP_EN in client.get("/nowhere?lang=en").text
    assert SKIP_EN in client.get("/", headers={"host": "elsewhere.example"}).text


def test_variables_are_filled_in() -> None:
    """By name; a sentence without variables may hold a percent sign; markup stays and the rest is escaped."""
    assert gettext("อีก %(n)s วัน", n=3) == "อีก 3 วัน"
    assert gettext("ร้อยละ 5%") == "ร้อยละ 5%"
    filled = gettext("<%(a)s> %(b)s", a=Markup("<b>x</b>"), b="<i>")
    assert filled == "&lt;<b>x</b>&gt; &lt;i&gt;"
    assert isinstance(filled, Markup)


@pytest.mark.usefixtures("english")
def test_english_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """One form for one, another for more; a sentence that is not in the catalogue stays Thai."""
    from babel.messages.catalog import Catalog

    catalogue = Catalog(locale="en")
    catalogue.add(("อีก %(n)s วัน", "อีก %(n)s วัน"), ("one day left", "%(n)s days left"))
    monkeypatch.setattr(language, "catalogue", lambda _code: catalogue)

    assert ngettext("อีก %(n)s วัน", 1) == "one day left"
    assert ngettext("อีก %(n)s วัน", 3) == "3 days left"
    assert ngettext("มี %(n)s ฉบับ", 3) == "มี 3 ฉบับ"
