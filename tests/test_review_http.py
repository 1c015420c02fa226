"""The review over HTTP: JSON with its versions, forms without scripts, and who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.acting import the_actor
from api.actor import Actor, Role
from api.app import create_app
from api.blobs import FolderBlobs
from api.changes import ConfirmSure
from api.database import now
from api.documents import DEFAULT_DISTRICT
from api.jobs import Jobs
from api.problems import Problem
from api.search import create_search_index
from api.service import Service
from api.settings import Settings
from api.tables import audit, publications
from api.tables import documents as table
from extract.models import Circular
from tests.desks import CODES, DISTRICT, ELSEWHERE, add_circular, desk, service_on
from tests.test_reviewing import sample
from tests.test_serve import API, BASE, assert_problem, send, until_read

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    data = tmp_path_factory.mktemp("data")
    samples = ROOT / "samples"
    settings = Settings(data=data, office=samples / "office.toml", schools=samples / "schools.csv")
    with TestClient(create_app(settings), base_url=BASE) as client:
        send(client)
        yield client


@pytest.fixture
def doubted(client: TestClient) -> str:
    """The id of a circular in review that was read with doubts (made up for the sample's pages)."""
    circular_id: str = client.get(API).json()["circulars"][0]["id"]
    until_read(client, circular_id)
    values = {"reading": sample(), "circular": sample(), "checked": {}, "status": "review"}
    with client.app.state.service.engine.begin() as connection:  # type: ignore[attr-defined]
        connection.execute(table.update().values(**values, version=table.c.version + 100))
    return circular_id


def review(client: TestClient, circular_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"{API}/{circular_id}/review").json()
    return answer


def test_a_correction_by_json(client: TestClient, doubted: str) -> None:
    """One answer's ETag is the next change's If-Match; the answer is the review as it stands then."""
    path = f"{API}/{doubted}/review"
    first = client.get(path)
    assert [item["path"] for item in first.json()["open"]] == [
        "doubts.b3", "references.1", "deadlines.d3", "number", "deadlines.d2",
    ]  # fmt: skip

    changes = [{"op": "set", "path": "number", "value": "ศธ 1/ว2"}, {"op": "confirm", "path": "deadlines.d2"}]
    done = client.patch(path, json={"changes": changes}, headers={"If-Match": first.headers["etag"]})

    assert done.status_code == 200, done.text
    assert done.headers["etag"] != first.headers["etag"]
    assert done.json()["circular"]["number"]["value"] == "ศธ 1/ว2"
    assert done.json()["reading"]["number"]["value"] == "ศธ 04999/ว872"
    assert [item["path"] for item in done.json()["open"]] == ["doubts.b3", "references.1", "deadlines.d3"]
    told = client.get(f"{path}/history").json()
    assert told["changes"][-1]["action"] == "several"
    assert told["undoable"] == done.json()["version"]

    undone = client.post(f"{path}/undo", json={"version": done.json()["version"]})
    assert undone.json()["circular"] == first.json()["circular"]


def test_an_old_version_is_refused_with_what_changed(client: TestClient, doubted: str) -> None:
    """412 with If-Match, 409 with a version in the body, 428 with neither; the problem tells the change."""
    path, before = f"{API}/{doubted}/review", review(client, doubted)
    change = {"changes": [{"op": "absent", "path": "number"}]}
    client.patch(path, json={**change, "version": before["version"]})

    late = client.patch(path, json=change, headers={"If-Match": f'"v{before["version"]}"'})

    assert_problem(late, 412)
    assert "ระบุว่าไม่มีเลขที่หนังสือ" in late.json()["detail"]
    assert late.json()["changes"][0]["by"] == "โต๊ะทำงาน"
    assert late.json()["version"] == before["version"] + 1
    assert_problem(client.patch(path, json={**change, "version": before["version"]}), 409)
    assert_problem(client.patch(path, json=change), 428)
    assert_problem(client.patch(path, json={"version": 1, "changes": []}), 422)
    assert_problem(client.patch(path, json={"version": 1, "changes": [{"op": "burn"}]}), 422)


def test_confirming_and_reopening_by_json(client: TestClient, doubted: str) -> None:
    """Not while something is in doubt, unless that was looked at."""
    path, version = f"{API}/{doubted}/review", review(client, doubted)["version"]
    assert_problem(client.post(f"{path}/confirm", json={"version": version}), 409)

    done = client.post(f"{path}/confirm", json={"version": version, "rest_checked": True}).json()
    assert (done["status"], done["confirmed_by"]) == ("confirmed", "โต๊ะทำงาน")
    assert client.get(f"{API}/{doubted}").json()["status"] == "confirmed"

    again = client.post(f"{path}/reopen", json={"version": done["version"]}).json()
    assert again["status"] == "review"


def test_the_api_is_described(client: TestClient) -> None:
    """Every change, with what each field means, stands in the OpenAPI document."""
    described = client.get("/api/v1/openapi.json").json()

    assert {"get", "patch"} <= set(described["paths"]["/api/v1/circulars/{circular_id}/review"])
    assert {"SetField", "SplitDeadline", "MergeDeadlines", "SettleDoubt"} <= set(
        described["components"]["schemas"]
    )


def form(client: TestClient, circular_id: str, where: str, **fields: str) -> Any:
    version = str(review(client, circular_id)["version"])
    return client.post(
        f"/circulars/{circular_id}/{where}", data={"version": version, **fields}, follow_redirects=False
    )


def test_forms_lead_from_doubt_to_doubt(client: TestClient, doubted: str) -> None:
    """After each the next is chosen; at the end there is only the confirmation, and then the letter."""
    steps = [
        (form(client, doubted, "doubts/b3"), "?item=references.1"),
        (form(client, doubted, "fields", path="references.1", value="หนังสือ ข"), "?item=deadlines.d3"),
        (form(client, doubted, "deadlines/d3", deed="confirm"), "?item=number"),
        (form(client, doubted, "fields", path="number", deed="confirm"), "?item=deadlines.d2"),
        (form(client, doubted, "deadlines/d2", deed="delete"), "?done=1"),
    ]  # fmt: skip
    for answer, where in steps:
        assert (answer.status_code, answer.headers["location"]) == (303, f"/circulars/{doubted}{where}")

    page = client.get(f"/circulars/{doubted}?done=1").text
    assert 'class="primary" autofocus>ยืนยัน และทำหนังสือแจ้งโรงเรียน' in page
    confirmed = form(client, doubted, "confirm")
    assert confirmed.headers["location"] == f"/circulars/{doubted}/letter"
    assert review(client, doubted)["status"] == "confirmed"


def test_dates_are_typed_as_people_write_them(client: TestClient, doubted: str) -> None:
    """In a deadline's form and in a field; what cannot be read comes back with its reason, as typed."""
    typed = {
        "action": "ส่งแบบ",
        "kind": "window",
        "start": "๑/๖/๒๕๗๐",
        "end": "10 มิ.ย. 70",
        "end_time": "16.30",
    }
    form(
        client,
        doubted,
        "deadlines/d1",
        deed="save",
        actor_school="yes",
        other_actors="กลุ่มแผน",
        systems="dmc",
        **typed,
    )
    form(client, doubted, "fields", path="date", value="12 พ.ค. 2570")

    now = review(client, doubted)["circular"]
    deadline = next(one for one in now["deadlines"] if one["id"] == "d1")
    assert (deadline["start"], deadline["end"], deadline["end_time"]) == ("2027-06-01", "2027-06-10", "16:30")
    assert (deadline["actors"], deadline["systems"]) == (["school", "other:กลุ่มแผน"], ["DMC"])
    assert now["date"]["value"] == "2027-05-12"

    wrong = form(client, doubted, "deadlines/d1", deed="save", **{**typed, "end": "31 มิ.ย. 70"})
    assert wrong.status_code == 422
    assert "ไม่มีวันที่ “31 มิ.ย. 70” ในปฏิทิน" in wrong.text
    assert 'value="31 มิ.ย. 70"' in wrong.text


def test_what_was_typed_survives_a_conflict(client: TestClient, doubted: str) -> None:
    """The page says who changed what, keeps the form as typed, and the next press saves it."""
    old = str(review(client, doubted)["version"])
    form(client, doubted, "fields", path="number", value="ศธ 1/ว1", deed="save")

    late = client.post(
        f"/circulars/{doubted}/fields",
        data={"version": old, "path": "number", "value": "ศธ 2/ว2", "deed": "save"},
    )

    assert late.status_code == 409
    assert "แก้เลขที่หนังสือ เป็น “ศธ 1/ว1” (เดิม “ศธ 04999/ว872”)" in late.text
    assert 'value="ศธ 2/ว2"' in late.text
    assert f'name="version" value="{int(old) + 1}"' in late.text
    assert form(client, doubted, "fields", path="number", value="ศธ 2/ว2").status_code == 303
    assert review(client, doubted)["circular"]["number"]["value"] == "ศธ 2/ว2"


def test_split_merge_add_and_undo_by_forms(client: TestClient, doubted: str) -> None:
    """Each has its page or form; undo takes back the last."""
    assert client.get(f"/circulars/{doubted}/deadlines/d1/split").status_code == 200
    parts = {
        "0-action": "ขั้นแรก",
        "0-kind": "until",
        "0-end": "1 มิ.ย. 70",
        "1-action": "ขั้นสอง",
        "1-kind": "undated",
    }
    assert form(client, doubted, "deadlines/d1/split", parts="3", **parts).status_code == 303
    assert "ขั้นสอง" in client.get(f"/circulars/{doubted}/deadlines/d1/merge").text
    assert form(client, doubted, "deadlines/d1/split", parts="2", **{"0-action": "หนึ่ง"}).status_code == 422
    assert form(client, doubted, "deadlines/d1/merge").status_code == 422
    assert (
        form(client, doubted, "deadlines/d1/merge", **{"with-d4": "yes", "with-d2": "yes"}).status_code == 303
    )
    form(client, doubted, "deadlines/add", action="ประชุม", kind="event", start="5 มิ.ย. 70", page="๒")
    form(client, doubted, "fields/add", path="contact.fax", value="0 2222 2222")
    now = review(client, doubted)["circular"]
    assert [one["id"] for one in now["deadlines"]] == ["d1", "d3", "d5"]
    assert now["contact"]["fax"]["value"] == "0 2222 2222"

    assert form(client, doubted, "undo").status_code == 303
    assert review(client, doubted)["circular"]["contact"] is None
    told = client.get(f"/circulars/{doubted}/history").text
    assert "เลิกทำโทรสาร" in told
    assert "(เลิกทำแล้ว)" in told


def test_boxes_are_told_apart_without_colour(client: TestClient, doubted: str) -> None:
    """Every reading with a place has a box with a sign, its name and its state; css draws the edges."""
    page = client.get(f"/circulars/{doubted}").text

    for state, word in (("sure", "แน่ใจ"), ("doubtful", "ต้องตรวจ")):
        assert f'class="box {state}"' in page
        assert f'href="#sign-{state}"' in page
        assert f"({word})</title>" in page
    css = (ROOT / "api" / "static" / "review.css").read_text()
    assert css.count("stroke-dasharray") == 2
    assert client.get(f"/circulars/{doubted}/cut/deadlines.d1.png").headers["content-type"] == "image/png"


@pytest.fixture
def circular_id(engine: sa.Engine, tmp_path: Path) -> Iterator[str]:
    with engine.begin() as connection:
        create_search_index(connection)
    service = service_on(engine, tmp_path)
    of = Circular.model_validate(sample())
    yield add_circular(service, of, status="review", version=1)


def test_roles(engine: sa.Engine, tmp_path: Path, circular_id: str) -> None:
    """Clerks review, officers confirm, the administrator looks, schools and other districts see nothing."""
    service = Service(
        Settings(data=tmp_path), engine, FolderBlobs(tmp_path / "blobs"), cast(Jobs, SimpleNamespace())
    )
    published = {"document_id": circular_id, "school_id": f"school-{CODES[0]}", "district_id": DISTRICT}
    with engine.begin() as connection:
        connection.execute(publications.insert().values(**published, published_at=now()))

    def refused(role: Any, deed: str, district: str = DISTRICT, school: str = "") -> int:
        one = desk(service, role, district, school).review
        deeds = {
            "look": lambda: one.look(circular_id),
            "change": lambda: one.change(circular_id, 1, [ConfirmSure(op="confirm_sure")]),
            "confirm": lambda: one.confirm(circular_id, 2, rest_checked=True),
        }
        try:
            deeds[deed]()
        except Problem as problem:
            return problem.status
        return 0

    assert (
        refused("school", "look", school=CODES[0]) == 404 or refused("school", "look", school=CODES[0]) == 403
    )
    assert refused("officer", "look", ELSEWHERE) == 404
    assert refused("officer", "change", ELSEWHERE) == 404
    assert (refused("district-admin", "look"), refused("district-admin", "change")) == (0, 403)
    assert refused("clerk", "change") == 0
    assert refused("clerk", "confirm") == 403
    assert refused("officer", "confirm") == 0
    with engine.connect() as connection:
        told = connection.execute(sa.select(audit.c.action, audit.c.actor).order_by(audit.c.number)).all()
    assert [row.action for row in told] == ["circular.correct", "circular.confirm"]


def test_what_is_made_follows_the_corrections(client: TestClient, doubted: str) -> None:
    """The calendar has the corrected day, and none of a deadline that was deleted."""
    form(client, doubted, "deadlines/d1", deed="save", action="ส่งแบบใหม่", kind="until", end="22 มิ.ย. 70")
    form(client, doubted, "deadlines/d2", deed="delete")

    calendar = client.get(f"{API}/{doubted}/deadlines.ics").text

    assert "ส่งแบบใหม่" in calendar.replace("\r\n ", "")
    assert "20270622" in calendar
    assert calendar.count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        ("clerk", ["ถูกต้องแล้ว", "ยืนยันทุกข้อที่แน่ใจ"], ["ยืนยันหนังสือทั้งที่เหลือ"]),
        ("officer", ["ถูกต้องแล้ว", "ยืนยันหนังสือทั้งที่เหลือ"], []),
        ("district-admin", ["ต้องตรวจ 5 เรื่อง"], ["ถูกต้องแล้ว", "/fields", "ยืนยันทุกข้อที่แน่ใจ"]),
    ],
)
def test_each_role_sees_what_it_may_do(
    client: TestClient, doubted: str, role: Role, shown: list[str], hidden: list[str]
) -> None:
    """No button that would be refused; the page stands in English too."""
    app = cast(FastAPI, client.app)
    app.dependency_overrides[the_actor] = lambda: Actor("x", "คนหนึ่ง", role, DEFAULT_DISTRICT)
    try:
        page = client.get(f"/circulars/{doubted}").text
        english = client.get(f"/circulars/{doubted}?lang=en")
    finally:
        app.dependency_overrides.clear()
        client.cookies.clear()

    assert [word for word in shown if word not in page] == []
    assert [word for word in hidden if word in page] == []
    assert english.status_code == 200
