"""A value taken from the page, and whether it may be called sure.

`sure` is a promise, so everything that speaks against it is asked for here, in one place: other writing than
print, letters that the reader was not certain of, a second reader that saw something else, ink on top, and
what the finder itself had against the value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from extract.letter_gaps import has_room_for_a_letter
from extract.models import BoxTuple, State, TextReading
from extract.offices import COMMON_TEXTS, TITLES
from extract.passage import Passage, Place
from extract.spelling import nearly_well_known, odd_letters, rare_letters
from extract.word_choice import decided_letters

Reason = Literal[
    "handwritten", "stamped_over", "readers_disagree", "low_confidence", "number_malformed",
    "impossible_date", "year_missing", "implausible_year", "field_missing", "unclear_place",
]  # fmt: skip

# What a wrong letter costs: a wrong digit makes another number, one of 25 letters leaves a title readable.
LEAST_DIGIT = 0.93
LEAST_LETTER = 0.60
LEAST_SHORT_LETTER = 0.80
LEAST_NAME_LETTER = 0.95  # of a person's name with letters that are in no list of names
HARDLY = 0.35  # a letter of which the reader was no more certain than this is doubted, whatever the word
WORD_DECIDES = 0.97  # a letter is as certain as this at least, where its word can be no other
LEAST_STAMP = 60.0  # points wide; smaller ink is a stroke of the pen
BESIDE_STAMP = 16.0  # points
LEAST_COMMON = 0.8  # mean of a text that equals a well-known one letter by letter
LONG = 150  # letters; from here one odd word is borne (names, rare words)
SHORT = 25  # letters; below, a single wrong one is a different text
MOST_EXPECTED_ERRORS = 0.015  # of all letters of a long text, where one wrong letter in fifty is borne
MOST_EXPECTED_IN_ALL = 0.4  # in a text of fewer than fifty letters
MOST_EXPECTED_BESIDE_RARE = 0.15  # in all, where a rare word may be a misread one
MOST_DISPUTED = 0.05  # of all letters, by the second reader, no digit among them

_LONE_SIGN = re.compile(r"(?:^|\s)[-–—.,:;…·'*]+\s*$")  # at the end of a text: what stood there was not read
_DIGIT = re.compile(r"[0-9๐-๙]")


@dataclass(frozen=True, slots=True)
class Found:
    """A value and the passage it was read from.

    value: None where it is the passage's own text; "" where none could be read (a label without a value).
    exact: whether every letter counts (numbers, dates, telephones, addresses of mail).
    reason: what the finder itself has against the value.
    """

    passage: Passage
    value: str | None = None
    exact: bool = False
    reason: Reason | None = None

    @property
    def text(self) -> str:
        return self.passage.text if self.value is None else self.value

    @property
    def missing(self) -> bool:
        return self.text == ""

    def doubted(self, reason: Reason) -> Found:
        """The same, not to be taken as sure; an earlier reason stands."""
        return Found(self.passage, self.value, self.exact, self.reason or reason)


def missing(label: Passage | None = None) -> Found:
    """No value, though the label was printed or this kind of document must have one."""
    return Found(label or Passage(), value="", reason="field_missing")


def certainty(found: Found, ink: Sequence[tuple[int, BoxTuple]] = ()) -> tuple[State, float, Reason | None]:
    """State, confidence and the first reason against a value.

    ink: (page, box) of stamps and handwriting that may lie over the text.
    """
    if found.missing:
        return "missing", 0.0, found.reason or "field_missing"
    confidence = _confidence(found)
    reason = found.reason or _writing(found.passage, ink) or _reader(found)
    return ("doubtful" if reason else "sure"), confidence, reason


def reading(found: Found, ink: Sequence[tuple[int, BoxTuple]] = ()) -> TextReading:
    """The contract's form of it."""
    state, confidence, _ = certainty(found, ink)
    box = found.passage.box
    return TextReading(
        value=None if state == "missing" else found.text,
        text="" if state == "missing" else found.passage.text,
        page=found.passage.page,
        box=(round(box.x0, 2), round(box.y0, 2), round(box.x1, 2), round(box.y1, 2)) if box else None,
        state=state,
        confidence=round(confidence, 3),
    )


def _writing(passage: Passage, ink: Sequence[tuple[int, BoxTuple]]) -> Reason | None:
    written = passage.kinds - ({"print", "stamp"} if passage.from_text_layer else {"print"})
    if written:  # a stamp drawn by a program is text like any other
        return "handwritten"
    if not passage.from_text_layer and any(_lies_over(passage, page, box) for page, box in ink):
        return "stamped_over"
    return None


