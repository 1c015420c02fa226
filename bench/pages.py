"""The pages: bytes and paint of a first view on a phone, server time with 10,000 circulars, file to letter.

    python -m bench.pages [--circulars 10000]

The demonstration district is started, looked at by each of its people in a real Chromium, filled with copies
of its circulars, and asked for every page again and again. Slow 4G is that of Lighthouse: 1.6 Mbit/s down,
150 ms round trip. Beside the time until an answer stands the processor time that it took: the first is also
that of whatever else the machine does.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from api.demo_circulars import demo_circulars
from tests.demo_server import demonstration, pages_of, signed_in

PHONE = {"width": 360, "height": 740}
SLOW_4G = {"offline": False, "downloadThroughput": 200_000, "uploadThroughput": 93_750, "latency": 150}
ASKED = 40  # times for each page
GOALS = "goals: 150 KB, 300 KB with fonts, no shift, 1500 ms; p99 100 ms; 4 clicks, 20 s"
WATCH = """
window.seen = { paint: 0, shift: 0 };
new PerformanceObserver((list) => { for (const e of list.getEntries()) seen.paint = e.startTime; })
  .observe({ type: 'largest-contentful-paint', buffered: true });
new PerformanceObserver((list) => {
  for (const e of list.getEntries()) if (!e.hadRecentInput) seen.shift += e.value;
}).observe({ type: 'layout-shift', buffered: true });
"""


class View(NamedTuple):
    """Of one first view: bytes over the wire without and with fonts, largest paint (ms), layout shift."""

    path: str
    size: int
    with_fonts: int
    paint: float
    shift: float


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--circulars", type=int, default=10_000)
    chosen = options.parse_args()
    print(GOALS)
    with tempfile.TemporaryDirectory() as name, demonstration(Path(name)) as address, chromium() as browser:
        folder = Path(name)
        print_views(browser, address)
        print_way_to_letter(browser, address)
        fill(folder / "data" / "wian.db", chosen.circulars)
        print_server_times(address, chosen.circulars, Path("/proc") / (folder / "pid").read_text() / "stat")
    return 0


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


def window(browser: Browser, address: str, login: str) -> BrowserContext:
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)  # type: ignore[arg-type]
    with closing(signed_in(address, login)) as client:
        for name, value in client.cookies.items():
            context.add_cookies([{"name": name, "value": value, "url": address}])
    return context


def print_views(browser: Browser, address: str) -> None:
    """Every page as its first one: nothing of it is in the browser yet."""
    print("\nfirst view at 360 px      KB  with fonts  paint ms   shift")
    views = []
    for login in ("officer", "school", "admin"):
        paths = pages_of(address, login, strict=False)
        seen = [first_view(browser, address, login, path) for path in paths]
        worst = max(seen, key=lambda view: view.size)
        views += seen
        middle = [statistics.median(getattr(view, name) for view in seen) for name in View._fields[1:]]
        print_view(f"{login}, median of {len(seen)}", View("", int(middle[0]), int(middle[1]), *middle[2:]))
        print_view(f"{login}, largest", worst)
    for name in ("paint", "shift"):
        most = max(views, key=lambda view: getattr(view, name))
        print_view(f"most {name}", most)


def print_view(what: str, view: View) -> None:
    sizes = f"{view.size / 1000:6.0f}  {view.with_fonts / 1000:10.0f}"
    print(f"{what:22} {sizes}  {view.paint:8.0f}  {view.shift:6.3f}  {view.path[:60]}")


def first_view(browser: Browser, address: str, login: str, path: str) -> View:
    context = window(browser, address, login)
    page = context.new_page()
    page.add_init_script(WATCH)
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW_4G)
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    wire.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])}),
    )
    page.goto(address + path, wait_until="load")
    page.wait_for_timeout(700)
    seen = page.evaluate("window.seen")
    fonts = sum(size for key, size in sizes.items() if kinds.get(key) == "Font")
    whole = sum(sizes.values())
    context.close()
    return View(path, whole - fonts, whole, seen["paint"], seen["shift"])


def print_way_to_letter(browser: Browser, address: str) -> None:
    """A born-digital circular without a doubt: from the chosen file to the issued letter."""
    pdf = demo_circulars(date.today() + timedelta(days=7))[1].data
    context = window(browser, address, "officer")
    page = context.new_page()
    page.goto(address)
    page.locator("#files").set_input_files({"name": "ใหม่.pdf", "mimeType": "application/pdf", "buffer": pdf})
    begun, clicks = time.monotonic(), 0
    for step in ("form.drop button.primary", "[data-step=confirm], main .primary", "main .primary"):
        page.locator(step).last.click()
        clicks += 1
        page.wait_for_load_state("load")
        if step.startswith("form.drop"):
            until_reviewed(page)
    issued = page.locator(".chip.sure", has_text="ออกแล้ว")
    if not issued.count():
        page.locator("main .primary").last.click()
        clicks += 1
    issued.first.wait_for(timeout=20_000)
    print(f"\nfrom chosen file to issued letter: {clicks} clicks, {time.monotonic() - begun:.1f} s")
    context.close()


def until_reviewed(page: Page) -> None:
    page.wait_for_url("**/circulars/*", timeout=60_000)
    page.locator("#deadlines, [id^=deadlines]").first.wait_for(timeout=60_000, state="attached")


def fill(database: Path, circulars: int) -> None:
    """Copies of the confirmed circulars, received over five years, with their deadlines and their words."""
    with closing(sqlite3.connect(database, timeout=60)) as connection:
        connection.row_factory = sqlite3.Row
        model = connection.execute("SELECT * FROM documents WHERE status = 'confirmed' LIMIT 1").fetchone()
        due = connection.execute("SELECT * FROM deadlines WHERE document_id = ?", (model["id"],)).fetchall()
        words = connection.execute(
            "SELECT words FROM search_words WHERE document_id = ?", (model["id"],)
        ).fetchone()["words"]
        for number in range(circulars):
            day = date.today() - timedelta(days=number * 1825 // circulars)
            copy_circular(connection, model, due, words, number, day)
            if number % 500 == 499:
                connection.commit()
        connection.commit()
        connection.execute("ANALYZE")


def copy_circular(
    connection: sqlite3.Connection,
    model: sqlite3.Row,
    due: list[sqlite3.Row],
    words: str,
    number: int,
    day: date,
) -> None:
    key = f"{number:032x}"
    moment = datetime.combine(day, datetime.min.time()).strftime("%Y-%m-%d %H:%M:%S.000000")
    new = {"id": key, "sha256": f"{number:064x}", "name": f"หนังสือ {number}.pdf", "received_at": moment}
    status = "review" if number % 20 == 0 else "confirmed"
    insert(connection, "documents", {**dict(model), **new, "status": status, "number": f"ศธ 04990/ว{number}"})
    district = model["district_id"]
    insert(connection, "search_words", {"document_id": key, "district_id": district, "words": words})
    for row in due if status == "confirmed" else []:
        end = (day + timedelta(days=20)).isoformat()
        insert(connection, "deadlines", {**dict(row), "document_id": key, "start": None, "end": end})


def insert(connection: sqlite3.Connection, table: str, values: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" for _ in values)
    connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(values.values()))


def print_server_times(address: str, circulars: int, process: Path) -> None:
    print(f"\n{f'server time, {circulars} circulars':60}  p50 ms  p99 ms  cpu ms")
    times, work = {}, {}
    for login in ("officer", "school", "admin"):
        paths = pages_of(address, login, strict=False)
        with closing(signed_in(address, login)) as client:
            for path in paths:
                client.get(path)
                before = cpu_ms(process)
                times[f"{login} {path}"] = sorted(asked(client, path) for _ in range(ASKED))
                work[f"{login} {path}"] = (cpu_ms(process) - before) / ASKED
    slowest = sorted(times, key=lambda name: -p99(times[name]))
    for name in slowest[:10]:
        middle, most = statistics.median(times[name]), p99(times[name])
        print(f"{name[:60]:60} {middle:7.1f} {most:7.1f} {work[name]:7.1f}")
    every = sorted(one for each in times.values() for one in each)
    mean = statistics.fmean(work.values())
    print(f"{f'all {len(times)} pages':60} {statistics.median(every):7.1f} {p99(every):7.1f} {mean:7.1f}")
    print(f"most processor time: {max(work.values()):.0f} ms, {max(work, key=lambda name: work[name])[:70]}")


def asked(client: Any, path: str) -> float:
    """Milliseconds until the whole answer is there."""
    begun = time.perf_counter()
    client.get(path)
    return (time.perf_counter() - begun) * 1000


def cpu_ms(process: Path) -> float:
    """Processor time of the web process so far."""
    fields = process.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def p99(times: list[float]) -> float:
    return times[min(len(times) - 1, int(len(times) * 0.99))]


if __name__ == "__main__":
    sys.exit(main())
