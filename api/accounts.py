"""Local accounts: invitations, passwords (argon2id), lock-out, sessions that end, keys for programs.

There is no default password and no password is ever chosen for somebody: an account begins with an
invitation, a link that works once. Only hashes of links, session tokens and keys are kept.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from api.actor import Actor, Role, Scope
from api.database import now
from api.tables import api_keys, invitations, login_sessions, new_id, users

INVITATION_LASTS = timedelta(days=7)
SESSION_LASTS = timedelta(days=7)
SESSION_IDLE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)  # a write for every click would make readers wait for each other
MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
SHORTEST_PASSWORD = 10
_hasher = PasswordHasher()  # argon2id with the parameters of RFC 9106 (low memory)
# Verified for unknown names too, so that the answer takes as long and does not tell who has an account.
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


class AccountError(Exception):
    """The message is Thai and says what to do."""


class SignInRefused(AccountError):
    """Wrong name or password (never saying which), locked, or ended."""


def invite(
    connection: sa.Connection,
    role: Role,
    *,
    district_id: str | None = None,
    school_id: str | None = None,
    name: str = "",
) -> str:
    """The secret of a one-time link that makes one account."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        invitations.insert().values(
            token_hash=hashed(token),
            role=role,
            district_id=district_id,
            school_id=school_id,
            name=name,
            expires_at=now() + INVITATION_LASTS,
        )
    )
    return token


def invitation(connection: sa.Connection, token: str) -> sa.Row[Any] | None:
    """An invitation that can still be used."""
    table = invitations
    query = sa.select(table).where(
        table.c.token_hash == hashed(token), table.c.used_at.is_(None), table.c.expires_at > now()
    )
    return connection.execute(query).one_or_none()


def accept(connection: sa.Connection, token: str, login: str, name: str, password: str) -> str:
    """Makes the account and burns the link; gives the user's id. Raises AccountError."""
    login = login.strip().lower()
    if login and _is_taken(connection, login):
        raise AccountError("ชื่อผู้ใช้นี้มีแล้ว โปรดเลือกชื่ออื่น")
    return _accept(connection, hashed(token), login, name, {"password_hash": new_password(password)})


def accept_subject(connection: sa.Connection, token_hash: str, login: str, name: str, subject: str) -> str:
    """The same for a person whom an OpenID provider has named by `subject` (oidc.py): without a password.

    A login that somebody else has gets a number.
    """
    if connection.execute(sa.select(users.c.id).where(users.c.oidc_subject == subject)).first():
        raise AccountError("บัญชีหน่วยงานนี้มีผู้ใช้อยู่แล้ว โปรดให้ผู้ดูแลตรวจสอบ")
    login, number = login.strip().lower(), 1
    free = login
    while _is_taken(connection, free):
        number += 1
        free = f"{login}-{number}"
    return _accept(connection, token_hash, free, name, {"oidc_subject": subject})


def _accept(connection: sa.Connection, token_hash: str, login: str, name: str, proof: dict[str, str]) -> str:
    if not login or not name.strip():
        raise AccountError("โปรดกรอกชื่อผู้ใช้และชื่อ-สกุล")
    used = invitations.update().where(
        invitations.c.token_hash == token_hash,
        invitations.c.used_at.is_(None),
        invitations.c.user_id.is_(None),
        invitations.c.expires_at > now(),
    )
    row = connection.execute(used.values(used_at=now()).returning(invitations)).one_or_none()
    if row is None:
        raise AccountError("ลิงก์นี้ใช้ไปแล้วหรือหมดอายุ โปรดขอลิงก์ใหม่จากผู้ดูแล")
    user_id = new_id()
    connection.execute(
        users.insert().values(
            id=user_id,
            district_id=row.district_id,
            school_id=row.school_id,
            role=row.role,
            login=login,
            name=name.strip(),
            created_at=now(),
            **proof,
        )
    )
    return user_id


def _is_taken(connection: sa.Connection, login: str) -> bool:
    return connection.execute(sa.select(users.c.id).where(users.c.login == login)).first() is not None


def reset_link(connection: sa.Connection, user: sa.Row[Any]) -> str:
    """The secret of a one-time link by which a user chooses a new password. Older ones end."""
    table = invitations
    waiting = (table.c.user_id == user.id) & table.c.used_at.is_(None)
    connection.execute(table.update().where(waiting).values(used_at=now()))
    token = secrets.token_urlsafe(32)
    connection.execute(
        table.insert().values(
            token_hash=hashed(token),
            role=user.role,
            district_id=user.district_id,
            school_id=user.school_id,
            user_id=user.id,
            name=user.name,
            expires_at=now() + INVITATION_LASTS,
        )
    )
    return token


def reset_password(connection: sa.Connection, token: str, password: str) -> str:
    """Sets a new password by a reset link, ends the user's sessions and lock; gives the user's id.

    Raises AccountError.
    """
    password_hash = new_password(password)
    table = invitations
    mine = (table.c.token_hash == hashed(token)) & table.c.used_at.is_(None) & (table.c.expires_at > now())
    used = table.update().where(mine, table.c.user_id.is_not(None)).values(used_at=now())
    user_id = connection.execute(used.returning(table.c.user_id)).scalar_one_or_none()
    if user_id is None:
        raise AccountError("ลิงก์นี้ใช้ไปแล้วหรือหมดอายุ โปรดขอลิงก์ใหม่จากผู้ดูแล")
    fresh = {"password_hash": password_hash, "failed_logins": 0, "locked_until": None}
    connection.execute(users.update().where(users.c.id == user_id).values(fresh))
    connection.execute(login_sessions.delete().where(login_sessions.c.user_id == user_id))
    return str(user_id)


