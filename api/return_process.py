"""Looks for the codes on a returned form in a process of its own, and draws its pages for people.

Limited like the reading of circulars (read_process.py): the file is a stranger's.
"""

from __future__ import annotations

import json
import sys
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import zxingcpp
from PIL import Image

from api.form_codes import QR, FoundCodes, Picture, find_codes
from api.read_process import MEGABYTE, PICTURE_DPI, UNREADABLE, Bounds, as_image, leave_alone
from ingest import page_picture
from ingest.errors import DocumentError, TooLarge
from ingest.files import ReadingLimits

SMALL = 360  # pixels, the longer side of a picture in a list
QUALITY = 66  # of JPEG: signatures stay legible, a page has some 120 KB


def main(file: str, folder: str, bounds: Bounds, connection: Connection) -> None:
    """Leaves codes.json and pages/<n>.jpg, pages/<n>-small.jpg in `folder`, or tells why not."""
    leave_alone(bounds)
    data = Path(file).read_bytes()
    try:
        found = find_codes(data, limits=ReadingLimits(pages=bounds["pages"], pixels=bounds["pixels"]))
        draw_pages(data, found.pages, Path(folder, "pages"), bounds["output_mb"] * MEGABYTE)
    except DocumentError as error:
        connection.send_bytes(json.dumps({"code": error.code, "message": error.message_th}).encode())
        sys.exit(UNREADABLE)
    Path(folder, "codes.json").write_text(json.dumps(as_json(found)), encoding="utf-8")


def as_json(found: FoundCodes) -> dict[str, object]:
    return {"codes": found.codes, "bare": list(found.bare), "unsure": found.unsure, "pages": found.pages}


def draw_pages(data: bytes, pages: int, folder: Path, most: int) -> None:
    """Two JPEGs a page, together not larger than `most` bytes. Raises DocumentError."""
    folder.mkdir(exist_ok=True)
    for number in range(1, pages + 1):
        page = as_image(upright(page_picture(data, number, dpi=PICTURE_DPI)))
        page.save(folder / f"{number}.jpg", "JPEG", quality=QUALITY)
        page.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
        page.save(folder / f"{number}-small.jpg", "JPEG", quality=QUALITY)
        most -= sum(path.stat().st_size for path in folder.glob(f"{number}[.-]*"))
        if most < 0:
            raise TooLarge


def upright(picture: Picture) -> Picture:
    """Turned by quarters as its code stands; as it is where none is seen at once."""
    found = zxingcpp.read_barcodes(np.ascontiguousarray(picture), formats=QR)
    quarters = round(found[0].orientation / 90) if found else 0
    return np.ascontiguousarray(np.rot90(picture, quarters % 4))
