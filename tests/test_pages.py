"""Every page of the demonstration, as each of its people sees it: readable, reachable, and ours alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import IN_A_BROWSER
from tests.demo_server import demonstration, pages_of
from tests.windows import watched, window

WIDTHS = (360, 768, 1440)
WITH_AXE = (360, 1440)
PEOPLE = ["", "officer", "school", "admin"]
# An administrator's pages that an officer does not see.
OWN = {"admin": ("/settings", "/people", "/start")}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = [*IN_A_BROWSER, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with demonstration(tmp_path_factory.mktemp("pages")) as address:
        yield address


def own_pages(address: str, login: str) -> list[str]:
    paths = pages_of(address, login)
    return [path for path in paths if path.startswith(OWN[login])] if login in OWN else paths


@pytest.mark.parametrize("login", PEOPLE)
def test_every_page_fits_and_complains_of_nothing(browser: Browser, address: str, login: str) -> None:
    """No sideways scrolling, no text below 18 px, no error, no other host; WCAG 2.2 AA by axe-core."""
    paths = own_pages(address, login) if login else ["/sign-in"]
    complaints: list[str] = []
    for width in WIDTHS:
        context = window(browser, address, login, width)
        page = watched(context, address, complaints)
        for path in paths:
            page.goto(address + path, wait_until="load")
            complaints += [f"{path} at {width}: {told}" for told in page.evaluate(LOOK)]
            if width in WITH_AXE:
                complaints += [f"{path} at {width}: {told}" for told in violations(page)]
        context.close()
    assert complaints == []


@pytest.mark.parametrize("login", [login for login in PEOPLE if login])
def test_every_page_is_used_by_the_keyboard_alone(browser: Browser, address: str, login: str) -> None:
    """Tab reaches everything that can be pressed or filled in, in order, and shows where it is."""
    complaints: list[str] = []
    context = window(browser, address, login, 1440)
    page = watched(context, address, complaints)
    for path in own_pages(address, login):
        page.goto(address + path, wait_until="load")
        page.evaluate(MARK)
        wanted = page.evaluate("document.querySelectorAll('[data-wanted]').length")
        for _ in range(wanted + 5):
            page.keyboard.press("Tab")
            page.evaluate(REACHED)
        left = page.evaluate(LEFT)
        complaints += [f"{path}: {told}" for told in left]
    context.close()
    assert complaints == []


@pytest.mark.parametrize("login", [login for login in PEOPLE if login])
def test_every_page_stands_without_scripts(browser: Browser, address: str, login: str) -> None:
    """A heading, help or content, and nothing that only a script could do."""
    complaints: list[str] = []
    context = window(browser, address, login, 360, java_script_enabled=False)
    page = watched(context, address, complaints)
    for path in own_pages(address, login):
        page.goto(address + path, wait_until="load")
        if page.locator("h1").count() != 1:
            complaints.append(f"{path}: {page.locator('h1').count()} headings of the first level")
        if page.locator(".with-script:visible").count():
            complaints.append(f"{path}: shows what needs a script")
        if page.locator("main").inner_text().strip() == "":
            complaints.append(f"{path}: is empty")
    context.close()
    assert complaints == []


def violations(page: Page) -> list[str]:
    import axe_playwright_python

    page.evaluate((Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text())
    result = page.evaluate("(tags) => axe.run(document, { runOnly: { type: 'tag', values: tags } })", WCAG)
    return [
        f"{found['id']} {node['target']} {node['html'][:120]}"
        for found in result["violations"]
        for node in found["nodes"]
    ]


LOOK = """() => {
  const told = [];
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) told.push(`${wide} px too wide`);
  const shown = { visibilityProperty: true };
  const hidden = (e) => !e.checkVisibility(shown) || e.closest('.skip, .unseen, canvas, svg');
  for (const e of document.querySelectorAll('body *')) {
    const text = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent.trim()).join('');
    if (!text || hidden(e)) continue;
    const size = parseFloat(getComputedStyle(e).fontSize);
    if (size < 18) told.push(`${size} px: ${text.slice(0, 40)}`);
  }
  return told;
}"""
MARK = """() => {
  const can = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  const groups = new Set();
  for (const e of document.querySelectorAll(can)) {
    const shown = e.checkVisibility({ visibilityProperty: true });
    if (e.disabled || e.tabIndex < 0 || e.type === 'hidden' || !shown) continue;
    if (e.type === 'radio') {  // the arrow keys go round a group
      const group = `${e.form?.id} ${e.name}`;
      if (groups.has(group)) continue;
      const chosen = document.querySelector(`input[type=radio][name="${e.name}"]:checked`);
      (chosen ?? e).dataset.wanted = '';
      groups.add(group);
      continue;
    }
    e.dataset.wanted = '';
  }
}"""
REACHED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return;
  delete e.dataset.wanted;
  const style = getComputedStyle(e);
  if (style.outlineStyle === 'none' && style.boxShadow === 'none') e.dataset.unseen = '';
}"""
LEFT = """() => {
  const told = (which, what) =>
    [...document.querySelectorAll(which)].map((e) => `${what}: ${e.outerHTML.slice(0, 120)}`);
  return [...told('[data-wanted]', 'not reached'), ...told('[data-unseen]', 'does not show the focus')];
}"""
