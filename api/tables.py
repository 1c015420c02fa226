"""Every table of the service. All rows of a district carry its id: access.py never looks without it.

Ids are random hex strings made by the service, not by the database, so that a row and its job can be written
in one transaction. Nothing is ever deleted that the rules of correspondence want kept: rows are ended by a
state or a time.
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

from api.database import UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def new_id() -> str:
    """32 hex digits that nobody can guess."""
    return secrets.token_hex(16)


def _id() -> Column[str]:
    return Column("id", String(32), primary_key=True)


def _of(table: str, *, nullable: bool = False) -> Column[str]:
    return Column(f"{table.removesuffix('s')}_id", ForeignKey(f"{table}.id"), nullable=nullable, index=True)


def _moment(name: str, *, nullable: bool = True) -> Column[object]:
    return Column(name, UtcDateTime, nullable=nullable)


# None is SQL's NULL, also in a backup that is put back, and never the JSON text "null".
Json = sa.JSON(none_as_null=True)


# --- who ------------------------------------------------------------------------------------------------

# office: generate.office.Office as JSON. settings: the district's choices: "school_links" (true: a school's
# secret link shows its pages without an account), mail, ….
districts = Table(
    "districts",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("short_name", Text, nullable=False, server_default=""),
    Column("office", Json),
    Column("settings", sa.JSON, nullable=False, server_default="{}"),
    _moment("created_at", nullable=False),
)

# code: 10-digit text. details: the other columns of the list, counts: by level (generate.schools.School).
# feed_secret: the unguessable part of the calendar feed and of the reading link.
schools = Table(
    "schools",
    metadata,
    _id(),
    _of("districts"),
    Column("code", String(10), nullable=False),
    Column("name", Text, nullable=False),
    Column("details", sa.JSON, nullable=False, server_default="{}"),
    Column("counts", sa.JSON, nullable=False, server_default="{}"),
    Column("email", Text),
    Column("feed_secret", String(43), nullable=False, unique=True),
    _moment("closed_at"),
    UniqueConstraint("district_id", "code"),
)

# role: clerk, officer, school, district-admin, system-admin (the last without a district).
users = Table(
    "users",
    metadata,
    _id(),
    _of("districts", nullable=True),
    _of("schools", nullable=True),
    Column("role", String(20), nullable=False),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text),
    Column("oidc_subject", Text, unique=True),
    Column("failed_logins", Integer, nullable=False, server_default="0"),
    _moment("locked_until"),
    _moment("disabled_at"),
    _moment("created_at", nullable=False),
)

# Secrets are kept as SHA-256 hashes only.
login_sessions = Table(
    "login_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    _of("users"),
    Column("csrf", String(43), nullable=False),
    _moment("created_at", nullable=False),
    _moment("seen_at", nullable=False),
    _moment("expires_at", nullable=False),
)

# user_id: whose password the link sets anew; empty for a link that makes an account.
invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("role", String(20), nullable=False),
    _of("districts", nullable=True),
    _of("schools", nullable=True),
    _of("users", nullable=True),
    Column("name", Text, nullable=False, server_default=""),
    _moment("expires_at", nullable=False),
    _moment("used_at"),
)

# A sign-in by OpenID Connect that is on its way (oidc.py).
oidc_requests = Table(
    "oidc_requests",
    metadata,
    Column("state_hash", String(64), primary_key=True),
    Column("verifier", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("goes_to", Text, nullable=False),
    Column("invitation", Text, nullable=False),
    _moment("expires_at", nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    _id(),
    _of("districts", nullable=True),
    _of("schools", nullable=True),
    Column("key_hash", String(64), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("scopes", sa.JSON, nullable=False, server_default="[]"),
    Column("name", Text, nullable=False, server_default=""),
    _moment("created_at", nullable=False),
    _moment("used_at"),
    _moment("revoked_at"),
)

# Append-only; each row's hash covers the one before it (audit.py), so that a change or a gap shows.
audit = Table(
    "audit",
    metadata,
    Column("number", sa.BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    _of("districts", nullable=True),
    _moment("at", nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", String(60), nullable=False),
    Column("object", Text, nullable=False),
    Column("detail", sa.JSON, nullable=False, server_default="{}"),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

# The newest row of the chain; locked while one is added, so that the chain never forks.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", sa.BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)

# --- circulars ------------------------------------------------------------------------------------------

# status: received, reading, review, confirmed, failed, cancelled. reading: the machine's Circular JSON, never
# changed afterwards; circular: the same with the officer's corrections; version counts its changes (two
# people on one circular: the second save with an old version is refused). source: upload, folder, mail.
# attempt: which reading of the file is the present one (1, and one more each time it is read again);
# read_attempt: the one that made `reading` and the page pictures. checked: what people vouch for, each by its
# path (reviewing.py): {"number": {"how", "by", "at"}}.
documents = Table(
    "documents",
    metadata,
    _id(),
    _of("districts"),
    Column("sha256", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("source", String(20), nullable=False, server_default="upload"),
    Column("status", String(20), nullable=False),
    Column("page", Integer, nullable=False, server_default="0"),
    Column("pages", Integer, nullable=False, server_default="0"),
    Column("error_code", String(60)),
    Column("error_message", Text),
    Column("attempt", Integer, nullable=False, server_default="1"),
    Column("read_attempt", Integer),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("number", Text),
    Column("subject", Text),
    Column("issuer", Text),
    Column("dated", String(10)),
    Column("uploaded_by", Text, nullable=False, server_default=""),
    _moment("received_at", nullable=False),
    _moment("confirmed_at"),
    Column("confirmed_by", Text),
    # Last, since SQLite walks over what stands before a column that is asked for.
    Column("reading", Json),
    Column("circular", Json),
    Column("checked", sa.JSON, nullable=False, server_default="{}"),
    UniqueConstraint("district_id", "sha256"),
    Index("ix_documents_board", "district_id", "status", "received_at"),
    Index("ix_documents_newest", "district_id", "received_at", "id"),
)

# Who confirmed or corrected what, when: the review's history and its undo. path: "number", "deadlines.d3".
# version: the circular's after the change. attempt: the reading it belongs to. before, after: the changed
# parts of the circular (review_parts.py). undoes: the version of the change that this one took back.
reviews = Table(
    "reviews",
    metadata,
    _id(),
    _of("documents"),
    Column("version", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("undoes", Integer),
    Column("action", String(20), nullable=False),
    Column("path", Text, nullable=False),
    Column("before", Json),
    Column("after", Json),
    Column("user", Text, nullable=False),
    _moment("at", nullable=False),
    UniqueConstraint("document_id", "version"),
)

# The deadlines of confirmed circulars as rows, for boards, filters and reminders.
deadlines = Table(
    "deadlines",
    metadata,
    _of("districts"),
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("deadline_id", String(20), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("start", String(10)),
    Column("end", String(10), index=True),
    Column("action", Text, nullable=False),
    Column("actors", sa.JSON, nullable=False),
    Column("systems", sa.JSON, nullable=False),
    Column("deadline", sa.JSON, nullable=False),
    Index("ix_deadlines_board", "district_id", "end"),
)

# words: the circular's text, segmented (search.py).
search_words = Table(
    "search_words",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    _of("districts"),
    Column("words", Text, nullable=False),
)

# --- letters, forms, returns ----------------------------------------------------------------------------

# Each saved version of a circular's letter. text: its paragraphs (generate.LetterText); draft_sha256: what
# the draft of its circular was then, so that a later correction of the circular shows. state: draft, issued,
# cancelled; all that is below `state` comes with the issue, in the transaction that takes the number, and
# never changes again but for a cancelling. office: as it was then (without the emblem), of which the number's
# prefix and the signatory are part.
letters = Table(
    "letters",
    metadata,
    _id(),
    _of("districts"),
    _of("documents"),
    Column("version", Integer, nullable=False),
    Column("text", sa.JSON, nullable=False),
    Column("draft_sha256", String(64), nullable=False),
    _moment("created_at", nullable=False),
    Column("created_by", Text, nullable=False),
    Column("state", String(10), nullable=False, server_default="draft"),
    Column("book", String(10)),
    Column("entry_id", ForeignKey("register_entries.id"), index=True),
    Column("number", Text),
    Column("dated", String(10)),
    Column("office", Json),
    Column("pdf_sha256", String(64)),
    Column("docx_sha256", String(64)),
    _moment("issued_at"),
    Column("issued_by", Text),
    _moment("cancelled_at"),
    UniqueConstraint("document_id", "version"),
)

# A reminder (หนังสือประทับตรา) that was issued to one school; its number is of the register of sent letters.
reminder_letters = Table(
    "reminder_letters",
    metadata,
    _id(),
    _of("districts"),
    _of("documents"),
    _of("schools"),
    Column("forms", sa.JSON, nullable=False),
    Column("entry_id", ForeignKey("register_entries.id"), nullable=False, index=True),
    Column("number", Text, nullable=False),
    Column("dated", String(10), nullable=False),
    Column("pdf_sha256", String(64), nullable=False),
    _moment("issued_at", nullable=False),
    Column("issued_by", Text, nullable=False),
)

publications = Table(
    "publications",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("school_id", ForeignKey("schools.id"), primary_key=True),
    _of("districts"),
    _moment("published_at", nullable=False),
    _moment("seen_at"),
    Index("ix_publications_school", "school_id", "published_at"),
)

# A signed form that came back. status: received, matched, unmatched, accepted, rejected. page: where in its
# file of `pages` pages the form stands.
returns = Table(
    "returns",
    metadata,
    _id(),
    _of("districts"),
    _of("documents", nullable=True),
    _of("schools", nullable=True),
    Column("form", String(20)),
    Column("sha256", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("status", String(20), nullable=False),
    Column("code", Text),
    Column("page", Integer),
    Column("pages", Integer, nullable=False, server_default="0"),
    Column("note", Text, nullable=False, server_default=""),
    Column("sent_by", Text, nullable=False, server_default=""),
    _moment("received_at", nullable=False),
    _moment("settled_at"),
    Column("settled_by", Text),
    Index("ix_returns_board", "district_id", "document_id", "form", "school_id"),
    Index("ix_returns_newest", "district_id", "status", "received_at"),
    Index("ix_returns_received", "district_id", "received_at", "id"),
)

# --- registers ------------------------------------------------------------------------------------------

# book: received, sent, circular (the ว sequence). next: the number given next in that year (B.E.).
register_counters = Table(
    "register_counters",
    metadata,
    Column("district_id", ForeignKey("districts.id"), primary_key=True),
    Column("book", String(10), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("next", Integer, nullable=False),
)

# The official columns (regulation 2526, forms 13 and 14) and the four that districts add: year, group,
# person, registered_at. state: reserved, used, cancelled (a cancelled number stays burned, with its reason).
register_entries = Table(
    "register_entries",
    metadata,
    _id(),
    _of("districts"),
    Column("book", String(10), nullable=False),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("reference", Text, nullable=False, server_default=""),
    Column("dated", String(10)),
    Column("sender", Text, nullable=False, server_default=""),
    Column("recipient", Text, nullable=False, server_default=""),
    Column("subject", Text, nullable=False, server_default=""),
    Column("action", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("group", Text, nullable=False, server_default=""),
    Column("person", Text, nullable=False, server_default=""),
    _of("documents", nullable=True),
    _moment("registered_at", nullable=False),
    UniqueConstraint("district_id", "book", "year", "number"),
)

# --- going out ------------------------------------------------------------------------------------------

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("owner", String(64), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", sa.JSON, nullable=False),
    _moment("at", nullable=False),
)

# secret: signs what is sent, so it is kept readable. events: names out of announce.EVENTS.
webhooks = Table(
    "webhooks",
    metadata,
    _id(),
    _of("districts"),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("events", sa.JSON, nullable=False),
    _moment("created_at", nullable=False),
    _moment("ended_at"),
)

# What a webhook is told, once for each event and address. state: waiting, delivered, given_up.
webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    _id(),
    _of("districts"),
    _of("webhooks"),
    Column("event", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("last_answer", Text, nullable=False, server_default=""),
    _moment("created_at", nullable=False),
    _moment("settled_at"),
)

# A reminder that was sent, so that none is sent twice. channel: page, mail.
reminders = Table(
    "reminders",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("deadline_id", String(20), primary_key=True),
    Column("school_id", ForeignKey("schools.id"), primary_key=True),
    Column("days_before", Integer, primary_key=True),
    _of("districts"),
    Column("channel", String(10), nullable=False),
    _moment("sent_at", nullable=False),
)


# Worker processes that are alive: `beat` grows while they are (leases.py).
leases = Table(
    "leases",
    metadata,
    Column("executor_id", String(100), primary_key=True),
    Column("beat", sa.BigInteger, nullable=False),
)
