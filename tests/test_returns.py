"""Signed forms that come back find their school and circular by their code, or wait for a person."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from api import returns
from api.database import now
from api.form_codes import FoundCodes, codes_in_picture, find_codes, printed_codes
from api.return_board import board, board_workbook
from api.returns import NO_CIRCULAR, NO_SCHOOL, OTHER_SCHOOL, ReturnError, settle, take
from api.school_register import all_schools, import_schools
from api.tables import districts, documents, new_id
from generate.form_code import write_form_code
from ingest import read_document
from ingest.errors import DocumentError
from tests.circulars import circular
from tests.returned_forms import (
    SCHOOLS,
    as_jpeg,
    as_pdf,
    askew,
    blurred,
    bound,
    form,
    photographed,
    scanned,
    without_qr,
)

SHA = circular().source.sha256
CODE = write_form_code(SHA, SCHOOLS[0].code, "confirm")
OTHER = write_form_code(SHA, SCHOOLS[1].code, "certify")
LIST = "code,name\n" + "".join(f"{school.code},{school.name}\n" for school in SCHOOLS)


# Codes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("degrees", [0, 2, -7, 20, 90, 180, 270])
@pytest.mark.parametrize("dpi", [75, 200])
def test_a_scan_gives_its_code_however_it_lay_on_the_glass(degrees: int, dpi: int) -> None:
    """Coarse and fine, askew and upside down."""
    assert list(find_codes(as_jpeg(askew(scanned(form(), dpi), degrees))).codes) == [CODE]


@pytest.mark.parametrize("dpi", [100, 150, 300])
def test_blurred_and_photographed_forms_give_their_code(dpi: int) -> None:
    """Out of focus with noise; from the side in bad light."""
    sheet = scanned(form(), dpi)
    for picture in (blurred(sheet, dpi), photographed(sheet), askew(photographed(sheet), 90)):
        assert codes_in_picture(picture) == [CODE]


def test_each_form_of_a_file_is_found_and_pages_without_are_told() -> None:
    """Two forms and a sheet between them; the same form twice is one."""
    pictures = [
        scanned(form()),
        np.full((1754, 1240, 3), 255, np.uint8),
        scanned(form(SCHOOLS[1], "certify")),
    ]
    assert find_codes(as_pdf(*pictures, pictures[0])) == FoundCodes({CODE: 1, OTHER: 3}, bare=(2,))
    assert find_codes(bound(form(), form(SCHOOLS[1], "certify"))) == FoundCodes({CODE: 1, OTHER: 2}, bare=())


def test_a_pile_without_codes_is_not_read_word_by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would keep everybody else's forms waiting for minutes."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("read")

    monkeypatch.setattr("api.form_codes.read_document", never)
    blank = np.full((300, 200, 3), 255, np.uint8)
    found = find_codes(as_pdf(*[blank] * 13))
    assert (found.codes, found.bare, found.pages) == ({}, tuple(range(1, 14)), 13)


def test_a_torn_off_code_never_becomes_another() -> None:
    """Read from the letters of a scan it is this school's code, or none."""
    found = find_codes(as_jpeg(without_qr(scanned(form(), 200)), 90))
    assert {*found.codes, *found.unsure} <= {CODE}


@pytest.mark.parametrize(
    ("printed", "codes", "unsure"),
    [
        (CODE, [CODE], []),
        (CODE.replace("C0FFEEC0", "coFFEECo").replace(".C.", ".c"), [], [CODE]),  # O for 0, a point lost
        (CODE.replace("0001", "0010"), [], []),
        (CODE[:-1], [], []),
    ],
)
def test_only_whole_codes_are_read_from_letters(printed: str, codes: list[str], unsure: list[str]) -> None:
    """One that had to be mended is for a person; one whose check character does not fit is none."""
    document = read_document(form())
    lines = tuple(
        line.model_copy(update={"text": line.text.replace(CODE, printed)}) for line in document.pages[0].lines
    )
    page = document.pages[0].model_copy(update={"lines": lines})
    found = printed_codes(document.model_copy(update={"pages": (page,)}))
    assert (list(found.codes), list(found.unsure)) == (codes, unsure)


def test_letters_that_two_readers_read_differently_are_unsure() -> None:
    """A second reading that holds no such code makes a person look."""
    document = read_document(form())
    lines = tuple(
        line.model_copy(update={"source": "ocr", "second": "W1.C0FFEEC0.1099000007"})
        for line in document.pages[0].lines
    )
    page = document.pages[0].model_copy(update={"lines": lines})
    found = printed_codes(document.model_copy(update={"pages": (page,)}))
    assert (found.codes, list(found.unsure)) == ({}, [CODE])


def test_a_broken_file_says_so() -> None:
    """No code is invented for what cannot be opened."""
    with pytest.raises(DocumentError):
        find_codes(b"%PDF-1.7 and then nothing")


