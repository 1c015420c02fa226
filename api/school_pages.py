"""A school's own pages, made for a phone: what to do by when, the letter, the forms, the calendar.

The same pages stand under three addresses: `/school` for the school's people; `/s/<secret>` for whoever has
its secret link (reading alone, where the district allows it); `/schools/<code>` for the people of the
district, who see what the school sees.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from api.acting import AtDesk, Running
from api.database import now
from api.desk import Desk
from api.due_words import moment_of
from api.etags import ASK_AGAIN, TaggedRoute
from api.flash import redirect
from api.json_api import inline
from api.json_returns import JPEG, download
from api.language import gettext as _
from api.language import marked
from api.pages import page
from api.school_desk import Row, feed, link_actor
from api.service import ICS, PDF, PNG

router = APIRouter(include_in_schema=False, route_class=TaggedRoute)
AT_ONCE = 20
DUTIES_SHOWN = 30
RETURNS_SHOWN = 8
PASSED_SHOWN = 15
# No search engine keeps a page that a secret link opened, and no other site learns the link.
OF_LINK = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
# How a school sees its own files: status → (kind of edge, sign, word)
SHOWN: dict[str, tuple[str, str, str]] = {
    "received": ("plain", "…", marked("ได้รับไฟล์แล้ว กำลังตรวจรหัส")),
    "sent": ("plain", "…", marked("ได้รับไฟล์แล้ว รอตรวจ")),
    "unmatched": ("doubtful", "?", marked("ได้รับไฟล์แล้ว รอเจ้าหน้าที่เขตตรวจ")),
    "matched": ("sure", "✓", marked("ส่งแล้ว")),
    "accepted": ("sure", "✓", marked("ส่งแล้ว เขตรับแล้ว")),
    "rejected": ("missing", "✗", marked("เขตไม่รับ ต้องส่งใหม่")),
    "missing": ("doubtful", "○", marked("ยังไม่ได้ส่ง")),
}


@dataclass(frozen=True)
class SchoolView:
    """A reader of one school's pages. base: the address below which they stand."""

    desk: Desk
    school: Row
    base: str

    @property
    def is_own(self) -> bool:
        """Whether the reader is of the school, by account."""
        return self.desk.actor.by != "link" and self.desk.actor.school_id == self.school.id

    @property
    def by_link(self) -> bool:
        return self.desk.actor.by == "link"

    def page(self, request: Request, name: str, **context: Any) -> Response:
        response = page(
            request,
            name,
            view=self,
            school=self.school,
            base=self.base,
            kinds=SHOWN,
            at=now(),
            moment_of=moment_of,
            may_send=self.is_own and self.desk.may("return.send"),
            **context,
        )
        if self.by_link:
            response.headers.update(OF_LINK)
        return response


def own_view(desk: AtDesk) -> SchoolView:
    return SchoolView(desk, desk.schools.own(), "/school")


def link_view(secret: str, request: Request, service: Running) -> SchoolView:
    with service.engine.connect() as connection:
        actor = link_actor(connection, secret)
    request.state.actor = None  # the head of the page leads nowhere: the link is all there is
    desk = Desk(service, actor)
    return SchoolView(desk, desk.schools.own(), f"/s/{secret}")


def district_view(code: str, desk: AtDesk) -> SchoolView:
    return SchoolView(desk, desk.schools.named(code), f"/schools/{code}")


Own = Annotated[SchoolView, Depends(own_view)]


@router.get("/feeds/{secret}.ics")
def calendar_feed(secret: str, service: Running) -> Response:
    """Calendar programs ask for this again and again; no account, the address is the secret."""
    with service.engine.connect() as connection:
        return inline(feed(connection, secret), ICS, "school.ics")


@router.post("/school/returns")
def send(files: list[UploadFile], view: Own) -> Response:
    """From the camera or from a file: the form has a field for each, of which one stays empty."""
    rows = [view.desk.returns.take(file.file, file.filename) for file in files if file.filename]
    if not rows:
        return redirect("/school#send", _("ยังไม่มีไฟล์ โปรดถ่ายภาพแบบ หรือเลือกไฟล์ก่อน"), state="doubtful")
    if len(rows) == 1:
        return RedirectResponse(f"/school/returns/{rows[0].id}", status_code=303)
    return redirect("/school#sent", _("ได้รับ %(n)s ไฟล์แล้ว ระบบกำลังตรวจรหัสบนแบบ", n=len(rows)))


@router.post("/school/feed/renew")
def renew(view: Own) -> Response:
    view.desk.schools.renew_secret(view.school)
    return redirect("/school/calendar", _("ออกที่อยู่ใหม่แล้ว ที่อยู่เดิมใช้ไม่ได้อีก โปรดสมัครปฏิทินใหม่ทุกเครื่อง"))


@router.get("/school/calendar")
def calendar_page(request: Request, view: Own) -> Response:
    """The secret addresses, for the school's own people alone."""
    host = f"{request.url.netloc}/feeds/{view.school.feed_secret}.ics"
    return view.page(
        request,
        "school_calendar.html",
        address=f"{request.base_url}feeds/{view.school.feed_secret}.ics",
        webcal=f"webcal://{host}",
        google=f"https://calendar.google.com/calendar/r?cid={quote(f'webcal://{host}', safe='')}",
        link=f"{request.base_url}s/{view.school.feed_secret}"
        if view.desk.schools.links_open(view.school)
        else "",
    )


