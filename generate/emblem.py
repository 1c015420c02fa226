"""The office's emblem from its own file: an SVG as vector paths, a PDF page or a picture as a picture.

Nothing of the sort is shipped: whether and where an emblem may be printed is for the office to know.
"""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree

from generate.typesetter import BLACK, Colour, Typesetter

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
TOKEN = re.compile(rf"[MmLlHhVvCcSsQqTtAaZz]|{NUMBER}")
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
STEPS_ACROSS = 3000  # how finely a vector emblem is written: 0.01 mm of its 3 cm
PICTURE_HEIGHT = 710  # pixels: 600 a inch at 3 cm
LARGEST_RENDERING = 4000  # pixels along the longer side of a PDF page
NEARLY_WHITE = 200  # below the noise that JPEG leaves around dark shapes
HEX_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")
ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "Z": 0}


class EmblemError(ValueError):
    """The emblem file cannot be used; the text says why, in Thai."""


@dataclass(frozen=True)
class VectorEmblem:
    """Path operators in the file's own units (y downwards) and their bounds x0, y0, x1, y1."""

    commands: str
    bounds: tuple[float, float, float, float]
    colour: Colour = BLACK


@dataclass(frozen=True)
class PictureEmblem:
    """PNG or JPEG bytes and the ratio of width to height."""

    data: bytes
    ratio: float


@lru_cache(maxsize=8)
def read_emblem(data: bytes) -> VectorEmblem | PictureEmblem:
    """Raises EmblemError where the file is no SVG, PDF, PNG or JPEG or uses what is not supported."""
    if data.startswith(b"%PDF-"):
        return _from_pdf(data)
    if data.startswith((b"\x89PNG", b"\xff\xd8")):
        return _from_picture(data)
    if b"<svg" in data[:4096]:
        return _from_svg(data)
    raise EmblemError("ไฟล์ตราต้องเป็น SVG, PDF, PNG หรือ JPEG")


def draw_emblem(sheets: Typesetter, data: bytes, centre: float, top: float, height: float) -> None:
    """Draw the emblem of this height (mm) with its middle at centre. Raises EmblemError."""
    emblem = read_emblem(data)
    with sheets.element("Figure", "ตราของส่วนราชการ"):
        if isinstance(emblem, VectorEmblem):
            x0, y0, x1, y1 = emblem.bounds
            scale = height / (y1 - y0)
            sheets.shape(
                emblem.commands, centre - (x0 + x1) / 2 * scale, top - y0 * scale, scale, colour=emblem.colour
            )
        else:
            width = height * emblem.ratio
            sheets.picture(centre - width / 2, top, width, height, emblem.data)


def emblem_picture(data: bytes, height: float) -> bytes:
    """The emblem as a PNG or JPEG, for papers that take no vectors. height in mm."""
    emblem = read_emblem(data)
    if isinstance(emblem, PictureEmblem):
        return emblem.data
    x0, y0, x1, y1 = emblem.bounds
    width = height * (x1 - x0) / (y1 - y0)
    sheets = Typesetter(title="", size=(width, height))
    draw_emblem(sheets, data, width / 2, 0.0, height)
    return _rendered(sheets.finish())


def _rendered(pdf: bytes) -> bytes:
    """The first page of a PDF as a PNG, large enough to be made smaller."""
    import pypdfium2

    page = pypdfium2.PdfDocument(pdf)[0]
    out = io.BytesIO()
    page.render(scale=min(LARGEST_RENDERING / max(page.get_size()), 600 / 72)).to_pil().save(out, "PNG")
    return out.getvalue()


def _from_pdf(data: bytes) -> PictureEmblem:
    """A PDF page becomes a picture: what it holds (fonts, transparency) may break archive rules."""
    import pypdfium2

    try:
        return _from_picture(_rendered(data))
    except pypdfium2.PdfiumError as error:
        raise EmblemError("เปิดไฟล์ตราที่เป็น PDF ไม่ได้") from error


