"""Pictures of pages drawn for tests: text, tables, stamps, and what scanners do to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, features

FONTS = Path(__file__).parents[1] / "generate" / "fonts"
DPI = 200
A4 = (1654, 2339)  # px at 200 dpi
Picture = NDArray[np.uint8]

LETTER = (
    "ที่ ศธ ๐๔๙๙๙/ว ๒๑๘๖",
    "เรื่อง การสำรวจข้อมูลอาคารเรียน ปีการศึกษา ๒๕๗๐",
    "เรียน ผู้อำนวยการโรงเรียนทุกโรงเรียน",
    "ด้วยสำนักงานเขตพื้นที่การศึกษาขอให้โรงเรียนรายงานข้อมูลอาคารเรียน",
    "ภายในวันที่ ๑๕ กุมภาพันธ์ ๒๕๗๐ เวลา ๑๖.๓๐ น. ทางระบบที่กำหนด",
    "จึงเรียนมาเพื่อทราบและดำเนินการ",
    "โทร. ๐ ๔๒๓๙ ๗๗๘๕",
)


@dataclass
class Sheet:
    """An A4 page being drawn, RGB. Positions in points from the top left."""

    image: Image.Image = field(default_factory=lambda: Image.new("RGB", A4, "white"))

    def text(self, x: float, y: float, words: str, *, size: float = 16, ink: str = "black") -> None:
        """Words with their baseline at y."""
        if not features.check("raqm"):
            pytest.skip("Pillow has no Raqm here: Thai marks would stand in wrong places")
        font = ImageFont.truetype(str(FONTS / "WianSarabun-Regular.ttf"), round(size * DPI / 72))
        ImageDraw.Draw(self.image).text((px(x), px(y)), words, font=font, fill=ink, anchor="ls")

    def letter(self, lines: tuple[str, ...] = LETTER) -> None:
        for number, line in enumerate(lines):
            self.text(80, 110 + 24 * number, line)

    def rule(self, x0: float, y0: float, x1: float, y1: float, *, ink: str = "black", width: int = 3) -> None:
        ImageDraw.Draw(self.image).line([px(x0), px(y0), px(x1), px(y1)], fill=ink, width=width)

    def grid(self, xs: list[float], ys: list[float]) -> None:
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)

    def fill(self, x0: float, y0: float, x1: float, y1: float, ink: str) -> None:
        ImageDraw.Draw(self.image).rectangle([px(x0), px(y0), px(x1), px(y1)], fill=ink)

    def tick(self, x: float, y: float) -> None:
        """A tick about as high as a letter, its middle at x, y."""
        corners = [(x - 4, y), (x - 1, y + 4), (x + 5, y - 5)]
        ImageDraw.Draw(self.image).line([(px(a), px(b)) for a, b in corners], fill="black", width=4)

    def paste(self, other: Sheet, degrees: float, x: float, y: float, box: tuple[float, ...]) -> None:
        """The part `box` of another sheet turned by `degrees` and laid over this one at x, y."""
        part = other.image.crop(tuple(px(v) for v in box)).rotate(
            degrees, Image.Resampling.BICUBIC, True, fillcolor="white"
        )
        mask = Image.eval(part.convert("L"), lambda level: 255 - level)
        self.image.paste(part, (px(x), px(y)), mask)

    @property
    def picture(self) -> Picture:
        return np.asarray(self.image, np.uint8).copy()


def width_of(words: str, size: float = 16) -> float:
    """Points."""
    return ImageFont.truetype(str(FONTS / "WianSarabun-Regular.ttf"), round(size * 10)).getlength(words) / 10


def px(points: float) -> int:
    return round(points * DPI / 72)


def skewed(picture: Picture, degrees: float) -> Picture:
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(  # type: ignore[return-value]
        picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    )


def photographed(picture: Picture) -> Picture:
    """From a little aside, shaded towards one corner, soft."""
    height, width = picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + np.array([[40, 30], [-18, 48], [-44, -20], [22, -36]], np.float32)
    seen = cv2.warpPerspective(
        picture, cv2.getPerspectiveTransform(corners, moved), (width, height), borderValue=(90, 90, 90)
    )
    shade = np.linspace(1.0, 0.62, width)[None, :, None] * np.linspace(1.0, 0.85, height)[:, None, None]
    soft = cv2.GaussianBlur(seen, (0, 0), 0.9)
    return np.clip(soft * shade, 0, 255).astype(np.uint8)


def copied(picture: Picture, seed: int = 1) -> Picture:
    """A photocopy: black and white with specks."""
    random = np.random.default_rng(seed)
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) if picture.ndim == 3 else picture
    black = np.where(cv2.GaussianBlur(grey, (0, 0), 0.7) < 160, 0, 255).astype(np.uint8)
    black[random.random(black.shape) < 0.0004] = 0
    return black
