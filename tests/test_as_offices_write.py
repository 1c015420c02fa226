"""What offices really write: feet cut by a page, days under months, ranges over line ends, torn stamps."""

from __future__ import annotations

from extract import extract_circular
from extract.calendar_table import read_calendars
from extract.letter_top import split_office
from extract.models import Deadline
from extract.prose_deadlines import find_deadlines_in
from extract.prose_lines import LocatedLine, paragraphs_of
from extract.sheet import Sheet
from tests.documents import document, line, page
from tests.drawn_letters import EXTERNAL
from tests.tables import document as tabled
from tests.tables import page as table_page
from tests.tables import table, titled


def prose(*texts: str) -> list[Deadline]:
    paragraphs = [paragraphs_of([LocatedLine(1, line(text))])[0] for text in texts]
    return find_deadlines_in(paragraphs).deadlines


def when(deadline: Deadline) -> tuple[str, str | None, str | None]:
    return deadline.kind, deadline.start, deadline.end


def test_the_foot_of_a_letter_may_stand_overleaf() -> None:
    """Unit, telephone, fax and mail that did not fit the page are read from the next one."""
    head, foot = EXTERNAL.split("สำนักนโยบายตัวอย่าง")
    contact = extract_circular(document(head, "สำนักนโยบายตัวอย่าง" + foot)).contact

    assert contact is not None
    assert contact.unit is not None and contact.unit.value == "สำนักนโยบายตัวอย่าง กลุ่มข้อมูลอาคารสถานที่"
    assert contact.phone is not None and contact.phone.value == "๐ ๒๐๐๐ ๐๑๒๓ ต่อ ๑๒"
    assert contact.email is not None and contact.email.value == "data@example.go.th"


def test_days_under_their_month_are_days() -> None:
    """Days "5 - 14" under มิ.ย. 70 is a window in that June; beside it a lone figure is a day, too."""
    rows = [
        ["ที่", "กิจกรรม", "พ.ค. 70", "มิ.ย. 70", "ก.ค. 70"],
        ["1", "ส่งรายงานการประเมินห้องสมุด", "", "5 - 14", ""],
        ["2", "ประกาศผลการคัดเลือกห้องสมุด", "", "", "9"],
    ]
    found = read_calendars(titled("ปฏิทินการประเมินห้องสมุด", rows)).deadlines

    assert when(found[0]) == ("window", "2027-06-05", "2027-06-14")
    assert found[0].state == "sure"
    assert when(found[1]) == ("day", "2027-07-09", "2027-07-09")
    assert found[1].state == "sure"


def test_a_range_over_the_end_of_a_cell_line_is_one() -> None:
    """14 ธันวาคม 2570 - 3 / มกราคม 2571 is one window, not a day and a month."""
    rows = [
        ["ที่", "รายการ", "กำหนดเวลา"],
        ["1", "กรอกข้อมูลห้องสมุด", "14 ธันวาคม 2570 - 3|มกราคม 2571"],
        ["2", "ตรวจสอบข้อมูลห้องสมุด", "10 มกราคม 2571"],
    ]
    found = read_calendars(titled("ปฏิทินการสำรวจห้องสมุด", rows)).deadlines

    assert [when(each) for each in found] == [
        ("window", "2027-12-14", "2028-01-03"),
        ("day", "2028-01-10", "2028-01-10"),
    ]


def test_the_year_in_a_head_outweighs_the_school_year_of_the_title() -> None:
    """Under วันที่ดำเนินการ (พ.ศ. 2570) January is that of 2570, though the title names a school year."""
    rows = [
        ["ที่", "รายการปฏิบัติ", "วันที่ดำเนินการ (พ.ศ. 2570)"],
        ["1", "ส่งแบบสำรวจห้องสมุด", "12 - 29 ม.ค."],
        ["2", "สรุปผลการสำรวจห้องสมุด", "5 ก.พ."],
    ]
    found = read_calendars(titled("ปฏิทินการสำรวจห้องสมุด ปีการศึกษา 2570", rows)).deadlines

    assert [each.start for each in found] == ["2027-01-12", "2027-02-05"]


def test_a_month_grid_not_understood_is_told() -> None:
    """A table headed by months whose columns ran together raises a doubt on its page."""
    rows = [["ที่", "พ.ค.", "มิ.ย.", "ก.ค."], ["1 ส่งรายงาน", "", "", ""], ["2 สรุปผล", "", "", ""]]
    circular = extract_circular(tabled(table_page(tables=[table(rows)])))

    assert [d.page for d in circular.doubts if d.code == "low_confidence" and d.field is None] == [1]


