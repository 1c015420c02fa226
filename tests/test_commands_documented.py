"""docs/commands.md and the command line name the same commands."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from api.cli import build_parser

DOCS = Path(__file__).parent.parent / "docs" / "commands.md"


def commands() -> dict[str, argparse.ArgumentParser]:
    parser = build_parser()
    (choices,) = (a.choices for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return dict(choices)


def test_every_command_is_documented_with_its_options() -> None:
    """Each command has a row, and the row names each of its options."""
    rows = dict(re.findall(r"^\| `wian (\w+)[^`]*` \| (.*) \|$", DOCS.read_text(), re.MULTILINE))

    assert set(rows) == set(commands())
    for name, command in commands().items():
        whole = next(line for line in DOCS.read_text().splitlines() if line.startswith(f"| `wian {name}"))
        for action in command._actions:
            if action.option_strings and "-h" not in action.option_strings:
                assert action.option_strings[0] in whole, f"{name} {action.option_strings[0]}"
