"""Calendars give every duty with its days, doers, phase and item, whatever their layout."""

from __future__ import annotations

import pytest

from extract.calendar_columns import role_of
from extract.calendar_months import month_columns, month_of
from extract.calendar_table import read_calendars
from extract.models import Deadline
from ingest.document import Line
from tests.tables import document, line, page, table, titled

HEAD = ["ลำดับ", "การดำเนินงาน", "ผู้ดำเนินการ", "ระยะเวลาดำเนินการ"]
ACADEMIC = ["พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย."]
FISCAL = ["ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย."]
TITLE = "ปฏิทินการสำรวจข้อมูลห้องสมุด ปีการศึกษา 2570"


def short(deadline: Deadline) -> tuple[str, str | None, str | None]:
    return deadline.kind, deadline.start, deadline.end


def months(*ticked: str, mark: str = "#tick") -> list[str]:
    """A row of twelve academic months with marks under those named."""
    return [mark if name in ticked else "" for name in ACADEMIC]


def with_months(*rows: list[str]) -> list[list[str]]:
    """The usual calendar: two-line head with the years over the months, then these rows."""
    return [
        [*HEAD, "ปี พ.ศ. 2570", *["<"] * 7, "ปี พ.ศ. 2571", *["<"] * 3],
        [*["^"] * 4, *ACADEMIC],
        *rows,
    ]


def test_a_ruled_calendar_with_phase_and_ticks() -> None:
    """Each row is a deadline with its days, hours, actors, phase and item; ticks are months."""
    rows = with_months(
        ["ระยะที่ 1 สำรวจหนังสือ (ช่วงเดือน พฤษภาคม - มิถุนายน 2570)", *["<"] * 15],
        ["1", "นับหนังสือ|ในห้องสมุด", "โรงเรียน", "17 พฤษภาคม - 10 มิถุนายน|2570", *months("พ.ค.", "มิ.ย.")],
        ["2", "รับรองจำนวนหนังสือ", "สพท. /สพฐ.", "11 มิ.ย. 70 เวลา 08.30 น.|- 16.30 น.", *months("มิ.ย.")],
    )
    reading = read_calendars(titled(TITLE, rows, width=48))

    [calendar] = reading.calendars
    first, second = reading.deadlines
    assert calendar.year == 2570
    assert calendar.title is not None and calendar.title.value == TITLE
    assert short(first) == ("window", "2027-05-17", "2027-06-10")
    assert (first.action, first.actors, first.item) == ("นับหนังสือในห้องสมุด", ["school"], "1")
    assert first.phase is not None and first.phase.startswith("ระยะที่ 1")
    assert short(second) == ("day", "2027-06-11", "2027-06-11")
    assert (second.start_time, second.end_time, second.actors) == ("08:30", "16:30", ["district", "ministry"])
    assert [row.ticks for row in calendar.rows] == [["2027-05", "2027-06"], ["2027-06"]]
    assert {deadline.state for deadline in reading.deadlines} == {"sure"}
    assert reading.doubts == []


@pytest.mark.parametrize("mark", ["#tick", "#bar", "#shaded"])
def test_only_marks_give_whole_months(mark: str) -> None:
    """Without words the ticked months are the deadline, one for each unbroken run."""
    rows = with_months(["1", "จัดอบรมครูบรรณารักษ์", "สพฐ.", "", *months("ธ.ค.", "ม.ค.", "เม.ย.", mark=mark)])

    assert [short(d) for d in read_calendars(titled(TITLE, rows, width=48)).deadlines] == [
        ("month", "2027-12-01", "2028-01-31"),
        ("month", "2028-04-01", "2028-04-30"),
    ]


