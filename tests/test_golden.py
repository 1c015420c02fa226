"""The whole way on the sample: the Circular JSON as it was when a person last looked at it.

`make golden` writes it anew; read the difference before keeping it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from extract import extract_circular
from ingest import read_document

SAMPLE = Path(__file__).parent.parent / "samples" / "dmc-circular.pdf"
GOLDEN = Path(__file__).parent / "golden" / "dmc-circular.json"


def rounded(value: Any) -> Any:
    """Boxes to a tenth of a point: libraries differ behind that."""
    if isinstance(value, float):
        return round(value, 1)
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return value


def test_the_sample_reads_as_it_did() -> None:
    """Every value, place, state and doubt of the born-digital sample."""
    circular = extract_circular(read_document(SAMPLE.read_bytes(), SAMPLE.name))
    read = rounded(json.loads(circular.to_json()))
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(json.dumps(read, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    assert read == json.loads(GOLDEN.read_text(encoding="utf-8"))
