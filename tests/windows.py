"""Browser windows of the demonstration's people, and pages that write down what goes wrong in them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page


def window(browser: Browser, address: str, login: str, width: int, **more: Any) -> BrowserContext:
    """A window of one of the demonstration's people."""
    context = browser.new_context(viewport={"width": width, "height": 800}, **more)
    if login:
        page = context.new_page()
        page.goto(f"{address}/sign-in")
        page.locator(f"form:has(input[value={login}]) button").click()
        page.wait_for_load_state()
        page.close()
    return context


def watched(context: BrowserContext, address: str, complaints: list[str]) -> Page:
    """A page of which every complaint and every request to another host is written down."""
    page = context.new_page()

    def tell(what: str) -> None:
        complaints.append(f"{page.url.removeprefix(address)}: {what}")

    page.on("console", lambda message: tell(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: tell(str(error)))
    page.on("request", lambda sent: None if sent.url.startswith((address, "blob:")) else tell(sent.url))
    return page