def test_a_fiscal_year_begins_in_october() -> None:
    """ปีงบประมาณ 2571 in the head puts October in 2570 and September in 2571."""
    rows = [
        ["หัวข้อ", "ผู้รับผิดชอบ", "ระยะเวลา (ปีงบประมาณ ๒๕๗๑)", *["<"] * 11],
        ["^", "^", *FISCAL],
        ["ข้อ ๑ ปรับปรุงป้าย", "ฝ่ายอาคาร|สถานที่", "#bar", "#bar", *[""] * 10],
        ["ข้อ ๒ ดูแลสวน", "ฝ่ายอาคาร|สถานที่", *["#bar"] * 12],
        ["ข้อ ๓ ทาสี", "ฝ่ายอาคาร|สถานที่", *[""] * 11, "#bar"],
    ]
    reading = read_calendars(titled("แผนงานประจำปี", rows, width=50))

    assert [short(d) for d in reading.deadlines] == [
        ("month", "2027-10-01", "2027-11-30"),
        ("month", "2028-09-01", "2028-09-30"),
    ]
    assert reading.deadlines[0].actors == ["other:ฝ่ายอาคารสถานที่"]
    assert [row.item for row in reading.calendars[0].rows] == ["๑", "๒", "๓"]


def test_a_year_in_the_head_only() -> None:
    """Dates printed without a year take the year that the head gives their month, and stay sure."""
    rows = [
        ["ที่", "กิจกรรม", "วัน เดือน ปี (ปีการศึกษา 2570)", "ผู้รับผิดชอบ"],
        ["1", "ส่งแบบสำรวจ", "ภายใน 15 มิถุนายน", "โรงเรียน"],
        ["2", "ส่งผลการนับ", "1 - 10 มีนาคม", "โรงเรียน"],
    ]
    first, second = read_calendars(titled("ปฏิทินงานห้องสมุด", rows)).deadlines

    assert short(first) == ("until", None, "2027-06-15")
    assert short(second) == ("window", "2028-03-01", "2028-03-10")
    assert first.state == second.state == "sure"


def test_no_year_anywhere_is_a_doubt() -> None:
    """A date whose year nothing tells is doubtful and says so."""
    rows = [["ที่", "กิจกรรม", "กำหนดเวลา"], ["1", "ส่งแบบสำรวจ", "ภายใน 15 มิถุนายน"]]
    reading = read_calendars(titled("ปฏิทินงานห้องสมุด", rows))

    assert [d.state for d in reading.deadlines] == ["doubtful"]
    assert [(d.code, d.field) for d in reading.doubts] == [("year_missing", "deadlines.c1")]


def test_merged_cells_stand_in_every_row_they_cover() -> None:
    """A date and hours merged over rows hold for each of them; a visiting schedule gives events."""
    rows = [
        ["ว.ด.ป.", "เวลา", "โรงเรียน", "อำเภอ", "หมายเหตุ"],
        ["25 ต.ค. 70", "08.30 - 16.30 น.", "บ้านสมมติ", "เมืองสมมติ", "10*2 = 20"],
        ["^", "^", "วัดตัวอย่าง", "เมืองสมมติ", "11*2 = 22"],
        ["26 ต.ค. 70", "08.30 - 16.30 น.", "ห้องประชุม", "-", "สรุปผลการเยี่ยม"],
    ]
    reading = read_calendars(titled("กำหนดการเยี่ยมโรงเรียน ระหว่างวันที่ 25 - 26 ตุลาคม 2570", rows))

    assert [(*short(d), d.start_time, d.end_time) for d in reading.deadlines] == [
        ("event", "2027-10-25", "2027-10-25", "08:30", "16:30"),
        ("event", "2027-10-25", "2027-10-25", "08:30", "16:30"),
        ("event", "2027-10-26", "2027-10-26", "08:30", "16:30"),
    ]
    assert "วัดตัวอย่าง" in reading.deadlines[1].action
    assert "สรุปผลการเยี่ยม" in reading.deadlines[2].action


