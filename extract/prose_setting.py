"""What running text is read with: the letter's own date, issuer and addressee."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from extract.models import BoxTuple


@dataclass(frozen=True)
class Setting:
    """What the letter says of itself.

    on: its date, from which missing years and the past are judged. on_sure: whether that date was read for
    certain; where it was not, nothing is left out for being over. addressee: whom it asks where a sentence
    names nobody. ink: (page, box) of stamps and handwriting that may lie over the text.
    """

    on: date | None = None
    on_sure: bool = True
    addressee: str = ""
    issuer: str = ""
    ink: tuple[tuple[int, BoxTuple], ...] = ()


NOTHING_KNOWN = Setting()
