"""Draws one line of text and cuts it out of its page the way a line finder does."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, features

from training import fonts
from training.fonts import Face
from training.text import clusters

Grey = NDArray[np.uint8]
EMS = (44, 52, 60)
PAPER, INK = 255, 0
THAI_FIGURES = frozenset("๐๑๒๓๔๕๖๗๘๙")
FIGURES = Path("figures")
"""Stands for the font of `Look.figures` among runs of text."""
EVENLY = 0.25
"""Chance that a family is drawn without regard to how common it is."""
USUAL_LETTER = 0.6
"""Height of a Thai letter, in em, of fonts whose Latin letters have the usual size; TH Sarabun's is 0.41."""


class ShapingMissingError(RuntimeError):
    """Pillow has no Raqm: Thai marks would be drawn at wrong places and the model would learn them there."""


def require_shaping() -> None:
    if not features.check("raqm"):
        raise ShapingMissingError(
            "Pillow was built without Raqm (libraqm, HarfBuzz, FriBiDi); install a wheel that has it"
        )


@dataclass(frozen=True)
class Figures:
    """How Thai digits are set apart from the letters: many fonts have them smaller, wider or wider apart.

    size: of letters of like height. spread: in em, about each digit. stretch: of their width.
    """

    path: Path
    size: float
    spread: float
    stretch: float


@dataclass(frozen=True)
class Look:
    """How a line is set. `spread` is extra letter space and `gap` extra word space, in em."""

    face: Face
    em: int
    spread: float = 0.0
    gap: float = 0.0
    stretch: float = 1.0
    slant: float = 0.0
    latin: Path | None = None
    """Font of letters and figures of ASCII, where it is another one."""
    figures: Figures | None = None
    """Setting of the Thai digits, where it differs: digits need more shapes than letters have."""


@dataclass
class Strip:
    """A line on its piece of page, before it is cut out."""

    page: Grey
    main: Grey
    baseline: int
    left: int
    right: int
    em: int
    letter: float
    """Height of a letter without marks, in pixels."""


@lru_cache(maxsize=512)
def _font(path: Path, em: int) -> ImageFont.FreeTypeFont:
    require_shaping()
    return ImageFont.truetype(str(path), em, layout_engine=ImageFont.Layout.RAQM)


@lru_cache(maxsize=512)
def letter_height(path: Path, em: int) -> float:
    """Height of ก in pixels."""
    return -float(_font(path, em).getbbox("ก", anchor="ls")[1])


@lru_cache(maxsize=1)
def _families() -> tuple[list[str], list[float]]:
    names = list(fonts.FAMILIES)
    return names, list(accumulate(fonts.FAMILIES[name][0] for name in names))


@lru_cache(maxsize=1)
def _trained() -> list[str]:
    return [name for name, (weight, _) in fonts.FAMILIES.items() if weight]


def choose_look(random_: random.Random, family: str | None = None) -> Look:
    """A face by weight (or of a given family) and the small freedoms of setting."""
    names, weights = _families()
    chosen = family or (
        random_.choice(_trained())
        if random_.random() < EVENLY
        else random_.choices(names, cum_weights=weights)[0]
    )
    some = fonts.faces()[chosen]
    bold, slanted = random_.random() < 0.27, random_.random() < 0.06
    fitting = (
        [f for f in some if f.bold == bold and f.slanted == slanted]
        or [f for f in some if not f.slanted]
        or list(some)
    )
    return Look(
        face=random_.choice(fitting),
        em=random_.choice(EMS),
        spread=random_.choice((0, 0, 0, 0, 0, random_.uniform(-0.02, 0.02), random_.uniform(0.02, 0.2))),
        gap=random_.choice((0, 0, 0, 0, random_.uniform(0, 0.5), random_.uniform(0.2, 1.4))),
        stretch=random_.choice((1, 1, random_.uniform(0.75, 1.25), random_.uniform(0.9, 1.1))),
        slant=random_.choice((0, 0, 0, 0, 0, random_.uniform(-0.12, 0.25))),
        latin=random_.choice(fonts.latin()) if random_.random() < 0.14 else None,
        figures=_figures(random_, some) if family is None and random_.random() < 0.4 else None,
    )


