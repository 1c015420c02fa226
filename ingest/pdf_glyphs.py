"""The characters of a PDF page in the order of the file.

Characters come from pdfium's raw interface, regrouped by the text object that drew them. pdfium's own page
text is not used: it re-sorts objects, guesses blanks, and repeats an ActualText (ISO 32000-1, 14.9.4) once
for each object under it. A marked span is known by the address of its mark, so its text is taken once.
"""

from __future__ import annotations

import ctypes
import math
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

from ingest.document import Box, union_of
from ingest.pdf_objects import WHITE, PageObject, bounds, colour, matrix_of
from ingest.pdf_pages import Matrix, PdfPage

_INVISIBLE_MODE = 3  # text rendering mode "neither fill nor stroke", ISO 32000-1, table 106
_LINE_END_HYPHEN = 2  # what pdfium makes of a hyphen that ends a line
_FORCE_BOLD = 1 << 18  # font descriptor flag, ISO 32000-1, table 123
_BOLD_WEIGHT = 600
_LEAST_TILT = 0.2  # degrees


class Glyph(NamedTuple):
    """One drawn character, or one marked span of them.

    text: what the file says it is (several characters for a ligature or an ActualText).
    box: from the pen's place to the next, ascent to descent of the font, in points; of an ActualText the ink
        alone.
    baseline: y of the baseline in points, measured on the page turned so that the text runs level from left
        to right: by `angle` (0, 90, 180 or 270 degrees clockwise) and `tilt` (the few degrees beyond).
    visible: False for text without ink: rendering mode 3, or white on paper.
    mapped: False where the font gives no character for the code, so `text` is a guess.
    marked: True where `text` is an ActualText.
    """

    text: str
    box: Box
    baseline: float
    size: float
    font: str
    bold: bool = False
    angle: int = 0
    tilt: float = 0.0
    visible: bool = True
    white: bool = False
    mapped: bool = True
    marked: bool = False


class _Style(NamedTuple):
    """What all characters of one text object share; `span` is the address of the mark that gives its text."""

    font: str
    size: float
    bold: bool
    angle: int
    tilt: float
    baseline: float
    visible: bool
    white: bool
    span: int


_Char = tuple[str, Box, bool]  # text, box, whether the font maps the code


def glyphs_of(page: PdfPage, texts: list[PageObject]) -> list[Glyph]:
    """The characters of the page's text objects."""
    if not texts:
        return []
    textpage = page.raw.get_textpage()
    try:
        chars = _chars_by_object(textpage.raw, page.upright)
    finally:
        textpage.close()
    styles = _Styles()
    glyphs: list[Glyph] = []
    parts: list[tuple[_Style, Box]] = []  # objects of the open span
    for item in texts:
        style = styles.of(item)
        if parts and style.span != parts[0][0].span:
            glyphs.append(_spanned(styles, parts))
            parts = []
        if style.span:
            parts.append((style, bounds(item) or Box(0, 0, 0, 0)))
        elif (own := chars.get(item.address)) is not None:
            glyphs.extend(_glyph(text, box, style, mapped) for text, box, mapped in own)
        elif (box := bounds(item)) is not None and box.width * box.height == 0:
            glyphs.append(_glyph(" ", box, style))  # an object of blanks, which pdfium passes over
    if parts:
        glyphs.append(_spanned(styles, parts))
    return glyphs


def _chars_by_object(textpage: Any, upright: Matrix) -> dict[int, list[_Char]]:
    """address of the text object -> its characters in order.

    Blanks and line ends that pdfium itself makes up belong to no object and are left out.
    """
    found: dict[int, list[_Char]] = {}
    rect = pdfium_c.FS_RECTF()
    rect_ref = ctypes.byref(rect)
    unicode, owner_of = pdfium_c.FPDFText_GetUnicode, pdfium_c.FPDFText_GetTextObject
    loose, unmapped = pdfium_c.FPDFText_GetLooseCharBox, pdfium_c.FPDFText_HasUnicodeMapError
    as_ever = upright[:4] == (1, 0, 0, -1)
    left, bottom = upright.e, upright.f
    high = 0
    for at in range(pdfium_c.FPDFText_CountChars(textpage)):
        owner = owner_of(textpage, at)
        if not owner:
            continue
        code = unicode(textpage, at)
        if 0xD800 <= code <= 0xDBFF:  # a character beyond U+FFFF comes in two halves
            high = code - 0xD7C0 << 10
            continue
        loose(textpage, at, rect_ref)
        if as_ever:
            box = Box(left + rect.left, bottom - rect.top, left + rect.right, bottom - rect.bottom)
        else:
            box = upright.box(rect.left, rect.bottom, rect.right, rect.top)
        text = _char(code + high - 0xDC00 if high else code)
        high = 0
        found.setdefault(ctypes.addressof(owner.contents), []).append((text, box, not unmapped(textpage, at)))
    return found


