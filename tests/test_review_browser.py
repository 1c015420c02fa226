"""A clerk reviews a scan in a real Chromium: with the keyboard alone, without scripts, two at once."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from ingest import page_picture
from tests.browsing import IN_A_BROWSER, ROOT, SAMPLE_DISTRICT, SMALLEST_TEXT, serving
from tests.returned_forms import as_pdf
from tests.test_pages import violations

SCAN, BORN_DIGITAL = ROOT / "samples" / "dmc-circular-scan.pdf", ROOT / "samples" / "dmc-circular.pdf"
API = "/api/v1/circulars"
expect.set_options(timeout=20_000)  # the machine may be busy reading other files

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("review"), **SAMPLE_DISTRICT) as address:
        yield address


@pytest.fixture(scope="module")
def service(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def scan_once(service: httpx.Client) -> str:
    """The id of the sample scan, scanned coarsely once more, so that there is something to doubt."""
    coarse = as_pdf(*(page_picture(SCAN.read_bytes(), number, dpi=150) for number in (1, 2)))
    circular_id: str = service.post(API, files={"file": ("scan.pdf", coarse)}).json()["id"]
    deadline = time.monotonic() + 120
    while service.get(f"{API}/{circular_id}").json()["status"] != "review":
        assert time.monotonic() < deadline, "not read in time"
        time.sleep(0.2)
    return circular_id


@pytest.fixture
def scan(service: httpx.Client, scan_once: str) -> str:
    """The id of the sample scan as it was read: what earlier tests did to it is taken back."""
    path = f"{API}/{scan_once}/review"
    now = service.get(path).json()
    if now["status"] == "confirmed":
        now = service.post(f"{path}/reopen", json={"version": now["version"]}).json()
    while (undone := service.post(f"{path}/undo", json={"version": now["version"]})).status_code == 200:
        now = undone.json()
    assert now["circular"] == now["reading"]
    return scan_once


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages that note every complaint of the browser."""
    complaints: list[str] = []
    pages: list[Page] = []

    def open_page(path: str, *, width: int = 1280, scripts: bool = True) -> Page:
        page = browser.new_page(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()
    # What the browser notes of a refused form (409, 422) is no fault of the page.
    assert [text for text in complaints if "status of 4" not in text] == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_doubt_to_doubt_with_the_keyboard(
    opened: Callable[..., Page], address: str, scan: str, service: httpx.Client, scripts: bool
) -> None:
    """Tab to the first doubt; then Enter for each until all are done, and once more to confirm."""
    page = opened(f"{address}/circulars/{scan}", scripts=scripts)
    left = page.locator(".todo").count()
    assert left >= 3
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(".todo button:focus").count():
            break
    assert page.locator(".todo:first-child button:focus").count() == 1
    if scripts:
        page.keyboard.press("Tab")
        assert page.locator(".todo:first-child :focus").count() == 1, "what can be done with it"
        page.keyboard.press("Shift+Tab")
    while left:
        page.keyboard.press("Enter")
        left -= 1
        expect(page.locator(".todo")).to_have_count(left)
        if left:
            expect(page.locator(".todo.chosen button:focus")).to_have_count(1)
    expect(page.get_by_role("button", name="ยืนยัน และทำหนังสือแจ้งโรงเรียน")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/letter")

    assert service.get(f"{API}/{scan}").json()["status"] == "confirmed"


def test_choosing_shows_the_place_and_the_place_chooses(
    opened: Callable[..., Page], address: str, scan: str
) -> None:
    """The picture turns to the page and comes near; a box on it opens what was read there."""
    page = opened(f"{address}/circulars/{scan}")
    whole = view(page)
    page.locator('.todo[data-page="2"] button').first.focus()
    page.wait_for_function("document.querySelector('.sheet:not([hidden])').dataset.page === '2'")
    page.wait_for_timeout(400)
    assert view(page)[2] < whole[2]
    assert page.locator(".sheet:not([hidden]) .box.chosen").count() == 1

    page.get_by_role("button", name="ทั้งหน้า").click()
    page.wait_for_timeout(400)
    page.locator(".sheet:not([hidden]) .box.sure").first.click()
    path = page.locator(".item.chosen").get_attribute("data-item")
    assert page.locator(f'.item.chosen[data-item="{path}"] > details').get_attribute("open") is not None
    assert page.locator(f'.sheet:not([hidden]) .box.chosen[data-for="{path}"]').count() == 1


def test_without_scripts_a_link_shows_the_place(opened: Callable[..., Page], address: str, scan: str) -> None:
    """The page comes back with that page's picture, near, and the item chosen."""
    page = opened(f"{address}/circulars/{scan}", scripts=False)
    page.locator('.todo[data-page="2"] .see').first.click()
    page.wait_for_url("**item=*")

    sheet = page.locator(".sheet:not([hidden])")
    assert sheet.get_attribute("data-page") == "2"
    size = [float(part) for part in (sheet.get_attribute("viewBox") or "").split()]
    assert size[2] < 400
    assert page.locator(".todo.chosen").count() == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_date_is_corrected_in_place_and_taken_back(
    opened: Callable[..., Page], address: str, scan: str, scripts: bool
) -> None:
    """The machine's reading stays beside it; undo brings it back."""
    page = opened(f"{address}/circulars/{scan}", scripts=scripts, width=360)
    item = page.locator('.item[id][data-item^="deadlines."]').first
    path = item.get_attribute("data-item")
    was = item.locator("b").first.inner_text()
    if item.locator("details.edit").count():
        item.locator("details.edit > summary").click()
    else:
        item.locator("summary").first.click()
    item.get_by_label(re.compile("วันสิ้นสุด")).fill("๒๑/๖/๒๕๗๐")
    item.get_by_role("button", name="บันทึก").click()

    now = page.locator(f'.item[data-item="{path}"]')
    expect(now.first).to_contain_text("21 มิ.ย. 2570")
    expect(now.locator(".machine").first).to_contain_text(was)
    page.get_by_role("button", name=re.compile("^เลิกทำ")).click()
    expect(page.locator(f'.item[data-item="{path}"] b').first).to_have_text(was)


def test_two_people_do_not_overwrite_each_other(opened: Callable[..., Page], address: str, scan: str) -> None:
    """The second is told what the first did, and what was typed is still there to be saved."""
    one, other = (opened(f"{address}/circulars/{scan}?item=subject") for _ in range(2))
    for page, text in ((one, "เรื่องของคนแรก"), (other, "เรื่องของคนที่สอง")):
        page.locator("#i-subject textarea").fill(text)
    one.locator("#i-subject").get_by_role("button", name="บันทึก").click()
    expect(one.locator("h1")).to_have_text("เรื่องของคนแรก")

    other.locator("#i-subject").get_by_role("button", name="บันทึก").click()

    expect(other.get_by_role("alert").first).to_contain_text("เป็น “เรื่องของคนแรก”")
    expect(other.locator("#i-subject textarea")).to_have_value("เรื่องของคนที่สอง")
    other.locator("#i-subject").get_by_role("button", name="บันทึก").click()
    expect(other.locator("h1")).to_have_text("เรื่องของคนที่สอง")


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_page_fits_with_everything_unfolded(
    opened: Callable[..., Page], address: str, scan: str, width: int
) -> None:
    """No sideways scrolling, no text below 18 px, nothing against WCAG 2.2 AA, at any width."""
    page = opened(f"{address}/circulars/{scan}", width=width)
    for path in ("", "/history", "/deadlines/d4/split", "/deadlines/d4/merge"):
        page.goto(f"{address}/circulars/{scan}{path}")
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")

        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(SMALLEST_TEXT) >= 18
        assert violations(page) == []


def test_a_letter_without_doubt_takes_three_clicks_to_its_answer(
    opened: Callable[..., Page], address: str
) -> None:
    """Choose, send, confirm, and the letter's page is there."""
    page = opened(address)
    started = time.monotonic()
    page.get_by_label("เลือกไฟล์").set_input_files(BORN_DIGITAL)
    page.get_by_role("button", name="ส่งไฟล์ให้อ่าน").click()
    page.get_by_role("button", name="ยืนยัน และทำหนังสือแจ้งโรงเรียน").click(timeout=60_000)
    page.wait_for_url("**/letter")

    assert time.monotonic() - started < 60  # 20 s on a machine that does nothing else


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_reading_is_followed_cancelled_and_taken_up_again(
    opened: Callable[..., Page], address: str, service: httpx.Client, scripts: bool
) -> None:
    """The page says how far it is and ends with the review; a cancelled file is read when asked."""
    sent = service.post(API, files={"file": ("again.pdf", SCAN.read_bytes() + os.urandom(8))}).json()
    page = opened(f"{address}/circulars/{sent['id']}", scripts=scripts)
    expect(page.get_by_role("status")).to_contain_text(re.compile("รอคิวอ่าน|กำลังอ่าน"))
    page.get_by_role("button", name="ยกเลิกการอ่าน").click()
    expect(page.locator("main")).to_contain_text("ยกเลิกการอ่านแล้ว")

    page.get_by_role("button", name="อ่านอีกครั้ง").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator(".todo").first).to_be_visible(timeout=120_000)


def test_a_file_that_cannot_be_read_says_why(
    opened: Callable[..., Page], address: str, service: httpx.Client
) -> None:
    """The reason, and what to do about it: read it again, or send another."""
    sent = service.post(API, files={"file": ("broken.pdf", b"%PDF-1.7 and nothing of use")}).json()
    page = opened(f"{address}/circulars/{sent['id']}")

    expect(page.get_by_role("alert")).to_contain_text("โปรด", timeout=60_000)
    assert page.get_by_role("button", name="อ่านอีกครั้ง").is_visible()
    assert page.get_by_role("link", name="ส่งไฟล์อื่น").is_visible()


def view(page: Page) -> list[float]:
    found = page.locator(".sheet:not([hidden])").get_attribute("viewBox") or ""
    return [float(part) for part in found.split()]
