"""Which certification forms a circular asks for, and making them for every school of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from extract.models import Circular, Deadline

if TYPE_CHECKING:
    from generate.office import Office
    from generate.schools import School

FORM_NAMES = {
    "confirm": "แบบยืนยันข้อมูลนักเรียน",
    "certify": "แบบรับรองข้อมูลนักเรียน",
    "assets": "แบบรับรองข้อมูลสิ่งก่อสร้างและครุภัณฑ์",
}
# "รับรองข้อมูลการมีตัวตนของนักเรียน", "ยืนยันจำนวนนักเรียน": the duty and the pupils in one breath.
PUPILS_CERTIFIED = re.compile(r"(รับรอง|ยืนยัน).{0,40}(นักเรียน|การมีตัวตน)")


def forms_asked(circular: Circular) -> list[str]:
    """`confirm` and `certify` where pupils are to be certified, `assets` for OBEC-Asset; often none."""
    asked = []
    if any(about_pupils(deadline) for deadline in circular.deadlines):
        asked += ["confirm", "certify"]
    if any("OBEC-Asset" in deadline.systems for deadline in circular.deadlines):
        asked.append("assets")
    return asked


def about_pupils(deadline: Deadline) -> bool:
    """Whether the deadline names DMC (the pupil data system) or the certification of pupils."""
    return "DMC" in deadline.systems or bool(PUPILS_CERTIFIED.search(deadline.action))


def form_name(school_code: str, form: str) -> str:
    """The form's file name below `forms/`."""
    return f"{school_code}-{form}.pdf"


def each_form(
    circular: Circular, schools: list[School], office: Office | None = None
) -> Iterator[tuple[str, bytes]]:
    """(file name, PDF) of every form asked for, school by school."""
    from generate import certification_form

    forms = forms_asked(circular)
    for school in schools:
        for form in forms:
            yield form_name(school.code, form), certification_form(circular, school, form, office=office)


def merged_forms(circular: Circular, schools: list[School], office: Office | None = None) -> bytes:
    """All forms of all schools as one PDF, in the order of the list."""
    import io

    import pikepdf

    with pikepdf.new() as merged:
        for _, form in each_form(circular, schools, office):
            with pikepdf.open(io.BytesIO(form)) as one:
                merged.pages.extend(one.pages)
        out = io.BytesIO()
        merged.save(out)
    return out.getvalue()
