"""Letters that a reader lost or took for others, put right where the word can only be one.

What readers of scans do most is to drop a tone mark or a vowel above ("พืนที", "เพือ", "ข้อมล"), and to take one
letter for another of nearly the same shape ("สุชภาพ", "ภายใด้"). Where a piece of the line is no word, and a
word of the language has the same letters but for such a slip, that word is put in its place. Figures, Latin
letters, short names and people's names are never touched, and a letter of another shape only where the reader
itself was not certain of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from rapidfuzz.distance import Editop, Levenshtein

from extract.offices import COMMON_TEXTS
from extract.spelling import RARE, SHORT_NAME, THAI_RUN, frequency, is_word, pieces_of, words
from extract.thai_clusters import MARKS
from ingest.document import Document, Line, Page, Table

LEAST_FREQUENT = 100  # times in the corpus's 33 million words, for a word to be put in
FREQUENT = 3000  # the same for a word of fewer than LONG_KEY letters without marks
LONG_KEY = 4
MOST_SLIPS = 2  # letters of a word that may be put right, one in a short word
CERTAIN = 0.97  # a letter that was read with more certainty is not exchanged for another
PUT_RIGHT = 0.75  # how far a letter is trusted that was put in: enough in a long text, not in a short one
FAINT = 0.9  # a letter of a word may be exchanged where it was read with less
LEAST_JOINED = 500  # the same for a word that is put in for two others
TAKEN_OUT = 0.2  # the letter before one that was taken out: two marks on one letter may be two letters
STROKE = 0.3  # a stroke that only the second reader saw
PIECES_BESIDE = 3  # an odd one, that may belong to its word
FAR_COMMONER = 10  # times, for a word with a vowel in front that was lost
MUCH_COMMONER = 100  # times
LONG_WORD = 6  # letters
MOST_TRIED = 8  # words put in place and weighed, of those that fit
MOST_REPAIRS = 4  # in one run of letters; a run with more is not read but guessed

# Letters that readers take for each other, by the first of each group.
_LIKE = ("ดตค", "ขชซธรฐ", "ใไ", "กถภ", "บปม", "ทห", "พผฟฝ", "ฏฎ", "ณญ")
_KEY = str.maketrans(dict.fromkeys(MARKS) | {c: group[0] for group in _LIKE for c in group})
_ORDINAL = re.compile(r"(?<=[ก-๎])ที(?=\s?[\d๐-๙])")
_NAME = re.compile(r"(?:นาย|นางสาว|นาง|น\.\s?ส\.|ดร\.|ว่าที่[ก-๎. ]{2,24})\s?[ก-๎]{2,}\s+[ก-๎]{2,}")


class _Change(NamedTuple):
    """`word` for run[start:end]."""

    slips: int
    start: int
    end: int
    word: str


def repaired_document(document: Document) -> Document:
    """The document with the lines of its scanned pages put right."""
    if all(page.source != "ocr" for page in document.pages):
        return document
    return document.model_copy(update={"pages": tuple(map(_repaired_page, document.pages))})


def _repaired_page(page: Page) -> Page:
    if page.source != "ocr":
        return page
    return page.model_copy(
        update={
            "lines": tuple(map(repaired, page.lines)),
            "tables": tuple(_repaired_table(table) for table in page.tables),
        }
    )


def _repaired_table(table: Table) -> Table:
    cells = (
        cell.model_copy(update={"lines": tuple(map(repaired, cell.lines))}) if cell.lines else cell
        for cell in table.cells
    )
    return table.model_copy(update={"cells": tuple(cells)})


def repaired(line: Line) -> Line:
    """The line with its words put right; the same line where nothing had to be."""
    if line.source != "ocr" or line.kind != "print":
        return line
    line = _with_ordinals(_with_strokes(line))
    blank = SHORT_NAME.sub(_blanks, _NAME.sub(_blanks, line.text))
    for run in reversed(list(THAI_RUN.finditer(blank))):
        new = _repaired_run(run.group(), line.confidences[run.start() : run.end()])
        if new != run.group():
            line = _with_run(line, run.start(), run.end(), new)
        elif vowel := _lost_vowel(new):
            line = _with_vowel(line, run.start(), vowel)
    return line


def _lost_vowel(run: str) -> str:
    """The vowel that a run lost in front: บ่งตามรุ่น is far rarer than แบ่งตามรุ่น."""
    first = pieces_of(run)[0]
    if not is_word(first) or _odd(first) == 0:
        return ""
    least = max(FREQUENT, FAR_COMMONER * frequency(first))
    return next((v for v in "เแโใไ" if is_word(v + first) and frequency(v + first) >= least), "")


def _with_vowel(line: Line, at: int, vowel: str) -> Line:
    """The line with that vowel put in, and never sure."""
    return line.model_copy(
        update={
            "text": line.text[:at] + vowel + line.text[at:],
            "edges": (*line.edges[: at + 1], *line.edges[at:]),
            "confidences": (*line.confidences[:at], STROKE, *line.confidences[at:]),
        }
    )


def _with_strokes(line: Line) -> Line:
    """๑/๒๕๗๐ read as ๑๒๕๗๐ where the second reader saw the same figures and a stroke; it is never sure."""
    if line.second is None:
        return line
    for step in reversed(Levenshtein.opcodes(line.text, line.second)):
        at = step.src_start
        lost = step.tag == "insert" and line.second[step.dest_start : step.dest_end] == "/"
        if lost and line.text[at - 1 : at].isdigit() and line.text[at : at + 1].isdigit():
            line = line.model_copy(
                update={
                    "text": f"{line.text[:at]}/{line.text[at:]}",
                    "edges": (*line.edges[: at + 1], *line.edges[at:]),
                    "confidences": (*line.confidences[:at], STROKE, *line.confidences[at:]),
                }
            )
    return line


def _with_ordinals(line: Line) -> Line:
    """วันที ๗ is วันที่ ๗: before a figure ที is no word."""
    for match in reversed(list(_ORDINAL.finditer(line.text))):
        line = _with_run(line, match.start(), match.end(), "ที่")
    return line


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _with_run(line: Line, start: int, end: int, new: str) -> Line:
    """The line with text[start:end] replaced; letters that stayed keep their places and confidences."""
    edges, confidences = list(line.edges[:start]), list(line.confidences[:start])
    for step in Levenshtein.opcodes(line.text[start:end], new):
        at = start + step.src_start
        if step.tag == "delete" and confidences:
            confidences[-1] = TAKEN_OUT
        for offset in range(step.dest_end - step.dest_start):
            kept = min(at + offset, start + step.src_end) if step.tag != "insert" else at
            edges.append(line.edges[kept])
            confidences.append(line.confidences[kept] if step.tag == "equal" else PUT_RIGHT)
    return line.model_copy(
        update={
            "text": line.text[:start] + new + line.text[end:],
            "edges": (*edges, *line.edges[end:]),
            "confidences": (*confidences, *line.confidences[end:]),
        }
    )


@lru_cache(maxsize=8192)
def _repaired_run(run: str, confidences: tuple[float, ...]) -> str:
    new, sure = run, confidences
    for _ in range(MOST_REPAIRS):
        change = _best_change(new, sure) or _joining_change(new, sure)
        if change is None:
            break
        sure = (*sure[: change.start], *_aligned(new, sure, change), *sure[change.end :])
        new = new[: change.start] + change.word + new[change.end :]
    return new


def _aligned(run: str, confidences: Sequence[float], change: _Change) -> Iterator[float]:
    for step in Levenshtein.opcodes(run[change.start : change.end], change.word):
        for offset in range(step.dest_end - step.dest_start):
            yield confidences[change.start + step.src_start + offset] if step.tag == "equal" else PUT_RIGHT


def _best_change(run: str, confidences: Sequence[float]) -> _Change | None:
    """The word that leaves the fewest odd letters; None where none helps, or two help alike."""
    before = _oddness(run)
    if not before:
        return None
    fitting = sorted(set(_fitting(run, confidences)), key=lambda c: (c.slips, -frequency(c.word)))
    fitting = fitting[:MOST_TRIED]
    weighed = sorted(
        (_oddness(result), c.slips, n)
        for n, c in enumerate(fitting)
        if not _odd_beside(result := run[: c.start] + c.word + run[c.end :], c.start, c.start + len(c.word))
    )
    if not weighed or weighed[0][0] >= before:
        return None
    best = fitting[weighed[0][2]]
    rivals = [fitting[n] for oddness, slips, n in weighed[1:] if (oddness, slips) == weighed[0][:2]]
    result = run[: best.start] + best.word + run[best.end :]
    if any(run[: c.start] + c.word + run[c.end :] != result for c in rivals):
        return None
    return best


def _joining_change(run: str, confidences: Sequence[float]) -> _Change | None:
    """Two words that are a longer, commoner one but for a lost mark or a faint letter: ลูก, จาง; ระ, ตับ."""
    pieces = pieces_of(run)
    cuts = list(accumulate(map(len, pieces), initial=0))
    for at, (one, other) in enumerate(pairwise(pieces)):
        read = one + other
        for word in _index().get(read.translate(_KEY), ()) if is_word(one) and is_word(other) else ():
            slips = list(Levenshtein.editops(read, word))
            if len(slips) != 1 or frequency(word) <= max(LEAST_JOINED, min(frequency(one), frequency(other))):
                continue
            faint = slips[0].tag == "replace" and confidences[cuts[at] + slips[0].src_pos] < FAINT
            if slips[0].tag == "insert" or faint:
                return _Change(1, cuts[at], cuts[at + 2], word)
    return None


def _oddness(run: str) -> int:
    """Letters in pieces that are no words, twice, and in pieces that hardly anybody writes."""
    return sum(len(piece) * _odd(piece) for piece in pieces_of(run))


def _odd_beside(run: str, start: int, end: int) -> bool:
    """Whether a piece that is no word touches run[start:end]: then it was another word that stood there."""
    at = 0
    for piece in pieces_of(run):
        if at <= end and at + len(piece) >= start and not is_word(piece):
            return True
        at += len(piece)
    return False


def _odd(piece: str) -> int:
    if not is_word(piece):
        return 2
    return int(frequency(piece) < RARE.get(len(piece), 0))


def _fitting(run: str, confidences: Sequence[float]) -> Iterator[_Change]:
    """The words that fit in place of an odd piece, alone or with whole pieces beside it."""
    pieces = pieces_of(run)
    cuts = list(accumulate(map(len, pieces), initial=0))
    for at, piece in enumerate(pieces):
        if not _odd(piece):
            continue
        for first in range(max(0, at - PIECES_BESIDE), at + 1):
            for last in range(at, min(len(pieces), at + PIECES_BESIDE + 1)):
                alone = first == last and is_word(piece)
                yield from _words_for(run, confidences, cuts[first], cuts[last + 1], alone)


def _words_for(
    run: str, confidences: Sequence[float], start: int, end: int, alone: bool
) -> Iterator[_Change]:
    """alone: what was read is a word by itself, if a rare one, and gives way only to a much commoner one
    where the reader was not certain."""
    read = run[start:end]
    key = read.translate(_KEY)
    for word in (*_index().get(key, ()), *_one_lost().get(read, ())) if len(key) > 1 else ():
        slips = Levenshtein.editops(read, word)
        allowed = MOST_SLIPS if len(key) >= LONG_KEY else 1
        short = len(key) < LONG_KEY and len(word) < LONG_WORD
        if not 0 < len(slips) <= allowed or (short and frequency(word) < FREQUENT):
            continue
        if alone and frequency(word) < max(FREQUENT, MUCH_COMMONER * frequency(read)):
            continue
        if all(_may_slip(step, read, word, confidences[start:end], alone) for step in slips):
            yield _Change(len(slips), start, end, word)


def _may_slip(step: Editop, read: str, word: str, confidences: Sequence[float], alone: bool) -> bool:
    ours = read[step.src_pos] if step.tag != "insert" else ""
    theirs = word[step.dest_pos] if step.tag != "delete" else ""
    if step.tag == "replace":
        return bool(confidences[step.src_pos] < CERTAIN)
    lost = step.tag == "insert" and len(word) >= LONG_WORD and len(word) == len(read) + 1
    return not alone and (lost or {ours, theirs} - {""} <= MARKS)


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[str, ...]]:
    """Words by their letters without marks, letters of like shape as one."""

    found: dict[str, list[str]] = {}
    for word in words():
        if len(word) > 2 and (frequency(word) >= LEAST_FREQUENT or word in _official()):
            found.setdefault(word.translate(_KEY), []).append(word)
    return {key: tuple(group) for key, group in found.items()}


@lru_cache(maxsize=1)
def _one_lost() -> dict[str, tuple[str, ...]]:
    """Long words by what is left where the reader lost one of their letters: ฏิทิน, วิยาลัย."""
    found: dict[str, set[str]] = {}
    for word in words():
        if len(word) < LONG_WORD or frequency(word) < LEAST_FREQUENT:
            continue
        for at, char in enumerate(word):
            rest = word[:at] + word[at + 1 :]
            if char not in MARKS and rest[:1] not in MARKS and not is_word(rest):
                found.setdefault(rest, set()).add(word)
    return {rest: tuple(sorted(group)) for rest, group in found.items()}


@lru_cache(maxsize=1)
def _official() -> frozenset[str]:
    """The words of well-known names and posts."""
    return frozenset(piece for text in COMMON_TEXTS for piece in pieces_of(text))
