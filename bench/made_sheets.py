# ruff: noqa: E501 - sentences stand on one line, as they are printed
"""Blocks of an office document, and two ways to set them: HTML for a browser, DOCX for a word processor.

The made circulars are written once as blocks and set by programs that are not ours, so that what is measured on
them is not our own typesetter read back. Lengths are in millimetres, type sizes in points.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

PAGE_LEFT, PAGE_RIGHT = 30.0, 20.0


@dataclass(frozen=True)
class Text:
    """A paragraph. `left` and `right` move its edges, `tab` is where the text behind a tab starts."""

    text: str
    left: float = 0.0
    right: float = 0.0
    indent: float = 0.0
    before: float = 0.0
    align: str = "left"
    size: float = 1.0  # times the body's size
    bold: bool = False
    tab: float = 0.0


@dataclass(frozen=True)
class Stamp:
    """A printed box in the upper right corner."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    text: str = ""
    across: int = 1
    down: int = 1
    bold: bool = False
    center: bool = False
    shaded: bool = False
    arrow: bool = False


@dataclass(frozen=True)
class Grid:
    """A table. Rows hold only the cells that start in them, as in HTML."""

    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    ruled: bool = True
    head_rows: int = 1
    size: float = 0.85


@dataclass(frozen=True)
class NewPage:
    landscape: bool = False


Block = Text | Stamp | Grid | NewPage


@dataclass
class Sheet:
    """A document to be set. The first page is upright."""

    font: str = "Laksaman"
    size: float = 11.0
    justify: bool = False
    blocks: list[Block] = field(default_factory=list)

    def put(self, text: str, **how: Any) -> None:
        self.blocks.append(Text(text, **how))


# HTML ---------------------------------------------------------------------------------------------------


def as_html(sheet: Sheet, fonts: Path) -> str:
    """The sheet for a browser that prints."""
    faces = "".join(
        f"@font-face{{font-family:WianSarabun;src:url(file://{fonts}/WianSarabun-{style}.ttf);font-weight:{weight}}}"
        for style, weight in (("Regular", 400), ("Bold", 700))
    )
    css = (
        f"{faces}@page{{size:A4;margin:20mm 20mm 15mm 30mm}}@page wide{{size:A4 landscape;margin:18mm 15mm}}"
        f"body{{margin:0;font-family:'{sheet.font}';font-size:{sheet.size}pt;line-height:1.35}}"
        ".wide{page:wide;break-before:page}.new{break-before:page}p{margin:0;white-space:pre-wrap}"
        "table{border-collapse:collapse;width:100%;table-layout:fixed}td{padding:1mm 1.2mm;vertical-align:top;"
        "overflow-wrap:break-word}.ruled td{border:0.4pt solid #000}"
        ".stamp{position:absolute;top:0;right:0;border:0.8pt solid #22a;color:#22a;padding:1mm 2mm;font-size:85%}"
        "thead{display:table-header-group}tr{break-inside:avoid}"
    )
    parts, is_open = [], False
    for block in sheet.blocks:
        if isinstance(block, NewPage):
            parts.append(
                ("</div>" if is_open else "") + f'<div class="{"wide" if block.landscape else "new"}">'
            )
            is_open = True
        else:
            parts.append(_html_of(block, sheet))
    closing = "</div>" if is_open else ""
    return f'<!doctype html><meta charset="utf-8"><style>{css}</style>{"".join(parts)}{closing}'


def _html_of(block: Text | Stamp | Grid, sheet: Sheet) -> str:
    if isinstance(block, Stamp):
        return f'<div class="stamp">{"<br>".join(html.escape(line) for line in block.lines)}</div>'
    if isinstance(block, Grid):
        return _html_table(block, sheet)
    align = "justify" if sheet.justify and block.indent and block.align == "left" else block.align
    style = (
        f"margin:{block.before}pt {block.right}mm 0 {block.left}mm;text-indent:{block.indent}mm;"
        f"text-align:{align};font-size:{block.size * sheet.size}pt;"
        f"font-weight:{700 if block.bold else 400}"
    )
    text = html.escape(block.text) or "&nbsp;"
    if block.tab and "\t" in text:
        first, rest = text.split("\t", 1)
        text = f'<span style="display:inline-block;width:{block.tab}mm">{first}</span>{rest}'
        style += f";padding-left:{block.tab}mm;text-indent:-{block.tab}mm"
        text = text.replace("inline-block;", "inline-block;text-indent:0;")
    return f'<p style="{style}">{text}</p>'


