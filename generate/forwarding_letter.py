"""The forwarding letter as a PDF: a หนังสือภายนอก in the order and at the places of the typing rules."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - `date` is the argument's name, fixed by the contract

from extract.models import Circular
from generate.date_words import long_date
from generate.emblem import VectorEmblem, read_emblem
from generate.letter_pages import PAGE_CENTRE, WORD_GAP, CentredLine, LetterPages
from generate.letter_text import BLANK, letter_digits
from generate.letter_wording import LetterText, draft_letter
from generate.office import Office
from generate.typesetter import RED, Style, Typesetter


def forwarding_letter(
    circular: Circular, office: Office, *, date: Date | None = None, paragraphs: LetterText | None = None
) -> bytes:
    """The letter that hands the circular on to the schools.

    date: the letter's own date; None leaves it open for the hand, as does office.next_number None.
    paragraphs: the wording, by default `draft_letter(circular, office)`; replace parts with model_copy.
    Raises shaping.UnprintableText (in replaced paragraphs or office fields) and emblem.EmblemError.
    """
    text = paragraphs or draft_letter(circular, office)
    return _Letter(text, office, date).draw()


class _Letter:
    def __init__(self, text: LetterText, office: Office, date: Date | None) -> None:
        self.text, self.office, self.date = text, office, date
        self.profile = office.layout
        self.style = Style(size=self.profile.font_size)
        self.sheets = Typesetter(title=text.subject, author=office.name, tagged=True)
        self.pages = LetterPages(self.sheets, self.profile, secrecy=text.secrecy, digits=self._digits)

    def draw(self) -> bytes:
        self._emblem()
        baseline = self._head()
        self._headings()
        self._body()
        axis, closing = self._closing()
        self.pages.draw(baseline, closing, axis, self._owner())
        return self.sheets.finish()

    def _digits(self, text: str) -> str:
        return letter_digits(text) if self.office.thai_digits else text

    def _emblem(self) -> None:
        """The emblem centred at the top; pre-printed paper keeps the space."""
        if self.office.emblem is None:
            return
        top, height = self.profile.emblem_top, self.profile.emblem_height
        emblem = read_emblem(self.office.emblem)
        with self.sheets.element("Figure", "ตราของส่วนราชการ"):
            if isinstance(emblem, VectorEmblem):
                x0, y0, x1, y1 = emblem.bounds
                scale = height / (y1 - y0)
                left = PAGE_CENTRE - (x0 + x1) / 2 * scale
                self.sheets.shape(emblem.commands, left, top - y0 * scale, scale)
            else:
                width = height * emblem.ratio
                self.sheets.picture(PAGE_CENTRE - width / 2, top, width, height, emblem.data)

    def _head(self) -> float:
        """Speed word, number, office and address beside it, date; gives the date's baseline."""
        profile, left = self.profile, self.profile.margin_left
        if self.text.urgency:
            word = Style("Bold", profile.urgency_size, RED)
            self.sheets.text(left, profile.urgency_baseline, self.text.urgency, word)
        self.sheets.text(left, profile.head_baseline, f"ที่{WORD_GAP}{self._number()}", self.style)
        baseline = self._office_block(left + profile.office_from_margin)
        baseline += profile.line_pitch + profile.date_space_before
        self.sheets.text(left + profile.date_from_margin, baseline, self._date(), self.style)
        return baseline

    def _office_block(self, x: float) -> float:
        """Name and address, level with the number; gives the last line's baseline."""
        baseline = self.profile.head_baseline - self.profile.line_pitch
        for text in (self.office.name, *self.office.address):
            with self.sheets.element("P"):
                for line in self.sheets.lines(self._digits(text), self.profile.right_edge - x, self.style):
                    baseline += self.profile.line_pitch
                    self.sheets.draw_line(line, x, baseline, self.style, align="left")
        return baseline

    def _number(self) -> str:
        mark = "ว" if self.office.circular else ""
        number = str(self.office.next_number) if self.office.next_number else BLANK
        return self._digits(f"{self.office.number_prefix}/{mark}{number}")

    def _date(self) -> str:
        return self._digits(long_date(self.date)) if self.date else BLANK * 2

    def _headings(self) -> None:
        """เรื่อง, เรียน, สิ่งที่ส่งมาด้วย; no อ้างถึง, since the schools never received the circular."""
        self._heading("เรื่อง", [self.text.subject])
        self._heading("เรียน", [self.text.addressee])
        attached = list(self.text.attachments)
        if len(attached) > 1:
            attached = [f"{self._digits(str(n))}. {line}" for n, line in enumerate(attached, 1)]
        if attached:
            self._heading("สิ่งที่ส่งมาด้วย", attached)

    def _heading(self, word: str, texts: list[str]) -> None:
        indent = self.sheets.width(word + WORD_GAP, self.style)
        for number, text in enumerate(texts):
            space = 0.0 if number else self.profile.heading_space_before
            self.pages.hanging("" if number else word, text, indent=indent, space_before=space)

    def _body(self) -> None:
        indent, space = self.profile.paragraph_indent, self.profile.paragraph_space_before
        self.pages.paragraph(self.text.opening, indent=indent, space_before=space)
        self.pages.paragraph(self.text.request, indent=indent, space_before=space)
        for number, duty in enumerate(self.text.duties, 1):
            space_before = self.profile.list_space_before
            word = f"{self._digits(str(number))}."
            self.pages.paragraph(duty, indent=indent, space_before=space_before, number=word)
        self.pages.paragraph(self.text.purpose, indent=indent, space_before=space)

    def _closing(self) -> tuple[float, list[CentredLine]]:
        """The axis and the lines of the closing: word, room for the signature, name, posts."""
        profile = self.profile
        start = profile.margin_left + profile.closing_from_margin
        axis = start + self.sheets.width(self.text.closing, self.style) / 2
        room = (profile.signature_lines - 1) * profile.line_pitch
        width = 2 * min(profile.right_edge - axis, axis - profile.margin_left)
        return axis, [
            CentredLine(self.text.closing, profile.closing_space_before),
            CentredLine(f"({self.office.signatory.name})", room),
            *(CentredLine(post) for post in self._posts(width)),
        ]

    def _posts(self, width: float) -> list[str]:
        """The signatory's post and the post acted for, in lines no wider than the space round the axis."""
        signatory = self.office.signatory
        texts = [signatory.position]
        if signatory.acting_for:
            together = f"{signatory.position} {signatory.acting}"
            fits = self.sheets.width(self._digits(together), self.style) <= width
            texts = [together] if fits else [signatory.position, signatory.acting]
            texts.append(signatory.acting_for)
        return [
            line.text for text in texts for line in self.sheets.lines(self._digits(text), width, self.style)
        ]

    def _owner(self) -> list[str]:
        """The unit that owns the matter and how to reach it."""
        office = self.office
        lines = [self._digits(line) for line in office.unit]
        if office.phone:
            lines.append(f"โทร. {self._digits(office.phone)}")
        if office.fax:
            lines.append(f"โทรสาร {self._digits(office.fax)}")
        if office.email:
            lines.append(f"ไปรษณีย์อิเล็กทรอนิกส์ {office.email}")
        return lines
