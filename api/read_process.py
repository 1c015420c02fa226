"""Reads one file in a process of its own: `python -m api.read_process FILE NAME FOLDER LIMITS`.

A file made to harm can at most make this process fail. LIMITS is JSON: seconds (of processor time),
memory_mb, output_mb, pages, pixels. Prints one JSON object a line: {"page", "pages"} as it goes on,
{"code", "message"} where the file cannot be read. Leaves circular.json and pages/<n>.png in FOLDER.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

if TYPE_CHECKING:
    from ingest.document import Document

PICTURE_DPI = 110
MEGABYTE = 1024 * 1024
UNREADABLE = 3
TOO_MUCH = "ผลการอ่านไฟล์นี้ใหญ่เกินกำหนด โปรดแยกเป็นไฟล์ย่อย หรือสแกนใหม่ให้เล็กลง แล้วส่งอีกครั้ง"


def main(file: str, name: str, folder: str, limits: str) -> int:
    bounds: dict[str, int] = json.loads(limits)
    limit(bounds)
    from extract import extract_circular
    from ingest import read_document
    from ingest.errors import DocumentError
    from ingest.files import ReadingLimits

    data = Path(file).read_bytes()
    try:
        document = read_document(
            data,
            name,
            progress=lambda page, pages: say(page=page, pages=pages),
            limits=ReadingLimits(pages=bounds["pages"], pixels=bounds["pixels"]),
        )
        draw_pages(data, document, Path(folder, "pages"), bounds["output_mb"] * MEGABYTE)
    except DocumentError as error:
        say(code=error.code, message=error.message_th)
        return UNREADABLE
    Path(folder, "circular.json").write_text(extract_circular(document).to_json(), encoding="utf-8")
    return 0


def draw_pages(data: bytes, document: Document, folder: Path, most: int) -> None:
    """One PNG a page, together not larger than `most` bytes."""
    from ingest import page_picture
    from ingest.errors import TooLarge

    folder.mkdir(exist_ok=True)
    for page in document.pages:
        picture = page_picture(data, page.number, dpi=PICTURE_DPI, turned=page.turned)
        path = folder / f"{page.number}.png"
        as_image(picture).save(path)
        most -= path.stat().st_size
        if most < 0:
            raise TooLarge(TOO_MUCH)


def limit(bounds: dict[str, int]) -> None:
    """Processor time, memory, size of each file written, and no core dumps. The parent watches the clock on
    the wall."""
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


def say(**facts: object) -> None:
    print(json.dumps(facts, ensure_ascii=False), flush=True)  # noqa: T201 (stdout is the parent's pipe)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
