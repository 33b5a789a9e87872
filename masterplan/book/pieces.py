"""What a book is made of before it is printed."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string

from masterplan.book.shapes import Book, DimensionChapter, Picture
from masterplan.book.tables import Caption

BETWEEN_TAGS = re.compile(r">\s*\n\s*<")
FRONT = ("cover", "imprint", "summary", "contents")
WIDE = ("action_plan", "budget", "roadmap", "decided", "worksheet_wide")


@dataclass(frozen=True, slots=True)
class Entry:
    """A contents line: ``title`` stands, word for word, where ``anchor`` is."""

    level: str  # front, book, chapter, section, idea, annex
    anchor: str
    label: str
    title: str


@dataclass(frozen=True)
class Fragment:
    """One piece of the book. ``entries`` are its lines in the contents, ``tables`` its captions.

    ``values`` are everything its template sees, as plain frozen values: their text is its identity,
    so it is known without printing. ``pictures`` are the photos its HTML names: nothing else is
    handed to the renderer for it. ``running`` stands at the head of its pages, outside of it.
    """

    key: str
    kind: str
    title: str
    values: dict[str, Any]
    running: str = ""
    idea_code: str = ""
    entries: tuple[Entry, ...] = ()
    tables: tuple[Caption, ...] = ()
    pictures: tuple[Picture, ...] = ()

    @property
    def html(self) -> str:
        """Written anew each time: a book's pages are not kept in memory."""
        name = f"masterplan/book/{self.kind}.html"
        return BETWEEN_TAGS.sub("><", render_to_string(name, self.values))

    @cached_property
    def digest(self) -> str:
        """Equal for equal values; 128 bits."""
        text = repr((self.kind, sorted(self.values.items())))
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """(anchor, title) of its lines in the contents and in the list of tables."""
        entries = tuple((entry.anchor, entry.title) for entry in self.entries)
        return (*entries, *((caption.anchor, caption.title) for caption in self.tables))

    @property
    def is_front(self) -> bool:
        return self.kind in FRONT


@dataclass(frozen=True, slots=True)
class Imprint:
    """The book in a few words, for pages that speak of all of it."""

    title: str
    region: str
    start_year: int
    end_year: int
    long_until: int
    edition: str
    is_draft: bool
    compiled_on: date
    portal_address: str
    has_samples: bool

    @classmethod
    def of(cls, book: Book) -> "Imprint":
        return cls(
            title=book.title,
            region=book.region,
            start_year=book.start_year,
            end_year=book.end_year,
            long_until=book.long_until,
            edition=book.edition,
            is_draft=book.is_draft,
            compiled_on=book.compiled_on,
            portal_address=book.portal_address,
            has_samples=book.has_samples,
        )


@dataclass(frozen=True, slots=True)
class Period:
    """All that a single idea's page says of its book."""

    start_year: int
    long_until: int


@dataclass(frozen=True, slots=True)
class ChapterName:
    """A dimension without its ideas: an edit of one must not touch the pages of the others."""

    code: str
    name: str
    official_name: str
    target: str

    @classmethod
    def of(cls, chapter: DimensionChapter) -> "ChapterName":
        return cls(chapter.code, chapter.name, chapter.official_name, chapter.target)
