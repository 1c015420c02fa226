"""The commands keep the contract: what they print, where, and with which exit code."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli import main

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "dmc-circular.pdf"


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    path = tmp_path / "เสีย.pdf"
    path.write_bytes(b"%PDF-1.7 and then nothing of use")
    return path


def test_read_prints_one_indented_object(capsys: pytest.CaptureFixture[str]) -> None:
    """One file gives one JSON object of schema circular/1 and exit code 0."""
    assert main(["read", str(SAMPLE)]) == 0

    printed = capsys.readouterr().out
    circular = json.loads(printed)
    assert circular["schema"] == "circular/1"
    assert circular["source"]["name"] == SAMPLE.name
    assert printed.startswith('{\n  "schema"')


def test_read_of_several_files_keeps_order_and_goes_on_after_a_bad_one(
    damaged: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bad file prints its error in its place, the next is still read, and the highest exit code wins."""
    assert main(["read", str(damaged), str(SAMPLE)]) == 3

    out, err = capsys.readouterr()
    first, second = (json.loads(line) for line in out.splitlines())
    assert first["schema"] == "error/1"
    assert first["source"] == {"name": damaged.name}
    assert set(first) == {"schema", "source", "code", "message"}
    assert second["schema"] == "circular/1"
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err


def test_a_bug_rises_after_the_other_files_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bug is never taken for bad input, and costs only the file that met it."""
    import api.reading

    read = api.reading.read_circular_file

    def broken(path: Path, _: object = None) -> object:
        if path.name == "bug.pdf":
            raise ZeroDivisionError
        return read(path, None)

    monkeypatch.setattr(api.reading, "read_circular_file", broken)

    with pytest.raises(ZeroDivisionError):
        main(["read", str(tmp_path / "bug.pdf"), str(SAMPLE)])

    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["schema"], first["code"]) == ("error/1", "bug")
    assert second["schema"] == "circular/1"


@pytest.mark.parametrize("command", ["read", "text"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("damaged.pdf", b"%PDF-1.7 and then nothing of use"),
        ("table.xlsx", b"PK\x03\x04 no docx"),
        ("words.txt", "ข้อความ".encode()),
        ("absent.pdf", None),
    ],
)
def test_bad_input_is_one_thai_line_and_exit_code_3(
    command: str, name: str, content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no readable file is told in one line that says what to do, without a traceback."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    assert main([command, str(path)]) == 3

    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1
    assert "โปรด" in err


def test_a_folder_is_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder in the place of a file is bad input, told in one line."""
    assert main(["text", str(tmp_path)]) == 3
    assert "โฟลเดอร์" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["read"], ["fly"], ["dates", "--on", "tomorrow"], ["process", "a.pdf"]]
)
def test_wrong_usage_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A missing or unknown argument prints the usage."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)

    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_text_separates_pages_by_form_feeds(capsys: pytest.CaptureFixture[str]) -> None:
    """The words of each page as plain text; the sample has two pages."""
    assert main(["text", str(SAMPLE)]) == 0

    pages = capsys.readouterr().out.split("\f")
    assert len(pages) == 2
    assert "การสำรวจ" in pages[0]


