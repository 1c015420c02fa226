"""Reads one file in a process of its own, limited in time, memory and output.

A file made to harm can at most make this process fail. The process is forked from one that has loaded all
libraries already (the standard library's fork server), so that reading starts at once, and knows nothing of
the database or the store. What it says to the worker is JSON, never pickled objects, which could carry harm.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import numpy as np
from numpy.typing import NDArray
from PIL import Image

if TYPE_CHECKING:
    from ingest.document import Document

PICTURE_DPI = 110
MEGABYTE = 1024 * 1024
UNREADABLE = 3
TOO_MUCH = "ผลการอ่านไฟล์นี้ใหญ่เกินกำหนด โปรดแยกเป็นไฟล์ย่อย หรือสแกนใหม่ให้เล็กลง แล้วส่งอีกครั้ง"
PRELOADED = ["api.read_process", "api.return_process", "extract", "ingest", "ingest.ocr", "ingest.docx_file"]
PR_SET_PDEATHSIG = 1  # of prctl(2)
LONGEST_MESSAGE = 10_000  # bytes


class Bounds(TypedDict):
    """What one reading may take: processor time and memory of each of its processes, output, and pages and
    pixels of the file."""

    seconds: int
    memory_mb: int
    cores: int
    output_mb: int
    pages: int
    pixels: int


def warm_up() -> None:
    """Starts the process from which readers are forked, which takes some seconds."""
    get_context("forkserver").set_forkserver_preload(PRELOADED)
    forkserver.ensure_running()


def start(main: Callable[..., None], *arguments: object) -> tuple[ForkServerProcess, Connection]:
    """A process that calls `main(*arguments, connection)`, where `connection` is its end of ours.

    Through it come what the process tells as it goes on and {"code", "message"} where the file cannot be
    opened; then its end. Exit code 0: it was done; UNREADABLE: it told why not; anything else: it broke off.
    """
    context = get_context("forkserver")
    ours, its = context.Pipe(duplex=False)
    process = context.Process(target=main, args=(*arguments, its))
    process.start()
    its.close()  # so that the end of the process ends the connection
    return process, ours


def told(connection: Connection) -> dict[str, object] | None:
    """The next thing the process says; None at its end. Raises what a message that is not ours raises."""
    try:
        message: dict[str, object] = json.loads(connection.recv_bytes(LONGEST_MESSAGE))
    except EOFError:
        return None
    return message


# In the process itself ----------------------------------------------------------------------------------


def main(file: str, name: str, folder: str, bounds: Bounds, connection: Connection) -> None:
    """Reads `file`, tells {"page", "pages"}, and leaves circular.json and pages/<n>.png in `folder`."""
    leave_alone(bounds)
    from extract import extract_circular
    from ingest import read_document
    from ingest.errors import DocumentError
    from ingest.files import ReadingLimits

    def say(**facts: object) -> None:
        connection.send_bytes(json.dumps(facts).encode())

    data = Path(file).read_bytes()
    try:
        document = read_document(
            data,
            name,
            progress=lambda page, pages: say(page=page, pages=pages),
            limits=ReadingLimits(pages=bounds["pages"], pixels=bounds["pixels"]),
            workers=bounds["cores"],
        )
        draw_pages(data, document, Path(folder, "pages"), bounds["output_mb"] * MEGABYTE)
    except DocumentError as error:
        say(code=error.code, message=error.message_th)
        sys.exit(UNREADABLE)
    Path(folder, "circular.json").write_text(extract_circular(document).to_json(), encoding="utf-8")


def leave_alone(bounds: Bounds) -> None:
    """A group of its own, that ends with its worker, within its limits. The worker watches the clock."""
    os.setsid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    limit(bounds)


def draw_pages(data: bytes, document: Document, folder: Path, most: int) -> None:
    """One PNG a page, together not larger than `most` bytes."""
    from ingest import page_picture
    from ingest.errors import TooLarge

    folder.mkdir(exist_ok=True)
    for page in document.pages:
        picture = page_picture(data, page.number, dpi=PICTURE_DPI, turned=page.turned, outline=page.outline)
        path = folder / f"{page.number}.png"
        as_image(picture).save(path)
        most -= path.stat().st_size
        if most < 0:
            raise TooLarge(TOO_MUCH)


def limit(bounds: Bounds) -> None:
    """Processor time, memory, size of each file written, and no core dumps."""
    seconds, memory, output = bounds["seconds"], bounds["memory_mb"] * MEGABYTE, bounds["output_mb"]
    # The first ends with SIGXCPU, which tells a slow file from a process killed by others.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output * MEGABYTE, output * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def as_image(picture: NDArray[np.uint8]) -> Image.Image:
    """As grey where nothing is coloured: a third of the bytes."""
    image = Image.fromarray(picture)
    grey = bool((picture[..., 0] == picture[..., 1]).all() and (picture[..., 1] == picture[..., 2]).all())
    return image.convert("L") if grey else image
