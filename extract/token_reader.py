"""The tokens of a text as a reader of phrases walks over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from extract.date_tokens import Token

RANGE = {"dash", "to"}
LIST = {"and", "slash"}
DAY_WORDS = {"day", "weekday", "colon"}


@dataclass
class TokenReader:
    """text: folded; tokens: of that text; hours: first token of some hours -> the token behind them.

    barren, barren_months: days (months) that begin before this token were read in vain, since what begins
    inside a list that leads nowhere leads nowhere itself. They keep any text linear.
    """

    text: str
    tokens: Sequence[Token]
    hours: dict[int, int] = field(default_factory=dict)
    barren: int = 0
    barren_months: int = 0

    def __post_init__(self) -> None:
        self.kinds = [token.kind for token in self.tokens]
        ends = [0, *(token.end for token in self.tokens)]
        self._beside = [
            at > 0 and (end == token.start or not self.text[end : token.start].strip())
            for at, (end, token) in enumerate(zip(ends, self.tokens, strict=False))
        ]

    def kind(self, at: int) -> str:
        return self.kinds[at] if 0 <= at < len(self.kinds) else ""

    def gap(self, at: int) -> str:
        """What stands between token at - 1 and token at."""
        return self.text[self.tokens[at - 1].end : self.tokens[at].start]

    def beside(self, at: int, *kinds: str) -> bool:
        """Whether token `at` follows its forerunner with only blanks between (and is of one of the kinds)."""
        return 0 < at < len(self.kinds) and self._beside[at] and (not kinds or self.kinds[at] in kinds)

    def line_before(self, start: int) -> str:
        """The end of what stands on the same line before text[start]; enough to see whether anything does."""
        return self.text[max(0, start - 80) : start].rsplit("\n", 1)[-1]

    def joint(self, at: int) -> Literal["range", "list"]:
        """What kind of joint token `at` is: a dash or ถึง, else และ, a comma or a slash."""
        return "range" if self.kind(at) in RANGE else "list"
