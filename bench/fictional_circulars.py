"""Fictional circulars with a calendar, made by the dozen: clean ones, from which contradictions are planted.

Offices, people and numbers do not exist. A seed gives the same circular every time.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from extract.thai_months import FULL_NAMES
from ingest.document import Document, Line, Page
from ingest.thai_text import thai_digits
from tests import documents, tables

SHORT_NAMES = [
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."
]  # fmt: skip
MIDDLE_OF_SIGNATURE = 346.0  # points from the left edge of the paper
SCHOOL_YEAR = (5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3, 4)
MATTERS = (
    "การสำรวจหนังสือในห้องสมุด", "การจัดเก็บข้อมูลครุภัณฑ์คอมพิวเตอร์", "การรายงานผลอาหารกลางวัน",
    "การตรวจสอบระบบไฟฟ้าของอาคารเรียน", "การขึ้นทะเบียนลูกเสือประจำโรงเรียน", "การประเมินสวนพฤกษศาสตร์",
    "การจัดทำบัญชีดนตรีไทย", "การสำรวจสนามเด็กเล่น", "การรายงานข้อมูลนักเรียนรายบุคคล", "การจัดทำแผนที่เดินดิน",
)  # fmt: skip
DUTIES = (
    ("กรอกแบบสำรวจให้ครบทุกข้อในระบบ DMC", "โรงเรียน"),
    ("ตรวจทานรายการที่ซ้ำกันระหว่างโรงเรียน", "สพท./สพฐ."),
    ("ยืนยันจำนวนที่นับได้จริง โดยเจ้าหน้าที่ของโรงเรียน", "โรงเรียน"),
    ("รับรองรายงานฉบับสมบูรณ์ โดยผู้อำนวยการโรงเรียน", "โรงเรียน"),
    ("รับทราบผลการรายงานทั้งหมด", "สพท."),
    ("ปิดระบบและประมวลผลภาพรวม", "สพฐ."),
)
OFFICES = (
    ("สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน", "กระทรวงศึกษาธิการ กทม. ๑๐๓๐๐", "ศธ ๐๔๐๙", "ทุกเขต"),
    ("สำนักงานเขตพื้นที่การศึกษาประถมศึกษาสมมติ เขต ๑", "ถนนตัวอย่าง อำเภอเมือง ๙๙๐๐๐", "ศธ ๐๔๙๙", "ทุกโรงเรียน"),
)
NAMES = ("นายสมมติ ใจดี", "นางสาวตัวอย่าง ขยันยิ่ง", "นางทดลอง มานะ", "ว่าที่ร้อยตรีจำลอง แก้วใส")


@dataclass(frozen=True)
class Duty:
    """A row of the calendar. ticked: months of the school year, 1 to 12."""

    item: str
    action: str
    actor: str
    period: str
    ticked: frozenset[int]
    end: date


@dataclass(frozen=True)
class Plan:
    """A circular before it is set on pages; text as it will be printed."""

    number: str
    issued: date
    date_text: str
    office: str
    address: str
    subject: str
    addressee: str
    attachments: tuple[str, ...]
    body: tuple[str, ...]
    signer: str
    position: str
    acting_for: str
    unit: str
    phone: str
    year: int
    title: str
    phase: str
    duties: tuple[Duty, ...]
    stamp: tuple[str, str, str, str] | None = None  # office, number, day, hour
    stamp_day: date | None = None
    secrecy: str = ""
    urgency: str = ""
    more_pages: tuple[Page, ...] = ()
    with_calendar: bool = True


def thai_date(day: date, *, short: bool = False, arabic: bool = False, year: bool = True) -> str:
    """๒๕ พฤษภาคม ๒๕๗๐, or 25 พ.ค. 70."""
    month = SHORT_NAMES[day.month - 1] if short else FULL_NAMES[day.month - 1]
    be = day.year + 543
    parts = [str(day.day), month, *([str(be % 100 if short else be)] if year else [])]
    text = " ".join(parts)
    return text if arabic else thai_digits(text)


def working_day(day: date) -> date:
    """The day itself, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def clean_plan(seed: int) -> Plan:
    """A circular in which everything agrees."""
    rng = random.Random(seed)
    year = rng.randint(2568, 2585)
    issued = working_day(date(year - 543, 5, rng.randint(2, 14)))
    office, address, prefix, everybody = rng.choice(OFFICES)
    matter = rng.choice(MATTERS)
    duties = _duties(rng, issued)
    kind = "เขต" if everybody == "ทุกเขต" else "โรงเรียน"
    addressee = "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาทุกเขต" if kind == "เขต" else "ผู้อำนวยการโรงเรียนในสังกัดทุกโรงเรียน"
    reply = working_day(duties[-1].end + timedelta(days=rng.randint(3, 9)))
    reply_by = f"ภายในวันที่ {thai_date(reply)} รายละเอียดตามสิ่งที่ส่งมาด้วย"
    stamp_day = working_day(issued + timedelta(days=rng.randint(1, 5)))
    last_month = duties[-1].end.month
    return Plan(
        number=f"ที่ {prefix}{thai_digits(str(rng.randint(1, 9)))}/ว{thai_digits(str(rng.randint(10, 2900)))}",
        issued=issued,
        date_text=thai_date(issued),
        office=office,
        address=address,
        subject=f"{matter} ปีการศึกษา {thai_digits(str(year))}",
        addressee=addressee,
        attachments=(f"ปฏิทิน{matter} ปีการศึกษา {thai_digits(str(year))} จำนวน ๑ ชุด",),
        body=(
            f"ด้วย {office} กำหนดให้มี{matter} เพื่อใช้เป็นข้อมูลในการวางแผนและจัดสรรงบประมาณ",
            f"ในการนี้ จึงขอให้หน่วยงานในสังกัดส่งรายงานสรุปฉบับลงนามถึงผู้ประสานงาน {reply_by}",
            "จึงเรียนมาเพื่อทราบและดำเนินการ",
        ),
        signer=rng.choice(NAMES),
        position=f"รองผู้อำนวยการ{office}" if kind != "เขต" else "รองเลขาธิการคณะกรรมการการศึกษาขั้นพื้นฐาน",
        acting_for=f"ผู้อำนวยการ{office}" if kind != "เขต" else "เลขาธิการคณะกรรมการการศึกษาขั้นพื้นฐาน",
        unit="กลุ่มข้อมูลตัวอย่าง",
        phone=f"โทร. ๐ ๒๐๐๐ {thai_digits(str(rng.randint(1000, 9999)))}",
        year=year,
        title=f"ปฏิทิน{matter} ปีการศึกษา {year}",
        phase=f"ระยะที่ 1 {matter} (ช่วงเดือน พฤษภาคม - {FULL_NAMES[last_month - 1]} {year})",
        duties=duties,
        stamp=_stamp(rng, stamp_day) if rng.random() < 0.6 else None,
        stamp_day=stamp_day,
    )


