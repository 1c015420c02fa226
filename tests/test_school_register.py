"""Lists of schools taken over into a district: nothing is lost, what is wrong is told with its line."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import Workbook

from api.database import now
from api.school_register import (
    all_schools,
    as_school,
    close_school,
    find_school,
    import_schools,
    renew_feed_secret,
    school_by_code,
    school_by_feed_secret,
)
from api.tables import districts, new_id
from generate.schools import SchoolListError

HEAD = "code,name,director,p1_male,p1_female\n"
FIRST = HEAD + "1099000001,โรงเรียนบ้านสมมติ,นายก ข,10,12\n1099000002,โรงเรียนวัดตัวอย่าง,,,\n"


def new_district(connection: sa.Connection, name: str = "สพป.ตัวอย่าง") -> str:
    values: dict[str, Any] = {"id": new_id(), "name": name, "created_at": now()}
    connection.execute(districts.insert().values(values))
    return str(values["id"])


@pytest.fixture
def connection(engine: sa.Engine) -> Any:
    with engine.begin() as connection:
        yield connection


def test_a_new_list_updates_adds_and_never_deletes(connection: sa.Connection) -> None:
    """Matched by code; the school left out is named and keeps everything."""
    district = new_district(connection)
    first = import_schools(connection, district, FIRST.encode(), "SCHOOLS.csv")
    assert (first.added, first.changed, first.missing) == (2, 0, ())
    kept = school_by_code(connection, district, "1099000001")
    assert kept is not None and as_school(kept).counts["p1"].total == 22
    second = HEAD + "1099000001,โรงเรียนบ้านสมมติ,นางค ง,11,12\n1099000003,โรงเรียนใหม่,,,\n"
    result = import_schools(connection, district, second.encode(), "SCHOOLS.csv")
    assert (result.added, result.changed) == (1, 1)
    assert [row.code for row in result.missing] == ["1099000002"]
    again = school_by_code(connection, district, "1099000001")
    assert again is not None and (again.id, again.feed_secret) == (kept.id, kept.feed_secret)
    assert (as_school(again).director, as_school(again).counts["p1"].male) == ("นางค ง", 11)
    assert len(all_schools(connection, district)) == 3
    same = import_schools(connection, district, second.encode(), "SCHOOLS.csv")
    assert (same.added, same.changed, same.unchanged) == (0, 0, 2)


def test_bad_rows_are_told_with_their_line_and_the_rest_is_taken(connection: sa.Connection) -> None:
    """A code of nine digits costs its row only."""
    district = new_district(connection)
    data = HEAD + "109900000,โรงเรียนก,,,\n1099000002,โรงเรียนข,,x,\n1099000003,โรงเรียนค,,,\n"
    result = import_schools(connection, district, data.encode(), "SCHOOLS.csv")
    assert result.added == 1
    assert [problem.split(":")[0] for problem in result.problems] == [
        "SCHOOLS.csv แถวที่ 2",
        "SCHOOLS.csv แถวที่ 3",
    ]
    with pytest.raises(SchoolListError):
        import_schools(connection, district, b"a,b\n1,2\n", "x.csv")


def test_a_workbook_is_taken_as_the_csv_is(connection: sa.Connection) -> None:
    """Codes that a spreadsheet keeps as numbers are still ten digits."""
    book = Workbook()
    assert book.active is not None
    book.active.append(["code", "name"])
    book.active.append([1099000001, "โรงเรียนบ้านสมมติ"])
    file = io.BytesIO()
    book.save(file)
    district = new_district(connection)
    assert import_schools(connection, district, file.getvalue(), "SCHOOLS.xlsx").added == 1
    assert [row.code for row in all_schools(connection, district, words="สมมติ 10990")] == ["1099000001"]


def test_districts_do_not_see_each_others_schools(connection: sa.Connection) -> None:
    """The same code in two districts is two schools."""
    one, other = new_district(connection), new_district(connection, "สพป.อื่น")
    import_schools(connection, one, FIRST.encode(), "a.csv")
    import_schools(connection, other, FIRST.encode(), "a.csv")
    mine, theirs = all_schools(connection, one)[0], all_schools(connection, other)[0]
    assert mine.id != theirs.id
    assert find_school(connection, one, theirs.id) is None
    assert not close_school(connection, one, theirs.id)


def test_a_secret_leads_to_its_school_until_it_is_renewed(connection: sa.Connection) -> None:
    """An old address and the address of a closed school lead nowhere; a listed school opens again."""
    district = new_district(connection)
    import_schools(connection, district, FIRST.encode(), "a.csv")
    first, second = all_schools(connection, district)
    assert first.feed_secret != second.feed_secret and len(first.feed_secret) == 43
    found = school_by_feed_secret(connection, first.feed_secret)
    assert found is not None and found.id == first.id
    new = renew_feed_secret(connection, district, first.id)
    assert new and school_by_feed_secret(connection, first.feed_secret) is None
    assert close_school(connection, district, first.id) and not close_school(connection, district, first.id)
    assert school_by_feed_secret(connection, new) is None
    import_schools(connection, district, FIRST.encode(), "a.csv")
    opened = school_by_feed_secret(connection, new)
    assert opened is not None and opened.id == first.id
