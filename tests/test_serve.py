"""The service keeps what it accepts, reads it in the background and answers as the contract says."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from api.app import create_app
from api.blobs import StoreAway, original_key
from api.settings import Settings

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "dmc-circular.pdf"
BASE = "http://localhost"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
API = "/api/v1/circulars"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    data = tmp_path_factory.mktemp("data")
    samples = ROOT / "samples"
    return Settings(
        data=data, office=samples / "office.toml", schools=samples / "schools.csv", max_upload_mb=2
    )


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url=BASE) as client:
        yield client


@pytest.fixture(scope="module")
def read_id(client: TestClient) -> str:
    """The id of the sample, once it is read."""
    circular_id: str = send(client).json()["id"]
    assert until_read(client, circular_id)["status"] == "review"
    return circular_id


def send(
    client: TestClient | httpx.Client, data: bytes | None = None, name: str = "หนังสือ.pdf"
) -> httpx.Response:
    return client.post(API, files={"file": (name, SAMPLE.read_bytes() if data is None else data)})


def until_read(client: TestClient | httpx.Client, circular_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        state: dict[str, Any] = client.get(f"{API}/{circular_id}").json()
        if state["status"] not in ("received", "reading"):
            return state
        time.sleep(0.1)
    raise AssertionError("not read within a minute")


def test_health_answers_when_uploads_are_accepted(client: TestClient) -> None:
    """GET /health is 200 of a started service."""
    assert client.get("/health").status_code == 200


def test_upload_answers_202_and_the_same_bytes_the_same_id(client: TestClient, read_id: str) -> None:
    """The file's hash names it, whatever the sender calls it."""
    again = send(client, name="อีกชื่อ.pdf")

    assert again.status_code == 202
    assert set(again.json()) >= {"id", "status", "sha256"}
    assert again.json()["id"] == read_id
    assert again.json()["known"] is True


def test_the_result_is_the_circular_json(client: TestClient, read_id: str) -> None:
    """Status review, the whole Circular, no error."""
    state = client.get(f"{API}/{read_id}").json()

    assert state["circular"]["schema"] == "circular/1"
    assert state["circular"]["source"]["name"] == "หนังสือ.pdf"
    assert state["error"] is None
    assert set(state["progress"]) == {"page", "pages"}


def test_what_was_accepted_is_on_the_disk_unchanged(
    client: TestClient, settings: Settings, read_id: str
) -> None:
    """The original comes back byte for byte, as a download."""
    original = client.get(f"{API}/{read_id}/original")

    assert original.content == SAMPLE.read_bytes()
    assert original.headers["content-disposition"].startswith("attachment")
    sha256 = hashlib.sha256(SAMPLE.read_bytes()).hexdigest()
    assert (settings.data / "blobs" / original_key(sha256)).read_bytes() == SAMPLE.read_bytes()
    assert [path.name for path in (settings.data / "workers").glob("*/*")] == ["lock"]


def test_page_pictures(client: TestClient, read_id: str) -> None:
    """One PNG a page, counted from 1."""
    picture = Image.open(io.BytesIO(client.get(f"{API}/{read_id}/pages/1.png").content))

    assert picture.format == "PNG"
    assert picture.height > picture.width > 800
    assert client.get(f"{API}/{read_id}/pages/3.png").status_code == 404


@pytest.mark.parametrize(
    ("name", "media_type", "start"),
    [
        ("letter.pdf", "application/pdf", b"%PDF-"),
        ("letter.docx", DOCX, b"PK"),
        ("timeline.pdf", "application/pdf", b"%PDF-"),
        ("forms.pdf", "application/pdf", b"%PDF-"),
        ("forms/1099000001/certify.pdf", "application/pdf", b"%PDF-"),
        ("deadlines.ics", "text/calendar; charset=utf-8", b"BEGIN:VCALENDAR"),
    ],
)
def test_downloads(client: TestClient, read_id: str, name: str, media_type: str, start: bytes) -> None:
    """Letter, timeline, calendar and forms come as files of their kind."""
    answer = client.get(f"{API}/{read_id}/{name}")

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == media_type
    assert answer.content.startswith(start)


