"""Real scans beside the project and what people typed from them. Only figures of them are ever shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
BORN_DIGITAL = ("f12", "f33", "f57", "f37")
NOTE = re.compile(r"^(#|---|\[)")
NOT_PRINT = re.compile(r"«[^»]*»|\S*\?\S*")


@dataclass(frozen=True)
class Scan:
    """A real scan: its pages (counted from 1, None for all) and its lines as a person typed them."""

    name: str
    file: Path
    pages: list[int] | None
    truth: list[str]


def scans() -> Iterator[Scan]:
    if not CORPUS.exists():
        print(f"no corpus at {CORPUS}, real scans left out")
        return
    for entry in json.loads((CORPUS / "dev-texts" / "index.json").read_text("utf-8")):
        name = (entry["file"] or "")[:3]
        if entry["by"] != "eye" or name in BORN_DIGITAL or not entry["text"]:
            continue
        text = (CORPUS / "dev-texts" / entry["text"]).read_text("utf-8")
        pages = entry["pages"] if "--- page" not in text or not entry["excerpt"] else None
        yield Scan(entry["text"][:2] + "/" + name, CORPUS / "dev" / entry["file"], pages, truth_lines(text))


def truth_lines(text: str) -> list[str]:
    """Lines and cells without stamps, handwriting («…»), doubtful words (with a ?) and the typist's notes."""
    lines = [line for line in text.splitlines() if line.strip() and not NOTE.match(line)]
    cells = [cell for line in lines for cell in line.split("\t")]
    return [part for cell in cells for part in NOT_PRINT.split(cell) if part.strip()]


def page_pictures(scan: Scan, dpi: int) -> Iterator[NDArray[np.uint8]]:
    import pypdfium2

    document = pypdfium2.PdfDocument(scan.file)
    for number in range(len(document)):
        if scan.pages is None or number + 1 in scan.pages:
            bitmap = document[number].render(scale=dpi / 72)
            yield np.ascontiguousarray(bitmap.to_numpy()[:, :, ::-1])
    document.close()
