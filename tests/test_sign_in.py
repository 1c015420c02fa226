"""Coming in and going: the first link, invitations, sessions, forms of other pages, locks."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.app import create_app
from api.serve import without_secrets
from api.settings import Settings
from api.sign_in import first_link, own_path
from api.tables import audit

BASE = "https://localhost"
PASSWORD = "รหัสผ่านที่ยาวพอ"
CSRF = re.compile(r'name="csrf" value="([^"]+)"')


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """A service with WIAN_ACCOUNTS on and no user yet."""
    settings = Settings(data=tmp_path, workers=0, accounts=True)
    with TestClient(create_app(settings), base_url=BASE) as client:
        yield client


def engine_of(client: TestClient) -> sa.Engine:
    engine: sa.Engine = client.app.state.service.engine  # type: ignore[attr-defined]
    return engine


def become(client: TestClient, link: str, login: str) -> None:
    """Makes the account of a link; the client is signed in with it afterwards."""
    client.cookies.clear()
    form = {"login": login, "name": f"คุณ {login}", "password": PASSWORD, "again": PASSWORD}
    assert client.post(link, data=form, follow_redirects=False).status_code == 303


def sign_in(client: TestClient, login: str, password: str = PASSWORD) -> str:
    """Signs in; gives the page that comes then."""
    client.cookies.clear()
    return client.post("/sign-in", data={"login": login, "password": password}).text


def token(client: TestClient) -> str:
    found = CSRF.search(client.get("/").text)
    assert found
    return found[1]


def invite(client: TestClient, role: str, **more: str) -> str:
    """The link that an administrator's page shows."""
    form = {"csrf": token(client), "role": role, "person": "คนใหม่", **more}
    answer = client.post("/people", data=form)
    return answer.text.split("<code>")[1].split("</code>")[0] if "<code>" in answer.text else ""


def first_admin(client: TestClient) -> None:
    link = first_link(engine_of(client), BASE)
    assert link
    become(client, link, "admin")


def a_clerk(client: TestClient) -> None:
    """From the first link over a district's admin to a clerk, who is signed in then."""
    first_admin(client)
    become(client, invite(client, "district-admin", district="0" * 31 + "1"), "da")
    become(client, invite(client, "clerk"), "somchai")


def actions(client: TestClient) -> list[str]:
    with engine_of(client).connect() as connection:
        return list(connection.execute(sa.select(audit.c.action).order_by(audit.c.number)).scalars())


def test_nobody_comes_in_unknown(client: TestClient) -> None:
    """Pages lead to the sign-in page and back, the API answers 401."""
    page = client.get("/circulars/abc", follow_redirects=False)

    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=/circulars/abc")
    assert client.get("/api/v1/circulars").status_code == 401
    assert client.get("/sign-in").status_code == 200
    assert client.get("/people", follow_redirects=False).status_code == 303


def test_the_first_link_works_once(client: TestClient) -> None:
    """It makes the administrator of the installation; then there is no first link any more."""
    link = first_link(engine_of(client), BASE) or ""
    assert "ผู้ดูแลระบบ" in client.get(link).text
    become(client, link, "admin")

    assert client.get(link).status_code == 404
    assert client.post(link, data={"login": "x"}).status_code == 404
    assert first_link(engine_of(client), BASE) is None
    assert client.get("/", follow_redirects=False).headers["location"] == "/people"


def test_a_refused_invitation_form_keeps_what_was_typed(client: TestClient) -> None:
    """Two passwords that differ, one too short: told in Thai, and the link still works."""
    link = first_link(engine_of(client), BASE) or ""
    form = {"login": "admin", "name": "ผู้ดูแล"}

    differ = client.post(link, data={**form, "password": PASSWORD, "again": PASSWORD + "x"})
    short = client.post(link, data={**form, "password": "สั้น", "again": "สั้น"})

    assert "ไม่ตรงกัน" in differ.text
    assert 'value="ผู้ดูแล"' in differ.text
    assert "อย่างน้อย 10" in short.text
    become(client, link, "admin")


def test_the_cookie_is_for_this_service_alone(client: TestClient) -> None:
    """HttpOnly, SameSite=Lax, and Secure over https."""
    link = first_link(engine_of(client), BASE) or ""
    form = {"login": "admin", "name": "ก", "password": PASSWORD, "again": PASSWORD}

    cookie = client.post(link, data=form, follow_redirects=False).headers["set-cookie"]

    assert {"HttpOnly", "SameSite=lax", "Secure"} <= set(cookie.split("; "))


def test_a_clerk_works_with_a_session(client: TestClient) -> None:
    """The pages and the API know the session; forms need its token; an administrator's page is not there."""
    a_clerk(client)
    file = {"files": ("a.pdf", b"%PDF-1.4 x")}

    assert client.get("/api/v1/circulars").status_code == 200
    assert client.post("/circulars", files=file).status_code == 403
    assert client.post("/circulars", files=file, data={"csrf": "x"}).status_code == 403
    assert client.post("/circulars", files=file, data={"csrf": token(client)}).status_code == 200
    header = {"X-CSRF-Token": token(client)}
    assert client.post("/api/v1/circulars", files={"file": file["files"]}).status_code == 403
    assert client.post("/api/v1/circulars", files={"file": file["files"]}, headers=header).status_code == 202
    assert client.get("/people").status_code == 404
    assert invite(client, "clerk") == ""