@pytest.mark.parametrize("repeat_head", [True, False])
def test_a_calendar_goes_on_over_the_page(repeat_head: bool) -> None:
    """With or without its head again, the table on the next page is the same calendar."""
    head = ["ที่", "กิจกรรม", "กำหนดเวลา", "ผู้รับผิดชอบ"]
    one = table([head, ["1", "ส่งแบบสำรวจ", "1 มิ.ย. 70", "โรงเรียน"]])
    more = ["2", "ตรวจแบบสำรวจ", "5 มิ.ย. 70", "สพท."]
    two = table([head, more] if repeat_head else [more], y=40, continues=True)
    reading = read_calendars(document(page(1, tables=[one]), page(2, tables=[two])))

    assert len(reading.calendars) == 1
    assert [(d.page, d.end, d.actors) for d in reading.deadlines] == [
        (1, "2027-06-01", ["school"]),
        (2, "2027-06-05", ["district"]),
    ]


def test_a_row_cut_by_the_page_break_is_one_row() -> None:
    """The rest of a row's text at the top of the next page belongs to the row before."""
    one = table([["ที่", "กิจกรรม", "กำหนดเวลา"], ["1", "ส่งแบบสำรวจ", "1 มิ.ย. 70"]])
    two = table([["", "พร้อมภาพถ่าย", ""], ["2", "ตรวจแบบ", "5 มิ.ย. 70"]], y=40, continues=True)
    reading = read_calendars(document(page(1, tables=[one]), page(2, tables=[two])))

    assert [d.action for d in reading.deadlines] == ["ส่งแบบสำรวจ พร้อมภาพถ่าย", "ตรวจแบบ"]


def test_a_programme_is_one_event() -> None:
    """The hours of a meeting are rows without deadlines; the event stands once, for a person to confirm."""
    rows = [
        ["ที่", "เวลา", "กิจกรรม", "หมายเหตุ"],
        ["25 กรกฎาคม 2570", "<", "<", "<"],
        ["1", "08.30 - 09.00 น.", "ลงทะเบียนเข้าร่วมประชุม", ""],
        ["2", "09.00 - 12.00 น.", "ออกแบบแบบสำรวจ", ""],
        ["26 กรกฎาคม 2570", "<", "<", "<"],
        ["1", "08.30 - 12.00 น.", "สรุปผลการประชุม", ""],
    ]
    reading = read_calendars(titled("ตารางการประชุมคณะทำงานห้องสมุด", rows))

    assert [(*short(d), d.state) for d in reading.deadlines] == [
        ("event", "2027-07-25", "2027-07-26", "doubtful")
    ]
    assert reading.programmes == {"c1"}
    assert [row.deadlines for row in reading.calendars[0].rows] == [[], [], []]


def test_a_programme_whose_title_names_other_days_is_doubted() -> None:
    """A title of 15 to 26 July over rows of 25 and 26 July is a contradiction."""
    rows = [
        ["เวลา", "กิจกรรม"],
        ["25 กรกฎาคม 2570", "<"],
        ["08.30 - 09.00 น.", "ลงทะเบียน"],
        ["09.00 - 12.00 น.", "บรรยาย"],
        ["26 กรกฎาคม 2570", "<"],
        ["08.30 - 12.00 น.", "สรุปผลการประชุม"],
    ]
    right = read_calendars(titled("ตารางการประชุม ระหว่างวันที่ 25 – 26 กรกฎาคม ๒๕๗๐", rows, width=200))
    wrong = read_calendars(titled("ตารางการประชุม ระหว่างวันที่ 15 – 26 กรกฎาคม ๒๕๗๐", rows, width=200))

    assert right.doubts == []
    assert [(d.code, d.field) for d in wrong.doubts] == [("calendar_disagrees", "deadlines.c1")]


def test_a_plain_list_of_dates_is_a_calendar() -> None:
    """Dates at the left with what happens beside them, without a table, under a title that says so."""
    lines = [
        line("10. ระยะเวลาการรับสมัครค่ายหนังสือ", 80, 100),
        line("มีนาคม 70", 100, 120),
        line("แจ้งโรงเรียน เพื่อติดประกาศ", 220, 120),
        line("และประกาศผ่านเว็บไซต์", 220, 138),
        line("31 มี.ค. 70", 100, 156),
        line("หมดเขตส่งใบสมัคร ภายในเวลา 17.00 น.", 220, 156),
        line("31 พ.ค. – 3 มิ.ย. 70", 100, 174),
        line("ค่ายหนังสือครั้งที่ 5", 220, 174),
        line("11. วิธีการสมัคร", 80, 210),
    ]
    reading = read_calendars(document(page(lines=lines, landscape=False)))

    assert [(*short(d), d.end_time) for d in reading.deadlines] == [
        ("month", "2027-03-01", "2027-03-31", None),
        ("until", None, "2027-03-31", "17:00"),
        ("event", "2027-05-31", "2027-06-03", None),
    ]
    assert reading.deadlines[0].action.endswith("เว็บไซต์")


