"""The machines of a made-up installation: real `wian serve` and `wian worker` processes, started again when
they end, that can be killed, stopped and cut off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from api.database import database_url, make_engine
from api.tables import documents, leases
from tests.servers import free_port

ROOT = Path(__file__).parent.parent


class Machine:
    """One command, started again a second after it ended, as a system's service manager does."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.name, self.command, self.log = name, command, log
        self.environment = {**os.environ, **environment}
        self.restarts = 0
        self.ended = threading.Event()
        self.process = self._start()
        self.thread = threading.Thread(target=self._keep, daemon=True)
        self.thread.start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def _keep(self) -> None:
        while not self.ended.wait(0.2):
            if self.process.poll() is not None and not self.ended.wait(1):
                self.process = self._start()
                self.restarts += 1

    def everything(self) -> list[int]:
        """The process and all its descendants."""
        found, parents = [self.process.pid], parents_of_all()
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def lose(self) -> None:
        """The machine is gone for good."""
        self.ended.set()
        signal_all(self.everything(), signal.SIGKILL)
        self.process.wait()

    def freeze(self) -> None:
        signal_all(self.everything(), signal.SIGSTOP)

    def thaw(self) -> None:
        signal_all(self.everything(), signal.SIGCONT)

    def stop(self) -> None:
        self.ended.set()
        self.thread.join()
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            signal_all(self.everything(), signal.SIGKILL)
            self.process.wait()


def parents_of_all() -> dict[int, int]:
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            after_name = stat.read_text().rpartition(")")[2].split()
            parents[int(stat.parent.name)] = int(after_name[1])
    return parents


def signal_all(pids: list[int], sign: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, sign)


class Installation:
    """A web process, worker machines, and a look into the database beside them."""

    def __init__(self, folder: Path, database: str | None, data: Path | None = None, **settings: str) -> None:
        self.folder, self.database = folder, database
        folder.mkdir(parents=True, exist_ok=True)
        self.data = data or folder / "data"
        self.settings = {"WIAN_DATABASE_URL": database or "", **settings}
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.machines: dict[str, Machine] = {}
        self.engine = make_engine(database_url(self.data, database))

    def __enter__(self) -> Installation:
        self.start("web", "serve", "--port", str(self.port), WIAN_WORKERS="0")
        self.wait_for_web()
        return self

    def __exit__(self, *_: object) -> None:
        for machine in self.machines.values():
            if not machine.ended.is_set():
                machine.stop()
        self.engine.dispose()

    def start(self, name: str, *command: str, before: tuple[str, ...] = (), **settings: str) -> Machine:
        environment = {"WIAN_DATA": str(self.data), **self.settings, **settings}
        whole = [*before, sys.executable, "-m", "api.cli", *command]
        self.machines[name] = Machine(name, whole, environment, self.folder / f"{name}.log")
        return self.machines[name]

    def start_worker(self, name: str, before: tuple[str, ...] = (), **settings: str) -> Machine:
        return self.start(name, "worker", before=before, **{"WIAN_WORKERS": "1", **settings})

    def wait_for_web(self, seconds: float = 90) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(httpx.HTTPError):
                if httpx.get(f"{self.address}/ready", timeout=5).status_code == 200:
                    return
            time.sleep(0.2)
        raise TimeoutError((self.folder / "web.log").read_text()[-2000:])

    def states(self) -> dict[str, int]:
        query = sa.select(documents.c.status, sa.func.count()).group_by(documents.c.status)
        with self.engine.connect() as connection:
            return dict(connection.execute(query).tuples().all())

    def workers_alive(self) -> int:
        with self.engine.connect() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(leases)).scalar_one()

    def wait_for(self, finished: int, seconds: float) -> float:
        """Seconds until so many are read; the whole time where they are not."""
        start = time.monotonic()
        while time.monotonic() - start < seconds:
            with suppress(sa.exc.DBAPIError):
                if self.states().get("review", 0) >= finished:
                    break
            time.sleep(0.2)
        return time.monotonic() - start

    def rows(self) -> list[Any]:
        """(sha256, status, sha256 that the reading says it is of, error) of every circular."""
        read_of = documents.c.reading["source"]["sha256"].as_string()
        query = sa.select(documents.c.sha256, documents.c.status, read_of, documents.c.error_code)
        with self.engine.connect() as connection:
            return list(connection.execute(query).all())
