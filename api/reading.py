"""From a file to a Circular: the two calls, and what every command says of a file that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from api.cores import cores
from api.errors import BAD_INPUT, MACHINE_LACKS, InputError, read_bytes
from extract.models import Circular
from ingest.document import Document
from ingest.errors import DocumentError, ToolMissing

Progress = Callable[[int, int], None]


def read_document_file(path: Path, progress: Progress | None = None) -> Document:
    """Read on all cores that this process may use.

    Raises InputError (no such file) or a DocumentError (a file that cannot be read).
    """
    from ingest import read_document

    return read_document(read_bytes(path), path.name, progress=progress, workers=cores())


def read_circular_file(path: Path, progress: Progress | None = None) -> tuple[Document, Circular]:
    """What is on the pages, and what it means."""
    from extract import extract_circular

    document = read_document_file(path, progress)
    return document, extract_circular(document)


def exit_code_of(error: InputError | DocumentError) -> int:
    return MACHINE_LACKS if isinstance(error, ToolMissing) else BAD_INPUT


def error_json(name: str, error: InputError | DocumentError) -> dict[str, Any]:
    """The contract's error object, which stands in the place of a circular that could not be read."""
    return {
        "schema": "error/1",
        "source": {"name": name},
        "code": error.code,
        "message": error.message_th,
    }


def nothing_usable(circular: Circular) -> bool:
    """No page could be read, or no value was found on any."""
    if all(source == "unread" for source in circular.source.pages_by):
        return True
    found = circular.model_dump(exclude={"source", "kind", "doubts"})
    return not circular.deadlines and not any(values_in(found))


def values_in(node: Any) -> Iterator[Any]:
    """The values of all readings under `node`, null ones left out."""
    if isinstance(node, dict):
        if node.get("value") is not None:
            yield node["value"]
        for child in node.values():
            yield from values_in(child)
    elif isinstance(node, list):
        for child in node:
            yield from values_in(child)
