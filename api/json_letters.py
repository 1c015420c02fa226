"""The JSON API of letters: the draft and its versions, a preview, the issue, its files, who may see it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, Field

from api.acting import AtDesk
from api.etags import TaggedRoute
from api.json_api import inline
from api.letter_desk import Draft, IssueOrder
from api.letters import LetterBook, Row
from api.service import DOCX, PDF

router = APIRouter(prefix="/api/v1/circulars/{circular_id}", route_class=TaggedRoute, tags=["letters"])
MEDIA = {"pdf": PDF, "docx": DOCX}
Kind = Literal["pdf", "docx"]
Codes = Annotated[list[str], Field(max_length=5000)]


class Wording(BaseModel):
    """text: as `GET …/letter` gives it. after: the newest version that the writer saw, 0 for none."""

    text: dict[str, Any]
    after: int = Field(ge=0)


class Preview(BaseModel):
    text: dict[str, Any]
    dated: date | None = None
    book: LetterBook = "circular"


class Issue(BaseModel):
    """text: null for that of the newest version. dated: null for today. reserved: the id of a reserved entry.

    knowing: that there are open places (……) or points to look at is known. publish: to all schools at once.
    """

    after: int = Field(ge=0)
    text: dict[str, Any] | None = None
    dated: date | None = None
    book: LetterBook = "circular"
    reserved: str | None = None
    knowing: bool = False
    publish: bool = False


class Reason(BaseModel):
    reason: str = Field(max_length=1000)


class Schools(BaseModel):
    """schools: their 10-digit codes; null for all."""

    schools: Codes | None = None


@router.get("/letter")
def letter(circular_id: str, desk: AtDesk, version: int | None = None) -> dict[str, Any]:
    """The newest version, or the one asked for; the machine's draft where nothing was saved."""
    return of_draft(desk.letters.draft(circular_id, version))


@router.put("/letter")
def save(circular_id: str, wording: Wording, desk: AtDesk) -> dict[str, Any]:
    """A new version; 409 where another was saved since `after`."""
    return of_row(desk.letters.save(circular_id, wording.text, wording.after))


@router.post("/letter/preview")
def preview(circular_id: str, asked: Preview, desk: AtDesk) -> Response:
    """The PDF of a wording as it would be printed, its number still open. Nothing is saved."""
    pdf = desk.letters.preview(circular_id, asked.text, asked.dated, asked.book)
    return inline(pdf, PDF, "preview.pdf")


@router.post("/letter/issue", status_code=201)
def issue(
    circular_id: str,
    order: Issue,
    desk: AtDesk,
    response: Response,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> dict[str, Any]:
    """Takes the number from the register and makes the letter, which never changes from then on.

    409 `not_confirmed` before the circular is confirmed, `open_places` where something is left open and not
    known to be. With an Idempotency-Key a request that is sent again gets the first one's answer.
    """
    row, again = desk.letters.issue(circular_id, IssueOrder(**order.model_dump()), idempotency_key)
    if again:
        response.headers["Idempotent-Replayed"] = "true"
    return of_row(row)


@router.get("/letters")
def versions(circular_id: str, desk: AtDesk) -> dict[str, Any]:
    """All versions, the newest first, issued and cancelled ones among them."""
    return {"letters": [of_row(row) for row in desk.letters.draft(circular_id).versions]}


@router.get("/letters/{letter_id}.{kind}")
def file(circular_id: str, letter_id: str, kind: Kind, desk: AtDesk) -> Response:
    """An issued letter, the same bytes for ever."""
    row, content = desk.letters.file(circular_id, kind, letter_id)
    return as_file(row, content, kind)


@router.post("/letters/{letter_id}/cancel")
def cancel(circular_id: str, letter_id: str, reason: Reason, desk: AtDesk) -> dict[str, Any]:
    """Cancels an issued letter. Its number stays burned, with the reason."""
    return of_row(desk.letters.cancel(circular_id, letter_id, reason.reason))


@router.get("/memo.pdf")
def memo(circular_id: str, desk: AtDesk, dated: Annotated[date | None, Query()] = None) -> Response:
    """The memo that proposes the letter to the director."""
    return inline(desk.letters.memo(circular_id, dated), PDF, "memo.pdf")


@router.get("/publication")
def published(circular_id: str, desk: AtDesk) -> dict[str, Any]:
    """The schools that see the circular, since when, and when they first looked."""
    rows = desk.publications.published(circular_id)
    return {
        "schools": [
            {
                "code": row.code,
                "name": row.name,
                "published_at": row.published_at.isoformat(),
                "seen_at": row.seen_at.isoformat() if row.seen_at else None,
            }
            for row in rows
        ]
    }


@router.post("/publication")
def publish(circular_id: str, to: Schools, desk: AtDesk) -> dict[str, Any]:
    """Publishes to schools; `schools` of the answer are those that did not have it yet."""
    return {"schools": desk.publications.publish(circular_id, to.schools)}


@router.post("/publication/withdraw")
def withdraw(circular_id: str, of: Schools, desk: AtDesk) -> dict[str, Any]:
    """Takes it back; `schools` of the answer are those that had it."""
    return {"schools": desk.publications.withdraw(circular_id, of.schools)}


def of_draft(draft: Draft) -> dict[str, Any]:
    return {
        "version": draft.shown.version if draft.shown is not None else 0,
        "newest": draft.newest,
        "state": draft.shown.state if draft.shown is not None else "draft",
        "text": draft.text.model_dump(mode="json"),
        "drafted": draft.drafted.model_dump(mode="json"),
        "outdated": draft.outdated,
        "open_places": draft.blanks,
        "points": list(draft.points),
        "in_force": of_row(draft.in_force) if draft.in_force is not None else None,
    }


def of_row(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "version": row.version,
        "state": row.state,
        "text": row.text,
        "saved_at": row.created_at.isoformat(),
        "saved_by": row.created_by,
        "number": row.number,
        "dated": row.dated,
        "entry": row.entry_id,
        "issued_at": row.issued_at.isoformat() if row.issued_at else None,
        "issued_by": row.issued_by,
        "cancelled_at": row.cancelled_at.isoformat() if row.cancelled_at else None,
        "pdf_sha256": row.pdf_sha256,
    }


def as_file(row: Row, content: bytes, kind: str) -> Response:
    """Named by the letter's number; a PDF opens in the browser, a DOCX is kept."""
    answer = inline(content, MEDIA[kind], f"letter.{kind}")
    name = quote(f"{(row.number or 'หนังสือ').replace('/', '-').replace(' ', '-')}.{kind}", safe="")
    how = "inline" if kind == "pdf" else "attachment"
    answer.headers["Content-Disposition"] = f"{how}; filename*=UTF-8''{name}"
    return answer
