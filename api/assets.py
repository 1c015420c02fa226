"""The files that pages load: style, scripts, typeface. Named by their content, so that browsers keep them.

`/static/wian.css?v=1f0c…` never changes: whoever has it need not ask again. The typeface comes as WOFF 1.0
(W3C, 2012): the tables of the TrueType file, each deflated, half of its size over the wire.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from functools import lru_cache
from importlib import resources
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from api.problems import not_found

STATIC = Path(__file__).parent / "static"
FACES = ("Regular", "Bold")
FOREVER = "public, max-age=31536000, immutable"
A_WEEK = "public, max-age=604800"  # for what the style sheet names without a version
_HEADER, _ENTRY = struct.Struct(">4s4sIHHIHHIIIII"), struct.Struct(">4sIIII")
_TRUETYPE = struct.Struct(">4sIII")

router = APIRouter(include_in_schema=False)


def asset(path: str) -> str:
    """The address of a file ("static/wian.css") with its version."""
    file = STATIC.parent / path
    return f"/{path}?v={_version(file, file.stat().st_mtime_ns)}"


@router.get("/fonts/{face}.woff")
def font(face: str) -> Response:
    if face not in FACES:
        raise not_found()
    return Response(woff(face), media_type="font/woff", headers={"Cache-Control": A_WEEK})


class KeptStatic(StaticFiles):
    """Static files that need no second request where the address names their version."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if scope["query_string"].startswith(b"v="):
            response.headers["Cache-Control"] = FOREVER
        return response


@lru_cache(maxsize=len(FACES))
def woff(face: str) -> bytes:
    """A face of our typeface as a WOFF file."""
    source = _truetype(face)
    flavor, count = source[:4], struct.unpack(">H", source[4:6])[0]
    directory, body = [], b""
    start = _HEADER.size + count * _ENTRY.size
    for number in range(count):
        tag, checksum, offset, length = _TRUETYPE.unpack_from(source, 12 + number * _TRUETYPE.size)
        table = source[offset : offset + length]
        packed = min(zlib.compress(table, 9), table, key=len)  # as it is where deflating makes it longer
        directory.append(_ENTRY.pack(tag, start + len(body), len(packed), length, checksum))
        body += packed + b"\0" * (-len(packed) % 4)
    whole = 12 + count * 16 + sum(-(-_ENTRY.unpack(entry)[3] // 4) * 4 for entry in directory)
    total = start + len(body)
    head = _HEADER.pack(b"wOFF", flavor, total, count, 0, whole, 1, 0, 0, 0, 0, 0, 0)
    return head + b"".join(directory) + body


def _truetype(face: str) -> bytes:
    return (resources.files("generate") / "fonts" / f"WianSarabun-{face}.ttf").read_bytes()


@lru_cache(maxsize=256)
def _version(file: Path, _changed: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
