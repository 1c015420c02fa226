"""Search in Thai gives the same hits on SQLite and PostgreSQL, strictly within the district."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from api import thai_words
from api.database import now
from api.search import create_search_index, drop_search_index, forget_circular, index_circular, search
from api.tables import deadlines, districts, documents, new_id
from api.thai_words import indexed_words, phrases_of, words_of
from tests.circulars import circular, sure

SUBJECTS = {
    "dmc": "การจัดเก็บข้อมูลนักเรียนรายบุคคล ภาคเรียนที่ ๑ ปีการศึกษา ๒๕๗๐",
    "asset": "การสำรวจข้อมูลสิ่งก่อสร้างในระบบ OBEC-Asset",
    "camp": "ขอเชิญเข้าค่ายลูกเสือ ณ ที่ว่าการอำเภอ",
    "water": "โครงการน้ำดื่มสะอาดในโรงเรียน",
}


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.begin() as connection:
        create_search_index(connection)
        yield connection


def new_district(connection: sa.Connection) -> str:
    district = new_id()
    connection.execute(districts.insert().values(id=district, name="สพป.ตัวอย่าง", created_at=now()))
    return district


def add(
    connection: sa.Connection, district: str, name: str, subject: str, number: str = "", **columns: Any
) -> str:
    values: dict[str, Any] = {
        "id": new_id(), "district_id": district, "sha256": new_id() * 2, "name": name, "size": 1,
        "media_type": "application/pdf", "status": "review",
        "received_at": now() + timedelta(seconds=len(name)),
    }  # fmt: skip
    connection.execute(documents.insert().values({**values, **columns}))
    plain = circular(subject=sure(subject), number=sure(number), body=[], calendars=[], deadlines=[])
    bare = plain.model_copy(update={"attachments": [], "issuer": None, "addressee": None})
    index_circular(connection, district, values["id"], bare.model_dump(mode="json", by_alias=True))
    return str(values["id"])


def hits(connection: sa.Connection, district: str, question: str = "", **filters: Any) -> set[str]:
    return {row.name for row in search(connection, district, question, **filters)}


@pytest.fixture
def district(connection: sa.Connection) -> str:
    district = new_district(connection)
    for number, (name, subject) in enumerate(SUBJECTS.items()):
        add(connection, district, name, subject, f"ศธ ๐๔๙๙๙/ว{812 + number}")
    return district


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("นักเรียน", {"dmc"}),
        ("ข้อมูล", {"dmc", "asset"}),
        ("ข้อมูลนักเรียน", {"dmc"}),
        ("นักเรียนข้อมูล", set()),
        ("นักเรียน ข้อมูล", {"dmc"}),
        ("obec-asset", {"asset"}),
        ("ASSET", {"asset"}),
        ("ว812", {"dmc"}),
        ("ว ๘๑๒", {"dmc"}),
        ("ศธ 04999/ว813", {"asset"}),
        ("04999", set(SUBJECTS)),
        ("2570", {"dmc"}),
        ("ที่ว่าการอำเภอ", {"camp"}),
        ("น้ำดื่ม", {"water"}),
        ("นํ้าดื่ม", {"water"}),
        ("ไม่มีคำนี้", set()),
        ("%", set()),
        ('" OR "', set()),
        ("' | 'นักเรียน", {"dmc"}),
        ("", set(SUBJECTS)),
    ],
)
def test_the_same_hits_on_both_databases(
    connection: sa.Connection, district: str, question: str, expected: set[str]
) -> None:
    """Words, phrases, numbers in either digits, ำ in either spelling, signs that mean nothing."""
    assert hits(connection, district, question) == expected


def test_a_word_is_found_within_a_longer_one(connection: sa.Connection, district: str) -> None:
    """However the dictionary would divide the text about it, and also where only the body holds it."""
    document = add(connection, district, "report", "เรื่องทั่วไป")
    for body, question in (
        ("ส่งรายงานการประชุมผู้บริหาร", "รายงาน"),
        ("ส่งรายงานการอ่านของนักเรียน", "รายงาน"),
        ("รายงานการประชุม", "ประชุม"),
        ("งบประมาณการก่อสร้าง", "งบประมาณ"),
        ("โรงเรียนดำเนินการตามมาตรการ", "ดำเนินการ"),
        ("โรงเรียนดำเนินการตามมาตรการ", "มาตรการ"),
    ):
        changed = circular(subject=sure("เรื่องทั่วไป"), body=[sure(body)], deadlines=[], calendars=[])
        index_circular(connection, district, document, changed.model_dump(mode="json", by_alias=True))
        assert "report" in hits(connection, district, question), question


def test_another_districts_circulars_are_not_found(connection: sa.Connection, district: str) -> None:
    """By no question and no cursor."""
    other = new_district(connection)
    theirs = add(connection, other, "theirs", SUBJECTS["dmc"])
    assert hits(connection, other, "นักเรียน") == {"theirs"}
    assert hits(connection, district, "นักเรียน") == {"dmc"}
    assert search(connection, district, after=theirs) == []


def test_what_changed_is_found_as_it_stands_now(connection: sa.Connection, district: str) -> None:
    """A corrected subject replaces the old words; what is forgotten is not found."""
    document = add(connection, district, "new", "ตรวจสุขภาพ")
    assert hits(connection, district, "สุขภาพ") == {"new"}
    changed = circular(subject=sure("ทุนการศึกษา")).model_dump(mode="json", by_alias=True)
    index_circular(connection, district, document, changed, "ข้อความทั้งหน้า เรื่องสะพานลอย")
    assert hits(connection, district, "สุขภาพ") == set()
    assert hits(connection, district, "ทุนการศึกษา") == hits(connection, district, "สะพานลอย") == {"new"}
    forget_circular(connection, document)
    assert hits(connection, district, "สะพานลอย") == set()


def test_the_index_is_made_over_what_is_there(connection: sa.Connection, district: str) -> None:
    """Dropped and made again, and made twice, it finds the same."""
    drop_search_index(connection)
    create_search_index(connection)
    create_search_index(connection)
    assert hits(connection, district, "ข้อมูล") == {"dmc", "asset"}


def test_long_documents_are_found_to_their_last_word(connection: sa.Connection, district: str) -> None:
    """Beyond the positions that a tsvector keeps, also behind a word that stands there a thousand times."""
    document = add(connection, district, "long", "เล่มใหญ่")
    text = "โรงเรียน 12345 " * 9000 + "แม่น้ำ 777 โรงเรียน 888"
    index_circular(connection, district, document, {}, text)
    assert hits(connection, district, "777/โรงเรียน/888") == {"long"}
    assert hits(connection, district, "888/โรงเรียน") == set()


def test_a_hostile_text_of_endless_words_is_still_kept(
    connection: sa.Connection, district: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is cut off before PostgreSQL refuses it, on both databases at the same word."""
    document = add(connection, district, "hostile", "ข้อความ")
    text = " ".join(f"x{number:09}" for number in range(120_000))
    index_circular(connection, district, document, {}, text)
    assert hits(connection, district, "x/000000007") == {"hostile"}
    monkeypatch.setattr(thai_words, "MOST_BYTES", 40)
    assert indexed_words("one two three four five") == "one two three"