def _from_picture(data: bytes) -> PictureEmblem:
    """A picture cut to its ink (the emblem is to be 3 cm, not its margins) and made no larger than prints."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as opened:
            picture = opened.convert("RGBA")
    except (OSError, ValueError) as error:
        raise EmblemError("เปิดไฟล์ภาพตราไม่ได้") from error
    picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    ink = picture.convert("L").point(lambda grey: 255 * (grey < NEARLY_WHITE)).getbbox()
    if ink is None:
        raise EmblemError("ไฟล์ภาพตราว่างเปล่า")
    picture = picture.crop(ink)
    if picture.height > PICTURE_HEIGHT:
        width = max(1, round(picture.width * PICTURE_HEIGHT / picture.height))
        picture = picture.resize((width, PICTURE_HEIGHT), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return PictureEmblem(out.getvalue(), picture.width / picture.height)


def _from_svg(data: bytes) -> VectorEmblem:
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise EmblemError("ไฟล์ตรา SVG เสียหาย") from error
    pen = _Pen()
    _draw_paths(root, IDENTITY, {"fill": "#000", "stroke": "none"}, pen)
    bounds = pen.bounds
    if bounds[2] - bounds[0] <= 0 or bounds[3] - bounds[1] <= 0:
        raise EmblemError("ไฟล์ตรา SVG ไม่มีเส้นทาง (path) ที่มีพื้นที่ โปรดแปลงรูปทรงเป็นเส้นทางก่อน")
    if len(pen.colours) > 1:
        raise EmblemError("ไฟล์ตรา SVG มีหลายสี โปรดใช้ไฟล์ PDF หรือ PNG")
    places = max(0, math.ceil(math.log10(STEPS_ACROSS / (bounds[3] - bounds[1]))))
    commands = " ".join(_operator(points, name, places) for points, name in pen.strokes)
    return VectorEmblem(commands, bounds, pen.colours.pop())


def _draw_paths(element: ElementTree.Element, matrix: Matrix, paint: dict[str, str], pen: _Pen) -> None:
    """Draw every filled path below an element, transforms and inherited colours applied."""
    kind = element.tag.rpartition("}")[2]
    if kind in ("defs", "clipPath", "mask", "symbol"):
        return
    if kind in ("rect", "circle", "ellipse", "polygon", "polyline", "line", "text", "image", "use"):
        raise EmblemError(f"ไฟล์ตรา SVG มี <{kind}> ที่ยังไม่รองรับ โปรดแปลงเป็นเส้นทาง (path) หรือใช้ไฟล์ PDF")
    matrix = _combined(matrix, element.get("transform", ""))
    paint = {**paint, **_paint_of(element)}
    if paint.get("display") == "none":
        return
    if kind == "path":
        _draw_path(element.get("d", ""), matrix, paint, pen)
    for child in element:
        _draw_paths(child, matrix, paint, pen)


def _draw_path(data: str, matrix: Matrix, paint: dict[str, str], pen: _Pen) -> None:
    if paint["stroke"] != "none" or paint.get("fill-rule") == "evenodd":
        raise EmblemError("ไฟล์ตรา SVG วาดด้วยเส้นขอบหรือการเติมสีที่ยังไม่รองรับ โปรดใช้ไฟล์ PDF หรือ PNG")
    if paint["fill"] != "none":
        pen.colours.add(_colour(paint["fill"]))
        pen.matrix = matrix
        pen.draw(data)


def _paint_of(element: ElementTree.Element) -> dict[str, str]:
    """The painting properties an element sets, as attributes or in its style (which wins)."""
    names = ("fill", "stroke", "fill-rule", "display")
    found = {name: element.get(name, "") for name in names}
    for part in element.get("style", "").split(";"):
        name, _, value = part.partition(":")
        if name.strip() in names:
            found[name.strip()] = value
    return {name: value.strip().lower() for name, value in found.items() if value.strip()}


def _colour(value: str) -> Colour:
    """#rgb, #rrggbb or black."""
    if value in ("black", "currentcolor"):
        return BLACK
    if not HEX_COLOUR.fullmatch(value):
        raise EmblemError(f"ไฟล์ตรา SVG ใช้สี {value} ที่ยังไม่รองรับ โปรดใช้ไฟล์ PDF หรือ PNG")
    digits = value[1:] if len(value) == 7 else "".join(2 * digit for digit in value[1:])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return (round(red, 3), round(green, 3), round(blue, 3))


