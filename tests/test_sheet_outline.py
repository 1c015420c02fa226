"""Sheets photographed from aside are seen from straight above; scans are left alone."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from extract import extract_circular
from extract.models import Circular
from ingest import page_picture, read_document
from ingest.sheet_outline import Outline, Picture, find_sheet, flattened
from tests.returned_forms import as_jpeg, photographed

SAMPLES = Path(__file__).parent.parent / "samples"
SIZE = (1000, 1400)  # width, height of the pictures drawn here


def on_a_table(corners: list[tuple[float, float]], desk: int = 70, paper: int = 240) -> Picture:
    """A sheet of paper with some print and a rule, its corners (fractions) from top left clockwise."""
    sheet = np.full((842, 595), paper, np.uint8)
    for y in range(80, 780, 30):
        sheet[y : y + 8, 60 : 60 + (y * 37) % 450] = 40
    sheet[400:402, 60:540] = 0
    target = np.array(corners, np.float32) * np.array(SIZE, np.float32)
    flat = np.array([[0, 0], [595, 0], [595, 842], [0, 842]], np.float32)
    way = cv2.getPerspectiveTransform(flat, target)
    photo = cv2.warpPerspective(sheet, way, SIZE, borderValue=(desk,))
    noise = np.random.default_rng(3).normal(0, 4, photo.shape)
    grey = np.clip(photo + noise, 0, 255).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


FROM_ASIDE = [
    [(0.2, 0.1), (0.85, 0.06), (0.95, 0.9), (0.06, 0.94)],
    [(0.1, 0.15), (0.9, 0.1), (0.8, 0.9), (0.15, 0.8)],
    [(0.3, 0.05), (0.95, 0.2), (0.75, 0.95), (0.05, 0.8)],
]


@pytest.mark.parametrize("corners", FROM_ASIDE)
def test_the_corners_are_found(corners: list[tuple[float, float]]) -> None:
    """Within four thousandths of the picture."""
    found = find_sheet(on_a_table(corners))
    assert found is not None
    assert np.abs(np.array(found) - np.array(corners)).max() < 0.004


def test_a_shadow_on_the_sheet_is_no_end_of_it() -> None:
    """Half as bright in a corner, still brighter than the table."""
    photo = on_a_table(FROM_ASIDE[0], desk=40).astype(float)
    light = np.linspace(1.0, 0.5, SIZE[1])[:, None, None] * np.linspace(1.0, 0.8, SIZE[0])[None, :, None]
    found = find_sheet((photo * light).astype(np.uint8))
    assert found is not None
    assert np.abs(np.array(found) - np.array(FROM_ASIDE[0])).max() < 0.01


def test_what_is_no_photo_of_a_sheet() -> None:
    """A scan, a photo without an edge, a sheet that lies straight, one that goes on outside, a small card."""
    scan = page_picture((SAMPLES / "dmc-circular-scan.pdf").read_bytes(), 1, dpi=100)
    assert find_sheet(scan) is None
    assert find_sheet(np.full((800, 600, 3), 200, np.uint8)) is None
    assert find_sheet(on_a_table([(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)])) is None
    assert find_sheet(on_a_table([(-0.1, 0.1), (0.85, 0.06), (0.95, 0.9), (-0.2, 0.94)])) is None
    assert find_sheet(on_a_table([(0.4, 0.4), (0.6, 0.42), (0.62, 0.6), (0.38, 0.62)])) is None


def test_a_dark_table_on_white_paper_is_no_sheet_on_a_table() -> None:
    """What is bright must be bordered by something darker all round."""
    page = np.full((1400, 1000, 3), 245, np.uint8)
    page[200:1200, 100:900] = 60
    page[300:1100, 200:800] = 245
    assert find_sheet(page) is None


def test_flat_again_rules_are_level_and_columns_upright() -> None:
    """The rule across the sheet runs level to a pixel, and the sheet has the shape of A4."""
    photo = on_a_table(FROM_ASIDE[0])
    outline = find_sheet(photo)
    assert outline is not None
    flat = flattened(photo, outline)
    assert flat.shape[0] / flat.shape[1] == pytest.approx(2**0.5, rel=0.01)
    grey = flat[:, :, 0]
    middle = grey.shape[0] * 401 / 842
    rows = [
        int(middle) - 20 + int(grey[int(middle) - 20 : int(middle) + 20, int(x * grey.shape[1])].argmin())
        for x in (0.2, 0.5, 0.8)
    ]
    assert max(rows) - min(rows) <= 2


def test_a_sheet_lying_sideways_keeps_its_shape() -> None:
    """Wider than high is A4 across."""
    outline = Outline((0.1, 0.3), (0.95, 0.25), (0.9, 0.75), (0.05, 0.7))
    flat = flattened(on_a_table(FROM_ASIDE[0]), outline)
    assert flat.shape[1] / flat.shape[0] == pytest.approx(2**0.5, rel=0.01)


def test_a_photographed_calendar_keeps_its_rows() -> None:
    """From far aside and in bad light: every row gives its days; the picture shown is the flat one."""
    calendar = page_picture((SAMPLES / "dmc-circular.pdf").read_bytes(), 2, dpi=220)
    data = as_jpeg(photographed(np.ascontiguousarray(calendar)), quality=85)

    document = read_document(data, "IMG_0002.jpg")

    page = document.pages[0]
    assert page.outline is not None
    printed = read_document((SAMPLES / "dmc-circular.pdf").read_bytes(), "")
    on_paper = extract_circular(printed.model_copy(update={"pages": printed.pages[1:]}))
    assert days(extract_circular(document)) == days(on_paper) != []
    shown = page_picture(data, 1, dpi=72, turned=page.turned, outline=page.outline)
    assert shown.shape[:2] == (round(page.height), round(page.width))
    assert np.median(shown[:20]) > 150, "no table top is left at the edge"


def days(circular: Circular) -> list[tuple[object, object]]:
    return [(deadline.start, deadline.end) for deadline in circular.deadlines]


def test_photos_in_a_pdf_too() -> None:
    """What phones make of several photos."""
    sheet = photographed(
        np.ascontiguousarray(page_picture((SAMPLES / "dmc-circular.pdf").read_bytes(), 1, dpi=220))
    )
    file = io.BytesIO()
    Image.fromarray(sheet).save(file, "PDF", resolution=220)

    page = read_document(file.getvalue(), "photos.pdf").pages[0]

    assert page.outline is not None
    assert "ศธ ๐๔๙๙๙/ว๑๒๓" in "\n".join(line.text for line in page.lines)
    shown = page_picture(file.getvalue(), 1, dpi=72, turned=page.turned, outline=page.outline)
    assert shown.shape[:2] == (round(page.height), round(page.width))
