"""A book becomes an ordered row of fragments, each with its own HTML; no database from here on.

A fragment knows nothing of page numbers but through its contents lines, so that one edited idea
changes its own page and the recaps that print its numbers, and nothing else.
"""

from collections.abc import Callable

from masterplan.book import (
    action_plan,
    book_drawings,
    data_tables,
    measure,
    recap,
    roadmap,
    sections,
    sheets,
)
from masterplan.book.data_sections import data_fragments, filled_sections, quick_wins
from masterplan.book.figures import icon, time_bar, tone
from masterplan.book.front import contents, figure, front_matter
from masterplan.book.money import dimension_total
from masterplan.book.numbering import Heading, Part, arrange, has_content, slug
from masterplan.book.pieces import ChapterName, Fragment, Period
from masterplan.book.shapes import Book, DimensionChapter, IdeaSheet
from masterplan.book.tables import Captions, Table
from masterplan.book.writer import Writer
from tobasmart.ui.formats import number, rupiah_short

# Millimetres above the first table of a page.
OPENER_TOP, OPENER_FIGURES = 122.0, 32.0
DIMENSION_HEAD, LEAD, CHARTS_LINE, CHARTS = 10.0, 9.0, 8.0, 20.0


def plan(book: Book) -> tuple[Fragment, ...]:
    """All fragments in printed order."""
    parts = arrange(book, filled_sections(book), quick_wins(book))
    writer = Writer(book, frozenset(part.content for part in parts))
    chapters = _chapters_of_books(parts)
    body: list[Fragment] = []
    for part in parts:
        leads = part.leads
        if leads and leads[0].level == "book":
            writer.running = leads[0].text
            body.append(
                writer.fragment(
                    "book", leads[0].anchor, leads[:1], chapters=tuple(chapters[leads[0].anchor])
                )
            )
            leads = leads[1:]
        if running := next(
            (head for head in (*leads, part.heading) if head.level != "section"), None
        ):
            writer.running = running.text
        heads = (*leads, part.heading)
        filled = data_fragments(writer, part, heads)
        body += filled
        if part.content and has_content(part.content, book, part.dimensions):
            body += _CONTENTS[part.content](writer, part, () if filled else heads)
    front = front_matter(writer)
    return (*front, *contents(writer, [front[-1], *body]), *body)


def _chapters_of_books(parts: tuple[Part, ...]) -> dict[str, list[Heading]]:
    """The chapters under each printed book, by the book's anchor."""
    found: dict[str, list[Heading]] = {}
    current: list[Heading] = []
    for head in (head for part in parts for head in (*part.leads, part.heading)):
        if head.level == "book":
            current = found.setdefault(head.anchor, [])
        elif head.level == "chapter":
            current.append(head)
    return found


