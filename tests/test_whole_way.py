"""From paper to the returned form, as people do it: clerk, officer, school, and the board at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import cv2
import numpy as np
import pypdfium2
import pytest
from playwright.sync_api import Browser, expect

from api.demo_circulars import demo_circulars
from tests.browsing import IN_A_BROWSER
from tests.demo_server import demonstration
from tests.windows import watched, window

READS = 180_000  # milliseconds that reading a page may take on a busy machine

pytestmark = [*IN_A_BROWSER, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with demonstration(tmp_path_factory.mktemp("way")) as address:
        yield address


def picture_of(pdf: bytes, dpi: int = 150) -> np.ndarray:  # type: ignore[type-arg]
    page = pypdfium2.PdfDocument(pdf)[0]
    return cv2.cvtColor(np.asarray(page.render(scale=dpi / 72).to_pil().convert("RGB")), cv2.COLOR_RGB2BGR)


def scanned(pdf: bytes) -> tuple[str, str, bytes]:
    """A page as a scanner gives it: grey, slightly turned."""
    grey = cv2.cvtColor(picture_of(pdf), cv2.COLOR_BGR2GRAY)
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 0.5, 1)
    turned = cv2.warpAffine(grey, turn, (width, height), borderValue=252)
    return "สแกน.png", "image/png", bytes(cv2.imencode(".png", turned)[1])


def photographed(pdf: bytes) -> tuple[str, str, bytes]:
    """A page on a table, seen by a phone from a little aside, darker at one edge."""
    sheet = picture_of(pdf, 200)
    height, width = sheet.shape[:2]
    frame = (int(width * 1.1), int(height * 1.08))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = corners * 0.98 + np.array([[70, 50], [40, 64], [60, 40], [44, 58]], np.float32)
    view = cv2.getPerspectiveTransform(corners, seen)
    photo = cv2.warpPerspective(sheet, view, frame, borderValue=(70, 90, 110)).astype(np.float32)
    photo *= np.linspace(0.86, 1.0, frame[0], dtype=np.float32)[None, :, None]
    return "ภาพถ่าย.jpg", "image/jpeg", bytes(cv2.imencode(".jpg", photo, [cv2.IMWRITE_JPEG_QUALITY, 88])[1])


@pytest.mark.parametrize("paper", [scanned, photographed])
def test_from_paper_to_the_returned_form(browser: Browser, address: str, paper: object) -> None:
    """The clerk sends it and checks each doubt; the officer confirms and issues; the school returns its form;
    the district sees that it came."""
    assert callable(paper)
    complaints: list[str] = []
    years = 1 if paper is scanned else 2  # two papers, two circulars
    pdf = demo_circulars(date(date.today().year + years, 3, 1))[0].data
    name, kind, content = paper(pdf)

    circular = sent_and_checked(browser, address, complaints, name, kind, content)
    subject = confirmed_and_issued(browser, address, complaints, circular)
    returned_by_the_school(browser, address, complaints, subject)
    seen_by_the_district(browser, address, complaints, circular)

    assert complaints == []


def sent_and_checked(
    browser: Browser, address: str, complaints: list[str], name: str, kind: str, content: bytes
) -> str:
    context = window(browser, address, "saraban", 1440)
    page = watched(context, address, complaints)
    page.goto(address)
    page.locator("#files").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="ส่งไฟล์ให้อ่าน").click()
    page.get_by_role("heading", name="กำหนดเวลา").wait_for(timeout=READS)
    circular = page.url
    for _ in range(40):
        right = page.locator("main").get_by_role("button", name="ถูกต้องแล้ว")
        if not right.count():
            break
        right.first.click()
        page.wait_for_load_state("load")
    context.close()
    return circular


def confirmed_and_issued(browser: Browser, address: str, complaints: list[str], circular: str) -> str:
    context = window(browser, address, "officer", 1440)
    page = watched(context, address, complaints)
    page.goto(circular)
    subject = page.get_by_role("heading", level=1).inner_text()
    if (rest := page.get_by_text("ยืนยันหนังสือทั้งที่เหลือเรื่องต้องตรวจ")).count():
        rest.click()
        page.get_by_label("ข้าพเจ้าเทียบเรื่องที่เหลือกับต้นฉบับแล้ว").check()
    page.get_by_role("button", name="ยืนยัน และทำหนังสือแจ้งโรงเรียน").last.click()
    page.wait_for_url("**/letter")
    if (knowing := page.get_by_label("ทราบแล้ว ให้ออกหนังสือตามนี้")).count():
        knowing.check()
    page.get_by_label("ให้โรงเรียนทุกแห่งเห็นทันทีที่ออกหนังสือ").check()
    page.get_by_role("button", name="ออกหนังสือ ศธ").click()
    page.get_by_role("heading", name="หนังสือ ที่ ศธ").wait_for()
    context.close()
    return subject


def returned_by_the_school(browser: Browser, address: str, complaints: list[str], subject: str) -> None:
    """On a phone: open the letter, fetch a form, photograph it signed, see that it arrived."""
    context = window(browser, address, "school", 360, has_touch=True, accept_downloads=True)
    page = watched(context, address, complaints)
    page.goto(address)
    page.get_by_role("link", name=subject).first.click()
    link = page.get_by_role("link", name="ดาวน์โหลดแบบ", exact=True).first
    form = page.request.get(address + str(link.get_attribute("href"))).body()
    name, kind, photo = photographed(form)
    page.goto(f"{address}/school")
    page.locator("#camera").set_input_files({"name": name, "mimeType": kind, "buffer": photo})
    if (button := page.get_by_role("button", name="ส่งแบบคืนเขต")).is_visible():
        button.click()
    page.get_by_text("ระบบบันทึกว่าโรงเรียนส่งแบบนี้").wait_for(timeout=READS)
    context.close()


def seen_by_the_district(browser: Browser, address: str, complaints: list[str], circular: str) -> None:
    context = window(browser, address, "officer", 1440)
    page = watched(context, address, complaints)
    page.goto(f"{circular}/returns")
    expect(page.get_by_role("link", name=re.compile("ส่งแล้ว")).first).to_be_visible()
    context.close()
