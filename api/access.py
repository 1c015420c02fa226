"""Who may do what to which row: the one place where reads and changes are authorised.

Two questions, in this order. Which rows are an actor's own at all (`visible`, a WHERE for every query): what
is not is answered 404, as if it did not exist, so that a guessed address tells nothing. Then whether the
actor's role, and the scopes of a key, allow the action (`allows`): 403 for a row that is the actor's own, 404
where the actor has no business with such things at all.

The table of roles is data; tests/test_access.py goes through it.
"""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa

from api import documents
from api.actor import Actor, Role
from api.problems import Problem, not_found
from api.tables import (
    audit,
    deadlines,
    districts,
    letters,
    publications,
    register_entries,
    reminder_letters,
    returns,
    schools,
    users,
)
from api.tables import documents as documents_table

Action = Literal[
    "document.read",
    "document.upload",
    "document.review",
    "document.confirm",
    "letter.read",
    "letter.write",
    "letter.issue",
    "form.read",
    "forms.read",
    "register.read",
    "register.receive",
    "register.write",
    "return.read",
    "return.send",
    "return.settle",
    "board.read",
    "feed.renew",
    "school.read",
    "school.manage",
    "user.manage",
    "key.manage",
    "settings.manage",
    "district.manage",
    "audit.read",
    "metrics.read",
]
# What changes nothing, and so needs a key's scope "read" alone.
READING: frozenset[Action] = frozenset(
    {
        "document.read",
        "letter.read",
        "form.read",
        "forms.read",
        "register.read",
        "return.read",
        "board.read",
        "school.read",
        "audit.read",
        "metrics.read",
    }
)
_CLERK: frozenset[Action] = frozenset(
    {
        "document.read",
        "document.upload",
        "document.review",
        "letter.read",
        "letter.write",
        "form.read",
        "forms.read",
        "register.read",
        "register.receive",  # ทะเบียนหนังสือรับ is the clerk's own
        "return.read",
        "return.send",
        "return.settle",
        "board.read",
        "school.read",
    }
)
_OFFICER: frozenset[Action] = _CLERK | {
    "document.confirm",
    "letter.issue",
    "register.write",
}
MAY: dict[Role, frozenset[Action]] = {
    "clerk": _CLERK,
    "officer": _OFFICER,
    "school": frozenset(
        {"document.read", "form.read", "return.read", "return.send", "feed.renew", "school.read"}
    ),
    # Sees the desk's circulars in order to help, and changes none.
    "district-admin": frozenset(
        {
            "document.read",
            "letter.read",
            "form.read",
            "forms.read",
            "return.read",
            "board.read",
            "feed.renew",
            "register.read",
            "school.read",
            "school.manage",
            "user.manage",
            "key.manage",
            "settings.manage",
            "audit.read",
        }
    ),
    "system-admin": frozenset({"district.manage", "user.manage", "key.manage", "audit.read", "metrics.read"}),
}
# Whom an administrator may invite.
MAY_INVITE: dict[Role, tuple[Role, ...]] = {
    "district-admin": ("clerk", "officer", "school", "district-admin"),
    "system-admin": ("district-admin", "system-admin"),
}
# Everybody who reaches a service without accounts (api/acting.py decides when that is).
DESK = Actor("desk", "โต๊ะทำงาน", "officer", documents.DEFAULT_DISTRICT, by="system")
# What it does besides an officer's work, since there is no administrator.
_DESK_TOO: frozenset[Action] = frozenset({"settings.manage", "school.manage", "feed.renew"})


def may(actor: Actor) -> frozenset[Action]:
    """What the role allows at all."""
    return MAY[actor.role] | _DESK_TOO if actor == DESK else MAY[actor.role]


def allows(actor: Actor, action: Action) -> bool:
    """Whether the role and the key's scopes allow the action on what is the actor's own."""
    return action in may(actor) and _in_scope(actor, action)