def _stages(writer: Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
    book, captions = writer.book, writer.captions
    tables = (sections.stage_table(book, captions), sections.speaker_table(book, captions))
    figure = book_drawings.steps(book)
    return [writer.fragment("stages", part.heading.anchor, heads, tables=tables, figure=figure)]


def _sectors(writer: Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
    tables = (sections.sector_table(writer.book, writer.captions),)
    return [writer.fragment("sectors", part.heading.anchor, heads, tables=tables)]


def _programme(writer: Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
    """Openers; a chapter that begins here gets a page of its own, as an opener fills its page."""
    done = []
    chapter_heads, own = heads[:-1], heads[-1:]
    if chapter_heads:
        tables = (recap.overview_table(writer.book.dimensions, writer.captions),)
        done.append(
            writer.fragment("chapter", chapter_heads[-1].anchor, chapter_heads, tables=tables)
        )
    for chapter in _with_ideas(part):
        table = sections.programme_table(chapter, writer.captions)
        lines = measure.wrapped(chapter.target, 108, 14) if chapter.target else 0
        done += writer.paged(
            "opener",
            f"{part.heading.anchor}-{slug(chapter.code)}",
            own,
            (table,),
            intro=OPENER_TOP + OPENER_FIGURES + max(14.0, lines * 7.2) + 9,
            later_kind="opener_more",
            chapter=ChapterName.of(chapter),
            tone=tone(chapter.code),
            icon=icon(chapter),
            figures=_opener_figures(writer.book, chapter),
        )
        own = ()
    return done


def _opener_figures(book: Book, chapter: DimensionChapter) -> tuple[dict[str, str], ...]:
    cost = dimension_total(chapter)
    starting = sum(idea.start_year == book.start_year for idea in chapter.ideas)
    return (
        figure(number(len(chapter.ideas)), "gagasan disetujui"),
        figure(number(len(recap.proposers(chapter.ideas))), "pengusul"),
        figure("—" if cost is None else rupiah_short(cost), "perkiraan biaya"),
        figure(number(starting), f"mulai tahun {book.start_year}"),
    )


def _sheets(writer: Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
    """One fragment for each idea; the section's title stands above the first."""
    done = []
    for chapter in _with_ideas(part):
        names = {idea.code: item.name for item in chapter.subdimensions for idea in item.ideas}
        for idea in chapter.ideas:
            done.append(_sheet(writer, chapter, idea, names.get(idea.code, ""), heads))
            heads = ()
    return done


def _sheet(
    writer: Writer,
    chapter: DimensionChapter,
    idea: IdeaSheet,
    subdimension: str,
    heads: tuple[Heading, ...],
) -> Fragment:
    budget = sheets.budget_table(writer.book, idea)
    return writer.fragment(
        "idea",
        idea.code,
        heads,
        idea,
        f"{writer.running} · {chapter.name}",
        book=Period(writer.book.start_year, writer.book.long_until),
        chapter=ChapterName.of(chapter),
        subdimension=subdimension,
        tone=tone(chapter.code),
        icon=icon(chapter),
        anchor=action_plan.idea_anchor(idea.code),
        facts=sheets.facts(idea),
        time_bar=time_bar(writer.book, idea, chapter.code),
        long_beneficiaries=sheets.long_beneficiaries(idea),
        links=sheets.links(chapter, writer.printed),
        tables=(*sheets.indicator_tables(writer.book, idea), budget),
    )


def idea_page(book: Book) -> Fragment:
    """The page of the book's first idea, by itself: it links to no other."""
    chapter = book.dimensions[0]
    writer = Writer(book, frozenset(), running=book.edition)
    names = [item.name for item in chapter.subdimensions]
    return _sheet(writer, chapter, chapter.ideas[0], names[0] if names else "", ())


def _actions(writer: Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
    done = []
    for chapter in _with_ideas(part):
        book, captions = writer.book, writer.captions
        done += writer.paged(
            "action_plan",
            f"{part.heading.anchor}-{slug(chapter.code)}",
            heads,
            (
                action_plan.target_table(book, chapter, captions),
                action_plan.cost_table(book, chapter, captions),
            ),
            intro=DIMENSION_HEAD,
            chapter=ChapterName.of(chapter),
            tone=tone(chapter.code),
        )
        heads = ()
    return done


def _budget(writer: Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
    book, captions = writer.book, writer.captions
    tables = (
        recap.year_table(book, captions),
        recap.source_table(book, captions),
        recap.gap_table(book, captions),
    )
    bars, years = recap.dimension_bars(book.dimensions), recap.year_bars(book)
    drawing = book_drawings.amounts(book)
    drawn = book_drawings.amounts_height(book) if drawing else 0.0
    return writer.paged(
        "budget",
        part.heading.anchor,
        heads,
        tables,
        intro=LEAD + CHARTS + max(CHARTS_LINE * max(len(bars), len(years)), drawn),
        drawing=drawing or "",
        dimension_bars=bars,
        years=years,
        is_complete=tables[-1] is None,
    )


def _roadmap(writer: Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
    table = roadmap.roadmap_table(writer.book, part.dimensions, writer.captions)
    return writer.paged("roadmap", part.heading.anchor, heads, (table,), intro=LEAD)


def _decided(writer: Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
    table = sections.decided_table(writer.book, writer.captions)
    return writer.paged(
        "decided",
        part.heading.anchor,
        heads,
        (table,),
        intro=LEAD + 5,
        idea_count=len(writer.book.ideas),
        decided_count=len(writer.book.decided),
    )


def _places(writer: Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
    """The map of the districts with its key below."""
    drawing = book_drawings.places(writer.book)
    return writer.paged(
        "worksheet",
        f"{part.heading.anchor}-kecamatan",
        heads,
        (data_tables.district_table(writer.book, writer.captions),),
        intro=book_drawings.MAP_HEIGHT if drawing else 0.0,
        text="",
        figure=drawing or "",
        has_intro=bool(drawing),
    )


def _plain(table_of: Callable[[Book, Captions], Table], kind: str = "worksheet") -> "_Content":
    """A section that is one table."""

    def made(writer: Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
        table = table_of(writer.book, writer.captions)
        key = f"{part.heading.anchor}-{table.caption.anchor}"
        return writer.paged(kind, key, heads, (table,), text="", figure="", has_intro=False)

    return made


def _with_ideas(part: Part) -> list[DimensionChapter]:
    return [chapter for chapter in part.dimensions if chapter.ideas]


_Content = Callable[[Writer, Part, tuple[Heading, ...]], list[Fragment]]
_CONTENTS: dict[str, _Content] = {
    "stages": _stages,
    "sectors": _sectors,
    "dimension_programme": _programme,
    "idea_sheets": _sheets,
    "action_plan": _actions,
    "budget": _budget,
    "roadmap": _roadmap,
    "decided": _decided,
    "places": _places,
    "priority": _plain(data_tables.priority_table),
    "attendance": _plain(data_tables.attendance_table),
    "forums": _plain(data_tables.forum_table, "worksheet_wide"),
    "traces": _plain(data_tables.trace_table),
    "waivers": _plain(data_tables.waiver_table),
}
