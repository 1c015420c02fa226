"""Actors and systems are named as the contract names them, and nobody who merely owns something must act."""

from __future__ import annotations

import pytest

from extract.actors import actors_of_cell, find_actors
from extract.systems import find_systems


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("แจ้งโรงเรียนในสังกัดดำเนินการ", ["school"]),
        ("ให้โรงเรียนในสังกัด สพฐ. ส่งรายงาน", ["school"]),
        ("ข้อมูลโรงเรียนและนักเรียนของ สป.ศธ.", []),
        ("สำนักงานเขตพื้นที่การศึกษาประถมศึกษาแจ้งสถานศึกษา", ["district", "school"]),
        ("สพป. และ สพม. ทุกแห่งรายงาน สพฐ.", ["district", "ministry"]),
        ("สำนักทดสอบทางการศึกษาจะประกาศผล", ["ministry"]),
        ("นักเรียนยื่นคำร้อง", []),
    ],
)
def test_prose_names_the_three_parties(text: str, actors: list[str]) -> None:
    """Running text gives the parties that act, not those that own or are described."""
    assert actors == find_actors(text)


@pytest.mark.parametrize(
    ("cell", "actors"),
    [
        ("โรงเรียน", ["school"]),
        ("สพท. /สพฐ.", ["district", "ministry"]),
        ("สพท./สพฐ.", ["district", "ministry"]),
        ("สพป.ตัวอย่าง เขต ๑", ["district"]),
        ("โรงเรยน", ["school"]),
        ("โรงเรียน/ผู้ปกครอง", ["school", "other:ผู้ปกครอง"]),
        ("ฝ่ายอาคารตัวอย่าง", ["other:ฝ่ายอาคารตัวอย่าง"]),
        ("สำนักงานเขตพื้นที่การศึกษาประถมศึกษา/มัธยมศึกษา", ["district"]),
        ("- สพฐ. - โรงเรียน", ["ministry", "school"]),
        ("-", []),
        ("", []),
    ],
)
def test_a_cell_names_its_actors(cell: str, actors: list[str]) -> None:
    """Whatever stands in an actor cell is an actor; others stand as printed."""
    assert actors == actors_of_cell(cell)


def test_the_issuing_department_is_the_ministry() -> None:
    """A department other than สพฐ. that issues the circular is the ministry of its calendar."""
    assert actors_of_cell("สำนักงาน ต.ย.", issuer="สำนักงาน ต.ย.") == ["ministry"]
    assert actors_of_cell("สำนักงาน ต.ย.", issuer="กรมอื่นทั้งหมด") == ["other:สำนักงาน ต.ย."]
    assert actors_of_cell("โรงเรียนตัวอย่าง", issuer="โรงเรียนตัวอย่าง") == ["school"]


@pytest.mark.parametrize(
    ("text", "systems"),
    [
        ("ระบบ Data Management Center : DMC", ["DMC"]),
        ("ในระบบ OBEC Asset และ B-OBEC", ["OBEC-Asset", "B-OBEC"]),
        ("เข้าสู่ระบบ Exchange ของ สป.ศธ.", ["Exchange"]),
        ("https://dmc.example.go.th/dmc67", []),
        ("SchoolMIS, School MIS และ e-MES", ["SchoolMIS", "e-MES"]),
        ("ระบบจัดเก็บข้อมูลนักเรียนรายบุคคล", ["DMC"]),
        ("การประชุมเชิงปฏิบัติการ", []),
    ],
)
def test_systems_have_one_name(text: str, systems: list[str]) -> None:
    """A system goes by its canonical name however it is printed, and an address is no system."""
    assert systems == find_systems(text)
