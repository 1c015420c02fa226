"""What a paper may say of a circular: sure readings as they are, everything else a blank and a note."""

from __future__ import annotations

import datetime
from typing import Any

from extract.models import Circular, Reading, TextReading
from generate.date_words import long_date
from generate.letter_text import BLANK, letter_digits, without_unprintable
from generate.office import Office

PAPER = {"order": "คำสั่ง", "announcement": "ประกาศ", "memo": "บันทึกข้อความ"}


class SureWords:
    """Takes words from a circular for an office's paper; `points` collects what had to be left open."""

    def __init__(self, circular: Circular, office: Office) -> None:
        self.circular, self.office = circular, office
        self.points: list[str] = []

    def clean(self, text: str) -> str:
        """The text with the digits of letters; what cannot be printed becomes … and a point."""
        return without_unprintable(letter_digits(text) if self.office.thai_digits else text, self.points)

    def value(self, reading: TextReading | None, name: str) -> str:
        """The reading's value where it is sure, else a blank and a point."""
        if reading is not None and reading.state == "sure" and reading.value:
            return reading.value
        where = f" (หน้า {reading.page})" if reading is not None and reading.page else ""
        seen = f" อ่านได้ว่า “{reading.value}”" if reading is not None and reading.value else ""
        point = f"{name}ของหนังสือต้นเรื่อง{where}: ยังไม่แน่ชัด{seen} จึงเว้นไว้ โปรดตรวจแล้วเติม"
        if point not in self.points:
            self.points.append(point)
        return BLANK

    def word(self, reading: Reading[Any] | None, words: dict[str, str], name: str) -> str:
        """The word for a code such as "urgent"; nothing where there is none or it is not sure."""
        if reading is None:
            return ""
        if reading.state == "sure" and reading.value:
            return words[reading.value]
        self.points.append(f"{name}: ยังไม่แน่ชัด จึงไม่ได้พิมพ์ไว้ โปรดตรวจ")
        return ""

    @property
    def issuer(self) -> str:
        return self.value(self.circular.issuer, "ส่วนราชการเจ้าของเรื่อง")

    @property
    def paper(self) -> str:
        """What the circular is called when it is cited."""
        return PAPER.get(self.circular.kind.value or "", "หนังสือ")

    def cited(self, *, with_issuer: bool = True) -> str:
        """หนังสือ… ที่ … ลงวันที่ …; an announcement seldom has a number, so none is missed."""
        issuer = self.issuer if with_issuer else ""
        unnumbered = self.paper == "ประกาศ" and self.circular.number is None
        number = "" if unnumbered else f"ที่ {self.value(self.circular.number, 'เลขที่')} "
        return f"{self.paper}{issuer} {number}ลงวันที่ {self._date()}"

    def _date(self) -> str:
        value = self.value(self.circular.date, "วันที่")
        return value if value == BLANK else long_date(datetime.date.fromisoformat(value))

    def note_unread_pages(self) -> None:
        unread = [str(n) for n, by in enumerate(self.circular.source.pages_by, 1) if by == "unread"]
        if unread:
            self.points.append(
                f"หน้า {', '.join(unread)} ของหนังสือต้นเรื่องอ่านไม่ได้ อาจมีกำหนดที่ไม่ได้อยู่ในหนังสือนี้ โปรดเปิดดู"
            )