def test_a_plain_list_whose_long_date_wraps() -> None:
    """A date that fills its line ends in the next one, before what happens or beside it."""
    lines = [
        line("ปฏิทินการสำรวจหนังสือ", 220, 100),
        line("8 ธันวาคม 2570", 85, 120),
        line("แต่งตั้งคณะกรรมการ", 250, 120),
        line("20 ธันวาคม 2570 – 5 มกราคม", 85, 138),
        line("2571", 85, 156),
        line("ส่งแบบสำรวจ", 250, 156),
        line("12 มกราคม – 3 กุมภาพันธ์", 85, 174),
        line("ตรวจแบบสำรวจ", 250, 174),
        line("2571", 85, 192),
        line("ที่ส่งมาทั้งหมด", 250, 192),
    ]
    reading = read_calendars(document(page(lines=lines, landscape=False)))

    assert [short(d) for d in reading.deadlines] == [
        ("day", "2027-12-08", "2027-12-08"),
        ("window", "2027-12-20", "2028-01-05"),
        ("window", "2028-01-12", "2028-02-03"),
    ]
    assert [d.action for d in reading.deadlines][1:] == ["ส่งแบบสำรวจ", "ตรวจแบบสำรวจที่ส่งมาทั้งหมด"]
    assert {d.state for d in reading.deadlines} == {"sure"}


def test_a_plain_list_with_its_dates_behind() -> None:
    """What is done, a gap, the date; without a title only where the lines say what is done."""
    work = ("แต่งตั้งคณะกรรมการ", "ส่งแบบสำรวจ", "ประกาศผลการคัดเลือก")
    names = ("หนังสือพรรณไม้", "ตำราดนตรีไทย", "สมุดภาพท้องถิ่น")
    days = ("8 ก.ค. 2570", "15 - 20 ก.ค. 2570", "3 ส.ค. 2570")

    def listed(texts: tuple[str, ...]) -> list[Line]:
        rows = enumerate(zip(texts, days, strict=True), 1)
        parts = [((f"{n}. {text}", 85, 100 + 18 * n), (day, 350, 100 + 18 * n)) for n, (text, day) in rows]
        return [line(*part) for pair in parts for part in pair]

    duties = read_calendars(document(page(lines=listed(work), landscape=False)))
    books = read_calendars(document(page(lines=listed(names), landscape=False)))

    assert [(d.action, d.start, d.state) for d in duties.deadlines] == [
        ("แต่งตั้งคณะกรรมการ", "2027-07-08", "sure"),
        ("ส่งแบบสำรวจ", "2027-07-15", "sure"),
        ("ประกาศผลการคัดเลือก", "2027-08-03", "sure"),
    ]
    assert books.calendars == []


def test_the_year_over_the_dates() -> None:
    """พ.ศ. in the head of the dates is the year of each, unless the rows turn from December to January."""
    head = ["ที่", "กิจกรรม", "วันที่ดำเนินการ (พ.ศ. 2571)"]
    rows = [["1", "ส่งแบบสำรวจ", "7 พ.ย."], ["2", "ประกาศผล", "4 ธ.ค."]]
    one_year = read_calendars(titled("กำหนดการสำรวจ ประจำปี 2571", [head, *rows], width=150))
    longer = [head, *rows, ["3", "ปิดระบบ", "9 ม.ค."]]
    over_the_turn = read_calendars(titled("กำหนดการสำรวจ", longer, width=150))

    assert [d.start for d in one_year.deadlines] == ["2028-11-07", "2028-12-04"]
    assert {d.state for d in one_year.deadlines} == {"sure"}
    assert {d.state for d in over_the_turn.deadlines} == {"doubtful"}


