"""The office, schools and circulars of the demonstration district: fictional, with dates round today.

The circulars are set by our own typesetter and then read like any other file: what the demonstration shows is
what the service really does.
"""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import NamedTuple

from extract.models import Circular
from generate.date_words import long_date, long_span
from generate.forwarding_letter import forwarding_letter
from generate.letter_wording import LetterText
from generate.office import Office

DPI = 150  # of what passes for a scan
TO_DISTRICTS = "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาทุกเขต"
MINISTRY = {
    "name": "สำนักงานคณะกรรมการการศึกษาตัวอย่าง",
    "address": ["กระทรวงศึกษาธิการ กรุงเทพฯ ๑๐๐๐๐"],
    "number_prefix": "ศธ 04990",
    "unit": ["สำนักข้อมูลตัวอย่าง"],
    "phone": "0 2000 0100",
    "email": "data@example.go.th",
    "signatory": {
        "name": "นางสาวสมมุติ ใจละเอียด",
        "position": "รองเลขาธิการคณะกรรมการการศึกษาตัวอย่าง",
        "acting_for": "เลขาธิการคณะกรรมการการศึกษาตัวอย่าง",
    },
}
END = "จึงเรียนมาเพื่อทราบและดำเนินการ"
DISTRICT = {
    "name": "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาตัวอย่าง เขต ๑",
    "short_name": "สพป.ตัวอย่าง เขต ๑",
    "address": ["๙๙ ถนนสมมติ ตำบลในเมือง", "อำเภอเมือง จังหวัดตัวอย่าง ๑๐๐๐๐"],
    "number_prefix": "ศธ 04998",
    "unit": ["กลุ่มส่งเสริมการศึกษาทางไกล", "เทคโนโลยีสารสนเทศและการสื่อสาร"],
    "phone": "0 2000 0456",
    "email": "dlict@example.go.th",
    "signatory": {
        "name": "นายสมมติ ตั้งใจดี",
        "position": "รองผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษาตัวอย่าง เขต ๑",
        "acting_for": "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษาตัวอย่าง เขต ๑",
    },
}
# Name, subdistrict, director, data officer.
SCHOOLS = """\
โรงเรียนบ้านสมมติ,ในเมือง,นายหนึ่ง ใจซื่อ,นางสาวแก้ว บันทึก
โรงเรียนวัดตัวอย่าง,ในเมือง,นางสอง มือสะอาด,นายกล้า ตรวจทาน
โรงเรียนบ้านหนองจำลอง,หนองจำลอง,นายสาม รักเรียน,นางขวัญ นับถ้วน
โรงเรียนบ้านดอนสมมุติ,ดอนสมมุติ,นางสาวสี่ ขยันสอน,นายคม ชัดเจน
โรงเรียนชุมชนบ้านนามธรรม,นามธรรม,นายห้า อดทน,นางสาวงาม เรียบร้อย
โรงเรียนบ้านโคกตัวอย่าง,โคกตัวอย่าง,นางหก พากเพียร,นายจริง แม่นยำ
โรงเรียนอนุบาลตัวอย่าง,ในเมือง,นายเจ็ด มั่นคง,นางฉาย สว่าง
โรงเรียนบ้านห้วยสมมติ,ในเมือง,นางแปด ละเอียด,นายชอบ คำนวณ
โรงเรียนวัดคลองจำลอง,หนองจำลอง,นายเก้า รอบคอบ,นางสาวเพียร เขียนงาม
โรงเรียนบ้านท่าอุปมา,ดอนสมมุติ,นางสาวสิบ ตรงเวลา,นายตรง เที่ยงธรรม
โรงเรียนบ้านเขาสมมติ,นามธรรม,นายเอก ใฝ่รู้,นางถนอม ข้อมูล
โรงเรียนนิคมตัวอย่างวิทยา,โคกตัวอย่าง,นางโท เอาใจใส่,นายทน พยายาม
"""
LEVELS = ("k2", "k3", "p1", "p2", "p3", "p4", "p5", "p6")
NOT_READ = {"value": None, "text": "", "page": None, "box": None, "state": "missing", "confidence": 0.0}
NO_CIRCULAR = Circular.model_validate(
    {"source": {"name": "", "sha256": "", "pages": 0, "pages_by": []}, "kind": NOT_READ}
)


class DemoCircular(NamedTuple):
    """name: the file's; key: what becomes of it ("returned", "issued" or "review")."""

    key: str
    name: str
    data: bytes


def demo_circulars(today: date) -> list[DemoCircular]:
    """One whose forms come back, one that waits for its letter, one whose reading waits for a person."""
    pupils = _letter(512, today - timedelta(22), _pupils(today))
    assets = _letter(530, today - timedelta(9), _assets(today))
    training = _scanned(_letter(541, today - timedelta(2), _training(today)))
    return [
        DemoCircular("returned", "การรับรองข้อมูลนักเรียน.pdf", pupils),
        DemoCircular("issued", "การสำรวจครุภัณฑ์.pdf", assets),
        DemoCircular("review", "สแกน-การอบรมครู.pdf", training),
    ]


def demo_office() -> Office:
    return Office.model_validate(DISTRICT)


