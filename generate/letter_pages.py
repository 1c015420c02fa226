"""Filling the pages of a letter: lines are gathered first, then shared out among pages, then drawn.

Only when every line is known can the closing be kept with the end of the text, and a page end with the word
that the next page begins with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from generate.letter_layout import A4_WIDTH, LayoutProfile
from generate.line_breaking import units_of
from generate.typesetter import RED, Align, Line, Style, Typesetter

PAGE_CENTRE = A4_WIDTH / 2
WORD_GAP = "  "  # two blanks between a heading word and its text (typing rules, 8.1)
CONTINUATION_LETTERS = 12  # a continuation word goes on until it has said this much


@dataclass(frozen=True)
class Entry:
    """One line of the text: what it says, where it begins, what stands before it.

    paragraph: number of the paragraph it belongs to; word: a heading word or list number at word_x.
    space_before in mm, on top of the line pitch; left out at the top of a page.
    """

    line: Line
    x: float
    space_before: float
    paragraph: int
    align: Align
    word: str = ""
    word_x: float = 0.0


@dataclass(frozen=True)
class CentredLine:
    """A line of the signature block, centred on its axis."""

    text: str
    space_before: float = 0.0


class LetterPages:
    """Gathers the text below the head, then draws it with everything that page turns need.

    owner_distance: after drawing, mm from the last post to the owner block.
    """

    def __init__(
        self,
        sheets: Typesetter,
        profile: LayoutProfile,
        *,
        secrecy: str = "",
        digits: Callable[[str], str] = str,
    ) -> None:
        """digits turns the figures of page numbers into those of the letter."""
        self.sheets, self.profile = sheets, profile
        self.style = Style(size=profile.font_size)
        self._secrecy, self._digits = secrecy, digits
        self._entries: list[Entry] = []
        self.owner_distance = 0.0
        self._paragraphs = 0

    def paragraph(self, text: str, *, indent: float, space_before: float, number: str = "") -> None:
        """A justified paragraph over the whole width, its first line indented, perhaps with a list number."""
        left = self.profile.margin_left
        text_indent = indent + (self.sheets.width(number + WORD_GAP, self.style) if number else 0.0)
        lines = self.sheets.lines(text, self.profile.text_width, self.style, text_indent)
        first, *rest = lines
        self._entries.append(
            Entry(first, left + text_indent, space_before, self._paragraphs, "justify", number, left + indent)
        )
        for line in rest:
            self._entries.append(Entry(line, left, 0.0, self._paragraphs, "justify"))
        self._paragraphs += 1

    def hanging(self, word: str, text: str, *, indent: float, space_before: float) -> None:
        """A heading word at the margin (or none) and its text, all lines of which begin at the indent."""
        left = self.profile.margin_left
        first, *rest = self.sheets.lines(text, self.profile.text_width - indent, self.style)
        self._entries.append(Entry(first, left + indent, space_before, self._paragraphs, "left", word, left))
        for line in rest:
            self._entries.append(Entry(line, left + indent, 0.0, self._paragraphs, "left"))
        self._paragraphs += 1

    def draw(self, start: float, closing: list[CentredLine], axis: float, owner: list[str]) -> None:
        """Draw all pages. start: the baseline above the first line; axis: the middle of the closing block."""
        ends = self._page_ends(start, self._height_of(closing), len(owner))
        self._mark_secrecy()
        baseline = self._draw_entries(start, ends)
        for line in closing:
            baseline += line.space_before + self.profile.line_pitch
            self.sheets.text(axis, baseline, line.text, self.style, align="center")
        self._draw_owner(baseline, owner)

    # Sharing lines out among pages

    def _page_ends(self, start: float, closing: float, owner: int) -> list[int]:
        """Indices of the entries that begin a new page."""
        ends: list[int] = []
        first, baseline = 0, start
        after = closing + (owner * self.profile.line_pitch if owner else 0.0)
        while baseline + self._height(first, len(self._entries), ends) + after > self._lowest:
            end = self._filled(first, baseline, ends)
            ends.append(end)
            first, baseline = end, self._next_start
        return ends

    def _filled(self, first: int, baseline: float, ends: list[int]) -> int:
        """How far a page that is continued goes, its end not reading badly."""
        room = self._lowest - self.profile.continuation_lines * self.profile.line_pitch
        count, end = len(self._entries), first
        while end < count and baseline + self._height(first, end + 1, ends) <= room:
            end += 1
        end = min(end, count - self.profile.last_page_lines)
        for _ in range(2):  # neither the first nor the last line of a paragraph stands alone
            if first + 1 < end < count and (self._is_first(end - 1) or self._is_last(end)):
                end -= 1
        return max(end, first + 1)

    def _is_first(self, index: int) -> bool:
        """Whether an entry begins a paragraph of several lines."""
        entries = self._entries
        return self._starts(index) and entries[index + 1].paragraph == entries[index].paragraph

    def _is_last(self, index: int) -> bool:
        """Whether an entry ends a paragraph of several lines."""
        return not self._starts(index) and (index + 1 == len(self._entries) or self._starts(index + 1))

    def _starts(self, index: int) -> bool:
        return index == 0 or self._entries[index - 1].paragraph != self._entries[index].paragraph

    def _height(self, first: int, end: int, ends: list[int]) -> float:
        """From the baseline above entry `first` to that of the entry before `end`."""
        space = sum(self._entries[index].space_before for index in range(first, end) if index not in ends)
        return space + (end - first) * self.profile.line_pitch

    def _height_of(self, closing: list[CentredLine]) -> float:
        return sum(line.space_before + self.profile.line_pitch for line in closing)

    @property
    def _lowest(self) -> float:
        """The lowest baseline of a page: descenders still above the margin."""
        return self.profile.page_bottom - (self.profile.line_pitch - self.style.ascent)

    @property
    def _next_start(self) -> float:
        """The baseline above the first line of a further page."""
        return self.profile.next_page_top + self.style.ascent - self.profile.line_pitch

    # Drawing

    def _draw_entries(self, baseline: float, ends: list[int]) -> float:
        index = 0
        for _, group in groupby(self._entries, key=lambda entry: entry.paragraph):
            with self.sheets.element("P"):
                for entry in group:
                    if index in ends:
                        self._turn_page(baseline, entry)
                        baseline = self._next_start
                    else:
                        baseline += entry.space_before
                    baseline += self.profile.line_pitch
                    self._draw_entry(entry, baseline)
                    index += 1
        return baseline

    def _draw_entry(self, entry: Entry, baseline: float) -> None:
        if entry.word:
            self.sheets.text(entry.word_x, baseline, entry.word, self.style)
        self.sheets.draw_line(entry.line, entry.x, baseline, self.style, align=entry.align)

    def _turn_page(self, baseline: float, following: Entry) -> None:
        """Say what comes next at the foot, number the new page."""
        profile = self.profile
        with self.sheets.artifact():
            low = baseline + profile.continuation_lines * profile.line_pitch
            word = continuation_word(f"{following.word} {following.line.text}".strip())
            self.sheets.text(profile.right_edge, low, word, self.style, align="right")
        self.sheets.new_page()
        with self.sheets.artifact():
            number = f"- {self._digits(str(self.sheets.page))} -"
            self.sheets.text(
                PAGE_CENTRE, profile.next_page_number_baseline, number, self.style, align="center"
            )
        self._mark_secrecy()

    def _mark_secrecy(self) -> None:
        if not self._secrecy:
            return
        style = Style("Bold", self.profile.secrecy_size, RED)
        with self.sheets.artifact() if self.sheets.page > 1 else self.sheets.element("P"):
            self.sheets.text(
                PAGE_CENTRE, self.profile.secrecy_top_baseline, self._secrecy, style, align="center"
            )
        with self.sheets.artifact():
            self.sheets.text(
                PAGE_CENTRE, self.profile.secrecy_bottom_baseline, self._secrecy, style, align="center"
            )

    def _draw_owner(self, baseline: float, owner: list[str]) -> None:
        """The owner block: at its distance below the post, or closer where the page would not hold it."""
        pitch = self.profile.line_pitch
        wanted = baseline + self.profile.owner_lines * pitch
        lowest = self._lowest - (len(owner) - 1) * pitch
        self.owner_distance = max(pitch, min(wanted, lowest) - baseline)
        baseline += self.owner_distance
        for text in owner:
            self.sheets.text(self.profile.margin_left, baseline, text, self.style)
            baseline += pitch


def continuation_word(text: str) -> str:
    """ "/ในการนี้ เพื่อ..." for a page that begins so."""
    said = ""
    for unit in units_of(text):
        said += unit
        if len(said) >= CONTINUATION_LETTERS:
            break
    return f"/{said.strip()}..."
