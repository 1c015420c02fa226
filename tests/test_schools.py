"""The list of schools: good rows are used, bad ones are told with their line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from generate.schools import SchoolListError, read_schools

SAMPLE = Path(__file__).parent.parent / "samples" / "schools.csv"


def test_the_sample_list_is_read_whole() -> None:
    """Twelve schools, no problem; a byte order mark does no harm; an open count stays open."""
    schools, problems = read_schools(SAMPLE.read_bytes(), "schools.csv")
    assert (len(schools), problems) == (12, [])
    assert schools[0].code == "1099000001"
    assert schools[0].counts["p1"].total == schools[0].counts["p1"].male + schools[0].counts["p1"].female
    assert schools[10].counts == {}


def test_a_bad_row_is_named_with_its_line_and_the_rest_is_used() -> None:
    """Wrong code, missing name, a word as count, a code twice: four sentences, one school left."""
    text = "code,name,p1_male\n1099000001,ก,๓\n12,ข,1\n1099000002,,1\n1099000003,ค,สอง\n1099000001,ง,1\n\n"
    schools, problems = read_schools(text.encode(), "s.csv")
    assert [s.counts["p1"].male for s in schools] == [3]
    assert [p.split(":")[0] for p in problems] == [f"s.csv แถวที่ {n}" for n in (3, 4, 5, 6)]


def test_a_spreadsheet_with_the_same_headers_is_read() -> None:
    """Numbers that a spreadsheet turned into floats come back as codes."""
    book = Workbook()
    book.active.append(["code", "name", "k1_male"])
    book.active.append([1099000001.0, "โรงเรียนตัวอย่าง", 5])
    data = io.BytesIO()
    book.save(data)
    schools, problems = read_schools(data.getvalue(), "s.xlsx")
    assert (schools[0].code, schools[0].counts["k1"].male, problems) == ("1099000001", 5, [])


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", "รหัส".encode("cp874"), b"PK\x03\x04rubbish"])
def test_a_file_that_is_no_list_says_what_to_do(data: bytes) -> None:
    """No header, wrong header, another encoding, a broken workbook."""
    with pytest.raises(SchoolListError, match=r"โปรด"):
        read_schools(data, "s")
