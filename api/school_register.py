"""The schools of a district: taken over from a list (CSV or XLSX), found, with a secret for their feed.

A new list adds schools and brings those already there up to date, matched by their 10-digit code. A school
that a list leaves out stays, with all that hangs on it, and is named, so that a person can decide.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from api.database import now
from api.tables import districts, new_id, schools
from generate.schools import School, read_schools

Row = sa.Row[*tuple[Any, ...]]
COLUMNS = {"code", "name", "counts"}  # the other fields of a School are its details


@dataclass(frozen=True)
class ImportedList:
    """What a list changed. problems: one Thai sentence for each row left out, with its line number.

    missing: schools of the district that the list does not name; they are kept as they were.
    """

    added: int
    changed: int
    unchanged: int
    missing: tuple[Row, ...]
    problems: tuple[str, ...]


def import_schools(connection: sa.Connection, district_id: str, data: bytes, name: str) -> ImportedList:
    """Takes a list over into a district. Raises SchoolListError where the file is no such list at all.

    Numbers of pupils are those of the new list; a level that it leaves open keeps no older number.
    """
    listed, problems = read_schools(data, name)
    present = {row.code: row for row in all_schools(connection, district_id)}
    done = [_take_over(connection, district_id, school, present.get(school.code)) for school in listed]
    codes = {school.code for school in listed}
    return ImportedList(
        added=done.count("added"),
        changed=done.count("changed"),
        unchanged=done.count("unchanged"),
        missing=tuple(row for code, row in present.items() if code not in codes),
        problems=tuple(problems),
    )


def all_schools(connection: sa.Connection, district_id: str, *, words: str = "") -> Sequence[Row]:
    """The district's open schools by name; `words` must each stand in the name or code."""
    query = sa.select(schools).where(schools.c.district_id == district_id, schools.c.closed_at.is_(None))
    for word in words.split():
        query = query.where(
            sa.or_(
                schools.c.name.contains(word, autoescape=True), schools.c.code.contains(word, autoescape=True)
            )
        )
    return connection.execute(query.order_by(schools.c.name, schools.c.code)).all()


def any_school(connection: sa.Connection, district_id: str) -> bool:
    """Whether the district has an open school at all."""
    here = sa.select(schools.c.id).where(schools.c.district_id == district_id, schools.c.closed_at.is_(None))
    return connection.execute(here.limit(1)).first() is not None


def find_school(connection: sa.Connection, district_id: str, school_id: str) -> Row | None:
    return _one(connection, schools.c.district_id == district_id, schools.c.id == school_id)


def school_by_code(connection: sa.Connection, district_id: str, code: str) -> Row | None:
    """An open school by its 10 digits."""
    which = (schools.c.district_id == district_id, schools.c.code == code, schools.c.closed_at.is_(None))
    return _one(connection, *which)


def school_by_feed_secret(connection: sa.Connection, secret: str) -> Row | None:
    """The open school of a feed or reading link, in whichever district."""
    return _one(connection, schools.c.feed_secret == secret, schools.c.closed_at.is_(None))


def renew_feed_secret(connection: sa.Connection, district_id: str, school_id: str) -> str | None:
    """A new secret address, for one that went astray: the old one leads nowhere from now on."""
    which = (schools.c.district_id == district_id, schools.c.id == school_id)
    change = schools.update().where(*which).values(feed_secret=_secret())
    return connection.execute(change.returning(schools.c.feed_secret)).scalar_one_or_none()


def links_open(connection: sa.Connection, district_id: str) -> bool:
    """Whether the district lets a school's secret link show its pages without an account."""
    query = sa.select(districts.c.settings).where(districts.c.id == district_id)
    settings: dict[str, Any] | None = connection.execute(query).scalar_one_or_none()
    return bool(settings and settings.get("school_links"))


def save_school(
    connection: sa.Connection, district_id: str, school: School, email: str, school_id: str | None = None
) -> Row | None:
    """A new school, or the values of one that is there; None where it is not.

    Raises IntegrityError where another school of the district has its code.
    """
    values = {**_columns(school), "code": school.code, "email": email or None}
    if school_id is None:
        new = {"id": new_id(), "district_id": district_id, "feed_secret": _secret()}
        done = connection.execute(schools.insert().values({**new, **values}).returning(schools))
    else:
        which = (schools.c.district_id == district_id, schools.c.id == school_id)
        done = connection.execute(schools.update().where(*which).values(values).returning(schools))
    row: Row | None = done.one_or_none()
    return row


def close_school(connection: sa.Connection, district_id: str, school_id: str) -> bool:
    """Ends a school (merged, closed): it gets nothing new, its past stays. False where it is not open."""
    which = (schools.c.district_id == district_id, schools.c.id == school_id, schools.c.closed_at.is_(None))
    return connection.execute(schools.update().where(*which).values(closed_at=now())).rowcount == 1


def as_school(row: Row) -> School:
    """The row as forms and letters want it."""
    return School.model_validate({"code": row.code, "name": row.name, "counts": row.counts, **row.details})


def _take_over(connection: sa.Connection, district_id: str, school: School, row: Row | None) -> str:
    values = _columns(school)
    if row is None:
        # A closed school that a list names again opens again, with its old secret and its past.
        which = (schools.c.district_id == district_id, schools.c.code == school.code)
        reopened = connection.execute(schools.update().where(*which).values(closed_at=None, **values))
        if not reopened.rowcount:
            new = {"id": new_id(), "district_id": district_id, "code": school.code, "feed_secret": _secret()}
            connection.execute(schools.insert().values({**new, **values}))
        return "added"
    if all(getattr(row, column) == value for column, value in values.items()):
        return "unchanged"
    connection.execute(schools.update().where(schools.c.id == row.id).values(values))
    return "changed"


def _columns(school: School) -> dict[str, Any]:
    fields = school.model_dump()
    details = {name: value for name, value in fields.items() if name not in COLUMNS}
    return {"name": school.name, "details": details, "counts": fields["counts"]}


def _one(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> Row | None:
    row: Row | None = connection.execute(sa.select(schools).where(*which)).one_or_none()
    return row


def _secret() -> str:
    return secrets.token_urlsafe(32)
