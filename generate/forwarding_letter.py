"""The forwarding letter as a PDF: a หนังสือภายนอก in the order and at the places of the typing rules."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - `date` is the argument's name, fixed by the contract

from extract.models import Circular
from generate.emblem import draw_emblem
from generate.letter_pages import PAGE_CENTRE, WORD_GAP, CentredLine, LetterPages
from generate.letter_parts import LetterParts
from generate.letter_wording import LetterText, draft_letter
from generate.office import Office
from generate.typesetter import RED, Style, Typesetter


def forwarding_letter(
    circular: Circular,
    office: Office,
    *,
    date: Date | None = None,
    paragraphs: LetterText | None = None,
    archive: bool = True,
) -> bytes:
    """The letter that hands the circular on to the schools.

    date: the letter's own date; None leaves it open for the hand, as does office.next_number None.
    paragraphs: the wording, by default `draft_letter(circular, office)`; replace parts with model_copy.
    archive: be a tagged PDF/A-3b that carries the circular as circular.json; else the bare pages.
    Raises shaping.UnprintableText (in replaced paragraphs or office fields) and emblem.EmblemError.
    """
    parts = LetterParts(paragraphs or draft_letter(circular, office), office, date)
    sheets = Typesetter(title=parts.text.subject, author=office.name, tagged=archive, archive=archive)
    if archive:
        sheets.attach(
            "circular.json", circular.to_json().encode(), "application/json", "ข้อมูลที่อ่านได้จากหนังสือต้นเรื่อง"
        )
    _Letter(parts, sheets).draw()
    return sheets.finish()


def owner_distance(parts: LetterParts) -> float:
    """How far below the last post the owner block stands (mm): less than usual where the page is full."""
    letter = _Letter(parts, Typesetter(title=""))
    letter.draw()
    return letter.pages.owner_distance


class _Letter:
    def __init__(self, parts: LetterParts, sheets: Typesetter) -> None:
        self.parts, self.text, self.office = parts, parts.text, parts.office
        self.profile = parts.office.layout
        self.style = Style(size=self.profile.font_size)
        self.sheets = sheets
        self.pages = LetterPages(
            self.sheets, self.profile, secrecy=self.text.secrecy, digits=self.parts.digits
        )

    def draw(self) -> None:
        self._emblem()
        baseline = self._head()
        self._headings()
        self._body()
        axis, closing = self._closing()
        self.pages.draw(baseline, closing, axis, self._owner())

    def _emblem(self) -> None:
        """The emblem centred at the top; pre-printed paper keeps the space."""
        if self.office.emblem is not None:
            top, height = self.profile.emblem_top, self.profile.emblem_height
            draw_emblem(self.sheets, self.office.emblem, PAGE_CENTRE, top, height)

    def _head(self) -> float:
        """Speed word, number, office and address beside it, date; gives the date's baseline."""
        profile, left = self.profile, self.profile.margin_left
        if self.text.urgency:
            word = Style("Bold", profile.urgency_size, RED)
            self.sheets.text(left, profile.urgency_baseline, self.text.urgency, word)
        self.sheets.text(left, profile.head_baseline, self.parts.number, self.style)
        baseline = self._office_block(left + profile.office_from_margin)
        baseline += profile.line_pitch + profile.date_space_before
        self.sheets.text(left + profile.date_from_margin, baseline, self.parts.date_line, self.style)
        return baseline

    def _office_block(self, x: float) -> float:
        """Name and address, level with the number; gives the last line's baseline."""
        baseline = self.profile.head_baseline - self.profile.line_pitch
        for text in self.parts.office_lines:
            with self.sheets.element("P"):
                for line in self.sheets.lines(text, self.profile.right_edge - x, self.style):
                    baseline += self.profile.line_pitch
                    self.sheets.draw_line(line, x, baseline, self.style, align="left")
        return baseline

    def _headings(self) -> None:
        for word, texts in self.parts.headings:
            indent = self.sheets.width(word + WORD_GAP, self.style)
            for number, text in enumerate(texts):
                space = 0.0 if number else self.profile.heading_space_before
                self.pages.hanging("" if number else word, text, indent=indent, space_before=space)

    def _body(self) -> None:
        profile = self.profile
        for number, text in self.parts.body:
            space = profile.list_space_before if number else profile.paragraph_space_before
            self.pages.paragraph(text, indent=profile.paragraph_indent, space_before=space, number=number)

    def _closing(self) -> tuple[float, list[CentredLine]]:
        """The axis and the lines of the closing: word, room for the signature, name, posts."""
        profile = self.profile
        start = profile.margin_left + profile.closing_from_margin
        axis = start + self.sheets.width(self.text.closing, self.style) / 2
        room = (profile.signature_lines - 1) * profile.line_pitch
        width = 2 * min(profile.right_edge - axis, axis - profile.margin_left)
        name, *more = self._wrapped(self.parts.name_line, width)
        return axis, [
            CentredLine(self.text.closing, profile.closing_space_before),
            CentredLine(name, room),
            *(CentredLine(line) for line in [*more, *self._posts(width)]),
        ]

    def _posts(self, width: float) -> list[str]:
        """The posts in lines that fit round the axis, "acting for" beside the post where there is room."""
        position, *acting = self.parts.posts
        texts = [position, *acting]
        if acting and self.sheets.width(f"{position} {acting[0]}", self.style) <= width:
            texts = [f"{position} {acting[0]}", *acting[1:]]
        return [line for text in texts for line in self._wrapped(text, width)]

    def _owner(self) -> list[str]:
        return [
            line for text in self.parts.owner_lines for line in self._wrapped(text, self.profile.text_width)
        ]

    def _wrapped(self, text: str, width: float) -> list[str]:
        return [line.text for line in self.sheets.lines(text, width, self.style)]
