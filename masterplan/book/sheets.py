"""The page of one approved idea as values for its template."""

from dataclasses import dataclass

from masterplan.book.action_plan import baseline_text, idea_anchor, place_text, target_values
from masterplan.book.money import by_source, column_of, columns, sum_of
from masterplan.book.numbering import slug
from masterplan.book.shapes import Book, BudgetLine, DimensionChapter, IdeaSheet, Indicator
from masterplan.book.tables import (
    NONE,
    Caption,
    Cell,
    Group,
    Row,
    Table,
    amount,
    brief,
    cell,
    head,
    known,
    row_head,
    total,
)
from tobasmart.ui.formats import date_id, rupiah_short

# More fund sources than this do not fit side by side.
MATRIX_SOURCES = 3
# A longer description of who benefits is a paragraph of the page, not a fact beside it.
FACT_LIMIT = 110


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    text: str


def facts(idea: IdeaSheet) -> tuple[Fact, ...]:
    """What stands beside the text, short enough to stay on one page."""
    cost = sum_of(idea.budget)
    found = [
        Fact("Pengusul", brief(idea.proposer, FACT_LIMIT, "dipotong")),
        Fact("Penanggung jawab", brief(idea.owner_agency, FACT_LIMIT, "dipotong")),
        Fact("Lokasi", brief(place_text(idea), 2 * FACT_LIMIT, "dipotong")),
    ]
    if not long_beneficiaries(idea):
        found.append(Fact("Penerima manfaat", known(idea.beneficiaries)))
    sources = ", ".join(by_source(idea.budget))
    found += [
        Fact("Perkiraan biaya", known(idea.estimate) if cost is None else rupiah_short(cost)),
        Fact("Sumber dana", brief(sources, FACT_LIMIT, "lihat tabel anggaran")),
        Fact("Horizon", known(idea.horizon)),
        Fact("Status", idea.status)
        if idea.status
        else Fact("Disetujui", date_id(idea.approved_on)),
    ]
    return tuple(found)


def links(chapter: DimensionChapter, printed: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """(words, anchor) of the tables this idea stands in, as far as the outline prints them."""
    code = slug(chapter.code)
    places = (
        ("dimension_programme", f"Program {chapter.name}", f"tabel-program-{code}"),
        ("action_plan", "Rencana aksi", f"tabel-aksi-{code}"),
        ("action_plan", "Anggaran", f"tabel-anggaran-{code}"),
        ("roadmap", "Peta jalan", "tabel-peta-jalan"),
    )
    return tuple((words, anchor) for content, words, anchor in places if content in printed)


def long_beneficiaries(idea: IdeaSheet) -> bool:
    return len(idea.beneficiaries) > FACT_LIMIT


def indicator_tables(book: Book, idea: IdeaSheet) -> tuple[Table, ...]:
    """One small table for each indicator: baseline and targets side by side."""
    return tuple(
        _indicator_table(book, idea, indicator, place)
        for place, indicator in enumerate(idea.indicators, start=1)
    )


def _indicator_table(book: Book, idea: IdeaSheet, indicator: Indicator, place: int) -> Table:
    values = target_values(book, indicator)
    shown = [year for year in columns(book) if year is not None or None in values]
    names = head(
        ("Data awal", "number"),
        *[("Sesudah" if year is None else str(year), "number") for year in shown],
    )
    row = Row(
        (
            cell(baseline_text(indicator), "number"),
            *[cell(values.get(year, NONE), "number") for year in shown],
        )
    )
    title = f"{indicator.name} ({indicator.unit})" if indicator.unit else indicator.name
    return Table(
        _caption(idea, place, title),
        "indicator",
        names,
        (Group((row,)),),
        _baseline_notes(indicator),
    )


def _baseline_notes(indicator: Indicator) -> tuple[str, ...]:
    notes = [f"Arah: diharapkan {indicator.direction}."]
    if indicator.baseline is None:
        notes.append(f"Data awal belum tersedia. {indicator.baseline_note}".strip())
    if indicator.baseline_source:
        notes.append(f"Sumber data awal: {indicator.baseline_source}")
    return (" ".join(notes),)


def budget_table(book: Book, idea: IdeaSheet) -> Table | None:
    """Whole rupiah by year and fund source with their sums; None while no amount is known."""
    if not idea.budget:
        return None
    caption = _caption(
        idea, len(idea.indicators) + 1, "Anggaran per tahun dan sumber dana (rupiah)"
    )
    sources = by_source(idea.budget)
    if len(sources) <= MATRIX_SOURCES:
        return _matrix(book, idea, caption)
    rows = [
        Row((row_head(_year_name(column)), cell(source), amount(value)))
        for column in columns(book)
        for source, lines in sources.items()
        if (value := _column_sum(book, lines, column)) is not None
    ]
    last = Row((row_head("Jumlah", columns=2), amount(sum_of(idea.budget))), "total")
    names = head("Tahun", "Sumber dana", ("Jumlah", "number"))
    return Table(caption, "budget", names, (Group((*rows, last)),))


def _matrix(book: Book, idea: IdeaSheet, caption: Caption) -> Table:
    sources = by_source(idea.budget)
    shown = [
        column for column in columns(book) if _column_sum(book, idea.budget, column) is not None
    ]
    several = len(sources) > 1
    rows = []
    for column in shown:
        parts = [amount(_column_sum(book, lines, column)) for lines in sources.values()]
        whole = (amount(_column_sum(book, idea.budget, column), "number sum"),) if several else ()
        rows.append(Row((row_head(_year_name(column)), *parts, *whole)))
    sums: list[Cell] = [amount(sum_of(lines)) for lines in sources.values()]
    if several:
        sums.append(amount(sum_of(idea.budget), "number sum"))
    last = Row((row_head("Jumlah"), *sums), "total")
    names = head(
        ("Tahun", "when"),
        *[(name, "number") for name in sources],
        *([("Jumlah", "number sum")] if several else []),
    )
    return Table(caption, "budget", names, (Group((*rows, last)),))


def _column_sum(book: Book, lines: tuple[BudgetLine, ...], column: int | None) -> int | None:
    return total(line.amount_idr for line in lines if column_of(book, line.year) == column)


def _year_name(column: int | None) -> str:
    return "Sesudahnya" if column is None else str(column)


def _caption(idea: IdeaSheet, place: int, title: str) -> Caption:
    """Numbered by the idea's code: an edit on one page must not renumber all pages behind it."""
    anchor = f"tabel-{idea_anchor(idea.code)}-{place}"
    return Caption(f"Tabel {idea.code}.{place}", title, anchor)
