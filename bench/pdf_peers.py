"""The same pages by other generators, as well as each can do it from a plain description of the page.

    python bench/pdf_peers.py PEER < pages.json

makes each page of a JSON list once to warm up and once for the clock, and prints as JSON: CPU ms (with
helper processes) and bytes of each, and the PDF of the first as base64. It needs nothing of wian's, so that
the peers may live in an environment of their own (.venv-peers, see bench/peers.txt).
"""

from __future__ import annotations

import base64
import html
import io
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent.parent / "generate" / "fonts"
STYLES = {False: FONTS / "WianSarabun-Regular.ttf", True: FONTS / "WianSarabun-Bold.ttf"}
FAMILY = "Wian Sarabun"
LEADING = 1.13
# A page is {"margins": [top, right, bottom, left] in mm, "blocks": [...]}. A block is a text {"text", "left"
# (mm from the margin), "align", "size", "bold", "indent"}, a table {"columns": [mm …], "rows": [[cell …] …],
# "bold": [numbers of bold rows], "size"} or a picture {"svg", "width": mm}.
Page = dict[str, Any]


def text(words: str, **how: Any) -> dict[str, Any]:
    """A text block; what is not said is a line of 16 points at the left margin."""
    return {"text": words, "left": 0, "align": "left", "size": 16, "bold": False, "indent": 0, **how}


def as_html(page: Page) -> str:
    margins = " ".join(f"{mm}mm" for mm in page["margins"])
    faces = "".join(
        f'@font-face{{font-family:"{FAMILY}";src:url("{file.as_uri()}");font-weight:{700 if bold else 400}}}'
        for bold, file in STYLES.items()
    )
    style = (
        f"{faces}@page{{size:A4;margin:{margins}}}p{{margin:0 0 6pt}}"
        f'body{{font:16pt/{LEADING} "{FAMILY}";margin:0}}'
        "table{border-collapse:collapse}td{border:.2mm solid #000;text-align:center;padding:0}"
        ".b{font-weight:700}"
    )
    body = "".join(_html_block(block) for block in page["blocks"])
    return (
        f'<!doctype html><html lang="th"><meta charset="utf-8"><title>x</title><style>{style}</style>{body}'
    )


def _html_block(block: dict[str, Any]) -> str:
    if "svg" in block:
        data = base64.b64encode(block["svg"].encode()).decode("ascii")
        return f'<img style="width:{block["width"]}mm" src="data:image/svg+xml;base64,{data}">'
    if "columns" in block:
        rows = "".join(
            f'<tr class="{"b" if number in block["bold"] else ""}">'
            + "".join(
                f'<td style="width:{width}mm">{html.escape(cell)}</td>'
                for width, cell in zip(block["columns"], row, strict=True)
            )
            + "</tr>"
            for number, row in enumerate(block["rows"])
        )
        return f'<table style="font-size:{block["size"]}pt">{rows}</table>'
    style = (
        f"margin-left:{block['left']}mm;text-align:{block['align']};font-size:{block['size']}pt;"
        f"text-indent:{block['indent']}mm;min-height:18pt"
    )
    return f'<p class="{"b" if block["bold"] else ""}" style="{style}">{html.escape(block["text"])}</p>'


def weasyprint(page: Page) -> bytes:
    from weasyprint import HTML  # type: ignore[import-not-found]

    pdf: bytes = HTML(string=as_html(page)).write_pdf()
    return pdf


def typst(page: Page) -> bytes:
    import typst as compiler  # type: ignore[import-not-found]

    if "typst" not in _kept:  # one compiler for all pages keeps its fonts
        folder = tempfile.mkdtemp()
        _kept["typst"] = Path(folder, "page.typ")
        _kept["typst"].write_text("", encoding="utf-8")
        _kept["compiler"] = compiler.Compiler(
            str(_kept["typst"]), font_paths=[str(FONTS)], ignore_system_fonts=True
        )
    pdf: bytes = _kept["compiler"].compile(input=_typst_source(page).encode(), format="pdf")
    return pdf


def typst_once(page: Page) -> bytes:
    """As a program calls it that keeps no compiler."""
    import typst as compiler

    pdf: bytes = compiler.compile(
        _typst_source(page).encode(), font_paths=[str(FONTS)], ignore_system_fonts=True, format="pdf"
    )
    return pdf


