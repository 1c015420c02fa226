"""How well tables on scans are read: grids, marks and cells of made-up tables (`bench.made_tables`).

    python -m bench.tables [--count 2] [--only ticks] [--level copy] [--font sarabun] [--show]

grid: tables with every row, column and span right. cells: those with the same place and span. marks: found
of all, and found where there is none. exact: cells that have text whose text is right, blanks left out.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from bench.made_pages import LEVELS
from bench.made_tables import LAYOUTS, UNRULED, MadeTable, TrueTable, made_tables
from extract.calendar_unruled import unruled_tables
from ingest.document import Table
from ingest.ocr import read_picture

DPI = 200


@dataclass
class Score:
    tables: int = 0
    grids: int = 0
    cells: int = 0
    found: int = 0
    marks: int = 0
    marks_found: int = 0
    marks_false: int = 0
    texts: int = 0
    exact: int = 0
    characters: int = 0
    errors: int = 0
    seconds: float = 0.0

    def add(self, other: Score) -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    def row(self, name: str) -> str:
        exact, wrong = 100 * self.exact / max(1, self.texts), 100 * self.errors / max(1, self.characters)
        return (
            f"| {name:22} | {self.grids:3}/{self.tables:<3} | {self.found:5}/{self.cells:<5} "
            f"| {self.marks_found:4}/{self.marks:<4} +{self.marks_false:<3} "
            f"| {self.exact:5}/{self.texts:<5} {exact:5.1f} % | {wrong:5.2f} "
            f"| {self.seconds / max(1, self.tables):5.2f} |"
        )


def scored(made: MadeTable, show: bool) -> Score:
    started = time.process_time()
    page = read_picture(made.picture, number=1, dpi=DPI)
    tables = unruled_tables(page) if made.layout in UNRULED else page.tables
    spent = time.process_time() - started
    table = max(tables, key=lambda t: len(t.cells), default=None)
    score = _compared(made.truth, table, show)
    score.seconds = spent
    if len(tables) != 1:
        score.grids = 0
    if show and not score.grids:
        wanted = made.truth.rows, made.truth.cols, len(made.truth.cells)
        read = [(t.rows, t.cols, len(t.cells)) for t in tables]
        print(f"   {made.layout} {made.level}: {wanted}, read {read}")
    return score


def _compared(truth: TrueTable, table: Table | None, show: bool) -> Score:
    score = Score(tables=1)
    read = {(c.row, c.col): c for c in table.cells} if table is not None else {}
    for place, cell in truth.cells.items():
        _, _, rows, cols = cell.place
        there = read.get(place)
        score.cells += 1
        found = there is not None and (there.row_span, there.col_span) == (rows, cols)
        score.found += found
        mark = there.mark if there is not None else None
        score.marks += cell.mark is not None
        score.marks_found += cell.mark is not None and mark == cell.mark
        score.marks_false += mark is not None and mark != cell.mark
        if show and found and mark != cell.mark:
            print(f"      mark at {place}: {cell.mark}, read {mark} ({there.text if there else ''})")
        if cell.text:
            text = "".join(there.text.split()) if there is not None else ""
            score.texts += 1
            score.exact += text == cell.text
            score.characters += len(cell.text)
            score.errors += min(len(cell.text), Levenshtein.distance(text, cell.text))
            if show and found and text != cell.text:
                print(f"      text at {place}: {cell.text} | {text}")
    exact_shape = table is not None and (table.rows, table.cols) == (truth.rows, truth.cols)
    score.grids = int(exact_shape and score.found == score.cells and len(read) == score.cells)
    return score


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=2)
    options.add_argument("--only", default="")
    options.add_argument("--level", default="")
    options.add_argument("--font", default="sarabun")
    options.add_argument("--show", action="store_true")
    chosen = options.parse_args()
    levels = (chosen.level,) if chosen.level else LEVELS
    by_level = {level: Score() for level in levels}
    print("| table | grid | cells | marks | exact cells | CER % | s |")
    for layout in [name for name in LAYOUTS | UNRULED if not chosen.only or chosen.only in name]:
        total = Score()
        for made in made_tables(layout, chosen.font, chosen.count, levels):
            score = scored(made, chosen.show)
            total.add(score)
            if layout in LAYOUTS:
                by_level[made.level].add(score)
        print(total.row(layout), flush=True)
    everything = Score()
    for level, score in by_level.items():
        print(score.row("ruled, " + level))
        everything.add(score)
    print(everything.row("ruled"))


if __name__ == "__main__":
    main()
