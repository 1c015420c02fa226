"""Worker processes, started again whenever they end, until they are told to stop."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading

from api.prepare import prepare
from api.settings import Settings

log = logging.getLogger(__name__)
PAUSE = 1.0  # seconds before a worker that ended is started again
PATIENCE = 10.0  # seconds until a worker that was told to stop is killed


class Workers:
    """`count` worker processes. They end by themselves when this process is gone, however it went."""

    def __init__(self, settings: Settings, count: int) -> None:
        self.settings = settings
        self.stopping = threading.Event()
        self.processes: dict[int, subprocess.Popen[str]] = {}
        self.threads = [threading.Thread(target=self._keep, args=(number,)) for number in range(count)]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.stopping.set()
        for process in list(self.processes.values()):
            process.terminate()
        for thread in self.threads:
            thread.join()

    def _keep(self, number: int) -> None:
        while not self.stopping.is_set():
            process = self._start()
            self.processes[number] = process
            if self.stopping.is_set():  # `stop` came before it had a process to end
                process.terminate()
            code = self._wait(process)
            if not self.stopping.is_set():
                log.warning("worker %d ended with %d and is started again", number, code)
                self.stopping.wait(PAUSE)

    def _start(self) -> subprocess.Popen[str]:
        process = subprocess.Popen([sys.executable, "-m", "api.worker"], stdin=subprocess.PIPE, text=True)
        assert process.stdin is not None
        try:
            process.stdin.write(self.settings.model_dump_json() + "\n")
            process.stdin.flush()  # and stays open: its end tells the worker that we are gone
        except BrokenPipeError:
            log.warning("a worker ended at once")
        return process

    def _wait(self, process: subprocess.Popen[str]) -> int:
        while True:
            try:
                return process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                if self.stopping.is_set():
                    break
        try:
            return process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def supervise(settings: Settings) -> None:
    """`wian worker`: worker processes alone, until told to stop. Raises InputError as `prepare` does."""
    stopping = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stopping.set())
    prepare(settings)
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True
    )
    workers = Workers(settings, max(1, settings.workers))
    workers.start()
    log.info("พร้อมแล้ว: ตัวอ่าน %d ตัว", len(workers.threads))
    stopping.wait()
    workers.stop()
