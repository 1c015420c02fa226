"""Memos, sealed letters, orders, announcements, plans: each kind by its own fields."""

from __future__ import annotations

import pytest

from extract import extract_circular
from extract.models import Circular, TextReading
from tests.documents import document
from tests.drawn_letters import ANNOUNCEMENT, EXTERNAL, MEMO, ORDER, SEALED


def read(drawing: str) -> Circular:
    return extract_circular(document(drawing))


def value(reading: TextReading | None) -> str | None:
    assert reading is None or reading.value is None or reading.state == "sure", reading
    return reading.value if reading else None


@pytest.mark.parametrize(
    ("drawing", "kind"),
    [
        (EXTERNAL, "external"),
        (MEMO, "memo"),
        (SEALED, "stamped"),
        (ORDER, "order"),
        (ANNOUNCEMENT, "announcement"),
    ],
)
def test_kind_is_told_by_title_and_labels(drawing: str, kind: str) -> None:
    """Each kind is known, and surely so."""
    reading = read(drawing).kind

    assert (reading.value, reading.state) == (kind, "sure")


def test_memo() -> None:
    """The office is the whole ส่วนราชการ line without its telephone; a memo has no closing words."""
    circular = read(MEMO)

    assert value(circular.issuer) == "กลุ่มนโยบายและแผน สำนักงานตัวอย่าง"
    assert value(circular.number) == "ศธ 04999.2/58"
    assert value(circular.date) == "2027-01-08"
    assert value(circular.subject) == "ขออนุมัติจัดประชุมชี้แจงการสำรวจข้อมูล"
    assert value(circular.addressee) == "ผู้อำนวยการสำนักงานตัวอย่าง"
    assert circular.closing is None
    assert circular.issuer_address is None
    assert circular.contact is not None
    assert value(circular.contact.phone) == "๐ ๒๐๐๐ ๐๔๕๖"
    assert circular.contact.unit is None


def test_memo_is_signed_by_who_submits_it() -> None:
    """Those who endorse a memo under it are not its signatories."""
    signatory = read(MEMO).signatory

    assert signatory is not None
    assert value(signatory.name) == "นางสาวตัวอย่าง รักงาน"
    assert value(signatory.position) == "ผู้อำนวยการกลุ่มนโยบายและแผน"
    assert signatory.acting_for is None


def test_memo_body_ends_before_the_endorsement() -> None:
    """What the superior wrote under the memo is no part of its text."""
    assert [(p.value or "")[:10] for p in read(MEMO).body] == ["ด้วยกลุ่มน", "จึงเรียนมา"]


def test_memo_whose_number_is_not_filled_in() -> None:
    """The label without a running number is a missing number with the label's place."""
    number = read(MEMO.replace("ศธ ๐๔๙๙๙.๒/๕๘", "ศธ ๐๔๙๙๙.๒/")).number

    assert number is not None
    assert (number.value, number.state) == (None, "missing")
    assert number.box is not None


def test_memo_with_number_and_date_on_one_line_of_text() -> None:
    """Number and date are told apart also where no wide gap separates them."""
    circular = read(MEMO.replace("๕๘                          วันที่  ๘", "๕๘  วันที่  ๘"))

    assert value(circular.number) == "ศธ 04999.2/58"
    assert value(circular.date) == "2027-01-08"


def test_memo_with_speed_beside_its_title() -> None:
    """The speed word stands between emblem and title."""
    circular = read(MEMO.replace("          บันทึกข้อความ", "ด่วนมาก     บันทึกข้อความ"))

    assert circular.urgency is not None
    assert circular.urgency.value == "very_urgent"


def test_sealed_letter() -> None:
    """ถึง instead of เรียน, no subject, no signatory; office and date stand in the seal."""
    circular = read(SEALED)

    assert value(circular.number) == "นร 0999.1/ว25"
    assert value(circular.addressee) == "สำนักงานจังหวัดทุกจังหวัด"
    assert circular.subject is None
    assert circular.signatory is None
    assert circular.closing is None
    assert value(circular.issuer) == "สำนักงานตัวอย่างกลาง"
    assert value(circular.date) == "2027-01-09"
    assert circular.contact is not None
    assert value(circular.contact.unit) == "กองกลาง"
    assert value(circular.contact.phone) == "๐ ๒๐๐๐ ๐๗๘๙"


