"""Runs another generator on descriptions of pages, in its own process and environment."""

from __future__ import annotations

import base64
import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.pdf_peers import Page, text
from generate.letter_parts import LetterParts

ROOT = Path(__file__).parent.parent
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
TIME_LIMIT = 900


class PeerMissing(Exception):
    """The peer is not installed, or failed; the message says how."""


@dataclass(frozen=True)
class PeerRun:
    """CPU ms a page (mean and median), bytes a page (mean), the first page's PDF."""

    mean_ms: float
    median_ms: float
    size: float
    pdf: bytes


def run_peer(name: str, pages: list[Page]) -> PeerRun:
    """All pages by one peer, warm. Raises PeerMissing."""
    python = str(PEERS_PYTHON) if PEERS_PYTHON.exists() else sys.executable
    command = [python, str(ROOT / "bench" / "pdf_peers.py"), name]
    try:
        run = subprocess.run(
            command, input=json.dumps(pages).encode(), capture_output=True, check=True, timeout=TIME_LIMIT
        )
    except (OSError, subprocess.SubprocessError) as error:
        last = (getattr(error, "stderr", None) or b"").decode("utf-8", "replace").strip().splitlines()
        raise PeerMissing(last[-1] if last else type(error).__name__) from error
    made = json.loads(run.stdout)
    times = made["cpu_ms"]
    return PeerRun(
        statistics.mean(times), statistics.median(times), statistics.mean(made["bytes"]),
        base64.b64decode(made["pdf"]),
    )  # fmt: skip


def letter_page(parts: LetterParts) -> Page:
    """A letter as the peers are told of it, its parts in the order of reading."""
    blocks = [text(parts.number)]
    blocks += [text(line, left=88) for line in [*parts.office_lines, parts.date_line]]
    for word, texts in parts.headings:
        blocks += [text(f"{word}  {texts[0]}"), *(text(more) for more in texts[1:])]
    blocks += [text(f"{number} {words}".strip(), align="justify", indent=25) for number, words in parts.body]
    blocks += [
        text(words, left=60, align="center")
        for words in [parts.text.closing, "", "", parts.name_line, *parts.posts]
    ]
    blocks += [text(line) for line in parts.owner_lines]
    return {"margins": [25, 20, 20, 30], "blocks": blocks}
