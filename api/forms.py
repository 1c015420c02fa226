"""The certification forms a circular asks for, made for every school of a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from extract.models import Circular

if TYPE_CHECKING:
    from generate.office import Office
    from generate.schools import School


def form_name(school_code: str, form: str) -> str:
    """The form's file name below `forms/`."""
    return f"{school_code}-{form}.pdf"


def each_form(
    circular: Circular,
    schools: list[School],
    office: Office | None = None,
    *,
    archive: bool = False,
    fillable: bool = False,
) -> Iterator[tuple[str, bytes]]:
    """(file name, PDF) of every form asked for, school by school; archive and fillable as in `generate`."""
    from generate import certification_forms

    made = certification_forms(circular, schools, office=office, archive=archive, fillable=fillable)
    for school, form, pdf in made:
        yield form_name(school.code, form), pdf


def merged_forms(circular: Circular, schools: list[School], office: Office | None = None) -> bytes:
    """All forms of all schools as one PDF, in the order of the list."""
    from generate import certification_booklet

    return certification_booklet(circular, schools, office=office)