def new_password(password: str) -> str:
    """Its hash. Raises AccountError for one too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise AccountError(f"รหัสผ่านต้องยาวอย่างน้อย {SHORTEST_PASSWORD} ตัวอักษร")
    return _hasher.hash(password)


def sign_in(connection: sa.Connection, login: str, password: str) -> str:
    """The secret token of a new session.

    Raises SignInRefused; the caller must commit all the same, since the failure is counted.
    """
    user = connection.execute(sa.select(users).where(users.c.login == login.strip().lower())).one_or_none()
    right = _matches(user.password_hash if user and user.password_hash else _NOBODY, password)
    if user is None or user.disabled_at or not user.password_hash:
        raise SignInRefused("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง")
    if user.locked_until and user.locked_until > now():
        raise SignInRefused("ใส่รหัสผ่านผิดหลายครั้ง บัญชีถูกพักไว้ชั่วคราว โปรดลองใหม่ใน 15 นาที")
    if not right:
        _count_failure(connection, user)
        raise SignInRefused("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง")
    changes: dict[str, Any] = {"failed_logins": 0, "locked_until": None}
    if _hasher.check_needs_rehash(user.password_hash):
        changes["password_hash"] = _hasher.hash(password)
    connection.execute(users.update().where(users.c.id == user.id).values(changes))
    return open_session(connection, user.id)


def open_session(connection: sa.Connection, user_id: str) -> str:
    """The secret token of a new session for a user who has proved who they are."""
    token, moment = secrets.token_urlsafe(32), now()
    connection.execute(
        login_sessions.insert().values(
            token_hash=hashed(token),
            user_id=user_id,
            csrf=secrets.token_urlsafe(32),
            created_at=moment,
            seen_at=moment,
            expires_at=moment + SESSION_LASTS,
        )
    )
    return token


def session_actor(connection: sa.Connection, token: str) -> tuple[Actor, str] | None:
    """Who a session token belongs to, and the session's CSRF secret; None where it has ended."""
    moment = now()
    query = (
        sa.select(users, login_sessions.c.csrf, login_sessions.c.seen_at)
        .join(login_sessions, login_sessions.c.user_id == users.c.id)
        .where(
            login_sessions.c.token_hash == hashed(token),
            login_sessions.c.expires_at > moment,
            login_sessions.c.seen_at > moment - SESSION_IDLE,
            users.c.disabled_at.is_(None),
        )
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if row.seen_at < moment - SEEN_EVERY:
        mine = login_sessions.c.token_hash == hashed(token)
        connection.execute(login_sessions.update().where(mine).values(seen_at=moment))
    return Actor(row.id, row.name, row.role, row.district_id, row.school_id), row.csrf


def sign_out(connection: sa.Connection, token: str) -> None:
    connection.execute(login_sessions.delete().where(login_sessions.c.token_hash == hashed(token)))


def disable(connection: sa.Connection, user_id: str) -> None:
    """Ends an account and all its sessions."""
    connection.execute(users.update().where(users.c.id == user_id).values(disabled_at=now()))
    connection.execute(login_sessions.delete().where(login_sessions.c.user_id == user_id))


def create_key(
    connection: sa.Connection,
    role: Role,
    *,
    district_id: str | None = None,
    school_id: str | None = None,
    scopes: tuple[Scope, ...] = ("read", "write"),
    name: str = "",
) -> str:
    """A new API key, shown this once."""
    key = f"wian_{secrets.token_urlsafe(32)}"
    connection.execute(
        api_keys.insert().values(
            id=new_id(),
            district_id=district_id,
            school_id=school_id,
            key_hash=hashed(key),
            role=role,
            scopes=list(scopes),
            name=name,
            created_at=now(),
        )
    )
    return key


def key_actor(connection: sa.Connection, key: str) -> Actor | None:
    """Who an API key stands for; None where it is unknown or revoked."""
    query = sa.select(api_keys).where(api_keys.c.key_hash == hashed(key), api_keys.c.revoked_at.is_(None))
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if row.used_at is None or row.used_at < now() - SEEN_EVERY:
        connection.execute(api_keys.update().where(api_keys.c.id == row.id).values(used_at=now()))
    return Actor(row.id, row.name, row.role, row.district_id, row.school_id, "key", tuple(row.scopes))


def revoke_key(connection: sa.Connection, key_id: str) -> bool:
    """Ends a key. False where it is unknown or has ended before."""
    live = (api_keys.c.id == key_id) & api_keys.c.revoked_at.is_(None)
    return connection.execute(api_keys.update().where(live).values(revoked_at=now())).rowcount == 1


def hashed(secret: str) -> str:
    """Secrets of 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _count_failure(connection: sa.Connection, user: sa.Row[Any]) -> None:
    """Counted by the database, so that failures at the same moment all count."""
    mine = users.update().where(users.c.id == user.id)
    counted = mine.values(failed_logins=users.c.failed_logins + 1).returning(users.c.failed_logins)
    if connection.execute(counted).scalar_one() >= MOST_FAILURES:
        connection.execute(mine.values(failed_logins=0, locked_until=now() + LOCKED_FOR))
