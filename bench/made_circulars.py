"""Makes fictional circulars through a browser and a word processor, to be scored like real ones.

    python -m bench.made_circulars FOLDER [--count 40] [--seed 1] [--scans 4] [--photos 4]
    wian score FOLDER

Each file has its expected reading beside it, true by construction. Needs Chromium and LibreOffice;
nothing that this writes is kept with the project.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from PIL import Image

from bench.made_letters import KINDS, Writing
from bench.made_sheets import as_docx, as_html

FONTS = Path(__file__).parent.parent / "generate" / "fonts"
SCAN_DPI, PHOTO_DPI = 200, 230


def make(seed: int) -> tuple[str, Writing]:
    """(name, what is written). The same seed gives the same document."""
    rng = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    return f"{seed:04d}-{kind.__name__}", kind(rng)


def write_all(folder: Path, seeds: range, scans: int, photos: int = 0) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    made = [make(seed) for seed in seeds]
    with tempfile.TemporaryDirectory() as work, ThreadPoolExecutor(2) as pool:
        by_word = [pair for n, pair in enumerate(made) if n % 3 == 2 and pair[1].sheet.font != "WianSarabun"]
        by_browser = [pair for pair in made if pair not in by_word]
        jobs = [pool.submit(print_html, name, each, Path(work), folder) for name, each in by_browser]
        convert_docx(by_word, Path(work), folder)
        for job in jobs:
            job.result()
    for name, each in made:
        expected = json.dumps(each.expected(), ensure_ascii=False, indent=1)
        (folder / f"{name}.expected.json").write_text(expected, encoding="utf-8")
    pages = [(name, each) for name, each in made if len(pypdfium2.PdfDocument(folder / f"{name}.pdf")) == 1]
    for name, each in pages[:photos]:
        write_photo(folder / f"{name}.pdf", folder / f"{name}-photo.jpg")
        expected = json.dumps(each.expected(), ensure_ascii=False, indent=1)
        (folder / f"{name}-photo.expected.json").write_text(expected, encoding="utf-8")
    for name, each in made[:scans]:
        write_scan(folder / f"{name}.pdf", folder / f"{name}-scan.pdf")
        expected = json.dumps(each.expected(), ensure_ascii=False, indent=1)
        (folder / f"{name}-scan.expected.json").write_text(expected, encoding="utf-8")


def print_html(name: str, made: Writing, work: Path, folder: Path) -> None:
    source = work / f"{name}.html"
    source.write_text(as_html(made.sheet, FONTS), encoding="utf-8")
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={work / ('p' + name)}",
         "--no-pdf-header-footer", f"--print-to-pdf={folder / name}.pdf", source.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


def convert_docx(pairs: list[tuple[str, Writing]], work: Path, folder: Path) -> None:
    sources = []
    for name, made in pairs:
        sources.append(work / f"{name}.docx")
        as_docx(made.sheet, sources[-1])
    if sources:
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation=file://{work}/office", "--convert-to", "pdf",
             "--outdir", str(folder), *map(str, sources)],
            check=True, capture_output=True, timeout=600,
        )  # fmt: skip


def write_scan(source: Path, target: Path) -> None:
    """The pages as an office scanner gives them: askew, soft, noisy, not quite white."""
    dice = np.random.default_rng(len(source.name))
    pages = []
    for page in pypdfium2.PdfDocument(source.read_bytes()):
        picture = page.render(scale=SCAN_DPI / 72).to_numpy()[:, :, :3]
        height, width = picture.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), dice.uniform(-0.6, 0.6), 1)
        picture = cv2.warpAffine(
            picture, turn, (width, height), borderValue=(255, 255, 255), flags=cv2.INTER_CUBIC
        )
        picture = cv2.GaussianBlur(picture, (0, 0), 0.7) / 255.0 * 238 + dice.normal(0, 6, picture.shape)
        pages.append(Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)))
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=SCAN_DPI, quality=80)


def write_photo(source: Path, target: Path) -> None:
    """The first page as a telephone takes it: from aside, on a darker table, lit from one corner."""
    dice = np.random.default_rng(len(source.name) + 1)
    sheet = pypdfium2.PdfDocument(source.read_bytes())[0].render(scale=PHOTO_DPI / 72).to_numpy()[:, :, :3]
    height, width = sheet.shape[:2]
    edge = round(0.05 * width)
    size = (width + 2 * edge, height + 2 * edge)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    shifted = corners + edge + dice.uniform(-0.012 * width, 0.012 * width, (4, 2)).astype(np.float32)
    turned = cv2.warpPerspective(
        sheet,
        cv2.getPerspectiveTransform(corners, shifted),
        size,
        borderValue=(96, 104, 112),
        flags=cv2.INTER_CUBIC,
    )
    across, down = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
    light = (0.78 + 0.22 * (1 - 0.6 * across - 0.4 * down))[:, :, None]
    picture = cv2.GaussianBlur(turned, (0, 0), 0.9) * light + dice.normal(0, 4, turned.shape)
    Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).save(target, quality=88)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scans", type=int, default=0)
    parser.add_argument("--photos", type=int, default=0)
    asked = parser.parse_args()
    write_all(asked.folder, range(asked.seed, asked.seed + asked.count), asked.scans, asked.photos)
    sys.stderr.write(f"made {asked.count} circulars in {asked.folder}\n")


if __name__ == "__main__":
    main()
