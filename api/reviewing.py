"""The review of a circular in the database: each change with its version, its history, its undo.

Every change first claims the circular's version by an UPDATE that must hit its row, so that of two people
only one goes on; the other is told what happened meanwhile and loses nothing. The machine's `reading` is
never written here. A row of `reviews` keeps the parts that a change touched, before and after: undoing it
puts the former back, as a change of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from api import documents
from api.changes import AnyChange
from api.corrections import correct, settle_all
from api.database import now
from api.documents import Row, columns_of
from api.open_items import open_items
from api.problems import Problem, not_found
from api.review_draft import Draft, Json
from api.review_parts import difference, parts_of, put_back, whole_of
from api.review_words import name_of, sentence, told
from api.search import index_circular
from api.tables import deadlines, new_id, reviews
from api.tables import documents as table

NOT_SAVED = "สิ่งที่ท่านกรอกยังไม่ได้บันทึก โปรดดูค่าล่าสุด แล้วบันทึกอีกครั้งหากยังต้องการ"
STATES = ("close", "reopen")  # rows of the history that change no value, and so are not undone


class Conflict(Problem):
    """Somebody else saved first. `theirs`: the rows of the history that the caller has not seen."""

    def __init__(self, theirs: Sequence[Row], version: int) -> None:
        detail = f"{told(theirs)} หลังจากที่ท่านเปิดหน้านี้ {NOT_SAVED}"
        changes = [
            {"by": name_of(row.user), "at": row.at.isoformat(), "what": sentence(row)} for row in theirs
        ]
        super().__init__(409, "changed_meanwhile", detail, version=version, changes=changes)
        self.theirs = theirs
        self.version = version


@dataclass(frozen=True)
class Review:
    """A circular under review. row: its brief columns; checked: who vouches for what."""

    row: Row
    reading: Json
    circular: Json
    checked: Json


def load(connection: sa.Connection, district_id: str, document_id: str) -> Review | None:
    """None while there is no reading."""
    query = sa.select(*documents.BRIEF, table.c.reading, table.c.circular, table.c.checked).where(
        table.c.id == document_id, table.c.district_id == district_id
    )
    row = connection.execute(query).one_or_none()
    if row is None or row.reading is None or row.circular is None:
        return None
    return Review(row, row.reading, row.circular, row.checked)


def change(
    connection: sa.Connection,
    district_id: str,
    document_id: str,
    version: int,
    changes: list[AnyChange],
    by: str,
) -> Review:
    """Carries out all of them or none. Raises Problem (Conflict where `version` is not the present one)."""
    claimed = _claim(connection, district_id, document_id, version)
    draft = _draft(connection, claimed, by)
    correct(draft, changes)
    first = changes[0]
    action = first.op if len(changes) == 1 else "several"
    return _save(connection, claimed, draft.json, draft.checked, action, path_of(first), by)


def undo(connection: sa.Connection, district_id: str, document_id: str, version: int, by: str) -> Review:
    """Takes back the newest change that was not taken back yet. Raises Problem where there is none."""
    claimed = _claim(connection, district_id, document_id, version)
    last = last_undoable(history(connection, document_id, claimed.row.read_attempt))
    if last is None:
        raise Problem(409, "nothing_to_undo", "ยังไม่มีการแก้ไขที่จะเลิกทำได้")
    parts = put_back(parts_of(claimed.circular, claimed.checked), last.before)
    circular, checked = whole_of(parts)
    return _save(connection, claimed, circular, checked, "undo", last.path, by, undoes=last.version)


def confirm(
    connection: sa.Connection,
    district_id: str,
    document_id: str,
    version: int,
    by: str,
    *,
    rest_checked: bool = False,
) -> Review:
    """Closes the review: its deadlines become rows, for boards and reminders.

    rest_checked: the person looked at everything that is still in doubt, and it is right. Raises Problem
    where something is left without that.
    """
    claimed = _claim(connection, district_id, document_id, version)
    rest = open_items(claimed.circular)
    if rest and not rest_checked:
        named = "; ".join(item.message for item in rest[:3])
        raise Problem(409, "not_checked", f"ยังมี {len(rest)} เรื่องที่ต้องตรวจก่อนยืนยัน: {named}")
    if rest:
        draft = _draft(connection, claimed, by)
        settle_all(draft)
        claimed = _save(connection, claimed, draft.json, draft.checked, "confirm_rest", "", by)
        _step(connection, document_id)
    closed = _save(connection, claimed, claimed.circular, claimed.checked, "close", "", by)
    _set(connection, document_id, {"status": "confirmed", "confirmed_at": now(), "confirmed_by": by})
    keep_deadlines(connection, district_id, document_id, closed.circular)
    return _reloaded(connection, district_id, document_id)


def reopen(connection: sa.Connection, district_id: str, document_id: str, version: int, by: str) -> Review:
    """Opens a confirmed circular for corrections. Its rows of deadlines stay until the next confirmation."""
    claimed = _claim(connection, district_id, document_id, version, status="confirmed")
    _save(connection, claimed, claimed.circular, claimed.checked, "reopen", "", by)
    _set(connection, document_id, {"status": "review", "confirmed_at": None, "confirmed_by": None})
    return _reloaded(connection, district_id, document_id)


def history(connection: sa.Connection, document_id: str, attempt: int | None) -> list[Row]:
    """Every change to the present reading, the oldest first."""
    query = sa.select(reviews).where(reviews.c.document_id == document_id, reviews.c.attempt == attempt)
    return list(connection.execute(query.order_by(reviews.c.version)).all())


@dataclass(frozen=True)
class Standing:
    """last: the change that undo takes back, None where there is none. reopened: it was confirmed before."""

    last: Row | None
    reopened: bool


def standing(connection: sa.Connection, document_id: str, attempt: int | None) -> Standing:
    """What the review page tells of the history, without reading all that every change touched."""
    names = (reviews.c.version, reviews.c.action, reviews.c.undoes)
    own = (reviews.c.document_id == document_id) & (reviews.c.attempt == attempt)
    rows = list(connection.execute(sa.select(*names).where(own).order_by(reviews.c.version)).all())
    last = last_undoable(rows)
    whole = sa.select(reviews).where(own, reviews.c.version == last.version) if last else None
    return Standing(
        None if whole is None else connection.execute(whole).one(),
        any(row.action == "reopen" for row in rows),
    )


def last_undoable(rows: Sequence[Row]) -> Row | None:
    undone = {row.undoes for row in rows if row.undoes is not None}
    left = [row for row in rows if row.undoes is None and row.version not in undone]
    return next((row for row in reversed(left) if row.action not in STATES), None)


def keep_deadlines(connection: sa.Connection, district_id: str, document_id: str, circular: Json) -> None:
    """The deadlines of a confirmed circular as rows, in the place of those of an earlier confirmation."""
    connection.execute(deadlines.delete().where(deadlines.c.document_id == document_id))
    same = ("kind", "start", "end", "action", "actors", "systems")
    rows = [
        {name: one[name] for name in same}
        | {"district_id": district_id, "document_id": document_id, "deadline_id": one["id"], "deadline": one}
        for one in circular["deadlines"]
    ]
    if rows:
        connection.execute(deadlines.insert(), rows)


def path_of(one: AnyChange) -> str:
    """What a change is about."""
    if hasattr(one, "path"):
        return str(one.path)
    if hasattr(one, "id"):
        return f"deadlines.{one.id}"
    if hasattr(one, "ids"):
        return f"deadlines.{one.ids[0]}"
    if hasattr(one, "doubt"):
        return f"doubts.{one.doubt}"
    return {"add": getattr(one, "field", ""), "add_deadline": "deadlines"}.get(one.op, "")


# Inside a change ----------------------------------------------------------------------------------------


def _claim(
    connection: sa.Connection, district_id: str, document_id: str, version: int, status: str = "review"
) -> Review:
    """The circular, its version one higher and its row locked for this transaction."""
    own = (table.c.id == document_id) & (table.c.district_id == district_id)
    claim = table.update().where(own, table.c.status == status, table.c.version == version)
    taken = connection.execute(claim.values(version=table.c.version + 1)).rowcount == 1
    review = load(connection, district_id, document_id)
    if taken and review is not None:
        return review
    if review is None:
        raise not_found("ไม่พบหนังสือฉบับนี้ หรือยังอ่านไม่เสร็จ โปรดตรวจที่อยู่")
    if review.row.version != version:
        rows = history(connection, document_id, review.row.read_attempt)
        raise Conflict([row for row in rows if row.version > version], review.row.version)
    raise Problem(409, *_WRONG_STATE[review.row.status if review.row.status in _WRONG_STATE else ""])


_WRONG_STATE = {
    "confirmed": ("confirmed", "หนังสือฉบับนี้ยืนยันแล้ว หากต้องแก้ไข โปรดกด “เปิดแก้ไขอีกครั้ง” ก่อน"),
    "review": ("not_confirmed", "หนังสือฉบับนี้ยังไม่ได้ยืนยัน จึงแก้ไขได้อยู่แล้ว"),
    "": ("not_in_review", "หนังสือฉบับนี้กำลังอ่านใหม่หรือยกเลิกไปแล้ว จึงยังแก้ไขไม่ได้ โปรดรอให้อ่านเสร็จ"),
}


def _draft(connection: sa.Connection, review: Review, by: str) -> Draft:
    mark = {"by": name_of(by), "at": now().isoformat(timespec="seconds")}
    kept = [review.reading, review.circular]
    used = {one["id"] for circular in kept for name in ("deadlines", "doubts") for one in circular[name]}
    for row in history(connection, review.row.id, review.row.read_attempt):
        used |= {name.partition(".")[2] for name in (row.after or {})}
    return Draft.of(review.circular, review.checked, mark, frozenset(used))


def _save(
    connection: sa.Connection,
    claimed: Review,
    circular: Json,
    checked: Json,
    action: str,
    path: str,
    by: str,
    undoes: int | None = None,
) -> Review:
    row = claimed.row
    before, after = difference(parts_of(claimed.circular, claimed.checked), parts_of(circular, checked))
    values = {"circular": circular, "checked": checked, **columns_of(circular)}
    _set(connection, row.id, values)
    saved = load(connection, row.district_id, row.id)
    assert saved is not None
    connection.execute(
        reviews.insert().values(
            id=new_id(),
            document_id=row.id,
            version=saved.row.version,
            attempt=row.read_attempt,
            undoes=undoes,
            action=action,
            path=path,
            before=before,
            after=after,
            user=by,
            at=now(),
        )
    )
    index_circular(connection, row.district_id, row.id, circular)
    return saved


def _step(connection: sa.Connection, document_id: str) -> None:
    _set(connection, document_id, {"version": table.c.version + 1})


def _set(connection: sa.Connection, document_id: str, values: dict[str, Any]) -> None:
    connection.execute(table.update().where(table.c.id == document_id).values(values))


def _reloaded(connection: sa.Connection, district_id: str, document_id: str) -> Review:
    review = load(connection, district_id, document_id)
    assert review is not None
    return review
