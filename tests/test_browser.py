"""A clerk with a phone sends a circular and sees what was read: in a real Chromium."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.browsing import IN_A_BROWSER, ROOT, SAMPLE_DISTRICT, SMALLEST_TEXT, serving

SAMPLE = ROOT / "samples" / "dmc-circular.pdf"
WIDTHS = [360, 768, 1440]

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running `wian serve` with the sample office and schools."""
    with serving(tmp_path_factory.mktemp("serve"), **SAMPLE_DISTRICT) as address:
        yield address


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A page of a phone that notes every complaint of the browser and every request to another host."""
    page = browser.new_page(viewport={"width": 360, "height": 740}, java_script_enabled=request.param)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda sent: None if sent.url.startswith(address) else complaints.append(sent.url))
    page.on(
        "requestfailed", lambda sent: None if was_left(sent) else complaints.append(f"failed: {sent.url}")
    )
    yield page
    page.close()
    assert complaints == []


def was_left(sent: Request) -> bool:
    """A stream of events that was still open when its page was left."""
    return sent.url.endswith("/events") and sent.failure == "net::ERR_ABORTED"


def test_from_file_to_result_on_a_phone(page: Page, address: str) -> None:
    """Choose, send, wait: fields, deadlines and downloads appear, with pictures, also without scripts."""
    page.goto(address)
    page.get_by_label("เลือกไฟล์").set_input_files(SAMPLE)
    page.get_by_role("button", name="ส่งไฟล์ให้อ่าน").click()
    page.get_by_role("heading", name="กำหนดเวลา").wait_for(timeout=60_000)

    assert page.locator("#deadlines ~ ol > li").count() >= 8
    assert page.get_by_text("ศธ 04999/ว123").first.is_visible()
    assert page.get_by_role("link", name="หนังสือแจ้งต่อ (PDF)").is_visible()
    assert page.locator(".sheet:not([hidden]) .box.sure").count() >= 10
    if page.evaluate("document.documentElement.classList.contains('scripted')"):
        page.wait_for_function(PICTURE_IS_THERE)


PICTURE_IS_THERE = """
() => performance.getEntriesByType("resource")
  .some((one) => /pages.1.png$/.test(one.name) && one.responseStatus === 200 && one.decodedBodySize > 5000)
"""


def test_a_dropped_file_is_sent(browser: Browser, address: str) -> None:
    """Dropping a file on the form sends it."""
    page = browser.new_page()
    page.goto(address)
    content = base64.b64encode(SAMPLE.read_bytes()).decode()
    dropped = page.evaluate_handle(
        """(content) => {
             const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
             const transfer = new DataTransfer();
             transfer.items.add(new File([bytes], "หนังสือ.pdf", { type: "application/pdf" }));
             return transfer;
           }""",
        content,
    )
    page.dispatch_event(".drop", "drop", {"dataTransfer": dropped})
    page.wait_for_url("**/circulars/*")
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen_or_too_small(browser: Browser, address: str, width: int) -> None:
    """No sideways scrolling at any width, and no text below 18 px."""
    page = browser.new_page(viewport={"width": width, "height": 740})
    page.goto(address)
    page.get_by_label("เลือกไฟล์").set_input_files(SAMPLE)
    page.get_by_role("button", name="ส่งไฟล์ให้อ่าน").click()
    page.get_by_role("heading", name="กำหนดเวลา").wait_for(timeout=60_000)
    result = page.url

    for path in (address, result, f"{address}/circulars/unknown"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(SMALLEST_TEXT) >= 18, path
    page.close()


def test_the_three_states_differ_without_colour(browser: Browser, address: str) -> None:
    """Each has its own word, sign and kind of edge in the style sheet."""
    page = browser.new_page()
    page.goto(address)
    edges = page.evaluate(
        """['sure', 'doubtful', 'missing'].map((state) => {
             const note = document.body.appendChild(document.createElement('p'));
             note.className = 'note ' + state;
             return getComputedStyle(note).borderLeftStyle;
           })"""
    )
    page.close()

    assert edges == ["solid", "dashed", "dotted"]
