"""A page read twice, from its text layer and from its picture: where they agree, and which to take."""

from __future__ import annotations

from collections.abc import Callable

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from ingest.damage import UNLIKELY_LAYER, LayerState
from ingest.document import Box, Line, Page, Table
from ingest.text_layer import GUESSED
from ingest.thai_text import fold_digits, is_thai

CONTESTED = 0.6  # confidence of characters that the other reading sees otherwise
CONFIRMED = 0.99  # of characters that two independent readings share
ALIKE = 60.0  # similarity of 100 from which two lines are readings of the same print


def merged(layer: Page, seen: Page, state: LayerState) -> Page:
    """One page of the two readings; both stand on the same points.

    A visible layer is kept but for its damaged lines, and what only the picture shows is added. Of a hidden
    layer (a scanner's own reading) nothing is taken, but it is heard as a second reader.
    """
    if seen.source == "unread":
        return layer if not state.hidden else seen.model_copy(update={"layer_damage": state.damage})
    if state.hidden:
        lines = tuple(_with_second(line, layer.lines) for line in seen.lines)
        return seen.model_copy(update={"lines": lines, "layer_damage": state.damage})
    return _completed(layer, seen, state)


def _with_second(line: Line, others: tuple[Line, ...]) -> Line:
    """A line of the picture, heard against the hidden layer."""
    other = _text_at(line.box, others)
    if not other or fuzz.ratio(_bare(line.text), _bare(other)) < ALIKE:
        return line
    contested = _contested(line.text, other)
    confidences = tuple(
        min(c, CONTESTED) if i in contested else max(c, CONFIRMED) for i, c in enumerate(line.confidences)
    )
    return line.model_copy(update={"confidences": confidences, "second": other if contested else None})


def _completed(layer: Page, seen: Page, state: LayerState) -> Page:
    doubtful = (state.damage or 0.0) >= UNLIKELY_LAYER
    mended = {id(line): _mended(line, seen.lines, doubtful) for line in layer.lines}
    lines = list(mended.values())
    added = [line for line in seen.lines if line.table is None and _is_new(line.box, layer, state)]
    first = len(layer.tables)
    tables = [table for table in seen.tables if _is_new(table.box, layer, state)]
    kept = [_with_lines(table, lambda line: mended[id(line)]) for table in layer.tables]
    tables = [_numbered(table, first + n) for n, table in enumerate(tables)]
    added += [line for table in tables for cell in table.cells for line in cell.lines]
    return layer.model_copy(
        update={
            "lines": tuple(_by_place(lines, added)),
            "tables": (*kept, *tables),
            "stamps": (*layer.stamps, *seen.stamps),
            "source": "ocr" if len(added) > len(lines) else layer.source,
        }
    )


def _is_new(box: Box, layer: Page, state: LayerState) -> bool:
    """Whether the layer is silent about this place."""
    x, y = box.center
    return state.is_silent_at(x, y) and not any(_overlap(box, line.box) > 0.3 for line in layer.lines)


def _numbered(table: Table, index: int) -> Table:
    return _with_lines(table, lambda line: line.model_copy(update={"table": index}))


def _with_lines(table: Table, change: Callable[[Line], Line]) -> Table:
    cells = (
        cell.model_copy(update={"lines": tuple(change(line) for line in cell.lines)}) for cell in table.cells
    )
    return table.model_copy(update={"cells": tuple(cells)})


def _by_place(lines: list[Line], added: list[Line]) -> list[Line]:
    """Added lines put before the first line that stands below them."""
    done = list(lines)
    for line in sorted(added, key=lambda line: (line.box.y0, line.box.x0), reverse=True):
        below = (i for i, other in enumerate(done) if other.box.center[1] > line.box.y1)
        done.insert(next(below, len(done)), line)
    return done


def _mended(line: Line, seen: tuple[Line, ...], doubtful: bool) -> Line:
    """A line of a visible layer: replaced if damaged, or if the layer is doubtful and the picture shows other
    words; doubted where the picture shows other digits."""
    other = _text_at(line.box, seen)
    if not other:
        return line
    alike = fuzz.ratio(_bare(line.text), _bare(other))
    if min(line.confidences, default=1.0) <= GUESSED or (doubtful and alike < ALIKE and _is_thai(other)):
        partner = max(seen, key=lambda s: _overlap(line.box, s.box))
        return _digits_doubted(partner, line.text).model_copy(update={"table": line.table})
    if alike < ALIKE or _digits(line.text) == _digits(other):
        return line
    return _digits_doubted(line, other)


def _digits_doubted(line: Line, other: str) -> Line:
    """A line whose digits `other` does not have is doubtful there, whichever of the two is the better."""
    contested = _contested_digits(line.text, other) if _digits(other) else set()
    confidences = tuple(min(c, CONTESTED) if i in contested else c for i, c in enumerate(line.confidences))
    return line.model_copy(update={"confidences": confidences, "second": other})


def _is_thai(text: str) -> bool:
    return 2 * sum(is_thai(c) for c in text) > len(text.replace(" ", ""))


def _text_at(box: Box, lines: tuple[Line, ...]) -> str:
    """What `lines` say at a place, left to right."""
    there = [line for line in lines if _overlap(line.box, box) > 0.5]
    return " ".join(line.text for line in sorted(there, key=lambda line: line.box.x0))


def _overlap(inner: Box, outer: Box) -> float:
    """The share of `inner` that lies in `outer`."""
    across = min(inner.x1, outer.x1) - max(inner.x0, outer.x0)
    down = min(inner.y1, outer.y1) - max(inner.y0, outer.y0)
    if across <= 0 or down <= 0:
        return 0.0
    return across * down / max(inner.width * inner.height, 1e-6)


def _bare(text: str) -> str:
    return fold_digits(text).replace(" ", "")


def _digits(text: str) -> str:
    return "".join(c for c in fold_digits(text) if c.isdigit())


def _contested_digits(text: str, other: str) -> set[int]:
    """Indices of digits that `other` lacks, and of those beside which it has one more: 18 against 8."""
    places = [i for i, c in enumerate(text) if c != " "]
    bare = _bare(other)
    contested = _contested(text, other)
    for edit in Levenshtein.editops(_bare(text), bare):
        if edit.tag == "insert" and bare[edit.dest_pos].isdigit():
            contested |= {places[i] for i in (edit.src_pos - 1, edit.src_pos) if 0 <= i < len(places)}
    return {i for i in contested if text[i].isdigit()}


def _contested(text: str, other: str) -> set[int]:
    """Indices in `text` of what `other` does not have there, blanks and the kind of digit aside."""
    places = [i for i, c in enumerate(text) if c != " "]
    edits = Levenshtein.editops(_bare(text), _bare(other))
    return {places[e.src_pos] for e in edits if e.tag != "insert" and e.src_pos < len(places)}
