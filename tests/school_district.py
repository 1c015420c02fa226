"""Districts with confirmed circulars that were published to their schools, for tests of schools and forms."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.database import now
from api.documents import DEFAULT_DISTRICT
from api.due_words import bangkok_today
from api.school_register import all_schools, import_schools
from api.search import index_circular
from api.tables import deadlines, districts, documents, new_id, publications
from extract.models import Circular, Deadline
from tests.circulars import DEADLINES, circular, deadline, sure

ROOT = Path(__file__).parent.parent
SAMPLE_SCHOOLS = ROOT / "samples" / "schools.csv"
FIRST, SECOND = "1099000001", "1099000002"


def engine_of(client: TestClient) -> sa.Engine:
    engine: sa.Engine = client.app.state.service.engine  # type: ignore[attr-defined]
    return engine


def iso(days: int, on: date | None = None) -> str:
    """A day so many days from today in Bangkok."""
    return ((on or bangkok_today()) + timedelta(days=days)).isoformat()


def duties(left: int) -> list[Deadline]:
    """The fictional circular's, of which the last day is so many days away."""
    day = iso(left)
    return [
        one.model_copy(update={"start": iso(left - 24) if one.kind == "window" else day, "end": day})
        for one in DEADLINES
    ]


def asking(left: int = 3, **changes: Any) -> Circular:
    """A circular that asks the schools for two forms."""
    return circular(**{"deadlines": duties(left), "calendars": [], **changes})


def notice(left: int, number: str, subject: str, **changes: Any) -> Circular:
    """One that asks for no form."""
    one = deadline(1, **{"action": subject, "systems": [], "end": iso(left), **changes})
    source = circular().source.model_copy(update={"sha256": new_id() * 2})
    return circular(source=source, number=sure(number), subject=sure(subject), deadlines=[one], calendars=[])


def keep(
    connection: sa.Connection,
    found: Circular,
    *,
    district: str = DEFAULT_DISTRICT,
    status: str = "confirmed",
    codes: tuple[str, ...] | None = None,
) -> str:
    """The circular as the review leaves it, published to the schools of these codes (None: all). Its id."""
    json = found.model_dump(mode="json", by_alias=True)
    values: dict[str, Any] = {
        "id": new_id(), "district_id": district, "sha256": found.source.sha256, "name": "หนังสือ.pdf",
        "size": 1, "media_type": "application/pdf", "status": status, "received_at": now(), "pages": 2,
        "circular": json, "reading": json, "read_attempt": 1,
        "number": found.number.value if found.number else None,
        "subject": found.subject.value if found.subject else None,
        "issuer": found.issuer.value if found.issuer else None,
        "dated": found.date.value if found.date else None,
    }  # fmt: skip
    connection.execute(documents.insert().values(values))
    index_circular(connection, district, values["id"], json)
    for one in found.deadlines if status == "confirmed" else ():
        row = {
            "district_id": district, "document_id": values["id"], "deadline_id": one.id, "kind": one.kind,
            "start": one.start, "end": one.end, "action": one.action, "actors": one.actors,
            "systems": one.systems, "deadline": one.model_dump(mode="json", by_alias=True),
        }  # fmt: skip
        connection.execute(deadlines.insert().values(row))
    for school in all_schools(connection, district):
        if codes is None or school.code in codes:
            row = {"document_id": values["id"], "school_id": school.id, "district_id": district}
            connection.execute(publications.insert().values(published_at=now(), **row))
    return str(values["id"])


def with_schools(connection: sa.Connection, district: str = DEFAULT_DISTRICT) -> None:
    if connection.execute(sa.select(districts.c.id).where(districts.c.id == district)).first() is None:
        row = {"id": district, "name": "สพป.ตัวอย่าง", "created_at": now()}
        connection.execute(districts.insert().values(row))
    import_schools(connection, district, SAMPLE_SCHOOLS.read_bytes(), "SCHOOLS.csv")
