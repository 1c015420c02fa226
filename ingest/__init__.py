"""Bytes of a file to a Document of lines and tables; knows PDFs, pictures and OCR, nothing of circulars.

Names are loaded on first use: a command that only prints a letter pays for no picture library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.document import Document, Page
    from ingest.errors import DocumentError
    from ingest.read import read_document
    from ingest.render import page_picture

_HOMES = {
    "Document": "document",
    "DocumentError": "errors",
    "Page": "document",
    "page_picture": "render",
    "read_document": "read",
}

__all__ = ["Document", "DocumentError", "Page", "page_picture", "read_document"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"ingest.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'ingest' has no attribute {name!r}")
