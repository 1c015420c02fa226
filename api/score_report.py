"""Reads a folder of samples, scores each against its `<name>.expected.json` and sets out the table."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from api.errors import InputError, read_bytes
from api.score import Item, score_circular, silent_errors
from api.score_rules import Json

READABLE = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".docx")
COLUMNS = ("expected", "right", "flagged", "wrong", "lost", "invented")
PROCESSES = 2


@dataclass(frozen=True)
class FileScore:
    """One sample. `error` is the message where the file was refused: loudly, so all its items are flagged."""

    name: str
    items: list[Item]
    error: str | None = None


def samples_in(folder: Path, only: str = "") -> list[Path]:
    """Readable files that have an expected file beside them. Raises InputError where there is none."""
    if not folder.is_dir():
        raise InputError("no_such_folder", f"ไม่พบโฟลเดอร์ {folder}")
    found = [
        path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in READABLE and only in path.name and expected_path(path).exists()
    ]
    if not found:
        raise InputError("no_samples", f"ในโฟลเดอร์ {folder} ไม่มีไฟล์ที่มี .expected.json คู่กัน")
    return found


def expected_path(path: Path) -> Path:
    return path.with_name(path.stem + ".expected.json")


def score_files(
    paths: list[Path], cache: Path | None = None, progress: Callable[[int, int], None] | None = None
) -> list[FileScore]:
    """Scores in two processes; the result is in the order of `paths`."""
    scores: dict[Path, FileScore] = {}
    with ProcessPoolExecutor(min(PROCESSES, len(paths))) as pool:
        jobs = {pool.submit(score_file, path, cache): path for path in paths}
        for done, job in enumerate(as_completed(jobs), start=1):
            if bug := job.exception():
                bug.add_note(f"while reading {jobs[job]}")
            scores[jobs[job]] = job.result()
            if progress:
                progress(done, len(paths))
    return [scores[path] for path in paths]


def score_file(path: Path, cache: Path | None = None) -> FileScore:
    from extract import extract_circular
    from ingest.errors import DocumentError

    expected = read_expected(expected_path(path))
    try:
        circular = extract_circular(cached_document(path, cache))
    except DocumentError as error:
        return FileScore(path.name, refused(expected), error.message_th)
    return FileScore(path.name, score_circular(expected, circular.model_dump(mode="json", by_alias=True)))


def read_expected(path: Path) -> Json:
    try:
        expected: Json = json.loads(read_bytes(path))
    except ValueError as error:
        raise InputError("bad_expected_file", f"{path.name} ไม่ใช่ JSON ที่ถูกต้อง: {error}") from None
    return expected


def refused(expected: Json) -> list[Item]:
    """A file refused with a message is not silent: whatever was expected of it counts as flagged."""
    missed = score_circular({**expected, "doubts_expected": [], "conflicts": []}, {})
    return [Item(i.row, i.path, "flagged", i.handwritten, i.expected, "(refused)") for i in missed]


def cached_document(path: Path, cache: Path | None) -> Any:
    """The Document of a file, kept in `cache` under its hash and that of the reading code."""
    from api.reading import read_document_file
    from ingest.document import Document

    if cache is None:
        return read_document_file(path)
    key = hashlib.sha256(path.read_bytes() + reading_code_digest()).hexdigest()
    kept = cache / f"{path.stem}-{key[:16]}.json"
    if kept.exists():
        return Document.model_validate_json(kept.read_bytes())
    document = read_document_file(path)
    cache.mkdir(parents=True, exist_ok=True)
    kept.write_text(document.model_dump_json(), encoding="utf-8")
    return document


def reading_code_digest() -> bytes:
    import ingest

    root = Path(str(ingest.__file__)).parent
    files = sorted(p for p in root.rglob("*") if p.suffix in (".py", ".onnx", ".json", ".txt"))
    return hashlib.sha256(b"".join(hashlib.sha256(p.read_bytes()).digest() for p in files)).digest()


# Setting out -------------------------------------------------------------------------------------------


def rows(items: list[Item]) -> dict[str, Counter[str]]:
    """Counts a row: the printed fields in order of appearance, then the same for what is written by hand."""
    table: dict[str, Counter[str]] = {}
    for item in sorted(items, key=lambda item: item.handwritten):
        name = f"{item.row} (handwritten)" if item.handwritten else item.row
        row = table.setdefault(name, Counter())
        row[item.outcome] += 1
        row["expected"] += item.outcome != "invented"
    return table


def table_text(scores: list[FileScore]) -> str:
    """The contract's table, last line `silent: N of M`."""
    items = [item for score in scores for item in score.items]
    table = rows(items)
    width = max(len("field"), *(len(name) for name in table)) if table else 5
    lines = ["field".ljust(width) + "".join(column.rjust(10) for column in COLUMNS)]
    for name, counts in table.items():
        lines.append(name.ljust(width) + "".join(str(counts[column]).rjust(10) for column in COLUMNS))
    silent, of = silent_errors(items)
    total: Counter[str] = Counter(item.outcome for item in items if item.counts)
    total["expected"] = of
    lines.append("(counted)".ljust(width) + "".join(str(total[column]).rjust(10) for column in COLUMNS))
    return "\n".join([*lines, f"silent: {silent} of {of}"])


def not_right(scores: list[FileScore]) -> Iterator[str]:
    """One line for each item that is not right, by file."""
    for score in scores:
        silent, of = silent_errors(score.items)
        yield f"== {score.name}: silent {silent} of {of}" + (
            f"  REFUSED: {score.error}" if score.error else ""
        )
        for item in score.items:
            if item.outcome != "right":
                by_hand = " (handwritten)" if item.handwritten else ""
                yield f"  {item.outcome:8} {item.path}{by_hand}"
                yield f"      expected {item.expected}"
                yield f"      got      {item.got}"


def as_json(scores: list[FileScore]) -> Json:
    items = [item for score in scores for item in score.items]
    silent, of = silent_errors(items)
    return {
        "files": [asdict(score) for score in scores],
        "rows": {
            name: {column: counts[column] for column in COLUMNS} for name, counts in rows(items).items()
        },
        "silent": silent,
        "of": of,
    }
