"""Servers that can be taken away and given back: PostgreSQL, S3, and the wire between."""

from __future__ import annotations

import os
import pwd
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import sqlalchemy as sa

from tests.servers import PROGRAMS, free_port


class Server:
    """A PostgreSQL cluster of its own on a port."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"postgresql://wian@127.0.0.1:{port}/postgres"
        self.folder = tempfile.TemporaryDirectory(prefix="wian-pg-", ignore_cleanup_errors=True)
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(self.folder.name, account.pw_uid, account.pw_gid)
        self._run("initdb", "-U", "wian", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.folder.cleanup()

    def start(self) -> None:
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder.name}"
        )
        self._run("pg_ctl", "-l", f"{self.folder.name}/log", "-o", options, "-w", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(PROGRAMS[-1] / program), "-D", f"{self.folder.name}/data", *arguments]
        quiet = subprocess.DEVNULL
        subprocess.run(command, check=True, user=self.user, cwd="/", stdout=quiet, stderr=quiet)


class Proxy:
    """A way to a database that can be cut: then nothing passes, and nobody is told."""

    def __init__(self, database: str) -> None:
        target = sa.make_url(database)
        assert target.host and target.port
        self.target = (target.host, target.port)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = target.set(port=self.listener.getsockname()[1]).render_as_string(hide_password=False)
        self.open = threading.Event()
        self.open.set()

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.close()

    def cut(self) -> None:
        self.open.clear()

    def mend(self) -> None:
        self.open.set()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
                far = socket.create_connection(self.target)
            except OSError:
                return
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self.open.wait()
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)


class Store:
    """A SeaweedFS server with one bucket, whose files stay when it is killed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        ports = {name: free_port() for name in ("s3.port", "master.port", "volume.port", "filer.port")}
        self.command = [
            str(Path(sys.executable).parent / "weed"), "server", "-dir", str(folder), "-ip", "127.0.0.1",
            "-ip.bind", "127.0.0.1", "-s3", "-filer", "-volume.max=10", "-master.volumeSizeLimitMB=64",
            *(f"-{name}={port}" for name, port in ports.items()),
            *(f"-{name.replace('port', 'port.grpc')}={free_port()}" for name in ports),
        ]  # fmt: skip
        self.reach = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{ports['s3.port']}",
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "AWS_REGION": "us-east-1",
        }

    def start(self) -> None:
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(self.command, stdout=quiet, stderr=quiet)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def wait(self) -> None:
        while True:
            with suppress(httpx.HTTPError):
                if httpx.put(self.reach["AWS_ENDPOINT_URL"] + "/wian").status_code in (200, 409):
                    return
            time.sleep(0.3)


@contextmanager
def s3_server(folder: Path) -> Iterator[Store]:
    store = Store(folder)
    store.start()
    store.wait()
    try:
        yield store
    finally:
        store.kill()
