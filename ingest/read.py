"""A file of any readable kind becomes a Document: page by page from its text layer, its picture, or both."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable

from ingest.continued_tables import with_continuations
from ingest.document import Document, Page
from ingest.errors import TooLarge, ToolMissing
from ingest.files import FileKind, ReadingLimits, file_kind
from ingest.layer_and_picture import merged
from ingest.layer_page import LayerPage, layer_page
from ingest.page_source import PagesFile, PictureFile
from ingest.pdf_pages import opened, page_count
from ingest.picture_files import count_pictures
from ingest.read_pictures import Task, read_one, read_pictures, unread

log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]


def read_document(
    data: bytes,
    name: str = "",
    *,
    progress: Progress | None = None,
    limits: ReadingLimits = ReadingLimits(),  # noqa: B008 - frozen
    workers: int = 1,
) -> Document:
    """Read a file: PDF, PNG, JPEG, TIFF, WebP or DOCX, told by its content.

    progress: called with (pages done, pages in all). workers: processes that share the pages which must be
    read from their pictures.

    Raises a DocumentError where the whole file is unreadable, ToolMissing where this machine cannot read
    pictures and no page has a text layer. A page that cannot be read is `unread`, never empty.
    """
    kind = file_kind(data, limits)
    if kind == "docx":
        pages = _docx_pages(data, limits)
    else:
        pages = _Reading(data, kind, limits, workers, progress).pages()
    return Document(name=name, sha256=hashlib.sha256(data).hexdigest(), pages=with_continuations(pages))


def _docx_pages(data: bytes, limits: ReadingLimits) -> list[Page]:
    """A Word file's pages; pictures set into it are read as pages of their own."""
    from ingest.docx_file import docx_pages

    pages, pictures = docx_pages(data, limits)
    for number, picture in pictures.items():
        try:
            page = read_one(PictureFile(picture), Task(1))
        except ToolMissing:
            log.exception("page %d: pictures cannot be read on this machine", number)
            continue
        pages[number - 1] = page.model_copy(update={"number": number})
    return pages


class _Reading:
    """One file being read: what its text layers say first, then the pictures of the pages that need it."""

    def __init__(
        self, data: bytes, kind: FileKind, limits: ReadingLimits, workers: int, progress: Progress | None
    ) -> None:
        self._file = PagesFile(data, kind, limits)
        self._workers, self._progress = workers, progress
        self._layers: dict[int, LayerPage] = {}
        self._done: dict[int, Page] = {}
        self._count = 0

    def pages(self) -> list[Page]:
        tasks = self._read_layers() if self._file.kind == "pdf" else self._list_pictures()
        try:
            read_pictures(self._file, tasks, self._workers, self._seen)
        except ToolMissing:
            self._give_up_on(tasks)
            if all(page.source == "unread" for page in self._done.values()):
                raise
            log.exception("pictures of pages cannot be read on this machine")
        return [self._done[number] for number in sorted(self._done)]

    def _read_layers(self) -> list[Task]:
        """Read every text layer; what is left to be read from pictures."""
        tasks = []
        with opened(self._file.data) as pdf:
            self._count = page_count(pdf)
            if self._count > self._file.limits.pages:
                raise TooLarge
            for number in range(1, self._count + 1):
                start = time.perf_counter()
                try:
                    layer = layer_page(pdf, number)
                except Exception:  # one page that breaks pdfium or us must not take the others with it
                    log.exception("page %d: its text layer could not be read", number)
                    tasks.append(Task(number))
                    continue
                if layer.state.use in ("layer", "blank"):
                    seconds = time.perf_counter() - start
                    self._finish(layer.page.model_copy(update={"seconds": seconds}))
                else:
                    self._layers[number] = layer
                    is_photo = layer.state.use != "both"
                    tasks.append(Task(number, layer.page.turned, is_photo))
        return tasks

    def _list_pictures(self) -> list[Task]:
        self._count = count_pictures(self._file.data, self._file.limits)
        return [Task(number) for number in range(1, self._count + 1)]

    def _seen(self, page: Page) -> None:
        layer = self._layers.get(page.number)
        if layer is not None and layer.state.use == "both":
            page = merged(layer.page, page, layer.state)
        elif layer is not None:
            page = page.model_copy(update={"layer_damage": layer.state.damage})
        self._finish(page)

    def _give_up_on(self, tasks: list[Task]) -> None:
        """Without a reader of pictures: visible layers as they are, everything else unread."""
        for number in (task.number for task in tasks if task.number not in self._done):
            layer = self._layers.get(number)
            if layer is not None and layer.state.use == "both" and not layer.state.hidden:
                self._finish(layer.page)
            else:
                self._finish(unread(number))

    def _finish(self, page: Page) -> None:
        self._done[page.number] = page
        if self._progress is not None:
            self._progress(len(self._done), self._count)