# Matching -----------------------------------------------------------------------------------------------


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.begin() as connection:
        yield connection


def new_district(connection: sa.Connection, *, sha256: str = SHA, schools: str = LIST) -> str:
    """A district with its schools and the fictional circular."""
    district = new_id()
    connection.execute(districts.insert().values(id=district, name="สพป.ตัวอย่าง", created_at=now()))
    import_schools(connection, district, schools.encode(), "SCHOOLS.csv")
    values: dict[str, Any] = {
        "id": new_id(), "district_id": district, "sha256": sha256, "name": "ว812.pdf", "size": 1,
        "media_type": "application/pdf", "status": "confirmed", "received_at": now(),
        "circular": circular().model_dump(mode="json", by_alias=True),
    }  # fmt: skip
    connection.execute(documents.insert().values(values))
    return district


def document_of(connection: sa.Connection, district: str) -> str:
    query = sa.select(documents.c.id).where(documents.c.district_id == district)
    return str(connection.execute(query).scalar_one())


def sent(connection: sa.Connection, district: str, data: bytes, **more: Any) -> returns.Row:
    sha256 = hashlib.sha256(data).hexdigest()
    return take(connection, district, sha256=sha256, name="แบบ.pdf", media_type="application/pdf", **more).row


def codes(*found: str) -> FoundCodes:
    return FoundCodes({code: number for number, code in enumerate(found, start=1)}, bare=())


def test_a_return_matches_by_itself_and_only_once(connection: sa.Connection) -> None:
    """The same bytes are one return, and settling twice changes nothing."""
    district = new_district(connection)
    row = sent(connection, district, b"scan")
    assert [one.id for one in returns.waiting(connection)] == [row.id]
    (settled,) = settle(connection, row.id, codes(CODE))
    school = next(s for s in all_schools(connection, district) if s.code == SCHOOLS[0].code)
    assert (settled.status, settled.school_id, settled.form) == ("matched", school.id, "confirm")
    assert settled.document_id == document_of(connection, district)
    assert settle(connection, row.id, codes(OTHER)) == []
    again = take(connection, district, sha256=row.sha256, name="x", media_type="image/jpeg")
    assert (again.row.id, again.fresh) == (row.id, False)
    assert len(returns.listed(connection, district)) == 1


def test_two_forms_in_one_file_are_two_returns(connection: sa.Connection) -> None:
    """Each with the page it stands on; a page without a code is told."""
    district = new_district(connection)
    row = sent(connection, district, b"scan")
    first, second = settle(connection, row.id, FoundCodes({CODE: 1, OTHER: 3}, bare=(2,)))
    assert (first.status, first.form, first.note) == ("matched", "confirm", "หน้า 1 · หน้า 2 ไม่พบรหัส")
    assert (second.status, second.form, second.note) == ("matched", "certify", "หน้า 3")
    assert first.sha256 == second.sha256
    assert first.school_id != second.school_id


@pytest.mark.parametrize(
    ("sha256", "schools", "reason"),
    [("0" * 64, LIST, NO_CIRCULAR), (SHA, "code,name\n1099000099,โรงเรียนอื่น\n", NO_SCHOOL)],
)
def test_a_code_of_another_district_never_matches(
    connection: sa.Connection, sha256: str, schools: str, reason: str
) -> None:
    """Its circular or its school is not ours, even though another district here has both."""
    new_district(connection)
    district = new_district(connection, sha256=sha256, schools=schools)
    (settled,) = settle(connection, sent(connection, district, b"scan").id, codes(CODE))
    assert (settled.status, settled.note) == ("unmatched", reason)


def test_two_circulars_with_one_code_are_not_guessed_between(connection: sa.Connection) -> None:
    """Eight digits of a hash may be shared."""
    district = new_district(connection)
    row = connection.execute(sa.select(documents)).mappings().one()
    twin = {**row, "id": new_id(), "sha256": SHA[:8] + "0" * 56}
    connection.execute(documents.insert().values(twin))
    (settled,) = settle(connection, sent(connection, district, b"scan").id, codes(CODE))
    assert (settled.status, settled.document_id, settled.note) == ("unmatched", None, NO_CIRCULAR)


def test_what_is_not_sure_waits(connection: sa.Connection) -> None:
    """No code, an unsure one, and one of another school than the sender."""
    district = new_district(connection)
    second = next(s for s in all_schools(connection, district) if s.code == SCHOOLS[1].code)
    cases: list[tuple[bytes, dict[str, Any], FoundCodes]] = [
        (b"1", {}, FoundCodes({}, (1,))),
        (b"2", {}, FoundCodes({}, (), {CODE: 1})),
        (b"3", {"school_id": second.id}, codes(CODE)),
    ]
    rows = [
        settle(connection, sent(connection, district, data, **more).id, found)[0]
        for data, more, found in cases
    ]
    assert [row.status for row in rows] == ["unmatched"] * 3
    assert rows[2].note == OTHER_SCHOOL and rows[2].school_id == second.id
    assert all(row.note for row in rows)