def test_dates_answers_each_line_with_one_array(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As many arrays as lines, empty ones included, with the keys of the contract."""
    monkeypatch.setattr("sys.stdin", io.StringIO("ภายในวันที่ ๑๐ มิถุนายน ๒๕๗๐ เวลา ๑๖.๓๐ น.\n\nไม่มีวัน\n"))

    assert main(["dates"]) == 0

    first, second, third = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert second == third == []
    assert list(first[0]) == ["text", "kind", "start", "end", "start_time", "end_time", "rule", "doubts"]
    assert (first[0]["kind"], first[0]["end"], first[0]["end_time"]) == ("until", "2027-06-10", "16:30")


def test_dates_on_settles_a_missing_year_with_a_doubt(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--on` gives the day from which a missing year is judged, and the doubt says so."""
    monkeypatch.setattr("sys.stdin", io.StringIO("ภายในวันที่ ๑๐ มิถุนายน\n"))

    assert main(["dates", "--on", "2027-05-25"]) == 0

    (span,) = json.loads(capsys.readouterr().out)
    assert span["end"] == "2027-06-10"
    assert "year_missing" in span["doubts"]


def test_dates_refuses_what_is_not_utf8() -> None:
    """Bytes of another encoding are bad input, not a traceback."""
    run = wian("dates", stdin="วันที่ ๑".encode("cp874"))

    assert run.returncode == 3
    assert b"UTF-8" in run.stderr
    assert b"Traceback" not in run.stderr


def test_thai_comes_out_whatever_the_locale() -> None:
    """A terminal without a locale gets UTF-8 all the same."""
    run = wian("dates", stdin="ภายในวันที่ ๑๐ มิถุนายน ๒๕๗๐".encode(), LC_ALL="C", PYTHONCOERCECLOCALE="0")

    assert run.returncode == 0
    assert "มิถุนายน" in run.stdout.decode()


def test_a_reader_that_goes_away_is_no_error() -> None:
    """`wian read … | head -1` ends quietly."""
    command = f"{sys.executable} -m api.cli read {SAMPLE} | head -1"
    run = subprocess.run(["bash", "-c", command], capture_output=True, cwd=ROOT, check=False)

    assert run.stdout == b"{\n"
    assert run.stderr == b""


def test_the_command_line_starts_without_slow_libraries() -> None:
    """The dispatcher itself loads no picture, PDF or web library: a command pays only for what it needs."""
    slow = "{'cv2', 'numpy', 'onnxruntime', 'pypdfium2', 'pydantic', 'fastapi', 'reportlab', 'rich'}"
    code = f"import sys, api.cli; api.cli.build_parser(); print({slow} & set(sys.modules))"

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)

    assert run.stdout.strip() == "set()"


def test_check_names_the_remedy(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A machine without tesseract and with a bad setting gets exit code 4 and what to do about each."""
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("WIAN_PORT", "high")

    assert main(["check"]) == 4

    out = capsys.readouterr().out
    assert "apt-get install tesseract-ocr" in out
    assert "WIAN_PORT" in out


def test_check_reads_the_configured_office_and_schools(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An office file that is no TOML is named."""
    broken = tmp_path / "office.toml"
    broken.write_text("name = ")
    monkeypatch.setenv("WIAN_OFFICE", str(broken))
    monkeypatch.setenv("WIAN_SCHOOLS", str(ROOT / "samples" / "schools.csv"))

    assert main(["check"]) == 4

    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("✗") and "WIAN_OFFICE" in line for line in lines)
    assert any(line.startswith("✓") and "WIAN_SCHOOLS" in line for line in lines)


def test_score_ends_with_the_silent_line(capsys: pytest.CaptureFixture[str]) -> None:
    """The table's last line is `silent: N of M`, and `--only` narrows what is read."""
    assert main(["score", str(SAMPLE.parent), "--only", "circular.pdf"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["field", "expected", "right", "flagged", "wrong", "lost", "invented"]
    assert lines[-1].startswith("silent: ")


def test_score_of_a_folder_without_samples_is_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing to score is told, not scored as perfect."""
    assert main(["score", str(tmp_path)]) == 3
    assert "expected.json" in capsys.readouterr().err


def test_explain_draws_every_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`read --explain` leaves one picture a page beside the JSON."""
    assert main(["read", str(SAMPLE), "--explain", str(tmp_path / "why")]) == 0

    assert [p.name for p in sorted((tmp_path / "why").iterdir())] == [
        "dmc-circular-page-1.png",
        "dmc-circular-page-2.png",
    ]
    assert json.loads(capsys.readouterr().out)["schema"] == "circular/1"


def wian(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment},
        check=False,
    )


def test_forms_come_as_archive_or_fillable_files(tmp_path: Path) -> None:
    """`--archive` and `--fillable` change what is written into the folder; not into one merged file."""
    from tests.circulars import circular

    source, samples = tmp_path / "circular.json", ROOT / "samples"
    source.write_text(circular().to_json(), encoding="utf-8")
    schools = ["--office", str(samples / "office.toml"), "--schools", str(samples / "schools.csv")]
    common = ["forms", str(source), *schools]
    for option, mark in (("--archive", b"<pdfaid:part>3"), ("--fillable", b"/Tx BMC")):
        assert main([*common, "-o", str(tmp_path / option), option]) == 0
        files = sorted((tmp_path / option).glob("*-confirm.pdf"))
        assert len(files) == 12
        assert mark in files[0].read_bytes()
    assert main([*common, "--merged", str(tmp_path / "all.pdf"), "--archive"]) == 2
