"""The memo (บันทึกข้อความ) with which an officer proposes the forwarding letter to the director.

Its head differs from a letter's: small emblem, big title, labels in bold 20 points on dotted lines
(regulation of 2526, ข้อ 12; typing rules of 2553); no closing word.
"""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - `date` is the argument's name, fixed by the contract

from pydantic import BaseModel, ConfigDict

from extract.models import Circular, Deadline
from generate.date_words import long_date
from generate.emblem import draw_emblem
from generate.letter_duties import duties_of_schools, listed_duties
from generate.letter_pages import PAGE_CENTRE, CentredLine, LetterPages
from generate.letter_text import BLANK, letter_digits
from generate.letter_wording import SECRECY, URGENCY
from generate.office import Office
from generate.sure_words import SureWords
from generate.typesetter import RED, Style, Typesetter

TITLE = Style("Bold", 29.0)
LABEL = Style("Bold", 20.0)
EMBLEM_HEIGHT = 15.0  # mm, ข้อ 71
TITLE_BASELINE = 30.0
FIRST_LABEL_BASELINE = 42.35  # one line of exactly 35 points below the title
LABEL_PITCH = 9.0
DOTS_BELOW = 0.8


class MemoText(BaseModel):
    """Every replaceable part of the memo, as it will be printed. duties and own_duties are lists."""

    model_config = ConfigDict(frozen=True)

    urgency: str = ""
    secrecy: str = ""
    subject: str
    addressee: str
    opening: str
    duties: tuple[str, ...] = ()
    own_opening: str = ""
    own_duties: tuple[str, ...] = ()
    purpose: str


def draft_memo(circular: Circular, office: Office) -> MemoText:
    """The wording: who wrote, what schools must do, what the office itself must do, what is proposed."""
    words = SureWords(circular, office)
    duties = listed_duties(circular, duties_of_schools(circular), words.points)
    own = listed_duties(circular, [d for d in circular.deadlines if _is_ours(d)], words.points)
    subject = words.value(circular.subject, "เรื่อง")
    ask = "โดยมีรายการที่โรงเรียนในสังกัดต้องดำเนินการ ดังนี้" if duties else "เพื่อทราบและดำเนินการในส่วนที่เกี่ยวข้อง"
    return MemoText(
        urgency=words.word(circular.urgency, URGENCY, "ชั้นความเร็ว"),
        secrecy=words.word(circular.secrecy, SECRECY, "ชั้นความลับ"),
        subject=words.clean(subject),
        addressee=words.clean(office.signatory.acting_for or office.signatory.position),
        opening=words.clean(
            f"ด้วย {words.issuer} แจ้งเรื่อง {subject} ตาม{words.cited(with_issuer=False)} {ask}"
        ),
        duties=tuple(words.clean(duty) for duty in duties),
        own_opening="ในส่วนของสำนักงานเขตพื้นที่การศึกษา มีรายการที่ต้องดำเนินการ ดังนี้" if own else "",
        own_duties=tuple(words.clean(duty) for duty in own),
        purpose=(
            "จึงเรียนมาเพื่อโปรดพิจารณา หากเห็นชอบ เห็นควรแจ้งโรงเรียนในสังกัดทุกแห่งเพื่อทราบและดำเนินการ "
            "และโปรดลงนามในหนังสือที่เสนอมาพร้อมนี้"
        ),
    )


def memo(
    circular: Circular, office: Office, *, date: Date | None = None, paragraphs: MemoText | None = None
) -> bytes:
    """The memo as a tagged PDF/A-3b; number, name and an unknown date stay open for the hand.

    paragraphs: the wording, by default `draft_memo(circular, office)`; replace parts with model_copy.
    Raises shaping.UnprintableText (in replaced paragraphs or office fields) and emblem.EmblemError.
    """
    text = paragraphs or draft_memo(circular, office)
    sheets = Typesetter(title=text.subject, author=office.name, tagged=True, archive=True)
    _Memo(text, office, date, sheets).draw()
    return sheets.finish()


