"""A fictional office and letters of it for the tests, and where things stand on their pages."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pdfplumber

from generate.office import Office

MM = 25.4 / 72
DATE = date(2027, 5, 12)
# A made-up emblem: a pointed shield, twice as high as wide, with curves and a hole.
EMBLEM = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 200"><g transform="translate(0,-10)">'
    b'<path d="M0 10h100v100c0 50-30 80-50 100C30 190 0 160 0 110z m30 30 v40 l20 20 20-20 V40 z"/></g></svg>'
)
OFFICE = Office.model_validate(
    {
        "name": "สำนักงานเขตพื้นที่การศึกษาสมมติ เขต ๑",
        "short_name": "สพป.สมมติ เขต ๑",
        "address": ["๑ ถนนสมมติ อำเภอเมือง", "จังหวัดตัวอย่าง ๑๐๐๐๐"],
        "number_prefix": "ศธ 04999",
        "next_number": 2305,
        "unit": ["กลุ่มส่งเสริมการศึกษาทางไกล", "เทคโนโลยีสารสนเทศและการสื่อสาร"],
        "phone": "0 2000 0456",
        "email": "dlict7@example.go.th",
        "signatory": {
            "name": "นางสาวสมมติ ใจดี",
            "position": "รองผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาสมมติ เขต ๑",
            "acting_for": "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาสมมติ เขต ๑",
        },
    }
)


def office(**changes: Any) -> Office:
    return OFFICE.model_copy(update=changes)


class Sheet:
    """One page read back: its lines with the place of their first letter, in mm from the top-left corner."""

    def __init__(self, page: pdfplumber.page.Page) -> None:
        self.page = page
        lines: dict[float, list[dict[str, Any]]] = {}
        for char in page.chars:
            lines.setdefault(round(page.height - char["matrix"][5], 1), []).append(char)
        self.lines = [_Placed(chars) for _, chars in sorted(lines.items())]

    def find(self, text: str) -> _Placed:
        """The place of the first letter of the first line with this text."""
        for line in self.lines:
            at = line.text.find(text)
            if at >= 0:
                return _Placed(line.chars[at : at + len(text)], self.page.height)
        raise AssertionError(f"{text} is not on the page: {[line.text for line in self.lines]}")


class _Placed:
    def __init__(self, chars: list[dict[str, Any]], height: float = 841.89) -> None:
        self.chars = chars
        self.text = "".join(char["text"] for char in chars)
        self.left = chars[0]["x0"] * MM
        self.right = max(char["x1"] for char in chars) * MM
        self.baseline = (height - chars[0]["matrix"][5]) * MM
        self.size = chars[0]["size"]
        self.font = chars[0]["fontname"]
        self.colour = chars[0]["non_stroking_color"]

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def sheets_of(pdf: bytes) -> list[Sheet]:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [Sheet(page) for page in document.pages]