_kept: dict[str, Any] = {}


def _typst_source(page: Page) -> str:
    top, right, bottom, left = page["margins"]
    margins = f"(top: {top}mm, right: {right}mm, bottom: {bottom}mm, left: {left}mm)"
    lines = [
        f'#set page(paper: "a4", margin: {margins})',
        f'#set text(font: "{FAMILY}", size: 16pt, lang: "th")',
    ]
    return "\n".join([*lines, *(_typst_block(block) for block in page["blocks"])])


def _typst_block(block: dict[str, Any]) -> str:
    if "svg" in block:
        return f'#image(bytes({_quoted(block["svg"])[1:]}), format: "svg", width: {block["width"]}mm)'
    if "columns" in block:
        widths = ", ".join(f"{width}mm" for width in block["columns"])
        cells = ", ".join(
            f"[{_weight(number in block['bold'])}{_quoted(cell)}]"
            for number, row in enumerate(block["rows"])
            for cell in row
        )
        return (
            f"#text(size: {block['size']}pt)[#table(columns: ({widths}), align: center, inset: 1mm, {cells})]"
        )
    justified, align = block["align"] == "justify", block["align"].replace("justify", "left")
    return (
        f"#pad(left: {block['left']}mm)[#set par(justify: {str(justified).lower()},"
        f" first-line-indent: (amount: {block['indent']}mm, all: true));"
        f"#align({align})[#text(size: {block['size']}pt)[{_weight(block['bold'])}{_quoted(block['text'])}]]]"
    )


def _weight(bold: bool) -> str:
    return '#set text(weight: "bold");' if bold else ""


def _quoted(words: str) -> str:
    return '#"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def fpdf2(page: Page) -> bytes:
    from fpdf import FPDF  # type: ignore[import-not-found]

    top, right, _, left = page["margins"]
    pdf = FPDF(format="A4")
    pdf.set_margins(left, top, right)
    for bold, file in STYLES.items():
        pdf.add_font("T", "B" if bold else "", str(file))
    pdf.set_text_shaping(True, script="thai", language="tha")
    pdf.add_page()
    for block in page["blocks"]:
        if "svg" in block:
            pdf.image(io.BytesIO(block["svg"].encode()), w=block["width"])
            continue
        height = block["size"] * LEADING * 25.4 / 72
        if "columns" in block:
            for number, row in enumerate(block["rows"]):
                pdf.set_font("T", "B" if number in block["bold"] else "", block["size"])
                for width, cell in zip(block["columns"], row, strict=True):
                    pdf.cell(width, height, cell, border=1, align="C")
                pdf.ln(height)
            continue
        pdf.set_font("T", "B" if block["bold"] else "", block["size"])
        pdf.set_x(left + block["left"])
        align = {"left": "L", "center": "C", "justify": "J"}[block["align"]]
        width = 210 - left - right - block["left"]
        pdf.multi_cell(width, height, block["text"] or " ", align=align, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def chromium(page: Page) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(as_html(page), encoding="utf-8")
        command = [
            "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
            f"--print-to-pdf={target}", source.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return target.read_bytes()


def libreoffice(page: Page) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "page.html")
        source.write_text(as_html(page), encoding="utf-8")
        command = [
            "soffice", "--headless", "--convert-to", "pdf:writer_web_pdf_Export", "--outdir", folder, source,
        ]  # fmt: skip
        subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=240)
        return Path(folder, "page.pdf").read_bytes()


PEERS: dict[str, Callable[[Page], bytes]] = {
    "Typst": typst,
    "Typst, a call": typst_once,
    "WeasyPrint": weasyprint,
    "fpdf2": fpdf2,
    "Chromium": chromium,
    "LibreOffice": libreoffice,
}


def total_cpu() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def main() -> None:
    make, pages = PEERS[sys.argv[1]], json.load(sys.stdin)
    make(pages[-1])
    times, sizes, first = [], [], b""
    for page in pages:
        start = total_cpu()
        pdf = make(page)
        times.append((total_cpu() - start) * 1000)
        sizes.append(len(pdf))
        first = first or pdf
    json.dump({"cpu_ms": times, "bytes": sizes, "pdf": base64.b64encode(first).decode("ascii")}, sys.stdout)


if __name__ == "__main__":
    main()
