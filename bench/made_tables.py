"""Made-up pages with tables, of which every cell and mark is known, drawn and then damaged like scans.

Layouts that offices draw: months with ticks, shades or bars, duties in merged rows, dark heads with white
letters, hairlines, dotted and double rules, open sides, and tables without any rule. The text is made up.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench.made_calendars import WORK
from bench.made_pages import FONTS, LEVELS, Picture, damaged, installed

MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
SIGNS = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
PORTRAIT, LANDSCAPE = (8.27, 11.69), (11.69, 8.27)  # inches
Place = tuple[int, int, int, int]  # row, column, rows and columns spanned


@dataclass
class TrueCell:
    """A cell as it was drawn: its lines of text and its mark."""

    place: Place
    lines: list[str] = field(default_factory=list)
    mark: str | None = None

    @property
    def text(self) -> str:
        return "".join("".join(self.lines).split())


@dataclass
class TrueTable:
    rows: int
    cols: int
    cells: dict[tuple[int, int], TrueCell] = field(default_factory=dict)


@dataclass(frozen=True)
class MadeTable:
    layout: str
    level: str
    picture: Picture
    truth: TrueTable


@dataclass(frozen=True)
class Style:
    """How a table is drawn: rule widths in px at 400 dpi, grey of the rules, what its head looks like."""

    rule: int = 4
    grey: int = 0
    dotted: bool = False
    double: bool = False
    sides: bool = True
    upright: bool = True
    level: bool = True
    head: tuple[int, int] | None = None  # grey of the head's paper and of its letters
    size: float = 16.0


class Drawing:
    """One sheet with one table. Lengths in inches; drawn at 400 dpi and reduced to 200."""

    DPI = 400

    def __init__(self, font: str, sheet: tuple[float, float], rng: random.Random) -> None:
        self.image = Image.new("L", (round(sheet[0] * self.DPI), round(sheet[1] * self.DPI)), 255)
        self.pen = ImageDraw.Draw(self.image)
        self.font, self.rng, self.sheet = font, rng, sheet

    def face(self, size: float) -> ImageFont.FreeTypeFont:
        scaled = size * FONTS[self.font].size / 16.0
        return ImageFont.truetype(str(FONTS[self.font].regular), round(scaled * self.DPI / 72))

    def width(self, words: str, size: float) -> float:
        return float(self.face(size).getlength(words)) / self.DPI

    def text(self, x: float, y: float, words: str, size: float, grey: int = 0, anchor: str = "ls") -> None:
        """Words with their baseline at y."""
        self.pen.text((x * self.DPI, y * self.DPI), words, font=self.face(size), fill=grey, anchor=anchor)

    def rule(self, x0: float, y0: float, x1: float, y1: float, style: Style) -> None:
        ends = [v * self.DPI for v in (x0, y0, x1, y1)]
        shifts = (-5, 5) if style.double else (0,)
        for shift in shifts:
            dx, dy = (shift, 0) if x0 == x1 else (0, shift)
            a = (ends[0] + dx, ends[1] + dy)
            b = (ends[2] + dx, ends[3] + dy)
            if not style.dotted:
                self.pen.line([a, b], fill=style.grey, width=style.rule)
                continue
            length = max(abs(b[0] - a[0]), abs(b[1] - a[1]))
            for at in np.arange(0, length, 14):
                x, y = (a[0] + at, a[1]) if y0 == y1 else (a[0], a[1] + at)
                self.pen.rectangle([x - 2, y - 2, x + 4, y + 3], fill=style.grey)

    def fill(self, box: tuple[float, ...], grey: int) -> None:
        self.pen.rectangle([v * self.DPI for v in box], fill=grey)

    def mark(self, kind: str, box: tuple[float, float, float, float]) -> None:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        s = self.rng.uniform(0.06, 0.085)
        if kind == "tick":
            self._tick(x, y, s)
        elif kind == "cross":
            w = round(self.rng.uniform(8, 16))
            for a, b in (((x - s, y - s), (x + s, y + s)), ((x - s, y + s), (x + s, y - s))):
                self._stroke([a, b], w)
        elif kind == "dot":
            r = s * 0.7
            self.pen.ellipse([v * self.DPI for v in (x - r, y - r, x + r, y + r)], fill=0)
        elif kind == "shaded":
            pad = self.rng.choice((0.0, 0.02))
            self.fill(
                (box[0] + pad, box[1] + pad, box[2] - pad, box[3] - pad), self.rng.choice((150, 185, 205))
            )

    def _tick(self, x: float, y: float, s: float) -> None:
        how = self.rng.random()
        if how < 0.5 and SIGNS.exists():
            face = ImageFont.truetype(str(SIGNS), round(s * 2.6 * self.DPI))
            sign = self.rng.choice("✓✔")
            self.pen.text((x * self.DPI, y * self.DPI), sign, font=face, fill=0, anchor="mm")
            return
        if how < 0.65:
            self.text(x, y + 0.05, "/", 16, anchor="ms")
            return
        lean = self.rng.uniform(0.8, 1.2)
        self._stroke(
            [(x - s * lean, y), (x - 0.3 * s, y + s), (x + s * 1.1, y - s)], round(self.rng.uniform(7, 16))
        )

    def _stroke(self, points: list[tuple[float, float]], width: int) -> None:
        self.pen.line([(a * self.DPI, b * self.DPI) for a, b in points], fill=0, width=width, joint="curve")

    def bar(self, x0: float, x1: float, y: float, heads: bool) -> None:
        """A thick line, or an arrow, drawn over cells."""
        self._stroke([(x0, y), (x1, y)], 8 if heads else 18)
        if heads:
            for x, way in ((x0, 1), (x1, -1)):
                tip = [(x, y), (x + way * 0.08, y - 0.035), (x + way * 0.08, y + 0.035)]
                self.pen.polygon([(a * self.DPI, b * self.DPI) for a, b in tip], fill=0)

    def reduced(self) -> Picture:
        small = self.image.resize((self.image.width // 2, self.image.height // 2), Image.Resampling.BOX)
        return np.asarray(small, np.uint8).copy()


class Table:
    """A table being laid out: cells by place, drawn when all are known."""

    def __init__(self, drawing: Drawing, widths: list[float], style: Style) -> None:
        self.drawing, self.style = drawing, style
        left = (drawing.sheet[0] - sum(widths)) / 2
        self.xs = [left + sum(widths[:i]) for i in range(len(widths) + 1)]
        self.heights: list[float] = []
        self.cells: dict[tuple[int, int], TrueCell] = {}
        self.bars: list[tuple[int, int, int, bool]] = []  # row, first and last column, heads
        self.centred: set[tuple[int, int]] = set()
        self.heads = 0

    def row(self, height: float) -> int:
        self.heights.append(height)
        return len(self.heights) - 1

    def put(
        self, row: int, col: int, *lines: str, rows: int = 1, cols: int = 1, centred: bool = False
    ) -> None:
        self.cells[row, col] = TrueCell((row, col, rows, cols), list(lines))
        if centred:
            self.centred.add((row, col))

    def mark(self, row: int, col: int, kind: str) -> None:
        self.cells.setdefault((row, col), TrueCell((row, col, 1, 1))).mark = kind

    def draw(self, top: float) -> TrueTable:
        ys = [top + sum(self.heights[:i]) for i in range(len(self.heights) + 1)]
        self._fill_up()
        for (row, col), cell in self.cells.items():
            _, _, rows, cols = cell.place
            box = (self.xs[col], ys[row], self.xs[col + cols], ys[row + rows])
            self._draw_cell(cell, box, row < self.heads)
        for cell in self.cells.values():
            self._draw_borders(cell, ys)
        for row, first, last, heads in self.bars:
            y = (ys[row] + ys[row + 1]) / 2
            self.drawing.bar(self.xs[first] + 0.06, self.xs[last + 1] - 0.06, y, heads)
        return TrueTable(len(self.heights), len(self.xs) - 1, self.cells)

    def _fill_up(self) -> None:
        taken = {
            (r + i, c + j)
            for r, c, h, w in (cell.place for cell in self.cells.values())
            for i in range(h)
            for j in range(w)
        }
        for r in range(len(self.heights)):
            for c in range(len(self.xs) - 1):
                if (r, c) not in taken:
                    self.cells[r, c] = TrueCell((r, c, 1, 1))

    def _draw_cell(self, cell: TrueCell, box: tuple[float, float, float, float], head: bool) -> None:
        style, drawing = self.style, self.drawing
        grey = 0
        if head and style.head is not None:
            drawing.fill(box, style.head[0])
            grey = style.head[1]
        if cell.mark:
            drawing.mark(cell.mark, box)
        pitch = style.size * 0.0185
        y = (
            box[1] + 0.235 * style.size / 16
            if not head
            else (box[1] + box[3] - pitch * len(cell.lines)) / 2 + 0.21
        )
        for line in cell.lines:
            if head or cell.place[:2] in self.centred:
                drawing.text((box[0] + box[2]) / 2, y, line, style.size, grey, "ms")
            else:
                drawing.text(box[0] + 0.07, y, line, style.size, grey)
            y += pitch

    def _draw_borders(self, cell: TrueCell, ys: list[float]) -> None:
        row, col, rows, cols = cell.place
        x0, x1, y0, y1 = self.xs[col], self.xs[col + cols], ys[row], ys[row + rows]
        style = self.style
        if style.level:
            self.drawing.rule(x0, y0, x1, y0, style)
            self.drawing.rule(x0, y1, x1, y1, style)
        if style.upright:
            if col > 0 or style.sides:
                self.drawing.rule(x0, y0, x0, y1, style)
            if col + cols < len(self.xs) - 1 or style.sides:
                self.drawing.rule(x1, y0, x1, y1, style)


def thai(number: int | str) -> str:
    return str(number).translate(THAI)


def a_date(rng: random.Random) -> str:
    day, month = rng.randint(1, 28), rng.choice(MONTHS)
    style = rng.random()
    if style < 0.5:
        return thai(f"{day} {month} {2569 + rng.randint(0, 3)}")
    if style < 0.8:
        return thai(f"{day} - {min(30, day + rng.randint(1, 9))} {month} {70 + rng.randint(0, 3)}")
    return f"ภายใน {thai(day)} {month}"


def months_table(drawing: Drawing, style: Style, mark: str) -> Table:
    """Number, work and a column a month; two rows of heads, the year over the months."""
    rng = drawing.rng
    count = rng.choice((6, 8, 12))
    wide = drawing.sheet[0] > 9
    first = 3.1 if wide else 2.6
    month = (drawing.sheet[0] - 1.2 - first - 0.45) / count
    table = Table(drawing, [0.45, first, *[month] * count], style)
    table.heads = 2
    top, below = table.row(0.36), table.row(0.36)
    table.put(top, 0, "ที่", rows=2)
    table.put(top, 1, "การดำเนินงาน", rows=2)
    cut = rng.randint(1, count - 1)
    table.put(top, 2, "๒๕๗๐" if cut < 3 else "ปี ๒๕๗๐", cols=cut)
    table.put(top, 2 + cut, "๒๕๗๑" if count - cut < 3 else "ปี ๒๕๗๑", cols=count - cut)
    start = rng.randint(0, 11)
    for i in range(count):
        table.put(below, 2 + i, MONTHS[(start + i) % 12])
    for number, (work, _, _) in enumerate(rng.sample(WORK, rng.randint(5, 9)), 1):
        row = table.row(0.62 if rng.random() < 0.3 else 0.36)
        table.put(row, 0, thai(number), centred=True)
        lines = [work] if drawing.width(work, style.size) < first - 0.14 else [work[:14]]
        if table.heights[row] > 0.5:
            lines.append("(ต่อเนื่อง)")
        table.put(row, 1, *lines)
        at, length = rng.randint(0, count - 1), rng.randint(1, 3)
        if mark in ("bar", "arrow"):
            last = min(count - 1, at + length)
            table.bars.append((row, 2 + at, 2 + last, mark == "arrow"))
            for col in range(at, last + 1):
                table.cells[row, 2 + col] = TrueCell((row, 2 + col, 1, 1), mark="bar")
        else:
            for col in range(at, min(count, at + length)):
                table.mark(row, 2 + col, mark)
                if mark == "shaded":
                    continue
    return table


def duties_table(drawing: Drawing, style: Style, merged: bool) -> Table:
    """Dates, work, who does it, remarks; where `merged`, one date or office stands for several rows."""
    rng = drawing.rng
    widths = [1.5, 2.9, 1.5, 1.1] if drawing.sheet[0] < 9 else [2.0, 4.0, 2.2, 1.6]
    table = Table(drawing, widths, style)
    table.heads = 1
    head = table.row(rng.choice((0.36, 0.5)))
    for col, words in enumerate(("วัน เดือน ปี", "กิจกรรม", "ผู้รับผิดชอบ", "หมายเหตุ")):
        table.put(head, col, words)
    open_rows = 0
    for work, actor, _ in rng.sample(WORK, rng.randint(6, 11)):
        lines = [work] if drawing.width(work, style.size) < widths[1] - 0.14 else [work[:16]]
        if rng.random() < 0.35:
            lines.append("และรายงานผล")
        row = table.row(0.12 + 0.3 * len(lines))
        table.put(row, 1, *lines)
        table.put(row, 2, actor)
        if rng.random() < 0.3:
            table.put(row, 3, rng.choice(("ออนไลน์", "e-mail", thai("ว 21"), "-")))
        if open_rows:
            open_rows -= 1
            start = next(r for r in range(row, -1, -1) if (r, 0) in table.cells)
            r, c, rows, cols = table.cells[start, 0].place
            table.cells[start, 0].place = (r, c, rows + 1, cols)
        else:
            table.put(row, 0, a_date(rng))
            open_rows = rng.choice((0, 0, 1, 2)) if merged else 0
    return table


def numbers_table(drawing: Drawing, style: Style) -> Table:
    """Many narrow columns of numbers."""
    rng = drawing.rng
    widths = [0.5, 2.2, *[0.85] * (5 if drawing.sheet[0] > 9 else 4)]
    table = Table(drawing, widths, style)
    table.heads = 1
    head = table.row(0.4)
    names = ("ที่", "โรงเรียน", "นักเรียน", "ครู", "ห้อง", "งบ (บาท)", "รวม")
    for col in range(len(widths)):
        table.put(head, col, names[col])
    for number in range(1, rng.randint(8, 16)):
        row = table.row(0.33)
        table.put(row, 0, thai(number), centred=True)
        table.put(row, 1, "บ้าน" + rng.choice(("หนองบัว", "โคกสูง", "ดอนแก้ว", "ทุ่งนา", "ป่าไผ่", "สวนกล้วย")))
        for col in range(2, len(widths)):
            size = rng.choice((9, 99, 999, 9999))
            table.put(row, col, thai(f"{rng.randint(0, size):,}"), centred=True)
    return table


RULED = Style()
LAYOUTS: dict[str, Callable[[Drawing], Table]] = {
    "ticks": lambda d: months_table(d, RULED, "tick"),
    "crosses": lambda d: months_table(d, Style(rule=3), "cross"),
    "dots": lambda d: months_table(d, Style(rule=3, head=(210, 0)), "dot"),
    "shades": lambda d: months_table(d, Style(rule=3), "shaded"),
    "bars": lambda d: months_table(d, RULED, "bar"),
    "arrows": lambda d: months_table(d, RULED, "arrow"),
    "duties": lambda d: duties_table(d, RULED, False),
    "merged": lambda d: duties_table(d, RULED, True),
    "hairlines": lambda d: duties_table(d, Style(rule=2, grey=90), True),
    "dotted": lambda d: duties_table(d, Style(dotted=True), False),
    "double": lambda d: duties_table(d, Style(rule=3, double=True), True),
    "open": lambda d: duties_table(d, Style(sides=False), False),
    "black head": lambda d: duties_table(d, Style(head=(0, 255)), True),
    "dark head": lambda d: duties_table(d, Style(head=(95, 255)), False),
    "grey head": lambda d: duties_table(d, Style(head=(190, 0)), True),
    "numbers": lambda d: numbers_table(d, RULED),
    "small": lambda d: numbers_table(d, Style(rule=2, size=12)),
}
UNRULED: dict[str, Callable[[Drawing], Table]] = {
    "level rules": lambda d: duties_table(d, Style(upright=False), False),
    "no rules": lambda d: duties_table(d, Style(upright=False, level=False), False),
}
"""Such tables are found by their words (`extract.calendar_unruled`), not by lines."""


def made_tables(layout: str, font: str, count: int, levels: tuple[str, ...] = LEVELS) -> Iterator[MadeTable]:
    """`count` different pages with one table each, at every level of damage, at 200 dpi."""
    if not installed(font):
        raise RuntimeError(f"cannot draw {font}: Pillow lacks Raqm or the font is not installed")
    for number in range(count):
        rng = random.Random(f"{layout} {number}")
        drawing = Drawing(font, rng.choice((PORTRAIT, PORTRAIT, LANDSCAPE)), rng)
        drawing.text(drawing.sheet[0] / 2, 0.9, "ปฏิทินการดำเนินงาน ปีการศึกษา ๒๕๗๐", 16, anchor="ms")
        drawing.text(1.0, 1.25, "แนบท้ายหนังสือ ที่ ศธ ๐๔๐๐๑/ว ๑๒๓", 16)
        table = (LAYOUTS | UNRULED)[layout](drawing)
        truth = table.draw(1.5)
        below = 1.5 + sum(table.heights) + 0.45
        drawing.text(1.0, below, "หมายเหตุ กำหนดการอาจเปลี่ยนแปลงได้ตามความเหมาะสม", 16)
        for level in levels:
            picture = damaged(drawing.reduced(), level, 200, number)
            yield MadeTable(layout, level, picture, truth)
