"""Each rule speaks where the pages contradict themselves, and is silent right beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extract.checks_of_calendars import duplicate_deadlines, outside_phase, owner_disagrees, ticks_disagree
from extract.checks_of_dates import (
    already_over,
    implausible_years,
    missing_times,
    received_before_issued,
    weekend_dates,
)
from extract.checks_of_letters import (
    attachments,
    circular_mark,
    delegates_to_itself,
    is_identity_number,
    number_malformed,
    personal_data,
    printed_over,
    secret_document,
    unread_pages,
)
from extract.cross_checks import checked
from extract.doubt_catalogue import KINDS, doubt, field_name
from extract.models import (
    Calendar,
    CalendarRow,
    Circular,
    Deadline,
    Doubt,
    Reading,
    Received,
    Signatory,
    TextReading,
)
from ingest.document import Document, Page
from tests.circulars import circular, deadline, doubtful, sure
from tests.documents import document, line, page

Rule = Callable[[Circular, Document], Iterator[Doubt]]


def codes(rule: Rule, made: Circular, pages: Document | None = None) -> list[str]:
    """The codes that a rule raises; two pages of text where it does not matter."""
    return [each.code for each in rule(made, pages or document(page(number=1), page(number=2)))]


def day(value: str, text: str = "วันที่") -> TextReading:
    return TextReading(value=value, text=text, page=1, box=(1, 2, 3, 4), state="sure", confidence=1.0)


@pytest.mark.parametrize(
    ("received", "raised"),
    [("2027-05-09", ["received_before_issued"]), ("2027-05-10", []), ("2027-05-11", [])],
)
def test_nothing_is_received_before_it_was_written(received: str, raised: list[str]) -> None:
    """The same day is fine; the letter is of 10 May 2027."""
    assert codes(received_before_issued, circular(received=[Received(date=day(received))])) == raised


@pytest.mark.parametrize(
    ("changes", "raised"),
    [
        ({}, []),
        ({"date": day("1983-05-10")}, ["implausible_year"]),
        ({"deadlines": [deadline(1, end="2037-06-18")]}, ["implausible_year"]),
        ({"deadlines": [deadline(1, end="2029-06-18")]}, []),
        ({"received": [Received(date=day("2030-05-11"))]}, ["implausible_year"]),
        ({"subject": sure("การจัดเก็บข้อมูล ปีการศึกษา ๒๕๖๐")}, ["implausible_year"]),
        ({"subject": sure("หลักสูตรแกนกลาง พุทธศักราช ๒๕๕๑")}, []),
        ({"number": sure("541/2569"), "kind": Reading(value="order", state="sure")}, ["implausible_year"]),
        ({"number": sure("541/2570"), "kind": Reading(value="order", state="sure")}, []),
    ],
)
def test_years_far_from_all_others(changes: dict[str, object], raised: list[str]) -> None:
    """A year counts as odd against the other dates, the subject's school year and an order's number."""
    assert codes(implausible_years, circular(**changes)) == raised


def test_a_duty_that_was_over_when_the_letter_was_written() -> None:
    """Its last day lies before the letter's date."""
    assert codes(already_over, circular(deadlines=[deadline(1, end="2027-05-07")])) == ["already_over"]
    assert codes(already_over, circular(deadlines=[deadline(1, end="2027-05-10")])) == []


def test_a_plan_sent_while_it_runs() -> None:
    """Two rows of a calendar over and a third to come: the plan began before its letter, nothing is wrong."""
    rows = [deadline(1, end="2027-04-20"), deadline(2, end="2027-04-30"), deadline(3, end="2027-06-18")]
    assert codes(already_over, circular(deadlines=rows, calendars=[plan_of(rows)])) == ["plan_under_way"] * 2
    one_over = circular(deadlines=rows[1:], calendars=[plan_of(rows[1:])])
    assert codes(already_over, one_over) == ["already_over"]


def plan_of(rows: list[Deadline]) -> Calendar:
    """A calendar with these deadlines."""
    return Calendar(page=2, rows=[CalendarRow(action=sure("งาน"), deadlines=[row.id]) for row in rows])


