"""Every Thai cluster is drawn as HarfBuzz draws it and gives its own text back."""

from __future__ import annotations

from importlib import resources
from itertools import product

import pytest
import uharfbuzz as hb
from hypothesis import given
from hypothesis import strategies as st

from generate.shaping import FaceName, UnprintableText, face, tidy, unprintable

CONSONANTS = "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
VOWELS = ["", *"ะัาำิีึืฺุู็์ํๅ"]
TONES = ["", *"่้๊๋"]
LEADING = ["", *"เแโใไ"]
FACES: list[FaceName] = ["Regular", "Bold", "Italic", "BoldItalic"]


def clusters() -> list[str]:
    """Every consonant with every vowel and tone, in the order NFC gives them."""
    found = []
    for consonant, vowel, tone in product(CONSONANTS, VOWELS, TONES):
        after = vowel in ("ะ", "า", "ำ", "ๅ")
        found.append(consonant + (tone + vowel if after else vowel + tone))
    return [lead + cluster for lead, cluster in product(LEADING, found)]


def harfbuzz(name: FaceName, text: str) -> list[tuple[int, int, int, int]]:
    """Glyph number, x of its origin, x offset, y offset as HarfBuzz gives them."""
    data = resources.files("generate").joinpath("fonts", f"WianSarabun-{name}.ttf").read_bytes()
    font = hb.Font(hb.Face(hb.Blob(data)))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction, buffer.script, buffer.language = "ltr", "Thai", "th"
    hb.shape(font, buffer)
    placed, pen = [], 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        placed.append((info.codepoint, pen, position.x_offset, position.y_offset))
        pen += position.x_advance
    return placed


@pytest.mark.parametrize("name", FACES)
def test_every_cluster_gives_its_text_back(name: FaceName) -> None:
    """The texts of a cluster's glyphs, joined, are the cluster."""
    shape = face(name).shape
    assert [c for c in clusters() if "".join(g.text for g in shape(c)) != c] == []


@pytest.mark.parametrize("name", FACES)
def test_positions_are_those_of_harfbuzz(name: FaceName) -> None:
    """Glyphs, their order, advances and offsets equal HarfBuzz's; SARA AM has a test of its own."""
    for consonant, vowel, tone in product(CONSONANTS, [v for v in VOWELS if v != "ำ"], TONES):
        text = consonant + vowel + tone
        ours, pen = [], 0
        for glyph in face(name).shape(text):
            ours.append((glyph.number, pen, glyph.dx, glyph.dy))
            pen += glyph.advance
        assert ours == harfbuzz(name, text), text


@pytest.mark.parametrize("name", FACES)
def test_sara_am_is_drawn_as_its_halves(name: FaceName) -> None:
    """The one glyph of SARA AM covers just what HarfBuzz's NIKHAHIT and SARA AA would, and moves as far."""
    shape = face(name).shape
    for consonant, tone in product(CONSONANTS, TONES):
        whole = shape(consonant + tone + "ำ")
        halves = harfbuzz(name, consonant + tone + "ำ")
        assert sum(g.advance for g in whole) == halves[-1][1] + face(name).widths[halves[-1][0]]
        assert len(whole) == len(halves) - 1


@pytest.mark.parametrize("text", ["office ffi fl fi", "ฤๅษี ฦๅ", "AVATAR Ta", "“ก” ‘ข’ … – —", "½ × ÷ ²"])
def test_ligatures_and_kerning_keep_the_text(text: str) -> None:
    """Glyphs that stand for several letters carry all of them."""
    assert "".join(g.text for g in face().shape(text)) == text


@given(
    st.text(alphabet=[chr(c) for c in (*range(0x20, 0x7F), *range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C))])
)
def test_any_thai_gives_its_text_back(text: str) -> None:
    """Even Thai that nobody would write loses and gains nothing."""
    clean = tidy(text)
    assert sorted("".join(g.text for g in face().shape(clean))) == sorted(clean)


def test_split_sara_am_is_joined() -> None:
    """What some keyboards type in two halves becomes one character, its tone in place."""
    assert tidy("น้ํา นํ้า คํา") == "น้ำ น้ำ คำ"


def test_control_and_zero_width_characters_are_dropped() -> None:
    """They print nothing, so they are not in the text either."""
    assert tidy("ก\u200bข\x00ค\x07\ufeffง\tจ\u00a0ฉ") == "กขคง จ ฉ"


def test_characters_the_fonts_lack_are_an_error() -> None:
    """Emoji and the like raise, naming the characters; they never become boxes."""
    with pytest.raises(UnprintableText) as caught:
        face().shape(tidy("ส่งงาน 😀 中"))
    assert caught.value.characters == ["😀", "中"]
    assert "U+1F600" in str(caught.value)
    assert unprintable("ส่งงาน 😀 中 ✓") == ["😀", "中", "✓"]
