"""Text of one style in millimetres: runs, the lines of paragraphs, and how a line fills its width."""

from __future__ import annotations

from functools import lru_cache

from generate.line_breaking import Line, break_lines, parts_of
from generate.shaping import face, tidy
from generate.text_runs import RUNS_KEPT, Style, TextRun, gaps_of, text_run, units_wide

BLANK_STRETCH = 0.35  # em a blank may grow before clusters are spread
WIDEST_STRETCH = 0.8  # em a blank may grow at all
CLUSTER_STRETCH = 0.06  # em; pdftotext sees a blank from about 0.1
PARAGRAPHS_KEPT = 1024


def text_width(text: str, style: Style) -> float:
    """Width in mm of unbroken text."""
    return run_of(text, style).width


@lru_cache(maxsize=RUNS_KEPT)
def run_of(text: str, style: Style) -> TextRun:
    """Unbroken text, tidied and shaped."""
    return text_run(parts_of(tidy(text)), style)


@lru_cache(maxsize=PARAGRAPHS_KEPT)
def lines_of(text: str, width: float, style: Style, first_indent: float) -> tuple[Line, ...]:
    """The lines of a tidied paragraph; all lengths in mm."""
    unit = style.mm_per_unit
    whole = face(style.face).width
    lines = break_lines(text, width / unit, whole, first_indent=first_indent / unit)
    return tuple(Line(line.units, line.width * unit, line.available * unit, line.last) for line in lines)


def justified(line: Line, style: Style) -> TextRun:
    """The line drawn out to fill its width, where that can be done without tearing it apart."""
    return text_run(line.units, style, *_stretch(line, style))


def _stretch(line: Line, style: Style) -> tuple[float, float]:
    """How much to add to each blank and each cluster gap, in font units.

    Blanks take up to their cap, then clusters up to theirs, then the blanks the rest. A line that would have
    to be torn apart for it stays short instead.
    """
    slack = max(units_wide(line.available - line.width, style), 0.0)
    blanks, clusters = gaps_of(line.units, style)
    most_clusters = CLUSTER_STRETCH * 1000 * clusters
    if slack > WIDEST_STRETCH * 1000 * blanks + most_clusters:
        return (0.0, 0.0)
    for_clusters = min(max(slack - BLANK_STRETCH * 1000 * blanks, 0.0), most_clusters)
    for_blanks = slack - for_clusters
    return (for_blanks / blanks if blanks else 0.0, for_clusters / clusters if clusters else 0.0)
