"""An officer issues a letter in a real Chromium: the preview follows the words, the number comes last."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator

import httpx
import pdfplumber
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import IN_A_BROWSER, ROOT, SAMPLE_DISTRICT, SMALLEST_TEXT, serving
from tests.pdf_text import letters as glyphs

SAMPLE = ROOT / "samples" / "dmc-circular.pdf"
API = "/api/v1/circulars"
WIDTHS = [360, 768, 1440]
# How many pixels of the sheet are not white: it changes when the words do.
INK = """() => {
  const sheet = document.querySelector("canvas.sheet");
  if (!sheet) return 0;
  const pixels = sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height).data;
  let dark = 0;
  for (let i = 0; i < pixels.length; i += 4) if (pixels[i] < 128) dark++;
  return dark;
}"""

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("letter"), **SAMPLE_DISTRICT) as address:
        yield address


@pytest.fixture
def confirmed(address: str) -> str:
    """The id of a circular that was just read and confirmed."""
    with httpx.Client(base_url=address, timeout=60) as client:
        content = SAMPLE.read_bytes() + os.urandom(8)
        circular_id: str = client.post(API, files={"file": ("หนังสือ.pdf", content)}).json()["id"]
        deadline = time.monotonic() + 120
        while client.get(f"{API}/{circular_id}").json()["status"] != "review":
            assert time.monotonic() < deadline, "not read in time"
            time.sleep(0.2)
        version = client.get(f"{API}/{circular_id}/review").json()["version"]
        confirmation = {"version": version, "rest_checked": True}
        assert client.post(f"{API}/{circular_id}/review/confirm", json=confirmation).status_code == 200
    return circular_id


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What a browser complains of; nothing when the test ends."""
    found: list[str] = []
    yield found
    assert found == []


def open_page(browser: Browser, complaints: list[str], address: str, **options: object) -> Page:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, **options)  # type: ignore[arg-type]
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda sent: None if sent.url.startswith(address) else complaints.append(sent.url))
    return page


def test_from_words_to_the_issued_letter(
    browser: Browser, complaints: list[str], address: str, confirmed: str
) -> None:
    """Edit a paragraph: the sheet changes. One click: the number stands in register, page and PDF."""
    page = open_page(browser, complaints, address)
    page.goto(f"{address}/circulars/{confirmed}/letter")
    number = page.locator(".next-number").inner_text()
    page.get_by_label("ย่อหน้าท้าย").fill("จึงเรียนมาเพื่อทราบ")
    page.wait_for_selector("canvas.sheet")
    expect(page.locator("#preview-state")).to_have_text("ตัวอย่างตรงกับข้อความแล้ว")
    before = page.evaluate(INK)
    last = page.get_by_label("รายการที่ต้องดำเนินการ รายการที่").last
    page.evaluate("document.getElementById('preview-state').textContent = ''")
    last.fill("รายงานผลการดำเนินการให้สำนักงานเขตพื้นที่การศึกษาทราบทุกวันศุกร์")
    expect(page.locator("#preview-state")).to_have_text("ตัวอย่างตรงกับข้อความแล้ว")
    assert page.evaluate(INK) > before > 1000

    page.get_by_role("button", name="ออกหนังสือ").click()
    page.get_by_role("heading", name=f"หนังสือ ที่ {number}").wait_for()

    page.get_by_role("link", name="รายการในทะเบียน").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith(f"เลข {number.split('ว')[1]}")
    page.go_back()
    href = page.get_by_role("link", name="หนังสือ (PDF)", exact=True).get_attribute("href")
    with pdfplumber.open(io.BytesIO(httpx.get(f"{address}{href}").content)) as pdf:
        text = glyphs("".join(sheet.extract_text() for sheet in pdf.pages))
    thai = number.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")).replace(" ", "")
    assert thai in text and "ทราบทุกวันศุกร์" in text and "จึงเรียนมาเพื่อทราบ" in text
    page.get_by_role("button", name="ให้โรงเรียนทุกแห่งเห็น").click()
    expect(page.get_by_role("status").first).to_contain_text("12 แห่ง")
    page.close()


