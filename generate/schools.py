"""The list of schools: CSV or .xlsx with the headers the contract fixes. A bad row is told, not fatal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from ingest.thai_text import fold_digits

LEVELS = ("k1", "k2", "k3", "p1", "p2", "p3", "p4", "p5", "p6", "m1", "m2", "m3", "m4", "m5", "m6")
LEVEL_NAMES = dict(
    zip(
        LEVELS,
        ["อ.1", "อ.2", "อ.3", *(f"ป.{n}" for n in range(1, 7)), *(f"ม.{n}" for n in range(1, 7))],
        strict=True,
    )
)
REQUIRED = ("code", "name")
COLUMNS = (
    "code",
    "smis_code",
    "obec_code",
    "name",
    "subdistrict",
    "district",
    "province",
    "director",
    "data_officer",
)


class SchoolListError(Exception):
    """The file is no list of schools at all; the message is Thai and says what to do."""


class LevelCount(BaseModel):
    """Pupils and rooms of one level; None where the list leaves it open."""

    model_config = ConfigDict(frozen=True)

    male: int | None = None
    female: int | None = None
    rooms: int | None = None

    @property
    def total(self) -> int | None:
        if self.male is None or self.female is None:
            return None
        return self.male + self.female


class School(BaseModel):
    """A school as the list gives it. Codes are text: leading zeros count (10-digit MOE, 8-digit SMIS,
    6-digit OBEC). `counts` holds only the levels for which the list has at least one number."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    smis_code: str = ""
    obec_code: str = ""
    subdistrict: str = ""
    district: str = ""
    province: str = ""
    director: str = ""
    data_officer: str = ""
    counts: dict[str, LevelCount] = {}

    @field_validator("code")
    @classmethod
    def ten_digits(cls, value: str) -> str:
        if not (len(value) == 10 and value.isascii() and value.isdigit()):
            raise ValueError(f'code "{value}" ต้องเป็นเลข 10 หลัก')
        return value

    @field_validator("name")
    @classmethod
    def not_empty(cls, value: str) -> str:
        if not value:
            raise ValueError("ไม่มีชื่อโรงเรียน (name)")
        return value


def read_schools(data: bytes, name: str) -> tuple[list[School], list[str]]:
    """Schools in the order of the list, and what is wrong with the rows left out, one Thai sentence each.

    `name` only serves the messages. Raises SchoolListError when the file as a whole is of no use.
    """
    rows = _xlsx_rows(data, name) if data[:4] == b"PK\x03\x04" else _csv_rows(data, name)
    head = [cell.strip().lower() for cell in next(rows, [])]
    if missing := [column for column in REQUIRED if column not in head]:
        raise SchoolListError(
            f"{name}: แถวแรกต้องเป็นชื่อคอลัมน์ และต้องมี {', '.join(missing)} โปรดดูตัวอย่าง samples/schools.csv"
        )
    schools: list[School] = []
    problems: list[str] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            school = _school(dict(zip(head, (cell.strip() for cell in row), strict=False)))
            if school.code in seen:
                raise ValueError(f'code "{school.code}" ซ้ำกับแถวก่อนหน้า')
        except ValueError as error:
            problems.append(f"{name} แถวที่ {number}: {_reason(error)} ข้ามแถวนี้")
            continue
        seen.add(school.code)
        schools.append(school)
    return schools, problems


def _school(row: dict[str, str]) -> School:
    fields: dict[str, object] = {column: row.get(column, "") for column in COLUMNS}
    fields["code"] = fold_digits(row.get("code", ""))
    counts = {
        level: {part: _count(row.get(f"{level}_{part}", "")) for part in ("male", "female", "rooms")}
        for level in LEVELS
    }
    fields["counts"] = {level: c for level, c in counts.items() if any(v is not None for v in c.values())}
    return School.model_validate(fields)


def _count(cell: str) -> int | None:
    cell = fold_digits(cell).replace(",", "")
    if not cell:
        return None
    if not cell.isdigit():
        raise ValueError(f'"{cell}" ไม่ใช่จำนวนเต็ม')
    return int(cell)


def _reason(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(str(problem["msg"]).removeprefix("Value error, ") for problem in error.errors())
    return str(error)


def _csv_rows(data: bytes, name: str) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SchoolListError(
            f"{name}: ไฟล์ไม่ได้บันทึกเป็น UTF-8 โปรดเลือก “CSV UTF-8” เมื่อบันทึกจากโปรแกรมตารางคำนวณ"
        ) from None
    return iter(csv.reader(io.StringIO(text)))


def _xlsx_rows(data: bytes, name: str) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
    except Exception as error:  # openpyxl has no error of its own for a damaged file
        raise SchoolListError(f"{name}: เปิดไฟล์ Excel ไม่ได้ โปรดบันทึกใหม่เป็น .xlsx หรือ CSV UTF-8") from error
    return ([_cell_text(value) for value in row] for row in sheet.iter_rows(values_only=True))


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    # A spreadsheet keeps "1099000001" as the float 1099000001.0.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
