"""The registers at the desk: who writes where, what may be corrected, what is asked twice is done once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api import registers
from api.letter_desk import IssueOrder
from api.problems import Problem
from api.register_desk import state_of
from api.service import Service
from api.tables import audit as audit_table
from api.tables import register_entries
from tests.circulars import circular, doubtful, sure
from tests.desks import CODES, ELSEWHERE, add_circular, desk, service_on

A_LETTER = {"reference": "ศธ ๐๔๐๐๖/ว๑๘", "dated": "2026-05-10", "sender": "สพฐ.", "subject": "แจ้งกำหนด"}


@pytest.fixture
def service(engine: sa.Engine, tmp_path: Path) -> Service:
    return service_on(engine, tmp_path)


def refused(attempt: Any) -> tuple[int, str]:
    with pytest.raises(Problem) as refusal:
        attempt()
    assert any("ก" <= ch <= "๛" for ch in refusal.value.detail)
    return refusal.value.status, refusal.value.code


def test_a_clerk_keeps_the_received_register_alone(service: Service) -> None:
    """Officers write in all; admins look; schools and other districts find nothing."""
    clerk, officer, admin = desk(service, "clerk"), desk(service), desk(service, "district-admin")
    entry, _ = clerk.registers.enter("received", "used", A_LETTER)

    assert (entry.number, entry.reference, entry.dated) == (1, "ศธ 04006/ว18", "2026-05-10")
    assert refused(lambda: clerk.registers.enter("sent", "used", A_LETTER))[0] == 403
    assert refused(lambda: clerk.registers.enter("circular", "reserved", {}))[0] == 403
    assert officer.registers.enter("sent", "used", A_LETTER)[0].number == 1
    assert refused(lambda: admin.registers.enter("received", "used", A_LETTER))[0] == 403
    assert admin.registers.page("received").rows[0].id == entry.id
    assert refused(lambda: admin.registers.cancel(entry.id, "ก"))[0] == 403
    for other in (desk(service, "school", school=CODES[0]), desk(service, district=ELSEWHERE)):
        assert refused(lambda other=other: other.registers.entry(entry.id))[0] == 404
        assert refused(lambda other=other: other.registers.amend(entry.id, {"note": "ก"}))[0] == 404
    assert refused(lambda: desk(service, "school", school=CODES[0]).registers.page("received"))[0] == 404
    assert desk(service, district=ELSEWHERE).registers.page("received").rows == []


def test_the_same_request_takes_one_number(service: Service) -> None:
    """Ten at once with one key: one line; without a key each takes its own."""

    def enter(_: int) -> tuple[int, bool]:
        row, again = desk(service).registers.enter("received", "used", A_LETTER, "once")
        return row.number, again

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(enter, range(10)))

    assert {number for number, _ in answers} == {1}
    assert sum(not again for _, again in answers) == 1
    assert desk(service).registers.enter("received", "used", A_LETTER)[0].number == 2
    other = {**A_LETTER, "subject": "อื่น"}
    assert refused(lambda: desk(service).registers.enter("received", "used", other, "once"))[0] == 422
    assert [row.number for row in desk(service).registers.page("received").rows] == [2, 1]


def test_two_do_not_overwrite_each_other_unseen(service: Service) -> None:
    """A correction from an older sight of the line is refused; each one keeps before and after."""
    at = desk(service).registers
    entry, _ = at.enter("received", "used", A_LETTER)
    seen = state_of(entry)

    assert at.amend(entry.id, {"subject": "แจ้งกำหนดใหม่"}, seen).subject == "แจ้งกำหนดใหม่"
    assert refused(lambda: at.amend(entry.id, {"subject": "ทับ"}, seen)) == (409, "stale")
    with service.engine.connect() as connection:
        query = sa.select(audit_table.c.detail).where(audit_table.c.action == "register.amend")
        (detail,) = connection.execute(query).scalars()
    assert (detail["before"], detail["after"]) == ({"subject": "แจ้งกำหนด"}, {"subject": "แจ้งกำหนดใหม่"})


def test_the_line_of_an_issued_letter_says_what_the_letter_says(service: Service) -> None:
    """Its action and note may change, number and subject not; cancelling it cancels the letter."""
    officer, circular_id = desk(service), add_circular(service)
    letter, _ = officer.letters.issue(circular_id, IssueOrder(after=0, publish=True))

    assert refused(lambda: officer.registers.amend(letter.entry_id, {"subject": "อื่น"})) == (
        409,
        "of_a_letter",
    )
    assert officer.registers.amend(letter.entry_id, {"action": "ส่งแล้ว"}).action == "ส่งแล้ว"
    assert refused(lambda: officer.registers.cancel(letter.entry_id, ""))[0] == 409
    assert officer.registers.cancel(letter.entry_id, "ลงวันที่ผิด").state == "cancelled"

    draft = officer.letters.draft(circular_id)
    assert draft.shown is not None and draft.shown.state == "cancelled" and draft.in_force is None
    assert officer.publications.published(circular_id) == []


def test_reserved_numbers_are_filled_or_cancelled(service: Service) -> None:
    """Both end the reservation; a cancelled number is never given again."""
    at = desk(service).registers
    first, second = (at.enter("sent", "reserved", {})[0] for _ in range(2))

    assert at.fill(first.id, A_LETTER).state == "used"
    assert at.cancel(second.id, "ไม่ได้ใช้").state == "cancelled"
    assert refused(lambda: at.fill(second.id, A_LETTER))[0] == 409
    assert refused(lambda: at.amend(second.id, {"note": "ก"}))[0] == 409
    assert at.enter("sent", "used", A_LETTER)[0].number == 3
    assert at.page("sent").reserved == 0


def test_a_letter_of_our_own_gets_its_reference(service: Service) -> None:
    """Entered or filled without its ที่, it gets the office's with its number; what was written stays."""
    at, bare = desk(service).registers, {"subject": "แจ้งผล"}

    assert at.enter("sent", "used", bare)[0].reference == "ศธ 04999/1"
    assert at.enter("circular", "used", {**bare, "reference": "ศธ 1/ว9"})[0].reference == "ศธ 1/ว9"
    reserved, _ = at.enter("circular", "reserved", {})
    assert reserved.reference == ""
    assert at.fill(reserved.id, bare).reference == "ศธ 04999/ว2"
    assert at.enter("received", "used", bare)[0].reference == ""


