"""The letter as a file: its text comes back exactly, it is an archive file, bad input harms nothing."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from extract.models import Circular, Reading
from generate import Office, draft_letter, forwarding_letter
from generate.emblem import EmblemError
from generate.letter_parts import LetterParts
from generate.letter_text import BLANK
from generate.shaping import UnprintableText
from tests.circulars import circular, deadline, sure
from tests.golden import pages_that_differ
from tests.letters import DATE, EMBLEM, office, sheets_of
from tests.pdf_tags import tags, untagged
from tests.pdf_text import READERS, letters, wrong_blanks, wrong_characters

ROOT = Path(__file__).parent.parent
MANY = [
    deadline(n, action=f"ตรวจสอบรายการที่ {n} และบันทึกข้อมูลครุภัณฑ์ สิ่งก่อสร้าง และอาคารเรียนในระบบให้เป็นปัจจุบัน")
    for n in range(1, 41)
]


def long_circular() -> Circular:
    """Forty deadlines, urgent and secret."""
    return circular(
        deadlines=MANY,
        urgency=Reading(value="most_urgent", state="sure"),
        secrecy=Reading(value="secret", state="sure"),
    )


def printed(drawn: Circular, sender: Office, on: date | None = DATE) -> str:
    """The letter's text line by line, page furniture left out."""
    parts = LetterParts(draft_letter(drawn, sender), sender, on)
    lines = [parts.text.urgency, parts.number, *parts.office_lines, parts.date_line]
    for word, texts in parts.headings:
        lines += [f"{word} {texts[0]}", *texts[1:]]
    lines += [f"{number} {text}".strip() for number, text in parts.body]
    lines += [parts.text.closing, parts.name_line, *parts.posts, *parts.owner_lines]
    return "\n".join(line for line in lines if line)


@pytest.mark.parametrize("reader", READERS)
def test_the_text_comes_back(reader: str) -> None:
    """Every common reader gives the letter's text back: no wrong character, no wrong blank."""
    got = READERS[reader](forwarding_letter(circular(), office(emblem=EMBLEM), date=DATE))
    expected = printed(circular(), office())
    assert (wrong_characters(expected, got), wrong_blanks(expected, got)) == (0, 0)


@pytest.mark.parametrize("reader", READERS)
def test_no_line_of_a_long_letter_is_lost(reader: str) -> None:
    """Of forty deadlines on several pages every word is there, page numbers and secrecy words besides."""
    got = letters(READERS[reader](forwarding_letter(long_circular(), office(), date=DATE)))
    for line in printed(long_circular(), office()).split("\n")[8:]:
        rest = letters(line)
        while rest:  # a paragraph may be parted by a page turn
            size = next(n for n in range(len(rest), 0, -1) if rest[:n] in got)
            assert size > 8 or size == len(rest)
            rest = rest[size:]


@pytest.mark.parametrize("drawn", [circular(), long_circular()], ids=["one page", "many pages"])
def test_everything_is_tagged(drawn: Circular) -> None:
    """Each text belongs to a paragraph, the emblem is a figure, the rest is marked as no content."""
    pdf = forwarding_letter(drawn, office(emblem=EMBLEM), date=DATE)
    assert untagged(pdf) == []
    assert tags(pdf)[0] == "Document"
    assert tags(pdf).count("Figure") == 1
    assert set(tags(pdf)) <= {"Document", "Figure", "P", "L", "LI", "Lbl", "LBody", "H1"}


def test_a_paragraph_over_two_lines_is_one_paragraph() -> None:
    """Readers aloud get whole paragraphs: as many as the letter has."""
    pdf = forwarding_letter(circular(deadlines=[]), office(), date=DATE)
    parts = LetterParts(draft_letter(circular(deadlines=[]), office()), office(), DATE)
    head = 1 + len(parts.office_lines) + 1
    headings = sum(len(texts) for _, texts in parts.headings)
    closing = 2 + 2
    assert tags(pdf).count("P") == head + headings + len(parts.body) + closing + len(parts.owner_lines)


