"""External letters: every field with its value, where it stands, and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from extract import extract_circular
from extract.models import Circular, TextReading
from ingest.document import Document
from tests.documents import document, page, scan
from tests.drawn_letters import EXTERNAL


def read(drawing: str) -> Circular:
    return extract_circular(document(drawing))


def value(reading: TextReading | None) -> str | None:
    assert reading is None or reading.value is None or reading.state == "sure", reading
    return reading.value if reading else None


def changed(old: str, new: str) -> Circular:
    """The letter with one piece of it replaced."""
    assert EXTERNAL.count(old) == 1, old
    return read(EXTERNAL.replace(old, new))


def test_every_field_of_a_clean_letter_is_sure() -> None:
    """A born-digital letter gives all its fields, none of them doubtful."""
    circular = read(EXTERNAL)

    assert circular.kind.value == "external"
    assert circular.kind.state == "sure"
    assert value(circular.number) == "ศธ 04999/ว17"
    assert value(circular.date) == "2027-01-04"
    assert value(circular.issuer) == "สำนักงานคณะกรรมการการศึกษาสมมติ"
    assert value(circular.issuer_address) == "๑ ถนนตัวอย่าง กทม. ๑๐๓๐๐"
    assert value(circular.subject) == "การสำรวจข้อมูลอาคารเรียน ปีการศึกษา ๒๕๗๐"
    assert value(circular.addressee) == "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาทุกเขต"
    assert value(circular.closing) == "ขอแสดงความนับถือ"
    assert circular.urgency is None
    assert circular.secrecy is None
    assert circular.received == []


def test_signatory_stands_without_the_words_of_acting() -> None:
    """The signer's own post and the post acted for are told apart; ปฏิบัติราชการแทน is in neither."""
    signatory = read(EXTERNAL).signatory

    assert signatory is not None
    assert value(signatory.name) == "นายสมมติ ใจดี"
    assert value(signatory.position) == "รองเลขาธิการคณะกรรมการการศึกษาสมมติ"
    assert value(signatory.acting_for) == "เลขาธิการคณะกรรมการการศึกษาสมมติ"


def test_contact_joins_the_lines_of_the_unit() -> None:
    """A unit printed on two lines is one; telephone, fax and mail stand as printed."""
    contact = read(EXTERNAL).contact

    assert contact is not None
    assert value(contact.unit) == "สำนักนโยบายตัวอย่าง กลุ่มข้อมูลอาคารสถานที่"
    assert value(contact.phone) == "๐ ๒๐๐๐ ๐๑๒๓ ต่อ ๑๒"
    assert value(contact.fax) == "๐ ๒๐๐๐ ๐๑๒๔"
    assert value(contact.email) == "data@example.go.th"


def test_attachments_carry_their_count() -> None:
    """Numbered attachments stand without number and count; the count stands beside them."""
    attachments = read(EXTERNAL).attachments

    assert [(a.value, a.quantity, a.unit) for a in attachments] == [
        ("แบบสำรวจอาคารเรียน", 1, "ชุด"),
        ("คู่มือการกรอกข้อมูล", 2, "เล่ม"),
    ]


def test_one_unnumbered_reference_is_one() -> None:
    """อ้างถึง without numbers is one reference, whatever it names."""
    references = read(EXTERNAL).references

    assert [r.value for r in references] == [
        "หนังสือสำนักงานคณะกรรมการการศึกษาสมมติ ที่ ศธ ๐๔๙๙๙/ว๓ ลงวันที่ ๒ ธันวาคม ๒๕๖๙"
    ]


def test_body_is_paragraphs_without_head_and_signature() -> None:
    """The text is the paragraphs between the labelled lines and the closing words."""
    body = [paragraph.value or "" for paragraph in read(EXTERNAL).body]

    assert [paragraph[:7] for paragraph in body] == ["ตามหนัง", "บัดนี้ ", "จึงเรีย"]
    assert body[0].endswith("รายงานผลให้ทราบ นั้น")