def require(actor: Actor, action: Action) -> None:
    """Raises Problem: 404 where such things are not the actor's at all, 403 where only this is too much."""
    if action not in may(actor):
        if _knows(actor, action):
            raise Problem(403, "not_allowed", "บทบาทของท่านทำสิ่งนี้ไม่ได้ โปรดให้ผู้มีหน้าที่ดำเนินการ")
        raise not_found()
    if not _in_scope(actor, action):
        raise Problem(403, "scope", "กุญแจนี้ไม่มีสิทธิ์นี้ โปรดให้ผู้ดูแลออกกุญแจที่มีสิทธิ์ตรงกับงาน")


def visible(actor: Actor, table: sa.Table) -> sa.ColumnElement[bool]:
    """The WHERE that keeps an actor to their own rows of a table; nothing for a table not named here."""
    if table is districts:
        return sa.true() if actor.role == "system-admin" else districts.c.id == actor.district_id
    if table is users and actor.role == "system-admin":
        return sa.true()
    if table is audit and actor.role == "system-admin":
        return audit.c.district_id.is_(None)  # what happens in a district is the district's
    if actor.role == "system-admin" or actor.district_id is None:
        return sa.false()
    own = table.c.district_id == actor.district_id
    if actor.role != "school":
        return own if table in _OF_DISTRICT else sa.false()
    return own & _of_school(actor, table)


_OF_DISTRICT = (
    audit,
    deadlines,
    documents_table,
    letters,
    publications,
    register_entries,
    reminder_letters,
    returns,
    schools,
    users,
)


def _of_school(actor: Actor, table: sa.Table) -> sa.ColumnElement[bool]:
    if actor.school_id is None:
        return sa.false()
    if table is documents_table:
        return sa.exists().where(
            publications.c.document_id == documents_table.c.id,
            publications.c.school_id == actor.school_id,
        )
    if table is schools:
        return schools.c.id == actor.school_id
    if table in (returns, publications):
        return table.c.school_id == actor.school_id
    if table is deadlines:
        return sa.exists().where(
            publications.c.document_id == deadlines.c.document_id,
            publications.c.school_id == actor.school_id,
        )
    return sa.false()


def find_document(connection: sa.Connection, actor: Actor, action: Action, document_id: str) -> documents.Row:
    """The circular, for an action on it. Raises Problem: 404 where it is not the actor's own, 403 else."""
    own = (documents_table.c.id == document_id) & visible(actor, documents_table)
    row: documents.Row | None = connection.execute(sa.select(*documents.BRIEF).where(own)).one_or_none()
    if row is None or "document.read" not in may(actor):
        raise not_found("ไม่พบหนังสือฉบับนี้ โปรดตรวจที่อยู่ หรือส่งไฟล์ใหม่")
    require(actor, action)
    return row


def own_school(connection: sa.Connection, actor: Actor, school_code: str) -> None:
    """Raises Problem 404 where a school asks for what is another school's."""
    if actor.role != "school":
        return
    query = sa.select(schools.c.id).where(visible(actor, schools), schools.c.code == school_code)
    if connection.execute(query).first() is None:
        raise not_found("ไม่มีแบบนี้สำหรับโรงเรียนนี้")


def district_of(actor: Actor) -> str:
    """The district on whose behalf the actor works. Raises Problem 404 for one who has none."""
    if actor.district_id is None:
        raise not_found()
    return actor.district_id


def rows(connection: sa.Connection, actor: Actor, table: sa.Table, *where: Any) -> list[sa.Row[Any]]:
    """The actor's own rows of a table."""
    return list(connection.execute(sa.select(table).where(visible(actor, table), *where)).all())


def _in_scope(actor: Actor, action: Action) -> bool:
    return ("read" if action in READING else "write") in actor.scopes


def _knows(actor: Actor, action: Action) -> bool:
    """Whether the role has to do with things of that kind, and so may be told that this is not for it."""
    kind = action.partition(".")[0]
    return any(allowed.partition(".")[0] == kind for allowed in may(actor))
