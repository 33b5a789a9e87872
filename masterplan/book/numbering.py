"""The outline as printed: repeated for each dimension, empty parts left out, then numbered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from masterplan.book.shapes import Book, DimensionChapter, OutlineEntry

PLACEHOLDER = "{dimensi}"
DEPTH = {"book": 0, "annex": 0, "chapter": 1, "section": 2}
# Titles in the outline may bring a number of their own; position decides, not the title.
OWN_NUMBER = re.compile(r"^(?:Buku|Bab|Lampiran)\s+\d+\s*[:.–-]?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered title; ``anchor`` is unique in the book and stays when numbers move."""

    level: str
    anchor: str
    label: str  # "Buku 2", "Bab 1", "1.4", "Lampiran 1"
    title: str

    @property
    def text(self) -> str:
        return f"{self.label} {self.title}"


@dataclass(frozen=True, slots=True)
class Part:
    """One printed section. ``leads`` are the book and chapter that begin with it."""

    heading: Heading
    content: str
    dimensions: tuple[DimensionChapter, ...]
    leads: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class _Node:
    entry: OutlineEntry
    dimension: DimensionChapter | None = None
    children: list["_Node"] = field(default_factory=list)


@dataclass(slots=True)
class _Counters:
    book: int = 0
    chapter: int = 0
    section: int = 0
    annex: int = 0

    def label(self, level: str) -> str:
        if level == "book":
            self.book, self.chapter, self.section = self.book + 1, 0, 0
            return f"Buku {self.book}"
        if level == "annex":
            self.annex += 1
            return f"Lampiran {self.annex}"
        if level == "chapter":
            self.chapter, self.section = self.chapter + 1, 0
            return f"Bab {self.chapter}"
        self.section += 1
        return f"{self.chapter}.{self.section}" if self.chapter else str(self.section)


def arrange(book: Book) -> tuple[Part, ...]:
    """All parts with something to show, in printed order; raises ``ValueError`` for odd content."""
    nodes = _repeat(_tree(book.outline), book.dimensions)
    kept = [node for node in (_prune(node, book) for node in nodes) if node]
    return tuple(_number(kept, book, _Counters(), ()))


def slug(text: str) -> str:
    """A code or key as part of an anchor: ``ENV-014`` → ``env-014``."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def has_content(content: str, book: Book, dimensions: tuple[DimensionChapter, ...]) -> bool:
    """Whether this kind of section would print anything."""
    if content == "":
        return False
    if content in ("stages", "sectors"):
        return bool(getattr(book, content))
    if content == "decided":
        return bool(book.decided or book.ideas)
    if content in ("dimension_programme", "idea_sheets", "action_plan", "budget", "roadmap"):
        return any(dimension.ideas for dimension in dimensions)
    raise ValueError(f"unknown content of a section: {content}")


def _tree(entries: tuple[OutlineEntry, ...]) -> list[_Node]:
    """Nest the flat outline; the front matter is not part of it."""
    roots: list[_Node] = []
    path: list[tuple[int, _Node]] = []
    for entry in entries:
        depth = DEPTH.get(entry.level)
        if depth is None:
            continue
        node = _Node(entry)
        while path and path[-1][0] >= depth:
            path.pop()
        (path[-1][1].children if path else roots).append(node)
        path.append((depth, node))
    return roots


def _repeat(nodes: list[_Node], dimensions: tuple[DimensionChapter, ...]) -> list[_Node]:
    """Neighbours that name the dimension are printed together, once for each dimension.

    A repeated entry that does not name it ("Rencana Aksi per Dimensi") keeps one heading and lets
    its content go through the dimensions.
    """
    done: list[_Node] = []
    group: list[_Node] = []
    for node in [*nodes, None]:
        if node and node.entry.repeat == "dimension" and PLACEHOLDER in node.entry.title:
            group.append(node)
            continue
        done += [_bind(member, dimension) for dimension in dimensions for member in group]
        group = []
        if node:
            done.append(replace(node, children=_repeat(node.children, dimensions)))
    return done


def _bind(node: _Node, dimension: DimensionChapter) -> _Node:
    title = node.entry.title.replace(PLACEHOLDER, dimension.name)
    children = [_bind(child, dimension) for child in node.children]
    return _Node(replace(node.entry, title=title), dimension, children)


def _prune(node: _Node, book: Book) -> _Node | None:
    children = [child for child in (_prune(child, book) for child in node.children) if child]
    if children or has_content(node.entry.content, book, _shown(node, book)):
        return replace(node, children=children)
    return None


def _shown(node: _Node, book: Book) -> tuple[DimensionChapter, ...]:
    return (node.dimension,) if node.dimension else book.dimensions


def _number(
    nodes: list[_Node], book: Book, counters: _Counters, leads: tuple[Heading, ...]
) -> Iterator[Part]:
    for node in nodes:
        heading = _heading(node, counters.label(node.entry.level))
        above: tuple[Heading, ...] = (*leads, heading)
        if has_content(node.entry.content, book, _shown(node, book)):
            yield Part(heading, node.entry.content, _shown(node, book), leads)
            above = ()
        yield from _number(node.children, book, counters, above)
        leads = ()


def _heading(node: _Node, label: str) -> Heading:
    anchor = f"bagian-{slug(node.entry.key)}"
    if node.dimension:
        anchor += f"-{slug(node.dimension.code)}"
    title = OWN_NUMBER.sub("", node.entry.title).strip() or node.entry.title
    return Heading(node.entry.level, anchor, label, title)
