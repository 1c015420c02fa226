"""The printed strings of a letter in their order, shared by its PDF and its DOCX."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - `date` is the field's name, fixed by the contract

from generate.date_words import long_date
from generate.letter_text import BLANK, letter_digits
from generate.letter_wording import LetterText
from generate.office import Office


@dataclass(frozen=True)
class LetterParts:
    """A letter's text, office and date as they are printed, digits included."""

    text: LetterText
    office: Office
    date: Date | None

    def digits(self, text: str) -> str:
        return letter_digits(text) if self.office.thai_digits else text

    @property
    def number(self) -> str:
        """ที่ ศธ ๐๔๙๙๙/ว๒๓๐๕, the running number open where the office gives none."""
        mark = "ว" if self.office.circular else ""
        running = str(self.office.next_number) if self.office.next_number else BLANK
        return f"ที่  {self.digits(f'{self.office.number_prefix}/{mark}{running}')}"

    @property
    def office_lines(self) -> list[str]:
        return [self.digits(line) for line in (self.office.name, *self.office.address)]

    @property
    def date_line(self) -> str:
        return self.digits(long_date(self.date)) if self.date else BLANK * 2

    @property
    def headings(self) -> list[tuple[str, list[str]]]:
        """เรื่อง, เรียน, สิ่งที่ส่งมาด้วย; no อ้างถึง, since the schools never received the circular."""
        attached = list(self.text.attachments)
        if len(attached) > 1:
            attached = [f"{self.digits(str(n))}. {line}" for n, line in enumerate(attached, 1)]
        headings = [("เรื่อง", [self.text.subject]), ("เรียน", [self.text.addressee])]
        return [*headings, ("สิ่งที่ส่งมาด้วย", attached)] if attached else headings

    @property
    def body(self) -> list[tuple[str, str]]:
        """(list number or "", paragraph)."""
        duties = [(f"{self.digits(str(n))}.", duty) for n, duty in enumerate(self.text.duties, 1)]
        return [("", self.text.opening), ("", self.text.request), *duties, ("", self.text.purpose)]

    @property
    def name_line(self) -> str:
        return f"({self.office.signatory.name})"

    @property
    def posts(self) -> list[str]:
        """The signatory's own post, by which right another is acted for, and that post."""
        signatory = self.office.signatory
        lines = [signatory.position]
        if signatory.acting_for:
            lines += [signatory.acting, signatory.acting_for]
        return [self.digits(line) for line in lines]

    @property
    def owner_lines(self) -> list[str]:
        """The unit that owns the matter and how to reach it."""
        office = self.office
        lines = [self.digits(line) for line in office.unit]
        if office.phone:
            lines.append(f"โทร. {self.digits(office.phone)}")
        if office.fax:
            lines.append(f"โทรสาร {self.digits(office.fax)}")
        if office.email:
            lines.append(f"ไปรษณีย์อิเล็กทรอนิกส์ {office.email}")
        return lines
