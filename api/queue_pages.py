"""The first page: send circulars, see which are being read, find those that wait for a person."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from api.acting import AtDesk
from api.desk import Desk
from api.events import LOOK_EVERY, SILENT_FOR
from api.first_run import wants_setting_up
from api.flash import redirect
from api.language import gettext as _
from api.language import marked
from api.language import ngettext as _n
from api.pages import page
from api.queue_desk import Sent

router = APIRouter(include_in_schema=False)
SHOWN = 25
# The statuses a person filters by: (name in the address, words, statuses).
FILTERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("", marked("ทั้งหมด"), ()),
    ("reading", marked("กำลังอ่าน"), ("received", "reading")),
    ("review", marked("รอตรวจ"), ("review",)),
    ("confirmed", marked("ยืนยันแล้ว"), ("confirmed",)),
    ("failed", marked("อ่านไม่ได้"), ("failed",)),
    ("cancelled", marked("ยกเลิก"), ("cancelled",)),
)


@router.get("/")
def home(request: Request, desk: AtDesk, status: str = "", after: str = "") -> Response:
    if not desk.may("document.read"):  # the administrator of the whole installation
        return RedirectResponse("/people", status_code=303)
    if desk.actor.role == "school":
        return RedirectResponse("/school", status_code=303)
    return page(
        request,
        "home.html",
        may_upload=desk.may("document.upload"),
        set_up=wants_setting_up(desk),
        max_mb=desk.service.settings.max_upload_mb,
        **shown(desk, status, after),
    )


@router.get("/queue")
def queue(request: Request, desk: AtDesk, status: str = "", after: str = "") -> Response:
    """The list alone, for the script that keeps it current."""
    return page(request, "queue.html", **shown(desk, status, after))


@router.get("/queue/events")
def queue_events(desk: AtDesk) -> StreamingResponse:
    """An event whenever something in the queue has changed, until nothing is being read."""
    desk.queue.unfinished()  # refuses who may not
    stream = changes_of(desk.queue.unfinished)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


@router.post("/circulars")
def send(
    request: Request,
    files: list[UploadFile],
    desk: AtDesk,
    together: Annotated[str, Form()] = "",
) -> Response:
    """The upload form without scripts. One file leads to its page, several to the list, a bad one to a page
    that says of each file what became of it."""
    if together and len(files) > 1:
        sent = [desk.queue.send_together([file.file.read() for file in files])]
    else:
        sent = [desk.queue.send(file.file, file.filename or "") for file in files]
    refused = [one.problem for one in sent if one.problem]
    if refused:
        status = refused[0].status if len(refused) == len(sent) else 200
        return page(request, "sent.html", status, sent=sent)
    if len(sent) == 1 and sent[0].row:
        return redirect(
            f"/circulars/{sent[0].row.id}", _("ไฟล์นี้ส่งไว้แล้ว นี่คือหนังสือฉบับเดิม") if sent[0].known else ""
        )
    return redirect("/", told(sent))


def told(sent: list[Sent]) -> str:
    known = sum(one.known for one in sent)
    text = _n("ส่งแล้ว %(n)s ไฟล์", len(sent))
    return f"{text} {_n('ในจำนวนนี้ส่งไว้ก่อนแล้ว %(n)s ไฟล์', known)}" if known else text


def shown(desk: Desk, status: str, after: str) -> dict[str, Any]:
    """What the list shows: a page of circulars of one filter, and how many each filter has."""
    chosen = next((one for one in FILTERS if one[0] == status), FILTERS[0])
    rows = list(desk.listed(chosen[2] or None, after or None, SHOWN + 1))
    counts = desk.queue.counts()
    filters = [
        (name, _(words), sum(counts.get(each, 0) for each in statuses) if name else sum(counts.values()))
        for name, words, statuses in FILTERS
    ]
    return {
        "uploads": rows[:SHOWN],
        "filters": [one for one in filters if one[2] or one[0] in ("", chosen[0])],
        "chosen": chosen[0],
        "next": rows[SHOWN - 1].id if len(rows) > SHOWN else "",
        "after": after,
        "waits": any(counts.get(each) for each in ("received", "reading")),
    }


async def changes_of(look: Callable[[], list[tuple[str, str, int]]]) -> AsyncIterator[str]:
    seen: list[tuple[str, str, int]] | None = None
    spoken = time.monotonic()
    while True:
        found = await asyncio.to_thread(look)
        if found != seen:
            seen, spoken = found, time.monotonic()
            yield f"event: changed\ndata: {len(found)}\n\n"
        elif time.monotonic() - spoken > SILENT_FOR:
            spoken = time.monotonic()
            yield ": waiting\n\n"
        if not found:
            yield "event: done\ndata: 0\n\n"
            return
        await asyncio.sleep(LOOK_EVERY)
