"""The two addresses of signing in by OpenID Connect: going to the provider, and coming back."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api import accounts, audit, oidc
from api.accounts import AccountError
from api.acting import Running
from api.problems import Problem, not_found
from api.sign_in import actor_of, own_path, with_session
from api.tables import users

router = APIRouter(include_in_schema=False)
# Proves that the browser that comes back is the one that went.
COOKIE = "wian_oidc"
CALLBACK = "/sign-in/oidc/callback"
UNKNOWN = "บัญชีนี้ยังไม่ได้รับเชิญ โปรดขอลิงก์เชิญจากผู้ดูแล แล้วเข้าด้วยบัญชีหน่วยงานจากลิงก์นั้น"


@router.get("/sign-in/oidc")
def go(request: Request, service: Running, next: str = "/", invitation: str = "") -> Response:
    provider = the_provider(request)
    with service.engine.begin() as connection:
        begun = provider.begin(connection, _callback(request), own_path(next), invitation[:200])
    answer = RedirectResponse(begun.url, status_code=303)
    answer.set_cookie(
        COOKIE,
        begun.state,
        max_age=int(oidc.REQUEST_LASTS.total_seconds()),
        path=CALLBACK,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


@router.get(CALLBACK)
def come_back(request: Request, service: Running, state: str = "", code: str = "") -> Response:
    provider = the_provider(request)
    if not state or not secrets.compare_digest(state.encode(), request.cookies.get(COOKIE, "").encode()):
        raise Problem(403, "oidc_refused", oidc.REFUSED)
    with service.engine.begin() as connection:
        asked = oidc.returned(connection, state)
    if asked is None or not code:
        raise Problem(403, "oidc_refused", oidc.REFUSED)
    person = provider.finish(asked, _callback(request), code)
    answer = with_session(request, _session(service.engine, person, asked.invitation), asked.goes_to)
    answer.delete_cookie(COOKIE, path=CALLBACK)
    return answer


def the_provider(request: Request) -> oidc.Provider:
    provider: oidc.Provider | None = request.app.state.oidc
    if provider is None:
        raise not_found()
    return provider


def _session(engine: sa.Engine, person: oidc.Person, invitation: str) -> str:
    """The token of a new session for a known person, or for one who takes up an invitation."""
    with engine.begin() as connection:
        user = _known(connection, person)
        if user is None and invitation:
            user = _invited(connection, person, invitation)
        if user is None:
            raise Problem(403, "oidc_unknown", UNKNOWN)
        audit.record(connection, actor_of(user), "sign_in.ok", f"user:{user.id}", {"by": "oidc"})
        return accounts.open_session(connection, user.id)


def _known(connection: sa.Connection, person: oidc.Person) -> sa.Row[tuple[object, ...]] | None:
    query = sa.select(users).where(users.c.oidc_subject == person.subject, users.c.disabled_at.is_(None))
    return connection.execute(query).one_or_none()


def _invited(connection: sa.Connection, person: oidc.Person, invitation: str) -> sa.Row[tuple[object, ...]]:
    try:
        user_id = accounts.accept_subject(connection, invitation, person.login, person.name, person.subject)
    except AccountError as refused:
        raise Problem(400, "invitation", str(refused)) from None
    user = connection.execute(sa.select(users).where(users.c.id == user_id)).one()
    audit.record(connection, actor_of(user), "user.create", f"user:{user_id}", {"role": user.role})
    return user


def _callback(request: Request) -> str:
    return str(request.base_url).rstrip("/") + CALLBACK
