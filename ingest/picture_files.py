"""Picture files: PNG, JPEG, WebP, and TIFF of many pages, each page as an upright RGB array."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from ingest.errors import DamagedFile, TooLarge
from ingest.files import ReadingLimits

MOST_PIXELS = 40_000_000  # of a picture handed out; larger ones are made smaller by a whole number


def count_pictures(data: bytes, limits: ReadingLimits) -> int:
    """Pages of the file. Raises DamagedFile, TooLarge."""
    with _opened(data) as image:
        pages = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        sizes = [frame.size for _, frame in zip(range(pages), ImageSequence.Iterator(image), strict=False)]
    if pages > limits.pages or any(width * height > limits.pixels for width, height in sizes):
        raise TooLarge
    return pages


def picture(data: bytes, number: int) -> NDArray[np.uint8]:
    """Page `number` (from 1) as RGB (height, width, 3), turned as its EXIF orientation says.

    Very large ones (108 megapixel phones) come smaller, which keeps memory flat and loses no letter.
    """
    with _opened(data) as image:
        image.seek(number - 1)
        smaller = math.ceil(math.sqrt(image.width * image.height / MOST_PIXELS))
        if smaller > 1:
            image.draft(
                "RGB", (image.width // smaller, image.height // smaller)
            )  # JPEG decodes smaller at once
        upright = ImageOps.exif_transpose(image) or image
        smaller = math.ceil(math.sqrt(image.width * image.height / MOST_PIXELS))
        return np.asarray(_rgb(upright).reduce(smaller), dtype=np.uint8)


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "WEBP")) as image:
            yield image
    except Image.DecompressionBombError as error:
        raise TooLarge from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise DamagedFile from error


def _rgb(image: Image.Image) -> Image.Image:
    """Colours over white paper; deep greys (16 bit) scaled down, which Pillow would clip."""
    if image.mode.startswith(("I;16", "I")):
        deep = np.asarray(image, dtype=np.float64)
        top = 65535.0 if deep.max(initial=0) > 255 else 255.0
        return Image.fromarray((deep / top * 255).clip(0, 255).astype(np.uint8)).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        over = image.convert("RGBA")
        paper = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(paper, over).convert("RGB")
    return image.convert("RGB")
