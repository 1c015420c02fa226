"""How well pictures of pages are read: the figures of docs/reading.md, with peers on the same pages.

    python -m bench.reading [--pages 20] [--peers] [--only real] [--keep FILE] [--worst 5]

Parts: made letters in print like TH Sarabun (clean, light scan, photocopy) and in fonts never trained on,
phone photos of them, their tables, and real scans against what people typed from them (only where the corpus
of real documents stands beside the project, `../shared/corpus`; none of it is shown but figures, unless
--worst asks for the lines that differ most). --hard reads pages of nonsense, look-alikes and rare signs
instead. With --keep a measurement that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench import real_scans
from bench.alignment import Tally, compare
from bench.kept import Kept, model_mark
from bench.letter_pages import letter_pages
from bench.made_pages import FONTS, damaged, draw_page, installed
from bench.reading_figures import confusion_table, goals, reliability, row
from bench.reading_peers import peers
from bench.table_score import TableTally, Wanted, score_tables
from ingest import recogniser
from ingest.document import Line, Table
from ingest.ocr import read_picture

DPI = 200
FIRST_DOCUMENT = 5_000  # seeds of the made documents
SCANS = [("sarabun", level) for level in ("clean", "light", "copy")]
PHOTOS = [("sarabun", "photo")]
UNSEEN = [(font, level) for font in ("norasi", "prompt") for level in ("clean", "light", "copy")]
UNSEEN_PHOTOS = [(font, "photo") for font in ("norasi", "prompt")]
Picture = NDArray[np.uint8]
Reader = Callable[[Picture, int], tuple[tuple[Line, ...], tuple[Table, ...]]]


@dataclass(frozen=True)
class Item:
    """A page to be read: the part of the bench it belongs to, a group within it, and the truth."""

    part: str
    group: str
    name: str
    picture: Callable[[], Picture]
    truth: list[str]
    tables: list[Wanted] = field(default_factory=list)


@dataclass
class Result:
    """Counts over any number of pages of one group; seconds of processor time."""

    text: Tally = field(default_factory=Tally)
    tables: TableTally = field(default_factory=TableTally)
    seconds: float = 0.0
    pages: int = 0
    calendar_seconds: float = 0.0
    calendars: int = 0
    """Pages with tables; they are among `pages` too."""

    def add(self, other: Result) -> None:
        self.text.add(other.text)
        self.tables.add(other.tables)
        self.seconds += other.seconds
        self.pages += other.pages
        self.calendar_seconds += other.calendar_seconds
        self.calendars += other.calendars


def own(picture: Picture, dpi: int) -> tuple[tuple[Line, ...], tuple[Table, ...]]:
    page = read_picture(picture, number=1, dpi=dpi)
    return page.lines, page.tables


def readers(with_peers: bool) -> dict[str, Reader]:
    def without_tables(peer: Callable[[Picture, int], tuple[Line, ...]]) -> Reader:
        return lambda picture, dpi: (peer(picture, dpi), ())

    others = {name: without_tables(peer) for name, peer in peers().items()} if with_peers else {}
    return {"own": own, **others}


# what is read -------------------------------------------------------------------------------------------


def made_letters(part: str, kinds: list[tuple[str, str]], pages: int) -> Iterator[Item]:
    """`pages` pages a font and level, the same documents for all."""
    for font, level in kinds:
        if not installed(font):
            print(f"{part}: {font} is not installed, left out")
            continue
        documents = letter_pages(FONTS[font], DPI, range(FIRST_DOCUMENT, FIRST_DOCUMENT + pages))
        for number, page in enumerate(itertools.islice(documents, pages)):

            def picture(page: Picture = page.picture, level: str = level, number: int = number) -> Picture:
                return damaged(page, level, DPI, number)

            group = f"{font} {level}"
            yield Item(part, group, f"{part}/{group}/{number}", picture, page.truth, page.tables)


def hard_pages(pages: int) -> Iterator[Item]:
    """Pages of the training lines' writer, with seeds of their own."""
    kinds = [*SCANS, *PHOTOS, ("sarabun-bold", "copy"), ("laksaman", "light"), *UNSEEN, *UNSEEN_PHOTOS]
    for font, level in kinds:
        for number in range(pages if installed(font) else 0):

            def picture(font: str = font, level: str = level, number: int = number) -> Picture:
                return damaged(draw_page(font, DPI, 7_000 + number)[0], level, DPI, number)

            truth = draw_page(font, DPI, 7_000 + number)[1]
            yield Item("hard", f"{font} {level}", f"hard/{font} {level}/{number}", picture, truth)


