"""The district's board (deadlines over months, forms that schools owe) and the search page."""

from __future__ import annotations

from datetime import date
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.acting import AtDesk
from api.board_axis import axis_of
from api.database import now
from api.date_field import DateFieldError, read_date
from api.deadline_board import PAGE, BoardLine
from api.due_words import bangkok_today
from api.language import gettext as _
from api.language import marked
from api.pages import page
from api.wording import ACTORS

router = APIRouter(include_in_schema=False)
FOUND_AT_ONCE = 20
STATUSES = {
    "review": marked("รอตรวจ"),
    "confirmed": marked("ยืนยันแล้ว"),
    "reading": marked("กำลังอ่าน"),
    "received": marked("รอคิวอ่าน"),
    "failed": marked("อ่านไม่ได้"),
    "cancelled": marked("ยกเลิก"),
}
Words = Annotated[str, Query(max_length=300)]
Short = Annotated[str, Query(max_length=100)]


class Month(NamedTuple):
    """The lines of one month, and its heading's day; None for those without a day."""

    first: date | None
    lines: list[BoardLine]


@router.get("/board")
def board(
    request: Request,
    desk: AtDesk,
    actor: Short = "",
    system: Short = "",
    after: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    lines = desk.board.deadlines(actor, system, after, PAGE + 1)
    today = bangkok_today()
    chosen = {"actor": actor, "system": system}
    return page(
        request,
        "board.html",
        months=by_month(lines[:PAGE], today),
        axis=axis_of([line.deadline for line in lines[:PAGE]], today),
        at=now(),
        actor=actor,
        system=system,
        actors=[("", _("ทุกฝ่าย")), *((key, _(name)) for key, name in ACTORS.items())],
        systems=[("", _("ทุกระบบ")), *((name, name) for name in desk.board.systems())],
        previous=_page_of(chosen, after - PAGE) if after else "",
        following=_page_of(chosen, after + PAGE) if len(lines) > PAGE else "",
        forms=desk.board.forms() if not after else [],
        counts=desk.returns.counts(),
        may_settle=desk.may("return.settle"),
        may_remind=desk.may("letter.issue"),
    )


@router.get("/search")
def search(
    request: Request,
    desk: AtDesk,
    q: Words = "",
    status: Short = "",
    actor: Short = "",
    since: Short = "",
    until: Short = "",
    after: Annotated[str, Query(max_length=32)] = "",
) -> Response:
    given = {"q": q, "status": status, "actor": actor, "since": since, "until": until}
    days, wrong = _days(since, until)
    asked = any(given.values())
    found = (
        desk.board.search(
            q,
            status=status if status in STATUSES else None,
            actor=actor or None,
            since=days["since"],
            until=days["until"],
            after=after or None,
            most=FOUND_AT_ONCE + 1,
        )
        if asked and not wrong
        else []
    )
    return page(
        request,
        "search.html",
        given=given,
        wrong=wrong,
        days=days,
        asked=asked,
        found=found[:FOUND_AT_ONCE],
        following=_search_page(given, found[FOUND_AT_ONCE - 1].id) if len(found) > FOUND_AT_ONCE else "",
        statuses=[("", _("ทุกสถานะ")), *((key, _(name)) for key, name in STATUSES.items())],
        status_names=STATUSES,
        actors=[("", _("ทุกฝ่าย")), *((key, _(name)) for key, name in ACTORS.items())],
        of_school=desk.actor.role == "school",
    )


def by_month(lines: list[BoardLine], today: date) -> list[Month]:
    """In their order. What has begun and not ended stands in the month of its end."""
    months: list[Month] = []
    for line in lines:
        day = line.deadline.end or line.deadline.start
        first = date.fromisoformat(day).replace(day=1) if day else None
        if first is not None and first < today.replace(day=1):  # "from" a day that is past
            first = None
        if not months or months[-1].first != first:
            months.append(Month(first, []))
        months[-1].lines.append(line)
    return months


def _days(since: str, until: str) -> tuple[dict[str, str | None], dict[str, str]]:
    """The two days as ISO, and what is wrong with what was typed, by field."""
    days: dict[str, str | None] = {"since": None, "until": None}
    wrong: dict[str, str] = {}
    for name, typed in (("since", since), ("until", until)):
        try:
            day = read_date(typed)
            days[name] = day.isoformat() if day else None
        except DateFieldError as error:
            wrong[name] = str(error)
    return days, wrong


def _page_of(chosen: dict[str, str], after: int) -> str:
    more = {key: value for key, value in {**chosen, "after": str(max(after, 0) or "")}.items() if value}
    return f"/board?{urlencode(more)}" if more else "/board"


def _search_page(given: dict[str, str], after: str) -> str:
    return "/search?" + urlencode({key: value for key, value in {**given, "after": after}.items() if value})
