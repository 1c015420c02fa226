"""From the office to a school and back over HTTP, with a real worker: each sees its own and no more."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from icalendar import Calendar
from openpyxl import load_workbook

from api import accounts
from api.app import create_app
from api.documents import DEFAULT_DISTRICT
from api.settings import Settings
from api.tables import audit, districts, publications, schools
from generate import certification_form
from generate.schools import School
from tests.returned_forms import as_jpeg, askew, photographed, scanned
from tests.school_district import FIRST, ROOT, SECOND, asking, engine_of, keep, notice, with_schools

API = "/api/v1"


class District:
    """A service with two schools' keys, an officer's and a clerk's."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.found = asking()
        with engine_of(client).begin() as connection:
            with_schools(connection)
            self.circular = keep(connection, self.found)
            self.hidden = keep(connection, notice(2, "ศธ 04999/ว900", "เฉพาะโรงเรียนที่สอง"), codes=(SECOND,))
            rows = connection.execute(sa.select(schools).order_by(schools.c.code)).all()
            self.schools = {row.code: row for row in rows}
            self.keys = {
                role: accounts.create_key(connection, role, district_id=DEFAULT_DISTRICT)  # type: ignore[arg-type]
                for role in ("clerk", "officer", "district-admin")
            }
            for code in (FIRST, SECOND):
                self.keys[code] = accounts.create_key(
                    connection, "school", district_id=DEFAULT_DISTRICT, school_id=self.schools[code].id
                )

    def get(self, who: str, path: str, **options: Any) -> httpx.Response:
        return self.client.get(path, headers=self.as_(who), follow_redirects=False, **options)

    def post(self, who: str, path: str, **options: Any) -> httpx.Response:
        return self.client.post(path, headers=self.as_(who), follow_redirects=False, **options)

    def as_(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[who]}"} if who else {}

    def photo(self, code: str, form: str = "confirm", degrees: float = 0) -> bytes:
        school = School(code=code, name=self.schools[code].name)
        pdf = certification_form(self.found, school, form)
        return as_jpeg(askew(photographed(scanned(pdf)), degrees))

    def sent(self, who: str, data: bytes) -> dict[str, Any]:
        """Sent and looked at by the worker."""
        answer = self.post(who, f"{API}/returns", files={"file": ("IMG.jpg", data)})
        assert answer.status_code == 202, answer.text
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            state: dict[str, Any] = self.get("clerk", f"{API}/returns/{answer.json()['id']}").json()
            if state["status"] != "received":
                return state
            time.sleep(0.1)
        raise AssertionError("not matched within a minute")


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    data: Path = tmp_path_factory.mktemp("data")
    settings = Settings(data=data, office=ROOT / "samples" / "office.toml")
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield District(client)


def test_a_school_sends_a_photo_and_sees_it_arrive(district: District) -> None:
    """Taken sideways with a phone: matched by itself; its pages and the board say so."""
    state = district.sent(FIRST, district.photo(FIRST, degrees=90))

    assert (state["status"], state["school"], state["form"]) == ("matched", FIRST, "confirm")
    page = district.get(FIRST, f"/school/returns/{state['id']}").text
    assert "ส่งแล้ว" in page and f"/school/returns/{state['id']}/pages/1.jpg" in page
    assert district.get(FIRST, f"/school/returns/{state['id']}/pages/1.jpg").content.startswith(b"\xff\xd8")
    forms = district.get("officer", f"{API}/circulars/{district.circular}/returns").json()["forms"]
    line = next(one for one in forms[0]["schools"] if one["school"] == FIRST)
    assert (forms[0]["form"], line["standing"], line["return"]) == ("confirm", "returned", state["id"])
    duties = district.get(FIRST, f"{API}/schools/{FIRST}/duties").json()["duties"]
    assert {duty["deadline"]["id"]: duty["done"] for duty in duties}["d3"] is True


def test_a_person_matches_what_no_code_tells(district: District) -> None:
    """The clerk sees the picture and chooses; then rejects with a reason, which the school reads."""
    state = district.sent(SECOND, as_jpeg(np.full((900, 700, 3), 180, np.uint8)))
    assert (state["status"], state["school"]) == ("unmatched", SECOND)
    page = district.get("clerk", f"/returns/{state['id']}").text
    assert f"/returns/{state['id']}/pages/1.jpg" in page
    assert f'value="{district.circular}/certify"' in page

    form = {"asked": f"{district.circular}/certify", "school": SECOND, "note": "ลายมือ"}
    answer = district.post("clerk", f"/returns/{state['id']}/match", data=form)
    assert answer.status_code == 303
    assert district.get("clerk", f"{API}/returns/{state['id']}").json()["status"] == "accepted"
    reject = district.post("clerk", f"{API}/returns/{state['id']}/reject", json={"reason": "ไม่ได้ลงนาม"})
    assert reject.json()["status"] == "rejected"
    assert "ไม่ได้ลงนาม" in district.get(SECOND, f"/school/returns/{state['id']}").text
    again = district.post("clerk", f"{API}/returns/{state['id']}/reject", json={"reason": "อีกครั้ง"})
    assert again.status_code == 409
    with engine_of(district.client).connect() as connection:
        done = list(
            connection.execute(
                sa.select(audit.c.action).where(audit.c.object == f"return:{state['id']}")
            ).scalars()
        )
    assert done == ["return.send", "return.match", "return.reject"]


