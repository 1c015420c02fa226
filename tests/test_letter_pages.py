"""Letters and registers over HTTP: forms without scripts, JSON, roles, what is sent twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.documents import DEFAULT_DISTRICT
from api.keys import create_key
from api.settings import Settings
from tests.circulars import circular, deadline
from tests.desks import add_circular
from tests.pdf_text import by_pdftotext
from tests.pdf_text import letters as glyphs

SAMPLES = Path(__file__).parent.parent / "samples"
BASE = "http://localhost"
FIELD = re.compile(r'<(?:input|textarea|select)[^>]* name="(\w+)"')


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Nothing is read: the circulars are put in as they would be after their review."""
    return Settings(data=tmp_path, workers=0, office=SAMPLES / "office.toml", schools=SAMPLES / "schools.csv")


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url=BASE) as client:
        yield client


def put(client: TestClient, **columns: Any) -> str:
    service = client.app.state.service  # type: ignore[attr-defined]
    return add_circular(service, district=DEFAULT_DISTRICT, **columns)


def form_of(client: TestClient, circular_id: str, **changes: Any) -> dict[str, Any]:
    """What a browser without scripts would send."""
    text = client.get(f"/api/v1/circulars/{circular_id}/letter").json()["text"]
    page = client.get(f"/circulars/{circular_id}/letter").text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    dated = f"25 พ.ย. {this_year(client)}"
    return {**text, **hidden, "dated": dated, "number": "circular", **changes}


def this_year(client: TestClient) -> int:
    return int(client.get("/api/v1/registers/circular").json()["year"])


def assert_problem(answer: httpx.Response, status: int, code: str | None = None) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert code is None or answer.json()["code"] == code


def test_a_letter_goes_out_with_plain_forms(client: TestClient) -> None:
    """Look, change, save, issue, publish: each form leads back to the letter and says what was done."""
    circular_id = put(client)
    path = f"/circulars/{circular_id}/letter"
    page = client.get(path).text
    assert set(FIELD.findall(page)) >= {"subject", "duties", "purpose", "dated", "number", "after", "once"}
    assert "ศธ 04998/ว1" in page

    saved = client.post(f"{path}/save", data=form_of(client, circular_id, purpose="จึงเรียนมาเพื่อทราบ"))
    assert "บันทึกร่างฉบับที่ 1 แล้ว" in saved.text and "ข้อความที่ระบบร่าง" in saved.text
    issued = client.post(f"{path}/issue", data=form_of(client, circular_id))

    assert "ออกหนังสือ ที่ ศธ 04998/ว1 แล้ว" in issued.text
    assert "ให้โรงเรียนทุกแห่งเห็น (12 แห่ง)" in issued.text
    published = client.post(f"/circulars/{circular_id}/publish", data={"to": "all"}).text
    assert "เพิ่มขึ้น 12 แห่ง" in published and "ถอนจากทุกโรงเรียน" in published
    letter_pdf = client.get(f"/api/v1{path}.pdf")
    assert "จึงเรียนมาเพื่อทราบ" in glyphs(by_pdftotext(letter_pdf.content))
    entries = client.get("/api/v1/registers/circular").json()["entries"]
    assert [(entry["number"], entry["state"]) for entry in entries] == [(1, "used")]
    assert "ศธ 04998/ว1" in client.get("/registers/circular").text


def test_a_form_sent_twice_issues_once(client: TestClient) -> None:
    """A double click takes one number."""
    circular_id = put(client)
    form = form_of(client, circular_id)

    for _ in range(2):
        assert client.post(f"/circulars/{circular_id}/letter/issue", data=form).status_code == 200

    assert client.get("/api/v1/registers/circular").json()["next_number"] == 2


