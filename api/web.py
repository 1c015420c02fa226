"""The Thai pages: send a circular, see what was read of it and where, fetch what was made."""

from __future__ import annotations

from fastapi import APIRouter, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from api.explain import marks_of
from api.json_api import KEEP, District, Running, brief
from api.pages import page
from api.problems import not_found
from api.service import PNG, page_cut
from api.wording import to_check

router = APIRouter(include_in_schema=False)
SHOWN_ON_HOME = 20


@router.get("/")
def home(request: Request, service: Running, district: District) -> Response:
    uploads = [brief(row) for row in service.listed(district, most=SHOWN_ON_HOME)]
    return page(request, "home.html", uploads=uploads, max_mb=service.settings.max_upload_mb)


@router.post("/circulars")
def send(files: list[UploadFile], service: Running, district: District) -> Response:
    """The upload form. Answers with the circular's page, or the list where several were sent."""
    kept = [service.take(district, file.file, file.filename or "") for file in files]
    target = f"/circulars/{kept[0].id}" if len(kept) == 1 else "/"
    return RedirectResponse(target, status_code=303)


@router.get("/circulars/{circular_id}")
def circular(circular_id: str, request: Request, service: Running, district: District) -> Response:
    row = service.find(district, circular_id)
    upload = brief(row)
    if row.read_attempt != row.attempt:  # not read yet, or being read again
        error = {"code": row.error_code, "message": row.error_message} if row.error_code else None
        return page(request, "reading.html", upload=upload, error=error)
    result = service.read_circular(district, circular_id)
    return page(
        request,
        "circular.html",
        upload=upload,
        circular=result,
        checks=to_check(result),
        has_office=service.settings.office is not None,
        has_schools=service.settings.schools is not None,
    )


@router.post("/circulars/{circular_id}/cancel")
def cancel(circular_id: str, service: Running, district: District) -> Response:
    service.cancel(district, circular_id)
    return RedirectResponse(f"/circulars/{circular_id}", status_code=303)


@router.post("/circulars/{circular_id}/read-again")
def read_again(circular_id: str, service: Running, district: District) -> Response:
    service.read_again(district, circular_id)
    return RedirectResponse(f"/circulars/{circular_id}", status_code=303)


@router.get("/circulars/{circular_id}/cut/{path}.png")
def cut(circular_id: str, path: str, service: Running, district: District) -> Response:
    """The place on the page of one reading, deadline or doubt, named by its path in the Circular."""
    mark = next((m for m in marks_of(service.read_circular(district, circular_id)) if m.label == path), None)
    if mark is None:
        raise not_found("ไม่มีภาพของตำแหน่งนี้")
    picture = service.page_picture(district, circular_id, mark.page)
    return Response(page_cut(picture, mark), media_type=PNG, headers=KEEP)
