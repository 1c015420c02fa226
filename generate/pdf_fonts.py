"""Fonts of one PDF: which glyphs it uses, the operators that show them, the objects that embed them.

Each style used becomes a composite font (PDF 32000-1, 9.7) whose two-byte codes are glyph numbers. A glyph
that must stand for an unusual text (a ligature, a character shared by two glyphs) gets a copy with a number
and a ToUnicode entry of its own, so no reader ever has to guess.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, NamedTuple

from generate.font_subset import deflated_subset
from generate.pdf_objects import Raw, reference, stream
from generate.shaping import Face, FaceName, Glyph, face
from generate.text_runs import RESOURCE, TextRun, show_operators

FONTS_KEPT = 256
ENTRIES_A_BLOCK = 100  # the most a CMap block may hold (Adobe Technical Note 5014)


class DocumentFonts:
    """Collects what a document shows; `add_to` then embeds exactly that."""

    def __init__(self) -> None:
        self._plain: dict[int, TextRun] = {}
        self._used: dict[FaceName, set[int]] = {}
        self._copies: dict[FaceName, dict[tuple[int, str], int]] = {}

    def operators(self, run: TextRun) -> str:
        """The operator that shows a run, without its font and place."""
        if run.is_plain:
            self._plain[id(run)] = (
                run  # its codes are counted at the end: the same run is drawn again and again
            )
            return run.plain_operators
        source = face(run.style.face)
        codes = [self._code(source, glyph) for glyph in run.glyphs]
        self._used.setdefault(source.name, set()).update(codes)
        return show_operators(run, codes)

    def _code(self, source: Face, glyph: Glyph) -> int:
        if source.texts[glyph.number] == glyph.text:
            return glyph.number
        copies = self._copies.setdefault(source.name, {})
        return copies.setdefault((glyph.number, glyph.text), source.glyph_count + len(copies))

    def include_everything_typed(self) -> None:
        """Embed all Thai and ASCII of the upright style, for what people will type into fields."""
        typed = (text and (text <= "~" or "\u0e01" <= text <= "\u0e5b") for text in face("Regular").texts)
        self._used.setdefault("Regular", set()).update(n for n, wanted in enumerate(typed) if wanted)

    def add_to(self, document: Any) -> None:
        """Write the fonts into a reportlab document in place of its standard ones."""
        used = {name: set(codes) for name, codes in self._used.items()}
        for run in self._plain.values():
            used.setdefault(run.style.face, set()).update(run.plain_codes)
        fonts = document.idToObject["BasicFonts"].dict
        fonts.clear()
        for name in sorted(used):
            copies = self._copies.get(name, {})
            fonts[RESOURCE[name]] = _embed(document, face(name), used[name], list(copies))


def _embed(document: Any, source: Face, used: set[int], copies: list[tuple[int, str]]) -> Raw:
    """copies: glyph and text of each copy, in the order of their codes."""
    parts = _parts(source.name, _with_all_digits(used), tuple(glyph for glyph, _ in copies))
    file = stream(b"/Filter /FlateDecode /Length1 %d" % parts.length, parts.program)
    angle = -12 if "Italic" in source.name else 0
    descriptor = Raw(
        b"<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [-550 -480 1350 1150] /ItalicAngle %d"
        b" /Ascent 850 /Descent -250 /CapHeight 476 /StemV %d /FontFile2 %s >>"
        % (parts.name, angle, 120 if "Bold" in source.name else 70, reference(document, file))
    )
    descendant = Raw(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDToGIDMap /Identity /DW 0 /W [%s]"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %s >>"
        % (parts.name, parts.widths, reference(document, descriptor))
    )
    below, unicode = reference(document, descendant), _to_unicode(document, source, copies)
    font = Raw(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%s]"
        b" /ToUnicode %s >>" % (parts.name, below, unicode)
    )
    document.Reference(font)
    return font


def _with_all_digits(used: set[int]) -> frozenset[int]:
    """The glyphs used, and all ten digits where there is one: papers that differ only in their numbers then
    share their fonts, ready packed."""
    codes = frozenset(used)
    for digits in _digits():
        if not digits.isdisjoint(codes):
            codes |= digits
    return codes


@cache
def _digits() -> tuple[frozenset[int], ...]:
    """The glyphs of ASCII and of Thai digits."""
    texts = face("Regular").texts
    return tuple(frozenset(texts.index(digit) for digit in ten) for ten in ("0123456789", "๐๑๒๓๔๕๖๗๘๙"))


class _Parts(NamedTuple):
    """What an embedded font holds of the glyphs used: deflated program, its length inflated, name, widths."""

    program: bytes
    length: int
    name: bytes
    widths: bytes


@lru_cache(maxsize=FONTS_KEPT)
def _parts(name: FaceName, used: frozenset[int], copied: tuple[int, ...]) -> _Parts:
    source = face(name)
    glyphs = frozenset(code for code in used if code < source.glyph_count)
    program, length = deflated_subset(name, glyphs, copied)
    return _Parts(program, length, _subset_name(source, used), _widths(source, used, copied))


def _subset_name(source: Face, used: Iterable[int]) -> bytes:
    """Six capitals made from the glyphs used, a plus sign and the font's name (PDF 32000-1, 9.6.4)."""
    digest = hashlib.sha256(repr(sorted(used)).encode("ascii")).digest()
    letters = "".join(chr(65 + byte % 26) for byte in digest[:6])
    return f"{letters}+WianSarabun-{source.name}".encode("ascii")