def test_a_register_goes_on_from_the_one_on_paper(service: Service) -> None:
    """Before its first number a book may be told where to begin; afterwards never."""
    at = desk(service).registers
    at.start_at("sent", 40)
    at.start_at("sent", 246)

    assert at.next_number("sent") == 246
    assert at.enter("sent", "used", A_LETTER)[0].number == 246
    assert refused(lambda: at.start_at("sent", 1)) == (409, "register")
    assert at.enter("sent", "used", A_LETTER)[0].number == 247
    assert at.enter("circular", "reserved", {})[0].number == 1


def test_a_circular_is_received_once(service: Service) -> None:
    """Prefilled from its reading, doubtful columns named; two clerks at once make one line."""
    circular_id = add_circular(service, circular(number=doubtful("ศธ 04006/ว18"), subject=sure("แจ้งกำหนด")))
    clerk = desk(service, "clerk").registers
    found = clerk.prefilled(circular_id)
    assert found.entry is None and found.unsure == {"reference"}
    assert (found.columns["reference"], found.columns["subject"]) == ("ศธ 04006/ว18", "แจ้งกำหนด")

    with ThreadPoolExecutor(6) as pool:
        lines = list(pool.map(lambda _: clerk.receive(circular_id, found.columns), range(6)))

    assert {line.number for line in lines} == {1}
    assert clerk.prefilled(circular_id).entry is not None
    with service.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(register_entries)).scalar() == 1
    clerk.cancel(lines[0].id, "ลงผิด")
    assert clerk.receive(circular_id, found.columns).number == 2


def test_many_deeds_at_once_do_not_block_each_other(service: Service) -> None:
    """Letters, lines, cancellings and publishing in one book at a time: all are done, without a gap."""
    ids = [add_circular(service) for _ in range(12)]

    def work(turn: int) -> None:
        at = desk(service)
        if turn % 2:
            at.registers.enter("circular", "used", A_LETTER, f"line-{turn}")
            return
        circular_id = ids[turn // 2]
        order = IssueOrder(after=0, publish=turn % 4 == 0)
        letter, _ = at.letters.issue(circular_id, order, f"letter-{turn}")
        at.publications.publish(circular_id, [CODES[0]])
        if turn % 6 == 0:
            at.registers.cancel(letter.entry_id, "ทดสอบ")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(24)))

    rows = desk(service).registers.page("circular", most=100).rows
    assert [row.number for row in rows] == list(range(24, 0, -1))
    assert sum(row.state == "cancelled" for row in rows) == 4


@pytest.mark.parametrize(
    "columns",
    [{"subject": ""}, {**A_LETTER, "number": "7"}, {**A_LETTER, "dated": "10/5/2569"}, {"subject": 7}],
)
def test_bad_columns_are_refused(service: Service, columns: dict[str, Any]) -> None:
    """No number is taken for what cannot be kept."""
    at = desk(service).registers

    assert refused(lambda: at.enter("received", "used", columns)) == (422, "register_columns")
    assert at.next_number("received") == 1


def test_thousands_of_lines_are_paged_and_found(service: Service) -> None:
    """Every line once, the newest first; words find with Thai and other digits, a number finds its line."""
    district = desk(service).district("register.read")
    with service.engine.begin() as connection:
        for number in range(1, 1201):
            registers.register(
                connection,
                district,
                "received",
                subject=f"เรื่องที่ {number}",
                reference=f"ศธ 1/ว{number + 5000}",
            )
    at, seen, before = desk(service).registers, [], None
    while True:
        page = at.page("received", before=before, most=100)
        seen += [row.number for row in page.rows]
        before = page.following
        if before is None:
            break

    assert seen == list(range(1200, 0, -1))
    assert [row.number for row in at.page("received", words="๗๗๗").rows] == [777]
    assert [row.number for row in at.page("received", words="ว๕๑๒๓").rows] == [123]
    assert at.page("received", 2560).rows == []


def test_exports_are_whole_years_and_audited(service: Service) -> None:
    """Workbook and sheets hold the cancelled line too."""
    at = desk(service).registers
    entry, _ = at.enter("received", "used", A_LETTER)
    at.cancel(entry.id, "ซ้ำ")

    assert at.export("received", entry.year, "xlsx").startswith(b"PK")
    assert at.export("received", entry.year, "pdf").startswith(b"%PDF-")
    with service.engine.connect() as connection:
        query = sa.select(audit_table.c.object).where(audit_table.c.action == "register.export")
        assert set(connection.execute(query).scalars()) == {f"register:received/{entry.year}"}