def test_a_person_decides_what_no_code_says(connection: sa.Connection) -> None:
    """Matches or rejects with a reason; never across districts, never after another has."""
    district, other = new_district(connection), new_district(connection)
    row = sent(connection, district, b"photo")
    settle(connection, row.id, FoundCodes({}, (1,)))
    school = all_schools(connection, district)[0]
    choice = {"document_id": document_of(connection, district), "school_id": school.id, "form": "confirm"}
    with pytest.raises(ReturnError):
        returns.match(connection, other, row.id, by="เจ้าหน้าที่", **choice)
    stranger = {**choice, "school_id": all_schools(connection, other)[0].id}
    with pytest.raises(ReturnError):
        returns.match(connection, district, row.id, by="เจ้าหน้าที่", **stranger)
    done = returns.match(connection, district, row.id, by="เจ้าหน้าที่", **choice)
    assert (done.status, done.school_id, done.settled_by) == ("accepted", school.id, "เจ้าหน้าที่")
    with pytest.raises(ReturnError):
        returns.accept(connection, district, row.id, by="อีกคน")
    with pytest.raises(ReturnError):
        returns.reject(connection, district, row.id, reason=" ", by="อีกคน")
    assert returns.reject(connection, district, row.id, reason="ไม่ได้ลงนาม", by="อีกคน").status == "rejected"


# Who returned -------------------------------------------------------------------------------------------

DUE = datetime(2027, 6, 10, 9, 30, tzinfo=UTC)  # 16:30 in Bangkok


def test_the_board_knows_who_returned_who_late_and_who_not(
    connection: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the deadline's minute in Bangkok; a rejected return does not count."""
    district = new_district(connection)
    document = document_of(connection, district)
    clock = DUE + timedelta(seconds=59)
    monkeypatch.setattr(returns, "now", lambda: clock)
    row = sent(connection, district, b"scan")
    settle(connection, row.id, codes(CODE))

    def standings(at: datetime) -> dict[str, str]:
        result = board(connection, district, document, "confirm", at=at)
        assert result is not None
        return {line.school.code: line.standing for line in result.schools}

    first, second = (school.code for school in SCHOOLS)
    assert standings(DUE) == {first: "returned", second: "waiting"}
    assert standings(DUE + timedelta(minutes=1)) == {first: "returned", second: "overdue"}
    returns.reject(connection, district, row.id, reason="ไม่ได้ลงนาม", by="เจ้าหน้าที่")
    assert standings(DUE) == {first: "waiting", second: "waiting"}
    clock = DUE + timedelta(minutes=1)
    settle(connection, sent(connection, district, b"signed scan").id, codes(CODE))
    assert standings(DUE + timedelta(days=1)) == {first: "late", second: "overdue"}
    assert board(connection, new_district(connection), document, "confirm") is None


def test_no_school_is_late_where_the_deadline_is_not_sure(connection: sa.Connection) -> None:
    """A form for which the circular names no sure day."""
    district = new_district(connection)
    result = board(
        connection, district, document_of(connection, district), "assets", at=DUE.replace(year=2030)
    )
    assert result is not None
    assert (result.due, result.count("waiting"), result.count("overdue")) == (None, 2, 0)


def test_the_list_is_a_workbook_in_thai(connection: sa.Connection) -> None:
    """Official heads, Thai digits, and a school's name is never a formula."""
    evil = "code,name\n1099000001,=1+1\n1099000012,โรงเรียนวัดตัวอย่าง\n"
    district = new_district(connection, schools=evil)
    settle(connection, sent(connection, district, b"scan").id, codes(CODE))
    result = board(connection, district, document_of(connection, district), "confirm", at=DUE)
    assert result is not None
    book = board_workbook(result, office="สพป.ตัวอย่าง", reference="ที่ ศธ 04999/ว812")
    sheet = load_workbook(io.BytesIO(book)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[2][0] == "ที่ ศธ ๐๔๙๙๙/ว๘๑๒"
    assert rows[3][0] == "กำหนดส่ง วันที่ ๑๐ มิถุนายน ๒๕๗๐ เวลา ๐๘.๓๐ - ๑๖.๓๐ น."
    assert rows[5][:4] == ("ที่", "รหัสโรงเรียน", "โรงเรียน", "สถานะ")
    assert {(row[1], row[2], row[3]) for row in rows[6:]} == {
        ("๑๐๙๙๐๐๐๐๐๑", "=๑+๑", "ส่งแล้ว"),
        ("๑๐๙๙๐๐๐๐๑๒", "โรงเรียนวัดตัวอย่าง", "ยังไม่ส่ง"),
    }
    assert all(cell.data_type == "s" for cell in sheet["C"][6:])
