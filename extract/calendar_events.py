"""The event that a programme belongs to: its hours are rows, the event stands once for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.calendar_deadlines import Context, made_deadline, placed
from extract.calendar_rows import DutyRow
from extract.calendar_words import dates_in
from extract.models import Deadline
from extract.passage import Passage, joined
from extract.thai_dates import DateSpan


def programme_event(rows: Sequence[DutyRow], title: Sequence[Passage], context: Context) -> Deadline | None:
    """The event that a programme belongs to, from its first day to its last; None where it names no days.

    It is never sure by itself: the letter says whether these are the days.
    """
    dated = [(passage, span) for passage in _days(rows) for span in _day_spans(passage, context)]
    if not dated:
        return None
    days = sorted({day for _, span in dated for day in (span.start, span.end) if day is not None})
    name = joined(line for line in title if not dates_in(line.text)) or (*title, rows[0].action)[0]
    row = DutyRow(page=rows[0].page, action=name)
    deadline, _ = made_deadline(
        row, context, dated[0][0], [], kind="event", start=days[0].isoformat(), end=days[-1].isoformat()
    )
    texts = dict.fromkeys(passage.text for passage, _ in dated)
    return deadline.model_copy(
        update={"id": f"c{context.first}", "text": " , ".join(texts), "state": "doubtful"}
    )


def _days(rows: Sequence[DutyRow]) -> Iterator[Passage]:
    for row in rows:
        if row.day is not None:
            yield row.day
        yield from (passage for _, passage in row.periods)


def _day_spans(passage: Passage, context: Context) -> list[DateSpan]:
    spans = [placed(span, context) for span in dates_in(passage.text, on=context.starts_on)]
    return [span for span in spans if span.kind in ("day", "window") and not span.doubts]


def title_with_other_days(event: Deadline, title: Sequence[Passage], context: Context) -> Iterator[str]:
    """What the programme's title says of its days where its rows say otherwise."""
    for line in title:
        for span in _day_spans(line, context):
            days = (f"{span.start}", f"{span.end}")
            if span.form not in ("reference", "issued") and days != (event.start, event.end):
                yield span.text