def test_hours_under_a_head_of_periods_are_a_programme() -> None:
    """ช่วงเวลา over hours, days as headings: one event from the first day to the last."""
    rows = [["ช่วงเวลา", "หัวข้อ"]]
    for day in ("วันจันทร์ที่ 5 กรกฎาคม 2570", "วันอังคารที่ 6 กรกฎาคม 2570"):
        rows += [[day, "<"], ["08.30 - 09.00 น.", "ลงทะเบียน"], ["09.00 - 12.00 น.", "บรรยาย"]]
    reading = read_calendars(titled("กำหนดการอบรมบรรณารักษ์", rows, width=180))

    assert [short(d) for d in reading.deadlines] == [("event", "2027-07-05", "2027-07-06")]
    assert reading.doubts == []


def test_years_over_months_whose_rule_was_lost() -> None:
    """Two years in one cell are those of the first and the last month; one over a turn that of the first."""
    heads = [["ปี พ.ศ. 2570 ปี พ.ศ. 2571", name] for name in ACADEMIC]
    one = [["ปี พ.ศ. 2570", name] for name in ACADEMIC]
    fiscal = [["ปี พ.ศ. 2570", name] for name in FISCAL]

    assert month_columns(heads)[0] == "2027-05" and month_columns(heads)[11] == "2028-04"
    assert month_columns(one)[0] == "2027-05" and month_columns(one)[11] == "2028-04"
    assert month_columns(fiscal) == {}  # the fiscal year 2570, or the year in which it begins


def test_lone_days_under_months() -> None:
    """A figure under a month is a day where spans of days stand about it; else it may be a number."""
    head = ["ที่", "กิจกรรม", "พ.ค. 70", "มิ.ย. 70", "ก.ค. 70"]
    spans = [["1", "กรอกข้อมูล", "", "3-10", ""], ["2", "ประกาศผล", "", "", "9"]]
    numbers = [["1", "ส่งหนังสือ", "4", "", ""], ["2", "ประกาศผล", "", "", "9"]]
    with_spans = read_calendars(titled("ปฏิทินงาน", [head, *spans], width=120))
    alone = read_calendars(titled("ปฏิทินงาน", [head, *numbers], width=120))

    assert [d.start for d in with_spans.deadlines] == ["2027-06-03", "2027-07-09"]
    assert {d.state for d in with_spans.deadlines} == {"sure"}
    assert {d.state for d in alone.deadlines} == {"doubtful"}


def test_a_table_of_persons_is_no_calendar() -> None:
    """Columns of dates in lists of persons and of prices are not deadlines."""
    persons = [
        ["ลำดับ", "ชื่อ - สกุล", "วันเกิด"],
        ["1", "นายสมมติ ใจดี", "1 ม.ค. 2540"],
        ["2", "นางตัวอย่าง ดีใจ", "3 ก.พ. 2541"],
    ]
    prices = [["ที่", "รายการ", "จำนวน"], ["1", "โต๊ะ", "12"], ["2", "เก้าอี้", "24"]]

    assert read_calendars(titled("บัญชีรายชื่อครู", persons)).deadlines == []
    assert read_calendars(titled("บัญชีครุภัณฑ์", prices)).calendars == []


def test_a_period_that_cannot_be_read_is_not_lost() -> None:
    """A row whose date is garbage stays in the list, doubtful, and asks for a person."""
    rows = [["ที่", "กิจกรรม", "กำหนดเวลา"], ["1", "ส่งแบบสำรวจ", "1O มิยุ 25b7"], ["2", "ตรวจ", "5 มิ.ย. 70"]]
    reading = read_calendars(titled("ปฏิทินห้องสมุด", rows))

    assert [(d.kind, d.state) for d in reading.deadlines] == [("undated", "doubtful"), ("day", "sure")]
    assert [d.code for d in reading.doubts] == ["period_unread"]


