"""The page of a circular's letter: edit beside what will be printed, issue, publish, cancel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import PlainTextResponse, Response
from pydantic import BaseModel

from api.acting import AtDesk
from api.date_field import day_of_form
from api.desk import Desk
from api.flash import redirect
from api.json_api import inline
from api.language import gettext as _
from api.letter_desk import Draft, IssueOrder, today
from api.letter_form import LINES, NAMES
from api.letter_picture import letter_picture
from api.letters import OPEN, LetterBook
from api.pages import page
from api.problems import Problem
from api.service import PDF, PNG
from api.tables import new_id
from api.wording import SECRECY, URGENCY

router = APIRouter(include_in_schema=False, prefix="/circulars/{circular_id}")
SHOWN_AGAIN = (409, 422)  # what the one who wrote can put right on the same page
Text = Annotated[str, Form()]


class LetterForm(BaseModel):
    """The form of the letter's page. number: the book, or "<book>:<id>" for a reserved number of it."""

    urgency: str = ""
    secrecy: str = ""
    subject: str = ""
    addressee: str = ""
    attachments: list[str] = []
    opening: str = ""
    request: str = ""
    duties: list[str] = []
    purpose: str = ""
    closing: str = ""
    after: int = 0
    once: str = ""
    dated: str = ""
    number: str = "circular"
    knowing: bool = False
    publish: bool = False

    @property
    def text(self) -> dict[str, str | list[str]]:
        """Lists without the empty fields that wait for one more item."""
        parts = {name: getattr(self, name) for name in NAMES}
        return parts | {name: [one for one in parts[name] if one.strip()] for name in LINES}

    @property
    def book(self) -> LetterBook:
        return "sent" if self.number.partition(":")[0] == "sent" else "circular"

    @property
    def reserved(self) -> str | None:
        return self.number.partition(":")[2] or None

    @property
    def day(self) -> date | None:
        """Raises Problem 422 for what is no date."""
        return day_of_form(self.dated)


Sent = Annotated[LetterForm, Form()]


@router.get("/letter")
def letter(
    circular_id: str,
    request: Request,
    desk: AtDesk,
    version: int | None = None,
    edit: bool = False,
    afresh: bool = False,
) -> Response:
    """The newest version: as a form while it is a draft, with its files once it is issued."""
    draft = desk.letters.draft(circular_id, version, afresh=afresh)
    if draft.shown is not None and draft.shown.state == "issued" and not edit:
        return _issued(request, desk, draft)
    return _editor(request, desk, draft, LetterForm(**_form_of(draft)))


@router.post("/letter/save")
def save(circular_id: str, form: Sent, request: Request, desk: AtDesk) -> Response:
    try:
        row = desk.letters.save(circular_id, form.text, form.after)
    except Problem as problem:
        return _again(request, desk, circular_id, form, problem)
    said = _("บันทึกร่างฉบับที่ %(version)s แล้ว", version=row.version)
    return redirect(f"/circulars/{circular_id}/letter", said)


@router.post("/letter/issue")
def issue(circular_id: str, form: Sent, request: Request, desk: AtDesk) -> Response:
    try:
        order = IssueOrder(
            form.after,
            form.text,
            form.day,
            form.book,
            form.reserved,
            knowing=form.knowing,
            publish=form.publish,
        )
        row = desk.letters.issue(circular_id, order, form.once or None)[0]
    except Problem as problem:
        return _again(request, desk, circular_id, form, problem)
    said = _("ออกหนังสือ ที่ %(number)s แล้ว", number=row.number)
    return redirect(f"/circulars/{circular_id}/letter", said)


@router.get("/letter/preview.png")
def picture(circular_id: str, desk: AtDesk, version: int | None = None) -> Response:
    """A saved version (0: the machine's draft) as it is or will be printed."""
    return _picture(desk.letters.as_printed(circular_id, version, archive=False))


@router.post("/letter/preview.png")
def live_picture(circular_id: str, form: Sent, desk: AtDesk) -> Response:
    """What is in the form now; what cannot be printed is answered as plain text."""
    try:
        return _picture(desk.letters.preview(circular_id, form.text, form.day, form.book, archive=False))
    except Problem as problem:
        if problem.status not in SHOWN_AGAIN:
            raise
        return PlainTextResponse(problem.detail, problem.status)


@router.post("/letter/preview.pdf")
def live_pdf(circular_id: str, form: Sent, desk: AtDesk) -> Response:
    """What is in the form now, for the browser's own reader of PDFs."""
    return inline(desk.letters.preview(circular_id, form.text, form.day, form.book), PDF, "preview.pdf")


@router.post("/letters/{letter_id}/cancel")
def cancel(circular_id: str, letter_id: str, desk: AtDesk, reason: Text = "") -> Response:
    row = desk.letters.cancel(circular_id, letter_id, reason)
    said = _("ยกเลิกหนังสือ ที่ %(number)s แล้ว เลขนี้จะไม่ใช้อีก", number=row.number)
    return redirect(f"/circulars/{circular_id}/letter", said, state="doubtful")


