"""Real letters as people typed them off: what they ask for by a day is found, and nothing else for sure."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.score_deadlines import contains, same_time
from extract.models import Deadline
from extract.prose_deadlines import LocatedLine, Setting, find_deadlines
from ingest.document import Line
from tests.documents import line

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"
LONGEST = 1.0  # seconds for a text of some pages

pytestmark = pytest.mark.skipif(not (CORPUS / "dev-texts").is_dir(), reason="needs ../shared/corpus")


def letters() -> list[Any]:
    """(text, expected) of the letters whose text was typed off by eye and is whole."""
    index = CORPUS / "dev-texts" / "index.json"
    if not index.exists():
        return []
    entries = [e for e in json.loads(index.read_text("utf-8")) if e["by"] == "eye" and not e["excerpt"]]
    return [pytest.param(entry, id=entry["file"].split("-")[0]) for entry in entries]


def lines_of(path: Path) -> list[LocatedLine]:
    """The text's lines as a page has them; what was stamped or written by hand («…») is not print."""
    texts = [text for text in path.read_text("utf-8").splitlines() if text and text[0] not in "#«"]
    made: list[Line] = [line(text, 72.0, 70.0 + 20 * n) for n, text in enumerate(texts)]
    return [LocatedLine(1, each) for each in made]


def read(entry: dict[str, Any], expected: dict[str, Any]) -> list[dict[str, Any]]:
    issued = expected.get("date")
    setting = Setting(
        on=date.fromisoformat(issued) if issued else None,
        on_sure=issued is not None,
        addressee=expected.get("addressee") or "",
        issuer=expected.get("issuer") or "",
    )
    found = find_deadlines(lines_of(CORPUS / "dev-texts" / entry["text"]), setting).deadlines
    return [as_json(deadline) for deadline in found]


def as_json(deadline: Deadline) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(deadline.model_dump_json(by_alias=True))
    return plain


@pytest.mark.parametrize("entry", letters())
def test_a_real_letter_typed_off(entry: dict[str, Any]) -> None:
    """Every deadline of its own page is found with its days; no printed date that is none is sure."""
    stem = entry["file"].rsplit(".", 1)[0]
    expected = json.loads((CORPUS / "dev" / f"{stem}.expected.json").read_text("utf-8"))
    found = read(entry, expected)
    own = [want for want in expected.get("deadlines") or [] if want.get("page") == 1]

    for want in own:
        places = (want, *(want.get("also_at") or []))
        assert any(same_time(want, got) and any(contains(place, got) for place in places) for got in found), (
            want["action_contains"]
        )
    for printed in expected.get("not_deadlines") or []:
        assert not [got for got in found if got["state"] == "sure" and printed in got["text"]]


def test_news_of_the_government() -> None:
    """Long texts of another kind: none takes long, every deadline has its place."""
    for path in sorted((CORPUS / "prose-unlabelled").glob("*.txt")):
        begun = time.process_time()
        reading = find_deadlines(lines_of(path))

        assert time.process_time() - begun < LONGEST
        assert all(deadline.box is not None and deadline.text for deadline in reading.deadlines)
