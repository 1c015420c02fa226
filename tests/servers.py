"""Real servers for tests: PostgreSQL in a folder of its own, started and stopped here."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
