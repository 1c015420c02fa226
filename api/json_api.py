"""The JSON API under /api/v1, as the contract fixes it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, UploadFile
from fastapi.responses import FileResponse, Response

from api.problems import Problem, not_found, problem_json
from api.service import DOCX, ICS, PDF, PNG, Service
from api.storage import Status, Upload

router = APIRouter(prefix="/api/v1")
PAGE_SIZE = 50
KEEP = {"Cache-Control": "private, max-age=86400"}


def the_service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


Running = Annotated[Service, Depends(the_service)]


@router.post("/circulars", status_code=202)
def upload(file: UploadFile, service: Running) -> dict[str, str]:
    """Takes a circular; the answer comes once the file is durable. The same bytes give the same id."""
    kept = service.take(file.file, file.filename or "")
    return {"id": kept.id, "status": service.worker.status(kept.id), "sha256": kept.sha256}


@router.get("/circulars")
def circulars(
    service: Running,
    status: Status | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE_SIZE,
) -> dict[str, Any]:
    """The newest first; `next` is the cursor of the following page, or null."""
    known = [u for u in service.storage.uploads() if status in (None, service.worker.status(u.id))]
    if cursor is not None:
        ids = [upload.id for upload in known]
        known = known[ids.index(cursor) + 1 :] if cursor in ids else []
    shown = known[:limit]
    return {
        "circulars": [brief(service, upload) for upload in shown],
        "next": shown[-1].id if len(known) > limit else None,
    }


@router.get("/circulars/{circular_id}")
def circular(circular_id: str, service: Running) -> dict[str, Any]:
    found = service.find(circular_id)
    result = service.storage.circular(circular_id)
    error = service.storage.error(circular_id)
    return {
        **brief(service, found),
        "circular": result.model_dump(mode="json", by_alias=True) if result else None,
        "error": problem_json(Problem(422, error["code"], error["message"])) if error else None,
    }


def brief(service: Service, upload: Upload) -> dict[str, Any]:
    status = service.worker.status(upload.id)
    return {
        "id": upload.id,
        "status": status,
        "progress": progress(service, upload, status),
        "name": upload.name,
        "sha256": upload.sha256,
        "received_at": upload.received_at,
    }


def progress(service: Service, upload: Upload, status: Status) -> dict[str, int | None]:
    """Pages read, and pages in all (null while that is unknown)."""
    if status == "reading" and service.worker.progress:
        return {"page": service.worker.progress["page"], "pages": service.worker.progress["pages"]}
    read = service.storage.pages_read(upload.id)
    return {"page": read, "pages": read or None}


@router.get("/circulars/{circular_id}/original")
def original(circular_id: str, service: Running) -> FileResponse:
    """Always as a download: what strangers sent is never shown by the browser itself."""
    upload = service.find(circular_id)
    return FileResponse(
        service.storage.original(circular_id), media_type="application/octet-stream", filename=upload.name
    )


@router.get("/circulars/{circular_id}/pages/{number}.png")
def page_picture(circular_id: str, number: int, service: Running) -> FileResponse:
    service.find(circular_id)
    picture = service.storage.page_picture(circular_id, number)
    if not picture.exists():
        raise not_found("ไม่มีภาพหน้านี้")
    return FileResponse(picture, media_type=PNG, headers=KEEP)


@router.get("/circulars/{circular_id}/letter.pdf")
def letter(circular_id: str, service: Running) -> Response:
    return inline(service.letter(circular_id), PDF, "forwarding-letter.pdf")


@router.get("/circulars/{circular_id}/letter.docx")
def letter_docx(circular_id: str, service: Running) -> Response:
    return inline(service.letter_docx(circular_id), DOCX, "forwarding-letter.docx")


@router.get("/circulars/{circular_id}/timeline.pdf")
def timeline(circular_id: str, service: Running) -> Response:
    return inline(service.timeline(circular_id), PDF, "timeline.pdf")


@router.get("/circulars/{circular_id}/deadlines.ics")
def calendar(circular_id: str, service: Running) -> Response:
    return inline(service.calendar(circular_id), ICS, "deadlines.ics")


@router.get("/circulars/{circular_id}/forms.pdf")
def all_forms(circular_id: str, service: Running) -> Response:
    return inline(service.all_forms(circular_id), PDF, "forms.pdf")


@router.get("/circulars/{circular_id}/forms/{school_code}/{form}.pdf")
def form(circular_id: str, school_code: str, form: str, service: Running) -> Response:
    return inline(service.form(circular_id, school_code, form), PDF, f"{school_code}-{form}.pdf")


def inline(content: bytes, media_type: str, name: str) -> Response:
    return Response(
        content, media_type=media_type, headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