@router.post("/publish")
def publish(
    circular_id: str,
    desk: AtDesk,
    to: Text = "all",
    schools: Annotated[list[str] | None, Form()] = None,
) -> Response:
    fresh = desk.publications.publish(circular_id, None if to == "all" else schools or [])
    said = _("โรงเรียนเห็นหนังสือเพิ่มขึ้น %(n)s แห่ง", n=len(fresh)) if fresh else _("ยังไม่ได้เลือกโรงเรียนเพิ่ม")
    return redirect(f"/circulars/{circular_id}/letter", said, state="sure" if fresh else "doubtful")


@router.post("/withdraw")
def withdraw(circular_id: str, desk: AtDesk, schools: Annotated[list[str] | None, Form()] = None) -> Response:
    gone = desk.publications.withdraw(circular_id, schools)
    said = _("โรงเรียนไม่เห็นหนังสือนี้แล้ว %(n)s แห่ง", n=len(gone))
    return redirect(f"/circulars/{circular_id}/letter", said, state="doubtful")


@dataclass(frozen=True)
class Choice:
    """A number that the letter may get. words: as the page offers it."""

    value: str
    words: str
    number: str


def _choices(desk: Desk, draft: Draft) -> list[Choice]:
    """The next number of each book, then those that are reserved. The first is what most letters take."""
    prefix = draft.office.number_prefix
    choices = []
    books: tuple[LetterBook, ...] = ("circular", "sent")
    for book in books if draft.office.circular else reversed(books):
        mark = "ว" if book == "circular" else ""
        name = _("ทะเบียนหนังสือเวียน (ว)") if book == "circular" else _("ทะเบียนหนังสือส่ง")
        number = f"{prefix}/{mark}{desk.registers.next_number(book)}"
        words = _("%(number)s  เลขถัดไปของ%(name)s", number=number, name=name)
        choices.append(Choice(book, words, number))
        for row in desk.registers.reserved(book):
            number = f"{prefix}/{mark}{row.number}"
            about = row.subject or row.note or _("ไม่ได้ระบุเรื่อง")
            words = _("%(number)s  จองไว้: %(about)s", number=number, about=about[:60])
            choices.append(Choice(f"{book}:{row.id}", words, number))
    return choices


def _form_of(draft: Draft) -> dict[str, Any]:
    """The form as it is first shown."""
    text = draft.text.model_dump(mode="json")
    number = "circular" if draft.office.circular else "sent"
    return {**text, "after": draft.newest, "once": new_id(), "number": number}


def _editor(
    request: Request,
    desk: Desk,
    draft: Draft,
    form: LetterForm,
    problem: Problem | None = None,
) -> Response:
    may_issue = desk.may("letter.issue") and draft.document.status == "confirmed"
    drafted = _form_of(replace(draft, text=draft.drafted))
    shown = draft.shown.version if draft.shown is not None else 0
    return page(
        request,
        "letter.html",
        problem.status if problem else 200,
        draft=draft,
        form=form,
        problem=problem,
        drafted=drafted,
        shown=shown,
        names=NAMES,
        blanks={
            name: len(OPEN.findall("\n".join(getattr(form, name)) if name in LINES else getattr(form, name)))
            for name in NAMES
        },
        choices=_choices(desk, draft) if may_issue else [],
        cancelled_for=desk.letters.reason(draft.shown),
        may_issue=may_issue,
        may_confirm=desk.may("letter.issue"),
        may_write=desk.may("letter.write"),
        urgencies=[("", _("ไม่มี")), *((word, word) for word in URGENCY.values())],
        secrecies=[("", _("ไม่มี")), *((word, word) for word in SECRECY.values())],
        today=today(),
        path=f"/circulars/{draft.document.id}",
    )


def _issued(request: Request, desk: Desk, draft: Draft) -> Response:
    circular_id, may_issue = draft.document.id, desk.may("letter.issue")
    return page(
        request,
        "letter_issued.html",
        draft=draft,
        letter=draft.shown,
        published=desk.publications.published(circular_id),
        others=desk.publications.others(circular_id) if may_issue else [],
        may_issue=may_issue,
        may_write=desk.may("letter.write"),
        path=f"/circulars/{circular_id}",
    )


def _again(request: Request, desk: Desk, circular_id: str, form: LetterForm, problem: Problem) -> Response:
    """The page with what was typed, and what is wrong with it."""
    if problem.status not in SHOWN_AGAIN:
        raise problem
    draft = desk.letters.draft(circular_id)
    # Who was told that another version is there may go on from it.
    told = form.model_copy(update={"after": draft.newest, "once": new_id()})
    return _editor(request, desk, draft, told, problem)


def _picture(pdf: bytes) -> Response:
    content, pages = letter_picture(pdf)
    headers = {"X-Pages": str(pages), "Cache-Control": "no-store"}
    return Response(content, media_type=PNG, headers=headers)
