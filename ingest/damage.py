"""How far a page's text layer can be trusted: a damage meter, and what follows from it.

Layers lie in several ways: codes that no font explains, marks that stand on nothing, a scanner's own reading
laid invisibly over the picture, text painted as shapes or standing in a picture, so that the layer is silent
about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.document import Box
from ingest.pdf_content import Shape
from ingest.pdf_glyphs import Glyph
from ingest.text_layer import GUESSED, Cluster
from ingest.thai_text import MARKS, SARA_AM, VOWEL_MARKS, is_thai

SOUND = 0.01  # up to this share of damaged letters the rest of a layer is taken as it stands
USELESS = 0.3
HIDDEN_LAYER = 0.5  # what a scanner read by itself is doubtful even where it looks like words
UNLIKELY_LAYER = 0.25  # a visible layer of Western letters, or of Thai ones that make no words
_NO_THAI = 0.9  # a hidden layer of more Western letters than this has read nothing

_GRID = 10.0  # points
_PICTURE_SHARE = 0.04  # of the page under one picture and no letters; an emblem takes 0.015, a QR code 0.01
_FEW_CURVES = 5  # a page of straight rules and fewer curves than this has no painted letters
_OUTLINED = 150  # shapes of letter size ...
_SPREAD = 40  # ... over so many squares of the grid are text painted as shapes; an emblem takes 25

Use = Literal["layer", "both", "picture", "blank"]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class LayerState:
    """damage: 0..1, None without a layer. hidden: the layer is drawn invisibly. use: what to read the page
    by.

    silent: squares of the page (rows, cols of `_GRID` points) that hold large pictures and no letters.
    """

    damage: float | None
    hidden: bool
    use: Use
    silent: Mask

    def is_silent_at(self, x: float, y: float) -> bool:
        row, col = int(y / _GRID), int(x / _GRID)
        rows, cols = self.silent.shape
        return 0 <= row < rows and 0 <= col < cols and bool(self.silent[row, col])


def layer_state(
    glyphs: Sequence[Glyph],
    letters: Sequence[Cluster],
    shapes: Sequence[Shape],
    pictures: Sequence[Box],
    sheet: Box,
) -> LayerState:
    """The state of a layer of repaired glyphs and the letters made of them."""
    silent = _large_parts(_mask(pictures, sheet) & ~_mask([g.box for g in glyphs if g.visible], sheet))
    ink = [g for g in glyphs if not g.text.isspace()]
    if not ink:
        painted = sum(shape.curved for shape in shapes) >= _FEW_CURVES
        return LayerState(None, False, "picture" if pictures or painted else "blank", silent)
    hidden = sum(not g.visible for g in ink) * 2 > len(ink)
    damage = damaged_share(letters)
    if hidden:
        damage = max(damage, HIDDEN_LAYER, _western_share(letters))
    elif _is_unlikely(letters):
        damage = max(damage, UNLIKELY_LAYER)
    more = bool(silent.any()) or _is_outlined(shapes, len(ink))
    return LayerState(round(damage, 3), hidden, _use(damage, hidden, more), silent)


def _use(damage: float, hidden: bool, more_to_see: bool) -> Use:
    if damage > (_NO_THAI if hidden else USELESS):
        return "picture"
    return "both" if hidden or damage > SOUND or more_to_see else "layer"


def covered_share(pictures: Sequence[Box], sheet: Box) -> float:
    """How much of the page lies under pictures."""
    return float(_mask(pictures, sheet).mean()) if pictures else 0.0


def damaged_share(letters: Sequence[Cluster]) -> float:
    """The share of letters that cannot be what the page shows."""
    seen = [letter for letter in letters if letter.text != " "]
    return sum(_is_damaged(letter) for letter in seen) / max(1, len(seen))


def _is_damaged(letter: Cluster) -> bool:
    text = letter.text
    if len(text) == 1 and letter.confidence == 1.0 and is_thai(text) and text not in MARKS:
        return False
    if letter.confidence <= GUESSED or any(0xE000 <= ord(c) <= 0xF8FF for c in text):
        return True
    marks = [c for c in text if c in MARKS]
    if not marks or len(text) > len(marks) + 2:  # nothing stands on anything, or a whole word in one piece
        return False
    if text[0] in MARKS or not "\u0e01" <= text[0] <= "\u0e2e":
        return len(text) == len(marks) or not is_thai(text[0])
    vowels = {c for c in marks if c in VOWEL_MARKS}
    return len(vowels) > 1 and SARA_AM not in text


# Of 100 Thai letters of an official page, 5 to 12 begin one of these (measured over real letters, plans and
# forms); of letters in random order fewer than one.
_COMMON = (
    "การ", "ที่", "และ", "ใน", "ของ", "เป็น", "ให้", "วัน", "มี", "ได้", "จาก", "ตาม", "กับ",
    "นี้", "เพื่อ", "โดย", "ความ", "จะ", "ไม่", "หรือ", "ผู้", "แห่ง", "ทั้ง", "เขต", "ปี",
)  # fmt: skip
_FEWEST_COMMON = 0.02
_ENOUGH = 150  # letters to judge by


def _is_unlikely(letters: Sequence[Cluster]) -> bool:
    """Whether a visible layer is mostly Western, as one without a true encoding looks, or Thai without
    the commonest words."""
    text = "".join(letter.text for letter in letters)
    thai = sum(is_thai(c) and c.isalpha() for c in text)
    western = sum(c.isascii() and c.isalpha() for c in text)
    if western > max(20, thai):
        return True
    common = sum(text.count(word) for word in _COMMON)
    return thai >= _ENOUGH and common < _FEWEST_COMMON * thai


def _western_share(letters: Sequence[Cluster]) -> float:
    """How much of a layer is no Thai. A scanner's reader without Thai turns it into Western letters."""
    words = [letter.text[0] for letter in letters if letter.text != " "]
    return sum(not is_thai(c) for c in words) / max(1, len(words))


def _large_parts(mask: Mask) -> Mask:
    """The connected parts that are large enough to hold text; pictures often come in slices."""
    if not mask.any():
        return mask
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    large = [
        part for part in range(1, len(stats)) if stats[part, cv2.CC_STAT_AREA] > _PICTURE_SHARE * mask.size
    ]
    return np.isin(labels, large)


def _mask(boxes: Sequence[Box], sheet: Box) -> Mask:
    """Squares of the page that the boxes touch."""
    mask = np.zeros((max(1, round(sheet.height / _GRID)), max(1, round(sheet.width / _GRID))), dtype=np.bool_)
    for box in boxes:
        top, left = max(0, int(box.y0 / _GRID)), max(0, int(box.x0 / _GRID))
        mask[top : int(box.y1 / _GRID) + 1, left : int(box.x1 / _GRID) + 1] = True
    return mask


def _is_outlined(shapes: Sequence[Shape], letters: int) -> bool:
    small = [s.box for s in shapes if s.filled and (s.curved or len(s.points) > 6) and s.box.height < 25]
    squares = {(int(box.center[0] / _GRID), int(box.center[1] / _GRID)) for box in small}
    return len(small) >= max(_OUTLINED, letters // 4) and len(squares) >= _SPREAD
