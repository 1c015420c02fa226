"""The text layer of a born-digital page as lines: repaired characters, in reading order, each with its place.

Characters are taken in the order of the file, marks are tied to the letter they stand on, letters are sorted
into lines by their baseline, and blanks are set where the pen jumped. Sorting single characters by x, as most
libraries do, tears zero-width Thai marks from their letters.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.document import Box, Line, Table, union_of
from ingest.pdf_glyphs import Glyph
from ingest.raised_text import with_raised
from ingest.thai_text import MARKS, normalised

BLANK = 0.13  # a gap of this many type sizes is a blank (TH Sarabun's own is 0.22)
SQUEEZED_BLANK = 0.06  # enough where the file has a blank there; below, it is not to be seen on the page
TIGHT = 0.25  # more where a letter's box leaves out the white beside its ink
NEW_LINE = 2.5  # a gap of this many type sizes separates columns; Thai justification stretches less
SAME_BASELINE = 0.2  # in type sizes
NEAR, FAR = 0.3, 0.35  # type sizes between a mark's pen place and the letter drawn just before it, or another
LINE = 300  # letters among which the base of a mark drawn apart is sought
GUESSED = 0.2  # confidence of a character whose code the font does not explain


@dataclass(slots=True)
class Cluster:
    """A letter with the marks on it, or a blank (text " ").

    Measured on the page turned so that the text runs from left to right; `angle` as in Glyph.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    size: float
    bold: bool
    spans: list[tuple[float, float]]  # x0, x1 of each character of `text`
    confidence: float = 1.0
    angle: int = 0
    tilt: float = 0.0
    tight: bool = False  # the box holds only the ink, not the whole step of the pen

    @property
    def middle(self) -> tuple[float, float]:
        """On the page as it stands."""
        if self.angle:
            return turned_back(Box(self.x0, self.top, self.x1, self.bottom), self.angle).center
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


def turned_level(box: Box, angle: int) -> Box:
    """A place of text at `angle` on the page turned so that this text runs from left to right."""
    x0, y0, x1, y1 = box
    return {
        0: box,
        90: Box(y0, -x1, y1, -x0),
        180: Box(-x1, -y1, -x0, -y0),
        270: Box(-y1, x0, -y0, x1),
    }[angle]


def turned_back(box: Box, angle: int) -> Box:
    return turned_level(box, (360 - angle) % 360)


def clusters(glyphs: Sequence[Glyph]) -> list[Cluster]:
    """The letters of repaired glyphs in the order of the file, without what is drawn twice in one place."""
    made: list[Cluster] = []
    seen: dict[tuple[str, int], list[Box]] = {}
    for glyph in glyphs:
        text = glyph.text
        if _drawn_before(text, glyph.box, seen):
            continue
        level = glyph._replace(box=turned_level(glyph.box, glyph.angle)) if glyph.angle else glyph
        base = _base_of(level, made) if text[0] in MARKS else None
        if base is not None:
            _put_on(base, text, level)
        else:
            made.append(_cluster(text, level))
    return made


def _drawn_before(text: str, box: Box, seen: dict[tuple[str, int], list[Box]]) -> bool:
    """Whether the same text lies on this very place already (shadows and bold made by overprinting)."""
    if text == " ":
        return False
    x0, y0, x1, y1 = box
    near, level = max(0.6, 0.25 * (x1 - x0)), 0.1 * (y1 - y0) + 0.3
    row = int(y1 / 8)
    beside = row - 1 if y1 / 8 - row < 0.5 else row + 1
    for key in ((text, row), (text, beside)):
        for other in seen.get(key, ()):
            if abs(other[0] - x0) < near and abs(other[3] - y1) < level:
                return True
    seen.setdefault((text, row), []).append(box)
    return False


def _base_of(mark: Glyph, made: list[Cluster]) -> Cluster | None:
    """The letter that `mark` stands on: the one drawn last if it is near, else the nearest in the line."""
    if made and _distance(made[-1], mark) < NEAR * mark.size:
        return made[-1]
    nearest = min(made[-LINE:], key=lambda base: _distance(base, mark), default=None)
    return nearest if nearest is not None and _distance(nearest, mark) < FAR * mark.size else None


