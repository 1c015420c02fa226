"""One school as a form: what was typed becomes a School, or a list of what to mend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from api.language import gettext as _
from api.language import marked
from api.office_form import OfficeProblems
from generate.schools import COLUMNS, LEVELS, School
from ingest.thai_text import fold_digits

PARTS = ("male", "female", "rooms")
LABELS: dict[str, str] = {
    "code": marked("รหัสโรงเรียน 10 หลัก"),
    "name": marked("ชื่อโรงเรียน"),
    "smis_code": marked("รหัส SMIS 8 หลัก"),
    "obec_code": marked("รหัส OBEC 6 หลัก"),
    "subdistrict": marked("ตำบล"),
    "district": marked("อำเภอ"),
    "province": marked("จังหวัด"),
    "director": marked("ผู้อำนวยการโรงเรียน"),
    "data_officer": marked("เจ้าหน้าที่ข้อมูล"),
}


def school_of_form(given: Mapping[str, Any]) -> School:
    """Raises OfficeProblems."""
    values: dict[str, Any] = {name: str(given.get(name, "")).strip() for name in COLUMNS}
    for code in ("code", "smis_code", "obec_code"):
        values[code] = fold_digits(values[code])
    counts: dict[str, dict[str, int]] = {}
    problems = []
    for level in LEVELS:
        for part in PARTS:
            name = f"{level}_{part}"
            typed = fold_digits(str(given.get(name, ""))).strip().replace(",", "")
            if not typed:
                continue
            if not (typed.isascii() and typed.isdigit() and len(typed) <= 5):
                problems.append((name, _("“%(typed)s” ไม่ใช่จำนวนเต็ม โปรดแก้", typed=typed)))
                continue
            counts.setdefault(level, {})[part] = int(typed)
    try:
        school = School.model_validate({**values, "counts": counts})
    except ValidationError as error:
        problems += [_in_words(str(problem["loc"][0])) for problem in error.errors()]
        raise OfficeProblems(problems) from None
    if problems:
        raise OfficeProblems(problems)
    return school


def values_of(school: School | None) -> dict[str, Any]:
    """What the form's fields hold for a school."""
    if school is None:
        return {}
    values: dict[str, Any] = {name: getattr(school, name) for name in COLUMNS}
    for level, count in school.counts.items():
        values |= {f"{level}_{part}": getattr(count, part) for part in PARTS}
    return values


def _in_words(field: str) -> tuple[str, str]:
    if field == "code":
        return field, _("รหัสโรงเรียนต้องเป็นเลข 10 หลัก โปรดตรวจกับข้อมูลโรงเรียน")
    if field == "name":
        return field, _("โปรดกรอกชื่อโรงเรียน")
    return field, _("%(name)s ใช้ไม่ได้ โปรดแก้", name=_(LABELS.get(field, field)))