def _html_table(grid: Grid, sheet: Sheet) -> str:
    columns = "".join(f'<col style="width:{width}mm">' for width in grid.widths)
    rows = ["".join(_html_cell(cell) for cell in row) for row in grid.rows]
    head = "".join(f"<tr>{row}</tr>" for row in rows[: grid.head_rows])
    body = "".join(f"<tr>{row}</tr>" for row in rows[grid.head_rows :])
    css = "ruled" if grid.ruled else ""
    return (
        f'<table class="{css}" style="font-size:{grid.size * sheet.size}pt;width:{sum(grid.widths)}mm">'
        f"<colgroup>{columns}</colgroup><thead>{head}</thead><tbody>{body}</tbody></table>"
    )


def _html_cell(cell: Cell) -> str:
    style = (
        "text-align:center;" * cell.center + "font-weight:700;" * cell.bold + "background:#999;" * cell.shaded
    )
    text = html.escape(cell.text).replace("\n", "<br>")
    if cell.arrow:
        text = (
            '<svg width="100%" height="10" viewBox="0 0 100 10" preserveAspectRatio="none">'
            '<path d="M2 5H98M2 5l4-3M2 5l4 3M98 5l-4-3M98 5l-4 3" stroke="#000" fill="none"/></svg>'
        )
    return f'<td colspan="{cell.across}" rowspan="{cell.down}" style="{style}">{text}</td>'


# DOCX ---------------------------------------------------------------------------------------------------


def as_docx(sheet: Sheet, path: Path) -> None:
    """The sheet for a word processor."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(PAGE_LEFT), Mm(PAGE_RIGHT)
    section.top_margin, section.bottom_margin = Mm(20), Mm(15)
    for block in sheet.blocks:
        if isinstance(block, NewPage):
            _docx_page(document, block)
        elif isinstance(block, Stamp):
            for line in block.lines:
                _docx_text(document, sheet, Text(line, left=115, size=0.85))
        elif isinstance(block, Grid):
            _docx_table(document, sheet, block)
        else:
            _docx_text(document, sheet, block)
    document.save(str(path))


def _docx_page(document: Any, block: NewPage) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    wide = block.landscape
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.left_margin, section.right_margin = (Mm(15), Mm(15)) if wide else (Mm(PAGE_LEFT), Mm(PAGE_RIGHT))


def _docx_text(document: Any, sheet: Sheet, block: Text) -> None:
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(block.before), Pt(0)
    shape.first_line_indent = Mm(block.indent if not block.tab else -block.tab)
    shape.left_indent, shape.right_indent = Mm(block.left + block.tab), Mm(block.right)
    if block.tab:
        shape.tab_stops.add_tab_stop(Mm(block.left + block.tab))
    if block.align == "center":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _docx_run(paragraph, block.text, sheet.font, block.size * sheet.size, block.bold)


def _docx_run(paragraph: Any, text: str, font: str, size: float, bold: bool) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold = font, Pt(size), bold
    properties = run._element.get_or_add_rPr()
    properties.rFonts.set(qn("w:cs"), font)
    for tag, value in (("w:szCs", str(round(size * 2))), ("w:bCs", "1" if bold else "0")):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        properties.append(element)


def _docx_table(document: Any, sheet: Sheet, grid: Grid) -> None:
    table = document.add_table(rows=len(grid.rows), cols=len(grid.widths))
    table.autofit = False
    if grid.ruled:
        table.style = "Table Grid"
    for column, width in enumerate(grid.widths):
        for each in table.columns[column].cells:
            each.width = Mm(width)
    for (row, column), cell in cell_places(grid.rows).items():
        target = table.cell(row, column)
        if cell.across > 1 or cell.down > 1:
            target = target.merge(table.cell(row + cell.down - 1, column + cell.across - 1))
        _docx_fill(target, cell, sheet, grid)


def _docx_fill(target: Any, cell: Cell, sheet: Sheet, grid: Grid) -> None:
    if cell.shaded:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), "999999")
        target._element.get_or_add_tcPr().append(shade)
    for number, text in enumerate(("←→" if cell.arrow else cell.text).split("\n")):
        paragraph = target.paragraphs[0] if number == 0 else target.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        if cell.center:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _docx_run(paragraph, text, sheet.font, grid.size * sheet.size, cell.bold)


def cell_places(rows: Sequence[Sequence[Cell]]) -> dict[tuple[int, int], Cell]:
    """(row, column) of every cell once those that reach over several rows or columns have taken their room."""
    taken: set[tuple[int, int]] = set()
    places = {}
    for r, row in enumerate(rows):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            places[r, c] = cell
            taken |= {(r + down, c + across) for down in range(cell.down) for across in range(cell.across)}
    return places
