"""timeline.pdf: the circular's deadlines on one A4 sheet for the wall of a school office.

A row a deadline in order of time: what to do, by whom, when in words, and a bar over the months. More rows
than fit go on to further sheets with the same head.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extract.models import Circular, Deadline
from generate.date_words import SHORT_NAMES, long_date, when
from generate.letter_text import printed_words
from generate.typesetter import Line, Style, Typesetter
from ingest.thai_text import thai_digits

# Millimetres from the top-left corner of A4 lying.
SIZE = (297.0, 210.0)
LEFT, RIGHT, TOP, BOTTOM = 15.0, 282.0, 16.0, 194.0
PAD = 1.2
MOST_MONTHS = 18
LEAST_MONTHS = 3
MOST_LINES = 12  # of a row on one sheet
# Tried in this order: the largest text with which all goes on one sheet, else the smallest on several.
TEXT_SIZES = (20.0, 18.0, 16.0, 14.0, 12.0)

BAR_COLOUR = (0.25, 0.33, 0.45)
BAND = (0.93, 0.94, 0.96)
ACTORS = {"school": "โรงเรียน", "district": "เขตพื้นที่", "ministry": "ส่วนกลาง"}


@dataclass(frozen=True)
class Look:
    """How large everything is, told by the size of the text in points."""

    size: float

    @property
    def text(self) -> Style:
        return Style("Regular", self.size)

    @property
    def head(self) -> Style:
        return Style("Bold", self.size)

    @property
    def title(self) -> Style:
        return Style("Bold", self.size + 6)

    @property
    def band(self) -> float:
        """Height of the head of the table in mm."""
        return 12 * self.size / 14

    @property
    def bar(self) -> float:
        return 3.2 * self.size / 14

    @property
    def words_width(self) -> float:
        return 92 + 1.5 * (self.size - 14)

    @property
    def when_width(self) -> float:
        return 60 * self.size / 14

    @property
    def axis_left(self) -> float:
        return LEFT + self.words_width + self.when_width


@dataclass(frozen=True)
class Axis:
    """Months from the first day of one to the last day of another, drawn from left (mm) on."""

    first: date
    months: int
    left: float

    @property
    def width(self) -> float:
        """Of a month, in mm."""
        return (RIGHT - self.left) / self.months

    def x(self, day: date, *, end: bool = False) -> float:
        """Where a day begins (or ends), inside the axis."""
        month = (day.year - self.first.year) * 12 + day.month - self.first.month
        part = (day.day - (0 if end else 1)) / monthrange(day.year, day.month)[1]
        return self.left + min(max(month + part, 0), self.months) * self.width


def timeline(circular: Circular) -> bytes:
    """The sheet as PDF bytes, A4 lying, in letters as large as the sheet allows.

    A deadline that is not sure has no bar and says "รอตรวจสอบ" in place of its date; one without a date
    (relative, recurring) shows its printed words.
    """
    rows = sorted(circular.deadlines, key=_order)
    for size in TEXT_SIZES:
        sheet = Typesetter(title=_title(circular), size=SIZE, tagged=True)
        _Timeline(sheet, circular, rows, Look(size)).draw()
        if sheet.page == 1:
            break
    return sheet.finish()


class _Timeline:
    def __init__(self, sheet: Typesetter, circular: Circular, rows: Sequence[Deadline], look: Look) -> None:
        self.sheet, self.circular, self.rows, self.look = sheet, circular, rows, look
        self.axis = _axis(rows, look.axis_left)

    def draw(self) -> None:
        y, phase = self._head(), None
        for deadline in self.rows:
            for number, words in enumerate(self._parts(deadline)):
                height = self._height(deadline, words)
                band = self._phase_height(deadline) if deadline.phase != phase else 0.0
                if y + height + band > BOTTOM:
                    self.sheet.new_page()
                    y, phase = self._head(), None
                if deadline.phase and deadline.phase != phase:
                    y = self._phase(deadline.phase, y)
                phase = deadline.phase
                with self.sheet.element("Sect"):
                    self._row(deadline, words, y, height, first=number == 0)
                y += height
        if not self.rows:
            self.sheet.text(LEFT, y + 8, "ไม่พบกำหนดการในหนังสือฉบับนี้", self.look.text)

    def _head(self) -> float:
        sheet, look = self.sheet, self.look
        with sheet.element("Sect") if sheet.page == 1 else sheet.artifact():
            title = printed_words(_title(self.circular))
            y = sheet.paragraph(LEFT, TOP, RIGHT - LEFT, title, look.title, align="left")
            if source := _source(self.circular):
                y = sheet.paragraph(LEFT, y, RIGHT - LEFT, source, look.text, align="left")
            y += 2
            sheet.box(LEFT, y, RIGHT - LEFT, look.band, line=None, fill=BAND)
            middle = y + look.band * 0.67
            sheet.text(LEFT + PAD, middle, "สิ่งที่ต้องทำ", look.head)
            sheet.text(LEFT + look.words_width + PAD, middle, "กำหนด", look.head)
            if self.axis:
                self._months(self.axis, y)
        return y + look.band

    def _months(self, axis: Axis, y: float) -> None:
        """Month names, and the year above each first month of a year."""
        size = min(self.look.size, 9 + 1.2 * max(axis.width - 6, 0))
        for month in range(axis.months):
            index = axis.first.month - 1 + month
            x = axis.left + month * axis.width
            if month == 0 or index % 12 == 0:
                year = thai_digits(str(axis.first.year + index // 12 + 543))
                self.sheet.text(x + 0.5, y + self.look.band * 0.38, year, self.look.head)
            place, name = y + self.look.band * 0.85, SHORT_NAMES[index % 12]
            self.sheet.text(x + axis.width / 2, place, name, Style("Regular", size), align="center")

    def _phase_lines(self, phase: str) -> list[Line]:
        return self.sheet.lines(printed_words(phase), RIGHT - LEFT - 2 * PAD, self.look.head)

    def _phase_height(self, deadline: Deadline) -> float:
        return len(self._phase_lines(deadline.phase)) * self.look.head.leading + 1 if deadline.phase else 0.0

    def _phase(self, phase: str, y: float) -> float:
        head, lines = self.look.head, self._phase_lines(phase)
        self.sheet.box(LEFT, y, RIGHT - LEFT, len(lines) * head.leading + 1, line=None, fill=BAND)
        with self.sheet.element("P"):
            for line in lines:
                self.sheet.draw_line(line, LEFT + PAD, y + head.ascent + 0.5, head, align="left")
                y += head.leading
        return y + 1

    def _parts(self, deadline: Deadline) -> list[list[Line]]:
        """The words of a row in parts that each fit on a sheet: nearly always one."""
        words = self.sheet.lines(_duty(deadline), self.look.words_width - 2 * PAD, self.look.text)
        return [words[start : start + MOST_LINES] for start in range(0, len(words), MOST_LINES)]

    def _height(self, deadline: Deadline, words: list[Line]) -> float:
        return max(len(words), len(self._when_lines(deadline))) * self.look.text.leading + 2 * PAD

    def _when_lines(self, deadline: Deadline) -> list[Line]:
        return self.sheet.lines(_when(deadline), self.look.when_width - 2 * PAD, self.look.text)

    def _row(self, deadline: Deadline, words: list[Line], y: float, height: float, *, first: bool) -> None:
        sheet, look = self.sheet, self.look
        self._column(words, LEFT + PAD, y)
        if first:
            self._column(self._when_lines(deadline), LEFT + look.words_width + PAD, y)
        if self.axis:
            for month in range(self.axis.months + 1):
                x = self.axis.left + month * self.axis.width
                sheet.line(x, y, x, y + height, width=0.1, dash=(0.5, 0.8))
            if first and (span := _days(deadline)):
                left, right = self.axis.x(span[0]), self.axis.x(span[1], end=True)
                top, wide = y + (height - look.bar) / 2, max(right - left, 1.2)
                sheet.box(left, top, wide, look.bar, line=None, fill=BAR_COLOUR)
        sheet.line(LEFT, y + height, RIGHT, y + height, width=0.15)

    def _column(self, lines: list[Line], x: float, y: float) -> None:
        baseline = y + PAD + self.look.text.ascent
        with self.sheet.element("P"):
            for line in lines:
                self.sheet.draw_line(line, x, baseline, self.look.text, align="left")
                baseline += self.look.text.leading


def _order(deadline: Deadline) -> tuple[str, str]:
    """By the last day; what has no certain day comes last."""
    if deadline.state != "sure":
        return "9999", deadline.id
    return deadline.end or deadline.start or "9998", deadline.start or ""


def _days(deadline: Deadline) -> tuple[date, date] | None:
    """First and last day to draw: a last day alone is drawn as that day."""
    if deadline.state != "sure" or not (deadline.start or deadline.end):
        return None
    last = date.fromisoformat(deadline.end or deadline.start or "")
    return (date.fromisoformat(deadline.start) if deadline.start else last), last


def _axis(rows: Sequence[Deadline], left: float) -> Axis | None:
    spans = [span for row in rows if (span := _days(row))]
    if not spans:
        return None
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return Axis(first.replace(day=1), min(max(months, LEAST_MONTHS), MOST_MONTHS), left)


def _title(circular: Circular) -> str:
    subject = circular.subject.value if circular.subject else None
    return subject or "กำหนดการตามหนังสือเวียน"


def _source(circular: Circular) -> str:
    parts = []
    for reading, before in ((circular.issuer, ""), (circular.number, "ที่ "), (circular.date, "ลงวันที่ ")):
        if reading and reading.state == "sure" and reading.value:
            value = long_date(date.fromisoformat(reading.value)) if before == "ลงวันที่ " else reading.value
            parts.append(before + value)
    return thai_digits(" ".join(parts))


def _duty(deadline: Deadline) -> str:
    actors = ", ".join(ACTORS.get(actor, actor.removeprefix("other:")) for actor in deadline.actors)
    item = f"{deadline.item}. " if deadline.item else ""
    return printed_words(f"{item}{deadline.action}" + (f" ({actors})" if actors else ""))


def _when(deadline: Deadline) -> str:
    if deadline.state != "sure":
        return "รอตรวจสอบ"
    return printed_words(when(deadline) or deadline.text)
