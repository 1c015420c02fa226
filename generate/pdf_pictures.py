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

from generate.pdf_objects import Raw, stream


def use_picture(document: Any, data: bytes) -> tuple[str, bytes]:
    """Put a PNG or JPEG into a document once; give a resource name and the reference it stands for.

    Raises OSError where the picture is damaged.
    """
    return _use(document, "Picture", data, _image)


def use_shape(document: Any, commands: str) -> tuple[str, bytes]:
    """Put a filled path into a document once; give a resource name and the reference it stands for."""
    return _use(document, "Shape", commands.encode("ascii"), _shape)


def _use(document: Any, kind: str, data: bytes, write: Callable[[bytes], Raw]) -> tuple[str, bytes]:
    name = f"{kind}{hashlib.sha256(data).hexdigest()[:12]}"
    item = document.idToObject.get(name) or write(data)
    return name, document.Reference(item, name).format(document)


def _shape(commands: bytes) -> Raw:
    box = "-32000 -32000 32000 32000"
    entries = f"/Type /XObject /Subtype /Form /BBox [{box}] /Resources << >> /Filter /FlateDecode"
    return stream(entries.encode("ascii"), _deflated_path(commands))


@lru_cache(maxsize=8)
def _deflated_path(commands: bytes) -> bytes:
    return zlib.compress(commands + b" f", 9)


def _image(data: bytes) -> Raw:
    width, height, space, content = _deflated(data)
    return stream(
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /%s /BitsPerComponent 8"
        b" /Filter /FlateDecode" % (width, height, space),
        content,
    )


@lru_cache(maxsize=8)
def _deflated(data: bytes) -> tuple[int, int, bytes, bytes]:
    """Width, height, colour space and deflated rows of a picture laid on white, grey if it has no colour."""
    from PIL import Image, ImageChops

    with Image.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    flat = Image.alpha_composite(ground, picture).convert("RGB")
    grey = flat.convert("L")
    if ImageChops.difference(flat, grey.convert("RGB")).getbbox() is None:
        return grey.width, grey.height, b"DeviceGray", zlib.compress(grey.tobytes(), 9)
    return flat.width, flat.height, b"DeviceRGB", zlib.compress(flat.tobytes(), 9)
