"""What a circular says: fields, deadlines and doubts, each with its place on the page.

The JSON form of `Circular` is fixed by the contract with other programs (docs/circular.schema.json): fields
may be added, none renamed or dropped. Boxes are in points from the top-left corner of the upright page.
"""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

BoxTuple = tuple[float, float, float, float]
State = Literal["sure", "doubtful", "missing"]
Kind = Literal["external", "memo", "stamped", "order", "announcement", "other"]
Urgency = Literal["urgent", "very_urgent", "most_urgent"]
Secrecy = Literal["confidential", "secret", "top_secret"]
DeadlineKind = Literal["window", "day", "until", "from", "month", "relative", "recurring", "event", "undated"]
Severity = Literal["error", "warning", "note"]
V = TypeVar("V", bound=str)


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)


class Reading(Frozen, Generic[V]):
    """A value read from the page, as printed, with its place and how far it may be trusted.

    state: "sure" may be used unreviewed; "doubtful" a person must look; "missing" its label or space was
    found, or this kind of document must have it, and no value could be read (value None, text "").
    """

    value: V | None
    text: str = ""
    page: int | None = None
    box: BoxTuple | None = None
    state: State = "doubtful"
    confidence: float = 0.0


TextReading = Reading[str]


class Attachment(Reading[str]):
    quantity: int | None = None
    unit: str | None = None


class Signatory(Frozen):
    name: TextReading | None = None
    position: TextReading | None = None
    acting_for: TextReading | None = None


class Contact(Frozen):
    unit: TextReading | None = None
    phone: TextReading | None = None
    fax: TextReading | None = None
    email: TextReading | None = None


class Received(Frozen):
    """A received stamp."""

    office: TextReading | None = None
    number: TextReading | None = None
    date: TextReading | None = None
    time: TextReading | None = None


class CalendarRow(Frozen):
    phase: str | None = None
    item: str | None = None
    action: TextReading
    actors: list[str] = []
    period: TextReading | None = None
    ticks: list[str] = []
    deadlines: list[str] = []


class Calendar(Frozen):
    title: TextReading | None = None
    year: int | None = None
    page: int
    rows: list[CalendarRow] = []


class Place(Frozen):
    """Another place where the same thing is printed."""

    page: int
    box: BoxTuple | None = None
    text: str = ""


class Deadline(Frozen):
    """Something to be done or attended, and by when. Dates are ISO 8601 (Gregorian), times HH:MM.

    actors: "school", "district", "ministry" or "other:<as printed>".
    rule: {"days", "working_days", "from"} for `relative`, {"every", "day"} for `recurring`; never a date.
    also_at: the other places where the same duty stands.
    """

    id: str
    action: str
    actors: list[str] = []
    systems: list[str] = []
    kind: DeadlineKind
    start: str | None = None
    end: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    rule: dict[str, Any] | None = None
    phase: str | None = None
    item: str | None = None
    origin: Literal["calendar", "body", "urgency"] = Field(alias="from")
    text: str
    page: int
    box: BoxTuple | None = None
    state: Literal["sure", "doubtful"] = "doubtful"
    confidence: float = 0.0
    doubts: list[str] = []
    also_at: list[Place] = []


class Doubt(Frozen):
    """Something a person must look at. `field` is a dotted path such as "number" or "deadlines.d3"."""

    id: str
    code: str
    severity: Severity
    field: str | None = None
    message: str
    page: int | None = None
    box: BoxTuple | None = None


class Source(Frozen):
    name: str
    sha256: str
    pages: int
    pages_by: list[Literal["text_layer", "ocr", "unread"]]


class Circular(Frozen):
    """All that was understood of one circular. A field is None where nothing on the pages suggests it."""

    schema_: Literal["circular/1"] = Field(default="circular/1", alias="schema")
    source: Source
    kind: Reading[Kind]
    urgency: Reading[Urgency] | None = None
    secrecy: Reading[Secrecy] | None = None
    number: TextReading | None = None
    date: TextReading | None = None
    issuer: TextReading | None = None
    issuer_address: TextReading | None = None
    subject: TextReading | None = None
    addressee: TextReading | None = None
    references: list[TextReading] = []
    attachments: list[Attachment] = []
    body: list[TextReading] = []
    closing: TextReading | None = None
    signatory: Signatory | None = None
    contact: Contact | None = None
    copies_to: list[TextReading] = []
    received: list[Received] = []
    calendars: list[Calendar] = []
    deadlines: list[Deadline] = []
    doubts: list[Doubt] = []

    def to_json(self) -> str:
        """The contract's JSON: indented, Thai as it is."""
        return self.model_dump_json(by_alias=True, indent=2)
