"""DOCX and XLSX: whole archives of harmless parts, opened as streams with limits.

Word and Excel run nothing from such a file and fetch nothing for it: no macros, no OLE objects, no
dynamic data exchange, no templates or pictures from elsewhere, no document types in the XML.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from xml.etree import ElementTree

from tobasmart.files import refusals
from tobasmart.files.refusals import VIRUS_TEST, RefusedFile

LOCAL_HEADER, LAST_RECORD = b"PK\x03\x04", b"PK\x05\x06"
LAST_RECORD_BYTES = 22
OLE_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_PARTS = 2000
MAX_OPENED = 100 << 20
MAX_RATIO = 100  # of a part above the size from which packing well is no excuse
RATIO_FROM = 1 << 20
MAX_SMALL_PART = 2 << 20  # of the parts that are parsed: types and relationships
MAX_INNER = 10 << 20
PIECE = 128 << 10
OVERLAP = 128
# A workbook behind a chart is a part of its own; what is inside that one is not opened again.
MAX_DEPTH = 1

TYPES_PART = "[Content_Types].xml"
TYPES_SPACE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
OFFICE_TYPE = "application/vnd.openxmlformats-officedocument."
MAIN_TYPES = {
    OFFICE_TYPE + "wordprocessingml.document.main+xml": "docx",
    OFFICE_TYPE + "spreadsheetml.sheet.main+xml": "xlsx",
}
# The parts a program looks for first: a list of types alone makes no document.
MAIN_FOLDERS = {"docx": "word/", "xlsx": "xl/"}
MACRO_TYPE = re.compile(r"macro|vbaproject|activex|oleobject", re.I)
MACRO_NAME = re.compile(r"vba\w*\.(?:bin|xml)$|/activex/|oleobject|/macrosheets/", re.I)
DECLARATION = re.compile(
    b"|".join(
        re.escape(word.encode(encoding))
        for word in ("<!DOCTYPE", "<!ENTITY")
        for encoding in ("ascii", "utf-16-le", "utf-16-be")
    ),
    re.I,
)
EXCHANGE = re.compile(rb"<ddeLink\b|instr=[\"']\s*DDE|<w:instrText[^>]*>\s*DDE")


@dataclass(slots=True)
class _Budget:
    """What may still be opened, over all levels of one file."""

    parts: int = MAX_PARTS
    opened: int = MAX_OPENED


def check_office(file: IO[bytes]) -> str:
    """ "docx" or "xlsx". Raises ``RefusedFile``."""
    return _check(file, _Budget(), depth=0)


def _check(file: IO[bytes], budget: _Budget, *, depth: int) -> str:
    _check_frame(file)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_listing(parts, budget)
            for part in parts:
                _check_part(archive, part, budget, depth=depth)
            kind = _kind_of(archive)
            _check_relationships(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise RefusedFile(refusals.BROKEN) from error
    except (RuntimeError, ValueError, ElementTree.ParseError) as error:
        raise RefusedFile(refusals.BROKEN) from error
    return kind


def _check_frame(file: IO[bytes]) -> None:
    """The archive is the whole file: nothing before it, nothing behind its last record."""
    size = file.seek(0, 2)
    file.seek(max(0, size - LAST_RECORD_BYTES))
    tail = file.read()
    file.seek(0)
    if not file.read(4).startswith(LOCAL_HEADER):
        raise RefusedFile(refusals.WRONG_TYPE)
    if not tail.startswith(LAST_RECORD):
        known = zipfile.is_zipfile(file)
        raise RefusedFile(refusals.MIXED if known else refusals.BROKEN)


def _check_listing(parts: list[zipfile.ZipInfo], budget: _Budget) -> None:
    """What the archive says about itself; refuses a bomb before a byte of it is opened."""
    budget.parts -= len(parts)
    declared = sum(part.file_size for part in parts)
    if budget.parts < 0 or declared > budget.opened:
        raise RefusedFile(refusals.OFFICE_BOMB)
    names = [part.filename.casefold() for part in parts]
    if len(set(names)) != len(names) or min((p.header_offset for p in parts), default=1) != 0:
        raise RefusedFile(refusals.BROKEN)
    for part in parts:
        steps = part.filename.replace("\\", "/").split("/")
        if part.filename.startswith("/") or ".." in steps or "\\" in part.filename:
            raise RefusedFile(refusals.BROKEN)
        if part.flag_bits & 1:
            raise RefusedFile(refusals.OLD_OFFICE)
        if MACRO_NAME.search(part.filename):
            raise RefusedFile(refusals.OFFICE_MACRO)
        if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise RefusedFile(refusals.OFFICE_BOMB)


def _check_part(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: _Budget, *, depth: int
) -> None:
    """Read one part to its end; zipfile checks its sum, this counts and looks."""
    is_markup = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    first = True
    for piece in _pieces(archive, part, budget):
        if first and piece.startswith(LOCAL_HEADER):
            _check_inner(archive, part, budget, depth=depth)
        if first and piece.startswith((OLE_HEADER, b"MZ", b"\x7fELF")):
            raise RefusedFile(refusals.OFFICE_MACRO)
        first = False
        if VIRUS_TEST in piece:
            raise RefusedFile(refusals.VIRUS)
        if is_markup and DECLARATION.search(piece):
            raise RefusedFile(refusals.OFFICE_ENTITY)
        if is_markup and EXCHANGE.search(piece):
            raise RefusedFile(refusals.OFFICE_MACRO)


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: _Budget) -> Iterator[bytes]:
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            budget.opened -= len(piece)
            if budget.opened < 0:
                raise RefusedFile(refusals.OFFICE_BOMB)
            yield tail + piece
            tail = piece[-OVERLAP:]


def _check_inner(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: _Budget, *, depth: int
) -> None:
    """A workbook embedded behind a chart must pass too; any other archive inside is refused."""
    if depth >= MAX_DEPTH or not part.filename.lower().endswith((".xlsx", ".docx")):
        raise RefusedFile(refusals.MIXED)
    if part.file_size > MAX_INNER:
        raise RefusedFile(refusals.OFFICE_BOMB)
    # In memory: seeking back in a packed stream would unpack it from its start each time.
    _check(io.BytesIO(archive.read(part)), budget, depth=depth + 1)


def _kind_of(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if TYPES_PART not in names:
        raise RefusedFile(refusals.WRONG_TYPE)
    root = ElementTree.fromstring(_small(archive, TYPES_PART))  # noqa: S314
    types = [element.get("ContentType", "") for element in root]
    if any(MACRO_TYPE.search(each) for each in types):
        raise RefusedFile(refusals.OFFICE_MACRO)
    kinds = {MAIN_TYPES[each] for each in types if each in MAIN_TYPES}
    kind = kinds.pop() if len(kinds) == 1 else ""
    if not kind or not any(name.startswith(MAIN_FOLDERS[kind]) for name in names):
        raise RefusedFile(refusals.WRONG_TYPE)
    return kind


def _check_relationships(archive: zipfile.ZipFile) -> None:
    """Out of the document lead only links a person clicks."""
    for name in archive.namelist():
        if not name.lower().endswith(".rels"):
            continue
        for element in ElementTree.fromstring(_small(archive, name)):  # noqa: S314
            kind = element.get("Type", "").rsplit("/", 1)[-1].lower()
            if element.get("TargetMode", "").lower() == "external" and kind != "hyperlink":
                raise RefusedFile(refusals.OFFICE_OUTSIDE)
            if MACRO_TYPE.search(kind):
                raise RefusedFile(refusals.OFFICE_MACRO)


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MAX_SMALL_PART:
        raise RefusedFile(refusals.OFFICE_BOMB)
    return archive.read(name)
