"""Durable jobs, on DBOS Transact: the only module that names it. What the rest sees is `Jobs` and `work`.

A job and the row it belongs to are written in one transaction. Web processes use the client alone; workers
are processes of their own (worker.py), and the leases (leases.py) hand on the jobs of one that is gone.
Jobs run at least once: each of their steps may run twice, and is written so that this changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from dbos import (
    DBOS,
    ClientScheduleInput,
    DBOSClient,
    DBOSPortableJSONSerializer,
    EnqueueOptions,
    run_dbos_database_migrations,
)

from api import tidy as tidying
from api import webhooks
from api.database import make_engine, now
from api.matcher import Match, Matcher
from api.reader import Outcome, Reader
from api.reminding import remind_all
from api.telemetry import span

log = logging.getLogger(__name__)

APPLICATION = "wian"
VERSION = "1"  # raise it only when the order of a workflow's steps changes
READING, MATCHING, TIDYING, SENDING, REMINDING = "reading", "matching", "tidying", "sending", "reminding"
SENT_AT_ONCE = 8  # webhooks a worker: they mostly wait for others
POLLED_EVERY = 0.2  # seconds
# After so many workers died of one job, or were stopped during it, it is given up.
MOST_ATTEMPTS = 20
KEPT_FOR = timedelta(days=30)
AT_NIGHT = "0 2 * * *"
# Every hour of the day, so that what a standstill or a mail server kept back goes out the same day.
BY_DAY = "5 6-18 * * *"
# Lower is sooner. A job without a number would come before all others, so each has one.
SOON, LATER = 10, 20
# What the job engine calls a job that will not run again although it did not finish: one that met with an
# error nobody expected, and one that its workers did not survive.
BROKEN, DEADLY = "ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"


def prepare(url: str) -> None:
    """Makes or updates the engine's own tables, queues and schedules, once before anything starts."""
    run_dbos_database_migrations(system_database_url=url)
    jobs = Jobs(url)
    for queue, at_once in ((READING, 1), (MATCHING, 1), (TIDYING, 1), (SENDING, SENT_AT_ONCE)):
        jobs.client.register_queue(queue, worker_concurrency=at_once, polling_interval_sec=POLLED_EVERY)
    # One in all: two at once would send the same reminders.
    jobs.client.register_queue(REMINDING, concurrency=1, worker_concurrency=1)
    jobs.client.apply_schedules(
        [_schedule("tidy", AT_NIGHT, TIDYING), _schedule("remind", BY_DAY, REMINDING)]
    )
    jobs.close()


def _schedule(workflow: str, times: str, queue: str) -> ClientScheduleInput:
    return {
        "schedule_name": workflow,
        "workflow_name": workflow,
        "schedule": times,
        "cron_timezone": "Asia/Bangkok",
        "queue_name": queue,
        "context": None,
    }


class DeadLetter(NamedTuple):
    """A job that ended without an outcome. deadly: its workers did not survive it."""

    document_id: str
    attempt: int
    deadly: bool


class Jobs:
    """Hands jobs to the workers, wherever those run. Connects when first used; safe for several threads."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self.client = DBOSClient(
            system_database_engine=self.engine,
            application_name=APPLICATION,
            serializer=DBOSPortableJSONSerializer(),
            retry_connection_errors=False,
            lazy=True,
        )

    def submit(self, connection: sa.Connection, document_id: str, attempt: int, priority: int = SOON) -> None:
        """Has a circular read. The job exists when the caller's transaction is committed, or not at all."""
        self.client.enqueue_in_transaction(
            connection,
            {
                "queue_name": READING,
                "workflow_name": "read_circular",
                "workflow_id": job_id(document_id, attempt),
                "app_version": VERSION,
                "priority": priority,
            },
            document_id,
            attempt,
        )

    def match(self, connection: sa.Connection, return_id: str) -> None:
        """Has a returned form looked at; in the caller's transaction too. Once for each return."""
        self.client.enqueue_in_transaction(
            connection,
            {
                "queue_name": MATCHING,
                "workflow_name": "match_return",
                "workflow_id": f"match-{return_id}",
                "app_version": VERSION,
            },
            return_id,
        )

    def deliver(self, connection: sa.Connection, delivery_id: str, attempt: int, after: float = 0) -> None:
        """Has a webhook's delivery sent, after some seconds; in the caller's transaction too."""
        options: EnqueueOptions = {
            "queue_name": SENDING,
            "workflow_name": "deliver_webhook",
            "workflow_id": f"deliver-{delivery_id}-{attempt}",
            "app_version": VERSION,
            "priority": SOON,
        }
        if after:
            options["delay_seconds"] = after
        self.client.enqueue_in_transaction(connection, options, delivery_id, attempt)

    def cancel(self, document_id: str, attempt: int) -> None:
        """Stops the reading at once, or keeps it from starting."""
        self.client.cancel_workflow(job_id(document_id, attempt))

    def dead_letters(self) -> Iterator[DeadLetter]:
        """The newest jobs that were given up."""
        given_up = self.client.list_workflows(
            status=[BROKEN, DEADLY],
            name="read_circular",
            sort_desc=True,
            limit=200,
            load_input=False,
            load_output=False,
        )
        for job in given_up:
            _, document_id, attempt = job.workflow_id.split("-")
            yield DeadLetter(document_id, int(attempt), deadly=job.status == DEADLY)

    def dead_matches(self) -> list[str]:
        """The returns of the newest such jobs that were given up."""
        given_up = self.client.list_workflows(
            status=[BROKEN, DEADLY],
            name="match_return",
            sort_desc=True,
            limit=200,
            load_input=False,
            load_output=False,
        )
        return [job.workflow_id.removeprefix("match-") for job in given_up]

    def executors_at_work(self) -> set[str]:
        """The workers that have begun a job and not finished it, be they alive or not."""
        begun = self.client.list_workflows(status="PENDING", load_input=False, load_output=False)
        return {job.executor_id for job in begun if job.executor_id}

    def forget_finished(self) -> int:
        """Removes what is said of jobs that ended long ago; gives how many there were."""
        old = self.client.list_workflows(
            status=["SUCCESS", "CANCELLED", BROKEN, DEADLY],
            completed_before=(now() - KEPT_FOR).isoformat(),
            limit=5000,
            load_input=False,
            load_output=False,
        )
        self.client.delete_workflows([job.workflow_id for job in old])
        return len(old)

    def close(self) -> None:
        self.client.destroy()
        self.engine.dispose()


