"""Reminder letters to schools that owe a form: the page where they are seen and issued, and the JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Header, Query, Request, Response
from pydantic import BaseModel, Field

from api.acting import AtDesk
from api.date_field import day_of_form
from api.desk import Desk
from api.etags import TaggedRoute
from api.flash import redirect
from api.json_api import inline
from api.language import gettext as _
from api.letter_desk import today
from api.pages import page
from api.problems import Problem
from api.reminder_letters import Row
from api.service import PDF
from api.tables import new_id
from generate.form_descriptions import FORMS

router = APIRouter(include_in_schema=False, prefix="/circulars/{circular_id}")
api = APIRouter(prefix="/api/v1/circulars/{circular_id}", route_class=TaggedRoute, tags=["letters"])
SHOWN_AGAIN = (409, 422)


class ReminderForm(BaseModel):
    form: str
    schools: list[str] = []
    dated: str = ""
    once: str = ""

    @property
    def day(self) -> date | None:
        """Raises Problem 422 for what is no date."""
        return day_of_form(self.dated)


Sent = Annotated[ReminderForm, Form()]


@router.get("/reminder")
def reminder(
    circular_id: str,
    request: Request,
    desk: AtDesk,
    form: str,
    school: Annotated[list[str] | None, Query()] = None,
) -> Response:
    """The schools that owe the form; `school` ticks some of them, else all that were not reminded yet."""
    return _page(request, desk, circular_id, ReminderForm(form=form, schools=school or [], once=new_id()))


@router.post("/reminder")
def issue(circular_id: str, form: Sent, request: Request, desk: AtDesk) -> Response:
    try:
        rows = desk.reminders.issue(circular_id, form.form, form.schools, form.day, form.once or None)
    except Problem as problem:
        if problem.status not in SHOWN_AGAIN:
            raise
        again = form.model_copy(update={"once": new_id()})
        return _page(request, desk, circular_id, again, problem)
    said = _("ออกหนังสือเตือน %(n)s ฉบับแล้ว", n=len(rows))
    return redirect(f"/circulars/{circular_id}/reminder?{urlencode({'form': form.form})}", said)


@router.post("/reminder/preview.pdf")
def preview(circular_id: str, form: Sent, desk: AtDesk) -> Response:
    pdf = desk.reminders.preview(circular_id, form.form, form.schools or None, form.day)
    return inline(pdf, PDF, "preview.pdf")


def _page(
    request: Request, desk: Desk, circular_id: str, form: ReminderForm, problem: Problem | None = None
) -> Response:
    late = desk.reminders.late(circular_id, form.form)
    fresh = {school.code for school in late.schools if late.reminded(school.id) is None}
    may_issue = desk.may("letter.issue")
    return page(
        request,
        "reminder.html",
        problem.status if problem else 200,
        late=late,
        form=form,
        problem=problem,
        ticked=set(form.schools) if form.schools or problem else fresh,
        form_name=FORMS[form.form].title,
        days=sorted({row.dated for row in late.issued}, reverse=True),
        next_number=desk.registers.next_number("sent") if may_issue else None,
        may_issue=may_issue,
        today=today(),
        path=f"/circulars/{circular_id}",
    )


class Reminders(BaseModel):
    """form: `confirm`, `certify` or `assets`. schools: codes, null for all late ones. dated: null: today."""

    form: str
    schools: Annotated[list[str], Field(max_length=5000)] | None = None
    dated: date | None = None


@api.get("/reminders")
def late(circular_id: str, form: str, desk: AtDesk) -> dict[str, Any]:
    """The schools that owe a form, and the reminders that were issued for it."""
    found = desk.reminders.late(circular_id, form)
    return {
        "late": [{"code": school.code, "name": school.name} for school in found.schools],
        "certain": found.is_certain,
        "issued": [of_row(row) for row in found.issued],
    }


@api.post("/reminders", status_code=201)
def issue_json(
    circular_id: str,
    order: Reminders,
    desk: AtDesk,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> dict[str, Any]:
    """A sealed letter for each school, each with a number of its own from the register of sent letters.

    With an Idempotency-Key a request that broke off half-way may be sent again.
    """
    rows = desk.reminders.issue(circular_id, order.form, order.schools, order.dated, idempotency_key)
    return {"issued": [of_row(row) for row in rows]}


@api.get("/reminders.pdf")
def files(circular_id: str, form: str, desk: AtDesk, dated: date | None = None) -> Response:
    """All issued reminders of a form (of one day) as one file to print."""
    pdf = desk.reminders.files(circular_id, form, dated.isoformat() if dated else None)
    return inline(pdf, PDF, "reminders.pdf")


@api.get("/reminders/{letter_id}.pdf")
def file(circular_id: str, letter_id: str, desk: AtDesk) -> Response:
    return inline(desk.reminders.file(circular_id, letter_id)[1], PDF, "reminder.pdf")


def of_row(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "school": row.school_id if "code" not in row._mapping else row.code,
        "number": row.number,
        "dated": row.dated,
        "entry": row.entry_id,
        "issued_at": row.issued_at.isoformat(),
        "pdf_sha256": row.pdf_sha256,
    }
