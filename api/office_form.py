"""The office of a district as a form: what was typed becomes an Office, or a list of what to mend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotated_types import Ge, Le
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from api.language import gettext as _
from api.language import marked
from generate.emblem import EmblemError, read_emblem
from generate.letter_layout import LayoutProfile
from generate.office import ADDRESSEE, Office
from ingest.thai_text import fold_digits

MOST_EMBLEM_BYTES = 1_000_000
MOST_EMBLEM_PIXELS = 40_000_000
LINES = ("address", "unit")  # one line of the field is one line of the letter
TICKS = ("circular", "thai_digits")
ACTING = "ปฏิบัติราชการแทน"
SIGNATORY = ("name", "position", "acting_for", "acting")
# The millimetres that offices change; the others keep what the typing rules say.
LAYOUT: dict[str, str] = {
    "margin_left": marked("ขอบซ้าย"),
    "margin_right": marked("ขอบขวา"),
    "margin_bottom": marked("ขอบล่าง"),
    "emblem_top": marked("ตราห่างจากขอบบน"),
    "emblem_height": marked("ความสูงของตรา"),
    "head_baseline": marked("บรรทัด “ที่” ห่างจากขอบบน"),
    "office_from_margin": marked("ชื่อส่วนราชการห่างจากขอบซ้าย"),
    "date_from_margin": marked("วันที่ห่างจากขอบซ้าย"),
    "paragraph_indent": marked("ย่อหน้า"),
    "closing_from_margin": marked("คำลงท้ายห่างจากขอบซ้าย"),
    "font_size": marked("ขนาดตัวอักษร (พอยต์)"),
    "line_pitch": marked("ระยะระหว่างบรรทัด"),
}
NAMES: dict[str, str] = {
    "name": marked("ชื่อสำนักงาน"),
    "number_prefix": marked("รหัสหนังสือ"),
    "signatory.name": marked("ชื่อผู้ลงนาม"),
    "signatory.position": marked("ตำแหน่งผู้ลงนาม"),
    **{f"layout.{name}": label for name, label in LAYOUT.items()},
}
BAD_EMBLEM = marked("ไฟล์ตราต้องเป็น SVG, PNG หรือ JPEG ไม่เกิน 1 เมกะไบต์")


class OfficeProblems(Exception):
    """What is wrong with the form: (name of the field, sentence in the reader's language)."""

    def __init__(self, found: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(message for _field, message in found))
        self.found = found


def office_of_form(given: Mapping[str, Any], before: Office | None, emblem: bytes | None) -> Office:
    """emblem: a new file, None to keep the one before. Raises OfficeProblems.

    A field that the form leaves out (the numbers, finer points of the layout) stays as it was before.
    """
    values: dict[str, Any] = before.model_dump() if before else {"layout": {}, "signatory": {}}
    texts = {name: str(given.get(name, "")).strip() for name in given}
    for name in ("name", "short_name", "number_prefix", "phone", "fax", "email"):
        values[name] = texts.get(name, "")
    values["addressee"] = texts.get("addressee") or ADDRESSEE
    values |= {name: texts.get(name, "").splitlines() for name in LINES}
    values |= {name: bool(texts.get(name)) for name in TICKS}
    signs = {part: texts.get(f"signatory.{part}", "") for part in SIGNATORY}
    values["signatory"] = signs | {"acting": signs["acting"] or ACTING}
    values["layout"] = {**values["layout"], **_layout(texts)}
    if texts.get("remove_emblem"):
        values["emblem"] = None
    elif emblem:
        values["emblem"] = usable_emblem(emblem)
    try:
        return Office.model_validate(values)
    except ValidationError as error:
        raise OfficeProblems([_in_words(problem) for problem in error.errors()]) from None


def usable_emblem(data: bytes) -> bytes:
    """The file itself, if letters can print it. Raises OfficeProblems."""
    if len(data) > MOST_EMBLEM_BYTES or b"<!DOCTYPE" in data or b"<!ENTITY" in data or data[:5] == b"%PDF-":
        raise OfficeProblems([("emblem", _(BAD_EMBLEM))])
    try:
        if b"<svg" not in data[:4096]:
            _not_too_many_pixels(data)
        read_emblem(data)
    except (EmblemError, OSError, ValueError) as error:
        why = str(error) if isinstance(error, EmblemError) else _(BAD_EMBLEM)
        raise OfficeProblems([("emblem", why)]) from None
    return data


def values_of(office: Office | None) -> dict[str, Any]:
    """What the form's fields hold for an office."""
    if office is None:
        ticked = dict.fromkeys(TICKS, "yes")
        return ticked | {"addressee": ADDRESSEE, "signatory.acting": ACTING}
    values: dict[str, Any] = {
        name: getattr(office, name)
        for name in ("name", "short_name", "number_prefix", "phone", "fax", "email", "addressee")
    }
    values |= {name: "\n".join(getattr(office, name)) for name in LINES}
    values |= {name: "yes" if getattr(office, name) else "" for name in TICKS}
    values |= {f"signatory.{part}": getattr(office.signatory, part) for part in SIGNATORY}
    return values | {f"layout.{name}": f"{getattr(office.layout, name):g}" for name in LAYOUT}


def standard_layout() -> dict[str, str]:
    """What the typing rules say, to be shown beside an office's own."""
    return {name: f"{LayoutProfile.model_fields[name].default:g}" for name in LAYOUT}


def _layout(texts: Mapping[str, str]) -> dict[str, Any]:
    """The millimetres that were typed; an empty field means what the typing rules say."""
    typed = {name: fold_digits(texts[f"layout.{name}"]) for name in LAYOUT if f"layout.{name}" in texts}
    standard = standard_layout()
    own = {name: value or standard[name] for name, value in typed.items()}
    changed = any(value != standard[name] for name, value in own.items())
    return {**own, "name": "own" if changed else "standard"} if own else {}


def _not_too_many_pixels(data: bytes) -> None:
    """Raises ValueError before anything is unpacked."""
    import io

    from PIL import Image

    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
        if picture.width * picture.height > MOST_EMBLEM_PIXELS:
            raise ValueError


def _in_words(problem: ErrorDetails) -> tuple[str, str]:
    field = ".".join(str(part) for part in problem["loc"])
    name = _(NAMES.get(field, field))
    if problem["type"] in ("string_too_short", "missing"):
        return field, _("โปรดกรอก%(name)s", name=name)
    if field.startswith("layout."):
        least, most = _bounds(field.removeprefix("layout."))
        if least is not None and most is not None:
            return field, _("%(name)s ต้องเป็นตัวเลข %(least)s ถึง %(most)s", name=name, least=least, most=most)
        return field, _("%(name)s ต้องเป็นตัวเลข", name=name)
    return field, _("%(name)s ใช้ไม่ได้ โปรดแก้", name=name)


def _bounds(name: str) -> tuple[str | None, str | None]:
    least = most = None
    for rule in LayoutProfile.model_fields[name].metadata:
        if isinstance(rule, Ge):
            least = f"{rule.ge:g}"
        if isinstance(rule, Le):
            most = f"{rule.le:g}"
    return least, most
