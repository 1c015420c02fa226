"""Pictures and vector shapes as objects of a PDF, packed once and used on any page.

Pictures are laid on white, so that archive rules hold: plain colours, no transparency.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from reportlab.pdfbase.pdfdoc import xObjectName

from generate.pdf_fonts import Raw, stream


def use_picture(canvas: Any, data: bytes) -> str:
    """Make a PNG or JPEG known to a reportlab page and give its resource name. Raises OSError if damaged."""
    return _use(canvas, "picture", data, _image)


def use_shape(canvas: Any, commands: str) -> str:
    """Make a filled path known to a reportlab page and give its resource name."""
    return _use(canvas, "shape", commands.encode("ascii"), _shape)


def _use(canvas: Any, kind: str, data: bytes, write: Callable[[bytes], Raw]) -> str:
    key = f"{kind}{hashlib.sha256(data).hexdigest()[:16]}"
    if not canvas.hasForm(key):
        canvas._doc.addForm(key, write(data))
    if key not in canvas._formsinuse:
        canvas._formsinuse.append(key)
    name: str = xObjectName(key)
    return name


def _shape(commands: bytes) -> Raw:
    box = "-32000 -32000 32000 32000"
    entries = f"/Type /XObject /Subtype /Form /BBox [{box}] /Resources << >> /Filter /FlateDecode"
    return stream(entries.encode("ascii"), _deflated_path(commands))


@lru_cache(maxsize=8)
def _deflated_path(commands: bytes) -> bytes:
    return zlib.compress(commands + b" f", 9)


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
