"""Which workers are alive, so that the jobs of one that is gone are handed on.

Each worker process has a name of its own, a row whose `beat` it raises every two seconds, and a folder with a
locked file. It is gone when

- its file is unlocked: the kernel saw the process end (seen at once, on the same machine), or
- its beat stood still for 15 seconds by the clock of the observer: the machine or its network is gone, or the
  process hangs. No clocks are compared.

Who is thought gone loses its row. Should it wake up, it finds no row and ends itself before it does anything
else (and what it may still write is refused by the rows it would change: documents.py).
"""

from __future__ import annotations

import fcntl
import logging
import shutil
import socket
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from api.tables import leases

log = logging.getLogger(__name__)

BEAT_EVERY = 2.0  # seconds
GONE_AFTER = 15.0


class Lease:
    """The life of this worker, and what it knows of the others'. `folder` is its own, for unfinished work."""

    def __init__(self, engine: sa.Engine, workers_folder: Path) -> None:
        self.engine = engine
        self.executor_id = f"{socket.gethostname()[:60]}-{uuid4().hex[:12]}"
        self.workers_folder = workers_folder
        self.folder = workers_folder / self.executor_id
        self.folder.mkdir(parents=True)
        self._file = (self.folder / "lock").open("w")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._seen: dict[str, tuple[int, float]] = {}
        self._beaten = time.monotonic()

    def begin(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(leases.insert().values(executor_id=self.executor_id, beat=0))
        self._beaten = time.monotonic()

    def beat(self) -> bool:
        """Says that this worker is alive. False: the others think it gone, and it must end.

        Trouble with the database is no reason to end as long as the others cannot have seen it either.
        """
        try:
            with self.engine.begin() as connection:
                mine = leases.update().where(leases.c.executor_id == self.executor_id)
                alive = connection.execute(mine.values(beat=leases.c.beat + 1)).rowcount == 1
        except sa.exc.DBAPIError as error:
            log.warning("no beat: %s", error.orig)
            return time.monotonic() - self._beaten < GONE_AFTER
        self._beaten = time.monotonic()
        return alive

    def gone(self, at_work: Iterable[str]) -> Iterator[str]:
        """The workers among `at_work` (and those with a row) that are gone. Their rows are removed after each
        was dealt with, so that a crash in between leaves them to the next observer."""
        with self.engine.connect() as connection:
            beats = {row.executor_id: row.beat for row in connection.execute(sa.select(leases))}
        for executor_id in {*beats, *at_work} - {self.executor_id}:
            if executor_id not in beats or self._ended(executor_id) or self._still(executor_id, beats):
                yield executor_id
                self._forget(executor_id)
        self._seen = {name: seen for name, seen in self._seen.items() if name in beats}

    def end(self) -> None:
        self._forget(self.executor_id)

    def _ended(self, executor_id: str) -> bool:
        """Whether the process is one of this machine and no longer there."""
        try:
            with (self.workers_folder / executor_id / "lock").open("r+") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # of another machine, or alive
            return False
        return True

    def _still(self, executor_id: str, beats: dict[str, int]) -> bool:
        """Whether its beat has not changed for too long."""
        moment = time.monotonic()
        beat, since = self._seen.get(executor_id, (None, moment))
        if beat != beats[executor_id]:
            self._seen[executor_id] = (beats[executor_id], moment)
            return False
        return moment - since > GONE_AFTER

    def _forget(self, executor_id: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(leases.delete().where(leases.c.executor_id == executor_id))
        shutil.rmtree(self.workers_folder / executor_id, ignore_errors=True)
