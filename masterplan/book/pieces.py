"""What a book is made of before it is printed."""

from dataclasses import dataclass

from masterplan.book.shapes import Picture
from masterplan.book.tables import Caption


@dataclass(frozen=True, slots=True)
class Entry:
    """A contents line: ``title`` stands, word for word, where ``anchor`` is."""

    level: str  # front, book, chapter, section, idea, annex
    anchor: str
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """One piece of the book. ``entries`` are its lines in the contents, ``tables`` its captions.

    ``pictures`` are the photos its HTML names: nothing else is handed to the renderer for it.
    """

    key: str
    kind: str
    title: str
    html: str
    idea_code: str = ""
    entries: tuple[Entry, ...] = ()
    tables: tuple[Caption, ...] = ()
    pictures: tuple[Picture, ...] = ()
