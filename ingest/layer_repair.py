"""What characters of a text layer look like on the page, where their codes say something else.

Repairs are made per font, because it is the font that draws something else than its codes say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ingest.pdf_glyphs import Glyph
from ingest.thai_text import INVISIBLE, PRIVATE_USE, is_thai, thai_digits

# Fonts named IT๙ draw Thai digits at the codes of ASCII digits, so that systems store plain numbers. The ๙ of
# the name comes as itself, as its TIS-620 byte read as Latin-1, as 9, or is lost (TH SarabunIT).
_IT_FONT = re.compile(r"(?i:IT[\W_]*(?:๙|9|\u00f9))|^TH[ _-]?[A-Za-z]{3,}[a-z ]IT(?![A-Za-z])")

# Ticks and the like in the symbol fonts of Windows, by their byte; text layers give the byte itself or
# U+F000 + byte (Wingdings to Unicode: https://www.unicode.org/L2/L2012/12368-n4384.pdf).
_SYMBOLS: dict[str, dict[int, str]] = {
    "wingdings2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0x98: "●"},
    "wingdings": {
        0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x9F: "•", 0xA7: "▪", 0xA8: "□", 0xFB: "✗",
        0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0xDF: "←", 0xE0: "→", 0xF3: "↔", 0xE8: "→",
    },
    "webdings": {0x61: "✓", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✗"},
    "symbol": {0xB7: "•", 0xD6: "√", 0xAC: "←", 0xAE: "→", 0xAB: "↔", 0xA8: "♦"},
}  # fmt: skip


def draws_thai_digits(font: str) -> bool:
    """Whether a font of this name draws Thai digits at the codes of ASCII digits."""
    return _IT_FONT.search(font) is not None


Repair = Callable[[str], str]


def repaired(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs with `text` as shown; those that show nothing are left out."""
    repairs = {font: _repair(font, texts) for font, texts in _texts_by_font(glyphs).items()}
    done = []
    for glyph in glyphs:
        repair = repairs[glyph.font]
        text = glyph.text if repair is _same or glyph.marked else repair(glyph.text)
        if glyph.marked and draws_thai_digits(glyph.font):
            text = thai_digits(text)
        if not (text.isascii() or (len(text) == 1 and is_thai(text))):
            text = "".join(PRIVATE_USE.get(ord(c), c) for c in text if c not in INVISIBLE)
        if text:
            done.append(glyph if text == glyph.text else glyph._replace(text=text))
    return done


def _texts_by_font(glyphs: Sequence[Glyph]) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for glyph in glyphs:
        texts.setdefault(glyph.font, []).append(glyph.text)
    return texts


def _repair(font: str, texts: list[str]) -> Repair:
    plain = font.lower().replace(" ", "").replace("-", "")
    for name, signs in _SYMBOLS.items():
        if plain.startswith(name):
            return lambda text: "".join(signs.get(ord(c) & 0xFF, c) if _is_byte(c) else c for c in text)
    decode = _decode_tis620 if _is_tis620(texts) else _same
    if draws_thai_digits(font):
        return lambda text: thai_digits(decode(text))
    return decode


def _same(text: str) -> str:
    return text


def _is_byte(char: str) -> bool:
    return ord(char) <= 0xFF or 0xF000 <= ord(char) <= 0xF0FF


def _is_tis620(texts: list[str]) -> bool:
    """Whether the font's codes are TIS-620 taken for Western ones, as fonts made before Unicode have them.

    Western text has few letters above U+00A0; Thai read as Western has nothing but. The consonants that open
    most words must be among them, so that a few accented letters or signs do not count.
    """
    letters = [c for text in texts for c in text if c.isalpha() or ord(c) > 0x7F]
    high = [c for c in letters if 0xA1 <= ord(c) <= 0xFB or 0xF0A1 <= ord(c) <= 0xF0FB]
    consonants = [c for c in high if 0xA1 <= ord(c) & 0xFF <= 0xCE]
    return len(high) >= 8 and len(high) > 0.7 * len(letters) and len(consonants) > 0.4 * len(high)


def _decode_tis620(text: str) -> str:
    return "".join(_tis620_char(c) for c in text)


def _tis620_char(char: str) -> str:
    code = ord(char) - 0xF000 if 0xF000 <= ord(char) <= 0xF0FF else ord(char)
    if not 0xA0 <= code <= 0xFF:
        return char
    thai = bytes([code]).decode("cp874", "replace")
    return thai if is_thai(thai) else char