def test_an_unsure_digit_makes_the_date_doubtful() -> None:
    """A scan's date is sure only where its reader was."""
    rows = [["ที่", "กิจกรรม", "กำหนดเวลา"], ["1", "ส่งแบบสำรวจ", "1 มิ.ย. 70"]]

    certain = read_calendars(titled("ปฏิทิน", rows, confidence=0.99, source="ocr"))
    unsure = read_calendars(titled("ปฏิทิน", rows, confidence=0.7, source="ocr"))

    assert [d.state for d in certain.deadlines] == ["sure"]
    assert [d.state for d in unsure.deadlines] == ["doubtful"]
    assert [d.code for d in unsure.doubts] == ["low_confidence"]


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("ลำดับที่", "item"),
        ("ที่", "item"),
        ("กิจกรรม/การดำเนินงาน", "action"),
        ("ผู้รับผิดขอบ", "actor"),
        ("ผู้ดําเนินการ", "actor"),
        ("ระยะเวลาดำเนนการ", "period"),
        ("วัน/เดือน/ปี", "period"),
        ("ว.ด.ป.", "period"),
        ("เวลา", "time"),
        ("ผลการดำเนินงาน", "remark"),
        ("โรงเรียน", None),
    ],
)
def test_heads_name_their_columns(head: str, role: str | None) -> None:
    """A head's words give the role, one misread letter forgiven."""
    assert role_of(head) == role


@pytest.mark.parametrize(
    ("text", "month"), [("พ.ค.", 5), ("มิย.", 6), ("พฤษภาดม", 5), ("ธ.ค", 12), ("รวม", None)]
)
def test_month_names_in_heads(text: str, month: int | None) -> None:
    """Short, full and slightly misread month names are months."""
    assert month_of(text) == month


def test_a_hole_in_the_months_is_filled() -> None:
    """A month that was not read between two that were is filled in by counting."""
    heads = [[name] for name in ACADEMIC]
    heads[4] = ["?"]
    heads[0].insert(0, "ปี พ.ศ. 2570")
    found = month_columns(heads)

    assert found[4] == "2027-09"
    assert found[11] == "2028-04"


def unruled(rows: list[tuple[int, str]], *starts: float) -> list[Line]:
    """Lines of a table without rules: (row, texts with "|" between columns), columns starting at these x."""
    return [
        line(text, starts[column], 100.0 + 18 * row)
        for row, texts in rows
        for column, text in enumerate(texts.split("|"))
        if text
    ]


def test_a_table_without_rules() -> None:
    """Columns are told by their heads; lines without a number go on with the row above."""
    rows = [
        (0, "ที่|กิจกรรม|กำหนดเวลา|ผู้รับผิดชอบ"),
        (1, "1|ส่งแบบสำรวจหนังสือ|ภายใน 15 มิ.ย. 70|โรงเรียน"),
        (2, "|พร้อมภาพถ่าย"),
        (3, "2|ตรวจแบบสำรวจ|16 มิถุนายน -|สพท."),
        (4, "||20 กรกฎาคม 2570"),
    ]
    pages = document(page(lines=unruled(rows, 60, 100, 300, 450), landscape=False))
    first, second = read_calendars(pages).deadlines

    assert (first.action, first.actors) == ("ส่งแบบสำรวจหนังสือพร้อมภาพถ่าย", ["school"])
    assert short(first) == ("until", None, "2027-06-15")
    assert short(second) == ("window", "2027-06-16", "2027-07-20")
    assert second.actors == ["district"]


