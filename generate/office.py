"""The district office that writes: what OFFICE.toml says (the contract, "Office and schools")."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from generate.letter_layout import STANDARD, LayoutProfile

ADDRESSEE = "ผู้อำนวยการโรงเรียนในสังกัดทุกแห่ง"


class OfficeSignatory(BaseModel):
    """Who signs. acting_for is the post acted for; `acting` says by which right, in the words of the form."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1)
    position: str = Field(min_length=1)
    acting_for: str = ""
    acting: str = "ปฏิบัติราชการแทน"


class Office(BaseModel):
    """A district office as its letters name it.

    next_number: the running number of the letter, None to leave it open for the hand.
    circular: write ว before the number (the text is the same for every school).
    emblem: the bytes of an SVG, PDF or PNG file, None for pre-printed paper (the space stays free).
    layout: "standard" or a table with the millimetre values that differ from it.
    addressee: whom the letter addresses, without เรียน.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1)
    short_name: str = ""
    address: tuple[str, ...] = ()
    number_prefix: str = Field(min_length=1)
    next_number: int | None = Field(None, ge=1)
    circular: bool = True
    unit: tuple[str, ...] = ()
    phone: str = ""
    fax: str = ""
    email: str = ""
    emblem: bytes | None = None
    thai_digits: bool = True
    layout: LayoutProfile = STANDARD
    addressee: str = ADDRESSEE
    signatory: OfficeSignatory

    @field_validator("address", "unit", mode="before")
    @classmethod
    def _one_line_is_a_list(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @field_validator("address", "unit")
    @classmethod
    def _without_empty_lines(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(line for line in value if line)

    @field_validator("layout", mode="before")
    @classmethod
    def _standard_or_differences(cls, value: Any) -> Any:
        if value == "standard":
            return STANDARD
        if isinstance(value, str):
            raise ValueError(f'ไม่รู้จักรูปแบบ “{value}” ใช้ "standard" หรือตารางค่ามิลลิเมตรที่ต่างจากนั้น')
        return {"name": "own", **value} if isinstance(value, dict) else value
