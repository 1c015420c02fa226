"""Reminders by sealed letter: to schools that owe a form alone, a number each, whole or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.blobs import StoreAway, original_key
from api.database import now
from api.documents import DEFAULT_DISTRICT
from api.letter_desk import IssueOrder, today
from api.problems import Problem
from api.service import Service
from api.tables import audit as audit_table
from api.tables import register_entries, returns
from tests.circulars import circular, deadline
from tests.desks import CODES, ELSEWHERE, add_circular, desk, service_on
from tests.pdf_text import by_pdftotext
from tests.pdf_text import letters as glyphs
from tests.test_letter_pages import client, put, settings  # noqa: F401 - fixtures

PAST = deadline(1, end="2026-06-10", action="ส่งแบบรับรองจำนวนนักเรียน โดยผู้บริหารของโรงเรียน ในระบบ DMC")


@pytest.fixture
def service(engine: sa.Engine, tmp_path: Path) -> Service:
    return service_on(engine, tmp_path)


@pytest.fixture
def late(service: Service) -> str:
    """A circular whose form was due; the second school returned it."""
    circular_id = add_circular(service, circular(deadlines=[PAST]))
    desk(service).letters.issue(circular_id, IssueOrder(after=0, knowing=True))
    give_back(service, circular_id, CODES[1])
    return circular_id


def give_back(service: Service, circular_id: str, code: str) -> None:
    with service.engine.begin() as connection:
        connection.execute(
            returns.insert().values(
                id=code, district_id="1" * 32, document_id=circular_id, school_id=f"school-{code}",
                form="certify", sha256=code, name="a.pdf", media_type="application/pdf", status="matched",
                received_at=now(),
            )
        )  # fmt: skip


def refused(attempt: Any) -> tuple[int, str]:
    with pytest.raises(Problem) as refusal:
        attempt()
    return refusal.value.status, refusal.value.code


def test_who_owes_the_form_gets_a_letter_with_a_number(service: Service, late: str) -> None:
    """Two of three schools; each letter names school, form and the letter it follows."""
    at = desk(service).reminders
    assert [school.code for school in at.late(late, "certify").schools] == [CODES[0], CODES[2]]

    rows = at.issue(late, "certify", None, None)

    assert [row.number for row in rows] == ["ศธ 04999/1", "ศธ 04999/2"]
    text = glyphs(by_pdftotext(at.file(late, rows[0].id)[1]))
    for part in ("ที่ศธ๐๔๙๙๙/๑", "ถึงโรงเรียน๑๐๙๙๐๐๐๐๐๑", "๐๔๙๙๙/ว๑", "พ้นกำหนดแล้ว"):
        assert part in text
    whole = glyphs(by_pdftotext(at.files(late, "certify", today().isoformat())))
    assert "๐๔๙๙๙/๑ถึง" in whole and "๐๔๙๙๙/๒ถึง" in whole
    with service.engine.connect() as connection:
        of_book = register_entries.c.book == "sent"
        entries = connection.execute(sa.select(register_entries).where(of_book)).all()
    assert {(entry.number, entry.reference, entry.state) for entry in entries} == {
        (1, "ศธ 04999/1", "used"),
        (2, "ศธ 04999/2", "used"),
    }
    found = at.late(late, "certify")
    assert found.reminded(f"school-{CODES[0]}").number == "ศธ 04999/1"  # type: ignore[union-attr]


def test_nobody_is_reminded_who_owes_nothing(service: Service, late: str) -> None:
    """A school that returned it, an unknown code, a form whose time is not over: refused, no number taken."""
    at = desk(service).reminders
    for codes in ([CODES[1]], ["1099009999"], []):
        assert refused(lambda codes=codes: at.issue(late, "certify", codes, None))[0] in (409, 422)
    future = add_circular(service, circular(deadlines=[PAST.model_copy(update={"end": "2999-06-10"})]))
    assert at.late(future, "certify").schools == ()
    assert refused(lambda: at.issue(future, "certify", None, None)) == (409, "nobody_late")
    assert refused(lambda: at.late(late, "unknown"))[0] == 404
    assert desk(service).registers.next_number("sent") == 1


def test_without_a_certain_deadline_a_person_chooses(service: Service) -> None:
    """The page knows of nobody who is late, and says so."""
    unsure = add_circular(service, circular(deadlines=[PAST.model_copy(update={"state": "doubtful"})]))
    found = desk(service).reminders.late(unsure, "certify")

    assert not found.is_certain and len(found.schools) == 3
    assert len(desk(service).reminders.issue(unsure, "certify", [CODES[2]], None)) == 1


def test_a_request_sent_again_goes_on(service: Service, late: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It breaks off at the second school; with the same key each school has one letter, without a gap."""
    at, kept = desk(service).reminders, []
    put_blob = type(service.blobs).put

    def once(self: Any, key: str, data: bytes) -> None:
        if kept:
            raise StoreAway("no answer")
        kept.append(key)
        put_blob(self, key, data)

    with monkeypatch.context() as patched, pytest.raises(StoreAway):
        patched.setattr(type(service.blobs), "put", once)
        at.issue(late, "certify", None, None, "k")
    assert desk(service).registers.next_number("sent") == 2

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: at.issue(late, "certify", None, None, "k"), range(3)))

    assert {tuple(row.number for row in rows) for rows in answers} == {("ศธ 04999/1", "ศธ 04999/2")}
    assert desk(service).registers.next_number("sent") == 3
    for row in answers[0]:
        assert service.blobs.get(original_key(row.pdf_sha256)).startswith(b"%PDF-")


