"""One certification form for one school: A4, filled in as far as the list knows, ready to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import accumulate, pairwise

from extract.models import Circular
from generate.date_words import long_date, when
from generate.form_code import qr_modules, write_form_code
from generate.form_counts import Row, count_rows, totals
from generate.form_descriptions import FORMS, FormDescription, Signer, deadline_of
from generate.office import Office
from generate.schools import School
from generate.typesetter import Style, Typesetter
from ingest.thai_text import thai_digits

# Millimetres from the top-left corner of A4.
LEFT, RIGHT, TOP = 25.0, 190.0, 18.0
WIDTH = RIGHT - LEFT
ROW_HEIGHT = 5.7
COUNT_COLUMNS = (
    ("ระดับชั้น", 61.0),
    ("ชาย (คน)", 26.0),
    ("หญิง (คน)", 26.0),
    ("รวม (คน)", 26.0),
    ("ห้องเรียน", 26.0),
)
BUILDING_COLUMNS = (
    ("ที่", 10.0), ("รายการอาคาร/สิ่งก่อสร้าง", 75.0), ("ปีที่สร้าง", 22.0), ("จำนวน", 18.0), ("สภาพ", 40.0),
)  # fmt: skip
BUILDING_ROWS = 14
SIGNATURE_WIDTH = 78.0
SIGNING_HEIGHT = 52.0  # statement of three lines and the signatures
CODE_SIZE = 20.0
FOOT = 268.0

TITLE = Style("Bold", 20)
HEAD = Style("Bold", 16)
BODY = Style("Regular", 16)
CELL = Style("Regular", 14)
CELL_BOLD = Style("Bold", 14)
SMALL = Style("Regular", 11)


def certification_form(
    circular: Circular, school: School, form: str, *, office: Office | None = None
) -> bytes:
    """The form as PDF bytes.

    form: "confirm", "certify" or "assets" (KeyError otherwise). A value that the list does not give is a
    dotted blank; so is the window when the deadline is not sure. A name too long for its line is set
    smaller, never cut.
    """
    description = FORMS[form]
    sheet = Typesetter(title=f"{description.title} {school.name}", author=office.name if office else "")
    y = _head(sheet, circular, school, description, office)
    y = _content(sheet, school, description, y)
    code = write_form_code(circular.source.sha256, school.code, form)
    _code(sheet, code)
    if y + SIGNING_HEIGHT > FOOT:  # only very long names push the signatures off the first page
        sheet.new_page()
        _code(sheet, code)
        y = TOP
    y = _statement(sheet, school, description, y)
    _signatures(sheet, school, description.signers, y)
    return sheet.finish()


def _head(
    sheet: Typesetter, circular: Circular, school: School, form: FormDescription, office: Office | None
) -> float:
    sheet.text(105, TOP + 6, form.title, TITLE, align="center")
    sheet.text(105, TOP + 14, form.subject, BODY, align="center")
    y = TOP + 23
    for label, value in _facts(circular, school, form, office):
        y = _field(sheet, label, value, y)
    return y - 3


def _facts(
    circular: Circular, school: School, form: FormDescription, office: Office | None
) -> list[tuple[str, str]]:
    deadline = deadline_of(circular, form)
    codes = [(school.code, 10), (school.smis_code, 8), (school.obec_code, 6)]
    place = [("ตำบล", school.subdistrict), ("อำเภอ", school.district), ("จังหวัด", school.province)]
    facts = [
        ("โรงเรียน", school.name.removeprefix("โรงเรียน")),
        ("รหัสโรงเรียน", "  ".join(f"{code} ({digits} หลัก)" for code, digits in codes if code)),
        ("ที่ตั้ง", "  ".join(f"{name}{value}" for name, value in place if value)),
        ("ตามหนังสือ", _reference(circular)),
        ("กำหนดลงนาม", thai_digits(when(deadline)) if deadline else ""),
    ]
    return [*facts[:3], ("สังกัด", office.name), *facts[3:]] if office else facts


def _reference(circular: Circular) -> str:
    """Issuer, number and date of the circular, as far as they are sure."""
    sure = {
        name: reading.value
        for name in ("issuer", "number", "date")
        if (reading := getattr(circular, name)) and reading.state == "sure" and reading.value
    }
    if len(sure) < 3:
        return ""
    day = long_date(date.fromisoformat(sure["date"]))
    return thai_digits(f"{sure['issuer']} ที่ {sure['number']} ลงวันที่ {day}")


def _field(sheet: Typesetter, label: str, value: str, y: float) -> float:
    """A label and its value, or a dotted line to write on; gives the next baseline."""
    label_width = sheet.text(LEFT, y, label, HEAD) + 2
    if not value:
        sheet.dots(LEFT + label_width, RIGHT, y + 0.6)
        return y + BODY.leading + 0.6
    for line in sheet.lines(value, WIDTH - 28, BODY):
        sheet.draw_line(line, LEFT + 28, y, BODY, align="left")
        y += BODY.leading
    return y + 0.6


def _content(sheet: Typesetter, school: School, form: FormDescription, y: float) -> float:
    if form.content == "totals":
        return _totals(sheet, school, y)
    if form.content == "levels":
        return _table(sheet, COUNT_COLUMNS, count_rows(school), y)
    blank = [Row(cells=(str(number), "", "", "", "")) for number in range(1, BUILDING_ROWS + 1)]
    return _table(sheet, BUILDING_COLUMNS, blank, y)


def _totals(sheet: Typesetter, school: School, y: float) -> float:
    """All pupils in one sentence; each number that is not known is a dotted blank."""
    y += BODY.leading + 2
    x = LEFT
    for label, number, unit in zip(
        ("จำนวนนักเรียนทั้งสิ้น", "เป็นชาย", "หญิง"), totals(school), ("คน", "คน", "คน"), strict=True
    ):
        x += sheet.text(x, y, label, BODY) + 2
        if number is None:
            sheet.dots(x, x + 18, y + 0.6)
        else:
            sheet.text(x + 9, y, thai_digits(f"{number:,}"), HEAD, align="center")
        x += 20 + sheet.text(x + 20, y, unit, BODY) + 4
    return y + 3


def _table(sheet: Typesetter, columns: Sequence[tuple[str, float]], rows: Sequence[Row], y: float) -> float:
    """A ruled table with its head; numbers centred, empty cells left for the hand."""
    head = Row(cells=tuple(name for name, _ in columns), bold=True)
    edges = list(accumulate((width for _, width in columns), initial=LEFT))
    levels = [y + number * ROW_HEIGHT for number in range(len(rows) + 2)]
    sheet.grid(edges, levels, line=0.2)
    for row, bottom in zip((head, *rows), levels[1:], strict=True):
        style = CELL_BOLD if row.bold else CELL
        for (left, right), text in zip(pairwise(edges), row.cells, strict=True):
            if text:
                sheet.text((left + right) / 2, bottom - 1.6, text, style, align="center")
    return levels[-1]


def _statement(sheet: Typesetter, school: School, form: FormDescription, y: float) -> float:
    name = school.name if school.name.startswith("โรงเรียน") else f"โรงเรียน{school.name}"
    text = "ข้าพเจ้าผู้มีชื่อท้ายนี้ " + form.statement.format(school=name)
    return sheet.paragraph(LEFT, y + 2.5, WIDTH, text, BODY, first_indent=20)


def _signatures(sheet: Typesetter, school: School, signers: Sequence[Signer], y: float) -> None:
    """Side by side in the order of signing, each with room for a signature, date and hour."""
    y += 11
    for number, signer in enumerate(signers):
        x = LEFT + number * (WIDTH - SIGNATURE_WIDTH)
        middle = x + SIGNATURE_WIDTH / 2
        sheet.text(x, y, "ลงชื่อ", BODY)
        sheet.dots(x + 10, x + 52, y + 0.6)
        sheet.text(x + 53, y, signer.role, _fitting(sheet, signer.role, SIGNATURE_WIDTH - 53))
        name = getattr(school, signer.name_of)
        if name:
            words = f"({name})"
            sheet.text(middle, y + 7, words, _fitting(sheet, words, SIGNATURE_WIDTH), align="center")
        else:
            sheet.text(x + 9, y + 7, "(", BODY)
            sheet.dots(x + 11, x + 66, y + 7.6)
            sheet.text(x + 67, y + 7, ")", BODY)
        sheet.text(middle, y + 14, signer.post, _fitting(sheet, signer.post, SIGNATURE_WIDTH), align="center")
        sheet.text(x, y + 21, "วันที่", BODY)
        sheet.dots(x + 9, x + 44, y + 21.6)
        sheet.text(x + 45, y + 21, "เวลา", BODY)
        sheet.dots(x + 53, x + 72, y + 21.6)
        sheet.text(x + 73, y + 21, "น.", BODY)


def _fitting(sheet: Typesetter, text: str, width: float) -> Style:
    """16 points, or as much smaller as the text needs to fit."""
    wide = sheet.width(text, BODY)
    return BODY if wide <= width else Style("Regular", BODY.size * width / wide)


def _code(sheet: Typesetter, code: str) -> None:
    """The QR code at the foot, and the same code in letters for a scan that no machine reads."""
    sheet.modules(RIGHT - CODE_SIZE, FOOT, CODE_SIZE, qr_modules(code))
    sheet.text(
        LEFT, FOOT + 14, "โปรดสแกนหรือถ่ายภาพแบบที่ลงนามแล้วให้เห็นรหัสนี้ครบทั้งดวง แล้วส่งคืนสำนักงานเขตพื้นที่การศึกษา", SMALL
    )
    sheet.text(LEFT, FOOT + 19, code, SMALL)
