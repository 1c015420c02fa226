"""The main job: from a circular to a folder with its JSON, letter, calendar, timeline and forms."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from api.errors import InputError
from api.forms import each_form
from api.letter import letter_pdf
from extract.models import Circular

if TYPE_CHECKING:
    from datetime import date

    from generate.office import Office
    from generate.schools import School

# Everything this job may ever have written into its folder: what an earlier run left there and this one does
# not make again is taken away, so that no letter of another circular is mistaken for this one's.
MADE_BY_US = (
    "circular.json",
    "forwarding-letter.pdf",
    "deadlines.ics",
    "timeline.pdf",
    "forms/*-confirm.pdf",
    "forms/*-certify.pdf",
    "forms/*-assets.pdf",
)
FORMS = "แบบยืนยัน/รับรอง"


@dataclass
class Made:
    """What a run wrote (paths below its folder) and, in Thai, which document was not made and why."""

    files: list[str] = field(default_factory=list)
    not_made: dict[str, str] = field(default_factory=dict)


def write_results(
    circular: Circular,
    out: Path,
    office: Office | None = None,
    schools: list[School] | None = None,
    issued: date | None = None,
) -> Made:
    """Makes everything the circular asks for and puts it into `out`, which is never left half-written.

    Raises InputError where the folder cannot be written.
    """
    made = Made(not_made=reasons_not_made(circular, office, schools))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as staging:
            # A folder made by tempfile is private (0700); below it the user's own mask decides.
            result = Path(staging, "result")
            for name, content in results(circular, office, schools, issued):
                target = result / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
                made.files.append(name)
            publish(result, out)
    except OSError as error:
        raise InputError(
            "cannot_write", f"เขียนลงโฟลเดอร์ {out} ไม่ได้ ({error.strerror}) โปรดตรวจสิทธิ์และที่ว่าง"
        ) from error
    return made


def results(
    circular: Circular, office: Office | None, schools: list[School] | None, issued: date | None = None
) -> Iterator[tuple[str, bytes]]:
    """(path below the folder, bytes) of every result, one at a time."""
    from generate import deadlines_ics, timeline

    yield "circular.json", circular.to_json().encode()
    if office:
        yield "forwarding-letter.pdf", letter_pdf(circular, office, issued)
    yield "deadlines.ics", deadlines_ics(circular)
    yield "timeline.pdf", timeline(circular)
    for name, form in each_form(circular, schools or [], office):
        yield f"forms/{name}", form


def reasons_not_made(
    circular: Circular, office: Office | None, schools: list[School] | None
) -> dict[str, str]:
    from generate import forms_asked

    reasons = {}
    if office is None:
        reasons["หนังสือแจ้งต่อ"] = "ไม่ได้ทำ เพราะไม่ได้ระบุไฟล์หน่วยงาน (--office)"
    if not forms_asked(circular):
        reasons[FORMS] = "ไม่ได้ทำ เพราะหนังสือฉบับนี้ไม่ได้ขอ"
    elif schools is None:
        reasons[FORMS] = "ไม่ได้ทำ เพราะไม่ได้ระบุรายชื่อโรงเรียน (--schools)"
    elif not schools:
        reasons[FORMS] = "ไม่ได้ทำ เพราะไม่มีโรงเรียนที่ใช้ได้ในรายชื่อ"
    return reasons


def publish(result: Path, out: Path) -> None:
    """Puts the finished files in place. A new folder appears at once; in one that exists, file by file."""
    if not out.exists():
        result.rename(out)
        return
    finished = {path.relative_to(result) for path in result.rglob("*") if path.is_file()}
    for old in [path for pattern in MADE_BY_US for path in out.glob(pattern)]:
        if old.relative_to(out) not in finished:
            old.unlink()
    for name in sorted(finished):
        (out / name).parent.mkdir(exist_ok=True)
        (result / name).replace(out / name)


def write_file(path: Path, content: bytes) -> None:
    """Writes one file whole or not at all. Raises InputError where it cannot be written."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError("cannot_write", f"เขียนไฟล์ {path} ไม่ได้ ({error.strerror})") from error
