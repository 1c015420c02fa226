"""Scans: what was not read with certainty is never called sure, and what was lost is said to be missing."""

from __future__ import annotations

import pytest

from extract import extract_circular
from extract.models import Circular
from ingest.document import Box, Document
from tests.documents import document, line, page, replaced, scan
from tests.drawn_letters import EXTERNAL, MEMO

NUMBER, DATE = "ที่ ศธ ๐๔๙๙๙/ว๑๗", "๔ มกราคม ๒๕๗๐"
SUBJECT = "เรื่อง การสำรวจข้อมูลอาคารเรียน ปีการศึกษา ๒๕๗๐"


def codes(circular: Circular, field: str) -> set[str]:
    return {d.code for d in circular.doubts if d.field == field}


def changed(old: str, new: str = "", **how: object) -> Circular:
    """A clean scan of the letter with one line read otherwise."""
    return extract_circular(replaced(scan(EXTERNAL), old, line(new or old, **how)))  # type: ignore[arg-type]


def test_clean_scan_is_sure() -> None:
    """A scan that was read with certainty gives sure values, as born-digital pages do."""
    circular = extract_circular(scan(EXTERNAL))

    for name in ("number", "date", "issuer", "issuer_address", "subject", "addressee", "closing"):
        assert getattr(circular, name).state == "sure", name
    assert circular.signatory is not None
    assert circular.signatory.name is not None
    assert circular.signatory.name.state == "sure"


@pytest.mark.parametrize(("field", "printed"), [("number", NUMBER), ("date", DATE), ("subject", SUBJECT)])
def test_uncertain_figures_are_doubtful(field: str, printed: str) -> None:
    """One figure that the reader was not certain of makes the value doubtful, though it keeps its value."""
    circular = changed(printed, confidence=0.85)

    reading = getattr(circular, field)
    assert reading.value
    assert reading.state == "doubtful"
    assert codes(circular, field) == {"low_confidence"}


@pytest.mark.parametrize(
    ("field", "printed", "second"),
    [("number", NUMBER, "ที่ ศธ ๐๔๙๙๙/ว๑๓"), ("date", DATE, "๙ มกราคม ๒๕๗๐"), ("date", DATE, "๔ มกราคม ๒๕๗")],
)
def test_readers_that_disagree(field: str, printed: str, second: str) -> None:
    """A figure on which two readers disagree is doubtful."""
    circular = changed(printed, confidence=0.99, second=second)

    assert getattr(circular, field).state == "doubtful"
    assert codes(circular, field) == {"readers_disagree"}


def test_readers_that_disagree_about_blanks_only() -> None:
    """Blanks are no reason to doubt."""
    circular = changed(DATE, confidence=0.99, second="๔มกราคม  ๒๕๗๐")

    assert circular.date is not None
    assert circular.date.state == "sure"


def test_handwriting_is_never_sure() -> None:
    """A value written by hand is doubtful however well it was read."""
    circular = changed(DATE, confidence=1.0, kind="handwriting")

    assert circular.date is not None
    assert (circular.date.value, circular.date.state) == ("2027-01-04", "doubtful")
    assert codes(circular, "date") == {"handwritten"}


def test_running_number_by_hand() -> None:
    """A printed label with a number written beside it is one doubtful number."""
    letter = replaced(scan(EXTERNAL), NUMBER, line("ที่ ศธ ๐๔๙๙๙/", confidence=0.99))
    hand = line("ว๑๗", 72 + 6 * 15, 70, kind="handwriting", confidence=0.99, source="ocr")
    first = letter.pages[0]
    circular = extract_circular(document(first.model_copy(update={"lines": (*first.lines, hand)})))

    assert circular.number is not None
    assert (circular.number.value, circular.number.state) == ("ศธ 04999/ว17", "doubtful")


def test_stamp_over_a_value() -> None:
    """Print under a stamp is doubtful."""
    letter = scan(EXTERNAL)
    stamped = letter.pages[0].model_copy(update={"stamps": (Box(300, 60, 420, 80),)})
    circular = extract_circular(document(stamped))

    assert circular.issuer is not None
    assert circular.issuer.state == "doubtful"
    assert codes(circular, "issuer") == {"stamped_over"}
    assert circular.subject is not None
    assert circular.subject.state == "sure"


def test_words_that_are_none() -> None:
    """A lost vowel leaves no low confidence behind but an odd word, and so a doubt."""
    circular = changed(SUBJECT, "เรื่อง การสำรวจข้อมูลอาคารเรียน ปีการศีกษา ๒๕๗๐", confidence=0.99)

    assert circular.subject is not None
    assert circular.subject.state == "doubtful"


