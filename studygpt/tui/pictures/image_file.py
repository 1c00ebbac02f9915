"""Image files: their size and their pixels, or in a few words why one cannot be drawn."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_BYTES = 64 * 2**20
_MOST_PIXELS = 50_000_000
"""The most pixels of an image that is drawn; decoded, each takes four bytes."""
_LONGEST_SIDE = 50_000
"""The most pixels of a side: to draw a picture of one by 50 million took 1.5 GB."""
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "AVIF", "TIFF")
"""The formats that are read; no others, because Pillow starts other programs for some."""
_OTHER_KINDS = {
    ".svg": "an SVG, which is not drawn here",
    ".pdf": "a PDF, which is not drawn here",
    **dict.fromkeys((".mp3", ".ogg", ".wav", ".flac", ".m4a"), "a recording"),
    **dict.fromkeys((".mp4", ".webm", ".mov", ".mkv"), "a film"),
}


class Undrawable(Exception):
    """Raised if an image cannot be drawn; the message says why in a few words."""


class Measured(NamedTuple):
    """An image file and its size, read from its header."""

    file: Path
    changed: int
    width: int
    height: int
    note: str = ""


def can_draw() -> bool:
    """Whether the extra `images` is installed. Nothing of it is imported."""
    return all(importlib.util.find_spec(name) is not None for name in ("PIL", "textual_image"))


def measure(file: Path | None) -> Measured:
    """Measure an image by its header."""
    if file is None:
        raise Undrawable("there is no such file")
    kind = _OTHER_KINDS.get(file.suffix.lower())
    if kind is not None:
        raise Undrawable(kind)
    try:
        stat = file.stat()
    except OSError as error:
        raise Undrawable(f"it cannot be read: {error.strerror}") from error
    if not stat.st_size:
        raise Undrawable("the file is empty")
    if stat.st_size > _MOST_BYTES:
        raise Undrawable(f"too large to be drawn: {stat.st_size / 2**20:.0f} MB")
    with _opened(file) as image:
        width, height = image.size
        if width * height > _MOST_PIXELS or max(width, height) > _LONGEST_SIDE:
            raise Undrawable(f"too large to be drawn: {width} x {height} pixels")
        if image.format == "JPEG" and image.getexif().get(0x0112, 1) in (5, 6, 7, 8):  # the camera lay on its side
            width, height = height, width
        moves = image.format in ("GIF", "PNG", "WEBP", "AVIF") and getattr(image, "is_animated", False)
        return Measured(file, stat.st_mtime_ns, width, height, "it moves; this is its first picture" if moves else "")


def decoded(file: Path, size: tuple[int, int]) -> Image:
    """Decode an image to a size in pixels, without transparency."""
    with _opened(file) as image:
        from PIL import ImageOps  # in a thread, as loading Pillow takes 150 ms

        image.draft("RGB", (size[0] * 2, size[1] * 2))
        return _on_paper(ImageOps.exif_transpose(image).convert("RGBA").resize(size, reducing_gap=2.0))


def _on_paper(image: Image) -> Image:
    """Return the image without transparency: dark lines on white, light lines on black."""
    from PIL import Image as Images, ImageStat  # in a thread, as loading Pillow takes 150 ms

    alpha = image.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return image.convert("RGB")
    ink = ImageStat.Stat(image.convert("L"), mask=alpha.point(lambda value: 255 * (value > 127)))
    light = bool(ink.count[0]) and ink.mean[0] > 127
    paper = Images.new("RGBA", image.size, "black" if light else "white")
    return Images.alpha_composite(paper, image).convert("RGB")


@contextmanager
def _opened(file: Path) -> Iterator[Image]:
    from PIL import Image as Images, UnidentifiedImageError  # in a thread, as loading Pillow takes 150 ms

    Images.MAX_IMAGE_PIXELS = None  # `measure` refuses what is too large, in words
    try:
        Images.init()
        with Images.open(file, formats=[each for each in _FORMATS if each in Images.OPEN]) as image:
            yield image
    except Undrawable:
        raise
    except MemoryError as error:
        raise Undrawable("too large to be drawn") from error
    except PermissionError as error:
        raise Undrawable("it may not be read") from error
    except UnidentifiedImageError as error:
        raise Undrawable("the file is no image, or damaged") from error
    except Exception as error:  # a decoder may fail in any way on a file that is damaged
        raise Undrawable("the file is damaged") from error
