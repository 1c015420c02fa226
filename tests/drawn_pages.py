"""Small PDFs drawn for tests."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONTS = Path(__file__).parents[1] / "generate" / "fonts"
A4 = (595.0, 842.0)
Draw = Callable[[Canvas], None]


def pdf(*pages: Draw, size: tuple[float, float] = A4) -> bytes:
    """A PDF with one page for each drawing; text is set in 16 point Thai type from the top-left corner."""
    if "Thai" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Thai", str(FONTS / "WianSarabun-Regular.ttf")))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size, invariant=1)
    for draw in pages:
        canvas.setFont("Thai", 16)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def text(canvas: Canvas, x: float, y: float, words: str) -> None:
    """Words at x points from the left and y from the top."""
    canvas.drawString(x, canvas._pagesize[1] - y, words)


def grid(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    """A ruled grid; ys from the top."""
    height = canvas._pagesize[1]
    canvas.grid(xs, [height - y for y in ys])
