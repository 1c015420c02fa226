"""What every request passes: a limit on its size, no posting from other sites, headers that browsers obey."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.pages import error_page
from api.problems import TOO_LARGE, Problem, problem_response, wants_json

MEGABYTE = 1024 * 1024
FORM_OVERHEAD = 64 * 1024  # bytes of a multipart form round its file
FILES_AT_ONCE = 4  # of the largest size: the form that takes several; each file is weighed by itself then
SEVERAL_FILES = ("/circulars", "/api/v1/circulars/photos")
READING_METHODS = {"GET", "HEAD", "OPTIONS"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """ASGI middleware round the whole service."""

    def __init__(self, app: ASGIApp, max_upload_mb: int, allowed_hosts: frozenset[str]) -> None:
        self.app = app
        self.allowed_hosts = allowed_hosts
        self.max_upload = max_upload_mb * MEGABYTE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        most = self.most(scope["path"])
        problem = self.refusal(request.method, request.headers, most)
        if problem:
            await answer(request, problem)(scope, receive, with_headers(send))
            return
        await self.app(scope, limited(receive, most), with_headers(send))

    def most(self, path: str) -> int:
        """Bytes that a request may have."""
        return self.max_upload * (FILES_AT_ONCE if path in SEVERAL_FILES else 1) + FORM_OVERHEAD

    def refusal(self, method: str, headers: Headers, most: int) -> Problem | None:
        """Why a request is turned away before its body is read."""
        host = urlsplit(f"//{headers.get('host', '')}").hostname
        if self.allowed_hosts and host not in self.allowed_hosts:
            # A name of someone else that was made to point here (DNS rebinding) must not read our pages.
            return Problem(421, "unknown_host", "ที่อยู่นี้ไม่ใช่ของบริการนี้ โปรดให้ผู้ดูแลตั้ง WIAN_HOSTS")
        if method in READING_METHODS:
            return None
        origin = headers.get("origin")
        if (origin and urlsplit(origin).netloc != headers.get("host")) or (
            headers.get("sec-fetch-site") == "cross-site"
        ):
            return Problem(403, "cross_site", "คำขอนี้มาจากเว็บไซต์อื่น โปรดส่งไฟล์จากหน้าเว็บนี้")
        if int(headers.get("content-length") or 0) > most:
            return Problem(413, "too_large", TOO_LARGE)
        return None


def limited(receive: Receive, most: int) -> Receive:
    """Counts what arrives: a sender may leave its length open, or lie."""
    received = 0

    async def counting() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise HTTPException(413)  # what the framework lets through while it reads a form
        return message

    return counting


def answer(request: Request, problem: Problem) -> Response:
    return problem_response(problem) if wants_json(request) else error_page(request, problem)


def with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
