"""A returned form is matched by a job in a limited process, once, whatever is sent."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from PIL import Image

from api import read_process, returns, webhooks
from api.access import DESK
from api.blobs import open_blobs, original_key, return_page_key
from api.database import make_engine
from api.desk import Desk
from api.documents import DEFAULT_DISTRICT
from api.jobs import Jobs
from api.matcher import Matcher, give_up
from api.prepare import prepare
from api.problems import Problem
from api.service import Service
from api.settings import Settings
from api.tables import audit, schools, webhook_deliveries
from generate import certification_form
from generate.schools import School
from tests.returned_forms import as_jpeg, as_pdf, askew, photographed, scanned
from tests.school_district import FIRST, SECOND, asking, keep, with_schools

OWN, OTHER = School(code=FIRST, name="โรงเรียนบ้านสมมติ"), School(code=SECOND, name="โรงเรียนวัดตัวอย่าง")


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Iterator[Desk]:
    """The desk of a prepared installation without workers: a circular is out that asks for two forms."""
    settings = Settings(data=tmp_path / "data", database_url=database)
    prepare(settings)
    engine, jobs = make_engine(database), Jobs(database)
    with engine.begin() as connection:
        with_schools(connection)
        keep(connection, asking())
    yield Desk(Service(settings, engine, open_blobs(None, settings.data), jobs), DESK)
    jobs.close()
    engine.dispose()


def matched(desk: Desk, row: returns.Row, tmp_path: Path) -> list[returns.Row]:
    """What a worker makes of a return; all returns of its file."""
    service = desk.service
    folder = tmp_path / "work"
    folder.mkdir(exist_ok=True)
    matcher = Matcher(service.settings, service.engine, service.blobs, folder, service.jobs)
    read_process.warm_up()
    asyncio.run(matcher.settle(row.id, asyncio.run(matcher.find(row.id))))
    assert list(folder.iterdir()) == []
    first = desk.returns.find_return(row.id)
    return [first, *desk.returns.siblings(first)]


def sent(desk: Desk, data: bytes) -> returns.Row:
    return desk.returns.take(io.BytesIO(data), "IMG_0001.jpg")


def test_a_photo_finds_its_school(desk: Desk, tmp_path: Path) -> None:
    """Sideways, in bad light: matched, and shown upright."""
    photo = as_jpeg(askew(photographed(scanned(certification_form(asking(), OWN, "certify"))), 90))

    (row,) = matched(desk, sent(desk, photo), tmp_path)

    assert (row.status, row.form, row.page, row.pages) == ("matched", "certify", 1, 1)
    assert desk.returns.school_codes([row]) == {row.school_id: FIRST}
    picture = Image.open(io.BytesIO(desk.returns.page_picture(row.id, 1)))
    assert picture.format == "JPEG" and picture.height > picture.width
    small = Image.open(io.BytesIO(desk.returns.page_picture(row.id, 1, small=True)))
    assert max(small.size) == 360


def test_a_pile_from_the_scanner_becomes_a_return_each(desk: Desk, tmp_path: Path) -> None:
    """Each with its page; the page without a code can be added by hand, once."""
    found = asking()
    pages = [scanned(certification_form(found, school, "confirm")) for school in (OWN, OTHER)]
    blank = np.full_like(pages[0], 255)
    first, second = matched(desk, sent(desk, as_pdf(pages[0], blank, pages[1])), tmp_path)
    circular = desk.returns.choices()[0][0].id

    assert [(row.page, row.pages, row.status) for row in (first, second)] == [
        (1, 3, "matched"),
        (3, 3, "matched"),
    ]
    assert "หน้า 2 ไม่พบรหัส" in first.note
    added = desk.returns.add_page(first.id, 2, circular, SECOND, "certify")
    assert (added.status, added.page, added.sha256) == ("accepted", 2, first.sha256)
    for page in (2, 4):
        with pytest.raises(Problem) as refused:
            desk.returns.add_page(first.id, page, circular, SECOND, "certify")
        assert refused.value.status == 409


def test_what_cannot_be_opened_waits_with_its_reason(desk: Desk, tmp_path: Path) -> None:
    """It was accepted, so it is neither lost nor guessed."""
    (row,) = matched(desk, sent(desk, b"%PDF-1.7 and then nothing of use"), tmp_path)

    assert row.status == "unmatched"
    assert "โปรด" in row.note


def test_the_same_bytes_make_one_return_and_one_job(desk: Desk) -> None:
    """From the office one; what a school sends itself is that school's own."""
    data = as_jpeg(scanned(certification_form(asking(), OWN, "confirm")))
    first, again = sent(desk, data), sent(desk, data)
    with desk.service.engine.begin() as connection:
        school_id = connection.execute(sa.select(schools.c.id).where(schools.c.code == FIRST)).scalar_one()
        own = returns.take(
            connection, DEFAULT_DISTRICT, sha256=first.sha256, name="a", media_type="image/jpeg",
            school_id=school_id,
        )  # fmt: skip

    assert first.id == again.id != own.row.id
    queued = [job.workflow_id for job in desk.service.jobs.client.list_workflows(name="match_return")]
    assert queued == [f"match-{first.id}"]
    assert desk.service.blobs.get(original_key(first.sha256)) == data
    with desk.service.engine.connect() as connection:
        assert list(connection.execute(sa.select(audit.c.action)).scalars()) == ["return.send"]


