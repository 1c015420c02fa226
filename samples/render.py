"""Makes the sample circular: dmc-circular.pdf (LibreOffice) and dmc-circular-scan.pdf (a scan of it).

The circular is fictional: written for this project, its people, numbers and addresses do not exist.
Needs LibreOffice Writer and Debian's fonts-thai-tlwg:  python samples/render.py
The results are committed; tests and `make run` never render.
"""

from __future__ import annotations

import io
import random
import subprocess
import tempfile
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import Image

HERE = Path(__file__).parent
# Laksaman has the drawings of TH Sarabun New, 1.503 times as large: 10.65 pt looks like its 16 pt.
FONT, BODY_PT, TABLE_PT = "Laksaman", 10.65, 8.5
NUMBER = "ที่ ศธ ๐๔๙๙๙/ว๑๒๓"
OFFICE = ["สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน", "กระทรวงศึกษาธิการ กทม. ๑๐๓๐๐"]
DATE = "๑๒ พฤษภาคม ๒๕๗๐"
HEAD = [
    "เรื่อง\u2002การสำรวจและรับรองข้อมูลนักเรียนรายบุคคล ปีการศึกษา ๒๕๗๐",
    "เรียน\u2002ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาทุกเขต",
    "สิ่งที่ส่งมาด้วย\u2002ปฏิทินการสำรวจข้อมูลนักเรียน ปีการศึกษา ๒๕๗๐ จำนวน ๑ ชุด",
]
BODY = [
    (
        "ด้วยสำนักงานคณะกรรมการการศึกษาขั้นพื้นฐานจะสำรวจข้อมูลนักเรียนรายบุคคลผ่านระบบจัดเก็บข้อมูลนักเรียน "
        "(Data Management Center : DMC) ประจำปีการศึกษา ๒๕๗๐ เพื่อใช้จัดสรรเงินอุดหนุนตามจำนวนนักเรียนที่มาเรียนจริง"
    ),
    (
        "ในการนี้ จึงขอให้สำนักงานเขตพื้นที่การศึกษาแจ้งโรงเรียนในสังกัดดำเนินการตามปฏิทินที่แนบมาพร้อมนี้ "
        "และให้โรงเรียนส่งแบบยืนยันและแบบรับรองข้อมูลที่ลงนามแล้วถึงสำนักงานเขตพื้นที่การศึกษา "
        "ภายในวันที่ ๑๘ มิถุนายน ๒๕๗๐ เวลา ๑๖.๓๐ น."
    ),
    "จึงเรียนมาเพื่อทราบและดำเนินการ",
]
CLOSING = "ขอแสดงความนับถือ"
SIGNATURE = [
    "(นางสาวสมมติ ใจละเอียด)",
    "รองเลขาธิการคณะกรรมการการศึกษาขั้นพื้นฐาน ปฏิบัติราชการแทน",
    "เลขาธิการคณะกรรมการการศึกษาขั้นพื้นฐาน",
]
CONTACT = ["กลุ่มพัฒนาข้อมูลนักเรียน", "โทร. ๐ ๒๐๐๐ ๐๑๒๓", "ไปรษณีย์อิเล็กทรอนิกส์ dmc@example.go.th"]

