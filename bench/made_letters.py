# ruff: noqa: E501, ISC004 - sentences stand on one line, as they are printed
"""Made letters, memos, sealed letters, orders and announcements, each with the fields that it states."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bench import made_duties as duties
from bench.made_calendars import CALENDARS
from bench.made_duties import Duty, Said
from bench.made_other_calendars import OTHER_CALENDARS
from bench.made_sheets import Sheet, Stamp
from bench.made_words import MATTERS, NAMES, OFFICES, Office, Pen, a_pen, working_day
from ingest.thai_text import fold_digits, thai_digits

URGENCIES = (("ด่วน", "urgent"), ("ด่วนมาก", "very_urgent"), ("ด่วนที่สุด", "most_urgent"))
UNITS = ("ฉบับ", "ชุด", "แผ่น", "หน้า", "เล่ม")


@dataclass
class Writing:
    """What is being written: the sheet, and what a reader must find on it."""

    rng: random.Random
    sheet: Sheet
    pen: Pen
    office: Office
    issued: date
    matter: str
    want: dict[str, Any] = field(default_factory=dict)
    deadlines: list[Duty] = field(default_factory=list)
    never: list[str] = field(default_factory=list)
    neutral: list[Duty] = field(default_factory=list)

    def say(self, said: Said) -> str:
        self.deadlines += said.deadlines
        self.never += said.never
        self.neutral += said.neutral
        return said.text

    def expected(self) -> dict[str, Any]:
        return {
            **self.want, "deadlines": self.deadlines, "deadlines_complete": True, "handwritten": [],
            "not_deadlines": self.never, "neutral": self.neutral,
        }  # fmt: skip


def begin(rng: random.Random) -> Writing:
    """A writer, an office, a day and a matter."""
    issued = working_day(date(rng.randint(2025, 2030), rng.randint(1, 12), rng.randint(1, 28)))
    font, size = rng.choice(
        (("Laksaman", 10.65), ("WianSarabun", 16.0), ("Norasi", 12.0), ("TH Sarabun New", 15.0))
    )
    if font == "TH Sarabun New":  # a machine without the font that the writer had
        font, size = "Garuda", 11.0
    sheet = Sheet(font=font, size=size, justify=rng.random() < 0.4)
    return Writing(rng, sheet, a_pen(rng, formal=True), rng.choice(OFFICES), issued, rng.choice(MATTERS))


def serial(made: Writing, *, circular: bool) -> tuple[str, str]:
    """The number as printed and as it is to be read."""
    rng, letters = made.rng, made.office.letters
    running = str(rng.randint(3, 4999))
    gap = rng.choice(("", "", " "))
    printed = f"{letters}/{gap}{'ว' if circular else ''}{rng.choice(('', ' ')) if circular else ''}{thai_digits(running)}"
    if not made.pen.thai:
        printed = fold_digits(printed)
    return printed, f"{fold_digits(letters)}/{'ว' if circular else ''}{running}"


def subject_of(made: Writing) -> str:
    year = made.pen.figures(str(made.issued.year + 543))
    rng = made.rng
    return rng.choice((
        made.matter, f"{made.matter} ปีการศึกษา {year}", f"ขอความอนุเคราะห์ดำเนินการ{made.matter}",
        f"ขอเชิญเข้าร่วม{made.matter} ประจำปีงบประมาณ พ.ศ. {year} ภายใต้แผนงานยกระดับคุณภาพการศึกษา"
        "และการเรียนรู้ให้มีคุณภาพ เท่าเทียม และทั่วถึง ระดับจังหวัด",
        f"แจ้งปฏิทิน{made.matter} ครั้งที่ {made.pen.figures(f'{rng.randint(1, 3)}/')}{year}",
        f"แจ้งกำหนดการ{made.matter} รุ่นที่ {made.pen.figures(str(rng.randint(1, 9)))}",
    ))  # fmt: skip


def stamp(made: Writing) -> None:
    """A printed received stamp, sometimes."""
    if made.rng.random() > 0.2:
        made.want["received"] = []
        return
    rng = made.rng
    day = working_day(made.issued + timedelta(days=rng.randint(0, 4)))
    pen = Pen(rng.random() < 0.5, True, rng.random() < 0.5, False)
    number, clock = str(rng.randint(11, 9999)), f"{rng.randint(8, 16):02d}:{rng.randint(0, 59):02d}"
    office = rng.choice(("โรงเรียนบ้านทดลอง", "สพป.สมมติบุรี เขต ๒", "วิทยาลัยเทคนิคสมมติบุรี"))
    label = rng.choice(("เลขรับ", "เลขที่รับ", "รับที่", "เลขทะเบียนรับ"))
    lines = (office, f"{label} {pen.figures(number)}", f"วันที่ {pen.date(day)}", f"เวลา {pen.hour(clock)} น.")
    made.sheet.blocks.append(Stamp(lines))
    if rng.random() < 0.8:  # else the stamp lies over the head of the letter
        for _ in range(3):
            made.sheet.put("")
    made.want["received"] = [{"office": office, "number": number, "date": day.isoformat(), "time": clock}]


def urgency(made: Writing) -> None:
    word, code = made.rng.choice(URGENCIES) if made.rng.random() < 0.25 else ("", None)
    made.want |= {"urgency": code, "secrecy": None}
    if word:
        made.sheet.put(word, size=1.8, bold=True)


def references(made: Writing) -> None:
    """อ้างถึง: none, one, or a numbered few."""
    rng, pen = made.rng, made.pen
    count = rng.choice((0, 0, 1, 1, 2, 3))
    texts = []
    for _ in range(count):
        day = made.issued - timedelta(days=rng.randint(5, 90))
        number = pen.figures(f"0{rng.randint(4001, 4999)}/ว {rng.randint(10, 3000)}")
        other = rng.choice(OFFICES[:2]).full
        urgent = rng.choice(("", "", "ด่วนที่สุด "))
        texts.append(f"หนังสือ{other} {urgent}ที่ ศธ {number} ลงวันที่ {pen.date(day)}")
        made.never.append(pen.date(day))
    for n, text in enumerate(texts, 1):
        mark = f"{pen.figures(str(n))}. " if count > 1 else ""
        made.sheet.put(
            f"{'อ้างถึง' if n == 1 else ''}\t{mark}{text}",
            tab=rng.choice((18.0, 20.0)),
            before=6 if n == 1 else 0,
        )
    made.want["references"] = texts


def attachments(made: Writing, first: str | None) -> None:
    rng, pen = made.rng, made.pen
    others = [f"แบบตอบรับการเข้าร่วม{made.matter}", "บัญชีรายชื่อสถานศึกษา", "หลักเกณฑ์และวิธีการคัดเลือก",
              "สำเนาหนังสือสำนักงานปลัดกระทรวง ที่ ศธ ๐๒๙๙/ว ๑๒๓", "แบบรายงานผลการดำเนินงาน"]  # fmt: skip
    titles = ([first] if first else []) + rng.sample(others, rng.randint(0, 3 if first else 2))
    right = rng.random() < 0.3
    made.want["attachments"] = []
    for n, title in enumerate(titles, 1):
        mark = f"{pen.figures(str(n))}. " if len(titles) > 1 else ""
        count, unit = rng.randint(1, 12), rng.choice(UNITS)
        tail = f"จำนวน {pen.figures(str(count))} {unit}" if rng.random() < 0.75 else ""
        made.want["attachments"].append(
            {"value": title, "quantity": count if tail else None, "unit": unit if tail else None}
        )
        gap = "    " if right else " "
        made.sheet.put(f"{'สิ่งที่ส่งมาด้วย' if n == 1 else ''}\t{mark}{title}{gap + tail if tail else ''}",
                       tab=32 if made.sheet.font == "Norasi" else 29, before=6 if n == 1 else 0)  # fmt: skip


def body(made: Writing, *, indent: float = 25.0) -> None:
    rng = made.rng
    made.sheet.put(made.say(duties.background(rng, made.pen, made.issued)), indent=indent, before=6)
    chosen = rng.sample(duties.DUTIES, rng.choice((0, 1, 1, 2, 2, 3)))
    used: set[Any] = set()
    said = [
        made.say(each(rng, made.pen, made.issued)) for each in chosen if not (each in used or used.add(each))
    ]
    if len(said) > 1 and rng.random() < 0.5:
        made.sheet.put(f"ในการนี้ {made.office.full} ขอแจ้งรายละเอียด ดังนี้", indent=indent, before=6)
        for n, text in enumerate(said, 1):
            made.sheet.put(f"{made.pen.figures(str(n))}. {text}", indent=indent, before=3)
    elif said:
        made.sheet.put(f"{made.office.full} {' '.join(said)}", indent=indent, before=6)
    end = rng.random()
    if end < 0.25:
        made.sheet.put(made.say(duties.undated(rng, made.pen, made.issued)), indent=indent, before=6)
    else:
        made.sheet.put(rng.choice(("จึงเรียนมาเพื่อทราบและดำเนินการ", "จึงเรียนมาเพื่อโปรดพิจารณาให้ความอนุเคราะห์ จะขอบคุณยิ่ง",
                                   "จึงเรียนมาเพื่อทราบและแจ้งสถานศึกษาในสังกัดทราบต่อไป")), indent=indent, before=6)  # fmt: skip


def signature(made: Writing, *, space: int = 3) -> None:
    rng, office = made.rng, made.office
    for _ in range(space):
        made.sheet.put("")
    name = rng.choice(NAMES)
    way = rng.randint(0, 6)
    role = rng.choice(("ปฏิบัติราชการแทน", "รักษาราชการแทน", "รักษาการในตำแหน่ง"))
    own, post = office.deputy, office.head
    lines: tuple[str, ...]
    acting: str | None = post
    if way <= 1:
        own, acting, lines = post, None, (post,)
    elif way == 2:
        lines = (f"{own} {role}", post)
    elif way == 3:
        lines = (own, f"{role}{rng.choice(('', ' '))}{post}")
    elif way == 4:
        lines = (own, role, post)
    elif way == 5:
        own = rng.choice(("ครู วิทยฐานะครูชำนาญการพิเศษ", "นักวิชาการศึกษาชำนาญการพิเศษ", "ผู้อำนวยการกลุ่มนโยบายและแผน"))
        lines = (f"{own} {role}", post)
    else:
        cut = post.find("การ", len(post) // 3)
        lines = (f"{own} {role}", post) if cut < 0 else (own, f"{role} {post}")
    for text in (f"({name})", *lines):
        made.sheet.put(text, left=50, align="center")
    made.want["signatory"] = {"name": name, "position": own, "acting_for": acting}


def contact(made: Writing) -> None:
    rng, pen = made.rng, made.pen
    unit = rng.choice(made.office.units)
    for _ in range(2):
        made.sheet.put("")
    for text in unit:
        made.sheet.put(text)
    phone = pen.figures(
        rng.choice(
            ("0 4200 0123", "0 2000 0123 ต่อ 45", "0-4200-0123", "042-000123", "0 2000 0123-5", "08 1000 0123")
        )
    )
    fax = pen.figures(rng.choice(("0 4200 0124", "0-4200-0124"))) if rng.random() < 0.5 else None
    label = rng.choice(("โทร.", "โทรศัพท์", "โทร", "โทรศัพท์ "))
    if fax and rng.random() < 0.5:
        made.sheet.put(f"{label} {phone} โทรสาร {fax}")
    else:
        made.sheet.put(f"{label} {phone}")
        if fax:
            made.sheet.put(f"โทรสาร {fax}")
    email = "plan@example.go.th" if rng.random() < 0.4 else None
    if email:
        made.sheet.put(f"{rng.choice(('ไปรษณีย์อิเล็กทรอนิกส์', 'E-mail :', 'อีเมล'))} {email}")
    made.want["contact"] = {"unit": " ".join(unit), "phone": phone, "fax": fax, "email": email}
    copies = rng.choice(([], [], [], ["ผู้ตรวจราชการกระทรวงศึกษาธิการ"], ["กลุ่มอำนวยการ"]))
    for text in copies:
        made.sheet.put(f"สำเนาส่ง {text}")
    made.want["copies_to"] = copies


def with_calendar(made: Writing, page: int) -> str:
    rng = made.rng
    pen = a_pen(rng, formal=False)
    blocks, found = rng.choice((*CALENDARS, *OTHER_CALENDARS))(rng, pen, made.issued, made.matter, page)
    made.sheet.blocks += blocks
    made.deadlines += found
    return f"ปฏิทิน{made.matter}"


def external(rng: random.Random) -> Writing:
    made = begin(rng)
    calendar = rng.random() < 0.45
    addressee = rng.choice(made.office.addressees)
    printed, number = serial(made, circular="ทุก" in addressee or "บัญชี" in addressee or rng.random() < 0.2)
    stamp(made)
    made.sheet.put("")
    made.sheet.put("")
    urgency(made)
    address = made.office.address
    for n, text in enumerate((*made.office.name, *address)):
        made.sheet.put(f"{'ที่ ' + printed if n == 0 else ''}\t{text}", tab=85)
    made.sheet.put(made.pen.date(made.issued), left=75, before=6)
    subject = subject_of(made)
    made.sheet.put(f"เรื่อง\t{subject}", tab=14, before=6)
    made.sheet.put(f"เรียน\t{addressee}", tab=14, before=6)
    references(made)
    attachments(made, f"ปฏิทิน{made.matter}" if calendar else None)
    body(made)
    made.sheet.put("ขอแสดงความนับถือ", left=75, before=12)
    made.want |= {
        "kind": "external", "number": number, "date": made.issued.isoformat(), "issuer": made.office.full,
        "issuer_address": " ".join(address), "subject": subject, "addressee": addressee, "closing": "ขอแสดงความนับถือ",
    }  # fmt: skip
    signature(made)
    contact(made)
    if calendar:
        with_calendar(made, 2)
    return made


def memo(rng: random.Random) -> Writing:
    made = begin(rng)
    stamp(made)
    urgency(made)
    made.sheet.put("บันทึกข้อความ", align="center", bold=True, size=1.8)
    unit = " ".join(rng.choice(made.office.units))
    issuer = rng.choice((f"{unit} {made.office.full}", made.office.full, f"{made.office.full} {unit}"))
    phone = (
        made.pen.figures(rng.choice(("0 4200 0123 ต่อ 102", "0 2000 0123", "1234")))
        if rng.random() < 0.7
        else None
    )
    tail = f" {rng.choice(('โทร.', 'โทร', 'โทรศัพท์'))} {phone}" if phone else ""
    made.sheet.put(f"ส่วนราชการ  {issuer}{tail}")
    printed, number = serial(made, circular=False)
    if rng.random() < 0.3:
        number = f"{rng.randint(10, 999):04d}/{made.issued.year + 543}"
        printed = made.pen.figures(number)
    made.sheet.put(f"ที่  {printed}\tวันที่  {made.pen.date(made.issued)}", tab=80)
    subject = subject_of(made)
    addressee = made.office.head
    made.sheet.put(f"เรื่อง  {subject}")
    made.sheet.put(f"เรียน  {addressee}", before=6)
    body(made)
    signer = rng.choice(NAMES)
    post = rng.choice(
        ("หัวหน้างานแผนและงบประมาณ", "ครูชำนาญการ", "นักวิเคราะห์นโยบายและแผนปฏิบัติการ", "หัวหน้าเจ้าหน้าที่พัสดุ")
    )
    for text in ("", "", f"({signer})", post):
        made.sheet.put(text, left=50, align="center")
    made.want |= {
        "kind": "memo", "number": number, "date": made.issued.isoformat(), "issuer": issuer, "issuer_address": None,
        "subject": subject, "addressee": addressee, "closing": None, "references": [], "attachments": [],
        "signatory": {"name": signer, "position": post, "acting_for": None},
        "contact": {"phone": phone, "fax": None, "email": None},
    }  # fmt: skip
    if rng.random() < 0.5:
        other = rng.choice([name for name in NAMES if name != signer])
        made.sheet.put("ความเห็นของรองผู้อำนวยการ ..........................................", before=12)
        for text in ("", f"({other})", made.office.deputy):
            made.sheet.put(text, left=10, right=80, align="center")
    return made


def sealed(rng: random.Random) -> Writing:
    made = begin(rng)
    stamp(made)
    made.sheet.put("")
    made.sheet.put("")
    urgency(made)
    printed, number = serial(made, circular=rng.random() < 0.6)
    addressee = rng.choice(
        ("สำนักงานเขตพื้นที่การศึกษาทุกเขต", "โรงเรียนในสังกัดทุกโรงเรียน", "สำนักงานศึกษาธิการจังหวัดทุกจังหวัด")
    )
    made.sheet.put(f"ที่ {printed}")
    made.sheet.put(f"ถึง  {addressee}", before=12)
    body(made)
    made.sheet.put("", size=2)
    made.sheet.put(made.office.full, left=50, align="center")
    made.sheet.put(made.pen.date(made.issued), left=50, align="center")
    contact(made)
    made.want |= {
        "kind": "stamped", "number": number, "date": made.issued.isoformat(), "issuer": made.office.full,
        "subject": None, "addressee": addressee, "closing": None, "references": [], "attachments": [],
        "signatory": None,
    }  # fmt: skip
    return made


def order(rng: random.Random) -> Writing:
    made = begin(rng)
    year = made.issued.year + 543
    number = f"{rng.randint(2, 1400)}/{year}"
    full = made.office.full
    made.want |= {"urgency": None, "secrecy": None, "received": []}
    made.sheet.put("")
    made.sheet.put(f"คำสั่ง{full}", align="center", bold=True)
    made.sheet.put(f"ที่ {made.pen.figures(rng.choice((number, number.replace('/', ' / '))))}", align="center")
    subject = rng.choice(
        (
            f"แต่งตั้งคณะกรรมการดำเนินงาน{made.matter}",
            f"แต่งตั้งคณะทำงาน{made.matter} ปีการศึกษา {made.pen.figures(str(year))}",
        )
    )
    made.sheet.put(f"เรื่อง {subject}", align="center")
    made.sheet.put("-" * 40 if rng.random() < 0.5 else "...............................", align="center")
    made.sheet.put(made.say(duties.background(rng, made.pen, made.issued)), indent=25, before=6)
    made.sheet.put(f"อาศัยอำนาจตามความในมาตรา {made.pen.figures('37')} แห่งพระราชบัญญัติระเบียบบริหารราชการกระทรวงศึกษาธิการ พ.ศ. "
                   f"{made.pen.figures('2546')} จึงแต่งตั้งคณะกรรมการ ดังต่อไปนี้", indent=25, before=6)  # fmt: skip
    for n, name in enumerate(rng.sample(NAMES, 3), 1):
        role = ("ประธานกรรมการ", "กรรมการ", "กรรมการและเลขานุการ")[n - 1]
        made.sheet.put(f"{made.pen.figures(str(n))}. {name}\t{role}", left=25, tab=80)
    made.sheet.put(
        f"มีหน้าที่ กำหนดแนวทาง ติดตาม และสรุปผล{made.matter} ให้เป็นไปด้วยความเรียบร้อย", indent=25, before=6
    )
    start = made.issued + timedelta(days=rng.randint(0, 30))
    end = rng.choice((f"ตั้งแต่วันที่ {made.pen.date(start)} เป็นต้นไป", "ตั้งแต่บัดนี้เป็นต้นไป"))
    made.sheet.put(f"ทั้งนี้ {end}", indent=25, before=6)
    if "บัดนี้" not in end:
        made.never.append(f"{made.pen.date(start)} เป็นต้นไป")
    era = rng.choice(("พ.ศ. ", ""))
    month = made.pen.month(made.issued)
    made.sheet.put(
        f"สั่ง ณ วันที่ {made.pen.figures(str(made.issued.day))} {month} {era}{made.pen.figures(str(year))}",
        left=50,
        before=12,
    )
    signature(made)
    made.want |= {
        "kind": "order", "number": number, "date": made.issued.isoformat(), "issuer": full, "issuer_address": None,
        "subject": subject, "addressee": None, "closing": None, "references": [], "attachments": [], "contact": None,
    }  # fmt: skip
    if rng.random() < 0.4:
        with_calendar(made, 2)
    return made


def announcement(rng: random.Random) -> Writing:
    made = begin(rng)
    pen, full, issued = made.pen, made.office.full, made.issued
    made.want |= {"urgency": None, "secrecy": None, "received": []}
    made.sheet.put("")
    made.sheet.put(f"ประกาศ{full}", align="center", bold=True)
    subject = rng.choice(
        ("รับสมัครบุคคลเพื่อเลือกสรรเป็นพนักงานราชการทั่วไป", "รับสมัครคัดเลือกลูกจ้างชั่วคราว ตำแหน่งครูอัตราจ้าง")
    )
    made.sheet.put(f"เรื่อง {subject}", align="center")
    made.sheet.put("-----------------------------", align="center")
    made.sheet.put(f"ด้วย{full} มีความประสงค์จะ{subject} จำนวน {pen.figures('2')} อัตรา จึงกำหนดรายละเอียดไว้ ดังต่อไปนี้",
                   indent=25, before=6)  # fmt: skip
    start = duties.later(rng, issued, 2, 10)
    end = working_day(start + timedelta(days=6))
    names = duties.later(rng, end, 2, 6)
    exam = duties.later(rng, names, 2, 8)
    result = duties.later(rng, exam, 1, 5)
    report = duties.later(rng, result, 1, 6)
    span = rng.choice(
        (pen.span(start, end, rng.choice((" - ", " – "))), f"{pen.date(start)} ถึงวันที่ {pen.date(end)}")
    )
    hours = (
        f" ตั้งแต่เวลา {pen.hour('08:30')} น. ถึงเวลา {pen.hour('16:30')} น."
        if rng.random() < 0.5
        else " ในวันและเวลาราชการ"
    )
    made.deadlines += [
        duties.duty(
            "สมัคร", "window", start, end, *(("08:30", "16:30") if "เวลา " in hours else (None, None))
        ),
        duties.duty("ประกาศรายชื่อผู้มีสิทธิ", "day", names, names),
        duties.duty("สอบ", "event", exam, exam, "09:00"),
        duties.duty("ประกาศรายชื่อผู้ผ่านการเลือกสรร", "day", result, result),
        duties.duty("รายงานตัว", "day", report, report),
    ]
    say = pen.figures
    for text in (
        f"{say('1')}. การรับสมัคร ผู้ประสงค์จะสมัครขอและยื่นใบสมัครด้วยตนเองได้ที่งานบุคลากร ระหว่างวันที่ {span}{hours}",
        f"{say('2')}. คุณสมบัติ มีอายุไม่ต่ำกว่า {say('18')} ปี นับถึงวันปิดรับสมัคร และสำเร็จการศึกษาไม่ต่ำกว่าปริญญาตรี",
        f"{say('3')}. จะประกาศรายชื่อผู้มีสิทธิเข้ารับการเลือกสรร ในวันที่ {pen.date(names)} ณ ป้ายประชาสัมพันธ์",
        f"{say('4')}. กำหนดสอบสัมภาษณ์ในวัน{pen.date(exam, weekday=True)} เวลา {pen.hour('09:00')} น. เป็นต้นไป ณ ห้องประชุมสมมติ",
        f"{say('5')}. จะประกาศรายชื่อผู้ผ่านการเลือกสรรภายในวันที่ {pen.date(result)}",
        f"{say('6')}. ให้ผู้ผ่านการเลือกสรรมารายงานตัวเพื่อทำสัญญาจ้าง ในวันที่ {pen.date(report)} มิฉะนั้นจะถือว่าสละสิทธิ์",
    ):
        made.sheet.put(text, indent=25, before=3)
    made.deadlines[3] |= {"start": None, "kind": "until"}
    made.sheet.put(f"ประกาศ ณ วันที่ {say(str(issued.day))} {pen.month(issued)} {rng.choice(('พ.ศ. ', ''))}{say(str(issued.year + 543))}",
                   left=50, before=12)  # fmt: skip
    signature(made)
    made.want |= {
        "kind": "announcement", "number": None, "date": issued.isoformat(), "issuer": full, "issuer_address": None,
        "subject": subject, "addressee": None, "closing": None, "references": [], "attachments": [], "contact": None,
    }  # fmt: skip
    return made


def calendar_alone(rng: random.Random) -> Writing:
    made = begin(rng)
    while not made.sheet.blocks or made.sheet.blocks[0].landscape:  # type: ignore[union-attr]
        made.sheet.blocks.clear()
        made.deadlines.clear()
        with_calendar(made, 1)
    made.sheet.blocks.pop(0)
    made.want |= {
        "kind": "other", "number": None, "urgency": None, "references": [], "attachments": [], "signatory": None,
        "received": [],
    }  # fmt: skip
    return made


KINDS = (external, external, external, external, memo, sealed, order, announcement, calendar_alone)
