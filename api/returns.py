"""Signed forms that come back: each leads by its code to school, form and circular, or waits for a person.

A return is taken in (its bytes are durable already), its codes are looked for (form_codes.py, a job), and
`settle` brings both together. Only a whole code whose circular and school are the district's own matches;
what is not sure says so in its `note` and stays `unmatched`. The same bytes sent twice are one return; a file
with several forms becomes one return for each, all of the same bytes.

Ids are derived from district, content and code, so that taking in and settling may each run twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from api.database import insert_or, now
from api.documents import shown_name
from api.form_codes import FoundCodes
from api.tables import documents, returns, schools
from generate.form_code import FormCode, read_form_code
from generate.form_descriptions import FORMS

Row = sa.Row[*tuple[Any, ...]]
COUNTED = ("matched", "accepted")  # the form is back
OPEN = ("received", "unmatched", "matched")  # a person may still decide

NO_CODE = "ไม่พบรหัสของแบบในไฟล์นี้"
UNSURE_CODE = "อ่านรหัสที่พิมพ์ได้ไม่แน่ชัด โปรดเทียบกับไฟล์"
NO_CIRCULAR = "รหัสนี้ไม่ใช่ของหนังสือฉบับใดในเขตพื้นที่นี้"
NO_SCHOOL = "รหัสโรงเรียนในแบบนี้ไม่อยู่ในรายชื่อโรงเรียนของเขตพื้นที่นี้"
OTHER_SCHOOL = "รหัสในแบบเป็นของโรงเรียนอื่น ไม่ใช่โรงเรียนที่ส่ง โปรดตรวจ"


class ReturnError(Exception):
    """What was asked of a return cannot be done; the message is Thai."""


@dataclass(frozen=True)
class TakenReturn:
    """A file that was sent. `fresh`: for the first time, so that its codes are to be looked for."""

    row: Row
    fresh: bool


def take(
    connection: sa.Connection,
    district_id: str,
    *,
    sha256: str,
    name: str,
    media_type: str,
    by: str = "",
    school_id: str | None = None,
) -> TakenReturn:
    """The row of a file that is already durable: a new one, or that of the same bytes sent before.

    school_id: the school that sent it itself; a form of another school then waits for a person.
    """
    values = {
        "id": return_id(district_id, sha256, sender=school_id),
        "district_id": district_id,
        "school_id": school_id,
        "sha256": sha256,
        "name": shown_name(name),
        "media_type": media_type,
        "status": "received",
        "sent_by": by,
        "received_at": now(),
    }
    insert = insert_or(connection, returns).values(values).on_conflict_do_nothing()
    if row := connection.execute(insert.returning(returns)).one_or_none():
        return TakenReturn(row, fresh=True)
    row = connection.execute(sa.select(returns).where(returns.c.id == values["id"])).one()
    return TakenReturn(row, fresh=False)


def settle(connection: sa.Connection, return_id_: str, found: FoundCodes) -> Sequence[Row]:
    """What the codes of a file say: its first form goes into the row itself, each further one into a new row.

    Changes nothing where the row is settled already, by this or by a person.
    """
    row = _lock(connection, return_id_)
    if row is None or row.status != "received":
        return []
    codes = [(code, page, True) for code, page in found.codes.items()]
    codes += [(code, page, False) for code, page in found.unsure.items()]
    if not codes:
        return [_update(connection, row.id, status="unmatched", note=NO_CODE, pages=found.pages)]
    bare = _bare_pages(found)
    settled = []
    for number, (code, page, sure) in enumerate(codes):
        values = _match(connection, row, code, sure)
        notes = (f"หน้า {page}" if len(codes) > 1 else "", values["note"], bare if number == 0 else "")
        values |= {"note": " · ".join(note for note in notes if note), "page": page, "pages": found.pages}
        if number == 0:
            settled.append(_update(connection, row.id, **values))
        elif added := _add(connection, row, code, values):
            settled.append(added)
    return settled


def unreadable(connection: sa.Connection, return_id_: str, message: str) -> None:
    """The file cannot be opened: it waits for a person, with the reason in Thai."""
    row = _lock(connection, return_id_)
    if row is not None and row.status == "received":
        _update(connection, row.id, status="unmatched", note=message)


# What people decide -------------------------------------------------------------------------------------


def match(
    connection: sa.Connection,
    district_id: str,
    return_id_: str,
    *,
    document_id: str,
    school_id: str,
    form: str,
    by: str,
    note: str = "",
) -> Row:
    """A person says what a return is. Raises ReturnError where anything is not the district's."""
    _check(connection, district_id, document_id, school_id, form)
    values = {"document_id": document_id, "school_id": school_id, "form": form, "note": note.strip()}
    return _decide(connection, district_id, return_id_, OPEN, by, status="accepted", **values)


