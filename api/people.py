"""The administrators' page: who has an account, inviting others, ending accounts, adding districts."""

from __future__ import annotations

from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api import access, accounts, audit
from api.acting import Acting, Running
from api.actor import ROLES, Actor, Role
from api.database import now
from api.pages import page
from api.problems import Problem, not_found
from api.tables import districts, new_id, schools, users

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form(max_length=200)]


@router.get("/people")
def people(request: Request, service: Running, actor: Acting) -> Response:
    with service.engine.connect() as connection:
        return _page(request, connection, actor)


@router.post("/people")
def invite(
    request: Request,
    service: Running,
    actor: Acting,
    role: Text,
    district: Text = "",
    school: Text = "",
    person: Text = "",
) -> Response:
    """Shows the one-time link, which stands nowhere afterwards."""
    access.require(actor, "user.manage")
    if role not in access.MAY_INVITE.get(actor.role, ()):
        raise not_found()
    invited: Role = role
    with service.engine.begin() as connection:
        district_id = _district(connection, actor, invited, district)
        school_id = _school(connection, actor, school) if invited == "school" else None
        secret = accounts.invite(
            connection, invited, district_id=district_id, school_id=school_id, name=person
        )
        audit.record(connection, actor, "user.invite", f"user:{person}", {"role": role})
    with service.engine.connect() as connection:
        return _page(request, connection, actor, f"{request.base_url}invitation/{secret}")


@router.post("/people/{user_id}/new-password")
def new_password(user_id: str, request: Request, service: Running, actor: Acting) -> Response:
    """Shows a one-time link by which somebody who forgot the password chooses a new one."""
    access.require(actor, "user.manage")
    invitable = users.c.role.in_(access.MAY_INVITE.get(actor.role, ()))
    with service.engine.begin() as connection:
        found = access.rows(
            connection, actor, users, users.c.id == user_id, invitable, users.c.disabled_at.is_(None)
        )
        if not found:
            raise not_found()
        secret = accounts.reset_link(connection, found[0])
        audit.record(connection, actor, "user.reset", f"user:{user_id}")
    with service.engine.connect() as connection:
        return _page(request, connection, actor, f"{request.base_url}invitation/{secret}")


@router.post("/people/{user_id}/end")
def end(user_id: str, service: Running, actor: Acting) -> Response:
    access.require(actor, "user.manage")
    with service.engine.begin() as connection:
        if not access.rows(connection, actor, users, users.c.id == user_id):
            raise not_found()
        if user_id == actor.id:
            raise Problem(409, "own_account", "ปิดบัญชีของตนเองไม่ได้ โปรดให้ผู้ดูแลคนอื่นปิดให้")
        accounts.disable(connection, user_id)
        audit.record(connection, actor, "user.end", f"user:{user_id}")
    return RedirectResponse("/people", status_code=303)


@router.post("/districts")
def add_district(service: Running, actor: Acting, name: Text) -> Response:
    access.require(actor, "district.manage")
    if not name.strip():
        raise Problem(400, "no_name", "โปรดกรอกชื่อเขตพื้นที่")
    district_id = new_id()
    with service.engine.begin() as connection:
        connection.execute(districts.insert().values(id=district_id, name=name.strip(), created_at=now()))
        audit.record(connection, actor, "district.create", f"district:{district_id}", {"name": name.strip()})
    return RedirectResponse("/people", status_code=303)


def _page(request: Request, connection: sa.Connection, actor: Actor, link: str | None = None) -> Response:
    access.require(actor, "user.manage")
    own_districts = access.rows(connection, actor, districts)
    return page(
        request,
        "people.html",
        people=access.rows(connection, actor, users),
        roles=[role for role in ROLES if role in access.MAY_INVITE[actor.role]],
        districts=own_districts,
        district_names={row.id: row.name for row in own_districts},
        may_add_districts=access.allows(actor, "district.manage"),
        link=link,
        me=actor.id,
    )


def _district(connection: sa.Connection, actor: Actor, role: Role, given: str) -> str | None:
    """The district of the new account: the inviting one's own, or one that the system's admin names."""
    if role == "system-admin":
        return None
    if actor.district_id is not None:
        return actor.district_id
    if not access.rows(connection, actor, districts, districts.c.id == given):
        raise Problem(400, "district", "โปรดเลือกเขตพื้นที่ของผู้ใช้ใหม่")
    return given


def _school(connection: sa.Connection, actor: Actor, code: str) -> str:
    found = access.rows(connection, actor, schools, schools.c.code == code.strip())
    if not found:
        raise Problem(400, "school", "ไม่มีโรงเรียนรหัสนี้ในเขตพื้นที่ โปรดตรวจรหัส 10 หลัก")
    return str(found[0].id)
