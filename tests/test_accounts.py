"""Accounts: links that work once, locks, sessions that end, keys; and an audit trail that shows tampering."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from api import accounts, audit
from api.accounts import AccountError, SignInRefused
from api.actor import SYSTEM, Actor
from api.database import make_engine, now
from api.tables import audit as audit_table
from api.tables import districts, metadata, new_id, users

PASSWORD = "รหัสผ่านที่ยาวพอ"


@pytest.fixture
def sqlite(tmp_path: Any) -> sa.Engine:
    engine = make_engine(f"sqlite:///{tmp_path}/a.db")
    metadata.create_all(engine)
    return engine


def a_clerk(connection: sa.Connection) -> str:
    """A district with one clerk named somchai; gives the clerk's id."""
    district = new_id()
    connection.execute(districts.insert().values(id=district, name="ตัวอย่าง", created_at=now()))
    link = accounts.invite(connection, "clerk", district_id=district)
    return accounts.accept(connection, link, " Somchai ", "สมชาย", PASSWORD)


def test_an_invitation_makes_one_account(sqlite: sa.Engine) -> None:
    """Used, unknown and outdated links are refused; the account has the link's role and district."""
    with sqlite.begin() as connection:
        link = accounts.invite(connection, "system-admin", name="ผู้ดูแล")
        assert accounts.invitation(connection, link).name == "ผู้ดูแล"
        with pytest.raises(AccountError, match="อย่างน้อย"):
            accounts.accept(connection, link, "admin", "ผู้ดูแล", "สั้น")
        accounts.accept(connection, link, "admin", "ผู้ดูแล", PASSWORD)
        for bad in (link, "x" * 43):
            assert accounts.invitation(connection, bad) is None
            with pytest.raises(AccountError, match="ลิงก์"):
                accounts.accept(connection, bad, "other", "อื่น", PASSWORD)


def test_signing_in_gives_a_session_that_ends(sqlite: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Idle for half a day, signed out, or the account disabled: the token is worth nothing."""
    with sqlite.begin() as connection:
        clerk = a_clerk(connection)
        token = accounts.sign_in(connection, "SOMCHAI", PASSWORD)
        actor, _csrf = accounts.session_actor(connection, token) or pytest.fail("no session")
        assert (actor.id, actor.role) == (clerk, "clerk")
        assert accounts.session_actor(connection, token + "x") is None
        later = now() + timedelta(hours=13)
        with monkeypatch.context() as clock:
            clock.setattr(accounts, "now", lambda: later)
            assert accounts.session_actor(connection, token) is None
        accounts.sign_out(connection, token)
        assert accounts.session_actor(connection, token) is None
        second = accounts.sign_in(connection, "somchai", PASSWORD)
        accounts.disable(connection, clerk)
        assert accounts.session_actor(connection, second) is None
        with pytest.raises(SignInRefused):
            accounts.sign_in(connection, "somchai", PASSWORD)


def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(
    sqlite: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Locked even for the right password, then open again; an unknown name gets the same answer."""
    with sqlite.begin() as connection:
        a_clerk(connection)
        answers = set()
        for name in ["nobody", *["somchai"] * 5]:
            with pytest.raises(SignInRefused) as refused:
                accounts.sign_in(connection, name, "ผิดผิดผิดผิดผิด")
            answers.add(str(refused.value))
        assert len(answers) == 1
        with pytest.raises(SignInRefused, match="15 นาที"):
            accounts.sign_in(connection, "somchai", PASSWORD)
        later = now() + timedelta(minutes=16)
        monkeypatch.setattr(accounts, "now", lambda: later)
        assert accounts.sign_in(connection, "somchai", PASSWORD)


def test_secrets_are_kept_only_as_hashes(sqlite: sa.Engine) -> None:
    """No password, token or key stands in the database file."""
    with sqlite.begin() as connection:
        a_clerk(connection)
        token = accounts.sign_in(connection, "somchai", PASSWORD)
        key = accounts.create_key(connection, "officer", name="โปรแกรม", scopes=("read",))
        actor = accounts.key_actor(connection, key)
        assert actor is not None
        assert (actor.by, actor.scopes) == ("key", ("read",))
        dump = "\n".join(str(row) for t in metadata.sorted_tables for row in connection.execute(sa.select(t)))
    assert not any(secret in dump for secret in (PASSWORD, token, key, key.removeprefix("wian_")))


def test_the_audit_chain_does_not_fork(engine: sa.Engine) -> None:
    """Twenty writers at once make one chain of twenty."""

    def write(turn: int) -> None:
        with engine.begin() as connection:
            audit.record(connection, SYSTEM, "test.write", f"turn:{turn}", {"คำ": turn})

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(write, range(20)))
    with engine.connect() as connection:
        assert audit.first_break(connection) is None
        assert connection.execute(sa.select(sa.func.count()).select_from(audit_table)).scalar() == 20


@pytest.mark.parametrize(
    "tamper",
    [
        audit_table.update().where(audit_table.c.number == 2).values(actor="user:x คนอื่น"),
        audit_table.update().where(audit_table.c.number == 2).values(detail={"n": 9}),
        audit_table.delete().where(audit_table.c.number == 2),
        audit_table.delete().where(audit_table.c.number == 3),
    ],
)
def test_tampering_with_the_audit_shows(sqlite: sa.Engine, tamper: Any) -> None:
    """A changed, removed or cut-off row breaks the chain where it was done."""
    with sqlite.begin() as connection:
        for turn in range(3):
            audit.record(connection, Actor("u1", "ก", "clerk", None), "a.b", "x", {"n": turn})
        assert audit.first_break(connection) is None
        connection.execute(tamper)
        assert audit.first_break(connection) in (2, 3)


def test_a_login_belongs_to_one_person(sqlite: sa.Engine) -> None:
    """The same name in other letters is taken, and the refused link can still be used."""
    with sqlite.begin() as connection:
        a_clerk(connection)
    link = ""
    with sqlite.begin() as connection:
        link = accounts.invite(connection, "officer")
    with pytest.raises(AccountError, match="มีแล้ว"), sqlite.begin() as connection:
        accounts.accept(connection, link, "SOMCHAI", "สมชายอีกคน", PASSWORD)
    with sqlite.begin() as connection:
        accounts.accept(connection, link, "somchai2", "สมชายอีกคน", PASSWORD)
        assert connection.execute(sa.select(sa.func.count()).select_from(users)).scalar() == 2
