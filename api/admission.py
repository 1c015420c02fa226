"""Who may send a large body at all: asked before it is read.

The framework reads a form before it asks whose it is. So a stranger could have the service take in as many
files as the line gives, only to be refused each time.
"""

from __future__ import annotations

import sqlalchemy as sa
from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from api import accounts
from api.acting import BEARER, COOKIE, NO_KEY, READING_METHODS, must_sign_in
from api.guard import answer
from api.problems import Problem
from api.service import Service

SMALL = 64 * 1024  # bytes: signing in and the like


class Admission:
    """ASGI middleware: 401 for strangers who begin to send more than a small form."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_large(request := Request(scope)):
            service: Service = request.app.state.service
            if not await run_in_threadpool(is_known, request, service):
                await answer(request, Problem(401, "sign_in", NO_KEY))(scope, receive, send)
                return
        await self.app(scope, receive, send)


def is_large(request: Request) -> bool:
    if request.method in READING_METHODS:
        return False
    length = request.headers.get("content-length", "")
    return not length.isdigit() or int(length) > SMALL


def is_known(request: Request, service: Service) -> bool:
    """Whether a key or a session came with it that lives, or nobody has to sign in here."""
    given, cookie = request.headers.get("authorization", ""), request.cookies.get(COOKIE)
    try:
        with service.engine.begin() as connection:
            if given.lower().startswith(BEARER):
                return accounts.key_actor(connection, given[len(BEARER) :].strip()) is not None
            if cookie and accounts.session_actor(connection, cookie):
                return True
            return not must_sign_in(connection, service.settings)
    except sa.exc.SQLAlchemyError:
        return True  # the route says better what is wrong
