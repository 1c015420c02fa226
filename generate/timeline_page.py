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
from generate.typesetter import Line, Style, Typesetter
from ingest.thai_text import thai_digits

# Millimetres from the top-left corner of A4 lying.
SIZE = (297.0, 210.0)
LEFT, RIGHT, TOP, BOTTOM = 15.0, 282.0, 16.0, 194.0
WORDS_WIDTH, WHEN_WIDTH = 105.0, 52.0
AXIS_LEFT = LEFT + WORDS_WIDTH + WHEN_WIDTH
PAD = 1.2
MOST_MONTHS = 18
BAR = 3.2

TITLE = Style("Bold", 20)
HEAD = Style("Bold", 14)
TEXT = Style("Regular", 14)
SMALL = Style("Regular", 12)
BAR_COLOUR = (0.25, 0.33, 0.45)
BAND = (0.93, 0.94, 0.96)
ACTORS = {"school": "โรงเรียน", "district": "เขตพื้นที่", "ministry": "ส่วนกลาง"}


@dataclass(frozen=True)
class Axis:
    """Months from the first day of one to the last day of another, drawn between two x positions in mm."""

    first: date
    months: int

    @property
    def width(self) -> float:
        return (RIGHT - AXIS_LEFT) / self.months

    def x(self, day: date, *, end: bool = False) -> float:
        """Where a day begins (or ends), inside the axis."""
        month = (day.year - self.first.year) * 12 + day.month - self.first.month
        part = (day.day - (0 if end else 1)) / monthrange(day.year, day.month)[1]
        return AXIS_LEFT + min(max(month + part, 0), self.months) * self.width


def timeline(circular: Circular) -> bytes:
    """The sheet as PDF bytes, A4 lying.

    A deadline that is not sure has no bar and says "รอตรวจสอบ" in place of its date; one without a date
    (relative, recurring) shows its printed words.
    """
    rows = sorted(circular.deadlines, key=_order)
    sheet = Typesetter(title=_title(circular), size=SIZE)
    axis = _axis(rows)
    y = _head(sheet, circular, axis)
    phase = None
    for deadline in rows:
        height = _height(sheet, deadline)
        if y + height + (8 if deadline.phase != phase else 0) > BOTTOM:
            sheet.new_page()
            y, phase = _head(sheet, circular, axis), None
        if deadline.phase and deadline.phase != phase:
            y = _phase(sheet, deadline.phase, y)
        phase = deadline.phase
        _row(sheet, deadline, axis, y, height)
        y += height
    if not rows:
        sheet.text(LEFT, y + 8, "ไม่พบกำหนดการในหนังสือฉบับนี้", TEXT)
    return sheet.finish()


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


def _axis(rows: Sequence[Deadline]) -> Axis | None:
    spans = [span for row in rows if (span := _days(row))]
    if not spans:
        return None
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return Axis(first.replace(day=1), min(max(months, 3), MOST_MONTHS))


def _title(circular: Circular) -> str:
    subject = circular.subject.value if circular.subject else None
    return subject or "กำหนดการตามหนังสือเวียน"


def _head(sheet: Typesetter, circular: Circular, axis: Axis | None) -> float:
    y = sheet.paragraph(LEFT, TOP, RIGHT - LEFT, _title(circular), TITLE, align="left")
    if source := _source(circular):
        y = sheet.paragraph(LEFT, y, RIGHT - LEFT, source, TEXT, align="left")
    y += 2
    sheet.box(LEFT, y, RIGHT - LEFT, 12, line=None, fill=BAND)
    sheet.text(LEFT + PAD, y + 8, "สิ่งที่ต้องทำ", HEAD)
    sheet.text(LEFT + WORDS_WIDTH + PAD, y + 8, "กำหนด", HEAD)
    if axis:
        _months(sheet, axis, y)
    return y + 12


def _months(sheet: Typesetter, axis: Axis, y: float) -> None:
    """Month names, and the year above each first month of a year."""
    style = SMALL if axis.width >= 8 else Style("Regular", 9)
    for month in range(axis.months):
        index = axis.first.month - 1 + month
        x = AXIS_LEFT + month * axis.width
        if month == 0 or index % 12 == 0:
            sheet.text(x + 0.5, y + 4.6, str(axis.first.year + index // 12 + 543), HEAD)
        sheet.text(x + axis.width / 2, y + 10, SHORT_NAMES[index % 12], style, align="center")


def _source(circular: Circular) -> str:
    parts = []
    for reading, before in ((circular.issuer, ""), (circular.number, "ที่ "), (circular.date, "ลงวันที่ ")):
        if reading and reading.state == "sure" and reading.value:
            value = long_date(date.fromisoformat(reading.value)) if before == "ลงวันที่ " else reading.value
            parts.append(before + value)
    return thai_digits(" ".join(parts))


def _phase(sheet: Typesetter, phase: str, y: float) -> float:
    top = y
    lines = sheet.lines(phase, RIGHT - LEFT - 2 * PAD, HEAD)
    sheet.box(LEFT, top, RIGHT - LEFT, len(lines) * HEAD.leading + 1, line=None, fill=BAND)
    for line in lines:
        sheet.draw_line(line, LEFT + PAD, y + HEAD.ascent + 0.5, HEAD, align="left")
        y += HEAD.leading
    return y + 1


def _height(sheet: Typesetter, deadline: Deadline) -> float:
    words = len(sheet.lines(_duty(deadline), WORDS_WIDTH - 2 * PAD, TEXT)) * TEXT.leading
    return max(words, len(_when_lines(sheet, deadline)) * TEXT.leading) + 2 * PAD


def _row(sheet: Typesetter, deadline: Deadline, axis: Axis | None, y: float, height: float) -> None:
    sheet.paragraph(LEFT + PAD, y + PAD, WORDS_WIDTH - 2 * PAD, _duty(deadline), TEXT, align="left")
    baseline = y + PAD + TEXT.ascent
    for line in _when_lines(sheet, deadline):
        sheet.draw_line(line, LEFT + WORDS_WIDTH + PAD, baseline, TEXT, align="left")
        baseline += TEXT.leading
    if axis:
        for month in range(axis.months + 1):
            x = AXIS_LEFT + month * axis.width
            sheet.line(x, y, x, y + height, width=0.1, dash=(0.5, 0.8))
        if span := _days(deadline):
            left, right = axis.x(span[0]), axis.x(span[1], end=True)
            sheet.box(left, y + (height - BAR) / 2, max(right - left, 1.0), BAR, line=None, fill=BAR_COLOUR)
    sheet.line(LEFT, y + height, RIGHT, y + height, width=0.15)


def _duty(deadline: Deadline) -> str:
    actors = ", ".join(ACTORS.get(actor, actor.removeprefix("other:")) for actor in deadline.actors)
    item = f"{deadline.item}. " if deadline.item else ""
    return f"{item}{deadline.action}" + (f" ({actors})" if actors else "")


def _when_lines(sheet: Typesetter, deadline: Deadline) -> list[Line]:
    return sheet.lines(_when(deadline), WHEN_WIDTH - 2 * PAD, TEXT)


def _when(deadline: Deadline) -> str:
    if deadline.state != "sure":
        return "รอตรวจสอบ"
    return thai_digits(when(deadline)) if when(deadline) else deadline.text
