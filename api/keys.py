"""`wian key create`: a key for a program, printed once. The service may be running."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from api import accounts, audit
from api.actor import SYSTEM, Actor, Role, Scope
from api.database import make_engine
from api.errors import InputError, read_bytes
from api.prepare import prepare
from api.school_register import import_schools
from api.settings import Settings
from api.tables import districts, schools

SCOPES: dict[str, tuple[Scope, ...]] = {"read": ("read",), "write": ("read", "write")}
ONLY_DISTRICT = "มีเขตพื้นที่หลายเขต โปรดระบุ --district เป็นหนึ่งใน: "


def create_key(
    settings: Settings,
    role: Role,
    district: str | None = None,
    school: str | None = None,
    scope: str = "write",
    name: str = "",
) -> str:
    """The new key, of which only a hash is kept. Raises InputError for an unknown district or school."""
    engine = make_engine(prepare(settings))
    try:
        with engine.begin() as connection:
            district_id = _district(connection, role, district)
            school_id = _school(connection, role, district_id, school, settings)
            key = accounts.create_key(
                connection,
                role,
                district_id=district_id,
                school_id=school_id,
                scopes=SCOPES[scope],
                name=name or role,
            )
            by = Actor(SYSTEM.id, "คำสั่ง wian key create", "system-admin", district_id, by="system")
            audit.record(connection, by, "key.create", f"key:{name or role}", {"role": role, "scope": scope})
    finally:
        engine.dispose()
    return key


def _district(connection: sa.Connection, role: Role, given: str | None) -> str | None:
    """The district's id: named by id, name or short name, or the only one there is."""
    if role == "system-admin":
        if given:
            raise InputError("district", "system-admin ไม่ขึ้นกับเขตพื้นที่ใด โปรดไม่ใส่ --district")
        return None
    rows: Sequence[sa.Row[Any]] = connection.execute(sa.select(districts)).all()
    fitting = [row for row in rows if given is None or given in (row.id, row.name, row.short_name)]
    if len(fitting) == 1:
        return str(fitting[0].id)
    names = ", ".join(f"{row.name} ({row.id})" for row in rows)
    if given is None or fitting:
        raise InputError("district", ONLY_DISTRICT + names)
    raise InputError("district", f"ไม่มีเขตพื้นที่ {given} โปรดระบุ --district เป็นหนึ่งใน: {names}")


def _school(
    connection: sa.Connection, role: Role, district_id: str | None, code: str | None, settings: Settings
) -> str | None:
    if (role == "school") != (code is not None):
        raise InputError("school", "ใช้ --school กับ --role school เท่านั้น และต้องใช้คู่กัน โปรดแก้แล้วสั่งใหม่")
    if code is None or district_id is None:
        return None
    found = _school_id(connection, district_id, code)
    if found is None and settings.schools:
        import_schools(connection, district_id, read_bytes(settings.schools), settings.schools.name)
        found = _school_id(connection, district_id, code)
    if found is None:
        raise InputError(
            "school", f"ไม่มีโรงเรียนรหัส {code} ในเขตพื้นที่นี้ โปรดตรวจรหัส หรือตั้งรายชื่อใน WIAN_SCHOOLS ก่อน"
        )
    return found


def _school_id(connection: sa.Connection, district_id: str, code: str) -> str | None:
    here = (schools.c.district_id == district_id) & (schools.c.code == code)
    return connection.execute(sa.select(schools.c.id).where(here)).scalar()