def _figures(random_: random.Random, own: tuple[Face, ...]) -> Figures:
    faces = own if random_.random() < 0.5 else fonts.faces()[random_.choice(_trained())]
    upright = [face for face in faces if not face.slanted] or list(faces)
    return Figures(
        random_.choice(upright).path,
        size=random_.uniform(0.7, 1.05),
        spread=random_.choice((0.0, random_.uniform(0.0, 0.16))),
        stretch=random_.choice((1.0, random_.uniform(0.85, 1.5), random_.uniform(1.15, 1.5))),
    )


def _runs(text: str, look: Look) -> list[tuple[str, Path]]:
    """Pieces of text with the font that has their glyphs."""
    covered = fonts.coverage(look.face.path)
    runs: list[tuple[str, Path]] = []
    for cluster in clusters(text):
        if look.latin and cluster.isascii() and cluster != " ":
            path = look.latin
        elif look.figures and cluster in THAI_FIGURES:
            runs.append((cluster, FIGURES))
            continue
        elif cluster == " " or all(ord(c) in covered for c in cluster):
            path = look.face.path
        else:
            path = fonts.fallback()
        if runs and runs[-1][1] == path:
            runs[-1] = (runs[-1][0] + cluster, path)
        else:
            runs.append((cluster, path))
    return runs


def _pieces(text: str, look: Look) -> list[tuple[str, ImageFont.FreeTypeFont, float]]:
    """What is drawn in one go, with the advance that follows it."""
    pieces: list[tuple[str, ImageFont.FreeTypeFont, float]] = []
    for run, path in _runs(text, look):
        if look.figures and path == FIGURES:
            pieces.append(_figure(run, look, look.figures))
            continue
        font = _font(path, _em_of(path, look))
        if look.spread:
            parts = clusters(run)
        elif look.gap:
            parts = [part for word in run.split(" ") for part in (word, " ")][:-1]
        else:
            parts = [run]
        for part in parts:
            if part:
                extra = look.spread * look.em + (look.gap * look.em if part == " " else 0)
                pieces.append((part, font, font.getlength(part) + extra))
    return pieces


def _em_of(path: Path, look: Look) -> int:
    """The size at which the letters of another font are about as high as those of the line's own."""
    if path == look.face.path:
        return look.em
    return max(12, round(letter_height(look.face.path, look.em) / USUAL_LETTER))


def _figure(digit: str, look: Look, figures: Figures) -> tuple[str, ImageFont.FreeTypeFont, float]:
    letter = letter_height(look.face.path, look.em) * figures.size
    font = _font(figures.path, max(12, round(letter / letter_height(figures.path, 100) * 100)))
    spread = (look.spread + figures.spread) * look.em
    return digit, font, font.getlength(digit) * figures.stretch + spread


def draw_strip(text: str, look: Look) -> Strip:
    """The text alone on paper, with room above and below for neighbours."""
    pieces = _pieces(text, look)
    left = look.em
    width = int(sum(advance for *_, advance in pieces)) + 2 * left
    height, baseline = int(look.em * 3.6), int(look.em * 2.1)
    image = Image.new("L", (max(width, 24), height), PAPER)
    pen = ImageDraw.Draw(image)
    x = float(left)
    stretch = look.figures.stretch if look.figures else 1.0
    for part, font, advance in pieces:
        if stretch != 1.0 and part in THAI_FIGURES:
            _draw_stretched(image, (x, baseline), part, font, stretch)
        else:
            pen.text((x, baseline), part, font=font, fill=INK, anchor="ls")
        x += advance
    main = np.asarray(image)
    letter = letter_height(look.face.path, look.em)
    return Strip(main.copy(), main, baseline, left, int(x), look.em, letter)


