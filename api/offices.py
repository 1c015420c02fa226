"""The office of each district, as its letters name it: kept with the district, changed on the settings page.

Until a district has saved one of its own, the first district takes the file of WIAN_OFFICE as it stands.
"""

from __future__ import annotations

import base64
import logging
from typing import Any

import sqlalchemy as sa

from api.documents import DEFAULT_DISTRICT
from api.errors import InputError, read_bytes
from api.office_file import load_office
from api.school_register import import_schools
from api.settings import Settings
from api.tables import districts, schools
from generate.office import Office
from generate.schools import SchoolListError

log = logging.getLogger(__name__)


def office_of(connection: sa.Connection, district_id: str) -> Office | None:
    """What the district has saved; None where it has not."""
    query = sa.select(districts.c.office).where(districts.c.id == district_id)
    kept: dict[str, Any] | None = connection.execute(query).scalar_one_or_none()
    return Office.model_validate(_with_bytes(kept)) if kept else None


def first_office(settings: Settings, district_id: str) -> Office | None:
    """What the settings give a district that has saved none. Raises InputError for a file that is wrong."""
    if settings.office is None or district_id != DEFAULT_DISTRICT:
        return None
    return load_office(settings.office)


def save_office(connection: sa.Connection, district_id: str, office: Office) -> None:
    """The district's name follows that of its office."""
    kept = office.model_dump(mode="json", exclude={"emblem"})
    if office.emblem is not None:
        kept["emblem"] = base64.b64encode(office.emblem).decode()
    values = {"office": kept, "name": office.name, "short_name": office.short_name}
    connection.execute(districts.update().where(districts.c.id == district_id).values(values))


def first_schools(connection: sa.Connection, settings: Settings) -> None:
    """Takes over the list of WIAN_SCHOOLS where the first district has no school yet.

    A list that is wrong stops nothing: who asks for forms is told.
    """
    if settings.schools is None:
        return
    here = sa.select(schools.c.id).where(schools.c.district_id == DEFAULT_DISTRICT).limit(1)
    if connection.execute(here).first():
        return
    if (
        connection.execute(sa.select(districts.c.id).where(districts.c.id == DEFAULT_DISTRICT)).first()
        is None
    ):
        return
    try:
        import_schools(connection, DEFAULT_DISTRICT, read_bytes(settings.schools), settings.schools.name)
    except (InputError, SchoolListError) as error:
        log.warning("WIAN_SCHOOLS: %s", error)


def _with_bytes(kept: dict[str, Any]) -> dict[str, Any]:
    emblem = kept.get("emblem")
    return {**kept, "emblem": base64.b64decode(emblem) if emblem else None}
