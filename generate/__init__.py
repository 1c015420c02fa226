"""Circular -> letters, forms and calendars as PDF, DOCX or ICS bytes. Pure: no network, database or clock.

Names are loaded on first use, so that a command pays only for what it prints.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generate.calendar_file import calendar_feed, deadlines_ics
    from generate.form_batch import SchoolForm, certification_booklet, certification_forms
    from generate.form_descriptions import forms_asked
    from generate.form_pages import certification_form
    from generate.forwarding_letter import forwarding_letter
    from generate.letter_docx import letter_docx
    from generate.letter_wording import LetterText, draft_letter, open_points
    from generate.memo import MemoText, draft_memo, memo
    from generate.office import Office
    from generate.reminder import ReminderText, SentLetter, draft_reminder, reminder
    from generate.schools import School, read_schools
    from generate.timeline_page import timeline

_HOMES = {
    "School": "schools",
    "calendar_feed": "calendar_file",
    "SchoolForm": "form_batch",
    "certification_booklet": "form_batch",
    "certification_form": "form_pages",
    "certification_forms": "form_batch",
    "deadlines_ics": "calendar_file",
    "forms_asked": "form_descriptions",
    "read_schools": "schools",
    "timeline": "timeline_page",
    "LetterText": "letter_wording",
    "MemoText": "memo",
    "ReminderText": "reminder",
    "SentLetter": "reminder",
    "draft_memo": "memo",
    "draft_reminder": "reminder",
    "memo": "memo",
    "reminder": "reminder",
    "Office": "office",
    "draft_letter": "letter_wording",
    "forwarding_letter": "forwarding_letter",
    "letter_docx": "letter_docx",
    "open_points": "letter_wording",
}

__all__ = [
    "LetterText",
    "MemoText",
    "Office",
    "ReminderText",
    "School",
    "SchoolForm",
    "SentLetter",
    "calendar_feed",
    "certification_booklet",
    "certification_form",
    "certification_forms",
    "deadlines_ics",
    "draft_letter",
    "draft_memo",
    "draft_reminder",
    "forms_asked",
    "forwarding_letter",
    "letter_docx",
    "memo",
    "open_points",
    "read_schools",
    "reminder",
    "timeline",
]


class _Package(ModuleType):
    """Keeps a public function when a module of the same name is imported: import sets that on the package."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"generate.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'generate' has no attribute {name!r}")
