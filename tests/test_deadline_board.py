"""The district's board: what is due in order of time, and how far the forms of its circulars have come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from api.board_axis import WIDTH, Axis, axis_of
from api.deadline_board import form_progress, open_deadlines, systems_named
from api.form_codes import FoundCodes
from api.returns import settle, take
from api.search import create_search_index, search
from api.tables import documents, new_id
from generate.form_code import write_form_code
from tests.circulars import deadline
from tests.school_district import FIRST, SECOND, asking, keep, notice, with_schools

DISTRICT, OTHER = "d" * 32, "e" * 32


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.begin() as connection:
        create_search_index(connection)
        for district in (DISTRICT, OTHER):
            with_schools(connection, district)
        yield connection


def shown(connection: sa.Connection, **options: object) -> list[str]:
    return [line.deadline.action for line in open_deadlines(connection, DISTRICT, **options)]  # type: ignore[arg-type]


def test_open_deadlines_nearest_first(connection: sa.Connection) -> None:
    """Of this district and confirmed circulars alone, not what has passed; what has no day comes last."""
    keep(connection, notice(9, "1", "ทีหลัง"), district=DISTRICT)
    keep(connection, notice(0, "2", "วันนี้"), district=DISTRICT)
    keep(connection, notice(-1, "3", "เมื่อวาน"), district=DISTRICT)
    keep(connection, notice(1, "4", "ยังไม่ยืนยัน"), district=DISTRICT, status="review")
    keep(connection, notice(1, "5", "เขตอื่น"), district=OTHER)
    keep(connection, notice(1, "6", "ไม่มีวัน", kind="recurring", end=None), district=DISTRICT)

    assert shown(connection) == ["วันนี้", "ทีหลัง", "ไม่มีวัน"]
    assert shown(connection, after=1, most=1) == ["ทีหลัง"]


def test_filters_by_actor_and_system(connection: sa.Connection) -> None:
    """A system's name is matched whole; the filter offers those that open deadlines name."""
    keep(connection, notice(1, "1", "โรงเรียนทำ", systems=["DMC"]), district=DISTRICT)
    keep(connection, notice(2, "2", "เขตทำ", actors=["district"], systems=["Exchange"]), district=DISTRICT)
    keep(connection, notice(-2, "3", "ผ่านไปแล้ว", systems=["OBEC-Asset"]), district=DISTRICT)

    assert shown(connection, actor="district") == ["เขตทำ"]
    assert shown(connection, system="DMC") == ["โรงเรียนทำ"]
    assert shown(connection, system="DM") == []
    assert shown(connection, actor="school", system="Exchange") == []
    assert systems_named(connection, DISTRICT) == ["DMC", "Exchange"]


def test_how_far_the_forms_have_come(connection: sa.Connection) -> None:
    """Counted over the schools that the circular was published to; late ones are named."""
    found = asking(-1)
    document = keep(connection, found, district=DISTRICT, codes=(FIRST, SECOND))
    keep(connection, asking(30), district=OTHER)
    keep(connection, notice(1, "9", "ไม่ขอแบบ"), district=DISTRICT)
    code = write_form_code(found.source.sha256, FIRST, "confirm")
    row = take(connection, DISTRICT, sha256=new_id(), name="a.jpg", media_type="image/jpeg").row
    settle(connection, row.id, FoundCodes({code: 1}, (), pages=1))

    confirm, certify = sorted(form_progress(connection, DISTRICT), key=lambda one: one.form, reverse=True)

    assert (confirm.form, confirm.document_id, confirm.schools, confirm.returned) == (
        "confirm",
        document,
        2,
        1,
    )
    assert confirm.late == ("โรงเรียนวัดตัวอย่าง",)
    assert (certify.form, certify.returned, certify.overdue) == ("certify", 0, 2)


def test_forms_of_circulars_long_past_leave_the_board(connection: sa.Connection) -> None:
    """So does a form that every school has returned, and one that was not published."""
    keep(connection, asking(-90), district=DISTRICT)
    keep(connection, asking(5), district=OTHER, codes=())

    assert form_progress(connection, DISTRICT) == []
    assert form_progress(connection, OTHER) == []


def test_a_school_searches_its_own_circulars(connection: sa.Connection) -> None:
    """The WHERE of what one may see goes into the query."""
    keep(connection, notice(1, "1", "ส่งรายงานการอ่าน"), district=DISTRICT)

    assert len(search(connection, DISTRICT, "รายงาน")) == 1
    assert search(connection, DISTRICT, "รายงาน", visible=documents.c.id == "another") == []


# The axis -----------------------------------------------------------------------------------------------

TODAY = date(2027, 6, 10)


def test_months_from_today_to_the_last_day() -> None:
    """At least three, at most twelve, over the turn of the year."""
    assert [head.month for head in axis_of([], TODAY).heads] == [6, 7, 8]
    long = axis_of([deadline(1, end="2028-02-01")], TODAY)
    assert [head.month for head in long.heads] == [6, 7, 8, 9, 10, 11, 12, 1, 2]
    assert axis_of([deadline(1, end="2040-01-01")], TODAY).months == 12


def test_bars_stay_on_the_axis() -> None:
    """What began before is drawn from the edge, what ends beyond to the edge; a single day is seen."""
    axis = Axis(date(2027, 6, 1), 3, TODAY)

    assert axis.bar(deadline(1, start="2027-05-01", end="2027-06-30")) == (0, round(WIDTH / 3))
    left, width = axis.bar(deadline(1, start="2027-08-01", end="2028-08-01")) or (0, 0)
    assert left + width == WIDTH
    left, width = axis.bar(deadline(1, end="2027-08-31")) or (0, 0)
    assert left + width <= WIDTH and width >= 8
    assert axis.bar(deadline(1, end="2027-09-01")) is None
    assert axis.bar(deadline(1, end=None)) is None
    assert axis.bar(deadline(1, state="doubtful")) is None
    assert 0 < axis.now < WIDTH / 3