def test_a_stamp_printed_over_the_head() -> None:
    """A stamp that a program drew over the office's address leaves it doubtful, one beside it does not."""
    address = sure("ถนนตัวอย่าง อำเภอเมือง ๙๙๐๐๐").model_copy(
        update={"box": (330.0, 130.0, 480.0, 150.0), "page": 1}
    )
    over = sure("กลุ่มตัวอย่าง").model_copy(update={"box": (440.0, 120.0, 520.0, 140.0), "page": 1})
    beside = over.model_copy(update={"box": (490.0, 120.0, 560.0, 140.0)})

    for stamp, raised in ((over, ["stamped_over"]), (beside, [])):
        made = circular(issuer_address=address, received=[Received(office=stamp)])
        assert codes(printed_over, made) == raised


def test_fixed_holidays() -> None:
    """A duty due on a holiday is worth a note, as is a letter dated on one."""
    assert codes(weekend_dates, circular(deadlines=[deadline(1, end="2027-10-13")])) == ["weekend_date"]
    assert codes(weekend_dates, circular(deadlines=[deadline(1, end="2027-10-14")])) == []


def test_weekends() -> None:
    """A duty due on a Sunday is worth a note, a camp on one is not."""
    due = deadline(1, end="2027-06-20")
    camp = deadline(1, kind="event", start="2027-06-19", end="2027-06-20")

    assert codes(weekend_dates, circular(deadlines=[due])) == ["weekend_date"]
    assert codes(weekend_dates, circular(deadlines=[camp])) == []
    assert codes(weekend_dates, circular(date=day("2027-05-08"), deadlines=[])) == ["weekend_date"]


@pytest.mark.parametrize(
    ("text", "raised"),
    [
        ("10 มิ.ย. 70 เวลา ........ น.", ["time_missing"]),
        ("10 มิ.ย. 70 เวลา น.", ["time_missing"]),
        ("10 มิ.ย. 70", []),
        ("ระยะเวลา 10 มิ.ย. 70", []),
    ],
)
def test_the_word_time_without_an_hour(text: str, raised: list[str]) -> None:
    """เวลา with nothing behind it; ระยะเวลา is another word."""
    made = deadline(1, text=text)
    rows = [CalendarRow(action=sure(made.action), period=sure(text), deadlines=["d1"])]

    assert codes(missing_times, circular(deadlines=[made], calendars=[Calendar(page=2, rows=rows)])) == raised


def with_row(**changes: object) -> Circular:
    """A circular whose only deadline, 18 June 2027, is a row with these ticks, phase and so on."""
    made = deadline(1)
    values = {"action": sure(made.action), "period": sure(made.text), "deadlines": ["d1"], **changes}
    calendar = Calendar(page=2, rows=[CalendarRow.model_validate(values)])
    return circular(deadlines=[made], calendars=[calendar])


@pytest.mark.parametrize(
    ("ticks", "severities"),
    [(["2027-06"], []), ([], []), (["2027-12"], ["warning"]), (["2027-06", "2027-07"], ["warning"])],
)
def test_ticks_against_text(ticks: list[str], severities: list[str]) -> None:
    """Ticks in other months than the text contradict it; no tick says nothing."""
    assert [each.severity for each in ticks_disagree(with_row(ticks=ticks), document())] == severities


@pytest.mark.parametrize(
    ("phase", "raised"),
    [
        ("ระยะที่ 1 (ช่วงเดือน พฤษภาคม - มิถุนายน 2570)", []),
        ("ระยะที่ 2 (ช่วงเดือน ตุลาคม - พฤศจิกายน 2570)", ["outside_phase"]),
        ("ภาคเรียนที่ 1 ปีการศึกษา 2570", []),
        ("ภาคเรียนที่ 2 ปีการศึกษา 2570", ["outside_phase"]),
        ("ปีการศึกษา 2568", ["outside_phase"]),
        ("ระยะที่ 1 การเตรียมการ", []),
    ],
)
def test_days_outside_their_phase(phase: str, raised: list[str]) -> None:
    """A phase says its time in months, by its term, or by its year; one that says none binds nothing."""
    assert codes(outside_phase, with_row(phase=phase)) == raised