def _char(code: int) -> str:
    if code == _LINE_END_HYPHEN:
        return "-"
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"


def _glyph(text: str, box: Box, style: _Style, mapped: bool = True) -> Glyph:
    font, size, bold, angle, tilt, baseline, visible, white, _ = style
    return Glyph(text, box, baseline, size, font, bold, angle, tilt, visible, white, mapped)


def _spanned(styles: _Styles, parts: list[tuple[_Style, Box]]) -> Glyph:
    style = parts[0][0]
    box = union_of([box for _, box in parts])
    return _glyph(styles.actual_text(style.span), box, style)._replace(marked=True)


class _Styles:
    """Looks of the page's text objects; fonts and marks are asked for once."""

    def __init__(self) -> None:
        self._texts: dict[int, str | None] = {}
        self._fonts: dict[int, tuple[str, bool]] = {}
        self._nominal = ctypes.c_float()
        self._nominal_ref = ctypes.byref(self._nominal)

    def of(self, item: PageObject) -> _Style:
        raw = item.raw
        placed = matrix_of(raw).then(item.placed)
        angle, tilt, baseline = _direction(placed)
        pdfium_c.FPDFTextObj_GetFontSize(raw, self._nominal_ref)
        font, bold = self._font(pdfium_c.FPDFTextObj_GetFont(raw))
        return _Style(
            font,
            abs(self._nominal.value * (math.hypot(placed.c, placed.d) if placed.c else placed.d)),
            bold,
            angle,
            tilt,
            baseline,
            pdfium_c.FPDFTextObj_GetTextRenderMode(raw) != _INVISIBLE_MODE,
            min(colour(raw, filled=True)) >= WHITE,
            self._span(raw),
        )

    def actual_text(self, span: int) -> str:
        return self._texts[span] or ""

    def _font(self, raw: Any) -> tuple[str, bool]:
        """Name without the subset's prefix, and whether it is bold."""
        if not raw:
            return "", False
        address = ctypes.addressof(raw.contents)
        if address not in self._fonts:
            name = _font_name(raw)
            heavy = pdfium_c.FPDFFont_GetWeight(raw) >= _BOLD_WEIGHT or bool(
                pdfium_c.FPDFFont_GetFlags(raw) & _FORCE_BOLD
            )
            self._fonts[address] = name, "bold" in name.lower() or heavy
        return self._fonts[address]

    def _span(self, raw: Any) -> int:
        """Address of the innermost mark with an ActualText round the object, 0 where there is none."""
        for at in reversed(range(pdfium_c.FPDFPageObj_CountMarks(raw))):
            mark = pdfium_c.FPDFPageObj_GetMark(raw, at)
            address = ctypes.addressof(mark.contents)
            if address not in self._texts:
                self._texts[address] = _actual_text(mark)
            if self._texts[address] is not None:
                return address
        return 0


def _direction(placed: Matrix) -> tuple[int, float, float]:
    """Angle, tilt and baseline as in Glyph."""
    if placed.b == 0 and placed.a > 0:
        return 0, 0.0, placed.f
    direction = math.atan2(placed.b, placed.a)
    quarters = round(math.degrees(direction) / 90)
    tilt = round(math.degrees(direction) - quarters * 90, 1)
    baseline = placed.f * math.cos(direction) - placed.e * math.sin(direction)
    return quarters * 90 % 360, tilt if abs(tilt) > _LEAST_TILT else 0.0, baseline


def _font_name(raw: Any) -> str:
    buffer = ctypes.create_string_buffer(256)
    length = pdfium_c.FPDFFont_GetBaseFontName(raw, buffer, len(buffer))
    raw_name = buffer.raw[: max(0, length - 1)]
    try:
        name = raw_name.decode("utf-8")
    except UnicodeDecodeError:  # Thai names from before Unicode
        name = raw_name.decode("cp874", "replace")
    return name[7:] if len(name) > 7 and name[6] == "+" else name


def _actual_text(mark: Any) -> str | None:
    length = ctypes.c_ulong()
    nothing = ctypes.POINTER(ctypes.c_ubyte)()
    ask = pdfium_c.FPDFPageObjMark_GetParamBlobValue  # the call for strings loses every byte above 0x7F
    if not ask(mark, b"ActualText", nothing, 0, length):
        return None
    buffer = (ctypes.c_ubyte * max(1, length.value))()
    ask(mark, b"ActualText", buffer, length.value, length)
    return _text_string(bytes(buffer[: length.value]))


def _text_string(raw: bytes) -> str:
    """A PDF text string (ISO 32000-1, 7.9.2.2, and UTF-8 as of PDF 2.0)."""
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    if raw.startswith(b"\xff\xfe"):
        return raw[2:].decode("utf-16-le", "replace")
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode("utf-8", "replace")
    return raw.decode("latin-1")
