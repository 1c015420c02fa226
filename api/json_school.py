"""The JSON API of one school: its duties, circulars, forms and calendar feed.

`{code}` is the school's 10 digits: its own for a school, any of the district's for the office.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.acting import AtDesk
from api.etags import TaggedRoute
from api.json_api import inline
from api.school_duties import Duty, SchoolForm
from api.service import ICS, PDF

router = APIRouter(prefix="/api/v1", route_class=TaggedRoute)
PAGE_SIZE = 50


@router.get("/school")
def own(desk: AtDesk) -> dict[str, str]:
    """The school on whose behalf the caller works."""
    school = desk.schools.own()
    return {"code": school.code, "name": school.name}


@router.get("/schools/{code}/duties")
def duties(
    code: str,
    desk: AtDesk,
    cursor: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE_SIZE,
) -> dict[str, Any]:
    """What the school must do by when: the nearest first, those without a day last.

    limit: of those still to come; what has passed of late stands on the first page.
    """
    found = desk.schools.duties(desk.schools.named(code), cursor, limit)
    to_come = sum(duty.left is None or duty.left >= 0 for duty in found)
    return {
        "duties": [duty_json(duty) for duty in found],
        "next": cursor + limit if to_come >= limit else None,
    }


@router.get("/schools/{code}/circulars")
def circulars(
    code: str,
    desk: AtDesk,
    cursor: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE_SIZE,
) -> dict[str, Any]:
    """What was published to the school, the newest first."""
    rows = desk.schools.circulars(desk.schools.named(code), limit + 1, cursor)
    return {
        "circulars": [
            {
                "id": row.id,
                "number": row.number,
                "subject": row.subject,
                "published_at": row.published_at.isoformat(),
                "seen_at": row.seen_at.isoformat() if row.seen_at else None,
            }
            for row in rows[:limit]
        ],
        "next": cursor + limit if len(rows) > limit else None,
    }


@router.get("/schools/{code}/circulars/{circular_id}")
def circular(code: str, circular_id: str, desk: AtDesk) -> dict[str, Any]:
    """A circular as the school sees it."""
    seen = desk.schools.circular(desk.schools.named(code), circular_id)
    return {
        "id": seen.row.id,
        "number": seen.row.number,
        "subject": seen.row.subject,
        "published_at": seen.published_at.isoformat(),
        "letter": {"number": seen.letter.number, "date": seen.letter.dated} if seen.letter else None,
        "duties": [duty_json(duty) for duty in seen.duties],
        "forms": [form_json(form) for form in seen.forms],
    }


@router.get("/schools/{code}/circulars/{circular_id}/letter.pdf")
def letter(code: str, circular_id: str, desk: AtDesk) -> Response:
    """The issued letter."""
    return inline(desk.schools.letter(desk.schools.named(code), circular_id), PDF, "letter.pdf")


@router.get("/schools/{code}/circulars/{circular_id}/forms.pdf")
def forms_of_circular(code: str, circular_id: str, desk: AtDesk) -> Response:
    """All forms of the school that the circular asks for, as one PDF."""
    return inline(desk.schools.forms(desk.schools.named(code), circular_id), PDF, f"{code}-forms.pdf")


@router.get("/schools/{code}/circulars/{circular_id}/deadlines.ics")
def calendar(code: str, circular_id: str, desk: AtDesk) -> Response:
    """The school's own deadlines of the circular."""
    return inline(desk.schools.calendar(desk.schools.named(code), circular_id), ICS, "deadlines.ics")


@router.get("/schools/{code}/forms.pdf")
def forms(code: str, desk: AtDesk) -> Response:
    """All forms that the school has still to return, as one PDF."""
    return inline(desk.schools.forms(desk.schools.named(code)), PDF, f"{code}-forms.pdf")


@router.post("/schools/{code}/feed/renew")
def renew(code: str, request: Request, desk: AtDesk) -> dict[str, str]:
    """A new secret address of the calendar feed, told this once; the old one leads nowhere from now on."""
    secret = desk.schools.renew_secret(desk.schools.named(code))
    return {"feed": f"{request.base_url}feeds/{secret}.ics"}


def duty_json(duty: Duty) -> dict[str, Any]:
    return {
        "circular": duty.document_id,
        "number": duty.number,
        "subject": duty.subject,
        "days_left": duty.left,
        "done": duty.is_done,
        "deadline": duty.deadline.model_dump(mode="json", by_alias=True),
        "forms": [form_json(form) for form in duty.forms],
        "forms_without_day": [form_json(form) for form in duty.loose],
    }


def form_json(form: SchoolForm) -> dict[str, Any]:
    """state: missing, sent, matched, accepted, rejected."""
    return {"form": form.form, "state": form.state, "return": form.back.id if form.back is not None else None}