def test_places_are_those_of_the_values() -> None:
    """A reading's box is round its value on the page, its text as printed."""
    number = read(EXTERNAL).number

    assert number is not None
    assert number.text == "ศธ ๐๔๙๙๙/ว๑๗"
    assert number.page == 1
    assert number.box is not None
    assert number.box[0] == 72 + 6 * 2  # to the right of ที่ and its blank


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("ที่ ศธ ๐๔๙๙๙ / ว ๑๗", "ศธ 04999/ว17"),
        ("ที่ ศธ 04999/1234", "ศธ 04999/1234"),
        ("ที่ ศธ๐๔๙๙๙.๐๑๒/ว๘", "ศธ 04999.012/ว8"),
        ("ที่ กค (กวจ) ๐๔๐๕.๒/ว ๑๑๙", "กค (กวจ) 0405.2/ว119"),
    ],
)
def test_numbers_come_in_one_form(printed: str, number: str) -> None:
    """ASCII digits, one blank after the letters, none round the slash."""
    assert value(changed("ที่ ศธ ๐๔๙๙๙/ว๑๗  ", printed + "  ").number) == number


def test_number_left_open_is_missing() -> None:
    """A number whose running part is not filled in has no value, but its place."""
    number = changed("ที่ ศธ ๐๔๙๙๙/ว๑๗  ", "ที่ ศธ ๐๔๙๙๙/     ").number

    assert number is not None
    assert (number.value, number.text, number.state) == (None, "", "missing")
    assert number.box is not None


def test_date_without_its_day_is_missing() -> None:
    """A date whose day is to be written by hand is no date."""
    circular = changed("๔ มกราคม ๒๕๗๐", "  มกราคม ๒๕๗๐")

    assert circular.date is not None
    assert circular.date.state == "missing"
    assert "field_missing" in {d.code for d in circular.doubts if d.field == "date"}


def test_subject_over_two_lines() -> None:
    """A subject goes on to the next label; Thai letters that meet at the line's end are joined."""
    circular = changed(
        "อาคารเรียน ปีการศึกษา ๒๕๗๐\n", "อาคารเรียนและอาคารประกอบของโรงเรียนในสังกัด\n       ปีการศึกษา ๒๕๗๐\n"
    )

    assert value(circular.subject) == "การสำรวจข้อมูลอาคารเรียนและอาคารประกอบของโรงเรียนในสังกัดปีการศึกษา ๒๕๗๐"


def test_office_name_over_two_lines_and_its_address() -> None:
    """A name that breaks inside is joined; "เขต ๓" belongs to it, the road does not."""
    circular = changed(
        "สำนักงานคณะกรรมการการศึกษาสมมติ\n                                       ๑ ถนนตัวอย่าง กทม. ๑๐๓๐๐",
        "สำนักงานเขตพื้นที่การศึกษาประถมศึกษา\n                                       สมมติ เขต ๓ ถนนกลาง"
        "\n                                       อำเภอเมือง จังหวัดสมมติ ๔๐๐๐๐",
    )

    assert value(circular.issuer) == "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาสมมติ เขต ๓"
    assert value(circular.issuer_address) == "ถนนกลาง อำเภอเมือง จังหวัดสมมติ ๔๐๐๐๐"


def test_ministry_under_the_office_belongs_to_the_address() -> None:
    """กระทรวง… on the second line says where the office is."""
    circular = changed("๑ ถนนตัวอย่าง กทม.", "กระทรวงศึกษาธิการ กทม.")

    assert value(circular.issuer) == "สำนักงานคณะกรรมการการศึกษาสมมติ"
    assert value(circular.issuer_address) == "กระทรวงศึกษาธิการ กทม. ๑๐๓๐๐"


@pytest.mark.parametrize(
    ("word", "urgency"), [("ด่วน", "urgent"), ("ด่วนมาก", "very_urgent"), ("ด่วนที่สุด", "most_urgent")]
)
def test_speed_over_the_number(word: str, urgency: str) -> None:
    """The speed word over the number."""
    circular = read(f"\n{word}\n{EXTERNAL.lstrip()}")

    assert circular.urgency is not None
    assert (circular.urgency.value, circular.urgency.text, circular.urgency.state) == (urgency, word, "sure")


