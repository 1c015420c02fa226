"""`wian check` tries what the service would reach, and says of each thing whether it works."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.check_service import reached
from api.settings import Settings
from tests.test_oidc import Provider


def test_nothing_is_tried_that_is_not_set(tmp_path: Path) -> None:
    """A fresh embedded installation needs no network."""
    assert list(reached(Settings(data=tmp_path))) == []


def test_what_does_not_answer_is_named_with_its_remedy(tmp_path: Path) -> None:
    """Each on its own: one that is away hides no other."""
    settings = Settings(
        data=tmp_path,
        database_url="postgresql://nobody@127.0.0.1:9/none",
        storage=str(tmp_path / "share"),
        mail_host="127.0.0.1",
        mail_port=9,
        mail_sender="wian@example.org",
        mailbox_host="127.0.0.1",
        mailbox_port=9,
        mailbox_security="none",
        inbox_folder=tmp_path / "missing",
        oidc_issuer="http://127.0.0.1:9",
    )
    found = list(reached(settings))

    assert [finding.good for finding in found] == [False, True, False, False, False, False]
    assert all(finding.remedy for finding in found if not finding.good)


def test_what_answers_is_good(tmp_path: Path, database: str) -> None:
    """Both databases, a folder for files, a provider; the probe is gone afterwards."""
    provider = Provider()
    (tmp_path / "in").mkdir()
    settings = Settings(
        data=tmp_path,
        database_url=database,
        storage=str(tmp_path / "share"),
        inbox_folder=tmp_path / "in",
        oidc_issuer=provider.issuer,
    )
    found = list(reached(settings))
    provider.server.shutdown()

    assert all(finding.good for finding in found), found
    assert [path for path in (tmp_path / "share").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("path", ["/dev/null/share", "/proc/share"])
def test_a_store_that_takes_nothing(tmp_path: Path, path: str) -> None:
    """The reason of the system is told."""
    found = list(reached(Settings(data=tmp_path, storage=path)))
    assert [finding.good for finding in found] == [False]
