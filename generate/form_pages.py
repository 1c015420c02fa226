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
from generate.letter_text import without_unprintable
from generate.office import Office
from generate.schools import School
from generate.shaping import UnprintableText
from generate.typesetter import Style, Typesetter
from ingest.thai_text import thai_digits

# Millimetres from the top-left corner of A4.
LEFT, RIGHT, TOP = 25.0, 190.0, 18.0
WIDTH = RIGHT - LEFT
FACTS_INDENT = 28.0
ROW_HEIGHT = 5.7
CELL_PADDING = 1.0
# Head, name in a fillable form, width.
COUNT_COLUMNS = (
    ("ระดับชั้น", "level", 61.0),
    ("ชาย (คน)", "male", 26.0),
    ("หญิง (คน)", "female", 26.0),
    ("รวม (คน)", "together", 26.0),
    ("ห้องเรียน", "rooms", 26.0),
)
BUILDING_COLUMNS = (
    ("ที่", "number", 10.0),
    ("รายการอาคาร/สิ่งก่อสร้าง", "name", 75.0),
    ("ปีที่สร้าง", "year", 22.0),
    ("จำนวน", "count", 18.0),
    ("สภาพ", "condition", 40.0),
)
Columns = Sequence[tuple[str, str, float]]
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
    circular: Circular,
    school: School,
    form: str,
    *,
    office: Office | None = None,
    archive: bool = False,
    fillable: bool = False,
) -> bytes:
    """The form as PDF bytes.

    form: "confirm", "certify" or "assets" (KeyError otherwise). A value that the list does not give is a
    dotted blank; so is the window when the deadline is not sure. A name too long for its line is set
    smaller, never cut; a character of the list that the fonts lack is shown as ….

    archive: be a tagged PDF/A-3b that carries the circular as circular.json.
    fillable: what the school answers for (numbers, buildings, names, day and hour of signing) are fields to
    type into, holding what the list knows; what the office asks is not. ValueError with archive: an archive
    file does not change. Raises shaping.UnprintableText for such a character in the circular or the office.
    """
    if archive and fillable:
        raise ValueError("a form is either fillable or an archive file")
    try:
        return _sheet(circular, school, form, office, archive, fillable)
    except UnprintableText:  # one strange letter in one name must not keep all forms of a batch back
        return _sheet(circular, printable(school), form, office, archive, fillable)


def printable(school: School) -> School:
    """The school with … for each character that the fonts lack."""
    words = school.model_dump(exclude={"counts"})
    return school.model_copy(update={name: without_unprintable(word, []) for name, word in words.items()})


def _sheet(
    circular: Circular, school: School, form: str, office: Office | None, archive: bool, fillable: bool
) -> bytes:
    description = FORMS[form]
    sheet = Typesetter(
        title=f"{description.title} {school.name}",
        author=office.name if office else "",
        tagged=archive or fillable,
        archive=archive,
        fillable=fillable,
    )
    if archive:
        sheet.attach(
            "circular.json", circular.to_json().encode(), "application/json", "ข้อมูลที่อ่านได้จากหนังสือต้นเรื่อง"
        )
    draw_form(sheet, circular, school, form, office)
    return sheet.finish()


def draw_form(
    sheet: Typesetter, circular: Circular, school: School, form: str, office: Office | None
) -> None:
    """Draw the form on the sheet's present page, and on a further one if names are very long."""
    description = FORMS[form]
    y = _head(sheet, circular, school, description, office)
    y = _content(sheet, school, description, y)
    code = write_form_code(circular.source.sha256, school.code, form)
    if y + SIGNING_HEIGHT > FOOT:  # only very long names push the signatures off the first page
        _code(sheet, code)
        sheet.new_page()
        y = TOP
    y = _statement(sheet, school, description, y)
    _signatures(sheet, school, description.signers, y)
    _code(sheet, code)


def _head(
    sheet: Typesetter, circular: Circular, school: School, form: FormDescription, office: Office | None
) -> float:
    with sheet.element("H1"):
        sheet.text(105, TOP + 6, form.title, TITLE, align="center")
    with sheet.element("P"):
        sheet.text(105, TOP + 14, form.subject, BODY, align="center")
    y = TOP + 23
    for label, value in facts(circular, school, form, office):
        y = _field(sheet, label, value, y)
    return y - 3


def facts(
    circular: Circular, school: School, form: FormDescription, office: Office | None
) -> list[tuple[str, str]]:
    """What stands at the head, labels and values; "" where the value is not known."""
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
    with sheet.element("P"):
        label_width = sheet.text(LEFT, y, label, HEAD) + 2
        if not value:
            sheet.dots(LEFT + label_width, RIGHT, y + 0.6)
            return y + BODY.leading + 0.6
        for line in sheet.lines(value, WIDTH - FACTS_INDENT, BODY):
            sheet.draw_line(line, LEFT + FACTS_INDENT, y, BODY, align="left")
            y += BODY.leading
    return y + 0.6


def _content(sheet: Typesetter, school: School, form: FormDescription, y: float) -> float:
    if form.content == "totals":
        return _totals(sheet, school, y)
    if form.content == "levels":
        return _table(sheet, COUNT_COLUMNS, count_rows(school), y)
    blank = [Row(f"building{n}", (str(n), "", "", "", "")) for n in range(1, BUILDING_ROWS + 1)]
    return _table(sheet, BUILDING_COLUMNS, blank, y)


