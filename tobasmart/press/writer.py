"""Objects → a PDF 1.7 file with object streams, written as they come."""

import hashlib
import zlib
from collections.abc import Iterable
from typing import BinaryIO

from tobasmart.press.relocate import LINE_BREAKS, TWICE, packed_twice

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
BATCH = 4000  # objects of one object stream
LEVEL = 6
ROW = 9  # bytes of one entry: kind 1, place 5, index 3


class Writer:
    """Numbers objects, keeps the small ones for the next object stream, remembers places."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._position = 0
        self._next = 1
        self._rows = bytearray(b"\x00" * (ROW - 3) + b"\xff\xff\xff")
        self._waiting: list[tuple[int, bytes]] = []
        self._digest = hashlib.blake2b(digest_size=16)
        self._put(HEADER)

    def reserve(self, count: int = 1) -> int:
        """The first of ``count`` numbers in a row."""
        first = self._next
        self._next += count
        return first

    def add(self, number: int, data: bytes) -> None:
        """A small object; it goes into an object stream."""
        self._waiting.append((number, data))
        if len(self._waiting) >= BATCH:
            self.flush()

    def extend(self, objects: Iterable[tuple[int, bytes]]) -> None:
        self._waiting.extend(objects)
        if len(self._waiting) >= BATCH:
            self.flush()

    def stream(self, number: int, head: bytes, data: bytes) -> None:
        """A stream whose dictionary is complete, length and filter included."""
        self._mark(number, 1, self._position, 0)
        self._put(b"%d 0 obj\n%b\nstream\n" % (number, head) + data + b"\nendstream\nendobj\n")

    def deflate(self, number: int, head: bytes, data: bytes, *, exact: bool = False) -> None:
        """A stream of ours; ``head`` holds its own entries without the angle brackets.

        ``exact`` data may not even grow a line break at its end.
        """
        packed, words = zlib.compress(data, LEVEL), b"/FlateDecode"
        while packed[-1] in LINE_BREAKS and not exact:
            data += b"\n"
            packed = zlib.compress(data, LEVEL)
        if packed[-1] in LINE_BREAKS:
            packed, words = packed_twice(data), TWICE
        whole = b"<<%b/Filter%b/Length %d>>" % (head, words, len(packed))
        self.stream(number, whole, packed)

    def raw(self, number: int, head: bytes, data: bytes) -> None:
        """A finished stream of somebody else, mended where its last byte is a line break."""
        if data[-1] in LINE_BREAKS and b"/Filter /FlateDecode" in head:
            packed = packed_twice(zlib.decompress(data))
            head = head.replace(b"/Filter /FlateDecode", b"/Filter " + TWICE)
            head = head.replace(b"/Length %d" % len(data), b"/Length %d" % len(packed))
            data = packed
        self.stream(number, head, data)

    def flush(self) -> None:
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        own = self.reserve()
        heads, position = [], 0
        for place, (number, data) in enumerate(waiting):
            heads.append(b"%d %d" % (number, position))
            position += len(data) + 1
            self._mark(number, 2, own, place)
        head = b" ".join(heads) + b"\n"
        body = head + b"\n".join([data for _number, data in waiting])
        words = b"/Type/ObjStm/N %d/First %d" % (len(waiting), len(head))
        self.deflate(own, words, body)

    def finish(self, root: int, info: int) -> int:
        """Write what is left, the cross-references and the end; the length of the file."""
        self.flush()
        own, start = self.reserve(), self._position
        self._mark(own, 1, start, 0)
        # The name of the contents: of every byte above.
        name = self._digest.hexdigest().encode()
        words = b"/Type/XRef/Size %d/W[1 5 3]/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]" % (
            self._next,
            root,
            info,
            name,
            name,
        )
        self.deflate(own, words, bytes(self._rows), exact=True)
        self._put(b"startxref\n%d\n%%%%EOF\n" % start)
        return self._position

    def _mark(self, number: int, kind: int, place: int, index: int) -> None:
        missing = (number + 1) * ROW - len(self._rows)
        if missing > 0:
            self._rows.extend(bytes(missing))
        row = bytes((kind,)) + place.to_bytes(5, "big") + index.to_bytes(3, "big")
        self._rows[number * ROW : (number + 1) * ROW] = row

    def _put(self, data: bytes) -> None:
        self._out.write(data)
        self._digest.update(data)
        self._position += len(data)
