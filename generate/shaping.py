"""Thai text to glyphs: HarfBuzz shaping that never loses the source text.

Each glyph says which characters of the source it stands for, so that a PDF can give the exact text back.
HarfBuzz takes SARA AM apart (NIKHAHIT + SARA AA) and moves tone marks between the halves; here the halves are
put together again: the font's SARA AM is drawn exactly as its NIKHAHIT and SARA AA would be.

All lengths are in font units, 1000 to the em.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, NamedTuple

import uharfbuzz as hb

FaceName = Literal["Regular", "Bold", "Italic", "BoldItalic"]
UNITS_PER_EM = 1000
SARA_AM = "\u0e33"
SPLIT_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
SHAPED_RUNS_KEPT = 8_000
# Characters that the fonts lack but that print exactly like ones they have.
LOOKALIKES = str.maketrans(
    {
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "–",
        "\u2015": "—",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2007": " ",
        "\u2009": " ",
        "\u200a": " ",
        "\u3000": " ",
        "\u02bc": "’",
        "\u2043": "-",
        "\u00ad": None,
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\u200e": None,
        "\u200f": None,
        "\u2060": None,
        "\ufeff": None,
        "\t": " ",
        "\n": " ",
        "\r": " ",
        "\v": " ",
        "\f": " ",
        "\u0085": " ",
        "\u2028": " ",
        "\u2029": " ",
    }
)


class UnprintableText(ValueError):
    """The text holds characters that the fonts lack (emoji, Chinese, dingbats …)."""

    def __init__(self, text: str, characters: list[str]) -> None:
        self.characters = characters
        listed = " ".join(f"{c} (U+{ord(c):04X})" for c in characters)
        super().__init__(f"ไม่มีตัวอักษรเหล่านี้ในแบบอักษรที่ใช้พิมพ์: {listed} โปรดแก้ข้อความ “{text[:60]}”")


class Glyph(NamedTuple):
    """One glyph: its place relative to the pen, how far the pen moves, which characters it stands for.

    `text` is empty for a glyph whose characters another glyph of its cluster carries.
    """

    number: int
    text: str
    advance: int
    dx: int = 0
    dy: int = 0


class Face:
    """One style of the shipped family."""

    def __init__(self, name: FaceName) -> None:
        self.name = name
        self.data = resources.files("generate").joinpath("fonts", f"WianSarabun-{name}.ttf").read_bytes()
        face = hb.Face(hb.Blob(self.data))
        self._font = hb.Font(face)
        self.glyph_count: int = face.glyph_count
        names = [self._font.glyph_to_string(index) for index in range(self.glyph_count)]
        self._by_name = {glyph: index for index, glyph in enumerate(names)}
        self._names = names
        self.widths: list[int] = [self._font.get_glyph_h_advance(i) for i in range(self.glyph_count)]
        self.texts = _natural_texts(names, self._font)
        self.tables = _tables(self.data)
        self.shape = lru_cache(maxsize=SHAPED_RUNS_KEPT)(self._shape)
        self.width = lru_cache(maxsize=SHAPED_RUNS_KEPT)(self._width)

    def has(self, character: str) -> bool:
        return bool(self._font.get_nominal_glyph(ord(character)))

    def _width(self, text: str) -> int:
        """The advance width of a run, in font units."""
        return sum(glyph.advance for glyph in self.shape(text))

    def _shape(self, text: str) -> tuple[Glyph, ...]:
        """Shape one run; its glyphs' texts, joined, are the text again.

        Raises UnprintableText where the font lacks a character.
        """
        if not text:
            return ()
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", "Thai", "th"
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
        hb.shape(self._font, buffer, {"kern": True, "liga": True})
        raw = [
            (info.cluster, info.codepoint, place.x_advance, place.x_offset, place.y_offset)
            for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]
        if any(number == 0 for _, number, *_ in raw):
            raise UnprintableText(text, [c for c in dict.fromkeys(text) if not self.has(c)])
        if [cluster for cluster, *_ in raw] == list(range(len(text))):  # nearly always: a glyph a character
            return tuple(Glyph(glyph[1], text[glyph[0]], *glyph[2:]) for glyph in raw)
        return tuple(self._with_texts(text, [(cluster, Glyph(n, "", *rest)) for cluster, n, *rest in raw]))

    def _with_texts(self, text: str, raw: list[tuple[int, Glyph]]) -> list[Glyph]:
        shaped: list[Glyph] = []
        first = 0
        while first < len(raw):
            start = raw[first][0]
            last = first
            while last < len(raw) and raw[last][0] == start:
                last += 1
            end = raw[last][0] if last < len(raw) else len(text)
            shaped += self._cluster(text[start:end], [glyph for _, glyph in raw[first:last]])
            first = last
        return shaped

    def _cluster(self, source: str, glyphs: list[Glyph]) -> list[Glyph]:
        """Share the characters of one cluster out among its glyphs."""
        if source.endswith(SARA_AM) and len(glyphs) == len(source) + 1:
            glyphs = self._rejoin_sara_am(glyphs)
        if len(glyphs) != len(source):
            return [*glyphs[:-1], glyphs[-1]._replace(text=source)]
        natural = [self.texts[glyph.number] for glyph in glyphs]
        # HarfBuzz puts marks into canonical order; then the glyphs say better who is who.
        shares = natural if sorted(natural) == sorted(source) else list(source)
        return [glyph._replace(text=share) for glyph, share in zip(glyphs, shares, strict=True)]

    def _rejoin_sara_am(self, glyphs: list[Glyph]) -> list[Glyph]:
        """NIKHAHIT [tone] SARA AA -> [tone] SARA AM, in the same variant, where the font has it."""
        names = [self._names[glyph.number] for glyph in glyphs]
        nikhahit = next((i for i, name in enumerate(names) if name.startswith("uni0E4D")), None)
        if nikhahit is None or not names[-1].startswith("uni0E32"):
            return glyphs
        variant = names[nikhahit].removeprefix("uni0E4D")
        whole = self._by_name.get("uni0E33" + variant)
        if whole is None:
            return glyphs
        kept = [glyph for i, glyph in enumerate(glyphs[:-1]) if i != nikhahit]
        return [*kept, glyphs[-1]._replace(number=whole)]


@cache
def face(name: FaceName = "Regular") -> Face:
    """A style of the shipped family, loaded once."""
    return Face(name)


def tidy(text: str) -> str:
    """Fold what prints nothing or prints alike: control and zero-width characters, odd blanks and hyphens.

    The result is NFC, with a NIKHAHIT + SARA AA pair (how some keyboards type it) made one SARA AM.
    """
    folded = unicodedata.normalize("NFC", text).translate(LOOKALIKES)
    folded = SPLIT_SARA_AM.sub("\\1" + SARA_AM, folded)
    if not folded.isprintable():
        folded = "".join(c for c in folded if c >= " " and not "\x7f" <= c <= "\x9f")
    return folded


def unprintable(text: str) -> list[str]:
    """The characters of a text (once each) that the fonts cannot print."""
    regular = face()
    return [c for c in dict.fromkeys(tidy(text)) if not regular.has(c)]


def _natural_texts(names: list[str], font: hb.Font) -> list[str]:
    """The characters each glyph stands for by itself, "" where that is unknown.

    Variants are named after their character: uni0E48.alt2 is a MAI EK in another place.
    """
    by_glyph: dict[int, str] = {}
    for code in (*range(0x20, 0x3000),):
        glyph = font.get_nominal_glyph(code)
        if glyph:
            by_glyph.setdefault(glyph, chr(code))
    texts = []
    for index, name in enumerate(names):
        text = by_glyph.get(index, "")
        if not text and name.startswith("uni0E") and "." in name:
            text = chr(int(name[3:7], 16))
        texts.append(text)
    return texts


def _tables(data: bytes) -> dict[str, bytes]:
    """The tables of a TrueType file by tag (OpenType specification, "Table directory")."""
    (count,) = struct.unpack_from(">H", data, 4)
    found = {}
    for entry in range(count):
        tag, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * entry)
        found[tag.decode("ascii")] = data[offset : offset + length]
    return found
