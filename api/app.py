"""The service: one application with the pages, the JSON API and the workers beside it."""

from __future__ import annotations

import errno
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import sqlalchemy as sa
from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from api import (
    api_docs,
    assets,
    board_pages,
    deadline_pages,
    first_run,
    json_api,
    json_board,
    json_letters,
    json_registers,
    json_returns,
    json_review,
    json_school,
    json_settings,
    json_webhooks,
    letter_pages,
    metrics,
    oidc_pages,
    people,
    queue_pages,
    register_pages,
    reminder_pages,
    return_pages,
    review_pages,
    school_pages,
    settings_pages,
    sign_in,
    web,
)
from api.acting import Running, recognise
from api.admission import Admission
from api.assets import KeptStatic
from api.blobs import StoreAway, open_blobs
from api.database import make_engine
from api.demo import Demonstration
from api.guard import HEADERS, Guard, answer
from api.inboxes import Inboxes
from api.jobs import Jobs
from api.language import SpeakTheirLanguage
from api.oidc import provider_of
from api.prepare import locked, prepare
from api.problems import BROKEN, NO_SPACE, NOT_FOUND, OTHERWISE, STORE_AWAY, TOO_LARGE, Problem, wants_json
from api.service import Service
from api.settings import Settings
from api.supervise import Workers
from api.telemetry import Traced, start_tracing

log = logging.getLogger(__name__)
# The database or the store does not answer: no bug, and over when it does again.
AWAY = (StoreAway, sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)
REFUSALS = {404: ("not_found", NOT_FOUND), 413: ("too_large", TOO_LARGE)}


def create_app(settings: Settings) -> FastAPI:
    """Nothing is touched until the application starts; then the data folder is locked and the workers run."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with locked(settings.data), running(settings) as service:
            app.state.service = service
            yield

    app = FastAPI(
        title="wian", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json"
    )
    app.include_router(json_api.router)
    app.include_router(json_review.router)
    app.include_router(json_letters.router)
    app.include_router(json_registers.router)
    app.include_router(json_returns.router)
    app.include_router(json_board.router)
    app.include_router(json_settings.router)
    app.include_router(json_school.router)
    app.include_router(json_webhooks.router)
    app.include_router(queue_pages.router)
    app.include_router(board_pages.router)
    app.include_router(return_pages.router)
    app.include_router(school_pages.router)
    app.include_router(letter_pages.router)
    app.include_router(register_pages.router)
    app.include_router(reminder_pages.router)
    app.include_router(reminder_pages.api)
    app.include_router(web.router)
    app.include_router(review_pages.router)
    app.include_router(deadline_pages.router)
    app.include_router(sign_in.router)
    app.include_router(oidc_pages.router)
    app.include_router(people.router)
    app.include_router(settings_pages.router)
    app.include_router(first_run.router)
    app.include_router(api_docs.router)
    app.include_router(metrics.router)
    app.state.oidc = provider_of(settings)
    app.get("/health", include_in_schema=False)(health)
    app.get("/ready", include_in_schema=False)(ready)
    app.include_router(assets.router)
    app.mount("/static", KeptStatic(directory=assets.STATIC))
    app.add_exception_handler(Problem, refuse)
    app.add_exception_handler(RequestValidationError, refuse)
    app.add_exception_handler(HTTPException, refuse)
    for away in AWAY:
        app.add_exception_handler(away, refuse)
    app.add_exception_handler(Exception, refuse)  # a bug: answered politely, and logged with its traceback
    app.add_middleware(metrics.Measured)
    if start_tracing():
        app.add_middleware(Traced)
    app.add_middleware(Admission)
    app.add_middleware(Guard, max_upload_mb=settings.max_upload_mb, allowed_hosts=settings.allowed_hosts)
    app.add_middleware(GZipMiddleware, compresslevel=5)
    app.add_middleware(SpeakTheirLanguage)  # the last one added is the outermost
    return app


@contextmanager
def running(settings: Settings) -> Iterator[Service]:
    """A service on a prepared installation, with its worker processes."""
    url = prepare(settings)
    engine, jobs = make_engine(url), Jobs(url)
    workers = Workers(settings, settings.workers)
    workers.start()
    service = Service(settings, engine, open_blobs(settings.storage, settings.data), jobs)
    inboxes = Inboxes(service)
    inboxes.start()
    demonstration = Demonstration(service)
    demonstration.start()
    try:
        yield service
    finally:
        demonstration.stop()
        inboxes.stop()
        workers.stop()
        jobs.close()
        engine.dispose()


def health() -> JSONResponse:
    """Answers once uploads are accepted: the application serves requests only after its start."""
    return JSONResponse({"status": "ok"})


def ready(service: Running) -> JSONResponse:
    """Whether the database and the store answer too; 503 with a problem where not."""
    service.is_ready()
    return JSONResponse({"status": "ok"})


async def refuse(request: Request, error: Exception) -> Response:
    problem = as_problem(error)
    if problem.status == 401 and not wants_json(request):
        return sign_in.to_sign_in(request)
    if not wants_json(request):
        await to_thread.run_sync(recognise, request)
    response = answer(request, problem)
    if problem.code == "bug":  # answered outside the guard, which gives all others their headers
        response.headers.update(HEADERS)
    return response


def as_problem(error: Exception) -> Problem:
    """What the framework refuses, in our words."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return Problem(422, "bad_request", OTHERWISE)
    if is_full(error):
        return Problem(507, "no_space", NO_SPACE)
    if isinstance(error, AWAY):
        log.warning("answered 503: %s", error)
        return Problem(503, "away", STORE_AWAY)
    if not isinstance(error, HTTPException):
        return Problem(500, "bug", BROKEN)
    code, detail = REFUSALS.get(error.status_code, ("refused", OTHERWISE))
    return Problem(error.status_code, code, detail)


def is_full(error: Exception) -> bool:
    """Whether a disk had no room for what had to be kept."""
    if isinstance(error, sa.exc.OperationalError):
        return "disk is full" in str(error.orig) or "No space left" in str(error.orig)
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
