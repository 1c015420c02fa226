"""What was done is said once, on the page to which a form leads."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.requests import Request

from api.flash import COOKIE, Flash, flash_of, redirect


def request_with(cookie: str) -> Request:
    headers = [(b"cookie", f"{COOKIE}={cookie}".encode())]
    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/", "headers": headers}
    return Request(scope)


def cookie_of(text: str, undo: str = "") -> str:
    return redirect("/", text, undo=undo).headers["set-cookie"].split(";")[0].removeprefix(f"{COOKIE}=")


def test_it_is_told_on_the_next_page() -> None:
    """Thai words, state and undo come through the cookie."""
    answer = redirect("/board", "บันทึกแล้ว", state="doubtful", undo="/circulars/1/undo")

    assert (answer.status_code, answer.headers["location"]) == (303, "/board")
    cookie = answer.headers["set-cookie"].split(";")[0].removeprefix(f"{COOKIE}=")
    assert flash_of(request_with(cookie)) == Flash("บันทึกแล้ว", "doubtful", "/circulars/1/undo")


def test_a_long_sentence_fits_into_a_cookie() -> None:
    """Browsers drop a cookie of more than 4096 bytes."""
    assert len(cookie_of("ยาว" * 1000)) < 4000


@pytest.mark.parametrize("cookie", ["", "rubbish", "e30=", "W10=", '"'])
def test_a_broken_cookie_says_nothing(cookie: str) -> None:
    """Whatever the browser sends."""
    assert flash_of(request_with(cookie)) is None


def test_undo_posts_to_this_service_alone() -> None:
    """Another address in the cookie is dropped."""
    told = flash_of(request_with(cookie_of("x", undo="//elsewhere.example/")))
    assert told == Flash("x", "sure", "")
