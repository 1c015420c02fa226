"""`wian read --explain`: page pictures that show what was taken from where.

Sure readings stand in green solid frames, doubtful ones in amber dashed ones, missing ones in red dotted
ones, so that the three can be told apart without colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image, ImageDraw

from extract.models import Circular
from ingest.document import Document

DPI = 110
SEEN_THROUGH = 150  # of 255: labels lie over what is printed above
POINTS_PER_INCH = 72
COLOURS = {"sure": "#0a7a2f", "doubtful": "#b45f00", "missing": "#b3001b"}
# Length of dash and gap in pixels; None draws a solid line.
DASHES: dict[str, tuple[int, int] | None] = {"sure": None, "doubtful": (12, 6), "missing": (3, 5)}


class Mark(NamedTuple):
    """A frame on a page. box: points from the top-left corner of the upright page."""

    label: str
    state: str
    page: int
    box: tuple[float, float, float, float]


def explain(path: Path, document: Document, circular: Circular, folder: Path) -> list[Path]:
    """Writes `<file>-page-<n>.png` into `folder`, one for each page, and returns their paths."""
    from ingest import page_picture

    data = path.read_bytes()
    folder.mkdir(parents=True, exist_ok=True)
    found = list(marks_of(circular))
    written = []
    for page in document.pages:
        shown = page_picture(data, page.number, dpi=DPI, turned=page.turned, outline=page.outline)
        picture = Image.fromarray(shown)
        draw_marks(
            picture,
            [mark for mark in found if mark.page == page.number and not mark.label.startswith("doubts.")],
            DPI / POINTS_PER_INCH,
        )
        written.append(folder / f"{path.stem}-page-{page.number}.png")
        picture.save(written[-1])
    return written


def marks_of(circular: Circular) -> Iterator[Mark]:
    """Everything that has a place: doubts, deadlines, readings; `label` is its path in the Circular.

    Deadlines say what was made of them, and whatever is doubted says why.
    """
    dumped = circular.model_dump(by_alias=True, exclude={"source"})
    codes: dict[str, list[str]] = {}
    for doubt in dumped.pop("doubts"):
        codes.setdefault(doubt["field"] or "", []).append(doubt["code"])
        if doubt["box"] and doubt["page"]:
            yield Mark(f"doubts.{doubt['id']}", "doubtful", doubt["page"], doubt["box"])
    marks = list(marks_under(dumped, ""))
    for deadline in dumped["deadlines"]:
        if deadline["box"]:
            path = f"deadlines.{deadline['id']}"
            marks.append(Mark(path, deadline["state"], deadline["page"], deadline["box"]))
    told = {f"deadlines.{deadline['id']}": said_of(deadline) for deadline in dumped["deadlines"]}
    for mark in marks:
        why = f" [{', '.join(codes[mark.label])}]" if mark.label in codes else ""
        yield mark._replace(label=told.get(mark.label, mark.label) + why)


def said_of(deadline: dict[str, Any]) -> str:
    """deadlines.d2 window 2027-05-17…2027-06-10 08:30…16:30."""
    days = f"{deadline['start'] or ''}…{deadline['end'] or ''}".removesuffix("…")
    hours = f"{deadline['start_time'] or ''}…{deadline['end_time'] or ''}".strip("…")
    return " ".join(filter(None, (f"deadlines.{deadline['id']}", deadline["kind"], days, hours)))


def marks_under(node: object, path: str) -> Iterator[Mark]:
    if isinstance(node, dict):
        if "state" in node and node.get("box") and "action" not in node:
            yield Mark(path, node["state"], node["page"], node["box"])
        for key, child in node.items():
            yield from marks_under(child, f"{path}.{key}".lstrip("."))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from marks_under(child, f"{path}.{index}")


def draw_marks(picture: Image.Image, marks: list[Mark], scale: float, labels: bool = True) -> None:
    """Frames on a page picture that has `scale` pixels a point."""
    draw = ImageDraw.Draw(picture, "RGBA")
    for mark in marks:
        x0, y0, x1, y1 = (value * scale for value in mark.box)
        colour = COLOURS[mark.state]
        frame(draw, (x0 - 2, y0 - 2, x1 + 2, y1 + 2), colour, DASHES[mark.state])
        if not labels:
            continue
        name = shortened(mark.label)
        label_box = draw.textbbox((x0, y0 - 13), name)
        draw.rectangle(label_box, fill=(255, 255, 255, SEEN_THROUGH))
        draw.text((x0, y0 - 13), name, fill=colour)


def shortened(label: str) -> str:
    """calendars.0.rows.2.action → 0.2.action: the rows of a table leave little room."""
    return re.sub(r"^calendars\.(\d+)\.(?:rows\.)?", r"\1.", label).removeprefix("deadlines.")


def frame(
    draw: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    colour: str,
    dash: tuple[int, int] | None,
) -> None:
    x0, y0, x1, y1 = box
    for start, end in (
        ((x0, y0), (x1, y0)),
        ((x1, y0), (x1, y1)),
        ((x1, y1), (x0, y1)),
        ((x0, y1), (x0, y0)),
    ):
        for a, b in dashes(start, end, dash):
            draw.line((*a, *b), fill=colour, width=2)


Point = tuple[float, float]


def dashes(start: Point, end: Point, dash: tuple[int, int] | None) -> Iterator[tuple[Point, Point]]:
    """The pieces of the straight line from start to end."""
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])  # the line is level or upright
    if dash is None or length == 0:
        yield start, end
        return
    on, off = dash
    at = 0.0
    while at < length:
        yield along(start, end, at / length), along(start, end, min(at + on, length) / length)
        at += on + off


def along(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
