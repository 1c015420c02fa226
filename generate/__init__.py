"""Circular -> letters, forms and calendars as PDF, DOCX or ICS bytes. Pure: no network, database or clock.

Names are loaded on first use, so that a command pays only for what it prints.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generate.forwarding_letter import forwarding_letter
    from generate.letter_docx import letter_docx
    from generate.letter_wording import LetterText, draft_letter, open_points
    from generate.office import Office, read_office

_HOMES = {
    "LetterText": "letter_wording",
    "Office": "office",
    "draft_letter": "letter_wording",
    "forwarding_letter": "forwarding_letter",
    "letter_docx": "letter_docx",
    "open_points": "letter_wording",
    "read_office": "office",
}

__all__ = [
    "LetterText",
    "Office",
    "draft_letter",
    "forwarding_letter",
    "letter_docx",
    "open_points",
    "read_office",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"generate.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'generate' has no attribute {name!r}")