def add_page(
    connection: sa.Connection,
    district_id: str,
    return_id_: str,
    *,
    page: int,
    document_id: str,
    school_id: str,
    form: str,
    by: str,
) -> Row:
    """A person says that another form stands on a page of the same file: a return of its own, accepted.

    The same page a second time changes nothing. Raises ReturnError as `match` does, and for a page that the
    file does not have.
    """
    row = find(connection, district_id, return_id_)
    if row is None or not 1 <= page <= row.pages:
        raise ReturnError("ไฟล์นี้ไม่มีหน้าที่ระบุ โปรดเลือกหน้าใหม่")
    _check(connection, district_id, document_id, school_id, form)
    values = {
        "document_id": document_id, "school_id": school_id, "form": form, "page": page, "pages": row.pages,
        "status": "accepted", "settled_at": now(), "settled_by": by,
    }  # fmt: skip
    id_ = return_id(district_id, row.sha256, f"page/{page}")
    if (added := _insert(connection, row, {**values, "id": id_})) is None:
        raise ReturnError("หน้านี้ของไฟล์บันทึกเป็นแบบที่ส่งคืนไว้แล้ว โปรดเปิดหน้าใหม่อีกครั้ง")
    return added


def accept(connection: sa.Connection, district_id: str, return_id_: str, *, by: str, note: str = "") -> Row:
    """A person agrees with what the code said."""
    values = {"note": note.strip()} if note.strip() else {}
    return _decide(connection, district_id, return_id_, ("matched",), by, status="accepted", **values)


def reject(connection: sa.Connection, district_id: str, return_id_: str, *, reason: str, by: str) -> Row:
    """Not signed, not legible, not the form: the school counts as not having returned it."""
    if not reason.strip():
        raise ReturnError("โปรดระบุเหตุผลที่ไม่รับแบบนี้")
    states = (*OPEN, "accepted")
    return _decide(connection, district_id, return_id_, states, by, status="rejected", note=reason.strip())


def find(connection: sa.Connection, district_id: str, return_id_: str) -> Row | None:
    which = (returns.c.id == return_id_, returns.c.district_id == district_id)
    row: Row | None = connection.execute(sa.select(returns).where(*which)).one_or_none()
    return row


def listed(
    connection: sa.Connection,
    district_id: str,
    *,
    status: str | None = None,
    document_id: str | None = None,
    school_id: str | None = None,
    after: str | None = None,
    most: int = 200,
    visible: sa.ColumnElement[bool] | None = None,
) -> Sequence[Row]:
    """The newest first. after: the id of the last one seen. visible: leaves what one actor may see."""
    query = sa.select(returns).where(returns.c.district_id == district_id)
    if visible is not None:
        query = query.where(visible)
    if after:
        seen = find(connection, district_id, after)
        if seen is None:
            return []
        place = sa.tuple_(returns.c.received_at, returns.c.id)
        query = query.where(place < sa.tuple_(sa.literal(seen.received_at), sa.literal(seen.id)))
    for column, value in (("status", status), ("document_id", document_id), ("school_id", school_id)):
        if value:
            query = query.where(returns.c[column] == value)
    newest_first = query.order_by(returns.c.received_at.desc(), returns.c.id.desc())
    return connection.execute(newest_first.limit(most)).all()


def counts(connection: sa.Connection, district_id: str) -> dict[str, int]:
    """How many returns of a district stand in each status."""
    query = (
        sa.select(returns.c.status, sa.func.count().label("number"))
        .where(returns.c.district_id == district_id)
        .group_by(returns.c.status)
    )
    return {row.status: row.number for row in connection.execute(query)}


def siblings(connection: sa.Connection, row: Row) -> Sequence[Row]:
    """The other returns of the same file in the district, by page."""
    table = returns.c
    same = (table.district_id == row.district_id, table.sha256 == row.sha256, table.id != row.id)
    return connection.execute(sa.select(returns).where(*same).order_by(table.page, table.id)).all()


def waiting(connection: sa.Connection) -> Sequence[Row]:
    """(id, district_id, sha256) of all whose codes are still to be looked for, in all districts."""
    columns = (returns.c.id, returns.c.district_id, returns.c.sha256)
    return list(connection.execute(sa.select(*columns).where(returns.c.status == "received")).all())


def return_id(district_id: str, sha256: str, code: str = "", *, sender: str | None = None) -> str:
    """32 hex digits, the same for the same content (and code) from the same school, or from the office."""
    parts = (district_id, sha256, code, *([sender] if sender else []))
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:32]


def to_match(connection: sa.Connection, return_id_: str) -> str | None:
    """The hash of the file whose codes are to be looked for; None where that is done."""
    which = (returns.c.id == return_id_, returns.c.status == "received")
    found: str | None = connection.execute(sa.select(returns.c.sha256).where(*which)).scalar_one_or_none()
    return found