def home(request: Request, view: SchoolView, after: int) -> Response:
    duties = view.desk.schools.duties(view.school, after, DUTIES_SHOWN)
    to_come = sum(duty.left is None or duty.left >= 0 for duty in duties)
    todo = [duty for duty in duties if duty.is_open]
    passed = [duty for duty in reversed(duties) if not duty.is_open and not duty.is_done]
    missing = [form for duty in todo for form in (*duty.forms, *duty.loose) if not form.is_back]
    returned = view.desk.schools.returned(view.school, RETURNS_SHOWN)
    return view.page(
        request,
        "school.html",
        office=view.desk.schools.office_name(view.school),
        todo=todo,
        previous=f"{view.base}?after={max(after - DUTIES_SHOWN, 0)}" if after else "",
        following=f"{view.base}?after={after + DUTIES_SHOWN}" if to_come >= DUTIES_SHOWN else "",
        done=[duty for duty in duties if duty.is_done],
        passed=passed[:PASSED_SHOWN],
        missing=missing,
        returned=returned,
        titles=view.desk.returns.circulars_of(returned),
        circulars=view.desk.schools.circulars(view.school, RETURNS_SHOWN),
    )


def circulars(request: Request, view: SchoolView, after: int) -> Response:
    rows = view.desk.schools.circulars(view.school, AT_ONCE + 1, after)
    return view.page(
        request,
        "school_circulars.html",
        rows=rows[:AT_ONCE],
        previous=f"{view.base}/circulars?after={max(after - AT_ONCE, 0)}" if after else "",
        following=f"{view.base}/circulars?after={after + AT_ONCE}" if len(rows) > AT_ONCE else "",
    )


def circular(request: Request, view: SchoolView, circular_id: str) -> Response:
    return view.page(
        request, "school_circular.html", seen=view.desk.schools.circular(view.school, circular_id)
    )


def returned(request: Request, view: SchoolView, return_id: str) -> Response:
    row = view.desk.returns.find_return(return_id)
    return view.page(
        request,
        "school_return.html",
        row=row,
        circular=view.desk.returns.circulars_of([row]).get(row.document_id),
    )


def original(view: SchoolView, circular_id: str) -> Response:
    row, content = view.desk.schools.original(view.school, circular_id)
    return download(content, row.name)


def picture(content: bytes, media_type: str) -> Response:
    return Response(content, media_type=media_type, headers={"Cache-Control": ASK_AGAIN})


def add_pages(prefix: str, a_view: Callable[..., SchoolView]) -> None:
    """The reading pages under one of the three addresses."""
    seen_by = Depends(a_view)

    @router.get(prefix)
    def _home(
        request: Request, view: SchoolView = seen_by, after: Annotated[int, Query(ge=0)] = 0
    ) -> Response:
        return home(request, view, after)

    @router.get(f"{prefix}/circulars")
    def _circulars(
        request: Request, view: SchoolView = seen_by, after: Annotated[int, Query(ge=0)] = 0
    ) -> Response:
        return circulars(request, view, after)

    @router.get(f"{prefix}/circulars/{{circular_id}}")
    def _circular(circular_id: str, request: Request, view: SchoolView = seen_by) -> Response:
        return circular(request, view, circular_id)

    @router.get(f"{prefix}/circulars/{{circular_id}}/letter.pdf")
    def _letter(circular_id: str, view: SchoolView = seen_by) -> Response:
        return inline(view.desk.schools.letter(view.school, circular_id), PDF, "letter.pdf")

    @router.get(f"{prefix}/circulars/{{circular_id}}/original")
    def _original(circular_id: str, view: SchoolView = seen_by) -> Response:
        return original(view, circular_id)

    @router.get(f"{prefix}/circulars/{{circular_id}}/pages/{{number}}.png")
    def _page(circular_id: str, number: int, view: SchoolView = seen_by) -> Response:
        return picture(view.desk.schools.page_picture(view.school, circular_id, number), PNG)

    @router.get(f"{prefix}/circulars/{{circular_id}}/deadlines.ics")
    def _calendar(circular_id: str, view: SchoolView = seen_by) -> Response:
        return inline(view.desk.schools.calendar(view.school, circular_id), ICS, "deadlines.ics")

    @router.get(f"{prefix}/circulars/{{circular_id}}/forms.pdf")
    def _forms(circular_id: str, view: SchoolView = seen_by) -> Response:
        return inline(view.desk.schools.forms(view.school, circular_id), PDF, f"{view.school.code}-forms.pdf")

    @router.get(f"{prefix}/circulars/{{circular_id}}/forms/{{form}}.pdf")
    def _form(circular_id: str, form: str, view: SchoolView = seen_by) -> Response:
        content = view.desk.schools.form(view.school, circular_id, form)
        return inline(content, PDF, f"{view.school.code}-{form}.pdf")

    @router.get(f"{prefix}/forms.pdf")
    def _all_forms(view: SchoolView = seen_by) -> Response:
        return inline(view.desk.schools.forms(view.school), PDF, f"{view.school.code}-forms.pdf")

    @router.get(f"{prefix}/returns/{{return_id}}")
    def _returned(return_id: str, request: Request, view: SchoolView = seen_by) -> Response:
        return returned(request, view, return_id)

    @router.get(f"{prefix}/returns/{{return_id}}/pages/{{number}}.jpg")
    def _return_page(
        return_id: str, number: int, view: SchoolView = seen_by, small: bool = False
    ) -> Response:
        return picture(view.desk.returns.page_picture(return_id, number, small), JPEG)


for _prefix, _a_view in (
    ("/school", own_view),
    ("/s/{secret}", link_view),
    ("/schools/{code}", district_view),
):
    add_pages(_prefix, _a_view)