def test_every_form_carries_the_token(client: TestClient) -> None:
    """No form of a signed-in page is without it."""
    a_clerk(client)
    client.post("/circulars", files={"files": ("a.pdf", b"%PDF-1.4 x")}, data={"csrf": token(client)})
    circular_id = client.get("/api/v1/circulars").json()["circulars"][0]["id"]

    for path in ("/", f"/circulars/{circular_id}"):
        page = client.get(path).text
        assert page.count("<form") == len(CSRF.findall(page)) > 0


def test_a_districts_admin_makes_nobody_greater(client: TestClient) -> None:
    """No administrator of the whole installation, and ends nobody of another district."""
    a_clerk(client)
    sign_in(client, "da")

    assert invite(client, "system-admin") == ""
    with engine_of(client).connect() as connection:
        admin = connection.execute(sa.text("SELECT id FROM users WHERE login = 'admin'")).scalar()
    assert client.post(f"/people/{admin}/end", data={"csrf": token(client)}).status_code == 404


def test_signing_out_and_an_ended_account(client: TestClient) -> None:
    """The session is worth nothing afterwards, also where the cookie was kept."""
    a_clerk(client)
    kept = client.cookies["wian_session"]
    client.post("/sign-out", data={"csrf": token(client)})
    client.cookies.set("wian_session", kept)
    assert client.get("/api/v1/circulars").status_code == 401

    sign_in(client, "da")
    with engine_of(client).connect() as connection:
        clerk = connection.execute(sa.text("SELECT id FROM users WHERE login = 'somchai'")).scalar()
    assert "ปิดแล้ว" in client.post(f"/people/{clerk}/end", data={"csrf": token(client)}).text
    assert "ไม่ถูกต้อง" in sign_in(client, "somchai")


def test_wrong_passwords_lock_and_are_told(client: TestClient) -> None:
    """Five times wrong: the page says for how long; every attempt stands in the audit."""
    first_admin(client)
    for _ in range(5):
        assert "ไม่ถูกต้อง" in sign_in(client, "admin", "ผิดผิดผิดผิด")

    assert "15 นาที" in sign_in(client, "admin")
    assert actions(client) == ["user.invite", "user.create", *["sign_in.refused"] * 6]


@pytest.mark.parametrize(
    "path", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "", "/a\n"]
)
def test_signing_in_never_leads_elsewhere(path: str) -> None:
    """Only a path of this service is followed."""
    assert own_path(path) == "/"
    assert own_path("/circulars/abc") == "/circulars/abc"


def test_the_log_of_requests_holds_no_invitation() -> None:
    """The address is logged without its secret."""
    arguments = ("127.0.0.1:5", "GET", "/invitation/aOc599-_x", "1.1", 200)
    record = logging.LogRecord("uvicorn.access", 20, "", 0, '%s - "%s %s HTTP/%s" %d', arguments, None)

    assert without_secrets(record)
    assert record.getMessage() == '127.0.0.1:5 - "GET /invitation/… HTTP/1.1" 200'


def reset_link(client: TestClient, login: str) -> str:
    """The link that an administrator gets for somebody who forgot the password; "" where refused."""
    with engine_of(client).connect() as connection:
        user_id = connection.execute(sa.text("SELECT id FROM users WHERE login = :login"), {"login": login})
        path = f"/people/{user_id.scalar()}/new-password"
    answer = client.post(path, data={"csrf": token(client)})
    return answer.text.split("<code>")[1].split("</code>")[0] if answer.status_code == 200 else ""


def test_a_forgotten_password_is_chosen_anew(client: TestClient) -> None:
    """By a link of the administrator's that works once; sessions and the old password end."""
    a_clerk(client)
    old_session = client.cookies["wian_session"]
    sign_in(client, "da")
    link = reset_link(client, "somchai")
    later = reset_link(client, "somchai")

    client.cookies.clear()
    assert client.get(link).status_code == 404  # only the newest link works
    assert "ตั้งรหัสผ่านใหม่" in client.get(later).text
    new = "รหัสผ่านที่เลือกใหม่"
    assert "ไม่ตรงกัน" in client.post(later, data={"password": new, "again": new + "x"}).text
    assert client.post(later, data={"password": new, "again": new}).status_code == 200
    assert client.get(later).status_code == 404

    assert "ไม่ถูกต้อง" in sign_in(client, "somchai")
    client.cookies.set("wian_session", old_session)
    assert client.get("/api/v1/circulars").status_code == 401
    sign_in(client, "somchai", new)
    assert client.get("/api/v1/circulars").status_code == 200


def test_nobody_resets_somebody_greater(client: TestClient) -> None:
    """A district's administrator gets no link for the installation's administrator, a clerk none at all."""
    a_clerk(client)
    assert reset_link(client, "somchai") == ""
    sign_in(client, "da")
    assert reset_link(client, "admin") == ""


def test_a_reset_link_makes_no_account(client: TestClient) -> None:
    """What it was made for is one person's password."""
    a_clerk(client)
    sign_in(client, "da")
    link = reset_link(client, "somchai")
    client.cookies.clear()
    form = {"login": "another", "name": "คนอื่น", "password": PASSWORD, "again": PASSWORD}
    client.post(link, data=form)
    with engine_of(client).connect() as connection:
        logins = set(connection.execute(sa.text("SELECT login FROM users")).scalars())
    assert logins == {"admin", "da", "somchai"}
