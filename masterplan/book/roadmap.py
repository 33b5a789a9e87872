"""The road map: one row for each idea, one column for each year up to the long horizon."""

from masterplan.book.action_plan import idea_anchor
from masterplan.book.figures import span, tone
from masterplan.book.shapes import Book, DimensionChapter, IdeaSheet
from masterplan.book.tables import (
    Captions,
    Cell,
    Group,
    Row,
    Table,
    cell,
    head_cell,
    known,
    row_head,
)

NO_YEAR = "tahun pelaksanaan belum ditetapkan"


def roadmap_table(book: Book, chapters: tuple[DimensionChapter, ...], captions: Captions) -> Table:
    """Bars from an idea's first to its last year; a bar that goes on past the page says so."""
    years = tuple(range(book.start_year, max(book.long_until, book.end_year) + 1))
    groups = []
    for chapter in chapters:
        if chapter.ideas:
            title = Row((row_head(chapter.name, "group", columns=len(years) + 2),), "group-row")
            rows = tuple(_row(idea, years) for idea in chapter.ideas)
            groups.append(Group((title, *rows), tone(chapter.code)))
    caption = captions.add(f"Peta jalan {years[0]}–{years[-1]}", "peta-jalan")
    return Table(caption, "roadmap", _heads(book, years), tuple(groups))


def _heads(book: Book, years: tuple[int, ...]) -> tuple[Row, ...]:
    """Horizons above years: first year, to the programme's end, beyond it."""
    middle, beyond = book.end_year - book.start_year, years[-1] - book.end_year
    horizons = [("Jangka pendek", 1), ("Jangka menengah", middle), ("Jangka panjang", beyond)]
    upper = [head_cell("", "blank code"), head_cell("", "blank program")]
    upper += [head_cell(name, "horizon", count) for name, count in horizons if count > 0]
    lower = [head_cell("Kode", "code"), head_cell("Program", "program")]
    lower += [head_cell(str(year), "year") for year in years]
    return Row(tuple(upper), "horizons"), Row(tuple(lower))


def _row(idea: IdeaSheet, years: tuple[int, ...]) -> Row:
    names: tuple[Cell, ...] = (
        row_head(idea.code, "code", idea_anchor(idea.code)),
        cell(idea.title, "program"),
    )
    first, last = span(idea)
    shown = [year for year in years if first <= year <= last]
    if not shown:
        text = NO_YEAR if idea.start_year is None else f"{first}–{last}"
        return Row((*names, cell(known(text), "no-bar", columns=len(years))))
    before, after = years.index(shown[0]), years[-1] - shown[-1]
    label = str(first) if first == last else f"{first}–{last}"
    return Row(
        (
            *names,
            *[cell("", "slot")] * before,
            cell(label, "bar", columns=len(shown)),
            *[cell("", "slot")] * after,
        )
    )