def items(pages: int, only: str, hard: bool) -> Iterator[Item]:
    if hard:
        yield from hard_pages(pages)
        return
    parts: dict[str, Callable[[], Iterator[Item]]] = {
        "scans": lambda: made_letters("scans", SCANS, pages),
        "photos": lambda: made_letters("photos", PHOTOS, pages),
        "unseen": lambda: made_letters("unseen", UNSEEN, pages),
        "unseen-photos": lambda: made_letters("unseen-photos", UNSEEN_PHOTOS, pages),
    }
    for name, make in parts.items():
        if only in name:
            yield from make()


# reading and counting -----------------------------------------------------------------------------------


def measured(item: Item, reader: Reader) -> Result:
    picture = item.picture()
    started = cpu()
    lines, tables = reader(picture, DPI)
    spent = cpu() - started
    text, calendar = compare(item.truth, lines), bool(item.tables)
    return Result(text, score_tables(item.tables, tables), spent, 1, spent * calendar, int(calendar))


def real(scan: real_scans.Scan, reader: Reader) -> Result:
    """A scan of several pages, which its text does not tell apart."""
    lines: list[Line] = []
    spent, pages = 0.0, 0
    for picture in real_scans.page_pictures(scan, DPI):
        started = cpu()
        lines += reader(picture, DPI)[0]
        spent, pages = spent + cpu() - started, pages + 1
    return Result(compare(scan.truth, lines), TableTally(), spent, pages)


def cpu() -> float:
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in usage)


def as_json(result: Result) -> dict[str, Any]:
    value = asdict(result)
    value["text"]["confusions"] = [[*pair, n] for pair, n in result.text.confusions.items()]
    return value


def from_json(value: dict[str, Any]) -> Result:
    text = dict(value["text"])
    text["confusions"] = {(a, b): n for a, b, n in text["confusions"]}
    for name in ("worst", "wrong_numbers", "judged"):
        text[name] = [tuple(entry) for entry in text[name]]
    rest = {name: value[name] for name in ("seconds", "pages", "calendar_seconds", "calendars")}
    return Result(Tally(**text), TableTally(**value["tables"]), **rest)


def run(name: str, reader: Reader, options: argparse.Namespace, kept: Kept) -> dict[str, dict[str, Result]]:
    """Results by part and group."""
    found: dict[str, dict[str, Result]] = {}

    def note(part: str, group: str, key: str, measure: Callable[[], Result]) -> None:
        value = kept.get(f"{name}/{mark}/{key}", lambda: as_json(measure()))
        found.setdefault(part, {}).setdefault(group, Result()).add(from_json(value))

    mark = model_mark() if name == "own" else "peer"
    for item in items(options.pages, options.only, options.hard):
        note(item.part, item.group, item.name, lambda item=item: measured(item, reader))  # type: ignore[misc]
    if options.only in "real" and not options.hard:
        for scan in real_scans.scans():
            note("real", scan.name, f"real/{scan.name}", lambda scan=scan: real(scan, reader))  # type: ignore[misc]
    return found


def show(name: str, found: dict[str, dict[str, Result]], worst: int) -> None:
    print(f"\n{name}\n{row.head}")
    for part, groups in found.items():
        whole = Result()
        for group, result in groups.items():
            print(row(f"{part}: {group}", result), flush=True)
            show_worst(result.text, worst)
            whole.add(result)
        if len(groups) > 1:
            print(row(f"**{part}**", whole))


def show_worst(text: Tally, count: int) -> None:
    for distance, truth, read in sorted(text.worst, reverse=True)[:count]:
        print(f"    {distance:3} {truth}\n        {read}")
    if count:
        print("    numbers", *(f"{a}>{b} ({c})" for a, b, c in text.wrong_numbers))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=20, help="made pages a font and level")
    parser.add_argument("--only", default="", help="scans, photos, unseen, unseen-photos or real")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--hard", action="store_true")
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="file of results, one line a page")
    parser.add_argument("--model", type=Path, help="folder of another model than the shipped one")
    options = parser.parse_args()
    if options.model:
        recogniser.MODEL_FOLDER = options.model
    started = time.perf_counter()
    kept = Kept(options.keep)
    everything = {}
    for name, reader in readers(options.peers).items():
        everything[name] = run(name, reader, options, kept)
        show(name, everything[name], options.worst)
    whole = Result()
    for groups in everything["own"].values():
        for result in groups.values():
            whole.add(result)
    print("\n" + goals(everything))
    print("\n" + confusion_table(whole.text))
    print("\n" + reliability(whole.text))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\npeak memory {memory} MB, {time.perf_counter() - started:.0f} s by the clock")


if __name__ == "__main__":
    main()
