"""Reads one file in a process of its own: `python -m api.read_process FILE NAME FOLDER SECONDS MEGABYTES`.

A file made to harm can at most make this process fail. Prints one JSON object a line: {"page", "pages"} as it
goes on, {"code", "message"} where the file cannot be read. Leaves circular.json and pages/<n>.png in FOLDER.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

PICTURE_DPI = 110
MEGABYTE = 1024 * 1024
UNREADABLE = 3


def main(file: str, name: str, folder: str, seconds: int, megabytes: int) -> int:
    limit(seconds, megabytes)
    from extract import extract_circular
    from ingest import page_picture, read_document
    from ingest.errors import DocumentError

    data = Path(file).read_bytes()
    try:
        document = read_document(data, name, progress=lambda page, pages: say(page=page, pages=pages))
    except DocumentError as error:
        say(code=error.code, message=error.message_th)
        return UNREADABLE
    pictures = Path(folder, "pages")
    pictures.mkdir()
    for page in document.pages:
        picture = page_picture(data, page.number, dpi=PICTURE_DPI, turned=page.turned)
        as_image(picture).save(pictures / f"{page.number}.png")
    Path(folder, "circular.json").write_text(extract_circular(document).to_json(), encoding="utf-8")
    return 0


def limit(seconds: int, megabytes: int) -> None:
    """Processor time, memory and core dumps of this process. The parent watches the clock on the wall."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def as_image(picture: NDArray[np.uint8]) -> Image.Image:
    """As grey where nothing is coloured: a third of the bytes."""
    image = Image.fromarray(picture)
    grey = bool((picture[..., 0] == picture[..., 1]).all() and (picture[..., 1] == picture[..., 2]).all())
    return image.convert("L") if grey else image


def say(**facts: object) -> None:
    print(json.dumps(facts, ensure_ascii=False), flush=True)  # noqa: T201 (stdout is the parent's pipe)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])))
