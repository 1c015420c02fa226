"""What a person can do to a circular under review, as data: the JSON API's changes, and the pages' forms."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from extract.models import DeadlineKind
from ingest.thai_text import normalise


def _iso_day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _named(actors: list[str]) -> list[str]:
    for actor in actors:
        if actor not in ("school", "district", "ministry") and not re.fullmatch(r"other:\s*\S.*", actor):
            raise ValueError("an actor is school, district, ministry or other:<name>")
    return list(dict.fromkeys(actors))


def _simple(rule: dict[str, Any] | None) -> dict[str, Any] | None:
    """Few short values, as the contract's rules are."""
    values = [] if rule is None else list(rule.values())
    if len(values) > 8 or not all(
        isinstance(one, bool | int | str) and len(str(one)) <= 200 for one in values
    ):
        raise ValueError("a rule holds a few numbers, words or truths")
    return rule


Text = Annotated[str, AfterValidator(normalise), Field(max_length=20_000)]
Words = Annotated[str, AfterValidator(normalise), Field(min_length=1, max_length=2_000)]
Day = Annotated[str, AfterValidator(_iso_day)]
Time = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Path = Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z0-9_]+)*$", max_length=60)]
DeadlineId = Annotated[str, Field(pattern=r"^d\d{1,6}$")]
ListName = Literal["references", "attachments", "copies_to"]


class Change(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SetField(Change):
    """The value of a reading is another one: a code, an ISO date, or text. Quantity, unit: of attachments."""

    op: Literal["set"]
    path: Path
    value: Words
    quantity: int | None = Field(default=None, ge=0, le=100_000)
    unit: Text | None = None


class Confirm(Change):
    """A reading or deadline is right as it stands; one without a value is truly not in the letter."""

    op: Literal["confirm"]
    path: Path


class MarkAbsent(Change):
    """The letter has no such thing: what was read there is none."""

    op: Literal["absent"]
    path: Path


class AddField(Change):
    """One more of a list."""

    op: Literal["add"]
    field: ListName
    value: Words
    quantity: int | None = Field(default=None, ge=0, le=100_000)
    unit: Text | None = None


class DeadlineFields(Change):
    """What a person may say of a deadline; what is not given stays. Days ISO 8601, times HH:MM."""

    action: Words | None = None
    actors: Annotated[list[str], AfterValidator(_named), Field(max_length=20)] | None = None
    systems: Annotated[list[Words], Field(max_length=20)] | None = None
    kind: DeadlineKind | None = None
    start: Day | None = None
    end: Day | None = None
    start_time: Time | None = None
    end_time: Time | None = None
    rule: Annotated[dict[str, Any] | None, AfterValidator(_simple)] = None
    phase: Text | None = None
    item: Text | None = None
    text: Text | None = None

    def given(self) -> dict[str, Any]:
        """Only what was said, without the envelope of the change."""
        return {
            name: value
            for name, value in self.model_dump(exclude_unset=True).items()
            if name in DeadlineFields.model_fields
        }


class EditDeadline(DeadlineFields):
    op: Literal["edit_deadline"]
    id: DeadlineId


class AddDeadline(DeadlineFields):
    """A deadline that was not found. page: where it is printed."""

    op: Literal["add_deadline"]
    page: int = Field(default=1, ge=1)


class DeleteDeadline(Change):
    """What was found is no deadline."""

    op: Literal["delete_deadline"]
    id: DeadlineId


class SplitDeadline(Change):
    """One deadline is several: the first keeps its id, the others follow it."""

    op: Literal["split_deadline"]
    id: DeadlineId
    into: Annotated[list[DeadlineFields], Field(min_length=2, max_length=20)]


class MergeDeadlines(DeadlineFields):
    """Several are one: the first id stays. Days span all of them unless given."""

    op: Literal["merge_deadlines"]
    ids: Annotated[list[DeadlineId], Field(min_length=2, max_length=50)]


class ConfirmSure(Change):
    """Everything that was read for certain is right."""

    op: Literal["confirm_sure"]


class SettleDoubt(Change):
    """The doubt was looked into; what stands is right."""

    op: Literal["settle"]
    doubt: Annotated[str, Field(pattern=r"^b\d{1,6}$")]


AnyChange = Annotated[
    SetField
    | Confirm
    | MarkAbsent
    | AddField
    | EditDeadline
    | AddDeadline
    | DeleteDeadline
    | SplitDeadline
    | MergeDeadlines
    | ConfirmSure
    | SettleDoubt,
    Field(discriminator="op"),
]
