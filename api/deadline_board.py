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
from api.school_duties import holds, may_ask_for_forms
from api.tables import deadlines, documents, publications, returns, schools
from extract.models import Deadline
from generate.form_descriptions import FORMS, deadline_among, forms_among

Row = sa.Row[*tuple[Any, ...]]
PAGE = 40  # deadlines at once
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
    keys = (
        sa.select(table.document_id, table.deadline_id)
        .join(documents, documents.c.id == table.document_id)
        .where(table.district_id == district_id)
    )
    for column, value in ((table.actors, actor), (table.systems, system)):
        if value:
            keys = keys.where(holds(column, value))
    # By the index of days, until there are enough; what has no last day comes after all that have one.
    within = (table.document_id, sa.func.length(table.deadline_id), table.deadline_id)
    dated = keys.where(table.end >= today.isoformat())
    chosen = list(connection.execute(dated.order_by(table.end, *within).offset(after).limit(most)))
    if len(chosen) < most:
        before = connection.execute(sa.select(sa.func.count()).select_from(dated.subquery())).scalar_one()
        undated = keys.where(table.end.is_(None)).order_by(sa.func.coalesce(table.start, "9999"), *within)
        rest = undated.offset(max(after - before, 0)).limit(most - len(chosen))
        chosen += connection.execute(rest).all()
    place = {tuple(key): number for number, key in enumerate(chosen)}
    query = _lines().where(table.document_id.in_({key.document_id for key in chosen}))
    rows = [row for row in connection.execute(query) if (row.document_id, row.deadline_id) in place]
    rows.sort(key=lambda row: place[row.document_id, row.deadline_id])
    return [_line(row, today) for row in rows]


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
    """The forms of confirmed, published circulars that schools still owe, the day nearest to today first."""
    moment = at or now()
    asked = sorted(_asked(connection, district_id, moment), key=lambda one: _distance(one[2], moment))
    found: list[FormProgress] = []
    for first in range(0, len(asked), 2 * most):
        found += _progress(connection, asked[first : first + 2 * most], moment)
        if len(found) >= most:
            break
    return found[:most]


def _progress(
    connection: sa.Connection, asked: list[tuple[Row, str, Deadline | None]], moment: datetime
) -> list[FormProgress]:
    """Of those for which something is missing or waits."""
    keys = list({document.id for document, _, _ in asked})
    schools_of, back, waiting = (
        _addressed(connection, keys),
        _back(connection, keys),
        _waiting(connection, keys),
    )
    found: list[FormProgress] = []
    for document, form, deadline in asked:
        key = (document.id, form)
        missing = schools_of[document.id] - back[key]
        if missing <= 0 and not waiting[key]:
            continue
        end = moment_of(deadline)
        overdue = missing if end is not None and moment >= end else 0
        found.append(
            FormProgress(
                document.id,
                document.number or "",
                document.subject or document.name,
                form,
                deadline,
                schools=schools_of[document.id],
                returned=back[key],
                waiting=waiting[key],
                overdue=overdue,
                late=_names_of_missing(connection, document.id, form) if overdue else (),
            )
        )
    return found


def _distance(deadline: Deadline | None, moment: datetime) -> float:
    end = moment_of(deadline)
    return abs((end - moment).total_seconds()) if end is not None else float("inf")


def _asked(
    connection: sa.Connection, district_id: str, moment: datetime
) -> list[tuple[Row, str, Deadline | None]]:
    """(circular, form, its deadline) of every form whose day is not long past."""
    since = (moment - LATE_FOR).date().isoformat()
    table = deadlines.c
    asking = _with_forms(district_id, since)
    columns = [documents.c[name] for name in ("id", "number", "subject", "name")]
    published = sa.exists().where(publications.c.document_id == documents.c.id)
    query = sa.select(*columns).where(documents.c.id.in_(asking), published)
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
    table = deadlines.c
    late = (table.district_id == district_id, table.end >= since)
    return sa.select(table.document_id).where(*late, may_ask_for_forms())


def _addressed(connection: sa.Connection, document_ids: Sequence[str]) -> dict[str, int]:
    """How many schools each circular was published to."""
    table = publications.c
    query = (
        sa.select(table.document_id, sa.func.count().label("number"))
        .where(table.document_id.in_(document_ids))
        .group_by(table.document_id)
    )
    return defaultdict(int, {row.document_id: row.number for row in connection.execute(query)})


def _back(connection: sa.Connection, document_ids: Sequence[str]) -> dict[tuple[str, str], int]:
    """From how many of those schools each form is back."""
    table = returns.c
    published = (publications.c.document_id == table.document_id) & (
        publications.c.school_id == table.school_id
    )
    query = (
        sa.select(table.document_id, table.form, sa.func.count(table.school_id.distinct()).label("number"))
        .join(publications, published)
        .where(table.document_id.in_(document_ids), table.status.in_(COUNTED))
        .group_by(table.document_id, table.form)
    )
    return defaultdict(int, {(row.document_id, row.form): row.number for row in connection.execute(query)})


def _names_of_missing(connection: sa.Connection, document_id: str, form: str) -> tuple[str, ...]:
    """The first few schools by name of which the form is not back."""
    table = returns.c
    back = sa.select(table.school_id).where(
        table.document_id == document_id,
        table.form == form,
        table.status.in_(COUNTED),
        table.school_id.is_not(None),
    )
    query = (
        sa.select(schools.c.name)
        .join(publications, publications.c.school_id == schools.c.id)
        .where(publications.c.document_id == document_id, schools.c.id.not_in(back))
        .order_by(schools.c.name)
        .limit(NAMED)
    )
    return tuple(connection.execute(query).scalars())


def _waiting(connection: sa.Connection, document_ids: Sequence[str]) -> dict[tuple[str, str], int]:
    table = returns.c
    query = (
        sa.select(table.document_id, table.form, sa.func.count().label("number"))
        .where(table.document_id.in_(document_ids), table.status == "unmatched")
        .group_by(table.document_id, table.form)
    )
    return defaultdict(int, {(row.document_id, row.form): row.number for row in connection.execute(query)})


def _lines() -> sa.Select[Any]:
    table = deadlines.c
    circular = (documents.c.number, documents.c.subject, documents.c.name)
    columns = (table.document_id, table.deadline_id, table.deadline, *circular)
    return sa.select(*columns).join(documents, documents.c.id == table.document_id)


def _line(row: Row, today: date) -> BoardLine:
    deadline = Deadline.model_validate(row.deadline)
    return BoardLine(
        row.document_id, row.number or "", row.subject or row.name, deadline, days_left(deadline, today)
    )
