"""Make words.txt: Thai words by how common they are, for finding word ends quickly.

    python generate/words/make_words.py

Takes the word list, the word counts of the Thai National Corpus and the provinces that pythainlp brings along
(all CC0), and this folder's own office_words.txt. A line of words.txt is a cost (tenths of -log2 of a word's
share of running text) and all the words that cost so much: loading it takes milliseconds, where building a
trie of the same words takes half a second. Needs pythainlp; the shipped program only reads the result.
"""

from __future__ import annotations

import csv
import math
import re
from collections import defaultdict
from pathlib import Path

import pythainlp

HERE = Path(__file__).parent
CORPUS = Path(pythainlp.__file__).parent / "corpus"
RARE = 0.5  # the count of a listed word that the corpus never shows
OFFICE_COUNT = 2000.0  # words of our own list: as common as the plain words of official letters
LONGEST = 30
THAI = re.compile("[ก-๎]{2,}")


def main() -> None:
    counts = corpus_counts()
    total = sum(counts.values())
    words = {word: counts.get(word, RARE) for word in listed_words()}
    for word in office_words():
        words[word] = max(words.get(word, 0.0), OFFICE_COUNT)
    by_cost: dict[int, list[str]] = defaultdict(list)
    for word, count in words.items():
        by_cost[round(-10 * math.log2(max(count, RARE) / total))].append(word)
    lines = [f"{cost} {' '.join(sorted(by_cost[cost]))}" for cost in sorted(by_cost)]
    (HERE / "words.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def corpus_counts() -> dict[str, float]:
    lines = (CORPUS / "tnc_freq.txt").read_text(encoding="utf-8-sig").splitlines()
    return {word: float(count) for word, count in (line.split("\t") for line in lines if "\t" in line)}


def listed_words() -> set[str]:
    listed = (CORPUS / "words_th.txt").read_text(encoding="utf-8-sig").split("\n")
    with (CORPUS / "thailand_provinces_th.csv").open(encoding="utf-8-sig") as file:
        provinces = [row[0] for row in csv.reader(file) if row]
    kept = (word.strip() for word in [*listed, *provinces])
    return {word for word in kept if THAI.fullmatch(word) and len(word) <= LONGEST}


def office_words() -> list[str]:
    text = (HERE / "office_words.txt").read_text(encoding="utf-8")
    return [word for line in text.splitlines() for word in line.partition("#")[0].split()]


if __name__ == "__main__":
    main()