def _distance(base: Cluster, mark: Glyph) -> float:
    """How far the mark's pen place lies beside the letter, in points; infinite for what carries no mark."""
    if (
        base.text == " "
        or (base.angle, base.tilt) != (mark.angle, mark.tilt)
        or abs(base.baseline - mark.baseline) > 0.5 * mark.size
    ):
        return math.inf
    x, slack = mark.box.x0, 0.05 * mark.size
    return max(base.x0 + slack - x, x - base.x1 - slack, 0.0)


def _cluster(text: str, glyph: Glyph) -> Cluster:
    box = glyph.box
    if text.isspace():
        text = " "
    return Cluster(
        text=text,
        x0=box.x0,
        x1=box.x1,
        top=box.y0,
        bottom=box.y1,
        baseline=glyph.baseline,
        size=glyph.size,
        bold=glyph.bold,
        spans=[(box.x0, box.x1)] if len(text) == 1 else _shared(text, box.x0, box.x1),
        confidence=_confidence(glyph),
        angle=glyph.angle,
        tilt=glyph.tilt,
        tight=glyph.marked,
    )


def _confidence(glyph: Glyph) -> float:
    sound = glyph.mapped and glyph.text.isprintable() and "\ufffd" not in glyph.text
    return 1.0 if sound else GUESSED


def _shared(text: str, x0: float, x1: float) -> list[tuple[float, float]]:
    """Marks share the place of their letter, so a span of several characters is divided among its letters."""
    letters = [i for i, c in enumerate(text) if c not in MARKS] or [0]
    step = (x1 - x0) / len(letters)
    place = [max(0, sum(j <= i for j in letters) - 1) for i in range(len(text))]
    return [(x0 + p * step, x0 + (p + 1) * step) for p in place]


def _put_on(base: Cluster, text: str, glyph: Glyph) -> None:
    """Set `text` (a mark, perhaps with what follows it) on `base`."""
    marks = len(text) - len(text.lstrip("".join(MARKS)))
    base.text += text
    base.spans += [base.spans[-1]] * marks
    rest = len(text) - marks
    if rest:
        base.spans += [(max(base.x1, glyph.box.x0), glyph.box.x1)] * rest
        base.x1 = max(base.x1, glyph.box.x1)
    base.confidence = min(base.confidence, _confidence(glyph))
    base.top, base.bottom = min(base.top, glyph.box.y0), max(base.bottom, glyph.box.y1)


def rows(letters: Iterable[Cluster]) -> list[list[Cluster]]:
    """Letters of one baseline together, top to bottom, each row from left to right."""
    found: list[list[Cluster]] = []
    for letter in sorted(letters, key=lambda c: (c.angle, c.tilt, c.baseline)):
        first = found[-1][0] if found else letter
        near = letter.baseline - first.baseline < SAME_BASELINE * max(letter.size, 4)
        if found and near and (letter.angle, letter.tilt) == (first.angle, first.tilt):
            found[-1].append(letter)
        else:
            found.append([letter])
    return with_raised([sorted(row, key=lambda c: (c.x0, c.x1)) for row in found])


def pieces(row: list[Cluster]) -> list[list[Cluster]]:
    """A row cut where the gap is too wide for one line of text."""
    cut: list[list[Cluster]] = []
    last: Cluster | None = None
    for letter in row:
        if letter.text == " ":
            if cut:
                cut[-1].append(letter)
            continue
        if last is None or letter.x0 - last.x1 > NEW_LINE * max(letter.size, last.size):
            cut.append([])
        cut[-1].append(letter)
        last = letter
    return cut


