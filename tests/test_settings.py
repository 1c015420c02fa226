"""Settings have a default and a line of documentation each, and bad ones are named in Thai."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.settings import Settings, SettingsError, load_settings

DOCS = Path(__file__).parent.parent / "docs" / "settings.md"
ROW = re.compile(r"^\| `WIAN_(\w+)` \| (?:`([^`]*)`)? ?\| (.+) \|$", re.MULTILINE)


def test_docs_and_settings_agree() -> None:
    """docs/settings.md lists every setting with its default and description, in the order of the code."""
    documented = [
        (name.lower(), default, meaning) for name, default, meaning in ROW.findall(DOCS.read_text())
    ]

    in_code = [
        (name, "" if field.default is None else str(field.default), field.description)
        for name, field in Settings.model_fields.items()
    ]

    assert documented == in_code


def test_environment_wins_over_default_and_option_over_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """WIAN_PORT changes the port unless --port was given."""
    monkeypatch.setenv("WIAN_PORT", "8123")

    assert load_settings(port=None).port == 8123
    assert load_settings(port=9000).port == 9000


def test_every_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """All problems are told at once, each with the name of its variable."""
    monkeypatch.setenv("WIAN_PORT", "high")
    monkeypatch.setenv("WIAN_MAX_UPLOAD_MB", "0")

    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert [problem.split("=")[0] for problem in caught.value.problems] == [
        "ค่า WIAN_PORT",
        "ค่า WIAN_MAX_UPLOAD_MB",
    ]
