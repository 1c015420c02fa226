"""The JSON API under /api/v1, as the contract fixes it."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Header, Query, UploadFile
from fastapi.responses import Response, StreamingResponse

from api import documents
from api.acting import AtDesk
from api.desk import taken
from api.etags import ASK_AGAIN, TaggedRoute
from api.events import events_of
from api.problems import OTHERWISE, Problem, problem_json
from api.service import DOCX, ICS, PDF, PNG

router = APIRouter(prefix="/api/v1", route_class=TaggedRoute)
PAGE_SIZE = 50
KEEP = {"Cache-Control": ASK_AGAIN}


@router.post("/circulars", status_code=202)
def upload(
    file: UploadFile,
    desk: AtDesk,
    response: Response,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> dict[str, Any]:
    """Takes a circular; the answer comes once the file is durable. The same bytes give the same id; `known`
    says whether they had come before (not where an Idempotency-Key is given).

    With an Idempotency-Key a request that is sent again gets the first one's answer.
    """
    answer, again = desk.take_once(file.file, file.filename or "", idempotency_key)
    if again:
        response.headers["Idempotent-Replayed"] = "true"
    return answer


@router.post("/circulars/photos", status_code=202)
def upload_photos(files: list[UploadFile], desk: AtDesk) -> dict[str, Any]:
    """Photos of the pages of one circular, in their order; the answer is that to an upload."""
    sent = desk.queue.send_together([file.file.read() for file in files])
    if sent.problem or sent.row is None:
        raise sent.problem or Problem(400, "bad_request", OTHERWISE)
    return {**taken(sent.row), "known": sent.known}


@router.get("/circulars")
def circulars(
    desk: AtDesk,
    status: documents.Status | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE_SIZE,
) -> dict[str, Any]:
    """The newest first; `next` is the cursor of the following page, or null."""
    rows = desk.listed(status, cursor, limit + 1)
    shown = rows[:limit]
    return {
        "circulars": [brief(row) for row in shown],
        "next": shown[-1].id if len(rows) > limit else None,
    }


@router.get("/circulars/{circular_id}")
def circular(circular_id: str, desk: AtDesk) -> dict[str, Any]:
    row = desk.find(circular_id)
    return {**brief(row), "circular": desk.circular_json(row), "error": error_of(row)}


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
def events(circular_id: str, desk: AtDesk) -> StreamingResponse:
    """Server-sent events `progress` ({"status", "progress"}), until nothing more will change by itself."""
    desk.find(circular_id)

    def look() -> dict[str, Any]:
        row = desk.find(circular_id)
        return {"status": row.status, "progress": progress(row)}

    return StreamingResponse(
        events_of(look), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


@router.post("/circulars/{circular_id}/cancel")
def cancel(circular_id: str, desk: AtDesk) -> dict[str, Any]:
    """Stops the reading, at once where it has begun."""
    return brief(desk.cancel(circular_id))


@router.post("/circulars/{circular_id}/read-again", status_code=202)
def read_again(circular_id: str, desk: AtDesk) -> dict[str, Any]:
    """Reads the file anew: one that failed, was cancelled, or is not yet confirmed."""
    return brief(desk.read_again(circular_id))


@router.get("/circulars/{circular_id}/original")
def original(circular_id: str, desk: AtDesk) -> Response:
    """Always as a download: what strangers sent is never shown by the browser itself."""
    row, content = desk.original(circular_id)
    disposition = f"attachment; filename*=UTF-8''{quote(row.name, safe='')}"
    return Response(
        content, media_type="application/octet-stream", headers={"Content-Disposition": disposition}
    )


@router.get("/circulars/{circular_id}/pages/{number}.png")
def page_picture(circular_id: str, number: int, desk: AtDesk) -> Response:
    return Response(desk.page_picture(circular_id, number), media_type=PNG, headers=KEEP)


@router.get("/circulars/{circular_id}/letter.pdf")
def letter(circular_id: str, desk: AtDesk) -> Response:
    return inline(desk.letter(circular_id), PDF, "forwarding-letter.pdf")


@router.get("/circulars/{circular_id}/letter.docx")
def letter_docx(circular_id: str, desk: AtDesk) -> Response:
    return inline(desk.letter_docx(circular_id), DOCX, "forwarding-letter.docx")


@router.get("/circulars/{circular_id}/timeline.pdf")
def timeline(circular_id: str, desk: AtDesk) -> Response:
    return inline(desk.timeline(circular_id), PDF, "timeline.pdf")


@router.get("/circulars/{circular_id}/deadlines.ics")
def calendar(circular_id: str, desk: AtDesk) -> Response:
    return inline(desk.calendar(circular_id), ICS, "deadlines.ics")


@router.get("/circulars/{circular_id}/forms.pdf")
def all_forms(circular_id: str, desk: AtDesk) -> Response:
    return inline(desk.all_forms(circular_id), PDF, "forms.pdf")


@router.get("/circulars/{circular_id}/forms/{school_code}/{form}.pdf")
def form(circular_id: str, school_code: str, form: str, desk: AtDesk) -> Response:
    return inline(desk.form(circular_id, school_code, form), PDF, f"{school_code}-{form}.pdf")


@router.get("/audit")
def audit(
    desk: AtDesk,
    cursor: int | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE_SIZE,
    verify: bool = False,
) -> dict[str, Any]:
    """Who did what to what, when; the newest first. For the district's administrator.

    With `verify` the whole chain is gone through, and `broken_at` is the number of the first row that was
    tampered with, or null.
    """
    rows = desk.audit(cursor, limit + 1)
    broken_at = desk.audit_break() if verify else None
    return {
        "audit": [
            {
                "number": row.number,
                "at": row.at.isoformat(),
                "actor": row.actor,
                "action": row.action,
                "object": row.object,
                "detail": row.detail,
            }
            for row in rows[:limit]
        ],
        "next": rows[limit - 1].number if len(rows) > limit else None,
        "broken_at": broken_at,
    }


def inline(content: bytes, media_type: str, name: str) -> Response:
    return Response(
        content, media_type=media_type, headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
