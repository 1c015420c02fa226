"""PDF objects written out by us, in the form that reportlab's document keeps and numbers."""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase.pdfdoc import PDFObject


class Raw(PDFObject):
    """An object of its own in PDF syntax; others refer to it by number."""

    __RefOnly__ = 1

    def __init__(self, syntax: bytes) -> None:
        self.syntax = syntax

    def format(self, _document: Any) -> bytes:
        return self.syntax


class RawStream(Raw):
    """A stream object already in PDF syntax."""


def stream(entries: bytes, content: bytes) -> RawStream:
    """A stream object with its dictionary entries, Length left out."""
    return RawStream(b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content))


def utf16_string(text: str) -> bytes:
    """A PDF text string."""
    return b"<FEFF%s>" % text.encode("utf-16-be").hex().upper().encode("ascii")


def reference(document: Any, item: PDFObject) -> bytes:
    """Add an object to the document and give the syntax that refers to it."""
    syntax: bytes = document.Reference(item).format(document)
    return syntax
