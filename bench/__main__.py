"""`make bench`: everything that is measured, one part after the other; `python -m bench NAME…` only some.

Absolute figures are of the machine named first; where a peer is installed it runs beside ours.
"""

from __future__ import annotations

import os
import platform
import sys
import traceback
from importlib import import_module
from pathlib import Path

PARTS = {
    "text_layers": "text layers of PDFs, beside pdfplumber, pypdfium2 and pdftotext",
    "reading": "pages read from pictures, beside Tesseract",
    "dates": "dates in Thai text, beside pythainlp and dateparser",
    "contradictions": "planted contradictions found, false alarms",
    "extraction": "time of the extraction",
    "pdf": "letters: round trip, layout, time, beside other engines",
    "forms": "forms: time and bytes",
    "pages": "web pages: bytes, paint, server time, from file to letter",
}


def main(names: list[str]) -> int:
    if unknown := [name for name in names if name not in PARTS]:
        print(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    print(f"machine: {processor()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    failed = [name for name in names or PARTS if not ran(name)]
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def ran(name: str) -> bool:
    """A part that fails does not keep the others from being measured."""
    print(f"\n=== {name}: {PARTS[name]}", flush=True)
    sys.argv = [name]
    try:
        return import_module(f"bench.{name}").main() in (None, 0)
    except Exception:
        traceback.print_exc()
        return False


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