@pytest.mark.parametrize(
    "path", ["forms/1099000001/assets.pdf", "forms/0000000000/certify.pdf", "letter.txt"]
)
def test_what_does_not_exist_is_a_thai_problem(client: TestClient, read_id: str, path: str) -> None:
    """A form that was not asked for, an unknown school, an unknown file: 404 as problem+json."""
    assert_problem(client.get(f"{API}/{read_id}/{path}"), 404)


@pytest.mark.parametrize("circular_id", ["0" * 32, "..", "%2e%2e%2fcirculars", "A" * 32])
def test_unknown_ids_are_404(client: TestClient, circular_id: str) -> None:
    """No id reaches outside the folder of circulars."""
    assert client.get(f"{API}/{circular_id}").status_code == 404


@pytest.mark.parametrize(
    ("data", "status"), [(b"", 400), (b"MZ\x90\x00 a program", 415), (b"\x00" * 3_000_000, 413)]
)
def test_refused_uploads(client: TestClient, data: bytes, status: int) -> None:
    """Empty, of no readable kind, or too large: refused at once, with what to do."""
    assert_problem(send(client, data), status)


def test_an_upload_without_a_stated_length_is_limited_too(client: TestClient) -> None:
    """A chunked body is counted as it comes."""
    boundary = "b"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-'

    def body() -> Iterator[bytes]:
        yield head.encode()
        for _ in range(40):
            yield b"x" * 100_000

    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}

    assert_problem(client.post(API, content=body(), headers=headers), 413)


def test_a_form_posted_by_another_site_is_refused(client: TestClient) -> None:
    """A page elsewhere cannot make a clerk's browser send files here."""
    answer = client.post(
        API, files={"file": ("a.pdf", b"%PDF-")}, headers={"origin": "https://elsewhere.example"}
    )

    assert_problem(answer, 403)


def test_a_foreign_name_for_this_service_is_refused(client: TestClient) -> None:
    """A host name made to point here reads nothing; the setting names those that may."""
    assert_problem(client.get(API, headers={"host": "elsewhere.example"}), 421)
    open_to_all = Settings(host="0.0.0.0")
    named = Settings(hosts="wian.example.go.th, localhost")

    assert open_to_all.allowed_hosts == frozenset()
    assert named.allowed_hosts == {"wian.example.go.th", "localhost"}


def test_a_request_without_a_file_is_a_problem(client: TestClient) -> None:
    """What the framework refuses comes in the same form."""
    assert_problem(client.post(API), 422)


def test_a_damaged_file_fails_with_a_thai_reason(client: TestClient) -> None:
    """It is accepted (it may be a PDF), and its status says why it could not be read."""
    circular_id = send(client, b"%PDF-1.7 and then nothing of use").json()["id"]

    state = until_read(client, circular_id)

    assert state["status"] == "failed"
    assert state["circular"] is None
    assert "โปรด" in state["error"]["detail"]
    page = client.get(f"/circulars/{circular_id}")
    assert state["error"]["detail"] in page.text
    assert_problem(client.get(f"{API}/{circular_id}/letter.pdf"), 409)