def _draw_stretched(
    image: Image.Image, at: tuple[float, int], digit: str, font: ImageFont.FreeTypeFont, stretch: float
) -> None:
    """One digit, wider or narrower than its font has it."""
    x0, y0, x1, y1 = (int(v) for v in font.getbbox(digit, anchor="ls"))
    if x1 <= x0 or y1 <= y0:
        return
    drawn = Image.new("L", (x1 - x0 + 4, y1 - y0 + 4), PAPER)
    ImageDraw.Draw(drawn).text((2 - x0, 2 - y0), digit, font=font, fill=INK, anchor="ls")
    wide = drawn.resize((max(3, round(drawn.width * stretch)), drawn.height), Image.Resampling.BILINEAR)
    image.paste(wide, (round(at[0] + (x0 - 2) * stretch), at[1] + y0 - 2))


def add_neighbours(strip: Strip, above: str, below: str, look: Look, pitch: float) -> None:
    """Lines above and below, `pitch` em away, so that their marks and tails reach into the crop."""
    image = Image.fromarray(strip.page)
    pen = ImageDraw.Draw(image)
    font = _font(look.face.path, look.em)
    for text, y in ((above, strip.baseline - pitch * look.em), (below, strip.baseline + pitch * look.em)):
        if text:
            pen.text((strip.left, y), text, font=font, fill=INK, anchor="ls")
    strip.page = np.asarray(image).copy()


def bend(strip: Strip, random_: random.Random, look: Look) -> None:
    """Slant, stretch, remaining skew and page curl, applied to the text and to its neighbours alike."""
    height, width = strip.main.shape
    skew = random_.choice((0, 0, random_.gauss(0, 0.35), random_.gauss(0, 0.7)))
    rise = np.tan(np.radians(skew)) * (1.0 if width < 700 else 700 / width)
    if look.slant or look.stretch != 1 or rise:
        shape = np.array(
            [[look.stretch, -look.slant, look.slant * strip.baseline], [rise, 1, -rise * width / 2]],
            dtype=np.float32,
        )
        size = (int(width * look.stretch), height)
        strip.page, strip.main = (_warped(picture, shape, size) for picture in (strip.page, strip.main))
        strip.right = int(strip.right * look.stretch)
        strip.left = int(strip.left * look.stretch)
    if random_.random() < 0.08:
        _curl(strip, random_)
    if random_.random() < 0.12:
        _reshape(strip, random_)
    if random_.random() < 0.15:
        _weigh(strip, random_)


def _warped(picture: Grey, shape: NDArray[np.float32], size: tuple[int, int]) -> Grey:
    return cv2.warpAffine(picture, shape, size, flags=cv2.INTER_LINEAR, borderValue=PAPER)  # type: ignore[return-value]


def _curl(strip: Strip, random_: random.Random) -> None:
    height, width = strip.main.shape
    x = np.arange(width, dtype=np.float32)
    swing = random_.uniform(0.03, 0.12) * strip.em
    shift = swing * np.sin(x / width * random_.uniform(1, 5) + random_.uniform(0, 6))
    across = np.repeat(x[None], height, axis=0)
    down = np.arange(height, dtype=np.float32)[:, None] + shift[None].astype(np.float32)
    strip.page, strip.main = (
        cv2.remap(picture, across, down, cv2.INTER_LINEAR, borderValue=PAPER)  # type: ignore[assignment]
        for picture in (strip.page, strip.main)
    )


def _reshape(strip: Strip, random_: random.Random) -> None:
    """Letters a little wider, narrower, higher or lower than their font has them, each its own way."""
    height, width = strip.main.shape
    noise = np.random.default_rng(random_.getrandbits(32))
    cells = max(2, round(height / strip.em)), max(2, round(width / strip.em * 1.6))
    strength = random_.uniform(0.015, 0.045) * strip.em
    moves = [
        cv2.resize(
            noise.standard_normal(cells, dtype=np.float32) * strength,
            (width, height),
            interpolation=cv2.INTER_CUBIC,
        )
        for _ in "xy"
    ]
    across = np.arange(width, dtype=np.float32)[None] + moves[0]
    down = np.arange(height, dtype=np.float32)[:, None] + moves[1]
    strip.page, strip.main = (
        cv2.remap(picture, across, down, cv2.INTER_LINEAR, borderValue=PAPER)  # type: ignore[assignment]
        for picture in (strip.page, strip.main)
    )