def test_owner_against_column() -> None:
    """The action says who does it and the column names another."""
    by_school = sure("รับรองข้อมูล โดยผู้อำนวยการโรงเรียน")

    assert codes(owner_disagrees, with_row(action=by_school, actors=["district"])) == ["owner_disagrees"]
    assert codes(owner_disagrees, with_row(action=by_school, actors=["school"])) == []


def test_duplicates() -> None:
    """The same words on the same days are a duplicate; another class of pupils is another duty."""
    first, second = deadline(1, action="ตรวจวัดสายตา ชั้น ป.1"), deadline(2, action="ตรวจวัดสายตา ชั้น ป.2")
    again = deadline(2, action="ตรวจวัดสายตา ชั้น ป.1")

    assert codes(duplicate_deadlines, circular(deadlines=[first, second])) == []
    assert codes(duplicate_deadlines, circular(deadlines=[first, again])) == ["duplicate_deadline"]


def test_acting_for_oneself() -> None:
    """Own post and the post acted for must differ."""
    post, deputy = sure("ผู้อำนวยการสำนักตัวอย่าง"), sure("รองผู้อำนวยการสำนักตัวอย่าง")

    assert codes(delegates_to_itself, circular(signatory=Signatory(position=deputy, acting_for=post))) == []
    assert codes(delegates_to_itself, circular(signatory=Signatory(position=post, acting_for=post))) == [
        "delegates_to_itself"
    ]


def test_acting_for_oneself_on_a_bad_scan() -> None:
    """Two readings of one post may differ in a letter; a deputy's post differs in its first word."""
    post, misread = doubtful("ผู้อำนวยการสำนักห้องสมุดตัวอย่าง"), doubtful("ผู้อำนวยการสำนักห้องสมุดตัวอย่าว")
    deputy = doubtful("รองผู้อำนวยการสำนักห้องสมุดตัวอย่าง")

    def raised(position: TextReading, acting_for: TextReading) -> list[str]:
        return codes(
            delegates_to_itself, circular(signatory=Signatory(position=position, acting_for=acting_for))
        )

    assert raised(post, misread) == ["delegates_to_itself"]
    assert raised(deputy, post) == []
    assert raised(sure(post.text), sure(misread.text)) == []


@pytest.mark.parametrize(
    ("number", "addressee", "raised"),
    [
        ("ศธ 04999/ว812", "ผู้อำนวยการโรงเรียนในสังกัดทุกแห่ง", []),
        ("ศธ 04999/812", "ผู้อำนวยการโรงเรียนในสังกัดทุกแห่ง", ["circular_mark_missing"]),
        ("ศธ 04999/812", "ผู้อำนวยการโรงเรียนบ้านสมมติ", []),
        ("ศธ 04999/ว812", "ผู้อำนวยการโรงเรียนบ้านสมมติ", ["circular_mark_unexpected"]),
        ("ศธ 04999/ว812", "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา", []),
        ("ศธ 04999/ว812", "ผู้อำนวยการโรงเรียนประถมศึกษาขนาดเล็ก", []),
    ],
)
def test_the_mark_of_a_circular(number: str, addressee: str, raised: list[str]) -> None:
    """ว where all are addressed, none where one is; a kind of school without a name is many."""
    assert codes(circular_mark, circular(number=sure(number), addressee=sure(addressee))) == raised


@pytest.mark.parametrize(
    ("number", "raised"),
    [
        ("ศธ 04999/ว812", []),
        ("นร 0106/ว2019", []),
        ("นร 1004.1/ว97", []),
        ("ขข 04999/ว812", ["number_malformed"]),
        ("04999 ว812", ["number_malformed"]),
        ("ศธ /812", ["number_malformed"]),
    ],
)
def test_numbers_that_no_register_gives(number: str, raised: list[str]) -> None:
    """Letters of a ministry or province, the owner's number, a stroke, the running number."""
    assert codes(number_malformed, circular(number=sure(number))) == raised


