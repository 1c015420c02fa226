"""How well pictures of pages are read: real scans against what people typed from them, beside Tesseract.

    python -m bench.reading [--peers] [--only f01] [--worst 5] [--made 3]

--made N reads N made-up pages a font and level instead (`bench.made_pages`).

Needs the corpus of real documents beside the project (`../shared/corpus`); none of it is shown but figures,
unless --worst asks for the lines that differ most.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.alignment import Tally, compare
from bench.made_pages import FONTS, LEVELS, made_pages
from ingest.document import Box, Line
from ingest.ocr import read_picture

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
DPI = 200
DIGITS = frozenset("0123456789๐๑๒๓๔๕๖๗๘๙")
BORN_DIGITAL = ("f12", "f33", "f57", "f37")
NOTE = re.compile(r"^(#|---|\[)")
BY_HAND = re.compile(r"«[^»]*»")

Reader = Callable[[NDArray[np.uint8]], tuple[Line, ...]]


@dataclass(frozen=True)
class Scan:
    """A real scan: its pages (counted from 1, None for all) and its lines as a person typed them."""

    name: str
    file: Path
    pages: list[int] | None
    truth: list[str]


def scans(only: str = "") -> Iterator[Scan]:
    for entry in json.loads((CORPUS / "dev-texts" / "index.json").read_text("utf-8")):
        name = (entry["file"] or "")[:3]
        if entry["by"] != "eye" or name in BORN_DIGITAL or not entry["text"]:
            continue
        if only and only not in entry["file"]:
            continue
        text = (CORPUS / "dev-texts" / entry["text"]).read_text("utf-8")
        pages = entry["pages"] if "--- page" not in text or not entry["excerpt"] else None
        yield Scan(entry["text"][:2] + "/" + name, CORPUS / "dev" / entry["file"], pages, truth_lines(text))


def truth_lines(text: str) -> list[str]:
    """Lines and cells without stamps, handwriting («…») and the typist's notes."""
    lines = [line for line in text.splitlines() if line.strip() and not NOTE.match(line)]
    return [
        part for line in lines for cell in line.split("\t") for part in BY_HAND.split(cell) if part.strip()
    ]


def page_pictures(scan: Scan) -> Iterator[NDArray[np.uint8]]:
    import pypdfium2

    document = pypdfium2.PdfDocument(scan.file)
    for number in range(len(document)):
        if scan.pages is None or number + 1 in scan.pages:
            bitmap = document[number].render(scale=DPI / 72)
            yield np.ascontiguousarray(bitmap.to_numpy()[:, :, ::-1])
    document.close()


def own(picture: NDArray[np.uint8]) -> tuple[Line, ...]:
    return read_picture(picture, number=1, dpi=DPI).lines


def tesseract(picture: NDArray[np.uint8]) -> tuple[Line, ...]:
    import pytesseract
    from PIL import Image

    text = pytesseract.image_to_string(
        Image.fromarray(picture), lang="tha+eng", config=f"--psm 3 --dpi {DPI}", timeout=120
    )
    return tuple(_bare_line(line) for line in text.splitlines() if line.strip())


def _bare_line(text: str) -> Line:
    return Line(
        text=text,
        box=Box(0, 0, 1, 1),
        edges=(0.0,) * (len(text) + 1),
        confidences=(0.5,) * len(text),
        source="ocr",
    )


def measure(scan: Scan, reader: Reader) -> tuple[Tally, float, int]:
    lines: list[Line] = []
    started = _cpu()
    pages = list(page_pictures(scan))
    started = _cpu()
    for picture in pages:
        lines += reader(picture)
    return compare(scan.truth, lines), _cpu() - started, len(pages)


def _cpu() -> float:
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in usage)


def report(name: str, tally: Tally, seconds: float, pages: int) -> str:
    def share(part: int, whole: int) -> str:
        return f"{part}/{whole}"

    rate = 100 * tally.errors / max(1, tally.characters)
    return (
        f"| {name:10} | {rate:6.2f} | {share(tally.numbers_right, tally.numbers):>8} "
        f"| {share(tally.dates_right, tally.dates):>6} | {share(tally.sure_wrong, tally.sure_numbers):>7} "
        f"| {seconds / max(1, pages):5.2f} | {pages:3} |"
    )


def read_made(count: int, only: str, worst: int) -> None:
    """Figures a font and level of damage; made pages are read by our reader alone."""
    total = Tally()
    print("| made page | error % | numbers | dates | sure wrong | CPU s a page | pages |")
    for font in FONTS:
        for level in LEVELS:
            if only and only not in f"{font} {level}":
                continue
            tally, started = Tally(), _cpu()
            for page in made_pages(font, DPI, count, (level,)):
                lines = read_picture(page.picture, number=1, dpi=DPI).lines
                tally.add(compare(page.truth, lines))
            print(report(f"{font} {level}", tally, _cpu() - started, count), flush=True)
            for distance, truth, read in sorted(tally.worst, reverse=True)[:worst]:
                print(f"    {distance:3} {truth}\n        {read}")
            total.add(tally)
    print(report("all", total, 0, 1))
    print(
        "digits taken for others:", {f"{a}>{b}": n for (a, b), n in total.confusions.items() if a in DIGITS}
    )


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--peers", action="store_true")
    options.add_argument("--only", default="")
    options.add_argument("--worst", type=int, default=0)
    options.add_argument("--made", type=int, default=0)
    chosen = options.parse_args()
    if chosen.made:
        read_made(chosen.made, chosen.only, chosen.worst)
        return
    if not CORPUS.exists():
        sys.exit(f"no corpus at {CORPUS}")
    readers = {"own": own} | ({"tesseract": tesseract} if chosen.peers else {})
    for reader_name, reader in readers.items():
        print(f"\n{reader_name}\n| scan | error % | numbers | dates | sure wrong | CPU s a page | pages |")
        total, seconds, pages = Tally(), 0.0, 0
        started = time.perf_counter()
        for scan in scans(chosen.only):
            tally, spent, count = measure(scan, reader)
            print(report(scan.name, tally, spent, count), flush=True)
            for distance, truth, read in sorted(tally.worst, reverse=True)[: chosen.worst]:
                print(f"    {distance:3} {truth}\n        {read}")
            if chosen.worst:
                print("    numbers", *(f"{a}>{b} ({c})" for a, b, c in tally.wrong_numbers))
            total.add(tally)
            seconds, pages = seconds + spent, pages + count
        print(report("all", total, seconds, pages))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"peak memory {memory} MB, wall {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