@pytest.mark.parametrize("drawn", [circular(), long_circular()], ids=["one page", "many pages"])
def test_it_is_a_pdf_a_3b(drawn: Circular, tmp_path: Path) -> None:
    """pikepdf's validator finds nothing wrong."""
    pytest.importorskip("jsonschema", reason="the validator's own packages (pikepdf[pdfa]) are not installed")
    from pikepdf import pdfa

    file = tmp_path / "letter.pdf"
    file.write_bytes(forwarding_letter(drawn, office(emblem=EMBLEM), date=DATE))
    report = pdfa.validate_written(file, "3b")
    assert [finding.message for finding in report.findings] == []
    assert report.passed


def test_the_circular_travels_inside() -> None:
    """circular.json in the letter is the circular the letter was made from."""
    with pikepdf.open(io.BytesIO(forwarding_letter(circular(), office(), date=DATE))) as pdf:
        inside = pdf.attachments["circular.json"].get_file().read_bytes()
        (associated,) = pdf.Root.AF
        assert str(associated.AFRelationship) == "/Data"
    assert json.loads(inside) == json.loads(circular().to_json())


def test_bytes_repeat_in_two_processes() -> None:
    """The same letter twice is the same file."""
    code = (
        "import hashlib; from tests.test_forwarding_letter import *;"
        "print(hashlib.sha256(forwarding_letter(circular(), office(emblem=EMBLEM), date=DATE)).hexdigest())"
    )
    here = hashlib.sha256(forwarding_letter(circular(), office(emblem=EMBLEM), date=DATE)).hexdigest()
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        assert run.stdout.decode().strip() == here


def test_a_letter_is_small() -> None:
    """At most 60 KB with emblem and data."""
    assert len(forwarding_letter(circular(), office(emblem=EMBLEM), date=DATE)) <= 60_000


def test_each_paragraph_can_be_replaced() -> None:
    """The officer's words are printed as they are."""
    text = draft_letter(circular(), office()).model_copy(
        update={"opening": "ด้วย มีเหตุอันสมควร", "duties": ("ข้อเดียว",)}
    )
    page = sheets_of(forwarding_letter(circular(), office(), date=DATE, paragraphs=text))[0]
    assert page.find("ด้วย มีเหตุอันสมควร").left == pytest.approx(55, abs=0.3)
    assert page.find("๑.ข้อเดียว")


def test_number_and_date_may_stay_open() -> None:
    """Dots for the hand where the number and the date belong."""
    page = sheets_of(forwarding_letter(circular(), office(next_number=None)))[0]
    assert page.find("ศธ ๐๔๙๙๙/ว……")
    assert page.find(BLANK * 2).left == pytest.approx(105, abs=0.3)


def test_only_circular_letters_bear_the_mark() -> None:
    """ว stands before the number only where the office says the text is the same for all."""
    page = sheets_of(forwarding_letter(circular(), office(circular=False), date=DATE))[0]
    assert page.find("ศธ ๐๔๙๙๙/๒๓๐๕")


def test_there_is_no_reference_line() -> None:
    """No อ้างถึง to a letter that schools never received."""
    assert "อ้างถึง" not in READERS["pdfium"](forwarding_letter(circular(), office(), date=DATE))


@pytest.mark.parametrize("field", ["name", "unit", "address"])
def test_very_long_office_words_wrap(field: str) -> None:
    """A name of 300 characters is set in lines inside the margins; nothing is cut off."""
    long = ("สำนักงานเขตพื้นที่การศึกษาประถมศึกษาที่มีชื่อยาวมากเป็นพิเศษ" * 6)[:300]
    value: object = long if field == "name" else (long,)
    sheets = sheets_of(forwarding_letter(circular(), office(**{field: value}), date=DATE))
    assert letters(long) in "".join(line.text.replace(" ", "") for sheet in sheets for line in sheet.lines)
    assert max(line.right for sheet in sheets for line in sheet.lines) <= 190.3


