"""The first page and the date field in a real browser: what their scripts add."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browsing import IN_A_BROWSER, serving

PDF = b"%PDF-1.7 one that may be a circular "

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running `wian serve` that reads nothing."""
    with serving(tmp_path_factory.mktemp("queue"), WIAN_WORKERS="0") as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(address)
    yield page
    page.close()


def pdf(name: str, content: bytes = PDF) -> dict[str, object]:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def picture(name: str, shade: int) -> dict[str, object]:
    out = io.BytesIO()
    Image.new("L", (300, 400), shade).save(out, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_each_file_has_its_own_line(page: Page) -> None:
    """Sent one by one; a bad one says why, a known one leads to its circular, and the list is current."""
    bad = {"name": "โปรแกรม.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\x90\x00"}
    files = [pdf("หนึ่ง.pdf", PDF + b"1"), bad, pdf("สอง.pdf", PDF + b"2"), pdf("ซ้ำ.pdf", PDF + b"1")]
    page.locator("#files").set_input_files(files)  # type: ignore[arg-type]
    expect(page.locator("#chosen li")).to_have_count(4)
    page.get_by_role("button", name="ส่งไฟล์ให้อ่าน").click()

    lines = page.locator(".sending li")
    expect(lines.nth(1)).to_contain_text("ไม่รู้จักชนิด")
    expect(lines.nth(3)).to_contain_text("ส่งไว้แล้ว")
    expect(lines.nth(0).get_by_role("link")).to_have_attribute("href", _circular(lines.nth(3)))
    expect(page.locator("#queue")).to_contain_text("สอง.pdf")
    expect(page.locator("#queue")).to_contain_text("รอคิวอ่าน")


def test_a_chosen_file_can_be_taken_back(page: Page) -> None:
    """Before anything is sent."""
    page.locator("#files").set_input_files([pdf("ก.pdf"), pdf("ข.pdf")])  # type: ignore[arg-type]
    page.get_by_role("button", name="เอาออก ก.pdf").click()

    expect(page.locator("#chosen li")).to_have_count(1)
    expect(page.locator("#chosen")).not_to_contain_text("ก.pdf")


def test_photos_are_offered_as_one_circular(page: Page) -> None:
    """Only where several pictures were chosen; they become one."""
    together = page.get_by_label("หน้าของหนังสือฉบับเดียวกัน")
    expect(together).to_be_hidden()
    page.locator("#files").set_input_files([picture("1.jpg", 200), picture("2.jpg", 210)])  # type: ignore[arg-type]
    together.check()
    page.get_by_role("button", name="ส่งไฟล์ให้อ่าน").click()

    page.wait_for_url("**/circulars/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ภาพถ่ายหนังสือ")


def test_the_calendar_by_keyboard(page: Page, address: str) -> None:
    """Open, walk by days and months, choose: the field holds a date of the Buddhist era. Escape leaves it."""
    page.goto(f"{address}/search")
    page.get_by_text("เลือกสถานะ ฝ่าย หรือช่วงวันที่").click()
    field = page.get_by_label("มีกำหนดเวลาตั้งแต่วันที่")
    field.fill("๓๐/๕/๖๗")
    opener = page.get_by_role("button", name="เปิดปฏิทิน").first
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("พฤษภาคม 2567")
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "PageDown", "ArrowLeft", "Enter"):
        page.keyboard.press(key)

    expect(field).to_have_value("30 มิ.ย. 2567")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(field).to_have_value("30 มิ.ย. 2567")


def test_the_calendar_by_mouse(page: Page, address: str) -> None:
    """A press opens it, a day is chosen, a press elsewhere closes it."""
    page.goto(f"{address}/search")
    page.get_by_text("เลือกสถานะ ฝ่าย หรือช่วงวันที่").click()
    field = page.get_by_label("ถึงวันที่", exact=False).last
    field.fill("5 ธ.ค. 2569")
    page.get_by_role("button", name="เปิดปฏิทิน").last.click()
    page.get_by_role("button", name="9 ธันวาคม 2569", exact=True).click()
    expect(field).to_have_value("9 ธ.ค. 2569")

    page.get_by_role("button", name="เปิดปฏิทิน").last.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def _circular(line: object) -> str:
    from playwright.sync_api import Locator

    assert isinstance(line, Locator)
    return str(line.get_by_role("link").get_attribute("href"))
