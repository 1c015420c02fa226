"""The board's time line: months side by side, and where a day lies on them, in thousandths of the width.

Months are equally wide, so that their names can stand in columns above. Drawn in SVG by numbers alone: the
pages allow no style attributes.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from extract.models import Deadline

WIDTH = 1000
FEWEST, MOST = 3, 12  # months
THINNEST = 8  # of a bar: a single day is still seen


@dataclass(frozen=True)
class Axis:
    """first: the first day of the first month."""

    first: date
    months: int
    today: date

    @property
    def heads(self) -> list[date]:
        """The first day of each month."""
        index = self.first.year * 12 + self.first.month - 1
        return [date((index + n) // 12, (index + n) % 12 + 1, 1) for n in range(self.months)]

    @property
    def edges(self) -> list[int]:
        """Where the months after the first begin."""
        return [round(n * WIDTH / self.months) for n in range(1, self.months)]

    @property
    def now(self) -> int:
        """The middle of today."""
        return round((self.x(self.today) + self.x(self.today, end=True)) / 2)

    def x(self, day: date, *, end: bool = False) -> float:
        """Where a day begins (or ends), never outside."""
        month = (day.year - self.first.year) * 12 + day.month - self.first.month
        part = (day.day - (0 if end else 1)) / monthrange(day.year, day.month)[1]
        return min(max((month + part) / self.months, 0.0), 1.0) * WIDTH

    def bar(self, deadline: Deadline) -> tuple[int, int] | None:
        """(left, width). A last day alone is drawn as that day; nothing without a day or beyond the edge."""
        if deadline.state != "sure" or not (deadline.start or deadline.end):
            return None
        last = date.fromisoformat(deadline.end or deadline.start or "")
        first = date.fromisoformat(deadline.start) if deadline.start else last
        left, right = self.x(first), self.x(last, end=True)
        if left >= WIDTH or right <= 0:
            return None
        width = max(right - left, THINNEST)
        return round(min(left, WIDTH - width)), round(width)


def axis_of(deadlines: Iterable[Deadline], today: date) -> Axis:
    """From this month to that of the last day among them, within reason."""
    ends = [date.fromisoformat(day) for deadline in deadlines if (day := deadline.end or deadline.start)]
    last = max([today, *ends])
    months = (last.year - today.year) * 12 + last.month - today.month + 1
    return Axis(today.replace(day=1), min(max(months, FEWEST), MOST), today)
