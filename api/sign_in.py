"""The pages by which people come in and go: signing in, taking up an invitation, signing out."""

from __future__ import annotations

import threading
from typing import Annotated, Any
from urllib.parse import quote

import sqlalchemy as sa
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api import accounts, audit, demo
from api.accounts import SESSION_LASTS, AccountError, SignInRefused
from api.acting import COOKIE, Acting, Running, has_users
from api.actor import Actor, Role
from api.language import gettext as _
from api.language import marked
from api.pages import page
from api.problems import not_found
from api.service import Service
from api.settings import Settings
from api.tables import users

router = APIRouter(include_in_schema=False)
# Each check of a password takes 64 MiB (argon2id): more at once would be a way to fill the memory.
_checking = threading.BoundedSemaphore(4)
LONGEST = 200  # characters of a name, and bytes enough for any password that a person types
NO_LINK = marked("ลิงก์นี้ใช้ไปแล้วหรือหมดอายุ โปรดขอลิงก์ใหม่จากผู้ดูแล")
NO_SECOND = marked("รหัสผ่านสองช่องไม่ตรงกัน โปรดกรอกใหม่")

Text = Annotated[str, Form(max_length=LONGEST)]


@router.get("/sign-in")
def sign_in_page(request: Request, service: Running, next: str = "/") -> Response:
    with service.engine.connect() as connection:
        anybody = has_users(connection)
    return _sign_in_form(request, service, own_path(next), anybody)


@router.post("/sign-in")
def sign_in(
    request: Request, service: Running, login: Text = "", password: Text = "", goes_to: Text = "/"
) -> Response:
    try:
        with _checking:
            token = signed_in(service.engine, login, password)
    except SignInRefused as refused:
        return _sign_in_form(request, service, own_path(goes_to), True, 401, login, str(refused))
    return with_session(request, token, own_path(goes_to))


def _sign_in_form(
    request: Request,
    service: Service,
    goes_to: str,
    anybody: bool,
    status: int = 200,
    login: str = "",
    refused: str | None = None,
) -> Response:
    return page(
        request,
        "sign_in.html",
        status,
        goes_to=goes_to,
        anybody=anybody,
        login=login,
        refused=refused,
        provider=provider_name(service.settings),
        people=demo.people(service) if demo.offers_people(service.settings) else [],
    )


@router.post("/sign-in/demo")
def sign_in_for_a_look(request: Request, service: Running, login: Text) -> Response:
    """A person of the demonstration district, on this machine alone."""
    if not demo.offers_people(service.settings):
        raise not_found()
    with service.engine.begin() as connection:
        user_id = demo.person(connection, login)
        if user_id is None:
            raise not_found()
        token = accounts.open_session(connection, user_id)
        user = connection.execute(sa.select(users).where(users.c.id == user_id)).one()
        audit.record(connection, actor_of(user), "sign_in.ok", f"user:{user_id}", {"by": "demo"})
    return with_session(request, token, "/")


def signed_in(engine: sa.Engine, login: str, password: str) -> str:
    """The token of a new session. Either way the attempt stands in the audit. Raises SignInRefused."""
    with engine.begin() as connection:
        user = connection.execute(
            sa.select(users).where(users.c.login == login.strip().lower())
        ).one_or_none()
        try:
            token = accounts.sign_in(connection, login, password)
        except SignInRefused as error:
            token, refused = "", error
        who = actor_of(user) if user else Actor("unknown", login.strip()[:80], "clerk", None)
        audit.record(connection, who, "sign_in.ok" if token else "sign_in.refused", f"user:{who.id}")
    if not token:
        raise refused
    return token


@router.get("/invitation/{secret}")
def invitation_page(secret: str, request: Request, service: Running) -> Response:
    return _form_of(request, service, secret, _invitation(service, secret))


@router.post("/invitation/{secret}")
def take_up(
    secret: str,
    request: Request,
    service: Running,
    login: Text = "",
    name: Text = "",
    password: Text = "",
    again: Text = "",
) -> Response:
    """Makes the account, or sets the new password, that the link is for; the person is signed in then."""
    invitation = _invitation(service, secret)
    try:
        if password != again:
            raise AccountError(_(NO_SECOND))
        with _checking, service.engine.begin() as connection:
            if invitation.user_id:
                user_id, done = accounts.reset_password(connection, secret, password), "user.new_password"
            else:
                user_id = accounts.accept(connection, secret, login, name, password)
                done = "user.create"
            token = accounts.open_session(connection, user_id)
            user = connection.execute(sa.select(users).where(users.c.id == user_id)).one()
            audit.record(connection, actor_of(user), done, f"user:{user_id}", {"role": user.role})
    except AccountError as refused:
        return _form_of(request, service, secret, invitation, 400, name, login, str(refused))
    return with_session(request, token, "/")


def _invitation(service: Service, secret: str) -> sa.Row[Any]:
    with service.engine.connect() as connection:
        invitation = accounts.invitation(connection, secret)
    if invitation is None:
        raise not_found(_(NO_LINK))
    return invitation


def _form_of(
    request: Request,
    service: Service,
    secret: str,
    invitation: sa.Row[Any],
    status: int = 200,
    name: str = "",
    login: str = "",
    refused: str | None = None,
) -> Response:
    if invitation.user_id:
        return page(request, "new_password.html", status, person=invitation.name, refused=refused)
    return page(
        request,
        "invitation.html",
        status,
        person=name or invitation.name,
        login=login,
        refused=refused,
        role=invitation.role,
        secret=secret,
        provider=provider_name(service.settings),
        people=demo.people(service) if demo.offers_people(service.settings) else [],
    )


def provider_name(settings: Settings) -> str:
    """What the button of the OpenID Connect sign-in says; "" where there is none."""
    return settings.oidc_name if settings.oidc_issuer else ""


@router.post("/sign-out")
def sign_out(request: Request, service: Running, actor: Acting) -> Response:
    if token := request.cookies.get(COOKIE):
        with service.engine.begin() as connection:
            accounts.sign_out(connection, token)
            audit.record(connection, actor, "sign_out", f"user:{actor.id}")
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(COOKIE)
    return answer


def first_link(engine: sa.Engine, address: str) -> str | None:
    """Where the first administrator makes their account; None once there is a user."""
    role: Role = "system-admin"
    with engine.begin() as connection:
        if has_users(connection):
            return None
        secret = accounts.invite(connection, role, name="ผู้ดูแลระบบ")
        by = Actor("system", "wian serve", role, None, by="system")
        audit.record(connection, by, "user.invite", "user:first", {"role": role})
    return f"{address}/invitation/{secret}"


def actor_of(user: sa.Row[tuple[object, ...]]) -> Actor:
    return Actor(user.id, user.name, user.role, user.district_id, user.school_id)


def with_session(request: Request, token: str, goes_to: str) -> Response:
    answer = RedirectResponse(goes_to, status_code=303)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


def to_sign_in(request: Request) -> Response:
    """Where a page sends somebody whom it does not know."""
    path = request.url.path if request.method == "GET" else "/"
    return RedirectResponse(f"/sign-in?next={quote(path)}", status_code=303)


def own_path(path: str) -> str:
    """A path of this service, or the first page: a link must not lead elsewhere after signing in."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/"
