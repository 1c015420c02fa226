"""What the date library promises: every form of docs/dates.md comes back as it was meant, or with a doubt."""

from __future__ import annotations

import doctest
import importlib.util
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import date_tokens, thai_dates, thai_months
from extract.thai_dates import DateSpan, find_dates
from extract.thai_months import FULL_NAMES

ON = date(2024, 5, 25)
SHORT_NAMES = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
DATE_LIST = Path(__file__).parents[2] / "shared" / "corpus" / "dev-dates.jsonl"
DOCS = Path(__file__).parents[1] / "docs" / "dates.md"
BENCH = Path(__file__).parents[1] / "bench" / "dates.py"


def told(span: DateSpan) -> str:
    """kind, dates and times in one line: "until …2024-06-10 …16:30"."""
    dates = f"{span.start or ''}…{span.end or ''}" if span.start != span.end else f"{span.start or ''}"
    times = f" {span.start_time or ''}…{span.end_time or ''}" if span.start_time or span.end_time else ""
    return f"{span.kind} {dates}{times}".strip()


READ = [
    # days
    ("๒๕ พฤษภาคม ๒๕๖๗", "day 2024-05-25"),
    ("25 พฤษภาคม 2567", "day 2024-05-25"),
    ("๑๐ มิถุนายน พ.ศ. ๒๕๖๗", "day 2024-06-10"),
    ("วันที่ 10 เดือน มิถุนายน ปี 2567", "day 2024-06-10"),
    ("วันที่ 3 เดือน 6 พ.ศ. 2567", "day 2024-06-03"),
    ("10 มิถุนายน ค.ศ. 2024", "day 2024-06-10"),
    ("7 เมษายน ๒๕๖9", "day 2026-04-07"),
    ("10 มิ.ย. 67", "day 2024-06-10"),
    ("10 มิย. 67", "day 2024-06-10"),
    ("10 มิ.ย 67", "day 2024-06-10"),
    ("10 ม.ิย. 67", "day 2024-06-10"),
    ("10 มิ. ย. 67", "day 2024-06-10"),
    ("10มิ.ย.67", "day 2024-06-10"),
    ("10 มี นาคม 2567", "day 2024-03-10"),
    ("5 กรกฏาคม 2567", "day 2024-07-05"),
    ("5 พฤษจิกายน 2567", "day 2024-11-05"),
    ("5 เมษา 67", "day 2024-04-05"),
    ("31 มีนาคม 25 69", "day 2026-03-31"),
    ("10\u00a0มิถุนายน\u00a02567", "day 2024-06-10"),
    ("10 มิถุ\u200bนายน 2567", "day 2024-06-10"),
    ("วันที่ ๑๐\nมิถุนายน ๒๕๖๗", "day 2024-06-10"),
    ("วันจันทร์ที่ 10 มิถุนายน 2567", "day 2024-06-10"),
    ("15/07/2565", "day 2022-07-15"),
    ("15/7/65", "day 2022-07-15"),
    ("15-07-2565", "day 2022-07-15"),
    ("2024-06-10", "day 2024-06-10"),
    ("17 August 2015", "day 2015-08-17"),
    ("Friday, 17th July 2015", "day 2015-07-17"),
    ("August 17, 2015", "day 2015-08-17"),
    ("ณ วันที่ 10 มิ.ย. 67", "day 2024-06-10"),
    # ranges
    ("12 - 30 มิ.ย. 2567", "window 2024-06-12…2024-06-30"),
    ("๑๒–๓๐มิ.ย.๒๕๖๗", "window 2024-06-12…2024-06-30"),
    ("17 พฤษภาคม - 11 มิถุนายน 2567", "window 2024-05-17…2024-06-11"),
    ("15 ธ.ค. 67 – 10 ม.ค. 68", "window 2024-12-15…2025-01-10"),
    ("15 ธ.ค. – 10 ม.ค. 68", "window 2024-12-15…2025-01-10"),
    ("15 ธ.ค. 67 – 20 ธ.ค.", "window 2024-12-15…2024-12-20"),
    ("ระหว่างวันที่ ๑๖ พฤษภาคม ๒๕๖๗ ถึงวันที่ ๒๐ มิถุนายน ๒๕๖๗", "window 2024-05-16…2024-06-20"),
    ("1 มิ.ย. 2567 จนถึงวันที่2ก.ค. 2567", "window 2024-06-01…2024-07-02"),
    ("ตั้งแต่วันที่ ๖ – ๘ พฤษภาคม\n๒๕๖๘", "window 2025-05-06…2025-05-08"),
    ("วันเสาร์ที่ 1 - วันอาทิตย์ที่ 2 มิถุนายน 2567", "window 2024-06-01…2024-06-02"),
    ("วันเสาร์-อาทิตย์ที่ 1 - 2 มิถุนายน 2567", "window 2024-06-01…2024-06-02"),
    ("August 10-12, 2015", "window 2015-08-10…2015-08-12"),
    ("ตุลาคม 2566 - มีนาคม 2567", "window 2023-10-01…2024-03-31"),
    ("มิ.ย.-ก.ค. 67", "window 2024-06-01…2024-07-31"),
    ("ปีงบประมาณ พ.ศ. ๒๕๖๘", "window 2024-10-01…2025-09-30"),
    ("10/11/12/13 มิ.ย. 67", "window 2024-06-10…2024-06-13"),
    ("29 และ 30 เมษายน 2567", "window 2024-04-29…2024-04-30"),
    # limits
    ("ภายใน วันที่ ๓๑ มีนาคม ๒๕๖๙", "until …2026-03-31"),
    ("ไม่เกินวันที่ 18 พ.ค. 2567", "until …2024-05-18"),
    ("อย่างช้าวันที่ 18 พ.ค. 2567", "until …2024-05-18"),
    ("ก่อนวันที่ 30 เมษายน 2567", "until …2024-04-29"),
    ("ก่อนวันที่ 1 มีนาคม 2567", "until …2024-02-29"),
    ("จนถึงวันที่ 30 เมษายน 2567", "until …2024-04-30"),
    ("ตั้งแต่บัดนี้จนถึงวันที่ 30 เมษายน 2567", "until …2024-04-30"),
    ("ตั้งแต่วันเปิดรับสมัคร – 11 พ.ค. 2567", "until …2024-05-11"),
    ("เอกสารที่ส่งหลังวันที่ 14 พ.ค. 2567 จะไม่รับพิจารณา", "until …2024-05-14"),
    ("หลังวันที่ 14 พ.ค. 2567 เปิดเรียน", "from 2024-05-15…"),
    ("ตั้งแต่วันที่ 1 ตุลาคม 2567 เป็นต้นไป", "from 2024-10-01…"),
    ("เปิดรับสมัครวันที่ 1 มิ.ย. 67", "day 2024-06-01"),
    ("ปิดรับสมัครวันที่ 1 มิ.ย. 67", "until …2024-06-01"),
    ("ภายในเดือน ส.ค. 67", "until …2024-08-31"),
    ("ภายในสิ้นเดือนมิถุนายน 2567", "until …2024-06-30"),
    ("ภายในสิ้นปีงบประมาณ 2568", "until …2025-09-30"),
    ("ภายในปี 2568", "until …2025-12-31"),
    ("ถึงวันทำการสุดท้ายของเดือนกันยายน\n๒๕๖๗", "until …2024-09-30"),
    ("ถึงวันทำการสุดท้ายของเดือนสิงหาคม ๒๕๖๗", "until …2024-08-30"),
    ("entries by 5 May 2026", "until …2026-05-05"),
    ("Entries deadline: 5 May 2026", "until …2026-05-05"),
    # months
    ("ต.ค.66", "month 2023-10-01…2023-10-31"),
    ("เดือนกุมภาพันธ์ 2567", "month 2024-02-01…2024-02-29"),
    ("๑๑/๒๕๖๗", "month 2024-11-01…2024-11-30"),
    # times
    ("10 มิ.ย. 2567 เวลา 08.30 น. - 16.30 น.", "day 2024-06-10 08:30…16:30"),
    ("10 มิ.ย.2567\n๐๘.๓๐–๑๖.๓๐น.", "day 2024-06-10 08:30…16:30"),
    ("10 มิ.ย. 2567 เวลา 16:00 น.", "day 2024-06-10 16:00…"),
    ("10 มิ.ย. 2567 เวลา 9 นาฬิกา", "day 2024-06-10 09:00…"),
    ("3 ก.พ. 2568 10:20:30", "day 2025-02-03 10:20…"),
    ("1 ก.ค. 2567 (08.30-16.30 น.)", "day 2024-07-01 08:30…16:30"),
    ("10 มิ.ย. 2567 ณ ห้องประชุมชั้น 2 เวลา 09.00 น.", "day 2024-06-10 09:00…"),
    ("๐๘.๐๐-๐๙.๐๐ น. 25 กรกฎาคม 2567", "day 2024-07-25 08:00…09:00"),
    ("ภายในวันที่ 10 มิ.ย. 2567\nเวลา 16.30 น.", "until …2024-06-10 …16:30"),
    ("ภายในเวลา 16.30 น. ของวันที่ 10 มิ.ย. 2567", "until …2024-06-10 …16:30"),
    ("วันที่ 10 มิ.ย. 2567 ก่อนเที่ยง", "until …2024-06-10 …12:00"),
    ("ภายในเที่ยงวันที่ 10 มิ.ย. 2567", "until …2024-06-10 …12:00"),
    ("ตั้งแต่วันที่ 10 มิ.ย. 67 เวลา 08.30 น. ถึงวันที่ 12 มิ.ย. 67 เวลา 16.00 น.",
     "window 2024-06-10…2024-06-12 08:30…16:00"),
    (("3 ธ.ค. 2567 ถึง วันที่ 9 ธ.ค. 2567 (วันทำการ) ช่วงเช้า เวลา 08.30 น. ถึง 12.00 น. และ\n"
     "ช่วงบ่าย เวลา 13.00 น. ถึง 16.00 น."), "window 2024-12-03…2024-12-09 08:30…16:00"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ)
def test_every_form_is_read(text: str, expected: str) -> None:
    """Each printed form gives one span with its kind, dates and times and without doubts."""
    spans = find_dates(text)

    assert [(told(span), span.doubts) for span in spans] == [(expected, ())]


LISTS = [
    ("10 และ 15 มิถุนายน 2567", ["day 2024-06-10", "day 2024-06-15"]),
    ("10 และวันที่ 17 มีนาคม 2567", ["day 2024-03-10", "day 2024-03-17"]),
    ("10 - 12 และ 15 มิ.ย. 67", ["window 2024-06-10…2024-06-12", "day 2024-06-15"]),
    ("28, 30 มิ.ย. และ 2 ก.ค. 67", ["day 2024-06-28", "day 2024-06-30", "day 2024-07-02"]),
    ("วันที่ 24/4/63,27/4/63", ["day 2020-04-24", "day 2020-04-27"]),
]


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_separate_days_of_a_list_come_one_by_one(text: str, expected: list[str]) -> None:
    """Days that do not follow each other are several spans."""
    assert [told(span) for span in find_dates(text)] == expected


RULES = [
    ("ทุกวันที่ 10 ของเดือน", [{"every": "month", "day": 10}]),
    ("ภายในทุกวันที่ 5 ของเดือน", [{"every": "month", "day": 5}]),
    ("ภายในวันที่ ๕ ของทุกเดือน", [{"every": "month", "day": 5}]),
    ("ทุกวันที่ 1 และ 16 ของเดือน", [{"every": "month", "day": 1}, {"every": "month", "day": 16}]),
    ("ภายในวันที่ 10 มิ.ย. ของทุกปี", [{"every": "year", "month": 6, "day": 10}]),
    ("ทุกวันจันทร์", [{"every": "week", "weekday": 0}]),
    ("ทุกสิ้นเดือน", [{"every": "month", "day": "last"}]),
    ("ภายใน ๗ วัน นับแต่วันที่ได้รับหนังสือ",
     [{"days": 7, "working_days": False, "from": "นับแต่วันที่ได้รับหนังสือ"}]),
    ("ภายใน 90 วันนับแต่วันเกิดเหตุ", [{"days": 90, "working_days": False, "from": "นับแต่วันเกิดเหตุ"}]),
    ("ภายในสามสิบวันทำการนับแต่วันที่\nได้รับแจ้ง",
     [{"days": 30, "working_days": True, "from": "นับแต่วันที่ ได้รับแจ้ง"}]),
    ("ภายใน ๑๕ วันทำการ นับถัดจากวันที่ได้รับหนังสือให้โรงเรียนบันทึกข้อมูล",  # a line's end took the blank
     [{"days": 15, "working_days": True, "from": "นับถัดจากวันที่ได้รับหนังสือ"}]),
    ("ภายใน 15 วัน นับแต่วันที่ 10 มิถุนายน 2567",
     [{"days": 15, "working_days": False, "from": "นับแต่วันที่ 10 มิถุนายน 2567"}]),
    ("ภายใน ๒ สัปดาห์", [{"days": 14, "working_days": False, "from": ""}]),
    ("ก่อนวันเดินทางไม่น้อยกว่า 3 วันทำการ", [{"days": 3, "working_days": True, "from": "ก่อนวันเดินทาง"}]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rules"), RULES)
def test_rules_stay_rules(text: str, rules: list[dict[str, object]]) -> None:
    """Relative and recurring dates have no start and no end; the rule says how."""
    spans = find_dates(text, on=ON)

    assert [span.rule for span in spans] == rules
    assert all(span.start is None and span.end is None for span in spans)
    assert {span.kind for span in spans} <= {"relative", "recurring"}


DOUBTED = [
    ("31 มิถุนายน 2567", "impossible_date"),
    ("29 ก.พ. 2566", "impossible_date"),
    ("32 มกราคม 2567", "impossible_date"),
    ("1 ตุลาคม 2566 - 31 กันยายน 2567", "impossible_date"),
    ("วันที่           สิงหาคม  2571", "day_missing"),
    ("ประกาศ ณ วันที่ ..... กันยายน พ.ศ. 2568", "day_missing"),
    ("10 มิถุนายน", "year_missing"),
    ("31 มีนาคม 256", "implausible_year"),
    ("31 มีนาคม 1567", "implausible_year"),
    ("31 มีนาคม พ.ศ. 2024", "era_unclear"),
    ("10 ม.ย. 2567", "month_unclear"),
]


@pytest.mark.parametrize(("text", "doubt"), DOUBTED)
def test_what_cannot_be_sure_has_a_doubt_and_no_date(text: str, doubt: str) -> None:
    """A date that cannot be right is flagged and never guessed."""
    [span] = find_dates(text)

    assert doubt in span.doubts
    assert (span.start, span.end) == (None, None)


FLAGGED = [
    ("วันอังคารที่ 10 มิถุนายน 2567", "weekday_disagrees", "day 2024-06-10"),
    ("9 มีนาคม 2568 - 8 มีนาคม 2568", "end_before_start", "window 2025-03-09…2025-03-08"),
    ("12 กันยายม 2567", "month_misspelt", "day 2024-09-12"),
    ("28/1/24", "era_unclear", "day 2024-01-28"),
    ("ต้นเดือนมิถุนายน 2567", "imprecise", "month 2024-06-01…2024-06-30"),
    ("วันทำการสุดท้ายของเดือนกรกฎาคม 2567", "holidays_unknown", "day 2024-07-31"),
]


@pytest.mark.parametrize(("text", "doubt", "expected"), FLAGGED)
def test_a_doubt_does_not_change_the_value(text: str, doubt: str, expected: str) -> None:
    """What contradicts itself keeps the printed value beside the doubt."""
    [span] = find_dates(text)

    assert (told(span), span.doubts) == (expected, (doubt,))


MISSING_YEARS = [
    ("10 มิถุนายน", date(2024, 5, 25), date(2024, 6, 10)),
    ("10 มกราคม", date(2024, 12, 20), date(2025, 1, 10)),
    ("20 ธันวาคม", date(2025, 1, 5), date(2024, 12, 20)),
    ("28 กันยายนนี้", date(2024, 5, 25), date(2024, 9, 28)),
]


@pytest.mark.parametrize(("text", "on", "expected"), MISSING_YEARS)
def test_a_missing_year_is_judged_from_the_day_given_and_stays_a_doubt(
    text: str, on: date, expected: date
) -> None:
    """With `on` the nearest sensible year is taken; `year_missing` remains."""
    [span] = find_dates(text, on=on)

    assert (span.end, span.doubts) == (expected, ("year_missing",))


NOT_DATES = [
    "ครั้งที่ 2/2563",
    "ครั้งที่ ๒/๒๕๖๗ เมื่อปีก่อน",
    "ข้อมูล 1/67",
    "ภาคเรียนที่ ๑/๒๕๖๗",
    "ปีการผลิต 2562/63",
    "ปีการศึกษา ๒๕๖๗",
    "ระเบียบว่าด้วยงานสารบรรณ พ.ศ. ๒๕๒๖ มาตรา ๑๑",
    "https://example.go.th/2025/06/04/15-07-2565",
    "ราคา 50/80/115 บาท",
    "ราคา 5/8/15 บาท",
    "โทร. ๐ ๒๐๐๐ ๐๙๐๖ ต่อ 12-15",
    "โทร 020-000123, 080-000-0123",
    "สำนักงาน ก.พ. 12/345 ถนนตัวอย่าง",
    "หลักเกณฑ์ที่ ก.ค.ศ. กำหนด",
    "ข้อ 12 มี ครู 5 คน",
    "ตั้งแต่บัดนี้เป็นต้นไป",
    "132/1 41/2",
    "ไม่เกิน 5 คน ขนาด 1 x 1.5 นิ้ว",
    "",
]


@pytest.mark.parametrize("text", NOT_DATES)
def test_numbers_that_are_no_dates_stay_unread(text: str) -> None:
    """Meeting numbers, terms, laws, addresses, prices and telephones give nothing."""
    assert find_dates(text, on=ON) == []


def test_a_counter_before_a_date_is_not_its_first_day() -> None:
    """The number of a meeting does not make a range with the day behind it."""
    [span] = find_dates("ครั้งที่ 2 - 15 มิ.ย. 67")

    assert told(span) == "day 2024-06-15"


def test_a_bullet_is_not_a_range() -> None:
    """A dash that begins a line does not join the number that ended the line before."""
    [span] = find_dates("จำนวน 5\n- 28 มีนาคม 2569 ส่งเอกสาร")

    assert told(span) == "day 2026-03-28"


def test_references_say_what_they_are() -> None:
    """The date of a cited letter is a day of the form reference, that of an announcement issued."""
    spans = find_dates("ตามหนังสือ ลงวันที่ ๒๕ มีนาคม ๒๕๖๗ และ ลว. 5 มี.ค. 67 ประกาศ ณ วันที่ 1 เมษายน พ.ศ. 2567")

    assert [span.form for span in spans] == ["reference", "reference", "issued"]


def test_places_point_into_the_original_text() -> None:
    """text is the original between its indices, invisible characters and wide blanks included."""
    text = "ส่ง\u200b   ภายใน\u00a0\u00a0วันที่ ๑๐ มิถุ\u200bนายน   ๒๕๖๗ ด้วย"
    [span] = find_dates(text)

    assert text[span.start_index : span.end_index] == span.text
    assert span.text == "ภายใน\u00a0\u00a0วันที่ ๑๐ มิถุ\u200bนายน   ๒๕๖๗"


# Any date in any form

DAYS = st.dates(date(2000, 1, 1), date(2056, 12, 31))
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
GAPS = st.sampled_from([" ", "  ", "\u00a0", "\n", " \n ", "\t", "\u2009"])
DASHES = st.sampled_from(["-", "–", "—", "ถึง", "ถึงวันที่ ", "จนถึงวันที่ ", "‐"])


@st.composite
def month_names(draw: st.DrawFn, month: int) -> str:
    full, short = FULL_NAMES[month - 1], SHORT_NAMES[month - 1]
    forms = [full, short, short.rstrip("."), short.replace(".", "", 1), short.replace(".", ". ").strip()]
    return draw(st.sampled_from(forms))


@st.composite
def printed_days(draw: st.DrawFn, day: date, year: bool = True) -> str:
    """One day as a typist may set it."""
    gap = draw(GAPS)
    name = draw(month_names(day.month))
    parts = [f"{day.day:02}" if draw(st.booleans()) else str(day.day)]
    parts.append(("เดือน" if draw(st.booleans()) else "") + name)
    if year:
        be = day.year + 543
        word = draw(st.sampled_from(["", "พ.ศ. ", "พ.ศ.", "ปี "]))
        two_digits = draw(st.booleans()) and 2530 <= be < 2600
        parts.append(word + (f"{be % 100:02}" if two_digits else str(be)))
    text = gap.join(parts)
    return text.translate(THAI_DIGITS) if draw(st.booleans()) else text


@given(st.data(), DAYS)
@settings(max_examples=400, deadline=None)
def test_any_day_in_any_form_comes_back(data: st.DataObject, day: date) -> None:
    """A day printed with any name, digits, spacing and year form is read as that day, within any sentence."""
    printed = data.draw(printed_days(day))
    before = data.draw(st.sampled_from(["", "วันที่ ", "ในวันที่", "ณ วันที่ ", "ประชุมวันที่ ", "( "]))
    after = data.draw(st.sampled_from(["", " ณ ห้องประชุม", ")", "\nเรื่อง", "ขอให้โรงเรียน"]))
    [span] = find_dates(before + printed + after)

    assert (span.kind, span.start, span.end, span.doubts) == ("day", day, day, ())


@given(st.data(), DAYS, st.integers(1, 300))
@settings(max_examples=300, deadline=None)
def test_any_range_in_any_form_comes_back(data: st.DataObject, first: date, length: int) -> None:
    """A range is read whole where the year, and within a month the month, stands once at its end."""
    last = first + timedelta(days=length)
    once = data.draw(st.booleans())
    right = data.draw(printed_days(last))
    if (first.year, first.month) == (last.year, last.month) and data.draw(st.booleans()):
        left = str(first.day)
    else:
        left = data.draw(printed_days(first, year=not once))
    gap = data.draw(st.sampled_from(["", " ", "\u00a0"]))
    start = data.draw(st.sampled_from(["ระหว่างวันที่ ", "ตั้งแต่วันที่", "วันที่ ", ""]))
    [span] = find_dates(start + left + gap + data.draw(DASHES) + gap + right)

    assert (span.kind, span.start, span.end, span.doubts) == ("window", first, last, ())


@given(st.data(), DAYS)
@settings(max_examples=150, deadline=None)
def test_any_limit_in_any_form_comes_back(data: st.DataObject, day: date) -> None:
    """Limit words make an until; ก่อน excludes the day."""
    word = data.draw(st.sampled_from(["ภายใน", "ไม่เกิน", "จนถึง", "อย่างช้า", "ก่อน"]))
    blank = data.draw(st.sampled_from(["", " ", "\n"]))
    [span] = find_dates("ให้ส่ง" + word + blank + "วันที่ " + data.draw(printed_days(day)))

    last = day - timedelta(days=1) if word == "ก่อน" else day
    assert (span.kind, span.start, span.end, span.doubts) == ("until", None, last, ())


@given(st.text(alphabet="0123456789๑๒ -–/.,:\nวันที่มิยถึงเดือนพ.ศ.ภายในก่อนเวลาน.ทุกและปี", max_size=120))
@settings(max_examples=500, deadline=None)
def test_no_text_is_too_odd(text: str) -> None:
    """Whatever stands in a text, the answer is well formed: places in order, no date means a doubt."""
    spans = find_dates(text, on=ON)

    assert all(text[span.start_index : span.end_index] == span.text != "" for span in spans)
    assert [span.start_index for span in spans] == sorted(span.start_index for span in spans)
    for span in spans:
        if span.kind == "day":
            assert span.start == span.end
        if span.kind in ("relative", "recurring"):
            assert span.start is None and span.end is None and span.rule
        elif not span.doubts:
            assert span.start or span.end
        if not span.doubts and span.start and span.end:
            assert span.start <= span.end


HOSTILE = [
    "1", "1,", "1 - ", "1/1/67,", "วันที่ ", "1 มิ.ย. ", "ทุกวันที่ 1 ", "09.00 น. - ", "มิ.ย. - ", " ", ".", "ก",
    "ภายใน 5 วัน นับแต่วัน", "ตั้งแต่วันก", "ถึง ", "ก่อน", "a@", "(", "เวลา ", "1 และ ",
]  # fmt: skip


@pytest.mark.timeout(60)  # a catastrophic pattern would take hours; `make bench` gives the figures
@pytest.mark.parametrize("piece", HOSTILE)
def test_100_kb_of_anything_are_read_to_the_end(piece: str) -> None:
    """No pattern is catastrophic, and every span that is found lies in the text."""
    text = (piece * (100_000 // len(piece.encode()) + 1))[:100_000]

    assert all(0 <= span.start_index < span.end_index <= len(text) for span in find_dates(text))


def test_documented_examples_run() -> None:
    """The examples in the docstrings and in docs/dates.md are true."""
    for module in (thai_dates, thai_months, date_tokens):
        assert doctest.testmod(module).failed == 0
    assert doctest.testfile(str(DOCS), module_relative=False).failed == 0


@pytest.mark.skipif(not DATE_LIST.exists(), reason=f"the list of real dates is not at {DATE_LIST}")
def test_the_list_of_real_dates() -> None:
    """On expressions of real papers nothing is wrong and at least 98 in 100 are right."""
    spec = importlib.util.spec_from_file_location("bench_dates", BENCH)
    assert spec and spec.loader
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    items = [json.loads(line) for line in DATE_LIST.read_text("utf-8").splitlines() if line.strip()]
    counts, _ = bench.score(items, bench.judge_ours)

    assert counts["wrong"] == 0
    assert counts["right"] >= 0.98 * len(items)