@pytest.mark.parametrize("data", [b"", b"MZ\x90\x00 a program"])
def test_what_is_no_scan_is_refused(desk: Desk, data: bytes) -> None:
    """By its content, not by its name."""
    with pytest.raises(Problem) as refused:
        sent(desk, data)
    assert refused.value.status in (400, 415)


def test_a_job_that_was_given_up_leaves_the_file_to_a_person(desk: Desk) -> None:
    """Whoever settled it before keeps the last word."""
    row = sent(desk, as_jpeg(np.full((200, 200, 3), 90, np.uint8)))
    for _ in range(2):
        with desk.service.engine.begin() as connection:
            give_up(connection, row.id)

    assert desk.returns.find_return(row.id).status == "unmatched"
    with desk.service.engine.connect() as connection:
        assert returns.waiting(connection) == []


def test_webhooks_are_told_of_what_came_and_what_it_was(desk: Desk, tmp_path: Path) -> None:
    """Once when a file is taken in, once when it is matched, by code or by hand."""
    with desk.service.engine.begin() as connection:
        webhooks.add(connection, DEFAULT_DISTRICT, "https://1.1.1.1/", ["return.received", "return.matched"])
    found = asking()
    matched(desk, sent(desk, as_jpeg(scanned(certification_form(found, OWN, "confirm")))), tmp_path)
    (unknown,) = matched(desk, sent(desk, as_jpeg(np.full((300, 200, 3), 90, np.uint8))), tmp_path)
    desk.returns.match(unknown.id, desk.returns.choices()[0][0].id, SECOND, "certify")

    with desk.service.engine.connect() as connection:
        rows = connection.execute(
            sa.select(webhook_deliveries).order_by(webhook_deliveries.c.created_at)
        ).all()
    assert [row.event for row in rows] == [
        "return.received", "return.matched", "return.received", "return.matched",
    ]  # fmt: skip
    told = [json.loads(row.body)["data"] for row in rows]
    assert [(one["school"], one["form"]) for one in told] == [
        (None, None), (FIRST, "confirm"), (None, None), (SECOND, "certify"),
    ]  # fmt: skip


def test_reminders_are_a_job_of_every_hour(desk: Desk) -> None:
    """One schedule by Bangkok's clock, for one worker at a time."""
    every = desk.service.jobs.client.list_schedules()
    (schedule,) = [one for one in every if one["workflow_name"] == "remind"]

    assert (schedule["schedule"], schedule["queue_name"]) == ("5 6-18 * * *", "reminding")
    assert schedule["cron_timezone"] == "Asia/Bangkok"


def test_pictures_have_keys_of_their_own() -> None:
    """Below the hash of the file, whatever its sender called it."""
    assert return_page_key("ab" * 32, "1-small") == f"returns/ab/{'ab' * 32}/1-small.jpg"
