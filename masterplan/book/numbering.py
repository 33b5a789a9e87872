"""The outline as printed: repeated for each dimension, empty parts left out, then numbered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from masterplan.book.shapes import Book, DimensionChapter, IdeaSheet, OutlineEntry

PLACEHOLDER = "{dimensi}"
QUICK_WIN = "{judul_gagasan}"
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
    key: str = ""  # of the outline's entry
    is_repeated: bool = False  # one of several for each dimension
    idea_code: str = ""  # of the quick win it is about


@dataclass(frozen=True, slots=True)
class _Node:
    entry: OutlineEntry
    dimension: DimensionChapter | None = None
    idea: IdeaSheet | None = None
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


Filled = frozenset[tuple[str, str]]
_OF_IDEAS = (
    *("dimension_programme", "idea_sheets", "action_plan"),
    *("budget", "roadmap", "priority"),
)


def arrange(
    book: Book, filled: Filled = frozenset(), quick_wins: tuple[IdeaSheet, ...] = ()
) -> tuple[Part, ...]:
    """All parts with something to show, in printed order; raises ``ValueError`` for odd content.

    ``filled`` are the sections agencies filled in: (key, code of the dimension or of the idea they
    are repeated for, else ""). ``quick_wins`` are the ideas whose section is repeated for each.
    """
    nodes = _repeat(_tree(book.outline), book.dimensions, quick_wins)
    kept = [node for node in (_prune(node, book, filled) for node in nodes) if node]
    return tuple(_number(kept, book, filled, _Counters(), ()))


def slug(text: str) -> str:
    """A code or key as part of an anchor: ``ENV-014`` → ``env-014``."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def has_content(content: str, book: Book, dimensions: tuple[DimensionChapter, ...]) -> bool:
    """Whether this kind of section would print anything."""
    if content == "":
        return False
    if content in ("stages", "sectors", "attendance", "forums", "traces", "places", "waivers"):
        return bool(getattr(book, content))
    if content == "decided":
        return bool(book.decided or book.ideas)
    if content in (
        "dimension_programme",
        "idea_sheets",
        "action_plan",
        "budget",
        "roadmap",
        "priority",
    ):
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


def _repeat(
    nodes: list[_Node],
    dimensions: tuple[DimensionChapter, ...],
    quick_wins: tuple[IdeaSheet, ...],
) -> list[_Node]:
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
        if node and QUICK_WIN in node.entry.title:
            done += [_bind_idea(node, idea) for idea in quick_wins]
        elif node:
            children = _repeat(node.children, dimensions, quick_wins)
            done.append(replace(node, children=children))
    return done


def _bind_idea(node: _Node, idea: IdeaSheet) -> _Node:
    title = node.entry.title.replace(QUICK_WIN, idea.title)
    return _Node(replace(node.entry, title=title), idea=idea)


def _bind(node: _Node, dimension: DimensionChapter) -> _Node:
    title = node.entry.title.replace(PLACEHOLDER, dimension.name)
    children = [_bind(child, dimension) for child in node.children]
    return _Node(replace(node.entry, title=title), dimension, children=children)


def _prune(node: _Node, book: Book, filled: Filled) -> _Node | None:
    pruned = (_prune(child, book, filled) for child in node.children)
    children = [child for child in pruned if child]
    if children or _prints(node, book, filled):
        return replace(node, children=children)
    return None


def _prints(node: _Node, book: Book, filled: Filled) -> bool:
    """Whether the section itself has something to show."""
    own = node.idea.code if node.idea else node.dimension.code if node.dimension else ""
    is_filled = (node.entry.key, own) in filled
    return is_filled or has_content(node.entry.content, book, _shown(node, book))


def _shown(node: _Node, book: Book) -> tuple[DimensionChapter, ...]:
    return (node.dimension,) if node.dimension else book.dimensions


def _number(
    nodes: list[_Node],
    book: Book,
    filled: Filled,
    counters: _Counters,
    leads: tuple[Heading, ...],
) -> Iterator[Part]:
    for node in nodes:
        heading = _heading(node, counters.label(node.entry.level))
        above: tuple[Heading, ...] = (*leads, heading)
        if _prints(node, book, filled):
            yield Part(
                heading,
                node.entry.content,
                _shown(node, book),
                leads,
                node.entry.key,
                node.dimension is not None,
                node.idea.code if node.idea else "",
            )
            above = ()
        yield from _number(node.children, book, filled, counters, above)
        leads = ()


def _heading(node: _Node, label: str) -> Heading:
    anchor = f"bagian-{slug(node.entry.key)}"
    if node.dimension:
        anchor += f"-{slug(node.dimension.code)}"
    if node.idea:
        anchor += f"-{slug(node.idea.code)}"
    title = OWN_NUMBER.sub("", node.entry.title).strip() or node.entry.title
    return Heading(node.entry.level, anchor, label, title)
