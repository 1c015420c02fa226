"""The embedded worker: reads the uploads one after the other, each in a process of its own."""

from __future__ import annotations

import json
import logging
import queue
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from api.settings import Settings
from api.storage import Status, Storage

log = logging.getLogger(__name__)

TOOK_TOO_LONG = "อ่านไฟล์นี้นานเกินกำหนด โปรดแยกไฟล์เป็นส่วนย่อยหรือสแกนใหม่ให้เล็กลง แล้วส่งอีกครั้ง"
BROKE_OFF = "การอ่านไฟล์นี้หยุดกลางคัน โปรดส่งอีกครั้ง หากยังไม่ได้ โปรดบันทึกเป็น PDF ใหม่หรือสแกนอีกครั้ง"


class Worker:
    """Start it with the service; what was not finished when the service stopped is read first."""

    def __init__(self, storage: Storage, settings: Settings) -> None:
        self.storage = storage
        self.settings = settings
        self.waiting: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.current: str | None = None
        self.progress: dict[str, int] | None = None
        self.stopping = threading.Event()
        self.process: subprocess.Popen[str] | None = None
        self.thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        for upload in reversed(self.storage.uploads()):
            self.add(upload.id)
        self.thread.start()

    def stop(self) -> None:
        """Breaks off what is being read; it is read again at the next start."""
        self.stopping.set()
        self.waiting.put(None)
        if process := self.process:
            process.kill()
        self.thread.join()

    def add(self, circular_id: str) -> None:
        if not self.storage.is_finished(circular_id):
            self.waiting.put(circular_id)

    def status(self, circular_id: str) -> Status:
        if self.storage.is_finished(circular_id):
            return "failed" if self.storage.error(circular_id) else "review"
        return "reading" if circular_id == self.current else "received"

    def _run(self) -> None:
        while (circular_id := self.waiting.get()) is not None and not self.stopping.is_set():
            if self.storage.is_finished(circular_id):  # sent twice before it was read
                continue
            self.current, self.progress = circular_id, None
            try:
                self._read(circular_id)
            except Exception:
                # A bug of ours, or a full disk: it must neither stop the other uploads nor go unseen.
                log.exception("reading %s failed", circular_id)
                self.storage.save_error(circular_id, "reading_failed", BROKE_OFF)
            finally:
                self.current = None

    def _read(self, circular_id: str) -> None:
        upload = self.storage.upload(circular_id)
        assert upload is not None
        worked = self.storage.working_folder()
        code, error = self._run_reader(self.storage.original(circular_id), upload.name, worked)
        if code == 0:
            self.storage.save_result(circular_id, worked)
        elif error:
            self.storage.save_error(circular_id, error["code"], error["message"])
        elif not self.stopping.is_set():
            log.error("the reader of %s ended with %s", circular_id, code)
            self.storage.save_error(circular_id, "reading_failed", BROKE_OFF)
        shutil.rmtree(worked, ignore_errors=True)

    def _run_reader(self, original: Path, name: str, worked: Path) -> tuple[int, dict[str, Any] | None]:
        """(exit code, what is wrong with the file if that was told)."""
        limits = [str(self.settings.read_seconds), str(self.settings.read_memory_mb)]
        command = [
            sys.executable,
            "-m",
            "api.read_process",
            str(original.absolute()),
            name,
            str(worked),
            *limits,
        ]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.process = process
        if self.stopping.is_set():  # `stop` came before it had a process to kill
            process.kill()
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self.settings.read_seconds, give_up)
        timer.start()
        error = self._follow(process)
        timer.cancel()
        code = process.wait()
        return code, {"code": "too_slow", "message": TOOK_TOO_LONG} if late.is_set() else error

    def _follow(self, process: subprocess.Popen[str]) -> dict[str, Any] | None:
        """Keeps `progress` up to date until the process ends; returns the error it told, if any."""
        assert process.stdout is not None
        error: dict[str, Any] | None = None
        for line in process.stdout:
            told = json.loads(line)
            if "code" in told:
                error = told
            else:
                self.progress = told
        return error
