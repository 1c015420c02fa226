"""The same letter by other generators, as well as each can do it with a plain description of the page."""

from __future__ import annotations

import html
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generate.letter_parts import LetterParts

FONTS = Path(__file__).parent.parent / "generate" / "fonts"
FONT = FONTS / "WianSarabun-Regular.ttf"
FAMILY = "Wian Sarabun"


@dataclass(frozen=True)
class Page:
    """What is printed: lines from the left, lines of the office block, body paragraphs, centred lines."""

    number: str
    right: list[str]
    headings: list[str]
    body: list[str]
    centred: list[str]
    foot: list[str]

    @classmethod
    def of(cls, parts: LetterParts) -> Page:
        headings = []
        for word, texts in parts.headings:
            headings += [f"{word}  {texts[0]}", *texts[1:]]
        return cls(
            number=parts.number,
            right=[*parts.office_lines, parts.date_line],
            headings=headings,
            body=[f"{number} {text}".strip() for number, text in parts.body],
            centred=[parts.text.closing, "", "", parts.name_line, *parts.posts],
            foot=parts.owner_lines,
        )


def as_html(page: Page) -> str:
    style = (
        f'@font-face{{font-family:"{FAMILY}";src:url("{FONT.as_uri()}")}}'
        "@page{size:A4;margin:25mm 20mm 20mm 30mm}p{margin:0 0 6pt}.b{text-indent:25mm;text-align:justify}"
        f'body{{font:16pt/18.08pt "{FAMILY}";margin:0}}'
        ".r{margin-left:88mm}.c{margin-left:60mm;text-align:center;min-height:18pt}"
    )
    kinds = [
        ("", [page.number]),
        ("r", page.right),
        ("", page.headings),
        ("b", page.body),
        ("c", page.centred),
    ]
    kinds.append(("", page.foot))
    body = "".join(f'<p class="{kind}">{html.escape(text)}</p>' for kind, texts in kinds for text in texts)
    return (
        f'<!doctype html><html lang="th"><meta charset="utf-8"><title>x</title><style>{style}</style>{body}'
    )


def weasyprint(page: Page) -> Callable[[], bytes]:
    def make() -> bytes:
        from weasyprint import HTML

        pdf: bytes = HTML(string=as_html(page)).write_pdf()
        return pdf

    return make


def typst(page: Page) -> Callable[[], bytes]:
    def quoted(text: str) -> str:
        return '#"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    lines = [
        '#set page(paper: "a4", margin: (left: 30mm, right: 20mm, top: 25mm, bottom: 20mm))',
        f'#set text(font: "{FAMILY}", size: 16pt, lang: "th")',
        "#set par(justify: true)",
        quoted(page.number),
        *(f"#pad(left: 88mm)[{quoted(text)}]" for text in page.right),
        *(f"#par[{quoted(text)}]" for text in [*page.headings, *page.body]),
        *(f"#pad(left: 60mm)[#align(center)[{quoted(text)}]]" for text in page.centred),
        *(f"#par[{quoted(text)}]" for text in page.foot),
    ]

    def make() -> bytes:
        import typst as compiler

        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "letter.typ")
            source.write_text("\n".join(lines), encoding="utf-8")
            pdf: bytes = compiler.compile(str(source), font_paths=[str(FONTS)], ignore_system_fonts=True)
            return pdf

    return make


def fpdf2(page: Page) -> Callable[[], bytes]:
    def make() -> bytes:
        from fpdf import FPDF

        pdf = FPDF(format="A4")
        pdf.set_margins(30, 25, 20)
        pdf.add_font("T", "", str(FONT))
        pdf.set_font("T", "", 16)
        pdf.set_text_shaping(True, script="thai", language="tha")
        pdf.add_page()
        kinds = [(30.0, "L", [page.number]), (118.0, "L", page.right), (30.0, "J", page.headings + page.body)]
        for left, align, texts in [*kinds, (90.0, "C", page.centred), (30.0, "L", page.foot)]:
            for text in texts:
                pdf.set_x(left)
                pdf.multi_cell(190 - left, 6.38, text or " ", align=align, new_x="LMARGIN", new_y="NEXT")
        return bytes(pdf.output())

    return make


def chromium(page: Page) -> Callable[[], bytes]:
    def make() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder, "letter.html"), Path(folder, "letter.pdf")
            source.write_text(as_html(page), encoding="utf-8")
            command = [
                "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                f"--print-to-pdf={target}", source.as_uri(),
            ]  # fmt: skip
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            return target.read_bytes()

    return make


def libreoffice(page: Page) -> Callable[[], bytes]:
    def make() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "letter.html")
            source.write_text(as_html(page), encoding="utf-8")
            command = [
                "soffice",
                "--headless",
                "--convert-to",
                "pdf:writer_web_pdf_Export",
                "--outdir",
                folder,
                source,
            ]
            subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=240)
            return Path(folder, "letter.pdf").read_bytes()

    return make


PEERS: dict[str, Callable[[Page], Callable[[], bytes]]] = {
    "WeasyPrint": weasyprint,
    "Typst": typst,
    "fpdf2": fpdf2,
    "Chromium": chromium,
    "LibreOffice": libreoffice,
}
