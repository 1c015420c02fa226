"""The rows of a calendar grid: its head, the headings of phases and days, and what each duty row holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from extract.actors import find_actors
from extract.calendar_columns import Columns, columns_of, looks_like_head, role_of
from extract.calendar_grid import Grid, GridCell, Row
from extract.calendar_words import dates_in, is_mostly_date
from extract.passage import Passage, spaced, unprinted
from extract.thai_months import FULL_NAMES
from ingest.document import Box
from ingest.thai_text import fold_digits

HEAD_WITHIN = 6  # a head begins among the first rows of its table
MOST_CELLS = 0.6  # of a column must hold dates, or actors, for it to be theirs
WIDE = 0.6  # of the columns: a cell that spans them heads what follows

# Ticks that reached us as text: check marks, crosses, dots, and the letters that Wingdings has them at.
_TICK = re.compile(r"^(?:[✓✔☑√✕✖✗✘×●•■◆⬤▪★/]|[xXüþP]|[<>←↔→⟵⟶⟷–—-]*(?:[←↔→⟵⟶⟷<>]|[–—-]{2})[<>←↔→⟵⟶⟷–—-]*)$")
_NOTHING = re.compile(r"^[\s.\-–—_:…]*$")
_ITEM = re.compile(r"^\s*(?:ข้อ\s*|ข้อที่\s*)?\(?(\d{1,2}(?:\.\d{1,2}){0,2})\s*[.)]?(?=\s|[ก-๎A-Za-z]|$)")
_NOTE = re.compile(r"^\s*[*]*\s*หมายเหตุ")
_HEADS_A_PART = re.compile(r"^\s*(?:ระยะที่|ช่วงที่|ตอนที่|ส่วนที่|ขั้นตอนที่|ขั้นที่|ด้าน|หมวด|ภาคเรียนที่|รอบที่|กิจกรรมที่|โครงการที่)")
_BARE_DAYS = re.compile(r"^\d{1,2}(?:\s?(?:[-–—,]|และ|ถึง)\s?\d{1,2})*$")
_CLOCK = r"\d{1,2}\s?[.:]\s?\d{2}\s*(?:น\.?)?"
_HOURS = re.compile(rf"\s*{_CLOCK}(?:\s*(?:-|–|ถึง)\s*{_CLOCK})?\s*")
_LETTERS = re.compile(r"[ก-๎A-Za-z]")
_DIGITS = re.compile(r"[\d๐-๙]")


class MonthMark(NamedTuple):
    """A tick in a month's column."""

    confidence: float
    box: Box


@dataclass(frozen=True)
class DutyRow:
    """A row that says what happens.

    day: the day heading (25 กรกฎาคม 2558) that it stands under. cells: those the action is of.
    periods: (column, date text) of every date cell. marks: month → its tick, bar or shade.
    """

    page: int
    action: Passage
    phase: Passage | None = None
    day: Passage | None = None
    item: str | None = None
    actor: Passage | None = None
    periods: tuple[tuple[int, Passage], ...] = ()
    time: Passage | None = None
    marks: dict[str, MonthMark] = field(default_factory=dict)
    inherited: bool = False
    cells: tuple[int, ...] = ()


@dataclass(frozen=True)
class ReadGrid:
    """A grid whose columns are known, with its duty rows. above: rows before the head, a title."""

    columns: Columns
    rows: tuple[DutyRow, ...]
    above: tuple[Passage, ...] = ()


def head_of(grid: Grid) -> tuple[int, int] | None:
    """(first, after the last) row of the head; None where no row of the first few looks like one."""
    first = next((i for i, row in enumerate(grid.rows[:HEAD_WITHIN]) if _is_head(row)), None)
    if first is None:
        return None
    end = first + 1
    while end < min(len(grid.rows), first + 4) and _continues_head(grid.rows[first:end], grid.rows[end]):
        end += 1
    return first, end


def _is_head(row: Row) -> bool:
    texts = [cell.text for cell in row.written]
    known = looks_like_head(texts)
    return known >= 2 and known >= 0.4 * len(texts)


def _continues_head(head: Sequence[Row], row: Row) -> bool:
    """A second line of heads: a head of the first line reaches down into it, or it is heads itself."""
    from_above = [cell for cell in row.distinct if any(cell is above for above in head[-1].distinct)]
    if any(role_of(cell.text) for cell in from_above):
        return True
    known = looks_like_head([cell.text for cell in row.written])
    return known >= 2 and known >= 0.5 * len(row.written)


