"""Real servers for tests: PostgreSQL in a folder of its own, started and stopped here."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


def has_postgres() -> bool:
    return bool(PROGRAMS) or shutil.which("initdb") is not None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def postgres() -> Iterator[str]:
    """A fresh cluster on loopback; gives its URL. PostgreSQL refuses to run as root, so it runs as `postgres`
    (the account that comes with the package) when the tests are root."""
    bin_folder = PROGRAMS[-1] if PROGRAMS else Path(shutil.which("initdb") or "").parent
    with tempfile.TemporaryDirectory(prefix="wian-pg-") as name:
        folder = Path(name)
        user = _account_for(folder)
        port = free_port()
        _run([bin_folder / "initdb", "-D", folder / "data", "-U", "wian", "-A", "trust", "-E", "UTF8",
              "--locale=C.UTF-8"], user)  # fmt: skip
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        control = [bin_folder / "pg_ctl", "-D", folder / "data"]
        _run([*control, "-l", folder / "log", "-o", options, "-w", "start"], user)
        try:
            yield f"postgresql://wian@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"], user)
            time.sleep(0.1)


def _account_for(folder: Path) -> str | None:
    if os.geteuid() != 0:
        return None
    account = pwd.getpwnam("postgres")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return "postgres"


def _run(command: list[Path | str], user: str | None) -> None:
    # Not captured: pg_ctl's child would keep the pipe open and the call would never end.
    subprocess.run(
        [str(part) for part in command],
        check=True,
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def s3() -> Iterator[dict[str, str]]:
    """A SeaweedFS server on loopback with one bucket `wian`; gives the AWS_* variables that reach it."""
    program = Path(sys.executable).parent / "weed"
    with tempfile.TemporaryDirectory(prefix="wian-s3-") as name:
        ports = {option: free_port() for option in ("s3.port", "master.port", "volume.port", "filer.port")}
        command = [
            str(program), "server", "-dir", name, "-ip", "127.0.0.1", "-ip.bind",
            "127.0.0.1", "-s3", "-filer", "-volume.max=10", "-master.volumeSizeLimitMB=64",
            *(f"-{option}={port}" for option, port in ports.items()),
            *(f"-{o.replace('port', 'port.grpc')}={free_port()}" for o in ports),
        ]  # fmt: skip
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        reach = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{ports['s3.port']}",
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "AWS_REGION": "us-east-1",
        }
        try:
            _make_bucket(reach["AWS_ENDPOINT_URL"] + "/wian")
            yield reach
        finally:
            server.kill()
            server.wait()


def _make_bucket(url: str) -> None:
    """Tries until the server is up: a fresh one takes about four seconds."""
    deadline = time.monotonic() + 60
    while True:
        try:
            httpx.put(url).raise_for_status()
            return
        except httpx.HTTPError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)
