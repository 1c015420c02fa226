"""The JSON API under /api/v1, as the contract fixes it."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, UploadFile
from fastapi.responses import Response, StreamingResponse

from api import documents
from api.events import events_of
from api.problems import Problem, problem_json
from api.service import DOCX, ICS, PDF, PNG, Service

router = APIRouter(prefix="/api/v1")
PAGE_SIZE = 50
KEEP = {"Cache-Control": "private, max-age=86400"}


def the_service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def the_district() -> str:
    """On whose behalf a request is made."""
    return documents.DEFAULT_DISTRICT


Running = Annotated[Service, Depends(the_service)]
District = Annotated[str, Depends(the_district)]


@router.post("/circulars", status_code=202)
def upload(file: UploadFile, service: Running, district: District) -> dict[str, str]:
    """Takes a circular; the answer comes once the file is durable. The same bytes give the same id."""
    row = service.take(district, file.file, file.filename or "")
    return {"id": row.id, "status": row.status, "sha256": row.sha256}


@router.get("/circulars")
def circulars(
    service: Running,
    district: District,
    status: documents.Status | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE_SIZE,
) -> dict[str, Any]:
    """The newest first; `next` is the cursor of the following page, or null."""
    rows = service.listed(district, status, cursor, limit + 1)
    shown = rows[:limit]
    return {
        "circulars": [brief(row) for row in shown],
        "next": shown[-1].id if len(rows) > limit else None,
    }


@router.get("/circulars/{circular_id}")
def circular(circular_id: str, service: Running, district: District) -> dict[str, Any]:
    row = service.find(district, circular_id)
    return {**brief(row), "circular": service.circular_json(district, circular_id), "error": error_of(row)}


def brief(row: documents.Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "status": row.status,
        "progress": progress(row),
        "name": row.name,
        "sha256": row.sha256,
        "received_at": row.received_at.isoformat(),
    }


def progress(row: documents.Row) -> dict[str, int | None]:
    """Pages read, and pages in all (null while that is unknown)."""
    return {"page": row.page, "pages": row.pages or None}


def error_of(row: documents.Row) -> dict[str, Any] | None:
    return problem_json(Problem(422, row.error_code, row.error_message)) if row.error_code else None


@router.get("/circulars/{circular_id}/events")
def events(circular_id: str, service: Running, district: District) -> StreamingResponse:
    """Server-sent events `progress` ({"status", "progress"}), until nothing more will change by itself."""
    service.find(district, circular_id)

    def look() -> dict[str, Any]:
        row = service.find(district, circular_id)
        return {"status": row.status, "progress": progress(row)}

    return StreamingResponse(
        events_of(look), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


@router.post("/circulars/{circular_id}/cancel")
def cancel(circular_id: str, service: Running, district: District) -> dict[str, Any]:
    """Stops the reading, at once where it has begun."""
    return brief(service.cancel(district, circular_id))


@router.post("/circulars/{circular_id}/read-again", status_code=202)
def read_again(circular_id: str, service: Running, district: District) -> dict[str, Any]:
    """Reads the file anew: one that failed, was cancelled, or is not yet confirmed."""
    return brief(service.read_again(district, circular_id))


@router.get("/circulars/{circular_id}/original")
def original(circular_id: str, service: Running, district: District) -> Response:
    """Always as a download: what strangers sent is never shown by the browser itself."""
    row, content = service.original(district, circular_id)
    disposition = f"attachment; filename*=UTF-8''{quote(row.name, safe='')}"
    return Response(
        content, media_type="application/octet-stream", headers={"Content-Disposition": disposition}
    )


@router.get("/circulars/{circular_id}/pages/{number}.png")
def page_picture(circular_id: str, number: int, service: Running, district: District) -> Response:
    return Response(service.page_picture(district, circular_id, number), media_type=PNG, headers=KEEP)


@router.get("/circulars/{circular_id}/letter.pdf")
def letter(circular_id: str, service: Running, district: District) -> Response:
    return inline(service.letter(district, circular_id), PDF, "forwarding-letter.pdf")


@router.get("/circulars/{circular_id}/letter.docx")
def letter_docx(circular_id: str, service: Running, district: District) -> Response:
    return inline(service.letter_docx(district, circular_id), DOCX, "forwarding-letter.docx")


@router.get("/circulars/{circular_id}/timeline.pdf")
def timeline(circular_id: str, service: Running, district: District) -> Response:
    return inline(service.timeline(district, circular_id), PDF, "timeline.pdf")


@router.get("/circulars/{circular_id}/deadlines.ics")
def calendar(circular_id: str, service: Running, district: District) -> Response:
    return inline(service.calendar(district, circular_id), ICS, "deadlines.ics")


@router.get("/circulars/{circular_id}/forms.pdf")
def all_forms(circular_id: str, service: Running, district: District) -> Response:
    return inline(service.all_forms(district, circular_id), PDF, "forms.pdf")


@router.get("/circulars/{circular_id}/forms/{school_code}/{form}.pdf")
def form(circular_id: str, school_code: str, form: str, service: Running, district: District) -> Response:
    return inline(service.form(district, circular_id, school_code, form), PDF, f"{school_code}-{form}.pdf")


def inline(content: bytes, media_type: str, name: str) -> Response:
    return Response(
        content, media_type=media_type, headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
