"""Fonts of one PDF: which glyphs it uses, the operators that show them, the objects that embed them.

Each style used becomes a composite font (PDF 32000-1, 9.7) whose two-byte codes are glyph numbers. A glyph
that must stand for an unusual text (a ligature, a character shared by two glyphs) gets a copy with a number
and a ToUnicode entry of its own, so no reader ever has to guess.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFObject

from generate.font_subset import deflated_subset
from generate.shaping import Face, FaceName, Glyph, face
from generate.text_runs import Style, TextRun, show_operators

RESOURCE = {"Regular": "FR", "Bold": "FB", "Italic": "FI", "BoldItalic": "FZ"}
ENTRIES_A_BLOCK = 100  # the most a CMap block may hold (Adobe Technical Note 5014)


class DocumentFonts:
    """Collects what a document shows; `add_to` then embeds exactly that."""

    def __init__(self) -> None:
        self._used: dict[FaceName, dict[int, str]] = {}
        self._copies: dict[FaceName, dict[tuple[int, str], int]] = {}

    def operators(self, run: TextRun, style: Style) -> str:
        """The operators that choose the font and show a run, without its place."""
        return f"/{RESOURCE[run.face]} {style.size:g} Tf {self._shown(run)}"

    def _shown(self, run: TextRun) -> str:
        used = self._used.setdefault(run.face, {})
        if run.is_plain:
            used.update(run.plain_codes)
            return run.plain_operators
        source = face(run.face)
        codes = [self._code(source, glyph) for glyph in run.glyphs]
        used.update(zip(codes, (glyph.text for glyph in run.glyphs), strict=True))
        return show_operators(run, codes)

    def _code(self, source: Face, glyph: Glyph) -> int:
        if source.texts[glyph.number] == glyph.text:
            return glyph.number
        copies = self._copies.setdefault(source.name, {})
        return copies.setdefault((glyph.number, glyph.text), source.glyph_count + len(copies))

    def add_to(self, document: Any) -> None:
        """Write the fonts into a reportlab document in place of its standard ones."""
        fonts = document.idToObject["BasicFonts"].dict
        fonts.clear()
        for name in sorted(self._used):
            copies = self._copies.get(name, {})
            fonts[RESOURCE[name]] = _embed(document, face(name), self._used[name], [g for g, _ in copies])


class Raw(PDFObject):
    """An object already in PDF syntax."""

    __RefOnly__ = 1

    def __init__(self, syntax: bytes) -> None:
        self.syntax = syntax

    def format(self, _document: Any) -> bytes:
        return self.syntax


def stream(entries: bytes, content: bytes) -> Raw:
    """A stream object with its dictionary entries, Length left out."""
    return Raw(b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content))


def utf16_string(text: str) -> bytes:
    """A PDF text string."""
    return b"<FEFF%s>" % text.encode("utf-16-be").hex().upper().encode("ascii")


def reference(document: Any, item: PDFObject) -> bytes:
    """Add an object to the document and give the syntax that refers to it."""
    syntax: bytes = document.Reference(item).format(document)
    return syntax


def _embed(document: Any, source: Face, used: dict[int, str], copies: list[int]) -> Raw:
    glyphs = frozenset(code for code in used if code < source.glyph_count)
    program, length = deflated_subset(source.name, glyphs, tuple(copies))
    name = _subset_name(source, used)
    file = stream(b"/Filter /FlateDecode /Length1 %d" % length, program)
    angle = -12 if "Italic" in source.name else 0
    descriptor = Raw(
        b"<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [-550 -480 1350 1150] /ItalicAngle %d"
        b" /Ascent 850 /Descent -250 /CapHeight 476 /StemV %d /FontFile2 %s >>"
        % (name, angle, 120 if "Bold" in source.name else 70, reference(document, file))
    )
    widths = _widths(sorted((code, _width(source, code, copies)) for code in used))
    descendant = Raw(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDToGIDMap /Identity /DW 0 /W [%s]"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %s >>"
        % (name, widths, reference(document, descriptor))
    )
    to_unicode = _compressed(_unicode_map(used))
    font = Raw(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%s]"
        b" /ToUnicode %s >>" % (name, reference(document, descendant), reference(document, to_unicode))
    )
    document.Reference(font)
    return font


def _compressed(content: bytes) -> Raw:
    return stream(b"/Filter /FlateDecode", zlib.compress(content))


def _subset_name(source: Face, used: Iterable[int]) -> bytes:
    """Six capitals made from the glyphs used, a plus sign and the font's name (PDF 32000-1, 9.6.4)."""
    digest = hashlib.sha256(repr(sorted(used)).encode("ascii")).digest()
    letters = "".join(chr(65 + byte % 26) for byte in digest[:6])
    return f"{letters}+WianSarabun-{source.name}".encode("ascii")


def _width(source: Face, code: int, copies: list[int]) -> int:
    index = code if code < source.glyph_count else copies[code - source.glyph_count]
    return source.widths[index]


def _widths(pairs: list[tuple[int, int]]) -> bytes:
    """The W array: runs of neighbouring codes with their widths."""
    parts = []
    for _, run in groupby(enumerate(pairs), key=lambda item: item[1][0] - item[0]):
        group = [pair for _, pair in run]
        parts.append(f"{group[0][0]} [{' '.join(str(width) for _, width in group)}]")
    return " ".join(parts).encode("ascii")


def _unicode_map(used: dict[int, str]) -> bytes:
    """A ToUnicode CMap (PDF 32000-1, 9.10.3) for the codes used."""
    entries = [
        f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>"
        for code, text in sorted(used.items())
        if text
    ]
    blocks = []
    for start in range(0, len(entries), ENTRIES_A_BLOCK):
        block = entries[start : start + ENTRIES_A_BLOCK]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*_CMAP_HEAD, *blocks, *_CMAP_TAIL]).encode("ascii")


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
