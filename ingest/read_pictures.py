"""Pages read from their pictures, one after another or on several cores."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np

from ingest.document import Box, Line, Page, Table
from ingest.errors import ToolMissing
from ingest.page_source import PagesFile, PageSource, Picture, page_source

log = logging.getLogger(__name__)

_INK = 0.00005  # of the page unlike its paper: less is a blank page (a full stop takes more)
_UNLIKE = 60  # grey levels of 255


class Task(NamedTuple):
    """A page to be read; `turned` by which the file's page is turned already."""

    number: int
    turned: int = 0


def read_pictures(file: PagesFile, tasks: list[Task], workers: int, done: Callable[[Page], None]) -> None:
    """Read the pages of `tasks`, calling `done` with each as it comes, in any order.

    A page that cannot be read comes as `unread`. Raises ToolMissing where this machine cannot read pictures.
    """
    if min(workers, len(tasks)) < 2:
        with page_source(file) as source:
            for task in tasks:
                done(read_one(source, task))
        return
    _read_on_cores(file, tasks, min(workers, len(tasks)), done)


def _read_on_cores(file: PagesFile, tasks: list[Task], workers: int, done: Callable[[Page], None]) -> None:
    # Spawned, not forked: pdfium and the reader's threads do not survive a fork.
    with ProcessPoolExecutor(workers, get_context("spawn"), _start_worker, (file,)) as pool:
        running = {pool.submit(_work, task): task for task in tasks}
        for future in as_completed(running):
            try:
                done(future.result())
            except BrokenProcessPool:
                log.error("page %d: the reading process died", running[future].number)
                done(unread(running[future].number))
            except ToolMissing:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


_worker_source: PageSource
_worker_stack = ExitStack()


def _start_worker(file: PagesFile) -> None:
    global _worker_source  # noqa: PLW0603 - a pool gives its workers no other place to keep the open file
    _worker_source = _worker_stack.enter_context(page_source(file))


def _work(task: Task) -> Page:
    return read_one(_worker_source, task)


def read_one(source: PageSource, task: Task) -> Page:
    """One page. Whatever goes wrong with it alone makes it `unread`; a missing tool is raised."""
    start = time.perf_counter()
    size: tuple[float, float] | None = None
    try:
        picture, dpi, size = source.picture(task.number, task.turned)
        page = _read(picture, task, dpi, size)
    except ToolMissing:
        raise
    except Exception:
        log.exception("page %d could not be read", task.number)
        page = unread(task.number, size)
    return page.model_copy(update={"seconds": time.perf_counter() - start})


def _read(picture: Picture, task: Task, dpi: float | None, size: tuple[float, float] | None) -> Page:
    from ingest.ocr import read_picture

    if _is_blank(picture):
        return unread(task.number, size).model_copy(update={"source": "ocr", "turned": task.turned})
    page = read_picture(picture, number=task.number, dpi=dpi)
    page = page.model_copy(update={"turned": (page.turned + task.turned) % 360})
    return page if size is None else _on_points(page, size)


def _is_blank(picture: Picture) -> bool:
    grey = picture[::2, ::2].min(axis=2).astype(np.int16)
    return bool((np.abs(grey - np.median(grey)) > _UNLIKE).mean() < _INK)


def unread(number: int, size: tuple[float, float] | None = None) -> Page:
    width, height = size or (595.0, 842.0)
    return Page(number=number, width=width, height=height, source="unread")


def _on_points(page: Page, size: tuple[float, float]) -> Page:
    """The page measured as the file measures it, where the reader took the sheet for A4."""
    wide, high = size if page.turned % 180 == 0 or page.width == size[0] else (size[1], size[0])
    if abs(page.width - wide) < 0.5 and abs(page.height - high) < 0.5:
        return page
    x, y = wide / page.width, high / page.height
    return page.model_copy(
        update={
            "width": wide,
            "height": high,
            "lines": tuple(_scaled_line(line, x, y) for line in page.lines),
            "tables": tuple(_scaled_table(table, x, y) for table in page.tables),
            "stamps": tuple(_scaled(box, x, y) for box in page.stamps),
        }
    )


def _scaled(box: Box, x: float, y: float) -> Box:
    return Box(box.x0 * x, box.y0 * y, box.x1 * x, box.y1 * y)


def _scaled_line(line: Line, x: float, y: float) -> Line:
    edges = tuple(edge * x for edge in line.edges)
    return line.model_copy(update={"box": _scaled(line.box, x, y), "edges": edges, "size": line.size * y})


def _scaled_table(table: Table, x: float, y: float) -> Table:
    cells = (
        cell.model_copy(
            update={
                "box": _scaled(cell.box, x, y),
                "lines": tuple(_scaled_line(line, x, y) for line in cell.lines),
            }
        )
        for cell in table.cells
    )
    return table.model_copy(update={"box": _scaled(table.box, x, y), "cells": tuple(cells)})