def _weigh(strip: Strip, random_: random.Random) -> None:
    """Strokes thinner or thicker in one direction: the contrast of serif types, hairlines, swollen ink."""
    kernel = np.ones(random_.choice(((1, 2), (2, 1), (1, 3), (3, 1), (2, 2))), np.uint8)
    way = cv2.dilate if random_.random() < 0.55 else cv2.erode
    share = random_.uniform(0.25, 0.75) if way is cv2.dilate else random_.uniform(0.4, 1.0)
    strip.page, strip.main = (
        cv2.addWeighted(way(picture, kernel), share, picture, 1 - share, 0)  # type: ignore[assignment]
        for picture in (strip.page, strip.main)
    )


def crop(strip: Strip, random_: random.Random, *, by_letters: bool = False) -> Grey:
    """Cuts the line out, mostly by the band of its letters as our line finder does, else in other ways."""
    rows = np.flatnonzero(strip.main.min(axis=1) < 128)
    columns = np.flatnonzero(strip.main.min(axis=0) < 128)
    if not len(rows):
        rows, columns = np.array([strip.baseline - 10, strip.baseline]), np.array([strip.left, strip.right])
    ink = (int(rows[0]), int(rows[-1]) + 1)
    way = _by_letters if by_letters else random_.choices(CUTS, CUT_WEIGHTS)[0]
    top, bottom = way(strip, ink, random_)
    before = random_.choice((random_.uniform(0.02, 0.15), 0.16, random_.uniform(0.1, 0.7)))
    after = random_.choice((random_.uniform(0.02, 0.15), 0.16, random_.uniform(0.1, 0.9)))
    x0, x1 = int(columns[0] - before * strip.em), int(columns[-1] + 1 + after * strip.em)
    height, width = strip.page.shape
    return strip.page[
        max(0, top) : min(height, max(bottom, top + 6)), max(0, x0) : min(width, max(x1, x0 + 8))
    ]


def _by_letters(strip: Strip, ink: tuple[int, int], random_: random.Random) -> tuple[int, int]:
    """As ingest/line_crop.py: about a letter's height above the letters and half of one below, more where
    the line's own ink needs it. The room varies, so that no one figure of the line finder is leant on."""
    letter = strip.letter * random_.uniform(0.92, 1.08)
    foot = strip.baseline + random_.uniform(-0.08, 0.08) * letter
    above, below = random_.choice(((0.95, 0.52), (random_.uniform(0.8, 1.25), random_.uniform(0.4, 0.85))))
    top = min(foot - letter * (1 + above), max(ink[0] - 1, foot - letter * 2.55))
    bottom = max(foot + letter * below, min(ink[1] + 1, foot + letter * 1.05))
    return int(top), int(bottom)


def _by_ink(strip: Strip, ink: tuple[int, int], random_: random.Random) -> tuple[int, int]:
    room = int(strip.em * 0.14)
    return ink[0] - random_.randint(0, room), ink[1] + random_.randint(0, room)


def _by_line_box(strip: Strip, ink: tuple[int, int], random_: random.Random) -> tuple[int, int]:
    em, base = strip.em, strip.baseline
    top = min(ink[0], base - int(em * random_.uniform(0.62, 0.95))) - random_.randint(0, int(em * 0.12))
    bottom = max(ink[1], base + int(em * random_.uniform(0.08, 0.32))) + random_.randint(0, int(em * 0.08))
    return top, bottom


def _generously(strip: Strip, ink: tuple[int, int], random_: random.Random) -> tuple[int, int]:
    em, base = strip.em, strip.baseline
    top = min(ink[0], base - int(em * 0.8)) - random_.randint(0, int(em * 0.4))
    return top, max(ink[1], base + int(em * 0.25)) + random_.randint(0, int(em * 0.35))


def _tightly(strip: Strip, ink: tuple[int, int], random_: random.Random) -> tuple[int, int]:
    loss = max(1, int(strip.em * 0.025))
    return ink[0] + random_.randint(0, loss), ink[1] - random_.randint(0, loss)


CUTS = (_by_letters, _by_ink, _by_line_box, _generously, _tightly)
CUT_WEIGHTS = (60, 14, 14, 8, 4)
