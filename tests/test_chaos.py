"""A small run of what `make chaos` does at full size: processes die at random, no circular is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.chaos import Setting, kills


@pytest.mark.timeout(300)
@pytest.mark.parametrize("server", ["sqlite", "postgresql"])
def test_kills_lose_and_double_nothing(server: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """30 uploads, 2 workers and a web process, 6 SIGKILLs: every accepted upload is read, once."""
    if server == "sqlite":
        result = kills(Setting(tmp_path, None, uploads=30, kills=6))
    else:
        url = request.getfixturevalue("postgres_url")
        result = kills(Setting(tmp_path, url, uploads=30, kills=6))

    assert result.good, result.said
