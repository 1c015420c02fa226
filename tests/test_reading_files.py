"""Files of every kind become Documents; a bad page never takes the others with it."""

from __future__ import annotations

import io
import os
from concurrent.futures import ThreadPoolExecutor

import docx
import docx.shared
import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

import ingest.layer_page
import ingest.ocr
import ingest.picture_files
import ingest.read_pictures
from ingest import DocumentError, page_picture, read_document
from ingest.document import Box, Line, Page
from ingest.errors import DamagedFile, EmptyFile, EncryptedFile, TooLarge, ToolMissing, UnknownFileType
from ingest.files import ReadingLimits
from ingest.read_pictures import Task
from tests.drawn_pages import pdf, text


def seen_line(words: str, box: Box, confidence: float = 0.9) -> Line:
    step = box.width / max(1, len(words))
    return Line(
        text=words,
        box=box,
        edges=tuple(box.x0 + step * i for i in range(len(words) + 1)),
        confidences=(confidence,) * len(words),
        source="ocr",
    )


class FakeReader:
    """Reads the same lines from every picture and remembers what it was given."""

    def __init__(self, *lines: Line) -> None:
        self.lines = lines
        self.pictures: list[tuple[int, ...]] = []

    def __call__(self, picture: NDArray[np.uint8], *, number: int, dpi: float | None) -> Page:  # noqa: ARG002
        self.pictures.append(picture.shape)
        source = "ocr" if self.lines else "unread"
        return Page(number=number, width=595, height=842, source=source, lines=self.lines)  # type: ignore[arg-type]


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> FakeReader:
    """A reader of pictures that finds one line."""
    fake = FakeReader(seen_line("อ่านจากภาพ", Box(85, 85, 200, 105)))
    monkeypatch.setattr(ingest.ocr, "read_picture", fake)
    return fake


def picture_bytes(kind: str, size: tuple[int, int] = (300, 400), **options: object) -> bytes:
    sheet = np.full((size[1], size[0], 3), 255, dtype=np.uint8)
    sheet[40:60, 30:200] = 0
    file = io.BytesIO()
    Image.fromarray(sheet).save(file, kind, **options)
    return file.getvalue()


def scan(c: Canvas) -> None:
    """A page that is one picture."""
    image = Image.open(io.BytesIO(picture_bytes("PNG")))
    c.drawImage(ImageReader(image), 0, 0, 595, 842)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_pictures_are_read_as_pictures(kind: str, reader: FakeReader) -> None:
    """The kind is told by content, whatever the name says."""
    document = read_document(picture_bytes(kind), "letter.pdf")

    assert document.text == "อ่านจากภาพ"
    assert document.pages[0].source == "ocr"
    assert document.pages[0].seconds > 0
    assert reader.pictures == [(400, 300, 3)]


def test_every_page_of_a_tiff_is_read(reader: FakeReader) -> None:
    """A TIFF of three pages is a document of three pages."""
    first = Image.open(io.BytesIO(picture_bytes("PNG")))
    file = io.BytesIO()
    first.save(file, "TIFF", save_all=True, append_images=[first.convert("1"), first.convert("L")])
    calls: list[tuple[int, int]] = []

    document = read_document(file.getvalue(), progress=lambda done, count: calls.append((done, count)))

    assert [page.number for page in document.pages] == [1, 2, 3]
    assert calls == [(1, 3), (2, 3), (3, 3)]
    assert len(reader.pictures) == 3


