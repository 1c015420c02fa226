"""PDF objects written out by us, in the form that reportlab's document keeps and numbers."""

from __future__ import annotations

import re
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFObject

ESCAPED = re.compile(rb"[()\\\\]")


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
    """A PDF text string (PDF 32000-1, 7.9.2), its bytes as they are: they pack better than digits."""
    return b"(\xfe\xff%s)" % ESCAPED.sub(rb"\\\g<0>", text.encode("utf-16-be")).replace(b"\r", b"\\r")


def reference(document: Any, item: PDFObject) -> bytes:
    """Add an object to the document and give the syntax that refers to it."""
    syntax: bytes = document.Reference(item).format(document)
    return syntax
