"""A photo → our own copies of it: shrunk, upright, without EXIF, position or colour profile.

What is stored and served is always encoded here, so nothing hidden in the sent file survives. The
size is read from the header before a single pixel is decoded.
"""

import contextlib
import io
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from PIL import Image, ImageFile, ImageOps

from tobasmart.files import refusals
from tobasmart.files.refusals import RefusedFile

LARGEST = 1600  # pixels of the longer edge, as the browser shrinks them too (design, 2.4)
THUMBNAIL = 320
# Half a page's width in print at 250 dpi.
PRINTED = 800
# A baseline JPEG is decoded at a fraction of its size; everything else takes 4 bytes a pixel.
MAX_MEGAPIXELS = 24
MAX_MEGAPIXELS_JPEG = 64
QUALITY, QUALITY_SMALL = 82, 75
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
# What Pillow raises for torn and for wrong data, by format.
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError)
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
WHITE = (255, 255, 255)
# Four requests run at once in a process; only one of them holds a decoded picture.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """``variants`` as they are stored: "" to be served, ``kecil`` a thumbnail, ``cetak`` a JPEG."""

    suffix: str
    width: int
    height: int
    variants: Mapping[str, bytes]


def reencode(file: IO[bytes], kind: str) -> Picture:
    """Our copies of a "JPEG", "PNG" or "WEBP". Raises ``RefusedFile``."""
    _check_header(file, kind)
    with _one_at_a_time, _strict():
        try:
            return _reencode(file, kind)
        except (*UNREADABLE, *BOMBS) as error:
            raise RefusedFile(refusals.BROKEN) from error


@contextlib.contextmanager
def _strict() -> Iterator[None]:
    """A torn picture is an error: WeasyPrint tells Pillow, for the whole process, to fill it up.

    What prints meanwhile sees only pictures that came through here, and those are whole.
    """
    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _check_header(file: IO[bytes], kind: str) -> None:
    file.seek(0)
    limit = MAX_MEGAPIXELS
    try:
        with Image.open(file, formats=[kind]) as picture:
            pixels = picture.width * picture.height
            if kind == "JPEG" and not picture.info.get("progressive"):
                limit = MAX_MEGAPIXELS_JPEG
    except BOMBS:
        pixels = limit * 1_000_000 + 1
    except UNREADABLE as error:
        raise RefusedFile(refusals.BROKEN) from error
    if pixels > limit * 1_000_000:
        raise RefusedFile(refusals.TOO_MANY_PIXELS.format(limit=limit))


def _reencode(file: IO[bytes], kind: str) -> Picture:
    file.seek(0)
    with Image.open(file, formats=[kind]) as opened:
        # A JPEG is decoded at 1/2, 1/4 or 1/8 where that is still large enough.
        opened.draft("RGB", (LARGEST, LARGEST))
        opened.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
        whole = ImageOps.exif_transpose(opened)
    alpha = kind != "JPEG" and whole.has_transparency_data
    whole = whole.convert("RGBA" if alpha else "RGB")
    on_paper = _flat(whole)
    variants = {
        "": _encoded(whole, kind, QUALITY),
        "kecil": _encoded(_within(on_paper, THUMBNAIL), "JPEG", QUALITY_SMALL),
        "cetak": _encoded(_within(on_paper, PRINTED), "JPEG", QUALITY_SMALL),
    }
    return Picture(SUFFIXES[kind], whole.width, whole.height, variants)


def _within(picture: Image.Image, longest: int) -> Image.Image:
    copy = picture.copy()
    copy.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return copy


def _flat(picture: Image.Image) -> Image.Image:
    """Without transparency, on white paper."""
    if picture.mode == "RGB":
        return picture
    paper = Image.new("RGB", picture.size, WHITE)
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _encoded(picture: Image.Image, kind: str, quality: int) -> bytes:
    # A new image carries no metadata; one that was opened might hand its own on.
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    target = io.BytesIO()
    if kind == "PNG":
        bare.save(target, "PNG", optimize=False, compress_level=7)
    elif kind == "WEBP":
        bare.save(target, "WEBP", quality=quality, method=3)
    else:
        bare.save(target, "JPEG", quality=quality, progressive=True, optimize=True)
    return target.getvalue()
