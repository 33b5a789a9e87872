"""Fragments → one tagged PDF. First their metas, then body after body, last what spans them all.

Nothing of a body is kept, so memory grows with names and pages, not with what stands on them. The
bytes depend on the volume and its fragments alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from tobasmart.press import inside, spine
from tobasmart.press.errors import DeadLink, Unlinkable
from tobasmart.press.faces import declared
from tobasmart.press.fragment import ANCHOR, BEHIND, BETWEEN, KEY, Body, Fragment, Meta
from tobasmart.press.inside import Glyphs
from tobasmart.press.spine import Mark, Target
from tobasmart.press.stamps import Style, as_artifact, head_stream, offset, roman, styles_of
from tobasmart.press.volume import Piece, Volume
from tobasmart.press.writer import Writer

# Raised when the same fragments give another file.
LINKER = 1
OnPiece = Callable[[int], None]


class Source(Protocol):
    """Where fragments come from; both raise ``BrokenFragment``."""

    def meta(self, key: str) -> Meta: ...

    def fragment(self, key: str) -> Fragment: ...


@dataclass(frozen=True, slots=True)
class Linked:
    page_count: int
    size: int
    labels: tuple[str, ...]
    remarks: tuple[tuple[int, str], ...]  # (place of the piece, what was said of it)


@dataclass(slots=True)
class _Index:
    """All that is known before the first page is written."""

    starts: list[int] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    names: dict[str, Target] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    fonts: dict[str, Glyphs] = field(default_factory=dict)
    remarks: list[tuple[int, str]] = field(default_factory=list)

    def add(self, place: int, meta: Meta, front: int | None) -> None:
        """The next piece; ``front`` is the number of front pages, None for one of them."""
        start = len(self.labels)
        self.starts.append(start)
        for page in range(start, start + meta.page_count):
            self.labels.append(roman(page + 1) if front is None else str(page + 1 - front))
        for name, spot in meta.anchors.items():
            self.names.setdefault(name, Target(start + spot.page, spot.x, spot.y))
        for mark in meta.bookmarks:
            target = Target(start + mark.place.page, mark.place.x, mark.place.y)
            self.marks.append(Mark(mark.level, mark.title, target, mark.is_open))
        self.use(meta.fonts)
        self.remarks += [(place, remark) for remark in meta.remarks]

    def use(self, fonts: dict[str, Glyphs]) -> None:
        for name, glyphs in fonts.items():
            known = self.fonts.setdefault(name, Glyphs(glyphs.family))
            for glyph, width in glyphs.widths.items():
                known.widths.setdefault(glyph, width)
            for glyph, text in glyphs.unicode.items():
                known.unicode.setdefault(glyph, text)


def link(volume: Volume, source: Source, out: BinaryIO, on_piece: OnPiece | None = None) -> Linked:
    """Write the file. ``on_piece`` hears how many pieces are written; what it raises ends the work.

    Raises ``DeadLink``, ``Unlinkable`` and ``BrokenFragment``; ``out`` is then worth nothing.
    """
    return _Linker(volume, source, out).run(on_piece or (lambda _count: None))


class _Linker:
    def __init__(self, volume: Volume, source: Source, out: BinaryIO) -> None:
        self._volume, self._source = volume, source
        self._index = _index(volume, source)
        self._sheet = source.fragment(volume.sheet)
        self._styles = styles_of(self._sheet, volume.styles)
        self._letters = {
            stamp.style: stamp.place for stamp in self._sheet.meta.stamps if not stamp.target
        }
        self._heads = {name: source.fragment(name) for name in volume.heads}
        for fragment in (self._sheet, *self._heads.values()):
            self._index.use(fragment.meta.fonts)
        self._writer = writer = Writer(out)
        self._catalog, self._pages, self._document = writer.reserve(), writer.reserve(), 0
        self._document = writer.reserve()
        self._colours = writer.reserve()
        self._words = {
            name: inside.text_bytes(volume.link_words.format(label=self._label(target)))
            for name, target in self._index.names.items()
        }
        self._page_numbers: list[int] = []
        self._roots: list[int] = []
        self._parents: list[bytes] = []
        self._shared: dict[bytes, int] = {}

    def run(self, on_piece: OnPiece) -> Linked:
        self._fonts = self._write_fonts()
        writer = self._writer
        writer.add(self._colours, inside.colour_spaces())
        self._head_numbers = {}
        for name, head in self._heads.items():
            self._head_numbers[name] = writer.reserve()
            writer.deflate(self._head_numbers[name], b"", head_stream(head))
        self._heads.clear()
        for place, piece in enumerate(self._volume.pieces):
            self._write_piece(place, piece)
            on_piece(place + 1)
        size = self._write_spine()
        index = self._index
        labels = tuple(index.labels)
        return Linked(len(labels), size, labels, tuple(index.remarks))

    def _label(self, target: Target) -> str:
        return self._index.labels[target.page]

    def _write_fonts(self) -> int:
        objects, names = inside.embedded_fonts(self._index.fonts, declared())
        first = self._writer.reserve(len(objects))
        numbers = {each.number: first + place for place, each in enumerate(objects)}
        for each in objects:
            head, data = inside.renumbered(each, numbers)
            if data is None:
                self._writer.add(numbers[each.number], head)
            else:
                self._writer.raw(numbers[each.number], head, data)
        return numbers[names.number]

    def _write_piece(self, place: int, piece: Piece) -> None:
        fragment = self._source.fragment(piece.key)
        body, first_page = fragment.body, self._index.starts[place]
        base, first_key = self._writer.reserve(body.size), len(self._parents)
        behind = [
            self._behind(piece, fragment.meta, page, first_page)
            for page in range(fragment.meta.page_count)
        ]
        # Holes below zero count from the end of this row.
        numbers = [*range(base, base + body.size), 0, self._document, self._colours]
        numbers += [self._fonts, self._pages]
        self._write_shared(body, numbers)
        words = [self._words[target] for target in fragment.meta.targets]

        def other(hole: int) -> int | bytes:
            if hole >= ANCHOR:
                return words[hole - ANCHOR]
            if hole >= BEHIND:
                return behind[hole - BEHIND]
            return first_key + hole - KEY

        values = [numbers[hole] if hole < KEY else other(hole) for hole in body.holes]
        texts = (body.template % tuple(values)).split(BETWEEN)
        own = [numbers[number] for number in body.numbers]
        self._writer.extend(zip(own, texts, strict=True))
        for each in body.streams:
            head = each.head % tuple([numbers[hole] for hole in each.holes])
            self._writer.stream(numbers[each.number], head, each.data)
        self._page_numbers += [numbers[page] for page in body.pages]
        self._roots += [numbers[root] for root in body.roots]
        self._parents += [_parent(row, numbers) for row in body.parents]

    def _write_shared(self, body: Body, numbers: list[int]) -> None:
        for each in body.shared:
            text = each.head % tuple([numbers[hole] for hole in each.holes])
            if text not in self._shared:
                self._shared[text] = numbers[each.number]
                self._writer.add(numbers[each.number], text)
            numbers[each.number] = self._shared[text]

    def _behind(self, piece: Piece, meta: Meta, page: int, first_page: int) -> bytes:
        """References of what is drawn over a page: its running head, then its labels."""
        numbers = []
        if name := piece.head(page):
            numbers.append(self._head_numbers[name])
        drawn = []
        if style := self._styles.get(piece.label(page)):
            label = self._index.labels[first_page + page]
            drawn.append(style.draw(label, style.right, style.base))
        for stamp in meta.stamps:
            if stamp.place.page == page:
                drawn.append(self._stamp(self._styles[stamp.style], stamp))
        if drawn:
            numbers.append(self._writer.reserve())
            self._writer.deflate(numbers[-1], b"", as_artifact(drawn))
        return b"".join([b" %d 0 R" % number for number in numbers])

    def _stamp(self, style: Style, stamp: Any) -> bytes:
        target = self._index.names.get(stamp.target)
        if target is None:
            raise DeadLink(stamp.target)
        right, base = offset(style, self._letters[stamp.style], stamp.place)
        return style.draw(self._label(target), right, base)

    def _write_spine(self) -> int:
        writer, index, pages = self._writer, self._index, self._page_numbers
        outline, names, structure, parents = (writer.reserve() for _ in range(4))
        metadata, info = writer.reserve(), writer.reserve()
        kids = spine.references(pages)
        writer.add(self._pages, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages), kids))
        spine.write_outline(writer, outline, index.marks, pages)
        files, own_files = spine.write_attachments(writer, self._volume.attachments)
        spine.write_names(writer, names, index.names, pages, files)
        spine.write_parents(writer, parents, self._parents)
        writer.add(
            structure,
            b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d>>"
            % (self._document, parents, len(self._parents)),
        )
        writer.add(
            self._document,
            b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>"
            % (structure, spine.references(self._roots)),
        )
        profile = spine.write_profile(writer)
        spine.write_metadata(writer, metadata, info, self._volume)
        parts = (
            b"/Pages %d 0 R/Outlines %d 0 R/Names %d 0 R" % (self._pages, outline, names),
            b"/StructTreeRoot %d 0 R/MarkInfo<</Marked true>>" % structure,
            b"/Metadata %d 0 R/Lang %b" % (metadata, inside.text_bytes(self._volume.lang)),
            b"/ViewerPreferences<</DisplayDocTitle true>>",
            b"/PageLabels<</Nums[%b]>>" % _label_rules(self._volume.pieces, index),
            profile,
            own_files,
        )
        writer.add(self._catalog, b"<</Type/Catalog%b>>" % b"".join(parts))
        return writer.finish(self._catalog, info)


def _index(volume: Volume, source: Source) -> _Index:
    index, front = _Index(), 0
    targets: dict[str, None] = {}
    for place, piece in enumerate(volume.pieces):
        meta = source.meta(piece.key)
        if piece.is_front and front != len(index.labels):
            raise Unlinkable("front matter behind the body")
        index.add(place, meta, front=None if piece.is_front else front)
        front += meta.page_count if piece.is_front else 0
        targets |= dict.fromkeys(meta.targets)
    for name in targets:
        if name not in index.names:
            raise DeadLink(name)
    return index


def _label_rules(pieces: Sequence[Piece], index: _Index) -> bytes:
    """Roman front matter, then the body from 1."""
    fronts = [start for start, piece in zip(index.starts, pieces, strict=True) if piece.is_front]
    body = next(
        (start for start, piece in zip(index.starts, pieces, strict=True) if not piece.is_front),
        None,
    )
    rules = [b"0<</S/r>>"] if fronts else []
    if body is not None:
        rules.append(b"%d<</S/D>>" % body)
    return b" ".join(rules)


def _parent(row: tuple[int, ...] | int, numbers: Sequence[int]) -> bytes:
    if isinstance(row, int):
        return b"%d 0 R" % numbers[row]
    return b"[%b]" % spine.references([numbers[number] for number in row])
