"""Keys for programs: printed once, kept as hashes; with the first one the service is closed to all others."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import main
from api.database import now
from api.errors import InputError
from api.keys import create_key
from api.settings import Settings
from api.tables import audit, districts, documents, publications, schools
from tests.servers import free_port

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "dmc-circular.pdf"
BASE = "http://localhost"
API = "/api/v1/circulars"
SCHOOL = "1099000001"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Nothing is read: these tests look at who may ask."""
    return Settings(data=tmp_path, workers=0, schools=ROOT / "samples" / "schools.csv")


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url=BASE) as client:
        yield client


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def send(client: TestClient, data: bytes = b"%PDF-1.4 a", **headers: str) -> httpx.Response:
    return client.post(API, files={"file": ("หนังสือ.pdf", data)}, headers=headers)


def assert_problem(answer: httpx.Response, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert any("ก" <= ch <= "๛" for ch in answer.json()["detail"])


def test_the_first_key_closes_the_service(client: TestClient, settings: Settings) -> None:
    """Open before; afterwards 401 with a Thai detail without a key or with a wrong one, 200 with the key."""
    assert client.get(API).status_code == 200
    key = create_key(settings, "clerk")

    refused = client.get(API)
    assert_problem(refused, 401)
    assert refused.headers["www-authenticate"].startswith("Bearer")
    assert_problem(client.get(API, headers=bearer(key + "x")), 401)
    assert client.get(API, headers=bearer(key)).status_code == 200
    assert client.get("/health").status_code == 200


def test_the_command_prints_the_key_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, which no file of the data folder holds."""
    monkeypatch.setenv("WIAN_DATA", str(tmp_path))

    assert main(["key", "create", "--role", "officer", "--name", "โปรแกรมทะเบียน"]) == 0

    (key,) = capsys.readouterr().out.splitlines()
    assert key.startswith("wian_")
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert key.encode() not in kept


@pytest.mark.parametrize(
    "options",
    [
        ["--role", "clerk", "--district", "ไม่มี"],
        ["--role", "school"],
        ["--role", "clerk", "--school", SCHOOL],
        ["--role", "school", "--school", "0000000000"],
        ["--role", "system-admin", "--district", "x"],
    ],
)
def test_a_key_for_nobody_is_refused(
    options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 3, one Thai line, no key."""
    monkeypatch.setenv("WIAN_DATA", str(tmp_path))
    monkeypatch.setenv("WIAN_SCHOOLS", str(ROOT / "samples" / "schools.csv"))

    assert main(["key", "create", *options]) == 3

    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "โปรด" in said.err


def test_of_several_districts_one_must_be_named(client: TestClient, settings: Settings) -> None:
    """Named by its name or id, never guessed."""
    another_district(client)

    with pytest.raises(InputError, match="--district"):
        create_key(settings, "clerk")
    assert create_key(settings, "clerk", "เขต ข") != create_key(settings, "clerk", "b" * 32)


def test_alice_bob_and_charlie(client: TestClient, settings: Settings) -> None:
    """Bob's district does not have Alice's circular, Charlie's school only once it is published to it."""
    another_district(client)
    alice, bob = create_key(settings, "clerk", "0" * 31 + "1"), create_key(settings, "clerk", "เขต ข")
    charlie = create_key(settings, "school", "0" * 31 + "1", SCHOOL)
    circular_id = send(client, **bearer(alice)).json()["id"]
    paths = ("", "/original", "/pages/1.png", "/letter.pdf", "/events", "/forms.pdf", "/deadlines.ics")

    for key in (bob, charlie):
        for path in paths:
            assert_problem(client.get(f"{API}/{circular_id}{path}", headers=bearer(key)), 404)
        for path in ("/cancel", "/read-again"):
            assert_problem(client.post(f"{API}/{circular_id}{path}", headers=bearer(key)), 404)
        assert client.get(API, headers=bearer(key)).json()["circulars"] == []
        assert client.get(f"/circulars/{circular_id}", headers=bearer(key)).status_code == 404
    assert send(client, **bearer(bob)).json()["id"] != circular_id

    publish(client, circular_id)
    assert client.get(f"{API}/{circular_id}", headers=bearer(charlie)).json()["id"] == circular_id
    listed = client.get(API, headers=bearer(charlie)).json()["circulars"]
    assert [entry["id"] for entry in listed] == [circular_id]
    other_form = f"{API}/{circular_id}/forms/1099000002/certify.pdf"
    assert_problem(client.get(other_form, headers=bearer(charlie)), 404)
    assert_problem(client.get(f"{API}/{circular_id}/forms.pdf", headers=bearer(charlie)), 404)
    assert_problem(client.post(f"{API}/{circular_id}/cancel", headers=bearer(charlie)), 403)
    assert_problem(send(client, **bearer(charlie)), 403)


def test_a_key_that_may_only_read(client: TestClient, settings: Settings) -> None:
    """It lists, and sends nothing."""
    key = create_key(settings, "officer", scope="read")

    assert client.get(API, headers=bearer(key)).status_code == 200
    assert_problem(send(client, **bearer(key)), 403)


def test_what_was_done_stands_in_the_audit(client: TestClient, settings: Settings) -> None:
    """Upload, download and the making of keys, by whom; for the district's administrator alone."""
    clerk, admin = create_key(settings, "clerk", name="สแกนเนอร์"), create_key(settings, "district-admin")
    circular_id = send(client, **bearer(clerk)).json()["id"]
    client.get(f"{API}/{circular_id}/original", headers=bearer(clerk))

    assert_problem(client.get("/api/v1/audit", headers=bearer(clerk)), 404)
    answer = client.get("/api/v1/audit?verify=true", headers=bearer(admin)).json()
    first = client.get("/api/v1/audit?limit=1", headers=bearer(admin)).json()
    rest = client.get(f"/api/v1/audit?cursor={first['next']}", headers=bearer(admin)).json()

    actions = [row["action"] for row in answer["audit"]]
    assert actions == ["circular.download", "circular.upload", "key.create", "key.create"]
    assert "สแกนเนอร์" in answer["audit"][1]["actor"]
    assert answer["audit"][1]["object"] == f"document:{circular_id}"
    assert answer["broken_at"] is None
    assert first["audit"] + rest["audit"] == answer["audit"]
    with engine_of(client).begin() as connection:
        connection.execute(audit.update().where(audit.c.number == 2).values(actor="อื่น"))
    tampered = client.get("/api/v1/audit?verify=true", headers=bearer(admin)).json()
    assert tampered["broken_at"] == 2


def test_a_request_sent_twice_has_one_answer(client: TestClient) -> None:
    """The same Idempotency-Key: the first answer again; another file under it: 422; a useless key: 400."""
    first = send(client, **{"Idempotency-Key": "k1"})
    with engine_of(client).begin() as connection:
        connection.execute(documents.update().values(status="review"))
    again = send(client, **{"Idempotency-Key": "k1"})

    assert first.json() == again.json()
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert_problem(send(client, b"%PDF-1.4 other", **{"Idempotency-Key": "k1"}), 422)
    assert_problem(send(client, **{"Idempotency-Key": "k" * 201}), 400)


def test_a_service_that_others_can_reach_is_never_open(tmp_path: Path) -> None:
    """On an address beside loopback, requests need a key from the start."""
    settings = Settings(data=tmp_path, workers=0, host="0.0.0.0", port=free_port())
    with TestClient(create_app(settings), base_url=BASE) as client:
        assert_problem(client.get(API), 401)
        assert client.get("/health").status_code == 200


def test_keys_are_made_while_the_service_runs(tmp_path: Path, client: TestClient) -> None:
    """Another process on the same data folder."""
    made = subprocess.run(
        [sys.executable, "-m", "api.cli", "key", "create", "--role", "clerk"],
        cwd=ROOT,
        env={"WIAN_DATA": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert client.get(API).status_code == 401
    assert client.get(API, headers=bearer(made.stdout.strip())).status_code == 200
    assert json.loads(client.get("/health").content) == {"status": "ok"}


def test_what_the_caller_still_has_is_not_sent_again(client: TestClient) -> None:
    """304 for the same content, for JSON and files; 200 with another ETag once it changed."""
    circular_id = send(client).json()["id"]
    for path in (f"{API}/{circular_id}", f"{API}/{circular_id}/original"):
        tag = client.get(path).headers["etag"]
        same = client.get(path, headers={"If-None-Match": f'"x", W/{tag}'})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    client.post(f"{API}/{circular_id}/cancel")
    state = f"{API}/{circular_id}"
    assert client.get(state, headers={"If-None-Match": client.get(API).headers["etag"]}).status_code == 200


def test_the_api_describes_itself(client: TestClient) -> None:
    """The page names every call of the OpenAPI description, and loads nothing from elsewhere."""
    page = client.get("/api/docs").text

    for path in client.get("/api/v1/openapi.json").json()["paths"]:
        assert path in page
    assert "http://" not in page
    assert "https://" not in page


def test_metrics(client: TestClient, settings: Settings) -> None:
    """Counted by route, never by address; with accounts for the system's administrator alone."""
    circular_id = send(client).json()["id"]
    client.get(f"{API}/{circular_id}")

    text = client.get("/metrics").text

    assert 'wian_circulars{status="received"} 1.0' in text
    assert 'route="/api/v1/circulars/{circular_id}",status="200"' in text
    assert circular_id not in text
    clerk, admin = create_key(settings, "clerk"), create_key(settings, "system-admin")
    assert_problem(client.get("/metrics"), 401)
    assert_problem(client.get("/metrics", headers=bearer(clerk)), 404)
    assert client.get("/metrics", headers=bearer(admin)).status_code == 200


def test_every_answer_has_its_headers(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages, files, refusals, and a bug too."""
    monkeypatch.setattr("api.documents.find", None)
    monkeypatch.setattr("api.documents.listed", None)
    polite = TestClient(client.app, base_url=BASE, raise_server_exceptions=False)
    answers = [polite.get(path) for path in ("/static/wian.css", "/sign-in", "/none", API)]

    assert [answer.status_code for answer in answers] == [200, 200, 404, 500]
    for answer in answers:
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def engine_of(client: TestClient) -> sa.Engine:
    engine: sa.Engine = client.app.state.service.engine  # type: ignore[attr-defined]
    return engine


def another_district(client: TestClient) -> None:
    with engine_of(client).begin() as connection:
        connection.execute(districts.insert().values(id="b" * 32, name="เขต ข", created_at=now()))


def publish(client: TestClient, circular_id: str) -> None:
    with engine_of(client).begin() as connection:
        school = connection.execute(sa.select(schools).where(schools.c.code == SCHOOL)).one()
        connection.execute(
            publications.insert().values(
                document_id=circular_id,
                school_id=school.id,
                district_id=school.district_id,
                published_at=now(),
            )
        )
