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
from api.tables import documents, letters

router = APIRouter(include_in_schema=False)


class Step(NamedTuple):
    """path: where it is done; done: whether it is."""

    name: str
    what: str
    path: str
    done: bool


@router.get("/start")
def start(request: Request, desk: AtDesk) -> Response:
    steps = steps_of(desk)
    following = next((step for step in steps if not step.done), None)
    return page(request, "start.html", steps=steps, following=following)


def steps_of(desk: Desk) -> list[Step]:
    district_id = desk.district("document.read")
    table = documents
    own = sa.select(table.c.id).where(table.c.district_id == district_id)
    newest = own.order_by(table.c.received_at.desc()).limit(1)
    sent = sa.select(letters.c.id).where(letters.c.district_id == district_id, letters.c.state == "issued")
    with desk.service.engine.connect() as connection:
        any_ = connection.execute(own.limit(1)).first()
        review = connection.execute(newest.where(table.c.status == "review")).scalar()
        confirmed = connection.execute(newest.where(table.c.status == "confirmed")).scalar()
        issued = connection.execute(sent.limit(1)).first()
    office = desk.service.office_or_none(district_id) is not None
    return [
        Step(
            _("กรอกหน่วยงาน"),
            _("ชื่อ ที่อยู่ รหัสหนังสือ และผู้ลงนาม ที่จะพิมพ์บนหนังสือ"),
            "/settings/office",
            office,
        ),
        Step(
            _("นำเข้ารายชื่อโรงเรียน"),
            _("จากไฟล์ CSV หรือ XLSX ใช้ส่งหนังสือและทำแบบรับรอง"),
            "/settings/schools",
            desk.service.has_schools(district_id),
        ),
        Step(_("ส่งหนังสือเวียนฉบับแรก"), _("ไฟล์ PDF ภาพสแกน หรือภาพถ่าย ระบบอ่านให้ในไม่กี่นาที"), "/", bool(any_)),
        Step(
            _("ตรวจและยืนยันผลอ่าน"),
            _("ดูที่ระบบไม่แน่ใจ แก้ให้ถูก แล้วกดยืนยัน"),
            f"/circulars/{review}" if review else "/",
            bool(confirmed),
        ),
        Step(
            _("ออกหนังสือแจ้งโรงเรียน"),
            _("ระบบร่างให้แล้ว ตรวจถ้อยคำ ออกเลข และส่งถึงโรงเรียน"),
            f"/circulars/{confirmed}/letter" if confirmed else "/",
            bool(issued),
        ),
    ]


def wants_setting_up(desk: Desk) -> bool:
    """Whether the first page should lead to the steps: no office or no school yet, and the actor may act."""
    if not access.allows(desk.actor, "settings.manage"):
        return False
    district_id = access.district_of(desk.actor)
    return desk.service.office_or_none(district_id) is None or not desk.service.has_schools(district_id)
