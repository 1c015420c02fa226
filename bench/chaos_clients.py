"""Schools' clerks who send files and try again until they are accepted."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from pathlib import Path

import httpx

SAMPLE = (Path(__file__).parent.parent / "samples" / "dmc-circular.pdf").read_bytes()


def circular_number(number: int, run: str) -> bytes:
    """A real circular, unlike every other by its bytes."""
    return SAMPLE + f"\n% {run} {number}\n".encode()


class Clerks:
    """Four of them send `count` files, about `rate` a second; each file until it is accepted."""

    def __init__(self, address: str, count: int, rate: float, run: str) -> None:
        self.address, self.rate, self.run = address, rate, run
        self.todo = list(range(count))[::-1]
        self.accepted: dict[str, str] = {}  # SHA-256: id
        self.refusals: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.start = time.monotonic()
        self.count = count
        self.threads = [threading.Thread(target=self._work, daemon=True) for _ in range(4)]
        for thread in self.threads:
            thread.start()

    def wait(self, seconds: float = 900) -> bool:
        deadline = time.monotonic() + seconds
        for thread in self.threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self.threads)

    def _work(self) -> None:
        while True:
            with self.lock:
                if not self.todo:
                    return
                number = self.todo.pop()
            due = self.start + number / self.rate
            time.sleep(max(0.0, due - time.monotonic()))
            data = circular_number(number, self.run)
            while not self._send(data):
                time.sleep(0.3)

    def _send(self, data: bytes) -> bool:
        try:
            answer = httpx.post(
                f"{self.address}/api/v1/circulars", files={"file": ("เวียน.pdf", data)}, timeout=30
            )
        except httpx.HTTPError as error:
            self.refusals[type(error).__name__] += 1
            return False
        if answer.status_code != 202:
            self.refusals[str(answer.status_code)] += 1
            return False
        with self.lock:
            self.accepted[hashlib.sha256(data).hexdigest()] = answer.json()["id"]
        return True