def read_grid(grid: Grid, title: str = "", columns: Columns | None = None) -> ReadGrid | None:
    """The grid's duty rows; None where its head names no column that a calendar has.

    title: the text above the table. columns: those of the calendar that this grid continues.
    """
    head = head_of(grid)
    if head is None:
        if columns is None:
            return None
        return ReadGrid(columns, tuple(_duties(grid.rows, columns)))
    above = tuple(cell.passage for row in grid.rows[: head[0]] for cell in row.written)
    title = " ".join([title, *(passage.text for passage in above)])
    heads = {_squeezed(row) for row in grid.rows[head[0] : head[1]]}
    body = [row for row in grid.rows[head[1] :] if _squeezed(row) not in heads]
    found = columns_of(_head_texts(grid.rows[head[0] : head[1]], grid.cols), title)
    found = _told_by_content(found, body)
    return ReadGrid(found, tuple(_duties(body, found)), above)


def _told_by_content(columns: Columns, rows: Sequence[Row]) -> Columns:
    """Columns whose head was not understood, by what stands in them: dates where none are yet, and actors."""
    roles = dict(columns.roles)
    for column in columns.of("period"):  # ช่วงเวลา over the hours of a programme
        texts = [cell.text for row in rows if (cell := row.cells[column]) is not None and cell.text]
        if _most(texts, lambda text: _HOURS.fullmatch(text) is not None):
            roles[column] = "time"
    for column in columns.others:
        texts = [cell.text for row in rows if (cell := row.cells[column]) is not None and cell.text]
        if not columns.dated and "period" not in roles.values() and _most(texts, is_mostly_date):
            roles[column] = "period"
        elif columns.of("action") and not columns.of("actor") and _most(texts, _is_actor):
            roles[column] = "actor"
    return replace(columns, roles=roles)


