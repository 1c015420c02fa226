"""Letters from draft to issue: versions, numbers without gap, files that never change, who may what."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx as word
import pikepdf
import pytest
import sqlalchemy as sa

from api import audit, letters, registers
from api.blobs import StoreAway, original_key
from api.database import now
from api.letter_desk import IssueOrder, today
from api.problems import Problem
from api.registers import year_of
from api.service import Service
from api.tables import audit as audit_table
from api.tables import letters as letters_table
from api.tables import register_entries
from tests.circulars import circular, deadline, doubtful
from tests.desks import CODES, ELSEWHERE, add_circular, desk, service_on
from tests.pdf_text import by_pdftotext
from tests.pdf_text import letters as glyphs

NOW = IssueOrder(after=0)


@pytest.fixture
def service(engine: sa.Engine, tmp_path: Path) -> Iterator[Service]:
    yield service_on(engine, tmp_path)


def wording(service: Service, circular_id: str, **changes: Any) -> dict[str, Any]:
    """The draft's wording, changed."""
    return {**desk(service).letters.draft(circular_id).text.model_dump(mode="json"), **changes}


def numbers(service: Service, book: registers.Book = "circular") -> list[int]:
    with service.engine.connect() as connection:
        rows = registers.entries(connection, "1" * 32, book, year_of(now()), most=1000)
    return sorted(row.number for row in rows)


def refused(attempt: Any) -> tuple[int, str]:
    with pytest.raises(Problem) as refusal:
        attempt()
    assert any("ก" <= ch <= "๛" for ch in refusal.value.detail)
    return refusal.value.status, refusal.value.code


def test_each_save_is_a_version_and_none_is_overwritten_unseen(service: Service) -> None:
    """Who wrote, when; the same text again is no new version; a save behind an older one is refused."""
    at, circular_id = desk(service).letters, add_circular(service)
    assert at.draft(circular_id).newest == 0

    first = at.save(circular_id, wording(service, circular_id, subject="เรื่องใหม่ 12"), 0)
    again = at.save(circular_id, wording(service, circular_id), 1)
    second = desk(service, "clerk").letters.save(circular_id, wording(service, circular_id, duties=[]), 1)

    assert (first.version, again.version, second.version) == (1, 1, 2)
    assert first.text["subject"] == "เรื่องใหม่ ๑๒"
    assert "clerk" in second.created_by
    assert refused(lambda: at.save(circular_id, wording(service, circular_id, closing="ก"), 1)) == (
        409,
        "stale",
    )
    assert refused(lambda: at.save(circular_id, wording(service, circular_id), 7)) == (409, "stale")
    assert at.draft(circular_id, 1).text.subject == "เรื่องใหม่ ๑๒"
    assert at.draft(circular_id).text.duties == ()


