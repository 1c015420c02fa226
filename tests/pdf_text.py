"""Reading back the text of our PDFs with the common readers, and comparing it with what was meant."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2


def by_pdftotext(pdf: bytes, *options: str) -> str:
    return _run(pdf, "pdftotext", "-enc", "UTF-8", *options, "{}", "-")


def by_pdftotext_raw(pdf: bytes) -> str:
    return by_pdftotext(pdf, "-raw")


def by_mutool(pdf: bytes) -> str:
    return _run(pdf, "mutool", "draw", "-q", "-F", "txt", "{}")


def by_pdfplumber(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return "\n".join(page.extract_text() for page in document.pages)


def by_pdfium(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def _run(pdf: bytes, *command: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "file.pdf")
        file.write_bytes(pdf)
        filled = [part.format(file) if part == "{}" else part for part in command]
        return subprocess.run(filled, capture_output=True, check=True).stdout.decode("utf-8")


READERS: dict[str, Callable[[bytes], str]] = {"pdfplumber": by_pdfplumber, "pdfium": by_pdfium}
if shutil.which("pdftotext"):
    READERS |= {"pdftotext": by_pdftotext, "pdftotext -raw": by_pdftotext_raw}
if shutil.which("mutool"):
    READERS["mutool"] = by_mutool


def letters(text: str) -> str:
    """The characters without any white space."""
    return re.sub(r"\s+", "", text)


def blanks(text: str) -> set[int]:
    """Places of blanks, as counts of the letters before them; line ends are no blanks."""
    return _places(text, " \t")


def line_ends(text: str) -> set[int]:
    return _places(text, "\n\r\f")


def _places(text: str, wanted: str) -> set[int]:
    found, before = set(), 0
    for character in text:
        if character in wanted:
            found.add(before)
        elif not character.isspace():
            before += 1
    return found


def wrong_characters(expected: str, got: str) -> int:
    """Edit distance between the letters of two texts."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(letters(expected), letters(got))


def wrong_blanks(expected: str, got: str) -> int:
    """Blanks invented or lost. A line end of the page may stand for a blank or for nothing."""
    meant, seen, ends = blanks(expected) | line_ends(expected), blanks(got), line_ends(got)
    return len(seen - meant) + len(meant - seen - ends - {len(letters(expected))} - {0})
