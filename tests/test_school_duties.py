"""What a school must do by when: its own alone, the nearest first, in the words people use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from api import language
from api.due_words import left_in_words, moment_of
from api.form_codes import FoundCodes
from api.returns import reject, settle, take
from api.school_duties import duties_of
from api.school_register import school_by_code
from api.tables import new_id, publications
from generate.form_code import write_form_code
from tests.circulars import deadline
from tests.school_district import FIRST, SECOND, asking, keep, notice, with_schools

AT = datetime(2027, 6, 9, 17, 30, tzinfo=UTC)  # 10 June, half past midnight in Bangkok


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"end": "2027-06-13"}, "อีก ๓ วัน"),
        ({"end": "2027-06-11"}, "พรุ่งนี้"),
        ({"end": "2027-06-10"}, "วันนี้"),
        ({"end": "2027-06-10", "end_time": "16:30"}, "วันนี้ ภายใน ๑๖.๓๐ น."),
        ({"end": "2027-06-10", "end_time": "00:15"}, "เลยเวลา ๐๐.๑๕ น. แล้ว"),
        ({"end": "2027-06-09"}, "เลยมา ๑ วัน"),
        ({"end": "2027-06-08"}, "เลยมา ๒ วัน"),
        ({"end": None, "start": "2027-06-12", "kind": "from"}, "เริ่มอีก ๒ วัน"),
        ({"end": None, "start": "2027-06-01", "kind": "from"}, "เริ่มแล้ว"),
        ({"end": None, "kind": "relative"}, ""),
    ],
)
def test_the_days_that_are_left_in_words(changes: dict[str, Any], words: str) -> None:
    """Counted in Bangkok's days, also when it is still yesterday in Greenwich."""
    language.choose("th")
    assert left_in_words(deadline(1, **changes), AT) == words


def test_the_named_minute_is_still_in_time() -> None:
    """16.30 ends with its minute; a day without an hour ends at midnight in Bangkok."""
    assert moment_of(deadline(1, end="2027-06-10", end_time="16:30")) == datetime(
        2027, 6, 10, 9, 31, tzinfo=UTC
    )
    assert moment_of(deadline(1, end="2027-06-10")) == datetime(2027, 6, 10, 17, 0, tzinfo=UTC)


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.begin() as connection:
        with_schools(connection, DISTRICT)
        yield connection


DISTRICT = "d" * 32


def school(connection: sa.Connection, code: str = FIRST) -> sa.Row[Any]:
    row = school_by_code(connection, DISTRICT, code)
    assert row is not None
    return row


def actions(connection: sa.Connection, code: str = FIRST, **options: Any) -> list[str]:
    return [duty.deadline.action for duty in duties_of(connection, school(connection, code).id, **options)]


def test_only_what_was_published_to_the_school_and_confirmed(connection: sa.Connection) -> None:
    """Not the district's own duties, not another school's circular, nothing that is still in review."""
    keep(connection, notice(5, "1", "ของเรา"), district=DISTRICT)
    keep(connection, notice(4, "2", "ของโรงเรียนอื่น"), district=DISTRICT, codes=(SECOND,))
    keep(connection, notice(3, "3", "ยังไม่ยืนยัน"), district=DISTRICT, status="review")
    keep(connection, notice(2, "4", "ของเขต", actors=["district"]), district=DISTRICT)
    keep(connection, notice(1, "5", "ไม่บอกว่าใคร", actors=[]), district=DISTRICT)

    assert actions(connection) == ["ไม่บอกว่าใคร", "ของเรา"]
    assert "ของโรงเรียนอื่น" in actions(connection, SECOND)


def test_the_nearest_first_and_without_a_day_last(connection: sa.Connection) -> None:
    """A duty without a day is never hidden; what passed long ago is found with its circular alone."""
    keep(connection, notice(9, "1", "ทีหลัง"), district=DISTRICT)
    keep(connection, notice(0, "2", "ไม่มีวัน", kind="relative", end=None), district=DISTRICT)
    keep(connection, notice(2, "3", "ก่อน"), district=DISTRICT)
    keep(connection, notice(-3, "4", "เลยมาแล้ว"), district=DISTRICT)
    old = keep(connection, notice(-100, "5", "นานมาแล้ว"), district=DISTRICT)

    assert actions(connection) == ["เลยมาแล้ว", "ก่อน", "ทีหลัง", "ไม่มีวัน"]
    assert actions(connection, document_id=old) == ["นานมาแล้ว"]
    duties = duties_of(connection, school(connection).id)
    assert [duty.is_open for duty in duties] == [False, True, True, True]


def test_a_form_shows_how_far_a_duty_is(connection: sa.Connection) -> None:
    """Missing, sent, matched, rejected with its reason; a duty is done when its form is back."""
    found = asking(-1)
    document = keep(connection, found, district=DISTRICT)
    own = school(connection)

    def states() -> dict[str, str]:
        duties = duties_of(connection, own.id, document_id=document)
        return {form.form: form.state for duty in duties for form in duty.forms}

    assert states() == {"confirm": "missing", "certify": "missing"}
    code = write_form_code(found.source.sha256, FIRST, "confirm")
    row = take(connection, DISTRICT, sha256=new_id(), name="a.jpg", media_type="image/jpeg").row
    settle(connection, row.id, FoundCodes({code: 1}, (), pages=1))
    assert states() == {"confirm": "matched", "certify": "missing"}
    done = {duty.deadline.id: duty.is_done for duty in duties_of(connection, own.id)}
    assert done == {"d1": False, "d3": True, "d4": False}
    overdue = {duty.deadline.id: duty.is_open for duty in duties_of(connection, own.id)}
    assert overdue == {"d1": False, "d3": False, "d4": True}  # a form that is late is still to be sent
    reject(connection, DISTRICT, row.id, reason="ไม่ได้ลงนาม", by="เจ้าหน้าที่")
    assert states()["confirm"] == "rejected"


def test_a_form_without_a_sure_day_is_not_hidden(connection: sa.Connection) -> None:
    """It stands with the circular's first duty, once, and does not make that one done."""
    found = asking(5)
    unsure = [one.model_copy(update={"state": "doubtful"}) for one in found.deadlines[2:]]
    keep(
        connection, found.model_copy(update={"deadlines": [*found.deadlines[:2], *unsure]}), district=DISTRICT
    )

    duties = duties_of(connection, school(connection).id)

    assert [[form.form for form in duty.loose] for duty in duties if duty.loose] == [["confirm", "certify"]]
    assert not any(duty.forms or duty.is_done for duty in duties)


def test_a_school_with_thousands_of_circulars_is_answered_fast(connection: sa.Connection) -> None:
    """The query looks into the school's own publications by their index."""
    keep(connection, notice(2, "1", "ก่อน"), district=DISTRICT)
    query = sa.select(publications.c.document_id).where(publications.c.school_id == "x")
    if connection.dialect.name == "sqlite":
        compiled = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()
        assert any("ix_publications_school" in str(row) for row in plan)
