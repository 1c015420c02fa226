"""docs/dependencies.md names every dependency, and every one has a reason."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PAGE = (ROOT / "docs" / "dependencies.md").read_text()


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=~!\[; ]", item, maxsplit=1)[0] for item in requirements}


def test_every_dependency_has_its_reason() -> None:
    """A library in pyproject.toml that docs/dependencies.md does not explain fails here."""
    groups = PROJECT["dependency-groups"]
    wanted = names(PROJECT["project"]["dependencies"]) | names(groups["build"]) | names(groups["dev"])
    missing = {n for n in wanted if n not in PAGE and not n.startswith("types-")}
    assert missing == set()


def test_the_locks_name_no_registry() -> None:
    """A lock works with whatever registry the machine is set up for."""
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text()
        assert "://" not in text
        assert text.count("--hash=sha256:") > text.count("==") > 0
