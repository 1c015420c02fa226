"""The Thai pages: send a circular, see what was read of it and where, fetch what was made."""

from __future__ import annotations

from fastapi import APIRouter, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from api.explain import marks_of
from api.json_api import KEEP, Running, brief
from api.pages import page
from api.problems import not_found
from api.service import PNG, page_cut
from api.wording import to_check

router = APIRouter(include_in_schema=False)
SHOWN_ON_HOME = 20


@router.get("/")
def home(request: Request, service: Running) -> Response:
    uploads = [brief(service, upload) for upload in service.storage.uploads()[:SHOWN_ON_HOME]]
    return page(request, "home.html", uploads=uploads, max_mb=service.settings.max_upload_mb)


@router.post("/circulars")
def send(files: list[UploadFile], service: Running) -> Response:
    """The upload form. Answers with the circular's page, or the list where several were sent."""
    kept = [service.take(file.file, file.filename or "") for file in files]
    target = f"/circulars/{kept[0].id}" if len(kept) == 1 else "/"
    return RedirectResponse(target, status_code=303)


@router.get("/circulars/{circular_id}")
def circular(circular_id: str, request: Request, service: Running) -> Response:
    upload = brief(service, service.find(circular_id))
    result = service.storage.circular(circular_id)
    if result is None:
        error = service.storage.error(circular_id)
        return page(request, "reading.html", upload=upload, error=error)
    return page(
        request,
        "circular.html",
        upload=upload,
        circular=result,
        checks=to_check(result),
        has_office=service.settings.office is not None,
        has_schools=service.settings.schools is not None,
    )


@router.get("/circulars/{circular_id}/cut/{path}.png")
def cut(circular_id: str, path: str, service: Running) -> Response:
    """The place on the page of one reading, deadline or doubt, named by its path in the Circular."""
    mark = next((m for m in marks_of(service.read_circular(circular_id)) if m.label == path), None)
    if mark is None:
        raise not_found("ไม่มีภาพของตำแหน่งนี้")
    picture = service.storage.page_picture(circular_id, mark.page).read_bytes()
    return Response(page_cut(picture, mark), media_type=PNG, headers=KEEP)