def _is_ours(deadline: Deadline) -> bool:
    return "district" in deadline.actors


class _Memo:
    def __init__(self, text: MemoText, office: Office, date: Date | None, sheets: Typesetter) -> None:
        self.text, self.office, self.date, self.sheets = text, office, date, sheets
        self.profile = office.layout
        self.style = Style(size=self.profile.font_size)
        self.pages = LetterPages(sheets, self.profile, secrecy=text.secrecy, digits=self._digits)

    def draw(self) -> None:
        baseline = self._head()
        self._paragraphs()
        room = self.profile.signature_lines * self.profile.line_pitch - self.profile.line_pitch
        dots = f"({BLANK * 3})"
        closing = [CentredLine(dots, room), CentredLine(f"ตำแหน่ง {BLANK * 2}")]
        axis = self.profile.margin_left + self.profile.closing_from_margin + 25
        self.pages.draw(baseline, closing, axis, [])

    def _digits(self, text: str) -> str:
        return letter_digits(text) if self.office.thai_digits else text

    def _head(self) -> float:
        """Emblem, speed word, title and the labelled lines; gives the last line's baseline."""
        left = self.profile.margin_left
        if self.office.emblem is not None:
            draw_emblem(self.sheets, self.office.emblem, left + EMBLEM_HEIGHT / 2, 15.0, EMBLEM_HEIGHT)
        title = "บันทึกข้อความ"
        title_left = PAGE_CENTRE - self.sheets.width(title, TITLE) / 2
        if self.text.urgency:
            word = Style("Bold", self.profile.urgency_size, RED)
            self.sheets.text(left + EMBLEM_HEIGHT + 4, TITLE_BASELINE, self.text.urgency, word)
        with self.sheets.element("H1"):
            self.sheets.text(PAGE_CENTRE, TITLE_BASELINE, title, TITLE, align="center")
        under_kho = title_left + self.sheets.width("บันทึก", TITLE)
        unit = " ".join([*self.office.unit, f"โทร. {self.office.phone}" if self.office.phone else ""])
        right = self.profile.right_edge
        baseline = self._labelled(
            "ส่วนราชการ", f"{self.office.short_name or self.office.name} {unit}", left, right, 0
        )
        self._labelled("ที่", "", left, under_kho - 2, baseline)
        written = long_date(self.date) if self.date else ""
        baseline = self._labelled("วันที่", written, under_kho, right, baseline)
        return self._labelled("เรื่อง", self.text.subject, left, right, baseline)

    def _labelled(self, label: str, value: str, x: float, right: float, above: float) -> float:
        """A bold label and its value on dotted lines below `above` (0: the first); gives the last line."""
        baseline = above + LABEL_PITCH if above else FIRST_LABEL_BASELINE
        start = x + self.sheets.width(f"{label} ", LABEL)
        with self.sheets.element("P"):
            self.sheets.text(x, baseline, label, LABEL)
            lines = self.sheets.lines(self._digits(value.strip()), right - start, self.style)
            for number, line in enumerate(lines):
                baseline += LABEL_PITCH if number else 0.0
                self.sheets.draw_line(line, start, baseline, self.style, align="left")
                self.sheets.dots(start, right, baseline + DOTS_BELOW)
        return baseline

    def _paragraphs(self) -> None:
        profile = self.profile
        gap, indent = profile.paragraph_space_before, profile.paragraph_indent
        address = self.sheets.width("เรียน  ", self.style)
        self.pages.hanging("เรียน", self.text.addressee, indent=address, space_before=2 * gap)
        for opening, duties in (
            (self.text.opening, self.text.duties),
            (self.text.own_opening, self.text.own_duties),
        ):
            if opening:
                self.pages.paragraph(opening, indent=indent, space_before=gap)
            for number, duty in enumerate(duties, 1):
                self.pages.paragraph(
                    duty, indent=indent, space_before=0.0, number=f"{self._digits(str(number))}."
                )
        self.pages.paragraph(self.text.purpose, indent=indent, space_before=gap)