def test_a_photo_stands_as_its_camera_says(reader: FakeReader) -> None:
    """The EXIF orientation is followed."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter: width and height change places
    read_document(picture_bytes("JPEG", exif=exif))

    assert reader.pictures == [(300, 400, 3)]


def test_sixteen_bit_and_transparent_pictures_are_read(reader: FakeReader) -> None:
    """Unusual pixels become plain colours: deep grey is scaled, transparent is paper."""
    deep = Image.fromarray((np.eye(64) * 60000).astype(np.uint16))
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    for image in (deep, clear):
        file = io.BytesIO()
        image.save(file, "PNG")
        read_document(file.getvalue())

    assert reader.pictures == [(64, 64, 3)]  # the transparent one is blank paper and needs no reader


def test_scans_in_a_pdf_are_read_from_the_page(reader: FakeReader) -> None:
    """A page without a text layer is rendered upright and read."""
    document = read_document(pdf(scan, lambda c: text(c, 85, 100, "มีข้อความ")))

    assert [page.source for page in document.pages] == ["ocr", "text_layer"]
    assert document.text == "อ่านจากภาพ\fมีข้อความ"
    assert document.pages[0].layer_damage is None
    assert reader.pictures == [(2339, 1653, 3)]


def test_a_blank_scan_is_read_as_blank(reader: FakeReader) -> None:
    """The empty back of a sheet was read and is empty."""

    def empty(c: Canvas) -> None:
        c.drawImage(ImageReader(Image.new("RGB", (100, 140), (250, 248, 240))), 0, 0, 595, 842)

    page = read_document(pdf(empty)).pages[0]

    assert page.source == "ocr"
    assert page.lines == ()
    assert reader.pictures == []


@pytest.mark.usefixtures("reader")
def test_a_western_layer_over_a_thai_scan_is_useless() -> None:
    """What a scanner without Thai made of the page is dropped; the picture is read."""

    def scanned(c: Canvas) -> None:
        scan(c)
        hidden = c.beginText(85, 742)
        hidden.setTextRenderMode(3)
        hidden.textOut("fi1 nu~n ,W1 n6o lVi")
        c.drawText(hidden)

    page = read_document(pdf(scanned)).pages[0]

    assert page.text == "อ่านจากภาพ"
    assert page.layer_damage == 1.0
    assert page.lines[0].second is None


def test_a_hidden_thai_layer_is_heard_as_second_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where both agree confidence rises, where they differ it falls and the other reading is kept."""
    monkeypatch.setattr(
        ingest.ocr, "read_picture", FakeReader(seen_line("วันที่ ๑๕ มีนาคม", Box(85, 85, 200, 105)))
    )

    def scanned(c: Canvas) -> None:
        scan(c)
        hidden = c.beginText(85, 742)
        hidden.setTextRenderMode(3)
        hidden.textOut("วันที่ ๑๖ มีนาคม")
        c.drawText(hidden)

    line = read_document(pdf(scanned)).pages[0].lines[0]

    assert line.text == "วันที่ ๑๕ มีนาคม"
    assert line.second == "วันที่ ๑๖ มีนาคม"
    assert line.confidence_of(8, 9) < 0.7
    assert line.confidence_of(0, 6) > 0.95


def test_what_only_the_picture_shows_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter with a pasted picture of text keeps its layer and gains the picture's lines."""
    pasted = seen_line("ในภาพแทรก", Box(100, 400, 300, 420))
    again = seen_line("ขอ้ความ", Box(85, 86, 140, 106))
    monkeypatch.setattr(ingest.ocr, "read_picture", FakeReader(pasted, again))

    def letter(c: Canvas) -> None:
        text(c, 85, 100, "ข้อความ")
        text(c, 85, 700, "ท้ายหนังสือ")
        c.drawImage(ImageReader(Image.open(io.BytesIO(picture_bytes("PNG")))), 85, 342, 400, 200)

    page = read_document(pdf(letter)).pages[0]

    assert page.source == "text_layer"
    assert [(line.text, line.source) for line in page.lines] == [
        ("ข้อความ", "text_layer"),
        ("ในภาพแทรก", "ocr"),
        ("ท้ายหนังสือ", "text_layer"),
    ]


def test_emblems_signatures_and_codes_need_no_reader(reader: FakeReader) -> None:
    """Small pictures on a sound page are not read, and their strokes do not become words."""

    def letter(c: Canvas) -> None:
        image = ImageReader(Image.open(io.BytesIO(picture_bytes("PNG"))))
        text(c, 85, 180, "ที่ ศธ ๐๑")
        for x, y in ((255, 700), (330, 300), (85, 60)):
            c.drawImage(image, x, y, 85, 85)

    page = read_document(pdf(letter)).pages[0]

    assert page.text == "ที่ ศธ ๐๑"
    assert reader.pictures == []


