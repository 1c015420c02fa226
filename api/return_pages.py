"""The pages of returned forms for the office: what came, what waits for a person, who still owes one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, UploadFile
from fastapi.responses import Response

from api.acting import AtDesk
from api.desk import Desk
from api.flash import redirect
from api.json_returns import JPEG, KEEP, download
from api.language import gettext as _
from api.language import marked
from api.pages import page
from api.return_board import STANDINGS
from api.returns import COUNTED, OPEN, Row
from api.workbooks import XLSX
from generate.form_descriptions import FORMS

router = APIRouter(include_in_schema=False)
AT_ONCE = 20
# status → (kind of edge, sign, word)
SHOWN: dict[str, tuple[str, str, str]] = {
    "received": ("plain", "…", marked("กำลังตรวจรหัส")),
    "unmatched": ("doubtful", "?", marked("รอคนจับคู่")),
    "matched": ("sure", "✓", marked("จับคู่แล้ว")),
    "accepted": ("sure", "✓✓", marked("รับแล้ว")),
    "rejected": ("missing", "✗", marked("ไม่รับ")),
}
STANDING_SHOWN: dict[str, tuple[str, str]] = {
    "returned": ("sure", "✓"),
    "late": ("doubtful", "✓"),
    "overdue": ("missing", "!"),
    "waiting": ("plain", "○"),
}
Line = Annotated[str, Form(max_length=1000)]
Short = Annotated[str, Form(max_length=40)]


@router.get("/returns")
def listed(
    request: Request,
    desk: AtDesk,
    status: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str, Query(max_length=32)] = "",
) -> Response:
    counts = desk.returns.counts()
    chosen = status if status in SHOWN else "unmatched" if counts.get("unmatched") else ""
    shown = status if status in (*SHOWN, "all") else chosen or "all"
    rows = desk.returns.listed(None if shown == "all" else shown, after=after or None, most=AT_ONCE + 1)
    more = rows[AT_ONCE - 1].id if len(rows) > AT_ONCE else ""
    return page(
        request,
        "returns.html",
        rows=rows[:AT_ONCE],
        shown=shown,
        kinds=SHOWN,
        counts=counts,
        total=sum(counts.values()),
        following=f"/returns?status={shown}&after={more}" if more else "",
        first=f"/returns?status={shown}" if after else "",
        waiting=shown in ("received", "all") and any(row.status == "received" for row in rows),
        may_send=desk.may("return.send"),
        may_settle=desk.may("return.settle"),
        names=_names(desk, rows),
    )


@router.post("/returns")
def send(files: list[UploadFile], desk: AtDesk) -> Response:
    """Forms that came on paper or by mail, several files at once."""
    rows = [desk.returns.take(file.file, file.filename or "") for file in files]
    if len(rows) == 1:
        return redirect(f"/returns/{rows[0].id}", _("เก็บไฟล์แล้ว"))
    return redirect("/returns?status=all", _("เก็บ %(n)s ไฟล์แล้ว ระบบกำลังจับคู่ให้", n=len(rows)))


@router.post("/returns/accept")
def accept_all(desk: AtDesk, ids: Annotated[list[str], Form()]) -> Response:
    """Those that were looked at on one page of the list."""
    done = desk.returns.accept_all(ids[:AT_ONCE])
    return redirect("/returns?status=matched", _("รับแบบแล้ว %(n)s รายการ", n=done))


@router.get("/returns/{return_id}")
def one(return_id: str, request: Request, desk: AtDesk) -> Response:
    desk.returns.counts()  # the office's page; a school has its own
    row = desk.returns.find_return(return_id)
    others = desk.returns.siblings(row)
    may_settle = desk.may("return.settle")
    return page(
        request,
        "return.html",
        row=row,
        others=others,
        kinds=SHOWN,
        choices=desk.returns.choices() if may_settle else [],
        schools_to_choose=desk.returns.schools() if may_settle else [],
        may_settle=may_settle,
        is_open=row.status in OPEN,
        counted=row.status in COUNTED,
        free_pages=_free_pages(row, others),
        names=_names(desk, [row, *others]),
    )


@router.get("/returns/{return_id}/pages/{number}.jpg")
def picture(return_id: str, number: int, desk: AtDesk, small: bool = False) -> Response:
    return Response(desk.returns.page_picture(return_id, number, small), media_type=JPEG, headers=KEEP)


@router.get("/returns/{return_id}/original")
def original(return_id: str, desk: AtDesk) -> Response:
    row, content = desk.returns.original(return_id)
    return download(content, row.name)


@router.post("/returns/{return_id}/match")
def match(
    return_id: str, desk: AtDesk, asked: Short, school: Short, note: Line = "", page_number: int = Form(0)
) -> Response:
    """asked: `<circular>/<form>` as the page offers them. page_number: of another form in the same file."""
    circular_id, _slash, form = asked.partition("/")
    if page_number:
        desk.returns.add_page(return_id, page_number, circular_id, school, form)
    else:
        desk.returns.match(return_id, circular_id, school, form, note)
    return redirect(_next(desk), _("บันทึกแล้วว่าเป็นแบบของโรงเรียนที่เลือก"))


@router.post("/returns/{return_id}/accept")
def accept(return_id: str, desk: AtDesk, note: Line = "") -> Response:
    desk.returns.accept(return_id, note)
    return redirect(_next(desk), _("รับแบบแล้ว"))


@router.post("/returns/{return_id}/reject")
def reject(return_id: str, desk: AtDesk, reason: Line = "") -> Response:
    desk.returns.reject(return_id, reason)
    return redirect(_next(desk), _("บันทึกแล้วว่าไม่รับแบบนี้ โรงเรียนจะเห็นเหตุผล"), state="doubtful")


@router.get("/circulars/{circular_id}/returns")
def boards(circular_id: str, request: Request, desk: AtDesk) -> Response:
    """School by school, form by form; those that owe something first."""
    row, found = desk.returns.boards(circular_id)
    order = {"overdue": 0, "waiting": 1, "late": 2, "returned": 3}
    lines: dict[str, list[object]] = {}
    rank: dict[str, tuple[int, str]] = {}
    for board in found:
        for line in board.schools:
            lines.setdefault(line.school.id, []).append(line)
            before = rank.get(line.school.id, (9, line.school.name))
            rank[line.school.id] = (min(before[0], order[line.standing]), line.school.name)
    return page(
        request,
        "circular_returns.html",
        circular=row,
        boards=found,
        lines=[lines[key] for key in sorted(lines, key=rank.__getitem__)],
        standings=STANDINGS,
        edges=STANDING_SHOWN,
        form_names={key: form.title for key, form in FORMS.items()},
        published=desk.returns.is_published(circular_id),
        may_remind=desk.may("letter.issue"),
    )


@router.get("/circulars/{circular_id}/returns/{form}.xlsx")
def workbook(circular_id: str, form: str, desk: AtDesk) -> Response:
    return download(desk.returns.workbook(circular_id, form), f"returns-{form}.xlsx", XLSX)


def _names(desk: Desk, rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """What a list of returns shows beside their ids: schools, circulars, titles of forms."""
    return {
        "schools": desk.returns.schools_of(rows),
        "circulars": desk.returns.circulars_of(rows),
        "forms": {key: form.title for key, form in FORMS.items()},
    }


def _free_pages(row: Row, others: Sequence[Row]) -> list[int]:
    """The pages of the file on which no return stands yet."""
    taken = {one.page for one in (row, *others)}
    return [number for number in range(1, row.pages + 1) if number not in taken]


def _next(desk: Desk) -> str:
    """The next one that waits, so that a pile is worked off; else the list."""
    waiting = desk.returns.listed("unmatched", most=1)
    return f"/returns/{waiting[0].id}" if waiting else "/returns"
