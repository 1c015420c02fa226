"""The review page of one circular and its forms. Everything works without scripts; review.js zooms along.

After a form the page comes back at the next thing to look at. A form that cannot be saved comes back as it
was typed, with the reason: also when somebody else saved meanwhile, whose change then stands in the list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api import review_forms as forms
from api.acting import AtDesk
from api.changes import AnyChange
from api.desk import Desk
from api.json_api import KEEP, brief
from api.language import gettext as _
from api.open_items import open_items
from api.pages import page
from api.problems import Problem, not_found
from api.review_view import (
    EVERY,
    HOW,
    KINDS_OF_DEADLINES,
    Item,
    ReviewView,
    actor_words,
    deadline_words,
    place_of,
    view_of,
)
from api.review_words import name_of, sentence
from api.reviewing import Conflict, Review, last_undoable
from api.service import PNG, page_cut
from api.wording import ACTORS
from extract.models import Circular

router = APIRouter(prefix="/circulars/{circular_id}", include_in_schema=False)
AGAIN = (409, 422)  # what a person can mend in the form


async def filled_in(request: Request) -> dict[str, str]:
    """The form as it was sent; empty fields stand as ""."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


Form = Annotated[dict[str, str], Depends(filled_in)]


def show(request: Request, desk: Desk, circular_id: str, **more: Any) -> Response:
    """The page as things stand. more: what went wrong with a form, and what was typed into it."""
    review = desk.review.look(circular_id)
    view = view_of(review, desk.service.blobs)
    asked, number = request.query_params.get("item", ""), request.query_params.get("page", "")
    chosen = view.item(more.get("failed") or asked)
    standing = desk.review.standing(review.row)
    last = standing.last
    return page(
        request,
        "review.html",
        more.pop("status", 200),
        **{
            "upload": brief(review.row),
            "row": review.row,
            "circular": Circular.model_validate(review.circular),
            "view": view,
            "chosen": chosen,
            "shown_page": _shown_page(view, chosen, number),
            "reopened": review.row.status == "review" and standing.reopened,
            "last": sentence(last) if last else "",
            "last_by": name_of(last.user) if last else "",
            "may_review": desk.may("document.review") and review.row.status == "review",
            "may_confirm": desk.may("document.confirm"),
            "may_read_again": desk.may("document.upload") and review.row.status == "review",
            "has_office": desk.service.office_or_none(review.row.district_id) is not None,
            "has_schools": desk.service.has_schools(review.row.district_id),
            "confirmed_by": name_of(review.row.confirmed_by or ""),
            "failed": "",
            "typed": {},
            "problem": "",
            **words(),
            **more,
        },
    )


def words() -> dict[str, Any]:
    """What the templates of deadlines need to speak of them."""
    return {
        "kinds": [(name, _(words)) for name, words in KINDS_OF_DEADLINES.items()],
        "every": [(name, _(words)) for name, words in EVERY.items()],
        "actors": [(name, _(words)) for name, words in ACTORS.items()],
        "how": HOW,
        "actor_words": actor_words,
        "deadline_words": deadline_words,
    }


def _shown_page(view: ReviewView, chosen: Item | None, asked: str) -> int:
    if chosen and chosen.page:
        return chosen.page
    if asked.isdigit() and 1 <= int(asked) <= len(view.pages):
        return int(asked)
    first = view.todo[0].page if view.todo else None
    return first or 1


# Forms ---------------------------------------------------------------------------------------------------


@router.post("/fields")
def change_field(circular_id: str, request: Request, desk: AtDesk, form: Form) -> Response:
    path = form.get("path", "")
    return carry_out(request, desk, circular_id, form, path, lambda: forms.field_change(path, form))


@router.post("/fields/add")
def add_field(circular_id: str, request: Request, desk: AtDesk, form: Form) -> Response:
    asked = form.get("path", "")
    return carry_out(request, desk, circular_id, form, "add-field", lambda: forms.added_field(asked, form))


@router.post("/deadlines/add")
def add_deadline(circular_id: str, request: Request, desk: AtDesk, form: Form) -> Response:
    return carry_out(request, desk, circular_id, form, "add-deadline", lambda: forms.added_deadline(form))


@router.post("/deadlines/{deadline_id}")
def change_deadline(
    circular_id: str, deadline_id: str, request: Request, desk: AtDesk, form: Form
) -> Response:
    path = f"deadlines.{deadline_id}"

    def asked() -> AnyChange:
        if form.get("deed") == "confirm":
            return forms.checked({"op": "confirm", "path": path})
        if form.get("deed") == "delete":
            return forms.checked({"op": "delete_deadline", "id": deadline_id})
        return forms.edited_deadline(deadline_id, form)

    return carry_out(request, desk, circular_id, form, path, asked)


