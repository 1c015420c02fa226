"""What a PDF page draws: its characters in the order of the file, its ruled lines and fills, its pictures.

Characters come from pdfium's raw interface, regrouped by the text object that drew them. pdfium's own page
text is not used: it re-sorts objects, guesses blanks, and repeats an ActualText (ISO 32000-1, 14.9.4) once
for each object under it. A marked span is known by the address of its mark, so its text is taken once.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as pdfium_c

from ingest.document import Box, union_of
from ingest.pdf_pages import Matrix, PdfPage

_INVISIBLE_MODE = 3  # text rendering mode "neither fill nor stroke", ISO 32000-1, table 106
_LINE_END_HYPHEN = 2  # what pdfium makes of a hyphen that ends a line
_FORCE_BOLD = 1 << 18  # font descriptor flag, ISO 32000-1, table 123
_WHITE = 245  # of 255: paler is not told from paper
_MAX_SEGMENTS = 64  # a path of more is a drawing, not a rule or a cell


@dataclass(frozen=True, slots=True)
class Glyph:
    """One drawn character, or one marked span of them.

    text: what the file says it is (several characters for a ligature or an ActualText).
    box: from the pen's place to the next pen place, ascent to descent of the font, in points.
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
    visible: bool = True
    mapped: bool = True
    marked: bool = False
    white: bool = False
    tilt: float = 0.0


@dataclass(frozen=True, slots=True)
class Shape:
    """A drawn path. points: its corners in points (curves by their end points), closed or not as drawn."""

    box: Box
    points: tuple[tuple[float, float], ...]
    filled: bool
    stroked: bool
    colour: tuple[int, int, int]
    curved: bool


@dataclass(frozen=True, slots=True)
class PageContent:
    glyphs: tuple[Glyph, ...]
    shapes: tuple[Shape, ...]
    pictures: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class _Object:
    raw: Any
    address: int
    kind: int
    placed: Matrix  # the object's surroundings -> upright page


def page_content(page: PdfPage) -> PageContent:
    """Everything that `page` draws inside its borders."""
    objects = list(_objects(page.raw.raw, page.upright, pdfium_c.FPDFPage_CountObjects, _page_object))
    texts = [o for o in objects if o.kind == pdfium_c.FPDF_PAGEOBJ_TEXT]
    glyphs = _glyphs(page, texts) if texts else []
    sheet = Box(0, 0, page.width, page.height)
    drawn = [_shape(o) for o in objects if o.kind == pdfium_c.FPDF_PAGEOBJ_PATH]
    shapes = [s for s in drawn if s is not None and _touches(s.box, sheet)]
    placed = [_bounds(o) for o in objects if o.kind == pdfium_c.FPDF_PAGEOBJ_IMAGE]
    pictures = [box for box in placed if box is not None and _touches(box, sheet)]
    dark = [*pictures, *(s.box for s in shapes if s.filled and min(s.colour) < _WHITE)]
    return PageContent(
        tuple(_on_paper(g, dark) for g in glyphs if _touches(g.box, sheet)),
        tuple(shapes),
        tuple(pictures),
    )


def _on_paper(glyph: Glyph, dark: list[Box]) -> Glyph:
    """A white letter shows only on something dark."""
    if not glyph.white or any(_touches(glyph.box, box) for box in dark):
        return glyph
    return replace(glyph, visible=False)


def _touches(box: Box, sheet: Box) -> bool:
    x, y = box.center
    return sheet.x0 <= x <= sheet.x1 and sheet.y0 <= y <= sheet.y1


def _page_object(parent: Any, at: int) -> Any:
    return pdfium_c.FPDFPage_GetObject(parent, at)


def _objects(parent: Any, placed: Matrix, count: Any, get: Any) -> Iterator[_Object]:
    """The objects of a page or form in drawing order, those of nested forms in their place."""
    for at in range(count(parent)):
        raw = get(parent, at)
        kind = pdfium_c.FPDFPageObj_GetType(raw)
        if kind == pdfium_c.FPDF_PAGEOBJ_FORM:
            inner = _matrix(raw).then(placed)
            yield from _objects(raw, inner, pdfium_c.FPDFFormObj_CountObjects, pdfium_c.FPDFFormObj_GetObject)
        else:
            yield _Object(raw, ctypes.addressof(raw.contents), kind, placed)


