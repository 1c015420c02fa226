"""A teacher with a phone: what to do, the form, a photo of the signed one, and the office sees it arrive."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from api import accounts
from api.actor import Role
from api.app import create_app
from api.database import now
from api.documents import DEFAULT_DISTRICT
from api.settings import Settings
from api.tables import districts, new_id, schools, users
from generate import certification_form
from generate.schools import School
from tests.browsing import IN_A_BROWSER, ROOT, SMALLEST_TEXT
from tests.returned_forms import as_jpeg, askew, photographed, scanned
from tests.school_district import FIRST, asking, keep, notice, with_schools
from tests.servers import free_port

WIDTHS = [360, 768, 1440]

pytestmark = IN_A_BROWSER


class Place:
    """A running service, its people's session cookies and what they look at."""

    def __init__(self, address: str, engine: sa.Engine) -> None:
        self.address = address
        self.sessions: dict[str, str] = {}
        with engine.begin() as connection:
            with_schools(connection)
            self.circular = keep(connection, asking(3))
            keep(connection, notice(-2, "ศธ 04999/ว700", "รายงานที่เลยมาแล้ว"))
            keep(connection, notice(0, "ศธ 04999/ว701", "ส่งรายชื่อครู", end_time="16:30"))
            connection.execute(districts.update().values(settings={"school_links": True}))
            school = connection.execute(sa.select(schools).where(schools.c.code == FIRST)).one()
            self.secret = school.feed_secret
            self.add(connection, "officer", None)
            self.add(connection, "school", school.id)

    def add(self, connection: sa.Connection, role: Role, school_id: str | None) -> None:
        row = {"id": new_id(), "role": role, "login": role, "name": "ครูแก้ว บันทึก", "created_at": now()}
        values = {**row, "district_id": DEFAULT_DISTRICT, "school_id": school_id}
        connection.execute(users.insert().values(values))
        self.sessions[role] = accounts.open_session(connection, row["id"])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    port = free_port()
    app = create_app(
        Settings(data=tmp_path_factory.mktemp("data"), office=ROOT / "samples" / "office.toml", port=port)
    )
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    address = f"http://localhost:{port}"
    try:
        until_up(f"{address}/health")
        yield Place(address, app.state.service.engine)
    finally:
        server.should_exit = True
        thread.join()


def until_up(path: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            httpx.get(path).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError("not up within a minute")


def signed_in(browser: Browser, place: Place, role: str, width: int = 360, **options: bool) -> BrowserContext:
    context = browser.new_context(viewport={"width": width, "height": 740}, **options)  # type: ignore[arg-type]
    if role:
        context.add_cookies([{"name": "wian_session", "value": place.sessions[role], "url": place.address}])
    return context


def watched(context: BrowserContext, place: Place) -> tuple[Page, list[str]]:
    """A page that notes every complaint of the browser and every request to another host."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("request", lambda one: None if one.url.startswith(place.address) else complaints.append(one.url))
    return page, complaints


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The signed form, taken sideways with a phone."""
    school = School(code=FIRST, name="โรงเรียนบ้านสมมติ")
    picture = askew(photographed(scanned(certification_form(asking(3), school, "confirm"))), 90)
    file = tmp_path_factory.mktemp("phone") / "IMG_0001.jpg"
    file.write_bytes(as_jpeg(picture, 92))
    return file


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_what_to_do_to_the_form_that_arrived(
    browser: Browser, place: Place, photo: Path, tmp_path: Path, scripts: bool
) -> None:
    """The nearest stands first; one choice of the camera sends it, without scripts the button does;
    then the school and the office read that it is back."""
    context = signed_in(browser, place, "school", java_script_enabled=scripts)
    page, complaints = watched(context, place)
    page.goto(place.address)
    first = page.locator(".duty .left").first.inner_text()
    assert first.removeprefix("! ") in ("วันนี้ ภายใน ๑๖.๓๐ น.", "เลยเวลา ๑๖.๓๐ น. แล้ว")
    assert page.get_by_text("อีก ๓ วัน").first.is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="ดาวน์โหลดแบบ", exact=True).last.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")

    sent = tmp_path / f"{scripts}.jpg"  # other bytes each time, as two photos have
    sent.write_bytes(photo.read_bytes() + bytes([scripts]))
    page.locator("#camera").set_input_files(sent)
    if not scripts:
        page.get_by_role("button", name="ส่งแบบคืนเขต").click()
    page.get_by_text("ระบบบันทึกว่าโรงเรียนส่งแบบนี้").wait_for(timeout=60_000)
    page.locator(".sheet img").wait_for()
    page.get_by_role("link", name="กลับไปสิ่งที่ต้องทำ").click()
    assert page.locator("#sent ~ ul .chip.sure").count() >= 1
    context.close()

    office = signed_in(browser, place, "officer", width=1440)
    page, more = watched(office, place)
    page.goto(f"{place.address}/circulars/{place.circular}/returns")
    row = page.get_by_role("row", name="โรงเรียนบ้านสมมติ")
    row.get_by_role("link", name="ส่งแล้ว").click()
    page.get_by_role("heading", name="แบบยืนยันข้อมูลการมีตัวตนของนักเรียน").wait_for()
    office.close()
    assert complaints + more == []


def test_the_camera_is_reached_with_the_keyboard(browser: Browser, place: Place) -> None:
    """Its field is there for the keyboard, and where it stands is seen."""
    context = signed_in(browser, place, "school")
    page = context.new_page()
    page.goto(f"{place.address}/school")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "camera":
            break
    label = page.locator("label[for=camera]")
    assert label.evaluate("(e) => getComputedStyle(e).outlineStyle") == "solid"
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_at_three_widths(browser: Browser, place: Place, width: int) -> None:
    """No sideways scrolling, no text below 18 px, no complaint, one h1, nothing from another host."""
    of = {
        "school": ("/school", "/school/calendar", "/school/circulars", f"/school/circulars/{place.circular}"),
        "officer": (
            "/board", "/board?system=DMC", "/returns", "/returns?status=all", "/search?q=ข้อมูล",
            f"/circulars/{place.circular}/returns", f"/schools/{FIRST}",
        ),
        "": (f"/s/{place.secret}", f"/s/{place.secret}/circulars/{place.circular}"),
    }  # fmt: skip
    for role, paths in of.items():
        context = signed_in(browser, place, role, width)
        page, complaints = watched(context, place)
        for path in paths:
            page.goto(place.address + path)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            assert page.evaluate(SMALLEST_TEXT) >= 18, path
            assert page.locator("h1").count() == 1, path
            assert page.locator(".help").count() >= 1, path
            assert complaints == [], path
        context.close()


def test_a_first_view_on_a_phone_is_light(browser: Browser, place: Place) -> None:
    """What a school opens first: at most 150 KB without fonts."""
    context = signed_in(browser, place, "school")
    page = context.new_page()
    sizes: list[int] = []
    page.on("response", lambda one: sizes.append(0 if "/fonts/" in one.url else len(one.body())))
    page.goto(f"{place.address}/school")
    page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) <= 150_000
    context.close()
