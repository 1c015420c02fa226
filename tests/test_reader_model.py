"""The shipped line model: its description fits it, and it reads all ten digits of both sets in print."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, features

from ingest.recogniser import MODEL_FOLDER, reader

FONTS = sorted(
    Path(__file__).resolve().parent.parent.glob("generate/fonts/**/*Sarabun*Regular*.ttf")
) + sorted(Path(__file__).resolve().parent.parent.glob("generate/fonts/**/*Sarabun*.ttf"))
THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"


def drawn(text: str, height: int = 40) -> NDArray[np.uint8]:
    """A line of clean print with the room around it that the line finder leaves."""
    if not FONTS or not features.check("raqm"):
        pytest.skip("no Thai font of our own, or Pillow without Raqm")
    font = ImageFont.truetype(str(FONTS[0]), height * 2, layout_engine=ImageFont.Layout.RAQM)
    letter = -font.getbbox("ก", anchor="ls")[1]
    image = Image.new("L", (int(font.getlength(text) + 0.7 * letter), int(2.9 * letter)), 255)
    ImageDraw.Draw(image).text((0.35 * letter, 2.15 * letter), text, font=font, fill=0, anchor="ls")
    return np.asarray(image.resize((image.width // 2, image.height // 2), Image.Resampling.BOX))


def test_the_description_fits_the_model() -> None:
    """As many classes as the alphabet has entries, blank first, each character NFC and single."""
    about = json.loads((MODEL_FOLDER / "reader.json").read_text("utf-8"))
    session = reader().session
    picture = np.zeros((1, 1, about["height"], 64), np.float32)
    logits = session.run(None, {session.get_inputs()[0].name: picture})[0]
    assert logits.shape == (64 // about["stride"], 1, len(about["alphabet"]))
    assert about["alphabet"][0] == ""
    assert set(THAI_DIGITS + "0123456789") <= set(about["alphabet"])
    assert all(len(c) == 1 and unicodedata.is_normalized("NFC", c) for c in about["alphabet"][1:])


@pytest.mark.parametrize("digits", [THAI_DIGITS, THAI_DIGITS[::-1], "0123456789", "๔๕๘๓๗๒๖๑๐๙"])
def test_all_ten_digits_are_read_from_clean_print(digits: str) -> None:
    """Stock Tesseract cannot write ๔ ๖ ๗ ๘ ๙ at all; this model must never lose that."""
    (reading,) = reader().read([drawn(f"เลขที่ {digits}")])
    assert reading.text.endswith(digits)


@pytest.mark.parametrize(
    "text",
    [
        "ภายในวันที่ ๑๕ มิถุนายน ๒๕๖๙",
        "ผู้อำนวยการโรงเรียนรู้ว่าที่นี่มีน้ำ",
        "ศธ ๐๔๙๙๙/ว๑๒๓๔",
        "ระบบ DMC และ OBEC ๒๓ – ๓๑ พ.ค. ๒๕๖๙",
    ],
)
def test_stacked_marks_and_mixed_lines_are_read(text: str) -> None:
    """Stacked vowels and tone marks, references and Latin words come out of clean print unharmed."""
    (reading,) = reader().read([drawn(text)])
    assert "".join(reading.text.split()) == "".join(text.split())


def test_long_lines_are_read_like_short_ones() -> None:
    """The network has no memory: a line of 120 characters loses nothing at its end."""
    text = "กำหนดส่งรายงาน ๒๘ กุมภาพันธ์ ๒๕๗๐ " * 4
    (reading,) = reader().read([drawn(text.strip())])
    assert reading.text.count("๒๘") == 4
    assert reading.text.endswith("๒๕๗๐")


def test_empty_paper_reads_as_nothing() -> None:
    """White paper has no text on it."""
    (reading,) = reader().read([np.full((40, 300), 255, np.uint8)])
    assert reading.text == ""
