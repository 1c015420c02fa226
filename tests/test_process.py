"""The main job leaves a whole folder or none, and makes exactly what the circular asks for."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pytest

from api.cli import main
from api.process import publish
from extract.models import Circular

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
SAMPLE, OFFICE, SCHOOLS = SAMPLES / "dmc-circular.pdf", SAMPLES / "office.toml", SAMPLES / "schools.csv"


@pytest.fixture(scope="module")
def circular_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's circular.json, made by the main job without office and schools."""
    out = tmp_path_factory.mktemp("read") / "out"
    assert main(["process", str(SAMPLE), "--out", str(out)]) == 0
    return out / "circular.json"


def test_everything_the_circular_asks_for_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON, letter, calendar, timeline and two forms a school, and a Thai table that says so."""
    out = tmp_path / "deep" / "out"

    code = main(
        ["process", str(SAMPLE), "--out", str(out), "--office", str(OFFICE), "--schools", str(SCHOOLS)]
    )

    assert code == 0
    made = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    assert [name for name in made if not name.startswith("forms/")] == [
        "circular.json",
        "deadlines.ics",
        "forwarding-letter.pdf",
        "timeline.pdf",
    ]
    forms = [name for name in made if name.startswith("forms/")]
    assert len(forms) == 24
    assert {"forms/1099000001-certify.pdf", "forms/1099000001-confirm.pdf"} <= set(forms)
    printed = capsys.readouterr().out
    assert "กำหนดเวลา" in printed
    assert "24 ไฟล์" in printed
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_without_office_and_schools_the_summary_says_what_is_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No letter and no forms, the reason of each in the table, exit code 0."""
    assert main(["process", str(SAMPLE), "--out", str(tmp_path / "out")]) == 0

    printed = capsys.readouterr().out
    assert "--office" in printed
    assert "--schools" in printed
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "circular.json",
        "deadlines.ics",
        "timeline.pdf",
    }


def test_a_second_run_leaves_nothing_of_the_first(tmp_path: Path) -> None:
    """A letter and forms made earlier do not stay beside another run's results; foreign files do."""
    out = tmp_path / "out"
    main(["process", str(SAMPLE), "--out", str(out), "--office", str(OFFICE), "--schools", str(SCHOOLS)])
    (out / "note.txt").write_text("ของผู้ใช้")
    (out / "forms" / "signed.jpg").write_bytes(b"scan")

    assert main(["process", str(SAMPLE), "--out", str(out)]) == 0

    left = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    assert left == ["circular.json", "deadlines.ics", "forms/signed.jpg", "note.txt", "timeline.pdf"]


def test_a_failing_run_leaves_the_folder_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug in the last step rises, and neither a half folder nor a staging folder is left."""

    def broken(_: Circular) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setattr("generate.timeline", broken)

    with pytest.raises(ZeroDivisionError):
        main(["process", str(SAMPLE), "--out", str(tmp_path / "out")])

    assert list(tmp_path.iterdir()) == []


def test_a_new_folder_appears_at_once(tmp_path: Path) -> None:
    """The finished folder takes its place by one rename."""
    result = tmp_path / "staging"
    result.mkdir()
    (result / "circular.json").write_text("{}")

    publish(result, tmp_path / "out")

    assert not result.exists()
    assert (tmp_path / "out" / "circular.json").read_text() == "{}"


@pytest.mark.parametrize(
    ("option", "content"),
    [
        ("--office", "name = "),
        ("--office", 'name = "สำนักงาน"'),
        ("--office", OFFICE.read_text().replace("[signatory]", 'emblem = "absent.svg"\n[signatory]')),
        ("--office", None),
        ("--schools", "name,director\nโรงเรียน,ครู\n"),
        ("--schools", None),
    ],
)
def test_a_bad_office_or_school_list_is_bad_input(
    option: str, content: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told in one line before anything is read or written."""
    path = tmp_path / "given"
    if content is not None:
        path.write_text(content)

    assert main(["process", str(SAMPLE), "--out", str(tmp_path / "out"), option, str(path)]) == 3

    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_bad_row_of_the_school_list_is_told_and_the_rest_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The summary names the row; the other school gets its forms."""
    schools = tmp_path / "schools.csv"
    schools.write_text("code,name\n12,โรงเรียนรหัสสั้น\n1099000009,โรงเรียนสมมติ\n")

    assert main(["process", str(SAMPLE), "--out", str(tmp_path / "out"), "--schools", str(schools)]) == 0

    assert "แถวที่ 2" in capsys.readouterr().out
    assert sorted(path.name for path in (tmp_path / "out" / "forms").iterdir()) == [
        "1099000009-certify.pdf",
        "1099000009-confirm.pdf",
    ]


def test_an_unwritable_place_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file where a folder should be: one line, exit code 3."""
    (tmp_path / "file").write_text("")

    assert main(["process", str(SAMPLE), "--out", str(tmp_path / "file" / "out")]) == 3
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_letter_alone(circular_file: Path, tmp_path: Path) -> None:
    """`wian letter` makes the PDF from the JSON."""
    letter = tmp_path / "letter.pdf"

    assert main(["letter", str(circular_file), "--office", str(OFFICE), "-o", str(letter)]) == 0
    assert letter.read_bytes().startswith(b"%PDF-")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.pdf"]


def test_forms_alone_and_merged(circular_file: Path, tmp_path: Path) -> None:
    """One PDF a school and form, and one of all of them in the order of the list."""
    arguments = ["forms", str(circular_file), "--office", str(OFFICE), "--schools", str(SCHOOLS)]

    assert main([*arguments, "-o", str(tmp_path / "forms"), "--merged", str(tmp_path / "all.pdf")]) == 0

    assert len(list((tmp_path / "forms").iterdir())) == 24
    with pikepdf.open(tmp_path / "all.pdf") as merged:
        assert len(merged.pages) >= 24


def test_forms_need_a_place_to_go(circular_file: Path) -> None:
    """Neither -o nor --merged is wrong usage."""
    assert main(["forms", str(circular_file), "--office", str(OFFICE), "--schools", str(SCHOOLS)]) == 2


def test_a_circular_that_asks_for_no_forms_gives_none(
    circular_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a deadline that names DMC, pupils or OBEC-Asset no form is made, and this is said."""
    quiet = tmp_path / "quiet.json"
    circular = json.loads(circular_file.read_bytes())
    quiet.write_text(json.dumps({**circular, "deadlines": []}))

    code = main(
        ["forms", str(quiet), "--office", str(OFFICE), "--schools", str(SCHOOLS), "-o", str(tmp_path / "f")]
    )

    assert code == 0
    assert "ไม่ได้ขอ" in capsys.readouterr().err
    assert not (tmp_path / "f").exists()


def test_json_that_is_no_circular_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says where the JSON departs from the schema."""
    other = tmp_path / "other.json"
    other.write_text('{"schema": "circular/1"}')

    assert main(["letter", str(other), "--office", str(OFFICE), "-o", str(tmp_path / "l.pdf")]) == 3
    assert "source" in capsys.readouterr().err
