"""The letter says what a district officer would write, and nothing that is not certain."""

from __future__ import annotations

import pytest

from extract.models import Attachment, Circular, Doubt, Reading, Source
from generate import draft_letter, open_points
from generate.letter_text import BLANK, letter_digits
from tests.circulars import ISSUER, circular, deadline, doubtful, sure
from tests.letters import DATE, office


def all_text(drawn: Circular) -> str:
    draft = draft_letter(drawn, office())
    return "\n".join(
        [draft.subject, *draft.attachments, draft.opening, draft.request, *draft.duties, draft.purpose]
    )


def test_a_whole_letter() -> None:
    """Subject kept, opening from the circular's own words, duties of schools listed, purpose last."""
    draft = draft_letter(circular(), office())

    assert draft.subject == "การจัดเก็บข้อมูลนักเรียนรายบุคคล ภาคเรียนที่ ๑ ปีการศึกษา ๒๕๗๐"
    assert draft.addressee == "ผู้อำนวยการโรงเรียนในสังกัดทุกแห่ง"
    assert draft.attachments == (
        f"สำเนาหนังสือ{ISSUER} ที่ ศธ ๐๔๙๙๙/ว๘๑๒ ลงวันที่ ๑๐ พฤษภาคม ๒๕๗๐ จำนวน ๑ ฉบับ",
        "ปฏิทินการจัดเก็บข้อมูลนักเรียนรายบุคคล ปีการศึกษา ๒๕๗๐ จำนวน ๑ ชุด",
    )
    assert draft.opening.startswith(f"ตามที่ {ISSUER} ได้ปรับปรุงระบบ DMC")
    assert draft.opening.endswith(" นั้น")
    assert draft.request.startswith("ในการนี้ ")
    assert draft.request.endswith("ดังต่อไปนี้")
    assert "สำนักงานเขตพื้นที่การศึกษาสมมติ เขต ๑ ขอให้โรงเรียนในสังกัด" in draft.request
    assert draft.duties == (
        "บันทึกข้อมูลนักเรียนรายบุคคลในระบบ DMC ให้ครบถ้วนและถูกต้อง ระหว่างวันที่ ๑๗ พฤษภาคม - ๑๐ มิถุนายน ๒๕๗๐",
        "ยืนยันจำนวนนักเรียนที่มาเรียนจริงทุกชั้น โดยผู้ดูแลข้อมูลของโรงเรียน ในวันที่ ๑๐ มิถุนายน ๒๕๗๐ เวลา ๐๘.๓๐ - ๑๖.๓๐ น.",
        "รับรองจำนวนนักเรียนที่ยืนยันแล้ว โดยผู้บริหารของโรงเรียน ในวันที่ ๑๐ มิถุนายน ๒๕๗๐ เวลา ๐๘.๓๐ - ๑๖.๓๐ น.",
    )
    assert draft.purpose.startswith("จึงเรียนมาเพื่อทราบและดำเนินการ")
    assert open_points(circular(), office(), date=DATE) == []


def test_what_districts_must_do_is_not_asked_of_schools() -> None:
    """Deadlines of districts and of the ministry stay out."""
    assert "ซ้ำซ้อน" not in all_text(circular())


def test_two_duties_are_a_sentence() -> None:
    """No list for one or two; joined with และ."""
    duties = [
        deadline(1),
        deadline(2, action="ส่งรายงานสรุป", kind="day", start="2027-06-20", end="2027-06-20"),
    ]
    draft = draft_letter(circular(deadlines=duties), office())
    assert draft.duties == ()
    assert (
        "ภายในวันที่ ๑๘ มิถุนายน ๒๕๗๐ และส่งรายงานสรุป ในวันที่ ๒๐ มิถุนายน ๒๕๗๐ รายละเอียดตามสิ่งที่ส่งมาด้วย" in draft.request
    )


