"""The languages of the pages: Thai, in which they are written, and English from a catalogue.

A visible sentence is written `_("ข้อความ")`, in templates as in Python: the Thai sentence is its own key. Who
chooses English (`?lang=en` on any page, kept in a cookie) gets it from `locale/en/LC_MESSAGES/wian.po`, which
is read when first needed: nothing is compiled. The browser's own language does not count: most browsers in
Thai offices are set to English, their users read Thai.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Literal, cast
from urllib.parse import parse_qs

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from markupsafe import Markup, escape
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Language = Literal["th", "en"]
LANGUAGES: dict[Language, str] = {"th": "ไทย", "en": "English"}
COOKIE, PARAMETER = "wian_lang", "lang"
ONE_YEAR = 365 * 24 * 3600
LOCALE = Path(__file__).parent / "locale"
_language: ContextVar[Language] = ContextVar("language", default="th")


def language() -> Language:
    """That of the request which is being answered."""
    return _language.get()


def gettext(thai: str, **variables: object) -> str:
    """The sentence in the reader's language. `%(name)s` in it stands for a variable.

    Where a variable is Markup the result is Markup too, and all else in it is escaped.
    """
    text = thai if language() == "th" else _translated(thai, 1)
    return _filled(text, variables)


def ngettext(thai: str, n: int, **variables: object) -> str:
    """The same for a sentence that counts `n` things: Thai has one form, English two. `%(n)s` counts."""
    text = thai if language() == "th" else _translated(thai, n)
    return _filled(text, {"n": n, **variables})


def marked(thai: str) -> str:
    """A sentence that stands in a table of constants and is shown through gettext later."""
    return thai


def choose(chosen: Language) -> None:
    _language.set(chosen)


@cache
def catalogue(code: Language) -> Catalog:
    with (LOCALE / code / "LC_MESSAGES" / "wian.po").open("rb") as file:
        return read_po(file, locale=code)


def _translated(thai: str, n: int) -> str:
    message = catalogue(language()).get(thai)
    if message is None or not message.string:
        return thai
    if isinstance(message.string, str):
        return message.string
    singular, *plural = message.string
    return (plural[0] if plural and n != 1 else singular) or thai


def _filled(text: str, variables: dict[str, object]) -> str:
    if not variables:
        return text
    if any(hasattr(value, "__html__") for value in variables.values()):
        return cast(str, Markup(escape(text)) % variables)
    return text % variables


class SpeakTheirLanguage:
    """ASGI middleware: the language of each request, and the cookie that keeps a choice."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        chosen = _known(parse_qs(scope["query_string"].decode("latin-1")).get(PARAMETER, [""])[0])
        choose(chosen or _known(_cookie(Headers(scope=scope))) or "th")
        await self.app(scope, receive, keeping(send, chosen) if chosen else send)


def keeping(send: Send, chosen: Language) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            cookie = f"{COOKIE}={chosen}; Path=/; Max-Age={ONE_YEAR}; SameSite=Lax"
            MutableHeaders(scope=message).append("set-cookie", cookie)
        await send(message)

    return sending


def _known(code: str) -> Language | None:
    return code if code in LANGUAGES else None


def _cookie(headers: Headers) -> str:
    return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