def test_closing_words_that_nobody_writes() -> None:
    """Closing words are sure only where they are the ones that letters close with."""
    circular = changed("ขอแสดงความนับถือ", "ขอแสดงความนับลือ", confidence=0.99)

    assert circular.closing is not None
    assert (circular.closing.value, circular.closing.state) == ("ขอแสดงความนับลือ", "doubtful")


@pytest.mark.parametrize("label", ["เรือง", "เรอง", "เรื่อ่ง", "เรื่อง."])
def test_labels_without_their_marks(label: str) -> None:
    """A label is found although the reader lost or added small marks; the value stays as read."""
    circular = changed(SUBJECT, SUBJECT.replace("เรื่อง", label), confidence=0.99)

    assert circular.subject is not None
    assert circular.subject.value == "การสำรวจข้อมูลอาคารเรียน ปีการศึกษา ๒๕๗๐"


def test_damaged_label_between_good_ones() -> None:
    """A badly damaged label is found by its place; its value is doubtful then."""
    circular = changed(SUBJECT, SUBJECT.replace("เรื่อง", "สื่อง"), confidence=0.99)

    assert circular.subject is not None
    assert circular.subject.value == "การสำรวจข้อมูลอาคารเรียน ปีการศึกษา ๒๕๗๐"
    assert circular.subject.state == "doubtful"


def test_lost_fields_of_a_scan_are_missing() -> None:
    """What a letter must have and a scan does not show is missing, not null."""
    lost = EXTERNAL.split("ขอแสดงความนับถือ", maxsplit=1)[0].replace("ที่ ศธ ๐๔๙๙๙/ว๑๗  ", "                  ")
    circular = extract_circular(scan(lost))

    assert circular.number is not None
    assert circular.number.state == "missing"
    assert circular.closing is not None
    assert circular.closing.state == "missing"
    assert circular.signatory is not None
    assert circular.signatory.name is not None
    assert circular.signatory.name.state == "missing"
    assert circular.contact is not None
    assert circular.contact.phone is not None
    assert circular.contact.phone.state == "missing"


def test_unread_page_leaves_a_letter_open() -> None:
    """A page that could not be read may be a letter: its fields are missing, not null."""
    unread = page(number=1).model_copy(update={"source": "unread"})
    circular = extract_circular(document(unread))

    assert circular.kind.state == "doubtful"
    assert circular.number is not None
    assert circular.number.state == "missing"
    assert circular.signatory is not None


def test_letter_behind_a_page_nobody_could_tell() -> None:
    """A letter found behind an unknown scanned page may not be the circular: nothing in it is sure."""
    unread = page(number=1).model_copy(update={"source": "unread"})
    circular = extract_circular(document(unread, page(EXTERNAL, number=2)))

    assert circular.number is not None
    assert (circular.number.value, circular.number.state) == ("ศธ 04999/ว17", "doubtful")


def test_lost_acting_words_are_no_silence() -> None:
    """Two lines of posts without a word of acting: a person must say whether somebody acts for another."""
    posts = "รองเลขาธิการคณะกรรมการการศึกษาสมมติ ปฏิบัติราชการแทน"
    circular = changed(posts, "รองเลขาธิการคณะกรรมการการศึกษาสมมติ", confidence=0.99)

    assert circular.signatory is not None
    assert circular.signatory.position is not None
    assert circular.signatory.position.state == "doubtful"
    assert circular.signatory.acting_for is not None
    assert circular.signatory.acting_for.state == "missing"


@pytest.mark.parametrize(
    ("read", "field"),
    [
        ("องเลขาธิการคณะกรรมการการศึกษาสมมติ ปฏิบัติราชการแทน", "position"),
        ("รองผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาสมมติ เขต ปฏิบัติราชการแทน", "position"),
    ],
)
def test_a_part_of_a_post_is_not_sure(read: str, field: str) -> None:
    """A post that lost its first letters or its district's number, each remaining letter read for certain."""
    printed = "รองเลขาธิการคณะกรรมการการศึกษาสมมติ ปฏิบัติราชการแทน"
    circular = changed(printed, read, confidence=0.99)

    assert circular.signatory is not None
    assert getattr(circular.signatory, field).state == "doubtful"


def test_routing_notes_at_the_foot_are_no_fields() -> None:
    """เรียน … written by hand at the foot is not the addressee."""
    note = line("เรียน ผู้อำนวยการโรงเรียน", 60, 700, kind="handwriting", source="ocr", confidence=0.9)
    letter: Document = scan(EXTERNAL)
    first = letter.pages[0]
    circular = extract_circular(document(first.model_copy(update={"lines": (*first.lines, note)})))

    assert circular.addressee is not None
    assert circular.addressee.value == "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาทุกเขต"