def _most(texts: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return len(texts) >= 2 and sum(map(holds, texts)) >= MOST_CELLS * len(texts)


def _is_actor(text: str) -> bool:
    return len(text) < 40 and bool(find_actors(text))


def _squeezed(row: Row) -> str:
    return "|".join(cell.text.replace(" ", "") for cell in row.written)


def _head_texts(rows: Sequence[Row], cols: int) -> list[list[str]]:
    texts: list[list[str]] = [[] for _ in range(cols)]
    for row in rows:
        for column, cell in enumerate(row.cells):
            if cell is not None and cell.text and cell.text not in texts[column]:
                texts[column].append(cell.text)
    return texts


def _duties(rows: Sequence[Row], columns: Columns) -> Iterator[DutyRow]:
    phase: Passage | None = None
    day: Passage | None = None
    waiting: DutyRow | None = None
    for row in rows:
        if not row.written and not _marks(row, columns):
            continue
        if (heading := _heading(row, columns)) is not None:
            if _NOTE.match(heading.text):
                continue
            if is_day(heading.text) and not _HEADS_A_PART.match(heading.text):
                day = heading
            else:
                phase, day = heading, None
            continue
        duty = _duty(row, columns, phase, day)
        if waiting is not None and _is_rest_of_row(row, duty, waiting, columns):
            waiting = replace(waiting, action=spaced(filter(None, [waiting.action, duty.action])))
            continue
        if waiting is not None:
            yield waiting
        waiting = _with_inherited(duty, waiting, columns)
    if waiting is not None:
        yield waiting


def _heading(row: Row, columns: Columns) -> Passage | None:
    """The text of a row that is nothing but a heading: one cell across the table, or an action alone."""
    written = [cell for cell in row.written if not _NOTHING.match(cell.text)]
    if not written or _marks(row, columns):
        return None
    if any(_covers_action_and_date(cell, row, columns) for cell in written):
        return spaced(cell.passage for cell in written)
    if len(written) != 1:
        return None
    cell = written[0]
    if row.columns_of(cell) >= max(2, WIDE * len(row.cells)):
        return cell.passage
    at = row.cells.index(cell)
    if at not in (*columns.of("action"), *columns.of("item")) or row.first_on_page:
        return None
    return cell.passage if _HEADS_A_PART.match(cell.text) or _is_bold(cell.passage) else None


def _covers_action_and_date(cell: GridCell, row: Row, columns: Columns) -> bool:
    """A cell that is action and date at once is neither."""
    covered = {column for column, other in enumerate(row.cells) if other is cell}
    dates = {*_date_columns(columns), *columns.months}
    return bool(covered & set(columns.of("action"))) and bool(covered & dates)


def _is_bold(passage: Passage) -> bool:
    return bool(passage) and all(run.line.bold for run in passage.runs)


def is_day(text: str) -> bool:
    """Whether a heading is a date and little else ("วันที่ 25 กรกฎาคม 2558", "วันแรก 25 ก.ค. 58")."""
    days = [span for span in dates_in(text) if span.kind in ("day", "window") and "month" not in span.form]
    return sum(span.end_index - span.start_index for span in days) >= 0.5 * len(text.strip())


def _duty(row: Row, columns: Columns, phase: Passage | None, day: Passage | None) -> DutyRow:
    actions = _action_cells(row, columns)
    action = spaced(cell.passage for cell in actions)
    periods = [(c, p) for c in _date_columns(columns) if (p := _printed(row.cells[c])) is not None]
    periods += _days_under_months(row, columns)
    item = next((t for c in columns.of("item") if (t := _text(row.cells[c]))), None) or _leading_item(action)
    return DutyRow(
        page=row.page,
        action=action,
        phase=phase,
        day=day,
        item=item,
        actor=spaced(p for c in columns.of("actor") if (p := _printed(row.cells[c])) is not None) or None,
        periods=tuple(_each_cell_once(row, periods)),
        time=next((p for c in columns.of("time") if (p := _printed(row.cells[c])) is not None), None),
        marks=_marks(row, columns),
        cells=tuple(id(cell) for cell in actions),
    )


def _date_columns(columns: Columns) -> list[int]:
    return sorted([*columns.of("period"), *columns.of("start"), *columns.of("end")])


def _days_under_months(row: Row, columns: Columns) -> Iterator[tuple[int, Passage]]:
    """Days that stand in the column of their month ("5 - 14" under มิ.ย. 70), with the month's name."""
    for column, month in columns.months.items():
        cell = row.cells[column]
        if cell is None or row.columns_of(cell) > 2 or (printed := _printed(cell)) is None:
            continue
        if _BARE_DAYS.match(fold_digits(printed.text)):
            yield column, printed + unprinted(f" {FULL_NAMES[int(month[5:]) - 1]} {int(month[:4]) + 543}")
        elif is_mostly_date(printed.text):
            yield column, printed


def _each_cell_once(row: Row, periods: Sequence[tuple[int, Passage]]) -> Iterator[tuple[int, Passage]]:
    seen: set[int] = set()
    for column, passage in periods:
        if id(row.cells[column]) not in seen:
            seen.add(id(row.cells[column]))
            yield column, passage


def _action_cells(row: Row, columns: Columns) -> list[GridCell]:
    """The action column's cells; without such a column everything that says something (schools, places)."""
    named = columns.of("action")
    wanted = named or [c for c in range(len(row.cells)) if columns.roles.get(c) in (None, "place", "remark")]
    wanted = [c for c in wanted if c not in columns.months]
    cells: list[GridCell] = []
    for column in wanted:
        cell = row.cells[column]
        if cell is not None and cell not in cells and (named or _says_something(cell.text)):
            cells.append(cell)
    return [cell for cell in cells if cell.text]


def _says_something(text: str) -> bool:
    """Words rather than figures ("55*2*4 = 440")."""
    return len(_LETTERS.findall(text)) > 2 * len(_DIGITS.findall(text))


def _printed(cell: GridCell | None) -> Passage | None:
    return cell.passage if cell is not None and not _NOTHING.match(cell.text) else None


def _text(cell: GridCell | None) -> str | None:
    passage = _printed(cell)
    return passage.text if passage else None


def _leading_item(action: Passage) -> str | None:
    match = _ITEM.match(fold_digits(action.text))
    return action.text[match.start(1) : match.end(1)] if match else None


def _marks(row: Row, columns: Columns) -> dict[str, MonthMark]:
    """Month → mark of every month column with a mark or a sign for one."""
    marks: dict[str, MonthMark] = {}
    for column, month in columns.months.items():
        cell = row.cells[column]
        if cell is None or row.columns_of(cell) > len(columns.months):
            continue
        if cell.mark is not None:
            marks[month] = MonthMark(cell.mark_confidence, cell.box)
        elif cell.text and _TICK.match(cell.text.replace(" ", "")):
            marks[month] = MonthMark(min(cell.passage.confidences, default=1.0), cell.box)
    return marks


def _is_rest_of_row(row: Row, duty: DutyRow, before: DutyRow, columns: Columns) -> bool:
    """The part of a row that a page break cut off: nothing that a row must have, at the top of a page.

    In a numbered table its bars and shades may go on, too.
    """
    if not row.first_on_page or duty.periods or duty.item or duty.actor:
        return False
    goes_on = bool(columns.of("item")) and before.item is not None and set(duty.marks) <= set(before.marks)
    return not duty.marks or goes_on


def _with_inherited(duty: DutyRow, before: DutyRow | None, columns: Columns) -> DutyRow:
    """In a schedule (dates first, then what happens) an empty date cell repeats the date above it."""
    dates = _date_columns(columns)
    if before is None or duty.periods or not before.periods or not dates or columns.months or duty.day:
        return duty
    action = (columns.of("action") or columns.others or [len(columns.heads)])[0]
    if dates[0] > action or duty.phase is not before.phase:
        return duty
    time = duty.time or (before.time if not columns.of("time") or duty.time is None else None)
    return replace(duty, periods=before.periods, time=time, inherited=True)
