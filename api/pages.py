"""The Thai pages' templates and what they may call."""

from __future__ import annotations

from pathlib import Path

from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from api.actor import Actor
from api.assets import asset
from api.date_field import typed_date, typed_time
from api.due_words import digits, left_in_words, long_month, short_month
from api.flash import flash_of, forget
from api.language import LANGUAGES, gettext, language, marked, ngettext
from api.navigation import places
from api.problems import Problem
from api.wording import SIGNS, STATES, fields_of, thai_date, thai_moment, when, who
from generate import forms_asked
from generate.form_descriptions import FORMS

FOLDER = Path(__file__).parent

ROLE_NAMES: dict[str, str] = {
    "clerk": marked("เจ้าหน้าที่สารบรรณ"),
    "officer": marked("เจ้าของเรื่อง"),
    "school": marked("โรงเรียน"),
    "district-admin": marked("ผู้ดูแลเขตพื้นที่"),
    "system-admin": marked("ผู้ดูแลระบบ"),
}

HEADINGS: dict[int, str] = {
    403: marked("ทำสิ่งนี้ไม่ได้"),
    404: marked("ไม่พบหน้านี้"),
    409: marked("ยังทำไม่ได้"),
    413: marked("ไฟล์ใหญ่เกินไป"),
    415: marked("ไฟล์ชนิดนี้รับไม่ได้"),
    421: marked("ที่อยู่นี้ใช้ไม่ได้"),
    500: marked("ระบบขัดข้อง"),
    503: marked("ระบบยังไม่พร้อม"),
    507: marked("ที่เก็บข้อมูลเต็ม"),
}
OTHER_HEADING = marked("ทำตามคำขอไม่ได้")


def csrf(request: Request) -> Markup:
    """The hidden field that every form of a signed-in person carries; nothing where nobody is signed in."""
    token = getattr(request.state, "csrf", "")
    return Markup('<input type="hidden" name="csrf" value="{}">').format(token) if token else Markup()


def signed_in(request: Request) -> Actor | None:
    """Who is signed in with a session, for the head of the page."""
    return request.state.actor if getattr(request.state, "csrf", "") else None


environment = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    auto_reload=False,  # a page of another version than the process would lack what it asks for
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.globals.update(
    _=gettext,
    _n=ngettext,
    language=language,
    languages=LANGUAGES,
    asset=asset,
    csrf=csrf,
    digits=digits,
    left_in_words=left_in_words,
    long_month=long_month,
    short_month=short_month,
    places=places,
    role_name=ROLE_NAMES.__getitem__,
    signed_in=signed_in,
    fields_of=fields_of,
    forms_asked=forms_asked,
    form_title=lambda form: FORMS[form].title,
    signs=SIGNS,
    states=STATES,
    thai_date=thai_date,
    thai_moment=thai_moment,
    typed_date=typed_date,
    typed_time=typed_time,
    when=when,
    who=who,
)
templates = Jinja2Templates(env=environment)


def page(request: Request, name: str, status: int = 200, **context: object) -> Response:
    """A template filled in. What is to be said of the deed before (flash.py) is said once, here."""
    flash = flash_of(request)
    response = templates.TemplateResponse(request, name, {"flash": flash, **context}, status_code=status)
    if flash:
        forget(response)
    return response


def error_page(request: Request, problem: Problem) -> Response:
    heading = gettext(HEADINGS.get(problem.status, OTHER_HEADING))
    return page(request, "error.html", problem.status, problem=problem, heading=heading)
