"""What a reader of scans lost or took for something else is put right where the word can only be one."""

from __future__ import annotations

import pytest

from extract.found import Found, certainty
from extract.passage import Passage
from extract.same_words import CERTAIN_YEAR, OUTVOTED, with_known_years, with_outvoted_doubted
from extract.word_choice import decided_letters
from extract.word_repair import PUT_RIGHT, TAKEN_OUT, repaired
from ingest.document import Line
from tests.tables import document, line, page


def read(text: str, *, low: dict[int, float] | None = None) -> Line:
    """A line of a scan, every letter certain but those in `low`."""
    made = line(text, 80, 100, source="ocr")
    confidences = (*((low or {}).get(n, 0.999) for n in range(len(text))),)
    return made.model_copy(update={"confidences": confidences})


@pytest.mark.parametrize(
    ("seen", "printed"),
    [
        ("สำนักงานเขตพืนทีการศึกษา", "สำนักงานเขตพื้นที่การศึกษา"),
        ("เพือทราบและดำเนินการ", "เพื่อทราบและดำเนินการ"),
        ("ลูกจางชั่วคราว", "ลูกจ้างชั่วคราว"),
        ("ข้อมลการมีตัวตน", "ข้อมูลการมีตัวตน"),
        ("ฏิทินการสอบ", "ปฏิทินการสอบ"),
        ("ภายในวันที ๑๕ มิถุนายน", "ภายในวันที่ ๑๕ มิถุนายน"),
        ("วิยาลัยเทคนิค", "วิทยาลัยเทคนิค"),
    ],
)
def test_a_lost_mark_or_letter_is_put_back(seen: str, printed: str) -> None:
    """The letters put in have a confidence of their own, the others keep theirs and their places."""
    made = repaired(read(seen))

    assert made.text == printed
    assert len(made.edges) == len(made.text) + 1 and len(made.confidences) == len(made.text)
    assert list(made.edges) == sorted(made.edges)
    assert set(made.confidences) == {0.999, PUT_RIGHT}


@pytest.mark.parametrize(
    "text",
    [
        "กรอกแบบสำรวจ",  # rare words are words
        "จังหวัดน่าน",
        "สพป. กาญจนบุรี เขต ๓",
        "นายสมศักติ์ มันคง",  # people's names are nobody's business
        "ศธ ๐๔๙๙๙/ว ๑๒๓ ลว ๑๐ ก.พ. ๖๗",
        "plan@example.go.th",
    ],
)
def test_what_is_no_slip_is_left_alone(text: str) -> None:
    """Right words, names, numbers and addresses come back as they are."""
    made = read(text)

    assert repaired(made) is made


def test_a_letter_of_another_shape_gives_way_only_where_it_was_doubted() -> None:
    """ตรวจสุชภาพ is ตรวจสุขภาพ where the reader was not certain of the ช."""
    at = "ตรวจสุชภาพ".index("ช")

    assert repaired(read("ตรวจสุชภาพ", low={at: 0.8})).text == "ตรวจสุขภาพ"
    assert repaired(read("ตรวจสุชภาพ")).text == "ตรวจสุชภาพ"
    assert repaired(read("คณะกรรมการระตับโรงเรียน", low={12: 0.7})).text == "คณะกรรมการระดับโรงเรียน"
    assert repaired(read("คณะกรรมการระตับโรงเรียน")).text == "คณะกรรมการระตับโรงเรียน"


def test_a_stroke_between_figures_that_the_second_reader_saw() -> None:
    """ภาคเรียนที่ 12570 was 1/2570: the stroke is put back, and nothing of it is sure."""
    seen, printed = "ส่งข้อมูลภาคเรียนที่ 12570 ให้ครบ", "ส่งข้อมูลภาคเรียนที่ 1/2570 ให้ครบ"
    made = repaired(read(seen).model_copy(update={"second": printed}))

    assert made.text == printed
    assert len(made.edges) == len(made.text) + 1
    assert certainty(Found(Passage.of_line(made, 1)))[0] == "doubtful"
    assert repaired(read(seen).model_copy(update={"second": seen.replace("2570", "2571")})).text == seen


