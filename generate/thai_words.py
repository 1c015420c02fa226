"""Where Thai words begin and end, for line breaks: better to miss a place than to part a word.

Thai is written without blanks between words. A place counts as a word end only if

* the most probable division of the text (words weighed by how common they are) and the division into fewest
  words (what pythainlp's newmm looks for) both put it there,
* no word of the list lies across it that would itself begin and end at such places (ดำเนิน|การ is not
  parted, since ดำเนินการ is a word), nor any whose division of the text is nearly as probable (เป็นลม|แดด),
* no unknown stretch touches it: a name not in the list has no known end,
* the word before it is none of those that only begin a word (การ, ความ, ผู้ …).

docs/decisions/ tells why these engines and not others, with figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import NamedTuple

LONGEST_WORD = 30
SHORT_WORD = 3
UNCOMMON = 115  # tenths of a bit: rarer than one word in 3000
ROW = 3
NEARLY = 30  # tenths of a bit: a division eight times less probable still casts doubt
UNKNOWN_COST = 400  # tenths of a bit a cluster: dearer than any listed word
PREFIXES = ("การ", "ความ", "ผู้", "นัก", "ชาว", "น่า", "ช่าง")
THAI_RUN = re.compile("[ก-ฺเ-๎]+")
# A cluster is what no line end may part: leading vowel, consonant, vowels and marks around it; a consonant
# silenced by thanthakhat clings to what is before it.
CLUSTER = re.compile("[เ-ไ]?[ก-ฯ][ะ-ฺๅ็-๎]*(?:[ก-ฮ][ุิ]?์)*|.", re.DOTALL)


Edges = list[list[tuple[int, int | None]]]


class Division(NamedTuple):
    """ends: where words end in a run, its own end included; unknown: ends of clusters in no word."""

    ends: frozenset[int]
    unknown: frozenset[int]


def word_ends(text: str, joined: set[int] | frozenset[int] = frozenset()) -> set[int]:
    """Places in `text` (indices) where a line may end between two Thai words, or beside other script.

    Between the places of `joined` no end is looked for, though some may still be among those found.
    """
    found: set[int] = set()
    for run in THAI_RUN.finditer(text):
        if not joined.issuperset(range(run.start() + 1, run.end())):
            found.update(run.start() + place for place in _ends_in_run(run.group()))
        found |= {run.start(), run.end()}
    return found - {0, len(text)}


@lru_cache(maxsize=4096)
def _ends_in_run(run: str) -> frozenset[int]:
    """Inner word ends of an unbroken stretch of Thai. Stretches recur more than the texts they stand in."""
    edges = _edges(run)
    probable = _cheapest(edges, lambda cost: UNKNOWN_COST if cost is None else cost)
    fewest = _cheapest(edges, lambda cost: 10 if cost is None else 1)
    agreed = probable.ends & fewest.ends - {len(run)}
    touched = _touched(run, probable) | _touched(run, fewest) | _disputed(edges)
    possible = probable.ends | fewest.ends | {0}
    return frozenset(
        place
        for place in agreed - touched
        if not _inside_a_word(run, place, possible) and not run.endswith(PREFIXES, 0, place)
    )


def _touched(run: str, division: Division) -> set[int]:
    """Both edges of every word that may be part of a name: unknown clusters and short words beside them, and
    short uncommon words in a row, as any name falls into."""
    words = list(pairwise(sorted(division.ends | {0})))
    short = [end - start <= SHORT_WORD for start, end in words]
    strange = {number for number, (_, end) in enumerate(words) if end in division.unknown}
    for step in (1, -1):
        for number in sorted(strange, reverse=step < 0):
            beside = number + step
            while 0 <= beside < len(words) and short[beside]:
                strange.add(beside)
                beside += step
    listed = _words()
    odd = [
        is_short and listed.get(run[a:b], 0) > UNCOMMON for is_short, (a, b) in zip(short, words, strict=True)
    ]
    for number in range(len(words) - ROW + 1):
        if all(odd[number : number + ROW]):
            strange.update(range(number, number + ROW))
    return {place for number in strange for place in words[number]}


def _disputed(edges: Edges) -> set[int]:
    """Places across which a word lies in a division that is nearly as probable as the best one."""
    size = len(edges) - 1
    after = _costs_to_end(edges)
    before = [float("inf")] * (size + 1)
    before[0] = 0.0
    for start in range(size):
        for end, cost in edges[start]:
            before[end] = min(before[end], before[start] + (UNKNOWN_COST if cost is None else cost))
    disputed: set[int] = set()
    for start in range(size):
        for end, cost in edges[start]:
            if cost is not None and before[start] + cost + after[end] < after[0] + NEARLY:
                disputed.update(range(start + 1, end))
    return disputed


def _costs_to_end(edges: Edges) -> list[float]:
    size = len(edges) - 1
    after = [float("inf")] * size + [0.0]
    for start in range(size - 1, -1, -1):
        for end, cost in edges[start]:
            after[start] = min(after[start], after[end] + (UNKNOWN_COST if cost is None else cost))
    return after


def _inside_a_word(run: str, place: int, possible: frozenset[int]) -> bool:
    """Whether a listed word lies across the place, from one possible word end to another."""
    words = _words()
    before = [start for start in possible if place - LONGEST_WORD < start < place]
    after = [end for end in possible if place < end < place + LONGEST_WORD]
    return any(run[start:end] in words for start in before for end in after)


def _edges(run: str) -> Edges:
    """For each index the words that begin there: (end, cost), and the cluster there with cost None."""
    cuts = [0]
    for cluster in CLUSTER.findall(run):
        cuts.append(cuts[-1] + len(cluster))
    words = _words()
    edges: Edges = [[] for _ in range(len(run) + 1)]
    for number, start in enumerate(cuts[:-1]):
        edges[start].append((cuts[number + 1], None))
        for end in cuts[number + 1 :]:
            if end - start > LONGEST_WORD:
                break
            cost = words.get(run[start:end])
            if cost is not None:
                edges[start].append((end, cost))
    return edges


def _cheapest(edges: Edges, weigh: Callable[[int | None], int]) -> Division:
    """The cheapest way through a run, found from its end so that ties fall to the longer first word."""
    size = len(edges) - 1
    best: list[tuple[float, int, bool]] = [(float("inf"), 0, False)] * size + [(0.0, size, False)]
    for start in range(size - 1, -1, -1):
        for end, cost in edges[start]:
            total = best[end][0] + weigh(cost)
            if total < best[start][0] or (total == best[start][0] and end > best[start][1]):
                best[start] = (total, end, cost is None)
    ends, unknown, place = set(), set(), 0
    while place < size:
        _, end, is_unknown = best[place]
        ends.add(end)
        if is_unknown:
            unknown.add(end)
        place = end
    return Division(frozenset(ends), frozenset(unknown))


@cache
def _words() -> dict[str, int]:
    """Each listed word and its cost, from the shipped list."""
    words: dict[str, int] = {}
    text = resources.files("generate").joinpath("words", "words.txt").read_text("utf-8")
    for line in text.splitlines():
        cost, *listed = line.split(" ")
        words.update(dict.fromkeys(listed, int(cost)))
    return words
