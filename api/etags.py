"""ETags (RFC 9110): an answer that the caller still has is not sent again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
# Kept by the browser of the one who asked, and asked for again each time: a right may have ended meanwhile.
ASK_AGAIN = "private, no-cache"


class TaggedRoute(APIRoute):
    """A route whose answers to GET carry an ETag of their content; 304 where If-None-Match names it."""

    def get_route_handler(self) -> Handler:
        handler = super().get_route_handler()

        async def tagged(request: Request) -> Response:
            response = await handler(request)
            if (
                request.method != "GET"
                or response.status_code != 200
                or isinstance(response, StreamingResponse)
            ):
                return response
            tag = f'"{hashlib.sha256(response.body).hexdigest()[:32]}"'
            response.headers["ETag"] = tag
            response.headers.setdefault("Cache-Control", ASK_AGAIN)
            response.headers["Vary"] = "Authorization, Cookie"
            return not_modified(response) if names(request, tag) else response

        return tagged


def names(request: Request, tag: str) -> bool:
    given = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    return tag in given or given == ["*"]


def not_modified(response: Response) -> Response:
    kept = {name: response.headers[name] for name in ("ETag", "Cache-Control", "Vary")}
    return Response(status_code=304, headers=kept)
