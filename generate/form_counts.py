"""The counts of a school as table rows: levels, subtotals and the sum, blank where a number is not known."""

from __future__ import annotations

from dataclasses import dataclass

from generate.schools import LEVEL_NAMES, LevelCount, School

GROUPS = (
    ("รวมก่อนประถมศึกษา", ("k1", "k2", "k3")),
    ("รวมประถมศึกษา", ("p1", "p2", "p3", "p4", "p5", "p6")),
    ("รวมมัธยมศึกษาตอนต้น", ("m1", "m2", "m3")),
    ("รวมมัธยมศึกษาตอนปลาย", ("m4", "m5", "m6")),
)
NOT_OFFERED = LevelCount(male=0, female=0, rooms=0)
Numbers = tuple[int | None, int | None, int | None, int | None]


@dataclass(frozen=True)
class Row:
    """A table row; an empty cell is left to be filled in. key names its fields in a fillable form."""

    key: str
    cells: tuple[str, ...]
    bold: bool = False


def count_rows(school: School) -> list[Row]:
    """Every level, each group's subtotal and the grand total: male, female, together, rooms.

    A school for which the list has no numbers at all gets blank cells throughout. Where it has some, a level
    without numbers is one the school does not offer: "-". A level with only part of its numbers stays blank,
    and so does every sum it enters: a sum is printed only when it is the sum of what is printed.
    """
    rows: list[Row] = []
    for name, levels in GROUPS:
        for level in levels:
            rows.append(Row(level, (LEVEL_NAMES[level], *_cells(school, level))))
        rows.append(Row(f"{levels[0]}_to_{levels[-1]}", (name, *_subtotal(school, levels)), bold=True))
    everything = tuple(level for _, levels in GROUPS for level in levels)
    rows.append(Row("all", ("รวมทั้งสิ้น", *_subtotal(school, everything)), bold=True))
    return rows


def totals(school: School) -> tuple[int | None, int | None, int | None]:
    """All pupils, male, female; None where the list does not let it be known."""
    if not school.counts:
        return None, None, None
    male, female, together, _ = _sum(school, tuple(LEVEL_NAMES))
    return together, male, female


_UNKNOWN: Numbers = (None, None, None, None)


def _cells(school: School, level: str) -> tuple[str, ...]:
    if school.counts and level not in school.counts:
        return ("-",) * 4
    count = school.counts.get(level)
    return _printed((count.male, count.female, count.total, count.rooms) if count else _UNKNOWN)


def _subtotal(school: School, levels: tuple[str, ...]) -> tuple[str, ...]:
    if not school.counts:
        return _printed(_UNKNOWN)
    if not any(level in school.counts for level in levels):
        return ("-",) * 4
    return _printed(_sum(school, levels))


def _sum(school: School, levels: tuple[str, ...]) -> Numbers:
    counts = [school.counts.get(level, NOT_OFFERED) for level in levels]
    return (
        _whole([count.male for count in counts]),
        _whole([count.female for count in counts]),
        _whole([count.total for count in counts]),
        _whole([count.rooms for count in counts]),
    )


def _whole(numbers: list[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


def _printed(numbers: Numbers) -> tuple[str, ...]:
    return tuple("" if number is None else f"{number:,}" for number in numbers)
