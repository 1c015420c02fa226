"""The service: one application with the pages, the JSON API and the embedded worker."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from api import json_api, web
from api.guard import Guard, answer
from api.problems import BROKEN, NO_SPACE, NOT_FOUND, OTHERWISE, TOO_LARGE, Problem
from api.service import Service
from api.settings import Settings
from api.storage import Storage
from api.worker import Worker

REFUSALS = {404: ("not_found", NOT_FOUND), 413: ("too_large", TOO_LARGE)}
STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings) -> FastAPI:
    """Nothing is touched until the application starts; then the data folder is locked and the worker runs."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with Storage(settings.data).opened() as storage:
            worker = Worker(storage, settings)
            app.state.service = Service(settings, storage, worker)
            worker.start()
            try:
                yield
            finally:
                worker.stop()

    app = FastAPI(
        title="wian", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json"
    )
    app.include_router(json_api.router)
    app.include_router(web.router)
    app.get("/health", include_in_schema=False)(health)
    app.mount("/static", StaticFiles(directory=STATIC))
    app.mount("/fonts", StaticFiles(directory=str(resources.files("generate") / "fonts")))
    app.add_exception_handler(Problem, refuse)
    app.add_exception_handler(RequestValidationError, refuse)
    app.add_exception_handler(HTTPException, refuse)
    app.add_exception_handler(Exception, refuse)  # a bug: answered politely, and logged with its traceback
    app.add_middleware(Guard, max_upload_mb=settings.max_upload_mb, allowed_hosts=settings.allowed_hosts)
    return app


def health() -> JSONResponse:
    """Answers once uploads are accepted: the application serves requests only after its start."""
    return JSONResponse({"status": "ok"})


async def refuse(request: Request, error: Exception) -> Response:
    return answer(request, as_problem(error))


def as_problem(error: Exception) -> Problem:
    """What the framework refuses, in our words."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return Problem(422, "bad_request", OTHERWISE)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem(507, "no_space", NO_SPACE)
    if not isinstance(error, HTTPException):
        return Problem(500, "bug", BROKEN)
    code, detail = REFUSALS.get(error.status_code, ("refused", OTHERWISE))
    return Problem(error.status_code, code, detail)