def _totals(sheet: Typesetter, school: School, y: float) -> float:
    """All pupils in one sentence; each number stands, or is to be written, on a dotted line."""
    y += BODY.leading + 2
    x = LEFT
    labels = (("จำนวนนักเรียนทั้งสิ้น", "together"), ("เป็นชาย", "male"), ("หญิง", "female"))
    with sheet.element("P"):
        for (label, key), number in zip(labels, totals(school), strict=True):
            x += sheet.text(x, y, label, BODY) + 1.5
            printed = "" if number is None else thai_digits(f"{number:,}")
            sheet.entry(f"all_{key}", x, y, 22, printed, HEAD, tip=f"{label} (คน)")
            x += 23.5 + sheet.text(x + 23.5, y, "คน", BODY) + 4
    return y + 3


def _table(sheet: Typesetter, columns: Columns, rows: Sequence[Row], y: float) -> float:
    """A ruled table with its head; numbers centred, empty cells left to be filled in."""
    edges = list(accumulate((width for *_, width in columns), initial=LEFT))
    levels = [y + number * ROW_HEIGHT for number in range(len(rows) + 2)]
    sheet.grid(edges, levels, line=0.2)
    with sheet.element("Table"):
        with sheet.element("TR"):
            for (left, right), (head, *_) in zip(pairwise(edges), columns, strict=True):
                with sheet.element("TH"):
                    sheet.text((left + right) / 2, levels[1] - 1.6, head, CELL_BOLD, align="center")
        for row, bottom in zip(rows, levels[2:], strict=True):
            with sheet.element("TR"):
                _row(sheet, columns, row, edges, bottom - 1.6)
    return levels[-1]


def _row(sheet: Typesetter, columns: Columns, row: Row, edges: Sequence[float], y: float) -> None:
    """A row at its baseline: its name, then what is known or to be filled in."""
    style = CELL_BOLD if row.bold else CELL
    name, *cells = row.cells
    with sheet.element("TH"):
        sheet.text((edges[0] + edges[1]) / 2, y, name, style, align="center")
    for (left, right), (head, key, _), text in zip(pairwise(edges[1:]), columns[1:], cells, strict=True):
        with sheet.element("TD"):
            if sheet.fillable:
                place = (left + CELL_PADDING, y, right - left - 2 * CELL_PADDING)
                sheet.entry(f"{row.key}_{key}", *place, text, style, tip=f"{name} {head}", dotted=False)
            else:
                sheet.text((left + right) / 2, y, text, style, align="center")


def _statement(sheet: Typesetter, school: School, form: FormDescription, y: float) -> float:
    name = school.name if school.name.startswith("โรงเรียน") else f"โรงเรียน{school.name}"
    text = "ข้าพเจ้าผู้มีชื่อท้ายนี้ " + form.statement.format(school=name)
    return sheet.paragraph(LEFT, y + 2.5, WIDTH, text, BODY, first_indent=20)


def _signatures(sheet: Typesetter, school: School, signers: Sequence[Signer], y: float) -> None:
    """Side by side in the order of signing, each with room for a signature, date and hour."""
    y += 11
    for number, signer in enumerate(signers):
        with sheet.element("Sect"):
            _signature(sheet, school, signer, LEFT + number * (WIDTH - SIGNATURE_WIDTH), y)


def _signature(sheet: Typesetter, school: School, signer: Signer, x: float, y: float) -> None:
    middle = x + SIGNATURE_WIDTH / 2
    with sheet.element("P"):
        sheet.text(x, y, "ลงชื่อ", BODY)
        sheet.dots(x + 10, x + 52, y + 0.6)
        sheet.text(x + 53, y, signer.role, sheet.fitting(signer.role, BODY, SIGNATURE_WIDTH - 53))
    with sheet.element("P"):
        _name(sheet, getattr(school, signer.name_of), signer, x, y + 7)
    with sheet.element("P"):
        style = sheet.fitting(signer.post, BODY, SIGNATURE_WIDTH)
        sheet.text(middle, y + 14, signer.post, style, align="center")
    with sheet.element("P"):
        for label, at, room, key, what in (
            ("วันที่", 0, 35, "day", "วันที่ลงนาม"),
            ("เวลา", 45, 19, "hour", "เวลาลงนาม"),
        ):
            start = x + at + sheet.text(x + at, y + 21, label, BODY) + 1
            sheet.entry(f"{signer.name_of}_{key}", start, y + 21, room, "", BODY, tip=f"{what} {signer.role}")
        sheet.text(x + 73, y + 21, "น.", BODY)


def _name(sheet: Typesetter, name: str, signer: Signer, x: float, y: float) -> None:
    """The signer's name in brackets, or a line for it between them."""
    if name and not sheet.fillable:
        words = f"({name})"
        style = sheet.fitting(words, BODY, SIGNATURE_WIDTH)
        sheet.text(x + SIGNATURE_WIDTH / 2, y, words, style, align="center")
        return
    sheet.text(x + 9, y, "(", BODY)
    sheet.entry(f"{signer.name_of}_name", x + 11, y, 55, name, BODY, tip=f"ชื่อ {signer.role}")
    sheet.text(x + 67, y, ")", BODY)


def _code(sheet: Typesetter, code: str) -> None:
    """The QR code at the foot, and the same code in letters for a scan that no machine reads."""
    with sheet.element("Figure", alt=f"รหัสคิวอาร์ {code}"):
        sheet.modules(RIGHT - CODE_SIZE, FOOT, CODE_SIZE, qr_modules(code))
    sheet.text(
        LEFT, FOOT + 14, "โปรดสแกนหรือถ่ายภาพแบบที่ลงนามแล้วให้เห็นรหัสนี้ครบทั้งดวง แล้วส่งคืนสำนักงานเขตพื้นที่การศึกษา", SMALL
    )
    sheet.text(LEFT, FOOT + 19, code, SMALL)
