"""The pages of one circular: see what was read of it and where, fetch what was made."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.acting import AtDesk
from api.explain import marks_of
from api.json_api import KEEP, brief
from api.pages import page
from api.problems import not_found
from api.service import PNG, page_cut
from api.wording import to_check

router = APIRouter(include_in_schema=False)


@router.get("/circulars/{circular_id}")
def circular(circular_id: str, request: Request, desk: AtDesk) -> Response:
    row = desk.find(circular_id)
    upload = brief(row)
    if row.read_attempt != row.attempt:  # not read yet, or being read again
        error = {"code": row.error_code, "message": row.error_message} if row.error_code else None
        return page(request, "reading.html", upload=upload, error=error)
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


@router.get("/circulars/{circular_id}/cut/{path}.png")
def cut(circular_id: str, path: str, desk: AtDesk) -> Response:
    """The place on the page of one reading, deadline or doubt, named by its path in the Circular."""
    mark = next((m for m in marks_of(desk.read_circular(circular_id)) if m.label == path), None)
    if mark is None:
        raise not_found("ไม่มีภาพของตำแหน่งนี้")
    picture = desk.page_picture(circular_id, mark.page)
    return Response(page_cut(picture, mark), media_type=PNG, headers=KEEP)
