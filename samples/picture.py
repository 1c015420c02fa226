"""Makes docs/from-circular-to-letter.png: the sample circular, and what `wian process` makes of it.

make run && .venv/bin/python samples/picture.py
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

ROOT = Path(__file__).parent.parent
OUT = ROOT / "out"
LEFT = [ROOT / "samples" / "dmc-circular.pdf"]
RIGHT = [
    OUT / "forwarding-letter.pdf",
    OUT / "timeline.pdf",
    OUT / "forms" / "1099000001-certify.pdf",
]
HEIGHT, GAP, ARROW = 460, 18, 70
PAPER, EDGE, INK = "#eef0f3", "#b9bec7", "#3d4f6b"


def pages(path: Path, most: int) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(path)
    return [document[n].render(scale=2).to_pil().convert("RGB") for n in range(min(most, len(document)))]


def scaled(picture: Image.Image, height: int) -> Image.Image:
    return picture.resize((round(picture.width * height / picture.height), height), Image.Resampling.LANCZOS)


def framed(picture: Image.Image) -> Image.Image:
    ImageDraw.Draw(picture).rectangle((0, 0, picture.width - 1, picture.height - 1), outline=EDGE)
    return picture


def stacked(pictures: list[Image.Image], height: int) -> Image.Image:
    """Sheets below each other, as wide as each other, `height` in all."""
    width = 400
    sheets = [
        p.resize((width, round(p.height * width / p.width)), Image.Resampling.LANCZOS) for p in pictures
    ]
    whole = Image.new("RGB", (width, sum(s.height for s in sheets) + GAP * (len(sheets) - 1)), PAPER)
    y = 0
    for sheet in sheets:
        whole.paste(framed(sheet), (0, y))
        y += sheet.height + GAP
    return scaled(whole, height)


def main() -> None:
    letter, circular = pages(LEFT[0], 2)[0], pages(LEFT[0], 2)[1]
    source = stacked([letter, circular], HEIGHT)
    results = [framed(scaled(pages(path, 1)[0], HEIGHT)) for path in RIGHT[::2]]
    results.insert(1, framed(scaled(pages(RIGHT[1], 1)[0], HEIGHT * 2 // 3)))
    width = source.width + ARROW + sum(r.width for r in results) + GAP * (len(results) + 3)
    picture = Image.new("RGB", (width, HEIGHT + 2 * GAP), PAPER)
    picture.paste(source, (GAP, GAP))
    x, middle = source.width + 2 * GAP, HEIGHT // 2 + GAP
    draw = ImageDraw.Draw(picture)
    draw.line((x, middle, x + ARROW - 24, middle), fill=INK, width=6)
    draw.polygon(
        [(x + ARROW - 26, middle - 13), (x + ARROW - 4, middle), (x + ARROW - 26, middle + 13)], fill=INK
    )
    x += ARROW + GAP // 2
    for result in results:
        picture.paste(result, (x, GAP + (HEIGHT - result.height) // 2))
        x += result.width + GAP
    picture.quantize(64).save(ROOT / "docs" / "from-circular-to-letter.png", optimize=True)


if __name__ == "__main__":
    main()
