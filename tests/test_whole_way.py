"""The whole way in a real browser: clerk, officer, school, and the signed form back; by scan and photos."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from api import accounts
from api.actor import Role
from api.database import make_engine
from api.documents import DEFAULT_DISTRICT
from api.tables import schools
from ingest import page_picture
from tests.returned_forms import as_jpeg, photographed, scanned
from tests.test_browser import listening

ROOT = Path(__file__).parent.parent
SCAN, PRINTED = ROOT / "samples" / "dmc-circular-scan.pdf", ROOT / "samples" / "dmc-circular.pdf"
CHROMIUM = shutil.which("chromium")
SCHOOL, PASSWORD = "1099000001", "รหัสผ่านที่ยาวพอ"
PATIENCE = 120_000  # milliseconds: the machine may be busy reading other files

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine; `make test` installs it"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with a clerk, an officer and a school's user, each with an account."""
    folder = tmp_path_factory.mktemp("whole-way")
    settings = {
        "WIAN_DATA": str(folder / "data"),
        "WIAN_ACCOUNTS": "true",
        "WIAN_OFFICE": str(ROOT / "samples" / "office.toml"),
        "WIAN_SCHOOLS": str(ROOT / "samples" / "schools.csv"),
    }
    log = folder / "log"
    command = [sys.executable, "-m", "api.cli", "serve", "--port", "0"]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stderr=log.open("wb"))
    try:
        address = listening(log)
        make_people(folder / "data" / "wian.db")
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def make_people(database: Path) -> None:
    engine = make_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        school_id = connection.execute(sa.select(schools.c.id).where(schools.c.code == SCHOOL)).scalar_one()
        roles: tuple[tuple[Role, str | None], ...] = (
            ("clerk", None),
            ("officer", None),
            ("school", school_id),
        )
        for role, of_school in roles:
            link = accounts.invite(connection, role, district_id=DEFAULT_DISTRICT, school_id=of_school)
            accounts.accept(connection, link, role, f"คุณ {role}", PASSWORD)
    engine.dispose()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def signed_in(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """A page of somebody's own browser; whatever it complains of, or asks of other hosts, fails the test."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def sign_in(login: str, width: int = 1280) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda sent: None if sent.url.startswith(address) else complaints.append(sent.url))
        page.goto(address)
        page.get_by_label("ชื่อผู้ใช้").fill(login)
        page.get_by_label("รหัสผ่าน").fill(PASSWORD)
        page.get_by_role("button", name="เข้าสู่ระบบ").click()
        page.get_by_role("link", name="ออกจากระบบ").or_(
            page.get_by_role("button", name="ออกจากระบบ")
        ).wait_for()
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert complaints == []


def as_scan(_folder: Path) -> list[Path]:
    return [SCAN]


def as_photos(folder: Path) -> list[Path]:
    """A photo of each sheet, from the side and in bad light."""
    photos = []
    for number in (1, 2):
        sheet = np.ascontiguousarray(page_picture(PRINTED.read_bytes(), number, dpi=220))
        photos.append(folder / f"IMG_{number}.jpg")
        photos[-1].write_bytes(as_jpeg(photographed(sheet), quality=85))
    return photos


@pytest.mark.parametrize("files", [as_scan, as_photos], ids=["scan", "photos"])
def test_from_the_clerk_to_the_returned_form(
    signed_in: Callable[..., Page], tmp_path: Path, files: Callable[[Path], list[Path]]
) -> None:
    """Nobody leaves the browser: sent, checked, confirmed, issued, seen by the school, signed, returned."""
    circular = clerk_sends_and_checks(signed_in("clerk"), files(tmp_path))
    officer = signed_in("officer")
    number = officer_issues(officer, circular)
    school = signed_in("school", width=360)
    form = school_downloads(school, circular, number, tmp_path)
    school_returns(school, form, tmp_path)
    officer_sees_who_returned(officer, circular)


def clerk_sends_and_checks(page: Page, files: list[Path]) -> str:
    """The address of the circular, in which nothing is left in doubt."""
    page.get_by_label("เลือกไฟล์").set_input_files(files)
    if len(files) > 1:
        page.get_by_label("หน้าของหนังสือฉบับเดียวกัน").check()
    page.get_by_role("button", name="ส่งไฟล์ให้อ่าน").click()
    page.locator("#deadlines").wait_for()
    circular = page.url.partition("?")[0]
    todo = page.locator(".todo")
    left = todo.count()
    assert left, "a scan or photo of this kind leaves something to be checked"
    while left:
        # The clerk compares each with the picture beside it; here all readings are taken as they are.
        todo.first.get_by_role("button").first.click()
        left -= 1
        expect(todo).to_have_count(left, timeout=PATIENCE)
    expect(page.get_by_text("รอเจ้าของเรื่องยืนยัน")).to_be_visible()
    return circular


def officer_issues(page: Page, circular: str) -> str:
    """The number of the issued letter, as the page shows it."""
    page.goto(circular)
    page.get_by_role("button", name="ยืนยัน และทำหนังสือแจ้งโรงเรียน").click()
    page.wait_for_url("**/letter")
    number = page.locator(".next-number").inner_text()
    page.get_by_label("ให้โรงเรียนทุกแห่งเห็นทันที").check()
    page.get_by_role("button", name="ออกหนังสือ").click()
    page.get_by_role("heading", name=f"หนังสือ ที่ {number}").wait_for()
    return number


def school_downloads(page: Page, circular: str, number: str, folder: Path) -> Path:
    """The form that the teacher prints; the letter of the district is there too."""
    page.goto(circular)
    with page.expect_download() as letter:
        page.get_by_role("link", name="เปิดหนังสือของเขต").evaluate(
            "link => { link.download = ''; link.click(); }"
        )
    assert letter.value.path().read_bytes().startswith(b"%PDF")
    assert number
    with page.expect_download() as form:
        page.get_by_role("link", name="ดาวน์โหลดแบบ", exact=True).first.click()
    form.value.save_as(folder / "form.pdf")
    return folder / "form.pdf"


def school_returns(page: Page, form: Path, folder: Path) -> None:
    """Signed, photographed with the phone, sent, and recognised."""
    photo = folder / "signed.jpg"
    photo.write_bytes(as_jpeg(photographed(scanned(form.read_bytes(), dpi=200)), quality=80))
    page.get_by_role("link", name="สิ่งที่ต้องทำ").first.click()
    page.get_by_label("ถ่ายภาพแบบด้วยกล้อง").set_input_files(photo)
    expect(page.get_by_role("status").first).to_contain_text("ได้รับ", timeout=PATIENCE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("แบบยืนยัน", timeout=PATIENCE)


def officer_sees_who_returned(page: Page, circular: str) -> None:
    page.goto(f"{circular}/returns")
    row = page.get_by_role("row").filter(has_text="โรงเรียนบ้านสมมติ").first
    expect(row).to_contain_text("✓")
