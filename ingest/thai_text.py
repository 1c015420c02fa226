"""Thai text as it is compared, shown and searched: one spelling for what looks the same on the page.

Files spell the same visible Thai in many ways: sara am as two characters, tone marks before vowels,
private-use codes for shifted marks, zero-width breaks between words. `normalise` brings them to one form.
It never uses NFKC or NFKD: both split ำ.
"""

from __future__ import annotations

import re
import unicodedata

NIKHAHIT, SARA_AA, SARA_AM, SARA_E, SARA_AE = "ํ", "า", "ำ", "เ", "แ"
VOWEL_MARKS = frozenset("ัิีึืฺุู็ํ")  # stand next to the consonant, above or below
TONE_MARKS = frozenset("่้๊๋์๎")  # stand on top of those, so are typed after them
MARKS = VOWEL_MARKS | TONE_MARKS

# Glyphs shifted left or down, and letters without their foot, have private-use codes in Thai fonts of Windows
# and of the Mac; producers write the codes into text layers. Pairs as in HarfBuzz, hb-ot-shaper-thai.cc.
PRIVATE_USE = {
    0xF700: "ฐ", 0xF701: "ิ", 0xF702: "ี", 0xF703: "ึ", 0xF704: "ื", 0xF705: "่", 0xF706: "้", 0xF707: "๊",
    0xF708: "๋", 0xF709: "์", 0xF70A: "่", 0xF70B: "้", 0xF70C: "๊", 0xF70D: "๋", 0xF70E: "์", 0xF70F: "ญ",
    0xF710: "ั", 0xF711: "ํ", 0xF712: "็", 0xF713: "่", 0xF714: "้", 0xF715: "๊", 0xF716: "๋", 0xF717: "์",
    0xF718: "ุ", 0xF719: "ู", 0xF71A: "ฺ",
    0xF884: "ั", 0xF885: "ิ", 0xF886: "ี", 0xF887: "ึ", 0xF888: "ื", 0xF889: "็", 0xF88A: "่", 0xF88B: "่",
    0xF88C: "่", 0xF88D: "้", 0xF88E: "้", 0xF88F: "้", 0xF890: "๊", 0xF891: "๊", 0xF892: "๊", 0xF893: "๋",
    0xF894: "๋", 0xF895: "๋", 0xF896: "์", 0xF897: "์", 0xF898: "์", 0xF899: "ํ", 0xF89A: "ญ", 0xF89B: "ุ",
    0xF89C: "ู", 0xF89D: "ฺ", 0xF89E: "ฐ",
}  # fmt: skip

# Breaks between words, joiners, soft hyphens, direction marks: never seen on the page.
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff")

# Most text is in order already: plain letters, a Thai letter with at most one vowel mark and one tone, ำ
# after a letter or its tone, single blanks inside.
_IN_ORDER = re.compile("(?:[!-~“”‘’–…]|(?<=[^ ]) (?=[^ ])|เ(?!เ)|[ก-ะาๅแ-ๆ๏-๛](?:[่้๊๋]?ำ(?!า)|[ัิีึืฺุู็]?[่้๊๋์]?))*")
_TO_ASCII = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def fold_digits(text: str) -> str:
    """Thai digits as ASCII digits, everything else as it is; same length."""
    return text.translate(_TO_ASCII)


def thai_digits(text: str) -> str:
    """ASCII digits as Thai digits, everything else as it is; same length."""
    return text.translate(_TO_THAI)


def is_thai(char: str) -> bool:
    """Whether `char` is of the Thai block (letters, marks, digits, signs)."""
    return "\u0e00" <= char <= "\u0e7f"


def normalise(text: str) -> str:
    """`text` as the page shows it, in one spelling: NFC, ำ whole, marks in typing order, single spaces.

    Zero-width characters and soft hyphens go, every kind of blank and line break becomes one space, the ends
    are stripped. Digits stay as printed.
    """
    return normalised(text)[0]


def normalised(text: str) -> tuple[str, list[int]]:
    """`normalise(text)` and, for each of its characters, the index in `text` that it came from."""
    sources = list(range(len(text)))
    while not _IN_ORDER.fullmatch(text):
        ordered, places = _ordered(text)
        if ordered == text:
            break
        text, sources = ordered, [sources[i] for i in places]
    return text, sources


