"""Document -> Circular: everything that a circular says, each value with its place and how sure it is.

Pure: no files, no network, no clock. The document itself says all that is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from extract.calendar_table import read_calendars
from extract.cross_checks import checked
from extract.letter import Letter, doubted, read_letter, text_of
from extract.letter_fields import FieldWriter, kind_reading
from extract.letter_kind import Head, find_heads
from extract.merge import merge
from extract.models import BoxTuple, Circular, Source, TextReading
from extract.prose_deadlines import ProseReading, Setting, find_deadlines_in, urgency_deadline
from extract.received_stamp import FoundStamp, received_stamps
from extract.running_text import paragraphs_outside
from extract.same_words import with_known_years, with_outvoted_doubted
from extract.sheet import Sheet
from extract.word_repair import repaired_document
from ingest.document import Document


def extract_circular(document: Document) -> Circular:
    """Everything that was understood of the document. Never raises for what is written in it."""
    document = with_known_years(with_outvoted_doubted(repaired_document(document)))
    stamps = [stamp for page in document.pages for stamp in received_stamps(page)]
    sheets = _sheets(document, stamps)
    heads = find_heads(sheets)
    letter = _letter(sheets, heads)
    writer = FieldWriter(
        tuple(place for sheet in sheets for place in sheet.ink),
        scanned=any(page.source != "text_layer" for page in document.pages),
    )
    fields = writer.letter_fields(letter) if letter else writer.plan_fields(sheets)
    received = [writer.received(number, stamp) for number, stamp in enumerate(stamps)]
    setting = _setting(fields, writer.ink)
    calendars = read_calendars(document, issuer=setting.issuer, on=setting.on)
    prose = _prose(sheets, letter, setting)
    merged = merge(calendars, prose.deadlines, prose.doubts)
    circular = Circular(
        source=_source(document),
        kind=kind_reading(sheets, heads[0] if heads else None),
        received=received,
        calendars=merged.calendars,
        deadlines=merged.deadlines,
        doubts=[*writer.doubts, *writer.other_letters(sheets, heads), *merged.doubts],
        **fields,
    )
    return checked(circular, document)


def _sheets(document: Document, stamps: Sequence[FoundStamp]) -> list[Sheet]:
    """The pages as rows, without what belongs to received stamps."""
    aside = frozenset(line for stamp in stamps for line in stamp.lines)
    return [Sheet(page, aside) for page in document.pages]


def _letter(sheets: Sequence[Sheet], heads: Sequence[Head]) -> Letter | None:
    """The first letter in the file; it ends at the latest where the next one begins."""
    if not heads:
        return None
    end = heads[1].sheet if len(heads) > 1 else len(sheets)
    letter = read_letter(sheets, heads[0], end)
    hidden = [sheet for sheet in sheets[: heads[0].sheet] if sheet.page.source != "text_layer"]
    return doubted(letter) if hidden else letter


def _setting(fields: Mapping[str, Any], ink: Sequence[tuple[int, BoxTuple]]) -> Setting:
    """What the letter says of itself, for judging its dates and finding who is meant."""
    day = fields.get("date")
    return Setting(
        on=_day(day),
        on_sure=day is not None and day.state == "sure",
        addressee=_value(fields.get("addressee")) or "",
        issuer=_value(fields.get("issuer")) or "",
        ink=tuple(ink),
    )


def _prose(sheets: Sequence[Sheet], letter: Letter | None, setting: Setting) -> ProseReading:
    """The deadlines of the speed line, of the letter's text and of everything else, in this order."""
    readings: list[ProseReading] = []
    if letter is not None:
        if letter.speed_line is not None:
            readings.append(urgency_deadline(letter.speed_line, setting))
        first = 1 + sum(len(reading.deadlines) for reading in readings)
        readings.append(find_deadlines_in(text_of(letter), setting, first=first))
    first = 1 + sum(len(reading.deadlines) for reading in readings)
    outside = paragraphs_outside(sheets, letter)
    readings.append(find_deadlines_in(outside, setting, body=False, first=first))
    return ProseReading(
        [deadline for reading in readings for deadline in reading.deadlines],
        [each for reading in readings for each in reading.doubts],
    )


def _value(reading: TextReading | None) -> str | None:
    return reading.value if reading is not None else None


def _day(reading: TextReading | None) -> date | None:
    """The letter's date where it was read."""
    value = _value(reading)
    return date.fromisoformat(value) if value else None


def _source(document: Document) -> Source:
    return Source(
        name=document.name,
        sha256=document.sha256,
        pages=len(document.pages),
        pages_by=[page.source for page in document.pages],
    )
