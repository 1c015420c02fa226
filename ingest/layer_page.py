"""A page by its text layer alone."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2 as pdfium

from ingest.damage import LayerState, covered_share, layer_state
from ingest.document import Box, Line, Page
from ingest.drawn_tables import drawn_tables
from ingest.layer_repair import repaired
from ingest.overprint import settled
from ingest.pdf_content import PageContent, page_content
from ingest.pdf_glyphs import Glyph
from ingest.pdf_pages import PdfPage, open_page
from ingest.text_layer import clusters, free_lines, in_reading_order

_SCANNED = 0.5  # of the page under pictures: the page is a scan
_MOSTLY = 0.6  # of the text runs another way than the page: the page lies on its side


@dataclass(frozen=True)
class LayerPage:
    page: Page
    state: LayerState


def layer_page(pdf: pdfium.PdfDocument, number: int) -> LayerPage:
    """Read page `number` of an open file by its text layer; upside-down and sideways pages are turned."""
    with _no_collecting():
        with open_page(pdf, number) as page:
            content = page_content(page)
            turn = _turn(content.glyphs)
            if not turn:
                return _read(page, content)
        with open_page(pdf, number, turn) as page:
            return _read(page, page_content(page))


@contextmanager
def _no_collecting() -> Iterator[None]:
    """A page makes thousands of small objects in one burst and no cycles among them; looking for cycles all
    the while takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _turn(glyphs: Sequence[Glyph]) -> int:
    """Degrees clockwise by which the page must be turned for its text to run from left to right."""
    angles = Counter(glyph.angle for glyph in glyphs if not glyph.text.isspace())
    angle, count = angles.most_common(1)[0] if angles else (0, 0)
    return (360 - angle) % 360 if count > _MOSTLY * angles.total() else 0


def _shown(glyphs: list[Glyph], covered: float) -> list[Glyph]:
    """The glyphs without those that nobody sees, unless they are a scanner's reading of a picture."""
    shown = [glyph for glyph in glyphs if glyph.visible]
    over_a_scan = covered > _SCANNED and len(shown) * 2 < len(glyphs)
    return glyphs if over_a_scan else shown


def _stamps(lines: Sequence[Line]) -> tuple[Box, ...]:
    """Boxes round the lines of each stamp."""
    boxes: list[Box] = []
    for line in (line for line in lines if line.kind == "stamp"):
        near = next((i for i, box in enumerate(boxes) if _close(box, line.box)), None)
        if near is None:
            boxes.append(line.box)
        else:
            boxes[near] = boxes[near].union(line.box)
    return tuple(boxes)


def _close(a: Box, b: Box) -> bool:
    reach = 1.5 * b.height
    return a.x0 - reach < b.x1 and b.x0 - reach < a.x1 and a.y0 - reach < b.y1 and b.y0 - reach < a.y1


def _read(page: PdfPage, content: PageContent) -> LayerPage:
    sheet = Box(0, 0, page.width, page.height)
    glyphs = _shown(repaired(content.glyphs), covered_share(content.pictures, sheet))
    letters = settled(clusters(glyphs))
    state = layer_state(glyphs, letters, content.shapes, content.pictures, sheet)
    tables, rest = drawn_tables(letters, content.shapes, sheet)
    lines = in_reading_order(free_lines(rest), tables)
    return LayerPage(
        Page(
            number=page.number,
            width=page.width,
            height=page.height,
            source="text_layer",
            lines=tuple(lines),
            tables=tuple(tables),
            stamps=_stamps(lines),
            turned=page.turned,
            layer_damage=state.damage,
        ),
        state,
    )