def _lies_over(passage: Passage, page: int, box: BoxTuple) -> bool:
    """Whether the box covers some letters; a touch at the edge of the line does not count.

    A stamp (a large box) also hides what would follow right beside it.
    """
    beside = BESIDE_STAMP if box[2] - box[0] > LEAST_STAMP else 0.0
    for run in passage.runs:
        x0, y0, x1, y1 = run.line.box_of(run.start, run.end)
        wide = min(x1, box[2] + beside) - max(x0, box[0] - beside)
        high = min(y1, box[3]) - max(y0, box[1])
        if run.page == page and wide > 6 and high > 0.3 * (y1 - y0):
            return True
    return False


def _reader(found: Found) -> Reason | None:
    passage = found.passage
    letters = [(c, d) for c, d in zip(passage.text, passage.disputed, strict=True) if c != " "]
    confidences = passage.confidences
    if not confidences:
        return None
    disputed = [c for c, d in letters if d]
    if disputed and (found.exact or any(map(_DIGIT.match, disputed))):
        return "readers_disagree"
    if len(disputed) > MOST_DISPUTED * len(letters):
        return "readers_disagree"
    if not _certain_letters(found, confidences) or _oddly_spelt(found) or has_room_for_a_letter(passage):
        return "low_confidence"
    return None


def _oddly_spelt(found: Found) -> bool:
    """Whether a scan's text has more letters outside any word than a title can bear."""
    passage = found.passage
    if found.exact or passage.from_text_layer:
        return False
    if passage.text.startswith(TITLES):  # people's names are no words; their letters have to be certain
        return min(passage.confidences, default=0.0) < LEAST_NAME_LETTER and odd_letters(passage.text) > 0
    if _LONE_SIGN.search(passage.text):
        return True
    letters = len(passage.text)
    borne = 0 if letters < LONG else MOST_EXPECTED_ERRORS * letters
    if odd_letters(passage.text) > borne or (letters < LONG and nearly_well_known(passage.text)):
        return True
    expected = sum(1 - c for c in passage.confidences)
    return rare_letters(passage.text) > borne and expected > MOST_EXPECTED_BESIDE_RARE


def _certain_letters(found: Found, confidences: list[float]) -> bool:
    if found.passage.text in COMMON_TEXTS:  # a misreading does not come out as another well-known text
        return sum(confidences) >= LEAST_COMMON * len(confidences)
    if found.exact:
        return min(_without_dashes(found.passage), default=1.0) >= LEAST_DIGIT
    if found.passage.text.startswith(TITLES):  # in people's names no word helps
        return min(confidences) >= LEAST_DIGIT
    confidences = _with_words(found.passage)
    least = min(confidences)
    if least < (LEAST_SHORT_LETTER if len(confidences) < SHORT else LEAST_LETTER):
        return False
    if any(c < LEAST_DIGIT for c in _digit_confidences(found.passage)):
        return False
    most = MOST_EXPECTED_IN_ALL if len(confidences) < 50 else MOST_EXPECTED_ERRORS * len(confidences)
    return sum(1 - c for c in confidences) <= most


def _without_dashes(passage: Passage) -> list[float]:
    """The confidences of what counts: a dash or a blank between figures changes no number."""
    places = zip(passage.text, passage.places, strict=True)
    return [_confidence_at(place) for char, place in places if place is not None and char not in " -–—"]


def _with_words(passage: Passage) -> list[float]:
    """The letters' confidences, where the word leaves no choice that of the word."""
    faint = [
        n for n, place in enumerate(passage.places) if place and HARDLY < _confidence_at(place) < WORD_DECIDES
    ]
    decided = decided_letters(passage.text, faint) if not passage.from_text_layer else frozenset[int]()
    return [
        WORD_DECIDES if n in decided else _confidence_at(place)
        for n, (char, place) in enumerate(zip(passage.text, passage.places, strict=True))
        if place is not None and char != " "
    ]


def _confidence_at(place: Place) -> float:
    return place.line.confidences[place.at]


def _digit_confidences(passage: Passage) -> list[float]:
    return [
        place.line.confidences[place.at]
        for char, place in zip(passage.text, passage.places, strict=True)
        if place is not None and _DIGIT.match(char)
    ]


def _confidence(found: Found) -> float:
    confidences = found.passage.confidences
    if not confidences:
        return 0.0
    return min(confidences) if found.exact else sum(confidences) / len(confidences)