def test_a_printed_line_on_a_scan_does_not_hide_it(reader: FakeReader) -> None:
    """A number printed on a scan by an office system is kept, and the scan is read all the same."""

    def numbered(c: Canvas) -> None:
        scan(c)
        text(c, 400, 40, "เลขรับ ๗๗")

    page = read_document(pdf(numbered)).pages[0]

    assert sorted(page.text.split("\n")) == ["อ่านจากภาพ", "เลขรับ ๗๗"]
    assert len(reader.pictures) == 1


def test_a_page_that_cannot_be_read_is_unread(monkeypatch: pytest.MonkeyPatch, reader: FakeReader) -> None:
    """A crash on one page leaves `unread` in its place and the other pages whole."""

    def crash(picture: NDArray[np.uint8], *, number: int, dpi: float | None) -> Page:
        raise RuntimeError(f"cannot read {number}, {picture.shape}, {dpi}")

    monkeypatch.setattr(ingest.ocr, "read_picture", crash)
    document = read_document(pdf(lambda c: text(c, 85, 100, "หน้าแรก"), scan))

    assert document.text == "หน้าแรก\f[unread]"
    assert reader.pictures == []


def test_a_layer_that_crashes_is_read_from_the_picture(
    monkeypatch: pytest.MonkeyPatch, reader: FakeReader
) -> None:
    """Trouble in the text layer costs the layer, not the page."""

    def crash(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(ingest.layer_page, "clusters", crash)

    assert read_document(pdf(lambda c: text(c, 85, 100, "หน้าแรก"))).text == "อ่านจากภาพ"
    assert len(reader.pictures) == 1


def test_without_a_reader_of_pictures_layers_still_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing tool makes scans unread where there is something else to read, and is raised where not."""

    def missing(*_: object, **__: object) -> Page:
        raise ToolMissing

    monkeypatch.setattr(ingest.ocr, "read_picture", missing)

    assert read_document(pdf(lambda c: text(c, 85, 100, "หน้าแรก"), scan)).text == "หน้าแรก\f[unread]"
    with pytest.raises(ToolMissing):
        read_document(pdf(scan))


def encrypted() -> bytes:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(lambda c: text(c, 85, 100, "ลับ")))) as plain:
        plain.save(file, encryption=pikepdf.Encryption(owner="o", user="u"))
    return file.getvalue()


def word_file() -> bytes:
    document = docx.Document()
    document.add_paragraph("ที่ ศธ ๐๑/ว๒\t\t\tสำนักงานเขต")
    stopped = document.add_paragraph("วันที่\tอำเภอเมือง")
    stopped.paragraph_format.tab_stops.add_tab_stop(docx.shared.Pt(250))
    document.add_paragraph("เรื่อง\tการสำรวจ")
    run = document.add_paragraph("ภายในวันที่ ").add_run("15")
    run.font.name = "TH SarabunIT๙"
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 1)).text = "รวม"
    table.cell(2, 2).text = "สุดท้าย"
    document.add_page_break()
    document.add_paragraph("หน้าสอง")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


BAD_FILES = {
    "empty": (b"", EmptyFile),
    "blank": (b"\0\0\n\n", EmptyFile),
    "text": ("หนังสือ".encode(), UnknownFileType),
    "html": (b"<!doctype html><p>x", UnknownFileType),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"WordDocument" * 9, UnknownFileType),
    "zip": (b"PK\x03\x04 no archive", DamagedFile),
    "broken pdf": (b"%PDF-1.7\n1 0 obj <<", DamagedFile),
    "broken png": (b"\x89PNG\r\n\x1a\n broken", DamagedFile),
    "broken docx": (word_file()[:3000] + b"\0" * 40 + word_file()[3040:], DamagedFile),
    "heic": (b"\0\0\0\x18ftypheic" + b"\0" * 40, UnknownFileType),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files_say_what_is_wrong(name: str) -> None:
    """Each way to fail has its error, with a Thai sentence for people."""
    data, error = BAD_FILES[name]

    with pytest.raises(error) as raised:
        read_document(data)

    assert "โปรด" in raised.value.message_th


def test_a_locked_file_is_told_from_a_broken_one() -> None:
    """A password is named as the reason."""
    with pytest.raises(EncryptedFile):
        read_document(encrypted())


def test_too_much_is_refused() -> None:
    """Too many bytes, pages or pixels."""
    two = pdf(lambda c: text(c, 85, 100, "ก"), lambda c: text(c, 85, 100, "ข"))

    for data, limits in (
        (two, ReadingLimits(bytes=100)),
        (two, ReadingLimits(pages=1)),
        (picture_bytes("PNG"), ReadingLimits(pixels=1000)),
        (word_file(), ReadingLimits(unpacked=1000)),
    ):
        with pytest.raises(TooLarge):
            read_document(data, limits=limits)


def test_word_files_are_read() -> None:
    """Paragraphs, columns, merged cells, page breaks and Thai digits of a DOCX."""
    first, second = read_document(word_file()).pages

    lines = [line.text for line in first.lines]
    assert lines[:4] == ["ที่ ศธ ๐๑/ว๒", "สำนักงานเขต", "วันที่", "อำเภอเมือง"]
    assert lines[4:6] == ["เรื่อง การสำรวจ", "ภายในวันที่ ๑๕"]
    assert first.lines[0].box.y0 == first.lines[1].box.y0
    assert first.lines[3].box.x0 > 300
    merged = first.tables[0].at(1, 1)
    assert merged is not None
    assert (merged.row, merged.col, merged.row_span, merged.col_span, merged.text) == (0, 0, 2, 2, "รวม")
    assert first.tables[0].at(2, 2).text == "สุดท้าย"  # type: ignore[union-attr]
    assert second.text == "หน้าสอง"


@pytest.mark.parametrize("dpi", [50, 100])
def test_boxes_fit_on_the_page_picture(dpi: int) -> None:
    """A point of the Document lies at the pixel it says, also on a page stored sideways and turned."""

    def boxed(c: Canvas) -> None:
        c.setPageRotation(90)
        c.rect(200, 300, 60, 20, fill=1)
        c.drawString(400, 500, "ก")

    data = pdf(boxed)
    page = read_document(data).pages[0]
    picture = page_picture(data, 1, dpi=dpi, turned=page.turned)

    height, width = picture.shape[:2]
    assert (width, height) == pytest.approx((page.width * dpi / 72, page.height * dpi / 72), abs=1)
    for line in page.lines:
        x0, y0, x1, y1 = (round(v * dpi / 72) for v in line.box)
        assert picture[y0:y1, x0:x1].min() < 160


def test_pictures_of_other_files_fit_too() -> None:
    """Photos are shown A4 wide, a DOCX as bars; a page that is not there is an IndexError."""
    assert page_picture(picture_bytes("JPEG"), 1, dpi=72).shape[1:] == (595, 3)
    assert page_picture(word_file(), 2, dpi=72).shape == (842, 595, 3)
    for data in (picture_bytes("PNG"), word_file(), pdf(lambda c: text(c, 9, 9, "ก"))):
        with pytest.raises(IndexError):
            page_picture(data, 9)


def test_pages_are_shared_among_processes() -> None:
    """Several workers read the same pages as one does, and the order of pages stays."""
    data = pdf(scan, lambda c: text(c, 85, 100, "มีข้อความ"), scan, scan, scan)

    try:
        alone = read_document(data)
    except DocumentError:
        pytest.skip("no reader of pictures on this machine")
    together = read_document(data, workers=2)

    assert [page.source for page in together.pages] == [page.source for page in alone.pages]
    assert together.text == alone.text


def test_a_visible_layer_that_makes_no_words_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fonts without a true encoding give Western letters for Thai print: the picture is believed."""
    monkeypatch.setattr(
        ingest.ocr, "read_picture", FakeReader(seen_line("ขอเชิญประชุมวันที่ ๑๕", Box(85, 85, 200, 105)))
    )

    page = read_document(pdf(lambda c: text(c, 85, 100, "cZ tQ pLmRwq kkTfz gHtrWv"))).pages[0]

    assert page.text == "ขอเชิญประชุมวันที่ ๑๕"
    assert page.lines[0].second == "cZ tQ pLmRwq kkTfz gHtrWv"
    assert page.layer_damage is not None
    assert page.layer_damage >= 0.25


def test_a_visible_english_page_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page in English is compared with its picture and stays as it is."""
    monkeypatch.setattr(
        ingest.ocr,
        "read_picture",
        FakeReader(seen_line("We are p1eased to invite you", Box(85, 85, 220, 105))),
    )

    page = read_document(pdf(lambda c: text(c, 85, 100, "We are pleased to invite you"))).pages[0]

    assert page.text == "We are pleased to invite you"
    assert page.lines[0].source == "text_layer"


def test_pictures_of_huge_sheets_are_refused() -> None:
    """A sheet of five metres is read coarsely, but not drawn at any size asked for."""
    sheet = pdf(lambda c: text(c, 85, 100, "ผืนใหญ่"), size=(14_400, 14_400))

    assert read_document(sheet).text == "ผืนใหญ่"
    assert page_picture(sheet, 1, dpi=10).shape == (2000, 2000, 3)
    with pytest.raises(TooLarge):
        page_picture(sheet, 1, dpi=100)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_very_large_pictures_come_smaller(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A photo beyond what is needed to read is handed out smaller, with the same sides."""
    monkeypatch.setattr(ingest.picture_files, "MOST_PIXELS", 30_000)

    assert ingest.picture_files.picture(picture_bytes(kind, (300, 400)), 1).shape in {
        (200, 150, 3),
        (134, 100, 3),
    }


def test_a_page_with_nothing_but_rules_is_blank(reader: FakeReader) -> None:
    """A frame without words is no page that was given up on, and needs no reader."""
    page = read_document(pdf(lambda c: c.rect(50, 50, 400, 600))).pages[0]

    assert (page.source, page.text) == ("text_layer", "")
    assert reader.pictures == []


def test_painted_letters_are_read_from_the_picture(reader: FakeReader) -> None:
    """Letters drawn as outlines leave no text layer: the page is read as a picture."""

    def painted(c: Canvas) -> None:
        for n in range(12):
            c.circle(100 + 10 * n, 700, 4, stroke=0, fill=1)

    assert read_document(pdf(painted)).text == "อ่านจากภาพ"
    assert len(reader.pictures) == 1


def test_pictures_in_word_files_are_pages(reader: FakeReader) -> None:
    """A scan set into a DOCX is read as a page of its own; an emblem is not."""
    document = docx.Document()
    document.add_picture(io.BytesIO(picture_bytes("PNG")), width=docx.shared.Pt(80))
    document.add_paragraph("ก่อนภาพ")
    document.add_picture(io.BytesIO(picture_bytes("PNG")), width=docx.shared.Pt(400))
    document.add_paragraph("หลังภาพ")
    file = io.BytesIO()
    document.save(file)

    pages = read_document(file.getvalue()).pages

    assert [page.text for page in pages] == ["ก่อนภาพ", "อ่านจากภาพ", "หลังภาพ"]
    assert [page.number for page in pages] == [1, 2, 3]
    assert len(reader.pictures) == 1
    assert page_picture(file.getvalue(), 2, dpi=72).min() == 0


def test_threads_do_not_disturb_each_other() -> None:
    """Reading and drawing pages at the same time in several threads gives the same as one after the other."""
    data = pdf(*[lambda c, n=n: text(c, 85, 100, f"หน้า {n}") for n in range(6)])
    expected = read_document(data).text

    with ThreadPoolExecutor(4) as pool:
        texts = pool.map(lambda _: read_document(data).text, range(12))
        shapes = pool.map(lambda n: page_picture(data, n % 6 + 1, dpi=50).shape, range(24))

        assert set(texts) == {expected}
        assert set(shapes) == {(585, 414, 3)}


def _kill_page_3(task: Task) -> Page:
    if task.number == 3:
        os._exit(9)
    return Page(number=task.number, width=595, height=842, source="ocr")


def test_a_page_that_kills_its_process_is_unread_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages that were being read beside it, or waited, are read all the same."""
    monkeypatch.setattr(ingest.read_pictures, "_work", _kill_page_3)

    pages = read_document(pdf(*[scan] * 6), workers=2).pages

    assert [page.number for page in pages] == [1, 2, 3, 4, 5, 6]
    assert [page.number for page in pages if page.source == "unread"] == [3]
