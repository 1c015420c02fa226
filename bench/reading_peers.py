"""Other readers of page pictures: Tesseract by itself, and ocrmypdf, which drives it over whole PDFs."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ingest.document import Box, Line

Picture = NDArray[np.uint8]
Peer = Callable[[Picture, int], tuple[Line, ...]]


def peers() -> dict[str, Peer]:
    """Those that are installed. ocrmypdf is looked for on PATH and in the variable OCRMYPDF."""
    found: dict[str, Peer] = {}
    if shutil.which("tesseract"):
        found["tesseract"] = tesseract
    if _ocrmypdf():
        found["ocrmypdf"] = ocrmypdf
    return found


def tesseract(picture: Picture, dpi: int) -> tuple[Line, ...]:
    import pytesseract

    text = pytesseract.image_to_string(
        Image.fromarray(picture), lang="tha+eng", config=f"--psm 3 --dpi {dpi}", timeout=120
    )
    return bare_lines(text)


def _ocrmypdf() -> str | None:
    return os.environ.get("OCRMYPDF") or shutil.which("ocrmypdf")


def ocrmypdf(picture: Picture, dpi: int) -> tuple[Line, ...]:
    """With its defaults for a scan, one job; its text file (better than the layer it writes, which has blanks
    too many)."""
    with tempfile.TemporaryDirectory() as work:
        source, text = Path(work) / "page.pdf", Path(work) / "page.txt"
        Image.fromarray(picture).save(source, "PDF", resolution=dpi)
        command = [_ocrmypdf() or "ocrmypdf", "-q", "-l", "tha+eng", "--jobs", "1", "--output-type", "pdf"]
        command += ["--optimize", "0", "--sidecar", str(text), str(source), str(Path(work) / "read.pdf")]
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        subprocess.run(command, check=True, timeout=300, capture_output=True, env=environment)
        return bare_lines(text.read_text(encoding="utf-8"))


def bare_lines(text: str) -> tuple[Line, ...]:
    return tuple(
        Line(
            text=line,
            box=Box(0, 0, 1, 1),
            edges=(0.0,) * (len(line) + 1),
            confidences=(0.5,) * len(line),
            source="ocr",
        )
        for line in text.splitlines()
        if line.strip()
    )