def test_what_was_typed_is_not_lost(client: TestClient) -> None:
    """A bad date, an unprintable character, another's newer version: the page comes again with all of it."""
    circular_id = put(client)
    path = f"/circulars/{circular_id}/letter"
    form = form_of(client, circular_id, subject="เรื่องที่พิมพ์ไว้")

    undated = client.post(f"{path}/issue", data={**form, "dated": "31 ก.พ. 2569"})
    strange = client.post(f"{path}/save", data={**form, "opening": "中文"})
    client.put(
        f"/api/v1{path}",
        json={"text": {**form_text(client, circular_id), "closing": "ด้วยความเคารพ"}, "after": 0},
    )
    stale = client.post(f"{path}/save", data=form)

    assert (undated.status_code, strange.status_code, stale.status_code) == (422, 422, 409)
    for answer in (undated, strange, stale):
        assert "เรื่องที่พิมพ์ไว้" in answer.text and 'role="alert"' in answer.text
    assert "U+4E2D" in strange.text
    assert "เปิดฉบับล่าสุด (ฉบับที่ 1)" in stale.text and 'name="after" value="1"' in stale.text


def form_text(client: TestClient, circular_id: str) -> dict[str, Any]:
    text: dict[str, Any] = client.get(f"/api/v1/circulars/{circular_id}/letter").json()["text"]
    return text


def test_open_places_are_listed_and_must_be_known(client: TestClient) -> None:
    """The page names them, the issue is refused until they are filled or known."""
    circular_id = put(client, of=circular(deadlines=[deadline(1, state="doubtful")]))
    page = client.get(f"/circulars/{circular_id}/letter").text
    assert "ยังเว้นไว้ 1 แห่ง" in page and 'name="knowing"' in page

    refused = client.post(f"/circulars/{circular_id}/letter/issue", data=form_of(client, circular_id))
    assert refused.status_code == 409 and "เว้นไว้ 1 แห่ง" in refused.text
    known = client.post(
        f"/circulars/{circular_id}/letter/issue", data=form_of(client, circular_id, knowing="yes")
    )
    assert "ออกหนังสือ ที่" in known.text


def test_an_unconfirmed_circular_is_not_issued(client: TestClient) -> None:
    """The page leads to the review instead."""
    circular_id = put(client, status="review")
    page = client.get(f"/circulars/{circular_id}/letter").text

    assert "ไปตรวจและยืนยันหนังสือต้นเรื่อง" in page and "letter/issue" not in page
    answer = client.post(f"/api/v1/circulars/{circular_id}/letter/issue", json={"after": 0})
    assert_problem(answer, 409, "not_confirmed")


def test_a_cancelled_letter_says_why_and_can_be_written_anew(client: TestClient) -> None:
    """Its words are in the form again, for a letter with a new number."""
    circular_id = put(client)
    path = f"/circulars/{circular_id}/letter"
    client.post(f"{path}/issue", data=form_of(client, circular_id, subject="เรื่องเดิม"))
    letter_id = client.get(f"/api/v1{path}").json()["in_force"]["id"]

    page = client.post(f"/circulars/{circular_id}/letters/{letter_id}/cancel", data={"reason": "วันที่ผิด"}).text

    assert "ที่ ศธ 04998/ว1 ยกเลิกแล้ว" in page and "เหตุผล: วันที่ผิด" in page and "เรื่องเดิม" in page
    again = client.post(f"{path}/issue", data=form_of(client, circular_id)).text
    assert "ออกหนังสือ ที่ ศธ 04998/ว2 แล้ว" in again and "ยกเลิก ที่ ศธ 04998/ว1" in again


def test_previews_are_of_what_is_typed(client: TestClient) -> None:
    """A picture for the script, a PDF for everybody; what cannot be printed is told in plain words."""
    circular_id = put(client)
    path = f"/circulars/{circular_id}/letter"
    form = form_of(client, circular_id, purpose="จึงเรียนมาเพื่อโปรดทราบโดยด่วน")

    picture = client.post(f"{path}/preview.png", data=form)
    pdf = client.post(f"{path}/preview.pdf", data=form)
    strange = client.post(f"{path}/preview.png", data={**form, "purpose": "中"})

    assert picture.headers["content-type"] == "image/png" and int(picture.headers["x-pages"]) >= 1
    assert "โปรดทราบโดยด่วน" in glyphs(by_pdftotext(pdf.content))
    assert strange.status_code == 422 and strange.headers["content-type"].startswith("text/plain")
    assert client.get(f"{path}/preview.png?version=0").status_code == 200
    assert client.get(f"{path}/preview.png?version=7").status_code == 404