def test_without_duties_the_letter_informs() -> None:
    """A circular that asks nothing of schools is passed on for their information."""
    draft = draft_letter(circular(deadlines=[]), office())
    assert "ศึกษารายละเอียด" in draft.request
    assert draft.purpose == "จึงเรียนมาเพื่อทราบและดำเนินการในส่วนที่เกี่ยวข้อง"


def test_a_doubtful_deadline_never_enters_silently() -> None:
    """Its date is left open wherever it stands, even inside the action, and the officer is told."""
    unsure = deadline(
        1, state="doubtful", action="รับรองข้อมูล ณ วันที่ 18 มิ.ย. 70 ตั้งแต่เวลา 08.30 น. - 16.30 น. โดยผู้อำนวยการ"
    )
    drawn = circular(deadlines=[unsure], body=[sure(f"ขอให้โรงเรียน{unsure.action}")])
    text = all_text(drawn)
    assert "มิ.ย." not in text
    assert "มิถุนายน" not in text
    assert "๐๘.๓๐" not in text
    assert f"รับรองข้อมูล โดยผู้อำนวยการ ภายใน{BLANK}" in text
    (point,) = open_points(drawn, office(), date=DATE)
    assert "ยังไม่แน่ชัด" in point
    assert "หน้า 2" in point
    assert "18 มิถุนายน 2570" in point


@pytest.mark.parametrize(
    ("action", "kept"),
    [
        ("ยืนยันข้อมูล ทุกคน ตั้งแต่เวลา 08.30 น. - 16.30 น.", "ยืนยันข้อมูล ทุกคน ภายใน"),
        ("ส่งแบบ เวลา ๑๖.๓๐ น. ทางระบบ", "ส่งแบบ ทางระบบ ภายใน"),
        ("ส่งแบบ ภายในวันที่ ๑๘ มิถนายน ๒๕๗๐", "ส่งแบบ ภายใน"),
        ("ภายในวันที่ ๑๘ มิถุนายน ๒๕๗๐", "ดำเนินการตามสิ่งที่ส่งมาด้วย ภายใน"),
    ],
)
def test_hours_and_half_read_dates_do_not_slip_in(action: str, kept: str) -> None:
    """Nothing of a doubtful deadline's time stays in its action."""
    drawn = circular(deadlines=[deadline(1, state="doubtful", action=action)], body=[sure(f"ขอให้{action}")])
    assert f"{kept}{BLANK}" in draft_letter(drawn, office()).request


def test_words_of_a_doubtful_duty_are_printed_only_where_they_were_read_for_sure() -> None:
    """A sure calendar row or paragraph vouches for the words; else they are a blank too."""
    vouched = circular(deadlines=[deadline(1, state="doubtful")])
    alone = circular(deadlines=[deadline(1, state="doubtful", action="บินทืกข้อมล")])
    assert f"ในระบบ DMC ให้ครบถ้วนและถูกต้อง ภายใน{BLANK}" in draft_letter(vouched, office()).request
    assert f"ขอให้โรงเรียนในสังกัด{BLANK} ภายใน{BLANK}" in draft_letter(alone, office()).request
    assert any("บินทืกข้อมล" in point for point in open_points(alone, office(), date=DATE))


def test_doubtful_duties_of_nobody_are_left_out_and_listed() -> None:
    """What is neither sure nor anybody's is no duty of schools until a person says so."""
    drawn = circular(deadlines=[deadline(1, state="doubtful", actors=[], action="หมดเขตส่งใบสมัคร")])
    assert "หมดเขต" not in all_text(drawn)
    (point,) = open_points(drawn, office(), date=DATE)
    assert "หมดเขตส่งใบสมัคร" in point
    assert "ไม่ได้ใส่ไว้ในหนังสือ" in point


