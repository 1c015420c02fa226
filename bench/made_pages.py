"""Made-up pages with known text, drawn and then damaged like scans, copies and photos.

Harder than letters are: words without sense, look-alikes side by side, rare signs. The text comes from the
writer of the training lines with seeds of its own: words, names, dates, references and numbers that no
training line was promised to hold. Nothing of it is a real document.
"""

from __future__ import annotations

import random
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, features

from bench.letter_pages import Type
from training.text import Writer

OWN = Path(__file__).parents[1] / "generate" / "fonts"
TLWG = Path("/usr/share/fonts/truetype/tlwg")
FETCHED = Path(__file__).parents[1] / "data" / "training" / "fonts"
FONTS = {
    "sarabun": Type(OWN / "WianSarabun-Regular.ttf", OWN / "WianSarabun-Bold.ttf", 16.0),
    "sarabun-bold": Type(OWN / "WianSarabun-Bold.ttf", OWN / "WianSarabun-Bold.ttf", 16.0),
    "laksaman": Type(TLWG / "Laksaman.ttf", TLWG / "Laksaman-Bold.ttf", 10.7),
    "norasi": Type(TLWG / "Norasi.ttf", TLWG / "Norasi-Bold.ttf", 12.0),
    "prompt": Type(
        FETCHED / "prompt" / "Prompt_400Regular.ttf", FETCHED / "prompt" / "Prompt_700Bold.ttf", 11.5
    ),
}
"""Type by name. Norasi and Prompt were never trained on; Prompt is there after `python -m training.fonts`."""
LEVELS = ("clean", "light", "copy", "photo")
A4 = (8.27, 11.69)  # inches
LEFT, RIGHT, TOP, PITCH = 1.18, 7.45, 0.9, 0.3  # inches
Picture = NDArray[np.uint8]


def installed(font: str) -> bool:
    return bool(features.check("raqm")) and FONTS[font].regular.exists()


def draw_page(font: str, dpi: int, seed: int) -> tuple[Picture, list[str]]:
    random_ = random.Random(seed)
    writer = Writer(random_)
    drawn_at = dpi * 2  # drawn twice as large and reduced: edges as grey as a scanner's
    face = ImageFont.truetype(str(FONTS[font].regular), round(FONTS[font].size * drawn_at / 72))
    sheet = Image.new("L", (round(A4[0] * drawn_at), round(A4[1] * drawn_at)), 255)
    pen = ImageDraw.Draw(sheet)
    truth = []
    y = TOP
    while y < A4[1] - 0.9:
        text, start = _line(writer, face, random_, (RIGHT - LEFT) * drawn_at)
        pen.text(((LEFT + start / drawn_at) * drawn_at, y * drawn_at), text, font=face, fill=0)
        truth.append(text)
        y += PITCH
    small = sheet.resize((sheet.width // 2, sheet.height // 2), Image.Resampling.BOX)
    return np.asarray(small, np.uint8).copy(), truth


def _line(
    writer: Writer, face: ImageFont.FreeTypeFont, random_: random.Random, width: float
) -> tuple[str, float]:
    """Text that fills most of the width, and where it starts (some lines are indented)."""
    start = random_.choice((0.0, 0.0, 0.16 * width))
    text = writer.line(60)
    while True:
        longer = f"{text} {writer.line(40)}"
        if face.getlength(longer) > width - start:
            return text, start
        text = longer


def damaged(picture: Picture, level: str, dpi: int, seed: int) -> Picture:
    noise = np.random.default_rng(seed * 10 + LEVELS.index(level))
    return {"clean": _clean, "light": _light, "copy": _copy, "photo": _photo}[level](
        picture, noise, dpi / 200
    )


def _clean(picture: Picture, _: np.random.Generator, __: float) -> Picture:
    return picture


def _light(picture: Picture, noise: np.random.Generator, scale: float) -> Picture:
    """A scanner: a little askew, soft, grey paper, grain."""
    soft = cv2.GaussianBlur(_turned(picture, noise.choice((-1.0, 1.0))), (0, 0), 0.5 * scale)
    grey = 20 + soft.astype(np.float32) * (235 / 255)
    return np.clip(grey + noise.normal(0, 9, grey.shape), 0, 255).astype(np.uint8)


def _copy(picture: Picture, noise: np.random.Generator, scale: float) -> Picture:
    """A photocopy: black and white, specks and holes, askew, pressed as JPEG."""
    soft = cv2.GaussianBlur(_turned(picture, noise.choice((-2.0, 2.0))), (0, 0), 0.8 * scale)
    black = np.where(soft + noise.normal(0, 22, soft.shape) < 165, 0, 255).astype(np.uint8)
    for y, x in zip(
        noise.integers(0, black.shape[0] - 3, black.size // 4000),
        noise.integers(0, black.shape[1] - 3, black.size // 4000),
        strict=True,
    ):
        size = int(noise.integers(1, 3))
        black[y : y + size, x : x + size] = 0
    black[noise.random(black.shape) < 0.01] = 255
    return _pressed(black, 40)


def _photo(picture: Picture, noise: np.random.Generator, scale: float) -> Picture:
    """A phone: taken from aside, shaded, with glare, soft, pressed as JPEG."""
    pad = int(0.04 * picture.shape[1])
    page = cv2.copyMakeBorder(picture, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=255)
    height, width = page.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    inward = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    moved = (corners + inward * noise.uniform(0.008, 0.028, (4, 2)) * (width, height)).astype(np.float32)
    seen = cv2.warpPerspective(
        page,
        cv2.getPerspectiveTransform(corners, moved),
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderValue=90,
    )
    ys, xs = np.mgrid[0:height, 0:width]
    x, y = xs / width - 0.5, ys / height - 0.5
    angle = noise.uniform(0, 2 * np.pi)
    spot = noise.uniform(-0.3, 0.3, 2)
    light = 0.72 + 0.4 * (x * np.cos(angle) + y * np.sin(angle))
    light -= 0.25 * np.exp(-((x - spot[0]) ** 2 + (y - spot[1]) ** 2) / 0.05)
    soft = cv2.GaussianBlur(seen.astype(np.float32), (0, 0), 1.1 * scale) * np.clip(light, 0.3, 1)
    return _pressed(np.clip(soft + noise.normal(0, 5, soft.shape), 0, 255).astype(np.uint8), 75)


def _turned(picture: Picture, degrees: float) -> Picture:
    height, width = picture.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)  # type: ignore[return-value]


def _pressed(picture: Picture, quality: int) -> Picture:
    data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)  # type: ignore[return-value]