def test_a_school_that_guesses_is_answered_404(district: District) -> None:
    """Another school's return, pictures, pages and circular, the office's pages: as if they were not."""
    theirs = district.sent(SECOND, district.photo(SECOND, "certify"))["id"]
    for path in (
        f"{API}/returns/{theirs}",
        f"{API}/returns/{theirs}/pages/1.jpg",
        f"{API}/returns/{theirs}/original",
        f"/school/returns/{theirs}",
        f"/returns/{theirs}",
        f"/schools/{SECOND}",
        f"/schools/{SECOND}/circulars/{district.circular}/forms/confirm.pdf",
        f"{API}/schools/{SECOND}/duties",
        f"{API}/schools/{SECOND}/forms.pdf",
        f"/school/circulars/{district.hidden}",
        f"/school/circulars/{district.hidden}/original",
        f"/school/circulars/{district.hidden}/deadlines.ics",
        f"/circulars/{district.circular}/returns",
        f"{API}/circulars/{district.circular}/returns",
        "/board",
        "/returns",
        f"{API}/deadlines",
        f"{API}/forms",
    ):
        assert district.get(FIRST, path).status_code == 404, path
    for path in (f"{API}/schools/{SECOND}/feed/renew", f"{API}/returns/{theirs}/accept"):
        assert district.post(FIRST, path, json={}).status_code in (403, 404), path
    listed = district.get(FIRST, f"{API}/returns").json()["returns"]
    assert {one["school"] for one in listed} == {FIRST}


def test_a_school_sees_its_own_circular_once_as_new(district: District) -> None:
    """The first look of the school itself is noted; the office's look is not."""
    with engine_of(district.client).begin() as connection:
        other = keep(connection, notice(6, "ศธ 04999/ว901", "อีกฉบับ"))

    def seen() -> list[object]:
        query = sa.select(publications.c.seen_at).where(
            publications.c.document_id == other, publications.c.school_id == district.schools[FIRST].id
        )
        with engine_of(district.client).connect() as connection:
            return list(connection.execute(query).scalars())

    assert district.get("officer", f"/schools/{FIRST}/circulars/{other}").status_code == 200
    assert seen() == [None]
    assert "อีก ๖ วัน" in district.get(FIRST, f"/school/circulars/{other}").text
    first = seen()
    assert first != [None]
    district.get(FIRST, f"/school/circulars/{other}")
    assert seen() == first


def test_what_a_school_must_do_stands_on_its_page(district: District) -> None:
    """Nearest first, in words, with its forms to fetch: one, those of a circular, and all as one PDF."""
    page = district.get(FIRST, "/school").text

    assert "อีก ๓ วัน" in page
    assert "เฉพาะโรงเรียนที่สอง" not in page
    base = f"/school/circulars/{district.circular}"
    for path in (f"{base}/forms/certify.pdf", f"{base}/forms.pdf", "/school/forms.pdf"):
        answer = district.get(FIRST, path)
        assert answer.content.startswith(b"%PDF-"), path
    assert district.get(FIRST, f"{base}/forms/assets.pdf").status_code == 404
    assert district.get(FIRST, f"{base}/letter.pdf").status_code == 404  # none was issued
    assert district.get(FIRST, "/").headers["location"] == "/school"
    assert district.get(FIRST, f"/circulars/{district.circular}").headers["location"] == base