def _widths(source: Face, used: Iterable[int], copied: tuple[int, ...]) -> bytes:
    """The W array: each run of neighbouring codes with its widths, as "9 [244 244] 36 [432 459]"."""
    widths = [*source.widths, *(source.widths[glyph] for glyph in copied)]
    parts, expected = [], -1
    for code in sorted(used):
        parts.append(str(widths[code]) if code == expected else f"] {code} [{widths[code]}")
        expected = code + 1
    return (" ".join(parts).removeprefix("] ") + "]").encode("ascii")


def _to_unicode(document: Any, source: Face, copies: list[tuple[int, str]]) -> bytes:
    """Refers to the ToUnicode CMap of a font: styles without copies share one."""
    texts = tuple(text for _, text in copies)
    name = f"ToUnicode{source.name}" if copies else "ToUnicode"
    item = document.idToObject.get(name)
    if item is None:
        item = stream(b"/Filter /FlateDecode", _deflated_map(source.glyph_count if texts else None, texts))
    syntax: bytes = document.Reference(item, name).format(document)
    return syntax


@lru_cache(maxsize=64)
def _deflated_map(count: int | None, copies: tuple[str, ...]) -> bytes:
    """A ToUnicode CMap, compressed: the natural texts of the first `count` glyphs, which are the same in all
    styles, and the texts of a document's copies. Used or not, all are there: so it is packed only once."""
    natural = face("Regular").texts[:count]
    return zlib.compress(_unicode_map({n: text for n, text in enumerate([*natural, *copies]) if text}), 9)


def _unicode_map(texts: dict[int, str]) -> bytes:
    """A ToUnicode CMap (PDF 32000-1, 9.10.3); neighbours that count up together share a range."""
    ranges = [(first, last, _hex(texts[first])) for first, last in _ranges(texts)]
    lines = []
    for start in range(0, len(ranges), ENTRIES_A_BLOCK):
        block = ranges[start : start + ENTRIES_A_BLOCK]
        entries = [f"<{first:04X}> <{last:04X}> <{text}>" for first, last, text in block]
        lines += [f"{len(block)} beginbfrange", *entries, "endbfrange"]
    return "\n".join([*_CMAP_HEAD, *lines, *_CMAP_TAIL]).encode("ascii")


def _ranges(texts: dict[int, str]) -> list[tuple[int, int]]:
    """First and last code of each range. Only the last byte of a code and of a text may count up."""
    ranges: list[tuple[int, int]] = []
    for code, text in sorted(texts.items()):
        if ranges and len(text) == 1 and ranges[-1][1] == code - 1 and code % 256 and ord(text) % 256:
            before = texts[code - 1]
            if len(before) == 1 and ord(before) == ord(text) - 1:
                ranges[-1] = (ranges[-1][0], code)
                continue
        ranges.append((code, code))
    return ranges


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


_CMAP_HEAD = [
    "/CIDInit /ProcSet findresource begin",
    "12 dict begin",
    "begincmap",
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
    "/CMapName /Adobe-Identity-UCS def",
    "/CMapType 2 def",
    "1 begincodespacerange",
    "<0000> <FFFF>",
    "endcodespacerange",
]
_CMAP_TAIL = ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
