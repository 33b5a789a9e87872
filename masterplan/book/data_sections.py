"""Sections made of what agencies and the secretariat filled in: text, figure, worksheets."""

from collections.abc import Callable
from typing import Any

from django.utils.safestring import SafeString

from masterplan.book import book_drawings, data_tables, measure
from masterplan.book.numbering import Filled, Heading, Part
from masterplan.book.part_shapes import SheetTable
from masterplan.book.pieces import Fragment
from masterplan.book.shapes import Book, IdeaSheet
from masterplan.book.tables import Table
from masterplan.book.writer import Writer
from masterplan.markdown import narrative_html

TEXT_WIDTH, TEXT_SIZE, TEXT_LINE = 140.0, 10.0, 5.3


def filled_sections(book: Book) -> Filled:
    """Sections with a text, a worksheet with rows, or a figure of its own (``numbering.arrange``).

    A worksheet of a repeated section fills it for the dimensions and quick wins it has rows for.
    """
    found = {(text.section, "") for text in book.texts if text.text.strip()}
    found |= {(key, "") for key, draw in _FIGURES.items() if draw(book)}
    for sheet in book.sheets:
        found.add((sheet.section, ""))
        found |= {(sheet.section, line.dimension) for line in sheet.lines if line.dimension}
        if "idea" in sheet.kinds:
            place = sheet.kinds.index("idea")
            found |= {(sheet.section, line.cells[place]) for line in sheet.lines}
    return frozenset(found)


def quick_wins(book: Book) -> tuple[IdeaSheet, ...]:
    """Ideas with a quick-win sheet, in printed order."""
    sheet = next((sheet for sheet in book.sheets if sheet.code == "quick-win"), None)
    if sheet is None:
        return ()
    place = sheet.kinds.index("idea")
    codes = {line.cells[place] for line in sheet.lines}
    return tuple(idea for idea in book.ideas if idea.code in codes)


def data_fragments(writer: Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
    """Text and figure first, then a table for each worksheet; nothing where nothing was filled."""
    book = writer.book
    text = next((row.text for row in book.texts if row.section == part.key), "")
    drawing = _FIGURES[part.key](book) if part.key in _FIGURES else None
    sheets = [sheet for sheet in book.sheets if sheet.section == part.key]
    if not (text or drawing or sheets):
        return []
    done: list[Fragment] = []
    values: dict[str, Any] = {
        "text": narrative_html(text) if text else "", "figure": drawing or "",
        "has_intro": bool(text or drawing), "section_key": part.key,
    }  # fmt: skip
    height = text_height(text) + (book_drawings.RADAR_HEIGHT if drawing else 0)
    for place, sheet in enumerate(sheets):
        tables = _tables(writer, part, sheet)
        if not tables:
            continue
        is_first = not done
        kind = "worksheet_wide" if data_tables.is_wide(sheet) else "worksheet"
        if is_first and height > 150:
            done.append(_words(writer, part, heads, values))
            heads, is_first = (), False
        done += writer.paged(
            kind,
            f"{part.heading.anchor}-{place}" if place else part.heading.anchor,
            heads if is_first else (),
            tables,
            intro=height if is_first else 0.0,
            **(values if is_first else {"text": "", "figure": "", "has_intro": False}),
        )
    return done or [_words(writer, part, heads, values)]


def _words(
    writer: Writer, part: Part, heads: tuple[Heading, ...], values: dict[str, Any]
) -> Fragment:
    return writer.fragment(
        "worksheet", f"{part.heading.anchor}-teks", heads, is_first=True, **values
    )


def _tables(writer: Writer, part: Part, sheet: SheetTable) -> list[Table]:
    """One table; of a repeated section the rows of its own dimension or quick win."""
    if part.idea_code:
        return data_tables.quick_win_tables(sheet, part.idea_code, writer.captions)
    own = part.dimensions[0] if part.is_repeated else None
    table = data_tables.sheet_table(writer.book, sheet, writer.captions, own)
    return [table] if table else []


def text_height(text: str) -> float:
    """About how much of a page the words take, in millimetres."""
    lines = sum(
        measure.wrapped(line, TEXT_WIDTH, TEXT_SIZE) for line in text.split("\n") if line.strip()
    )
    return lines * TEXT_LINE + 2.5 * text.count("\n\n")


# By the outline's keys, which stay when an admin renames or moves a section.
_FIGURES: dict[str, Callable[[Book], SafeString | None]] = {
    "b1.3.4": book_drawings.readiness,
    "b3.1.1": book_drawings.readiness,
}
