"""Text fields of a fillable PDF (AcroForm, PDF 32000-1, 12.7), each with its own picture of its value.

Viewers draw what a field holds from its appearance stream. Ours is shaped like all other text, so that no
viewer has to set Thai itself before somebody types; nothing asks it to (no NeedAppearances).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from generate.pdf_objects import Raw, reference, stream, utf16_string
from generate.text_runs import RESOURCE, Style

ALIGNMENTS = {"left": 0, "center": 1, "right": 2}
PRINTED = 4  # annotation flag


@dataclass(frozen=True)
class Field:
    """One field. name is unique in the file, tip says what it is for; the box in points from the lower left.

    shown: operators that show the text, already at their place in the box, "" for an empty field.
    """

    name: str
    tip: str
    value: str
    style: Style
    align: str
    box: tuple[float, float, float, float]
    shown: str


class FormFields:
    """The fields of a document; `annotations` gives those of the page being ended."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._fonts = b"/Font %s" % document.Reference(document.idToObject["BasicFonts"]).format(document)
        self._all: list[bytes] = []
        self._page: list[bytes] = []

    def add(self, field: Field, structure_number: int | None) -> bytes:
        """Write a field; gives the reference to it. structure_number: its key in the tree of parents.

        Its font size is 0: a viewer then chooses one with which all that is typed fits.
        """
        document = self._document
        left, bottom, right, top = field.box
        picture = stream(
            b"/Type /XObject /Subtype /Form /BBox [0 0 %.2f %.2f] /Resources << %s >>"
            % (right - left, top - bottom, self._fonts),
            f"/Tx BMC q {field.shown} Q EMC".encode("latin-1"),
        )
        # Fields that look alike share their picture.
        name = f"Appearance{hashlib.sha256(picture.syntax).hexdigest()[:16]}"
        appearance = document.Reference(document.idToObject.get(name) or picture, name).format(document)
        owner = b"" if structure_number is None else b" /StructParent %d" % structure_number
        item = Raw(
            b"<< /Type /Annot /Subtype /Widget /FT /Tx /T %s /TU %s /V %s /DA (/%s 0 Tf 0 g) /Q %d /F %d"
            b" /Rect [%.2f %.2f %.2f %.2f] /AP << /N %s >>%s >>"
            % (
                utf16_string(field.name),
                utf16_string(field.tip),
                utf16_string(field.value),
                RESOURCE[field.style.face].encode("ascii"),
                ALIGNMENTS[field.align],
                PRINTED,
                *field.box,
                appearance,
                owner,
            )
        )
        made = reference(document, item)
        self._all.append(made)
        self._page.append(made)
        return made

    def annotations(self) -> bytes:
        """The page's entry for its fields, and forget them."""
        listed, self._page = self._page, []
        return b" /Annots [%s]" % b" ".join(listed) if listed else b""

    def add_to(self, document: Any) -> None:
        """Give the catalogue the list of all fields."""
        document.Catalog.__NoDefault__ = [*document.Catalog.__NoDefault__, "AcroForm"]
        document.Catalog.AcroForm = Raw(
            b"<< /Fields [%s] /DR << %s >> /DA (/FR 0 Tf 0 g) >>" % (b" ".join(self._all), self._fonts)
        )
