"""Search over circulars in Thai: words divided once (thai_words.py), the same hits on both databases.

SQLite: an FTS5 table without content of its own, kept by triggers on `search_words`. Its tokenizer must be
told that Thai vowels and tones belong to words: by default it tears words apart at them. PostgreSQL: a GIN
index on a tsvector of the same words, made without its parser, which knows no Thai; since a tsvector keeps
no positions beyond 16,383 and no more than 256 a word, it only finds the circulars that hold all words, and
their order is looked up in the text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from api.database import insert_or
from api.documents import BRIEF, Row, newest_first
from api.tables import deadlines, documents, search_words
from api.thai_words import indexed_words, phrases_of
from ingest.thai_text import fold_digits, normalise, thai_digits

PREFIX = "search_index"  # of everything that create_search_index makes; no part of tables.py
_TOKENIZER = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'"
_ROW = "FROM search_index_rows WHERE document_id ="
_SQLITE = (
    "CREATE TABLE search_index_rows (id INTEGER PRIMARY KEY, document_id TEXT NOT NULL UNIQUE)",
    f"CREATE VIRTUAL TABLE search_index USING fts5(words, content='', tokenize=\"{_TOKENIZER}\")",
    f"""CREATE TRIGGER search_index_insert AFTER INSERT ON search_words BEGIN
        INSERT INTO search_index_rows (document_id) VALUES (new.document_id);
        INSERT INTO search_index (rowid, words) SELECT id, new.words {_ROW} new.document_id;
    END""",
    f"""CREATE TRIGGER search_index_update AFTER UPDATE ON search_words BEGIN
        INSERT INTO search_index (search_index, rowid, words)
            SELECT 'delete', id, old.words {_ROW} old.document_id;
        UPDATE search_index_rows SET document_id = new.document_id WHERE document_id = old.document_id;
        INSERT INTO search_index (rowid, words) SELECT id, new.words {_ROW} new.document_id;
    END""",
    f"""CREATE TRIGGER search_index_delete AFTER DELETE ON search_words BEGIN
        INSERT INTO search_index (search_index, rowid, words)
            SELECT 'delete', id, old.words {_ROW} old.document_id;
        DELETE FROM search_index_rows WHERE document_id = old.document_id;
    END""",
    "INSERT INTO search_index_rows (document_id) SELECT document_id FROM search_words",
    """INSERT INTO search_index (rowid, words)
        SELECT id, words FROM search_words JOIN search_index_rows USING (document_id)""",
)
_LEXEMES = "array_to_tsvector(string_to_array(search_words.words, ' '))"
# Without a list of pending entries: every search would read all of it, and the planner shuns the index.
_POSTGRES = f"CREATE INDEX search_index ON search_words USING gin (({_LEXEMES})) WITH (fastupdate = off)"
# Parts of a Circular that are codes or dates, not words of the page.
_NO_WORDS = {"schema", "source", "kind", "urgency", "secrecy", "date", "doubts", "systems", "actors"}


def create_search_index(connection: sa.Connection) -> None:
    """Makes the index over what `search_words` holds, for migrations; nothing where it is there already.

    From then on it keeps itself current, whoever writes into `search_words`.
    """
    if connection.dialect.name == "postgresql":
        if connection.execute(sa.text("SELECT to_regclass('search_index')")).scalar() is None:
            connection.exec_driver_sql(_POSTGRES)
        return
    there = "SELECT 1 FROM sqlite_master WHERE name = 'search_index'"
    if connection.exec_driver_sql(there).first() is None:
        for statement in _SQLITE:
            connection.exec_driver_sql(statement)


def drop_search_index(connection: sa.Connection) -> None:
    """Takes the index away, for migrations that rebuild `search_words`; no search works until it is back."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP INDEX IF EXISTS search_index")
        return
    for trigger in ("insert", "update", "delete"):
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS search_index_{trigger}")
    for table in ("search_index", "search_index_rows"):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")


def index_circular(
    connection: sa.Connection, district_id: str, document_id: str, circular: dict[str, Any], text: str = ""
) -> None:
    """Makes a circular findable as it stands now; to be called when it was read and whenever it changed.

    circular: its JSON; text: the whole text of its pages, where that is at hand.
    """
    words = indexed_words("\n".join([*circular_texts(circular), text]))
    insert = insert_or(connection, search_words).values(
        document_id=document_id, district_id=district_id, words=words
    )
    changed = insert.on_conflict_do_update(index_elements=["document_id"], set_={"words": words})
    connection.execute(changed)