def test_a_table_without_rules_and_without_numbers() -> None:
    """A date that begins in its column begins a row."""
    rows = [
        (0, "วัน เดือน ปี|กิจกรรม|ผู้รับผิดชอบ"),
        (1, "15 มิ.ย. 70|ส่งแบบสำรวจหนังสือ|โรงเรียน"),
        (2, "|ที่ลงนามแล้ว|"),
        (3, "20 มิ.ย. 70|ประกาศผลการสำรวจ|สพฐ."),
    ]
    pages = document(page(lines=unruled(rows, 60, 160, 400), landscape=False))

    assert [(d.action, d.end, d.actors) for d in read_calendars(pages).deadlines] == [
        ("ส่งแบบสำรวจหนังสือที่ลงนามแล้ว", "2027-06-15", ["school"]),
        ("ประกาศผลการสำรวจ", "2027-06-20", ["ministry"]),
    ]


def test_columns_with_unreadable_heads() -> None:
    """Dates and actors are known by themselves where a scan lost their heads."""
    rows = [
        ["ที่", "กิจกรรม", "วนด๑ปั", "๓ เนนกา"],
        ["1", "ส่งแบบสำรวจ", "15 มิ.ย. 70", "โรงเรียน"],
        ["2", "ตรวจแบบสำรวจ", "20 มิ.ย. 70", "สพท."],
    ]
    reading = read_calendars(titled("ฏิทินห้องสมุด", rows, source="ocr"))

    assert [(d.end, d.actors) for d in reading.deadlines] == [
        ("2027-06-15", ["school"]),
        ("2027-06-20", ["district"]),
    ]


def test_a_dash_that_a_scan_lost() -> None:
    """Two days right behind each other are a range, for a person to confirm."""
    rows = [["ที่", "กิจกรรม", "กำหนดเวลา"], ["1", "ส่งแบบสำรวจ", "15 มิ.ย. 70|20 มิ.ย. 70"]]
    scanned = read_calendars(titled("ปฏิทินห้องสมุด", rows, source="ocr")).deadlines
    printed = read_calendars(titled("ปฏิทินห้องสมุด", rows)).deadlines

    assert [(*short(d), d.state) for d in scanned] == [("window", "2027-06-15", "2027-06-20", "doubtful")]
    assert [short(d) for d in printed] == [
        ("day", "2027-06-15", "2027-06-15"),
        ("day", "2027-06-20", "2027-06-20"),
    ]


def test_a_programme_of_plain_lines_is_one_event() -> None:
    """Days above hours are headings of a programme; where two groups have their own days, none is named."""
    one_group = [
        line("วันที่ ๑๐ กันยายน ๒๕๗๐", 80, 100),
        line("๐๘.๐๐ - ๐๙.๐๐ น.", 80, 120),
        line("ลงทะเบียน", 260, 120),
        line("๐๙.๐๐ - ๑๒.๐๐ น.", 80, 140),
        line("ประชุมคณะทำงาน", 260, 140),
        line("วันที่ ๑๑ กันยายน ๒๕๗๐", 80, 160),
        line("๐๘.๓๐ - ๑๒.๐๐ น.", 80, 180),
        line("สรุปผล", 260, 180),
    ]
    two_groups = [line("วันแรก (รุ่นที่ 1 วันที่ 7 พ.ค. 70 และรุ่นที่ 2 วันที่ 9 พ.ค. 70)", 80, 100), *one_group[1:5]]
    two_groups.append(line("13.00 - 16.00 น. ฝึกปฏิบัติ", 80, 160))
    reading = read_calendars(document(page(lines=one_group, landscape=False)))

    assert [(*short(d), d.state) for d in reading.deadlines] == [
        ("event", "2027-09-10", "2027-09-11", "doubtful")
    ]
    assert reading.programmes == {"c1"}
    assert read_calendars(document(page(lines=two_groups, landscape=False))).deadlines == []


def test_two_dated_columns_under_one_head() -> None:
    """Each term's column gives its own deadline, called by its label."""
    rows = [
        ["ที่", "รายการ", "กำหนดส่ง", "<", "ผู้รับผิดชอบ"],
        ["^", "^", "ภาคเรียนที่ 1", "ภาคเรียนที่ 2", "^"],
        ["1", "ข้อมูลหนังสือ", "10 มิ.ย. 70", "10 พ.ย. 70", "โรงเรียน"],
    ]
    reading = read_calendars(titled("ปฏิทินการส่งข้อมูล", rows))

    assert [(*short(d), d.phase) for d in reading.deadlines] == [
        ("until", None, "2027-06-10", "ภาคเรียนที่ 1"),
        ("until", None, "2027-11-10", "ภาคเรียนที่ 2"),
    ]


