"""A reminder to a school that has not returned a form, as หนังสือประทับตรา.

The regulation of 2526 (ข้อ 13 and 14) names "reminding of overdue matters" among the uses of a sealed letter:
no เรื่อง, no signature; the office's seal and the initials of the responsible head instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - `date` is the argument's name, fixed by the contract

from pydantic import BaseModel, ConfigDict

from extract.models import Circular
from generate.date_words import long_date
from generate.emblem import draw_emblem
from generate.letter_pages import PAGE_CENTRE, CentredLine, LetterPages
from generate.letter_parts import LetterParts
from generate.letter_text import BLANK
from generate.letter_wording import LetterText
from generate.office import Office
from generate.sure_words import SureWords
from generate.typesetter import Style, Typesetter

SEAL_DIAMETER = 45.0  # mm; a seal of two rings, 3.5 and 4.5 cm (ข้อ 72)


@dataclass(frozen=True)
class SentLetter:
    """The forwarding letter that the reminder follows: its number as printed, its date; None if unknown."""

    number: str | None = None
    date: Date | None = None


class ReminderText(BaseModel):
    """Every replaceable part of the reminder, as it will be printed."""

    model_config = ConfigDict(frozen=True)

    to: str
    opening: str
    request: str


def draft_reminder(
    circular: Circular, office: Office, *, to: str, missing: tuple[str, ...], sent: SentLetter | None = None
) -> ReminderText:
    """The wording, each part of which an officer may replace (`model_copy(update=…)`).

    to: the school as it is addressed; missing: the forms it has not returned, at least one.
    """
    words = SureWords(circular, office)
    opening, request = _paragraphs(words, missing, sent or SentLetter())
    return ReminderText(to=words.clean(to), opening=words.clean(opening), request=words.clean(request))


def reminder(
    circular: Circular,
    office: Office,
    *,
    to: str,
    missing: tuple[str, ...],
    sent: SentLetter | None = None,
    date: Date | None = None,
    number: int | None = None,
    paragraphs: ReminderText | None = None,
) -> bytes:
    """One school's reminder as a tagged PDF/A-3b.

    to, missing, sent: as for `draft_reminder`. date: the reminder's own; number: its running number in the
    register of sent letters; None leaves either open for the hand. paragraphs: the wording, by default
    `draft_reminder` of the same; then to, missing and sent are not looked at. Raises shaping.UnprintableText
    (in replaced paragraphs or office fields) and emblem.EmblemError.
    """
    text = paragraphs or draft_reminder(circular, office, to=to, missing=missing, sent=sent)
    sheets = Typesetter(title=f"แจ้งเตือน {text.to}", author=office.name, tagged=True, archive=True)
    profile = office.layout
    words = SureWords(circular, office)
    pages = LetterPages(sheets, profile, digits=words.clean)
    baseline = _head(sheets, office, number)
    gap = profile.paragraph_space_before
    pages.hanging("ถึง", text.to, indent=sheets.width("ถึง  ", pages.style), space_before=gap)
    for paragraph in (text.opening, text.request):
        pages.paragraph(paragraph, indent=profile.paragraph_indent, space_before=gap)
    axis = profile.margin_left + profile.closing_from_margin + 20
    on = long_date(date) if date else BLANK * 2
    closing = [
        CentredLine(words.clean(office.name), SEAL_DIAMETER / 2),
        CentredLine(words.clean(on), SEAL_DIAMETER / 2),
    ]
    pages.draw(baseline, closing, axis, _parts(office).owner_lines)
    return sheets.finish()


def _parts(office: Office) -> LetterParts:
    return LetterParts(LetterText(subject="", addressee="", opening="", request="", purpose=""), office, None)


def _head(sheets: Typesetter, office: Office, running: int | None) -> float:
    """Emblem and number; gives the number's baseline."""
    profile = office.layout
    if office.emblem is not None:
        draw_emblem(sheets, office.emblem, PAGE_CENTRE, profile.emblem_top, profile.emblem_height)
    number = _parts(office.model_copy(update={"next_number": running, "circular": False})).number
    sheets.text(profile.margin_left, profile.head_baseline, number, Style(size=profile.font_size))
    return profile.head_baseline


def _paragraphs(words: SureWords, missing: tuple[str, ...], sent: SentLetter) -> list[str]:
    office = words.office
    day = long_date(sent.date) if sent.date else BLANK
    forms = " และ".join(missing)
    subject = words.value(words.circular.subject, "เรื่อง")
    return [
        (
            f"ตามหนังสือ{office.name} ที่ {sent.number or BLANK} ลงวันที่ {day} "
            f"แจ้งให้โรงเรียนในสังกัดดำเนินการเรื่อง {subject} และจัดส่ง{forms} นั้น"
        ),
        (
            f"บัดนี้ พ้นกำหนดแล้ว สำนักงานยังไม่ได้รับ{forms}จากโรงเรียน จึงขอให้จัดส่งโดยด่วน "
            "หากจัดส่งแล้ว โปรดแจ้งวันที่จัดส่งให้ทราบด้วย จะขอบคุณยิ่ง"
        ),
    ]
