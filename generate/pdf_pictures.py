"""Raster pictures in a PDF, written so that archive rules hold: plain colours on white, no transparency."""

from __future__ import annotations

import hashlib
import io
import zlib
from functools import lru_cache
from typing import Any

from reportlab.pdfbase.pdfdoc import xObjectName

from generate.pdf_fonts import Raw, stream


def use_picture(canvas: Any, data: bytes) -> str:
    """Make a PNG or JPEG known to a reportlab page and give its resource name. Raises OSError if damaged."""
    key = f"picture{hashlib.sha256(data).hexdigest()[:16]}"
    if not canvas.hasForm(key):
        canvas._doc.addForm(key, _image(data))
    if key not in canvas._formsinuse:
        canvas._formsinuse.append(key)
    return xObjectName(key)


def _image(data: bytes) -> Raw:
    width, height, content = _deflated(data)
    return stream(
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8"
        b" /Filter /FlateDecode" % (width, height),
        content,
    )


@lru_cache(maxsize=8)
def _deflated(data: bytes) -> tuple[int, int, bytes]:
    """Width, height and deflated RGB rows of a picture laid on white."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    flat = Image.alpha_composite(ground, picture).convert("RGB")
    return flat.width, flat.height, zlib.compress(flat.tobytes(), 9)
