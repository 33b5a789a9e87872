"""What a file is, by its content alone; anything else than the six accepted types is refused.

The type comes from puremagic's table of signatures and is then proved by the reader of that type;
the name and what the browser calls the file are never asked.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

import puremagic
from django.core.files.uploadedfile import UploadedFile

from tobasmart.files import refusals
from tobasmart.files.names import clean_name
from tobasmart.files.office import LOCAL_HEADER, OLE_HEADER, check_office
from tobasmart.files.pdf import check_pdf
from tobasmart.files.pictures import reencode
from tobasmart.files.refusals import VIRUS_TEST, RefusedFile

HEAD = 8 << 10  # signatures stand in front
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
PDF = "application/pdf"
# A picture that is also a page or a document for some other program. Nothing of it would be stored,
# as pictures are encoded anew; but nobody sends such a file by accident.
OTHER_CONTENT = re.compile(
    rb"<script[\s>/]|<html[\s>]|<!doctype\s|<iframe\s|<\?php\s|<svg\s[\s\x20-\x7e]{8}|%PDF-1\.",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be stored: ``variants`` holds all that is written, "" is what is served."""

    kind: str  # image, pdf, docx, xlsx
    name: str
    variants: Mapping[str, bytes]
    width: int | None = None
    height: int | None = None

    @property
    def content(self) -> bytes:
        return self.variants[""]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def check_file(file: UploadedFile | None, *, max_bytes: int) -> Checked:
    """Decide by content what ``file`` is. Raises ``RefusedFile`` with a sentence for people."""
    if file is None:
        raise RefusedFile(refusals.MISSING)
    if (file.size or 0) > max_bytes:
        raise RefusedFile(refusals.TOO_LARGE.format(limit=max_bytes >> 20))
    file.seek(0)
    data = file.read(max_bytes + 1)
    if not data:
        raise RefusedFile(refusals.EMPTY)
    if VIRUS_TEST in data:
        raise RefusedFile(refusals.VIRUS)
    return _checked(data, file.name or "")


def _checked(data: bytes, name: str) -> Checked:
    found = _signatures(data[:HEAD])
    if picture := next((kind for media, kind in PICTURES.items() if media in found), None):
        return _picture(data, picture, name)
    if PDF in found:
        if zipfile.is_zipfile(io.BytesIO(data)):
            raise RefusedFile(refusals.MIXED)
        check_pdf(data)
        return Checked("pdf", clean_name(name, ".pdf"), {"": data})
    if data.startswith(OLE_HEADER):
        raise RefusedFile(refusals.OLD_OFFICE)
    if data.startswith(LOCAL_HEADER):
        kind = check_office(io.BytesIO(data))
        return Checked(kind, clean_name(name, f".{kind}"), {"": data})
    raise RefusedFile(refusals.WRONG_TYPE)


def _picture(data: bytes, kind: str, name: str) -> Checked:
    if OTHER_CONTENT.search(data) or zipfile.is_zipfile(io.BytesIO(data)):
        raise RefusedFile(refusals.MIXED)
    ours = reencode(io.BytesIO(data), kind)
    return Checked("image", clean_name(name, ours.suffix), ours.variants, ours.width, ours.height)


def _signatures(head: bytes) -> set[str]:
    try:
        return {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()