def test_a_sure_time_is_said_once() -> None:
    """Hours inside the action are not said again after it."""
    timed = deadline(
        1, kind="day", start="2027-06-10", end="2027-06-10", start_time="08:30", end_time="16:30",
        action="ยืนยันข้อมูล ทุกคน ตั้งแต่เวลา 08.30 น. - 16.30 น.",
    )  # fmt: skip
    assert draft_letter(circular(deadlines=[timed]), office()).request.count("๐๘.๓๐") == 1


def test_the_issuer_is_named_where_a_unit_of_its_own_speaks() -> None:
    """An issuer named only later in the paragraph is put before it."""
    body = [sure(f"ด้วย สำนักแผนงานสมมติ{'พัฒนาระบบ' * 20} ของ{ISSUER} นั้น")]
    assert draft_letter(circular(body=body), office()).opening.startswith(
        f"ตามที่ {ISSUER} แจ้งว่า สำนักแผนงานสมมติ"
    )


def test_a_paragraph_with_a_doubtful_date_is_not_quoted() -> None:
    """The circular's own words are used only where no doubtful deadline stands in them."""
    unsure = deadline(1, state="doubtful", text="วันที่ ๑๘ มิถุนายน ๒๕๗๐")
    body = [sure(f"ด้วย {ISSUER} กำหนดประชุมวันที่ ๑๘ มิถุนายน ๒๕๗๐ นั้น")]
    assert "๑๘ มิถุนายน" not in all_text(circular(deadlines=[unsure], body=body))


@pytest.mark.parametrize("name", ["subject", "issuer", "number", "date"])
@pytest.mark.parametrize("state", ["doubtful", "missing", "absent"])
def test_unsure_fields_are_left_open(name: str, state: str) -> None:
    """Whatever is doubtful, missing or absent shows as a blank and is listed; its value is nowhere."""
    reading = {
        "doubtful": doubtful("2027-01-02" if name == "date" else "อ่านผิด"),
        "missing": Reading(value=None, state="missing"),
        "absent": None,
    }[state]
    drawn = circular(**{name: reading})
    text = all_text(drawn)
    assert BLANK in text
    assert "อ่านผิด" not in text
    assert "๒ มกราคม" not in text
    assert any("จึงเว้นไว้" in point for point in open_points(drawn, office(), date=DATE))


def test_what_is_counted_from_receipt_is_left_open() -> None:
    """A period from the district's receipt is not the schools': an officer sets the day."""
    relative = deadline(
        1, kind="relative", end=None, rule={"days": 7, "working_days": False, "from": "นับแต่วันที่ได้รับหนังสือ"},
        text="ภายใน ๗ วัน นับแต่วันที่ได้รับหนังสือ",
    )  # fmt: skip
    drawn = circular(deadlines=[relative])
    assert f"ภายใน{BLANK}" in all_text(drawn)
    assert any("๗ วัน นับแต่วันที่ได้รับหนังสือ" in point for point in open_points(drawn, office(), date=DATE))


def test_a_duty_of_nobody_in_particular_is_kept_and_named() -> None:
    """Where the circular does not say who must act, schools are told and the officer asked."""
    drawn = circular(deadlines=[deadline(1, actors=[])])
    assert "๑๘ มิถุนายน ๒๕๗๐" in all_text(drawn)
    assert any("ไม่ได้ระบุผู้ดำเนินการ" in point for point in open_points(drawn, office(), date=DATE))


def test_other_actors_that_are_schools_count() -> None:
    """ "other:ครูผู้รับผิดชอบ" is asked, "other:ศึกษานิเทศก์" is not."""
    asked = deadline(1, actors=["other:ครูผู้รับผิดชอบ"], action="ส่งแผนการสอน")
    other = deadline(2, actors=["other:ศึกษานิเทศก์"], action="ออกนิเทศ")
    text = all_text(circular(deadlines=[asked, other]))
    assert "ส่งแผนการสอน" in text
    assert "ออกนิเทศ" not in text


