"""Numbered objects of the renderer → objects of a fragment: text with holes for every number."""

import array
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tobasmart.press import inside
from tobasmart.press.errors import Unlinkable
from tobasmart.press.fragment import (
    ANCHOR,
    BEHIND,
    BETWEEN,
    COLOURS,
    DOCUMENT,
    FONT,
    KEY,
    NOTHING,
    PAGES,
    Body,
    Stream,
)

# Strings and hexadecimal strings are passed over, so that no text can look like a reference.
TOKEN = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f]*>|(?<![\w.])(\d+) 0 R\b", re.DOTALL)
LEVEL = 9
LINE_BREAKS = b"\r\n"
TWICE = b"[/FlateDecode /FlateDecode]"
HEADER_ID = re.compile(rb"\((\d+)-(\d+)-(\d+)\)")


def _number(reference: bytes | str) -> int:
    return int(reference.split()[0])


@dataclass(slots=True)
class Relocation:
    """Numbers of the renderer → numbers of the fragment, text with holes."""

    drawn: inside.Drawn
    tagged: bool
    targets: list[str] = field(default_factory=list)
    shared_numbers: dict[int, int] = field(default_factory=dict)
    local: dict[int, int] = field(default_factory=dict)
    roots: list[int] = field(default_factory=list)
    parents: list[list[int] | int] = field(default_factory=list)
    holes: "array.array[int]" = field(default_factory=lambda: array.array("i"))

    def body(self) -> Body:
        objects, pages = self.drawn.objects, self.drawn.pages
        dropped = self._known()
        if self.tagged:
            dropped |= self._structure()
        for number in pages:
            self._page(objects[number])
        live = [each for each in objects[1:] if each.number not in dropped]
        self.local = {each.number: place for place, each in enumerate(live)}
        contents = {_number(objects[number]["Contents"]): number for number in pages}
        template, streams, shared, numbers = [], [], [], array.array("i")
        for place, each in enumerate(live):
            if inside.is_stream(each):
                streams.append(self._stream(place, each, each.number in contents))
            elif self._is_shared(each):
                holes = array.array("i")
                shared.append(Stream(place, self._text(each.data, holes), tuple(holes), b""))
            else:
                numbers.append(place)
                template.append(self._object(each))
        return Body(
            size=len(live),
            template=BETWEEN.join(template),
            holes=self.holes,
            numbers=numbers,
            streams=tuple(streams),
            pages=tuple(self.local[number] for number in pages),
            contents=tuple(self.local[number] for number in contents),
            roots=tuple(self.local[number] for number in self.roots),
            parents=tuple(self._locals(each) for each in self.parents),
            shared=tuple(shared),
        )

    def _known(self) -> set[int]:
        """What the linker writes itself; the same numbers for all fragments."""
        objects, catalog = self.drawn.objects, self.drawn.catalog
        if "AcroForm" in catalog or set(catalog.get("Names", {})) - {"Dests"}:
            raise Unlinkable("a form or an attachment")
        resources = objects[_number(objects[self.drawn.pages[0]]["Resources"])]
        fonts, colours = _number(resources["Font"]), _number(resources["ColorSpace"])
        if objects[colours].data != inside.colour_spaces():
            raise Unlinkable("a colour profile")
        self.shared_numbers = {self.drawn.pages_root: PAGES, fonts: FONT, colours: COLOURS}
        dropped = {self.drawn.pages_root, catalog.number, fonts, colours}
        if "Outlines" in catalog:
            dropped |= _with_children(objects, _number(catalog["Outlines"]))
        if "Metadata" in catalog:
            dropped.add(_number(catalog["Metadata"]))
        return dropped

    def _structure(self) -> set[int]:
        objects = self.drawn.objects
        root = objects[_number(self.drawn.catalog["StructTreeRoot"])]
        document = objects[_number(root["K"][0])]
        tree = objects[_number(root["ParentTree"])]
        self.shared_numbers[document.number] = DOCUMENT
        self.roots = [_number(reference) for reference in document["K"]]
        keys, values = tree["Nums"][::2], tree["Nums"][1::2]
        if list(keys) != list(range(len(keys))):
            raise Unlinkable("a parent tree with gaps")
        for value in values:
            is_list = isinstance(value, list)
            self.parents.append([_number(each) for each in value] if is_list else _number(value))
        return {root.number, document.number, tree.number}

    def _locals(self, value: list[int] | int) -> tuple[int, ...] | int:
        if isinstance(value, list):
            return tuple(self.local[number] for number in value)
        return self.local[value]

    def _page(self, page: Any) -> None:
        """Links become named destinations; the rest of a page stays as it is."""
        for reference in page.get("Annots", ()):
            note = self.drawn.objects[_number(reference)]
            address = note["A"]["URI"].string
            target = str(address).removeprefix(inside.FOREIGN)
            del note["A"], note["Contents"]
            note["F"] = 4  # printed, as PDF/A asks
            note["Dest"] = inside.text_bytes(target)
            if target not in self.targets:
                self.targets.append(target)
            note.target = self.targets.index(target)

    def _hole(self, number: int) -> int:
        if number in self.shared_numbers:
            return self.shared_numbers[number]
        return self.local.get(number, NOTHING)

    def _text(self, data: bytes, holes: "array.array[int]", *, has_ids: bool = False) -> bytes:
        """``data`` as a template; each reference a hole, and each id of a table's heading."""
        out, last = [], 0
        for match in TOKEN.finditer(data):
            if match[1]:
                mended = b"%d 0 R"
                holes.append(self._hole(int(match[1])))
            elif has_ids and (own := HEADER_ID.fullmatch(match[0])):
                mended = b"(%%d-%b-%b)" % (own[2], own[3])
                holes.append(self.local[int(own[1])])
            else:
                continue
            out += [data[last : match.start()].replace(b"%", b"%%"), mended]
            last = match.end()
        out.append(data[last:].replace(b"%", b"%%"))
        return b"".join(out)

    def _object(self, thing: Any) -> bytes:
        if not inside.is_dictionary(thing):
            return self._text(thing.data, self.holes)
        if thing.get("Type") == "/Page":
            return self._page_text(thing)
        if thing.get("Subtype") == "/Link":
            return self._link_text(thing)
        has_ids = thing.get("S") in ("/TH", "/TD")
        return self._text(thing.data, self.holes, has_ids=has_ids)

    def _page_text(self, page: Any) -> bytes:
        """A page lets the linker add streams behind its own."""
        key, contents = page.pop("StructParents", None), _number(page.pop("Contents"))
        text = self._text(page.data, self.holes).removesuffix(b">>")
        text += b"/Contents [%d 0 R%b]"
        place = self.drawn.pages.index(page.number)
        self.holes.extend((self.local[contents], BEHIND + place))
        if key is not None:
            text += b"/StructParents %d"
            self.holes.append(KEY + key)
        return text + b">>"

    def _link_text(self, note: Any) -> bytes:
        """Its words name a page number, so they are the linker's; its target is a name."""
        key = note.pop("StructParent", None)
        text = self._text(note.data, self.holes).removesuffix(b">>") + b"/Contents %b"
        self.holes.append(ANCHOR + note.target)
        if key is not None:
            text += b"/StructParent %d"
            self.holes.append(KEY + key)
        return text + b">>"

    def _stream(self, place: int, stream: Any, is_page: bool) -> Stream:
        data = inside.stream_bytes(stream)
        extra = dict(stream.extra)
        if is_page:
            # Whatever the page leaves behind ends with it: stamps follow in the same coordinates.
            data = b"q\n" + data + b"\nQ"
        if "Filter" not in extra:
            data, extra["Filter"] = _packed(data, is_text=is_page)
        extra["Length"] = len(data)
        holes = array.array("i")
        head = self._text(inside.dictionary_bytes(extra), holes)
        return Stream(place, head, tuple(holes), data)

    def _is_shared(self, thing: Any) -> bool:
        """A table of resources that names nothing of this fragment."""
        if not inside.is_dictionary(thing) or "ExtGState" not in thing:
            return False
        found = [int(match[1]) for match in TOKEN.finditer(thing.data) if match[1]]
        return all(number in self.shared_numbers for number in found)


