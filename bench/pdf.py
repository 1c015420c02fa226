"""Letters and text as PDF: exactness, size and time, beside other generators.

    python -m bench.pdf [--letters 50] [--no-peers]

Prints text round trips in five readers, the layout read back, line ends on the hand-checked list, CPU time
and bytes of a letter, the cold start of `wian letter`, the archive check, and the same page made by whichever
of WeasyPrint, Typst, fpdf2, Chromium and LibreOffice is installed. Times are CPU seconds (user + system),
medians; compare them within one run only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.pdf_peers import PEERS
from bench.peer_runs import PeerMissing, letter_page, run_peer
from generate import certification_form, draft_letter, forwarding_letter
from generate.letter_parts import LetterParts
from generate.schools import read_schools
from generate.typesetter import Style
from tests.circulars import circular
from tests.drawn_texts import lost_blanks, lost_characters, noted_texts
from tests.letters import DATE, EMBLEM, office
from tests.pdf_tags import untagged
from tests.pdf_text import READERS, wrong_blanks, wrong_characters
from tests.test_forwarding_letter import long_circular, printed
from tests.test_line_breaking import WIDTHS, checked_texts, line_ends
from tests.test_typesetter import stress_lines, stress_sheets

ROOT = Path(__file__).parent.parent


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--letters", type=int, default=50)
    arguments.add_argument("--no-peers", action="store_true")
    options = arguments.parse_args()
    show_round_trips()
    show_layout()
    show_line_ends()
    show_letter(options.letters)
    show_cold_start()
    if not options.no_peers:
        show_peers()


def show_round_trips() -> None:
    print("text round trip: wrong characters / wrong blanks")
    stress = "\n".join(stress_lines())
    papers: dict[str, tuple[bytes, str]] = {
        f"stress set, {name}": (stress_sheets(Style(name, 14)), stress)
        for name in ("Regular", "Bold", "Italic", "BoldItalic")
    }
    papers["letter"] = (letter(), printed(circular(), office()))
    print(f"  {'':24}" + "".join(f"{reader:>16}" for reader in READERS))
    for name, (pdf, expected) in papers.items():
        print(f"  {name:24}" + "".join(f"{tripped(pdf, expected, reader):>16}" for reader in READERS))
    school = read_schools((ROOT / "samples" / "schools.csv").read_bytes(), "schools.csv")[0][0]
    for form in ("confirm", "certify", "assets"):
        with noted_texts() as texts:
            pdf = certification_form(circular(), school, form, office=office())
        got = [READERS[reader](pdf) for reader in READERS]
        cells = [f"{lost_characters(texts, text)} / {lost_blanks(texts, text)}" for text in got]
        print(f"  {'form, ' + form:24}" + "".join(f"{cell:>16}" for cell in cells))


def tripped(pdf: bytes, expected: str, reader: str) -> str:
    got = READERS[reader](pdf)
    return f"{wrong_characters(expected, got)} / {wrong_blanks(expected, got)}"


def show_layout() -> None:
    """Every number of docs/layout.md read back from the finished page, within 0.3 mm."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "tests/test_letter_layout.py",
        "tests/test_memo_and_reminder.py",
    ]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    last = run.stdout.decode().strip().splitlines()[-1]
    print(f"\nlayout of letter, memo and reminder, read back within 0.3 mm: {last}")


def show_line_ends() -> None:
    allowed = {(text, place) for text, places in checked_texts() for place in places}
    seen = {(text, end) for text, _ in checked_texts() for width in WIDTHS for end in line_ends(text, width)}
    print(f"line ends on the hand-checked list: {len(seen)}, inside a word {len(seen - allowed)}")


def letter() -> bytes:
    return forwarding_letter(circular(), office(emblem=EMBLEM), date=DATE)


def show_letter(count: int) -> None:
    def bare() -> bytes:
        return forwarding_letter(circular(), office(emblem=EMBLEM), date=DATE, archive=False)

    def plain() -> bytes:
        return forwarding_letter(circular(), office(), date=DATE, archive=False)

    def four_pages() -> bytes:
        return forwarding_letter(long_circular(), office(), date=DATE)

    print("\nletter, warm: CPU ms, bytes")
    makers: dict[str, Callable[[], bytes]] = {
        "pages alone": plain,
        "with emblem": bare,
        "archive with data": letter,
        "forty deadlines, archive": four_pages,
    }
    for name, make in makers.items():
        print(f"  {name:26}{cpu_ms(make, count):8.2f}{len(make()):10,}")
    print(f"  untagged pieces: {len(untagged(letter())) + len(untagged(four_pages()))}")
    print(f"  PDF/A-3b: {archive_verdict(letter())}, {archive_verdict(four_pages())}")
    print(f"  same bytes in another process: {bytes_elsewhere() == hashlib.sha256(letter()).hexdigest()}")


def cpu_ms(make: Callable[[], bytes], count: int) -> float:
    make()
    times = []
    for _ in range(count):
        start = time.process_time()
        make()
        times.append(time.process_time() - start)
    return statistics.median(times) * 1000


def archive_verdict(pdf: bytes) -> str:
    try:
        from pikepdf import pdfa
    except ImportError:
        return "validator not installed"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "letter.pdf")
        file.write_bytes(pdf)
        report = pdfa.validate_written(file, "3b")
    return "passed" if report.passed else f"{len(report.findings)} findings"


def bytes_elsewhere() -> str:
    code = "import hashlib; from bench.pdf import letter; print(hashlib.sha256(letter()).hexdigest())"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    return run.stdout.decode().strip()


def show_cold_start() -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "circular.json")
        source.write_text(circular().to_json(), encoding="utf-8")
        command = [
            sys.executable, "-m", "api.cli", "letter", source,
            "--office", ROOT / "samples" / "office.toml", "-o", Path(folder, "letter.pdf"),
        ]  # fmt: skip
        times = [child_cpu([str(part) for part in command]) for _ in range(5)]
    print(f"\nwian letter, whole process: {statistics.median(times):.2f} CPU s")


def child_cpu(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def show_peers() -> None:
    """The same letter by others: what comes back, how long it takes, how big it is."""
    page = letter_page(LetterParts(draft_letter(circular(), office()), office(), DATE))
    # Other years and another subject, so that nobody answers from what it made before.
    said = json.dumps(page, ensure_ascii=False)
    pages = [
        page,
        *(json.loads(said.replace("๒๕๗", f"๒๕{n}").replace("นักเรียน", "ครู" * n)) for n in (1, 2, 3)),
    ]
    expected = printed(circular(), office())
    print("\nthe same letter by others, warm (programs start anew): CPU ms, bytes, round trip")
    print(f"  {'':14}{'CPU ms':>9}{'bytes':>10}" + "".join(f"{reader:>16}" for reader in READERS))
    show_peer("wian", cpu_ms(letter, 5), letter(), expected)
    for name in PEERS:
        try:
            run = run_peer(name, pages)
        except PeerMissing as error:
            print(f"  {name:14}  not here ({error})")
            continue
        show_peer(name, run.median_ms, run.pdf, expected)


def show_peer(name: str, spent: float, pdf: bytes, expected: str) -> None:
    trips = "".join(f"{tripped(pdf, expected, reader):>16}" for reader in READERS)
    print(f"  {name:14}{spent:9.1f}{len(pdf):10,}{trips}")


if __name__ == "__main__":
    main()