TITLE = "ปฏิทินการสำรวจข้อมูลนักเรียน ปีการศึกษา 2570"
MONTHS = ["พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย."]
CERTIFY_TIME = "เวลา 08.30 น. - 16.30 น."
# A phase, or (item, action, actor, period, ticked month columns).
ROWS: list[str | tuple[str, str, str, str, set[int]]] = [
    "ระยะที่ 1 ข้อมูลนักเรียน ภาคเรียนที่ 1 ปีการศึกษา 2570",
    ("1", "กรอกข้อมูลนักเรียนรายคนและข้อมูลพื้นฐานของโรงเรียนในระบบ DMC", "โรงเรียน",
     "17 พฤษภาคม - 10 มิถุนายน 2570", {0, 1}),
    ("2", "ตรวจสอบรายชื่อนักเรียนที่ซ้ำซ้อนระหว่างโรงเรียน", "สพท./สพฐ.",
     "20 พฤษภาคม - 10 มิถุนายน 2570", {0, 1}),
    ("3", "ยืนยันจำนวนนักเรียนที่มีตัวตนจริง โดยเจ้าหน้าที่ข้อมูลของโรงเรียน", "โรงเรียน",
     f"10 มิถุนายน 2570 {CERTIFY_TIME}", {1}),
    ("4", "รับรองจำนวนนักเรียนที่มีตัวตนจริง โดยผู้อำนวยการโรงเรียน", "โรงเรียน",
     f"10 มิถุนายน 2570 {CERTIFY_TIME}", {1}),
    ("5", "รับทราบผลการรับรองของโรงเรียนในสังกัด", "สพท.", "11 มิถุนายน 2570", {1}),
    ("6", "ปิดระบบ DMC และประมวลผลข้อมูล", "สพฐ.", "14 มิถุนายน 2570", {1}),
    "ระยะที่ 2 ข้อมูลนักเรียน ภาคเรียนที่ 2 ปีการศึกษา 2570",
    ("7", "ปรับปรุงข้อมูลนักเรียนที่ย้ายเข้าและย้ายออกในระบบ DMC", "โรงเรียน",
     "1 - 10 พฤศจิกายน 2570", {6}),
    ("8", "รับรองข้อมูลนักเรียนภาคเรียนที่ 2 โดยผู้อำนวยการโรงเรียน", "โรงเรียน",
     f"10 พฤศจิกายน 2570 {CERTIFY_TIME}", {6}),
]  # fmt: skip


