"""A finished file → what is wrong with it. Reads the file alone, never the program that made it."""

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject

# The page number stands in the foot of the page, right of the middle.
FOOT_POINTS = 62
FONT_NAME = re.compile(r"^/[A-Z]{6}\+(.+)$")
MAX_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the contents or of the list of tables: its words stand where its anchor is."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What the file has to hold. ``marker`` are words of a front page known to be there."""

    page_count: int
    lines: tuple[Line, ...]
    contents_anchor: str
    marker: str
    families: frozenset[str]
    language: str


@dataclass(frozen=True, slots=True)
class _Word:
    x: float
    y: float
    text: str


class _File:
    """The file with its places; text of a page is read once."""

    def __init__(self, pdf: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(pdf))
        self.pages = list(self.reader.pages)
        self._numbers = {
            page.indirect_reference.idnum: place
            for place, page in enumerate(self.pages)
            if page.indirect_reference
        }
        self._words: dict[int, list[_Word]] = {}
        self.places = {
            str(name): place
            for name, target in self.reader.named_destinations.items()
            if (place := self.place(target.page)) is not None
        }

    def place(self, page: Any) -> int | None:
        """Index of the page a destination points at."""
        return self._numbers.get(getattr(page, "idnum", None) or 0)

    def words(self, place: int) -> list[_Word]:
        if place not in self._words:
            self._words[place] = list(_words(self.pages[place]))
        return self._words[place]

    def text(self, place: int) -> str:
        return "".join(word.text for word in self.words(place))

    def links(self, place: int) -> Iterator[DictionaryObject]:
        for reference in self.pages[place].get("/Annots", []):
            note = reference.get_object()
            if note.get("/Subtype") == "/Link":
                yield note


def problems(pdf: bytes, expected: Expected) -> list[str]:
    """Sentences for people, at most twenty; an empty list is a file that may be shown."""
    try:
        file = _File(pdf)
    except Exception as error:
        return [f"berkas tidak dapat dibaca ({type(error).__name__})"]
    found: list[str] = []
    for check in (_structure, _fonts, _marker, _links, _outline, _contents):
        found += check(file, expected)
    return found[:MAX_PROBLEMS]


def skeleton(text: str) -> str:
    """Latin letters and digits only: what survives line breaks, ligatures and shared glyphs."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def _structure(file: _File, expected: Expected) -> Iterator[str]:
    root = file.reader.root_object
    if len(file.pages) != expected.page_count:
        yield f"jumlah halaman {len(file.pages)}, seharusnya {expected.page_count}"
    if "/StructTreeRoot" not in root or not root.get("/MarkInfo", {}).get("/Marked"):
        yield "berkas tidak bertanda struktur"
    if root.get("/Lang") != expected.language:
        yield "bahasa dokumen tidak tertulis"
    if root.get("/Names", {}).get("/EmbeddedFiles") is not None:
        yield "berkas memuat lampiran yang tidak dikenal"


def _fonts(file: _File, expected: Expected) -> Iterator[str]:
    allowed = {family.replace(" ", "-") for family in expected.families}
    seen: dict[str, bool] = {}
    for page in file.pages:
        fonts = page.get("/Resources", {}).get("/Font", {})
        for font in map(_resolved, fonts.get_object().values()):
            seen[str(font["/BaseFont"])] = _is_embedded(font)
    for name, embedded in sorted(seen.items()):
        match = FONT_NAME.match(name)
        own = match and any(match[1].startswith(family) for family in allowed)
        if not own or not embedded:
            yield f"huruf {name.lstrip('/')} tidak diizinkan"


def _resolved(value: Any) -> DictionaryObject:
    return value.get_object()


def _is_embedded(font: DictionaryObject) -> bool:
    parts = [_resolved(part) for part in font.get("/DescendantFonts", [])]
    described = [_resolved(part.get("/FontDescriptor", {})) for part in parts]
    return bool(described) and all("/FontFile2" in one or "/FontFile3" in one for one in described)


def _marker(file: _File, expected: Expected) -> Iterator[str]:
    """The control: a reader that cannot see this would find every other page in order too."""
    front = "".join(file.text(place) for place in range(min(3, len(file.pages))))
    if skeleton(expected.marker) not in skeleton(front) or not skeleton(expected.marker):
        yield "teks kendali tidak terbaca, pemeriksaan tidak dapat dipercaya"


def _links(file: _File, expected: Expected) -> Iterator[str]:  # noqa: ARG001
    for place in range(len(file.pages)):
        for note in file.links(place):
            if "/Dest" not in note:
                yield f"halaman {place + 1} memuat tautan keluar"
            elif str(note["/Dest"]) not in file.places:
                yield f"tautan {note['/Dest']} di halaman {place + 1} tidak bertujuan"


def _outline(file: _File, expected: Expected) -> Iterator[str]:  # noqa: ARG001
    entries = list(_flat(file.reader.outline))
    if not entries:
        yield "penanda halaman tidak ada"
    for entry in entries:
        if file.place(entry.page) is None:
            yield f"penanda {entry.title} tidak bertujuan"


def _flat(entries: Iterable[Any]) -> Iterator[Any]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _flat(entry)
        else:
            yield entry


def _contents(file: _File, expected: Expected) -> Iterator[str]:
    """Each line: its number = place of its target = number printed there, with its words."""
    if expected.contents_anchor not in file.places:
        yield "daftar isi tidak ada"
        return
    printed = dict(_printed_numbers(file, expected))
    for line in expected.lines:
        place = file.places.get(line.anchor)
        if place is None:
            yield f"bagian {line.title} tidak ada"
            continue
        numbers = {printed.get(line.anchor), _foot_number(file, place), place + 1}
        if len(numbers) != 1:
            yield f"nomor halaman {line.title} pada daftar isi tidak cocok"
        if skeleton(line.title) not in skeleton(file.text(place)):
            yield f"{line.title} tidak terbaca di halaman {place + 1}"


def _printed_numbers(file: _File, expected: Expected) -> Iterator[tuple[str, int]]:
    """(anchor, number) of each line of the contents pages."""
    start = file.places[expected.contents_anchor]
    places = (file.places.get(line.anchor, start) for line in expected.lines)
    end = min((place for place in places if place > start), default=len(file.pages))
    for place in range(start, end):
        for note in file.links(place):
            x1, y1, x2, y2 = (float(value) for value in note["/Rect"])  # type: ignore[attr-defined]
            inside = [
                word
                for word in file.words(place)
                if min(x1, x2) - 1 <= word.x <= max(x1, x2) + 1
                and min(y1, y2) <= word.y <= max(y1, y2)
            ]
            last = max(inside, key=lambda word: word.x, default=None)
            if last and last.text.strip().isdigit():
                yield str(note["/Dest"]), int(last.text)


def _foot_number(file: _File, place: int) -> int | None:
    middle = float(file.pages[place].mediabox.width) / 2
    for word in file.words(place):
        if word.y < FOOT_POINTS and word.x > middle and word.text.strip().isdigit():
            return int(word.text)
    return None


def _words(page: PageObject) -> Iterator[_Word]:
    """Runs of text with their place in points from the lower left corner."""
    found: list[_Word] = []

    def hear(text: str, cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append(_Word(x, y, text))

    page.extract_text(visitor_text=hear)
    return iter(found)
