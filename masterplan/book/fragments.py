"""A book becomes an ordered row of fragments, each with its own HTML; no database from here on.

A fragment knows nothing of page numbers but through its contents lines, so that one edited idea
changes its own page and the recaps that print its numbers, and nothing else.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string

from masterplan.book import action_plan, recap, roadmap, sections, sheets
from masterplan.book.figures import icon, time_bar, tone
from masterplan.book.money import dimension_total, lines_of, sum_of
from masterplan.book.numbering import Heading, Part, arrange, slug
from masterplan.book.pieces import Entry, Fragment
from masterplan.book.shapes import Book, DimensionChapter, IdeaSheet
from masterplan.book.tables import Captions, Table
from tobasmart.ui.formats import number, rupiah_short

BETWEEN_TAGS = re.compile(r">\s*\n\s*<")
CONTENTS_ANCHOR = "daftar-isi"
SUMMARY = Heading("front", "ringkasan", "", "Ringkasan")
# Numbers of dimensions in words; beyond ten, figures.
WORDS = (
    *("nol", "satu", "dua", "tiga", "empat", "lima"),
    *("enam", "tujuh", "delapan", "sembilan", "sepuluh"),
)


@dataclass(slots=True)
class _Writer:
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
        **values: Any,
    ) -> Fragment:
        entries = [Entry(head.level, head.anchor, head.label, head.title) for head in heads]
        if idea:
            anchor = action_plan.idea_anchor(idea.code)
            entries.append(Entry("idea", anchor, idea.code, idea.title))
        tables: tuple[Table, ...] = tuple(table for table in values.get("tables", ()) if table)
        context = {
            "book": self.book,
            "heads": heads,
            "idea": idea,
            "running": self.running,
            "has_sheets": "idea_sheets" in self.printed,
            **values,
            "tables": tables,
        }
        html = BETWEEN_TAGS.sub("><", render_to_string(f"masterplan/book/{kind}.html", context))
        title = entries[-1].title if entries else self.book.title
        # An idea's own tables are numbered by its code and are not in the list of tables.
        listed = () if idea else tuple(table.caption for table in tables)
        code, pictures = (idea.code, idea.pictures) if idea else ("", ())
        return Fragment(f"{kind}:{key}", kind, title, html, code, tuple(entries), listed, pictures)


def plan(book: Book) -> tuple[Fragment, ...]:
    """All fragments in printed order."""
    parts = arrange(book)
    writer = _Writer(book, frozenset(part.content for part in parts))
    chapters = _chapters_of_books(parts)
    body: list[Fragment] = []
    for part in parts:
        leads = part.leads
        if leads and leads[0].level == "book":
            writer.running = leads[0].text
            body.append(
                writer.fragment(
                    "book", leads[0].anchor, leads[:1], chapters=chapters[leads[0].anchor]
                )
            )
            leads = leads[1:]
        if running := next(
            (head for head in (*leads, part.heading) if head.level != "section"), None
        ):
            writer.running = running.text
        body += _CONTENTS[part.content](writer, part, (*leads, part.heading))
    writer.running = SUMMARY.title
    front = [*_cover(writer), writer.fragment("summary", "front", (SUMMARY,), **_summary(book))]
    return (*front, _contents(writer, (front[-1], *body)), *body)


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


def _cover(writer: _Writer) -> list[Fragment]:
    shown = [chapter for chapter in writer.book.dimensions if chapter.ideas]
    words = WORDS[len(shown)] if len(shown) < len(WORDS) else number(len(shown))
    count = len(writer.book.ideas)
    return [
        writer.fragment("cover", "front", count=count, dimension_words=words),
        writer.fragment("imprint", "front", marker=control_marker(writer.book)),
    ]


def control_marker(book: Book) -> str:
    """Words that stand in every file: a check that cannot see them sees nothing at all."""
    return f"{book.title}, {book.edition}"


def _summary(book: Book) -> dict[str, Any]:
    cost = sum_of(lines_of(book.ideas))
    figures = (
        _figure(number(len(book.ideas)), "gagasan disetujui"),
        _figure(number(len(recap.proposers(book.ideas))), "pengusul"),
        _figure("—" if cost is None else rupiah_short(cost), "perkiraan kebutuhan"),
        _figure(number(len(book.decided)), "usulan lain yang telah diputus"),
    )
    return {
        "figures": figures,
        "bars": recap.dimension_bars(book.dimensions),
        "years": recap.year_bars(book),
        "without_cost": recap.without_cost(book.ideas),
        "empty": [chapter.name for chapter in book.dimensions if not chapter.ideas],
    }


def _figure(text: str, label: str) -> dict[str, str]:
    value, _, unit = text.partition(" ")
    return {"value": value, "unit": unit, "label": label}


def _contents(writer: _Writer, fragments: tuple[Fragment, ...]) -> Fragment:
    entries = [entry for fragment in fragments for entry in fragment.entries]
    writer.running = "Daftar isi"
    captions = [caption for fragment in fragments for caption in fragment.tables]
    return writer.fragment(
        "contents", "front", anchor=CONTENTS_ANCHOR, lines=entries, captions=captions
    )


def _stages(writer: _Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
    book, captions = writer.book, writer.captions
    tables = (sections.stage_table(book, captions), sections.speaker_table(book, captions))
    return [writer.fragment("stages", part.heading.anchor, heads, tables=tables)]


def _sectors(writer: _Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
    tables = (sections.sector_table(writer.book, writer.captions),)
    return [writer.fragment("sectors", part.heading.anchor, heads, tables=tables)]


def _programme(writer: _Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
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
        done.append(
            writer.fragment(
                "opener",
                f"{part.heading.anchor}-{slug(chapter.code)}",
                own,
                chapter=chapter,
                tone=tone(chapter.code),
                icon=icon(chapter),
                figures=_opener_figures(writer.book, chapter),
                tables=(table,),
            )
        )
        own = ()
    return done


def _opener_figures(book: Book, chapter: DimensionChapter) -> tuple[dict[str, str], ...]:
    cost = dimension_total(chapter)
    starting = sum(idea.start_year == book.start_year for idea in chapter.ideas)
    return (
        _figure(number(len(chapter.ideas)), "gagasan disetujui"),
        _figure(number(len(recap.proposers(chapter.ideas))), "pengusul"),
        _figure("—" if cost is None else rupiah_short(cost), "perkiraan biaya"),
        _figure(number(starting), f"mulai tahun {book.start_year}"),
    )


def _sheets(writer: _Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
    """One fragment for each idea; the section's title stands above the first."""
    done = []
    for chapter in _with_ideas(part):
        for idea in chapter.ideas:
            done.append(_sheet(writer, chapter, idea, heads))
            heads = ()
    return done


