"""Whose request this is: a program with a key, a signed-in user, or the desk of a service without accounts.

A service is open only while it has neither users nor keys, listens on this machine alone and WIAN_ACCOUNTS
is off. From the first account on it never opens again, also not when the account is ended.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import Annotated

import sqlalchemy as sa
from fastapi import Depends, Request

from api import accounts
from api.access import DESK
from api.actor import Actor
from api.desk import Desk
from api.language import marked
from api.problems import Problem
from api.service import Service
from api.settings import LOOPBACK, Settings
from api.tables import api_keys, users

COOKIE = "wian_session"
CSRF_FIELD, CSRF_HEADER = "csrf", "X-CSRF-Token"
READING_METHODS = {"GET", "HEAD", "OPTIONS"}
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
BEARER = "bearer "

NO_KEY = marked("ต้องใช้กุญแจ: ส่งหัวข้อ Authorization: Bearer ตามด้วยกุญแจ ซึ่งผู้ดูแลออกให้ด้วย wian key create")
BAD_KEY = marked("กุญแจนี้ใช้ไม่ได้หรือถูกยกเลิกแล้ว โปรดขอกุญแจใหม่จากผู้ดูแล")
STALE_FORM = marked("หน้านี้เปิดค้างไว้นานเกินไป โปรดโหลดหน้าใหม่ แล้วลองอีกครั้ง")


def the_service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


Running = Annotated[Service, Depends(the_service)]


async def form_token(request: Request) -> str:
    """The CSRF token that came with a change: in its form, or in a header. "" for a reading request."""
    if request.method in READING_METHODS or COOKIE not in request.cookies:
        return ""
    if token := request.headers.get(CSRF_HEADER):
        return token
    if not request.headers.get("content-type", "").startswith(FORMS):
        return ""
    given = (await request.form()).get(CSRF_FIELD)
    return given if isinstance(given, str) else ""


def the_actor(request: Request, service: Running, token: Annotated[str, Depends(form_token)]) -> Actor:
    """Raises Problem: 401 where nobody can be told from the request, 403 for a form of another session."""
    actor = _by_key(request, service) or _by_session(request, service, token)
    if actor is None:
        with service.engine.connect() as connection:
            if must_sign_in(connection, service.settings):
                raise Problem(401, "sign_in", NO_KEY)
        actor = DESK
    request.state.actor = actor
    return actor


def the_desk(service: Running, actor: Annotated[Actor, Depends(the_actor)]) -> Desk:
    return Desk(service, actor)


Acting = Annotated[Actor, Depends(the_actor)]
AtDesk = Annotated[Desk, Depends(the_desk)]


def must_sign_in(connection: sa.Connection, settings: Settings) -> bool:
    return settings.accounts or settings.host not in LOOPBACK or has_accounts(connection)


def has_accounts(connection: sa.Connection) -> bool:
    """Whether there is any user or key, ended ones included."""
    query = sa.select(sa.exists(sa.select(users.c.id)) | sa.exists(sa.select(api_keys.c.id)))
    return bool(connection.execute(query).scalar())


def has_users(connection: sa.Connection) -> bool:
    return bool(connection.execute(sa.select(sa.exists(sa.select(users.c.id)))).scalar())


def recognise(request: Request) -> None:
    """Notes who is signed in for the head of a page that says what went wrong; never refuses."""
    if not hasattr(request.state, "actor") and request.method in READING_METHODS:
        with suppress(Exception):  # the database may be what is away
            _by_session(request, the_service(request), "")


def _by_key(request: Request, service: Service) -> Actor | None:
    given = request.headers.get("authorization", "")
    if not given.lower().startswith(BEARER):
        return None
    with service.engine.begin() as connection:
        actor = accounts.key_actor(connection, given[len(BEARER) :].strip())
    if actor is None:
        raise Problem(401, "bad_key", BAD_KEY)
    return actor


def _by_session(request: Request, service: Service, token: str) -> Actor | None:
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        return None
    with service.engine.begin() as connection:
        found = accounts.session_actor(connection, cookie)
    if found is None:
        return None
    actor, csrf = found
    if request.method not in READING_METHODS and not secrets.compare_digest(token.encode(), csrf.encode()):
        raise Problem(403, "stale_form", STALE_FORM)
    request.state.csrf, request.state.actor = csrf, actor
    return actor
