"""Reads the text layers of our own rendered pages and counts wrong characters, beside other libraries.

    python bench/text_layers.py [--keep DIR] [--lines N] [--errors]

Lines of known text (dictionary words, official phrases, dates and numbers) are set by LibreOffice and by
Chromium in every Thai font of this machine that is named below, each line short enough to stay one line, so
that blanks count too. CER: edit distance over characters. `letters` leaves blanks out, `all` counts them.
"""

from __future__ import annotations

import argparse
import html
import io
import os
import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import docx
import pdfplumber
import pypdfium2
from docx.oxml.ns import qn
from docx.shared import Pt
from pythainlp.corpus import thai_words
from rapidfuzz.distance import Levenshtein

from ingest import read_document
from ingest.thai_text import normalise, thai_digits

FONTS = ["Laksaman", "Norasi", "Garuda", "Loma", "Kinnari", "Sarabun", "TH Sarabun New", "Noto Sans Thai"]
CHARACTERS = 100_000
OUR_FONT = Path(__file__).parents[1] / "generate" / "fonts" / "WianSarabun-Regular.ttf"
PHRASES = [
    "ขอให้โรงเรียนในสังกัดทุกแห่งดำเนินการ",
    "จึงเรียนมาเพื่อโปรดทราบและถือปฏิบัติ",
    "ภายในวันที่ {d} {m} {y}",
    "ระหว่างวันที่ {d} - {e} {m} {y}",
    "ตั้งแต่เวลา {h}.30 น. ถึง {h}.45 น.",
    "ที่ ศธ 0{n}/ว{k}",
    "โทร. 0 2{n} {n}",
    "จำนวน {k} แห่ง",
    "ผ่านระบบ DMC (Data Management Center)",
    "(นายสมมุติ ผู้น้ำใจงาม)",
    "ทั้งนี้ ให้แล้วเสร็จก่อนวันที่ {d} {m} {y} เป็นต้นไป",
    "“ขั้นพื้นฐาน” และอื่น ๆ ที่เกี่ยวข้อง ฯลฯ",
    "ปีงบประมาณ พ.ศ. {y}",
    "https://example.go.th/form/{k}",
    "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา",
    "ข้าราชการครูชำนาญการพิเศษ ปฏิบัติหน้าที่",
    "เงินอุดหนุน {k},{n} บาท",
]
MONTHS = ["มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กันยายน", "ธ.ค.", "มิ.ย."]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--keep", type=Path, help="keep the rendered files here")
    options.add_argument("--lines", type=int, default=0, help="lines a file (default: enough for the total)")
    options.add_argument("--errors", action="store_true", help="print what was read otherwise")
    asked = options.parse_args()
    with _folder(asked.keep) as folder:
        files = list(_render(folder, asked.lines))
        _compare(files, asked.errors)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def _render(folder: Path, lines: int) -> Iterator[tuple[str, Path, list[str]]]:
    """(engine and font, PDF, its lines) for every font and engine of this machine."""
    fonts = [font for font in FONTS if _has_font(font)]
    engines = [e for e in (_by_libreoffice, _by_chromium) if _program(e) is not None]
    if not fonts or not engines:
        raise SystemExit("no Thai fonts, or neither LibreOffice nor Chromium: nothing to measure")
    count = lines or -(-CHARACTERS // (38 * len(fonts) * len(engines)))
    for seed, font in enumerate(fonts):
        text = _lines(random.Random(seed), count)
        for engine in engines:
            name = f"{engine.__name__[4:]} {font}"
            path = folder / f"{name.replace(' ', '-')}.pdf"
            engine(text, font, path)
            yield name, path, text


def _has_font(font: str) -> bool:
    found = subprocess.run(["fc-match", "-f", "%{family}", font], capture_output=True, text=True, check=False)
    return font in found.stdout


def _program(engine: Callable[..., None]) -> str | None:
    names = {_by_libreoffice: ("soffice",), _by_chromium: ("chromium", "chromium-browser", "google-chrome")}
    return next((p for n in names[engine] if (p := shutil.which(n))), None)


def _lines(dice: random.Random, count: int) -> list[str]:
    """Every second line of dictionary words, the others of phrases; every third with Thai digits."""
    words = sorted(w for w in thai_words() if re.fullmatch("[\u0e01-\u0e3a\u0e40-\u0e4e]{2,14}", w))
    made = []
    for number in range(count):
        line = _words(dice, words) if number % 2 else _phrase(dice) + " " + dice.choice(words)
        made.append(normalise(thai_digits(line) if number % 3 == 0 else line))
    return made


def _words(dice: random.Random, words: list[str]) -> str:
    line = ""
    while len(line) < 38:
        line += dice.choice(words) + (" " if dice.random() < 0.2 else "")
    return line


def _phrase(dice: random.Random) -> str:
    return dice.choice(PHRASES).format(
        d=dice.randint(1, 15), e=dice.randint(16, 31), m=dice.choice(MONTHS), y=dice.randint(2540, 2589),
        h=f"{dice.randint(8, 16):02}", n=dice.randint(1000, 9999), k=dice.randint(1, 999),
    )  # fmt: skip


def _by_libreoffice(lines: list[str], font: str, path: Path) -> None:
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = font, Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for side in ("w:cs", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(side), font)
    style.paragraph_format.space_after = Pt(2)
    for line in lines:
        document.add_paragraph(line)
    source = path.with_suffix(".docx")
    document.save(str(source))
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def _by_chromium(lines: list[str], font: str, path: Path) -> None:
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    style = f"p {{font: 14pt '{font}'; margin: 0 0 2pt; white-space: nowrap}}"
    page = f"<!doctype html><meta charset=utf-8><html lang=th><style>{style}</style>{body}</html>"
    source = path.with_suffix(".html")
    source.write_text(page, encoding="utf-8")
    program = _program(_by_chromium) or ""
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command = [program, *flags, f"--print-to-pdf={path}", source.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def _ours(data: bytes) -> str:
    return "\n".join(page.text for page in read_document(data).pages)


def _plumber(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def _pdfium(data: bytes) -> str:
    pdf = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def _poppler(data: bytes) -> str:
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


def _compare(files: list[tuple[str, Path, list[str]]], errors: bool) -> None:
    readers = {"wian": _ours, "pdfplumber extract_text": _plumber, "pypdfium2 text": _pdfium}
    if shutil.which("pdftotext"):
        readers["pdftotext -raw"] = _poppler
    total = sum(len(line) for _, _, lines in files for line in lines)
    print(f"{total:,} characters, {len(files)} files")
    print(f"{'reader':26}{'letters %':>10}{'all %':>8}{'ms a page':>11}   worst file (letters %)")
    for name, read in readers.items():
        wrong, wrong_all, letters, pages, spent, worst = 0, 0, 0, 0, 0.0, (0.0, "")
        for label, path, lines in files:
            data = path.read_bytes()
            start = _cpu()
            text = read(data)
            spent += _cpu() - start
            pages += len(pypdfium2.PdfDocument(data))
            missed, missed_all, count = _distance(lines, text, errors and name == "wian")
            wrong, wrong_all, letters = wrong + missed, wrong_all + missed_all, letters + count
            worst = max(worst, (100 * missed / count, label))
        rates = f"{100 * wrong / letters:>10.3f}{100 * wrong_all / total:>8.3f}{1000 * spent / pages:>11.1f}"
        print(f"{name:26}{rates}   {worst[0]:.3f} {worst[1]}")


def _cpu() -> float:
    """Processor seconds of this process and of the programs it has run."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _distance(lines: list[str], text: str, errors: bool) -> tuple[int, int, int]:
    """Wrong letters, wrong characters with blanks, letters in all. Both sides in one spelling, so that only
    what a person would see counts against the others too."""
    read = [normalise(line) for line in text.split("\n")]
    read = [line for line in read if line]
    truth, seen = "\n".join(lines), "\n".join(read)
    if errors and len(read) == len(lines):
        for a, b in zip(lines, read, strict=True):
            if a != b:
                print(f"  - {a}\n  + {b}")
    bare_truth, bare_seen = re.sub(r"\s", "", truth), re.sub(r"\s", "", seen)
    return Levenshtein.distance(bare_truth, bare_seen), Levenshtein.distance(truth, seen), len(bare_truth)


if __name__ == "__main__":
    main()