def test_a_vowel_lost_in_front_is_put_back_for_a_person_to_look_at() -> None:
    """(บ่งตามรุ่น) was (แบ่งตามรุ่น)."""
    made = repaired(read("รายชื่อห้องสมุดประชาชนทุกแห่ง (บ่งตามรุ่น)"))

    assert made.text == "รายชื่อห้องสมุดประชาชนทุกแห่ง (แบ่งตามรุ่น)"
    assert certainty(Found(Passage.of_line(made, 1)))[0] == "doubtful"


def test_two_marks_on_one_letter_stay_doubtful() -> None:
    """ครูี may be ครูดี: what is left when a mark is taken out is not trusted."""
    made = repaired(read("การคัดเลือกครูีในดวงใจระดับจังหวัด"))

    assert made.text == "การคัดเลือกครูในดวงใจระดับจังหวัด"
    assert min(made.confidences) == TAKEN_OUT
    assert certainty(Found(Passage.of_line(made, 1)))[0] == "doubtful"


def test_a_text_layer_is_not_repaired() -> None:
    """What a program wrote stands as it wrote it."""
    made = line("เขตพืนทีการศึกษา", 80, 100)

    assert repaired(made) is made


def test_the_word_decides_a_faint_letter_where_no_other_fits() -> None:
    """No other letter makes a word of สำนักงาน; in ครูดี it may be ดี or ตี."""
    office, teacher = "สำนักงานคณะกรรมการ", "การคัดเลือกครูดีในดวงใจ"
    doubted = teacher.index("ดี")

    assert decided_letters(office, [2, 5]) == {2, 5}
    assert decided_letters(teacher, [doubted]) == frozenset()
    assert certainty(Found(Passage.of_line(read(office, low={2: 0.5, 5: 0.6}), 1)))[0] == "sure"
    assert certainty(Found(Passage.of_line(read(teacher, low={doubted: 0.55}), 1)))[0] == "doubtful"


def test_a_name_has_to_be_read_for_certain() -> None:
    """In a person's name no word helps: ใจดี and ใจตี are names alike."""
    name = "นายสมมติ ใจดี"
    at = name.index("ด")

    assert certainty(Found(Passage.of_line(read(name), 1)))[0] == "sure"
    assert certainty(Found(Passage.of_line(read(name, low={at: 0.88}), 1)))[0] == "doubtful"


def test_the_same_words_read_otherwise() -> None:
    """The reading in the minority is not trusted; where neither is, none."""
    right, wrong = "ปฏิทินการคัดเลือกครูดีในดวงใจ", "ปฏิทินการคัดเลือกครูตีในดวงใจ"

    def least(*texts: str) -> list[float]:
        lines = [line(text, 80, 100 + 20 * n, source="ocr") for n, text in enumerate(texts)]
        made = with_outvoted_doubted(document(page(lines=lines)))
        return [min(each.confidences) for each in made.pages[0].lines]

    assert least(right, right, right, wrong) == [1.0, 1.0, 1.0, OUTVOTED]
    assert least(right, wrong) == [OUTVOTED, OUTVOTED]
    assert least("คู่มือการจัดสอบเขต ๑ ของจังหวัด", "คู่มือการจัดสอบเขต ๒ ของจังหวัด") == [1.0, 1.0]


def test_a_faint_year_that_stands_elsewhere_for_certain() -> None:
    """Two certain years 2570 speak for a faint one; one does not, nor for a day or a disputed figure."""

    def least(*others: str, faint: str, confidence: float = 0.8) -> float:
        lines = [line(text, 80, 100 + 20 * n, source="ocr") for n, text in enumerate((*others, faint))]
        low = (confidence,) * len(faint)
        lines[-1] = lines[-1].model_copy(update={"confidences": low})
        made = with_known_years(document(page(lines=lines)))
        return made.pages[0].lines[-1].confidences[-1]

    year = "10 มิถุนายน 2570"
    assert least(year, year, faint="11 มิถุนายน 2570") == CERTAIN_YEAR
    assert least(year, faint="11 มิถุนายน 2570") == 0.8
    assert least(year, year, faint="11 มิถุนายน 2571") == 0.8
    assert least("ข้อ 11", "ข้อ 11", faint="ข้อ 11") == 0.8
    assert least(year, year, faint="11 มิถุนายน 2570", confidence=0.5) == 0.5