def _combined(matrix: Matrix, transform: str) -> Matrix:
    """The matrix followed by an SVG transform list (SVG 1.1, 7.6): translate, scale and matrix."""
    for name, arguments in re.findall(r"(\w+)\s*\(([^)]*)\)", transform):
        n = [float(number) for number in re.findall(NUMBER, arguments)]
        if name == "translate":
            step = (1.0, 0.0, 0.0, 1.0, n[0], n[1] if len(n) > 1 else 0.0)
        elif name == "scale":
            step = (n[0], 0.0, 0.0, n[-1], 0.0, 0.0)
        elif name == "matrix" and len(n) == 6:
            step = (n[0], n[1], n[2], n[3], n[4], n[5])
        else:
            raise EmblemError(f"ไฟล์ตรา SVG ใช้การแปลง {name} ที่ยังไม่รองรับ โปรดใช้ไฟล์ PDF")
        a, b, c, d, e, f = matrix
        g, h, i, j, k, m = step
        matrix = (
            a * g + c * h,
            b * g + d * h,
            a * i + c * j,
            b * i + d * j,
            a * k + c * m + e,
            b * k + d * m + f,
        )
    return matrix


class _Pen:
    """Follows SVG path data (SVG 1.1, 8.3) and writes PDF path operators."""

    def __init__(self) -> None:
        self.matrix = IDENTITY
        self.colours: set[Colour] = set()
        self.strokes: list[tuple[list[tuple[float, float]], str]] = []
        self.points: list[tuple[float, float]] = []
        self._at = self._start = (0.0, 0.0)
        self._control: tuple[float, float] | None = None

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 of the end points; all 0 where nothing was drawn."""
        if not self.points:
            return 0.0, 0.0, 0.0, 0.0
        xs, ys = zip(*self.points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def draw(self, data: str) -> None:
        tokens = TOKEN.findall(data)
        place, letter = 0, ""
        while place < len(tokens):
            if tokens[place].isalpha():
                letter = tokens[place]
                place += 1
            count = ARGUMENTS.get(letter.upper())
            if count is None:
                raise EmblemError(f"ไฟล์ตรา SVG ใช้คำสั่ง {letter or '?'} ที่ยังไม่รองรับ โปรดแปลงเป็นเส้นโค้ง (C)")
            numbers = [float(token) for token in tokens[place : place + count]]
            if len(numbers) < count:
                raise EmblemError("ไฟล์ตรา SVG เสียหาย: พิกัดไม่ครบ")
            place += count
            self._step(letter.upper(), self._absolute(letter, numbers))
            letter = {"M": "L", "m": "l"}.get(letter, letter)

    def _absolute(self, letter: str, numbers: list[float]) -> list[float]:
        if letter.isupper():
            return numbers
        x, y = self._at
        if letter == "h":
            return [numbers[0] + x]
        if letter == "v":
            return [numbers[0] + y]
        return [number + (x, y)[index % 2] for index, number in enumerate(numbers)]

    def _step(self, letter: str, n: list[float]) -> None:
        control = None
        if letter == "M":
            self._write([(n[0], n[1])], "m")
            self._start = self._at
        elif letter in "LHV":
            x = n[0] if letter in "LH" else self._at[0]
            y = n[-1] if letter in "LV" else self._at[1]
            self._write([(x, y)], "l")
        elif letter in "CSQ":
            control = self._curve(letter, n)
        else:
            self.strokes.append(([], "h"))
            self._at = self._start
        self._control = control

    def _curve(self, letter: str, n: list[float]) -> tuple[float, float]:
        x, y = self._at
        if letter == "S":
            cx, cy = self._control or self._at
            n = [2 * x - cx, 2 * y - cy, *n]
        if letter == "Q":
            qx, qy, ex, ey = n
            n = [
                x + 2 / 3 * (qx - x),
                y + 2 / 3 * (qy - y),
                ex + 2 / 3 * (qx - ex),
                ey + 2 / 3 * (qy - ey),
                ex,
                ey,
            ]
        self._write([(n[0], n[1]), (n[2], n[3]), (n[4], n[5])], "c")
        return n[2], n[3]

    def _write(self, points: list[tuple[float, float]], operator: str) -> None:
        """Write an operator with its points brought into the file's outermost units; end at the last one."""
        a, b, c, d, e, f = self.matrix
        moved = [(a * x + c * y + e, b * x + d * y + f) for x, y in points]
        self.strokes.append((moved, operator))
        self.points.append(moved[-1])
        self._at = points[-1]


def _operator(points: list[tuple[float, float]], name: str, places: int) -> str:
    numbers = [f"{round(value, places):g}" for point in points for value in point]
    return " ".join([*numbers, name])