def _matrix(raw: Any) -> Matrix:
    m = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(raw, m)
    return Matrix(m.a, m.b, m.c, m.d, m.e, m.f)


def _bounds(item: _Object) -> Box | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(item.raw, left, bottom, right, top):
        return None
    return item.placed.box(left.value, bottom.value, right.value, top.value)


@dataclass(frozen=True, slots=True)
class _Style:
    """What all characters of one text object share."""

    font: str
    size: float
    bold: bool
    angle: int
    tilt: float
    baseline: float
    visible: bool
    white: bool
    span: int  # address of the mark that gives an ActualText, 0 for none


def _glyphs(page: PdfPage, texts: list[_Object]) -> list[Glyph]:
    textpage = page.raw.get_textpage()
    try:
        chars = _chars_by_object(textpage.raw, page.upright)
    finally:
        textpage.close()
    spans: dict[int, str | None] = {}
    fonts: dict[int, tuple[str, bool]] = {}
    glyphs: list[Glyph] = []
    open_span = 0
    parts: list[tuple[_Style, Box]] = []
    for item in texts:
        style = _style(item, spans, fonts)
        if open_span and style.span != open_span:
            glyphs.append(_spanned(spans[open_span] or "", parts))
            parts = []
        open_span = style.span
        if style.span:
            parts.append((style, _bounds(item) or Box(0, 0, 0, 0)))
        elif item.address in chars:
            glyphs.extend(_glyph(text, box, mapped, style) for text, box, mapped in chars[item.address])
        elif (box := _bounds(item)) is not None and box.width * box.height == 0:
            glyphs.append(_glyph(" ", box, True, style))  # an object of blanks, which pdfium passes over
    if open_span:
        glyphs.append(_spanned(spans[open_span] or "", parts))
    return glyphs


def _chars_by_object(textpage: Any, upright: Matrix) -> dict[int, list[tuple[str, Box, bool]]]:
    """address of the text object -> its characters in order: text, box, whether the font maps the code.
    Blanks and line ends that pdfium itself makes up belong to no object and are left out."""
    found: dict[int, list[tuple[str, Box, bool]]] = {}
    rect = pdfium_c.FS_RECTF()
    unicode, owner_of = pdfium_c.FPDFText_GetUnicode, pdfium_c.FPDFText_GetTextObject
    loose, unmapped = pdfium_c.FPDFText_GetLooseCharBox, pdfium_c.FPDFText_HasUnicodeMapError
    high = 0
    for at in range(pdfium_c.FPDFText_CountChars(textpage)):
        owner = owner_of(textpage, at)
        if not owner:
            continue
        code = unicode(textpage, at)
        if 0xD800 <= code <= 0xDBFF:  # a character beyond U+FFFF comes in two halves
            high = code - 0xD7C0 << 10
            continue
        loose(textpage, at, rect)
        box = upright.box(rect.left, rect.bottom, rect.right, rect.top)
        char = (_char(code + high - 0xDC00 if high else code), box, not unmapped(textpage, at))
        high = 0
        found.setdefault(ctypes.addressof(owner.contents), []).append(char)
    return found


def _char(code: int) -> str:
    if code == _LINE_END_HYPHEN:
        return "-"
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"


def _glyph(text: str, box: Box, mapped: bool, style: _Style) -> Glyph:
    return Glyph(
        text,
        box,
        style.baseline,
        style.size,
        style.font,
        style.bold,
        style.angle,
        style.visible,
        mapped,
        white=style.white,
        tilt=style.tilt,
    )


def _spanned(text: str, parts: list[tuple[_Style, Box]]) -> Glyph:
    style = parts[0][0]
    spanned = _glyph(text, union_of([box for _, box in parts]), True, style)
    return replace(spanned, marked=True)


