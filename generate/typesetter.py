"""Sheets of paper with exact Thai text, in millimetres from the top-left corner.

    sheets = Typesetter(title="แบบรับรองข้อมูล", author="สพป.ตัวอย่าง เขต ๑")
    body = Style()                                    # TH Sarabun 16 point, black
    sheets.text(30, 25, "เรียน  ผู้อำนวยการ", body)       # x, baseline y
    bottom = sheets.paragraph(30, 40, 160, "ด้วย …", body, first_indent=25)     # x, top, width -> y below
    sheets.line(30, bottom, 190, bottom)
    sheets.new_page()
    data = sheets.finish()                            # PDF bytes; the same calls give the same bytes

What the calls take
    Style(face="Regular" | "Bold" | "Italic" | "BoldItalic", size=points, colour=(r, g, b) in 0..1)
    style.leading  mm from line to line (single spacing), style.ascent  mm from a line's top to its baseline
    width(text, style) -> mm          the width of unbroken text
    text(x, y, text, style, *, align="left" | "center" | "right") -> mm drawn; x is the left edge,
        the middle or the right edge; y the baseline
    lines(text, width, style, first_indent=0) -> [Line]      a paragraph's lines, nothing drawn; widths in mm
    draw_line(line, x, y, style, *, align="justify")          one of them, at baseline y
    paragraph(x, top, width, text, style, *, first_indent=0, align="justify", leading=None) -> y below it
        align "justify" | "left" | "center" | "right"; leading in mm; does not turn pages
    line(x0, y0, x1, y1, *, width=0.25, dash=None), box(x, y, w, h, *, line=0.25, fill=None), dots(x0, x1, y)
        fill is a colour; line 0 or None draws no edge; dots is a dotted leader to write on
    grid(xs, ys, *, line=0.25)        all rules of a table at once
    tick(x, y, size)                  a tick of strokes (the fonts have none), in the box size x size at x, y
    shape(commands, x, y, scale, *, colour=…)  filled vector path: commands in its own units, y downwards
    modules(x, y, size, rows)         a square of dark cells: a QR code as one path
    picture(x, y, w, h, png_bytes)    a raster picture
    entry(name, x, y, w, text, style, *, tip, align="center", dotted=True)   a place to write w mm wide from x
        on, at baseline y: a field when made with fillable=True, else the text, on a dotted line if so
    new_page(), page (1, 2, …), finish() -> bytes
    attach(name, data, mime, description)   a data file inside a PDF made with archive=True (PDF/A-3b)

Structure (when made with tagged=True): every text is a paragraph of its own unless drawn inside
    with sheets.element("H1" | "P" | "Table" | "TR" | "TH" | "TD" | "L" | "LI" | "Sect" …): …
    with sheets.artifact(): …         page numbers and the like
Lines, boxes, dots and ticks are artifacts; a picture or shape inside `element("Figure", alt="…")` is a
figure.

Text goes through `shaping.tidy` first. A character that the fonts lack raises `shaping.UnprintableText`.
Justified lines stretch their blanks first, then the gaps between letter clusters by at most 0.06 em: more
would make readers see blanks inside words.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any, Literal

from reportlab.pdfbase.pdfdoc import PDFDocument

from generate.line_breaking import Line
from generate.pdf_archive import PRODUCER, Attachment, make_archive
from generate.pdf_file import file_bytes
from generate.pdf_fonts import DocumentFonts
from generate.pdf_form_fields import Field, FormFields
from generate.pdf_objects import Raw, reference, stream, utf16_string
from generate.pdf_pictures import use_picture, use_shape
from generate.pdf_structure import Structure
from generate.shaping import tidy
from generate.text_lines import justified, lines_of, run_of, text_width
from generate.text_runs import Style, TextRun, text_run

Align = Literal["left", "center", "right", "justify"]
Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)
RED: Colour = (0.8, 0.0, 0.0)
A4 = (210.0, 297.0)
POINTS_PER_MM = 72 / 25.4
DOTS_BELOW = 0.6  # mm from a baseline to its dotted line
NOTHING = nullcontext()

__all__ = ["A4", "BLACK", "RED", "Align", "Colour", "Line", "Style", "Typesetter"]


class Typesetter:
    """A PDF being written. See the module's text for every call."""

    def __init__(
        self,
        *,
        title: str,
        author: str = "",
        size: tuple[float, float] = A4,
        tagged: bool = False,
        archive: bool = False,
        fillable: bool = False,
    ) -> None:
        """size: width and height in mm. tagged: write a structure tree. archive: be a PDF/A-3b file.

        fillable: have fields to type into.
        """
        self.size = size
        self._height = size[1] * POINTS_PER_MM
        # reportlab ships no types for its document classes.
        self._document: Any = PDFDocument(compression=1, invariant=1, lang="th-TH")
        self._code: list[str] = []  # Latin-1: strings hold the bytes of glyph codes
        self._font = ""  # the font operator in force
        self._resources: dict[str, bytes] = {}
        self._fonts = DocumentFonts()
        self._structure = Structure() if tagged else None
        self._fields = FormFields(self._document) if fillable else None
        self._archive = archive
        self._attachments: list[Attachment] = []
        self._title, self._author = tidy(title), tidy(author)
        self.page = 1

    @property
    def fillable(self) -> bool:
        """Whether entries are fields."""
        return self._fields is not None

    # Text

    def width(self, text: str, style: Style) -> float:
        """Width in mm of unbroken text."""
        return text_width(text, style)

    def text(self, x: float, y: float, text: str, style: Style, *, align: Align = "left") -> float:
        """Draw unbroken text with its baseline at y; give its width in mm."""
        run = run_of(text, style)
        self._draw(run, _aligned(x, 0.0, run.width, align), y)
        return run.width

    def lines(self, text: str, width: float, style: Style, first_indent: float = 0.0) -> list[Line]:
        """The lines of a paragraph, all lengths in mm."""
        return list(lines_of(tidy(text), width, style, first_indent))

    def draw_line(self, line: Line, x: float, y: float, style: Style, *, align: Align = "justify") -> None:
        """Draw one line of a paragraph; x is the left edge of the space it may fill, its indent included."""
        fills = align == "justify" and not line.last
        run = justified(line, style) if fills else text_run(line.units, style)
        self._draw(run, _aligned(x, line.available, line.width, align), y)

    def paragraph(
        self,
        x: float,
        top: float,
        width: float,
        text: str,
        style: Style,
        *,
        first_indent: float = 0.0,
        align: Align = "justify",
        leading: float | None = None,
    ) -> float:
        """Draw a paragraph whose first line's box begins at top; give the y below its last line."""
        step = leading or style.leading
        with self.element("P"):
            for number, line in enumerate(self.lines(text, width, style, first_indent)):
                indent = first_indent if number == 0 else 0.0
                self.draw_line(line, x + indent, top + style.ascent, style, align=align)
                top += step
        return top

    def entry(
        self,
        name: str,
        x: float,
        y: float,
        w: float,
        text: str,
        style: Style,
        *,
        tip: str,
        align: Literal["left", "center"] = "center",
        dotted: bool = True,
    ) -> None:
        """A place to write, w mm wide; text wider than that is set smaller. See the module's text."""
        if dotted:
            self.dots(x, x + w, y + DOTS_BELOW)
        style = self.fitting(text, style, w)
        if self._fields is not None:
            self._field(name, x, y, w, text, style, tip, align)
        elif text:
            self._draw(run := run_of(text, style), _aligned(x, w, run.width, align), y)

    def fitting(self, text: str, style: Style, width: float) -> Style:
        """The style, or as much smaller as the text needs to fit."""
        wide = text_width(text, style) if text else 0.0
        return style if wide <= width else replace(style, size=style.size * width / wide)

    def _field(
        self, name: str, x: float, y: float, w: float, text: str, style: Style, tip: str, align: str
    ) -> None:
        below = style.leading - style.ascent
        left, bottom = x * POINTS_PER_MM, self._height - (y + below) * POINTS_PER_MM
        box = (left, bottom, left + w * POINTS_PER_MM, bottom + style.leading * POINTS_PER_MM)
        run = run_of(text, style)
        start = _aligned(0.0, w, run.width, "center" if align == "center" else "left")
        place = f"{start * POINTS_PER_MM:.2f} {below * POINTS_PER_MM:.2f} Td"
        shown = f"BT {style.font_operator} 0 g {place} {self._fonts.operators(run)} ET" if run.glyphs else ""
        number = self._structure.next_widget if self._structure is not None else None
        assert self._fields is not None
        field = self._fields.add(Field(name, tip, run.text, style, align, box, shown), number)
        if self._structure is not None:
            self._structure.widget(field)

    def _draw(self, run: TextRun, x: float, y: float) -> None:
        if not run.glyphs:
            return
        font = run.style.font_operator
        choose = "" if font == self._font else f"{font} "
        self._font = font
        shown = f"BT {choose}{self._at(x, y)} Td {self._fonts.operators(run)} ET"
        if run.style.colour != BLACK:
            shown = f"{_rgb(run.style.colour)} rg {shown} 0 g"
        if run.actual_text:
            shown = f"/Span <</ActualText <FEFF{run.actual_text}>>> BDC {shown} EMC"
        if self._structure is None:
            self._code.append(shown)
            return
        self._open_content()
        self._write(shown)
        self._close_content()

    # Drawing

    def line(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        *,
        width: float = 0.25,
        dash: Sequence[float] | None = None,
    ) -> None:
        """A straight line, width and dash (on, off) in mm."""
        pattern = f"[{' '.join(_points(d) for d in dash)}] 0 d" if dash else ""
        self._artifact(f"q {_points(width)} w {pattern} {self._at(x0, y0)} m {self._at(x1, y1)} l S Q")

    def box(
        self, x: float, y: float, w: float, h: float, *, line: float | None = 0.25, fill: Colour | None = None
    ) -> None:
        """A rectangle with its top-left corner at x, y."""
        colour = f"{_rgb(fill)} rg" if fill else ""
        paint = ("B" if line else "f") if fill else "S"
        edge = f"{_points(line)} w" if line else ""
        self._artifact(f"q {edge} {colour} {self._at(x, y + h)} {_points(w)} {_points(h)} re {paint} Q")

    def grid(self, xs: Sequence[float], ys: Sequence[float], *, line: float = 0.25) -> None:
        """All rules of a table at once: a line down at every x and across at every y."""
        rules = [f"{self._at(x, ys[0])} m {self._at(x, ys[-1])} l" for x in xs]
        rules += [f"{self._at(xs[0], y)} m {self._at(xs[-1], y)} l" for y in ys]
        self._artifact(f"q {_points(line)} w {' '.join(rules)} S Q")

    def dots(self, x0: float, x1: float, y: float) -> None:
        """A dotted leader at baseline y, to be written on."""
        self._artifact(f"q 0.7 w 1 J [0.01 2.2] 0 d {self._at(x0, y)} m {self._at(x1, y)} l S Q")

    def tick(self, x: float, y: float, size: float) -> None:
        """A tick drawn as strokes in the square of this size at x, y."""
        corners = [(0.15, 0.55), (0.4, 0.85), (0.9, 0.1)]
        start, *rest = (self._at(x + a * size, y + b * size) for a, b in corners)
        strokes = " ".join(f"{corner} l" for corner in rest)
        self._artifact(f"q {_points(size * 0.1)} w 1 J 1 j {start} m {strokes} S Q")

    def modules(self, x: float, y: float, size: float, rows: Sequence[Sequence[bool]]) -> None:
        """Dark cells of a square grid (a QR code without its quiet zone) in the square at x, y.

        Drawn as a mask of 4 x 4 dots a cell, so that a hexadecimal digit is a cell and no viewer blurs it.
        """
        dots = 4 * len(rows)
        padding = "F" * (len(rows) % 2)
        lines = ["".join(["0" if dark else "F" for dark in row]) + padding for row in rows]
        mask = "\n".join(line for line in lines for _ in range(4))
        side = _points(size)
        self._graphic(
            f"q {side} 0 0 {side} {self._at(x, y + size)} cm"
            f" BI /W {dots} /H {dots} /IM true /BPC 1 /F /AHx ID\n{mask}>\nEI Q"
        )

    def shape(self, commands: str, x: float, y: float, scale: float, *, colour: Colour = BLACK) -> None:
        """Fill a vector path given as PDF path operators (m l c h) in its own units, y downwards.

        Its origin comes to x, y; scale is mm a unit.
        """
        points = scale * POINTS_PER_MM
        name = self._resource(use_shape(self._document, commands))
        place = f"{points:.5f} 0 0 {-points:.5f} {self._at(x, y)} cm"
        self._graphic(f"q {_rgb(colour)} rg {place} /{name} Do Q")

    def picture(self, x: float, y: float, w: float, h: float, png: bytes) -> None:
        """A raster picture (PNG or JPEG bytes) stretched into the box at x, y."""
        name = self._resource(use_picture(self._document, png))
        self._graphic(f"q {_points(w)} 0 0 {_points(h)} {self._at(x, y + h)} cm /{name} Do Q")

    # Structure and pages

    def element(self, tag: str, alt: str = "") -> AbstractContextManager[None]:
        """What is drawn inside belongs to one structure element."""
        return NOTHING if self._structure is None else self._structure.element(tag, alt)

    def artifact(self) -> AbstractContextManager[None]:
        """What is drawn inside is no content: page numbers, running words."""
        return NOTHING if self._structure is None else self._structure.artifact()

    def new_page(self) -> None:
        self._end_page()
        self.page += 1

    def finish(self) -> bytes:
        """End the last page and give the PDF."""
        self._end_page()
        if self._fields is not None:
            self._fonts.include_everything_typed()
            self._fields.add_to(self._document)
        self._fonts.add_to(self._document)
        if self._structure is not None:
            self._structure.add_to(self._document)
        self._document.info = _information(self._title, self._author)
        if self._archive:
            make_archive(self._document, self._title, self._author, self._attachments)
        return file_bytes(self._document)

    def attach(self, name: str, data: bytes, mime: str, description: str) -> None:
        """Put a data file into an archive PDF."""
        self._attachments.append(Attachment(name, data, mime, description))

    def _end_page(self) -> None:
        document = self._document
        content = stream(b"/Filter /FlateDecode", zlib.compress("\n".join(self._code).encode("latin-1")))
        fonts = document.Reference(document.idToObject["BasicFonts"]).format(document)
        objects = b" ".join(b"/%s %s" % (name.encode("ascii"), ref) for name, ref in self._resources.items())
        tagged = b" /StructParents %d /Tabs /S" % (self.page - 1) if self._structure is not None else b""
        fields = self._fields.annotations() if self._fields is not None else b""
        page = Raw(
            b"<< /Type /Page /Parent %s /MediaBox [0 0 %.4f %.4f] /Contents %s%s%s"
            b" /Resources << /Font %s /XObject << %s >> >> >>"
            % (
                reference(document, document.Pages),
                self.size[0] * POINTS_PER_MM,
                self._height,
                reference(document, content),
                tagged,
                fields,
                fonts,
                objects,
            )
        )
        document.addPage(page)
        self._code.clear()
        self._font = ""
        self._resources.clear()
        if self._structure is not None:
            self._structure.end_page()

    # Content stream

    def _write(self, operators: str) -> None:
        self._code.append(operators)

    def _resource(self, named: tuple[str, bytes]) -> str:
        name, place = named
        self._resources[name] = place
        return name

    def _open_content(self, tag: str = "P") -> None:
        if self._structure is not None:
            self._write(self._structure.begin(tag))

    def _close_content(self) -> None:
        if self._structure is not None:
            self._write("EMC")
            self._structure.end()

    def _artifact(self, operators: str) -> None:
        self._write(f"/Artifact BMC {operators} EMC" if self._structure is not None else operators)

    def _graphic(self, operators: str) -> None:
        """Content when a figure is open, else an artifact."""
        if self._structure is not None and self._structure.inside("Figure"):
            self._open_content("Figure")
            self._write(operators)
            self._close_content()
        else:
            self._artifact(operators)

    def _at(self, x: float, y: float) -> str:
        return f"{x * POINTS_PER_MM:.2f} {self._height - y * POINTS_PER_MM:.2f}"


def _information(title: str, author: str) -> Raw:
    """The document information dictionary: only what is known, and no date, so that bytes repeat."""
    return Raw(
        b"<< /Title %s /Author %s /Producer (%s) >>"
        % (utf16_string(title), utf16_string(author), PRODUCER.encode("ascii"))
    )


def _aligned(x: float, available: float, width: float, align: Align) -> float:
    if align == "center":
        return x + (available - width) / 2
    if align == "right":
        return x + available - width
    return x


def _points(mm: float) -> str:
    return f"{mm * POINTS_PER_MM:.2f}"


def _rgb(colour: Colour) -> str:
    return " ".join(f"{part:g}" for part in colour)
