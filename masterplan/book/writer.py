"""Makes fragments: numbers their tables, knows the running chapter, divides what is long."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from masterplan.book import action_plan, measure
from masterplan.book.chunks import LANDSCAPE, PORTRAIT, divide
from masterplan.book.numbering import Heading
from masterplan.book.pieces import WIDE, Entry, Fragment
from masterplan.book.shapes import Book, IdeaSheet
from masterplan.book.tables import Captions, Table

# Heights in millimetres of what stands above the first table of a section.
CHAPTER_HEAD, SECTION_HEAD = 20.0, 9.0


@dataclass(slots=True)
class Writer:
    """The book being written: it numbers the tables and knows which chapter is running."""

    book: Book
    printed: frozenset[str]  # kinds of content the outline prints: only they can be linked to
    captions: Captions = field(default_factory=Captions)
    running: str = ""

    def fragment(
        self,
        kind: str,
        key: str,
        heads: tuple[Heading, ...] = (),
        idea: IdeaSheet | None = None,
        running: str = "",
        **values: Any,
    ) -> Fragment:
        entries = [Entry(head.level, head.anchor, head.label, head.title) for head in heads]
        if idea:
            anchor = action_plan.idea_anchor(idea.code)
            entries.append(Entry("idea", anchor, idea.code, idea.title))
        tables: tuple[Table, ...] = tuple(table for table in values.get("tables", ()) if table)
        context = {
            "heads": heads,
            "has_sheets": "idea_sheets" in self.printed,
            **values,
            "tables": tables,
        }
        if idea:
            context["idea"] = idea
        title = entries[-1].title if entries else self.book.title
        # An idea's own tables are numbered by its code and are not in the list of tables.
        listed = tuple(table.caption for table in tables if not idea and not table.is_continued)
        code, pictures = (idea.code, idea.pictures) if idea else ("", ())
        return Fragment(
            f"{kind}:{key}",
            kind,
            title,
            context,
            running=running or self.running,
            idea_code=code,
            entries=tuple(entries),
            tables=listed,
            pictures=pictures,
        )

    def paged(
        self,
        kind: str,
        key: str,
        heads: tuple[Heading, ...],
        tables: Sequence[Table | None],
        *,
        intro: float = 0.0,
        later_kind: str = "",
        **values: Any,
    ) -> list[Fragment]:
        """A section with long tables: a fragment for each page. ``intro`` is above the tables."""
        size = LANDSCAPE if kind in WIDE else PORTRAIT
        pages = divide(tables, size, intro + heads_height(heads, size[0]))
        done = []
        for place, part in enumerate(pages):
            done.append(
                self.fragment(
                    later_kind if later_kind and place else kind,
                    f"{key}-{place + 1}" if place else key,
                    () if place else heads,
                    tables=part,
                    is_first=place == 0,
                    is_last=place + 1 == len(pages),
                    **values,
                )
            )
        return done


def heads_height(heads: Sequence[Heading], width: float) -> float:
    """How much of a page its headings take."""
    whole = 0.0
    for head in heads:
        is_section = head.level == "section"
        lines = measure.wrapped(head.text, width, 14 if is_section else 22, 800)
        whole += SECTION_HEAD if is_section else CHAPTER_HEAD
        whole += (lines - 1) * (6.0 if is_section else 9.4)
    return whole
