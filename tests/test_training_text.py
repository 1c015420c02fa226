"""The training data keeps its promises: every digit, labels that can be written, shaped Thai."""

from __future__ import annotations

import random
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # training is not installed

from training.alphabet import ALPHABET, CHARACTERS, THAI_DIGITS, encode, label_of, steps_needed
from training.text import MARKS, Writer, clusters, cut

LINES = 3000


@pytest.fixture(scope="module")
def labels() -> list[str]:
    writer = Writer(random.Random(7))
    return [label_of(writer.line()) for _ in range(LINES)]


def test_every_digit_of_both_sets_is_drawn_often(labels: list[str]) -> None:
    """No digit is rare: the rarest of the ten is at least a third as common as the commonest."""
    seen = Counter("".join(labels))
    for digits in ("0123456789", THAI_DIGITS):
        counts = [seen[digit] for digit in digits]
        assert min(counts) > LINES / 20
        assert min(counts) * 3 > max(counts)


def test_every_label_can_be_written(labels: list[str]) -> None:
    """Each label encodes, is NFC, and keeps SARA AM in one piece."""
    for label in labels:
        assert encode(label)
        assert unicodedata.is_normalized("NFC", label)
        assert "ํา" not in label
        assert label[0] not in MARKS


def test_the_alphabet_has_the_blank_first_and_no_doubles() -> None:
    """Class 0 is the blank of CTC; every other class is one character, none twice."""
    assert ALPHABET[0] == ""
    assert len(set(CHARACTERS)) == len(CHARACTERS)
    assert all(len(character) == 1 for character in CHARACTERS)


def test_all_of_thai_and_both_digit_sets_are_in_the_alphabet() -> None:
    """Tesseract's missing digits are the reason for this reader."""
    assert set(THAI_DIGITS + "0123456789") <= set(CHARACTERS)
    assert {chr(code) for code in range(0x0E01, 0x0E3B)} <= set(CHARACTERS)


@pytest.mark.parametrize(
    ("drawn", "label"),
    [
        ("ชื่อ ..................... สกุล", "ชื่อ … สกุล"),
        ("๑...๒", "๑…๒"),
        ("พ.ศ. ๒๕๖๙", "พ.ศ. ๒๕๖๙"),
        ("นํา", "นำ"),
        ("ก  ข", "ก ข"),
        ("✔", "✓"),
    ],
)
def test_labels_say_what_a_reader_can_know(drawn: str, label: str) -> None:
    """Leaders are one sign, spaces are single, one sign per look."""
    assert label_of(drawn) == label


def test_cutting_never_splits_a_stack() -> None:
    """A tone mark or vowel sign stays with its consonant."""
    assert clusters("ที่น้ำ") == ["ที่", "น้ำ"]
    assert cut("ที่น้ำ", 4) == "ที่"


def test_equal_neighbours_need_a_step_between_them() -> None:
    """CTC writes a doubled digit only with a blank between."""
    assert steps_needed(encode("๑๑๒")) == 4


def test_the_same_seed_writes_the_same_lines() -> None:
    """Training data can be made again."""
    first, second = Writer(random.Random(3)), Writer(random.Random(3))
    assert [first.line() for _ in range(50)] == [second.line() for _ in range(50)]


def test_thai_is_shaped_when_drawn() -> None:
    """A tone mark over a tall consonant's vowel rises: shaped and unshaped drawings differ."""
    image_font = pytest.importorskip("PIL.ImageFont")
    from training.drawing import require_shaping
    from training.fonts import SYSTEM

    path = SYSTEM / "noto" / "NotoSansThai-Regular.ttf"
    if not path.exists():
        pytest.skip("fonts-noto-core is not installed")
    require_shaping()
    shaped = image_font.truetype(str(path), 60, layout_engine=image_font.Layout.RAQM)
    plain = image_font.truetype(str(path), 60, layout_engine=image_font.Layout.BASIC)
    assert shaped.getmask("ที่").getbbox() != plain.getmask("ที่").getbbox()


def test_samples_fit_the_network_and_repeat() -> None:
    """A drawn line has the network's height and the same seed draws the same line."""
    from training import fonts
    from training.line_image import HEIGHT
    from training.samples import SampleMaker

    try:
        fonts.faces()
    except fonts.FontsMissingError as missing:
        pytest.skip(str(missing))
    first, second = SampleMaker(11).make(), SampleMaker(11).make()
    assert first.picture.shape[0] == HEIGHT
    assert first.label == second.label
    assert (first.picture == second.picture).all()


def test_kept_out_fonts_are_never_drawn_in_training() -> None:
    """The measure of unseen fonts is worth nothing if they were seen."""
    from training.fonts import FAMILIES, UNSEEN

    assert all(FAMILIES[family][0] == 0 for family in UNSEEN)
