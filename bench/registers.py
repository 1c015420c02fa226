"""Fifty processes take register numbers at once and are killed at random: is there a gap or a double?

    python -m bench.registers                    5,000 numbers, 200 kills, on SQLite and on PostgreSQL
    python -m bench.registers --numbers 300 --writers 20 --kills 15 --url sqlite:////tmp/try.db

Each writer tells a number only after its transaction was committed. A number told and not in the register is
lost; one told twice or standing twice is a double; a hole below the highest is a gap. A writer killed between
commit and telling leaves a number that nobody was told, which is in the register all the same.

Exit code 1 where anything is lost, double or missing.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from api.database import make_engine, now
from api.registers import register, year_of
from api.tables import districts, metadata, new_id, register_entries
from tests.servers import has_postgres, postgres

BOOK = "received"


@dataclass(frozen=True)
class Outcome:
    """What stood in the register at the end, and what its writers were told."""

    numbers: int
    told: int
    killed: int
    gaps: int
    doubles: int
    lost: int
    seconds: float

    @property
    def sound(self) -> bool:
        return not (self.gaps or self.doubles or self.lost)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--numbers", type=int, default=5000)
    parser.add_argument("--writers", type=int, default=50)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", help="an empty database; else SQLite and PostgreSQL in folders of their own")
    options = parser.parse_args()
    outcomes = []
    for name, url in _databases(options.url):
        outcome = run(url, options.numbers, options.writers, options.kills, options.seed)
        outcomes.append(outcome)
        print(
            f"{name}: {outcome.numbers} numbers by {options.writers} writers, {outcome.killed} killed, "
            f"{outcome.seconds:.1f} s: {outcome.gaps} gaps, {outcome.doubles} doubles, {outcome.lost} lost"
        )
    sys.exit(not all(outcome.sound for outcome in outcomes))


def run(url: str, numbers: int, writers: int, kills: int, seed: int = 1) -> Outcome:
    """Lets `writers` processes write until `numbers` are told; `kills` of them are killed meanwhile."""
    district = _prepare(url)
    chance = random.Random(seed)
    kill_at = sorted(chance.sample(range(1, numbers), kills), reverse=True)
    told: list[int] = []
    began = time.monotonic()
    with _Writers(url, district, writers) as crew:
        while len(told) < numbers:
            told += crew.heard()
            while kill_at and len(told) >= kill_at[-1]:
                kill_at.pop()
                time.sleep(chance.random() / 200)  # somewhere between two numbers, or in the midst of one
                crew.replace(chance.randrange(writers))
    told += crew.last_words
    return _outcome(url, district, told, kills - len(kill_at), time.monotonic() - began)


class _Writers:
    """Processes forked from this one, all telling through one pipe (short writes to a pipe stay whole)."""

    def __init__(self, url: str, district: str, count: int) -> None:
        self.url, self.district = url, district
        self.ears, self.mouth = os.pipe()
        self.rest = b""
        self.last_words: list[int] = []
        self.processes = [self._start() for _ in range(count)]

    def __enter__(self) -> _Writers:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            _end(process)
        os.close(self.mouth)
        while some := self._read():
            self.last_words += some
        os.close(self.ears)

    def heard(self) -> list[int]:
        """The numbers told meanwhile. Raises TimeoutError where all writers have fallen silent."""
        if not select.select([self.ears], [], [], 60)[0]:
            raise TimeoutError("no number for a minute")
        return self._read()

    def replace(self, place: int) -> None:
        _end(self.processes[place])
        self.processes[place] = self._start()

    def _read(self) -> list[int]:
        *lines, self.rest = (self.rest + os.read(self.ears, 65536)).split(b"\n")
        return [int(line) for line in lines]

    def _start(self) -> int:
        process = os.fork()
        if process == 0:
            try:
                _write(self.url, self.district, self.mouth)
            finally:
                os._exit(1)
        return process


def _write(url: str, district: str, mouth: int) -> None:
    """One writer: takes numbers until it is killed, or its parent is gone."""
    engine = make_engine(url)
    parent = os.getppid()
    while os.getppid() == parent:
        with engine.begin() as connection:
            number = register(connection, district, BOOK, subject=f"โดย {os.getpid()}").number
        os.write(mouth, f"{number}\n".encode())


def _end(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def _prepare(url: str) -> str:
    engine = make_engine(url)
    metadata.create_all(engine)
    district = new_id()
    with engine.begin() as connection:
        connection.execute(districts.insert().values(id=district, name="สพป.ตัวอย่าง", created_at=now()))
    engine.dispose()  # before anything is forked
    return district


def _outcome(url: str, district: str, told: list[int], killed: int, seconds: float) -> Outcome:
    table = register_entries.c
    which = (table.district_id == district, table.book == BOOK, table.year == year_of(now()))
    engine = make_engine(url)
    with engine.connect() as connection:
        standing = list(connection.execute(sa.select(table.number).where(*which)).scalars())
    engine.dispose()
    different = set(standing)
    return Outcome(
        numbers=len(standing),
        told=len(told),
        killed=killed,
        gaps=max(standing, default=0) - len(different),
        doubles=len(standing) - len(different) + len(told) - len(set(told)),
        lost=len(set(told) - different),
        seconds=seconds,
    )


def _databases(url: str | None) -> Iterator[tuple[str, str]]:
    if url:
        yield url.split(":")[0], url
        return
    with tempfile.TemporaryDirectory(prefix="wian-registers-") as folder:
        yield "SQLite", f"sqlite:///{Path(folder, 'wian.db')}"
    with _postgres() as server:
        if server:
            yield "PostgreSQL", server


@contextmanager
def _postgres() -> Iterator[str | None]:
    if not has_postgres():
        print("PostgreSQL: not installed here, left out")
        yield None
        return
    with postgres() as url:
        yield url


if __name__ == "__main__":
    main()