def job_id(document_id: str, attempt: int) -> str:
    return f"read-{document_id}-{attempt}"


# The worker's side -------------------------------------------------------------------------------------


class _Desk:
    """What the steps work with, set by `work`; the engine passes them only texts and numbers."""

    reader: Reader
    matcher: Matcher
    jobs: Jobs


@DBOS.workflow(name="read_circular", max_recovery_attempts=MOST_ATTEMPTS)
async def read_circular(document_id: str, attempt: int) -> None:
    """upload (done) → read and extract → wait for review."""
    outcome = await read_step(document_id, attempt)
    await finish_step(document_id, attempt, outcome)


@DBOS.step(name="read", preemptible=True)
async def read_step(document_id: str, attempt: int) -> Outcome:
    """Small: what was read lies among the files, and only its key goes into the job."""
    with span("read_circular", document=document_id, attempt=attempt):
        return await _Desk.reader.read(document_id, attempt)


@DBOS.step(name="finish")
async def finish_step(document_id: str, attempt: int, outcome: Outcome) -> None:
    await _Desk.reader.finish(document_id, attempt, outcome)


@DBOS.workflow(name="match_return", max_recovery_attempts=MOST_ATTEMPTS)
async def match_return(return_id: str) -> None:
    """taken in (done) → codes found → settled, or left to a person."""
    match = await find_step(return_id)
    await settle_step(return_id, match)


@DBOS.step(name="find_codes", preemptible=True)
async def find_step(return_id: str) -> Match:
    return await _Desk.matcher.find(return_id)


@DBOS.step(name="settle")
async def settle_step(return_id: str, match: Match) -> None:
    await _Desk.matcher.settle(return_id, match)


@DBOS.workflow(name="remind", max_recovery_attempts=MOST_ATTEMPTS)
async def remind(_scheduled: Any, _context: Any) -> None:
    """What is due and not recorded is sent; what fails now is still due at the next hour."""
    await remind_step()


@DBOS.step(name="remind_all", retries_allowed=True)
async def remind_step() -> int:
    reader = _Desk.reader
    return await asyncio.to_thread(remind_all, reader.engine, reader.settings)


@DBOS.workflow(name="deliver_webhook", max_recovery_attempts=MOST_ATTEMPTS)
async def deliver_webhook(delivery_id: str, attempt: int) -> None:
    """One try; the next one, where it is wanted, is a job of its own that begins later."""
    await deliver_step(delivery_id, attempt)


@DBOS.step(name="deliver", retries_allowed=True)
async def deliver_step(delivery_id: str, attempt: int) -> None:
    reader = _Desk.reader
    inside = reader.settings.webhooks_inside
    await asyncio.to_thread(webhooks.deliver, reader.engine, _Desk.jobs, delivery_id, attempt, inside)


@DBOS.workflow(name="tidy")
async def tidy(_scheduled: Any, _context: Any) -> None:
    await tidy_step()
    await expire_step()
    await sweep_step()


@DBOS.step(name="forget_finished", retries_allowed=True)
async def tidy_step() -> int:
    return await asyncio.to_thread(_Desk.jobs.forget_finished)


@DBOS.step(name="expire", retries_allowed=True)
async def expire_step() -> int:
    def expire() -> int:
        with _Desk.reader.engine.begin() as connection:
            return tidying.expire(connection)

    return await asyncio.to_thread(expire)


@DBOS.step(name="sweep", retries_allowed=True)
async def sweep_step() -> int:
    return await asyncio.to_thread(tidying.sweep, _Desk.reader.engine, _Desk.reader.blobs)


def work(url: str, executor_id: str, reader: Reader, matcher: Matcher, jobs: Jobs) -> None:
    """Begins to take jobs in this process, in threads of the engine's own."""
    _Desk.reader, _Desk.matcher, _Desk.jobs = reader, matcher, jobs
    DBOS(
        config={
            "name": APPLICATION,
            "system_database_url": url,
            "system_database_engine": make_engine(url),
            "executor_id": executor_id,
            "application_version": VERSION,
            "serializer": DBOSPortableJSONSerializer(),
            "run_migrations": False,
            "log_level": "WARNING",
        }
    )
    DBOS.listen_queues([READING, MATCHING, TIDYING, SENDING, REMINDING])
    DBOS.launch()


def hand_on(executor_id: str) -> int:
    """Gives the unfinished jobs of a worker that is gone to whoever is free; gives how many there were.

    The engine does this by itself only for a worker that comes back under its old name.
    """
    return len(DBOS._recover_pending_workflows([executor_id]))