def test_events_are_attended() -> None:
    """A meeting is joined on its day."""
    event = deadline(
        1, kind="event", action="ประชุมชี้แจงการใช้ระบบ", start="2027-06-03", end="2027-06-03", start_time="09:00"
    )
    draft = draft_letter(circular(deadlines=[event]), office())
    assert "เข้าร่วมประชุมชี้แจงการใช้ระบบ ในวันที่ ๓ มิถุนายน ๒๕๗๐ เวลา ๐๙.๐๐ น." in draft.request
    assert draft.purpose == "จึงเรียนมาเพื่อทราบและเข้าร่วมตามกำหนดดังกล่าว"


def test_the_generic_opening_names_issuer_subject_and_letter() -> None:
    """Where the circular's first paragraph speaks to the district, the opening is ours."""
    body = [sure("ด้วย หน่วยงานขอความร่วมมือสำนักงานเขตพื้นที่การศึกษาดำเนินการตามหนังสือที่อ้างถึง")]
    opening = draft_letter(circular(body=body), office()).opening
    assert opening == (
        f"ตามที่ {ISSUER} ได้มีหนังสือ ที่ ศธ ๐๔๙๙๙/ว๘๑๒ ลงวันที่ ๑๐ พฤษภาคม ๒๕๗๐ "
        "เรื่อง การจัดเก็บข้อมูลนักเรียนรายบุคคล ภาคเรียนที่ ๑ ปีการศึกษา ๒๕๗๐ นั้น"
    )


def test_the_words_of_another_are_reported_as_such() -> None:
    """A first paragraph that does not name the issuer is told as what the issuer says."""
    body = [sure("ด้วย กระทรวงสมมติกำหนดแนวปฏิบัติใหม่ ความแจ้งแล้ว นั้น")]
    assert (
        draft_letter(circular(body=body), office()).opening
        == f"ตามที่ {ISSUER} แจ้งว่า กระทรวงสมมติกำหนดแนวปฏิบัติใหม่ นั้น"
    )


def test_a_doubted_paragraph_is_not_quoted() -> None:
    """A doubt about the paragraph is enough."""
    doubt = Doubt(
        id="b1", code="readers_disagree", severity="warning", field="body.0", message="อ่านไม่ตรงกัน", page=1
    )
    assert "ได้มีหนังสือ ที่" in draft_letter(circular(doubts=[doubt]), office()).opening


def test_orders_and_announcements_are_called_so() -> None:
    """The copy is of an order, not of a letter."""
    kind = Reading(value="order", state="sure")
    assert draft_letter(circular(kind=kind), office()).attachments[0].startswith("สำเนาคำสั่ง")


def test_an_announcement_without_a_number_misses_none() -> None:
    """Announcements seldom have one; a letter without one has a blank."""
    announced = {"kind": Reading(value="announcement", state="sure"), "number": None}
    assert draft_letter(circular(**announced), office()).attachments[0] == (
        f"สำเนาประกาศ{ISSUER} ลงวันที่ ๑๐ พฤษภาคม ๒๕๗๐ จำนวน ๑ ฉบับ"
    )
    assert f"ที่ {BLANK}" in draft_letter(circular(number=None), office()).attachments[0]


def test_the_circular_says_itself_what_it_is_for() -> None:
    """เพื่อให้ … of the circular stands in the letter, unless it speaks of offices or is doubted."""
    asks = f"ในการนี้ {ISSUER} เพื่อให้การสำรวจครบถ้วนทันใช้ในปีหน้า จึงขอให้แจ้งโรงเรียนในสังกัด"
    request = draft_letter(circular(body=[sure(asks)]), office()).request
    assert request.startswith("ในการนี้ เพื่อให้การสำรวจครบถ้วนทันใช้ในปีหน้า สำนักงานเขตพื้นที่การศึกษาสมมติ เขต ๑ ขอให้")
    usual = "เพื่อให้การดำเนินการเป็นไปด้วยความเรียบร้อย"
    of_offices = asks.replace("การสำรวจ", "เขตพื้นที่การศึกษาสำรวจ")
    assert usual in draft_letter(circular(body=[sure(of_offices)]), office()).request
    assert usual in draft_letter(circular(body=[doubtful(asks)]), office()).request