def school_code(connection: sa.Connection, school_id: str | None) -> str | None:
    query = sa.select(schools.c.code).where(schools.c.id == school_id)
    found: str | None = connection.execute(query).scalar_one_or_none()
    return found


# Matching -----------------------------------------------------------------------------------------------


def _match(connection: sa.Connection, row: Row, code: str, sure: bool) -> dict[str, Any]:
    """The columns that a code gives, with the reason in `note` where it waits for a person."""
    meant = read_form_code(code)
    assert meant is not None  # form_codes finds no others
    document_id = _document_of(connection, row.district_id, meant)
    school_id = _school_of(connection, row.district_id, meant)
    values: dict[str, Any] = {
        "code": code,
        "form": meant.form,
        "document_id": document_id,
        "school_id": row.school_id or school_id,
    }
    doubts = (
        (document_id is None, NO_CIRCULAR),
        (school_id is None, NO_SCHOOL),
        (bool(school_id and row.school_id and school_id != row.school_id), OTHER_SCHOOL),
        (not sure, UNSURE_CODE),
    )
    note = next((reason for doubtful, reason in doubts if doubtful), "")
    return {**values, "status": "unmatched" if note else "matched", "note": note}


def _document_of(connection: sa.Connection, district_id: str, code: FormCode) -> str | None:
    """The one circular whose hash begins as the code says; None for none and for more than one."""
    begins = documents.c.sha256.startswith(code.circular.lower())
    query = sa.select(documents.c.id).where(documents.c.district_id == district_id, begins).limit(2)
    found = list(connection.execute(query).scalars())
    return str(found[0]) if len(found) == 1 else None


def _school_of(connection: sa.Connection, district_id: str, code: FormCode) -> str | None:
    query = sa.select(schools.c.id).where(schools.c.district_id == district_id, schools.c.code == code.school)
    found: str | None = connection.execute(query).scalar_one_or_none()
    return found


def _bare_pages(found: FoundCodes) -> str:
    """Said aloud: a second form whose code is hidden would else be missed."""
    if not found.bare:
        return ""
    return f"หน้า {', '.join(str(page) for page in found.bare)} ไม่พบรหัส"


def _lock(connection: sa.Connection, return_id_: str) -> Row | None:
    """The row, kept from others until the transaction ends (by a write: see database.py)."""
    lock = returns.update().where(returns.c.id == return_id_).values(name=returns.c.name)
    row: Row | None = connection.execute(lock.returning(returns)).one_or_none()
    return row


def _update(connection: sa.Connection, return_id_: str, **values: Any) -> Row:
    change = returns.update().where(returns.c.id == return_id_).values(values)
    return connection.execute(change.returning(returns)).one()


def _add(connection: sa.Connection, row: Row, code: str, values: dict[str, Any]) -> Row | None:
    return _insert(
        connection, row, {"id": return_id(row.district_id, row.sha256, code, sender=row.school_id), **values}
    )


def _insert(connection: sa.Connection, row: Row, values: dict[str, Any]) -> Row | None:
    """A further return of the same file; None where it is there already."""
    same = ("district_id", "sha256", "name", "media_type", "sent_by", "received_at")
    new = {**{column: getattr(row, column) for column in same}, **values}
    insert = insert_or(connection, returns).values(new).on_conflict_do_nothing()
    added: Row | None = connection.execute(insert.returning(returns)).one_or_none()
    return added


def _decide(
    connection: sa.Connection,
    district_id: str,
    return_id_: str,
    states: tuple[str, ...],
    by: str,
    **values: Any,
) -> Row:
    which = (
        returns.c.id == return_id_, returns.c.district_id == district_id, returns.c.status.in_(states)
    )  # fmt: skip
    change = returns.update().where(*which).values(settled_at=now(), settled_by=by, **values)
    row: Row | None = connection.execute(change.returning(returns)).one_or_none()
    if row is None:
        raise ReturnError("แบบนี้มีผู้ดำเนินการไปแล้ว โปรดเปิดหน้าใหม่อีกครั้ง")
    return row


def _check(connection: sa.Connection, district_id: str, document_id: str, school_id: str, form: str) -> None:
    known = (
        form in FORMS,
        _has(connection, documents.c.id == document_id, documents.c.district_id == district_id),
        _has(connection, schools.c.id == school_id, schools.c.district_id == district_id),
    )
    if not all(known):
        raise ReturnError("ไม่พบหนังสือ โรงเรียน หรือแบบที่เลือกในเขตพื้นที่นี้ โปรดเลือกใหม่")


def _has(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> bool:
    return connection.execute(sa.select(sa.literal(1)).where(*which)).first() is not None
