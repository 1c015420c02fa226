"""What stands in a paragraph of a DOCX: its text as shown, and its pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from ingest.layer_repair import draws_thai_digits
from ingest.thai_text import thai_digits

FORM_FEED = "\f"  # a page break
_EMU = 12700  # English metric units of a point
_LARGE = (200.0, 100.0)  # points: smaller pictures are emblems, signatures and the like


def text_of(p: Any) -> str:
    """The text of a paragraph element as shown: inserted text too, deleted text not; digits as its fonts draw
    them; tabs as tabs, line breaks as line ends, page breaks as form feeds."""
    text = ""
    for run in p.iter(qn("w:r")):
        if any(parent.tag in _UNSEEN for parent in run.iterancestors()):
            continue
        part = "".join(_piece(piece) for piece in run)
        text += thai_digits(part) if _in_it_font(run) else part
    return text


def _piece(piece: Any) -> str:
    """The text of one element of a run."""
    if piece.tag == qn("w:t"):
        return piece.text or ""
    if piece.tag == qn("w:br"):
        return FORM_FEED if piece.get(qn("w:type")) == "page" else "\n"
    return _SIGNS.get(piece.tag, "")


_UNSEEN = {
    qn("w:del"),
    qn("w:moveFrom"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:lastRenderedPageBreak"): FORM_FEED,
}


def _in_it_font(run: Any) -> bool:
    """Whether the run's own font draws Thai digits at the codes of ASCII ones. Digits are set in the font for
    Western text, also among Thai."""
    fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    return fonts is not None and any(
        draws_thai_digits(fonts.get(qn(f"w:{side}")) or "") for side in ("ascii", "hAnsi")
    )


def large_pictures(p: Any) -> Iterator[str]:
    """The relations of the pictures in a paragraph element that are large enough to hold text."""
    for drawing in p.iter(qn("w:drawing")):
        extent = next(drawing.iter(qn("wp:extent")), None)
        if extent is None:
            continue
        across, down = int(extent.get("cx", 0)) / _EMU, int(extent.get("cy", 0)) / _EMU
        if across >= _LARGE[0] and down >= _LARGE[1]:
            for blip in drawing.iter(qn("a:blip")):
                if relation := blip.get(qn("r:embed")):
                    yield relation
