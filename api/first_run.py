"""The page that leads from nothing to the first letter: what is done, and the one next step."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import Response

from api import access
from api.acting import AtDesk
from api.desk import Desk
from api.language import gettext as _
from api.pages import page
from api.tables import documents, letters, users

router = APIRouter(include_in_schema=False)


DESK_ROLES = ("clerk", "officer")


class Step(NamedTuple):
    """path: where it is done; done: whether it is; may: whether the actor may do it."""

    name: str
    what: str
    path: str
    done: bool
    may: bool = True


@router.get("/start")
def start(request: Request, desk: AtDesk) -> Response:
    steps = steps_of(desk)
    following = next((step for step in steps if not step.done), None)
    return page(request, "start.html", steps=steps, following=following)


class Done(NamedTuple):
    """What a district has come to: whether there is any, and the ids of the newest to go on with."""

    any_sent: bool
    to_review: str | None
    confirmed: str | None
    issued: bool
    invited: bool


def steps_of(desk: Desk) -> list[Step]:
    district_id = desk.district("letter.read")
    with desk.service.engine.connect() as connection:
        done = _done(connection, district_id)
    return [*_set_up(desk, district_id, done), *_first_letter(desk, done)]


def _set_up(desk: Desk, district_id: str, done: Done) -> list[Step]:
    office = desk.service.office_or_none(district_id) is not None
    schools = desk.service.has_schools(district_id)
    what = _("ชื่อ ที่อยู่ รหัสหนังสือ และผู้ลงนาม ที่จะพิมพ์บนหนังสือ")
    steps = [Step(_("กรอกหน่วยงาน"), what, "/settings/office", office, desk.may("settings.manage"))]
    what = _("จากไฟล์ CSV หรือ XLSX ใช้ส่งหนังสือและทำแบบรับรอง")
    steps.append(Step(_("นำเข้ารายชื่อโรงเรียน"), what, "/settings/schools", schools, desk.may("school.manage")))
    if desk.may("user.manage"):
        what = _("เจ้าหน้าที่สารบรรณส่งและตรวจหนังสือ เจ้าของเรื่องยืนยันและออกหนังสือ")
        steps.append(Step(_("เชิญเจ้าหน้าที่"), what, "/people", done.invited))
    return steps


def _first_letter(desk: Desk, done: Done) -> list[Step]:
    review = f"/circulars/{done.to_review}" if done.to_review else "/"
    letter = f"/circulars/{done.confirmed}/letter" if done.confirmed else "/"
    what = _("ไฟล์ PDF ภาพสแกน หรือภาพถ่าย ระบบอ่านให้ในไม่กี่นาที")
    steps = [Step(_("ส่งหนังสือเวียนฉบับแรก"), what, "/", done.any_sent, desk.may("document.upload"))]
    what = _("ดูที่ระบบไม่แน่ใจ แก้ให้ถูก แล้วกดยืนยัน")
    confirmed = bool(done.confirmed)
    steps.append(Step(_("ตรวจและยืนยันผลอ่าน"), what, review, confirmed, desk.may("document.confirm")))
    what = _("ระบบร่างให้แล้ว ตรวจถ้อยคำ ออกเลข และส่งถึงโรงเรียน")
    steps.append(Step(_("ออกหนังสือแจ้งโรงเรียน"), what, letter, done.issued, desk.may("letter.issue")))
    return steps


def _done(connection: sa.Connection, district_id: str) -> Done:
    table = documents
    own = sa.select(table.c.id).where(table.c.district_id == district_id)
    newest = own.order_by(table.c.received_at.desc()).limit(1)
    sent = sa.select(letters.c.id).where(letters.c.district_id == district_id, letters.c.state == "issued")
    staff = sa.select(users.c.id).where(users.c.district_id == district_id, users.c.role.in_(DESK_ROLES))
    return Done(
        connection.execute(own.limit(1)).first() is not None,
        connection.execute(newest.where(table.c.status == "review")).scalar(),
        connection.execute(newest.where(table.c.status == "confirmed")).scalar(),
        connection.execute(sent.limit(1)).first() is not None,
        connection.execute(staff.limit(1)).first() is not None,
    )


def wants_setting_up(desk: Desk) -> bool:
    """Whether the first page should lead to the steps: no office or no school yet, and the actor may act."""
    if not access.allows(desk.actor, "settings.manage"):
        return False
    district_id = access.district_of(desk.actor)
    return desk.service.office_or_none(district_id) is None or not desk.service.has_schools(district_id)
