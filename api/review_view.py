"""What the review page shows: every field and deadline with its words, its place, who vouches for it."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from api.blobs import BlobMissing, Blobs, page_key
from api.correct_fields import readings_of
from api.explain import Mark
from api.language import gettext as _
from api.language import marked
from api.open_items import OpenItem, open_items
from api.read_process import PICTURE_DPI
from api.reviewing import Review
from api.wording import ACTORS, CODES, FIELDS, thai_date, when, who
from extract.models import Deadline

Json = dict[str, Any]
A4 = (595.3, 841.9)  # points, of a page without a picture
CLOSE_UP = (300.0, 130.0)  # points of the page that a close-up shows at least
KINDS_OF_DEADLINES = {
    "until": marked("ภายในวันที่"),
    "window": marked("ช่วงวันที่ (ตั้งแต่ – ถึง)"),
    "day": marked("วันเดียว"),
    "from": marked("ตั้งแต่วันที่ เป็นต้นไป"),
    "month": marked("ภายในเดือน"),
    "event": marked("วันประชุม อบรม หรือจัดงาน"),
    "relative": marked("นับจากวันอื่น เช่น ภายใน 7 วันหลังได้รับหนังสือ"),
    "recurring": marked("เป็นประจำ เช่น ทุกเดือน"),
    "undated": marked("ไม่ระบุวัน"),
}
EVERY = {"week": marked("สัปดาห์"), "month": marked("เดือน"), "year": marked("ปี")}
HOW = {
    "confirmed": marked("ยืนยันแล้ว"),
    "corrected": marked("แก้แล้ว"),
    "added": marked("เพิ่มเอง"),
    "split": marked("แยกแล้ว"),
    "merged": marked("รวมแล้ว"),
    "absent": marked("ระบุว่าไม่มีในหนังสือ"),
    "deleted": marked("ลบแล้ว"),
}
LONG = ("subject", "issuer_address", "references", "attachments", "body", "copies_to", "issuer", "addressee")
Box = Sequence[float]  # x0, y0, x1, y1: points from the top-left corner of the upright page


@dataclass
class Item:
    """One thing on the page. path: "number", "deadlines.d3", "doubts.b2". shown: its value in words.

    machine: what was read where a person put something else; "" where it is the same. check: who vouches
    for it ({"how", "by", "at"}). open: what is said against it.
    """

    path: str
    label: str
    state: str
    shown: str
    page: int | None
    box: Box | None
    thing: Json | None = None
    machine: str = ""
    check: Json | None = None
    open: OpenItem | None = None
    paragraphs: list[Item] = field(default_factory=list)  # those that a doubt about a page's text is about

    @property
    def messages(self) -> list[str]:
        """What is said against it; a deadline's own words stand beside and are not said twice."""
        if self.open is None:
            return []
        name = f"กำหนดของ “{self.thing['action'][:60]}”" if self.is_deadline and self.thing else ""
        said = [message.replace(name, "กำหนดนี้") if name else message for message in self.open.messages]
        return [message.replace("อ่านกำหนดนี้ได้", "อ่านได้") for message in said]

    @property
    def anchor(self) -> str:
        """Its id in the page."""
        return "i-" + self.path.replace(".", "-").replace("_", "-")

    @property
    def is_deadline(self) -> bool:
        return self.path.startswith("deadlines.")

    @property
    def is_doubt(self) -> bool:
        return self.path.startswith("doubts.")

    @property
    def key(self) -> str:
        """The path without numbers: "received.date"."""
        return ".".join(part for part in self.path.split(".") if not part.isdigit())

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The codes that it can be, with their words."""
        return [(code, _(words)) for code, words in CODES.get(self.path, {}).items()]

    @property
    def rows(self) -> int:
        """How many lines its text takes in a form."""
        return min(12, 1 + len(self.shown) // 60)

    @property
    def input(self) -> str:
        """What kind of form field takes it."""
        last = self.path.rsplit(".", 1)[-1]
        if self.path in CODES:
            return "choice"
        return last if last in ("date", "time") else "long" if self.key in LONG else "line"


@dataclass(frozen=True)
class PageView:
    """A page picture with its boxes. width, height: points."""

    number: int
    width: float
    height: float
    boxes: list[Item] = field(default_factory=list)

    def close_up(self, box: Box | None) -> str:
        """The viewBox that shows a place with what stands round it; the whole page without a place."""
        if box is None:
            return f"0 0 {self.width:.0f} {self.height:.0f}"
        x0, y0, x1, y1 = box
        width = min(self.width, max(CLOSE_UP[0], x1 - x0 + 50))
        height = min(self.height, max(CLOSE_UP[1], y1 - y0 + 50))
        left = min(max(0.0, (x0 + x1 - width) / 2), self.width - width)
        top = min(max(0.0, (y0 + y1 - height) / 2), self.height - height)
        return f"{left:.0f} {top:.0f} {width:.0f} {height:.0f}"


@dataclass(frozen=True)
class ReviewView:
    """todo: what is left, the gravest first. fields, paragraphs, deadlines: all, in the letter's order.

    absent: fields that can be added. removed: what was read and then taken out, with the reading.
    """

    review: Review
    todo: list[Item]
    fields: list[Item]
    paragraphs: list[Item]
    deadlines: list[Item]
    pages: list[PageView]
    absent: list[tuple[str, str]]
    removed: list[Item]

    def next_after(self, chosen: Item | None) -> Item | None:
        """The next thing to look at: the one behind the chosen one, the first behind the last."""
        paths = [one.path for one in self.todo]
        at = paths.index(chosen.path) + 1 if chosen and chosen.path in paths else 0
        return next(iter([*self.todo[at:], *self.todo[:at]]), None)

    def item(self, path: str) -> Item | None:
        every = [*self.todo, *self.deadlines, *self.fields, *self.paragraphs]
        return next((one for one in every if one.path == path), None)

    @property
    def sure_unchecked(self) -> int:
        """How many sure items nobody vouched for yet."""
        every = [*self.deadlines, *self.fields, *self.paragraphs]
        return sum(one.state == "sure" and one.check is None and one.open is None for one in every)


def view_of(review: Review, blobs: Blobs) -> ReviewView:
    left = {one.path: one for one in open_items(review.circular)}
    readings = dict(readings_of(review.circular))
    read = dict(readings_of(review.reading))
    items = [_field(path, reading, review, read, left) for path, reading in readings.items()]
    deadlines = [_deadline(one, review, left) for one in review.circular["deadlines"]]
    by_path = {one.path: one for one in [*items, *deadlines]}
    unsure = [one for one in items if one.key == "body" and one.state != "sure" and one.open is None]
    todo = [by_path.get(path) or _doubt(path, one, review, unsure) for path, one in left.items()]
    names = list(FIELDS)
    fields = [one for one in items if one.key in FIELDS]
    fields.sort(key=lambda one: names.index(one.key))
    return ReviewView(
        review,
        todo,
        fields,
        [one for one in items if one.key == "body"],
        deadlines,
        _pages(review, blobs, [*by_path.values(), *(one for one in todo if one.is_doubt)]),
        [(path, _(FIELDS[path])) for path in _absent(readings)],
        list(_removed(review, read, by_path)),
    )


def _field(path: str, reading: Json, review: Review, read: Json, left: dict[str, OpenItem]) -> Item:
    machine = read.get(path)
    shown, was = value_words(path, reading), value_words(path, machine) if machine else ""
    item = Item(path, "", reading["state"], shown, reading["page"], reading["box"], reading)
    item.label = _(FIELDS[item.key]) if item.key in FIELDS else _("เนื้อความ")
    item.machine = was if was != shown and path in review.checked else ""
    item.check, item.open = review.checked.get(path), left.get(path)
    return item


def _deadline(one: Json, review: Review, left: dict[str, OpenItem]) -> Item:
    path = f"deadlines.{one['id']}"
    item = Item(path, one["action"], one["state"], deadline_words(one), one["page"], one["box"], one)
    machine = next((old for old in review.reading["deadlines"] if old["id"] == one["id"]), None)
    item.machine = _difference(machine, one) if machine else ""
    item.check, item.open = review.checked.get(path), left.get(path)
    return item


def _difference(machine: Json, one: Json) -> str:
    """What the machine had read of a deadline that a person changed."""
    was = deadline_words(machine)
    parts = [was] if was != deadline_words(one) else []
    if machine["actors"] != one["actors"]:
        parts.append(who(Deadline.model_validate(machine)) or _("ไม่ระบุผู้ทำ"))
    if machine["action"] != one["action"]:
        parts.append(machine["action"])
    return " · ".join(parts)


def _removed(review: Review, read: Json, there: dict[str, Item]) -> Iterator[Item]:
    """What the machine had read of fields that are said to be absent, and of deadlines deleted or merged."""
    deadlines = {f"deadlines.{one['id']}": one for one in review.reading["deadlines"]}
    for path, check in review.checked.items():
        if path in there:
            continue
        if old := deadlines.get(path):
            words = f"{deadline_words(old)} · {old['action']}"
            yield Item(path, _("กำหนดเวลา"), "sure", "", old["page"], old["box"], machine=words, check=check)
        elif (old := read.get(path)) and old["value"]:
            item = Item(
                path, "", "sure", "", old["page"], old["box"], machine=value_words(path, old), check=check
            )
            item.label = _(FIELDS[item.key]) if item.key in FIELDS else _("เนื้อความ")
            yield item


def place_of(circular: Json, path: str) -> Mark | None:
    """Where a reading, deadline or doubt stands; None for one without a place."""
    things = dict(readings_of(circular))
    for name in ("deadlines", "doubts"):
        things |= {f"{name}.{one['id']}": one for one in circular.get(name, [])}
    thing = things.get(path)
    if thing is None or not thing["box"] or not thing["page"]:
        return None
    x0, y0, x1, y1 = thing["box"]
    return Mark(path, thing.get("state", "doubtful"), thing["page"], (x0, y0, x1, y1))


def _doubt(path: str, left: OpenItem, review: Review, unsure: list[Item]) -> Item:
    """A doubt about a page, or about the text on it."""
    label = _("หน้า %(page)s", page=left.page) if left.page else _("ทั้งฉบับ")
    item = Item(path, label, "doubtful", "", left.page, left.box, open=left)
    about = {doubt["id"]: doubt["field"] for doubt in review.circular["doubts"]}
    if about[left.doubts[0]] == "body":
        item.label = _("เนื้อความ หน้า %(page)s", page=left.page)
        item.paragraphs = [one for one in unsure if one.page == left.page]
    return item


def value_words(path: str, reading: Json) -> str:
    """The value as a clerk reads it: codes in Thai, dates in the Buddhist era, how many."""
    value = reading["value"]
    if value is None:
        return ""
    if path in CODES:
        return CODES[path].get(value, str(value))
    if path.rsplit(".", 1)[-1] == "date":
        return thai_date(value)
    if quantity := reading.get("quantity"):
        return f"{value} ({quantity} {reading.get('unit') or ''})".replace(" )", ")")
    return str(value)


def deadline_words(one: Json) -> str:
    return when(Deadline.model_validate(one)) or _(KINDS_OF_DEADLINES[one["kind"]])


def actor_words(one: Json) -> str:
    return ", ".join(
        _(ACTORS[name]) if name in ACTORS else name.removeprefix("other:") for name in one["actors"]
    )


def _absent(readings: Json) -> Iterator[str]:
    """The fields that a letter may have and this one has not, and the lists, which may be longer."""
    for path in FIELDS:
        name = path.partition(".")[0]
        if name in ("references", "attachments", "copies_to") or (
            name != "received" and path not in readings
        ):
            yield path


def _pages(review: Review, blobs: Blobs, items: list[Item]) -> list[PageView]:
    row, numbers = review.row, range(1, review.circular["source"]["pages"] + 1)
    keys = [(row.id, row.read_attempt or 0, number) for number in numbers]
    _measure(blobs, [key for key in keys if key not in _sizes])
    return [
        PageView(
            key[2],
            *_sizes.get(key, A4),
            sorted((one for one in items if one.page == key[2] and one.box), key=_area, reverse=True),
        )
        for key in keys
    ]


def _area(item: Item) -> float:
    """Large boxes are drawn first, so that small ones on them can be pressed."""
    x0, y0, x1, y1 = item.box or (0, 0, 0, 0)
    return (x1 - x0) * (y1 - y0)


PageKey = tuple[str, int, int]


def _measure(blobs: Blobs, keys: list[PageKey]) -> None:
    """Remembers the points of upright pages, told by their pictures, which never change."""
    if len(_sizes) >= SIZES_KEPT:
        _sizes.clear()
    if len(keys) == 1:
        _sizes.update({keys[0]: size} if (size := _size(blobs, keys[0])) else {})
    elif keys:
        with ThreadPoolExecutor(8) as pool:  # a store elsewhere takes its time for each
            found = pool.map(lambda key: _size(blobs, key), keys)
            _sizes.update({key: size for key, size in zip(keys, found, strict=True) if size})


def _size(blobs: Blobs, key: PageKey) -> tuple[float, float] | None:
    try:
        head = blobs.get(page_key(*key))[16:24]  # of a PNG: its width and height
    except BlobMissing:
        return None
    width, height = struct.unpack(">II", head)
    return width * 72 / PICTURE_DPI, height * 72 / PICTURE_DPI


SIZES_KEPT = 50_000
_sizes: dict[PageKey, tuple[float, float]] = {}