def _stamp(rng: random.Random, day: date) -> tuple[str, str, str, str]:
    hour = f"{rng.randint(8, 16):02d}.{rng.randint(0, 59):02d}"
    return "กลุ่มตัวอย่าง", thai_digits(str(rng.randint(10, 3999))), thai_date(day, short=True), thai_digits(hour)


def _duties(rng: random.Random, issued: date) -> tuple[Duty, ...]:
    """Rows whose days follow each other on working days."""
    made = []
    day = working_day(issued + timedelta(days=rng.randint(4, 12)))
    for number, (action, actor) in enumerate(rng.sample(DUTIES, rng.randint(3, len(DUTIES))), 1):
        end = working_day(day + timedelta(days=rng.randint(5, 18)))
        period, months = _period(day, end, rng.randint(0, 3))
        made.append(Duty(str(number), action, actor, period, months, end))
        day = working_day(end + timedelta(days=rng.randint(1, 4)))
    return tuple(made)


def _period(start: date, end: date, form: int) -> tuple[str, frozenset[int]]:
    """The period written in one of four forms, and the months that are ticked for it."""
    arabic = thai_date(end, arabic=True)
    match form:
        case 0:
            period, first = f"{start.day} {FULL_NAMES[start.month - 1]} - {arabic}", start
        case 1:
            period, first = f"ภายในวันที่ {arabic}", end
        case 2:
            period, first = f"{arabic} เวลา 08.30 น. - 16.30 น.", end
        case _:
            period, first = thai_date(end, short=True, arabic=True), end
    return period, frozenset(range(first.month, end.month + 1))