def test_who_may_remind(service: Service, late: str) -> None:
    """Officers; clerks look; schools and other districts find nothing. Each letter is audited."""
    assert desk(service, "clerk").reminders.late(late, "certify").schools
    assert refused(lambda: desk(service, "clerk").reminders.issue(late, "certify", None, None))[0] == 403
    for other in (desk(service, "school", school=CODES[0]), desk(service, district=ELSEWHERE)):
        assert refused(lambda other=other: other.reminders.late(late, "certify"))[0] == 404
        assert refused(lambda other=other: other.reminders.issue(late, "certify", None, None))[0] == 404
    desk(service).reminders.issue(late, "certify", [CODES[0]], None)
    with service.engine.connect() as connection:
        query = sa.select(audit_table.c.detail).where(audit_table.c.action == "reminder.issue")
        assert [row["school"] for row in connection.execute(query).scalars()] == [CODES[0]]


def test_the_page_and_the_json(client: Any) -> None:  # noqa: F811
    """A form with the late schools ticked; issue once however often it is sent; files to print."""
    circular_id = put(client, of=circular(deadlines=[PAST]))
    path, api = f"/circulars/{circular_id}/reminder", f"/api/v1/circulars/{circular_id}/reminders"
    page = client.get(f"{path}?form=certify").text
    assert page.count('name="schools"') == page.count(" checked") == 12
    form = {"form": "certify", "schools": ["1099000001", "1099000002"], "once": "k"}

    assert client.post(f"{path}/preview.pdf", data=form).content.startswith(b"%PDF-")
    undated = client.post(path, data={**form, "dated": "เมื่อวาน"})
    assert undated.status_code == 422 and undated.text.count(" checked") == 2
    for _ in range(2):
        assert "ออกหนังสือเตือน 2 ฉบับแล้ว" in client.post(path, data=form).text
    state = client.get(api, params={"form": "certify"}).json()
    assert [row["number"] for row in state["issued"]].count("ศธ 04998/2") == 1
    assert len(state["late"]) == 12 and state["certain"]
    order = {"form": "certify", "schools": ["1099000003"]}
    assert client.post(api, json=order).json()["issued"][0]["number"] == "ศธ 04998/3"
    assert client.get(f"{api}.pdf?form=certify").content.startswith(b"%PDF-")
    assert client.get(f"{api}/{state['issued'][0]['id']}.pdf").content.startswith(b"%PDF-")
    assert client.get(f"{path}?form=certify").text.count(" checked") == 9
    assert client.get("/registers/sent").text.count("หนังสือประทับตรา") == 3
    assert DEFAULT_DISTRICT not in page