def _style(item: _Object, spans: dict[int, str | None], fonts: dict[int, tuple[str, bool]]) -> _Style:
    placed = _matrix(item.raw).then(item.placed)
    nominal = ctypes.c_float()
    pdfium_c.FPDFTextObj_GetFontSize(item.raw, nominal)
    direction = math.atan2(placed.b, placed.a)
    quarters = round(math.degrees(direction) / 90)
    tilt = round(math.degrees(direction) - quarters * 90, 1)
    font, bold = _font(pdfium_c.FPDFTextObj_GetFont(item.raw), fonts)
    return _Style(
        font=font,
        size=abs(nominal.value) * math.hypot(placed.c, placed.d),
        bold=bold,
        angle=quarters * 90 % 360,
        tilt=tilt if abs(tilt) > 0.2 else 0.0,
        baseline=placed.f * math.cos(direction) - placed.e * math.sin(direction),
        visible=pdfium_c.FPDFTextObj_GetTextRenderMode(item.raw) != _INVISIBLE_MODE,
        white=min(_colour(item.raw, True)) >= _WHITE,
        span=_span(item.raw, spans),
    )


def _font(raw: Any, fonts: dict[int, tuple[str, bool]]) -> tuple[str, bool]:
    """Name without the subset's prefix, and whether it is bold."""
    if not raw:
        return "", False
    address = ctypes.addressof(raw.contents)
    if address not in fonts:
        name = _font_name(raw)
        heavy = pdfium_c.FPDFFont_GetWeight(raw) >= 600 or bool(pdfium_c.FPDFFont_GetFlags(raw) & _FORCE_BOLD)
        fonts[address] = name, "bold" in name.lower() or ("psk" not in name.lower() and heavy)
    return fonts[address]


def _font_name(raw: Any) -> str:
    buffer = ctypes.create_string_buffer(256)
    length = pdfium_c.FPDFFont_GetBaseFontName(raw, buffer, len(buffer))
    name = buffer.raw[: max(0, length - 1)].decode("utf-8", "replace")
    return name[7:] if len(name) > 7 and name[6] == "+" else name


def _span(raw: Any, spans: dict[int, str | None]) -> int:
    """Address of the innermost mark with an ActualText round the object, 0 where there is none."""
    for at in reversed(range(pdfium_c.FPDFPageObj_CountMarks(raw))):
        mark = pdfium_c.FPDFPageObj_GetMark(raw, at)
        address = ctypes.addressof(mark.contents)
        if address not in spans:
            spans[address] = _actual_text(mark)
        if spans[address] is not None:
            return address
    return 0


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


def _shape(item: _Object) -> Shape | None:
    count = pdfium_c.FPDFPath_CountSegments(item.raw)
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(item.raw, mode, stroke)
    if count < 2 or not (mode.value or stroke.value):
        return None
    if count > _MAX_SEGMENTS:
        box = _bounds(item)
        return box and Shape(
            box, (), bool(mode.value), bool(stroke.value), _colour(item.raw, bool(mode.value)), True
        )
    points, curved = _corners(item.raw, count, _matrix(item.raw).then(item.placed))
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Shape(
        Box(min(xs), min(ys), max(xs), max(ys)),
        tuple(points),
        bool(mode.value),
        bool(stroke.value),
        _colour(item.raw, bool(mode.value)),
        curved,
    )


def _corners(raw: Any, count: int, placed: Matrix) -> tuple[list[tuple[float, float]], bool]:
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    curved = False
    for at in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(raw, at)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        curved = curved or pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_BEZIERTO
        points.append(placed.point(x.value, y.value))
    return points, curved


def _colour(raw: Any, filled: bool) -> tuple[int, int, int]:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    ask: Any = pdfium_c.FPDFPageObj_GetFillColor if filled else pdfium_c.FPDFPageObj_GetStrokeColor
    if not ask(raw, red, green, blue, alpha):
        return 0, 0, 0
    over_white = [round(255 - (255 - c.value) * alpha.value / 255) for c in (red, green, blue)]
    return over_white[0], over_white[1], over_white[2]
