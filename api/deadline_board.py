"""The district's open deadlines in order of time, and how far the forms of its circulars have come back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from api.database import now
from api.due_words import bangkok_today, days_left, moment_of
from api.returns import COUNTED
from api.tables import deadlines, documents, publications, returns, schools
from extract.models import Deadline
from generate.form_descriptions import FORMS, deadline_among, forms_among

Row = sa.Row[*tuple[Any, ...]]
PAGE = 60  # deadlines at once
MOST_FORMS = 12  # circulars whose forms are shown
NAMED = 4  # late schools named with a form
# Forms are looked after for so long after their day.
LATE_FOR = timedelta(days=60)


@dataclass(frozen=True)
class BoardLine:
    """One deadline with its circular. left: days from today; None without a day."""

    document_id: str
    number: str
    subject: str
    deadline: Deadline
    left: int | None


@dataclass(frozen=True)
class FormProgress:
    """How a form of a circular has come back. deadline: None where the circular names no sure day.

    late: names of schools that are overdue, the first few.
    """

    document_id: str
    number: str
    subject: str
    form: str
    deadline: Deadline | None
    schools: int
    returned: int
    waiting: int
    overdue: int
    late: tuple[str, ...]

    @property
    def title(self) -> str:
        return FORMS[self.form].title


def open_deadlines(
    connection: sa.Connection,
    district_id: str,
    *,
    actor: str = "",
    system: str = "",
    after: int = 0,
    most: int = PAGE,
    on: date | None = None,
) -> list[BoardLine]:
    """Those of confirmed circulars that have not passed, the nearest first; those without a day last.

    actor: "school", "district", "ministry" or "other:…"; system: a canonical name; after: how many to pass
    over.
    """
    today = on or bangkok_today()
    table = deadlines.c
    query = (
        _lines()
        .where(
            table.district_id == district_id,
            documents.c.status == "confirmed",
            sa.or_(table.end >= today.isoformat(), table.end.is_(None)),
        )
        .order_by(table.end.is_(None), sa.func.coalesce(table.end, table.start, "9999"), table.document_id,
                  sa.func.length(table.deadline_id), table.deadline_id)
        .offset(after)
        .limit(most)
    )  # fmt: skip
    for column, value in ((table.actors, actor), (table.systems, system)):
        if value:
            query = query.where(_holds(column, value))
    return [_line(row, today) for row in connection.execute(query)]


def systems_named(connection: sa.Connection, district_id: str, *, on: date | None = None) -> list[str]:
    """The systems that open deadlines name, for the filter."""
    today = on or bangkok_today()
    table = deadlines.c
    query = (
        sa.select(sa.cast(table.systems, sa.Text))
        .where(table.district_id == district_id, sa.or_(table.end >= today.isoformat(), table.end.is_(None)))
        .distinct()
    )
    found = {name for text in connection.execute(query).scalars() for name in json.loads(text or "[]")}
    return sorted(found)


def form_progress(
    connection: sa.Connection, district_id: str, *, at: datetime | None = None, most: int = MOST_FORMS
) -> list[FormProgress]:
    """The forms of confirmed, published circulars that schools still owe, the nearest day first."""
    moment = at or now()
    asked = _asked(connection, district_id, moment)
    due = {(document.id, form): moment_of(deadline) for document, form, deadline in asked}
    chosen = sorted(asked, key=lambda one: (one[2] is None, due[one[0].id, one[1]] or moment, one[0].id))
    keys = list(dict.fromkeys(document.id for document, _, _ in chosen))
    addressed = _addressed(connection, keys)
    back, waiting = _back(connection, keys), _waiting(connection, keys)
    found: list[FormProgress] = []
    for document, form, deadline in chosen:
        names = addressed.get(document.id, {})
        missing = [name for school, name in names.items() if school not in back[document.id, form]]
        if not missing and not waiting[document.id, form]:
            continue
        end = due[document.id, form]
        overdue = missing if end is not None and moment >= end else []
        found.append(
            FormProgress(
                document.id,
                document.number or "",
                document.subject or document.name,
                form,
                deadline,
                schools=len(names),
                returned=len(names) - len(missing),
                waiting=waiting[document.id, form],
                overdue=len(overdue),
                late=tuple(overdue[:NAMED]),
            )
        )
        if len(found) == most:
            break
    return found


def _asked(
    connection: sa.Connection, district_id: str, moment: datetime
) -> list[tuple[Row, str, Deadline | None]]:
    """(circular, form, its deadline) of every form whose day is not long past."""
    since = (moment - LATE_FOR).date().isoformat()
    table = deadlines.c
    asking = _with_forms(district_id, since)
    columns = [documents.c[name] for name in ("id", "number", "subject", "name")]
    published = sa.exists().where(publications.c.document_id == documents.c.id)
    query = sa.select(*columns).where(
        documents.c.id.in_(asking), documents.c.status == "confirmed", published
    )
    rows = {row.id: row for row in connection.execute(query)}
    own: dict[str, list[Deadline]] = defaultdict(list)
    every = sa.select(table.document_id, table.deadline).where(table.document_id.in_(list(rows)))
    for row in connection.execute(every.order_by(sa.func.length(table.deadline_id), table.deadline_id)):
        own[row.document_id].append(Deadline.model_validate(row.deadline))
    found = []
    for key, of_document in own.items():
        for form in forms_among(of_document):
            deadline = deadline_among(of_document, FORMS[form])
            if deadline is None or (deadline.end or since) >= since:
                found.append((rows[key], form, deadline))
    return found


def _with_forms(district_id: str, since: str) -> sa.Select[Any]:
    """Circulars of which some deadline may ask for a form (generate.form_descriptions.forms_among)."""
    table = deadlines.c
    return sa.select(table.document_id).where(
        table.district_id == district_id,
        table.end >= since,
        sa.or_(
            _holds(table.systems, "DMC"),
            _holds(table.systems, "OBEC-Asset"),
            table.action.contains("นักเรียน"),
            table.action.contains("มีตัวตน"),
        ),
    )


def _addressed(connection: sa.Connection, document_ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """For each circular its schools: id to name, by name."""
    query = (
        sa.select(publications.c.document_id, schools.c.id, schools.c.name)
        .join(schools, schools.c.id == publications.c.school_id)
        .where(publications.c.document_id.in_(document_ids))
        .order_by(schools.c.name)
    )
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in connection.execute(query):
        found[row.document_id][row.id] = row.name
    return found


def _back(connection: sa.Connection, document_ids: Sequence[str]) -> dict[tuple[str, str], set[str]]:
    table = returns.c
    query = sa.select(table.document_id, table.form, table.school_id).where(
        table.document_id.in_(document_ids), table.status.in_(COUNTED)
    )
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in connection.execute(query):
        found[row.document_id, row.form].add(row.school_id)
    return found


def _waiting(connection: sa.Connection, document_ids: Sequence[str]) -> dict[tuple[str, str], int]:
    table = returns.c
    query = (
        sa.select(table.document_id, table.form, sa.func.count().label("number"))
        .where(table.document_id.in_(document_ids), table.status == "unmatched")
        .group_by(table.document_id, table.form)
    )
    found: dict[tuple[str, str], int] = defaultdict(int)
    for row in connection.execute(query):
        found[row.document_id, row.form] = row.number
    return found


def _lines() -> sa.Select[Any]:
    table = deadlines.c
    columns = (table.document_id, table.deadline, documents.c.number, documents.c.subject, documents.c.name)
    return sa.select(*columns).join(documents, documents.c.id == table.document_id)


def _line(row: Row, today: date) -> BoardLine:
    deadline = Deadline.model_validate(row.deadline)
    return BoardLine(
        row.document_id, row.number or "", row.subject or row.name, deadline, days_left(deadline, today)
    )


def _holds(column: sa.ColumnElement[Any], value: str) -> sa.ColumnElement[bool]:
    """Whether a list kept as JSON has this text."""
    named = json.dumps(value, ensure_ascii=False)
    return sa.cast(column, sa.Text).contains(named, autoescape=True)
