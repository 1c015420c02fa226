"""What happens to accepted circulars when machines die: the figures of the service's durability.

    python -m bench.chaos [--quick] [--database sqlite|postgresql] [--only PART]

Every scenario runs real processes on real databases and ends with a count of what was lost (accepted, but
without a row or not read), doubled (two rows of the same file) or mixed up (a reading of another file). Exit
code 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.chaos_clients import SAMPLE, Clerks
from bench.chaos_machines import Installation, Machine, signal_all
from bench.chaos_servers import Proxy, Server, s3_server
from tests.servers import free_port

LOST_HOST_GOAL = 30.0  # seconds


@dataclass
class Setting:
    """Where and how large a scenario runs. database: a URL, or None for SQLite."""

    folder: Path
    database: str | None
    uploads: int
    kills: int
    seed: int = 7

    @property
    def rate(self) -> float:
        return 5.0 if self.uploads > 100 else 4.0


@dataclass
class Result:
    """One line of the report."""

    said: str
    good: bool


def judged(installation: Installation, clerks: Clerks, more: str = "", *, good: bool = True) -> Result:
    """Counts what became of every accepted file."""
    rows = installation.rows()
    by_sha = Counter(row[0] for row in rows)
    finished = {row[0] for row in rows if row[1] == "review"}
    lost = len(set(clerks.accepted) - finished)
    doubled = sum(count - 1 for count in by_sha.values())
    mixed = sum(row[1] == "review" and row[2] != row[0] for row in rows)
    states = ", ".join(f"{status} {count}" for status, count in sorted(installation.states().items()))
    reasons = Counter(row[3] for row in rows if row[3])
    more += f"; reasons: {dict(reasons)}" if reasons else ""
    said = (
        f"sent {clerks.count}, accepted {len(clerks.accepted)}, finished {len(finished)}, lost {lost}, "
        f"doubled {doubled}, mixed up {mixed} [{states}]{more}"
    )
    everything = len(clerks.accepted) == clerks.count
    return Result(said, good and everything and lost == doubled == mixed == 0)


def kills(setting: Setting) -> Result:
    """SIGKILL at random moments: web, workers, their parents, the processes that read."""
    chance = random.Random(setting.seed)
    with Installation(setting.folder, setting.database) as installation:
        installation.start_worker("worker-1")
        installation.start_worker("worker-2")
        clerks = Clerks(installation.address, setting.uploads, setting.rate, "kills")
        span = setting.uploads / setting.rate * 1.2
        killed: Counter[str] = Counter()
        start = time.monotonic()
        for moment in sorted(chance.uniform(1, span) for _ in range(setting.kills)):
            time.sleep(max(0.0, start + moment - time.monotonic()))
            machine = installation.machines[chance.choice(["web", *2 * ["worker-1", "worker-2"]])]
            victim = chance.choice(machine.everything())
            signal_all([victim], signal.SIGKILL)
            killed[machine.name] += 1
        clerks.wait()
        waited = installation.wait_for(len(clerks.accepted), 300)
        told = ", ".join(f"{name} {count}" for name, count in sorted(killed.items()))
        return judged(
            installation,
            clerks,
            f"; {sum(killed.values())} kills ({told}), the last finished {waited:.0f} s later, "
            f"not accepted at first: {dict(clerks.refusals)}",
        )


def a_few(setting: Setting) -> int:
    return max(8, min(40, setting.uploads // 8))


def host_lost(setting: Setting, how: str) -> Result:
    """One of two worker machines dies, or hangs, in the middle of its work; the other one finishes it."""
    with Installation(setting.folder, setting.database) as installation:
        lost, _ = two_machines(installation)
        clerks = Clerks(installation.address, a_few(setting), 50, f"lost {how}")
        until_reading(installation, 2)
        lost.freeze() if how == "SIGSTOP" else lost.lose()
        start = time.monotonic()
        clerks.wait()
        installation.wait_for(len(clerks.accepted), 120)
        taken = time.monotonic() - start
        more = f"; all finished {taken:.0f} s after"
        if how == "SIGSTOP":
            lost.thaw()
            time.sleep(4)
            fenced = "yes" if "think that this one is gone" in lost.log.read_text() else "no"
            more += f", woken machine was fenced: {fenced}"
        return judged(installation, clerks, more, good=taken <= LOST_HOST_GOAL)


def two_machines(installation: Installation, **of_the_first: str) -> list[Machine]:
    """With folders of their own, so that neither sees the other's locks; both at work when this returns."""
    common = {
        "WIAN_DATABASE_URL": installation.database or f"sqlite:///{installation.data}/wian.db",
        "WIAN_STORAGE": str(installation.data / "blobs"),
    }
    first = {**common, "WIAN_DATA": str(installation.folder / "machine-1"), **of_the_first}
    second = {**common, "WIAN_DATA": str(installation.folder / "machine-2")}
    machines = [
        installation.start_worker("worker-1", **first),
        installation.start_worker("worker-2", **second),
    ]
    while installation.workers_alive() < 2:
        time.sleep(0.1)
    return machines


