"""Pages read from their pictures, one after another or on several cores."""

from __future__ import annotations

import ctypes
import logging
import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from itertools import count
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import NamedTuple

import numpy as np

from ingest.document import Box, Line, Page, Table
from ingest.errors import ToolMissing
from ingest.page_source import PagesFile, PageSource, Picture, page_source
from ingest.sheet_outline import find_sheet, flattened

log = logging.getLogger(__name__)

_INK = 0.00005  # of the page unlike its paper: less is a blank page (a full stop takes more)
_UNLIKE = 60  # grey levels of 255
_PAGES_A_WORKER = 2  # a worker starts in the time that a page takes
_PAGES_A_HEAP = 8  # glibc keeps what one page needed and the next does not: up to 50 MB for every ten pages


class Task(NamedTuple):
    """A page to be read; `turned` by which the file's page is turned already.

    is_photo: it may be a photo of a sheet, since no text layer says where things stand on the page.
    """

    number: int
    turned: int = 0
    is_photo: bool = True


def read_pictures(file: PagesFile, tasks: list[Task], workers: int, done: Callable[[Page], None]) -> None:
    """Read the pages of `tasks`, calling `done` with each as it comes, in any order.

    A page that cannot be read comes as `unread`. Raises ToolMissing where this machine cannot read pictures.
    """
    workers = min(workers, len(tasks) // _PAGES_A_WORKER)
    if workers < 2:
        with page_source(file) as source:
            for pages, task in enumerate(tasks, 1):
                done(read_one(source, task))
                _give_memory_back(pages)
        return
    for task in _read_on_cores(file, tasks, workers, done):
        if _read_on_cores(file, [task], 1, done):  # by itself, a page that kills its reader is known
            log.error("page %d: the reading process died", task.number)
            done(unread(task.number))


def _read_on_cores(
    file: PagesFile, tasks: Iterable[Task], workers: int, done: Callable[[Page], None]
) -> list[Task]:
    """The tasks that are left because a process died."""
    left = []
    # Spawned, not forked: pdfium and the reader's threads do not survive a fork.
    with ProcessPoolExecutor(workers, get_context("spawn"), _start_worker, (file,)) as pool:
        running = {pool.submit(_work, task): task for task in tasks}
        for future in as_completed(running):
            try:
                page = future.result()
            except BrokenProcessPool:
                left.append(running[future])
                continue
            except ToolMissing:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
            done(page)
    return sorted(left)


_worker_source: PageSource
_worker_pages = count(1)
_worker_stack = ExitStack()


def _start_worker(file: PagesFile) -> None:
    global _worker_source  # noqa: PLW0603 - a pool gives its workers no other place to keep the open file
    import cv2

    Thread(target=_end_with_parent, daemon=True).start()
    cv2.setNumThreads(1)  # the pages keep all cores busy already
    _worker_source = _worker_stack.enter_context(page_source(file))


def _end_with_parent() -> None:
    """A parent that is killed cannot tell its workers to stop."""
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _work(task: Task) -> Page:
    page = read_one(_worker_source, task)
    _give_memory_back(next(_worker_pages))
    return page


def _give_memory_back(pages: int) -> None:
    """After some pages, since it takes a quarter of the time of one; only glibc needs and knows it."""
    if pages % _PAGES_A_HEAP == 0 and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def read_one(source: PageSource, task: Task) -> Page:
    """One page. Whatever goes wrong with it alone makes it `unread`; a missing tool is raised."""
    start = time.perf_counter()
    size: tuple[float, float] | None = None
    try:
        picture, dpi, size = source.picture(task.number, task.turned)
        outline = find_sheet(picture) if task.is_photo and not task.turned else None
        if outline is None:
            page = _read(picture, task, dpi, size)
        else:
            page = _read(flattened(picture, outline), task, None, None)
            page = page.model_copy(update={"outline": tuple(outline)})
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
