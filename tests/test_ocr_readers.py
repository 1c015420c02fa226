"""Two looks at every number, and a second reader that may be missing, slow, broken or wrong."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import second_look, tesseract
from ingest.errors import ToolMissing
from ingest.recogniser import Reading, _batches, _tidy, load_recogniser
from ingest.second_opinion import with_second_opinion
from tests.drawn_scans import DPI, Sheet

CROP = np.full((50, 400), 255, np.uint8)


def reading(text: str, confidence: float = 0.95) -> Reading:
    return Reading(text, (confidence,) * len(text), tuple(float(i) for i in range(len(text) + 1)))


def test_agreeing_looks_make_digits_surer_than_doubtful_ones() -> None:
    """The same digits twice keep their worth; the text stays the first reading's."""
    checked, second = second_look._compared(reading("วันที่ ๑๕ มี.ค.", 0.99), reading("วันที่ ๑๕ มี.ค.", 0.999))

    assert checked.text == "วันที่ ๑๕ มี.ค."
    assert second is None
    assert min(checked.confidences[7:9]) >= 0.98


@pytest.mark.parametrize("other", ["วันที่ ๑๖ มี.ค.", "วันที่ ๑๕๕ มี.ค.", "วันที่ ๕ มี.ค.", "วันที่ มี.ค.", ""])
def test_disagreement_takes_the_confidence_away(other: str) -> None:
    """Another digit, one more or one less: the number is doubtful and the other reading is kept."""
    checked, second = second_look._compared(reading("วันที่ ๑๕ มี.ค.", 0.999), reading(other, 0.999))

    assert max(checked.confidences[7:9]) <= 0.5
    assert checked.confidences[0] == 0.999
    assert second == other


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_two_looks_are_worth_more_the_surer_they_are(one: float, other: float, third: float) -> None:
    """The joint confidence rises with each look's, and certainty takes two certain looks."""
    low, high = sorted((other, third))

    assert 0 <= second_look.both_say(one, low) <= second_look.both_say(one, high) + 1e-9 <= 1 + 1e-9


class Refusing:
    """pytesseract with an `image_to_data` that fails or answers as told."""

    class TesseractError(RuntimeError):
        pass

    Output = SimpleNamespace(DICT="dict")

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def get_languages(self) -> list[str]:
        return ["eng", "tha"]

    def image_to_data(self, *_: Any, **__: Any) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def tesseract_that(monkeypatch: pytest.MonkeyPatch) -> Any:
    def install(answer: Any) -> None:
        monkeypatch.setitem(sys.modules, "pytesseract", Refusing(answer))
        tesseract.is_installed.cache_clear()

    yield install
    tesseract.is_installed.cache_clear()


def words(*texts: str, confidence: float = 96) -> dict[str, list[Any]]:
    """What Tesseract would say, one word a line of the sheet."""
    pitch = tesseract.LINE_HEIGHT + tesseract.GAP
    return {
        "text": list(texts),
        "conf": [confidence] * len(texts),
        "top": [tesseract.GAP + i * pitch + 20 for i in range(len(texts))],
        "height": [20] * len(texts),
    }


@pytest.mark.parametrize(
    "answer",
    [
        RuntimeError("Tesseract process timeout"),
        Refusing.TesseractError("crashed"),
        OSError("cannot run"),
        words("", " ", "@@ ~~ ¤¤"),
    ],
)
def test_failing_tesseract_changes_nothing(tesseract_that: Any, answer: Any) -> None:
    """It hangs, crashes, cannot start or answers rubbish: our own reading stands."""
    tesseract_that(answer)
    ours = (reading("ขอเชิญประชุมครู ๑๕", 0.7), None)

    assert with_second_opinion([CROP], [ours], [True])[0][0] == ours[0]


def test_missing_tesseract_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the program the page is read all the same."""
    monkeypatch.setattr(tesseract, "is_installed", lambda: False)

    assert tesseract.read_lines([CROP, CROP]) == [("", 0.0), ("", 0.0)]


def test_surer_tesseract_is_taken_for_words(tesseract_that: Any) -> None:
    """A line without digits that Tesseract is much surer of becomes its text; ours is kept beside it."""
    tesseract_that(words("Smart_OBEC_Contest"))
    result, second = with_second_opinion([CROP], [(reading("Smar OBEC Conlest", 0.68), None)], [True])[0]

    assert result.text == "Smart_OBEC_Contest"
    assert second == "Smar OBEC Conlest"
    assert max(result.confidences) <= 0.85
    assert len(result.edges) == len(result.text) + 1


def test_tesseract_never_changes_digits(tesseract_that: Any) -> None:
    """A line with digits keeps our reading; the difference is recorded."""
    tesseract_that(words("เลขที่_๑๒๓"))
    result, second = with_second_opinion([CROP], [(reading("เลขที่ ๑๒๕ ", 0.68), None)], [True])[0]

    assert result.text == "เลขที่ ๑๒๕ "
    assert second == "เลขที่_๑๒๓"


def test_no_disagreement_over_digits_tesseract_does_not_know(tesseract_that: Any) -> None:
    """It cannot write ๔ ๖ ๗ ๘ ๙: its answer says nothing where our reading has one of them."""
    tesseract_that(words("เลขที่_๑๒๕"))

    assert with_second_opinion([CROP], [(reading("เลขที่ ๑๒๖ ", 0.68), None)], [True])[0][1] is None


def test_sure_lines_and_handwriting_are_not_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tesseract is not started for a page that reads well."""
    asked: list[int] = []

    def note(crops: list[Any]) -> list[Any]:
        asked.append(len(crops))
        return []

    monkeypatch.setattr("ingest.second_opinion.read_lines", note)

    with_second_opinion(
        [CROP, CROP], [(reading("เรียน ผู้อำนวยการ", 0.99), None), (reading("ก" * 9, 0.2), None)], [True, False]
    )
    assert asked == [0]


def test_missing_model_is_a_tool_missing(tmp_path: Any) -> None:
    """A package without its model says what is wrong instead of reading nothing."""
    with pytest.raises(ToolMissing):
        load_recogniser(tmp_path / "reader.onnx")


def test_folded_characters_are_as_sure_as_their_least() -> None:
    """Two signs that become one keep the lower confidence; edges stay one more than characters."""
    tidy = _tidy(list("ก" + "ํา" + "  ข "), [0.9, 0.5, 0.8, 1.0, 1.0, 0.7, 1.0], [float(i) for i in range(8)])

    assert tidy.text == "กำ ข"
    assert tidy.confidences[1] == 0.5
    assert len(tidy.edges) == 5


@given(st.lists(st.integers(16, 3000), max_size=60))
def test_batches_hold_every_line_once(widths: list[int]) -> None:
    """No line is lost or read twice, and no batch grows beyond its bound."""
    batches = _batches(widths)

    assert sorted(i for batch in batches for i in batch) == list(range(len(widths)))
    assert all(len(b) == 1 or max(widths[i] for i in b) * len(b) <= 12_000 * 1.5 for b in batches)


def test_sheet_for_tesseract_reads_for_real() -> None:
    """The real program, where installed, reads a line of Latin text from the sheet."""
    if not tesseract.is_installed():
        pytest.skip("tesseract with tha and eng is not installed")
    sheet = Sheet()
    sheet.text(20, 30, "Smart Contest for all Schools")
    crop = sheet.picture[50:110, 40:700, 0]
    assert crop.shape[1] > DPI

    assert "Contest" in tesseract.read_lines([crop])[0][0]
