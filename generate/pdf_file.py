"""The finished file: reportlab's objects, packed into one compressed object stream (PDF 32000-1, 7.5.7).

reportlab writes each small object in clear, a fifth of a one-page form. Packed they cost a third of that, and
the cross-reference table becomes a stream too.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import Any

from reportlab.pdfbase.pdfdoc import format

from generate.pdf_objects import RawStream

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
FREE, PLAIN, PACKED = 0, 1, 2
NEVER_USED_AGAIN = 65535


def file_bytes(document: Any) -> bytes:
    """The bytes of a reportlab document whose pages are all ended. The same document gives the same bytes."""
    document.Catalog.Outlines = None
    root = document.Reference(document.Catalog).format(document)
    info = document.Reference(document.info).format(document)
    parts, entries, packed = [HEADER], [(FREE, 0, NEVER_USED_AGAIN)], list[tuple[int, bytes]]()
    place, number = len(HEADER), 1
    while number in document.numberToId:  # formatting one object may add others
        item = document.idToObject[document.numberToId[number]]
        syntax = format(item, document, toplevel=1)
        if isinstance(item, RawStream):
            written = b"%d 0 obj\n%s\nendobj\n" % (number, syntax)
            entries.append((PLAIN, place, 0))
            parts.append(written)
            place += len(written)
        else:
            entries.append(
                (PACKED, 0, len(packed))
            )  # the stream's number is known only after the last object
            packed.append((number, syntax))
        number += 1
    entries = [(kind, number if kind == PACKED else first, last) for kind, first, last in entries]
    parts.append(_object_stream(number, packed))
    entries.append((PLAIN, place, 0))
    place += len(parts[-1])
    entries.append((PLAIN, place, 0))
    identity = hashlib.sha256(b"".join(parts)).digest()[:16].hex().encode("ascii")
    trailer = b"/Root %s /Info %s /ID [<%s> <%s>]" % (root, info, identity, identity)
    parts.append(_cross_references(number + 1, entries, trailer))
    parts.append(b"startxref\n%d\n%%%%EOF\n" % place)
    return b"".join(parts)


def _object_stream(number: int, packed: list[tuple[int, bytes]]) -> bytes:
    places, body, place = [], [], 0
    for own, syntax in packed:
        places.append(b"%d %d" % (own, place))
        body.append(syntax)
        place += len(syntax) + 1
    head = b" ".join(places) + b"\n"
    entries = b"/Type /ObjStm /N %d /First %d" % (len(packed), len(head))
    return _stream_object(number, entries, head + b"\n".join(body))


def _cross_references(number: int, entries: list[tuple[int, int, int]], trailer: bytes) -> bytes:
    """A cross-reference stream (PDF 32000-1, 7.5.8) with fields of one, four and two bytes."""
    rows = b"".join(
        kind.to_bytes(1, "big") + first.to_bytes(4, "big") + last.to_bytes(2, "big")
        for kind, first, last in entries
    )
    return _stream_object(number, b"/Type /XRef /Size %d /W [1 4 2] %s" % (len(entries), trailer), rows)


def _stream_object(number: int, entries: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"%d 0 obj\n<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        number,
        entries,
        len(packed),
        packed,
    )