def test_json_does_all_that_the_pages_do(client: TestClient) -> None:
    """Save, preview, issue with a key, list, files, cancel, publish, withdraw, memo."""
    circular_id = put(client)
    api = f"/api/v1/circulars/{circular_id}"
    text = {**form_text(client, circular_id), "purpose": "จึงเรียนมาเพื่อทราบ"}
    assert client.put(f"{api}/letter", json={"text": text, "after": 0}).json()["version"] == 1
    assert_problem(
        client.put(f"{api}/letter", json={"text": {**text, "closing": "ก"}, "after": 0}), 409, "stale"
    )
    assert client.post(f"{api}/letter/preview", json={"text": text}).content.startswith(b"%PDF-")

    order, key = {"after": 1, "dated": f"{this_year(client) - 543}-11-25"}, {"Idempotency-Key": "k"}
    first = client.post(f"{api}/letter/issue", json=order, headers=key)
    again = client.post(f"{api}/letter/issue", json=order, headers=key)

    assert (first.status_code, first.json()["number"]) == (201, "ศธ 04998/ว1")
    assert again.json() == first.json() and again.headers["idempotent-replayed"] == "true"
    letter_id = first.json()["id"]
    for kind, start in (("pdf", b"%PDF-"), ("docx", b"PK")):
        file = client.get(f"{api}/letters/{letter_id}.{kind}")
        assert file.content.startswith(start) and "04998" in file.headers["content-disposition"]
    assert client.get(f"{api}/memo.pdf").content.startswith(b"%PDF-")
    assert client.get(f"{api}/publication").json() == {"schools": []}
    assert client.post(f"{api}/publication", json={"schools": ["1099000001"]}).json() == {
        "schools": ["1099000001"]
    }
    assert_problem(client.post(f"{api}/publication", json={"schools": ["1"]}), 422, "school")
    assert client.post(f"{api}/publication/withdraw", json={}).json() == {"schools": ["1099000001"]}
    assert_problem(client.post(f"{api}/letters/{letter_id}/cancel", json={"reason": ""}), 409)
    gone = client.post(f"{api}/letters/{letter_id}/cancel", json={"reason": "ผิด"}).json()
    assert gone["state"] == "cancelled"
    assert [row["state"] for row in client.get(f"{api}/letters").json()["letters"]] == ["cancelled"]


def test_who_may_what_over_http(client: TestClient, settings: Settings) -> None:
    """A clerk writes and cannot issue (403); a school knows of no draft and no register (404)."""
    circular_id, api = put(client), "/api/v1"
    path = f"/circulars/{circular_id}/letter"
    text = form_text(client, circular_id)
    keys = {role: create_key(settings, role) for role in ("clerk", "officer")}  # type: ignore[arg-type]
    keys["school"] = create_key(settings, "school", school="1099000001")

    def ask(role: str, method: str, url: str, **more: Any) -> int:
        headers = {"Authorization": f"Bearer {keys[role]}"}
        return client.request(method, url, headers=headers, follow_redirects=False, **more).status_code

    issue = {"json": {"after": 1}}
    assert ask("school", "GET", path) == ask("school", "GET", f"{api}{path}") == 404
    assert ask("clerk", "PUT", f"{api}{path}", json={"text": text, "after": 0}) == 200
    assert ask("clerk", "GET", path) == 200
    assert ask("clerk", "POST", f"{api}{path}/issue", **issue) == 403
    assert ask("clerk", "POST", f"{path}/issue", data={"after": "1", **text}) == 403
    assert ask("school", "POST", f"{api}{path}/issue", **issue) == 404
    assert ask("officer", "POST", f"{api}{path}/issue", **issue) == 201
    for url in (f"{path}.pdf", f"{path}s", "/registers/received", f"/circulars/{circular_id}/memo.pdf"):
        assert ask("school", "GET", f"{api}{url}") == 404, url
    assert ask("school", "GET", "/registers/received") == 404
    publish = f"{api}/circulars/{circular_id}/publication"
    assert ask("clerk", "POST", publish, json={}) == 403
    assert ask("officer", "POST", publish, json={"schools": ["1099000001"]}) == 200
    assert ask("school", "GET", f"{api}{path}.pdf") == 200
    assert ask("school", "GET", path) == ask("school", "GET", publish) == 404
    entry = {"subject": "แจ้ง"}
    assert ask("clerk", "POST", f"{api}/registers/received", json=entry) == 201
    assert ask("clerk", "POST", f"{api}/registers/sent", json=entry) == 403
    assert ask("clerk", "GET", "/registers/sent/new") == 403
    assert ask("school", "POST", f"{api}/registers/received", json=entry) == 404


