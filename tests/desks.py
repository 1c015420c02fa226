"""Desks on an empty database for tests: a district with an office and three schools, and circulars in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa

from api.actor import Actor, Role
from api.blobs import FolderBlobs
from api.database import now
from api.desk import Desk
from api.jobs import Jobs
from api.service import Service
from api.settings import Settings
from api.tables import districts, documents, new_id, schools
from extract.models import Circular
from generate.office import Office
from tests.circulars import circular
from tests.letters import OFFICE

DISTRICT, ELSEWHERE = "1" * 32, "2" * 32
CODES = ("1099000001", "1099000002", "1099000003")


def service_on(engine: sa.Engine, folder: Path, office: Office = OFFICE) -> Service:
    """A service without jobs, with two districts of which the first has the schools of CODES."""
    with engine.begin() as connection:
        for district in (DISTRICT, ELSEWHERE):
            row = {"id": district, "name": office.name, "office": office.model_dump(mode="json")}
            connection.execute(districts.insert().values(**row, created_at=now()))
        for code in CODES:
            row = {"id": f"school-{code}", "code": code, "name": f"โรงเรียน {code}", "feed_secret": code}
            connection.execute(schools.insert().values(**row, district_id=DISTRICT))
    blobs = FolderBlobs(folder / "blobs")
    return Service(Settings(data=folder), engine, blobs, cast(Jobs, None))


def desk(service: Service, role: Role = "officer", district: str = DISTRICT, school: str = "") -> Desk:
    """school: the code of the school whose user it is."""
    of_school = f"school-{school}" if school else None
    return Desk(service, Actor(f"{role}-1", f"คุณ {role}", role, district, of_school))


def add_circular(
    service: Service,
    of: Circular | None = None,
    *,
    status: str = "confirmed",
    district: str = DISTRICT,
    **columns: Any,
) -> str:
    """The id of a circular that was read (and, by default, confirmed)."""
    content = (of or circular()).model_dump(mode="json", by_alias=True)
    row_id = new_id()
    values = {
        "id": row_id,
        "district_id": district,
        "sha256": row_id * 2,
        "name": "หนังสือ.pdf",
        "size": 1,
        "media_type": "application/pdf",
        "status": status,
        "read_attempt": 1,
        "reading": content,
        "circular": content,
        "version": 1,
        "received_at": now(),
        **columns,
    }
    with service.engine.begin() as connection:
        connection.execute(documents.insert().values(values))
    return row_id
