"""Each district has an office and schools of its own; the settings' files serve the first until it does."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from api import documents
from api.offices import first_office, first_schools, office_of, save_office
from api.school_register import all_schools, close_school
from api.settings import Settings
from api.tables import districts
from generate.office import Office

SAMPLES = Path(__file__).parent.parent / "samples"
HOME = documents.DEFAULT_DISTRICT
OFFICE = Office.model_validate(
    {
        "name": "สำนักงานเขตพื้นที่สมมติ",
        "short_name": "สพป.สมมติ",
        "number_prefix": "ศธ 04997",
        "emblem": b"\x89PNG\r\n\xff\x00 not really",
        "layout": {"margin_left": 28.0},
        "signatory": {"name": "นางสมมติ ใจดี", "position": "ผู้อำนวยการ"},
    }
)


@pytest.fixture
def connection(engine: sa.Engine) -> sa.Connection:
    connection = engine.connect()
    documents.ensure_district(connection, "เขตแรก")
    return connection


def test_an_office_comes_back_as_it_was_saved(connection: sa.Connection) -> None:
    """With its emblem's bytes and its own layout; the district takes its name."""
    assert office_of(connection, HOME) is None

    save_office(connection, HOME, OFFICE)

    assert office_of(connection, HOME) == OFFICE
    row = connection.execute(sa.select(districts)).one()
    assert (row.name, row.short_name) == (OFFICE.name, OFFICE.short_name)


def test_the_settings_file_serves_the_first_district_alone() -> None:
    """Another district must write its own."""
    settings = Settings(office=SAMPLES / "office.toml")

    office = first_office(settings, HOME)

    assert office is not None
    assert office.number_prefix == "ศธ 04998"
    assert first_office(settings, "f" * 32) is None
    assert first_office(Settings(office=None), HOME) is None


def test_the_settings_list_fills_an_empty_district_once(connection: sa.Connection) -> None:
    """A list is taken over where there is no school; what people did since is not undone by a new start."""
    settings = Settings(schools=SAMPLES / "schools.csv")
    first_schools(connection, settings)
    found = all_schools(connection, HOME)
    assert len(found) == 12

    close_school(connection, HOME, found[0].id)
    first_schools(connection, settings)

    assert len(all_schools(connection, HOME)) == 11


def test_a_bad_list_stops_nothing(connection: sa.Connection, tmp_path: Path) -> None:
    """Not found, or no list: no school, and the service starts."""
    (tmp_path / "list.csv").write_text("a,b\n1,2\n")

    first_schools(connection, Settings(schools=tmp_path / "none.csv"))
    first_schools(connection, Settings(schools=tmp_path / "list.csv"))

    assert all_schools(connection, HOME) == []