def test_coming_to_sign_a_contract_is_a_duty() -> None:
    """รายงานตัวเพื่อทำสัญญาจ้าง ในวันที่ … is kept, though terms of employment are left out."""
    found = prose("๖. ให้ผู้ผ่านการเลือกสรรมารายงานตัวเพื่อทำสัญญาจ้าง ในวันที่ ๖ เมษายน ๒๕๗๐ มิฉะนั้นจะถือว่าสละสิทธิ์")

    assert [when(each) for each in found] == [("day", "2027-04-06", "2027-04-06")]


def test_dates_side_by_side_are_not_sure() -> None:
    """Two dates with nothing between them may be a range whose dash was lost."""
    found = prose("ขอให้บันทึกข้อมูลอาคารเรียน ระหว่างวันที่ ๑๑ กุมภาพันธ์ ๒๕๗๐ ๓ มีนาคม ๒๕๗๐")

    assert found
    assert all(each.state == "doubtful" for each in found)


def test_from_now_on_until_is_sure() -> None:
    """ตั้งแต่บัดนี้เป็นต้นไป ถึงวันที่ … is an ordinary limit, no torn range."""
    (found,) = prose("ทั้งนี้ สามารถสมัครเข้าร่วมกิจกรรมได้ตั้งแต่บัดนี้เป็นต้นไป ถึงวันที่ ๒๕ มิถุนายน ๒๕๗๐")

    assert when(found) == ("until", None, "2027-06-25")
    assert found.state == "sure"


def test_the_place_of_an_event_says_nothing_of_the_next_duty() -> None:
    """What follows "ณ ศูนย์ฝึกอบรมสมมติ เปิดรับสมัคร …" are applications, no training."""
    found = prose(
        "กำหนดจัดอบรมครู ระหว่างวันที่ ๒๐ - ๒๑ มีนาคม ๒๕๗๐ ณ ศูนย์ฝึกอบรมสมมติ "
        "เปิดรับสมัครทางเว็บไซต์ ระหว่างวันที่ ๑ - ๑๐ มีนาคม ๒๕๗๐"
    )

    assert [each.kind for each in found] == ["event", "window"]


def test_a_provincial_hall_is_an_address() -> None:
    """ศาลากลางจังหวัด… under the office's name is where it sits."""
    sheet = Sheet(page("สำนักงานศึกษาธิการจังหวัดสมมติบุรี\nศาลากลางจังหวัดสมมติบุรี ถนนตัวอย่าง"))
    name, address = split_office(sheet.pieces)

    assert name.text == "สำนักงานศึกษาธิการจังหวัดสมมติบุรี"
    assert address.text == "ศาลากลางจังหวัดสมมติบุรี ถนนตัวอย่าง"


def test_a_stamp_torn_by_overprinting_is_no_office_of_the_letter() -> None:
    """Of a stamp over the head only office and number may be left: it is a stamp, the rest is missing."""
    more = (line("โรงเรียนบ้านทดลอง", 440, 40), line("รับที่ ๖๗๖๐", 440, 56))
    (stamp,) = extract_circular(document(page(EXTERNAL, more=more))).received

    assert stamp.number is not None and stamp.number.value == "6760"
    assert stamp.date is not None and stamp.date.state == "missing"
    assert stamp.time is not None and stamp.time.state == "missing"


def test_the_date_that_was_put_off_is_not_sure() -> None:
    """จากกำหนดเดิมที่ต้องยื่นภายใน… is the date that no longer counts."""
    found = prose("ทั้งนี้ ได้ขยายเวลาการยื่นแบบ จากกำหนดเดิมที่ต้องยื่นภายในวันที่ ๓๐ กรกฎาคม ๒๕๗๐")

    assert not [each for each in found if each.state == "sure"]


def test_a_sealed_letter_s_own_date_is_no_deadline() -> None:
    """The date under the office's name is the letter's, also where no gap parts it from the text."""
    circular = extract_circular(
        document(
            """
            ที่ ศธ ๐๔๙๙๙/ว๑๗

            ถึง  สำนักงานเขตพื้นที่การศึกษาทุกเขต

                        ด้วยมีการสำรวจห้องสมุดโรงเรียน ขอให้ส่งแบบสำรวจภายในวันที่ ๒๕ มกราคม ๒๕๗๐
            จึงเรียนมาเพื่อทราบและแจ้งสถานศึกษาในสังกัดทราบต่อไป
                                  สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน
                                          ๔ มกราคม ๒๕๗๐
            """
        )
    )

    assert circular.date is not None and circular.date.value == "2027-01-04"
    assert [each.end for each in circular.deadlines] == ["2027-01-25"]
