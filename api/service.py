"""What the pages and the JSON API both do: take an upload, look one up, make its files."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from api.errors import InputError
from api.explain import Mark, draw_marks
from api.forms import merged_forms
from api.letter import letter_docx, letter_pdf
from api.office_file import load_office, load_schools
from api.problems import Problem, not_found
from api.read_process import PICTURE_DPI
from api.settings import Settings
from api.storage import Storage, Upload
from api.worker import Worker
from extract.models import Circular
from ingest.errors import DocumentError, TooLarge, UnknownFileType
from ingest.files import ReadingLimits, file_kind

if TYPE_CHECKING:
    from generate.office import Office
    from generate.schools import School

T = TypeVar("T")

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF, PNG, ICS = "application/pdf", "image/png", "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Service:
    """The parts of a running service."""

    settings: Settings
    storage: Storage
    worker: Worker

    def take(self, file: BinaryIO, name: str) -> Upload:
        """Keeps an upload and has it read. Raises Problem for what is certainly no circular."""
        data = file.read()
        try:
            file_kind(data, ReadingLimits())
        except DocumentError as error:
            raise refused(error) from None
        upload = self.storage.accept(data, name)
        self.storage.forget_error(upload.id)  # sent again: tried again
        self.worker.add(upload.id)
        return upload

    def find(self, circular_id: str) -> Upload:
        upload = self.storage.upload(circular_id)
        if upload is None:
            raise not_found("ไม่พบหนังสือฉบับนี้ โปรดตรวจที่อยู่ หรือส่งไฟล์ใหม่")
        return upload

    def read_circular(self, circular_id: str) -> Circular:
        """Raises Problem while there is no result."""
        self.find(circular_id)
        circular = self.storage.circular(circular_id)
        if circular is None:
            raise Problem(409, "not_read", "หนังสือฉบับนี้ยังอ่านไม่เสร็จหรืออ่านไม่ได้ โปรดดูสถานะก่อน")
        return circular

    def office(self) -> Office:
        if self.settings.office is None:
            raise Problem(409, "no_office", "ยังไม่ได้ตั้งค่าไฟล์หน่วยงาน โปรดให้ผู้ดูแลตั้ง WIAN_OFFICE")
        return usable(partial(load_office, self.settings.office))

    def schools(self) -> list[School]:
        if self.settings.schools is None:
            raise Problem(409, "no_schools", "ยังไม่ได้ตั้งค่ารายชื่อโรงเรียน โปรดให้ผู้ดูแลตั้ง WIAN_SCHOOLS")
        return usable(partial(load_schools, self.settings.schools))[0]

    def letter(self, circular_id: str) -> bytes:
        circular, office = self.read_circular(circular_id), self.office()
        return usable(lambda: letter_pdf(circular, office))

    def letter_docx(self, circular_id: str) -> bytes:
        circular, office = self.read_circular(circular_id), self.office()
        return usable(lambda: letter_docx(circular, office))

    def timeline(self, circular_id: str) -> bytes:
        from generate import timeline

        return timeline(self.read_circular(circular_id))

    def calendar(self, circular_id: str) -> bytes:
        from generate import deadlines_ics

        return deadlines_ics(self.read_circular(circular_id))

    def form(self, circular_id: str, school_code: str, form: str) -> bytes:
        from generate import certification_form, forms_asked

        circular = self.read_circular(circular_id)
        school = next((s for s in self.schools() if s.code == school_code), None)
        if school is None or form not in forms_asked(circular):
            raise not_found("ไม่มีแบบนี้สำหรับโรงเรียนนี้")
        office = self.office() if self.settings.office else None
        return certification_form(circular, school, form, office=office)

    def all_forms(self, circular_id: str) -> bytes:
        from generate import forms_asked

        circular = self.read_circular(circular_id)
        if not forms_asked(circular):
            raise not_found("หนังสือฉบับนี้ไม่ได้ขอแบบยืนยันหรือแบบรับรอง")
        office = self.office() if self.settings.office else None
        return merged_forms(circular, self.schools(), office)


def refused(error: DocumentError) -> Problem:
    status = 415 if isinstance(error, UnknownFileType) else 413 if isinstance(error, TooLarge) else 400
    return Problem(status, error.code, error.message_th)


def usable(make: Callable[[], T]) -> T:
    """A configured file that is wrong is the administrator's to mend, not a bug."""
    try:
        return make()
    except InputError as error:
        raise Problem(409, error.code, error.message_th) from None


def page_cut(picture: bytes, mark: Mark, margin: int = 14) -> bytes:
    """The part of a page picture (PNG) round a mark, framed, with `margin` points of context on each side."""
    from PIL import Image

    scale = PICTURE_DPI / 72
    x0, y0, x1, y1 = mark.box
    with Image.open(io.BytesIO(picture)) as opened:
        page = opened.convert("RGB")
    draw_marks(page, [mark], scale, labels=False)
    left, top = max(0, round((x0 - margin) * scale)), max(0, round((y0 - margin) * scale))
    right = min(page.width, max(left + 1, round((x1 + margin) * scale)))
    bottom = min(page.height, max(top + 1, round((y1 + margin) * scale)))
    out = io.BytesIO()
    page.crop((left, top, right, bottom)).save(out, "PNG")
    return out.getvalue()