@pytest.mark.parametrize(
    "change",
    [
        {"subject": " "},
        {"subject": "ก" * 7000},
        {"opening": "中"},
        {"duties": ["x"] * 100},
        {"duties": 7},
        {"urgency": "เร็ว ๆ"},
        {"unknown": ""},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_cannot_be_printed_is_refused(service: Service, change: dict[str, Any]) -> None:
    """Each refusal names the part; nothing is saved."""
    circular_id = add_circular(service)
    given = wording(service, circular_id, **change)

    assert refused(lambda: desk(service).letters.save(circular_id, given, 0)) == (422, "letter_text")
    assert desk(service).letters.draft(circular_id).newest == 0


def test_an_issued_letter_has_number_date_and_files(service: Service) -> None:
    """The number is the register's next; PDF/A and DOCX say it; the text reads back whole."""
    circular_id = add_circular(service)
    order = IssueOrder(after=0, text=wording(service, circular_id, purpose="จึงเรียนมาเพื่อทราบและถือปฏิบัติ"))
    letter, replayed = desk(service).letters.issue(circular_id, order)

    assert (letter.number, letter.state, replayed) == ("ศธ 04999/ว1", "issued", False)
    assert letter.dated == today().isoformat()
    _, pdf = desk(service).letters.file(circular_id, "pdf")
    text = by_pdftotext(pdf)
    assert "ศธ๐๔๙๙๙/ว๑" in glyphs(text) and "ถือปฏิบัติ" in glyphs(text)
    for part in ("opening", "request", "purpose", *letter.text["duties"]):
        said = letter.text.get(part, part)
        assert glyphs(said) in glyphs(text)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert "circular.json" in opened.attachments
        assert opened.open_metadata()["pdfaid:part"] == "3"
    _, in_word = desk(service).letters.file(circular_id, "docx")
    assert any("ว๑" in part.text for part in word.Document(io.BytesIO(in_word)).paragraphs)
    with service.engine.connect() as connection:
        entry = registers.find(connection, "1" * 32, letter.entry_id)
    assert entry is not None
    assert (entry.book, entry.number, entry.state) == ("circular", 1, "used")
    assert (entry.reference, entry.dated, entry.document_id) == ("ศธ 04999/ว1", letter.dated, circular_id)
    assert entry.subject == letter.text["subject"] and entry.person == "คุณ officer"


def test_no_number_is_taken_before_the_issue(service: Service) -> None:
    """Saving, looking and refused issues leave the register as it was."""
    unsure = circular(deadlines=[deadline(1, state="doubtful")])
    circular_id = add_circular(service, unsure)
    at = desk(service).letters
    at.preview(circular_id, wording(service, circular_id), None, "circular")
    at.as_printed(circular_id)
    at.save(circular_id, wording(service, circular_id), 0)
    unconfirmed = add_circular(service, status="review")

    assert refused(lambda: at.issue(unconfirmed, NOW)) == (409, "not_confirmed")
    assert refused(lambda: at.issue(circular_id, IssueOrder(after=1))) == (409, "open_places")
    next_year = IssueOrder(after=1, knowing=True, dated=today() + timedelta(days=400))
    assert refused(lambda: at.issue(circular_id, next_year)) == (409, "other_year")
    assert numbers(service) == []
    assert at.draft(circular_id).shown.state == "draft"  # type: ignore[union-attr]


def test_a_doubtful_deadline_stays_open_and_must_be_known(service: Service) -> None:
    """It is printed as …… and listed; the issue says that the officer knows, and the audit keeps it."""
    circular_id = add_circular(service, circular(deadlines=[deadline(1, state="doubtful")]))
    draft = desk(service).letters.draft(circular_id)
    assert draft.blanks and any("18 มิถุนายน" in point for point in draft.points)

    letter, _ = desk(service).letters.issue(circular_id, IssueOrder(after=0, knowing=True))

    pdf = desk(service).letters.file(circular_id, "pdf")[1]
    assert "๑๘มิถุนายน" not in glyphs(by_pdftotext(pdf))
    with service.engine.connect() as connection:
        row = connection.execute(sa.select(audit_table).where(audit_table.c.action == "letter.issue")).one()
        assert audit.first_break(connection) is None
    assert row.detail["open_places"] == draft.blanks
    assert row.object == f"letter:{letter.id}"


def test_fifty_letters_issued_at_once_have_neighbouring_numbers(service: Service) -> None:
    """Some break off half-way: their numbers are given back; every letter's PDF bears its own number."""
    ids = [add_circular(service) for _ in range(30)]
    turn = itertools.count()

    def broken(*_: object) -> bytes:
        raise InterruptedError

    def issue(circular_id: str) -> str | None:
        monkey = next(turn) % 5 == 0
        at = desk(service).letters
        try:
            if monkey:
                with service.engine.begin() as connection:
                    saved = letters.save(
                        connection, "1" * 32, circular_id, at.draft(circular_id).text, after=0,
                        draft=at.draft(circular_id).drafted, by="x",
                    )  # fmt: skip
                    letters.issue(
                        connection, saved, circular(), at.draft(circular_id).office,
                        letters.Issuing(today()), keep=broken, by="x",
                    )  # fmt: skip
            return str(at.issue(circular_id, NOW)[0].number)
        except InterruptedError:
            return None

    with ThreadPoolExecutor(12) as pool:
        issued = [number for number in pool.map(issue, ids) if number]

    assert 20 <= len(issued) < 30
    assert numbers(service) == list(range(1, len(issued) + 1))
    assert sorted(issued) == sorted(f"ศธ 04999/ว{n}" for n in range(1, len(issued) + 1))
    for circular_id in ids[1:4]:
        letter, pdf = desk(service).letters.file(circular_id, "pdf")
        number = letter.number.split("/")[1].translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
        assert f"/{number}\n" in by_pdftotext(pdf).replace(" ", "")


def test_a_store_that_is_away_burns_no_number(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """The issue fails as a whole, is a draft still, and the next try gets the number."""
    circular_id = add_circular(service)

    def away(*_: object) -> None:
        raise StoreAway("no answer")

    with monkeypatch.context() as patched, pytest.raises(StoreAway):
        patched.setattr("api.blobs.FolderBlobs.put", away)
        desk(service).letters.issue(circular_id, NOW)

    assert numbers(service) == []
    assert desk(service).letters.draft(circular_id).versions == []
    assert desk(service).letters.issue(circular_id, NOW)[0].number == "ศธ 04999/ว1"


def test_the_same_request_twice_issues_once(service: Service) -> None:
    """With an idempotency key the second gets the first's answer, also when both come at once."""
    circular_id = add_circular(service)
    order = IssueOrder(after=0, text=wording(service, circular_id))

    def issue(_: int) -> tuple[str, bool]:
        letter, replayed = desk(service).letters.issue(circular_id, order, "once")
        return str(letter.id), replayed

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(issue, range(4)))

    assert len({letter_id for letter_id, _ in answers}) == 1
    assert sorted(replayed for _, replayed in answers) == [False, True, True, True]
    assert numbers(service) == [1]
    other = IssueOrder(after=0, text=wording(service, circular_id, subject="อื่น"))
    assert refused(lambda: desk(service).letters.issue(circular_id, other, "once"))[0] == 422
    assert refused(lambda: desk(service).letters.issue(circular_id, NOW)) == (409, "issued")


def test_an_issued_letter_never_changes(service: Service) -> None:
    """A later version is a letter of its own with the next number; the first keeps bytes and number."""
    circular_id = add_circular(service)
    at = desk(service).letters
    first, _ = at.issue(circular_id, NOW)
    before = at.file(circular_id, "pdf", first.id)[1]
    second, _ = at.issue(circular_id, IssueOrder(after=1, text=wording(service, circular_id, subject="แก้ไข")))

    assert (first.number, second.number) == ("ศธ 04999/ว1", "ศธ 04999/ว2")
    assert at.file(circular_id, "pdf", first.id)[1] == before
    assert at.file(circular_id, "pdf")[0].id == second.id
    with service.engine.begin() as connection, pytest.raises(letters.LetterError):
        letters.issue(
            connection, second, circular(), at.draft(circular_id).office, letters.Issuing(today()),
            keep=lambda _: "x", by="x",
        )  # fmt: skip


def test_a_cancelled_letter_burns_its_number_and_leaves_the_schools(service: Service) -> None:
    """The entry keeps the reason, which must be given; schools see nothing more; the next number follows."""
    circular_id = add_circular(service)
    at = desk(service).letters
    letter, _ = at.issue(circular_id, IssueOrder(after=0, publish=True))
    assert [row.code for row in desk(service).publications.published(circular_id)] == list(CODES)

    assert refused(lambda: at.cancel(circular_id, letter.id, "  "))[0] == 409
    assert at.cancel(circular_id, letter.id, "วันที่ผิด").state == "cancelled"

    entry, of_letter = desk(service).registers.entry(letter.entry_id)
    assert (entry.state, entry.reason, of_letter) == ("cancelled", "วันที่ผิด", None)
    assert desk(service).publications.published(circular_id) == []
    assert refused(lambda: at.cancel(circular_id, letter.id, "อีกครั้ง")) == (409, "not_issued")
    assert refused(lambda: at.file(circular_id, "pdf"))[0] == 404
    text = wording(service, circular_id)
    assert at.issue(circular_id, IssueOrder(after=1, text=text))[0].number == "ศธ 04999/ว2"


def test_a_reserved_number_and_the_other_book(service: Service) -> None:
    """A letter may take a number that was reserved for it, or one of the sent register, without ว."""
    officer = desk(service)
    entry, _ = officer.registers.enter("circular", "reserved", {"subject": "ร่าง"})
    circular_id, other = add_circular(service), add_circular(service)

    letter, _ = officer.letters.issue(circular_id, IssueOrder(after=0, reserved=entry.id))
    sent, _ = officer.letters.issue(other, IssueOrder(after=0, book="sent"))

    assert (letter.entry_id, letter.number) == (entry.id, "ศธ 04999/ว1")
    assert sent.number == "ศธ 04999/1"
    third = add_circular(service)
    for reserved in (entry.id, sent.entry_id, "0" * 32):
        assert (
            refused(lambda r=reserved: officer.letters.issue(third, IssueOrder(after=0, reserved=r)))[0]
            == 409
        )
    assert numbers(service) == [1]


def test_a_correction_of_the_circular_shows_at_the_letter(service: Service) -> None:
    """The saved wording stays, and says that the circular says something else now."""
    circular_id = add_circular(service)
    at = desk(service).letters
    at.save(circular_id, wording(service, circular_id), 0)
    assert not at.draft(circular_id).outdated

    changed = circular(subject=circular().subject.model_copy(update={"value": "เรื่องที่แก้แล้ว"}))  # type: ignore[union-attr]
    with service.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE documents SET circular = :c, version = 2 WHERE id = :id"),
            {"c": changed.to_json(), "id": circular_id},
        )

    assert at.draft(circular_id).outdated
    assert at.draft(circular_id, afresh=True).text.subject == "เรื่องที่แก้แล้ว"
    assert not at.draft(circular_id, afresh=True).outdated


def test_publishing_is_to_chosen_schools_and_can_be_taken_back(service: Service) -> None:
    """Nothing before the issue; unknown codes are refused; each change is audited."""
    circular_id = add_circular(service)
    at = desk(service).publications
    assert refused(lambda: at.publish(circular_id, None)) == (409, "not_issued")
    desk(service).letters.issue(circular_id, NOW)

    assert refused(lambda: at.publish(circular_id, ["1099009999"])) == (422, "school")
    assert at.publish(circular_id, [CODES[1]]) == [CODES[1]]
    assert at.publish(circular_id, None) == [CODES[0], CODES[2]]
    assert at.withdraw(circular_id, [CODES[1]]) == [CODES[1]]
    assert at.withdraw(circular_id, None) == [CODES[0], CODES[2]]
    with service.engine.connect() as connection:
        actions = connection.execute(sa.select(audit_table.c.action).order_by(audit_table.c.number)).scalars()
        assert [a for a in actions if "publish" in a or "withdraw" in a] == [
            "letter.publish", "letter.publish", "letter.withdraw", "letter.withdraw",
        ]  # fmt: skip


def test_who_may_what_with_letters(service: Service) -> None:
    """A clerk writes and does not issue; a school gets the issued letter alone; another district nothing."""
    circular_id = add_circular(service)
    given = wording(service, circular_id)
    clerk, school = desk(service, "clerk"), desk(service, "school", school=CODES[0])
    admin, other = desk(service, "district-admin"), desk(service, district=ELSEWHERE)

    clerk.letters.save(circular_id, given, 0)
    assert refused(lambda: clerk.letters.issue(circular_id, IssueOrder(after=1)))[0] == 403
    assert refused(lambda: admin.letters.save(circular_id, given, 1))[0] == 403
    assert admin.letters.draft(circular_id).newest == 1
    for at in (school, other):
        assert refused(lambda at=at: at.letters.draft(circular_id))[0] == 404
        assert refused(lambda at=at: at.letters.issue(circular_id, IssueOrder(after=1)))[0] == 404
        assert refused(lambda at=at: at.letters.file(circular_id, "pdf"))[0] == 404
        assert refused(lambda at=at: at.letters.memo(circular_id))[0] == 404
        assert refused(lambda at=at: at.publications.published(circular_id))[0] == 404
    letter, _ = desk(service).letters.issue(circular_id, IssueOrder(after=1))
    assert refused(lambda: school.letter(circular_id))[0] == 404
    desk(service).publications.publish(circular_id, [CODES[0]])

    assert school.letter(circular_id) == clerk.letters.file(circular_id, "pdf", letter.id)[1]
    assert refused(lambda: school.letters.draft(circular_id))[0] == 404
    assert refused(lambda: school.letters.file(circular_id, "pdf", letter.id))[0] == 404
    assert refused(lambda: desk(service, "school", school=CODES[1]).letter(circular_id))[0] == 404
    assert refused(lambda: clerk.letters.cancel(circular_id, letter.id, "ก"))[0] == 403
    assert refused(lambda: clerk.publications.publish(circular_id, None))[0] == 403


def test_the_memo_proposes_the_letter(service: Service) -> None:
    """A tagged PDF with its title and subject."""
    circular_id = add_circular(service)

    text = glyphs(by_pdftotext(desk(service).letters.memo(circular_id, date(2027, 5, 12))))

    assert "บันทึกข้อความ" in text and "๑๒พฤษภาคม๒๕๗๐" in text


def test_a_blank_number_is_open_in_the_preview(service: Service) -> None:
    """What is shown before the issue has no number, in Thai digits what was typed in others."""
    circular_id = add_circular(service, circular(number=doubtful("ศธ 1/ว2")))
    given = wording(service, circular_id, purpose="จึงเรียนมาเพื่อทราบ ภายใน 7 วัน")

    text = glyphs(
        by_pdftotext(desk(service).letters.preview(circular_id, given, date(2027, 5, 12), "circular"))
    )

    assert "๐๔๙๙๙/ว…" in text and "ภายใน๗วัน" in text and "๑๒พฤษภาคม๒๕๗๐" in text


def test_files_lie_in_the_store_under_their_hash(service: Service) -> None:
    """What the row names is there, byte for byte, and named once."""
    letter, _ = desk(service).letters.issue(add_circular(service), NOW)
    with service.engine.connect() as connection:
        row = connection.execute(sa.select(letters_table)).one()
        assert connection.execute(sa.select(sa.func.count()).select_from(register_entries)).scalar() == 1

    assert row.pdf_sha256 == letter.pdf_sha256
    assert service.blobs.get(original_key(row.pdf_sha256)).startswith(b"%PDF-")
    assert service.blobs.get(original_key(row.docx_sha256)).startswith(b"PK")
    assert row.office["next_number"] == 1 and "emblem" not in row.office
