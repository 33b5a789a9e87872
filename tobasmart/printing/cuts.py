"""Static cuts of the declared fonts.

A cut is made once and kept: the renderer would otherwise cut anew for every file and write the
time of day into it, so two prints of the same text would differ.
"""

import hashlib
import io
from functools import lru_cache
from pathlib import Path
from threading import Lock

from fontTools import version as fonttools_version
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from tobasmart.printing.fonts import Face, declared_faces, folder, write_file

# Raised when the way a cut is made changes, so that kept cuts are made again.
RECIPE = 1
_lock = Lock()


def prepare() -> None:
    """Make all cuts now (a few seconds), so that the first print does not wait for them."""
    for face in declared_faces():
        font_bytes(face)


@lru_cache(maxsize=16)
def font_bytes(face: Face) -> bytes:
    """The face as it is embedded: a static TrueType file whose family is ours."""
    recipe = f"{RECIPE}|{fonttools_version}|{face.family}|{face.weight}|{face.axes}"
    name = hashlib.sha256(recipe.encode() + file_digest(face.source)).hexdigest()[:24]
    kept = folder() / f"{name}.ttf"
    with _lock:
        if not kept.is_file():
            write_file(kept, _cut(face))
        return kept.read_bytes()


@lru_cache(maxsize=16)
def file_digest(path: Path) -> bytes:
    """SHA-256 of a font file."""
    return hashlib.sha256(path.read_bytes()).digest()


def _cut(face: Face) -> bytes:
    font = TTFont(face.source, recalcTimestamp=False)
    if face.axes:
        if "GDEF" in font and getattr(font["GDEF"].table, "VarStore", None):
            # Kerning stays that of the default cut: carrying it over takes ten times as long.
            font["GDEF"].table.VarStore = None
            font["GDEF"].table.Version = 0x00010002
        font = instantiateVariableFont(font, dict(face.axes))
    _rename(font, face)
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()


def _rename(font: TTFont, face: Face) -> None:
    """Give the names of the licence's "modified version" and the weight fontconfig matches by."""
    names = font["name"]
    post = f"{face.family.replace(' ', '')}-{face.weight}"
    names.names = [record for record in names.names if record.nameID in (0, 13, 14)]
    for number, text in (
        (1, face.family),
        (2, "Regular"),
        (3, post),
        (4, f"{face.family} {face.weight}"),
        (6, post),
    ):
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = face.weight
    if "STAT" in font:
        del font["STAT"]
