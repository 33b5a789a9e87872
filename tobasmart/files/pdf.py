"""A PDF is taken as it is, when nothing in it acts: no program, no form that sends, no file inside.

Names are looked for in the raw file and in its object streams, which are opened piece by piece with
a limit. The file is never rendered here, and leaves only as a download (docs/security.md).
"""

import re
import zlib
from collections.abc import Iterator

from tobasmart.files import refusals
from tobasmart.files.refusals import RefusedFile

HEADER = b"%PDF-"
END = b"%%EOF"
# Behind the last end mark: line ends and padding, nothing else.
PADDING = b"\r\n\t \x00\x0c\x1a"
OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
# /OpenAction and /AA only say when; what they would do is one of these (ISO 32000-1, 12.6.4).
ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|GoToE|Rendition)\b"
    rb"|/XFA[\s\[\d]"
)
ENCRYPTED = re.compile(rb"/Encrypt[\s\d<]")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# What a filter of a stream may be called; more than one, or another than Flate, cannot be opened.
FILTERS = re.compile(
    rb"/(?:FlateDecode|Fl|LZWDecode|LZW|ASCII85Decode|A85|ASCIIHexDecode|AHx|RunLengthDecode|RL"
    rb"|DCTDecode|DCT|JPXDecode|JBIG2Decode|CCITTFaxDecode|CCF|Crypt)\b"
)
MAX_DICTIONARY = 8 << 10
MAX_STREAMS = 100_000
MAX_OPENED = 64 << 20  # of all object streams together
PIECE = 64 << 10
OVERLAP = 64  # a name on the border of two pieces is seen whole in the next


def check_pdf(data: bytes) -> None:
    """Raises ``RefusedFile``."""
    if not data.startswith(HEADER):
        raise RefusedFile(refusals.WRONG_TYPE)
    end = data.rfind(END)
    if end < 0 or data[end + len(END) :].strip(PADDING) or not OBJECT.search(data):
        raise RefusedFile(refusals.BROKEN)
    plain = _unescaped(data)
    if ENCRYPTED.search(plain):
        raise RefusedFile(refusals.PDF_LOCKED)
    if ACTIVE.search(plain):
        raise RefusedFile(refusals.PDF_ACTIVE)
    for piece in _object_streams(data):
        if ACTIVE.search(_unescaped(piece)):
            raise RefusedFile(refusals.PDF_ACTIVE)


def _unescaped(data: bytes) -> bytes:
    """``/J#61vaScript`` is the same name as ``/JavaScript``."""
    return ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), data)


def _object_streams(data: bytes) -> Iterator[bytes]:
    """The opened object streams, in pieces that overlap; unpacked ones stand in the raw file."""
    opened = 0
    for place, found in enumerate(STREAM.finditer(data)):
        begin = data.rfind(b"obj", max(0, found.start() - MAX_DICTIONARY), found.start())
        if begin < 0 or place > MAX_STREAMS:
            raise RefusedFile(refusals.PDF_UNREADABLE)
        dictionary = _unescaped(data[begin : found.start()])
        if b"/ObjStm" not in dictionary or b"/Filter" not in dictionary:
            continue
        if FILTERS.findall(dictionary) not in ([b"/FlateDecode"], [b"/Fl"]):
            raise RefusedFile(refusals.PDF_UNREADABLE)
        for piece in _inflated(memoryview(data)[found.end() :]):
            opened += len(piece)
            if opened > MAX_OPENED:
                raise RefusedFile(refusals.PDF_UNREADABLE)
            yield piece


def _inflated(packed: memoryview) -> Iterator[bytes]:
    reader, tail = zlib.decompressobj(), b""
    try:
        for start in range(0, len(packed), PIECE):
            rest: bytes | memoryview = packed[start : start + PIECE]
            while rest and not reader.eof:
                piece = reader.decompress(rest, PIECE)
                rest = reader.unconsumed_tail
                yield tail + piece
                tail = piece[-OVERLAP:]
            if reader.eof:
                return
    except zlib.error as error:
        raise RefusedFile(refusals.PDF_UNREADABLE) from error