def test_a_very_long_signatory_and_subject() -> None:
    """Posts, names and subjects longer than a line stay inside the margins."""
    signatory = office().signatory.model_copy(
        update={"name": "ว่าที่ร้อยตรีหญิง" + "สมมติ" * 20, "position": "รองผู้อำนวยการ" * 12}
    )
    drawn = circular(subject=sure("การดำเนินงานตามโครงการพัฒนาคุณภาพการศึกษา" * 8))
    sheets = sheets_of(forwarding_letter(drawn, office(signatory=signatory), date=DATE))
    lines = [line for sheet in sheets for line in sheet.lines]
    assert min(line.left for line in lines) >= 29.7
    assert max(line.right for line in lines) <= 190.3


def test_five_pages_and_more() -> None:
    """Long letters go on as long as they must, each page numbered."""
    body = draft_letter(circular(), office()).model_copy(update={"duties": tuple(d.action * 3 for d in MANY)})
    sheets = sheets_of(forwarding_letter(circular(), office(), date=DATE, paragraphs=body))
    assert len(sheets) >= 5
    assert max(line.baseline for sheet in sheets for line in sheet.lines) < 277


def test_an_almost_empty_circular_still_makes_a_letter() -> None:
    """Nothing read: a letter of blanks to be filled in, not a failure."""
    empty = circular(
        subject=None, issuer=None, number=None, date=None, attachments=[], calendars=[], body=[], deadlines=[]
    )
    page = sheets_of(forwarding_letter(empty, office(unit=(), phone="", email=""), date=DATE))[0]
    assert page.find("เรื่อง……")


def test_control_characters_are_dropped() -> None:
    """Nothing invisible enters the file."""
    drawn = circular(subject=sure("การ\x00จัด\u200bเก็บ\x1b\tข้อมูล"))
    assert sheets_of(forwarding_letter(drawn, office(), date=DATE))[0].find("การจัดเก็บ ข้อมูล")


def test_unprintable_words_of_the_officer_are_an_error() -> None:
    """What the program wrote it repairs and lists; what an officer wrote it does not change."""
    text = draft_letter(circular(), office()).model_copy(update={"purpose": "จึงเรียนมาเพื่อทราบ 😀"})
    with pytest.raises(UnprintableText, match="U\\+1F600"):
        forwarding_letter(circular(), office(), date=DATE, paragraphs=text)


@pytest.mark.parametrize(
    "emblem",
    [
        b"GIF89a",
        b"%PDF-1.4 broken",
        b"\x89PNG\r\n\x1a\nbroken",
        b"<svg><path d='M0 0 A1 1 0 0 0 1 1'/></svg>",
        b"<svg></svg>",
        b"<svg><rect width='1'/></svg>",
        b"<svg><path d='M0",
        b"<svg><path d='M0 0 C1'/></svg>",
        b"<svg><path d='M0 0 L5 0'/></svg>",
        b"<svg><path d='M0 0 L5 0 L5 5z' fill='#f00'/><path d='M0 0 L5 0 L5 5z'/></svg>",
        b"<svg><path d='M0 0 L5 0 L5 5z' style='fill:none;stroke:#000'/></svg>",
        b"<svg><path d='M0 0 L5 0 L5 5z' fill='url(#a)'/></svg>",
        b"<svg><path d='M0 0 L5 0 L5 5z' transform='rotate(45)'/></svg>",
    ],
)
def test_bad_emblems_are_refused_in_words(emblem: bytes) -> None:
    """A file that cannot be drawn says why, in Thai."""
    with pytest.raises(EmblemError, match="ตรา"):
        forwarding_letter(circular(), office(emblem=emblem), date=DATE)


@pytest.mark.parametrize(
    ("name", "drawn", "sender"),
    [
        ("letter", circular(), office(emblem=EMBLEM)),
        ("letter-many-pages", long_circular(), office()),
        (
            "letter-open",
            circular(subject=None, deadlines=[deadline(1, state="doubtful")]),
            office(next_number=None),
        ),
    ],
)
def test_pages_look_as_they_did(name: str, drawn: Circular, sender: Office) -> None:
    """Each page looks like the picture that a person has approved."""
    on = None if name == "letter-open" else DATE
    assert pages_that_differ(forwarding_letter(drawn, sender, date=on), name) == []