def document_of(plan: Plan) -> Document:
    """The circular's pages: the letter, its calendar, and what else it comes with."""
    pages = [_letter_page(plan)]
    if plan.with_calendar:
        pages.append(_calendar_page(plan, 2))
    pages += [page.model_copy(update={"number": len(pages) + n}) for n, page in enumerate(plan.more_pages, 1)]
    return documents.document(*pages)


def _letter_page(plan: Plan) -> Page:
    lines: list[Line] = []

    def put(text: str, x: float, y: float) -> None:
        lines.append(documents.line(text, x, y))

    def put_centred(text: str, y: float) -> None:
        if text:
            lines.append(documents.line(text, MIDDLE_OF_SIGNATURE - documents.line(text).box.width / 2, y))

    if plan.stamp:
        office, number, day, hour = plan.stamp
        for n, text in enumerate((office, f"เลขรับ {number}", f"วันที่ {day}", f"เวลา {hour} น.")):
            put(text, 440, 40 + 16 * n)
    if plan.secrecy:
        put(plan.secrecy, 280, 30)
    if plan.urgency:
        put(plan.urgency, 85, 110)
    put(plan.number, 85, 130)
    put(plan.office, 330, 130)
    put(plan.address, 330, 150)
    put(plan.date_text, 300, 175)
    y = 205.0
    for label, text in (("เรื่อง", plan.subject), ("เรียน", plan.addressee)):
        put(f"{label} {text}", 85, y)
        y += 24
    y = _put_attachments(plan, put, y)
    for paragraph in plan.body:
        for number, text in enumerate(wrapped(paragraph, 66)):
            put(text, 155 if number == 0 else 85, y)
            y += 20
        y += 6
    y += 14
    acting = " ปฏิบัติราชการแทน" if plan.acting_for else ""
    put_centred("ขอแสดงความนับถือ", y)
    put_centred(f"({plan.signer})", y + 70)
    put_centred(f"{plan.position}{acting}", y + 90)
    put_centred(plan.acting_for, y + 110)
    put(plan.unit, 85, y + 170)
    put(plan.phone, 85, y + 190)
    return Page(number=1, width=595.0, height=842.0, source="text_layer", lines=tuple(lines))


def _put_attachments(plan: Plan, put, y: float) -> float:  # type: ignore[no-untyped-def]
    numbered = len(plan.attachments) > 1
    for number, item in enumerate(plan.attachments, 1):
        mark = f"{thai_digits(str(number))}. " if numbered else ""
        if number == 1:
            put(f"สิ่งที่ส่งมาด้วย {mark}{item}", 85, y)
        else:
            put(f"{mark}{item}", 185, y)
        y += 24
    return y


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of about that many letters, broken at blanks."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _calendar_page(plan: Plan, number: int) -> Page:
    rows = [
        ["ลำดับ", "การดำเนินงาน", "ผู้ดำเนินการ", "ระยะเวลา", f"ปี พ.ศ. {plan.year}", *["<"] * 7,
         f"ปี พ.ศ. {plan.year + 1}", *["<"] * 3],
        [*["^"] * 4, *(SHORT_NAMES[month - 1] for month in SCHOOL_YEAR)],
        [plan.phase, *["<"] * 15],
        *([each.item, each.action, each.actor, each.period, *_ticks(each)] for each in plan.duties),
    ]  # fmt: skip
    made = tables.table(rows, width=48, x=37)
    title = tables.line(plan.title, made.box.center[0] - 3 * len(plan.title), 96)
    return tables.page(number, lines=[title], tables=[made])


def _ticks(each: Duty) -> list[str]:
    return ["#tick" if month in each.ticked else "" for month in SCHOOL_YEAR]


def plain_page(texts: Sequence[str]) -> Page:
    """A page of an attachment with these lines."""
    return documents.page("\n".join(texts))