def test_from_the_file_to_the_issued_letter_in_four_clicks(
    browser: Browser, complaints: list[str], address: str
) -> None:
    """Choose the file, send it, confirm what was read, issue: nothing else is to do where all is sure."""
    page = open_page(browser, complaints, address)
    page.goto(address)
    content = SAMPLE.read_bytes() + os.urandom(8)
    file = {"name": "หนังสือ.pdf", "mimeType": "application/pdf", "buffer": content}
    clicks = 0
    started = time.monotonic()

    page.locator("input[type=file]").first.set_input_files(file)  # type: ignore[arg-type]
    for button in ("ส่งไฟล์ให้อ่าน", "ยืนยัน และทำหนังสือแจ้งโรงเรียน", "ออกหนังสือ ศธ"):
        page.get_by_role("button", name=button).click(timeout=120_000)
        clicks += 1
    page.get_by_role("heading", name="หนังสือ ที่ ศธ").wait_for()

    assert clicks + 1 <= 4
    assert time.monotonic() - started < 120  # 20 s on a machine that does nothing else
    page.close()


def test_the_letter_goes_out_without_scripts_and_with_the_keyboard(
    browser: Browser, complaints: list[str], address: str, confirmed: str
) -> None:
    """Enter on the button issues; the live picture says that it needs scripts."""
    page = open_page(browser, complaints, address, java_script_enabled=False)
    page.goto(f"{address}/circulars/{confirmed}/letter")
    assert page.get_by_text("ภาพจะเปลี่ยนเมื่อบันทึกร่าง").is_visible()
    page.get_by_label("ย่อหน้าท้าย").fill("จึงเรียนมาเพื่อทราบ")
    page.get_by_role("button", name="ออกหนังสือ").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="หนังสือ ที่ ศธ").wait_for()
    page.close()


def test_leaving_with_unsaved_words_is_asked(
    browser: Browser, complaints: list[str], address: str, confirmed: str
) -> None:
    """The browser asks before typed words are lost, and not after they were saved."""
    page = open_page(browser, complaints, address)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{address}/circulars/{confirmed}/letter")
    page.get_by_label("ย่อหน้าท้าย").press_sequentially(" ก")
    page.get_by_role("button", name="บันทึกร่าง").click()
    page.get_by_text("บันทึกร่างฉบับที่ 1 แล้ว").wait_for()
    assert asked == []
    page.get_by_label("ย่อหน้าท้าย").press_sequentially(" ข")
    page.get_by_role("link", name="หนังสือต้นเรื่อง").first.click()
    page.wait_for_url(f"**/circulars/{confirmed}")
    assert asked == ["beforeunload"]
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_the_screen(
    browser: Browser, complaints: list[str], address: str, confirmed: str, width: int
) -> None:
    """No sideways scrolling, no text below 18 px: draft, issued letter, registers, a line, a new line."""
    page = open_page(browser, complaints, address)
    page.set_viewport_size({"width": width, "height": 800})
    paths = [f"/circulars/{confirmed}/letter", f"/circulars/{confirmed}/received", "/registers/sent"]
    look(page, address, paths)
    with httpx.Client(base_url=address, timeout=30) as client:
        issued = client.post(f"{API}/{confirmed}/letter/issue", json={"after": 0, "knowing": True}).json()
    look(page, address, [f"/circulars/{confirmed}/letter", "/registers/circular"])
    look(page, address, [f"/registers/circular/{issued['entry']}", "/registers/received/new"])
    page.close()


def look(page: Page, address: str, paths: list[str]) -> None:
    for path in paths:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(SMALLEST_TEXT) >= 18, path
        assert page.locator("h1").count() == 1, path
        assert page.locator(".help").count() == 1, path
