"""Who may do what to which row: districts strictly apart, a school sees its own alone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from api import access, documents
from api.access import MAY, MAY_INVITE, READING, Action, allows, find_document, require, rows, visible
from api.actor import ROLES, Actor, Role
from api.database import now
from api.problems import Problem
from api.tables import audit, districts, metadata, publications, returns, schools, users
from api.tables import documents as documents_table

A, B = "a" * 32, "b" * 32
CHARLIES_SCHOOL, OTHER_SCHOOL = "c" * 32, "d" * 32
ALICE = Actor("alice", "อลิสา", "clerk", A)
OSCAR = Actor("oscar", "ออสการ์", "officer", A)
ADA = Actor("ada", "เอดา", "district-admin", A)
BOB = Actor("bob", "บดินทร์", "officer", B)
CHARLIE = Actor("charlie", "ชาลี", "school", A, CHARLIES_SCHOOL)
SYS = Actor("sys", "ผู้ดูแลระบบ", "system-admin", None)

# One letter an action: Y may, - may not. The order of the columns is that of ROLES.
TABLE: dict[Action, str] = {
    #                  clerk officer school district-admin system-admin
    "document.read": "YYYY-",
    "document.upload": "YY---",
    "document.review": "YY---",
    "document.confirm": "-Y---",
    "letter.read": "YY-Y-",
    "letter.write": "YY---",
    "letter.issue": "-Y---",
    "form.read": "YYYY-",
    "forms.read": "YY-Y-",
    "register.read": "YY-Y-",
    "register.receive": "YY---",
    "register.write": "-Y---",
    "return.read": "YYYY-",
    "return.send": "YYY--",
    "return.settle": "YY---",
    "board.read": "YY-Y-",
    "feed.renew": "--YY-",
    "school.read": "YYYY-",
    "school.manage": "---Y-",
    "user.manage": "---YY",
    "key.manage": "---YY",
    "settings.manage": "---Y-",
    "district.manage": "----Y",
    "audit.read": "---YY",
    "metrics.read": "----Y",
}


def test_the_lone_desk_sets_itself_up() -> None:
    """A service without accounts has no administrator: its desk manages office and schools, never people."""
    for action in ("settings.manage", "school.manage", "document.confirm", "letter.issue"):
        assert allows(access.DESK, action)  # type: ignore[arg-type]
    for action in ("user.manage", "key.manage", "district.manage"):
        assert not allows(access.DESK, action)  # type: ignore[arg-type]
    assert not allows(Actor("desk", "โต๊ะทำงาน", "officer", A), "settings.manage")


@pytest.fixture
def connection(engine: sa.Engine) -> sa.Connection:
    """District A with two schools and three circulars (one published to Charlie's), district B with one."""
    with engine.begin() as connection:
        for district in (A, B):
            connection.execute(districts.insert().values(id=district, name=district, created_at=now()))
        for number, school in enumerate((CHARLIES_SCHOOL, OTHER_SCHOOL)):
            values = {"id": school, "district_id": A, "code": f"109900000{number}", "name": "โรงเรียน"}
            connection.execute(schools.insert().values(**values, feed_secret=school))
        for district, name in ((A, "mine"), (A, "published"), (A, "elsewhere"), (B, "bobs")):
            keep(connection, district, name)
        for name, school in (("published", CHARLIES_SCHOOL), ("elsewhere", OTHER_SCHOOL)):
            connection.execute(
                publications.insert().values(
                    document_id=name, school_id=school, district_id=A, published_at=now()
                )
            )
            connection.execute(
                returns.insert().values(
                    id=f"return-{name}",
                    district_id=A,
                    school_id=school,
                    sha256=name,
                    name=name,
                    media_type="application/pdf",
                    status="matched",
                    received_at=now(),
                )
            )
    return engine.connect()


def keep(connection: sa.Connection, district: str, name: str) -> None:
    values = {"id": name, "district_id": district, "sha256": name, "name": name, "size": 1}
    connection.execute(
        documents_table.insert().values(
            **values, media_type="application/pdf", status="review", received_at=now()
        )
    )


@pytest.mark.parametrize("action", TABLE)
def test_the_table_of_roles(action: Action) -> None:
    """Each action is allowed to the roles that this file says, and to no other."""
    allowed = "".join("Y" if allows(Actor("x", "", role, A), action) else "-" for role in ROLES)

    assert allowed == TABLE[action]


def test_no_action_is_left_out() -> None:
    """Every action that any role has stands in the table above."""
    assert set().union(*MAY.values()) == set(TABLE)


@pytest.mark.parametrize(
    ("actor", "seen"),
    [
        (ALICE, {"mine", "published", "elsewhere"}),
        (OSCAR, {"mine", "published", "elsewhere"}),
        (ADA, {"mine", "published", "elsewhere"}),
        (BOB, {"bobs"}),
        (CHARLIE, {"published"}),
        (SYS, set()),
        (Actor("lost", "", "school", A, None), set()),
        (Actor("lost", "", "clerk", None), set()),
    ],
    ids=lambda value: value.id if isinstance(value, Actor) else "",
)
def test_everybody_sees_their_own_circulars(connection: sa.Connection, actor: Actor, seen: set[str]) -> None:
    """Alice those of district A, Bob those of B, Charlie what his school was sent; no other exists."""
    assert {row.id for row in rows(connection, actor, documents_table)} == seen
    for name in ("mine", "published", "elsewhere", "bobs", "unknown"):
        if name in seen:
            assert find_document(connection, actor, "document.read", name).id == name
            continue
        for action in sorted(action for action in TABLE if action.startswith("document.")):
            assert (
                refusal(lambda action=action, name=name: find_document(connection, actor, action, name))
                == 404
            )


def test_the_list_of_a_school_holds_what_was_published_to_it(connection: sa.Connection) -> None:
    """The WHERE goes into the list's query, so that pages and cursors count right."""
    listed = documents.listed(connection, A, visible=visible(CHARLIE, documents_table))

    assert [row.id for row in listed] == ["published"]


@pytest.mark.parametrize(
    ("actor", "action", "status"),
    [
        (ALICE, "document.confirm", 403),
        (ALICE, "document.review", None),
        (OSCAR, "document.confirm", None),
        (ADA, "document.review", 403),
        (CHARLIE, "document.upload", 403),
        (ALICE, "register.write", 403),
        (ALICE, "letter.issue", 403),
        (ADA, "letter.write", 403),
        (CHARLIE, "letter.read", 404),
        (CHARLIE, "register.read", 404),
        (ALICE, "audit.read", 404),
        (CHARLIE, "audit.read", 404),
        (SYS, "document.read", 404),
        (SYS, "document.upload", 404),
    ],
)
def test_what_a_role_may_not_do(actor: Actor, action: Action, status: int | None) -> None:
    """403 for one who has to do with such things, 404 for one who has not."""
    assert refusal(lambda: require(actor, action)) == status


@pytest.mark.parametrize("role", ROLES)
def test_a_key_that_may_only_read_changes_nothing(role: Role) -> None:
    """Of what its role may do, what reads is left; a key without scopes may nothing."""
    reader = Actor("k", "", role, A, by="key", scopes=("read",))
    nothing = Actor("k", "", role, A, by="key", scopes=())

    assert {action for action in TABLE if allows(reader, action)} == MAY[role] & READING
    assert not any(allows(nothing, action) for action in TABLE)


def test_a_school_has_its_own_forms_and_returns(connection: sa.Connection) -> None:
    """Another school's code is 404, another school's return is not there."""
    access.own_school(connection, CHARLIE, "1099000000")

    assert refusal(lambda: access.own_school(connection, CHARLIE, "1099000001")) == 404
    assert [row.id for row in rows(connection, CHARLIE, returns)] == ["return-published"]
    assert [row.id for row in rows(connection, CHARLIE, schools)] == [CHARLIES_SCHOOL]
    assert rows(connection, BOB, returns) == []
    assert len(rows(connection, ALICE, returns)) == 2


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_a_table_that_was_not_thought_of_is_closed(connection: sa.Connection, table: sa.Table) -> None:
    """Nobody of district A ever sees a row that carries another district; secrets are nobody's."""
    for actor in (ALICE, OSCAR, ADA, CHARLIE):
        if table is districts:
            assert {row.id for row in rows(connection, actor, table)} == {A}
        elif "district_id" in table.c:
            assert {row.district_id for row in rows(connection, actor, table)} <= {A}
        if table.name in ("api_keys", "invitations", "webhooks"):
            assert str(visible(actor, table)).startswith(("false", "0", str(sa.false())))


def test_administrators_invite_within_their_reach() -> None:
    """A district's admin makes nobody greater than themselves; others invite nobody."""
    assert set(MAY_INVITE) == {"district-admin", "system-admin"}
    assert "system-admin" not in MAY_INVITE["district-admin"]


def test_the_audit_of_a_district_is_the_districts(connection: sa.Connection) -> None:
    """Its admin sees its rows, the system's admin those of no district, Charlie none."""
    with connection.begin_nested() if connection.in_transaction() else connection.begin():
        for number, district in enumerate((A, B, None), start=1):
            connection.execute(
                audit.insert().values(
                    number=number, district_id=district, at=now(), actor="x", action="a.b", object="x",
                    previous_hash="0", hash=str(number),
                )
            )  # fmt: skip

        assert [row.number for row in rows(connection, ADA, audit)] == [1]
        assert [row.number for row in rows(connection, SYS, audit)] == [3]
        assert rows(connection, CHARLIE, audit) == []
        assert rows(connection, CHARLIE, users) == []


def refusal(attempt: object) -> int | None:
    try:
        attempt()  # type: ignore[operator]
    except Problem as problem:
        return problem.status
    return None