def _ordered(text: str) -> tuple[str, list[int]]:
    chars = [(plain, i) for i, raw in enumerate(text) if (plain := _plain(raw))]
    clusters: list[list[tuple[str, int]]] = []
    for char in chars:
        if clusters and _joins(clusters[-1], char[0]):
            clusters[-1].append(char)
        else:
            clusters.append([char])
    return _folded([char for cluster in clusters for char in _in_order(cluster)])


def _plain(raw: str) -> str:
    if raw.isspace() or "\0" <= raw < " ":
        return " "
    if raw in INVISIBLE:
        return ""
    return PRIVATE_USE.get(ord(raw), raw)


def _joins(cluster: list[tuple[str, int]], char: str) -> bool:
    """Whether `char` belongs to the letter with marks that `cluster` holds so far."""
    first, held = cluster[0][0], {c for c, _ in cluster}
    if char in TONE_MARKS:
        return is_thai(first) and first != SARA_AM
    if char in VOWEL_MARKS:
        return is_thai(first) and SARA_AM not in held
    if char == SARA_AM:
        return SARA_AM not in held and ("ก" <= first <= "ฮ" or bool(held & MARKS))
    if char == SARA_AA:  # after ำ too: some programs give the first of its two glyphs as ำ, the second as า
        return NIKHAHIT in held or (SARA_AM in held and first != SARA_AM)
    if char == SARA_E:
        return len(cluster) == 1 and first == SARA_E
    return unicodedata.combining(char) > 0 and not is_thai(char) and not is_thai(first)


def _in_order(cluster: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The letter, its vowel mark, its tone, then ำ; each mark once (some programs overprint them)."""
    if len(cluster) == 1:
        return cluster
    if cluster[0][0] == cluster[1][0] == SARA_E:
        return [(SARA_AE, cluster[0][1])]
    if not is_thai(cluster[0][0]):
        return [(c, cluster[0][1]) for c in unicodedata.normalize("NFC", "".join(c for c, _ in cluster))]
    vowels = [char for char in cluster if char[0] in VOWEL_MARKS]
    tones = [char for char in cluster if char[0] in TONE_MARKS]
    rest = [char for char in cluster if char[0] not in MARKS]
    base = [] if cluster[0][0] in MARKS or cluster[0][0] == SARA_AM else rest[:1]
    tail = [(SARA_AM, i) for _, i in rest[len(base) : len(base) + 1]]
    if tail:
        vowels = [char for char in vowels if char[0] != NIKHAHIT]
    return base + _once(vowels) + _once(tones) + tail


def _once(marks: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return [mark for n, mark in enumerate(marks) if mark[0] not in {c for c, _ in marks[:n]}]


def _folded(chars: list[tuple[str, int]]) -> tuple[str, list[int]]:
    """Runs of blanks as one space, none at the ends."""
    kept: list[tuple[str, int]] = []
    for char in chars:
        if char[0] != " " or (kept and kept[-1][0] != " "):
            kept.append(char)
    if kept and kept[-1][0] == " ":
        kept.pop()
    return "".join(c for c, _ in kept), [i for _, i in kept]


_NO_BLANK_BEFORE = frozenset(")]}”’ๆฯ,.;:!?%/")
_NO_BLANK_AFTER = frozenset("([{“‘/")
_DASHES = frozenset("-–")


def join_lines(lines: list[str]) -> str:
    """The lines of one paragraph or cell as one text.

    Thai sets no blanks between words and wraps anywhere between them, so two lines that meet in Thai letters
    are joined without one (a blank between phrases that stood exactly at the break is lost; nothing on the
    page tells). A number, a Latin word, an abbreviation's full stop, ๆ, ฯ and a closing bracket keep their
    distance: a blank too many does no harm there, while two numbers run together make a third.
    """
    joined = ""
    for line in (normalise(line) for line in lines):
        if joined and line:
            joined += " " * _needs_blank(joined, line)
        joined += line
    return joined


def _needs_blank(before: str, after: str) -> bool:
    last, first = before[-1], after[0]
    if first in _DASHES:
        return after[1:2] in ("", " ") or last.isdigit()
    if last in _DASHES:
        return before[-2:-1] in ("", " ") or first.isdigit()
    if last in _NO_BLANK_AFTER or first in _NO_BLANK_BEFORE:
        return False
    return not (_is_thai_letter(last) and _is_thai_letter(first))


def _is_thai_letter(char: str) -> bool:
    return is_thai(char) and not char.isdigit() and char not in "ๆฯ฿"