def test_secrecy_in_the_middle_of_the_head() -> None:
    """A secret letter is known as one and says so."""
    circular = read(f"\n{'ลับมาก':>40}\n{EXTERNAL.lstrip()}")

    assert circular.secrecy is not None
    assert circular.secrecy.value == "secret"
    assert "secret_document" in {d.code for d in circular.doubts}


def test_attachment_without_number_or_count() -> None:
    """A single attachment is its title; count and unit stay open."""
    circular = read(
        EXTERNAL.replace(
            "๑. แบบสำรวจอาคารเรียน                              จำนวน ๑ ชุด", "แบบสำรวจอาคารเรียน"
        ).replace("              ๒. คู่มือการกรอกข้อมูล                              จำนวน ๒ เล่ม\n", "")
    )

    assert [(a.value, a.quantity, a.unit) for a in circular.attachments] == [
        ("แบบสำรวจอาคารเรียน", None, None)
    ]
    assert (circular.body[0].value or "").startswith("ตามหนังสือที่อ้างถึง")


def test_attachment_over_two_lines() -> None:
    """A title that goes on under itself stays one attachment."""
    circular = changed(
        "๒. คู่มือการกรอกข้อมูล                              จำนวน ๒ เล่ม",
        "๒. คู่มือการกรอกข้อมูลอาคารเรียนและอาคารประกอบ\n"
        "                 สำหรับโรงเรียน                              จำนวน ๒ เล่ม",
    )

    last = circular.attachments[-1]
    assert (last.value, last.quantity, last.unit) == (
        "คู่มือการกรอกข้อมูลอาคารเรียนและอาคารประกอบสำหรับโรงเรียน",
        2,
        "เล่ม",
    )


def test_numbered_references_are_several() -> None:
    """Each numbered อ้างถึง stands alone."""
    circular = changed(
        "อ้างถึง  หนังสือสำนักงานคณะกรรมการการศึกษาสมมติ ที่ ศธ ๐๔๙๙๙/ว๓ ลงวันที่ ๒ ธันวาคม ๒๕๖๙",
        "อ้างถึง  ๑. หนังสือ ที่ ศธ ๐๔๙๙๙/ว๓ ลงวันที่ ๒ ธันวาคม ๒๕๖๙\n"
        "       ๒. หนังสือ ที่ ศธ ๐๔๙๙๙/ว๕ ลงวันที่ ๙ ธันวาคม ๒๕๖๙",
    )

    assert [r.value for r in circular.references] == [
        "หนังสือ ที่ ศธ ๐๔๙๙๙/ว๓ ลงวันที่ ๒ ธันวาคม ๒๕๖๙",
        "หนังสือ ที่ ศธ ๐๔๙๙๙/ว๕ ลงวันที่ ๙ ธันวาคม ๒๕๖๙",
    ]


def test_signer_who_acts_for_nobody() -> None:
    """A post over two lines without acting words is one post, and acting_for is null."""
    circular = read(EXTERNAL.replace("                รองเลขาธิการคณะกรรมการการศึกษาสมมติ ปฏิบัติราชการแทน\n", ""))

    assert circular.signatory is not None
    assert value(circular.signatory.position) == "เลขาธิการคณะกรรมการการศึกษาสมมติ"
    assert circular.signatory.acting_for is None


@pytest.mark.parametrize("words", ["รักษาราชการแทน", "รักษาการในตำแหน่ง", "ปฏิบัติหน้าที่", "ปฏิบัติการแทน"])
def test_other_words_of_acting(words: str) -> None:
    """All forms of acting for another part the two posts."""
    signatory = changed("ปฏิบัติราชการแทน", words).signatory

    assert signatory is not None
    assert value(signatory.position) == "รองเลขาธิการคณะกรรมการการศึกษาสมมติ"
    assert value(signatory.acting_for) == "เลขาธิการคณะกรรมการการศึกษาสมมติ"


