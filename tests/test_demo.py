"""The demonstration: three circulars in three states, people without passwords, on this machine alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api import demo
from api.app import create_app
from api.demo_circulars import demo_circulars, demo_office, demo_schools
from api.settings import Settings
from api.tables import documents, publications, returns, schools, users
from extract import extract_circular
from generate import forms_asked, read_schools
from ingest import read_document

BASE = "http://localhost"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(data=tmp_path_factory.mktemp("demo"), demo=True)
    with TestClient(create_app(settings), base_url=BASE) as client:
        yield client


def rows(client: TestClient, table: sa.Table) -> list[sa.Row[Any]]:
    with client.app.state.service.engine.connect() as connection:  # type: ignore[attr-defined]
        return list(connection.execute(sa.select(table)))


def wait_for(client: TestClient) -> None:
    """Until the last step of the demonstration is done."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if sum(row.status == "accepted" for row in rows(client, returns)) >= demo.ACCEPTED * 2:
            return
        time.sleep(0.3)
    raise AssertionError([(row.status, row.name) for row in rows(client, returns)])


def test_three_circulars_come_into_three_states(client: TestClient) -> None:
    """One issued to all schools and sent back by most, one confirmed, one that waits for a person."""
    wait_for(client)

    states = {row.name: row.status for row in rows(client, documents)}
    assert sorted(states.values()) == ["confirmed", "confirmed", "review"]
    assert states["สแกน-การอบรมครู.pdf"] == "review"
    assert len(rows(client, publications)) == 12
    assert {row.status for row in rows(client, returns)} == {"matched", "accepted"}
    assert len({row.school_id for row in rows(client, returns)}) == demo.RETURNED


def test_people_sign_in_with_one_press(client: TestClient) -> None:
    """The page offers four people; none of them has a password."""
    assert [row.password_hash for row in rows(client, users)] == [None] * 4
    page = client.get("/sign-in").text
    for login, name, _role in demo.PEOPLE:
        assert f'value="{login}"' in page
        assert name in page

    answer = client.post("/sign-in/demo", data={"login": "officer"}, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "นายเจ้าของ" in client.get("/").text
    assert client.post("/sign-in/demo", data={"login": "nobody"}).status_code in (403, 404)
    client.cookies.clear()


def test_a_second_start_changes_nothing(client: TestClient) -> None:
    """The demonstration is found again, and not made anew."""
    with client.app.state.service.engine.begin() as connection:  # type: ignore[attr-defined]
        assert demo.found(connection)

    assert len(rows(client, schools)) == 12
    assert len(rows(client, users)) == 4


def test_only_in_an_empty_installation(tmp_path: Path) -> None:
    """Where there is a school already, nothing is made and nobody is offered."""
    samples = Path(__file__).parent.parent / "samples"
    settings = Settings(data=tmp_path, demo=True, workers=0, schools=samples / "schools.csv")
    with TestClient(create_app(settings), base_url=BASE) as client:
        assert rows(client, users) == []
        assert client.post("/sign-in/demo", data={"login": "admin"}).status_code == 404


@pytest.mark.parametrize("settings", [{"demo": False}, {"demo": True, "host": "192.0.2.1"}])
def test_nobody_is_offered_elsewhere(settings: dict[str, Any]) -> None:
    """Without WIAN_DEMO, or for other machines, nobody comes in without a password."""
    assert not demo.offers_people(Settings(**settings))


@pytest.mark.parametrize("today", [date(2026, 11, 25), date(2027, 2, 27), date(2028, 1, 1)])
def test_what_the_circulars_say(today: date) -> None:
    """On any day of the year they read as they are meant to: two without a doubt, and their forms."""
    asked = {}
    for one in demo_circulars(today):
        if one.key == "review":
            continue
        circular = extract_circular(read_document(one.data, one.name))
        asked[one.key] = forms_asked(circular)
        assert all(deadline.state == "sure" for deadline in circular.deadlines)
        assert len(circular.deadlines) >= 2
    assert asked == {"returned": ["confirm", "certify"], "issued": ["assets"]}


def test_its_office_and_schools_are_complete() -> None:
    """Twelve schools with counts, and an office that can write letters."""
    found, problems = read_schools(demo_schools(), "schools.csv")

    assert (len(found), problems) == (12, [])
    assert all(school.counts["p1"].total for school in found)
    assert demo_office().signatory.name