def test_the_registers_pages_enter_correct_and_cancel(client: TestClient) -> None:
    """A line by form, its correction, a search, its cancelling, the exports of its year."""
    form = {"reference": "ศธ ๐๔๐๐๖/ว๑๘", "dated": "๑๐/๕/๒๕๖๙", "sender": "สพฐ.", "subject": "แจ้งกำหนด 1"}
    assert "ปีนี้ยังไม่มีเลข" in client.get("/registers/received").text
    entered = client.post("/registers/received/new", data={**form, "once": "a"})
    client.post("/registers/received/new", data={**form, "once": "a"})
    assert "ได้เลข 1 ใน" in entered.text
    year, rows = this_year(client), client.get("/api/v1/registers/received").json()["entries"]
    assert [(row["number"], row["reference"], row["dated"]) for row in rows] == [
        (1, "ศธ 04006/ว18", "2026-05-10")
    ]
    path = f"/registers/received/{rows[0]['id']}"

    page = client.get(path).text
    assert "10 พ.ค. 2569" in page
    bad = client.post(path, data={**form, "dated": "เมื่อวาน"})
    assert bad.status_code == 422 and "เมื่อวาน" in bad.text
    good = client.post(path, data={**form, "note": "ด่วน", "seen": rows[0]["seen"]})
    assert "บันทึกเลข 1 แล้ว" in good.text and "ด่วน" in good.text
    stale = client.post(path, data={**form, "note": "ช้า", "seen": rows[0]["seen"]})
    assert stale.status_code == 409 and "ช้า" in stale.text
    assert "แจ้งกำหนด 1" in client.get("/registers/received?q=สพฐ.+ว๑๘").text
    assert "ไม่พบรายการ" in client.get("/registers/received?q=ไม่มีคำนี้").text
    assert "ยกเลิก: ซ้ำ" in client.post(f"{path}/cancel", data={"reason": "ซ้ำ"}).text.replace(
        "ยกเลิกแล้ว", "ยกเลิก"
    )
    assert client.get(f"/registers/received/{year}.xlsx").content.startswith(b"PK")
    assert client.get(f"/registers/received/{year}.pdf").content.startswith(b"%PDF-")
    assert client.get(f"/registers/sent/{rows[0]['id']}", follow_redirects=False).headers["location"] == path
    assert client.get("/registers/unknown").status_code == 422
    assert client.get("/registers/received/unknown").status_code == 404


def test_a_circular_is_received_from_its_page(client: TestClient) -> None:
    """The form is filled with what was read; afterwards the address leads to the line."""
    circular_id = put(client)
    page = client.get(f"/circulars/{circular_id}/received").text
    assert circular().number.value in page  # type: ignore[union-attr, operator]
    hidden = client.get(f"/api/v1/circulars/{circular_id}/received").json()
    assert hidden["entry"] is None

    columns = {**hidden["columns"], "action": "มอบกลุ่มนโยบายและแผน"}
    client.post(f"/circulars/{circular_id}/received", data=columns, follow_redirects=False)
    entry = client.get(f"/api/v1/circulars/{circular_id}/received").json()["entry"]

    assert (entry["number"], entry["action"]) == (1, "มอบกลุ่มนโยบายและแผน")
    again = client.get(f"/circulars/{circular_id}/received", follow_redirects=False)
    assert again.headers["location"] == f"/registers/received/{entry['id']}"


def test_a_register_begins_where_the_paper_one_ended(client: TestClient) -> None:
    """The empty book takes its first number, in Thai digits too, once."""
    assert "เลขแรกของปีนี้คือ 246" in client.post("/registers/circular/start", data={"number": "๒๔๖"}).text
    assert client.post("/registers/circular/start", data={"number": "x"}).status_code == 422
    circular_id = put(client)
    issued = client.post(f"/circulars/{circular_id}/letter/issue", data=form_of(client, circular_id))

    assert "ที่ ศธ 04998/ว246" in issued.text
    assert client.post("/registers/circular/start", data={"number": "1"}).status_code == 409