def test_duties_stand_in_order_of_their_days() -> None:
    """Whatever the order of reading; one without a certain day comes last."""
    drawn = circular(
        deadlines=[
            deadline(1, action="ส่งรายงาน", end="2027-07-30"),
            deadline(2, action="ตรวจสอบ", state="doubtful"),
            deadline(3, action="๒. สามารถยื่นคำขอ", end="2027-06-01"),
            deadline(4, action="ประกาศรายชื่อผู้ได้รับทุน", actors=[], end="2027-08-01"),
        ]
    )
    duties = draft_letter(drawn, office()).duties
    assert [duty.split(" ภายใน")[0] for duty in duties[:3]] == [
        "ยื่นคำขอ",
        "ส่งรายงาน",
        "ติดตามการประกาศรายชื่อผู้ได้รับทุน",
    ]
    assert duties[3].endswith(BLANK)


def test_attachments_without_a_count_are_left_open() -> None:
    """A count that the circular does not state is not invented."""
    attached = Attachment(value="แบบรายงาน", text="แบบรายงาน", state="sure")
    drawn = circular(attachments=[attached])
    assert draft_letter(drawn, office()).attachments[1] == f"แบบรายงาน จำนวน {BLANK}"
    assert any("แบบรายงาน" in point for point in open_points(drawn, office(), date=DATE))


def test_speed_and_secrecy_pass_on_only_when_sure() -> None:
    """A sure word is passed on, a doubtful one is asked about."""
    sure_word = circular(urgency=Reading(value="very_urgent", state="sure"))
    unsure = circular(urgency=Reading(value="very_urgent", state="doubtful"))
    assert draft_letter(sure_word, office()).urgency == "ด่วนมาก"
    assert draft_letter(unsure, office()).urgency == ""
    assert any("ชั้นความเร็ว" in point for point in open_points(unsure, office(), date=DATE))


def test_unread_pages_are_named() -> None:
    """A page that could not be read may hold a deadline: the officer is told which."""
    source = Source(name="a.pdf", sha256="0" * 64, pages=3, pages_by=["ocr", "unread", "unread"])
    points = open_points(circular(source=source), office(), date=DATE)
    assert any("หน้า 2, 3" in point for point in points)


def test_number_and_date_left_open_are_listed() -> None:
    """No number in the office file and no date given are points too."""
    points = open_points(circular(), office(next_number=None))
    assert [point.split(":")[0] for point in points] == ["เลขที่หนังสือ", "วันที่ของหนังสือ"]


def test_characters_that_cannot_be_printed_are_shown_and_listed() -> None:
    """An emoji in the subject becomes … and a point; the letter is made all the same."""
    drawn = circular(subject=sure("รณรงค์ 😀 ลดขยะ"))
    assert draft_letter(drawn, office()).subject == "รณรงค์ … ลดขยะ"
    assert any("U+1F600" in point for point in open_points(drawn, office(), date=DATE))


def test_web_addresses_and_foreign_words_keep_their_digits() -> None:
    """Thai digits in the letter, ASCII digits where they are part of something foreign."""
    assert letter_digits("ที่ https://a.example/b2?c=3 ภายใน 7 วัน ส่ง x1@example.go.th ระบบ Web 2 ปี 2570") == (
        "ที่ https://a.example/b2?c=3 ภายใน ๗ วัน ส่ง x1@example.go.th ระบบ Web 2 ปี ๒๕๗๐"
    )


def test_an_office_may_keep_ascii_digits() -> None:
    """thai_digits = false leaves digits as they are."""
    draft = draft_letter(circular(deadlines=[deadline(1)]), office(thai_digits=False))
    assert "18 มิถุนายน 2570" in draft.request