def until_reading(installation: Installation, count: int) -> None:
    while installation.states().get("reading", 0) < count:
        time.sleep(0.02)


def database_away(setting: Setting) -> Result:
    """PostgreSQL is stopped for ten seconds while files are sent and read."""
    port = free_port()
    with Server(port) as server, Installation(setting.folder, server.url) as installation:
        installation.start_worker("worker-1")
        clerks = Clerks(installation.address, a_few(setting), 3, "away")
        time.sleep(3)
        server.stop()
        time.sleep(10)
        server.start()
        clerks.wait()
        waited = installation.wait_for(len(clerks.accepted), 120)
        return judged(
            installation, clerks, f"; finished {waited:.0f} s after, refused: {dict(clerks.refusals)}"
        )


def network_cut(setting: Setting) -> Result:
    """The way of one of two worker machines to the database is cut; when all is done it is mended."""
    assert setting.database
    with Installation(setting.folder, setting.database) as installation, Proxy(setting.database) as proxy:
        two_machines(installation, WIAN_DATABASE_URL=proxy.url)
        clerks = Clerks(installation.address, a_few(setting), 50, "cut")
        until_reading(installation, 2)
        proxy.cut()
        start = time.monotonic()
        clerks.wait()
        installation.wait_for(len(clerks.accepted), 120)
        taken = time.monotonic() - start
        proxy.mend()
        time.sleep(5)
        more = f"; all finished {taken:.0f} s after the cut"
        return judged(installation, clerks, more, good=taken <= LOST_HOST_GOAL)


def disk_full(setting: Setting) -> Result:
    """The data folder has 24 MB; a filler takes what is left, and is removed later."""
    disk = setting.folder / "disk"
    with small_disk(disk, megabytes=24), Installation(setting.folder, None, disk / "data") as installation:
        installation.start_worker("worker-1")
        clerks = Clerks(installation.address, 8, 2, "full")
        time.sleep(1.5)
        filler = disk / "filler"
        with suppress(OSError), filler.open("wb") as file:
            while True:
                file.write(bytes(65536))
                file.flush()
        time.sleep(8)
        refused = clerks.refusals["507"]
        filler.unlink()
        clerks.wait()
        installation.wait_for(len(clerks.accepted), 120)
        return judged(installation, clerks, f"; refused with 507 while full: {refused}", good=refused > 0)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    """Needs root, as mounting does."""
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def store_away(setting: Setting) -> Result:
    """The S3 server is killed for ten seconds while files are sent and read."""
    with s3_server(setting.folder / "s3") as store:
        settings = {**store.reach, "WIAN_STORAGE": "s3://wian/chaos"}
        with Installation(setting.folder, setting.database, **settings) as installation:
            installation.start_worker("worker-1")
            clerks = Clerks(installation.address, a_few(setting), 2, "store")
            time.sleep(2)
            store.kill()
            time.sleep(10)
            store.start()
            clerks.wait()
            waited = installation.wait_for(len(clerks.accepted), 120)
            more = f"; finished {waited:.0f} s after, refused: {dict(clerks.refusals)}"
            return judged(installation, clerks, more)


