"""What the browser tests share: Debian's Chromium, and a `wian serve` to look at."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium")
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine; `make test` installs it"),
]
SAMPLE_DISTRICT = {
    "WIAN_OFFICE": str(ROOT / "samples" / "office.toml"),
    "WIAN_SCHOOLS": str(ROOT / "samples" / "schools.csv"),
}

# For `page.evaluate`: the size in px of the smallest letters on the page.
SMALLEST_TEXT = """
Math.min(...[...document.querySelectorAll('body *')]
  .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
  .map((e) => parseFloat(getComputedStyle(e).fontSize)))
"""


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[str]:
    """The address of a running `wian serve` with its data, its log and its `pid` in a folder."""
    log = folder / "log"
    command = [sys.executable, "-m", "api.cli", "serve", "--port", "0"]
    environment = {**os.environ, "WIAN_DATA": str(folder / "data"), **settings}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log.open("wb"))
    (folder / "pid").write_text(str(server.pid))
    try:
        yield _listening(log)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _listening(log: Path) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for word in log.read_text().split():
            if word.startswith("http://127.0.0.1:"):
                return word
        time.sleep(0.05)
    raise AssertionError(log.read_text())