def test_start_and_end_in_columns_of_their_own() -> None:
    """First and last day side by side are one window."""
    rows = [
        ["ที่", "รายการ", "วันที่เริ่มต้น", "วันที่สิ้นสุด"],
        ["1", "ข้อมูลหนังสือ", "1 มิ.ย. 70", "10 มิ.ย. 70"],
    ]
    reading = read_calendars(titled("ปฏิทินการส่งข้อมูล", rows))

    assert [short(d) for d in reading.deadlines] == [("window", "2027-06-01", "2027-06-10")]


def test_several_dates_in_one_cell() -> None:
    """Lines that are dates of their own are deadlines of their own; a range over two lines is one."""
    rows = [
        ["ที่", "กิจกรรม", "วัน เดือน ปี"],
        ["1", "ส่งแบบรายงาน", "ครั้งที่ 1 ภายใน 10 มิ.ย. 70|ครั้งที่ 2 ภายใน 10 พ.ย. 70"],
        ["2", "ตรวจแบบรายงาน", "12 มิ.ย. 70|- 20 มิ.ย. 70"],
        ["3", "ดูแลสวนหนังสือ", "ตลอดปีการศึกษา"],
        ["4", "รายงานการยืม", "ภายในวันที่ 5 ของทุกเดือน"],
    ]
    reading = read_calendars(titled("ปฏิทินห้องสมุด", rows))

    assert [short(d) for d in reading.deadlines] == [
        ("until", None, "2027-06-10"),
        ("until", None, "2027-11-10"),
        ("window", "2027-06-12", "2027-06-20"),
        ("recurring", None, None),
    ]
    assert reading.deadlines[3].rule == {"every": "month", "day": 5}


def test_columns_that_run_together_are_parted() -> None:
    """A long period that nearly touches the next column does not swallow it."""
    rows = [
        (0, "ที่|กิจกรรม|กำหนดเวลา|ผู้รับผิดชอบ"),
        (1, "1|ส่งแบบสำรวจหนังสือ|15 มิ.ย. 70|โรงเรียน"),
        (2, "2|ตรวจแบบสำรวจ|16 มิ.ย. 70|สพท."),
    ]
    lines = [each for each in unruled(rows, 60, 100, 300, 450) if each.text not in ("16 มิ.ย. 70", "สพท.")]
    lines.append(line("16 มิ.ย. - 20 ก.ค. 70 สพท.", 300, 136))
    second = read_calendars(document(page(lines=lines, landscape=False))).deadlines[1]

    assert (second.text, second.actors) == ("16 มิ.ย. - 20 ก.ค. 70", ["district"])


@pytest.mark.parametrize(
    ("period", "state"), [("1 มิถุนายน 2570", "sure"), ("1 ก.ค. 2570", "doubtful"), ("1 มิถุนายน 257๐", "sure")]
)
def test_only_decisive_letters_must_be_certain(period: str, state: str) -> None:
    """A worn month in full leaves no doubt which it is; a short one does, and so would a figure."""
    rows = [["ที่", "กิจกรรม", "กำหนดเวลา"], ["1", "ส่งแบบสำรวจ", period]]
    made = titled("ปฏิทิน", rows, confidence=0.99, source="ocr")
    [table_of_page] = made.pages[0].tables
    cell = table_of_page.cells[-1]
    worn = tuple(0.99 if char in "0123456789๐ ." else 0.6 for char in period)
    faint = cell.lines[0].model_copy(update={"confidences": worn})
    cells = (*table_of_page.cells[:-1], cell.model_copy(update={"lines": (faint,)}))
    sheet = made.pages[0].model_copy(update={"tables": (table_of_page.model_copy(update={"cells": cells}),)})

    assert [d.state for d in read_calendars(document(sheet)).deadlines] == [state]
