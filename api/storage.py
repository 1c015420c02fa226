"""Uploads and their results as plain files below one folder; what is accepted survives a power cut.

    circulars/<id>/original      the bytes as sent
    circulars/<id>/upload.json   name, sha256, time of receipt
    circulars/<id>/circular.json, pages/<n>.png   the result, or
    circulars/<id>/error.json    why there is none
    tmp/                         unfinished work, thrown away at start

The id is the start of the SHA-256 of the bytes: the same file again is the same circular.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from api.errors import InputError
from extract.models import Circular

ID = re.compile(r"[0-9a-f]{32}")
Status = Literal["received", "reading", "review", "confirmed", "failed", "cancelled"]


class Upload(BaseModel):
    """What is known of a file before it is read. received_at: ISO 8601, UTC."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    sha256: str
    size: int
    received_at: str


class Storage:
    """All files of one service. Only one service at a time may use a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.circulars = root / "circulars"
        self.tmp = root / "tmp"

    @contextmanager
    def opened(self) -> Iterator[Storage]:
        """Makes the folders, locks them for this process and clears unfinished work. Raises InputError."""
        try:
            self.circulars.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.root / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise InputError(
                "data_folder",
                f"ใช้โฟลเดอร์ข้อมูล {self.root} ไม่ได้ ({error.strerror}) โปรดตรวจสิทธิ์หรือตั้ง WIAN_DATA ใหม่",
            ) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise InputError(
                "data_folder_in_use",
                f"มี wian serve อื่นใช้โฟลเดอร์ข้อมูล {self.root} อยู่ โปรดปิดก่อนหรือตั้ง WIAN_DATA ใหม่",
            ) from None
        shutil.rmtree(self.tmp, ignore_errors=True)
        self.tmp.mkdir()
        sync(self.root)
        try:
            yield self
        finally:
            os.close(lock)

    def accept(self, data: bytes, name: str) -> Upload:
        """Keeps an upload; when this returns, it is on the disk, or was there already."""
        digest = hashlib.sha256(data).hexdigest()
        if known := self.upload(digest[:32]):
            return known
        upload = Upload(
            id=digest[:32],
            name=shown_name(name),
            sha256=digest,
            size=len(data),
            received_at=datetime.now(UTC).isoformat(timespec="microseconds"),
        )
        folder = self.working_folder()
        try:
            write_durably(folder / "original", data)
            write_durably(folder / "upload.json", upload.model_dump_json().encode())
            sync(folder)
            return self._settle(folder, upload)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _settle(self, folder: Path, upload: Upload) -> Upload:
        """Moves a finished folder to its place, unless another upload of the same bytes was first."""
        try:
            folder.rename(self.circulars / upload.id)
        except OSError:
            first = self.upload(upload.id)
            if first is None:
                raise
            return first
        sync(self.circulars)
        return upload

    def upload(self, circular_id: str) -> Upload | None:
        """None for an id that is unknown or no id at all (such as `..`)."""
        if not ID.fullmatch(circular_id):
            return None
        try:
            return Upload.model_validate_json((self.circulars / circular_id / "upload.json").read_bytes())
        except FileNotFoundError:
            return None

    def uploads(self) -> list[Upload]:
        """All of them, the newest first."""
        known = (self.upload(folder.name) for folder in self.circulars.iterdir())
        return sorted(
            (upload for upload in known if upload), key=lambda u: (u.received_at, u.id), reverse=True
        )

    def original(self, circular_id: str) -> Path:
        return self.circulars / circular_id / "original"

    def page_picture(self, circular_id: str, number: int) -> Path:
        return self.circulars / circular_id / "pages" / f"{number}.png"

    def pages_read(self, circular_id: str) -> int:
        """How many page pictures a finished reading left; 0 before."""
        pages = self.circulars / circular_id / "pages"
        return len(list(pages.iterdir())) if pages.exists() else 0

    def circular(self, circular_id: str) -> Circular | None:
        try:
            return Circular.model_validate_json((self.circulars / circular_id / "circular.json").read_bytes())
        except FileNotFoundError:
            return None

    def error(self, circular_id: str) -> dict[str, Any] | None:
        """{"code", "message"} of a file that could not be read."""
        try:
            error: dict[str, Any] = json.loads((self.circulars / circular_id / "error.json").read_bytes())
        except FileNotFoundError:
            return None
        return error

    def forget_error(self, circular_id: str) -> None:
        (self.circulars / circular_id / "error.json").unlink(missing_ok=True)

    def is_finished(self, circular_id: str) -> bool:
        folder = self.circulars / circular_id
        return (folder / "circular.json").exists() or (folder / "error.json").exists()

    def working_folder(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self.tmp.absolute()))

    def save_result(self, circular_id: str, worked: Path) -> None:
        """Takes over `pages/` and `circular.json` from a working folder; the JSON last: it is the result."""
        folder = self.circulars / circular_id
        shutil.rmtree(folder / "pages", ignore_errors=True)
        for path in [*worked.glob("pages/*"), worked / "pages", worked / "circular.json"]:
            sync(path)
        (worked / "pages").rename(folder / "pages")
        (worked / "circular.json").rename(folder / "circular.json")
        sync(folder)

    def save_error(self, circular_id: str, code: str, message: str) -> None:
        part = self.working_folder() / "error.json"
        write_durably(part, json.dumps({"code": code, "message": message}, ensure_ascii=False).encode())
        part.rename(self.circulars / circular_id / "error.json")
        sync(self.circulars / circular_id)


def write_durably(path: Path, data: bytes) -> None:
    """Writes a new file through to the disk."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Writes a file through to the disk, or a folder: a new or renamed entry is durable only then."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def shown_name(name: str) -> str:
    """The sender's file name for people: no folders, no control characters; never used as a path."""
    last = re.split(r"[\\/]", name)[-1]
    return "".join(ch for ch in last if ch.isprintable()).strip()[:200] or "ไม่มีชื่อ"
