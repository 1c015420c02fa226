"""The JSON API of the board and the search."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api import documents
from api.acting import AtDesk
from api.deadline_board import BoardLine, FormProgress
from api.due_words import moment_of
from api.etags import TaggedRoute
from api.json_api import brief

router = APIRouter(prefix="/api/v1", route_class=TaggedRoute)
PAGE_SIZE = 50


@router.get("/deadlines")
def deadlines(
    desk: AtDesk,
    actor: Annotated[str, Query(max_length=100)] = "",
    system: Annotated[str, Query(max_length=100)] = "",
    cursor: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE_SIZE,
) -> dict[str, Any]:
    """The district's open deadlines from confirmed circulars, the nearest first.

    actor: school, district, ministry or other:…; `next` is the cursor of the following page, or null.
    """
    lines = desk.board.deadlines(actor, system, cursor, limit + 1)
    return {
        "deadlines": [line_json(line) for line in lines[:limit]],
        "next": cursor + limit if len(lines) > limit else None,
    }


@router.get("/forms")
def forms(desk: AtDesk) -> dict[str, Any]:
    """The forms that schools still owe, with how many are back and how many schools are late."""
    return {"forms": [progress_json(one) for one in desk.board.forms()]}


@router.get("/search")
def search(
    desk: AtDesk,
    q: Annotated[str, Query(max_length=300)] = "",
    status: documents.Status | None = None,
    actor: Annotated[str | None, Query(max_length=100)] = None,
    since: date | None = None,
    until: date | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE_SIZE,
) -> dict[str, Any]:
    """Circulars that hold every part of the question (parts between blanks), the newest first.

    since, until: some deadline lies, at least partly, between these days.
    """
    rows = desk.board.search(
        q,
        status=status,
        actor=actor,
        since=since.isoformat() if since else None,
        until=until.isoformat() if until else None,
        after=cursor,
        most=limit + 1,
    )
    return {
        "circulars": [
            {
                **brief(row),
                "number": row.number,
                "subject": row.subject,
                "issuer": row.issuer,
                "date": row.dated,
            }
            for row in rows[:limit]
        ],
        "next": rows[limit - 1].id if len(rows) > limit else None,
    }


def line_json(line: BoardLine) -> dict[str, Any]:
    return {
        "circular": line.document_id,
        "number": line.number,
        "subject": line.subject,
        "days_left": line.left,
        "deadline": line.deadline.model_dump(mode="json", by_alias=True),
    }


def progress_json(one: FormProgress) -> dict[str, Any]:
    due = moment_of(one.deadline)
    return {
        "circular": one.document_id,
        "number": one.number,
        "subject": one.subject,
        "form": one.form,
        "deadline": one.deadline.id if one.deadline else None,
        "due": due.isoformat() if due else None,
        "schools": one.schools,
        "returned": one.returned,
        "unmatched": one.waiting,
        "overdue": one.overdue,
    }