def _with_children(objects: Sequence[Any], root: int) -> set[int]:
    found: set[int] = set()
    waiting = [root]
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            each = objects[number]
            waiting += [_number(each[name]) for name in ("First", "Next") if name in each]
    return found


def _packed(data: bytes, *, is_text: bool) -> tuple[bytes, str]:
    if is_text:
        return deflated(data), "/FlateDecode"
    packed = zlib.compress(data, LEVEL)
    if packed[-1] not in LINE_BREAKS:
        return packed, "/FlateDecode"
    return packed_twice(data), TWICE.decode()


def deflated(data: bytes) -> bytes:
    """The text of a page, packed so that its last byte is no line break.

    A packed stream ends with a checksum of what it holds; strict readers take a line break there
    for the one before ``endstream``.
    """
    packed = zlib.compress(data, LEVEL)
    while packed[-1] in LINE_BREAKS:
        data += b"\n"
        packed = zlib.compress(data, LEVEL)
    return packed


def packed_twice(data: bytes) -> bytes:
    """For what must not grow a line: the outer checksum is that of other bytes."""
    for level in range(9, -1, -1):
        packed = zlib.compress(zlib.compress(data, level), LEVEL)
        if packed[-1] not in LINE_BREAKS:
            return packed
    raise Unlinkable("a stream that ends in a line break however it is packed")
