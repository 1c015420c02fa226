"""The settings: office with a live letterhead, schools, numbers, mail, what is kept, keys of programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import PlainTextResponse, Response
from starlette.datastructures import FormData

from api import access, office_form, school_form
from api.acting import AtDesk
from api.flash import redirect
from api.language import gettext as _
from api.office_form import LAYOUT, OfficeProblems, standard_layout
from api.pages import page
from api.problems import Problem
from api.register_desk import BOOKS
from api.register_pages import NAMES as BOOK_NAMES
from api.reminding import mail_server
from api.school_form import LABELS, school_of_form
from api.school_register import as_school
from api.service import PNG
from api.settings_desk import KEY_ROLES
from generate.schools import COLUMNS, LEVEL_NAMES, LEVELS

router = APIRouter(prefix="/settings", include_in_schema=False)
Text = Annotated[str, Form(max_length=300)]
A_PAGE = 100  # schools


async def sent_form(request: Request) -> FormData:
    return await request.form()


Sent = Annotated[FormData, Depends(sent_form)]


@router.get("")
def overview(request: Request, desk: AtDesk) -> Response:
    office, schools = desk.settings.office(), desk.settings.schools()
    return page(
        request,
        "settings.html",
        office=office,
        schools=len(schools),
        mail=mail_server(desk.service.settings),
        links_open=desk.settings.links_open(),
        may_keys=desk.may("key.manage"),
        may_people=desk.may("user.manage"),
    )


# The office ---------------------------------------------------------------------------------------------


@router.get("/office")
def office(request: Request, desk: AtDesk) -> Response:
    kept = desk.settings.office()
    return _office_form(request, office_form.values_of(kept), kept is not None and kept.emblem is not None)


@router.post("/office")
async def save_office(request: Request, desk: AtDesk, form: Sent) -> Response:
    from anyio import to_thread

    emblem = await _file(form, "emblem")

    def save() -> Response:
        try:
            desk.settings.save_office(_texts(form), emblem)
        except OfficeProblems as problems:
            kept = desk.settings.office()
            has_emblem = kept is not None and kept.emblem is not None
            return _office_form(request, _texts(form), has_emblem, problems.found)
        return redirect("/settings/office", _("บันทึกหน่วยงานแล้ว หนังสือที่ร่างต่อจากนี้ใช้ค่าใหม่"))

    return await to_thread.run_sync(save)


@router.get("/office/letterhead.png")
def letterhead(desk: AtDesk) -> Response:
    return Response(desk.settings.present_letterhead(), media_type=PNG, headers={"Cache-Control": "no-store"})


@router.post("/office/letterhead.png")
async def live_letterhead(desk: AtDesk, form: Sent) -> Response:
    """The letterhead of what is in the form; what is wrong with it is answered as plain text."""
    from anyio import to_thread

    emblem = await _file(form, "emblem")
    try:
        picture = await to_thread.run_sync(desk.settings.letterhead, _texts(form), emblem)
    except OfficeProblems as problems:
        return PlainTextResponse(problems.found[0][1], 422)
    except Problem as problem:
        if problem.status not in (409, 422):
            raise
        return PlainTextResponse(problem.detail, problem.status)
    return Response(picture, media_type=PNG, headers={"Cache-Control": "no-store"})


def _office_form(
    request: Request, values: Mapping[str, Any], has_emblem: bool, found: list[tuple[str, str]] | None = None
) -> Response:
    return page(
        request,
        "settings_office.html",
        422 if found else 200,
        values=values,
        problems=found or [],
        errors=dict(found or []),
        layout=LAYOUT,
        standard=standard_layout(),
        has_emblem=has_emblem,
    )


# Schools ------------------------------------------------------------------------------------------------


@router.get("/schools")
def schools(request: Request, desk: AtDesk, q: str = "", start: int = 0) -> Response:
    rows = desk.settings.schools(q)
    start = max(0, min(start, len(rows)))
    return page(
        request,
        "settings_schools.html",
        schools=rows[start : start + A_PAGE],
        found=len(rows),
        q=q,
        start=start,
        step=A_PAGE,
        links_open=desk.settings.links_open(),
        pupils=pupils,
    )


@router.post("/schools/import")
def import_schools(request: Request, desk: AtDesk, file: UploadFile) -> Response:
    try:
        done = desk.settings.import_list(file.file.read(), file.filename or _("รายชื่อ"))
    except Problem as problem:
        return page(request, "settings_import.html", problem.status, done=None, problem=problem)
    return page(request, "settings_import.html", done=done, problem=None)


@router.get("/schools/example.csv")
def example(desk: AtDesk) -> Response:
    """A list to be filled in: its headers and one line."""
    access.require(desk.actor, "school.manage")
    counts = [f"{level}_{part}" for level in LEVELS for part in school_form.PARTS]
    line = ["1099000001", "", "", "โรงเรียนตัวอย่าง", *([""] * (len(COLUMNS) - 4 + len(counts)))]
    text = "\ufeff" + ",".join([*COLUMNS, *counts]) + "\r\n" + ",".join(line) + "\r\n"
    name = 'attachment; filename="schools.csv"'
    return Response(text.encode(), media_type="text/csv", headers={"Content-Disposition": name})


@router.post("/schools/links")
def open_links(desk: AtDesk, open_: Annotated[str, Form(alias="open")] = "") -> Response:
    desk.settings.open_links(bool(open_))
    said = _("โรงเรียนเปิดอ่านด้วยลิงก์ลับได้แล้ว") if open_ else _("ปิดการอ่านด้วยลิงก์ลับแล้ว โรงเรียนต้องเข้าสู่ระบบ")
    return redirect("/settings/schools", said)


@router.get("/schools/new")
def new_school(request: Request, desk: AtDesk) -> Response:
    desk.settings.schools("-")  # refuses who may not
    return _school_form(request, desk, {}, "", None)


@router.post("/schools/new")
def add_school(request: Request, desk: AtDesk, form: Sent) -> Response:
    return _save_school(request, desk, form, None)


@router.get("/schools/{school_id}")
def school(school_id: str, request: Request, desk: AtDesk) -> Response:
    row = desk.settings.school(school_id)
    return _school_form(request, desk, school_form.values_of(as_school(row)), row.email or "", row)


@router.post("/schools/{school_id}")
def save_school(school_id: str, request: Request, desk: AtDesk, form: Sent) -> Response:
    return _save_school(request, desk, form, school_id)


@router.post("/schools/{school_id}/close")
def close_school(school_id: str, desk: AtDesk) -> Response:
    desk.settings.close_school(school_id)
    said = _("ปิดโรงเรียนแล้ว โรงเรียนนี้จะไม่ได้รับหนังสือใหม่ ของเดิมยังอยู่ครบ")
    return redirect("/settings/schools", said, state="doubtful")


@router.post("/schools/{school_id}/link")
def renew_link(school_id: str, desk: AtDesk) -> Response:
    desk.schools.renew_secret(desk.settings.school(school_id))
    return redirect(f"/settings/schools/{school_id}", _("ออกลิงก์ใหม่แล้ว ลิงก์เดิมใช้ไม่ได้อีก"))


def _save_school(request: Request, desk: AtDesk, form: FormData, school_id: str | None) -> Response:
    values = _texts(form)
    email = values.get("email", "").strip()
    row = desk.settings.school(school_id) if school_id else None
    try:
        saved = desk.settings.save_school(school_of_form(values), email, school_id)
    except OfficeProblems as problems:
        return _school_form(request, desk, values, email, row, problems.found)
    except Problem as problem:
        if problem.status != 409:
            raise
        return _school_form(request, desk, values, email, row, [("code", _(problem.detail))])
    return redirect("/settings/schools", _("บันทึก %(name)s แล้ว", name=saved.name))


def _school_form(
    request: Request,
    desk: AtDesk,
    values: Mapping[str, Any],
    email: str,
    row: Any,
    found: list[tuple[str, str]] | None = None,
) -> Response:
    links = desk.settings.links_open()
    return page(
        request,
        "settings_school.html",
        422 if found else 200,
        values=values,
        email=email,
        school=row,
        problems=found or [],
        errors=dict(found or []),
        labels=LABELS,
        levels=LEVEL_NAMES,
        parts=school_form.PARTS,
        link=f"{request.base_url}s/{row.feed_secret}" if row and links else "",
        feed=f"{request.base_url}feeds/{row.feed_secret}.ics" if row else "",
    )


def pupils(row: Any) -> int:
    """All pupils of a school's row, where boys and girls are given."""
    return sum(count.total or 0 for count in as_school(row).counts.values())