def test_filters_by_state_actor_and_day(connection: sa.Connection, district: str) -> None:
    """Actor and days must hold for the same deadline; both ends count."""
    document = add(connection, district, "due", "งาน", status="confirmed")

    def deadline(number: str, actors: list[str], start: str | None, end: str | None) -> None:
        values = {
            "district_id": district, "document_id": document, "deadline_id": number, "kind": "window",
            "start": start, "end": end, "action": "ส่ง", "actors": actors, "systems": [], "deadline": {},
        }  # fmt: skip
        connection.execute(deadlines.insert().values(values))

    deadline("d1", ["school"], "2027-05-17", "2027-06-10")
    deadline("d2", ["district", "other:เทศบาล"], None, "2027-07-01")
    cases: list[tuple[dict[str, str], bool]] = [
        ({"status": "confirmed"}, True),
        ({"status": "failed"}, False),
        ({"actor": "school"}, True),
        ({"actor": "other:เทศบาล"}, True),
        ({"actor": "ministry"}, False),
        ({"actor": "schoo"}, False),
        ({"since": "2027-06-10", "until": "2027-06-30"}, True),
        ({"since": "2027-06-11", "until": "2027-06-30"}, False),
        ({"actor": "school", "since": "2027-07-01"}, False),
        ({"actor": "district", "since": "2027-07-01"}, True),
        ({"until": "2027-05-16"}, False),
    ]
    for filters, expected in cases:
        assert (hits(connection, district, "งาน", **filters) == {"due"}) == expected, filters


def test_pages_follow_one_another(connection: sa.Connection, district: str) -> None:
    """Each circular once, the newest first."""
    everything = [row.id for row in search(connection, district)]
    paged: list[str] = []
    while some := search(connection, district, after=paged[-1] if paged else None, most=3):
        paged += [row.id for row in some]
    assert paged == everything and len(paged) == len(SUBJECTS)


def test_words_are_divided_the_same_in_text_and_question() -> None:
    """Marks never part a word; digits and letters are apart."""
    assert words_of("ศธ ๐๔๙๙๙/ว๘๑๒") == ["ศธ", "04999", "ว", "812"]
    assert "น้ำ" in "".join(words_of("น้ำดื่ม"))
    assert phrases_of("  ข้อมูลนักเรียน  DMC ") == [["ข้อ", "มูล", "นัก", "เรียน"], ["dmc"]]
    assert words_of("a_b–c d") == ["a", "b", "c", "d"]
