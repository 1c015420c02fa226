"""The forwarding letter as a file; what the office file makes unprintable is told as bad input."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from api.errors import InputError
from extract.models import Circular

if TYPE_CHECKING:
    from datetime import date

    from generate import LetterText, Office


def letter_pdf(
    circular: Circular,
    office: Office,
    issued: date | None = None,
    text: LetterText | None = None,
    *,
    archive: bool = True,
) -> bytes:
    """text: the wording, by default the draft. archive: be a PDF/A, which takes longer; else bare pages.

    Raises InputError where the office's emblem or one of its texts cannot be printed.
    """
    from generate import forwarding_letter

    return printed(lambda: forwarding_letter(circular, office, date=issued, paragraphs=text, archive=archive))


def letter_docx(
    circular: Circular, office: Office, issued: date | None = None, text: LetterText | None = None
) -> bytes:
    """The same letter to edit. Raises InputError as `letter_pdf`."""
    from generate import letter_docx as made

    return printed(lambda: made(circular, office, date=issued, paragraphs=text))


def printed(make: Callable[[], bytes]) -> bytes:
    from generate.emblem import EmblemError
    from generate.shaping import UnprintableText

    try:
        return make()
    except (EmblemError, UnprintableText) as error:
        raise InputError("bad_office_file", f"ทำหนังสือแจ้งต่อไม่ได้ โปรดแก้ไฟล์หน่วยงาน: {error}") from error


def letter_points(circular: Circular, office: Office | None, issued: date | None = None) -> list[str]:
    """What is left open in the letter or wants a look before it is signed; nothing without a letter."""
    from generate import open_points

    return [f"หนังสือแจ้งต่อ: {point}" for point in open_points(circular, office, date=issued)] if office else []
