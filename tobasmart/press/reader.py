"""A finished file read back: pages, links, names, labels, and the words drawn on a page.

Reads files with object streams, as the linker and the renderer write them, and knows nothing of how
they were made. It is not for strangers' files.
"""

import contextlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, BinaryIO

from tobasmart.press.stamps import roman
from tobasmart.press.words import Letters, Run, letters_of, runs_of

TOKEN = re.compile(
    rb"\s*(?:(<<|>>|\[|\])|(\((?:\\.|[^\\()])*\))|<([0-9A-Fa-f\s]*)>|(\d+) (\d+) R\b"
    rb"|/([^\s<>\[\]()/%]*)|([^\s<>\[\]()/%]+))",
    re.DOTALL,
)
ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


PARENT = re.compile(rb"(\d+)\s*(?:\[[^\]]*\]|\d+ 0 R)")
TAIL, CHUNK = 1024, 512
OPEN_STREAMS = 32  # some hundred kilobytes each


class Unreadable(Exception):
    """The file is not one that this module can read."""


@dataclass(frozen=True, slots=True)
class Ref:
    number: int


@dataclass(frozen=True, slots=True)
class Link:
    target: str
    box: tuple[float, float, float, float]
    key: int | None  # in the parent tree


def _link(note: dict[str, Any]) -> Link | None:
    if "Dest" not in note:
        return None
    left, low, right, high = (float(value) for value in note["Rect"])
    key = note.get("StructParent")
    return Link(text_of(note["Dest"]), (left, low, right, high), key)


class File:
    """Reads parts of ``source`` as they are asked for; little of a large file is in memory."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._size = source.seek(0, 2)
        self.trailer = self._read_rows()
        self._stream_objects = lru_cache(maxsize=OPEN_STREAMS)(self._open_stream)
        self._fonts: dict[int, Letters] = {}
        self._pages: dict[int, dict[str, Any]] = {}
        self._links: dict[int, list[Link | None]] = {}
        self.root: dict[str, Any] = self.get(self.trailer["Root"])
        pages = self.get(self.root["Pages"])
        self.page_refs = tuple(_flat(self, pages))
        self._places = {ref.number: place for place, ref in enumerate(self.page_refs)}
        self.names = dict(self._named())
        self._label_rules = _pairs(self.get(self.root.get("PageLabels", {})).get("Nums", []))

    def get(self, value: Any) -> Any:
        """A value, or what a reference points at."""
        return parse(self._text(value.number)) if isinstance(value, Ref) else value

    def page(self, place: int) -> dict[str, Any]:
        if place not in self._pages:
            self._pages[place] = self.get(self.page_refs[place])
        return self._pages[place]

    def place(self, destination: Any) -> int | None:
        """Index of the page of a destination."""
        target = self.get(destination)
        is_row = isinstance(target, list) and target and isinstance(target[0], Ref)
        return self._places.get(target[0].number) if is_row else None

    def label(self, place: int) -> str:
        """The label a reader shows; the page's number where the file has none."""
        rules = [(start, rule) for start, rule in self._label_rules if start <= place]
        if not rules:
            return str(place + 1)
        start, rule = rules[-1]
        number = place - start + rule.get("St", 1)
        return roman(number) if rule.get("S") == "/r" else str(number)

    def links(self, place: int) -> list[Link | None]:
        """Links of a page; None for one that is not a name of this file's kind."""
        if place not in self._links:
            notes = (self.get(ref) for ref in self.page(place).get("Annots", []))
            self._links[place] = [_link(each) for each in notes if each["Subtype"] == "/Link"]
        return self._links[place]

    def outline(self) -> Iterator[tuple[str, int | None]]:
        waiting = [self.get(self.root.get("Outlines", {})).get("First")]
        while waiting:
            ref = waiting.pop()
            if ref is not None:
                entry = self.get(ref)
                yield text_of(entry["Title"]), self.place(entry["Dest"])
                waiting += [entry.get("Next"), entry.get("First")]

    def fonts(self, place: int) -> dict[str, Any]:
        """Fonts a page may use, by the name of their reference."""
        resources = self.get(self.page(place)["Resources"])
        found: dict[str, Any] = self.get(resources.get("Font", {}))
        return found

    def runs(self, place: int, *, behind: bool = False) -> list[Run]:
        """Words of a page in drawn order; ``behind`` reads only streams after its first."""
        page = self.page(place)
        contents = page["Contents"]
        refs = contents if isinstance(contents, list) else [contents]
        if behind and len(refs) > 1:
            refs = refs[1:]
        content = b"\n".join(self.stream(ref) for ref in refs)
        return list(runs_of(content, self._letters(place)))

    def stream(self, ref: Ref) -> bytes:
        head, data = self._raw_stream(ref.number)
        return _unpacked(head, data)

    def _letters(self, place: int) -> dict[str, Letters]:
        found = {}
        for name, ref in self.fonts(place).items():
            if ref.number not in self._fonts:
                font = self.get(ref)
                self._fonts[ref.number] = letters_of(self.stream(font["ToUnicode"]))
            found[name] = self._fonts[ref.number]
        return found

    def _named(self) -> Iterator[tuple[str, int | None]]:
        names = self.get(self.root.get("Names", {}))
        waiting = [names.get("Dests", {})]
        while waiting:
            node = self.get(waiting.pop())
            waiting += node.get("Kids", [])
            for name, target in _pairs(node.get("Names", [])):
                yield text_of(name), self.place(target)

    def parent_keys(self) -> set[int]:
        """Keys of the parent tree; what they point at is passed over, there is much of it."""
        tree = self.get(self.root.get("StructTreeRoot", {})).get("ParentTree")
        found: set[int] = set()
        waiting = [tree] if tree else []
        while waiting:
            text = self._text(waiting.pop().number)
            _before, _word, rows = text.partition(b"/Nums")
            if rows:
                found |= {int(key) for key in PARENT.findall(rows.lstrip()[1:])}
            else:
                waiting += parse(text).get("Kids", [])
        return found

    def _read_rows(self) -> dict[str, Any]:
        tail = self._read(max(0, self._size - TAIL), TAIL)
        end = tail.rfind(b"startxref")
        if self._read(0, 5) != b"%PDF-" or end < 0:
            raise Unreadable("no PDF")
        start = int(tail[end + 9 :].split()[0])
        head, packed = self._stream_at(start)
        rows, sizes = _unpacked(head, packed), head["W"]
        self._table = (rows, sizes, head.get("Index", [0])[0])
        return head

    def _row(self, number: int) -> tuple[int, int, int]:
        """(kind, place, index): 1 in the file itself, 2 in an object stream, 0 nowhere."""
        rows, (one, two, three), first = self._table
        start = (number - first) * (one + two + three)
        row = rows[start : start + one + two + three] if start >= 0 else b""
        if not row:
            return 0, 0, 0
        parts = (row[:one], row[one : one + two], row[one + two :])
        kind, where, index = (int.from_bytes(part, "big") for part in parts)
        return kind, where, index

    def _text(self, number: int) -> bytes:
        kind, where, index = self._row(number)
        if kind == 2:
            objects: list[bytes] = self._stream_objects(where)
            return objects[index]
        if kind != 1:
            raise Unreadable(f"object {number} is missing")
        return self._head_at(where)[0]

    def _raw_stream(self, number: int) -> tuple[dict[str, Any], bytes]:
        kind, where, _index = self._row(number)
        if kind != 1:
            raise Unreadable(f"stream {number} is missing")
        return self._stream_at(where)

    def _stream_at(self, where: int) -> tuple[dict[str, Any], bytes]:
        text, body = self._head_at(where)
        head = parse(text)
        return head, self._read(body, head["Length"])

    def _head_at(self, where: int) -> tuple[bytes, int]:
        """An object's text up to its end or its stream, and where that begins."""
        size = CHUNK
        while True:
            text = self._read(where, size)
            start = text.index(b"obj") + 3
            for word in (b"stream\n", b"endobj"):
                end = text.find(word, start)
                if end >= 0:
                    return text[start:end], where + end + len(word)
            if size > self._size:
                raise Unreadable("an object without an end")
            size *= 8

    def _read(self, start: int, size: int) -> bytes:
        self._source.seek(start)
        return self._source.read(size)

    def _open_stream(self, number: int) -> list[bytes]:
        head, packed = self._raw_stream(number)
        content = _unpacked(head, packed)
        first = head["First"]
        numbers = [int(value) for value in content[:first].split()]
        starts = [first + start for start in numbers[1::2]] + [len(content)]
        return [content[start:end] for start, end in pairwise(starts)]