def _sheet(
    writer: _Writer, chapter: DimensionChapter, idea: IdeaSheet, heads: tuple[Heading, ...]
) -> Fragment:
    parts = {idea.code: item.name for item in chapter.subdimensions for idea in item.ideas}
    budget = sheets.budget_table(writer.book, idea)
    return writer.fragment(
        "idea",
        idea.code,
        heads,
        idea,
        chapter=chapter,
        subdimension=parts.get(idea.code, ""),
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
    writer = _Writer(book, frozenset(), running=book.edition)
    return _sheet(writer, chapter, chapter.ideas[0], ())


def _actions(writer: _Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
    done = []
    for chapter in _with_ideas(part):
        book, captions = writer.book, writer.captions
        tables = (
            action_plan.target_table(book, chapter, captions),
            action_plan.cost_table(book, chapter, captions),
        )
        key = f"{part.heading.anchor}-{slug(chapter.code)}"
        done.append(
            writer.fragment(
                "action_plan", key, heads, chapter=chapter, tone=tone(chapter.code), tables=tables
            )
        )
        heads = ()
    return done


def _budget(writer: _Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
    book, captions = writer.book, writer.captions
    tables = (
        recap.year_table(book, captions),
        recap.source_table(book, captions),
        recap.gap_table(book, captions),
    )
    bars, years = recap.dimension_bars(book.dimensions), recap.year_bars(book)
    key = part.heading.anchor
    return [writer.fragment("budget", key, heads, tables=tables, dimension_bars=bars, years=years)]


def _roadmap(writer: _Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
    table = roadmap.roadmap_table(writer.book, part.dimensions, writer.captions)
    return [writer.fragment("roadmap", part.heading.anchor, heads, tables=(table,))]


def _decided(writer: _Writer, part: Part, heads: tuple[Heading, ...]) -> list[Fragment]:
    table = sections.decided_table(writer.book, writer.captions)
    return [writer.fragment("decided", part.heading.anchor, heads, tables=(table,))]


def _with_ideas(part: Part) -> list[DimensionChapter]:
    return [chapter for chapter in part.dimensions if chapter.ideas]


_Content = Callable[[_Writer, Part, tuple[Heading, ...]], list[Fragment]]
_CONTENTS: dict[str, _Content] = {
    "stages": _stages,
    "sectors": _sectors,
    "dimension_programme": _programme,
    "idea_sheets": _sheets,
    "action_plan": _actions,
    "budget": _budget,
    "roadmap": _roadmap,
    "decided": _decided,
}
