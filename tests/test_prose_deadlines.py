"""What running text promises: each duty and event with its day, nothing that nobody has to keep."""

from __future__ import annotations

from datetime import date

import pytest

from extract.models import Deadline
from extract.prose_deadlines import LocatedLine, ProseReading, Setting, find_deadlines, urgency_deadline
from extract.prose_lines import paragraphs_of
from ingest.document import Box, Line

SETTING = Setting(
    on=date(2024, 5, 25),
    addressee="ผู้อำนวยการโรงเรียนในสังกัดทุกแห่ง",
    issuer="สำนักงานเขตพื้นที่การศึกษาประถมศึกษาตัวอย่าง เขต 9",
)
WIDTH = 5.2  # points a letter


def line(text: str, row: int = 0, *, page: int = 1, x0: float = 85.0, **about: object) -> LocatedLine:
    """A printed line at a row of a page, read without any doubt unless `about` says otherwise."""
    n = len(text)
    y0 = 100.0 + 20.0 * row
    fields = {
        "text": text,
        "box": Box(x0, y0, x0 + WIDTH * n, y0 + 16.0),
        "edges": tuple(x0 + WIDTH * i for i in range(n + 1)),
        "confidences": (1.0,) * n,
        "source": "text_layer",
        **about,
    }
    return LocatedLine(page, Line.model_validate(fields))


def read(*lines: str, setting: Setting = SETTING, body: bool = True) -> ProseReading:
    return find_deadlines([line(text, row) for row, text in enumerate(lines)], setting, body=body)


def told(deadline: Deadline) -> str:
    times = f" {deadline.start_time or ''}…{deadline.end_time or ''}"
    dates = f" {deadline.start or ''}…{deadline.end or ''}" if deadline.start or deadline.end else ""
    return (deadline.kind + dates + times).rstrip(" …")


