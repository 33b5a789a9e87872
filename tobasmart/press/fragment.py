"""A relocatable fragment and its bytes. Fixed layout, never a pickle: storage is not trusted.

``MAGIC | length of meta | length of body | BLAKE2b of both | meta (JSON) | body``. The body starts
with a JSON line of sizes, then: the text of all objects with ``%`` holes, the holes, the numbers of
the objects, the streams.
"""

import array
import hashlib
import json
import struct
import sys
from dataclasses import asdict, dataclass
from typing import Any

from tobasmart.press.errors import BrokenFragment
from tobasmart.press.inside import Glyphs

MAGIC = b"TOBAFRAG2\n"
HEADER = struct.Struct(f">{len(MAGIC)}sII32s")
BETWEEN = b"\x00\xff\x00"  # stands in no object: their texts are ASCII

# What a hole stands for: below zero something all fragments share, above a number of the fragment.
PAGES, FONT, COLOURS, DOCUMENT, NOTHING = -1, -2, -3, -4, -5
KEY = 1 << 26  # + number of a page or annotation: its place in the parent tree
BEHIND = 1 << 27  # + number of a page: references of the streams drawn over it
ANCHOR = 1 << 28  # + number of a target: what a screen reader says of the link
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A point in points from the lower left corner of a page of the fragment."""

    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    level: int
    title: str
    place: Place
    is_open: bool


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where the linker prints the page label of ``target``; ``style`` names the letters."""

    style: str
    target: str
    place: Place


@dataclass(frozen=True, slots=True)
class Meta:
    """What the linker has to know of all fragments at once."""

    page_count: int
    heights: tuple[float, ...]
    anchors: dict[str, Place]
    bookmarks: tuple[Bookmark, ...]
    stamps: tuple[Stamp, ...]
    targets: tuple[str, ...]
    fonts: dict[str, Glyphs]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stream:
    """``head`` is its dictionary with ``holes``; ``data`` is deflated or a picture as it came."""

    number: int
    head: bytes
    holes: tuple[int, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """Objects 0 … ``size`` - 1 of a fragment."""

    size: int
    template: bytes
    holes: "array.array[int]"
    numbers: "array.array[int]"
    streams: tuple[Stream, ...]
    pages: tuple[int, ...]
    contents: tuple[int, ...]  # the content stream of each page
    roots: tuple[int, ...]  # structure elements right under the document
    parents: tuple[tuple[int, ...] | int, ...]  # the parent tree, key by key
    shared: tuple[Stream, ...]  # objects that are equal in many fragments; without data


@dataclass(frozen=True, slots=True)
class Fragment:
    meta: Meta
    body: Body


def dump(fragment: Fragment) -> bytes:
    meta = _json(asdict(fragment.meta))
    body = _dump_body(fragment.body)
    digest = hashlib.blake2b(meta + body, digest_size=32).digest()
    return HEADER.pack(MAGIC, len(meta), len(body), digest) + meta + body


def load(data: bytes, key: str) -> Fragment:
    """Raises ``BrokenFragment`` for anything that is not, byte for byte, what ``dump`` wrote."""
    meta, body = _parts(data, key)
    return Fragment(_load_meta(json.loads(meta)), _load_body(body))


def load_meta(data: bytes, key: str) -> Meta:
    return _load_meta(json.loads(_parts(data, key)[0]))


def _parts(data: bytes, key: str) -> tuple[bytes, memoryview]:
    if len(data) < HEADER.size:
        raise BrokenFragment(key)
    magic, meta_size, body_size, digest = HEADER.unpack_from(data)
    content = memoryview(data)[HEADER.size :]
    if magic != MAGIC or len(content) != meta_size + body_size:
        raise BrokenFragment(key)
    if hashlib.blake2b(content, digest_size=32).digest() != digest:
        raise BrokenFragment(key)
    return bytes(content[:meta_size]), content[meta_size:]


def _json(values: Any) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def _load_meta(values: dict[str, Any]) -> Meta:
    return Meta(
        page_count=values["page_count"],
        heights=tuple(values["heights"]),
        anchors={name: Place(**place) for name, place in values["anchors"].items()},
        bookmarks=tuple(
            Bookmark(**{**mark, "place": Place(**mark["place"])}) for mark in values["bookmarks"]
        ),
        stamps=tuple(
            Stamp(**{**stamp, "place": Place(**stamp["place"])}) for stamp in values["stamps"]
        ),
        targets=tuple(values["targets"]),
        fonts={
            name: Glyphs(
                font["family"],
                {int(glyph): width for glyph, width in font["widths"].items()},
                {int(glyph): text for glyph, text in font["unicode"].items()},
            )
            for name, font in values["fonts"].items()
        },
        remarks=tuple(values["remarks"]),
    )


def _dump_body(body: Body) -> bytes:
    sizes = {
        "size": body.size,
        "template": len(body.template),
        "holes": len(body.holes),
        "numbers": len(body.numbers),
        "streams": [
            (each.number, len(each.head), each.holes, len(each.data)) for each in body.streams
        ],
        "pages": body.pages,
        "contents": body.contents,
        "roots": body.roots,
        "parents": body.parents,
        "shared": [(each.number, len(each.head), each.holes) for each in body.shared],
    }
    parts = [_json(sizes), b"\n", body.template, _packed(body.holes), _packed(body.numbers)]
    for each in body.streams:
        parts += [each.head, each.data]
    parts += [each.head for each in body.shared]
    return b"".join(parts)


def _load_body(data: memoryview) -> Body:
    content = bytes(data)
    start = content.index(b"\n") + 1
    sizes = json.loads(content[:start])
    position = start

    def take(length: int) -> bytes:
        nonlocal position
        position += length
        return content[position - length : position]

    template = take(sizes["template"])
    holes = _unpacked(take(4 * sizes["holes"]))
    numbers = _unpacked(take(4 * sizes["numbers"]))
    streams = tuple(
        Stream(number, take(head), tuple(inside), take(length))
        for number, head, inside, length in sizes["streams"]
    )
    parents = tuple(tuple(each) if isinstance(each, list) else each for each in sizes["parents"])
    return Body(
        size=sizes["size"],
        template=template,
        holes=holes,
        numbers=numbers,
        streams=streams,
        pages=tuple(sizes["pages"]),
        contents=tuple(sizes["contents"]),
        roots=tuple(sizes["roots"]),
        parents=parents,
        shared=tuple(
            Stream(number, take(head), tuple(inside), b"")
            for number, head, inside in sizes["shared"]
        ),
    )


def _packed(numbers: "array.array[int]") -> bytes:
    """Four bytes each, little end first, on every machine."""
    copy = array.array("i", numbers)
    if sys.byteorder == "big":
        copy.byteswap()
    return copy.tobytes()


def _unpacked(data: bytes) -> "array.array[int]":
    numbers = array.array("i")
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
