"""The pages of one circular: see what was read of it and where, fetch what was made."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api import review_pages
from api.acting import AtDesk
from api.json_api import brief
from api.pages import page

router = APIRouter(include_in_schema=False)


@router.get("/circulars/{circular_id}")
def circular(circular_id: str, request: Request, desk: AtDesk) -> Response:
    """What there is of it for this reader: how far its reading is, its review, or what a school must do."""
    row = desk.find(circular_id)
    if desk.actor.role == "school":
        return RedirectResponse(f"/school/circulars/{circular_id}", status_code=303)
    if row.read_attempt != row.attempt:  # not read yet, or being read again
        error = {"code": row.error_code, "message": row.error_message} if row.error_code else None
        may_upload = desk.may("document.upload")
        return page(request, "reading.html", upload=brief(row), error=error, may_upload=may_upload)
    return review_pages.show(request, desk, circular_id)


@router.post("/circulars/{circular_id}/cancel")
def cancel(circular_id: str, desk: AtDesk) -> Response:
    desk.cancel(circular_id)
    return RedirectResponse(f"/circulars/{circular_id}", status_code=303)


@router.post("/circulars/{circular_id}/read-again")
def read_again(circular_id: str, desk: AtDesk) -> Response:
    desk.read_again(circular_id)
    return RedirectResponse(f"/circulars/{circular_id}", status_code=303)
