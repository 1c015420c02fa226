"""The structure tree of a tagged PDF (PDF 32000-1, 14.7): which text belongs to which paragraph or cell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from generate.pdf_objects import Raw, reference, utf16_string

FIRST_WIDGET = 10_000


@dataclass
class Element:
    """A structure element: its tag, what a screen reader says instead of it, and its content in order."""

    tag: str
    alt: str = ""
    children: list[Element | Mark | Widget] = field(default_factory=list)


@dataclass(frozen=True)
class Mark:
    """A stretch of one page's content stream."""

    page: int
    number: int


@dataclass(frozen=True)
class Widget:
    """A form field: reference to it, its page, its number in the tree of parents."""

    reference: bytes
    page: int
    number: int


class Structure:
    """Grows with the drawing; `add_to` then writes the tree."""

    def __init__(self) -> None:
        self.root = Element("Document")
        self.artifact_depth = 0
        self._open = [self.root]
        self._pages: list[list[Element]] = [[]]
        self._implicit = False
        self._widgets: list[Element] = []

    @contextmanager
    def element(self, tag: str, alt: str = "") -> Iterator[None]:
        """What begins inside belongs to one element of this tag."""
        self.open(Element(tag, alt))
        yield
        self.close()

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What begins inside is no content."""
        self.artifact_depth += 1
        yield
        self.artifact_depth -= 1

    def open(self, element: Element) -> None:
        self._open[-1].children.append(element)
        self._open.append(element)

    def close(self) -> None:
        self._open.pop()

    def inside(self, tag: str) -> bool:
        return any(element.tag == tag for element in self._open)

    def begin(self, tag: str) -> str:
        """The operator that opens a stretch of content; outside every element it becomes one of this tag."""
        if self.artifact_depth:
            return "/Artifact BMC"
        self._implicit = len(self._open) == 1
        if self._implicit:
            self.open(Element(tag))
        owner, page = self._open[-1], self._pages[-1]
        owner.children.append(Mark(len(self._pages) - 1, len(page)))
        page.append(owner)
        return f"/{owner.tag} <</MCID {len(page) - 1}>> BDC"

    def end(self) -> None:
        if self._implicit:
            self.close()
            self._implicit = False

    @property
    def next_widget(self) -> int:
        """The number in the tree of parents that the next form field gets, far above those of pages."""
        return FIRST_WIDGET + len(self._widgets)

    def widget(self, field: bytes) -> None:
        """Put a form field into the open element."""
        owner = Element("Form", children=[Widget(field, len(self._pages) - 1, self.next_widget)])
        self._open[-1].children.append(owner)
        self._widgets.append(owner)

    def end_page(self) -> None:
        self._pages.append([])

    def add_to(self, document: Any) -> None:
        """Write the tree into a reportlab document whose pages are all ended."""
        ended = self._pages[:-1]
        page_refs = [
            document.Reference(document.idToObject[f"Page{number}"]).format(document)
            for number in range(1, len(ended) + 1)
        ]
        root = Raw(b"")
        objects: dict[int, bytes] = {}
        kids = self._write(document, self.root, reference(document, root), page_refs, objects)
        tree = [
            b"%d [%s]" % (number, b" ".join(objects[id(owner)] for owner in owners))
            for number, owners in enumerate(ended)
        ]
        tree += [b"%d %s" % (FIRST_WIDGET + n, objects[id(owner)]) for n, owner in enumerate(self._widgets)]
        root.syntax = (
            b"<< /Type /StructTreeRoot /K %s /ParentTree << /Nums [%s] >> /ParentTreeNextKey %d >>"
            % (kids, b" ".join(tree), self.next_widget if self._widgets else len(ended))
        )
        document.Catalog.StructTreeRoot = root
        document.Catalog.MarkInfo = Raw(b"<< /Marked true >>")

    def _write(
        self, document: Any, element: Element, parent: bytes, pages: list[bytes], objects: dict[int, bytes]
    ) -> bytes:
        item = Raw(b"")
        own = reference(document, item)
        objects[id(element)] = own
        kids = []
        for child in element.children:
            if isinstance(child, Mark):
                kids.append(b"<< /Type /MCR /Pg %s /MCID %d >>" % (pages[child.page], child.number))
            elif isinstance(child, Widget):
                kids.append(b"<< /Type /OBJR /Pg %s /Obj %s >>" % (pages[child.page], child.reference))
            else:
                kids.append(self._write(document, child, own, pages, objects))
        alt = b" /Alt " + utf16_string(element.alt) if element.alt else b""
        tag = element.tag.encode("ascii")
        item.syntax = b"<< /Type /StructElem /S /%s /P %s%s /K [%s] >>" % (tag, parent, alt, b" ".join(kids))
        return own
