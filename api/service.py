"""What the pages and the JSON API both do: take an upload, look one up, make its files."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import sqlalchemy as sa

from api import documents
from api.blobs import BlobMissing, Blobs, keep_original, original_key, page_key
from api.errors import InputError
from api.explain import Mark, draw_marks
from api.forms import merged_forms
from api.jobs import Jobs
from api.language import marked
from api.office_file import load_schools
from api.offices import first_office, office_of
from api.problems import TOO_LARGE, Problem, not_found
from api.read_process import PICTURE_DPI
from api.school_register import all_schools, any_school, as_school
from api.settings import Settings
from extract.models import Circular
from ingest.errors import DocumentError, TooLarge, UnknownFileType
from ingest.files import FileKind, file_kind

if TYPE_CHECKING:
    from generate.office import Office
    from generate.schools import School

T = TypeVar("T")
# What else the transaction of a change writes: its trace in the audit.
Also = Callable[[sa.Connection, documents.Row], None]

MEGABYTE = 1024 * 1024
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
NO_OFFICE = marked("ยังไม่ได้ตั้งค่าหน่วยงาน โปรดให้ผู้ดูแลกรอกที่หน้าตั้งค่า หรือตั้ง WIAN_OFFICE")
NO_SCHOOLS = marked("ยังไม่มีรายชื่อโรงเรียน โปรดให้ผู้ดูแลนำเข้าที่หน้าตั้งค่า หรือตั้ง WIAN_SCHOOLS")
PDF, PNG, ICS = "application/pdf", "image/png", "text/calendar; charset=utf-8"


def nothing_else(_connection: sa.Connection, _row: documents.Row) -> None:
    pass


@dataclass(frozen=True)
class Service:
    """The parts of a running web process. Every method takes the district on whose behalf it is asked."""

    settings: Settings
    engine: sa.Engine
    blobs: Blobs
    jobs: Jobs

    def take(
        self,
        district_id: str,
        file: BinaryIO,
        name: str,
        by: str = "",
        also: Also = nothing_else,
        source: str = "upload",
    ) -> documents.Taken:
        """Keeps an upload and has it read: the file first, then its row and its job in one transaction.

        also: what else that transaction writes of it. Raises Problem for what is certainly no circular.
        """
        data = file.read()
        if len(data) > self.settings.max_upload_mb * MEGABYTE:
            raise Problem(413, "too_large", TOO_LARGE)
        try:
            kind = file_kind(data, self.settings.limits)
        except DocumentError as error:
            raise refused(error) from None
        sha256 = keep_original(self.blobs, data)
        with self.engine.begin() as connection:
            taken = documents.take(
                connection,
                district_id,
                sha256=sha256,
                name=name,
                size=len(data),
                media_type=media_type(kind, data),
                source=source,
                by=by,
            )
            if taken.fresh:
                self.jobs.submit(connection, taken.document.id, taken.document.attempt)
            also(connection, taken.document)
        return taken

    def find(self, district_id: str, circular_id: str) -> documents.Row:
        with self.engine.connect() as connection:
            row = documents.find(connection, district_id, circular_id)
        if row is None:
            raise not_found("ไม่พบหนังสือฉบับนี้ โปรดตรวจที่อยู่ หรือส่งไฟล์ใหม่")
        return row

    def listed(
        self,
        district_id: str,
        status: str | Sequence[str] | None = None,
        after: str | None = None,
        most: int = 50,
        visible: sa.ColumnElement[bool] | None = None,
    ) -> Sequence[documents.Row]:
        with self.engine.connect() as connection:
            return documents.listed(
                connection, district_id, status=status, after=after, most=most, visible=visible
            )

    def circular_json(self, district_id: str, circular_id: str) -> dict[str, Any] | None:
        """What is known of it so far; None while there is no reading."""
        with self.engine.connect() as connection:
            return documents.circular_json(connection, district_id, circular_id)

    def read_circular(self, district_id: str, circular_id: str) -> Circular:
        """Raises Problem while there is no result."""
        self.find(district_id, circular_id)
        circular = self.circular_json(district_id, circular_id)
        if circular is None:
            raise Problem(409, "not_read", "หนังสือฉบับนี้ยังอ่านไม่เสร็จหรืออ่านไม่ได้ โปรดดูสถานะก่อน")
        return Circular.model_validate(circular)

    def cancel(self, district_id: str, circular_id: str, also: Also = nothing_else) -> documents.Row:
        """Stops one that waits or is being read."""
        self.find(district_id, circular_id)
        with self.engine.begin() as connection:
            row = documents.cancel(connection, district_id, circular_id)
            if row is not None:
                also(connection, row)
        if row is None:
            raise Problem(409, "not_reading", "หนังสือฉบับนี้อ่านเสร็จหรือยกเลิกไปแล้ว จึงยกเลิกไม่ได้")
        self.jobs.cancel(
            row.id, row.attempt
        )  # if this fails, the reading ends in vain: its row says cancelled
        return row

    def read_again(self, district_id: str, circular_id: str, also: Also = nothing_else) -> documents.Row:
        """Reads the file anew; what people corrected in an unconfirmed reading is replaced."""
        self.find(district_id, circular_id)
        with self.engine.begin() as connection:
            row = documents.read_again(connection, district_id, circular_id)
            if row is None:
                raise Problem(409, "not_again", "หนังสือฉบับนี้กำลังอ่านอยู่หรือยืนยันแล้ว จึงยังสั่งอ่านใหม่ไม่ได้")
            self.jobs.submit(connection, row.id, row.attempt)
            also(connection, row)
        return row

    def original(self, district_id: str, circular_id: str) -> tuple[documents.Row, bytes]:
        row = self.find(district_id, circular_id)
        return row, self.blobs.get(original_key(row.sha256))

    def page_picture(self, district_id: str, circular_id: str, number: int) -> bytes:
        """PNG of an upright page, PICTURE_DPI to the inch."""
        row = self.find(district_id, circular_id)
        try:
            return self.blobs.get(page_key(row.id, row.read_attempt or 0, number))
        except BlobMissing:
            raise not_found("ไม่มีภาพหน้านี้") from None

    def is_ready(self) -> bool:
        """Whether the database and the store answer. Raises what they raise."""
        with self.engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
        self.blobs.has("originals/probe")
        return True

    def office(self, district_id: str) -> Office:
        """Raises Problem where the district has none yet."""
        office = self.office_or_none(district_id)
        if office is None:
            raise Problem(409, "no_office", NO_OFFICE)
        return office

    def office_or_none(self, district_id: str) -> Office | None:
        with self.engine.connect() as connection:
            office = office_of(connection, district_id)
        return office or usable(lambda: first_office(self.settings, district_id))

    def schools(self, district_id: str) -> list[School]:
        """The open schools of a district by name. Raises Problem where it has none yet."""
        with self.engine.connect() as connection:
            found = [as_school(row) for row in all_schools(connection, district_id)]
        if found:
            return found
        if self.settings.schools is not None and district_id == documents.DEFAULT_DISTRICT:
            usable(partial(load_schools, self.settings.schools))  # says what is wrong with the list
        raise Problem(409, "no_schools", NO_SCHOOLS)

    def has_schools(self, district_id: str) -> bool:
        with self.engine.connect() as connection:
            return any_school(connection, district_id)

    def timeline(self, district_id: str, circular_id: str) -> bytes:
        from generate import timeline

        return timeline(self.read_circular(district_id, circular_id))

    def calendar(self, district_id: str, circular_id: str) -> bytes:
        from generate import deadlines_ics

        return deadlines_ics(self.read_circular(district_id, circular_id))

    def form(self, district_id: str, circular_id: str, school_code: str, form: str) -> bytes:
        from generate import certification_form, forms_asked

        circular = self.read_circular(district_id, circular_id)
        school = next((s for s in self.schools(district_id) if s.code == school_code), None)
        if school is None or form not in forms_asked(circular):
            raise not_found("ไม่มีแบบนี้สำหรับโรงเรียนนี้")
        office = self.office_or_none(district_id)
        return certification_form(circular, school, form, office=office)

    def all_forms(self, district_id: str, circular_id: str) -> bytes:
        from generate import forms_asked

        circular = self.read_circular(district_id, circular_id)
        if not forms_asked(circular):
            raise not_found("หนังสือฉบับนี้ไม่ได้ขอแบบยืนยันหรือแบบรับรอง")
        office = self.office_or_none(district_id)
        return merged_forms(circular, self.schools(district_id), office)


def refused(error: DocumentError) -> Problem:
    status = 415 if isinstance(error, UnknownFileType) else 413 if isinstance(error, TooLarge) else 400
    return Problem(status, error.code, error.message_th)


def media_type(kind: FileKind, data: bytes) -> str:
    """Told by the content, never by what the sender says."""
    if kind == "picture":
        return next((name for start, name in PICTURES.items() if data.startswith(start)), "image/tiff")
    return PDF if kind == "pdf" else DOCX


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
