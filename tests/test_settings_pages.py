"""The settings: an office with its letterhead, schools, keys; by the right people, told when wrong."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from PIL import Image

from api import accounts, documents
from api.app import create_app
from api.settings import Settings
from api.tables import audit, districts

BASE = "http://localhost"
SAMPLES = Path(__file__).parent.parent / "samples"
OFFICE = {
    "name": "สำนักงานเขตพื้นที่สมมติ",
    "short_name": "สพป.สมมติ",
    "number_prefix": "ศธ 04997",
    "address": "๑ ถนนสมมติ\nจังหวัดสมมติ ๑๐๐๐๐",
    "unit": "กลุ่มอำนวยการ",
    "phone": "0 2000 0999",
    "thai_digits": "yes",
    "addressee": "ผู้อำนวยการโรงเรียนทุกแห่ง",
    "signatory.name": "นางสมมติ ใจดี",
    "signatory.position": "ผู้อำนวยการ",
    "layout.margin_left": "๒๘",
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M1 1H9V9H1Z"/></svg>'


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """A service without accounts, whose desk sets itself up."""
    with TestClient(create_app(Settings(data=tmp_path, workers=0)), base_url=BASE) as client:
        yield client


def picture(size: tuple[int, int] = (60, 60)) -> bytes:
    out = io.BytesIO()
    Image.new("L", size, 0).save(out, "PNG")
    return out.getvalue()


def test_an_office_is_filled_in_and_kept(client: TestClient) -> None:
    """The form comes back with what was saved, lines as lines, the layout that differs, the emblem."""
    answer = client.post(
        "/settings/office", data=OFFICE, files={"emblem": ("t.svg", SVG)}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings/office")

    page = client.get("/settings/office").text
    assert "สำนักงานเขตพื้นที่สมมติ" in page
    assert 'name="layout.margin_left" type="text" value="28"' in page
    assert "เอาตราที่มีอยู่ออก" in page
    kept = client.get("/api/v1/office").json()
    assert kept["address"] == ["๑ ถนนสมมติ", "จังหวัดสมมติ ๑๐๐๐๐"]
    assert (kept["circular"], kept["thai_digits"]) == (False, True)
    assert kept["layout"]["margin_left"] == 28.0
    head = Image.open(io.BytesIO(client.get("/settings/office/letterhead.png").content))
    assert head.height > head.width > 500


def test_the_emblem_stays_until_it_is_taken_away(client: TestClient) -> None:
    """Saving without a file keeps it; the tick removes it."""
    client.post("/settings/office", data=OFFICE, files={"emblem": ("t.png", picture())})
    client.post("/settings/office", data=OFFICE)
    assert client.get("/api/v1/office").json()["emblem"]

    client.post("/settings/office", data={**OFFICE, "remove_emblem": "yes"})
    assert client.get("/api/v1/office").json()["emblem"] is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " "}, "โปรดกรอกชื่อสำนักงาน"),
        ({"signatory.position": ""}, "โปรดกรอกตำแหน่งผู้ลงนาม"),
        ({"layout.margin_left": "3"}, "ขอบซ้าย ต้องเป็นตัวเลข 10 ถึง 60"),
        ({"layout.font_size": "ใหญ่"}, "ขนาดตัวอักษร"),
    ],
)
def test_what_is_wrong_is_told_beside_what_was_typed(
    client: TestClient, change: dict[str, str], sentence: str
) -> None:
    """Nothing is saved, and nothing typed is lost."""
    answer = client.post("/settings/office", data={**OFFICE, **change})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert OFFICE["address"].splitlines()[1] in answer.text
    assert client.get("/api/v1/office").status_code == 404


@pytest.mark.parametrize(
    "file",
    [
        b"%PDF-1.7 no emblem",
        b"GIF89a",
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg/>',
        b"\x89PNG\r\n\x1a\n broken",
        SVG + b" " * 1_000_001,
    ],
)
def test_a_file_that_is_no_emblem_is_refused(client: TestClient, file: bytes) -> None:
    """With what is accepted; hostile XML and great files too."""
    answer = client.post("/settings/office", data=OFFICE, files={"emblem": ("t", file)})

    assert answer.status_code == 422
    assert client.get("/api/v1/office").status_code == 404


def test_the_letterhead_is_drawn_while_typing(client: TestClient) -> None:
    """A picture of what is in the form, or a sentence of what is wanting."""
    drawn = client.post("/settings/office/letterhead.png", data=OFFICE, files={"emblem": ("t.svg", SVG)})
    assert drawn.headers["content-type"] == "image/png"

    wanting = client.post("/settings/office/letterhead.png", data={**OFFICE, "number_prefix": ""})
    assert (wanting.status_code, wanting.text) == (422, "โปรดกรอกรหัสหนังสือ")


def test_a_list_of_schools_is_taken_over_with_a_report(client: TestClient) -> None:
    """What was added, which rows were left out and why, which schools the list does not name."""
    sample = (SAMPLES / "schools.csv").read_bytes()
    first = client.post("/settings/schools/import", files={"file": ("schools.csv", sample)}).text
    assert "เพิ่ม 12 แห่ง" in first

    shorter = "code,name\n1099000001,โรงเรียนชื่อใหม่\n12345,โรงเรียนรหัสผิด\n"
    second = client.post("/settings/schools/import", files={"file": ("new.csv", shorter.encode())}).text
    assert "ปรับปรุง 1 แห่ง" in second
    assert "แถวที่ 3" in second
    assert "ไม่อยู่ในไฟล์นี้ 11 แห่ง" in second

    refused = client.post("/settings/schools/import", files={"file": ("x.csv", b"\xff\xfe\x00")})
    assert refused.status_code == 422
    assert "UTF-8" in refused.text


def test_a_school_by_itself(client: TestClient) -> None:
    """Added, found, changed with its counts, closed; the code must be right and its own."""
    values = {"code": "๑๐๙๙๐๐๐๐๒๑", "name": "โรงเรียนใหม่", "email": "a@example.go.th", "p1_male": "12"}
    assert client.post("/settings/schools/new", data=values, follow_redirects=False).status_code == 303
    row = client.get("/api/v1/schools", params={"words": "ใหม่"}).json()["schools"][0]
    assert (row["code"], row["email"]) == ("1099000021", "a@example.go.th")
    assert row["counts"]["p1"]["male"] == 12

    assert client.post("/settings/schools/new", data={**values, "code": "12"}).status_code == 422
    assert "อยู่แล้ว" in client.post("/settings/schools/new", data=values).text
    wrong = client.post("/settings/schools/new", data={**values, "code": "1099000022", "p1_male": "สิบ"})
    assert "ไม่ใช่จำนวนเต็ม" in wrong.text

    page = client.get("/settings/schools", params={"q": "1099000021"}).text
    school_id = page.split('href="/settings/schools/')[-1].split('"')[0]
    client.post(f"/settings/schools/{school_id}", data={**values, "name": "โรงเรียนใหม่กว่า"})
    assert "โรงเรียนใหม่กว่า" in client.get(f"/settings/schools/{school_id}").text
    client.post(f"/settings/schools/{school_id}/close")
    assert client.get("/api/v1/schools").json()["schools"] == []
    assert client.get("/settings/schools/" + "f" * 32).status_code == 404


def test_secret_links_are_open_only_when_told(client: TestClient) -> None:
    """And a new link ends the old one."""
    client.put("/api/v1/schools/1099000001", json={"code": "1099000001", "name": "โรงเรียน"})
    page = client.get("/settings/schools").text
    school_id = page.split('href="/settings/schools/')[-1].split('"')[0]
    assert "/s/" not in client.get(f"/settings/schools/{school_id}").text

    client.post("/settings/schools/links", data={"open": "yes"})
    link = link_in(client, school_id)
    assert client.get(link).status_code == 200
    client.post(f"/settings/schools/{school_id}/link")
    assert client.get(link).status_code == 404
    client.post("/settings/schools/links", data={"open": ""})
    assert "/s/" not in client.get(f"/settings/schools/{school_id}").text


def link_in(client: TestClient, school_id: str) -> str:
    page = client.get(f"/settings/schools/{school_id}").text
    return "/s/" + page.split("/s/")[1].split("<")[0]


@pytest.mark.parametrize("page", ["", "/office", "/schools", "/schools/new", "/numbers", "/mail", "/kept"])
def test_every_page_of_the_settings_opens_at_the_desk(client: TestClient, page: str) -> None:
    """Also in an empty installation."""
    assert client.get(f"/settings{page}").status_code == 200


def test_the_first_run_leads_step_by_step(client: TestClient) -> None:
    """The first step not done is the next; the first page says that something is wanting."""
    assert "/start" in client.get("/").text
    assert 'href="/settings/office">กรอกหน่วยงาน' in client.get("/start").text
    client.post("/settings/office", data=OFFICE)
    assert 'href="/settings/schools">นำเข้ารายชื่อโรงเรียน' in client.get("/start").text
    client.put("/api/v1/schools/1099000001", json={"code": "1099000001", "name": "โรงเรียน"})
    assert "ส่งหนังสือเวียนฉบับแรก" in client.get("/start").text
    assert "/start" not in client.get("/").text


def with_key(client: TestClient, role: Any) -> TestClient:
    service = client.app.state.service  # type: ignore[attr-defined]
    with service.engine.begin() as connection:
        key = accounts.create_key(connection, role, district_id=documents.DEFAULT_DISTRICT)
    return TestClient(client.app, base_url=BASE, headers={"authorization": f"Bearer {key}"})


def test_keys_are_made_shown_once_and_revoked(client: TestClient) -> None:
    """By an administrator; the key works until it is revoked, and all of it stands in the audit."""
    admin = with_key(client, "district-admin")
    made = admin.post("/settings/keys", data={"name": "สแกนเนอร์", "role": "clerk", "scope": "write"}).text
    key = "wian_" + made.split("wian_")[1].split("<")[0]
    program = TestClient(client.app, base_url=BASE, headers={"authorization": f"Bearer {key}"})
    assert program.get("/api/v1/circulars").status_code == 200
    assert key not in admin.get("/settings/keys").text

    key_id = next(k["id"] for k in admin.get("/api/v1/keys").json()["keys"] if k["name"] == "สแกนเนอร์")
    admin.post(f"/settings/keys/{key_id}/revoke")
    assert program.get("/api/v1/circulars").status_code == 401
    nameless = {"name": "", "role": "clerk", "scope": "read"}
    assert admin.post("/settings/keys", data=nameless).status_code == 422
    service = client.app.state.service  # type: ignore[attr-defined]
    with service.engine.connect() as connection:
        actions = connection.execute(sa.select(audit.c.action)).scalars().all()
    assert {"key.create", "key.revoke"} <= set(actions)


@pytest.mark.parametrize("role", ["clerk", "officer"])
def test_others_change_no_settings(client: TestClient, role: str) -> None:
    """404 or 403, by page and by JSON, and nothing is changed."""
    other = with_key(client, role)
    for path in ("/settings", "/settings/office", "/settings/schools", "/settings/keys", "/api/v1/keys"):
        assert other.get(path).status_code in (403, 404), path
    assert other.post("/settings/office", data=OFFICE).status_code in (403, 404)
    assert other.put("/api/v1/office", json={}).status_code in (403, 404, 422)
    service = client.app.state.service  # type: ignore[attr-defined]
    with service.engine.connect() as connection:
        assert connection.execute(sa.select(districts.c.office)).scalar_one() is None


def test_a_test_mail_says_why_it_went_not(client: TestClient) -> None:
    """Without a mail server the page says which setting is wanting."""
    assert "WIAN_MAIL_HOST" in client.post("/settings/mail/test", data={"to": "a@example.go.th"}).text
