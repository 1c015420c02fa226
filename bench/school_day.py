"""The 10th of June: every school fetches and returns its forms, while circulars are being read.

    python -m bench.school_day [--quick] [--database sqlite|postgresql]

200 schools come at random moments within eight minutes. Each opens its page, downloads three forms one after
the other, and returns each. Meanwhile 20 scanned circulars arrive, evenly spread, and one worker reads them.
Goals: no error, everything returned within ten minutes, p99 of pages and PDF files below half a second. What
was returned is matched to school and form afterwards; the report says how much of it, and when.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import sqlalchemy as sa

from api import accounts
from api.documents import DEFAULT_DISTRICT
from api.school_register import import_schools
from api.tables import returns, schools
from bench.chaos_machines import Installation
from bench.chaos_servers import Server
from tests.servers import free_port

SAMPLES = Path(__file__).parent.parent / "samples"
GOAL_P99 = 0.5
ALL_RETURNED_WITHIN = 600.0
THINKING = (2.0, 8.0)  # seconds between two deeds of a teacher


@dataclass
class Day:
    """How many come, in what time; and what is measured."""

    schools: int
    seconds: float
    scans: int
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, client: httpx.Client, what: str, method: str, path: str, **more: object) -> httpx.Response:
        began = time.perf_counter()
        answer = client.request(method, path, **more)  # type: ignore[arg-type]
        with self.lock:
            self.took[what].append(time.perf_counter() - began)
            if answer.status_code >= 400:
                self.errors.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
        return answer


def school_list(count: int) -> bytes:
    """The list of the sample district, longer: the same rows under new codes."""
    rows = list(csv.DictReader(io.StringIO((SAMPLES / "schools.csv").read_text("utf-8-sig"))))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    for number in range(count):
        row = dict(rows[number % len(rows)])
        row.update(code=f"{1_088_000_000 + number}", name=f"โรงเรียนบ้านตัวอย่าง {number + 1}")
        writer.writerow(row)
    return out.getvalue().encode()


def prepared(installation: Installation, count: int) -> tuple[str, dict[str, str]]:
    """The key of an officer, and one for each school, by its code."""
    with installation.engine.begin() as connection:
        import_schools(connection, DEFAULT_DISTRICT, school_list(count), "schools.csv")
        rows = connection.execute(
            sa.select(schools.c.id, schools.c.code).where(schools.c.code.like("1088%"))
        ).all()
        keys = {
            row.code: accounts.create_key(
                connection, "school", district_id=DEFAULT_DISTRICT, school_id=row.id, name=row.code
            )
            for row in rows
        }
        return accounts.create_key(connection, "officer", district_id=DEFAULT_DISTRICT), keys


def published(officer: httpx.Client, installation: Installation) -> list[str]:
    """Two circulars, read, confirmed and published to all schools; their ids."""
    ids = []
    for number in range(2):
        data = (SAMPLES / "dmc-circular.pdf").read_bytes() + f"\n% {number}\n".encode()
        answer = officer.post("/api/v1/circulars", files={"file": ("หนังสือเวียน.pdf", data)})
        ids.append(answer.raise_for_status().json()["id"])
    installation.wait_for(2, 180)
    for circular_id in ids:
        path = f"/api/v1/circulars/{circular_id}"
        version = officer.get(f"{path}/review").raise_for_status().json()["version"]
        confirmation = {"version": version, "rest_checked": True}
        officer.post(f"{path}/review/confirm", json=confirmation).raise_for_status()
        order = {"after": 0, "knowing": True, "publish": True}
        answer = officer.post(f"{path}/letter/issue", json=order)
        if answer.is_error:
            raise SystemExit(answer.text)
    return ids


def one_school(day: Day, address: str, key: str, code: str, ids: list[str], comes: float) -> None:
    time.sleep(comes)
    dice = random.Random(code)
    headers = {"Authorization": f"Bearer {key}"}
    try:
        with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
            day.ask(client, "page", "GET", "/school")
            for circular_id, form in ((ids[0], "confirm"), (ids[0], "certify"), (ids[1], "confirm")):
                time.sleep(dice.uniform(*THINKING))
                day.ask(client, "page", "GET", f"/circulars/{circular_id}")
                path = f"/api/v1/circulars/{circular_id}/forms/{code}/{form}.pdf"
                pdf = day.ask(client, "pdf", "GET", path).content
                time.sleep(dice.uniform(*THINKING))
                file = {"file": (f"{form}.pdf", pdf)}
                day.ask(client, "return", "POST", "/api/v1/returns", files=file)
    except httpx.HTTPError as error:
        day.errors.append(f"{code}: {error!r}")


def arriving(day: Day, officer: httpx.Client) -> None:
    """Scanned circulars, evenly over the day."""
    scan = (SAMPLES / "dmc-circular-scan.pdf").read_bytes()
    for number in range(day.scans):
        day.ask(
            officer,
            "upload",
            "POST",
            "/api/v1/circulars",
            files={"file": ("สแกน.pdf", scan + f"\n% {number}\n".encode())},
        )
        time.sleep(day.seconds / day.scans)


def run(day: Day, folder: Path, database: str | None) -> bool:
    with Installation(folder, database) as installation:
        installation.start_worker("worker")
        officer_key, keys = prepared(installation, day.schools)
        headers = {"Authorization": f"Bearer {officer_key}"}
        with httpx.Client(base_url=installation.address, headers=headers, timeout=60) as officer:
            ids = published(officer, installation)
            took = the_day(day, installation, officer, keys, ids)
            matched, later = wait_for_matches(installation, 3 * day.schools, 600)
        read = installation.wait_for(day.scans, 600)  # the published two are confirmed by now
        states = installation.states()
    return report(day, took, matched, later, read, states)


def the_day(
    day: Day, installation: Installation, officer: httpx.Client, keys: dict[str, str], ids: list[str]
) -> float:
    dice, began = random.Random(10), time.monotonic()
    threads = [
        threading.Thread(
            target=one_school,
            args=(day, installation.address, key, code, ids, dice.uniform(0, day.seconds)),
        )
        for code, key in keys.items()
    ]
    threads.append(threading.Thread(target=arriving, args=(day, officer)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - began


def wait_for_matches(installation: Installation, count: int, seconds: float) -> tuple[int, float]:
    """How many returns are matched, and how long that took after the last was sent."""
    began = time.monotonic()
    query = sa.select(sa.func.count()).where(returns.c.status == "matched")
    while True:
        with installation.engine.connect() as connection:
            matched: int = connection.execute(query).scalar_one()
        if matched >= count or time.monotonic() - began > seconds:
            return matched, time.monotonic() - began
        time.sleep(0.5)


def report(day: Day, took: float, matched: int, later: float, read: float, states: dict[str, int]) -> bool:
    for what in ("page", "pdf", "return", "upload"):
        times = sorted(day.took[what])
        p99 = times[min(len(times) - 1, int(0.99 * len(times)))]
        print(
            f"  {what:7} {len(times):5} requests, median {1000 * statistics.median(times):5.0f} ms, "
            f"p99 {1000 * p99:5.0f} ms, longest {1000 * times[-1]:5.0f} ms"
        )
    for error in day.errors[:10]:
        print(f"  error: {error}")
    pages = sorted(day.took["page"] + day.took["pdf"])
    p99 = pages[int(0.99 * len(pages))]
    good = not day.errors and took <= ALL_RETURNED_WITHIN and p99 < GOAL_P99
    good = good and matched == 3 * day.schools and states.get("review", 0) == day.scans
    print(
        f"{'✓' if good else '✗'} {day.schools} schools, {3 * day.schools} forms returned in {took:.0f} s, "
        f"{len(day.errors)} errors, pages and PDF p99 {1000 * p99:.0f} ms (goal {1000 * GOAL_P99:.0f}); "
        f"{matched} matched, the last {later:.0f} s after; "
        f"circulars {states}, the last read {read:.0f} s after"
    )
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="20 schools in one minute")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    arguments = parser.parse_args()
    day = Day(20, 60.0, 3) if arguments.quick else Day(200, 480.0, 20)
    os.environ["WIAN_OFFICE"] = str(SAMPLES / "office.toml")  # passed on to the service
    with tempfile.TemporaryDirectory() as folder:
        if arguments.database == "sqlite":
            good = run(day, Path(folder), None)
        else:
            with Server(free_port()) as server:
                good = run(day, Path(folder) / "service", server.url)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
