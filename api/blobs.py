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
from pathlib import Path
from typing import Protocol
from uuid import uuid4

KEY = re.compile(r"[a-z0-9][a-z0-9./-]*")


class BlobMissing(Exception):  # noqa: N818 - named for what it is
    """No file with this key."""


class Blobs(Protocol):
    """A place for files."""

    def put(self, key: str, data: bytes) -> None:
        """Keeps the bytes durably. The same key is only ever given the same content."""

    def get(self, key: str) -> bytes:
        """Raises BlobMissing."""

    def has(self, key: str) -> bool: ...


def open_blobs(storage: str | None, data: Path) -> Blobs:
    """The configured storage: `s3://bucket/prefix` or a folder; by default a folder in the data folder.

    S3's address and keys come from the usual AWS_* variables (AWS_ENDPOINT_URL for other servers).
    """
    if storage and storage.startswith("s3://"):
        return BucketBlobs(storage)
    return FolderBlobs(Path(storage) if storage else data / "blobs")


def original_key(sha256: str) -> str:
    return f"originals/{sha256[:2]}/{sha256}"


def page_key(sha256: str, number: int) -> str:
    """The upright picture of a page, PNG."""
    return f"pages/{sha256[:2]}/{sha256}/{number}.png"


def keep_original(blobs: Blobs, data: bytes) -> str:
    """Keeps an upload under its hash and gives the hash."""
    sha256 = hashlib.sha256(data).hexdigest()
    key = original_key(sha256)
    if not blobs.has(key):
        blobs.put(key, data)
    return sha256


class FolderBlobs:
    """Files below a folder on a local disk, or on a share that all machines mount."""

    def __init__(self, root: Path) -> None:
        self.root = root

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
            raise BlobMissing(key) from None

    def has(self, key: str) -> bool:
        return self._path(key).exists()

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
    """Objects in an S3 bucket."""

    def __init__(self, url: str) -> None:
        from obstore.store import S3Store

        endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
        # A server on this machine (a test, a gateway beside the service) speaks plain HTTP.
        self.store = S3Store.from_url(url, client_options={"allow_http": endpoint.startswith("http://")})

    def put(self, key: str, data: bytes) -> None:
        import obstore
        from obstore.exceptions import AlreadyExistsError

        try:
            obstore.put(self.store, key, data, mode="create")
        except AlreadyExistsError:
            return

    def get(self, key: str) -> bytes:
        import obstore

        try:
            return bytes(obstore.get(self.store, key).bytes())
        except FileNotFoundError:
            raise BlobMissing(key) from None

    def has(self, key: str) -> bool:
        import obstore

        try:
            obstore.head(self.store, key)
        except FileNotFoundError:
            return False
        return True
