"""The schema that other programs rely on is the one of the code."""

from __future__ import annotations

import json
from pathlib import Path

from extract import extract_circular
from extract.schema import circular_schema
from tests.documents import document
from tests.drawn_letters import EXTERNAL

COMMITTED = Path(__file__).parent.parent / "docs" / "circular.schema.json"


def test_committed_schema_is_current() -> None:
    """docs/circular.schema.json is what `python -m extract.schema` prints."""
    assert COMMITTED.read_text(encoding="utf-8") == circular_schema()


def test_every_field_of_a_circular_is_in_the_schema() -> None:
    """What is printed for a letter has no key that the schema does not know."""
    printed = json.loads(extract_circular(document(EXTERNAL)).to_json())
    schema = json.loads(circular_schema())

    assert set(printed) == set(schema["properties"])
    assert printed["schema"] == "circular/1"
