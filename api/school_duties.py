"""What one school must do by when, from the confirmed circulars that were published to it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from api.due_words import bangkok_today, days_left
from api.returns import COUNTED
from api.tables import deadlines, documents, publications, reminders, returns, schools
from extract.models import Deadline
from generate.form_descriptions import FORMS, deadline_among, forms_among
from generate.letter_duties import is_duty_of_schools

Row = sa.Row[*tuple[Any, ...]]
LOOK_BACK = timedelta(days=60)  # what passed longer ago is found with its circular alone
UPCOMING = 60  # duties on one page
PASSED = 30  # of which nothing tells whether they were done
FormState = Literal["missing", "sent", "matched", "accepted", "rejected"]
BACK: tuple[FormState, ...] = ("matched", "accepted")


@dataclass(frozen=True)
class SchoolForm:
    """One form that a circular asks of a school. back: the return that speaks for its state, if any."""

    form: str
    state: FormState
    back: Row | None = None

    @property
    def title(self) -> str:
        return FORMS[self.form].title

    @property
    def is_back(self) -> bool:
        return self.state in BACK


@dataclass(frozen=True)
class Duty:
    """One deadline of a school. left: days from today, below 0 when it has passed, None without a day.

    forms: those that are to be back by it. loose: with the circular's first duty, the forms for which it
    names no sure day. reminded_at: when the district last reminded of it.
    """

    document_id: str
    number: str
    subject: str
    deadline: Deadline
    left: int | None
    forms: tuple[SchoolForm, ...] = ()
    loose: tuple[SchoolForm, ...] = ()
    reminded_at: datetime | None = None

    @property
    def is_done(self) -> bool:
        """Known only where a form shows it."""
        return bool(self.forms) and all(form.is_back for form in self.forms)

    @property
    def is_open(self) -> bool:
        """Still to be done, as far as anybody can tell: not yet passed, or a form is missing."""
        if self.is_done:
            return False
        return bool(self.forms) or self.left is None or self.left >= 0 or self.deadline.end is None


def duties_of(
    connection: sa.Connection,
    school_id: str,
    *,
    document_id: str | None = None,
    on: date | None = None,
    after: int = 0,
    most: int = UPCOMING,
) -> list[Duty]:
    """The nearest first, those without a day last. document_id: of this circular alone, however long ago.

    At most so many that are still to come, and of those that have passed every one with a form but only the
    last of the others. after: passes over as many to come, and gives none that have passed.
    """
    today = on or bangkok_today()
    wanted = None if document_id else _wanted(connection, school_id, today, after, most)
    rows = _rows(
        connection, school_id, [document_id] if document_id else sorted({key for key, _ in wanted or ()})
    )
    of_document: dict[str, list[Deadline]] = defaultdict(list)
    for row in rows:
        of_document[row.document_id].append(Deadline.model_validate(row.deadline))
    forms = school_forms(connection, school_id, of_document)
    reminded = _reminded(connection, school_id, list(of_document))
    heads = {row.document_id: row for row in rows}
    found: list[Duty] = []
    for key, own in of_document.items():
        loose = tuple(form for form, due in forms[key] if due is None)
        for deadline in own:
            if not is_duty_of_schools(deadline) or (wanted is not None and (key, deadline.id) not in wanted):
                continue
            found.append(
                Duty(
                    key,
                    heads[key].number or "",
                    heads[key].subject or heads[key].name,
                    deadline,
                    days_left(deadline, today),
                    tuple(form for form, due in forms[key] if due is not None and due.id == deadline.id),
                    loose,
                    reminded.get((key, deadline.id)),
                )
            )
            loose = ()
    return sorted(found, key=_nearest)


def school_forms(
    connection: sa.Connection, school_id: str, of_document: dict[str, list[Deadline]]
) -> dict[str, list[tuple[SchoolForm, Deadline | None]]]:
    """For each circular the forms it asks for, each with how it stands and the deadline it is due by."""
    back = _returns_of(connection, school_id, list(of_document))
    return {
        key: [
            (_state_of(form, back[key, form]), deadline_among(own, FORMS[form])) for form in forms_among(own)
        ]
        for key, own in of_document.items()
    }


def deadlines_of(connection: sa.Connection, document_id: str) -> list[Deadline]:
    """All deadlines of a confirmed circular, in their order; none of one that is not confirmed."""
    query = sa.select(deadlines.c.deadline).where(deadlines.c.document_id == document_id)
    found = [Deadline.model_validate(row.deadline) for row in connection.execute(query)]
    return sorted(found, key=lambda deadline: (len(deadline.id), deadline.id))


def _wanted(
    connection: sa.Connection, school_id: str, today: date, after: int, most: int
) -> set[tuple[str, str]]:
    """(circular, deadline) of what stands on the page, chosen without looking into the deadlines."""
    table = deadlines.c
    # By the district's index of days, with a look at the publications for each, until there are enough.
    district = sa.select(schools.c.district_id).where(schools.c.id == school_id).scalar_subquery()
    mine = sa.exists().where(
        publications.c.document_id == table.document_id, publications.c.school_id == school_id
    )
    keys = sa.select(table.document_id, table.deadline_id).where(table.district_id == district, mine)
    to_come = keys.where(table.end >= today.isoformat())
    nearest = to_come.order_by(table.end, table.start, table.document_id, table.deadline_id)
    found = list(connection.execute(nearest.offset(after).limit(most)))
    if len(found) < most:
        before = connection.execute(sa.select(sa.func.count()).select_from(to_come.subquery())).scalar_one()
        without = keys.where(table.end.is_(None)).order_by(table.start, table.document_id, table.deadline_id)
        rest = without.offset(max(after - before, 0)).limit(most - len(found))
        found += connection.execute(rest).all()
    if not after:
        passed = keys.where(table.end < today.isoformat(), table.end >= (today - LOOK_BACK).isoformat())
        late_first = passed.order_by(table.end.desc(), table.document_id, table.deadline_id)
        found += connection.execute(late_first.limit(PASSED)).all()
        found += connection.execute(passed.where(may_ask_for_forms())).all()
    return {(row.document_id, row.deadline_id) for row in found}


def may_ask_for_forms() -> sa.ColumnElement[bool]:
    """Every deadline by which a form can be due (generate.form_descriptions), and some more: for queries."""
    table = deadlines.c
    return sa.or_(
        holds(table.systems, "DMC"),
        holds(table.systems, "OBEC-Asset"),
        table.action.contains("นักเรียน"),
        table.action.contains("มีตัวตน"),
    )


def holds(column: sa.ColumnElement[Any], value: str) -> sa.ColumnElement[bool]:
    """Whether a list kept as JSON has this text."""
    named = json.dumps(value, ensure_ascii=False)
    return sa.cast(column, sa.Text).contains(named, autoescape=True)


def _rows(connection: sa.Connection, school_id: str, document_ids: Sequence[str]) -> Sequence[Row]:
    """All deadlines, other actors' too (a form is known by them all), of the school's circulars.

    As they were confirmed last: one that was opened for corrections loses no school its dates meanwhile.
    """
    table = deadlines.c
    columns = (table.document_id, table.deadline, documents.c.number, documents.c.subject, documents.c.name)
    query = (
        sa.select(*columns)
        .join(documents, documents.c.id == table.document_id)
        .join(publications, publications.c.document_id == table.document_id)
        .where(
            publications.c.school_id == school_id,
            table.document_id.in_(document_ids),
        )
        .order_by(table.document_id, sa.func.length(table.deadline_id), table.deadline_id)
    )
    return connection.execute(query).all()


def _returns_of(
    connection: sa.Connection, school_id: str, document_ids: list[str]
) -> dict[tuple[str, str], list[Row]]:
    """By circular and form, the oldest first."""
    table = returns.c
    query = (
        sa.select(returns)
        .where(table.school_id == school_id, table.document_id.in_(document_ids))
        .order_by(table.received_at)
    )
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.document_id, row.form].append(row)
    return found


def _state_of(form: str, of: list[Row]) -> SchoolForm:
    """One that counts speaks first, then the newest."""
    counted = next((row for row in of if row.status in COUNTED), None)
    row = counted if counted is not None else (of[-1] if of else None)
    if row is None:
        return SchoolForm(form, "missing")
    states: dict[str, FormState] = {"received": "sent", "unmatched": "sent"}
    return SchoolForm(form, states.get(row.status, row.status), row)


def _reminded(
    connection: sa.Connection, school_id: str, document_ids: list[str]
) -> dict[tuple[str, str], datetime]:
    table = reminders.c
    query = (
        sa.select(table.document_id, table.deadline_id, sa.func.max(table.sent_at).label("at"))
        .where(table.school_id == school_id, table.document_id.in_(document_ids))
        .group_by(table.document_id, table.deadline_id)
    )
    return {(row.document_id, row.deadline_id): row.at for row in connection.execute(query)}


def _nearest(duty: Duty) -> tuple[bool, str, str, str]:
    deadline = duty.deadline
    day = deadline.end or deadline.start
    return day is None, day or "", deadline.end_time or "24:00", duty.document_id + deadline.id