DUTIES = [
    ("จึงขอให้โรงเรียนรายงานข้อมูลผ่านระบบ DMC ภายในวันที่ 15 มิถุนายน 2567 เวลา 16.30 น.",
     "until …2024-06-15 …16:30", ["school"], "รายงานข้อมูล"),
    ("ขอความร่วมมือโรงเรียนส่งแบบสำรวจ ให้กลุ่มนโยบายและแผน ภายในวันที่ ๗ มิถุนายน ๒๕๖๗",
     "until …2024-06-07", ["school"], "ส่งแบบสำรวจ"),
    ("กำหนดประชุมผู้บริหารสถานศึกษา ในวันศุกร์ที่ ๑๔ มิถุนายน ๒๕๖๗ เวลา ๐๙.๐๐ น. ณ ห้องประชุมใหญ่",
     "event 2024-06-14…2024-06-14 09:00", None, "ประชุมผู้บริหาร"),
    ("จึงขอเชิญท่านเข้าร่วมการสัมมนาวิชาการ ระหว่างวันที่ 3 - 5 กรกฎาคม 2567 ณ โรงแรมตัวอย่าง",
     "event 2024-07-03…2024-07-05", ["school"], "สัมมนา"),
    ("สำนักงานเขตพื้นที่การศึกษา จะรับสมัครสอบคัดเลือกระหว่างวันที่ 1 - 15 มิ.ย. 2567 ในวันราชการ",
     "window 2024-06-01…2024-06-15", None, "รับสมัครสอบคัดเลือก"),
    ("ให้ผู้มีสิทธิสอบรายงานตัวในวันที่ 28 มิถุนายน 2567", "day 2024-06-28…2024-06-28", None, "รายงานตัว"),
    ("ปิดรับสมัครวันที่ 30 มิถุนายน 2567", "until …2024-06-30", None, ""),
    ("ขอให้โรงเรียนนำนักเรียนเข้าร่วมการแข่งขันทักษะวิชาการ ในวันที่ 17 มิถุนายน 2567",
     "event 2024-06-17…2024-06-17", ["school"], "การแข่งขัน"),
    ("ให้ครูลงทะเบียนเข้ารับการอบรมระหว่างวันที่ 1 - 5 มิ.ย. 67", "window 2024-06-01…2024-06-05", None, "ลงทะเบียน"),
    ("ขอให้แจ้งยืนยันการเข้าร่วมประชุมภายในวันที่ 10 มิ.ย. 67", "until …2024-06-10", ["school"], "ยืนยัน"),
    ("ขอให้ส่งรายงานก่อนวันที่ 1 กรกฎาคม 2567", "until …2024-06-30", ["school"], "รายงาน"),
    ("ขอให้โรงเรียนจัดส่งสรุปผลภายในเดือนมิถุนายน 2567", "month 2024-06-01…2024-06-30", ["school"], "สรุปผล"),
    ("จะประกาศรายชื่อผู้ผ่านการคัดเลือกให้ทราบภายในวันที่ 20 มิถุนายน 2567",
     "until …2024-06-20", None, "ประกาศรายชื่อ"),
    ("เปิดระบบให้โรงเรียนบันทึกข้อมูลตั้งแต่วันที่ 1 มิ.ย. 2567 เป็นต้นไป", "from 2024-06-01", ["school"], "บันทึก"),
    ("ภายในวันที่ 5 มิถุนายน 2567 ให้โรงเรียนส่งคำสั่งแต่งตั้งคณะทำงาน", "until …2024-06-05", ["school"], "ส่งคำสั่ง"),
    ("Schools shall submit the application form by 17 June 2024", "until …2024-06-17", None, "submit"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected", "actors", "words"), DUTIES)
def test_duties_and_events_are_found(text: str, expected: str, actors: list[str] | None, words: str) -> None:
    """A plain sentence gives one sure deadline with its kind, days, times, actor and action."""
    reading = read(text)

    [deadline] = reading.deadlines
    assert told(deadline) == expected
    assert (deadline.state, reading.doubts) == ("sure", [])
    assert words in deadline.action
    if actors is not None:
        assert deadline.actors == actors


def test_the_action_has_no_asking_words_and_no_date() -> None:
    """The action begins with who or what is to be done and ends before the date."""
    [deadline] = read("ในการนี้ จึงขอให้ส่งแบบรายงานผลให้แล้วเสร็จ ภายในวันที่ 5 มิถุนายน 2567 ด้วย").deadlines

    assert deadline.action == "ส่งแบบรายงานผล"
    assert deadline.text == "ภายในวันที่ 5 มิถุนายน 2567"


NOBODYS = [
    "ตามหนังสือสำนักงานตัวอย่าง ที่ ศธ 04999/ว 12 ลงวันที่ 5 มิถุนายน 2567 แจ้งแนวทาง นั้น",
    "ตามระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. ๒๕๒๖ ข้อ 5",
    "ประกาศนี้มีผลใช้บังคับตั้งแต่วันที่ 1 มิถุนายน 2567 เป็นต้นไป",
    "ทั้งนี้ ตั้งแต่วันที่ 1 มิถุนายน 2567 เป็นต้นไป",
    "คณะรัฐมนตรีมีมติเมื่อวันที่ 4 มิถุนายน 2567 เห็นชอบหลักการ",
    "สำนักงานได้จัดอบรมครู ระหว่างวันที่ 1 - 3 เมษายน 2567 เรียบร้อยแล้ว",
    "ในการประชุม ครั้งที่ 2/2567 เมื่อวันที่ 20 พฤษภาคม 2567 ที่ประชุมรับทราบ",
    "ประเมินผลประจำปีงบประมาณ ๒๕๖๘ (๑ ตุลาคม ๒๕๖๗ – ๓๐ กันยายน ๒๕๖๘) ของสถานศึกษา",
    "มีอายุครบเจ็ดปีบริบูรณ์ภายในวันที่ 16 มิถุนายน 2567",
    "จะจ้างต่อไปจนถึง 30 กันยายน 2568 หากผ่านการประเมิน",
    "ให้ทดลองปฏิบัติงานก่อนเป็นเวลา 4 เดือน นับแต่วันทำสัญญา",
    "ข้อมูล 1/67 ของภาคเรียนที่ 1/2567 ปีการศึกษา 2567",
    "สั่ง ณ วันที่ 1 มิถุนายน พ.ศ. 2567",
    "สอบถามได้ที่โทร. 0 2999 9999 ต่อ 12-15 ในวันและเวลาราชการ",
    "เกิดวันที่ 10 มิถุนายน 2567",
    "จึงเรียนมาเพื่อทราบและดำเนินการให้แล้วเสร็จตามกำหนด",
    "คณะกรรมการได้ประชุมพิจารณา เมื่อวันที่ 28 พฤษภาคม 2567",
    "วันเสาร์ที่ 25 พฤษภาคม 2567 ประชุมสามัญ",
]


@pytest.mark.parametrize("text", NOBODYS)
@pytest.mark.parametrize("body", [True, False])
def test_what_nobody_has_to_keep_is_left_out(text: str, body: bool) -> None:
    """Cited, effective, past and personal dates, laws, terms and numbers are no deadlines."""
    assert read(text, body=body).deadlines == []


def test_a_sentence_runs_over_lines_and_pages() -> None:
    """The date may begin on one page and end on the next."""
    lines = [
        line("สำนักงานเขตพื้นที่การศึกษา จึงขอให้โรงเรียนในสังกัดทุกแห่งจัดส่งข้อมูลนักเรียนรายบุคคลภายในวันที่", 0),
        line("๑๐ มิถุนายน ๒๕๖๗ เวลา ๑๖.๓๐ น. ผ่านระบบที่กำหนดโดยไม่ต้องจัดส่งเอกสารมายังสำนักงาน", 0, page=2),
    ]
    [deadline] = find_deadlines(lines, SETTING).deadlines

    assert told(deadline) == "until …2024-06-10 …16:30"
    assert deadline.page == 1
    assert deadline.box is not None and deadline.box[3] <= 116.0  # only what stands on that page


def test_the_box_is_that_of_the_printed_date() -> None:
    """The place on the page is the date's own, not the line's."""
    text = "ขอให้ส่งรายงานภายในวันที่ 5 มิถุนายน 2567 ด้วย"
    [deadline] = read(text).deadlines

    start = 85 + WIDTH * text.index("ภายใน")
    assert deadline.box == pytest.approx((start, 100.0, start + WIDTH * len(deadline.text), 116.0), abs=0.01)


def test_a_second_meeting_keeps_the_verb_of_the_first() -> None:
    """Dates of one sentence share its verb."""
    first, second = read(
        "จึงขอให้ครูที่มีรายชื่อเข้าร่วมสัมมนา ครั้งที่ ๑ ระหว่างวันที่ ๑๗ – ๒๑ มิถุนายน ๒๕๖๗ "
        "และครั้งที่ ๒ ระหว่างวันที่ ๘ – ๑๒ กรกฎาคม ๒๕๖๗"
    ).deadlines

    assert (told(first), told(second)) == ("event 2024-06-17…2024-06-21", "event 2024-07-08…2024-07-12")
    assert second.action == "ครูที่มีรายชื่อเข้าร่วมสัมมนา ครั้งที่ ๒"


def test_an_extended_limit_replaces_the_old_one() -> None:
    """Of "from … to …" only the new date counts."""
    [deadline] = read(
        "จึงขยายเวลาให้โรงเรียนส่งข้อมูล จากเดิมภายในวันที่ 31 พฤษภาคม 2567 เป็นภายในวันที่ 15 มิถุนายน 2567"
    ).deadlines

    assert told(deadline) == "until …2024-06-15"
    assert deadline.action == "โรงเรียนส่งข้อมูล"


def test_an_opening_is_no_closing() -> None:
    """เปิดรับสมัคร ends in the letters of ปิดรับสมัคร."""
    [deadline] = read("โรงเรียนเปิดรับสมัครนักเรียนวันที่ 10 มิถุนายน 2567").deadlines

    assert told(deadline) == "day 2024-06-10…2024-06-10"


def test_a_hall_is_no_meeting() -> None:
    """The name of a place says nothing of what takes place there."""
    [deadline] = read("ให้โรงเรียนส่งเอกสาร ณ หอประชุม ในวันที่ 10 มิถุนายน 2567").deadlines

    assert deadline.kind == "day"


def test_two_duties_of_one_sentence() -> None:
    """Each date takes the words that lead to it."""
    event, duty = read("กำหนดสอบคัดเลือกวันที่ 20 มิ.ย. 2567 และประกาศผลการคัดเลือกภายในวันที่ 25 มิ.ย. 2567").deadlines

    assert (told(event), told(duty)) == ("event 2024-06-20…2024-06-20", "until …2024-06-25")
    assert "ประกาศผล" in duty.action and "สอบ" in event.action


def test_rules_are_kept_as_rules() -> None:
    """Relative and recurring limits have no dates."""
    relative, recurring = read(
        "ขอให้โรงเรียนรายงานผลภายใน 7 วัน นับแต่วันที่ได้รับหนังสือ",
        "2. ให้รายงานการใช้จ่ายภายในวันที่ 5 ของทุกเดือน",
    ).deadlines

    assert (relative.kind, relative.start, relative.end) == ("relative", None, None)
    assert relative.rule == {"days": 7, "working_days": False, "from": "นับแต่วันที่ได้รับหนังสือ"}
    assert (recurring.kind, recurring.rule) == ("recurring", {"every": "month", "day": 5})


def test_a_request_without_a_date() -> None:
    """A clear request to act at once is undated; the same words elsewhere are nothing."""
    [deadline] = read("จึงขอให้โรงเรียนจัดเก็บข้อมูลให้แล้วเสร็จโดยเร็ว").deadlines

    assert (deadline.kind, deadline.actors) == ("undated", ["school"])
    assert read("ระบบแก้ไขปัญหาได้ทันที").deadlines == []


def test_an_urgency_line_with_a_date() -> None:
    """ด่วนภายใน… is a deadline of its own origin."""
    [passage] = paragraphs_of([line("ด่วนภายใน 5 มิ.ย. 67")])
    [deadline] = urgency_deadline(passage, SETTING).deadlines

    assert (told(deadline), deadline.origin, deadline.state) == ("until …2024-06-05", "urgency", "sure")


# Doubts


def doubted(reading: ProseReading) -> tuple[str, set[str]]:
    [deadline] = reading.deadlines
    return deadline.state, {doubt.code for doubt in reading.doubts}


def test_uncertain_digits_are_doubtful() -> None:
    """A date whose letters the reader was not certain of is never sure."""
    text = "ขอให้ส่งรายงานภายในวันที่ 5 มิถุนายน 2567"
    unsure = tuple(0.6 if ch == "5" else 1.0 for ch in text)
    reading = find_deadlines([line(text, confidences=unsure, source="ocr")], SETTING)

    assert doubted(reading) == ("doubtful", {"low_confidence"})


def test_readers_that_disagree_are_doubtful() -> None:
    """Two readers with different digits make a doubt, other differences do not matter to the date."""
    text = "ขอให้ส่งรายงานภายในวันที่ 5 มิถุนายน 2567"
    reading = find_deadlines([line(text, source="ocr", second=text.replace(" 5 ", " 6 "))], SETTING)

    assert doubted(reading) == ("doubtful", {"readers_disagree"})


def test_a_stamp_over_the_date_is_doubtful() -> None:
    """Ink over a scanned date is a reason to look."""
    setting = Setting(on=SETTING.on, ink=((1, (200.0, 90.0, 320.0, 130.0)),))
    reading = find_deadlines([line("ขอให้ส่งรายงานภายในวันที่ 5 มิถุนายน 2567", source="ocr")], setting)

    assert doubted(reading) == ("doubtful", {"stamped_over"})


def test_handwriting_is_no_prose() -> None:
    """Notes by hand give no deadlines."""
    assert find_deadlines([line("สมัครภายใน 5 มิ.ย. 67", kind="handwriting")], SETTING).deadlines == []


IMPOSSIBLE = [
    ("ขอให้ส่งรายงานภายในวันที่ 31 มิถุนายน 2567", "impossible_date"),
    ("ขอให้ส่งรายงานภายในวันที่ 5 มิถุนายนนี้", "year_missing"),
    ("ขอให้ส่งรายงานภายในวันที่ 5 มิถุนายน 2560", "already_over"),
    ("ขอให้ส่งรายงานภายในวันที่ 5 มิถุนายน 2597", "implausible_year"),
    ("ขอให้ส่งรายงานระหว่างวันที่ 20 - 10 มิถุนายน 2567", "end_before_start"),
]


@pytest.mark.parametrize(("text", "code"), IMPOSSIBLE)
def test_dates_that_cannot_be_right_are_doubtful(text: str, code: str) -> None:
    """A duty whose date cannot be right is kept, with the doubt."""
    state, codes = doubted(read(text))

    assert (state, code in codes) == ("doubtful", True)


def test_a_doubtful_letter_date_leaves_nothing_out() -> None:
    """Where the letter's own date is not certain, an event before it is doubtful instead of left out."""
    text = "กำหนดจัดประชุมวันที่ 5 มีนาคม 2567"
    unsure = Setting(on=SETTING.on, on_sure=False)

    assert read(text).deadlines == []
    assert doubted(read(text, setting=unsure)) == ("doubtful", {"already_over"})


def test_a_weekday_that_disagrees_is_only_noted() -> None:
    """The wrong weekday does not make the date doubtful."""
    reading = read("ขอให้ส่งรายงานภายในวันศุกร์ที่ 5 มิถุนายน 2567")

    assert doubted(reading) == ("sure", {"weekday_disagrees"})


def test_a_garbled_date_is_not_lost() -> None:
    """Where a limit was printed and its date could not be read, a person is sent to the place."""
    reading = find_deadlines(
        [line("ขอให้โรงเรียนส่งใบสมัครตั้งแต่วันที่ ๒๘-ต๐ พxษxคม ๒๕๖๗ ด้วย", source="ocr")], SETTING
    )

    state, codes = doubted(reading)
    assert (state, "period_unread" in codes, reading.deadlines[0].kind) == ("doubtful", True, "undated")


TORN = [
    "ขอให้เข้าร่วมประชุมระหว่างวันที่ 3x พฤxภาคม - 3 มิถุนายน 2567",
    "ขอให้เข้าร่วมประชุมระหว่างวันที่ 3 มิถุนายน 2567 - 1x มิxุ 25x7",
    "ขอให้ส่งใบสมัครภายในว วันที่ 3 มิถุนายน 2567",
    "ให้ยื่นใบสมัครวันที่ 3 มิถุนายน 2567 เวลา 08.30 น. ถึxง 12.00 น.",
]


@pytest.mark.parametrize("text", TORN)
def test_half_a_range_is_never_sure(text: str) -> None:
    """Where the rest of a range or of its limit word could not be read, the readable half is doubtful."""
    [deadline] = find_deadlines([line(text, source="ocr")], SETTING).deadlines

    assert deadline.state == "doubtful"


def test_attachments_do_not_ask_the_addressee() -> None:
    """In an attachment only a party that is named is the actor."""
    text = "ให้ส่งใบสมัครภายในวันที่ 5 มิถุนายน 2567"

    assert read(text).deadlines[0].actors == ["school"]
    assert read(text, body=False).deadlines[0].actors == []


def test_a_date_under_its_title() -> None:
    """A date that stands alone takes the words above it."""
    [deadline] = read(
        "การประชุมอบรมการใช้ระบบบริหารสถานศึกษา",
        "(School Management System)",
        "ระหว่างวันที่ 7 - 8 มิถุนายน 2567",
        body=False,
    ).deadlines

    assert told(deadline) == "event 2024-06-07…2024-06-08"
    assert "ประชุมอบรม" in deadline.action


def test_a_name_that_holds_a_word_of_resolutions_keeps_its_deadline() -> None:
    """สมมติ is a name here, มติ a resolution: only the latter's date is nobody's to keep."""
    kept = read("ให้โรงเรียนส่งรายงานถึงโรงเรียนบ้านสมมติ ภายในวันที่ ๑๘ มิถุนายน ๒๕๖๘")
    assert [d.end for d in kept.deadlines] == ["2025-06-18"]
