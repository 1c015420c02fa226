"""One line of text as glyphs with the gaps between them: what a PDF text operator needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise

from generate.line_breaking import CLINGING
from generate.shaping import UNITS_PER_EM, FaceName, Glyph, face

MM_PER_POINT = 25.4 / 72
LINE_SPACING = 1.13  # single spacing of TH Sarabun in em (ascender 850, descender -250, gap 30 of 1000)
ASCENT = 0.85
RUNS_KEPT = 2048
RESOURCE: dict[FaceName, str] = {"Regular": "FR", "Bold": "FB", "Italic": "FI", "BoldItalic": "FZ"}
SMALLEST_SHIFT = 0.05  # thousandths of an em worth writing down
ESCAPES = str.maketrans({"\\": "\\\\", "(": "\\(", ")": "\\)", "\r": "\\r"})
LEADING_VOWELS = frozenset("เแโใไ")


@dataclass(frozen=True, eq=True)
class Style:
    """How text looks. size in points, colour as red, green, blue in 0..1."""

    face: FaceName = "Regular"
    size: float = 16.0
    colour: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def mm_per_unit(self) -> float:
        """Millimetres a font unit."""
        return self.size * MM_PER_POINT / UNITS_PER_EM

    def __hash__(self) -> int:
        """Kept: styles are part of every cache's key."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.face, self.size, self.colour))

    @cached_property
    def font_operator(self) -> str:
        """The operator that chooses the font and its size."""
        return f"/{RESOURCE[self.face]} {self.size:g} Tf"

    @property
    def leading(self) -> float:
        """Single line spacing in mm: 6.38 for 16 points."""
        return self.size * LINE_SPACING * MM_PER_POINT

    @property
    def ascent(self) -> float:
        """From the top of a line to its baseline in mm."""
        return self.size * ASCENT * MM_PER_POINT


@dataclass(frozen=True, eq=False)
class TextRun:
    """A line ready to be drawn: glyphs, and for each how far the pen moves after it (font units).

    Runs are made once for each text and style and kept, with all that was worked out about them.
    """

    text: str
    style: Style
    glyphs: tuple[Glyph, ...]
    advances: tuple[float, ...]
    stretched: bool

    @cached_property
    def width(self) -> float:
        """In mm."""
        return sum(self.advances) * self.style.mm_per_unit

    @cached_property
    def is_plain(self) -> bool:
        """Whether every glyph stands for its own natural text, so that its number can serve as its code."""
        texts = face(self.style.face).texts
        return all(glyph.text == texts[glyph.number] for glyph in self.glyphs)

    @cached_property
    def plain_codes(self) -> frozenset[int]:
        return frozenset(glyph.number for glyph in self.glyphs)

    @cached_property
    def plain_operators(self) -> str:
        return show_operators(self, [glyph.number for glyph in self.glyphs])

    @cached_property
    def actual_text(self) -> str:
        """The text in UTF-16 as hexadecimal digits, "" where the glyphs' own texts and places say it all."""
        return "" if self.is_plain and not self.stretched else self.text.encode("utf-16-be").hex().upper()


def show_operators(run: TextRun, codes: list[int]) -> str:
    """The operator that shows glyphs by their codes, moving the pen where an advance is not the nominal one.

    The fonts place every mark by choosing among glyphs, never by offsets, so there are none to write. The
    strings hold the codes' bytes, each a character of Latin-1: half the length of hexadecimal digits.
    """
    widths = face(run.style.face).widths
    shown = [_literal(code) for code in codes]
    moved = False
    for place, (glyph, advance) in enumerate(zip(run.glyphs[:-1], run.advances[:-1], strict=True)):
        shift = widths[glyph.number] - advance
        if abs(shift) > SMALLEST_SHIFT:
            shown[place] += f"){shift:.4g}("
            moved = True
    return f"[({''.join(shown)})]TJ" if moved else f"({''.join(shown)})Tj"


@cache
def _literal(code: int) -> str:
    """A code inside a literal string (PDF 32000-1, 7.3.4.2); an unescaped CR would be read as LF."""
    return (chr(code >> 8) + chr(code & 255)).translate(ESCAPES)


@lru_cache(maxsize=RUNS_KEPT)
def text_run(
    units: tuple[str, ...], style: Style, per_blank: float = 0.0, per_cluster: float = 0.0
) -> TextRun:
    """Shape a line and widen its blanks and cluster gaps by so many font units.

    It is shaped unit by unit: units recur from line to line, so most come from the cache.
    """
    glyphs = _shaped(units, style.face)
    text = "".join(units)
    if not (per_blank or per_cluster):
        return TextRun(text, style, glyphs, tuple(glyph.advance for glyph in glyphs), False)
    advances = [
        glyph.advance + (per_blank if glyph.text == " " else per_cluster if opens else 0.0)
        for glyph, opens in zip(glyphs, _gap_after(glyphs), strict=True)
    ]
    return TextRun(text, style, glyphs, tuple(advances), True)


def gaps_of(units: tuple[str, ...], style: Style) -> tuple[int, int]:
    """How many blanks and how many gaps between clusters a line has."""
    glyphs = _shaped(units, style.face)
    return sum(glyph.text == " " for glyph in glyphs), sum(_gap_after(glyphs))


def _shaped(units: tuple[str, ...], name: FaceName) -> tuple[Glyph, ...]:
    shape = face(name).shape
    if len(units) == 1:
        return shape(units[0])
    return tuple(glyph for unit in units for glyph in shape(unit))


def units_wide(mm: float, style: Style) -> float:
    return mm / style.mm_per_unit


@lru_cache(maxsize=RUNS_KEPT)
def _gap_after(glyphs: tuple[Glyph, ...]) -> tuple[bool, ...]:
    """Whether a gap may open after each glyph: both sides print, and the next begins a cluster of its own."""
    gaps = [
        this.text != " "
        and this.text not in LEADING_VOWELS
        and following.text not in (" ", "")
        and following.text[0] not in CLINGING
        for this, following in pairwise(glyphs)
    ]
    return (*gaps, False) if glyphs else ()
