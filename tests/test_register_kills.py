"""Register numbers under writers that are killed: no gap, no double, nothing told and lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_killed_writers_leave_no_gap_and_no_double(database: str) -> None:
    """Twenty processes, 300 numbers, fifteen kills; the whole run is `python -m bench.registers`."""
    sizes = ("--numbers", "300", "--writers", "20", "--kills", "15")
    command = [sys.executable, "-m", "bench.registers", "--url", database, *sizes]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "15 killed" in done.stdout and "0 gaps, 0 doubles, 0 lost" in done.stdout
