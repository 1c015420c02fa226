"""A worker process (`python -m api.worker`, see there), started and watched by supervise.py.

Its settings come as one JSON line on stdin. When stdin ends, whoever started it is gone, and so it ends too.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time

import sqlalchemy as sa

from api import documents, jobs, returns
from api.blobs import open_blobs
from api.database import database_url, make_engine
from api.file_processes import BROKE_OFF
from api.leases import BEAT_EVERY, Lease
from api.matcher import Matcher, give_up
from api.read_process import warm_up
from api.reader import Reader
from api.settings import Settings
from api.telemetry import start_tracing

log = logging.getLogger(__name__)
THOUGHT_GONE = 75  # exit code: the others have taken over our work
MOST_TRIES = 3
TROUBLE = (sa.exc.DBAPIError, sa.exc.TimeoutError)


def main() -> None:
    # Told to stop while still starting: nothing is begun yet.
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which tells us
    settings = Settings.model_validate_json(sys.stdin.readline())
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    start_tracing()
    Worker(settings).run()


class Worker:
    """Takes jobs until it is told to stop; every two seconds looks after itself and the others."""

    def __init__(self, settings: Settings) -> None:
        self.url = database_url(settings.data, settings.database_url)
        self.engine = make_engine(self.url)
        self.lease = Lease(self.engine, settings.data.absolute() / "workers")
        blobs = open_blobs(settings.storage, settings.data)
        self.reader = Reader(settings, self.engine, blobs, self.lease.folder)
        self.jobs = jobs.Jobs(self.url)
        self.matcher = Matcher(settings, self.engine, blobs, self.lease.folder, self.jobs)
        self.stopping = threading.Event()

    def run(self) -> None:
        warm_up()
        signal.signal(signal.SIGTERM, lambda *_: self.stopping.set())
        threading.Thread(target=self._follow_parent, daemon=True).start()
        self._begin()
        while True:
            if not self.lease.beat():
                self._fence()
            try:
                self._look_after_others()
            except TROUBLE as error:
                log.warning("the database: %s", error)
            if self.stopping.wait(BEAT_EVERY):
                self._stop()

    def _begin(self) -> None:
        """Waits for a database that is not there yet."""
        while not self.stopping.is_set():
            try:
                self.lease.begin()
                jobs.work(self.url, self.lease.executor_id, self.reader, self.matcher, self.jobs)
                return
            except TROUBLE as error:
                log.warning("waiting for the database: %s", error)
                time.sleep(1)

    def _look_after_others(self) -> None:
        for executor_id in self.lease.gone(self.jobs.executors_at_work()):
            if handed := jobs.hand_on(executor_id):
                log.info("%d job(s) of %s, which is gone, handed on", handed, executor_id)
        with self.engine.connect() as connection:
            waiting = {(row.id, row.attempt) for row in documents.unfinished(connection)}
        for letter in self.jobs.dead_letters() if waiting else ():
            if (letter.document_id, letter.attempt) in waiting:
                self._settle(letter)
        self._settle_matches()

    def _settle_matches(self) -> None:
        """Returns whose job broke off wait for a person."""
        with self.engine.begin() as connection:
            waiting = {row.id for row in returns.waiting(connection)}
            for return_id in self.jobs.dead_matches() if waiting else ():
                if return_id in waiting:
                    log.error("the matching of return %s is given up", return_id)
                    give_up(connection, return_id)

    def _settle(self, letter: jobs.DeadLetter) -> None:
        """What broke off for a reason nobody expected is tried again, what kills workers is not."""
        with self.engine.begin() as connection:
            if not letter.deadly and letter.attempt < MOST_TRIES:
                row = documents.try_again(connection, letter.document_id, letter.attempt)
                if row is not None:
                    log.warning("%s is tried again", letter.document_id)
                    self.jobs.submit(connection, row.id, row.attempt)
                return
            if documents.fail(connection, letter.document_id, letter.attempt, "reading_failed", BROKE_OFF):
                log.error("%s is given up", letter.document_id)

    def _follow_parent(self) -> None:
        sys.stdin.read()
        self.stopping.set()

    def _fence(self) -> None:
        log.error("the other workers think that this one is gone: it ends and begins anew")
        self.reader.break_off()
        self.matcher.break_off()
        os._exit(THOUGHT_GONE)

    def _stop(self) -> None:
        """Breaks off what is being read and gives it to the others, or to the next start."""
        self.reader.break_off()
        self.matcher.break_off()
        try:
            jobs.hand_on(self.lease.executor_id)
            self.lease.end()
        except TROUBLE as error:
            log.warning("the database: %s", error)  # the others will notice by themselves
        os._exit(0)  # without waiting for the job engine's threads