@router.post("/doubts/{doubt_id}")
def settle(circular_id: str, doubt_id: str, request: Request, desk: AtDesk, form: Form) -> Response:
    change = {"op": "settle", "doubt": doubt_id}
    return carry_out(request, desk, circular_id, form, f"doubts.{doubt_id}", lambda: forms.checked(change))


@router.post("/sure")
def confirm_sure(circular_id: str, request: Request, desk: AtDesk, form: Form) -> Response:
    return carry_out(request, desk, circular_id, form, "", lambda: forms.checked({"op": "confirm_sure"}))


@router.post("/undo")
def undo(circular_id: str, request: Request, desk: AtDesk, form: Form) -> Response:
    return deed(request, desk, circular_id, lambda: desk.review.undo(circular_id, version_of(form)))


@router.post("/confirm")
def confirm(circular_id: str, request: Request, desk: AtDesk, form: Form) -> Response:
    """And on to the letter, the next step."""
    rest = bool(form.get("rest_checked"))
    return deed(
        request,
        desk,
        circular_id,
        lambda: desk.review.confirm(circular_id, version_of(form), rest_checked=rest),
        then=f"/circulars/{circular_id}/letter",
    )


@router.post("/reopen")
def reopen(circular_id: str, request: Request, desk: AtDesk, form: Form) -> Response:
    return deed(request, desk, circular_id, lambda: desk.review.reopen(circular_id, version_of(form)))


def carry_out(
    request: Request,
    desk: Desk,
    circular_id: str,
    form: dict[str, str],
    path: str,
    asked: Callable[[], AnyChange],
) -> Response:
    """One change by a form, then the next thing to look at; the form again where it could not be saved."""
    before = desk.review.look(circular_id)
    try:
        after = desk.review.change(circular_id, version_of(form), [asked()])
    except Problem as problem:
        if problem.status not in AGAIN:
            raise
        return failed(request, desk, circular_id, problem, path, form)
    return RedirectResponse(f"/circulars/{circular_id}{_where_next(before, after, path)}", status_code=303)


def deed(
    request: Request, desk: Desk, circular_id: str, do: Callable[[], Review], then: str = ""
) -> Response:
    try:
        do()
    except Problem as problem:
        if problem.status not in AGAIN:
            raise
        return failed(request, desk, circular_id, problem)
    return RedirectResponse(then or f"/circulars/{circular_id}", status_code=303)


def failed(
    request: Request,
    desk: Desk,
    circular_id: str,
    problem: Problem,
    path: str = "",
    form: dict[str, str] | None = None,
) -> Response:
    """The page as it stands now, with what was typed still in its form: pressing again saves it."""
    status = desk.find(circular_id)
    if status.read_attempt != status.attempt:  # it is being read anew: there is nothing to correct
        raise problem
    return show(
        request,
        desk,
        circular_id,
        status=problem.status,
        failed=path,
        typed=form or {},
        problem=problem.detail,
        conflict=isinstance(problem, Conflict),
    )


def _where_next(before: Review, after: Review, path: str) -> str:
    """The next doubt after one was done with; the thing itself where it was none, or is doubted now."""
    order, left = [[one.path for one in open_items(review.circular)] for review in (before, after)]
    if path in left:
        return f"?item={quote(path)}"
    if path not in order:
        return f"?item={quote(path)}" if "." in path or path in after.circular else ""
    at = order.index(path) + 1
    following = next((one for one in [*order[at:], *order[:at], *left] if one in left), None)
    return f"?item={quote(following)}" if following else "?done=1"


def version_of(form: dict[str, str]) -> int:
    version = form.get("version", "")
    if not version.isdigit():
        raise Problem(422, "no_version", _("แบบนี้เก่าเกินไป โปรดโหลดหน้าใหม่ แล้วลองอีกครั้ง"))
    return int(version)


@router.get("/history")
def history(circular_id: str, request: Request, desk: AtDesk) -> Response:
    """Who changed what when."""
    rows = desk.review.history(circular_id)
    review = desk.review.look(circular_id)
    last = last_undoable(rows)
    undone = {row.undoes for row in rows if row.undoes is not None}
    shown = [
        {
            "what": sentence(row),
            "by": name_of(row.user),
            "at": row.at.isoformat(),
            "undone": row.version in undone,
        }
        for row in reversed(rows)
    ]
    may_undo = desk.may("document.review") and review.row.status == "review" and last is not None
    return page(
        request, "review_history.html", row=review.row, changes=shown, may_undo=may_undo,
        last=sentence(last) if last else "",
    )  # fmt: skip


@router.get("/cut/{path}.png")
def cut(circular_id: str, path: str, desk: AtDesk) -> Response:
    """The place on the page of one reading, deadline or doubt, named by its path in the Circular."""
    mark = place_of(desk.circular_json(desk.find(circular_id)) or {}, path)
    if mark is None:
        raise not_found("ไม่มีภาพของตำแหน่งนี้")
    picture = desk.page_picture(circular_id, mark.page)
    return Response(page_cut(picture, mark), media_type=PNG, headers=KEEP)
