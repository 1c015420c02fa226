"""The pages of the registers: a book and its year, one line, entering, reserving, correcting, cancelling."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from api.acting import AtDesk
from api.date_field import day_of_form
from api.desk import Desk
from api.flash import redirect
from api.json_api import PAGE_SIZE, inline
from api.json_registers import XLSX
from api.language import gettext as _
from api.language import marked
from api.letter_desk import today
from api.pages import page
from api.problems import Problem
from api.register_desk import BOOKS, COLUMNS, OF_A_LETTER, BookPage, Entering, Row, state_of
from api.registers import Book
from api.service import PDF
from api.tables import new_id
from ingest.thai_text import fold_digits

router = APIRouter(include_in_schema=False)
SHOWN_AGAIN = (409, 422)
NAMES: dict[Book, str] = {
    "received": marked("ทะเบียนหนังสือรับ"),
    "sent": marked("ทะเบียนหนังสือส่ง"),
    "circular": marked("ทะเบียนหนังสือเวียน (ว)"),
}
LABELS = {
    "reference": marked("ที่"),
    "dated": marked("ลงวันที่"),
    "sender": marked("จาก"),
    "recipient": marked("ถึง"),
    "subject": marked("เรื่อง"),
    "action": marked("การปฏิบัติ"),
    "note": marked("หมายเหตุ"),
    "group": marked("กลุ่ม"),
    "person": marked("ผู้ปฏิบัติ"),
}
# What is known when a number is reserved for a letter yet to be written.
FOR_RESERVING = ("subject", "person", "note")
Text = Annotated[str, Form()]


class EntryForm(BaseModel):
    """The columns of a line, and what goes with them. state: of a new line."""

    reference: str = ""
    dated: str = ""
    sender: str = ""
    recipient: str = ""
    subject: str = ""
    action: str = ""
    note: str = ""
    group: str = ""
    person: str = ""
    state: Entering = "used"
    seen: str = ""
    once: str = ""

    def columns(self, names: tuple[str, ...] = COLUMNS) -> dict[str, str]:
        """What was typed, its date as ISO. Raises Problem 422 for what is no date."""
        given = {name: getattr(self, name) for name in names}
        if "dated" in given:
            day = day_of_form(self.dated)
            given["dated"] = day.isoformat() if day else ""
        return given


Sent = Annotated[EntryForm, Form()]


@router.get("/registers")
def registers() -> Response:
    return RedirectResponse("/registers/received", status_code=303)


@router.get("/registers/{book}")
def book_page(
    book: Book,
    request: Request,
    desk: AtDesk,
    year: Annotated[int | None, Query(ge=2400, le=2800)] = None,
    q: Annotated[str, Query(max_length=200)] = "",
    before: int | None = None,
) -> Response:
    shown = desk.registers.page(book, year, words=q, before=before, most=PAGE_SIZE)
    return _book(request, desk, shown, q=q, before=before)


@router.get("/registers/{book}/new")
def new_entry(book: Book, request: Request, desk: AtDesk, state: Entering = "used") -> Response:
    _must_write(desk, book)
    form = EntryForm(state=state, once=new_id(), person=desk.actor.name if desk.actor.by == "user" else "")
    if book != "received" and state == "used":
        office = desk.service.office_or_none(desk.district("register.read"))
        sender = (office.short_name or office.name) if office else ""
        form = form.model_copy(update={"sender": sender, "dated": today().isoformat()})
    return _form(request, desk, book, form)


@router.post("/registers/{book}/new")
def enter(book: Book, form: Sent, request: Request, desk: AtDesk) -> Response:
    try:
        row = desk.registers.enter(book, form.state, form.columns(), form.once or None)[0]
    except Problem as problem:
        if problem.status not in SHOWN_AGAIN:
            raise
        again = form.model_copy(update={"once": new_id()})
        return _form(request, desk, book, again, problem=problem)
    said = _("ได้เลข %(number)s ใน%(book)s", number=row.number, book=_(NAMES[book]))
    return redirect(f"/registers/{book}", said)


@router.post("/registers/{book}/start")
def start(book: Book, desk: AtDesk, number: Text) -> Response:
    digits = fold_digits(number).strip()
    if not digits.isascii() or not digits.isdigit() or not 1 <= int(digits) <= 999_999:
        raise Problem(422, "number", "เลขแรกต้องเป็นตัวเลข 1 ถึง 999999 โปรดกลับไปแก้")
    desk.registers.start_at(book, int(digits))
    return redirect(f"/registers/{book}", _("เลขแรกของปีนี้คือ %(n)s", n=int(digits)))


@router.get("/registers/{book}/{year}.{kind}")
def export(book: Book, year: int, kind: Literal["xlsx", "pdf"], desk: AtDesk) -> Response:
    content = desk.registers.export(book, year, kind)
    answer = inline(content, PDF if kind == "pdf" else XLSX, f"{book}-{year}.{kind}")
    if kind == "xlsx":
        answer.headers["Content-Disposition"] = f'attachment; filename="{book}-{year}.xlsx"'
    return answer


@router.get("/registers/{book}/{entry_id}")
def entry_page(book: Book, entry_id: str, request: Request, desk: AtDesk) -> Response:
    row, letter = desk.registers.entry(entry_id)
    if row.book != book:
        return RedirectResponse(f"/registers/{row.book}/{row.id}", status_code=303)
    return _form(request, desk, book, _form_of(row), row=row, letter=letter)


@router.post("/registers/{book}/{entry_id}")
def amend(book: Book, entry_id: str, form: Sent, request: Request, desk: AtDesk) -> Response:
    """Corrects a line in use; fills one that was reserved."""
    row, letter = desk.registers.entry(entry_id)
    try:
        if row.state == "reserved":
            desk.registers.fill(entry_id, form.columns())
        else:
            names = COLUMNS if letter is None else OF_A_LETTER
            desk.registers.amend(entry_id, form.columns(names), form.seen or None)
    except Problem as problem:
        if problem.status not in SHOWN_AGAIN:
            raise
        row, letter = desk.registers.entry(entry_id)
        again = form.model_copy(update={"seen": state_of(row)})
        return _form(request, desk, book, again, row=row, letter=letter, problem=problem)
    return redirect(f"/registers/{book}/{entry_id}", _("บันทึกเลข %(n)s แล้ว", n=row.number))


@router.post("/registers/{book}/{entry_id}/cancel")
def cancel(book: Book, entry_id: str, desk: AtDesk, reason: Text = "") -> Response:
    row = desk.registers.cancel(entry_id, reason)
    said = _("ยกเลิกเลข %(n)s แล้ว เลขนี้จะไม่ใช้อีก", n=row.number)
    return redirect(f"/registers/{book}/{entry_id}", said, state="doubtful")


@router.get("/circulars/{circular_id}/received")
def received(circular_id: str, request: Request, desk: AtDesk) -> Response:
    """The line of a circular: the one it has, else a form filled with what was read."""
    found = desk.registers.prefilled(circular_id)
    if found.entry is not None:
        return RedirectResponse(f"/registers/received/{found.entry.id}", status_code=303)
    note = " ".join(found.stamped)
    form = EntryForm(**found.columns, note=note, once=new_id())
    return _form(request, desk, "received", form, of=circular_id, unsure=found.unsure)


@router.post("/circulars/{circular_id}/received")
def receive(circular_id: str, form: Sent, request: Request, desk: AtDesk) -> Response:
    try:
        row = desk.registers.receive(circular_id, form.columns())
    except Problem as problem:
        if problem.status not in SHOWN_AGAIN:
            raise
        return _form(request, desk, "received", form, of=circular_id, problem=problem)
    said = _("ลงทะเบียนรับแล้ว เลขรับ %(n)s", n=row.number)
    return redirect(f"/circulars/{circular_id}", said)


def _book(request: Request, desk: Desk, shown: BookPage, *, q: str, before: int | None) -> Response:
    here = {"year": shown.year, **({"q": q} if q else {})}
    following = f"?{urlencode({**here, 'before': shown.following})}" if shown.following else ""
    return page(
        request,
        "register.html",
        shown=shown,
        books=[(book, _(NAMES[book])) for book in BOOKS],
        register_name=_(NAMES[shown.book]),
        labels=LABELS,
        q=q,
        first_page=f"?{urlencode(here)}" if before is not None else "",
        following=following,
        may_write=_may_write(desk, shown.book),
    )


def _form(
    request: Request,
    desk: Desk,
    book: Book,
    form: EntryForm,
    *,
    row: Row | None = None,
    letter: Row | None = None,
    of: str = "",
    unsure: frozenset[str] = frozenset(),
    problem: Problem | None = None,
) -> Response:
    """row: the line that is corrected, None for a new one. of: the circular that is entered."""
    may_write = _may_write(desk, book) and (row is None or row.state != "cancelled")
    return page(
        request,
        "register_entry.html",
        problem.status if problem else 200,
        book=book,
        register_name=_(NAMES[book]),
        form=form,
        row=row,
        letter=letter,
        of=of,
        unsure=unsure,
        problem=problem,
        labels=LABELS,
        columns=FOR_RESERVING if row is None and form.state == "reserved" else COLUMNS,
        open_columns=() if not may_write else COLUMNS if letter is None else OF_A_LETTER,
        may_write=may_write,
        may_cancel=may_write and row is not None and (letter is None or desk.may("letter.issue")),
    )


def _form_of(row: Row) -> EntryForm:
    columns = {name: getattr(row, name) or "" for name in COLUMNS}
    return EntryForm(**columns, seen=state_of(row))


def _may_write(desk: Desk, book: Book) -> bool:
    return desk.may("register.receive" if book == "received" else "register.write")


def _must_write(desk: Desk, book: Book) -> None:
    desk.district("register.receive" if book == "received" else "register.write")
