"""Files of the service by key: originals and signed forms by SHA-256, page pictures by document and page.

A folder or an S3 bucket, same keys. What `put` has returned for is durable: in the folder by temporary
file, fsync, rename and fsync of the folder (obstore's own local store does not fsync), in S3 by the
server's answer. A blob is written before the row that names it, so a row never points to nothing; a crash
in between leaves an unnamed blob, which does no harm.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import uuid4

KEY = re.compile(r"[a-z0-9][a-z0-9./-]*")


class BlobMissing(Exception):
    """No file with this key."""


class StoreAway(Exception):
    """The store does not answer, or refuses what it should do; it may work later."""


class Blobs(Protocol):
    """A place for files."""

    def put(self, key: str, data: bytes) -> None:
        """Keeps the bytes durably. The same key is only ever given the same content."""

    def get(self, key: str) -> bytes:
        """Raises BlobMissing."""

    def has(self, key: str) -> bool: ...

    def keys(self) -> Iterator[str]:
        """All keys, in any order."""

    def old(self, prefix: str, before: datetime) -> Iterator[str]:
        """The keys below a prefix ("originals/") that were last put before a moment."""

    def renew(self, key: str, data: bytes) -> None:
        """Lets a file that is there count as put just now."""

    def delete(self, key: str, before: datetime) -> bool:
        """Removes a file that was last put before a moment; False where it is younger or not there."""


def open_blobs(storage: str | None, data: Path) -> Blobs:
    """The configured storage: `s3://bucket/prefix` or a folder; by default a folder in the data folder.

    S3's address and keys come from the usual AWS_* variables (AWS_ENDPOINT_URL for other servers).
    """
    if storage and storage.startswith("s3://"):
        return BucketBlobs(storage)
    return FolderBlobs(Path(storage) if storage else data / "blobs")


def original_key(sha256: str) -> str:
    return f"originals/{sha256[:2]}/{sha256}"


def page_key(document_id: str, attempt: int, number: int) -> str:
    """The upright picture of a page, PNG."""
    return f"pages/{document_id[:2]}/{document_id}/{attempt}/{number}.png"


def reading_key(document_id: str, attempt: int) -> str:
    """The Circular JSON that a reading gave."""
    return f"readings/{document_id[:2]}/{document_id}/{attempt}.json"


def return_page_key(sha256: str, name: str) -> str:
    """A page of a returned form, JPEG. name: "1" or "1-small"."""
    return f"returns/{sha256[:2]}/{sha256}/{name}.jpg"


def keep_original(blobs: Blobs, data: bytes) -> str:
    """Keeps an upload under its hash and gives the hash."""
    sha256 = hashlib.sha256(data).hexdigest()
    key = original_key(sha256)
    if blobs.has(key):
        blobs.renew(key, data)  # its row may come only now, and what is old and without a row is removed
    else:
        blobs.put(key, data)
    return sha256


class FolderBlobs:
    """Files below a folder on a local disk, or on a share that all machines mount."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def put(self, key: str, data: bytes) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{uuid4().hex}")
        try:
            with part.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        self._sync_up_to_root(path.parent)

    def get(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            if not self.root.exists():  # a share that is not mounted
                raise StoreAway(f"no folder {self.root}") from None
            raise BlobMissing(key) from None

    def has(self, key: str) -> bool:
        return self._path(key).exists()

    def keys(self) -> Iterator[str]:
        for path in self.root.rglob("*"):
            if path.is_file() and not path.name.startswith("."):  # unfinished or left by a crash
                yield path.relative_to(self.root).as_posix()

    def old(self, prefix: str, before: datetime) -> Iterator[str]:
        for path in (self.root / prefix).rglob("*"):
            with suppress(FileNotFoundError):
                if path.is_file() and path.stat().st_mtime < before.timestamp():
                    yield path.relative_to(self.root).as_posix()

    def renew(self, key: str, data: bytes) -> None:
        try:
            os.utime(self._path(key))
        except FileNotFoundError:
            self.put(key, data)

    def delete(self, key: str, before: datetime) -> bool:
        path = self._path(key)
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
                return True
        return False

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key) or ".." in key:
            raise ValueError(f"no key: {key!r}")
        return self.root / key

    def _sync_up_to_root(self, folder: Path) -> None:
        """A new entry is durable when its folder is, and a new folder when the one above it is."""
        while True:
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if folder == self.root:
                return
            folder = folder.parent


class BucketBlobs:
    """Objects in an S3 bucket. All methods raise StoreAway after some seconds of trying."""

    def __init__(self, url: str) -> None:
        from obstore.store import S3Store

        endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
        self.store = S3Store.from_url(
            url,
            # A server on this machine (a test, a gateway beside the service) speaks plain HTTP.
            client_options={
                "allow_http": endpoint.startswith("http://"),
                "connect_timeout": "3s",
                "timeout": "60s",
            },
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=10)},
        )

    def put(self, key: str, data: bytes) -> None:
        import obstore
        from obstore.exceptions import AlreadyExistsError

        with suppress(AlreadyExistsError), _away():
            obstore.put(self.store, key, data, mode="create")

    def get(self, key: str) -> bytes:
        import obstore

        with _away():
            return bytes(obstore.get(self.store, key).bytes())

    def has(self, key: str) -> bool:
        import obstore

        try:
            with _away():
                obstore.head(self.store, key)
        except BlobMissing:
            return False
        return True

    def keys(self) -> Iterator[str]:
        import obstore

        with _away():
            for some in obstore.list(self.store):
                yield from (entry["path"] for entry in some)

    def old(self, prefix: str, before: datetime) -> Iterator[str]:
        import obstore

        with _away():
            for some in obstore.list(self.store, prefix=prefix.rstrip("/")):
                yield from (entry["path"] for entry in some if entry["last_modified"] < before)

    def renew(self, key: str, data: bytes) -> None:
        import obstore

        with _away():
            obstore.put(self.store, key, data)

    def delete(self, key: str, before: datetime) -> bool:
        import obstore

        with suppress(BlobMissing), _away():
            if obstore.head(self.store, key)["last_modified"] < before:
                obstore.delete(self.store, key)
                return True
        return False


@contextmanager
def _away() -> Iterator[None]:
    """The bucket's errors in our words."""
    from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError

    try:
        yield
    except AlreadyExistsError:
        raise
    except (FileNotFoundError, NotFoundError) as error:
        raise BlobMissing(str(error)) from None
    except BaseError as error:
        raise StoreAway(str(error)) from error