def test_telephone_and_fax_on_one_line() -> None:
    """โทร. and โทรสาร side by side are two values; โทร./โทรสาร is one for both."""
    side_by_side = changed(
        "โทร. ๐ ๒๐๐๐ ๐๑๒๓ ต่อ ๑๒\nโทรสาร ๐ ๒๐๐๐ ๐๑๒๔", "โทร. ๐ ๒๐๐๐ ๐๑๒๓ โทรสาร ๐ ๒๐๐๐ ๐๑๒๔"
    ).contact
    both = changed("โทร. ๐ ๒๐๐๐ ๐๑๒๓ ต่อ ๑๒\nโทรสาร ๐ ๒๐๐๐ ๐๑๒๔", "โทร./โทรสาร ๐ ๒๐๐๐ ๐๑๒๓").contact

    assert side_by_side is not None
    assert both is not None
    assert (value(side_by_side.phone), value(side_by_side.fax)) == ("๐ ๒๐๐๐ ๐๑๒๓", "๐ ๒๐๐๐ ๐๑๒๔")
    assert (value(both.phone), value(both.fax)) == ("๐ ๒๐๐๐ ๐๑๒๓", "๐ ๒๐๐๐ ๐๑๒๓")


def test_letter_without_fax_has_none() -> None:
    """What is not printed is null, not missing."""
    contact = changed("โทรสาร ๐ ๒๐๐๐ ๐๑๒๔\n", "").contact

    assert contact is not None
    assert contact.fax is None


def test_copies() -> None:
    """สำเนาส่ง at the foot names who gets a copy."""
    circular = read(EXTERNAL + "สำเนาส่ง  ศึกษาธิการจังหวัดทุกจังหวัด\n         ผู้ว่าราชการจังหวัดทุกจังหวัด\n")

    assert [c.value for c in circular.copies_to] == ["ศึกษาธิการจังหวัดทุกจังหวัด", "ผู้ว่าราชการจังหวัดทุกจังหวัด"]


def test_letter_that_goes_on_to_a_second_page() -> None:
    """Closing words, signature and contact are found on the page where the text ends."""
    at = EXTERNAL.index("            บัดนี้ ขอให้ส่ง")
    circular = extract_circular(document(EXTERNAL[:at], f"{'- ๒ -':>40}\n\n{EXTERNAL[at:]}"))

    assert value(circular.closing) == "ขอแสดงความนับถือ"
    assert circular.closing is not None
    assert circular.closing.page == 2
    assert circular.signatory is not None
    assert value(circular.signatory.name) == "นายสมมติ ใจดี"
    assert [(p.value or "")[:5] for p in circular.body] == ["ตามหน", "บัดนี", "จึงเร"]
    assert circular.contact is not None
    assert value(circular.contact.phone) == "๐ ๒๐๐๐ ๐๑๒๓ ต่อ ๑๒"


def test_second_letter_in_the_file_is_noted() -> None:
    """The first letter is the circular; a further one is named in a note and changes nothing."""
    first = EXTERNAL
    second = EXTERNAL.replace("ว๑๗", "ว๑๘").replace("การสำรวจข้อมูลอาคารเรียน", "การสำรวจข้อมูลครู")
    circular = extract_circular(document(first, page(second, number=2)))

    assert value(circular.number) == "ศธ 04999/ว17"
    assert [d.page for d in circular.doubts if d.code == "several_letters"] == [2]


def test_count_with_a_remark_behind_it() -> None:
    """A remark on how the attachment is sent belongs neither to the title nor to the unit."""
    circular = changed("จำนวน ๒ เล่ม", "จำนวน ๒ เล่ม (ส่งทางระบบสมมติ)")

    last = circular.attachments[-1]
    assert (last.value, last.quantity, last.unit) == ("คู่มือการกรอกข้อมูล", 2, "เล่ม")


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("ว่าที่ร้อยตรี (สมมติ ใจดี)", "ว่าที่ร้อยตรี สมมติ ใจดี"),
        ("(ว่าที่ร้อยตรี สมมติ ใจดี)", "ว่าที่ร้อยตรี สมมติ ใจดี"),
        ("(นางสาวสมมติ ณ ตัวอย่าง)", "นางสาวสมมติ ณ ตัวอย่าง"),
        ("(ดร.สมมติ ใจดี)", "ดร.สมมติ ใจดี"),
        ("( นายสมมติ  ใจดี )", "นายสมมติ ใจดี"),
    ],
)
def test_names_with_rank_or_degree(printed: str, name: str) -> None:
    """Rank, title and degree belong to the name; the brackets do not."""
    signatory = changed("(นายสมมติ ใจดี)", printed).signatory

    assert signatory is not None
    assert value(signatory.name) == name