def test_a_full_disk_accepts_nothing(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written is not confirmed, and leaves no trace."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("api.blobs.os.fsync", full)
    polite = TestClient(client.app, base_url=BASE, raise_server_exceptions=False)
    data = b"%PDF-1.4 that finds no room"

    assert_problem(send(polite, data), 507)

    monkeypatch.undo()
    known = [entry["sha256"] for entry in client.get(API).json()["circulars"]]
    assert hashlib.sha256(data).hexdigest() not in known


def test_a_bug_is_answered_politely(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 as problem+json in Thai, without a word of the traceback."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("api.documents.listed", broken)
    polite = TestClient(client.app, base_url=BASE, raise_server_exceptions=False)

    answer = polite.get(API)

    assert_problem(answer, 500)
    assert "secret" not in answer.text


def test_a_failed_file_sent_again_is_read_again(client: TestClient) -> None:
    """The id stays; a second attempt is made."""
    data = b"%PDF-1.4 tried twice"
    circular_id = send(client, data).json()["id"]
    assert until_read(client, circular_id)["status"] == "failed"

    again = send(client, data).json()

    assert again["id"] == circular_id
    assert again["status"] == "received"
    assert until_read(client, circular_id)["status"] == "failed"


def test_a_reading_can_be_cancelled_and_done_again(client: TestClient) -> None:
    """A cancelled circular stays so until it is asked for again; one that is read cannot be cancelled."""
    circular_id = send(client, SAMPLE.read_bytes() + b"% once more").json()["id"]

    assert client.post(f"{API}/{circular_id}/cancel").json()["status"] == "cancelled"
    assert_problem(client.post(f"{API}/{circular_id}/cancel"), 409)
    assert client.get(f"{API}/{circular_id}").json()["status"] == "cancelled"
    assert "อ่านอีกครั้ง" in client.get(f"/circulars/{circular_id}").text
    assert client.post(f"{API}/{circular_id}/read-again").status_code == 202
    assert until_read(client, circular_id)["status"] == "review"
    assert_problem(client.post(f"{API}/{circular_id}/cancel"), 409)


def test_progress_comes_as_events(client: TestClient) -> None:
    """From receipt to review, page by page, and then the stream ends."""
    circular_id = send(client, SAMPLE.read_bytes() + b"% and again").json()["id"]

    with client.stream("GET", f"{API}/{circular_id}/events") as stream:
        told = [json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: ")]

    assert stream.headers["content-type"].startswith("text/event-stream")
    assert told[0]["status"] in ("received", "reading")
    assert told[-1] == {"status": "review", "progress": {"page": 2, "pages": 2}}


def test_ready_answers_while_the_database_does(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """GET /ready is 200, and 503 with a reason while the store or the database is away."""
    assert client.get("/ready").status_code == 200

    def away(*_: object) -> None:
        raise StoreAway("no answer")

    monkeypatch.setattr("api.blobs.FolderBlobs.has", away)

    assert_problem(client.get("/ready"), 503)


def test_list_pages_by_cursor(client: TestClient, read_id: str) -> None:
    """Following `next` shows every circular once, and a status narrows the list."""
    send(client, b"%PDF-1.4 another one")
    seen, cursor = [], None
    while True:
        listing = client.get(API, params={"limit": 1} | ({"cursor": cursor} if cursor else {})).json()
        seen += [entry["id"] for entry in listing["circulars"]]
        cursor = listing["next"]
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) >= 2
    review = client.get(API, params={"status": "review"}).json()["circulars"]
    assert read_id in [entry["id"] for entry in review]
    assert {entry["status"] for entry in review} == {"review"}


def test_without_an_office_there_is_no_letter(tmp_path: Path) -> None:
    """The answer says which setting is wanting."""
    with TestClient(create_app(Settings(data=tmp_path, office=None, schools=None)), base_url=BASE) as client:
        circular_id = send(client).json()["id"]
        until_read(client, circular_id)

        letter = client.get(f"{API}/{circular_id}/letter.pdf")

    assert_problem(letter, 409)
    assert "WIAN_OFFICE" in letter.json()["detail"]


def test_pages_load_nothing_from_elsewhere(client: TestClient, read_id: str) -> None:
    """The policy allows this service alone, and the pages name no other host."""
    for path in ("/", f"/circulars/{read_id}", "/circulars/unknown"):
        answer = client.get(path)
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "http" not in answer.text.replace('http-equiv="refresh"', "")


def test_a_sender_cannot_write_into_the_page(client: TestClient) -> None:
    """File names are shown as text, whatever they hold."""
    circular_id = send(client, b"%PDF-1.4 <b>", name="../<img src=x onerror=alert(1)>.pdf").json()["id"]

    page = client.get(f"/circulars/{circular_id}").text

    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_the_upload_form_leads_to_the_result(client: TestClient, read_id: str) -> None:
    """One file goes to its page, several to the list; the plain form needs no script."""
    one = client.post("/circulars", files={"files": ("a.pdf", SAMPLE.read_bytes())}, follow_redirects=False)
    several = [("files", ("a.pdf", SAMPLE.read_bytes())), ("files", ("b.pdf", b"%PDF-1.4 x"))]
    both = client.post("/circulars", files=several, follow_redirects=False)

    assert (one.status_code, one.headers["location"]) == (303, f"/circulars/{read_id}")
    assert (both.status_code, both.headers["location"]) == (303, "/")


def test_every_place_on_the_result_page_has_its_picture(client: TestClient, read_id: str) -> None:
    """Each box on the page picture leads to what was read there, and has a picture of its own."""
    page = client.get(f"/circulars/{read_id}").text
    boxes = {part.split('"')[0] for part in page.split('data-for="')[1:]}

    assert len(boxes) > 10
    for path in boxes:
        assert f'data-item="{path}"' in page
        answer = client.get(f"/circulars/{read_id}/cut/{path}.png")
        assert answer.status_code == 200, path
        assert Image.open(io.BytesIO(answer.content)).width > 10


class RealServer:
    """`wian serve` as its own process on a free port."""

    def __init__(self, data: Path, log: Path, **environment: str) -> None:
        self.log = log
        self.process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "serve", "--port", "0"],
            cwd=ROOT,
            env={**os.environ, "WIAN_DATA": str(data), **environment},
            stdout=subprocess.DEVNULL,
            stderr=log.open("wb"),
        )
        self.client = httpx.Client(base_url=self.address(), timeout=30)

    def address(self) -> str:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            for word in self.log.read_text().split():
                if word.startswith("http://127.0.0.1:"):
                    return word
            time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def stop(self, how: signal.Signals) -> None:
        self.client.close()
        self.process.send_signal(how)
        self.process.wait(timeout=30)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_an_accepted_file_survives_the_end_of_the_service(tmp_path: Path, how: signal.Signals) -> None:
    """Stopped or killed right after 202, the service reads the file at its next start."""
    data = tmp_path / "data"
    server = RealServer(data, tmp_path / "first.log")
    circular_id = send(server.client).json()["id"]
    server.stop(how)

    server = RealServer(data, tmp_path / "second.log")
    state = until_read(server.client, circular_id)
    server.stop(signal.SIGTERM)

    assert state["status"] == "review"
    assert state["circular"]["source"]["name"] == "หนังสือ.pdf"


def test_results_are_still_there_after_a_restart(tmp_path: Path) -> None:
    """What was read once is not read again."""
    server = RealServer(tmp_path / "data", tmp_path / "first.log")
    circular_id = send(server.client).json()["id"]
    before = until_read(server.client, circular_id)
    server.stop(signal.SIGTERM)

    server = RealServer(tmp_path / "data", tmp_path / "second.log")
    after = server.client.get(f"{API}/{circular_id}").json()
    server.stop(signal.SIGTERM)

    assert before == after


def test_two_services_do_not_share_a_data_folder(tmp_path: Path) -> None:
    """The second ends with one Thai line and exit code 3."""
    server = RealServer(tmp_path / "data", tmp_path / "first.log")
    second = subprocess.run(
        [sys.executable, "-m", "api.cli", "serve", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "WIAN_DATA": str(tmp_path / "data")},
        capture_output=True,
        timeout=30,
        check=False,
    )
    server.stop(signal.SIGTERM)

    assert second.returncode == 3
    assert len(second.stderr.decode().splitlines()) == 1


@pytest.mark.parametrize(
    "setting", [{"WIAN_PORT": "high"}, {"WIAN_HOST": "192.0.2.1"}, {"WIAN_DATA": "/proc/none"}]
)
def test_a_service_that_cannot_start_says_why_in_one_line(setting: dict[str, str], tmp_path: Path) -> None:
    """A bad setting, an address that is not ours, a folder that cannot be made: no traceback."""
    run = subprocess.run(
        [sys.executable, "-m", "api.cli", "serve"],
        cwd=ROOT,
        env={**os.environ, "WIAN_DATA": str(tmp_path), "WIAN_PORT": "0", **setting},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert run.returncode in (3, 4)
    assert len(run.stderr.splitlines()) == 1
    assert run.stderr.startswith("wian: ")


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    """The limit of time ends the reading, and the reason is told."""
    settings = Settings(data=tmp_path, read_seconds=1)
    with TestClient(create_app(settings), base_url=BASE) as client:
        circular_id = send(client, (ROOT / "samples" / "dmc-circular-scan.pdf").read_bytes()).json()["id"]
        state = until_read(client, circular_id)

    assert state["status"] == "failed"
    assert state["error"]["code"] in ("too_slow", "reading_failed")


def assert_problem(answer: httpx.Response, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = json.loads(answer.content)
    assert problem["status"] == status
    assert any("ก" <= ch <= "๛" for ch in problem["detail"])
