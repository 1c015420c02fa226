"""Who has returned a form of a circular, who late, and who not at all; on the page and as a list to keep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from api.database import now
from api.due_words import moment_of
from api.registers import BANGKOK
from api.returns import COUNTED
from api.tables import documents, publications, returns, schools
from api.workbooks import SheetRow, workbook
from extract.models import Circular, Deadline
from generate.date_words import clock, long_date, when
from generate.form_descriptions import FORMS, deadline_of
from ingest.thai_text import thai_digits

Row = sa.Row[*tuple[Any, ...]]
Standing = Literal["returned", "late", "overdue", "waiting"]
STANDINGS: dict[Standing, str] = {
    "returned": "ส่งแล้ว",
    "late": "ส่งแล้ว (เกินกำหนด)",
    "overdue": "ยังไม่ส่ง (เกินกำหนด)",
    "waiting": "ยังไม่ส่ง",
}
COLUMNS = (
    ("ที่", 6.0),
    ("รหัสโรงเรียน", 14.0),
    ("โรงเรียน", 36.0),
    ("สถานะ", 22.0),
    ("วันที่ส่งคืน", 22.0),
    ("เวลา", 12.0),
    ("หมายเหตุ", 34.0),
)


@dataclass(frozen=True)
class SchoolStanding:
    """One school and one form. back: its first return that counts; open: returns that wait for a person."""

    school: Row
    standing: Standing
    back: Row | None
    open: int


@dataclass(frozen=True)
class Board:
    """deadline is None where the circular has none for this form, or only a doubtful one: then no school is
    late, and `due` is None."""

    form: str
    deadline: Deadline | None
    due: datetime | None
    schools: tuple[SchoolStanding, ...]

    def count(self, *standings: Standing) -> int:
        return sum(school.standing in standings for school in self.schools)


def board(
    connection: sa.Connection, district_id: str, document_id: str, form: str, *, at: datetime | None = None
) -> Board | None:
    """One line for each school that must return the form; None where there is no such circular.

    These are the schools to which the circular was published, or all open ones where it is not yet. A
    school's first return counts. KeyError for an unknown form.
    """
    circular = _circular(connection, district_id, document_id)
    if circular is None:
        return None
    asked = circular if isinstance(circular, Circular) else None
    (found,) = boards(connection, district_id, document_id, asked, [form], at=at)
    return found


def boards(
    connection: sa.Connection,
    district_id: str,
    document_id: str,
    circular: Circular | None,
    forms: Sequence[str],
    *,
    at: datetime | None = None,
) -> list[Board]:
    """The same for several forms of a circular that is at hand."""
    moment = at or now()
    schools_of = addressed(connection, district_id, document_id)
    found = []
    for form in forms:
        deadline = deadline_of(circular, FORMS[form]) if circular is not None else None
        due = moment_of(deadline)
        of: dict[str | None, list[Row]] = defaultdict(list)
        for row in _returns_of(connection, district_id, document_id, form):
            of[row.school_id].append(row)
        lines = tuple(_standing(school, of[school.id], due, moment) for school in schools_of)
        found.append(Board(form, deadline, due, lines))
    return found


def addressed(connection: sa.Connection, district_id: str, document_id: str) -> Sequence[Row]:
    """The schools that a circular concerns, by name."""
    query = sa.select(schools).where(schools.c.district_id == district_id).order_by(schools.c.name)
    published = sa.select(publications.c.school_id).where(publications.c.document_id == document_id)
    if rows := connection.execute(query.where(schools.c.id.in_(published))).all():
        return rows
    return connection.execute(query.where(schools.c.closed_at.is_(None))).all()


def board_workbook(result: Board, *, office: str, reference: str, thai: bool = True) -> bytes:
    """The board as .xlsx. reference: the circular as it is cited; thai: Thai digits."""
    digits = thai_digits if thai else str
    title = (
        f"บัญชีการส่ง{FORMS[result.form].title}",
        office,
        digits(reference),
        digits(f"กำหนดส่ง {when(result.deadline)}" if result.deadline else "กำหนดส่ง ไม่ปรากฏแน่ชัดในหนังสือ"),
        digits(
            f"ส่งแล้ว {result.count('returned', 'late')} แห่ง (เกินกำหนด {result.count('late')} แห่ง)  "
            f"ยังไม่ส่ง {result.count('overdue', 'waiting')} แห่ง"
        ),
    )
    rows = [
        SheetRow([digits(cell) for cell in _cells(number, line)])
        for number, line in enumerate(result.schools, start=1)
    ]
    return workbook("บัญชีการส่งแบบ", title, COLUMNS, rows)


def _cells(number: int, line: SchoolStanding) -> list[str]:
    at = line.back.received_at.astimezone(BANGKOK) if line.back is not None else None
    return [
        str(number),
        line.school.code,
        line.school.name,
        STANDINGS[line.standing],
        long_date(at.date()) if at else "",
        clock(f"{at:%H:%M}") if at else "",
        (line.back.note if line.back is not None else "")
        or (f"มีไฟล์รอตรวจ {line.open} รายการ" if line.open and line.back is None else ""),
    ]


def _standing(school: Row, of: Sequence[Row], due: datetime | None, moment: datetime) -> SchoolStanding:
    back = next((row for row in of if row.status in COUNTED), None)
    past = due is not None and (back.received_at if back is not None else moment) >= due
    in_time: Standing = "waiting" if back is None else "returned"
    after: Standing = "overdue" if back is None else "late"
    return SchoolStanding(
        school, after if past else in_time, back, sum(row.status == "unmatched" for row in of)
    )


def _returns_of(connection: sa.Connection, district_id: str, document_id: str, form: str) -> Sequence[Row]:
    which = (
        returns.c.district_id == district_id, returns.c.document_id == document_id, returns.c.form == form
    )  # fmt: skip
    return connection.execute(sa.select(returns).where(*which).order_by(returns.c.received_at)).all()


def _circular(connection: sa.Connection, district_id: str, document_id: str) -> Circular | bool | None:
    """The circular as it stands; True for one that is not read yet, None for none at all."""
    which = (documents.c.id == document_id, documents.c.district_id == district_id)
    row = connection.execute(sa.select(documents.c.circular).where(*which)).one_or_none()
    if row is None:
        return None
    return Circular.model_validate(row.circular) if row.circular else True
