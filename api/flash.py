"""What a page says of the deed that led to it: "บันทึกแล้ว", once, after a redirect.

The words travel in a cookie that lives until the next page, so that any web process can show them and no
script is needed. They are the service's own, and escaped like all else.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import asdict, dataclass

from fastapi.responses import RedirectResponse
from starlette.requests import Request
from starlette.responses import Response

from extract.models import State

COOKIE = "wian_flash"
LIVES = 60  # seconds
LONGEST = 700  # characters; a cookie holds 4 kB, of which a Thai character takes four bytes


@dataclass(frozen=True)
class Flash:
    """text: in the reader's language. undo: a path to which a form posts in order to undo the deed."""

    text: str
    state: State = "sure"
    undo: str = ""


def redirect(path: str, text: str = "", *, state: State = "sure", undo: str = "") -> RedirectResponse:
    """To the page that shows what a form did, with a sentence of it at the top (see other, 303)."""
    answer = RedirectResponse(path, status_code=303)
    if text:
        flash = json.dumps(asdict(Flash(text[:LONGEST], state, undo)), ensure_ascii=False)
        value = base64.urlsafe_b64encode(flash.encode()).decode()
        answer.set_cookie(COOKIE, value, max_age=LIVES, httponly=True, samesite="lax")
    return answer


def flash_of(request: Request) -> Flash | None:
    """What is to be said on this page."""
    given = request.cookies.get(COOKIE)
    if not given:
        return None
    try:
        told = Flash(**json.loads(base64.urlsafe_b64decode(given)))
    except (TypeError, ValueError, binascii.Error):
        return None
    own = told.undo.startswith("/") and not told.undo.startswith("//")
    return Flash(str(told.text), told.state if told.state in STATES else "sure", told.undo if own else "")


STATES: tuple[State, ...] = ("sure", "doubtful", "missing")


def forget(response: Response) -> None:
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
