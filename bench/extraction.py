"""How long extraction takes: a page, many pages, texts made to stop a pattern. `python -m bench.extraction`

Goals: at most 30 ms a page on one core, linear up to 200 pages; 100 KB of any text within a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from extract import extract_circular
from extract.thai_dates import find_dates
from ingest import read_document
from ingest.document import Document, Page

SAMPLE = Path(__file__).parent.parent / "samples" / "dmc-circular.pdf"
HOSTILE = ("1", "1,", "1 - ", "วันที่ ", "1 มิ.ย. ", "09.00 น. - ", "ภายใน 5 วัน นับแต่วัน", "(", "1 และ ")


def seconds(work: Callable[[], object], runs: int = 5) -> float:
    """Median processor time of some runs after one that warms up."""
    work()
    times = []
    for _ in range(runs):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return sorted(times)[runs // 2]


def repeated(document: Document, pages: int) -> Document:
    """The letter once, then its calendar page again and again."""
    first, *rest = document.pages
    more: list[Page] = [rest[n % len(rest)].model_copy(update={"number": n + 2}) for n in range(pages - 1)]
    return document.model_copy(update={"pages": (first, *more)})


def main() -> None:
    sample = read_document(SAMPLE.read_bytes(), SAMPLE.name)
    print("extraction, processor time on one core")
    for pages in (2, 20, 200):
        document = repeated(sample, pages)
        taken = seconds(lambda made=document: extract_circular(made), 3)  # type: ignore[misc]
        print(f"  {pages:4} pages  {taken / pages * 1000:6.1f} ms a page")
    worst = max((seconds(lambda t=text: find_dates(t), 1), name) for name, text in hostile_texts())  # type: ignore[misc]
    print(f"  100 KB of {worst[1]!r}: {worst[0]:.2f} s, the slowest of {len(HOSTILE)}")


def hostile_texts() -> list[tuple[str, str]]:
    return [(piece, (piece * (100_000 // len(piece.encode()) + 1))[:100_000]) for piece in HOSTILE]


if __name__ == "__main__":
    main()
