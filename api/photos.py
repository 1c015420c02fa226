"""Photos of the pages of one circular, put together as one PDF: what a phone takes page by page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from api.problems import Problem
from ingest.errors import DamagedFile, TooLarge
from ingest.files import ReadingLimits, file_kind

if TYPE_CHECKING:
    from pikepdf import Pdf

A4_WIDTH, A4_HEIGHT = 595.0, 842.0  # points
NOT_PICTURES = "รวมเป็นฉบับเดียวได้เฉพาะรูปภาพ โปรดเลือกเฉพาะรูป หรือไม่ต้องเลือก “เป็นหนังสือฉบับเดียวกัน”"
BROKEN = "เปิดรูปบางรูปไม่ได้ โปรดถ่ายหรือเลือกรูปนั้นใหม่"
FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")
QUALITY = 92  # of what is no JPEG yet


def one_pdf(pictures: Sequence[bytes], limits: ReadingLimits) -> bytes:
    """A page for each picture, in their order, upright as the camera was held. The same pictures give the
    same bytes. Raises Problem where one is no picture, DocumentError where one is damaged or too large."""
    import pikepdf

    if any(file_kind(data, limits) != "picture" for data in pictures):
        raise Problem(415, "not_pictures", NOT_PICTURES)
    pdf = pikepdf.new()
    for data in pictures:
        _add_page(pdf, data, limits)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _add_page(pdf: Pdf, data: bytes, limits: ReadingLimits) -> None:
    import pikepdf
    from pikepdf import Dictionary, Name

    width, height, grey, jpeg = _as_jpeg(data, limits)
    image = pikepdf.Stream(pdf, jpeg)
    image.stream_dict.update(
        {
            "/Type": Name.XObject,
            "/Subtype": Name.Image,
            "/Width": width,
            "/Height": height,
            "/ColorSpace": Name.DeviceGray if grey else Name.DeviceRGB,
            "/BitsPerComponent": 8,
            "/Filter": Name.DCTDecode,
        }
    )
    scale = min(A4_WIDTH / width, A4_HEIGHT / height) if height > width else A4_HEIGHT / width
    across, down = width * scale, height * scale
    page = pdf.add_blank_page(page_size=(across, down))
    page.Resources = Dictionary(XObject=Dictionary(Photo=image))
    page.Contents = pikepdf.Stream(pdf, f"q {across:.3f} 0 0 {down:.3f} 0 0 cm /Photo Do Q".encode())


def _as_jpeg(data: bytes, limits: ReadingLimits) -> tuple[int, int, bool, bytes]:
    """(width, height, whether grey, JPEG). An upright JPEG stays as it is; others are turned or converted."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > limits.pixels:
                raise TooLarge
            turned = opened.getexif().get(0x0112, 1) != 1
            if opened.format == "JPEG" and opened.mode in ("L", "RGB") and not turned:
                return opened.width, opened.height, opened.mode == "L", data
            upright = ImageOps.exif_transpose(opened) or opened
            picture = upright.convert("L" if upright.mode in ("1", "L") else "RGB")
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=QUALITY)
    except Image.DecompressionBombError as error:
        raise TooLarge from error
    except (OSError, SyntaxError, ValueError) as error:
        raise DamagedFile(BROKEN) from error
    return picture.width, picture.height, picture.mode == "L", out.getvalue()
