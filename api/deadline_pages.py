"""Two pages of a review: one deadline split into several, several merged into one."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api import review_forms as forms
from api.acting import AtDesk
from api.changes import MergeDeadlines, SplitDeadline
from api.desk import Desk
from api.language import gettext as _
from api.pages import page
from api.problems import Problem, not_found
from api.review_pages import AGAIN, Form, version_of, words
from api.review_view import Item, view_of
from ingest.thai_text import fold_digits

router = APIRouter(prefix="/circulars/{circular_id}/deadlines/{deadline_id}", include_in_schema=False)


@router.get("/split")
def split_page(
    circular_id: str, deadline_id: str, request: Request, desk: AtDesk, parts: int = 2
) -> Response:
    return _split(request, desk, circular_id, deadline_id, parts=max(2, min(parts, 20)))


def _split(
    request: Request,
    desk: Desk,
    circular_id: str,
    deadline_id: str,
    parts: int = 2,
    status: int = 200,
    typed: dict[str, str] | None = None,
    problem: str = "",
) -> Response:
    desk.find(circular_id, "document.review")
    item, row = _one(desk, circular_id, deadline_id)
    return page(
        request, "review_split.html", status, item=item, row=row, parts_count=parts, typed=typed or {},
        problem=problem, failed="", **words(),
    )  # fmt: skip


@router.post("/split")
def split(circular_id: str, deadline_id: str, request: Request, desk: AtDesk, form: Form) -> Response:
    parts = fold_digits(form.get("parts", "2"))
    number = max(2, min(int(parts), 20)) if parts.isdigit() else 2
    try:
        change = SplitDeadline(op="split_deadline", id=deadline_id, into=forms.split_into(form))
        desk.review.change(circular_id, version_of(form), [change])
    except Problem as problem:
        if problem.status not in AGAIN or problem.code == "no_deadline":
            raise
        return _split(request, desk, circular_id, deadline_id, number, problem.status, form, problem.detail)
    return RedirectResponse(f"/circulars/{circular_id}?item=deadlines.{deadline_id}", status_code=303)


@router.get("/merge")
def merge_page(circular_id: str, deadline_id: str, request: Request, desk: AtDesk) -> Response:
    return _merge(request, desk, circular_id, deadline_id)


def _merge(
    request: Request,
    desk: Desk,
    circular_id: str,
    deadline_id: str,
    status: int = 200,
    ids: list[str] | None = None,
    problem: str = "",
) -> Response:
    desk.find(circular_id, "document.review")
    item, row = _one(desk, circular_id, deadline_id)
    view = view_of(desk.review.look(circular_id), desk.service.blobs)
    others = [one for one in view.deadlines if one.path != item.path]
    return page(
        request, "review_merge.html", status, item=item, row=row, others=others, ids=ids or [],
        problem=problem, **words(),
    )  # fmt: skip


@router.post("/merge")
def merge(circular_id: str, deadline_id: str, request: Request, desk: AtDesk, form: Form) -> Response:
    others = [name.removeprefix("with-") for name in form if name.startswith("with-")]
    try:
        if not others:
            raise Problem(422, "merge_of_one", _("โปรดเลือกกำหนดเวลาที่จะรวมด้วย"))
        change = forms.checked({"op": "merge_deadlines", "ids": [deadline_id, *others]})
        assert isinstance(change, MergeDeadlines)
        desk.review.change(circular_id, version_of(form), [change])
    except Problem as problem:
        if problem.status not in AGAIN or problem.code == "no_deadline":
            raise
        return _merge(request, desk, circular_id, deadline_id, problem.status, others, problem.detail)
    return RedirectResponse(f"/circulars/{circular_id}?item=deadlines.{deadline_id}", status_code=303)


def _one(desk: Desk, circular_id: str, deadline_id: str) -> tuple[Item, Any]:
    review = desk.review.look(circular_id)
    item = view_of(review, desk.service.blobs).item(f"deadlines.{deadline_id}")
    if item is None:
        raise not_found(_("ไม่มีกำหนดเวลานี้แล้ว โปรดกลับไปที่หน้าของหนังสือ"))
    return item, review.row