def _unpacked(head: dict[str, Any], data: bytes) -> bytes:
    filters = head.get("Filter", [])
    for name in filters if isinstance(filters, list) else [filters]:
        if name != "/FlateDecode":
            raise Unreadable(f"a stream packed with {name}")
        data = zlib.decompress(data)
    return data


def parse(text: bytes) -> Any:
    """One value: dictionaries, lists, names with their slash, numbers, bytes of strings."""
    stack: list[list[Any]] = [[]]
    for match in TOKEN.finditer(text):
        sign = match[1]
        if sign in (b"<<", b"["):
            stack.append([])
        elif sign == b">>":
            values = stack.pop()
            names = [name.removeprefix("/") for name in values[::2]]
            stack[-1].append(dict(zip(names, values[1::2], strict=False)))
        elif sign == b"]":
            values = stack.pop()
            stack[-1].append(values)
        else:
            stack[-1].append(_atom(match))
    return stack[0][0]


def _atom(match: re.Match[bytes]) -> Any:
    kind = match.lastindex
    if kind == 5:
        return Ref(int(match[4]))
    if kind == 6:
        return "/" + match[6].decode("latin-1")
    if kind == 2:
        return ESCAPED.sub(rb"\1", match[2][1:-1])
    if kind == 3:
        return bytes.fromhex(match[3].decode())
    word = match[7].decode("latin-1")
    for number in (int, float):
        with contextlib.suppress(ValueError):
            return number(word)
    return word


def text_of(value: bytes) -> str:
    if value.startswith(b"\xfe\xff"):
        return value[2:].decode("utf-16-be")
    return value.decode("latin-1")


def _pairs(values: list[Any]) -> list[tuple[Any, Any]]:
    return list(zip(values[::2], values[1::2], strict=False))


def _flat(file: File, node: dict[str, Any]) -> Iterator[Ref]:
    """Pages of a tree of one level or more."""
    for ref in node["Kids"]:
        kid = file.get(ref)
        if kid["Type"] == "/Pages":
            yield from _flat(file, kid)
        else:
            yield ref