@pytest.mark.parametrize(
    ("printed", "phone"),
    [
        ("โทร ๐-๒๐๐๐-๐๑๒๓", "๐-๒๐๐๐-๐๑๒๓"),
        ("โทรศัพท์ : 0 2000 0123, 08 1000 0000", "0 2000 0123, 08 1000 0000"),
        ("โทร.๐ ๒๐๐๐ ๐๑๒๓-๕", "๐ ๒๐๐๐ ๐๑๒๓-๕"),
        ("โทร. ๐ ๒๐๐๐ ๐๑๒๓ / ๐๘ ๑๐๐๐ ๐๐๐๐", "๐ ๒๐๐๐ ๐๑๒๓ / ๐๘ ๑๐๐๐ ๐๐๐๐"),
    ],
)
def test_telephones_as_printed(printed: str, phone: str) -> None:
    """Blanks, dashes and several numbers stand as printed."""
    contact = changed("โทร. ๐ ๒๐๐๐ ๐๑๒๓ ต่อ ๑๒", printed).contact

    assert contact is not None
    assert value(contact.phone) == phone


def test_telephone_beside_the_unit() -> None:
    """Unit and telephone on one line are told apart."""
    contact = changed(
        "กลุ่มข้อมูลอาคารสถานที่\nโทร. ๐ ๒๐๐๐ ๐๑๒๓ ต่อ ๑๒", "กลุ่มข้อมูลอาคารสถานที่ โทร. ๐ ๒๐๐๐ ๐๑๒๓"
    ).contact

    assert contact is not None
    assert value(contact.unit) == "สำนักนโยบายตัวอย่าง กลุ่มข้อมูลอาคารสถานที่"
    assert value(contact.phone) == "๐ ๒๐๐๐ ๐๑๒๓"


def test_telephone_with_a_name_behind_it_is_doubtful() -> None:
    """What follows the figures may or may not belong to them: a person looks."""
    contact = changed("๐๑๒๓ ต่อ ๑๒", "๐๑๒๓ (คุณตัวอย่าง)").contact

    assert contact is not None
    assert contact.phone is not None
    assert (contact.phone.value, contact.phone.state) == ("๐ ๒๐๐๐ ๐๑๒๓", "doubtful")


def test_date_with_era() -> None:
    """พ.ศ. inside the date changes nothing."""
    assert value(changed("๔ มกราคม ๒๕๗๐", "๔ มกราคม พ.ศ. ๒๕๗๐").date) == "2027-01-04"


def test_day_that_does_not_exist() -> None:
    """A date that no calendar has is never turned into one."""
    circular = changed("๔ มกราคม ๒๕๗๐", "๓๑ เมษายน ๒๕๗๐")

    assert circular.date is not None
    assert circular.date.state != "sure"


def test_subject_whose_second_line_begins_like_a_label() -> None:
    """ "เรียนประจำ…" at the head of a continued line is no addressee."""
    circular = changed("อาคารเรียน ปีการศึกษา ๒๕๗๐\n", "อาคารและสิ่งก่อสร้างที่ใช้จัดการ\nเรียนประจำปีการศึกษา ๒๕๗๐\n")

    assert value(circular.subject) == "การสำรวจข้อมูลอาคารและสิ่งก่อสร้างที่ใช้จัดการเรียนประจำปีการศึกษา ๒๕๗๐"
    assert value(circular.addressee) == "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาทุกเขต"


@pytest.mark.parametrize("drawn", [document, scan])
def test_a_letter_to_the_governors_is_no_memo(drawn: Callable[..., Document]) -> None:
    """ผู้ว่าราชการจังหวัด reads much like the label ส่วนราชการ of a memo."""
    addressee = "เรียน    ผู้ว่าราชการจังหวัดทุกจังหวัด"
    letter = extract_circular(drawn(re.sub(r"(?m)^( *)เรียน .*$", rf"\1{addressee}", EXTERNAL)))

    assert letter.kind.value == "external"
    assert letter.addressee is not None and letter.addressee.value == "ผู้ว่าราชการจังหวัดทุกจังหวัด"
