"""The JSON API of the settings: the office, its schools, the keys of programs."""

from __future__ import annotations

import base64
from typing import Any, Literal

from fastapi import APIRouter, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel, Field, ValidationError

from api.acting import AtDesk
from api.actor import Role
from api.etags import TaggedRoute
from api.office_file import problems_of
from api.office_form import OfficeProblems, usable_emblem
from api.problems import Problem, not_found
from api.school_register import Row, as_school
from api.service import PNG
from generate.office import Office
from generate.schools import LevelCount, School

router = APIRouter(prefix="/api/v1", route_class=TaggedRoute)


class SchoolGiven(BaseModel):
    """A school as the list of schools has it; `counts` by level (k1 … m6)."""

    code: str
    name: str
    smis_code: str = ""
    obec_code: str = ""
    subdistrict: str = ""
    district: str = ""
    province: str = ""
    director: str = ""
    data_officer: str = ""
    counts: dict[str, LevelCount] = {}
    email: str = Field("", max_length=200)


class KeyGiven(BaseModel):
    name: str = Field(min_length=1, max_length=100)
    role: Role
    scope: Literal["read", "write"] = "read"
    school: str = ""


class Links(BaseModel):
    open: bool


@router.get("/office")
def office(desk: AtDesk) -> dict[str, Any]:
    """The office as OFFICE.toml has it; `emblem` in Base64 or null. 404 while there is none."""
    kept = desk.settings.office()
    if kept is None:
        raise not_found("ยังไม่ได้ตั้งค่าหน่วยงาน โปรดกรอกที่หน้าตั้งค่า")
    return as_json(kept)


@router.put("/office")
def put_office(given: dict[str, Any], desk: AtDesk) -> dict[str, Any]:
    """The whole office anew."""
    try:
        emblem = base64.b64decode(given["emblem"], validate=True) if given.get("emblem") else None
        new = Office.model_validate({**given, "emblem": usable_emblem(emblem) if emblem else None})
    except ValidationError as error:
        raise Problem(422, "office", f"ข้อมูลหน่วยงานใช้ไม่ได้ โปรดแก้: {problems_of(error)}") from None
    except OfficeProblems as problems:
        raise Problem(422, "emblem", str(problems)) from None
    except ValueError:
        raise Problem(422, "emblem", "ตราต้องเป็น Base64 ของไฟล์ SVG, PNG หรือ JPEG") from None
    desk.settings.keep_office(new)
    return as_json(new)


@router.get("/office/letterhead.png")
def letterhead(desk: AtDesk) -> Response:
    """A letter of the office as it is kept, as a picture."""
    return Response(desk.settings.present_letterhead(), media_type=PNG)


@router.get("/schools")
def schools(desk: AtDesk, words: str = "") -> dict[str, Any]:
    """The open schools by name; each word must stand in the name or the code."""
    return {"schools": [school_json(row) for row in desk.settings.schools(words)]}


@router.put("/schools/{code}")
def put_school(code: str, given: SchoolGiven, desk: AtDesk) -> dict[str, Any]:
    """A new school, or new values of the one with this code."""
    row = next((row for row in desk.settings.schools(code) if row.code == code), None)
    try:
        school = School.model_validate(given.model_dump(exclude={"email"}))
    except ValidationError as error:
        raise Problem(422, "school", f"ข้อมูลโรงเรียนใช้ไม่ได้ โปรดแก้: {problems_of(error)}") from None
    return school_json(desk.settings.save_school(school, given.email, row.id if row else None))


@router.post("/schools/import")
def import_schools(file: UploadFile, desk: AtDesk) -> dict[str, Any]:
    """A list as CSV or XLSX; the rows that were left out are told one by one."""
    done = desk.settings.import_list(file.file.read(), file.filename or "list")
    return {
        "added": done.added,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "missing": [row.code for row in done.missing],
        "problems": list(done.problems),
    }


@router.post("/schools/{code}/close", status_code=204)
def close_school(code: str, desk: AtDesk) -> None:
    row = next((row for row in desk.settings.schools(code) if row.code == code), None)
    if row is None:
        raise not_found("ไม่มีโรงเรียนรหัสนี้ในเขตพื้นที่")
    desk.settings.close_school(row.id)


@router.put("/schools-links", status_code=204)
def open_links(given: Links, desk: AtDesk) -> None:
    """Whether a school's secret link shows its pages without an account."""
    desk.settings.open_links(given.open)


@router.get("/keys")
def keys(desk: AtDesk) -> dict[str, Any]:
    return {
        "keys": [
            {
                "id": row.id,
                "name": row.name,
                "role": row.role,
                "scopes": row.scopes,
                "created_at": row.created_at.isoformat(),
                "used_at": row.used_at.isoformat() if row.used_at else None,
                "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
            }
            for row in desk.settings.api_keys()
        ]
    }


@router.post("/keys", status_code=201)
def create_key(given: KeyGiven, desk: AtDesk) -> dict[str, str]:
    """The new key, told this once."""
    return {"key": desk.settings.create_key(given.name, given.role, given.scope, given.school)}


@router.post("/keys/{key_id}/revoke", status_code=204)
def revoke_key(key_id: str, desk: AtDesk) -> None:
    desk.settings.revoke_key(key_id)


def as_json(kept: Office) -> dict[str, Any]:
    emblem = base64.b64encode(kept.emblem).decode() if kept.emblem else None
    return {**kept.model_dump(mode="json", exclude={"emblem"}), "emblem": emblem}


def school_json(row: Row) -> dict[str, Any]:
    return {**as_school(row).model_dump(mode="json"), "email": row.email or ""}
