"""The action plan of one dimension: two half tables, what is done and what it costs."""

from collections.abc import Iterable

from masterplan.book.money import by_source, by_year, column_of, lines_of, sum_of
from masterplan.book.numbering import slug
from masterplan.book.shapes import Book, BudgetLine, DimensionChapter, IdeaSheet, Indicator
from masterplan.book.tables import (
    Captions,
    Cell,
    Group,
    Row,
    Table,
    amount,
    brief,
    cell,
    decimal_text,
    head,
    known,
    row_head,
)

# A landscape row must stay shorter than its page; the idea's own page has the whole text.
CELL_LIMIT = 150
DASH_NOTE = "Tanda — berarti belum ada data; tidak dihitung sebagai nol."
CUT_NOTE = "Teks yang diakhiri tanda … dimuat lengkap pada lembar gagasan dengan kode yang sama."


def idea_anchor(code: str) -> str:
    return f"gagasan-{slug(code)}"


def place_text(idea: IdeaSheet) -> str:
    """Where an idea is carried out."""
    if idea.covers_region:
        return "Seluruh wilayah kabupaten"
    return known(", ".join(idea.districts))


def later_targets(book: Book, ideas: Iterable[IdeaSheet]) -> bool:
    """Whether a column for targets behind the programme's last year is needed."""
    targets = (t for idea in ideas for i in idea.indicators for t in i.targets)
    return any(column_of(book, target.year) is None for target in targets)


def target_table(book: Book, chapter: DimensionChapter, captions: Captions) -> Table:
    """Identity and targets, one row for each indicator of each idea."""
    later = later_targets(book, chapter.ideas)
    years = [(str(year), "year") for year in book.years] + ([("Sesudah", "year")] if later else [])
    names = head(
        ("Kode", "code"),
        ("Program", "program"),
        ("Perangkat daerah penanggung jawab", "agency"),
        ("Lokasi", "place"),
        ("Penerima manfaat", "people"),
        ("Indikator", "indicator"),
        ("Satuan", "unit"),
        ("Data awal (tahun)", "number base"),
        *[(name, f"number {css}") for name, css in years],
    )
    groups = tuple(Group(_target_rows(book, idea, later)) for idea in chapter.ideas)
    title = f"Rencana aksi {chapter.name}: program, lokasi, dan target"
    caption = captions.add(title, f"aksi-{slug(chapter.code)}")
    return Table(caption, "action", names, groups, (DASH_NOTE, CUT_NOTE))


def _target_rows(book: Book, idea: IdeaSheet, later: bool) -> tuple[Row, ...]:
    indicators: tuple[Indicator | None, ...] = idea.indicators or (None,)
    where = f"lihat {idea.code}"
    texts = (idea.owner_agency, place_text(idea), idea.beneficiaries)
    identity: tuple[Cell, ...] = (
        row_head(idea.code, "code", idea_anchor(idea.code), rows=len(indicators)),
        cell(idea.title, "program", rows=len(indicators)),
        *[cell(brief(text, CELL_LIMIT, where), rows=len(indicators)) for text in texts],
    )
    rows = []
    for place, indicator in enumerate(indicators):
        own = _indicator_cells(book, indicator, later, where)
        rows.append(Row((*identity, *own) if place == 0 else own))
    return tuple(rows)


def _indicator_cells(
    book: Book, indicator: Indicator | None, later: bool, where: str
) -> tuple[Cell, ...]:
    columns = (*book.years, None) if later else book.years
    if indicator is None:
        return tuple(cell(known(""), css) for css in ("", "", "number", *["number"] * len(columns)))
    values = target_values(book, indicator)
    return (
        cell(brief(indicator.name, CELL_LIMIT, where)),
        cell(brief(indicator.unit, 40, where)),
        cell(baseline_text(indicator), "number"),
        *[cell(values.get(column, known("")), "number") for column in columns],
    )


def target_values(book: Book, indicator: Indicator) -> dict[int | None, str]:
    """Target as text for each column that has one; several years behind the end are all named."""
    values: dict[int | None, str] = {}
    for target in indicator.targets:
        column = column_of(book, target.year)
        text = decimal_text(target.value)
        if column is None and target.year is not None:
            text = f"{text} ({target.year})"
        values[column] = f"{values[column]}; {text}" if column in values else text
    return values


def baseline_text(indicator: Indicator) -> str:
    """Value and year; a dash while it has not been measured."""
    if indicator.baseline is None:
        return known("")
    year = f" ({indicator.baseline_year})" if indicator.baseline_year else ""
    return f"{decimal_text(indicator.baseline)}{year}"


def cost_table(book: Book, chapter: DimensionChapter, captions: Captions) -> Table:
    """Budget by fund source and year in whole rupiah; the last row is the sum of all rows above."""
    names = head(
        ("Kode", "code"),
        ("Program", "program"),
        ("Horizon", "horizon"),
        ("Sumber dana", "source"),
        *[(str(year), "number year") for year in book.years],
        ("Sesudahnya", "number year"),
        ("Jumlah", "number sum"),
    )
    groups = [Group(_cost_rows(book, idea)) for idea in chapter.ideas]
    lines = lines_of(chapter.ideas)
    last = Row((row_head(f"Jumlah {chapter.name}", columns=4), *_amounts(book, lines)), "total")
    title = f"Rencana aksi {chapter.name}: anggaran per tahun dan sumber dana (rupiah)"
    caption = captions.add(title, f"anggaran-{slug(chapter.code)}")
    return Table(caption, "costs", names, (*groups, Group((last,))), (DASH_NOTE,))


def _cost_rows(book: Book, idea: IdeaSheet) -> tuple[Row, ...]:
    sources: dict[str, tuple[BudgetLine, ...]] = by_source(idea.budget) or {known(""): ()}
    height = len(sources) + (len(sources) > 1)
    identity: tuple[Cell, ...] = (
        row_head(idea.code, "code", idea_anchor(idea.code), rows=height),
        cell(idea.title, "program", rows=height),
        cell(known(idea.horizon), rows=height),
    )
    rows: list[Row] = []
    for source, lines in sources.items():
        own = (cell(source), *_amounts(book, lines))
        rows.append(Row((*identity, *own) if not rows else own))
    if len(sources) > 1:
        own = (row_head("Jumlah"), *_amounts(book, idea.budget))
        rows.append(Row(own, "subtotal"))
    return tuple(rows)


def _amounts(book: Book, lines: tuple[BudgetLine, ...]) -> tuple[Cell, ...]:
    sums = by_year(book, lines)
    return (*[amount(value) for value in sums.values()], amount(sum_of(lines), "number sum"))
