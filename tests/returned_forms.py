"""Certification forms as schools send them back: scanned askew, blurred, photographed from the side."""

from __future__ import annotations

import io
from typing import Any

import cv2
import numpy as np
import pikepdf
from numpy.typing import NDArray
from PIL import Image

from generate import School, certification_form
from ingest import page_picture
from tests.circulars import circular

Picture = NDArray[np.uint8]
SCHOOLS = (
    School(code="1099000001", name="โรงเรียนบ้านสมมติ"),
    School(code="1099000012", name="โรงเรียนวัดตัวอย่าง"),
)


def form(school: School = SCHOOLS[0], kind: str = "confirm", **changes: Any) -> bytes:
    """A form of the fictional circular as PDF."""
    return certification_form(circular(**changes), school, kind)


def scanned(pdf: bytes, dpi: int = 150) -> Picture:
    return page_picture(pdf, 1, dpi=dpi)


def askew(picture: Picture, degrees: float) -> Picture:
    """Laid crookedly on the glass, all of it."""
    if degrees % 90 == 0:
        return np.ascontiguousarray(np.rot90(picture, -int(degrees) // 90))
    edge = picture.shape[0] // 4
    glass = np.pad(picture, ((edge, edge), (edge, edge), (0, 0)), constant_values=255)
    height, width = glass.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return _picture(cv2.warpAffine(glass, turn, (width, height), borderValue=(255, 255, 255)))


def blurred(picture: Picture, dpi: int = 150) -> Picture:
    """Out of focus by 0.3 mm, with noise."""
    soft = cv2.GaussianBlur(picture, (0, 0), 0.3 * dpi / 25.4).astype(float)
    noise = np.random.default_rng(7).normal(0, 8, picture.shape)
    return _picture(np.clip(soft + noise, 0, 255))


def photographed(picture: Picture) -> Picture:
    """From the side, on a table, darker towards one corner."""
    height, width = picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    seen = corners * 0.8 + np.array(
        [[width * 0.2, height * 0.13], [width * 0.08, 60], [60, 90], [40, height * 0.08]], dtype=np.float32
    )
    turn = cv2.getPerspectiveTransform(corners, seen)
    sheet = cv2.warpPerspective(picture, turn, (width, height), borderValue=(96, 84, 70))
    light = np.linspace(1.0, 0.55, width)[None, :, None] * np.linspace(1.0, 0.8, height)[:, None, None]
    return _picture(sheet * light)


def as_jpeg(picture: Picture, quality: int = 60) -> bytes:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return file.getvalue()


def as_pdf(*pictures: Picture) -> bytes:
    """A scanner's file of several sheets."""
    first, *rest = (Image.fromarray(picture) for picture in pictures)
    file = io.BytesIO()
    first.save(file, "PDF", save_all=True, append_images=rest, resolution=150)
    return file.getvalue()


def bound(*pdfs: bytes) -> bytes:
    """The pages of all files in one."""
    with pikepdf.new() as whole:
        for pdf in pdfs:
            with pikepdf.open(io.BytesIO(pdf)) as part:
                whole.pages.extend(part.pages)
        file = io.BytesIO()
        whole.save(file)
    return file.getvalue()


def without_qr(picture: Picture) -> Picture:
    """The code's square torn off; the printed letters remain."""
    torn = picture.copy()
    height, width = torn.shape[:2]
    torn[int(height * 0.885) :, int(width * 0.78) :] = 255
    return torn


def _picture(values: Any) -> Picture:
    return np.asarray(values, dtype=np.uint8)
