"""The JSON API of returned forms: sent, matched, accepted or not, and which schools still owe one."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.acting import AtDesk
from api.etags import ASK_AGAIN, TaggedRoute
from api.return_board import Board
from api.returns import Row
from api.workbooks import XLSX

router = APIRouter(prefix="/api/v1", route_class=TaggedRoute)
PAGE_SIZE = 50
JPEG = "image/jpeg"
KEEP = {"Cache-Control": ASK_AGAIN}
Status = Literal["received", "matched", "unmatched", "accepted", "rejected"]


class Meant(BaseModel):
    """What a person says of a return: which circular's form, and of which school (its 10 digits)."""

    circular: str = Field(max_length=32)
    school: str = Field(max_length=10)
    form: str = Field(max_length=20)
    note: str = Field("", max_length=1000)


class MeantPage(Meant):
    page: int = Field(ge=1)


class Note(BaseModel):
    note: str = Field("", max_length=1000)


class Reason(BaseModel):
    reason: str = Field(max_length=1000)


@router.post("/returns", status_code=202)
def send(file: UploadFile, desk: AtDesk) -> dict[str, str]:
    """Takes a scan or photo of signed forms; the answer comes once the file is durable.

    Its codes are looked for afterwards. The same bytes give the same id. A school sends its own; the office
    any.
    """
    row = desk.returns.take(file.file, file.filename or "")
    return {"id": row.id, "status": row.status, "sha256": row.sha256}


@router.get("/returns")
def listed(
    desk: AtDesk,
    status: Status | None = None,
    circular: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE_SIZE,
) -> dict[str, Any]:
    """The newest first; `next` is the cursor of the following page, or null."""
    rows = desk.returns.listed(status, circular, cursor, limit + 1)
    names = desk.returns.school_codes(rows)
    return {
        "returns": [brief(row, names) for row in rows[:limit]],
        "next": rows[limit - 1].id if len(rows) > limit else None,
    }


@router.get("/returns/{return_id}")
def one(return_id: str, desk: AtDesk) -> dict[str, Any]:
    """One return; `file` names the other returns found in the same file."""
    row = desk.returns.find_return(return_id)
    others = desk.returns.siblings(row)
    names = desk.returns.school_codes([row, *others])
    return {**brief(row, names), "file": [brief(other, names) for other in others]}


@router.get("/returns/{return_id}/original")
def original(return_id: str, desk: AtDesk) -> Response:
    """Always as a download: what strangers sent is never shown by the browser itself."""
    row, content = desk.returns.original(return_id)
    return download(content, row.name)


@router.get("/returns/{return_id}/pages/{number}.jpg")
def picture(return_id: str, number: int, desk: AtDesk, small: bool = False) -> Response:
    """A page, upright as far as its code tells."""
    content = desk.returns.page_picture(return_id, number, small)
    return Response(content, media_type=JPEG, headers=KEEP)


@router.post("/returns/{return_id}/match")
def match(return_id: str, meant: Meant, desk: AtDesk) -> dict[str, Any]:
    """A person says what it is; it counts as accepted then."""
    row = desk.returns.match(return_id, meant.circular, meant.school, meant.form, meant.note)
    return brief(row, desk.returns.school_codes([row]))


@router.post("/returns/{return_id}/pages", status_code=201)
def add_page(return_id: str, meant: MeantPage, desk: AtDesk) -> dict[str, Any]:
    """A person says that a page of the file holds another form: a return of its own."""
    row = desk.returns.add_page(return_id, meant.page, meant.circular, meant.school, meant.form)
    return brief(row, desk.returns.school_codes([row]))


@router.post("/returns/{return_id}/accept")
def accept(return_id: str, note: Note, desk: AtDesk) -> dict[str, Any]:
    row = desk.returns.accept(return_id, note.note)
    return brief(row, desk.returns.school_codes([row]))


@router.post("/returns/{return_id}/reject")
def reject(return_id: str, reason: Reason, desk: AtDesk) -> dict[str, Any]:
    """The school counts as not having returned it, and reads why."""
    row = desk.returns.reject(return_id, reason.reason)
    return brief(row, desk.returns.school_codes([row]))


@router.get("/circulars/{circular_id}/returns")
def boards(circular_id: str, desk: AtDesk) -> dict[str, Any]:
    """Who has returned what, form by form. standing: returned, late, overdue, waiting."""
    _, found = desk.returns.boards(circular_id)
    return {"forms": [board_json(board) for board in found]}


@router.get("/circulars/{circular_id}/returns/{form}.xlsx")
def workbook(circular_id: str, form: str, desk: AtDesk) -> Response:
    content = desk.returns.workbook(circular_id, form)
    return download(content, f"returns-{form}.xlsx", XLSX)


def brief(row: Row, codes: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "status": row.status,
        "circular": row.document_id,
        "school": codes.get(row.school_id) if row.school_id else None,
        "form": row.form,
        "code": row.code,
        "page": row.page,
        "pages": row.pages or None,
        "note": row.note,
        "name": row.name,
        "received_at": row.received_at.isoformat(),
        "settled_at": row.settled_at.isoformat() if row.settled_at else None,
    }


def board_json(board: Board) -> dict[str, Any]:
    return {
        "form": board.form,
        "deadline": board.deadline.id if board.deadline else None,
        "due": board.due.isoformat() if board.due else None,
        "schools": [
            {
                "school": line.school.code,
                "name": line.school.name,
                "standing": line.standing,
                "return": line.back.id if line.back is not None else None,
                "received_at": line.back.received_at.isoformat() if line.back is not None else None,
                "open": line.open,
            }
            for line in board.schools
        ],
    }


def download(content: bytes, name: str, media_type: str = "application/octet-stream") -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})