def acceptance(setting: Setting) -> Result:
    """Accepting 5 MB durably, beside a bare write and fsync of the same bytes, turn by turn."""
    data = SAMPLE + os.urandom(5_000_000)
    count = 40 if setting.uploads < 100 else 150
    ours, bare = [], []
    with Installation(setting.folder, setting.database) as installation, httpx.Client(timeout=60) as client:
        for number in range(count):
            unlike = data + str(number).encode()
            start = time.perf_counter()
            with (setting.folder / f"bare-{number}").open("wb") as file:
                file.write(unlike)
                file.flush()
                os.fsync(file.fileno())
            bare.append(time.perf_counter() - start)
            start = time.perf_counter()
            files = {"file": ("a.pdf", unlike)}
            client.post(f"{installation.address}/api/v1/circulars", files=files).raise_for_status()
            ours.append(time.perf_counter() - start)
    p99_ours, p99_bare = (statistics.quantiles(times, n=100)[98] for times in (ours, bare))
    ratio = p99_ours / p99_bare
    said = (
        f"{count} uploads of 5 MB: p50 {statistics.median(ours):.3f} s, p99 {p99_ours:.3f} s; "
        f"bare write and fsync p50 {statistics.median(bare):.3f} s, p99 {p99_bare:.3f} s; "
        f"ratio {ratio:.1f}"
    )
    return Result(said, ratio <= 3)


def two_workers(setting: Setting) -> Result:
    """The same circulars by one worker process and by two, each on a core of its own."""
    count = 40 if setting.uploads < 100 else 120
    rates = []
    for workers in (1, 2):
        folder = setting.folder / f"workers-{workers}"
        database = setting.database
        with Installation(folder, database) as installation:
            before = installation.states().get("review", 0)
            clerks = Clerks(installation.address, count, 1000, f"workers {workers}")
            clerks.wait()
            for number in range(workers):
                installation.start_worker(f"worker-{number}", before=("taskset", "-c", str(number)))
            installation.wait_for(before + 4, 120)  # all are warm
            already = installation.states().get("review", 0)
            taken = installation.wait_for(before + count, 600)
            rates.append((before + count - already) / taken)
    gain = rates[1] / rates[0]
    return Result(f"{rates[0]:.2f} and {rates[1]:.2f} circulars a second: {gain:.2f} ×", gain >= 1.6)


BOTH: dict[str, Callable[[Setting], Result]] = {
    "kills": kills,
    "host killed": lambda setting: host_lost(setting, "SIGKILL"),
    "host hangs": lambda setting: host_lost(setting, "SIGSTOP"),
    "acceptance": acceptance,
    "two workers": two_workers,
}
POSTGRES_ONLY: dict[str, Callable[[Setting], Result]] = {
    "database away": database_away,
    "network cut": network_cut,
    "store away": store_away,
}
SQLITE_ONLY: dict[str, Callable[[Setting], Result]] = {"disk full": disk_full}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="40 uploads and 8 kills")
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    parser.add_argument("--only", default="", metavar="PART")
    arguments = parser.parse_args()
    uploads, deaths = (40, 8) if arguments.quick else (500, 50)
    good = True
    for database in ("sqlite", "postgresql"):
        if arguments.database not in (None, database):
            continue
        own = SQLITE_ONLY if database == "sqlite" else POSTGRES_ONLY
        for name, scenario in {**BOTH, **own}.items():
            if arguments.only in name:
                good &= run(f"{name}, {database}", scenario, database, uploads, deaths)
    return 0 if good else 1


def run(title: str, scenario: Callable[[Setting], Result], database: str, uploads: int, deaths: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="wian-chaos-", ignore_cleanup_errors=True) as name:
        start = time.monotonic()
        if database == "sqlite":
            result = scenario(Setting(Path(name), None, uploads, deaths))
        else:
            with Server(free_port()) as server:
                result = scenario(Setting(Path(name), server.url, uploads, deaths))
        taken = time.monotonic() - start
    print(f"{'✓' if result.good else '✗'} {title} ({taken:.0f} s): {result.said}", flush=True)
    return result.good


if __name__ == "__main__":
    sys.exit(main())
