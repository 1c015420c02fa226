"""The product runs with what requirements.lock installs: nothing slips in through the test packages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
UV = Path(sys.executable).parent / "uv"


@pytest.fixture(scope="module")
def clean_environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the locked packages to run, and no other."""
    folder = tmp_path_factory.mktemp("clean") / "venv"
    python = folder / "bin" / "python"
    for command in (
        [UV, "venv", "--quiet", "--python", sys.executable, folder],
        [UV, "pip", "sync", "--quiet", "--python", python, "--require-hashes", ROOT / "requirements.lock"],
        [
            UV,
            "pip",
            "install",
            "--quiet",
            "--python",
            python,
            "--no-deps",
            "--no-build-isolation",
            "-e",
            ROOT,
        ],
    ):
        subprocess.run([str(part) for part in command], check=True, cwd=ROOT)
    return folder / "bin"


@pytest.mark.skipif(not UV.exists(), reason="uv is not beside this Python; `make test` puts it there")
def test_the_main_job_runs_without_the_test_packages(clean_environment: Path, tmp_path: Path) -> None:
    """`wian process` on the sample makes the letter, the calendar and two forms a school."""
    samples = ROOT / "samples"
    subprocess.run(
        [clean_environment / "wian", "process", samples / "dmc-circular.pdf", "--out", tmp_path / "out",
         "--office", samples / "office.toml", "--schools", samples / "schools.csv"],
        check=True, cwd=tmp_path, capture_output=True,
    )  # fmt: skip
    made = {str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert {"circular.json", "forwarding-letter.pdf", "deadlines.ics", "timeline.pdf"} <= made
    assert len([name for name in made if name.startswith("forms/")]) == 24


@pytest.mark.skipif(not UV.exists(), reason="uv is not beside this Python; `make test` puts it there")
def test_the_service_imports_without_the_test_packages(clean_environment: Path) -> None:
    """The web application can be built."""
    subprocess.run([clean_environment / "python", "-c", "import api.app"], check=True, cwd="/")