def test_attachments_that_are_not_there() -> None:
    """The letter stands alone, though it says that a calendar comes with it; a link replaces the pages."""
    alone = document(page(number=1))
    by_link = circular(body=[sure("ดาวน์โหลดได้ทาง QR Code รายละเอียดตามสิ่งที่ส่งมาด้วย")])

    assert codes(attachments, circular(), alone) == ["attachment_missing"]
    assert codes(attachments, circular()) == []
    assert codes(attachments, by_link, alone) == []
    assert codes(attachments, circular(attachments=[])) == ["attachment_missing"]


def test_attachments_counted() -> None:
    """The text names a second attachment, the list has one."""
    second = circular(body=[sure("ตามแบบในสิ่งที่ส่งมาด้วย ๒")])

    assert codes(attachments, second) == ["attachment_count"]
    assert codes(attachments, circular(body=[sure("ตามแบบในสิ่งที่ส่งมาด้วย ๑")])) == []


def test_secret_letters() -> None:
    """A secrecy word stops everything."""
    secret = Reading(value="secret", text="ลับมาก", page=1, state="sure", confidence=1.0)

    assert codes(secret_document, circular(secrecy=secret)) == ["secret_document"]
    assert codes(secret_document, circular()) == []


@pytest.mark.parametrize(
    ("text", "raised"),
    [
        ("เลขประจำตัวประชาชน 1-2345-67890-12-1", ["personal_data"]),
        ("เลขประจำตัวประชาชน ๑ ๒๓๔๕ ๖๗๘๙๐ ๑๒ ๑", ["personal_data"]),
        ("รหัสครุภัณฑ์ 1234567890123", []),
        ("โทร. 0 2345 67890 12 1", []),
    ],
)
def test_identity_numbers(text: str, raised: list[str]) -> None:
    """Only thirteen digits whose last one fits the others are somebody's number."""
    assert codes(personal_data, circular(), document(page(more=[line(text)]))) == raised


def test_the_check_digit() -> None:
    """One digit is right for the first twelve."""
    assert [n for n in range(10) if is_identity_number(f"123456789012{n}")] == [1]


def test_pages_that_were_not_read() -> None:
    """An unread page and a page of guesses ask for a person; a sound one does not."""
    unread = Page(number=2, width=595, height=842, source="unread")
    guessed = page("อ่านไม่ค่อยออก", number=3, source="ocr", confidence=0.4)
    pages = document(page("อ่านได้", number=1), unread, guessed)

    assert [(d.code, d.page) for d in unread_pages(circular(), pages)] == [
        ("unread_page", 2),
        ("low_confidence", 3),
    ]


def test_a_doubt_about_a_badly_read_value_is_gentler() -> None:
    """A stamp that was hard to read may say anything: the error becomes a warning."""
    made = circular(received=[Received(date=day("2027-05-09"))])
    badly_read = made.model_copy(update={"doubts": [doubt("handwritten", field="received.0.date")]})
    pages = document(page(number=1), page(number=2))

    def severity(of: Circular) -> list[str]:
        return [d.severity for d in checked(of, pages).doubts if d.code == "received_before_issued"]

    assert severity(made) == ["error"]
    assert severity(badly_read) == ["warning"]


def test_a_doubt_changes_no_value() -> None:
    """Whatever is doubted keeps the value that was read."""
    made = circular(number=sure("ขข 04999/ว812"))
    after = checked(made, document(page(number=1), page(number=2)))

    assert after.number is not None
    assert (after.number.value, after.number.state) == ("ขข 04999/ว812", "doubtful")


def test_every_message_is_whole() -> None:
    """Each kind of doubt makes a sentence, whatever it is told."""
    for code in KINDS:
        message = doubt(code, field="deadlines.d1", page=3).message
        assert "{" not in message
        assert len(message) > 10
    assert field_name("signatory.acting_for") == "ตำแหน่งที่ปฏิบัติราชการแทน"


def test_every_code_is_documented() -> None:
    """docs/doubts.md has a line for each."""
    page_of_doubts = (Path(__file__).parent.parent / "docs" / "doubts.md").read_text(encoding="utf-8")

    assert [code for code in KINDS if f"| `{code}`" not in page_of_doubts] == []
