"""A folder from which circulars are taken: a scanner or a share puts files there, nobody has to upload them.

A file is taken once it has stood still for some seconds, and moved then: to `done`, or to `refused` with a
Thai sentence beside it. It is kept by the service before it is moved, so a crash takes it a second time at
worst, and the same bytes are the same circular.
"""

from __future__ import annotations

import fcntl
import logging
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from api.problems import TOO_LARGE, Problem

log = logging.getLogger(__name__)
DONE, REFUSED, LOCK = "done", "refused", ".wian-lock"
STILL_FOR = 5.0  # seconds without a change: a copy over a slow share is complete
# Takes an open file and its name, as an upload. Raises Problem.
Take = Callable[[BinaryIO, str], object]


class WatchedFolder:
    """Looked through by `look`, from time to time; several services may watch the same folder."""

    def __init__(self, folder: Path, take: Take, max_bytes: int) -> None:
        self.folder, self.take, self.max_bytes = folder, take, max_bytes

    def look(self) -> int:
        """Takes what is complete; gives how many files were dealt with. Raises OSError (a share is away)."""
        with self._ours() as ours:
            return sum(self._deal_with(path) for path in self._complete()) if ours else 0

    @contextmanager
    def _ours(self) -> Iterator[bool]:
        """One looks at a time: two would take the same file."""
        with (self.folder / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def _complete(self) -> list[Path]:
        still = time.time() - STILL_FOR
        found = []
        for path in sorted(self.folder.iterdir()):
            entry = path.lstat()
            # No links: what they point to is not what somebody put here.
            if stat.S_ISREG(entry.st_mode) and entry.st_mtime < still and not path.name.startswith("."):
                found.append(path)
        return found

    def _deal_with(self, path: Path) -> bool:
        try:
            if path.stat().st_size > self.max_bytes:
                raise Problem(413, "too_large", TOO_LARGE)
            with path.open("rb") as file:
                self.take(file, path.name)
        except Problem as problem:
            if problem.status >= 500:  # the store or the database: later
                log.warning("%s is left for later: %s", path.name, problem.detail)
                return False
            refused = self._moved(path, REFUSED)
            refused.with_name(refused.name + ".txt").write_text(problem.detail + "\n", encoding="utf-8")
            return True
        except OSError as error:  # taken away again, or not for us to read: no reason to leave the others
            log.warning("%s is left: %s", path.name, error)
            return False
        self._moved(path, DONE)
        return True

    def _moved(self, path: Path, where: str) -> Path:
        """Never over another file of the same name."""
        target = self.folder / where
        target.mkdir(exist_ok=True)
        place = target / path.name
        number = 1
        while place.exists():
            number += 1
            place = target / f"{path.stem}-{number}{path.suffix}"
        path.rename(place)
        return place
