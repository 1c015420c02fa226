"""The review of a circular as JSON: everything that the review page does.

Each change names the version that it was made from: in `If-Match` (the ETag of an earlier answer) or as
`version` in the body. Where somebody else saved meanwhile it is refused, 412 or 409, and the problem says who
changed what (`changes`, `version`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Header
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from api.acting import AtDesk
from api.changes import AnyChange
from api.etags import ASK_AGAIN
from api.open_items import open_items
from api.problems import Problem
from api.review_words import name_of, sentence
from api.reviewing import Conflict, Review, last_undoable

router = APIRouter(prefix="/api/v1/circulars/{circular_id}/review", tags=["review"])
IfMatch = Annotated[str | None, Header(description="the ETag of the review that the change was made from")]


class Version(BaseModel):
    version: int | None = Field(default=None, description="in place of If-Match")


class Changes(Version):
    changes: Annotated[list[AnyChange], Field(min_length=1, max_length=200)] = Field(
        description="carried out in their order, all of them or none"
    )


class Confirmation(Version):
    rest_checked: bool = Field(
        default=False, description="what is still in doubt was looked at, and is right"
    )


@router.get("")
def review(circular_id: str, desk: AtDesk) -> JSONResponse:
    """The circular as it stands, the machine's reading beside it, who vouches for what, and what is left."""
    return answer(desk.review.look(circular_id))


@router.get("/history")
def history(circular_id: str, desk: AtDesk) -> dict[str, Any]:
    """Every change to the present reading, the oldest first. `undoable`: the version that undo takes back."""
    rows = desk.review.history(circular_id)
    last = last_undoable(rows)
    return {
        "changes": [
            {
                "version": row.version,
                "action": row.action,
                "path": row.path,
                "what": sentence(row),
                "before": row.before,
                "after": row.after,
                "undoes": row.undoes,
                "by": name_of(row.user),
                "at": row.at.isoformat(),
            }
            for row in rows
        ],
        "undoable": last.version if last else None,
    }


@router.patch("")
def change(circular_id: str, asked: Changes, desk: AtDesk, if_match: IfMatch = None) -> JSONResponse:
    """Corrects and confirms. What a person gives is sure, and then judged by the same rules as print."""
    with matched(asked, if_match) as version:
        return answer(desk.review.change(circular_id, version, asked.changes))


@router.post("/undo")
def undo(circular_id: str, asked: Version, desk: AtDesk, if_match: IfMatch = None) -> JSONResponse:
    """Takes back the newest change that was not taken back yet."""
    with matched(asked, if_match) as version:
        return answer(desk.review.undo(circular_id, version))


@router.post("/confirm")
def confirm(circular_id: str, asked: Confirmation, desk: AtDesk, if_match: IfMatch = None) -> JSONResponse:
    """Closes the review. Refused (409 `not_checked`) while something is in doubt, unless `rest_checked`."""
    with matched(asked, if_match) as version:
        return answer(desk.review.confirm(circular_id, version, rest_checked=asked.rest_checked))


@router.post("/reopen")
def reopen(circular_id: str, asked: Version, desk: AtDesk, if_match: IfMatch = None) -> JSONResponse:
    """Opens a confirmed circular for corrections."""
    with matched(asked, if_match) as version:
        return answer(desk.review.reopen(circular_id, version))


@contextmanager
def matched(asked: Version, if_match: str | None) -> Iterator[int]:
    """The version that the caller knows. A conflict with an If-Match is 412 (RFC 9110), else 409."""
    version = asked.version if if_match is None else _version_in(if_match)
    if version is None:
        raise Problem(428, "no_version", "โปรดส่ง If-Match ตาม ETag ของหนังสือ หรือ version ที่แก้ไขจาก")
    try:
        yield version
    except Conflict as conflict:
        if if_match is not None:
            conflict.status = 412
        raise


def _version_in(if_match: str) -> int | None:
    given = re.fullmatch(r'\s*"v(\d{1,9})"\s*', if_match)
    return int(given[1]) if given else None


def answer(review: Review) -> JSONResponse:
    return JSONResponse(
        review_json(review), headers={"ETag": f'"v{review.row.version}"', "Cache-Control": ASK_AGAIN}
    )


def review_json(review: Review) -> dict[str, Any]:
    row = review.row
    return {
        "id": row.id,
        "status": row.status,
        "version": row.version,
        "circular": review.circular,
        "reading": review.reading,
        "checked": review.checked,
        "open": [
            {
                "path": item.path,
                "state": item.state,
                "severity": item.severity,
                "messages": item.messages,
                "codes": item.codes,
                "doubts": item.doubts,
                "page": item.page,
                "box": item.box,
            }
            for item in open_items(review.circular)
        ],
        "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
        "confirmed_by": name_of(row.confirmed_by) if row.confirmed_by else None,
    }
