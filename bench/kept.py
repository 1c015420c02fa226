"""Results kept on disk item by item, so that a long measurement goes on where it was stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest import recogniser


def model_mark() -> str:
    """Tells one model from another one."""
    return hashlib.sha256((recogniser.MODEL_FOLDER / "reader.onnx").read_bytes()).hexdigest()[:12]


class Kept:
    """One JSON line an item; without a path nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.known: dict[str, Any] = {}
        if path and path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                item = json.loads(line)
                self.known[item["key"]] = item["value"]

    def get(self, key: str, measure: Callable[[], Any]) -> Any:
        """The kept value of `key`, or what `measure` gives now (kept from now on)."""
        if key not in self.known:
            self.known[key] = measure()
            if self.path:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with self.path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"key": key, "value": self.known[key]}, ensure_ascii=False) + "\n")
        return self.known[key]