def add_run(paragraph, text: str, size: float, bold: bool = False) -> None:
    """Text in the Thai (complex script) font slots as well: LibreOffice ignores the Latin ones for Thai."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold = FONT, Pt(size), bold
    properties = run._element.get_or_add_rPr()
    properties.rFonts.set(qn("w:cs"), FONT)
    for tag, value in (("w:szCs", str(round(size * 2))), ("w:bCs", "1" if bold else "0")):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        properties.append(element)


def add_line(document, text: str, *, before: float = 0, indent: float = 0, left: float = 0,
             center=False, size: float = BODY_PT, bold=False):  # fmt: skip
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(0)
    shape.first_line_indent, shape.left_indent = Mm(indent), Mm(left)
    if center:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_run(paragraph, text, size, bold)
    return paragraph


def write_letter(document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.top_margin, section.bottom_margin = Mm(45), Mm(15)
    first = add_line(document, f"{NUMBER}\t{OFFICE[0]}")
    first.paragraph_format.tab_stops.add_tab_stop(Mm(88))
    add_line(document, OFFICE[1], left=88)
    add_line(document, DATE, before=6, left=75)
    for text in HEAD:
        add_line(document, text, before=6)
    for text in BODY:
        # Not justified: LibreOffice would part a vowel from its consonant to fill the line.
        add_line(document, text, before=6, indent=25)
    add_line(document, CLOSING, before=12, left=75)
    for _ in range(3):
        add_line(document, "")
    for text in SIGNATURE:
        add_line(document, text, left=60, center=True)
    for _ in range(3):
        add_line(document, "")
    for text in CONTACT:
        add_line(document, text)


def fill(cell, text: str, bold: bool = False, center: bool = False, size: float = TABLE_PT) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if center:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_run(paragraph, text, size, bold)


def write_calendar(document) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    add_line(document, TITLE, center=True, bold=True)
    table = document.add_table(rows=2 + len(ROWS), cols=16)
    table.style, table.autofit = "Table Grid", False
    for column, width in enumerate([11, 66, 22, 48] + [10] * 12):
        table.columns[column].width = Mm(width)
        for cell in table.columns[column].cells:
            cell.width = Mm(width)
    for column, text in enumerate(["ลำดับ", "การดำเนินงาน", "ผู้ดำเนินการ", "ระยะเวลาดำเนินการ"]):
        fill(table.cell(0, column).merge(table.cell(1, column)), text, bold=True, center=True)
    fill(table.cell(0, 4).merge(table.cell(0, 11)), "ปี พ.ศ. 2570", bold=True, center=True)
    fill(table.cell(0, 12).merge(table.cell(0, 15)), "ปี พ.ศ. 2571", bold=True, center=True)
    for month, text in enumerate(MONTHS):
        fill(table.cell(1, 4 + month), text, center=True, size=7.5)
    for at, row in enumerate(ROWS, start=2):
        if isinstance(row, str):
            fill(table.cell(at, 0).merge(table.cell(at, 15)), row, bold=True)
            continue
        item, action, actor, period, ticks = row
        fill(table.cell(at, 0), item, center=True)
        fill(table.cell(at, 1), action)
        fill(table.cell(at, 2), actor, center=True)
        fill(table.cell(at, 3), period)
        for month in ticks:
            fill(table.cell(at, 4 + month), "✓", center=True)


def render_pdf() -> bytes:
    document = Document()
    write_letter(document)
    write_calendar(document)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "dmc-circular.docx"
        document.save(str(source))
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile",
             "--convert-to", "pdf", "--outdir", folder, str(source)],
            check=True, capture_output=True,
        )  # fmt: skip
        return source.with_suffix(".pdf").read_bytes()


def scanned(page: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """A page as an office scanner gives it: a little askew, soft, noisy, not quite white."""
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), dice.uniform(-0.7, 0.7), 1)
    page = cv2.warpAffine(page, turn, (width, height), borderValue=(255, 255, 255), flags=cv2.INTER_CUBIC)
    page = cv2.GaussianBlur(page, (0, 0), 0.7)
    paper = 240 - 8 * np.linspace(0, 1, width)[None, :, None]
    noise = dice.normal(0, 6, page.shape)
    return np.clip(page / 255 * paper + noise, 0, 255).astype(np.uint8)


def signed(page: np.ndarray, dpi: int) -> np.ndarray:
    """A scrawl above the name, as a signature in blue ink."""
    dice = random.Random(7)
    x, y = (int(v / 25.4 * dpi) for v in (118, 176))
    points = [(x + i * dpi // 16, y + dice.randint(-dpi // 8, dpi // 8)) for i in range(16)]
    curve = np.array(points, np.int32).reshape(-1, 1, 2)
    return cv2.polylines(page.copy(), [curve], False, (150, 60, 30), max(2, dpi // 100), cv2.LINE_AA)


def render_scan(pdf: bytes, dpi: int = 200) -> bytes:
    dice = np.random.default_rng(2570)
    pages: list[Image.Image] = []
    for number, page in enumerate(pypdfium2.PdfDocument(pdf)):
        picture = page.render(scale=dpi / 72).to_numpy()[:, :, :3]
        if number == 0:
            picture = signed(picture, dpi)
        encoded = Image.fromarray(cv2.cvtColor(scanned(picture, dice), cv2.COLOR_BGR2RGB))
        buffer = io.BytesIO()
        encoded.save(buffer, "JPEG", quality=80)
        pages.append(Image.open(buffer))
    result = io.BytesIO()
    pages[0].save(result, "PDF", save_all=True, append_images=pages[1:], resolution=dpi)
    return result.getvalue()


if __name__ == "__main__":
    born_digital = render_pdf()
    (HERE / "dmc-circular.pdf").write_bytes(born_digital)
    (HERE / "dmc-circular-scan.pdf").write_bytes(render_scan(born_digital))
    print("made samples/dmc-circular.pdf and samples/dmc-circular-scan.pdf")
