"""Recaps over all dimensions: numbers of ideas, budget by year and by fund source, gaps."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from masterplan.book.action_plan import idea_anchor
from masterplan.book.figures import bar, icon, tone
from masterplan.book.money import (
    by_source,
    by_year,
    columns,
    dimension_total,
    gaps_of,
    lines_of,
    sum_of,
)
from masterplan.book.shapes import Book, DimensionChapter, IdeaSheet
from masterplan.book.tables import (
    Captions,
    Cell,
    Group,
    Row,
    Table,
    amount,
    cell,
    head,
    row_head,
    total,
)
from tobasmart.ui.formats import number, percent, rupiah_short

LATER_NAME = "Sesudahnya"


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart: name, drawing, amount in words."""

    label: str
    drawing: SafeString
    text: str
    tone: str = ""
    icon: str = ""


def column_name(year: int | None) -> str:
    return LATER_NAME if year is None else str(year)


def dimension_bars(chapters: tuple[DimensionChapter, ...]) -> tuple[Bar, ...]:
    """Known costs of each dimension in the programme's order."""
    sums = [(chapter, dimension_total(chapter)) for chapter in chapters if chapter.ideas]
    longest = max((value or 0 for _chapter, value in sums), default=0)
    return tuple(
        Bar(
            chapter.name,
            bar(value, longest, chapter.code, f"{chapter.name} {rupiah_short(value)}"),
            rupiah_short(value),
            tone(chapter.code),
            icon(chapter),
        )
        for chapter, value in sums
    )


def year_bars(book: Book) -> tuple[Bar, ...]:
    """Known costs of each year; the column behind the programme only when it has an amount."""
    sums = by_year(book, lines_of(book.ideas))
    shown = [(year, value) for year, value in sums.items() if year is not None or value]
    longest = max((value or 0 for _year, value in shown), default=0)
    return tuple(
        Bar(
            column_name(year),
            bar(value, longest, "", f"{column_name(year)} {rupiah_short(value)}"),
            rupiah_short(value),
        )
        for year, value in shown
    )


def overview_table(chapters: tuple[DimensionChapter, ...], captions: Captions) -> Table:
    """What each dimension holds: ideas, proposers, known costs."""
    names = head(
        "Dimensi", ("Gagasan", "number"), ("Pengusul", "number"), ("Perkiraan biaya", "number sum")
    )
    rows = [
        Row(
            (
                row_head(chapter.name),
                cell(number(len(chapter.ideas)), "number"),
                cell(number(len(proposers(chapter.ideas))), "number"),
                amount(dimension_total(chapter)),
            )
        )
        for chapter in chapters
    ]
    ideas = tuple(idea for chapter in chapters for idea in chapter.ideas)
    last = (
        row_head("Jumlah"),
        cell(number(len(ideas)), "number"),
        cell(number(len(proposers(ideas))), "number"),
        amount(sum_of(lines_of(ideas))),
    )
    caption = captions.add("Gagasan yang disetujui menurut dimensi (biaya dalam rupiah)", "dimensi")
    notes = ("Pengusul yang sama pada beberapa dimensi dihitung sekali pada jumlah.",)
    return Table(caption, "overview", names, (Group((*rows, Row(last, "total"))),), notes)


def proposers(ideas: tuple[IdeaSheet, ...]) -> frozenset[str]:
    return frozenset(idea.proposer for idea in ideas if idea.proposer)


def year_table(book: Book, captions: Captions) -> Table:
    """Dimension by year in whole rupiah, with sums of both directions."""
    shown = [chapter for chapter in book.dimensions if chapter.ideas]
    names = head(
        "Dimensi",
        *[(column_name(year), "number year") for year in columns(book)],
        ("Jumlah", "number sum"),
    )
    rows = [Row(_sums(book, chapter.name, chapter.ideas)) for chapter in shown]
    last = Row(_sums(book, "Jumlah", book.ideas), "total")
    caption = captions.add("Rekap anggaran per dimensi dan tahun (rupiah)", "rekap-tahun")
    notes = ("Tanda — berarti belum ada nilai yang diketahui; tidak dihitung sebagai nol.",)
    return Table(caption, "year-recap", names, (Group((*rows, last)),), notes)


def _sums(book: Book, name: str, ideas: tuple[IdeaSheet, ...]) -> tuple[Cell, ...]:
    lines = lines_of(ideas)
    years = [amount(value) for value in by_year(book, lines).values()]
    return (row_head(name), *years, amount(sum_of(lines), "number sum"))


def source_table(book: Book, captions: Captions) -> Table:
    """Fund sources with their share of everything known."""
    lines = lines_of(book.ideas)
    whole = sum_of(lines)
    names = head("Sumber dana", ("Jumlah (rupiah)", "number sum"), ("Bagian", "number share"))
    rows = [
        Row(
            (
                row_head(name),
                amount(sum_of(part)),
                cell(percent(sum_of(part), whole), "number"),
            )
        )
        for name, part in by_source(lines).items()
    ]
    last = (row_head("Jumlah"), amount(whole), cell(percent(whole, whole), "number"))
    caption = captions.add("Rekap anggaran per sumber dana", "rekap-sumber")
    notes = ("Bagian dibulatkan ke satu angka di belakang koma.",)
    return Table(caption, "source-recap", names, (Group((*rows, Row(last, "total"))),), notes)


def gap_table(book: Book, captions: Captions) -> Table | None:
    """Approved ideas whose data are not complete; None when all are."""
    rows = [
        Row(
            (
                row_head(idea.code, "code", idea_anchor(idea.code)),
                cell(idea.title),
                cell(", ".join(gaps)),
            )
        )
        for idea in book.ideas
        if (gaps := gaps_of(idea))
    ]
    if not rows:
        return None
    names = head(("Kode", "code"), ("Program", "program"), "Belum ada")
    caption = captions.add("Gagasan dengan data yang belum lengkap", "kekurangan")
    notes = ("Gagasan tanpa perkiraan biaya tidak menambah jumlah pada rekap anggaran.",)
    return Table(caption, "gaps", names, (Group(tuple(rows)),), notes)


def without_cost(ideas: tuple[IdeaSheet, ...]) -> int:
    """How many ideas have no known amount."""
    return sum(total(line.amount_idr for line in idea.budget) is None for idea in ideas)