def line_of(letters: list[Cluster], table: int | None = None) -> Line | None:
    """One line of text, blanks set where the pen jumped; None where nothing is to be seen.

    Text set askew on a level page is a stamp, or printed across it like one ("copy", "draft").
    """
    text, spans, confidences = _with_blanks(letters)
    shown, sources = normalised(text)
    if not shown:
        return None
    solid = [c for c in letters if c.text != " "]
    box = union_of([Box(c.x0, c.top, c.x1, c.bottom) for c in solid])
    edges = _edges([spans[i] for i in sources], box)
    if angle := letters[0].angle:
        box = turned_back(box, angle)
        edges = tuple(box.x0 + box.width * i / len(shown) for i in range(len(shown) + 1))
    return Line(
        text=shown,
        box=box,
        edges=edges,
        confidences=tuple(confidences[i] for i in sources),
        source="text_layer",
        kind="stamp" if letters[0].tilt else "print",
        size=round(max(c.size for c in solid), 1),
        bold=sum(len(c.text) for c in solid if c.bold) * 2 > sum(len(c.text) for c in solid),
        table=table,
    )


def _with_blanks(letters: list[Cluster]) -> tuple[str, list[tuple[float, float]], list[float]]:
    """The text with its blanks, and for each character its place and confidence."""
    wide = BLANK + _spacing([c for c in letters if c.text != " "])
    text = ""
    spans: list[tuple[float, float]] = []
    confidences: list[float] = []
    last: Cluster | None = None
    blank_in_file = False
    for letter in letters:
        if letter.text == " ":
            blank_in_file = True
            continue
        if last is not None and _is_apart(last, letter, wide, blank_in_file):
            text += " "
            spans.append((last.x1, letter.x0))
            confidences.append(1.0)
        text += letter.text
        confidences += [letter.confidence] * len(letter.text)
        spans += letter.spans
        last, blank_in_file = letter, False
    return text, spans, confidences


def _is_apart(last: Cluster, letter: Cluster, wide: float, blank_in_file: bool) -> bool:
    """Whether the gap between two letters is a blank. wide: in type sizes, where the file has none there."""
    least = SQUEEZED_BLANK if blank_in_file else wide + TIGHT * (last.tight or letter.tight)
    return letter.x0 - last.x1 > least * min(letter.size, last.size)


def _spacing(letters: list[Cluster]) -> float:
    """The usual gap between letters in type sizes, where a line is set wide on purpose; else 0."""
    gaps = sorted((b.x0 - a.x1) / max(a.size, 1) for a, b in pairwise(letters))
    middle = gaps[len(gaps) // 2] if len(gaps) >= 4 else 0.0
    return middle if middle > 0.04 else 0.0


def _edges(places: list[tuple[float, float]], box: Box) -> tuple[float, ...]:
    """len + 1 rising positions; overlapping glyphs give way to the right."""
    edges = [places[0][0]]
    for (_, end), (start, _) in pairwise(places):
        edges.append(
            max(edges[-1], start if start >= end else (start + end) / 2 if start > edges[-1] else end)
        )
    edges.append(max(edges[-1], places[-1][1], box.x1))
    return tuple(round(e, 2) for e in edges)


def free_lines(letters: Iterable[Cluster]) -> list[Line]:
    """The lines of letters that stand in no table, top to bottom and left to right."""
    lines = [line_of(piece) for row in rows(letters) for piece in pieces(row)]
    return [line for line in lines if line is not None]


def in_reading_order(lines: Sequence[Line], tables: Sequence[Table]) -> list[Line]:
    """Lines from the top, those level with each other from the left; each table's lines where the table
    begins, cell by cell."""
    blocks = [(row[0].box.center[1], row) for row in _level_rows(lines)]
    blocks += [(table.box.y0, [line for cell in table.cells for line in cell.lines]) for table in tables]
    return [line for _, block in sorted(blocks, key=lambda block: block[0]) for line in block]


def _level_rows(lines: Sequence[Line]) -> list[list[Line]]:
    found: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.center[1]):
        if found and line.box.center[1] - found[-1][0].box.center[1] < 0.35 * line.box.height:
            found[-1].append(line)
        else:
            found.append([line])
    return [sorted(row, key=lambda line: line.box.x0) for row in found]
