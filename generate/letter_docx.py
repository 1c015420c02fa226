"""The forwarding letter as an editable .docx, laid out like the PDF.

Word shapes Thai with the *complex script* properties of a run: without cs font, szCs and bidi language it
falls back to another font and size, which is why each run here carries both sets.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from datetime import date as Date  # noqa: N812 - `date` is the argument's name, fixed by the contract
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from extract.models import Circular
from generate.emblem import emblem_picture
from generate.forwarding_letter import owner_distance
from generate.letter_layout import A4_HEIGHT, A4_WIDTH
from generate.letter_pages import WORD_GAP
from generate.letter_parts import LetterParts
from generate.letter_wording import LetterText, draft_letter
from generate.office import Office
from generate.text_lines import text_width
from generate.text_runs import Style

FONT = "TH SarabunPSK"  # what officers have installed (cabinet, 7 September 2553)
ANCHOR = (
    '<wp:anchor {space} distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1"'
    ' behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
    '<wp:positionH relativeFrom="page"><wp:align>center</wp:align></wp:positionH>'
    '<wp:positionV relativeFrom="page"><wp:posOffset>{top}</wp:posOffset></wp:positionV></wp:anchor>'
)
FIXED_TIME = (2000, 1, 1, 0, 0, 0)
RED = RGBColor(0xCC, 0, 0)


def letter_docx(
    circular: Circular, office: Office, *, date: Date | None = None, paragraphs: LetterText | None = None
) -> bytes:
    """The same letter as `forwarding_letter`, as .docx bytes. Raises emblem.EmblemError."""
    parts = LetterParts(paragraphs or draft_letter(circular, office), office, date)
    return _LetterDocument(parts).save()


class _LetterDocument:
    def __init__(self, parts: LetterParts) -> None:
        self.parts, self.office, self.profile = parts, parts.office, parts.office.layout
        self.document: Any = docx.Document()
        self._set_page()
        self._set_style()
        self._set_page_numbers()

    def save(self) -> bytes:
        self._top()
        self._head()
        self._headings()
        self._body()
        self._closing()
        self._owner()
        self._set_properties()
        out = io.BytesIO()
        self.document.save(out)
        return _with_fixed_times(out.getvalue())

    def _set_page(self) -> None:
        section, profile = self.document.sections[0], self.profile
        section.page_width, section.page_height = Mm(A4_WIDTH), Mm(A4_HEIGHT)
        section.left_margin, section.right_margin = Mm(profile.margin_left), Mm(profile.margin_right)
        section.top_margin = Mm(profile.emblem_top)
        # A line less than in the PDF: Word's own rounding must not push the last line to another page.
        section.bottom_margin = Mm(profile.margin_bottom - profile.line_pitch)

    def _set_style(self) -> None:
        style = self.document.styles["Normal"]
        _set_thai(style.element.get_or_add_rPr(), self.profile.font_size)
        spacing = style.paragraph_format
        spacing.space_before = spacing.space_after = Pt(0)
        spacing.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        spacing.line_spacing = Mm(self.profile.line_pitch)

    def _set_page_numbers(self) -> None:
        """- ๒ - at the top of every page but the first, by a field that Word counts."""
        section, profile = self.document.sections[0], self.profile
        section.different_first_page_header_footer = True
        section.header_distance = Mm(profile.next_page_number_baseline - profile.line_pitch)
        paragraph = section.header.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Mm(profile.line_pitch)
        self._run(paragraph, "- ")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE \\* ThaiArabic" if self.office.thai_digits else "PAGE")
        field.append(self._run(paragraph, "2")._r)
        paragraph._p.append(field)
        self._run(paragraph, " -")

    def _set_properties(self) -> None:
        properties = self.document.core_properties
        properties.title, properties.author = self.parts.text.subject, self.office.name
        properties.comments = ""
        properties.created = properties.modified = datetime.datetime(*FIXED_TIME)

    def _top(self) -> None:
        """Secrecy word, emblem or its empty space, speed word; the number then stands at its usual height."""
        text, profile = self.parts.text, self.profile
        words = [
            (text.secrecy, Style("Bold", profile.secrecy_size), WD_ALIGN_PARAGRAPH.CENTER),
            (text.urgency, Style("Bold", profile.urgency_size), WD_ALIGN_PARAGRAPH.LEFT),
        ]
        # The number stands level with the emblem's foot, so the line that follows begins above it.
        room = profile.head_baseline - profile.emblem_top - Style(size=profile.font_size).ascent
        room -= sum(style.leading for word, style, _ in words if word)
        self._red_word(*words[0])
        paragraph = self._paragraph()
        paragraph.paragraph_format.line_spacing = Mm(max(room, 1.0))
        if self.office.emblem is not None:
            picture = io.BytesIO(emblem_picture(self.office.emblem, profile.emblem_height))
            inline = paragraph.add_run().add_picture(picture, height=Mm(profile.emblem_height))
            _float_at_top(inline._inline, profile.emblem_top)
        self._red_word(*words[1])

    def _red_word(self, text: str, style: Style, align: Any) -> None:
        if not text:
            return
        paragraph = self._paragraph(align=align)
        paragraph.paragraph_format.line_spacing = Mm(style.leading)
        run = self._run(paragraph, text, style.size)
        run.font.color.rgb = RED
        run.font.bold = run.font.cs_bold = True

    def _head(self) -> None:
        """Number and office name on one line, by a tab; the rest of the office block and the date below."""
        profile = self.profile
        first, *rest = self.parts.office_lines
        self._tabbed(self.parts.number, first, profile.office_from_margin, before=0.0)
        for line in rest:
            self._run(self._paragraph(left=profile.office_from_margin), line)
        date = self._paragraph(left=profile.date_from_margin, before=profile.date_space_before)
        self._run(date, self.parts.date_line)

    def _headings(self) -> None:
        for word, texts in self.parts.headings:
            indent = text_width(word + WORD_GAP, Style(size=self.profile.font_size))
            for number, text in enumerate(texts):
                before = 0.0 if number else self.profile.heading_space_before
                self._tabbed("" if number else word, text, indent, before=before)

    def _tabbed(self, word: str, text: str, indent: float, *, before: float) -> None:
        """A word at the margin and its text, all of which begins at the indent."""
        paragraph = self._paragraph(left=indent, before=before)
        paragraph.paragraph_format.first_line_indent = -Mm(indent)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(indent))
        self._run(paragraph, f"{word}\t{text}")

    def _body(self) -> None:
        profile = self.profile
        for number, text in self.parts.body:
            before = profile.list_space_before if number else profile.paragraph_space_before
            paragraph = self._paragraph(before=before, align=WD_ALIGN_PARAGRAPH.THAI_JUSTIFY)
            paragraph.paragraph_format.first_line_indent = Mm(profile.paragraph_indent)
            paragraph.paragraph_format.widow_control = True
            self._run(paragraph, f"{number}{WORD_GAP}{text}" if number else text)

    def _closing(self) -> None:
        """Closing word and signature block, centred in a column round the axis and kept on one page."""
        profile = self.profile
        axis = profile.closing_from_margin + text_width(self.parts.text.closing, Style()) / 2
        left = max(2 * axis - profile.text_width, 0.0)
        room = (profile.signature_lines - 1) * profile.line_pitch
        lines = [(self.parts.text.closing, profile.closing_space_before), (self.parts.name_line, room)]
        block = [*lines, *((post, 0.0) for post in self._posts())]
        for number, (text, before) in enumerate(block, 1):
            paragraph = self._paragraph(before=before, left=left, align=WD_ALIGN_PARAGRAPH.CENTER)
            paragraph.paragraph_format.keep_with_next = number < len(block)
            self._run(paragraph, text)

    def _posts(self) -> list[str]:
        position, *acting = self.parts.posts
        return [f"{position} {acting[0]}", *acting[1:]] if acting else [position]

    def _owner(self) -> None:
        for number, text in enumerate(self.parts.owner_lines):
            before = 0.0 if number else owner_distance(self.parts) - self.profile.line_pitch
            self._run(self._paragraph(before=before), text)

    def _paragraph(self, *, before: float = 0.0, left: float = 0.0, align: Any = None) -> Any:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = align
        paragraph.paragraph_format.space_before = Mm(before)
        paragraph.paragraph_format.left_indent = Mm(left)
        return paragraph

    def _run(self, paragraph: Any, text: str, size: float | None = None) -> Any:
        run = paragraph.add_run(text)
        _set_thai(run._r.get_or_add_rPr(), size or self.profile.font_size)
        return run


def _set_thai(properties: Any, size: float) -> None:
    """Font, size and language for Latin and for complex script (ECMA-376, 17.3.2), in the schema's order."""
    fonts = properties.get_or_add_rFonts()
    fonts.set(qn("w:hint"), "cs")
    for slot in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{slot}"), FONT)
    half_points = str(round(2 * size))
    for tag, attribute, value in (
        ("w:sz", "w:val", half_points),
        ("w:szCs", "w:val", half_points),
        ("w:cs", "", ""),
        ("w:lang", "w:bidi", "th-TH"),
    ):
        element = properties.find(qn(tag))
        if element is None:
            element = OxmlElement(tag)
            properties.append(element)
        if attribute:
            element.set(qn(attribute), value)


def _float_at_top(inline: Any, top: float) -> None:
    """Turn an inline picture into one that floats in the middle of the page, top mm below its upper edge.

    Other text then stands where it would without the picture (ECMA-376, 20.4.2.3).
    """
    anchor = parse_xml(ANCHOR.format(space=nsdecls("wp"), top=int(Mm(top))))
    for child in list(inline):
        anchor.append(child)
    extent = anchor.find(qn("wp:extent"))
    extent.addnext(OxmlElement("wp:wrapNone"))
    inline.getparent().replace(inline, anchor)


def _with_fixed_times(package: bytes) -> bytes:
    """The same archive with the same bytes each time: zip files otherwise carry the time of writing."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return out.getvalue()
