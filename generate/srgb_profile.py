"""An sRGB colour profile (ICC.1:2001-04, version 2) to say what an archive file's colours mean."""

from __future__ import annotations

import struct
from functools import cache

CURVE_POINTS = 256
# Primaries and white point adapted to D50, from IEC 61966-2-1 as the ICC publishes them (s15Fixed16 of 1).
WHITE = (0.9642, 1.0, 0.8249)
PRIMARIES = {"r": (0.4361, 0.2225, 0.0139), "g": (0.3851, 0.7169, 0.0971), "b": (0.1431, 0.0606, 0.7141)}
NAME = b"sRGB IEC61966-2.1"


@cache
def srgb_profile() -> bytes:
    """The profile's bytes, always the same."""
    curve = _curve()
    tags = [
        (b"desc", _description(NAME)),
        (b"cprt", b"text\0\0\0\0" + b"No copyright, use freely\0"),
        (b"wtpt", _xyz(WHITE)),
        *((f"{name}XYZ".encode(), _xyz(colour)) for name, colour in PRIMARIES.items()),
        *((f"{name}TRC".encode(), curve) for name in PRIMARIES),
    ]
    return _profile(tags)


def _profile(tags: list[tuple[bytes, bytes]]) -> bytes:
    place = 128 + 4 + 12 * len(tags)
    directory, body, places = [], [], dict[bytes, int]()
    for signature, data in tags:
        padded = data + b"\0" * (-len(data) % 4)
        if padded not in places:  # the three curves are one
            places[padded] = place
            body.append(padded)
            place += len(padded)
        directory.append(struct.pack(">4sLL", signature, places[padded], len(data)))
    return _header(place) + struct.pack(">L", len(tags)) + b"".join([*directory, *body])


def _header(size: int) -> bytes:
    date = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    start = struct.pack(">L4sL4s4s4s", size, b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    illuminant = b"".join(_fixed(value) for value in WHITE)
    rest = struct.pack(">4s4sL4s4sQL", b"acsp", b"\0\0\0\0", 0, b"\0\0\0\0", b"\0\0\0\0", 0, 0)
    return (start + date + rest + illuminant).ljust(128, b"\0")


def _curve() -> bytes:
    """The transfer curve of IEC 61966-2-1 in 256 steps."""
    values = []
    for step in range(CURVE_POINTS):
        shown = step / (CURVE_POINTS - 1)
        light = shown / 12.92 if shown <= 0.04045 else ((shown + 0.055) / 1.055) ** 2.4
        values.append(round(light * 65535))
    return b"curv\0\0\0\0" + struct.pack(f">L{CURVE_POINTS}H", CURVE_POINTS, *values)


def _description(name: bytes) -> bytes:
    text = name + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">L", len(text)) + text + b"\0" * (4 + 4 + 2 + 1 + 67)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(_fixed(value) for value in values)


def _fixed(value: float) -> bytes:
    return struct.pack(">l", round(value * 65536))
