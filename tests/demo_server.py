"""The demonstration district as a running `wian serve`, for tests that look at its pages as people do."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from tests.browsing import serving

LINK = re.compile(r'<a [^>]*?href="(/[^"#]*)')
# What is no page: files, the description for programs, switching the language.
NO_PAGE = re.compile(r"\.(pdf|docx|ics|png|jpg|csv|xlsx)(\?|$)|^/api/|/original|[?&]lang=|/example")
IN_EACH_STATE = re.compile(r"^/circulars/[0-9a-f]{32}(/letter)?$")
STATES = 3
AN_ID = re.compile(r"[0-9a-f]{32}|(?<=/schools/)\d{10}|(?<=/s/)[\w-]{43}")


@contextmanager
def demonstration(folder: Path, **environment: str) -> Iterator[str]:
    """The address of a service in which the demonstration's last step is done; its process is in `pid`."""
    with serving(folder, WIAN_DEMO="1", **environment) as address:
        _played(folder / "data" / "wian.db", folder / "log")
        yield address


def signed_in(address: str, login: str) -> httpx.Client:
    """A client of one of the demonstration's people ("" for nobody)."""
    client = httpx.Client(base_url=address, follow_redirects=True, timeout=60)
    if login:
        client.post("/sign-in/demo", data={"login": login})
    return client


def pages_of(address: str, login: str, starts: tuple[str, ...] = ("/",), strict: bool = True) -> list[str]:
    """The paths of all pages that somebody reaches by links, one for each kind of page (of circulars and
    letters some: they look otherwise in each state)."""
    found: dict[str, str] = {}
    broken: list[str] = []
    waiting = list(starts)
    with closing(signed_in(address, login)) as client:
        while waiting:
            path = waiting.pop(0)
            plain = path.partition("?")[0]
            kind = AN_ID.sub("*", plain)
            if IN_EACH_STATE.search(plain) and sum(one.startswith(f"{kind} ") for one in found) < STATES:
                kind = f"{kind} {plain}"
            if kind in found or NO_PAGE.search(path):
                continue
            answer = client.get(path)
            if answer.status_code != 200:
                broken.append(f"{path}: {answer.status_code}")
                found[kind] = ""
            elif answer.headers["content-type"].startswith("text/html"):
                found[kind] = path
                waiting += [link.replace("&amp;", "&") for link in LINK.findall(answer.text)]
    assert broken == [] or not strict, f"links of {login} that lead nowhere: {broken}"
    return [path for path in found.values() if path]


def _played(database: Path, log: Path) -> None:
    """Waits until the returned forms of the demonstration are accepted."""
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            count = connection.execute("SELECT count(*) FROM returns WHERE status = 'accepted'").fetchone()[0]
        if count >= 10:
            return
        time.sleep(0.5)
    raise AssertionError(log.read_text())
