"""Made-up lines of text: the kinds of thing an official letter, form or calendar prints.

`Writer.line()` returns one line. Digits are drawn often and evenly, in both sets; words come from word lists
of pythainlp mixed with phrases of our own (phrases.py), and part of the lines is deliberate nonsense, so
that the network reads shapes and does not learn to guess.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate

from training import phrases
from training.alphabet import CLASS_OF, THAI_DIGITS, TO_THAI_DIGITS, label_of

MARKS = "ัิีึืฺุู็่้๊๋์ํ๎"
LEADING = re.compile(f"^[ะาำๅๆฯ{MARKS}]+")
# Neighbours that readers take for one another, drawn side by side.
CONFUSABLE = (
    "๓๗",
    "๔๕๘",
    "๑๐",
    "๒๖",
    "๖๒๗",
    "๓๗๙",
    "๐0Oo",
    "1lI|",
    "5S๕",
    "8B๘",
    "กภถ",
    "ดคต",
    "ขชซ",
    "ฎฏ",
    "บปษ",
    "พผฟฝ",
    "ณฌญ",
    "ทฑห",
    "ล ส",
    "ใไโ",
    "เแ",
    "่้๊๋",
    "ิีึื",
    "ุู",
)
CELL_SIGNS = ("✓", "✓", "✓", "-", "–", "●", "○", "•", "x", "X", "×", "/", "→", "□", "0", "๐")
TONES = "่้๊๋"
VOWELS_ABOVE = "ัิีึื"
CONSONANTS = [chr(code) for code in range(0x0E01, 0x0E2F) if chr(code) not in "ฃฅฤฦ"]


@lru_cache(maxsize=1)
def _words() -> tuple[list[str], list[str], list[float]]:
    """All words; the frequent ones with cumulative weights (square root of their count)."""
    from pythainlp.corpus import thai_words, ttc

    every = sorted(word for word in thai_words() if _drawable(word) and len(word) < 20)
    counted = [(word, count) for word, count in ttc.unigram_word_freqs().items() if _drawable(word)]
    return every, [word for word, _ in counted], list(accumulate(count**0.5 for _, count in counted))


@lru_cache(maxsize=1)
def _names() -> tuple[list[str], list[str], list[str]]:
    from pythainlp.corpus import provinces, thai_family_names, thai_female_names, thai_male_names

    first = sorted(name for name in thai_male_names() | thai_female_names() if _drawable(name))
    last = sorted(name for name in thai_family_names() if _drawable(name))
    return first, last, sorted(provinces())


def _drawable(text: str) -> bool:
    return (
        bool(text)
        and text[0] not in MARKS + "ะาำๅ"
        and all(c in CLASS_OF for c in text)
        and label_of(text) == text
    )


class Writer:
    """Writes lines from one stream of random numbers; the same seed gives the same lines."""

    def __init__(self, random_: random.Random, *, numbers: bool = False) -> None:
        """`numbers`: mostly dates, references and plain digits, for the reader that only checks those."""
        self.random = random_
        self._kinds: list[tuple[float, Callable[[], str]]] = [
            (24, self.prose),
            (10, self.common_words),
            (9, self.rare_words),
            (12, self.date_line),
            (10, self.reference),
            (7, self.table_cell),
            (9, self.number_run),
            (5, self.header_line),
            (4, self.person),
            (4, self.latin),
            (3, self.address),
            (4, self.contact),
            (3, self.confusable),
            (3, self.nonsense),
            (2, self.leader),
            (2, self.numbered_item),
            (2, self.signs),
            (2, self.arithmetic),
        ]
        favoured = {self.date_line, self.reference, self.number_run, self.table_cell} if numbers else set()
        self._weights = list(accumulate(5 * w if kind in favoured else w for w, kind in self._kinds))

    # -- whole lines ---------------------------------------------------------------------------------------

    def line(self, longest: int = 60) -> str:
        """One line of at most `longest` characters (long lines are cut at a cluster, not inside a stack)."""
        kind = self.random.choices(self._kinds, cum_weights=self._weights)[0][1]
        text = kind()
        wanted = self._length(longest)
        while len(text) < wanted * 0.6 and self._chance(0.75):
            text += (
                self.random.choice((" ", " ", "  ", "", " "))
                + self.random.choices(self._kinds, cum_weights=self._weights)[0][1]()
            )
        return cut(LEADING.sub("", " ".join(text.split())), wanted) or self.digits(2)

    def _length(self, longest: int) -> int:
        kind = self.random.random()
        if kind < 0.25:
            return self.random.randint(4, 16)
        if kind < 0.6:
            return self.random.randint(16, 36)
        return self.random.randint(36, max(37, longest))

    def _chance(self, p: float) -> bool:
        return self.random.random() < p

    def _pick(self, some: list[str] | tuple[str, ...]) -> str:
        return self.random.choice(some)

    def number_line(self) -> str:
        """A line as letters have it, with a date or number in it: what confidence is calibrated on."""
        figures = self._one_of(
            (4, self.date_line), (2, self.reference), (1, self.contact), (1, self.money), (1, self.counted)
        )
        before, after = (self._phrase() if self._chance(0.6) else "" for _ in "ab")
        return cut(" ".join(f"{before} {figures} {after}".split()), 70)

    # -- prose ---------------------------------------------------------------------------------------------

    def prose(self) -> str:
        """Official prose from phrases, with numbers in it."""
        parts: list[str] = []
        for _ in range(self.random.randint(2, 6)):
            parts.append(self._phrase())
            if self._chance(0.3):
                parts.append(" ")
        return "".join(parts)

    def _phrase(self) -> str:
        return self._one_of(
            (20, lambda: self._pick(phrases.VERBS) + self._pick(phrases.OBJECTS)),
            (16, lambda: self._pick(phrases.OBJECTS)),
            (8, lambda: self._pick(phrases.LINKS)),
            (8, lambda: f"{self._pick(phrases.LINKS)} {self.number_phrase()} "),
            (10, lambda: self._pick(phrases.OFFICES)),
            (8, lambda: self._pick(phrases.SUBJECTS)),
            (6, self._remark),
            (4, lambda: f" {self.abbreviation()} "),
            (2, lambda: self._pick(phrases.REPEATED) + " "),
            (5, lambda: f" {self.number_phrase()} "),
            (14, self.word),
        )

    def _remark(self) -> str:
        return self._bracketed(
            self._pick((self.abbreviation(), self.word(), self.latin_word(), self.digits(2)))
        )

    def _one_of(self, *kinds: tuple[float, Callable[[], str]]) -> str:
        return self.random.choices(kinds, [weight for weight, _ in kinds])[0][1]()

    def _bracketed(self, inner: str) -> str:
        opening, closing = self._pick(("()", "()", "()", "[]", "“”", "“”", '""', "‘’", "''", "<>"))
        return self._pick((" ", "")) + opening + inner + closing + self._pick((" ", ""))

    def word(self) -> str:
        every, common, weights = _words()
        if self._chance(0.6):
            return self.random.choices(common, cum_weights=weights)[0]
        return self._pick(every)

    def common_words(self) -> str:
        return "".join(
            self.word() + (" " if self._chance(0.15) else "") for _ in range(self.random.randint(2, 9))
        )

    def rare_words(self) -> str:
        every = _words()[0]
        return "".join(
            self._pick(every) + (" " if self._chance(0.2) else "") for _ in range(self.random.randint(1, 6))
        )

    def abbreviation(self) -> str:
        return self._pick(phrases.ABBREVIATIONS)

    def header_line(self) -> str:
        heading = self._pick(phrases.HEADINGS)
        tail = self._pick(
            (self._pick(phrases.SUBJECTS), self._pick(phrases.OFFICES), self.reference(), self.date(), "", "")
        )
        return heading + self._pick(("  ", " ", " : ", ":", " ")) + tail

    # -- numbers -------------------------------------------------------------------------------------------

    def digits(self, count: int) -> str:
        """`count` digits of one set, every digit equally often."""
        found = "".join(self.random.choice(string.digits) for _ in range(count))
        return self.numerals(found)

    def numerals(self, text: str) -> str:
        """The digits of a text in one of the two sets; Thai ones two times in three."""
        return text.translate(TO_THAI_DIGITS) if self._chance(0.66) else text

    def year(self) -> str:
        kind = self.random.random()
        if kind < 0.75:
            return str(self.random.randint(2540, 2599))
        if kind < 0.9:
            return str(self.random.randint(2500, 2699))
        return self._pick((str(self.random.randint(1990, 2050)), f"{self.random.randint(40, 99)}"))

    def date(self) -> str:
        return self.numerals(self._plain_date())

    def _plain_date(self) -> str:
        day, month, year = self.random.randint(1, 31), self.random.randrange(12), self.year()
        gap = self._pick((" ", " ", " ", "  ", ""))
        kind = self.random.random()
        if kind < 0.4:
            return f"{day}{gap}{phrases.MONTHS[month]}{gap}{self._pick(('', '', 'พ.ศ. '))}{year}"
        if kind < 0.7:
            return f"{day}{gap}{phrases.SHORT_MONTHS[month]}{gap}{self._pick((year, year[-2:]))}"
        if kind < 0.82:
            sign = self._pick(("/", "/", "-", "."))
            return (
                f"{day:02d}{sign}{month + 1:02d}{sign}{year}"
                if self._chance(0.5)
                else f"{day}{sign}{month + 1}{sign}{year}"
            )
        if kind < 0.88:
            return f"{self._pick(phrases.MONTHS)} {year}"
        if kind < 0.93:
            return f"{day} {self._pick(phrases.ENGLISH_MONTHS)} {self.random.randint(1990, 2035)}"
        return f"วัน{self._pick(phrases.WEEKDAYS)}ที่ {day} {phrases.MONTHS[month]} {year}"

    def date_range(self) -> str:
        month, year = self.random.randrange(12), self.year()
        first, last = self.random.randint(1, 28), self.random.randint(2, 31)
        dash = self._pick((" – ", "–", " - ", "-", " ถึง ", " ถึงวันที่ ", " — ", "-"))
        months = self._pick((phrases.MONTHS, phrases.SHORT_MONTHS))
        kind = self.random.random()
        if kind < 0.5:
            text = f"{first}{dash}{last} {months[month]} {year}"
        elif kind < 0.8:
            text = f"{first} {months[month]}{dash}{last} {months[(month + 1) % 12]} {year}"
        else:
            text = f"{first} {months[month]} {year}{dash}{last} {months[(month + 3) % 12]} {year}"
        return self.numerals(text)

    def time(self) -> str:
        hour, minute = (
            self.random.randint(0, 23),
            self._pick(("00", "30", "15", f"{self.random.randint(0, 59):02d}")),
        )
        text = f"{hour:02d}{self._pick(('.', '.', '.', ':'))}{minute}"
        if self._chance(0.3):
            text += f"{self._pick((' - ', '–', ' – ', '-'))}{self.random.randint(8, 19):02d}.{minute}"
        return self.numerals(text + self._pick((" น.", " น.", "น.", "", " นาฬิกา")))

    def money(self) -> str:
        amount = self.random.randint(1, 10 ** self.random.randint(2, 8))
        text = f"{amount:,}" + self._pick(("", "", f".{self.random.randint(0, 99):02d}", ".-"))
        return self.numerals(text + self._pick((" บาท", "บาท", "", ".00 บาท")))

    def counted(self) -> str:
        number = f"{self.random.randint(1, 10 ** self.random.randint(1, 5)):,}"
        return self.numerals(number) + self._pick((" ", "")) + self._pick(phrases.COUNTED)

    def phone(self) -> str:
        a, b = self.random.randint(0, 9999), self.random.randint(0, 9999)
        gap = self._pick((" ", "-", " ", "–"))
        kind = self.random.random()
        if kind < 0.5:
            text = f"0{gap}{self.random.randint(2, 9)}{a % 1000:03d}{gap}{b:04d}"
        elif kind < 0.8:
            text = f"0{self._pick(('6', '8', '9'))}{a % 10}{gap}{b:04d}{gap}{a:04d}"
        else:
            text = f"0{a % 90 + 10}-{b % 1000000:06d}"
        if self._chance(0.2):
            text += self._pick((" ต่อ ", f"-{a % 10} ต่อ ")) + str(b % 1000)
        return self.numerals(text)

    def number_phrase(self) -> str:
        return self._pick(
            (self.date, self.date, self.date_range, self.time, self.money, self.counted, self.short_number)
        )()  # type: ignore[operator]

    def short_number(self) -> str:
        return self.digits(self.random.choice((1, 1, 2, 2, 3, 4)))

    def date_line(self) -> str:
        lead = self._pick((*phrases.LINKS[:11], "", "", "", "วันที่", self.word()))
        core = self._pick((self.date, self.date_range, self.date))()  # type: ignore[operator]
        tail = self._pick(("", "", " เวลา " + self.time(), " " + self.word(), " เป็นต้นไป"))
        return lead + self._pick((" ", "", " ")) + core + tail

    def reference(self) -> str:
        """Numbers of letters: ศธ ๐๔๙๙๙/ว๑๒๓๔ and the like."""
        ministry = self._pick(
            ("ศธ", "ศธ", "ศธ", "มท", "กค", "สธ", "นร", "อว", "พม", "ดศ", "วธ", "ยธ", "คค", "ที่ ศธ", "ที่ ศธ", "")
        )
        number = (
            f"{self.random.randint(0, 99999):05d}"
            if self._chance(0.7)
            else f"{self.random.randint(0, 9999):04d}.{self.random.randint(1, 99)}"
        )
        if self._chance(0.15):
            number += f".{self.random.randint(1, 300):03d}"
        circular = self._pick(("/", "/ว", "/ว ", "/ ว ", " / ", "/"))
        text = (
            f"{ministry}{self._pick((' ', ' ', '', '  '))}{number}{circular}{self.random.randint(1, 99999)}"
        )
        text = self.numerals(text)
        if self._chance(0.35):
            text += self._pick((" ลงวันที่ ", "  ลงวันที่ ", " ลว. ")) + self.date()
        return text

    def number_run(self) -> str:
        """Plain runs of digits, sometimes with marks in them; no structure to lean on."""
        kind = self.random.random()
        if kind < 0.4:
            return " ".join(self.digits(self.random.randint(1, 9)) for _ in range(self.random.randint(1, 4)))
        if kind < 0.6:
            return self.numerals(self._grouped("-./, :"))
        if kind < 0.8:
            return "".join(
                self.random.choice(THAI_DIGITS + string.digits) for _ in range(self.random.randint(2, 10))
            )
        return " ".join(
            (self.money(), self.digits(1), self.money(), self.digits(2))[: self.random.randint(1, 4)]
        )

    def _grouped(self, signs: str) -> str:
        groups = [
            str(self.random.randint(0, 10 ** self.random.randint(1, 6)))
            for _ in range(self.random.randint(2, 5))
        ]
        return self.random.choice(signs).join(groups)

    # -- other kinds ---------------------------------------------------------------------------------------

    def table_cell(self) -> str:
        return self._one_of(
            (1, lambda: self.numerals(f"{self.random.randint(1, 99)}") + self._pick((".", "", ")", ""))),
            (1, self._month_cell),
            (1, lambda: self.numerals(f"{self._pick(phrases.SHORT_WEEKDAYS)} {self._plain_date()}")),
            (1, lambda: self._pick(CELL_SIGNS)),
            (1, self.counted),
            (1, lambda: self._pick(phrases.OBJECTS)),
            (1, self._actors_cell),
            (1, self.date_range),
            (1, self.date),
        )

    def _month_cell(self) -> str:
        year = self.numerals(self._pick((self.year(), self.year()[-2:], "")))
        return self._pick(phrases.SHORT_MONTHS) + self._pick(("", " ", "")) + year

    def _actors_cell(self) -> str:
        actors = ("สพฐ.", "สพป.", "สพม.", "สพท.", "โรงเรียน", "สถานศึกษา", "ศธจ.", self.abbreviation())
        return "/".join(self._pick(actors) for _ in range(self.random.randint(1, 3)))

    def person(self) -> str:
        first, last, _ = _names()
        name = self._pick(phrases.TITLES) + self._pick(("", "", " ")) + self._pick(first)
        name += self._pick(("  ", " ")) + self._pick(last)
        if self._chance(0.3):
            name = f"({name})"
        if self._chance(0.3):
            name += "  " + self._pick(phrases.POSTS)
        return name

    def address(self) -> str:
        province = self._pick(_names()[2])
        number = self.numerals(
            f"{self.random.randint(1, 999)}{self._pick(('', f'/{self.random.randint(1, 99)}'))} "
        )
        area = (
            f"{self._pick(('ถนน', 'ถ.', 'หมู่ที่ ', 'ตำบล', 'ต.'))}{self._pick((self.word(), self.digits(1)))} "
        )
        district = f"{self._pick(('อำเภอ', 'อ.', 'เขต'))}{self.word()} "
        return number + area + district + self._pick(("จังหวัด", "จ.", "")) + province + " " + self.digits(5)

    def contact(self) -> str:
        kind = self.random.random()
        if kind < 0.5:
            return self._pick(("โทร. ", "โทร ", "โทรศัพท์ ", "โทรสาร ", "โทรศัพท์มือถือ ", "")) + self.phone()
        if kind < 0.75:
            return (
                self._pick(("E-mail : ", "อีเมล ", "e-mail: ", ""))
                + self.latin_token(4, 12)
                + "@"
                + self._pick(phrases.DOMAINS)
            )
        return (
            self._pick(phrases.SITES)
            + self._pick((*phrases.DOMAINS, self.latin_token(4, 10)))
            + "/"
            + self.latin_token(2, 10)
        )

    def latin_token(self, low: int, high: int) -> str:
        letters = self._pick(
            (
                string.ascii_lowercase,
                string.ascii_letters,
                string.ascii_letters + string.digits,
                string.ascii_lowercase + "._-",
            )
        )
        return "".join(self.random.choice(letters) for _ in range(self.random.randint(low, high)))

    def latin_word(self) -> str:
        kind = self.random.random()
        if kind < 0.65:
            return self._pick(phrases.LATIN_WORDS)
        if kind < 0.8:
            return "".join(
                self.random.choice(string.ascii_uppercase) for _ in range(self.random.randint(2, 6))
            )
        return self.latin_token(2, 10)

    def latin(self) -> str:
        some = " ".join(self.latin_word() for _ in range(self.random.randint(1, 5)))
        kind = self.random.random()
        if kind < 0.35:
            return (
                f"{self.word()}{self._pick((' ', '', ' ('))}{some}{self._pick((' ', '', ') '))}{self.word()}"
            )
        if kind < 0.45:
            return f"{some} {self.digits(self.random.randint(1, 4))}"
        return some

    def confusable(self) -> str:
        """Look-alikes side by side, as runs or inside of words."""
        group = self._pick(CONFUSABLE)
        if group[0] in MARKS:
            return "".join(self._syllable(group) for _ in range(self.random.randint(2, 8)))
        run = "".join(self.random.choice(group) for _ in range(self.random.randint(2, 8)))
        return self._pick((run, f"{self.word()}{run}", f"{run} {self.word()}", run))

    def _syllable(self, marks: str) -> str:
        vowel = self.random.choice(marks if marks[0] not in TONES else VOWELS_ABOVE + "ุู")
        tone = self.random.choice(TONES + "  ")
        return (self.random.choice(CONSONANTS) + vowel + tone).strip() + self.random.choice(
            ("น", "ง", "", "ม", "ย")
        )

    def nonsense(self) -> str:
        """Well-formed syllables that are no words: the network must look, not guess."""
        out = []
        for _ in range(self.random.randint(2, 9)):
            front = self.random.choice(("", "", "", "เ", "แ", "โ", "ใ", "ไ"))
            body = self.random.choice(CONSONANTS) + self.random.choice(("", "", "ร", "ล", "ว"))
            mark = self.random.choice(("", "", *VOWELS_ABOVE, "ุ", "ู", "็", "์", ""))
            tone = self.random.choice(("", "", *TONES)) if mark not in "็์" or not mark else ""
            tail = self.random.choice(("", "", "า", "ะ", "ำ", "น", "ง", "ก", "ด", "บ", "ฯ", " "))
            if tail in ("ะ", "า", "ำ") and mark:
                tail = ""
            out.append(front + body + mark + tone + tail)
        return "".join(out)

    def leader(self) -> str:
        """A dotted leader, as forms have them; its label is one '…'."""
        dots = self.random.choice((".", ".", ".", "…")) * self.random.randint(3, 30)
        before = self._pick((self._pick(phrases.HEADINGS), self.word(), "(", ""))
        after = self._pick((self.digits(2), self.word(), ")", "", self.date()))
        return before + self._pick((" ", "")) + dots + self._pick((" ", "")) + after

    def numbered_item(self) -> str:
        number = self.numerals(
            self._pick(
                (
                    f"{self.random.randint(1, 20)}.",
                    f"{self.random.randint(1, 9)}.{self.random.randint(1, 20)}",
                    f"{self.random.randint(1, 20)})",
                    f"({self.random.randint(1, 20)})",
                    f"ข้อ {self.random.randint(1, 99)}",
                )
            )
        )
        return number + " " + self.prose()

    def arithmetic(self) -> str:
        """Sums, percentages and the signs that stand among figures."""
        sign = self._pick(("*", "*", "x", "×", "+", "-", "/", "=", " x ", " + ", " : ", "–", "&", "#"))
        figures = [str(self.random.randint(0, 10 ** self.random.randint(1, 4))) for _ in range(3)]
        tail = self._pick((f"={figures[0]}", f" = {figures[0]}", "%", " %", "", ".-"))
        return self.numerals(sign.join(figures[: self.random.randint(2, 3)]) + tail)

    def signs(self) -> str:
        """Rare signs between words."""
        out = []
        for _ in range(self.random.randint(2, 6)):
            out.append(self.word() if self._chance(0.5) else self.random.choice(tuple(CLASS_OF)))
        return LEADING.sub("", "".join(out))


def clusters(text: str) -> list[str]:
    """Splits before every character that stands on the baseline; SARA AM stays with its consonant."""
    return re.findall(rf".[{MARKS}]*ำ?[{MARKS}]*", text)


def cut(text: str, longest: int) -> str:
    """The text up to `longest` characters, whole clusters only."""
    if len(text) <= longest:
        return text
    kept = ""
    for cluster in clusters(text):
        if len(kept) + len(cluster) > longest:
            break
        kept += cluster
    return kept.strip()
