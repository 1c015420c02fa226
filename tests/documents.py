"""Builds Documents out of drawings: pages typed as they look, a column of text being six points wide.

    page('''
    ที่ ศธ ๐๔๙๙๙/ว๑๗              สำนักงานตัวอย่าง
                    ๒ มกราคม ๒๕๗๐
    ''')

Three blanks or more separate two lines that stand side by side. Everything in a drawing is fictional.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Sequence

from ingest.document import Box, Document, Line, LineKind, Page, PageSource

COLUMN = 6.0  # points
LEFT, TOP, PITCH, SIZE = 72.0, 70.0, 20.0, 16.0
_RUN = re.compile(r"\S+(?: {1,2}\S+)*")


def line(
    text: str,
    x: float = LEFT,
    y: float = TOP,
    *,
    kind: LineKind = "print",
    confidence: float = 1.0,
    source: PageSource = "text_layer",
    second: str | None = None,
    size: float = SIZE,
) -> Line:
    """One printed line, its middle at height y. Marks above and below share the edges of their letter."""
    text = " ".join(text.split())
    edges = [x]
    for char in text:
        edges.append(edges[-1] + (0.0 if unicodedata.combining(char) or char in "ัิีึืฺุู็่้๊๋์" else COLUMN))
    return Line(
        text=text,
        box=Box(x, y - size / 2, edges[-1], y + size / 2),
        edges=tuple(edges),
        confidences=(confidence,) * len(text),
        source=source,
        kind=kind,
        second=second,
        size=size,
    )


def lines(drawing: str, **how: object) -> list[Line]:
    """The lines of a drawing; each row one pitch below the other."""
    made = []
    rows = textwrap.dedent(drawing).strip("\n").split("\n")
    for number, row in enumerate(rows):
        for run in _RUN.finditer(row):
            before = sum(not unicodedata.combining(c) and c not in "ัิีึืฺุู็่้๊๋์" for c in row[: run.start()])
            made.append(line(run.group(), LEFT + COLUMN * before, TOP + PITCH * number, **how))  # type: ignore[arg-type]
    return made


def page(drawing: str = "", *, number: int = 1, more: Sequence[Line] = (), **how: object) -> Page:
    """An A4 page with the drawing's lines and others."""
    source = how.get("source", "text_layer")
    return Page(
        number=number,
        width=595.0,
        height=842.0,
        source=source,  # type: ignore[arg-type]
        lines=tuple(sorted([*lines(drawing, **how), *more], key=lambda each: (each.box.y0, each.box.x0))),
    )


def document(*pages: Page | str, **how: object) -> Document:
    """Pages, or drawings of pages, as a file."""
    made = [p if isinstance(p, Page) else page(p, number=n, **how) for n, p in enumerate(pages, 1)]
    return Document(name="test.pdf", sha256="0" * 64, pages=tuple(made))


def scan(*drawings: str, confidence: float = 0.99) -> Document:
    """The same, as a scan that was read with that confidence throughout."""
    return document(*drawings, source="ocr", confidence=confidence)


def replaced(document: Document, text: str, new: Line) -> Document:
    """The document with the line of that text, which must stand there once, replaced at the same place."""
    found = [each for p in document.pages for each in p.lines if each.text == text]
    assert len(found) == 1, f"{text!r} stands there {len(found)} times"
    old = found[0]
    moved = line(
        new.text,
        old.box.x0,
        old.box.center[1],
        kind=new.kind,
        confidence=new.confidence,
        source=old.source,
        second=new.second,
    )
    pages = [
        p.model_copy(update={"lines": tuple(moved if each is old else each for each in p.lines)})
        for p in document.pages
    ]
    return document.model_copy(update={"pages": tuple(pages)})
