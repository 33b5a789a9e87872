"""Tables as values: what a template prints cell by cell, without arithmetic of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tobasmart.ui.formats import number

NONE = "—"
CUT_MARK = "…"


@dataclass(frozen=True, slots=True)
class Caption:
    """A numbered title; ``label`` is "Tabel 3", or "Tabel ENV-014.1" on an idea's own page."""

    label: str
    title: str
    anchor: str

    @property
    def text(self) -> str:
        return f"{self.label} {self.title}"


@dataclass(frozen=True, slots=True)
class Cell:
    """``lines`` are printed under each other; ``href`` is an anchor of this book."""

    lines: tuple[str, ...]
    css: str = ""
    href: str = ""
    columns: int = 1
    rows: int = 1
    scope: str = ""  # "row" or "col" makes it a heading

    @property
    def is_bar(self) -> bool:
        return self.css == "bar"


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    css: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together; ``tone`` is the class of a dimension's colours."""

    rows: tuple[Row, ...]
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    caption: Caption
    css: str
    head: tuple[Row, ...]
    groups: tuple[Group, ...]
    notes: tuple[str, ...] = ()
    is_continued: bool = False  # a later piece of a table that began on an earlier page


class Captions:
    """Counts the tables of a book in printed order and remembers them for their list."""

    def __init__(self) -> None:
        self.seen: list[Caption] = []

    def add(self, title: str, anchor: str) -> Caption:
        caption = Caption(f"Tabel {len(self.seen) + 1}", title, f"tabel-{anchor}")
        self.seen.append(caption)
        return caption


def cell(text: str = "", css: str = "", href: str = "", columns: int = 1, rows: int = 1) -> Cell:
    return Cell((text,), css, href, columns, rows)


def head_cell(text: str, css: str = "", columns: int = 1) -> Cell:
    return Cell((text,), css, columns=columns, scope="col")


def row_head(text: str, css: str = "", href: str = "", columns: int = 1, rows: int = 1) -> Cell:
    return Cell((text,), css, href, columns, rows, scope="row")


def head(*names: tuple[str, str] | str) -> tuple[Row, ...]:
    """One row of column headings; a pair brings the class of its column."""
    cells = [head_cell(name) if isinstance(name, str) else head_cell(*name) for name in names]
    return (Row(tuple(cells)),)


def amount(value: int | None, css: str = "number") -> Cell:
    """Whole rupiah without the sign; an unknown amount is a dash, never zero."""
    return cell(NONE if value is None else number(value), css)


def decimal_text(value: Decimal | None) -> str:
    return NONE if value is None else number(value, 4)


def known(text: str) -> str:
    """The text, or a dash where there is none."""
    return text.strip() or NONE


def brief(text: str, limit: int, where: str) -> str:
    """At most ``limit`` signs; what was cut is said, with the place of the whole text."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return known(text)
    cut = text[:limit].rsplit(" ", 1)[0] if " " in text[:limit] else text[:limit]
    return f"{cut.rstrip(' ,;.')} {CUT_MARK} ({where})"


def total(values: Iterable[int | None]) -> int | None:
    """The sum of the known amounts; None when none is known."""
    seen = [value for value in values if value is not None]
    return sum(seen) if seen else None