def test_order() -> None:
    """An order's number has no letters; its date stands after สั่ง ณ วันที่."""
    circular = read(ORDER)

    assert value(circular.number) == "12/2570"
    assert value(circular.issuer) == "โรงเรียนสมมติวิทยา"
    assert value(circular.subject) == "แต่งตั้งคณะกรรมการสำรวจอาคารเรียน ปีการศึกษา ๒๕๗๐ ของโรงเรียนสมมติวิทยา"
    assert value(circular.date) == "2027-01-11"
    assert circular.addressee is None
    assert circular.contact is None
    assert circular.signatory is not None
    assert value(circular.signatory.position) == "ครูชำนาญการพิเศษ"
    assert value(circular.signatory.acting_for) == "ผู้อำนวยการโรงเรียนสมมติวิทยา"


def test_announcement() -> None:
    """An announcement need not have a number; its subject goes on to the line of dots."""
    circular = read(ANNOUNCEMENT)

    assert circular.number is None
    assert value(circular.issuer) == "วิทยาลัยสมมติ"
    assert value(circular.subject) == "รับสมัครลูกจ้างชั่วคราวตำแหน่ง เจ้าหน้าที่ห้องสมุด"
    assert value(circular.date) == "2027-01-12"
    assert (circular.body[0].value or "").startswith("ด้วยวิทยาลัยสมมติ")


def test_rank_beside_the_signature_belongs_to_the_name() -> None:
    """A rank printed to the left of the place of the signature is part of the name."""
    signatory = read(ANNOUNCEMENT).signatory

    assert signatory is not None
    assert value(signatory.name) == "พันเอก สมมติ กล้าหาญ"
    assert value(signatory.position) == "ผู้อำนวยการวิทยาลัยสมมติ"


def test_order_attached_to_a_letter_is_noted() -> None:
    """A letter with an order behind it is the letter; the order is noted."""
    circular = extract_circular(document(EXTERNAL, ORDER))

    assert circular.kind.value == "external"
    assert value(circular.number) == "ศธ 04999/ว17"
    assert [d.page for d in circular.doubts if d.code == "several_letters"] == [2]


def test_letter_without_further_ones_raises_no_note() -> None:
    """A single letter is not said to be several."""
    assert "several_letters" not in {d.code for d in read(EXTERNAL).doubts}


def test_plan_without_letter() -> None:
    """A plan alone is "other"; its office is the one in its title, and it has no letter's fields."""
    circular = read(
        """
                    แผนการสำรวจอาคารเรียน
              โรงเรียนสมมติวิทยา ประจำปี ๒๕๗๐

        รายการ                 กำหนด
        สำรวจอาคารเรียน          มกราคม ๒๕๗๐
        """
    )

    assert (circular.kind.value, circular.kind.state) == ("other", "sure")
    assert value(circular.issuer) == "โรงเรียนสมมติวิทยา"
    assert circular.number is None
    assert circular.date is None
    assert circular.signatory is None


def test_form_with_labels_of_a_letter_is_no_letter() -> None:
    """A form to be filled in (เขียนที่ … เรียน …) is not taken for a letter."""
    circular = extract_circular(
        document(
            EXTERNAL,
            """
                                          เขียนที่ ...................
                                     วันที่ ....... เดือน ........... พ.ศ. ......
            เรื่อง  ขออนุญาตเข้าร่วมกิจกรรม
            เรียน  ผู้อำนวยการโรงเรียน
                  ข้าพเจ้า .............................
            """,
        )
    )

    assert "several_letters" not in {d.code for d in circular.doubts}


def test_certificate_with_a_letter_s_number() -> None:
    """A certificate is no letter (nobody is addressed), but its number, office, date and signer are read."""
    circular = read(
        """
ที่ ศธ ๐๔๙๙๙/๘๘                          โรงเรียนสมมติวิทยา
                                       ตำบลตัวอย่าง อำเภอเมือง จังหวัดสมมติ ๔๐๐๐๐

            หนังสือฉบับนี้ให้ไว้เพื่อรับรองว่า เด็กชายตัวอย่าง สมมติ เป็นนักเรียนของโรงเรียนจริง

                    ให้ไว้ ณ วันที่ ๑๔ มกราคม พ.ศ. ๒๕๗๐



                             (นายสมมติ ใจดี)
                        ผู้อำนวยการโรงเรียนสมมติวิทยา
        """
    )

    assert (circular.kind.value, circular.kind.state) == ("other", "sure")
    assert value(circular.number) == "ศธ 04999/88"
    assert value(circular.issuer) == "โรงเรียนสมมติวิทยา"
    assert value(circular.date) == "2027-01-14"
    assert circular.subject is None
    assert circular.signatory is not None
    assert value(circular.signatory.name) == "นายสมมติ ใจดี"
