"""Make the shipped fonts from the original TH Sarabun New.

    python generate/fonts/make_fonts.py FOLDER_WITH_THE_FOUR_ORIGINAL_TTF_FILES

The originals (version 1.35, 2011) come in the PyPI package odoo-addon-l10n_th_base_utils under
static/fonts/thai/THSarabunNew. What is changed, and why:

* Hints are dropped: nine tenths of the file, nothing at print resolution.
* Glyphs outside Thai, Latin-1 and common punctuation are dropped.
* Composite glyphs are made simple and glyph offsets short, so that a document's own subset is a plain
  concatenation of glyph records (`generate/font_subset.py`).
* The family is renamed, because a changed font must not pass for the original. The licence stays.

Needs fontTools (a development package); the shipped program never runs this.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

STYLES = {"Regular": "Regular", "Bold": "Bold", "Italic": "Italic", "BoldItalic": "Bold Italic"}
FAMILY = "Wian Sarabun"
CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *range(0x0E01, 0x0E3B),
    *range(0x0E3F, 0x0E5C),
    *(0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033),
    *(0x2039, 0x203A, 0x2044, 0x20AC, 0x2122, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x25CC),
]
NOTICE = " Changed for wian: hints removed, glyphs reduced, renamed; outlines and metrics untouched."


def make(source: Path, target: Path, style: str) -> None:
    """Write the reduced, renamed form of one original font file."""
    font = TTFont(source, recalcTimestamp=False)
    _reduce(font)
    _make_simple(font)
    _rename(font, style)
    font["head"].indexToLocFormat = 0
    font.save(target)


def _reduce(font: TTFont) -> None:
    options = Options()
    options.hinting = False
    options.layout_features = ["*"]
    options.name_IDs = ["*"]
    options.glyph_names = True
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["kern", "GlyphOrder", "PCLT", "VDMX", "hdmx", "LTSH", "gasp", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)


def _make_simple(font: TTFont) -> None:
    glyphs, table = font.getGlyphSet(), font["glyf"]
    for name in font.getGlyphOrder():
        if table[name].isComposite():
            recording = DecomposingRecordingPen(glyphs)
            glyphs[name].draw(recording)
            pen = TTGlyphPen(None)
            recording.replay(pen)
            table[name] = pen.glyph()


def _rename(font: TTFont, style: str) -> None:
    postscript = f"{FAMILY}-{style}".replace(" ", "")
    new = {1: FAMILY, 2: style, 3: f"wian: {postscript}", 4: f"{FAMILY} {style}", 6: postscript}
    for record in font["name"].names:
        if record.nameID in new:
            record.string = new[record.nameID]
        elif record.nameID == 0:
            record.string = str(record) + NOTICE
    font["name"].names = [record for record in font["name"].names if record.nameID not in (16, 17, 18)]


def main() -> None:
    source, target = Path(sys.argv[1]), Path(__file__).parent
    for file_style, style in STYLES.items():
        make(source / f"THSarabunNew-{file_style}.ttf", target / f"WianSarabun-{file_style}.ttf", style)


if __name__ == "__main__":
    main()
