"""The part of a font that one document uses, as a TrueType file to embed.

Glyph numbers stay those of the shipped font (unused ones become empty), so the same glyph has the same number
in every document. Copies of glyphs may be appended, for the rare glyph that stands for two different texts.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

from generate.shaping import Face, FaceName, face

TABLES_KEPT = ("head", "hhea", "maxp")


def deflated_subset(name: FaceName, glyphs: frozenset[int], copies: tuple[int, ...]) -> tuple[bytes, int]:
    """The zlib-compressed subset and its length before compression.

    copies: glyphs repeated after the last one, in the order of their new numbers.
    """
    data = subset(face(name), glyphs, copies)
    return zlib.compress(data, 6), len(data)


def subset(source: Face, glyphs: frozenset[int], copies: Sequence[int] = ()) -> bytes:
    records, metrics = _glyphs(source), _metrics(source)
    outlines, widths = [b""] * source.glyph_count, [b"\0\0\0\0"] * source.glyph_count
    for number in glyphs | {0}:
        outlines[number], widths[number] = records[number], metrics[number]
    outlines += [records[glyph] for glyph in copies]
    widths += [metrics[glyph] for glyph in copies]
    places = [0, *accumulate(map(len, outlines))]
    tables = {tag: source.tables[tag] for tag in TABLES_KEPT}
    tables["maxp"] = _with_count(tables["maxp"], 4, len(outlines))
    tables["hhea"] = _with_count(tables["hhea"], 34, len(outlines))
    tables["glyf"] = b"".join(outlines)
    tables["loca"] = struct.pack(f">{len(places)}H", *(place // 2 for place in places))
    tables["hmtx"] = b"".join(widths)
    return _font_file(tables)


@lru_cache(maxsize=8)
def _glyphs(source: Face) -> list[bytes]:
    """The outline record of each glyph. The shipped fonts give offsets in the short form (halved)."""
    loca, outlines = source.tables["loca"], source.tables["glyf"]
    offsets = [2 * place for place in struct.unpack(f">{len(loca) // 2}H", loca)]
    return [outlines[start:end] for start, end in pairwise(offsets)]


@lru_cache(maxsize=8)
def _metrics(source: Face) -> list[bytes]:
    """hmtx entries, four bytes a glyph; the last full one holds for all that follow it."""
    hmtx = source.tables["hmtx"]
    (full,) = struct.unpack_from(">H", source.tables["hhea"], 34)
    entries = [hmtx[4 * i : 4 * i + 4] for i in range(full)]
    rest = hmtx[4 * full :]
    entries += [entries[-1][:2] + rest[2 * i : 2 * i + 2] for i in range(source.glyph_count - full)]
    return entries


def _with_count(table: bytes, at: int, count: int) -> bytes:
    return table[:at] + struct.pack(">H", count) + table[at + 2 :]


def _font_file(tables: dict[str, bytes]) -> bytes:
    """Put tables together (OpenType specification, "Organization of an OpenType font")."""
    power = len(tables).bit_length() - 1
    head = struct.pack(
        ">LHHHH", 0x00010000, len(tables), 16 << power, power, 16 * len(tables) - (16 << power)
    )
    place = 12 + 16 * len(tables)
    directory, body = [], []
    for tag in sorted(tables):
        data = tables[tag]
        padded = data + b"\0" * (-len(data) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF
        directory.append(struct.pack(">4sLLL", tag.encode("ascii"), checksum, place, len(data)))
        body.append(padded)
        place += len(padded)
    return b"".join([head, *directory, *body])