# Numbers, mail, what is kept, keys ------------------------------------------------------------------------


@router.get("/numbers")
def numbers(request: Request, desk: AtDesk) -> Response:
    access.require(desk.actor, "settings.manage")
    following = [(book, _(BOOK_NAMES[book]), desk.registers.next_number(book)) for book in BOOKS]
    return page(request, "settings_numbers.html", following=following, may_start=desk.may("register.write"))


@router.get("/mail")
def mail(request: Request, desk: AtDesk) -> Response:
    access.require(desk.actor, "settings.manage")
    return page(request, "settings_mail.html", server=mail_server(desk.service.settings))


@router.post("/mail/test")
def test_mail(desk: AtDesk, to: Text) -> Response:
    try:
        desk.settings.send_test_mail(to)
    except Problem as problem:
        if problem.status not in (409, 502):
            raise
        return redirect("/settings/mail", _(problem.detail), state="missing")
    return redirect("/settings/mail", _("ส่งเมลทดสอบถึง %(to)s แล้ว โปรดดูในกล่องจดหมาย", to=to))


@router.get("/kept")
def kept(request: Request, desk: AtDesk) -> Response:
    access.require(desk.actor, "settings.manage")
    return page(request, "settings_kept.html")


@router.get("/keys")
def keys(request: Request, desk: AtDesk) -> Response:
    return _keys(request, desk)


@router.post("/keys")
def create_key(
    request: Request, desk: AtDesk, name: Text = "", role: Text = "", scope: Text = "", school: Text = ""
) -> Response:
    try:
        key = desk.settings.create_key(name, role, scope, school)
    except Problem as problem:
        if problem.status != 422:
            raise
        return _keys(request, desk, problem=problem, name=name)
    return _keys(request, desk, key=key)


@router.post("/keys/{key_id}/revoke")
def revoke_key(key_id: str, desk: AtDesk) -> Response:
    desk.settings.revoke_key(key_id)
    return redirect("/settings/keys", _("ยกเลิกกุญแจแล้ว โปรแกรมที่ใช้กุญแจนี้เข้าไม่ได้อีก"), state="doubtful")


def _keys(
    request: Request, desk: AtDesk, key: str = "", problem: Problem | None = None, name: str = ""
) -> Response:
    found = desk.settings.api_keys()
    return page(
        request,
        "settings_keys.html",
        422 if problem else 200,
        keys=found,
        key=key,
        problem=problem,
        typed=name,
        roles=KEY_ROLES,
    )


def _texts(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def _file(form: FormData, name: str) -> bytes | None:
    given = form.get(name)
    if given is None or isinstance(given, str):
        return None
    return await given.read(office_form.MOST_EMBLEM_BYTES + 1) or None