def test_memo_of_a_scan_without_its_title() -> None:
    """ส่วนราชการ alone makes a memo where the title was not read."""
    circular = extract_circular(scan(MEMO.replace("บันทึกข้อความ", "")))

    assert circular.kind.value == "memo"
    assert circular.issuer is not None
    assert circular.issuer.value == "กลุ่มนโยบายและแผน สำนักงานตัวอย่าง"


def test_room_for_a_letter_that_was_not_read() -> None:
    """Two letters that take the room of three hide one: the text is doubtful though its words are good."""
    letter = scan(EXTERNAL)
    old = next(each for each in letter.pages[0].lines if each.text == SUBJECT)
    at = SUBJECT.index("อาคาร")
    wider = tuple(x + 4.5 * (i > at) + 4.5 * (i > at + 1) for i, x in enumerate(old.edges))
    stretched = old.model_copy(update={"edges": wider})
    lines = tuple(stretched if each is old else each for each in letter.pages[0].lines)
    circular = extract_circular(document(letter.pages[0].model_copy(update={"lines": lines})))

    assert circular.subject is not None
    assert circular.subject.state == "doubtful"
    assert circular.addressee is not None
    assert circular.addressee.state == "sure"


def test_item_whose_number_was_not_read() -> None:
    """Who numbers a first attachment has a second: where its number is lost, an item is missing."""
    circular = changed("๒. คู่มือการกรอกข้อมูล", "คู่มือการกรอกข้อมูล", confidence=0.99)

    assert [a.state for a in circular.attachments][-1] == "missing"


def test_single_numbered_item_of_a_text_layer_is_whole() -> None:
    """A text layer loses no numbers."""
    circular = extract_circular(document(EXTERNAL.replace("๒. คู่มือ", "   คู่มือ")))

    assert "missing" not in {a.state for a in circular.attachments}


def test_deputy_alone_in_a_scan() -> None:
    """A deputy signs for somebody: where a scan shows nobody, the post acted for is missing."""
    posts = "รองเลขาธิการคณะกรรมการการศึกษาสมมติ ปฏิบัติราชการแทน"
    alone = EXTERNAL.replace(posts, posts.split(maxsplit=1)[0]).replace(
        "                     เลขาธิการคณะกรรมการการศึกษาสมมติ\n", "\n"
    )
    scanned, printed = extract_circular(scan(alone)).signatory, extract_circular(document(alone)).signatory

    assert scanned is not None
    assert scanned.acting_for is not None
    assert scanned.acting_for.state == "missing"
    assert printed is not None
    assert printed.acting_for is None


def test_text_that_is_nearly_a_well_known_one() -> None:
    """A mark lost in a ministry's name is put back; two letters lost make it doubtful."""
    ministry = "กระทรวงศึกษาธิการ กทม."
    one_lost, two_lost = "กระทรวงศึกษาธการ กทม.", "กระทรวงศึษาธการ กทม."
    for seen, state in ((ministry, "sure"), (one_lost, "sure"), (two_lost, "doubtful")):
        address = extract_circular(scan(EXTERNAL.replace("๑ ถนนตัวอย่าง กทม.", seen))).issuer_address
        assert address is not None
        assert address.state == state
        assert address.state != "sure" or (address.value or "").startswith(ministry)


@pytest.mark.parametrize(
    ("field", "printed", "read"),
    [
        ("phone", "โทร. ๐ ๒๐๐๐ ๐๑๒๓ ต่อ ๑๒", "โทร. ๐ ๒๐๐๐ ๐๑๒๓. ๐ ๒๐๐๐ ๐๑๒๔"),
        ("email", "ไปรษณีย์อิเล็กทรอนิกส์ data@example.go.th", "ไปรษณีย์อิเล็กทรอนิกส์ big data@example.go.th"),
    ],
)
def test_marks_that_a_scan_cut_short_leave_the_contact_doubtful(field: str, printed: str, read: str) -> None:
    """A dot between two numbers was a comma; an address does not begin behind other letters."""
    contact = extract_circular(scan(EXTERNAL.replace(printed, read))).contact
    assert contact is not None
    assert getattr(contact, field).state == "doubtful"
    clean = extract_circular(scan(EXTERNAL)).contact
    assert clean is not None
    assert getattr(clean, field).state == "sure"


def test_a_sign_alone_at_the_end_is_not_the_whole_address() -> None:
    """ "กทม. -" was "กทม. ๑๐๓๐๐": what stands behind a dash alone was not read."""
    made = scan(EXTERNAL.replace("๑ ถนนตัวอย่าง กทม. ๑๐๓๐๐", "กระทรวงศึกษาธิการ กทม. -"))
    address = extract_circular(made).issuer_address

    assert address is not None and address.state == "doubtful"