def demo_schools() -> bytes:
    """The list of schools as a CSV file, with counts of pupils that are made up."""
    counts = [f"{level}_{part}" for level in LEVELS for part in ("male", "female", "rooms")]
    lines = [",".join(["code,smis_code,obec_code,name,subdistrict,director,data_officer", *counts])]
    for number, school in enumerate(SCHOOLS.splitlines(), start=1):
        boys = [7 + (number * 5 + level * 3) % 19 for level in range(len(LEVELS))]
        girls = [6 + (number * 7 + level * 2) % 17 for level in range(len(LEVELS))]
        pupils = [f"{male},{female},1" for male, female in zip(boys, girls, strict=True)]
        codes = f"10990000{number:02d},990100{number:02d},9990{number:02d}"
        lines.append(",".join([codes, school, *pupils]))
    return "\n".join(lines).encode()


def _working(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta({5: 2, 6: 1}.get(day.weekday(), 0))


def _pupils(today: date) -> LetterText:
    entering = long_span(_working(today - timedelta(15)), _working(today - timedelta(6)))
    sending, checking = _working(today - timedelta(3)), _working(today + timedelta(5))
    return LetterText(
        subject="การรับรองข้อมูลนักเรียนรายบุคคล ปีการศึกษา " + str(today.year + 543),
        addressee=TO_DISTRICTS,
        opening=(
            "ด้วยสำนักงานคณะกรรมการการศึกษาตัวอย่างจะจัดสรรเงินอุดหนุนตามจำนวนนักเรียนที่มาเรียนจริง "
            "ซึ่งนำมาจากระบบจัดเก็บข้อมูลนักเรียนรายบุคคล (Data Management Center : DMC)"
        ),
        request="ในการนี้ ขอให้สำนักงานเขตพื้นที่การศึกษาแจ้งโรงเรียนในสังกัดดำเนินการ ดังนี้",
        duties=(
            f"ให้โรงเรียนบันทึกข้อมูลนักเรียนรายคนในระบบ DMC ระหว่างวันที่ {entering}",
            f"ให้โรงเรียนส่งแบบยืนยันและแบบรับรองข้อมูลนักเรียนที่ลงนามแล้ว ภายในวันที่ {long_date(sending)} เวลา 16.30 น.",
            f"ให้โรงเรียนตรวจสอบรายชื่อนักเรียนซ้ำซ้อนในระบบ DMC ภายในวันที่ {long_date(checking)}",
        ),
        purpose=END,
    )


def _assets(today: date) -> LetterText:
    return LetterText(
        urgency="ด่วนที่สุด",
        subject="การสำรวจครุภัณฑ์คอมพิวเตอร์ของโรงเรียน",
        addressee=TO_DISTRICTS,
        opening=(
            "ด้วยสำนักงานคณะกรรมการการศึกษาตัวอย่างจะจัดทำแผนจัดหาครุภัณฑ์คอมพิวเตอร์ "
            "จึงต้องทราบจำนวนเครื่องที่ใช้การได้ของทุกโรงเรียน"
        ),
        request=(
            "ขอให้แจ้งโรงเรียนในสังกัดปรับปรุงข้อมูลครุภัณฑ์ในระบบ OBEC-Asset "
            f"ระหว่างวันที่ {long_span(_working(today - timedelta(4)), _working(today + timedelta(10)))} "
            f"และส่งแบบรายงานที่ลงนามแล้ว ภายในวันที่ {long_date(_working(today + timedelta(14)))} เวลา 16.30 น."
        ),
        purpose=END,
    )


def _training(today: date) -> LetterText:
    training, names = _working(today + timedelta(30)), _working(today + timedelta(16))
    return LetterText(
        urgency="ด่วน",
        subject="การอบรมครูผู้รับผิดชอบงานสารสนเทศของโรงเรียน",
        addressee=TO_DISTRICTS,
        attachments=("กำหนดการอบรม จำนวน 1 ชุด",),
        opening=(
            "ด้วยสำนักงานคณะกรรมการการศึกษาตัวอย่างจะจัดอบรมครูผู้รับผิดชอบงานสารสนเทศของโรงเรียน "
            f"ในวันที่ {long_date(training)} เวลา 08.30 - 16.30 น. ณ ห้องประชุมของสำนักงานเขตพื้นที่การศึกษา"
        ),
        request=(
            "ขอให้สำนักงานเขตพื้นที่การศึกษาแจ้งโรงเรียนในสังกัดส่งรายชื่อครูผู้เข้ารับการอบรม โรงเรียนละ 1 คน "
            f"ภายในวันที่ {long_date(names)} และรายงานผลภายใน 7 วัน นับแต่วันสิ้นสุดการอบรม"
        ),
        purpose=END,
    )


def _letter(number: int, dated: date, text: LetterText) -> bytes:
    office = Office.model_validate({**MINISTRY, "next_number": number})
    return forwarding_letter(NO_CIRCULAR, office, date=dated, paragraphs=text, archive=False)


def _scanned(pdf: bytes) -> bytes:
    """Its pages as slightly turned pictures, so that it has to be read from paper."""
    import pypdfium2

    pages = []
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=DPI / 72).to_pil().convert("L")
        pages.append(picture.rotate(0.6, resample=3, fillcolor=250, expand=False))
    out = io.BytesIO()
    more = {"append_images": pages[1:], "creationDate": None, "modDate": None}
    pages[0].save(out, "PDF", save_all=True, resolution=DPI, **more)
    return out.getvalue()
