"""The processes in which a worker opens strangers' files: limited, followed, and ended with the worker."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, TypedDict

from api import read_process
from api.settings import Settings

log = logging.getLogger(__name__)

TOOK_TOO_LONG = "อ่านไฟล์นี้นานเกินกำหนด โปรดแยกไฟล์เป็นส่วนย่อยหรือสแกนใหม่ให้เล็กลง แล้วส่งอีกครั้ง"
BROKE_OFF = "การอ่านไฟล์นี้หยุดกลางคัน โปรดส่งอีกครั้ง หากยังไม่ได้ โปรดบันทึกเป็น PDF ใหม่หรือสแกนอีกครั้ง"
MOST_KILLS = 3  # of a reading process by others, such as a machine short of memory
KILLED = (-signal.SIGKILL, 255)  # the second when the process it was forked from was killed
Hear = Callable[[dict[str, Any]], Awaitable[None]]


class Refusal(TypedDict):
    """Why a file could not be opened: a code, and a Thai sentence that says what to do."""

    code: str
    message: str


class FileProcesses:
    """Runs one process after another for whoever inherits from it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.processes: set[int] = set()
        self.stopping = False

    def break_off(self) -> None:
        """Ends what is being read, for a worker that ends; nothing is said of it."""
        self.stopping = True
        for process in list(self.processes):
            kill_group(process)

    async def open_file(
        self, main: Callable[..., None], *arguments: object, what: str, hear: Hear | None = None
    ) -> Refusal | None:
        """Has `main(*arguments, bounds, connection)` open a file in a process of its own.

        None: it did what it should; else why it could not. what: names the file in the log; hear: gets what
        the process tells on its way.
        """
        for _ in range(MOST_KILLS):
            code, refusal = await self._run(main, arguments, hear)
            if code == 0:
                return None
            if refusal:
                return refusal
            log.error("the reader of %s ended with %s", what, code)
            if code not in KILLED:
                break
        return {"code": "reading_failed", "message": BROKE_OFF}

    async def _run(
        self, main: Callable[..., None], arguments: tuple[object, ...], hear: Hear | None
    ) -> tuple[int | None, Refusal | None]:
        """(exit code, what is wrong with the file if that was told)."""
        process, connection = await asyncio.to_thread(read_process.start, main, *arguments, self._bounds())
        assert process.pid is not None
        self.processes.add(process.pid)
        try:
            async with asyncio.timeout(self.settings.read_seconds):
                refusal = await self._follow(connection, hear)
                await asyncio.to_thread(process.join)
        except TimeoutError:
            return None, {"code": "too_slow", "message": TOOK_TOO_LONG}
        finally:  # also when cancelled
            kill_group(process.pid)
            self.processes.discard(process.pid)
        if self.stopping:  # it is we who ended it: this process is about to end too
            await asyncio.Event().wait()
        if process.exitcode == -signal.SIGXCPU:
            refusal = {"code": "too_slow", "message": TOOK_TOO_LONG}
        return process.exitcode, refusal

    async def _follow(self, connection: Connection, hear: Hear | None) -> Refusal | None:
        """Passes on what the process tells until it ends; gives the refusal it told, if any."""
        refusal: Refusal | None = None
        with connection:
            while message := await asyncio.to_thread(read_process.told, connection):
                if "code" in message:
                    refusal = {"code": str(message["code"]), "message": str(message["message"])}
                elif hear is not None:
                    await hear(message)
        return refusal

    def _bounds(self) -> read_process.Bounds:
        settings = self.settings
        return {
            "seconds": settings.read_seconds,
            "memory_mb": settings.read_memory_mb,
            "cores": settings.cores_a_file,
            "output_mb": settings.read_output_mb,
            "pages": settings.max_pages,
            "pixels": settings.limits.pixels,
        }


def kill_group(process: int) -> None:
    """Ends a process that leads a group of its own (or is about to), and its helpers."""
    for end in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            end(process, signal.SIGKILL)