def test_the_calendar_feed_has_a_secret_address(district: District) -> None:
    """The school's own deadlines; renewed, the old address leads nowhere."""
    secret = district.schools[FIRST].feed_secret
    answer = district.client.get(f"/feeds/{secret}.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    events = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    actions = " ".join(str(event["summary"]) for event in events)
    assert "ยืนยันจำนวนนักเรียน" in actions and "เฉพาะโรงเรียนที่สอง" not in actions
    assert "ซ้ำซ้อนระหว่างโรงเรียน" not in actions  # the district's own duty
    single = district.get(FIRST, f"/school/circulars/{district.circular}/deadlines.ics").content
    uids = {str(event["uid"]) for event in events}
    assert {str(event["uid"]) for event in Calendar.from_ical(single).walk("VEVENT")} <= uids

    renewed = district.post(FIRST, f"{API}/schools/{FIRST}/feed/renew").json()["feed"]
    assert district.client.get(f"/feeds/{secret}.ics").status_code == 404
    assert district.client.get(renewed).status_code == 200
    assert district.client.get("/feeds/x.ics").status_code == 404


def test_a_secret_link_reads_what_is_the_schools(district: District) -> None:
    """Only where the district allows it, nothing of others, and nothing is changed by it."""
    secret = district.schools[SECOND].feed_secret
    client = district.client
    assert client.get(f"/s/{secret}").status_code == 404
    with engine_of(client).begin() as connection:
        connection.execute(districts.update().values(settings={"school_links": True}))

    page = client.get(f"/s/{secret}")
    assert page.status_code == 200 and district.schools[SECOND].name in page.text
    assert page.headers["x-robots-tag"].startswith("noindex")
    assert 'type="file"' not in page.text
    base = f"/s/{secret}/circulars/{district.circular}"
    for path in (base, f"{base}/forms.pdf", f"{base}/deadlines.ics", f"/s/{secret}/circulars"):
        assert client.get(path).status_code == 200, path
    own = district.sent(SECOND, district.photo(SECOND))["id"]
    assert client.get(f"/s/{secret}/returns/{own}").status_code == 200
    theirs = district.sent(FIRST, district.photo(FIRST, "certify"))["id"]
    assert client.get(f"/s/{secret}/returns/{theirs}").status_code == 404
    assert client.get(f"/s/{secret}x").status_code == 404
    unknown = client.post("/school/returns", files={"files": ("a.jpg", b"x")}, follow_redirects=False)
    assert unknown.headers["location"].startswith("/sign-in")


def test_the_office_sees_who_owes_what(district: District) -> None:
    """School by form, as a page and as a workbook; the board counts it and leads to the reminder."""
    page = district.get("officer", f"/circulars/{district.circular}/returns").text
    assert page.count("<tr>") == 13
    book = district.get("officer", f"/circulars/{district.circular}/returns/certify.xlsx")
    assert load_workbook(io.BytesIO(book.content)).worksheets[0].max_row > 12
    board = district.get("officer", "/board").text
    assert "แบบรับรองข้อมูลนักเรียน" in board and "<svg" in board
    assert "DMC" in district.get("officer", "/board?system=DMC&actor=school").text
    forms = district.get("officer", f"{API}/forms").json()["forms"]
    assert {one["form"] for one in forms if one["circular"] == district.circular} == {"confirm", "certify"}
    assert district.get("district-admin", "/board").status_code == 200


def test_a_pile_is_accepted_page_by_page(district: District) -> None:
    """Those shown are accepted; what another has settled meanwhile is passed over."""
    state = district.sent("clerk", district.photo("1099000003"))
    ids = {"ids": [state["id"], state["id"]]}
    assert district.post("clerk", "/returns/accept", data=ids).status_code == 303
    assert district.get("clerk", f"{API}/returns/{state['id']}").json()["status"] == "accepted"
    assert district.post("district-admin", "/returns/accept", data=ids).status_code == 403


def test_search_pages_and_json(district: District) -> None:
    """Thai words and numbers; dates as people write them; a school finds its own alone."""
    found = district.get("clerk", "/search", params={"q": "นักเรียนรายบุคคล"}).text
    assert f"/circulars/{district.circular}" in found
    wrong = district.get("clerk", "/search", params={"q": "ข้อมูล", "since": "31 ก.พ. 2570"}).text
    assert 'aria-invalid="true"' in wrong
    none = district.get("clerk", "/search", params={"q": "ข้อมูล", "since": "1 ม.ค. 2580"}).text
    assert "ไม่พบหนังสือ" in none
    own = district.get(FIRST, f"{API}/search", params={"q": "เฉพาะโรงเรียนที่สอง"}).json()["circulars"]
    theirs = district.get(SECOND, f"{API}/search", params={"q": "เฉพาะโรงเรียนที่สอง"}).json()["circulars"]
    assert (own, [one["id"] for one in theirs]) == ([], [district.hidden])


def test_a_page_of_the_list_by_its_cursor(district: District) -> None:
    """Following `next` shows every return once."""
    seen, cursor = [], None
    while True:
        asked = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        listing = district.get("clerk", f"{API}/returns", params=asked).json()
        seen += [one["id"] for one in listing["returns"]]
        if (cursor := listing["next"]) is None:
            break
    whole = district.get("clerk", f"{API}/returns", params={"limit": 200}).json()["returns"]
    assert seen == [one["id"] for one in whole] and len(set(seen)) == len(seen) > 3
