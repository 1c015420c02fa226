"""Pictures of letters come back as their lines, upright, each at its place on the page as it was sent."""

from __future__ import annotations

import re
from functools import cache

import cv2
import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from ingest.document import Line, Page
from ingest.ocr import read_picture
from tests.drawn_scans import DPI, LETTER, Picture, Sheet, copied, photographed, skewed, width_of

NUMBER = re.compile(r"[๐-๙][๐-๙./]*")


def letter() -> Picture:
    sheet = Sheet()
    sheet.letter()
    return sheet.picture


def read(picture: Picture, dpi: float | None = DPI) -> Page:
    return read_picture(picture, number=1, dpi=dpi)


@cache
def damaged(how: str) -> tuple[Picture, Page]:
    """The letter after a scanner, a copier or a phone, and what was read of it."""
    ways = {
        "clean": lambda picture: picture,
        "copied": copied,
        "skewed": lambda picture: skewed(picture, 1.8),
        "photographed": photographed,
    }
    picture = ways[how](letter())
    return picture, read(picture)


def error_rate(page: Page, truth: tuple[str, ...] = LETTER) -> float:
    said, meant = ("".join("".join(lines).split()) for lines in ([line.text for line in page.lines], truth))
    return Levenshtein.distance(said, meant) / len(meant)


def numbers(texts: list[str]) -> list[str]:
    """Blanks within telephone numbers are narrow; only the digits count here."""
    return [match for text in texts for match in NUMBER.findall(text.replace(" ", ""))]


def find(page: Page, part: str) -> Line:
    return next(line for line in page.lines if part in line.text)


@pytest.mark.parametrize("damage", ["clean", "copied", "skewed", "photographed"])
def test_letter_is_read_in_order(damage: str) -> None:
    """Nearly every letter and every number of a printed letter is read, in reading order, however scanned."""
    _, page = damaged(damage)

    assert page.source == "ocr"
    assert error_rate(page) < 0.03
    assert numbers([line.text for line in page.lines]) == numbers(list(LETTER))


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_turned_page_is_set_upright(turns: int) -> None:
    """A page lying on its side or head is turned, says by how much, and reads like the upright one."""
    page = read(np.ascontiguousarray(np.rot90(letter(), turns)))

    assert page.turned == turns * 90
    assert page.width < page.height
    assert error_rate(page) < 0.03


@pytest.mark.parametrize("damage", ["clean", "skewed", "photographed"])
def test_boxes_fit_the_page_as_it_was_sent(damage: str) -> None:
    """Ink lies under the box of a line on the picture itself, not on the straightened one."""
    picture, page = damaged(damage)
    line = find(page, "ภายในวันที่")

    x0, y0, x1, y1 = (int(value * DPI / 72) for value in line.box)
    grey = picture[..., 1] if picture.ndim == 3 else picture
    inside = grey[y0:y1, x0:x1]
    paper = np.percentile(inside, 90)
    assert (inside < 0.6 * paper).mean() > 0.05
    if damage == "clean":  # the box of a slanting line takes in a little of its neighbours
        for outside in (grey[y0 - 14 : y0 - 6, x0:x1], grey[y1 + 6 : y1 + 12, x0:x1]):
            assert (outside < 0.6 * paper).mean() < 0.04


def test_word_boxes_point_at_the_word() -> None:
    """The box of a few characters within a line stands where they are printed."""
    line = find(damaged("clean")[1], "ภายในวันที่")
    start = line.text.index("๑๕")
    before, word = (width_of(LETTER[4][a:b]) for a, b in ((0, 12), (12, 14)))

    box = line.box_of(start, start + 2)
    assert box.x0 == pytest.approx(80 + before, abs=3)
    assert box.x1 == pytest.approx(80 + before + word, abs=3)


def test_every_character_has_its_confidence_and_edges() -> None:
    """Edges rise, marks stand on their letters, confidences lie between 0 and 1."""
    for line in damaged("clean")[1].lines:
        assert len(line.confidences) == len(line.text)
        assert len(line.edges) == len(line.text) + 1
        assert list(line.edges) == sorted(line.edges)
        assert all(0 <= c <= 1 for c in line.confidences)
        assert line.kind == "print"


def test_type_size_is_estimated() -> None:
    """16 point type measures about 16 points."""
    assert all(13 <= line.size <= 19 for line in damaged("clean")[1].lines if len(line.text) > 12)


def test_unknown_resolution_is_taken_as_a4() -> None:
    """Without a resolution the page is A4 wide, and a small or large picture reads alike."""
    for picture in (letter(), cv2.resize(letter(), None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA)):
        page = read(picture, None)
        assert page.width == pytest.approx(595.3, abs=0.5)
        assert error_rate(page) < 0.03


def test_wrong_resolution_of_the_file_does_no_harm() -> None:
    """A file that claims 72 dpi for a 200 dpi scan has letters of normal size all the same."""
    page = read(letter(), 72)

    assert error_rate(page) < 0.05


@pytest.mark.parametrize("level", [255, 128, 0])
def test_empty_page_is_unread(level: int) -> None:
    """A page without any text is given up on, never an empty page that was read."""
    page = read(np.full((1200, 850), level, np.uint8))

    assert page.source == "unread"
    assert page.lines == ()


@pytest.mark.parametrize("shape", [(1, 1), (3, 400), (400, 3), (40, 40, 3)])
def test_tiny_pictures_do_not_break_it(shape: tuple[int, ...]) -> None:
    """Pictures too small to hold a page come back unread."""
    assert read(np.full(shape, 200, np.uint8)).source == "unread"
