"""The pages of one circular: see what was read of it and where, fetch what was made."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api import review_pages
from api.acting import AtDesk
from api.json_api import brief
from api.pages import page
from api.wording import to_check

router = APIRouter(include_in_schema=False)


@router.get("/circulars/{circular_id}")
def circular(circular_id: str, request: Request, desk: AtDesk) -> Response:
    """What there is of it for this reader: how far its reading is, its review, or what a school must do."""
    row = desk.find(circular_id)
    upload = brief(row)
    if row.read_attempt != row.attempt:  # not read yet, or being read again
        error = {"code": row.error_code, "message": row.error_message} if row.error_code else None
        return page(request, "reading.html", upload=upload, error=error)
    if desk.actor.role != "school":
        return review_pages.show(request, desk, circular_id)
    result = desk.read_circular(circular_id)
    return page(
        request,
        "circular.html",
        upload=upload,
        circular=result,
        checks=to_check(result),
        has_office=desk.service.office_or_none(row.district_id) is not None,
        has_schools=desk.service.has_schools(row.district_id),
    )


@router.post("/circulars/{circular_id}/cancel")
def cancel(circular_id: str, desk: AtDesk) -> Response:
    desk.cancel(circular_id)
    return RedirectResponse(f"/circulars/{circular_id}", status_code=303)


@router.post("/circulars/{circular_id}/read-again")
def read_again(circular_id: str, desk: AtDesk) -> Response:
    desk.read_again(circular_id)
    return RedirectResponse(f"/circulars/{circular_id}", status_code=303)
