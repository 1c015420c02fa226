"""The JSON API of the registers: ทะเบียนหนังสือรับ, ส่ง, and that of ว letters."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.acting import AtDesk
from api.etags import TaggedRoute
from api.json_api import PAGE_SIZE, inline
from api.register_desk import COLUMNS, Row, state_of
from api.registers import Book
from api.service import PDF

router = APIRouter(prefix="/api/v1", route_class=TaggedRoute, tags=["registers"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Year = Annotated[int | None, Query(ge=2400, le=2800, description="of the Buddhist era; this year by default")]


class Columns(BaseModel):
    """The columns of a line; what is left out stays as it is. dated: 2024-06-10."""

    model_config = ConfigDict(extra="forbid")

    reference: str | None = None
    dated: str | None = None
    sender: str | None = None
    recipient: str | None = None
    subject: str | None = None
    action: str | None = None
    note: str | None = None
    group: str | None = None
    person: str | None = None

    @property
    def given(self) -> dict[str, str]:
        return {name: value or "" for name, value in self.model_dump(exclude_unset=True).items()}


class NewEntry(Columns):
    """state: `used` for a letter that is there, `reserved` for one yet to be written."""

    state: Literal["used", "reserved"] = "used"

    @property
    def given(self) -> dict[str, str]:
        return {name: value for name, value in super().given.items() if name != "state"}


class Amended(Columns):
    """seen: the `seen` of the line as it was read; 409 where it has changed since."""

    seen: str | None = None

    @property
    def given(self) -> dict[str, str]:
        return {name: value for name, value in super().given.items() if name != "seen"}


class Reason(BaseModel):
    reason: str = Field(max_length=1000)


class First(BaseModel):
    number: int = Field(ge=1, le=999_999)


@router.get("/registers/{book}")
def entries(
    book: Book,
    desk: AtDesk,
    year: Year = None,
    words: Annotated[str, Query(max_length=200)] = "",
    before: int | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE_SIZE,
) -> dict[str, Any]:
    """The highest number first; `next` is the `before` of the following page, or null."""
    page = desk.registers.page(book, year, words=words, before=before, most=limit)
    return {
        "year": page.year,
        "years": page.years,
        "next_number": page.next_number,
        "entries": [of_entry(row) for row in page.rows],
        "next": page.following,
    }


@router.post("/registers/{book}", status_code=201)
def enter(
    book: Book,
    entry: NewEntry,
    desk: AtDesk,
    response: Response,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> dict[str, Any]:
    """Takes the next number, for a letter that is there or yet to be written."""
    row, again = desk.registers.enter(book, entry.state, entry.given, idempotency_key)
    if again:
        response.headers["Idempotent-Replayed"] = "true"
    return of_entry(row)


@router.post("/registers/{book}/start", status_code=204)
def start(book: Book, first: First, desk: AtDesk) -> Response:
    """Where this year's numbers begin, before the first is taken: for going on from a register on paper."""
    desk.registers.start_at(book, first.number)
    return Response(status_code=204)


@router.get("/registers/{book}/{year}.xlsx")
def workbook(book: Book, year: int, desk: AtDesk) -> Response:
    """The whole year, with the official columns and the four that districts add."""
    return inline(desk.registers.export(book, year, "xlsx"), XLSX, f"{book}-{year}.xlsx")


@router.get("/registers/{book}/{year}.pdf")
def sheets(book: Book, year: int, desk: AtDesk) -> Response:
    """The whole year, to print."""
    return inline(desk.registers.export(book, year, "pdf"), PDF, f"{book}-{year}.pdf")


@router.get("/entries/{entry_id}")
def entry(entry_id: str, desk: AtDesk) -> dict[str, Any]:
    row, letter = desk.registers.entry(entry_id)
    return {**of_entry(row), "letter": letter.id if letter is not None else None}


@router.patch("/entries/{entry_id}")
def amend(entry_id: str, columns: Amended, desk: AtDesk) -> dict[str, Any]:
    """Corrects a line; its number never changes."""
    return of_entry(desk.registers.amend(entry_id, columns.given, columns.seen))


@router.post("/entries/{entry_id}/use")
def use(entry_id: str, columns: Columns, desk: AtDesk) -> dict[str, Any]:
    """Fills a reserved number."""
    return of_entry(desk.registers.fill(entry_id, columns.given))


@router.post("/entries/{entry_id}/cancel")
def cancel(entry_id: str, reason: Reason, desk: AtDesk) -> dict[str, Any]:
    """Burns a number for good; the letter that went out with it is cancelled too."""
    return of_entry(desk.registers.cancel(entry_id, reason.reason))


@router.get("/circulars/{circular_id}/received")
def received(circular_id: str, desk: AtDesk) -> dict[str, Any]:
    """A circular's line in the register of received letters, or null and what was read for it."""
    found = desk.registers.prefilled(circular_id)
    return {
        "entry": of_entry(found.entry) if found.entry is not None else None,
        "columns": found.columns,
        "unsure": sorted(found.unsure),
        "stamped": list(found.stamped),
    }


@router.post("/circulars/{circular_id}/received", status_code=201)
def receive(circular_id: str, columns: Columns, desk: AtDesk) -> dict[str, Any]:
    """Enters a circular in the register of received letters; one that stands there keeps its number."""
    return of_entry(desk.registers.receive(circular_id, columns.given))


def of_entry(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "book": row.book,
        "year": row.year,
        "number": row.number,
        "state": row.state,
        "reason": row.reason,
        **{name: getattr(row, name) for name in COLUMNS},
        "circular": row.document_id,
        "registered_at": row.registered_at.isoformat(),
        "seen": state_of(row),
    }
