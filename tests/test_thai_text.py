"""Thai text: one spelling for what looks the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.thai_text import fold_digits, join_lines, normalise, normalised, thai_digits

SAME_ON_THE_PAGE = [
    ("น\u0e4d\u0e32", "นำ"),
    ("น\u0e4d\u0e49\u0e32", "น้ำ"),
    ("น\u0e49\u0e4d\u0e32", "น้ำ"),
    ("น\u0e33\u0e49", "น้ำ"),
    ("ท\u0e48\u0e35", "ที่"),
    ("ส\u0e34ทธ\u0e4c\u0e34", "สิทธิ์"),
    ("เเละ", "และ"),
    ("ที่\u200bประชุม\u00ad", "ที่ประชุม"),
    ("๕\u00a0วัน \n\t ๒  คน ", "๕ วัน ๒ คน"),
    ("ป\uf702\uf70a", "ปี่"),
    ("\uf70f\uf718", "ญุ"),
    ("ท\u0e35\u0e48\u0e48", "ที่"),
    ("e\u0301cole", "\u00e9cole"),
    ("กา", "กา"),
    ("จำานวน น้ำา", "จำนวน น้ำ"),
    ("ำ ก", "ำ ก"),
    ("เข้าใจ", "เข้าใจ"),
    ("ภาคทัณฑ์", "ภาคทัณฑ์"),
    ("พระบรมราชูปถัมภ์", "พระบรมราชูปถัมภ์"),
]


@pytest.mark.parametrize(("written", "shown"), SAME_ON_THE_PAGE)
def test_what_looks_the_same_is_spelt_the_same(written: str, shown: str) -> None:
    """Split sara am, marks out of order, private codes and zero-width characters come out in one form."""
    assert normalise(written) == unicodedata.normalize("NFC", shown)


PIECES = [*"กทนเแาำํัิีุู่้์๑1 \u200b\uf70a", "e\u0301"]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_normalising_again_changes_nothing(pieces: list[str]) -> None:
    """The one form is stable, NFC, and free of split sara am."""
    once = normalise("".join(pieces))

    assert normalise(once) == once
    assert unicodedata.normalize("NFC", once) == once
    assert "\u0e4d\u0e32" not in once


@given(st.text(alphabet="กนเแาำํี่้๑1 \u200b\uf70a", max_size=12))
def test_every_character_knows_where_it_came_from(text: str) -> None:
    """The map has one source index for each character, inside the text."""
    shown, sources = normalised(text)

    assert len(shown) == len(sources)
    assert all(0 <= i < len(text) for i in sources)


def test_sara_am_is_never_split() -> None:
    """ำ stays one character, also where compatibility forms would split it."""
    assert normalise("กำหนดสำคัญ") == "กำหนดสำคัญ"


def test_digits_fold_and_unfold_in_place() -> None:
    """Folding digits keeps the length, so that positions stay true."""
    assert fold_digits("ศธ ๐๔๐๐๖/ว๑๒") == "ศธ 04006/ว12"
    assert thai_digits(fold_digits("๑๒๓๔๕๖๗๘๙๐")) == "๑๒๓๔๕๖๗๘๙๐"


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["ขอให้โรงเรียนส่ง", "ข้อมูลภายในเวลา"], "ขอให้โรงเรียนส่งข้อมูลภายในเวลา"),
        (["ภายในวันที่ ๑๐", "มิถุนายน"], "ภายในวันที่ ๑๐ มิถุนายน"),
        (["มิถุนายน", "๒๕๖๗"], "มิถุนายน ๒๕๖๗"),
        (["ตั้งแต่วันที่ ๑๖ –", "๑๘ พฤษภาคม"], "ตั้งแต่วันที่ ๑๖ – ๑๘ พฤษภาคม"),
        (["เวลา ๐๘.๓๐ น.", "- ๑๖.๓๐ น."], "เวลา ๐๘.๓๐ น. - ๑๖.๓๐ น."),
        (["ระบบ e-", "Service"], "ระบบ e-Service"),
        (["ระบบ DMC", "online"], "ระบบ DMC online"),
        (["พ.ศ.", "๒๕๖๗"], "พ.ศ. ๒๕๖๗"),
        (["ข้อมูล (", "นักเรียน)"], "ข้อมูล (นักเรียน)"),
        (["ต่าง", "ๆ", "ที่เกี่ยวข้อง"], "ต่างๆ ที่เกี่ยวข้อง"),
        (["๑๐", "๒๐"], "๑๐ ๒๐"),
        (["", "ก", " "], "ก"),
        ([], ""),
    ],
)
def test_lines_join_as_thai_is_set(lines: list[str], joined: str) -> None:
    """Thai meets Thai without a blank; numbers and Latin words keep one."""
    assert join_lines(lines) == joined
