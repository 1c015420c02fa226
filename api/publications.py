"""Which schools a circular's letter is published to: those see the circular, its letter and its forms.

A publication that is withdrawn is taken away; the audit keeps that it was.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from api.database import insert_or, now
from api.tables import publications, schools

Row = sa.Row[*tuple[Any, ...]]


def published(connection: sa.Connection, district_id: str, document_id: str) -> Sequence[Row]:
    """(school_id, code, name, published_at, seen_at) of each school that has it, by name."""
    columns = (
        publications.c.school_id,
        schools.c.code,
        schools.c.name,
        publications.c.published_at,
        publications.c.seen_at,
    )
    joined = publications.join(schools, schools.c.id == publications.c.school_id)
    query = sa.select(*columns).select_from(joined).where(_of(district_id, document_id))
    return connection.execute(query.order_by(schools.c.name, schools.c.code)).all()


def publish(
    connection: sa.Connection, district_id: str, document_id: str, codes: Collection[str] | None
) -> list[str]:
    """Publishes to the schools of these codes (None: all open ones); gives the codes that did not have it.

    Raises KeyError with the first code that is no open school of the district.
    """
    wanted = _open_schools(connection, district_id, codes)
    fresh = []
    for school_id, code in wanted:
        values = {
            "document_id": document_id,
            "school_id": school_id,
            "district_id": district_id,
            "published_at": now(),
        }
        insert = insert_or(connection, publications).values(values).on_conflict_do_nothing()
        if connection.execute(insert.returning(publications.c.school_id)).first():
            fresh.append(code)
    return fresh


def withdraw(
    connection: sa.Connection, district_id: str, document_id: str, codes: Collection[str] | None = None
) -> list[str]:
    """Takes it back from the schools of these codes (None: from all); gives the codes that had it."""
    had = [
        row for row in published(connection, district_id, document_id) if codes is None or row.code in codes
    ]
    which = publications.c.school_id.in_([row.school_id for row in had])
    connection.execute(publications.delete().where(_of(district_id, document_id), which))
    return [row.code for row in had]


def _open_schools(
    connection: sa.Connection, district_id: str, codes: Collection[str] | None
) -> list[tuple[str, str]]:
    query = sa.select(schools.c.id, schools.c.code).where(
        schools.c.district_id == district_id, schools.c.closed_at.is_(None)
    )
    found = {row.code: row.id for row in connection.execute(query.order_by(schools.c.code))}
    return [(found[code], code) for code in (found if codes is None else sorted(set(codes)))]


def _of(district_id: str, document_id: str) -> sa.ColumnElement[bool]:
    return (publications.c.district_id == district_id) & (publications.c.document_id == document_id)