def forget_circular(connection: sa.Connection, document_id: str) -> None:
    connection.execute(search_words.delete().where(search_words.c.document_id == document_id))


def circular_texts(circular: dict[str, Any]) -> Iterator[str]:
    """Everything printed that a Circular JSON holds, and what people put in its place."""
    for name, part in circular.items():
        if name not in _NO_WORDS:
            yield from _texts(part)


def search(
    connection: sa.Connection,
    district_id: str,
    question: str = "",
    *,
    status: str | None = None,
    actor: str | None = None,
    since: str | None = None,
    until: str | None = None,
    after: str | None = None,
    most: int = 50,
    visible: sa.ColumnElement[bool] | None = None,
) -> Sequence[Row]:
    """The district's circulars that hold every part of the question, the newest first.

    question: parts between blanks; the words of a part must follow one another. A question without any word
    (only signs) finds nothing, an empty one everything. actor, since, until (ISO dates, both included): some
    deadline of the circular is for this actor and lies, at least partly, between these days. after: the id
    of the last one seen. visible: leaves only what one actor may see (access.py).
    """
    query = sa.select(*BRIEF).where(documents.c.district_id == district_id)
    if visible is not None:
        query = query.where(visible)
    if question.strip():
        phrases = phrases_of(question)
        if not phrases:
            return []
        query = query.where(sa.or_(documents.c.id.in_(_holding(connection, phrases)), _in_the_head(question)))
    if status:
        query = query.where(documents.c.status == status)
    if actor or since or until:
        query = query.where(documents.c.id.in_(_with_deadline(district_id, actor, since, until)))
    return newest_first(connection, query, district_id, after, most)


def _in_the_head(question: str) -> sa.ColumnElement[bool]:
    """Every part stands in the subject or number, letter by letter: a word at whose edges the dictionary
    divides the text otherwise is found there all the same."""
    found = []
    for part in normalise(question).split(" "):
        spellings = {part, fold_digits(part), thai_digits(part)}
        columns = (documents.c.subject, documents.c.number)
        found.append(
            sa.or_(*(column.contains(one, autoescape=True) for one in spellings for column in columns))
        )
    return sa.and_(*found)


def _holding(connection: sa.Connection, phrases: list[list[str]]) -> sa.Select[Any]:
    """The ids of documents with every phrase. Words hold letters and digits only, so quoting them is safe."""
    if connection.dialect.name == "sqlite":
        asked = " AND ".join(f'"{" ".join(words)}"' for words in phrases)
        rows = sa.table("search_index_rows", sa.column("id"), sa.column("document_id"))
        index = sa.table("search_index", sa.column("rowid"))
        match = sa.text("search_index MATCH :asked").bindparams(asked=asked)
        return sa.select(rows.c.document_id).join(index, index.c.rowid == rows.c.id).where(match)
    asked = " & ".join(f"'{word}'" for word in dict.fromkeys(word for words in phrases for word in words))
    query = sa.select(search_words.c.document_id).where(
        sa.text(f"{_LEXEMES} @@ CAST(:asked AS tsquery)").bindparams(asked=asked)
    )
    padded = sa.literal(" ") + search_words.c.words + sa.literal(" ")
    for words in phrases:
        if len(words) > 1:
            query = query.where(sa.func.strpos(padded, f" {' '.join(words)} ") > 0)
    return query


def _with_deadline(
    district_id: str, actor: str | None, since: str | None, until: str | None
) -> sa.Select[Any]:
    table = deadlines.c
    query = sa.select(table.document_id).where(table.district_id == district_id)
    if actor:
        named = json.dumps(actor, ensure_ascii=False)
        query = query.where(sa.cast(table.actors, sa.Text).contains(named, autoescape=True))
    if since:
        query = query.where(sa.func.coalesce(table.end, table.start) >= since)
    if until:
        query = query.where(sa.func.coalesce(table.start, table.end) <= until)
    return query


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _texts(one)
    elif isinstance(part, dict):
        texts = [part[name] for name in ("text", "value", "action") if isinstance(part.get(name), str)]
        yield from dict.fromkeys(text for text in texts if text)
        for name, inner in part.items():
            if isinstance(inner, dict | list) and name not in _NO_WORDS:
                yield from _texts(inner)
